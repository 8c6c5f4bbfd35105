//! Coupons in gifts, whose senders and merchants change their minds.

use coupon::Coupon;
use e2e_tests::{
    bundle,
    counter::{order, DAY, HOUR, LIMITS},
    market::{english, item as coupon_of},
    shop::Fault,
};
use gift::GiftLinks;
use psp34::{PSP34Burnable, PSP34Error, PSP34};
use tongquan_client::{at, deploy_gift, Account, AccountId, Chain, Error, Message};
use tongquan_traits::{
    assets::{Asset, Item, ItemFault},
    auctions::{AuctionError, Auctions},
    campaigns::{CampaignState, Campaigns, Kind, Policy, Sale},
    coupon_error::CouponError,
    coupons::{Coupons, Status},
    gifts::{GiftError, Gifts, Terms},
    ownable::Ownable,
    redemption::{Redemption, Ticket},
    swaps::{SwapError, Swaps, Want},
    tills::Tills,
};

use super::stage::{item, item_fault, link, open, refused};
use crate::crooks::{number, of_item, Crooks};

fn coupons(market: &Crooks) -> <Coupon as ink::codegen::ContractCallBuilder>::Type {
    market.market.tea.messages()
}

/// A coupon of Ann's with this policy.
async fn coupon_with(market: &mut Crooks, policy: Policy) -> Result<Item, Fault> {
    let tea = &market.market.tea;
    let mut terms = tea.terms(&mut market.chain, Kind::Voucher { value: 50 }).await?;
    terms.policy = policy;
    let campaign = tea.campaign(&mut market.chain, terms, Sale::default()).await?;
    let coupon = tea.issue(&mut market.chain, campaign, &tea.shop.ann).await?;
    Ok(coupon_of(tea, coupon))
}

/// Asserts that the message of the coupons is refused to this caller with this error.
async fn assert_refused<T, E>(
    market: &mut Crooks,
    by: &Account,
    message: impl Into<Message<Result<T, E>>>,
    error: E,
) where
    T: ink::scale::Decode + std::fmt::Debug,
    E: ink::scale::Decode + std::fmt::Debug + PartialEq,
{
    let fault = market.fault(by, message).await;
    assert_eq!(fault, Some(Error::Refused(error)), "by {}", by.name());
}

