//! Points and coupons that cheat, in gifts.

use e2e_tests::{counter::DAY, shop::Fault};
use hostile_coupon::Trick as CardTrick;
use hostile_points::Trick as GoldTrick;
use ink::scale::Encode;
use mischief::Failed;
use psp22::PSP22;
use tongquan_client::{Account, Chain, Error, Failure, PalletError, Request};
use tongquan_traits::{
    assets::{Item, ItemFault},
    campaigns::Policy,
    coupon_error::PointsFault,
    coupons::{CouponView, Status},
    gifts::{GiftError, Gifts},
};

use super::stage::{item, item_fault, link, open, packet, points, points_fault, refused, tree};
use crate::{
    crooks::{garbage, view, Crooks, RICH},
    parts,
};

/// An answer that no honest contract would give ends the whole message.
fn too_long() -> Failure {
    let (pallet, name) = ("Contracts".into(), "OutputBufferTooSmall".into());
    Error::Runtime(PalletError { pallet, name })
}

// M6, R23
#[tokio::test]
async fn points_that_did_not_arrive_are_not_given() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, _, _, mallory] = market.people();
    let (gold, key) = (market.gold, Account::dev("link"));
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
        let before = market.ledger().await?;
        for terms in [link(&key, until), packet(&tree(&[key.id(); 3]), 3, until)] {
            let give = market.gifts().give(points(gold, 100), terms);
            assert_eq!(market.call(&ann, give).await.err(), error, "{trick:?}");
        }
        assert_eq!(market.ledger().await?, before, "{trick:?}");
    }
    // Who gives such points loses more, and nobody else does.
    market.gold_does(GoldTrick::TakeMore(50)).await?;
    market.give_link(&ann, points(gold, 100), &key).await?;
    let left = market.gold().balance_of(ann.id());
    assert_eq!(market.read(left).await?, RICH - 100 - 50);
    Ok(())
}

// M6, C3
#[tokio::test]
async fn a_coupon_that_did_not_arrive_or_may_not_leave_is_not_given() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (gift, key) = (market.market.gift, Account::dev("link"));
    let card = market.card(&ann).await?;
    let until = market.chain.now().await? + DAY;
    let give = market.gifts().give(item(&card), link(&key, until));
    let fault = |fault| item_fault(&card, fault);
    let long = Some(too_long().of_message());
    for (trick, error) in [
        (CardTrick::MoveNothing, fault(ItemFault::NotMoved)),
        (CardTrick::MoveTo(mallory.id()), fault(ItemFault::NotMoved)),
        (CardTrick::LieAboutOwner(ann.id()), fault(ItemFault::NotMoved)),
        (CardTrick::TrapOwner, fault(ItemFault::Failed)),
        (CardTrick::LieAboutHolder(mallory.id()), fault(ItemFault::NotOwner)),
        (CardTrick::Trap, fault(ItemFault::Failed)),
        (CardTrick::BurnGas, fault(ItemFault::Failed)),
        (CardTrick::Silence, fault(ItemFault::Failed)),
        (CardTrick::Garbage(vec![0, 0, 0]), fault(ItemFault::Failed)),
        (CardTrick::Garbage(vec![0; 10_000]), long.clone()),
        (CardTrick::Revert, fault(ItemFault::Refused)),
        (CardTrick::RefuseReceiver(gift), fault(ItemFault::Refused)),
    ] {
        market.cards_do(trick.clone()).await?;
        let before = market.ledger().await?;
        assert_eq!(market.call(&ann, give.clone()).await.err(), error, "{trick:?}");
        assert_eq!(market.ledger().await?, before, "{trick:?}");
    }
    let garbage = garbage().into_iter().map(|bytes| (bytes, fault(ItemFault::Failed)));
    for (bytes, error) in garbage.chain([(vec![0; 10_000], long)]) {
        market.cards_do(CardTrick::GarbageView(bytes.clone())).await?;
        assert_eq!(market.call(&ann, give.clone()).await.err(), error, "{bytes:?}");
    }
    market.cards_do(None).await?;

    let order = [7; 32];
    let through = |gift| CouponView { policy: Policy::GiftOnly { gift }, ..view() };
    let not_tradable = fault(ItemFault::NotTradable);
    for (view, error) in [
        (None, fault(ItemFault::NotOwner)),
        (Some(CouponView { policy: Policy::Bound {}, ..view() }), not_tradable.clone()),
        (Some(through(market.market.swap)), not_tradable.clone()),
        (Some(CouponView { status: Status::Redeemed { order }, ..view() }), not_tradable.clone()),
        (
            Some(CouponView { status: Status::Reserved { order, until }, ..view() }),
            not_tradable.clone(),
        ),
        (Some(CouponView { status: Status::Expired {}, ..view() }), not_tradable),
        (
            Some(CouponView { until: until - 1, ..view() }),
            fault(ItemFault::EndsBefore { needed: until }),
        ),
        (Some(CouponView { until, ..view() }), None),
        (Some(CouponView { status: Status::NotYet {}, ..view() }), None),
        (Some(through(gift)), None),
    ] {
        market.show(&card, view.clone()).await?;
        assert_eq!(market.fault(&ann, give.clone()).await, error, "{view:?}");
    }
    // A contract that has no view of it is one of other tokens, whose owner counts.
    market.show(&card, view()).await?;
    for trick in [CardTrick::NoView, CardTrick::TrapView, CardTrick::BurnView] {
        market.cards_do(trick.clone()).await?;
        assert_eq!(market.fault(&ann, give.clone()).await, None, "{trick:?}");
        let stolen = market.fault(&ben, give.clone()).await;
        assert_eq!(stolen, fault(ItemFault::NotOwner), "{trick:?}");
    }
    Ok(())
}

