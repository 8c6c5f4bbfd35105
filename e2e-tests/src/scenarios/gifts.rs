//! Members give coupons and points by link, and take back what nobody has claimed.

use ink::scale::Decode;
use tongquan_client::{
    live_gifts, look_behind, Account, AccountId, Chain, Error, Events, GiftLink, GiftPlace,
    LinkError, Present, PresentError,
};
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault},
    campaigns::{Kind, Policy, Sale},
    coupon_error::{CouponError, PointsFault},
    gifts::{
        Claim, GiftAbandoned, GiftClaimed, GiftError, Gifts, Given, Recalled, SentBack, Terms,
    },
    redemption::Redemption,
};

use crate::{
    counter::{order, DAY, HOUR},
    giving::{claim, claim_with_fee, find, give, passed_on, terms, GiftRefused, GREETING},
    market::{item, points, reach, soon, Market},
    shop::Fault,
};

fn refused(error: GiftError) -> GiftRefused {
    Some(Error::Refused(error))
}

/// The only event of this kind.
fn the_one<E: ink::env::Event + Decode>(events: &Events, contract: AccountId) -> Result<E, Fault> {
    let mut found = events.of::<E>(contract);
    match (found.pop(), found.is_empty()) {
        (Some(event), true) => Ok(event),
        _ => Err("not one such event".into()),
    }
}

// G1, G2, G3, C3
pub async fn a_coupon_goes_from_hand_to_hand_by_link(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben, mallory) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.mallory);
    let coupon = market.coupon(chain, tea, ann, gift).await?;
    let asset = Asset::Item { item: item(tea, coupon) };
    let terms = terms(chain, [0; 32]).await?;
    let (number, links) = give(chain, &market, ann, asset.clone(), terms).await?;
    assert_eq!(tea.owner(chain, coupon).await?, Some(gift));
    let kept = find(chain, &market, number).await?;
    assert_eq!((kept.sender, kept.asset.clone(), kept.left), (ann.id(), asset, 0));
    assert_eq!(live_gifts(chain, gift).await?, [(number, kept.clone())]);
    // While it is a gift, nobody uses it.
    let redeem = tea.messages().redeem(order("1"), 100, vec![coupon]);
    let held = CouponError::NotHolder { coupon, holder: gift };
    assert_eq!(chain.dry_run(ann.id(), redeem).await.err(), Some(Error::Refused(held)));

    let link = passed_on(&links[0])?;
    assert_eq!(link.ensure_on(chain.genesis_hash().await?), Ok(()));
    assert_eq!(link.greeting(), Some(GREETING));
    assert!(link.greets_as(&kept.terms));
    let present = look_behind(chain, &link).await?;
    let view = tea.view(chain, coupon).await?;
    assert_eq!(present, Present { gift: kept.clone(), points: 0, coupon: Some(view) });
    // Mallory sees Ben's claim on its way, and can do nothing but submit it.
    let his = link.claim(ben.id(), 0);
    let signature = link.account().sign_claim(gift, &his);
    let hers = Claim { recipient: mallory.id(), ..his };
    let redirected = market.gifts().claim(hers, link.proof(), 0, signature);
    let answer = chain.call(mallory, redirected).await;
    assert_eq!(answer.err(), refused(GiftError::BadSignature));
    let submitted = market.gifts().claim(his, link.proof(), 0, signature);
    let claimed = chain.call(mallory, submitted).await?;
    let event: GiftClaimed = the_one(&claimed.events, gift)?;
    let (recipient, by) = (ben.id(), mallory.id());
    assert_eq!(event, GiftClaimed { gift: number, number: 0, recipient, amount: 0, fee: 0, by });
    assert_eq!(tea.owner(chain, coupon).await?, Some(ben.id()));
    assert_eq!(look_behind(chain, &link).await, Err(PresentError::Gone));
    assert_eq!(claim(chain, &link, ben.id(), ben).await.err(), refused(GiftError::NoGift));

    // Ben passes it on by a link of his own: the old one is worth nothing for it.
    market.approve(chain, tea, ben, coupon, gift).await?;
    let asset = Asset::Item { item: item(tea, coupon) };
    let (again, _) = give(chain, &market, ben, asset, Terms { notice: 0, ..kept.terms }).await?;
    let place = GiftPlace { gift: again, ..link.place() };
    let elsewhere = GiftLink::new(place, link.secret().clone(), None)?;
    assert_eq!(look_behind(chain, &elsewhere).await, Err(PresentError::OtherGift));
    let place = GiftPlace { genesis_hash: [9; 32], ..place };
    let elsewhere = GiftLink::new(place, link.secret().clone(), None)?;
    let other = LinkError::OtherNetwork { genesis_hash: [9; 32] };
    assert_eq!(look_behind(chain, &elsewhere).await, Err(PresentError::Link(other)));
    let old = link.account();
    let replayed = Claim { gift: again, ..his };
    let signature = old.sign_claim(gift, &replayed);
    let replay = market.gifts().claim(replayed, link.proof(), 0, signature);
    assert_eq!(chain.call(mallory, replay).await.err(), refused(GiftError::UnknownKey));
    Ok(())
}