// C3, C5, C8
#[tokio::test]
async fn a_coupon_in_a_gift_is_out_of_its_senders_hands() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gift, house, swap) = (market.market.gift, market.market.auction, market.market.swap);
    let (tea, till, key) =
        (market.honest_token(), market.market.tea.till.clone(), Account::dev("link"));
    let coupon = market.coupon(&ann).await?;
    let id = || coupon.id.clone();
    let this = number(&coupon);
    // Ann lets Mallory take this coupon, and Cai all of hers; she has signed a ticket, and made an offer.
    for (operator, of) in [(&mallory, Some(id())), (&cai, None)] {
        let approve = coupons(&market).approve(operator.id(), of, true);
        market.call(&ann, approve).await?;
    }
    let counter = &market.market.tea;
    let (early, early_signature) =
        counter.ticket(&mut market.chain, &ann, order("early"), 60, &[this]).await?;
    let wanted = vec![Want::Item { item: coupon.clone(), left: 0, until: 0 }];
    let books = market.market.books.shop.points;
    let price = vec![Asset::Points { token: tea, amount: 5 }];
    let bait = market.offer(&cai, price, wanted).await?;

    let given = market.give_link(&ann, item(&coupon), &key).await?;
    let before = market.ledger().await?;
    assert_eq!(market.owner(&coupon).await?, Some(gift));

    // At the till: as its holder, with the old ticket, and with new ones that anybody signs.
    let not_holder = || CouponError::NotHolder { coupon: this, holder: gift };
    let now = market.chain.now().await?;
    for person in market.people() {
        let redeem = coupons(&market).redeem(order("holder"), 60, vec![this]);
        assert_refused(&mut market, &person, redeem, not_holder()).await;
        let reserve = coupons(&market).reserve(order("holder"), 60, vec![this], now + HOUR);
        assert_refused(&mut market, &person, reserve, not_holder()).await;
    }
    let old = coupons(&market).redeem_with_ticket(early, early_signature);
    assert_refused(&mut market, &till, old, CouponError::BadSignature).await;
    for signer in [&ann, &ben, &mallory, &key] {
        let counter = &market.market.tea;
        let (ticket, signature) =
            counter.ticket(&mut market.chain, signer, order("new"), 60, &[this]).await?;
        let reserve = coupons(&market).reserve_with_ticket(ticket.clone(), signature, now + HOUR);
        assert_refused(&mut market, &till, reserve, CouponError::BadSignature).await;
        let redeem = coupons(&market).redeem_with_ticket(ticket, signature);
        assert_refused(&mut market, &till, redeem, CouponError::BadSignature).await;
    }

    // By the standard's messages, also for those who were approved before.
    for person in [&ann, &cai, &mallory] {
        let not_approved = || PSP34Error::NotApproved;
        let transfer = coupons(&market).transfer(person.id(), id(), vec![]);
        assert_refused(&mut market, person, transfer, not_approved()).await;
        let approve = coupons(&market).approve(ben.id(), Some(id()), true);
        assert_refused(&mut market, person, approve, not_approved()).await;
        for account in [ann.id(), gift, person.id()] {
            let burn = coupons(&market).burn(account, id());
            assert_refused(&mut market, person, burn, not_approved()).await;
        }
    }

    // In the auction house, in swaps, and as another gift.
    let not_owner = || of_item(&coupon, ItemFault::NotOwner);
    let format = english(&mut market.chain, DAY).await?;
    let seen = market.swaps().fingerprint(bait);
    let seen = market.read(seen).await?.ok_or("there is no fingerprint")?;
    let until = now + DAY;
    for person in market.people() {
        let list = market.house().list(vec![coupon.clone()], tea, format.clone());
        let error = AuctionError::Asset(not_owner());
        assert_refused(&mut market, &person, list, error).await;
        let want = vec![Want::Points { token: books, amount: 1 }];
        let offer = market.swaps().make_offer(vec![item(&coupon)], want, None, until);
        assert_refused(&mut market, &person, offer, SwapError::Asset(not_owner())).await;
        let again = market.gifts().give(item(&coupon), link(&key, until));
        assert_refused(&mut market, &person, again, GiftError::Asset(not_owner())).await;
    }
    let accept = market.swaps().accept(bait, vec![], seen);
    assert_refused(&mut market, &ann, accept, SwapError::Asset(not_owner())).await;
    let clear = coupons(&market).clear_coupons(vec![this]);
    let merchant = market.market.tea.shop.merchant.clone();
    let good_until = market.market.tea.view(&mut market.chain, this).await?.until;
    let in_use = CouponError::StillInUse { until: good_until };
    assert_refused(&mut market, &merchant, clear, in_use).await;
    assert_eq!(market.ledger().await?, before);
    market.assert_all_is_held().await?;

    // And when Ben has it, nothing that Ann has allowed or signed is of use.
    let claim = market.claim(&key, given, ben.id(), 0);
    market.submit(&mallory, &claim).await?;
    for operator in [mallory.id(), cai.id(), gift, house, swap] {
        let allowance = coupons(&market).allowance(ben.id(), operator, Some(id()));
        let by_himself = [gift, house, swap].contains(&operator);
        assert_eq!(market.read(allowance).await?, by_himself);
    }
    for person in [&ann, &cai, &mallory] {
        let transfer = coupons(&market).transfer(person.id(), id(), vec![]);
        assert_refused(&mut market, person, transfer, PSP34Error::NotApproved).await;
        let again = market.gifts().give(item(&coupon), link(&key, until));
        assert_refused(&mut market, person, again, GiftError::Asset(not_owner())).await;
    }
    let redeem = coupons(&market).redeem(order("ben"), 60, vec![this]);
    market.call(&ben, redeem).await?;
    Ok(())
}

