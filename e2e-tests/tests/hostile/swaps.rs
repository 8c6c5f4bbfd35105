//! Points and coupons that cheat, in swaps.

use e2e_tests::{
    counter::{DAY, HOUR},
    market::item,
    shop::Fault,
};
use hostile_coupon::Trick as CardTrick;
use hostile_points::Trick as GoldTrick;
use ink::scale::Encode;
use mischief::Failed;
use psp22::{PSP22Error, PSP22};
use psp34::{PSP34Error, PSP34};
use tongquan_client::{deal, Account, AccountId, Chain, Error, Failure, PalletError, Request};
use tongquan_traits::{
    assets::{Asset, Item, ItemFault},
    auctions::{AuctionError, Auctions, Format},
    campaigns::{Kind, Policy, Royalty, Sale, Validity},
    coupon_error::PointsFault,
    coupons::{CouponView, Status},
    swaps::{OfferState, SwapError, Swaps, Want},
};

use crate::{
    crooks::{garbage, number, of_item, of_points, view, with_royalty, Crooks, RICH},
    parts,
};

type Refused = Option<Error<SwapError>>;

fn refused(error: SwapError) -> Refused {
    Some(Error::Refused(error))
}

fn points_fault(token: AccountId, fault: PointsFault) -> Refused {
    refused(SwapError::Asset(of_points(token, fault)))
}

fn item_fault(item: &Item, fault: ItemFault) -> Refused {
    refused(SwapError::Asset(of_item(item, fault)))
}

/// An answer that no honest contract would give ends the whole message.
fn too_long() -> Failure {
    let (pallet, name) = ("Contracts".into(), "OutputBufferTooSmall".into());
    Error::Runtime(PalletError { pallet, name })
}

fn points(token: AccountId, amount: u128) -> Asset {
    Asset::Points { token, amount }
}

fn price(token: AccountId, amount: u128) -> Want {
    Want::Points { token, amount }
}

fn give(item: &Item) -> Asset {
    Asset::Item { item: item.clone() }
}

fn want(item: &Item) -> Want {
    Want::Item { item: item.clone(), left: 0, until: 0 }
}

/// What a taker would agree to now.
async fn seen(market: &mut Crooks, offer: u64) -> Result<[u8; 32], Fault> {
    let seen = market.swaps().fingerprint(offer);
    Ok(market.read(seen).await?.ok_or("there is no fingerprint")?)
}

/// Why the taker can't accept, which is the same whether asked or tried (S5).
async fn reasons(
    market: &mut Crooks,
    taker: &Account,
    offer: u64,
    choices: Vec<u64>,
    seen: [u8; 32],
) -> Result<Vec<SwapError>, Fault> {
    let asked = market.swaps().can_accept(taker.id(), offer, choices.clone(), seen);
    let reasons = market.read(asked).await?;
    let tried = market.swaps().accept(offer, choices, seen);
    assert_eq!(market.fault(taker, tried).await, reasons.first().cloned().map(Error::Refused));
    Ok(reasons)
}