// G3
pub async fn what_nobody_claimed_is_taken_back(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    let coupon = market.coupon(chain, tea, ann, gift).await?;
    let asset = Asset::Item { item: item(tea, coupon) };
    let at_once = terms(chain, [0; 32]).await?;
    let (number, links) = give(chain, &market, ann, asset, at_once.clone()).await?;
    let take_back = |number| market.gifts().take_back(number);
    assert_eq!(chain.call(ben, take_back(number)).await.err(), refused(GiftError::NotSender));
    let not_yet = refused(GiftError::NotEnded { until: at_once.until });
    let send_back = |number| market.gifts().send_back(vec![number]);
    assert_eq!(chain.call(ben, send_back(number)).await.err(), not_yet);
    let back = chain.call(ann, take_back(number)).await?;
    assert_eq!(the_one::<SentBack>(&back.events, gift)?, SentBack { gift: number, left: 0 });
    assert_eq!(tea.owner(chain, coupon).await?, Some(ann.id()));
    assert_eq!(claim(chain, &links[0], ben.id(), ben).await.err(), refused(GiftError::NoGift));

    // With a notice, a claim that is on its way arrives.
    market.fund(chain, tea, ann, 200, gift).await?;
    let notice = soon(chain).await;
    let noticed = Terms { notice, ..at_once };
    let (number, links) = give(chain, &market, ann, points(tea, 100), noticed.clone()).await?;
    let (second, late) = give(chain, &market, ann, points(tea, 100), noticed).await?;
    for gift in [number, second] {
        chain.call(ann, take_back(gift)).await?;
    }
    assert_eq!(claim(chain, &links[0], ben.id(), ben).await?, 100);
    let until = find(chain, &market, second).await?.terms.until;
    assert!(until <= chain.now().await? + notice);
    reach(chain, until).await?;
    assert_eq!(look_behind(chain, &late[0]).await, Err(PresentError::Ended { at: until }));
    let over = refused(GiftError::Ended { at: until });
    assert_eq!(claim(chain, &late[0], ben.id(), ben).await.err(), over);
    chain.call(ben, send_back(second)).await?;
    assert_eq!(tea.shop.balance(chain, ann).await?, 100);
    assert_eq!(market.held(chain, tea, gift).await?, 0);
    Ok(())
}