// M6: what is no contract, is another one, or is the gift contract itself.
#[tokio::test]
async fn what_is_no_asset_is_not_given() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, _, _, mallory] = market.people();
    let (gift, key) = (market.market.gift, Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let before = market.ledger().await?;
    let number = market.card(&ann).await?.id;
    // Who calls itself is stopped by the pallet.
    let (pallet, name) = ("Contracts".into(), "ReentranceDenied".into());
    let denied: Failure = Error::Runtime(PalletError { pallet, name });
    for contract in [mallory.id(), [0; 32].into(), market.market.auction, gift] {
        let thing = Item { contract, id: number.clone() };
        let mut errors =
            [points_fault(contract, PointsFault::Failed), item_fault(&thing, ItemFault::Failed)];
        if contract == gift {
            errors.fill(Some(denied.clone().of_message()));
        }
        for (asset, error) in [points(contract, 100), item(&thing)].into_iter().zip(errors) {
            let give = market.gifts().give(asset, link(&key, until));
            assert_eq!(market.call(&ann, give).await.err(), error);
        }
    }
    // Points are no coupons, and coupons no points.
    let (tea, cards) = (market.honest_token(), market.cards);
    let thing = Item { contract: tea, id: number };
    let give = market.gifts().give(item(&thing), link(&key, until));
    assert_eq!(market.call(&ann, give).await.err(), item_fault(&thing, ItemFault::Failed));
    let give = market.gifts().give(points(cards, 1), link(&key, until));
    assert_eq!(market.call(&ann, give).await.err(), points_fault(cards, PointsFault::Failed));
    assert_eq!(market.ledger().await?.gifts, before.gifts);
    Ok(())
}