// M5, M7, X1, S5
#[tokio::test]
async fn an_asset_that_is_stuck_holds_up_neither_the_others_nor_other_offers() -> Result<(), Fault>
{
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (swap, gold, tea) = (market.market.swap, market.gold, market.honest_token());
    let (coupon, card) = (market.coupon(&ann).await?, market.card(&ann).await?);
    let (wanted, other) = (market.coupon(&ben).await?, market.coupon(&cai).await?);
    let gives = vec![points(tea, 100), give(&coupon), give(&card), points(gold, 50)];
    let offer = market.offer(&ann, gives, vec![want(&wanted)]).await?;
    let honest = market.offer(&mallory, vec![points(tea, 7)], vec![want(&other)]).await?;
    let terms = seen(&mut market, offer).await?;
    let honest_terms = seen(&mut market, honest).await?;
    let stuck = item_fault(&card, ItemFault::Failed);
    let no_points = points_fault(gold, PointsFault::Failed);
    let long = Some(too_long().of_message());
    let cards = [
        (CardTrick::Trap, stuck.clone()),
        (CardTrick::Silence, stuck.clone()),
        (CardTrick::Garbage(vec![7, 7, 7]), stuck.clone()),
        (CardTrick::Garbage(vec![0; 10_000]), long.clone()),
        (CardTrick::BurnGas, stuck),
        (CardTrick::Revert, item_fault(&card, ItemFault::Refused)),
    ];
    let golds = [
        (GoldTrick::Trap, no_points.clone()),
        (GoldTrick::Silence, no_points.clone()),
        (GoldTrick::Garbage(vec![7, 7, 7]), no_points.clone()),
        (GoldTrick::Garbage(vec![0; 10_000]), long),
        (GoldTrick::BurnGas, no_points.clone()),
        (GoldTrick::Revert, no_points),
    ];
    let cards = cards.into_iter().map(|(trick, error)| (Some(trick), None, error));
    let golds = golds.into_iter().map(|(trick, error)| (None, Some(trick), error));
    for (cards, golds, error) in cards.chain(golds) {
        let start = market.chain.snapshot();
        let dead: u8 = if cards.is_some() { 2 } else { 3 };
        market.cards_do_of(swap, cards.clone()).await?;
        market.gold_does_of(swap, golds.clone()).await?;
        let before = market.book().await?;
        let accept = market.swaps().accept(offer, vec![], terms);
        let trick = format!("{cards:?} {golds:?}").chars().take(60).collect::<String>();
        assert_eq!(market.call(&ben, accept).await.err(), error, "{trick}");
        let cancel = market.swaps().cancel(offer);
        assert_eq!(market.call(&ann, cancel.clone()).await.err(), error, "{trick}");
        assert_eq!(market.book().await?, before, "{trick}");
        let accept = market.swaps().accept(honest, vec![], honest_terms);
        market.call(&cai, accept).await?;
        assert_eq!(market.owner(&other).await?, Some(mallory.id()));

        let not_hers = refused(SwapError::NotMaker);
        let reclaim = |market: &Crooks, index| market.swaps().reclaim(offer, index);
        let message = reclaim(&market, dead);
        assert_eq!(market.fault(&mallory, message.clone()).await, not_hers);
        assert_eq!(market.fault(&ann, message.clone()).await, error, "{trick}");
        for index in (0..4).filter(|index| *index != dead) {
            let message = reclaim(&market, index);
            market.call(&ann, message.clone()).await?;
            let again = refused(SwapError::AlreadyReclaimed);
            assert_eq!(market.fault(&ann, message).await, again);
        }
        assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
        let balance = market.tea().balance_of(ann.id());
        assert_eq!(market.read(balance).await?, RICH);
        let found = market.market.find_offer(&mut market.chain, offer).await?;
        assert_eq!(found.state, OfferState::Closed { held: 1 << dead });
        let over = refused(SwapError::Expired { at: found.until });
        let accept = market.swaps().accept(offer, vec![], terms);
        assert_eq!(market.fault(&ben, accept).await, over); // R13

        // When its contract behaves, anybody returns it. Otherwise its maker gives it up.
        let closed = market.chain.snapshot();
        market.cards_do_of(swap, None).await?;
        market.gold_does_of(swap, None).await?;
        market.call(&mallory, if dead == 2 { message } else { reclaim(&market, 3) }).await?;
        assert_eq!(market.owner(&card).await?, Some(ann.id()));
        let balance = market.gold().balance_of(ann.id());
        assert_eq!(market.read(balance).await?, RICH);
        assert_eq!(market.book().await?.offers, []);
        market.chain.restore(closed);
        assert_eq!(market.fault(&mallory, cancel).await, error, "{trick}");
        let abandon = market.swaps().abandon(offer);
        let not_his = refused(SwapError::NotMaker);
        assert_eq!(market.fault(&mallory, abandon.clone()).await, not_his);
        market.call(&ann, abandon).await?;
        assert_eq!(market.book().await?.offers, []);
        market.chain.restore(start);
    }
    Ok(())
}