// G3, R30, X1, X2
pub async fn a_gift_that_ended_goes_back_by_anyone(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    let coupon = market.coupon(chain, tea, ann, gift).await?;
    market.fund(chain, tea, ann, 150, gift).await?;
    let mut short = terms(chain, [0; 32]).await?;
    short.until = chain.now().await? + soon(chain).await;
    let mut numbers = Vec::new();
    let assets = [Asset::Item { item: item(tea, coupon) }, points(tea, 100), points(tea, 50)];
    for asset in assets {
        numbers.push(give(chain, &market, ann, asset, short.clone()).await?.0);
    }
    let abandon = |number| market.gifts().abandon(number);
    let early = refused(GiftError::NotEnded { until: short.until });
    assert_eq!(chain.call(ann, abandon(numbers[2])).await.err(), early);
    reach(chain, short.until).await?;
    assert_eq!(chain.call(ben, abandon(numbers[2])).await.err(), refused(GiftError::NotSender));
    let empty = market.gifts().send_back(vec![]);
    assert_eq!(chain.call(ben, empty).await.err(), refused(GiftError::EmptyBatch));
    let back = chain.call(ben, market.gifts().send_back(numbers[..2].to_vec())).await?;
    let told = [SentBack { gift: numbers[0], left: 0 }, SentBack { gift: numbers[1], left: 100 }];
    assert_eq!(back.events.of::<SentBack>(gift), told);
    assert_eq!(tea.owner(chain, coupon).await?, Some(ann.id()));
    assert_eq!(tea.shop.balance(chain, ann).await?, 100);
    let given_up = chain.call(ann, abandon(numbers[2])).await?;
    let told = GiftAbandoned { gift: numbers[2] };
    assert_eq!(the_one::<GiftAbandoned>(&given_up.events, gift)?, told);
    assert_eq!(live_gifts(chain, gift).await?, []);
    Ok(())
}

pub async fn a_gift_can_be_bound_to_its_recipient(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben, cai) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.cai);
    market.fund(chain, tea, ann, 100, gift).await?;
    let bound = Terms { recipient: Some(ben.id()), ..terms(chain, [0; 32]).await? };
    let (_, links) = give(chain, &market, ann, points(tea, 100), bound).await?;
    let other = refused(GiftError::OtherRecipient { recipient: ben.id() });
    assert_eq!(claim(chain, &links[0], cai.id(), cai).await.err(), other);
    // Cai has the link, too, and would sign himself a fee.
    let greedy = claim_with_fee(chain, &links[0], ben.id(), cai, 99, 1).await;
    assert_eq!(greedy.err(), refused(GiftError::FeeTooHigh { at_most: 0 }));
    assert_eq!(claim(chain, &links[0], ben.id(), cai).await?, 100);
    assert_eq!(tea.shop.balance(chain, ben).await?, 100);
    Ok(())
}