// C5: a ticket that is signed for the time after the gift is good for none other.
#[tokio::test]
async fn a_ticket_for_a_coupon_that_comes_back_is_not_the_old_one() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ..] = market.people();
    let (key, till) = (Account::dev("link"), market.market.tea.till.clone());
    let coupon = market.coupon(&ann).await?;
    let this = number(&coupon);
    let counter = &market.market.tea;
    let (ticket, signature) =
        counter.ticket(&mut market.chain, &ann, order("early"), 60, &[this]).await?;
    let given = market.give_link(&ann, item(&coupon), &key).await?;
    let take_back = market.gifts().take_back(given);
    market.call(&ann, take_back).await?;
    let old = coupons(&market).redeem_with_ticket(ticket.clone(), signature);
    assert_refused(&mut market, &till, old, CouponError::BadSignature).await;
    let moves = market.market.tea.view(&mut market.chain, this).await?.moves;
    let new = |ticket: &Ticket, moves| {
        let signature = ann.sign_ticket(market.market.tea.coupons, ticket, &[moves]);
        coupons(&market).redeem_with_ticket(ticket.clone(), signature)
    };
    let (wrong, right) = (new(&ticket, moves - 1), new(&ticket, moves));
    assert_refused(&mut market, &till, wrong, CouponError::BadSignature).await;
    market.call(&till, right).await?;
    Ok(())
}

// C3: what is held, used up or spent is no gift; and a refund gives nothing to who has given it away.
#[tokio::test]
async fn what_is_used_is_not_given_and_what_is_given_is_not_refunded() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, ..] = market.people();
    let key = Account::dev("link");
    let merchant = market.market.tea.shop.merchant.clone();
    let until = market.chain.now().await? + DAY;
    let coupon = market.coupon(&ann).await?;
    let this = number(&coupon);
    let give = market.gifts().give(item(&coupon), link(&key, until));
    let not_tradable = item_fault(&coupon, ItemFault::NotTradable);
    let hold = market.chain.now().await? + HOUR;
    let reserve = coupons(&market).reserve(order("held"), 60, vec![this], hold);
    market.call(&ann, reserve).await?;
    assert_eq!(market.fault(&ann, give.clone()).await, not_tradable);
    let release = coupons(&market).release(order("held"));
    market.call(&ann, release).await?;

    let part = coupons(&market).redeem(order("part"), 2_000, vec![this]);
    market.call(&ann, part).await?;
    let given = market.call(&ann, give.clone()).await?;
    let refund = coupons(&market).refund(order("part"), 2_000);
    let moved = CouponError::CouponMoved { coupon: this };
    assert_refused(&mut market, &merchant, refund, moved).await;
    let claim = market.claim(&key, given, ben.id(), 0);
    market.submit(&ann, &claim).await?;
    assert_eq!(market.market.tea.view(&mut market.chain, this).await?.left, 3_000);

    let rest = coupons(&market).redeem(order("rest"), 9_000, vec![this]);
    market.call(&ben, rest).await?;
    let status = market.market.tea.view(&mut market.chain, this).await?.status;
    assert_eq!(status, Status::Redeemed { order: order("rest") });
    assert_eq!(market.fault(&ben, give).await, not_tradable);
    Ok(())
}

// X1, C9: no role in a merchant's contract is a role in the gifts.
#[tokio::test]
async fn whatever_the_merchant_does_a_coupon_comes_out_of_its_gift() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let key = Account::dev("link");
    let merchant = market.market.tea.shop.merchant.clone();
    let till = market.market.tea.till.id();
    let coupon = market.coupon(&ann).await?;
    let this = number(&coupon);
    let campaign = u32::try_from(this >> 32)?;
    let ends = market.market.tea.view(&mut market.chain, this).await?.until;
    // As long as the coupon is good, and not a moment longer.
    let terms = link(&key, ends + 1);
    let give = market.gifts().give(item(&coupon), terms);
    let too_late = item_fault(&coupon, ItemFault::EndsBefore { needed: ends + 1 });
    assert_eq!(market.fault(&ann, give).await, too_late);
    let given = market.give(&ann, item(&coupon), &link(&key, ends)).await?;

    let manager = coupons(&market).set_manager(mallory.id(), true);
    market.call(&merchant, manager).await?;
    let reseat = coupons(&market).set_till(till, Some(LIMITS));
    market.call(&mallory, reseat).await?;
    let gone = coupons(&market).set_till(till, None);
    market.call(&mallory, gone).await?;
    let pause = coupons(&market).set_campaign_state(campaign, CampaignState::Paused {});
    market.call(&mallory, pause).await?;
    let claim = market.claim(&key, given, ben.id(), 0).at(market.market.gift);
    let take_back = market.gifts().take_back(given);
    let steps = [
        coupons(&market).set_campaign_state(campaign, CampaignState::Closed {}).into(),
        coupons(&market).set_manager(mallory.id(), false).into(),
    ];
    for step in steps {
        let step: Message<Result<(), CouponError>> = step;
        market.call(&merchant, step).await?;
        assert_eq!(market.fault(&mallory, claim.clone()).await, None);
        assert_eq!(market.fault(&ann, take_back.clone()).await, None);
    }
    let renounce = coupons(&market).transfer_ownership(None);
    market.call(&merchant, renounce).await?;
    market.chain.set_time(ends - 1);
    assert_eq!(market.fault(&ann, take_back).await, None);
    market.call(&mallory, claim).await?;
    assert_eq!(market.owner(&coupon).await?, Some(ben.id()));
    Ok(())
}