// R2, M7
#[tokio::test]
async fn nothing_that_moves_can_call_the_swaps_back() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gold, tea) = (market.gold, market.honest_token());
    let (given, wanted, kept) =
        (market.card(&ann).await?, market.card(&ben).await?, market.card(&cai).await?);
    let spare = market.card(&cai).await?;
    let coupon = market.coupon(&ben).await?;
    let soon = market.chain.now().await? + 10 * 60 * 1_000;
    let expiring = vec![points(tea, 9)];
    let expiring = market.swaps().make_offer(expiring, vec![want(&coupon)], None, soon);
    let expired = market.call(&cai, expiring).await?;
    let both = vec![want(&wanted), price(gold, 10)];
    let swap = market.offer(&ann, vec![give(&given), points(tea, 5)], both).await?;
    let sells = market.offer(&ann, vec![points(gold, 100)], vec![price(tea, 30)]).await?;
    let buys = market.offer(&ann, vec![points(tea, 30)], vec![price(gold, 100)]).await?;
    let mixed = market.offer(&cai, vec![give(&kept), points(gold, 6)], vec![want(&coupon)]).await?;
    market.chain.set_time(soon);
    let terms = seen(&mut market, swap).await?;

    let mut swaps = market.swaps();
    let until = soon + DAY;
    // The first two would be done for anybody.
    let back = [
        parts(swaps.cancel(expired)),
        parts(swaps.reclaim(expired, 0)),
        parts(swaps.cancel(swap)),
        parts(swaps.reclaim(swap, 0)),
        parts(swaps.abandon(swap)),
        parts(swaps.accept(swap, vec![], terms)),
        parts(swaps.fill(sells, 10, 10)),
        parts(swaps.fill(buys, 10, 100)),
        parts(swaps.cancel(mixed)),
        parts(swaps.make_offer(vec![points(gold, 1)], vec![price(tea, 1)], None, until)),
        parts(swaps.make_offer(vec![give(&given)], vec![price(tea, 1)], None, until)),
    ];
    let (goods, costs) = (vec![give(&spare), points(gold, 1)], vec![price(tea, 1)]);
    let steps = [
        (&ben, parts(swaps.accept(swap, vec![], terms)), [true, true]),
        (&ben, parts(swaps.fill(sells, 50, 50)), [true, false]),
        (&ben, parts(swaps.fill(buys, 15, 50)), [true, false]),
        (&cai, parts(swaps.cancel(mixed)), [true, true]),
        (&cai, parts(swaps.reclaim(mixed, 0)), [false, true]),
        (&cai, parts(swaps.reclaim(mixed, 1)), [true, false]),
        (&cai, parts(swaps.make_offer(goods, costs, None, until)), [true, true]),
    ];
    for (step, (caller, (contract, input), moves)) in steps.into_iter().enumerate() {
        let request = Request::Call { contract, input };
        let start = market.chain.snapshot();
        market.gold_does(None).await?;
        market.cards_do(None).await?;
        let done = market.chain.submit(caller, request.clone()).await?;
        assert!(!done.reverted, "step {step}: {:?}", done.answer);
        let honestly = market.book().await?;
        market.chain.restore(start);
        for (number, (contract, input)) in back.iter().cloned().enumerate() {
            let start = market.chain.snapshot();
            let trick = GoldTrick::Reenter { contract, input: input.clone() };
            market.gold_does(trick).await?;
            market.cards_do(CardTrick::Reenter { contract, input }).await?;
            let done = market.chain.submit(caller, request.clone()).await?;
            assert!(!done.reverted, "step {step}, {number}: {:?}", done.answer);
            let denied = moves.map(|moves| moves.then_some(Err(Failed)));
            assert_eq!(market.reentries().await?, denied, "step {step}, {number}");
            assert_eq!(market.book().await?, honestly, "step {step}, {number}");
            market.chain.restore(start);
        }
    }
    for (contract, input) in back.into_iter().take(2) {
        let start = market.chain.snapshot();
        let trick = GoldTrick::Reenter { contract, input: input.clone() };
        market.gold_does(trick).await?;
        let transfer = market.gold().transfer(ben.id(), 1, vec![]);
        market.call(&mallory, transfer).await?;
        let done = Ok(Ok::<(), SwapError>(()).encode());
        assert_eq!(market.reentries().await?, [Some(done), None]);
        market.chain.restore(start);
    }
    Ok(())
}