// M7, X1: what only seems to be given is a gift of nothing, which hurts nobody else.
#[tokio::test]
async fn a_coupon_whose_contract_lies_twice_is_a_gift_of_nothing() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (gift, tea, key) = (market.market.gift, market.honest_token(), Account::dev("link"));
    let honest = market.give_link(&ann, points(tea, 70), &key).await?;
    let card = market.card(&mallory).await?;
    market.cards_do_of(mallory.id(), CardTrick::MoveNothing).await?;
    market.cards_do(CardTrick::LieAboutOwner(gift)).await?;
    let given = market.give_link(&mallory, item(&card), &key).await?;
    market.cards_do_of(mallory.id(), None).await?;
    market.cards_do(None).await?;
    // It is by her own approval that the card leaves her at last.
    let claim = market.claim(&key, given, ben.id(), 0);
    market.submit(&ben, &claim).await?;
    assert_eq!(market.owner(&card).await?, Some(ben.id()));
    let claim = market.claim(&key, honest, ben.id(), 0);
    assert_eq!(market.submit(&mallory, &claim).await?, 70);
    market.assert_all_is_held().await
}

// M5, M7, X1, G3
#[tokio::test]
async fn an_asset_that_is_stuck_holds_up_its_own_gift_only() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gift, gold, tea) = (market.market.gift, market.gold, market.honest_token());
    let key = Account::dev("link");
    let until = market.chain.now().await? + DAY;
    let (coupon, card) = (market.coupon(&cai).await?, market.card(&ann).await?);
    let terms = link(&key, until);
    let carded = market.give(&ann, item(&card), &terms).await?;
    let golden = market.give(&ann, points(gold, 50), &terms).await?;
    let honest = [
        market.give(&cai, item(&coupon), &terms).await?,
        market.give(&cai, points(tea, 80), &terms).await?,
    ];
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
        let trick = format!("{cards:?} {golds:?}").chars().take(60).collect::<String>();
        let dead = if cards.is_some() { carded } else { golden };
        market.cards_do_of(gift, cards).await?;
        market.gold_does_of(gift, golds).await?;
        let before = market.ledger().await?;
        let claim = market.claim(&key, dead, ben.id(), 0);
        assert_eq!(market.submit(&ben, &claim).await.err(), error, "{trick}");
        let take_back = market.gifts().take_back(dead);
        assert_eq!(market.call(&ann, take_back.clone()).await.err(), error, "{trick}");
        assert_eq!(market.ledger().await?, before, "{trick}");
        market.assert_all_is_held().await?;

        // Its contract behaves again: the claim that failed works, and goes to whom it always did.
        let failed = market.chain.snapshot();
        market.cards_do_of(gift, None).await?;
        market.gold_does_of(gift, None).await?;
        assert_eq!(market.submit(&mallory, &claim).await?, if dead == golden { 50 } else { 0 });
        market.chain.restore(failed);

        // Others' gifts are claimed, and go back, meanwhile.
        let other = market.claim(&key, honest[0], ben.id(), 0);
        market.submit(&mallory, &other).await?;
        assert_eq!(market.owner(&coupon).await?, Some(ben.id()));
        market.chain.set_time(until);
        let all = market.gifts().send_back(vec![honest[1], dead]);
        assert_eq!(market.call(&mallory, all).await.err(), error, "{trick}");
        let back = market.gifts().send_back(vec![honest[1]]);
        market.call(&mallory, back).await?;
        assert_eq!(market.purse(cai.id()).await?, RICH);

        // After the end its sender gives it up, or anybody sends it back once it can move.
        let send_back = market.gifts().send_back(vec![dead]);
        assert_eq!(market.fault(&mallory, send_back.clone()).await, error, "{trick}");
        assert_eq!(market.fault(&ann, take_back).await, error, "{trick}");
        let abandon = market.gifts().abandon(dead);
        let not_hers = refused(GiftError::NotSender);
        assert_eq!(market.fault(&mallory, abandon.clone()).await, not_hers);
        assert_eq!(market.fault(&ann, abandon).await, None, "{trick}");
        market.cards_do_of(gift, None).await?;
        market.gold_does_of(gift, None).await?;
        market.call(&mallory, send_back).await?;
        assert_eq!(market.owner(&card).await?, Some(if dead == carded { ann.id() } else { gift }));
        market.assert_all_is_held().await?;
        market.chain.restore(start);
    }
    Ok(())
}