pub async fn what_cannot_be_given_is_refused(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, books, gift) = (&market.tea, &market.books, market.gift);
    let (ann, ben, merchant) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.merchant);
    let fine = terms(chain, [1; 32]).await?;
    let give = |asset: &Asset, terms: Terms| market.gifts().give(asset.clone(), terms);
    market.fund(chain, tea, ann, 100, gift).await?;
    let (tea_points, now) = (points(tea, 100), chain.now().await?);
    for (shares, at_most) in [(0, 100), (101, 100)] {
        let refusal = chain.call(ann, give(&tea_points, Terms { shares, ..fine.clone() })).await;
        assert_eq!(refusal.err(), refused(GiftError::InvalidShares { at_most }));
    }
    let bound = Terms { shares: 2, recipient: Some(ben.id()), ..fine.clone() };
    let refusal = chain.call(ann, give(&tea_points, bound)).await;
    assert_eq!(refusal.err(), refused(GiftError::BoundPacket));
    let lost = Terms { recipient: Some(gift), ..fine.clone() };
    let refusal = chain.call(ann, give(&tea_points, lost)).await;
    assert_eq!(refusal.err(), refused(GiftError::InvalidRecipient));
    for until in [now, now + 367 * DAY] {
        let refusal = chain.call(ann, give(&tea_points, Terms { until, ..fine.clone() })).await;
        assert_eq!(refusal.err(), refused(GiftError::InvalidEnd));
    }
    let token = books.shop.points;
    let fault = PointsFault::InsufficientAllowance;
    let refusal = chain.call(ann, give(&points(books, 1), fine.clone())).await;
    assert_eq!(refusal.err(), refused(GiftError::Asset(AssetError::Points { token, fault })));

    let coupon = market.coupon(chain, tea, ann, gift).await?;
    let asset = Asset::Item { item: item(tea, coupon) };
    let refusal =
        |fault| refused(GiftError::Asset(AssetError::Item { item: item(tea, coupon), fault }));
    let answer = chain.call(ann, give(&asset, Terms { shares: 2, ..fine.clone() })).await;
    assert_eq!(answer.err(), refused(GiftError::InvalidShares { at_most: 1 }));
    // R6: Ben gives Ann's coupon, which she lets the contract take.
    let answer = chain.call(ben, give(&asset, fine.clone())).await;
    assert_eq!(answer.err(), refusal(ItemFault::NotOwner));
    let needed = tea.view(chain, coupon).await?.until + 1;
    let answer = chain.call(ann, give(&asset, Terms { until: needed, ..fine.clone() })).await;
    assert_eq!(answer.err(), refusal(ItemFault::EndsBefore { needed }));

    for (policy, giftable) in [
        (Policy::GiftOnly { gift }, true),
        (Policy::GiftOnly { gift: market.swap }, false),
        (Policy::Bound {}, false),
    ] {
        let mut strict = tea.terms(chain, Kind::Exchange {}).await?;
        strict.policy = policy;
        let campaign = tea.campaign(chain, strict, Sale::default()).await?;
        let coupon = market.coupon_of(chain, tea, campaign, ann, gift).await?;
        let asset = Asset::Item { item: item(tea, coupon) };
        let answer = chain.call(ann, give(&asset, fine.clone())).await;
        if giftable {
            let events = answer?.events;
            assert_eq!(the_one::<Given>(&events, gift)?.gift.sender, ann.id());
        } else {
            let fault = ItemFault::NotTradable;
            let stays = AssetError::Item { item: item(tea, coupon), fault };
            assert_eq!(answer.err(), refused(GiftError::Asset(stays)));
        }
    }
    assert_eq!(tea.shop.balance(chain, merchant).await?, 0);
    Ok(())
}

/// A gift-only coupon passes from its first holder to a second and a third through the contract that its
/// merchant named, and can be used by the last.
pub async fn a_gift_only_coupon_is_passed_on_by_gift_alone(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let mut only = tea.terms(chain, Kind::Voucher { value: 500 }).await?;
    only.policy = Policy::GiftOnly { gift };
    let campaign = tea.campaign(chain, only, Sale::default()).await?;
    let people = [&tea.shop.ann, &tea.shop.ben, &tea.shop.cai];
    let coupon = tea.issue(chain, campaign, people[0]).await?;
    for hands in people.windows(2) {
        let (from, to): (&Account, &Account) = (hands[0], hands[1]);
        market.approve(chain, tea, from, coupon, gift).await?;
        let asset = Asset::Item { item: item(tea, coupon) };
        let terms = Terms { notice: HOUR, ..terms(chain, [0; 32]).await? };
        let (number, links) = give(chain, &market, from, asset, terms).await?;
        let recalled = chain.call(from, market.gifts().take_back(number)).await?;
        let until = the_one::<Recalled>(&recalled.events, gift)?.until;
        assert_eq!(find(chain, &market, number).await?.terms.until, until);
        assert_eq!(claim(chain, &links[0], to.id(), to).await?, 0);
    }
    let redeem = tea.messages().redeem(order("gift"), 500, vec![coupon]);
    let receipt = chain.call(people[2], redeem).await?.value;
    assert_eq!(receipt.holder, people[2].id());
    Ok(())
}