// M6, R23
#[tokio::test]
async fn points_that_did_not_arrive_are_not_offered() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, _, _, mallory] = market.people();
    let (gold, tea) = (market.gold, market.honest_token());
    let coupon = market.coupon(&ann).await?;
    let until = market.chain.now().await? + DAY;
    let not_paid = points_fault(gold, PointsFault::NotPaid);
    let failed = points_fault(gold, PointsFault::Failed);
    let long = Some(too_long().of_message());
    for (trick, error) in [
        (GoldTrick::MoveNothing, not_paid.clone()),
        (GoldTrick::MoveLess(1), not_paid.clone()),
        (GoldTrick::Keep(1), not_paid.clone()),
        (GoldTrick::MintOnTransfer(1), not_paid.clone()),
        (GoldTrick::MoveTo(mallory.id()), not_paid.clone()),
        (GoldTrick::LieBalance(100), not_paid),
        (GoldTrick::Trap, failed.clone()),
        (GoldTrick::BurnGas, failed.clone()),
        (GoldTrick::Revert, failed.clone()),
        (GoldTrick::Silence, failed.clone()),
        (GoldTrick::Garbage(vec![0, 0, 0]), failed.clone()),
        (GoldTrick::Garbage(vec![0; 10_000]), long.clone()),
        (GoldTrick::TrapBalance, failed.clone()),
        (GoldTrick::GarbageBalance(vec![0; 16]), failed),
        (GoldTrick::GarbageBalance(vec![0; 10_000]), long),
    ] {
        market.gold_does(trick.clone()).await?;
        let before = market.book().await?;
        for gives in
            [vec![points(gold, 100)], vec![points(tea, 5), give(&coupon), points(gold, 100)]]
        {
            let wants = vec![price(market.market.books.shop.points, 1)];
            let make = market.swaps().make_offer(gives, wants, None, until);
            assert_eq!(market.call(&ann, make).await.err(), error, "{trick:?}");
        }
        assert_eq!(market.book().await?, before, "{trick:?}");
    }
    // Who offers such points loses more, and nobody else does.
    market.gold_does(GoldTrick::TakeMore(50)).await?;
    market.offer(&ann, vec![points(gold, 100)], vec![price(tea, 1)]).await?;
    let left = market.gold().balance_of(ann.id());
    assert_eq!(market.read(left).await?, RICH - 100 - 50);
    Ok(())
}

// M5, S1
#[tokio::test]
async fn a_fill_is_done_on_both_sides_or_on_none() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (gold, tea) = (market.gold, market.honest_token());
    let sells = market.offer(&ann, vec![points(gold, 100)], vec![price(tea, 30)]).await?;
    let buys = market.offer(&ann, vec![points(tea, 30)], vec![price(gold, 100)]).await?;
    let failed = points_fault(gold, PointsFault::Failed);
    for (trick, error) in [
        (GoldTrick::Trap, failed.clone()),
        (GoldTrick::BurnGas, failed.clone()),
        (GoldTrick::Revert, failed.clone()),
        (GoldTrick::Silence, failed.clone()),
        (GoldTrick::Garbage(vec![0, 0, 0]), failed.clone()),
        (GoldTrick::Garbage(vec![1; 300]), failed),
        (GoldTrick::Garbage(vec![0; 10_000]), Some(too_long().of_message())),
    ] {
        market.gold_does(trick.clone()).await?;
        let before = market.book().await?;
        for (offer, amount, maximum) in [(sells, 50, 15), (sells, 100, 30), (buys, 15, 50)] {
            let fill = market.swaps().fill(offer, amount, maximum);
            assert_eq!(market.call(&ben, fill).await.err(), error, "{trick:?}");
        }
        assert_eq!(market.book().await?, before, "{trick:?}");
    }
    // By its word a token was paid. Who wants it for honest points trusts that, and no other maker's
    // points are touched.
    let other = market.offer(&mallory, vec![points(tea, 8)], vec![price(gold, 1)]).await?;
    market.gold_does(GoldTrick::MoveNothing).await?;
    let fill = market.swaps().fill(buys, 30, 100);
    assert_eq!(market.call(&ben, fill).await?, 100);
    let balances = [ann.id(), ben.id(), market.market.swap];
    let expected = [RICH - 30, RICH + 30, 8];
    for (account, expected) in balances.into_iter().zip(expected) {
        let balance = market.tea().balance_of(account);
        assert_eq!(market.read(balance).await?, expected);
    }
    assert_eq!(market.market.find_offer(&mut market.chain, other).await?.left, 8);
    Ok(())
}