// M1, M7: a token that lies about what it pays cheats those who hold it, and nobody else.
#[tokio::test]
async fn points_that_cheat_at_a_claim_touch_no_other_gift() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gift, gold, tea) = (market.market.gift, market.gold, market.honest_token());
    let key = Account::dev("link");
    let golden = market.give_link(&ann, points(gold, 60), &key).await?;
    let second = market.give_link(&cai, points(gold, 60), &key).await?;
    let honest = market.give_link(&cai, points(tea, 60), &key).await?;
    for (trick, paid) in [
        (GoldTrick::MoveNothing, 0),
        (GoldTrick::MoveLess(1), 59),
        (GoldTrick::Keep(2), 58),
        (GoldTrick::MintOnTransfer(5), 65),
        (GoldTrick::MoveTo(mallory.id()), 0),
        (GoldTrick::TakeMore(40), 60),
        (GoldTrick::LieBalance(0), 60),
        (GoldTrick::TrapBalance, 60),
    ] {
        let start = market.chain.snapshot();
        market.gold_does_of(gift, trick.clone()).await?;
        let claim = market.claim(&key, golden, ben.id(), 0);
        assert_eq!(market.submit(&ben, &claim).await?, 60, "{trick:?}");
        assert_eq!(market.submit(&ben, &claim).await.err(), refused(GiftError::NoGift));
        market.gold_does_of(gift, None).await?;
        let balance = market.gold().balance_of(ben.id());
        assert_eq!(market.read(balance).await?, RICH + paid, "{trick:?}");
        market.assert_all_is_held().await?;

        let claim = market.claim(&key, honest, ben.id(), 0);
        assert_eq!(market.submit(&ben, &claim).await?, 60, "{trick:?}");
        let claim = market.claim(&key, second, ben.id(), 0);
        if trick == GoldTrick::TakeMore(40) {
            // The token has taken what was another's. The gift waits until there is enough again.
            let error = points_fault(gold, PointsFault::InsufficientBalance);
            assert_eq!(market.submit(&ben, &claim).await.err(), error);
            let mint = market.gold().mint(gift, 40);
            market.call(&mallory, mint).await?;
        }
        assert_eq!(market.submit(&ben, &claim).await?, 60, "{trick:?}");
        market.chain.restore(start);
    }
    Ok(())
}

// M7, R1: who gets a share or a fee can't hold up the others' shares.
#[tokio::test]
async fn an_account_that_a_token_refuses_holds_up_its_own_share_only() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gold, key) = (market.gold, Account::dev("link"));
    let keys = tree(&[key.id(); 3]);
    let until = market.chain.now().await? + DAY;
    let given = market.give(&ann, points(gold, 30), &packet(&keys, 3, until)).await?;
    let [to_mallory, to_ben, to_cai] =
        [(0, &mallory), (1, &ben), (2, &cai)].map(|(number, recipient)| {
            market.claim_share((&key, &keys), given, number, recipient.id())
        });
    market.gold_does(GoldTrick::RefuseReceiver(mallory.id())).await?;
    let failed = points_fault(gold, PointsFault::Failed);
    let before = market.ledger().await?;
    assert_eq!(market.submit(&ben, &to_mallory).await.err(), failed);
    assert_eq!(market.submit(&mallory, &to_ben.for_fee(1)).await.err(), failed);
    assert_eq!(market.ledger().await?, before);
    for number in 0..3 {
        let claimed = market.gifts().is_claimed(given, number);
        assert!(!market.read(claimed).await?, "share {number}");
    }
    assert_eq!(market.submit(&mallory, &to_ben).await?, 10);
    assert_eq!(market.submit(&ben, &to_cai.for_fee(1)).await?, 9);
    market.gold_does(None).await?;
    assert_eq!(market.submit(&ben, &to_mallory).await?, 10);
    Ok(())
}