// X1: at its end a coupon can't move any more. The gift of it is given up, or waits for a longer end.
#[tokio::test]
async fn a_coupon_that_expires_in_a_gift_is_given_up_or_extended() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let key = Account::dev("link");
    let merchant = market.market.tea.shop.merchant.clone();
    let (coupon, other) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let this = number(&coupon);
    let campaign = u32::try_from(this >> 32)?;
    let ends = market.market.tea.view(&mut market.chain, this).await?.until;
    let terms = Terms { notice: DAY, ..link(&key, ends) };
    let given = market.give(&ann, item(&coupon), &terms).await?;
    let with_other = market.give(&ann, item(&other), &terms).await?;
    let claim = market.claim(&key, given, ben.id(), 0);
    let back = market.gifts().send_back(vec![given]);
    let (take_back, abandon) = (market.gifts().take_back(given), market.gifts().abandon(given));

    // Extended in time, it goes back after the gift's own end, which stays.
    let start = market.chain.snapshot();
    let found = coupons(&market).campaign(campaign);
    let found = market.read(found).await?.ok_or("there is no campaign")?.terms;
    let extend =
        coupons(&market).extend_campaign(campaign, found.budget, found.issue_until, ends + DAY);
    market.call(&merchant, extend.clone()).await?;
    let kept = market.gifts().gift(given);
    assert_eq!(market.read(kept).await?.ok_or("there is no gift")?.terms.until, ends);
    market.chain.set_time(ends);
    assert_eq!(market.submit(&ben, &claim).await.err(), refused(GiftError::Ended { at: ends }));
    market.call(&mallory, back.clone()).await?;
    assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
    market.chain.restore(start);

    // Not extended, it is stuck, and so is every list with it: the other gift's as well, alone.
    market.chain.set_time(ends);
    let stuck = item_fault(&coupon, ItemFault::Refused);
    let expired = market.chain.snapshot();
    let both = market.gifts().send_back(vec![given, with_other]);
    assert_eq!(market.fault(&mallory, both).await, stuck);
    assert_eq!(market.fault(&mallory, back.clone()).await, stuck);
    assert_eq!(market.fault(&ann, take_back.clone()).await, stuck);
    assert_eq!(market.fault(&mallory, abandon.clone()).await, refused(GiftError::NotSender));
    market.call(&ann, abandon.clone()).await?;
    let gone = market.gifts().gift(given);
    assert_eq!(market.read(gone).await?, None);
    market.chain.restore(expired);

    // Extended too late, it comes back all the same.
    let expired = market.chain.snapshot();
    market.call(&merchant, extend).await?;
    market.call(&mallory, back.clone()).await?;
    assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
    market.chain.restore(expired);

    // The merchant clears it away: the gift says so, and its sender gets the deposit.
    let clear = coupons(&market).clear_coupons(vec![this]);
    market.call(&merchant, clear).await?;
    let no_more = item_fault(&coupon, ItemFault::NotOwner);
    assert_eq!(market.fault(&mallory, back).await, no_more);
    assert_eq!(market.fault(&ann, take_back).await, no_more);
    let freed = market.chain.call(&ann, abandon).await?.cost.storage_deposit;
    assert!(freed < 0, "{freed}");
    Ok(())
}