// S4, S5, M7, R19
#[tokio::test]
async fn a_taker_gets_what_it_has_seen_whatever_the_coupon_says_then() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (swap, tea) = (market.market.swap, market.honest_token());
    let (coupon, card) = (market.coupon(&ann).await?, market.card(&ann).await?);
    let gives = vec![give(&coupon), give(&card)];
    let offer = market.offer(&ann, gives, vec![price(tea, 100)]).await?;
    let terms = seen(&mut market, offer).await?;
    assert_eq!(reasons(&mut market, &ben, offer, vec![], terms).await?, []);
    let ours = deal(&mut market.chain, swap, offer).await?.ok_or("no deal")?;
    assert_eq!(ours.fingerprint, terms);
    let fault = |fault| SwapError::Asset(of_item(&card, fault));

    // Another view: another fingerprint.
    let (order, until) = ([7; 32], u64::MAX);
    let bound = CouponView { policy: Policy::Bound {}, ..view() };
    for (other, spent) in [
        (CouponView { left: 49, ..view() }, false),
        (CouponView { left: 51, ..view() }, false),
        (CouponView { until: view().until - 1, ..view() }, false),
        (CouponView { from: view().from + 1, ..view() }, false),
        (CouponView { kind: Kind::Exchange {}, ..view() }, false),
        (CouponView { stackable: false, ..view() }, false),
        (CouponView { issued_at: 1, ..view() }, false),
        (CouponView { status: Status::NotYet {}, ..view() }, false),
        (with_royalty(&mallory, 1), false),
        (bound, true),
        (CouponView { status: Status::Redeemed { order }, ..view() }, true),
        (CouponView { status: Status::Reserved { order, until }, ..view() }, true),
        (CouponView { status: Status::Expired {}, ..view() }, true),
    ] {
        market.show(&card, other.clone()).await?;
        let fingerprint = seen(&mut market, offer).await?;
        assert_ne!(fingerprint, terms, "{other:?}");
        let mut expected = vec![SwapError::OtherTerms { fingerprint }];
        if spent {
            expected.insert(0, fault(ItemFault::NotTradable));
        }
        assert_eq!(reasons(&mut market, &ben, offer, vec![], terms).await?, expected, "{other:?}");
        let agreed = reasons(&mut market, &ben, offer, vec![], fingerprint).await?;
        assert_eq!(agreed.is_empty(), !spent, "{other:?}");
    }
    market.show(&card, None).await?;
    let read = market.swaps().fingerprint(offer);
    assert_eq!(market.read(read).await?, None);
    let gone = reasons(&mut market, &ben, offer, vec![], terms).await?;
    assert_eq!(gone, [fault(ItemFault::NotOwner)]);
    market.show(&card, view()).await?;

    // Another holder, or no view at all.
    market.cards_do(CardTrick::LieAboutHolder(mallory.id())).await?;
    let fingerprint = seen(&mut market, offer).await?;
    let expected = [fault(ItemFault::NotOwner), SwapError::OtherTerms { fingerprint }];
    assert_eq!(reasons(&mut market, &ben, offer, vec![], terms).await?, expected);
    market.cards_do(CardTrick::LieAboutOwner(mallory.id())).await?;
    assert_eq!(reasons(&mut market, &ben, offer, vec![], terms).await?, []);
    for trick in [CardTrick::NoView, CardTrick::TrapView, CardTrick::BurnView] {
        market.cards_do(trick.clone()).await?;
        let fingerprint = seen(&mut market, offer).await?;
        assert_ne!(fingerprint, terms);
        let expected = [SwapError::OtherTerms { fingerprint }];
        let told = reasons(&mut market, &ben, offer, vec![], terms).await?;
        assert_eq!(told, expected, "{trick:?}");
        let ours = deal(&mut market.chain, swap, offer).await?.ok_or("no deal")?;
        assert_eq!((ours.coupons.len(), ours.fingerprint), (1, fingerprint), "{trick:?}");
        assert_eq!(reasons(&mut market, &ben, offer, vec![], fingerprint).await?, []);
    }

    // Bytes that are no view are no answer either, and never a wrong one.
    let garbage = garbage().into_iter().map(|bytes| {
        let unreadable = Error::NotUnderstood { contract: swap };
        (bytes, unreadable, item_fault(&card, ItemFault::Failed))
    });
    let long = (vec![0; 10_000], too_long(), Some(too_long().of_message()));
    for (bytes, unread, error) in garbage.chain([long]) {
        market.cards_do(CardTrick::GarbageView(bytes.clone())).await?;
        let before = market.book().await?;
        let read = market.swaps().fingerprint(offer);
        assert_eq!(market.read(read).await, Err(unread.clone()), "{bytes:?}");
        let asked = market.swaps().can_accept(ben.id(), offer, vec![], terms);
        assert_eq!(market.read(asked).await, Err(unread), "{bytes:?}");
        let accept = market.swaps().accept(offer, vec![], terms);
        assert_eq!(market.call(&ben, accept).await.err(), error, "{bytes:?}");
        assert_eq!(market.book().await?, before);
        // It goes back all the same (X1).
        let cancel = market.swaps().cancel(offer);
        assert_eq!(market.fault(&ann, cancel).await, None);
    }
    Ok(())
}