// R2, M7
#[tokio::test]
async fn nothing_that_moves_can_call_the_gifts_back() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gold, tea, key) = (market.gold, market.honest_token(), Account::dev("link"));
    let (given, kept, spare) =
        (market.card(&ann).await?, market.card(&ann).await?, market.card(&cai).await?);
    let soon = market.chain.now().await? + 60 * 60 * 1_000;
    let (short, long) = (link(&key, soon), link(&key, soon + DAY));
    let ended = [
        market.give(&ann, item(&given), &short).await?,
        market.give(&ann, points(gold, 9), &short).await?,
    ];
    let waiting = market.give(&cai, points(tea, 9), &short).await?;
    let carded = market.give(&ann, item(&kept), &long).await?;
    let golden = market.give(&ann, points(gold, 20), &long).await?;
    let honest = market.give(&ann, points(tea, 20), &long).await?;
    market.chain.set_time(soon);
    let of = |market: &Crooks, gift, fee| {
        parts(market.claim(&key, gift, ben.id(), 5).for_fee(fee).at(market.market.gift))
    };

    // The first two would be done for anybody.
    let mut gifts = market.gifts();
    let back = [
        parts(gifts.send_back(vec![waiting])),
        of(&market, honest, 5),
        of(&market, carded, 0),
        of(&market, golden, 5),
        parts(gifts.send_back(ended.to_vec())),
        parts(gifts.take_back(golden)),
        parts(gifts.take_back(carded)),
        parts(gifts.abandon(ended[0])),
        parts(gifts.clear_claims(99, vec![ann.id()])),
        parts(gifts.give(points(gold, 1), long.clone())),
        parts(gifts.gift(golden)),
        parts(gifts.gift_count()),
    ];
    let steps = [
        (&cai, parts(gifts.give(item(&spare), long.clone())), [false, true]),
        (&cai, parts(gifts.give(points(gold, 3), long.clone())), [true, false]),
        (&ben, of(&market, carded, 0), [false, true]),
        (&ben, of(&market, golden, 5), [true, false]),
        (&ann, parts(gifts.take_back(carded)), [false, true]),
        (&ann, parts(gifts.take_back(golden)), [true, false]),
        (&mallory, parts(gifts.send_back(ended.to_vec())), [true, true]),
    ];
    for (step, (caller, (contract, input), moves)) in steps.into_iter().enumerate() {
        let request = Request::Call { contract, input };
        let start = market.chain.snapshot();
        let done = market.chain.submit(caller, request.clone()).await?;
        assert!(!done.reverted, "step {step}: {:?}", done.answer);
        let honestly = market.ledger().await?;
        market.chain.restore(start);
        for (number, (contract, input)) in back.iter().cloned().enumerate() {
            let start = market.chain.snapshot();
            let time = market.chain.now().await?;
            let trick = GoldTrick::Reenter { contract, input: input.clone() };
            market.gold_does(trick).await?;
            market.cards_do(CardTrick::Reenter { contract, input }).await?;
            market.chain.set_time(time);
            let done = market.chain.submit(caller, request.clone()).await?;
            assert!(!done.reverted, "step {step}, {number}: {:?}", done.answer);
            let denied = moves.map(|moves| moves.then_some(Err(Failed)));
            assert_eq!(market.reentries().await?, denied, "step {step}, {number}");
            assert_eq!(market.ledger().await?, honestly, "step {step}, {number}");
            market.chain.restore(start);
        }
    }
    let answers = [Ok::<_, GiftError>(()).encode(), Ok::<_, GiftError>(15u128).encode()];
    for ((contract, input), answer) in back.into_iter().zip(answers) {
        let start = market.chain.snapshot();
        let trick = GoldTrick::Reenter { contract, input: input.clone() };
        market.gold_does(trick).await?;
        let transfer = market.gold().transfer(ben.id(), 1, vec![]);
        market.call(&mallory, transfer).await?;
        assert_eq!(market.reentries().await?, [Some(Ok(answer)), None]);
        market.chain.restore(start);
    }
    Ok(())
}