// C3: a `GiftOnly` coupon passes through the contract that its campaign names, again and again.
#[tokio::test]
async fn a_gift_only_coupon_passes_through_the_named_contract_only() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gift, tea, key) = (market.market.gift, market.honest_token(), Account::dev("link"));
    let second = deploy_gift(&mut market.chain, &mallory, &bundle("gift")?, b"2").await?.value;
    let coupon = coupon_with(&mut market, Policy::GiftOnly { gift }).await?;
    let bound = coupon_with(&mut market, Policy::Bound {}).await?;
    let until = market.chain.now().await? + DAY;
    for person in [&ann, &ben, &cai] {
        let approve = coupons(&market).approve(second, None, true);
        market.call(person, approve).await?;
    }
    for (from, to) in [(&ann, &ben), (&ben, &cai)] {
        assert_passes_only_through(&mut market, from, &coupon, second).await?;
        // Neither does a coupon pass that nobody may give.
        let give = market.gifts().give(item(&bound), link(&key, until));
        let error = market.fault(&ann, give).await;
        assert_eq!(error, item_fault(&bound, ItemFault::NotTradable));

        // It goes to the gift contract, which gives it back,
        let given = market.give_link(from, item(&coupon), &key).await?;
        let take_back = market.gifts().take_back(given);
        market.call(from, take_back).await?;
        assert_eq!(market.owner(&coupon).await?, Some(from.id()));
        // or to whom its key has signed for, also where it is promised to another.
        let given = market.give_link(from, item(&coupon), &key).await?;
        let claim = market.claim(&key, given, to.id(), 0);
        market.submit(&mallory, &claim).await?;
        assert_eq!(market.owner(&coupon).await?, Some(to.id()));
        market.assert_all_is_held().await?;
    }
    // Who sends it to the contract past its messages has lost it, by nobody's rule but the sender's.
    let coupon = coupon_with(&mut market, Policy::GiftOnly { gift }).await?;
    let lose = coupons(&market).transfer(gift, coupon.id.clone(), vec![]);
    market.call(&ann, lose).await?;
    let claim = market.gifts().give(item(&coupon), link(&key, until));
    let error = market.fault(&ann, claim).await;
    assert_eq!(error, item_fault(&coupon, ItemFault::NotOwner));
    let list =
        market.house().list(vec![coupon.clone()], tea, english(&mut market.chain, DAY).await?);
    let error = AuctionError::Asset(of_item(&coupon, ItemFault::NotOwner));
    assert_refused(&mut market, &ann, list, error).await;
    Ok(())
}

/// Asserts that the holder's coupon goes to no other person or contract.
async fn assert_passes_only_through(
    market: &mut Crooks,
    holder: &Account,
    coupon: &Item,
    second: AccountId,
) -> Result<(), Fault> {
    let (house, swap) = (market.market.auction, market.market.swap);
    let (tea, books) = (market.honest_token(), market.market.books.shop.points);
    let until = market.chain.now().await? + DAY;
    for to in [market.people()[3].id(), house, swap, second] {
        let transfer = coupons(market).transfer(to, coupon.id.clone(), vec![]);
        let rule = PSP34Error::Custom("GiftOnly".into());
        assert_refused(market, holder, transfer, rule).await;
    }
    let not_tradable = || of_item(coupon, ItemFault::NotTradable);
    let format = english(&mut market.chain, DAY).await?;
    let list = market.house().list(vec![coupon.clone()], tea, format);
    assert_refused(market, holder, list, AuctionError::Asset(not_tradable())).await;
    let want = vec![Want::Points { token: books, amount: 1 }];
    let offer = market.swaps().make_offer(vec![item(coupon)], want, None, until);
    assert_refused(market, holder, offer, SwapError::Asset(not_tradable())).await;
    let terms = link(&Account::dev("link"), until);
    let give = at::<GiftLinks>(second).give(item(coupon), terms);
    assert_refused(market, holder, give, GiftError::Asset(not_tradable())).await;
    Ok(())
}