// S5, M7, R6
#[tokio::test]
async fn a_maker_gets_what_it_wants_whatever_the_coupon_says_then() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (swap, tea) = (market.market.swap, market.honest_token());
    let (card, hers) = (market.card(&ben).await?, market.card(&cai).await?);
    let contract = market.cards;
    let strict = Want::Item { item: card.clone(), left: 50, until: 2_000 };
    let any = Want::AnyOf { contract, campaign: 1, left: 50, until: 2_000 };
    let offer = market.offer(&ann, vec![points(tea, 10)], vec![strict]).await?;
    let open = market.offer(&ann, vec![points(tea, 10)], vec![any]).await?;
    let lax = market.offer(&ann, vec![points(tea, 10)], vec![want(&card)]).await?;
    let mut deals = Vec::new();
    for (offer, choices) in [(offer, vec![]), (open, vec![number(&card)]), (lax, vec![])] {
        deals.push((offer, choices, seen(&mut market, offer).await?));
    }
    let fault = |fault| vec![SwapError::Asset(of_item(&card, fault))];
    let (not_owner, worthless) =
        (fault(ItemFault::NotOwner), fault(ItemFault::WorthLess { left: 0 }));
    let not_tradable = fault(ItemFault::NotTradable);
    let early = CouponView { until: 1_999, ..view() };
    let early_and_less = CouponView { left: 49, ..early.clone() };
    let bound = CouponView { policy: Policy::Bound {}, ..view() };
    let mallorys = || mallory.id();
    // What the three say: the strict one, the open one, and the one that asks for nothing.
    for (view, trick, told) in [
        (view(), None, [vec![], vec![], vec![]]),
        (CouponView { left: 49, ..view() }, None, {
            let less = fault(ItemFault::WorthLess { left: 49 });
            [less.clone(), less, vec![]]
        }),
        (early, None, {
            let ends = fault(ItemFault::EndsBefore { needed: 2_000 });
            [ends.clone(), ends, vec![]]
        }),
        (early_and_less, None, {
            let less = fault(ItemFault::WorthLess { left: 49 });
            [less.clone(), less, vec![]]
        }),
        (bound, None, [not_tradable.clone(), not_tradable.clone(), not_tradable]),
        (view(), Some(CardTrick::LieAboutHolder(mallorys())), {
            [not_owner.clone(), not_owner.clone(), not_owner.clone()]
        }),
        (view(), Some(CardTrick::LieAboutOwner(mallorys())), [vec![], vec![], vec![]]),
        (view(), Some(CardTrick::NoView), [worthless.clone(), not_owner.clone(), vec![]]),
        (view(), Some(CardTrick::TrapView), [worthless.clone(), not_owner.clone(), vec![]]),
        (view(), Some(CardTrick::BurnView), [worthless, not_owner.clone(), vec![]]),
    ] {
        market.show(&card, view).await?;
        market.cards_do(trick.clone()).await?;
        for ((offer, choices, terms), told) in deals.iter().cloned().zip(told) {
            let found = reasons(&mut market, &ben, offer, choices, terms).await?;
            assert_eq!(found, told, "{trick:?}, {offer}");
        }
    }
    // Two tricks at once: a token like any other, which is another's.
    market.show(&card, view()).await?;
    market.cards_do(CardTrick::LieAboutOwner(mallory.id())).await?;
    market.cards_do_of(ben.id(), CardTrick::NoView).await?;
    for (offer, choices, terms) in deals.clone() {
        let found = reasons(&mut market, &ben, offer, choices, terms).await?;
        assert_eq!(found, not_owner, "{offer}");
    }
    market.cards_do_of(ben.id(), None).await?;
    for bytes in garbage() {
        market.cards_do(CardTrick::GarbageView(bytes.clone())).await?;
        for (offer, choices, terms) in deals.clone() {
            let asked = market.swaps().can_accept(ben.id(), offer, choices.clone(), terms);
            let unread = Error::NotUnderstood { contract: swap };
            assert_eq!(market.read(asked).await, Err(unread), "{bytes:?}");
            let accept = market.swaps().accept(offer, choices, terms);
            let failed = item_fault(&card, ItemFault::Failed);
            assert_eq!(market.fault(&ben, accept).await, failed, "{bytes:?}");
        }
    }
    market.cards_do(None).await?;

    // Others' coupons, which they let the swaps take, pay for nobody.
    let (offer, _, terms) = deals[1].clone();
    let found = reasons(&mut market, &ben, offer, vec![number(&hers)], terms).await?;
    assert_eq!(found, [SwapError::Asset(of_item(&hers, ItemFault::NotOwner))]);
    let found = reasons(&mut market, &mallory, offer, vec![number(&card)], terms).await?;
    assert_eq!(found, not_owner);
    Ok(())
}

// R6, M7
#[tokio::test]
async fn what_people_let_the_swaps_take_nobody_else_can_use() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (house, swap, tea) = (market.market.auction, market.market.swap, market.honest_token());
    let coupon = market.coupon(&ann).await?;
    let until = market.chain.now().await? + DAY;
    let books = market.market.books.shop.points;
    let steal = market.swaps().make_offer(vec![give(&coupon)], vec![price(books, 1)], None, until);
    let stolen = item_fault(&coupon, ItemFault::NotOwner);
    assert_eq!(market.fault(&mallory, steal).await, stolen);

    // Ann accepts a card, which tries what it can in the middle of her call.
    let card = market.card(&mallory).await?;
    let bait = market.offer(&mallory, vec![give(&card)], vec![price(tea, 1)]).await?;
    let lot = market.coupon(&ben).await?;
    let format = Format::Dutch { from: 0, until: until + DAY, highest: 1_000, lowest: 1_000 };
    let dear = market.list(&ben, &[&lot], tea, format.clone()).await?;
    let terms = seen(&mut market, bait).await?;
    let poor = AuctionError::Asset(of_points(tea, PointsFault::InsufficientAllowance));
    let not_hers = AuctionError::Asset(of_item(&coupon, ItemFault::NotOwner));
    let mut houses = market.house();
    let tries = [
        (
            parts(market.market.tea.messages().transfer(mallory.id(), coupon.id.clone(), vec![])),
            Err::<(), _>(PSP34Error::NotApproved).encode(),
        ),
        (
            parts(market.tea().transfer_from(ann.id(), mallory.id(), 1, vec![])),
            Err::<(), _>(PSP22Error::InsufficientAllowance).encode(),
        ),
        (parts(houses.list(vec![coupon.clone()], tea, format)), Err::<u64, _>(not_hers).encode()),
        (parts(houses.buy(dear, 1_000)), Err::<(), _>(poor).encode()),
    ];
    for (number, ((contract, input), answer)) in tries.into_iter().enumerate() {
        let start = market.chain.snapshot();
        market.cards_do(CardTrick::Reenter { contract, input }).await?;
        let accept = market.swaps().accept(bait, vec![], terms);
        market.call(&ann, accept).await?;
        assert_eq!(market.reentries().await?[1], Some(Ok(answer)), "{number}");
        assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
        assert_eq!(market.owner(&card).await?, Some(ann.id()));
        let balance = market.tea().balance_of(ann.id());
        assert_eq!(market.read(balance).await?, RICH - 1);
        for (operator, left) in [(house, RICH), (swap, RICH - 1)] {
            let allowance = market.tea().allowance(ann.id(), operator);
            assert_eq!(market.read(allowance).await?, left);
        }
        market.chain.restore(start);
    }
    Ok(())
}

// S3, X1: at each moment a taker can have it or anybody can give it back, and never both.
#[tokio::test]
async fn at_each_millisecond_an_offer_is_either_good_or_over() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (gold, tea) = (market.gold, market.honest_token());
    let card = market.card(&ann).await?;
    let now = market.chain.now().await?;
    let until = now + DAY;
    let over = refused(SwapError::Expired { at: until });
    let not_hers = refused(SwapError::NotMaker);
    let make = |market: &Crooks, until| {
        market.swaps().make_offer(vec![give(&card)], vec![price(tea, 1)], None, until)
    };
    for (end, expected) in [
        (now - 1, refused(SwapError::InvalidEnd)),
        (now, refused(SwapError::InvalidEnd)),
        (now + 1, None),
    ] {
        let message = make(&market, end);
        assert_eq!(market.fault(&ann, message).await, expected);
    }
    for (good_until, expected) in
        [(until - 1, item_fault(&card, ItemFault::EndsBefore { needed: until })), (until, None)]
    {
        market.show(&card, CouponView { until: good_until, ..view() }).await?;
        let message = make(&market, until);
        assert_eq!(market.fault(&ann, message).await, expected);
    }
    let message = make(&market, until);
    let offer = market.call(&ann, message).await?;
    let rate = market.swaps().make_offer(vec![points(gold, 10)], vec![price(tea, 5)], None, until);
    let rate = market.call(&ann, rate).await?;
    let terms = seen(&mut market, offer).await?;
    let mut swaps = market.swaps();
    let (accept, fill) = (swaps.accept(offer, vec![], terms), swaps.fill(rate, 2, 1));
    let (asked, can_fill) =
        (swaps.can_accept(ben.id(), offer, vec![], terms), swaps.can_fill(ben.id(), rate, 2, 1));
    let (cancel, reclaim) = (swaps.cancel(offer), swaps.reclaim(rate, 0));
    let quote = swaps.quote(rate, 2);
    for time in until - 2..until + 3 {
        market.chain.set_time(time);
        let good = time < until;
        let (taken, returned) = if good { (None, not_hers.clone()) } else { (over.clone(), None) };
        assert_eq!(market.fault(&ben, accept.clone()).await, taken);
        assert_eq!(market.fault(&ben, fill.clone()).await, taken);
        assert_eq!(market.fault(&mallory, cancel.clone()).await, returned);
        assert_eq!(market.fault(&mallory, reclaim.clone()).await, returned);
        assert_eq!(market.fault(&ann, cancel.clone()).await, None);
        assert_eq!(market.read(asked.clone()).await?.is_empty(), good);
        assert_eq!(market.read(can_fill.clone()).await?.is_empty(), good);
        assert_eq!(market.read(quote.clone()).await?, good.then_some(1));
    }
    Ok(())
}

// S4: time itself changes what a taker gets.
#[tokio::test]
async fn a_coupon_whose_time_begins_is_another_deal_from_that_millisecond_on() -> Result<(), Fault>
{
    let mut market = Crooks::open().await?;
    let [ann, ben, ..] = market.people();
    let (swap, token) = (market.market.swap, market.honest_token());
    let tea = &market.market.tea;
    let from = market.chain.now().await? + HOUR;
    let until = from + DAY;
    let mut terms = tea.terms(&mut market.chain, Kind::Exchange {}).await?;
    terms.validity = Validity::Dates { from, until };
    let royalty = Some(Royalty { to: tea.shop.merchant.id(), basis_points: 500 });
    let campaign = tea.campaign(&mut market.chain, terms, Sale { price: None, royalty }).await?;
    let coupon = market.market.coupon_of(&mut market.chain, tea, campaign, &ann, swap).await?;
    let coupon = item(tea, coupon);
    let make = market.swaps().make_offer(vec![give(&coupon)], vec![price(token, 1)], None, until);
    let offer = market.call(&ann, make).await?;
    market.chain.set_time(from - 1);
    let before = seen(&mut market, offer).await?;
    assert_eq!(reasons(&mut market, &ben, offer, vec![], before).await?, []);
    market.chain.set_time(from);
    let now = seen(&mut market, offer).await?;
    let told = reasons(&mut market, &ben, offer, vec![], before).await?;
    assert_eq!(told, [SwapError::OtherTerms { fingerprint: now }]);
    market.chain.set_time(until - 1);
    assert_eq!(reasons(&mut market, &ben, offer, vec![], now).await?, []);
    // At its end the offer is over with its coupon, which can't move any more.
    market.chain.set_time(until);
    let ended = seen(&mut market, offer).await?;
    let told = reasons(&mut market, &ben, offer, vec![], ended).await?;
    let expired = SwapError::Asset(of_item(&coupon, ItemFault::NotTradable));
    assert_eq!(told, [SwapError::Expired { at: until }, expired]);
    let (cancel, abandon) = (market.swaps().cancel(offer), market.swaps().abandon(offer));
    assert_eq!(market.fault(&ann, cancel).await, item_fault(&coupon, ItemFault::Refused));
    market.call(&ann, abandon).await?;
    assert_eq!(market.book().await?.offers, []);
    Ok(())
}
