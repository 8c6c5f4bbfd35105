//! Points, coupons and people that cheat, at the auction house.

use e2e_tests::{
    counter::{DAY, HOUR},
    hostile_bundle,
    market::{english, with_buy_now, with_reserve},
    shop::Fault,
};
use hostile_coupon::Trick as CardTrick;
use hostile_points::{HostilePoints, HostilePointsRef, Trick as GoldTrick};
use ink::scale::Encode;
use mischief::Failed;
use psp22::{PSP22Error, PSP22};
use psp34::{PSP34Error, PSP34};
use tongquan_client::{at, credits, Account, AccountId, Chain, Error, PalletError};
use tongquan_traits::{
    assets::{Asset, Item, ItemFault},
    auctions::{
        reserve_commitment, AuctionError, Auctions, Format, Lead, LotState, GRACE, MARGIN,
        MAX_LENGTH, REVEAL,
    },
    campaigns::{Kind, Policy, Royalty},
    coupon_error::PointsFault,
    coupons::{CouponView, Status},
    swaps::{SwapError, Swaps, Want},
};

use crate::{
    crooks::{garbage, of_item, of_points, view, with_royalty, Crooks, RICH},
    parts,
};

type Refused = Option<Error<AuctionError>>;

fn refused(error: AuctionError) -> Refused {
    Some(Error::Refused(error))
}

fn points_fault(token: AccountId, fault: PointsFault) -> Refused {
    refused(AuctionError::Asset(of_points(token, fault)))
}

fn item_fault(item: &Item, fault: ItemFault) -> Refused {
    refused(AuctionError::Asset(of_item(item, fault)))
}

/// An answer that no honest contract would give ends the whole message.
fn too_long() -> Refused {
    let (pallet, name) = ("Contracts".into(), "OutputBufferTooSmall".into());
    Some(Error::Runtime(PalletError { pallet, name }))
}

// In all of these, a contract that runs until its gas is gone fails like one that traps: what it ran for
// in vain, the pallet gives back to the house.

// R1, M7, X1
#[tokio::test]
async fn points_that_pay_nobody_out_stop_nothing_else() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let merchant = market.market.tea.shop.merchant.clone();
    let (house, gold, tea) = (market.market.auction, market.gold, market.honest_token());
    let (first, second) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let format = english(&mut market.chain, DAY).await?;
    let cheated = market.list(&ann, &[&first], gold, format.clone()).await?;
    let honest = market.list(&ann, &[&second], tea, format).await?;
    let end = market.end(honest).await?;
    let failed = points_fault(gold, PointsFault::Failed);
    for (trick, error) in [
        (GoldTrick::Trap, failed.clone()),
        (GoldTrick::Revert, failed.clone()),
        (GoldTrick::Garbage(vec![7, 7, 7]), failed.clone()),
        (GoldTrick::Silence, failed.clone()),
        (GoldTrick::RefuseReceiver(ben.id()), failed.clone()),
        (GoldTrick::Garbage(vec![0; 10_000]), too_long()),
        (GoldTrick::BurnGas, failed),
    ] {
        let before = market.chain.snapshot();
        let only_ben = matches!(trick, GoldTrick::RefuseReceiver(_));
        market.gold_does_of(house, trick.clone()).await?;
        for (bidder, maximum) in [(&ben, 100), (&cai, 200), (&ben, 300)] {
            market.bid(bidder, cheated, maximum).await?;
            market.bid(bidder, honest, maximum).await?;
        }
        market.chain.set_time(end);
        for lot in [cheated, honest] {
            let settle = market.house().settle(lot);
            market.call(&mallory, settle).await?;
        }
        assert_eq!(market.owner(&first).await?, Some(ben.id()), "{trick:?}");
        assert_eq!(market.owner(&second).await?, Some(ben.id()));

        // The price is 200 and a raise of 5 %, of which the merchant has 5 %.
        let shares = [(&ann, 200), (&ben, 100 + 90), (&cai, 200), (&merchant, 10)];
        for (person, share) in shares {
            for token in [tea, gold] {
                assert_eq!(market.credit(person, token).await?, share, "{trick:?}");
            }
            let hit = !only_ben || person.id() == ben.id();
            // To run until all gas is gone takes its time.
            let lists = match trick {
                GoldTrick::BurnGas => vec![vec![tea, gold]],
                _ => vec![vec![gold], vec![tea, gold], vec![gold, tea]],
            };
            for tokens in lists {
                let withdraw = market.house().withdraw(person.id(), tokens);
                let expected = if hit { error.clone() } else { None };
                assert_eq!(market.fault(&mallory, withdraw).await, expected, "{trick:?}");
            }
            let withdraw = market.house().withdraw(person.id(), vec![tea]);
            market.call(&mallory, withdraw).await?;
            assert_eq!(market.credit(person, tea).await?, 0);
            assert_eq!(market.credit(person, gold).await?, share);
        }
        let held = market.tea().balance_of(house);
        assert_eq!(market.read(held).await?, 0); // M1

        market.gold_does_of(house, None).await?;
        for (person, share) in shares {
            let balance = market.gold().balance_of(person.id());
            let had = market.read(balance.clone()).await?;
            let withdraw = market.house().withdraw(person.id(), vec![gold]);
            market.call(&mallory, withdraw).await?;
            assert_eq!(market.read(balance).await?, had + share, "{trick:?}");
        }
        market.chain.restore(before);
    }
    Ok(())
}

// M7, A2
#[tokio::test]
async fn points_that_stand_still_stop_no_settlement() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gold, tea) = (market.gold, market.honest_token());
    let (first, second) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let format = english(&mut market.chain, DAY).await?;
    let cheated = market.list(&ann, &[&first], gold, format.clone()).await?;
    let honest = market.list(&ann, &[&second], tea, format).await?;
    let end = market.end(honest).await?;
    market.bid(&ben, cheated, 100).await?;
    for (trick, error) in [
        (GoldTrick::Trap, points_fault(gold, PointsFault::Failed)),
        (GoldTrick::BurnGas, points_fault(gold, PointsFault::Failed)),
        (GoldTrick::TrapBalance, points_fault(gold, PointsFault::Failed)),
    ] {
        let before = market.chain.snapshot();
        market.gold_does(trick).await?;
        let bid = market.house().bid(cheated, 200);
        assert_eq!(market.fault(&cai, bid).await, error);
        market.bid(&cai, honest, 200).await?;
        market.chain.set_time(end);
        for (lot, item, winner) in [(cheated, &first, &ben), (honest, &second, &cai)] {
            let settle = market.house().settle(lot);
            market.call(&mallory, settle).await?;
            assert_eq!(market.owner(item).await?, Some(winner.id()));
        }
        assert_eq!(market.credit(&ann, gold).await?, 95);
        let withdraw = market.house().withdraw(ann.id(), vec![tea]);
        market.call(&mallory, withdraw).await?;
        market.chain.restore(before);
    }
    Ok(())
}

// R2, M7: also what anybody might do is refused, if it comes from within.
#[tokio::test]
async fn points_cannot_call_the_house_back() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gold, tea) = (market.gold, market.honest_token());
    let (first, second, third) =
        (market.coupon(&ann).await?, market.coupon(&ann).await?, market.coupon(&ann).await?);
    let format = with_buy_now(english(&mut market.chain, DAY).await?, 1_000);
    let short = english(&mut market.chain, HOUR).await?;
    let lot = market.list(&ann, &[&first], gold, format.clone()).await?;
    let ended = market.list(&ann, &[&second], tea, short).await?;
    let unwound = market.list(&ann, &[&third], tea, format.clone()).await?;
    let unwind = market.house().unwind(unwound);
    market.call(&ann, unwind).await?;
    market.bid(&cai, lot, 100).await?;
    market.bid(&cai, ended, 100).await?;
    market.bid(&ben, ended, 200).await?;
    market.bid(&ben, lot, 200).await?;
    let end = market.end(ended).await?;
    market.chain.set_time(end);

    let mut house = market.house();
    // The first four would be done for anybody.
    let back = [
        parts(house.withdraw(cai.id(), vec![gold])),
        parts(house.withdraw(cai.id(), vec![tea])),
        parts(house.settle(ended)),
        parts(house.reclaim(unwound, 0)),
        parts(house.bid(lot, 500)),
        parts(house.buy(lot, 1_000)),
        parts(house.settle(lot)),
        parts(house.cancel(lot)),
        parts(house.unwind(lot)),
        parts(house.reclaim(lot, 0)),
        parts(house.abandon(lot)),
        parts(house.list(vec![first.clone()], gold, format)),
        parts(house.lot_count()),
    ];
    let steps = [
        (&mallory, house.bid(lot, 300).into()),
        (&mallory, house.buy(lot, 1_000).into()),
        (&mallory, house.withdraw(cai.id(), vec![gold]).into()),
    ];
    for (caller, step) in steps {
        let step: tongquan_client::Message<Result<(), AuctionError>> = step;
        let start = market.chain.snapshot();
        // The clock goes on by a block for each call, so this call is made here, too.
        market.gold_does(None).await?;
        market.call(caller, step.clone()).await?;
        let honestly = market.book().await?;
        market.chain.restore(start);
        for (number, (contract, input)) in back.iter().cloned().enumerate() {
            let start = market.chain.snapshot();
            market.gold_does(GoldTrick::Reenter { contract, input }).await?;
            market.call(caller, step.clone()).await?;
            assert_eq!(market.reentries().await?, [Some(Err(Failed)), None], "{number}");
            assert_eq!(market.book().await?, honestly, "{number}");

            // From outside it is understood, and the first four are done.
            market.chain.restore(start);
            let start = market.chain.snapshot();
            let (contract, input) = back[number].clone();
            market.gold_does(GoldTrick::Reenter { contract, input }).await?;
            let transfer = market.gold().transfer(ben.id(), 1, vec![]);
            market.call(&ann, transfer).await?;
            let [ended, _] = market.reentries().await?;
            let ended = ended.ok_or("nothing was called")?.map_err(|_| "the house trapped")?;
            assert_eq!(ended == Ok::<(), AuctionError>(()).encode(), number < 4, "{ended:?}");
            market.chain.restore(start);
        }
    }
    Ok(())
}

// R2, M7
#[tokio::test]
async fn coupons_cannot_call_the_house_back() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let tea = market.honest_token();
    let fresh = market.card(&ann).await?;
    let (sold, cancelled, unwound) =
        (market.card(&ann).await?, market.card(&ann).await?, market.card(&ann).await?);
    let (second, third) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let days = with_buy_now(english(&mut market.chain, DAY).await?, 1_000);
    let short = english(&mut market.chain, HOUR).await?;
    let lot = market.list(&ann, &[&sold, &second], tea, short).await?;
    let for_sale = market.list(&ann, &[&cancelled], tea, days.clone()).await?;
    let reclaimed = market.list(&ann, &[&third, &unwound], tea, days.clone()).await?;
    let unwind = market.house().unwind(reclaimed);
    market.call(&ann, unwind).await?;
    market.bid(&cai, lot, 100).await?;
    market.bid(&ben, lot, 200).await?;
    let end = market.end(lot).await?;
    market.chain.set_time(end);

    let mut house = market.house();
    let back = [
        parts(house.withdraw(cai.id(), vec![tea])),
        parts(house.reclaim(reclaimed, 0)),
        parts(house.settle(lot)),
        parts(house.bid(for_sale, 100)),
        parts(house.buy(for_sale, 1_000)),
        parts(house.cancel(for_sale)),
        parts(house.unwind(lot)),
        parts(house.reclaim(reclaimed, 1)),
        parts(house.abandon(reclaimed)),
        parts(house.list(vec![fresh.clone()], tea, days.clone())),
        parts(house.withdraw(ann.id(), vec![tea])),
    ];
    let list = house.list(vec![fresh.clone()], tea, days).into();
    let list: tongquan_client::Message<Result<u64, AuctionError>> = list;
    let steps = [
        (&mallory, parts(house.settle(lot))),
        (&mallory, parts(house.buy(for_sale, 1_000))),
        (&ann, parts(house.cancel(for_sale))),
        (&mallory, parts(house.reclaim(reclaimed, 1))),
        (&ann, (list.contract, list.input)),
    ];
    for (step, (caller, (contract, input))) in steps.into_iter().enumerate() {
        let request = tongquan_client::Request::Call { contract, input };
        let start = market.chain.snapshot();
        market.cards_do(None).await?;
        let done = market.chain.submit(caller, request.clone()).await?;
        assert!(!done.reverted, "step {step}: {:?}", done.answer);
        let honestly = market.book().await?;
        market.chain.restore(start);
        for (number, (contract, input)) in back.iter().cloned().enumerate() {
            let start = market.chain.snapshot();
            market.cards_do(CardTrick::Reenter { contract, input }).await?;
            let done = market.chain.submit(caller, request.clone()).await?;
            assert!(!done.reverted, "step {step}, {number}: {:?}", done.answer);
            assert_eq!(market.reentries().await?, [None, Some(Err(Failed))]);
            assert_eq!(market.book().await?, honestly, "step {step}, {number}");
            market.chain.restore(start);
        }
    }

    // From outside, the first two are done for anybody.
    for (number, (contract, input)) in back.into_iter().take(2).enumerate() {
        let start = market.chain.snapshot();
        market.cards_do(CardTrick::Reenter { contract, input }).await?;
        let transfer = market.cards().transfer(ben.id(), fresh.id.clone(), vec![]);
        market.call(&ann, transfer).await?;
        let done = Ok(Ok::<(), AuctionError>(()).encode());
        assert_eq!(market.reentries().await?, [None, Some(done)], "{number}");
        market.chain.restore(start);
    }
    Ok(())
}

/// A lot of each kind of points, on which Ben has bid 100.
async fn two_lots(market: &mut Crooks) -> Result<[u64; 2], Fault> {
    let [ann, ben, ..] = market.people();
    let (first, second) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let format = with_buy_now(english(&mut market.chain, DAY).await?, 500);
    let (gold, tea) = (market.gold, market.honest_token());
    let cheated = market.list(&ann, &[&first], gold, format.clone()).await?;
    let honest = market.list(&ann, &[&second], tea, format).await?;
    for lot in [cheated, honest] {
        market.bid(&ben, lot, 100).await?;
    }
    Ok([cheated, honest])
}

// M6, R23
#[tokio::test]
async fn a_bid_is_what_arrived() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [_, ben, cai, mallory] = market.people();
    let (house, gold, tea) = (market.market.auction, market.gold, market.honest_token());
    let [cheated, honest] = two_lots(&mut market).await?;
    market.bid(&cai, honest, 200).await?;
    let too_low = refused(AuctionError::BidTooLow { minimum: 105 });
    let at_buy_now = refused(AuctionError::AtBuyNow { price: 500 });
    let not_paid = points_fault(gold, PointsFault::NotPaid);
    let failed = points_fault(gold, PointsFault::Failed);
    for (trick, outcome) in [
        (GoldTrick::MoveLess(1), Ok(199)),
        (GoldTrick::MoveLess(95), Ok(105)),
        (GoldTrick::MoveLess(96), Err(too_low.clone())),
        (GoldTrick::Keep(7), Ok(193)),
        (GoldTrick::MintOnTransfer(299), Ok(499)),
        (GoldTrick::MintOnTransfer(300), Err(at_buy_now)),
        (GoldTrick::TakeMore(50), Ok(200)),
        (GoldTrick::MoveNothing, Err(not_paid.clone())),
        (GoldTrick::MoveLess(200), Err(not_paid.clone())),
        (GoldTrick::Keep(200), Err(not_paid.clone())),
        (GoldTrick::MoveTo(mallory.id()), Err(not_paid.clone())),
        (GoldTrick::LieBalance(0), Err(not_paid.clone())),
        (GoldTrick::LieBalance(u128::MAX), Err(not_paid)),
        (GoldTrick::Trap, Err(failed.clone())),
        (GoldTrick::Revert, Err(failed.clone())),
        (GoldTrick::Garbage(vec![7, 7, 7]), Err(failed.clone())),
        (GoldTrick::Garbage(vec![0]), Err(failed.clone())),
        (GoldTrick::Garbage(vec![0, 0, 0]), Err(failed.clone())),
        (GoldTrick::Garbage(vec![0; 10_000]), Err(too_long())),
        (GoldTrick::GarbageBalance(vec![0; 10_000]), Err(too_long())),
        (GoldTrick::Silence, Err(failed.clone())),
        (GoldTrick::TrapBalance, Err(failed.clone())),
        (GoldTrick::GarbageBalance(vec![0; 16]), Err(failed.clone())),
        (GoldTrick::GarbageBalance(vec![0; 18]), Err(failed.clone())),
        (GoldTrick::GarbageBalance(vec![]), Err(failed.clone())),
        (GoldTrick::BurnGas, Err(failed)),
    ] {
        let start = market.chain.snapshot();
        market.gold_does(trick.clone()).await?;
        let before = market.book().await?;
        let bid = market.house().bid(cheated, 200);
        match outcome {
            Err(error) => {
                assert_eq!(market.call(&cai, bid).await.err(), error, "{trick:?}");
                assert_eq!(market.book().await?, before, "{trick:?}");
            }
            Ok(arrived) => {
                market.call(&cai, bid).await?;
                let lot = market.market.lot(&mut market.chain, cheated).await?;
                let lead = Lead { bidder: cai.id(), maximum: arrived, price: arrived.min(105) };
                assert_eq!(lot.lead, Some(lead), "{trick:?}");
                assert_eq!(market.credit(&ben, gold).await?, 100, "{trick:?}");
                // Cai's loses in its turn, and has a credit of what was bid.
                market.gold_does(None).await?;
                let bid = market.house().bid(cheated, 499);
                if arrived < 400 {
                    market.call(&ben, bid).await?;
                    assert_eq!(market.credit(&cai, gold).await?, arrived, "{trick:?}");
                    let withdraw = market.house().withdraw(cai.id(), vec![gold]);
                    market.call(&cai, withdraw).await?;
                    let held = market.gold().balance_of(house);
                    assert_eq!(market.read(held).await?, 100 + 499, "{trick:?}");
                }
            }
        }
        assert_eq!(market.credit(&ben, tea).await?, 100, "{trick:?}");
        market.assert_covered(200).await?;
        market.chain.restore(start);
    }
    Ok(())
}

// M6, A7, R8, R23
#[tokio::test]
async fn a_price_arrives_as_a_whole_or_nothing_is_sold() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [_, ben, cai, mallory] = market.people();
    let gold = market.gold;
    let [cheated, _] = two_lots(&mut market).await?;
    let not_paid = points_fault(gold, PointsFault::NotPaid);
    let failed = points_fault(gold, PointsFault::Failed);
    for (trick, error) in [
        (GoldTrick::MoveNothing, not_paid.clone()),
        (GoldTrick::MoveLess(1), not_paid.clone()),
        (GoldTrick::Keep(1), not_paid.clone()),
        (GoldTrick::MintOnTransfer(1), not_paid.clone()),
        (GoldTrick::MoveTo(mallory.id()), not_paid.clone()),
        (GoldTrick::LieBalance(500), not_paid),
        (GoldTrick::Trap, failed.clone()),
        (GoldTrick::Revert, failed.clone()),
        (GoldTrick::Garbage(vec![0, 0, 0]), failed.clone()),
        (GoldTrick::Silence, failed.clone()),
        (GoldTrick::TrapBalance, failed.clone()),
        (GoldTrick::GarbageBalance(vec![0; 16]), failed.clone()),
        (GoldTrick::BurnGas, failed),
    ] {
        let start = market.chain.snapshot();
        market.gold_does(trick.clone()).await?;
        let before = market.book().await?;
        let buy = market.house().buy(cheated, 500);
        assert_eq!(market.call(&cai, buy).await.err(), error, "{trick:?}");
        assert_eq!(market.book().await?, before, "{trick:?}");
        market.chain.restore(start);
    }
    // Who pays with such points loses more, and nobody else does.
    market.gold_does(GoldTrick::TakeMore(50)).await?;
    let buy = market.house().buy(cheated, 500);
    market.call(&cai, buy).await?;
    let left = market.gold().balance_of(cai.id());
    assert_eq!(market.read(left).await?, RICH - 500 - 50);
    assert_eq!(market.credit(&ben, gold).await?, 100);
    market.assert_covered(100).await
}

// M5, X1
#[tokio::test]
async fn an_item_that_is_not_let_go_holds_up_nobody_for_longer_than_a_week() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (house, tea) = (market.market.auction, market.honest_token());
    let first = market.coupon(&ann).await?;
    let dead = market.card(&ann).await?;
    let last = market.coupon(&ann).await?;
    let format = english(&mut market.chain, DAY).await?;
    let lot = market.list(&ann, &[&first, &dead, &last], tea, format).await?;
    market.bid(&ben, lot, 100).await?;
    market.bid(&cai, lot, 300).await?;
    let end = market.end(lot).await?;
    let failed = item_fault(&dead, ItemFault::Failed);
    let forbidden = item_fault(&dead, ItemFault::Refused);
    for (trick, error) in [
        (CardTrick::Trap, failed.clone()),
        (CardTrick::Garbage(vec![7, 7, 7]), failed.clone()),
        (CardTrick::Garbage(vec![0, 0, 0]), failed.clone()),
        (CardTrick::Garbage(vec![0; 10_000]), too_long()),
        (CardTrick::Silence, failed.clone()),
        (CardTrick::BurnGas, failed),
        (CardTrick::Revert, forbidden.clone()),
    ] {
        let start = market.chain.snapshot();
        market.cards_do_of(house, trick.clone()).await?;
        market.chain.set_time(end);
        let before = market.book().await?;
        let (settle, unwind) = (market.house().settle(lot), market.house().unwind(lot));
        assert_eq!(market.call(&cai, settle.clone()).await.err(), error, "{trick:?}");
        assert_eq!(market.book().await?, before, "{trick:?}");
        let from = end + GRACE;
        let too_early = refused(AuctionError::NotUnwindable { from });
        market.chain.set_time(from - 1);
        assert_eq!(market.fault(&mallory, unwind.clone()).await, too_early);
        assert_eq!(market.fault(&cai, settle).await, error, "{trick:?}");
        market.chain.set_time(from);
        market.call(&mallory, unwind).await?;

        assert_eq!(market.credit(&cai, tea).await?, 300);
        assert_eq!(market.credit(&ben, tea).await?, 100);
        for person in [&ben, &cai] {
            let withdraw = market.house().withdraw(person.id(), vec![tea]);
            market.call(&mallory, withdraw).await?;
            let balance = market.tea().balance_of(person.id());
            assert_eq!(market.read(balance).await?, RICH);
        }
        let reclaim = |market: &Crooks, index| market.house().reclaim(lot, index);
        for (index, item) in [(2, &last), (0, &first)] {
            let message = reclaim(&market, index);
            market.call(&mallory, message.clone()).await?;
            assert_eq!(market.owner(item).await?, Some(ann.id()));
            let again = refused(AuctionError::AlreadyReclaimed);
            assert_eq!(market.fault(&mallory, message).await, again);
        }
        let message = reclaim(&market, 1);
        assert_eq!(market.fault(&ann, message.clone()).await, error, "{trick:?}");
        let state = market.market.lot(&mut market.chain, lot).await?.state;
        assert_eq!(state, LotState::Unwound { held: 0b10 });

        // When its contract behaves, it goes back as well. Otherwise its seller gives it up.
        let stuck = market.chain.snapshot();
        market.cards_do_of(house, None).await?;
        market.call(&mallory, message).await?;
        assert_eq!(market.owner(&dead).await?, Some(ann.id()));
        assert_eq!(market.book().await?.lots, []);
        market.chain.restore(stuck);
        let abandon = market.house().abandon(lot);
        let not_his = refused(AuctionError::NotSeller);
        assert_eq!(market.fault(&mallory, abandon.clone()).await, not_his);
        market.call(&ann, abandon).await?;
        assert_eq!(market.book().await?.lots, []);
        assert_eq!(market.owner(&dead).await?, Some(house));
        market.assert_covered(0).await?;
        market.chain.restore(start);
    }

    // What only one bidder may not have, the house does not sell to another.
    market.cards_do_of(house, CardTrick::RefuseReceiver(cai.id())).await?;
    market.chain.set_time(end);
    let settle = market.house().settle(lot);
    assert_eq!(market.fault(&ben, settle).await, forbidden);
    Ok(())
}

// M5: `cancel` and the return of a lot without a bid, too.
#[tokio::test]
async fn a_seller_reclaims_what_cannot_go_back_as_a_whole() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, _, _, mallory] = market.people();
    let (house, tea) = (market.market.auction, market.honest_token());
    let (coupon, dead) = (market.coupon(&ann).await?, market.card(&ann).await?);
    let format = english(&mut market.chain, DAY).await?;
    let lot = market.list(&ann, &[&coupon, &dead], tea, format).await?;
    let end = market.end(lot).await?;
    market.cards_do_of(house, CardTrick::Trap).await?;
    let failed = item_fault(&dead, ItemFault::Failed);
    let cancel = market.house().cancel(lot);
    assert_eq!(market.fault(&ann, cancel).await, failed);
    let (settle, unwind) = (market.house().settle(lot), market.house().unwind(lot));
    let from = end + GRACE;
    let not_his = refused(AuctionError::NotUnwindable { from });
    market.chain.set_time(end - 1);
    assert_eq!(market.fault(&mallory, unwind.clone()).await, not_his);
    assert_eq!(market.fault(&ann, unwind.clone()).await, None);
    market.chain.set_time(end);
    assert_eq!(market.fault(&mallory, settle).await, failed);
    market.call(&mallory, unwind).await?;
    let reclaim = market.house().reclaim(lot, 0);
    market.call(&mallory, reclaim).await?;
    assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
    Ok(())
}

// What goes out is the word of its contract. Who bids for its items trusts it, and loses what was bid
// for them, and nothing else.
#[tokio::test]
async fn the_word_of_a_collection_is_taken_for_its_own_items() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (house, tea) = (market.market.auction, market.honest_token());
    let (card, coupon) = (market.card(&ann).await?, market.coupon(&ann).await?);
    let format = english(&mut market.chain, DAY).await?;
    let cheated = market.list(&ann, &[&card], tea, format.clone()).await?;
    let honest = market.list(&ann, &[&coupon], tea, format).await?;
    let end = market.end(honest).await?;
    for lot in [cheated, honest] {
        market.bid(&cai, lot, 100).await?;
        market.bid(&ben, lot, 200).await?;
    }
    market.cards_do_of(house, CardTrick::MoveNothing).await?;
    market.chain.set_time(end);
    for lot in [cheated, honest] {
        let settle = market.house().settle(lot);
        market.call(&mallory, settle).await?;
    }
    assert_eq!(market.owner(&card).await?, Some(house));
    assert_eq!(market.owner(&coupon).await?, Some(ben.id()));
    assert_eq!(market.credit(&ben, tea).await?, 95 + 95);
    assert_eq!(market.credit(&cai, tea).await?, 100 + 100);
    assert_eq!(market.credit(&ann, tea).await?, 105 + 100);
    market.assert_covered(0).await
}

/// What spoils a lot that has this card.
fn worse() -> Vec<(&'static str, Option<CouponView>)> {
    let other = view();
    let (order, until) = ([7; 32], u64::MAX);
    vec![
        ("less value", Some(CouponView { left: 49, ..view() })),
        ("earlier end", Some(CouponView { until: other.until - 1, ..view() })),
        ("later beginning", Some(CouponView { from: other.from + 1, ..view() })),
        ("less of the same kind", Some(CouponView { kind: Kind::Voucher { value: 49 }, ..view() })),
        ("more of the same kind", Some(CouponView { kind: Kind::Voucher { value: 51 }, ..view() })),
        ("another kind", Some(CouponView { kind: Kind::Exchange {}, ..view() })),
        ("bound", Some(CouponView { policy: Policy::Bound {}, ..view() })),
        ("redeemed", Some(CouponView { status: Status::Redeemed { order }, ..view() })),
        ("expired", Some(CouponView { status: Status::Expired {}, ..view() })),
        ("reserved", Some(CouponView { status: Status::Reserved { order, until }, ..view() })),
        ("not stackable", Some(CouponView { stackable: false, ..view() })),
        ("gone", None),
    ]
}

// M5, X1, R19
#[tokio::test]
async fn a_coupon_that_is_worth_less_than_was_promised_is_not_sold() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (house, tea) = (market.market.auction, market.honest_token());
    let (coupon, card) = (market.coupon(&ann).await?, market.card(&ann).await?);
    let format = with_buy_now(english(&mut market.chain, DAY).await?, 1_000);
    let lot = market.list(&ann, &[&coupon, &card], tea, format).await?;
    market.bid(&ben, lot, 100).await?;
    market.bid(&cai, lot, 300).await?;
    let end = market.end(lot).await?;
    let spoiled = refused(AuctionError::Spoiled { index: 1 });
    let (buy, settle) = (market.house().buy(lot, 1_000), market.house().settle(lot));
    let unwind = market.house().unwind(lot);

    let mut reasons: Vec<_> = worse().into_iter().map(|(what, view)| (what, view, None)).collect();
    let seize = market.cards().seize(mallory.id(), card.id.clone());
    reasons.push(("seized", Some(view()), Some(seize)));
    for (what, view, seize) in reasons {
        let start = market.chain.snapshot();
        market.show(&card, view).await?;
        if let Some(seize) = seize {
            market.call(&mallory, seize).await?;
        }
        assert_eq!(market.fault(&mallory, buy.clone()).await, spoiled, "{what}");
        assert_eq!(market.fault(&mallory, unwind.clone()).await, None, "{what}");
        market.chain.set_time(end);
        assert_eq!(market.fault(&mallory, settle.clone()).await, spoiled, "{what}");
        market.call(&mallory, unwind.clone()).await?;
        for (person, amount) in [(&ben, 100), (&cai, 300)] {
            assert_eq!(market.credit(person, tea).await?, amount, "{what}");
            let withdraw = market.house().withdraw(person.id(), vec![tea]);
            market.call(&mallory, withdraw).await?;
        }
        let reclaim = market.house().reclaim(lot, 0);
        market.call(&mallory, reclaim).await?;
        assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
        market.assert_covered(0).await?;
        market.chain.restore(start);
    }

    // What is as good or better is sold, and nobody can unwind it.
    let from = end + GRACE;
    let kept = refused(AuctionError::NotUnwindable { from });
    for view in [
        view(),
        CouponView { left: 51, from: 0, until: u64::MAX, issued_at: 9, ..view() },
        CouponView { status: Status::NotYet {}, ..view() },
        with_royalty(&mallory, 10_000),
    ] {
        let start = market.chain.snapshot();
        market.show(&card, view.clone()).await?;
        assert_eq!(market.fault(&mallory, buy.clone()).await, None, "{view:?}");
        assert_eq!(market.fault(&ann, unwind.clone()).await, kept, "{view:?}");
        market.chain.set_time(end);
        market.call(&mallory, settle.clone()).await?;
        assert_eq!(market.owner(&card).await?, Some(cai.id()));
        market.chain.restore(start);
    }
    assert_eq!(market.owner(&card).await?, Some(house));
    Ok(())
}

// The same with the coupons of an honest merchant: what they are worth is lost with time only.
#[tokio::test]
async fn an_honest_coupon_that_nobody_settled_in_time_is_not_sold() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, _, mallory] = market.people();
    let tea = market.honest_token();
    let coupon = market.coupon(&ann).await?;
    let over =
        market.market.tea.view(&mut market.chain, crate::crooks::number(&coupon)).await?.until;
    let mut format = english(&mut market.chain, DAY).await?;
    if let Format::English { until, latest, .. } = &mut format {
        (*until, *latest) = (over - MARGIN, over - MARGIN);
    }
    let lot = market.list(&ann, &[&coupon], tea, format).await?;
    market.bid(&ben, lot, 100).await?;
    let (settle, unwind) = (market.house().settle(lot), market.house().unwind(lot));
    market.chain.set_time(over - 1);
    assert_eq!(market.fault(&mallory, settle.clone()).await, None);
    let from = over - MARGIN + GRACE;
    let kept = refused(AuctionError::NotUnwindable { from });
    assert_eq!(market.fault(&mallory, unwind.clone()).await, kept);
    market.chain.set_time(over);
    let spoiled = refused(AuctionError::Spoiled { index: 0 });
    assert_eq!(market.fault(&mallory, settle).await, spoiled);
    market.call(&mallory, unwind).await?;
    assert_eq!(market.credit(&ben, tea).await?, 100);
    Ok(())
}

// R18
#[tokio::test]
async fn a_royalty_is_what_it_was_at_the_listing_and_at_most_a_tenth() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let tea = market.honest_token();
    let card = market.card(&ann).await?;
    for (listed, share) in [(None, 0), (Some(0), 0), (Some(500), 50), (Some(1_000), 100)]
        .into_iter()
        .chain([(Some(1_001), 100), (Some(10_000), 100), (Some(u16::MAX), 100)])
    {
        let start = market.chain.snapshot();
        let royalty = listed.map(|basis_points| Royalty { to: cai.id(), basis_points });
        market.show(&card, CouponView { royalty, ..view() }).await?;
        let format = with_buy_now(english(&mut market.chain, DAY).await?, 1_000);
        let lot = market.list(&ann, &[&card], tea, format).await?;
        market.show(&card, with_royalty(&mallory, 10_000)).await?;
        let buy = market.house().buy(lot, 1_000);
        market.call(&ben, buy).await?;
        assert_eq!(market.credit(&cai, tea).await?, share, "{listed:?}");
        assert_eq!(market.credit(&mallory, tea).await?, 0);
        assert_eq!(market.credit(&ann, tea).await?, 1_000 - share); // M2
        market.assert_covered(0).await?;
        market.chain.restore(start);
    }
    Ok(())
}

// M4, M7, R6
#[tokio::test]
async fn an_item_is_listed_only_if_it_has_arrived() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, _, _, mallory] = market.people();
    let tea = market.honest_token();
    let (coupon, card) = (market.coupon(&ann).await?, market.card(&ann).await?);
    let format = english(&mut market.chain, DAY).await?;
    let list = market.house().list(vec![coupon.clone(), card.clone()], tea, format.clone());
    let alone = market.house().list(vec![card.clone()], tea, format);
    let failed = item_fault(&card, ItemFault::Failed);
    let not_moved = item_fault(&card, ItemFault::NotMoved);
    for (trick, error) in [
        (CardTrick::MoveNothing, not_moved.clone()),
        (CardTrick::MoveTo(mallory.id()), not_moved.clone()),
        (CardTrick::LieAboutOwner(mallory.id()), not_moved),
        (CardTrick::LieAboutHolder(mallory.id()), item_fault(&card, ItemFault::NotOwner)),
        (CardTrick::TrapOwner, failed.clone()),
        (CardTrick::Trap, failed.clone()),
        (CardTrick::Revert, item_fault(&card, ItemFault::Refused)),
        (CardTrick::Garbage(vec![0, 0, 0]), failed.clone()),
        (CardTrick::Silence, failed.clone()),
        (CardTrick::BurnGas, failed.clone()),
        (CardTrick::GarbageView(vec![0; 10_000]), too_long()),
    ]
    .into_iter()
    .chain(garbage().into_iter().map(|bytes| (CardTrick::GarbageView(bytes), failed.clone())))
    {
        market.cards_do(trick.clone()).await?;
        assert_eq!(market.call(&ann, list.clone()).await.err(), error, "{trick:?}");
        assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
    }
    // That Mallory holds it by its contract's word does not make it hers. Only with Ann's approval the
    // contract lets it go, as it could without: of its own items, its word is taken.
    market.cards_do(CardTrick::LieAboutHolder(mallory.id())).await?;
    let stolen = item_fault(&card, ItemFault::NotApproved);
    assert_eq!(market.fault(&mallory, alone.clone()).await, None);
    let start = market.chain.snapshot();
    let revoke = market.cards().approve(market.market.auction, None, false);
    market.call(&ann, revoke).await?;
    assert_eq!(market.fault(&mallory, alone).await, stolen);
    market.chain.restore(start);

    // Without a view it is a token like any other, of which nothing was promised.
    for trick in [CardTrick::NoView, CardTrick::TrapView, CardTrick::BurnView] {
        let start = market.chain.snapshot();
        market.cards_do(trick).await?;
        let lot = market.call(&ann, list.clone()).await?;
        let read = market.house().lot(lot);
        let (_, items) = market.read(read).await?.ok_or("no lot")?;
        let promised: Vec<_> = items.iter().map(|item| item.promise.is_some()).collect();
        assert_eq!(promised, [true, false]);
        market.chain.restore(start);
    }

    // A contract that lies twice lists what the house doesn't have. Who bids gets everything back.
    market.cards_do(CardTrick::LieAboutOwner(market.market.auction)).await?;
    market.cards_do_of(ann.id(), CardTrick::MoveNothing).await?;
    let lot = market.call(&ann, list).await?;
    let ben = market.people()[1].clone();
    market.bid(&ben, lot, 100).await?;
    let buy = market.house().settle(lot);
    let end = market.end(lot).await?;
    market.chain.set_time(end);
    assert_eq!(market.fault(&ben, buy).await, refused(AuctionError::Spoiled { index: 1 }));
    let unwind = market.house().unwind(lot);
    market.call(&ben, unwind).await?;
    assert_eq!(market.credit(&ben, tea).await?, 100);
    Ok(())
}

// M7, X1
#[tokio::test]
async fn what_a_contract_says_spoils_a_lot_and_what_it_does_not_say_does_not() -> Result<(), Fault>
{
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let tea = market.honest_token();
    let (coupon, card) = (market.coupon(&ann).await?, market.card(&ann).await?);
    let format = english(&mut market.chain, DAY).await?;
    let lot = market.list(&ann, &[&coupon, &card], tea, format).await?;
    market.bid(&ben, lot, 100).await?;
    market.bid(&cai, lot, 300).await?;
    let end = market.end(lot).await?;
    let (settle, unwind) = (market.house().settle(lot), market.house().unwind(lot));
    let from = end + GRACE;
    let kept = refused(AuctionError::NotUnwindable { from });
    let spoiled = refused(AuctionError::Spoiled { index: 1 });
    let failed = item_fault(&card, ItemFault::Failed);
    let mallorys = || mallory.id();
    for (trick, settled, unwound) in [
        (CardTrick::LieAboutHolder(mallorys()), spoiled, None),
        (CardTrick::LieAboutOwner(mallorys()), None, kept.clone()),
        (CardTrick::TrapOwner, None, kept.clone()),
        (CardTrick::NoView, None, kept.clone()),
        (CardTrick::TrapView, None, kept.clone()),
        (CardTrick::BurnView, None, kept),
        (CardTrick::GarbageView(vec![0; 10_000]), too_long(), too_long()),
    ]
    .into_iter()
    .chain(
        garbage()
            .into_iter()
            .map(|bytes| (CardTrick::GarbageView(bytes), failed.clone(), failed.clone())),
    ) {
        let start = market.chain.snapshot();
        market.cards_do(trick.clone()).await?;
        market.chain.set_time(end);
        assert_eq!(market.fault(&mallory, settle.clone()).await, settled, "{trick:?}");
        assert_eq!(market.fault(&mallory, unwind.clone()).await, unwound, "{trick:?}");
        market.chain.set_time(from - 1);
        assert_eq!(market.fault(&mallory, unwind.clone()).await, unwound, "{trick:?}");
        market.chain.set_time(from);
        market.call(&mallory, unwind.clone()).await?;
        assert_eq!(market.credit(&cai, tea).await?, 300, "{trick:?}");
        let withdraw = market.house().withdraw(cai.id(), vec![tea]);
        market.call(&mallory, withdraw).await?;
        let reclaim = market.house().reclaim(lot, 0);
        market.call(&mallory, reclaim).await?;
        market.assert_covered(0).await?;
        market.chain.restore(start);
    }
    Ok(())
}

// R6, M7
#[tokio::test]
async fn what_people_let_the_house_take_nobody_else_can_use() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (house, swap) = (market.market.auction, market.market.swap);
    let (gold, tea) = (market.gold, market.honest_token());
    let coupon = market.coupon(&ann).await?;
    let lure = market.coupon(&mallory).await?;
    let format = english(&mut market.chain, DAY).await?;
    let until = market.chain.now().await? + DAY;

    let steal = market.house().list(vec![coupon.clone()], tea, format.clone());
    let stolen = item_fault(&coupon, ItemFault::NotOwner);
    assert_eq!(market.fault(&mallory, steal).await, stolen);

    // Ann bids with points that cheat, and these try what they can in the middle of her call.
    let lot = market.list(&mallory, &[&lure], gold, format.clone()).await?;
    let want = vec![Want::Item { item: coupon.clone(), left: 0, until: 0 }];
    let trap = market.offer(&mallory, vec![points(tea, 1)], want.clone()).await?;
    let rate = vec![Want::Points { token: tea, amount: 1_000 }];
    let fill = market.offer(&mallory, vec![points(gold, 1)], rate).await?;
    let seen = market.swaps().fingerprint(trap);
    let seen = market.read(seen).await?.ok_or("no fingerprint")?;
    let gives = vec![Asset::Item { item: coupon.clone() }];
    let wants = vec![Want::Points { token: gold, amount: 1 }];
    let mut swaps = market.swaps();
    let not_hers = || of_item(&coupon, ItemFault::NotOwner);
    let poor = |fault| of_points(tea, fault);
    let tries = [
        (
            parts(market.market.tea.messages().transfer(mallory.id(), coupon.id.clone(), vec![])),
            Err::<(), _>(PSP34Error::NotApproved).encode(),
        ),
        (
            parts(market.tea().transfer_from(ann.id(), mallory.id(), 1, vec![])),
            Err::<(), _>(PSP22Error::InsufficientAllowance).encode(),
        ),
        (
            parts(swaps.make_offer(gives, wants.clone(), None, until)),
            Err::<(), _>(SwapError::Asset(not_hers())).encode(),
        ),
        (
            parts(swaps.make_offer(vec![points(tea, 1)], wants, None, until)),
            Err::<(), _>(SwapError::Asset(poor(PointsFault::InsufficientAllowance))).encode(),
        ),
        (
            parts(swaps.accept(trap, vec![], seen)),
            Err::<(), _>(SwapError::Asset(not_hers())).encode(),
        ),
        (
            parts(swaps.fill(fill, 1, 1_000)),
            Err::<(), _>(SwapError::Asset(poor(PointsFault::InsufficientAllowance))).encode(),
        ),
    ];
    for (number, ((contract, input), answer)) in tries.into_iter().enumerate() {
        let start = market.chain.snapshot();
        market.gold_does(GoldTrick::Reenter { contract, input }).await?;
        let before = market.tea().balance_of(ann.id());
        let had = market.read(before.clone()).await?;
        market.bid(&ann, lot, 100).await?;
        assert_eq!(market.reentries().await?[0], Some(Ok(answer)), "{number}");
        assert_eq!(market.owner(&coupon).await?, Some(ann.id()), "{number}");
        assert_eq!(market.read(before).await?, had, "{number}");
        for operator in [house, swap] {
            let left = market.tea().allowance(ann.id(), operator);
            assert_eq!(market.read(left).await?, RICH, "{number}");
        }
        market.chain.restore(start);
    }

    // The other way round: Ben fills an offer with such points, which turn to the house.
    let steal = market.house().list(vec![coupon.clone()], tea, format);
    let (contract, input) = parts(steal);
    market.gold_does(GoldTrick::Reenter { contract, input }).await?;
    let fills = market.swaps().fill(fill, 1, 1_000);
    market.call(&ben, fills).await?;
    let answer = Err::<(), _>(AuctionError::Asset(not_hers())).encode();
    assert_eq!(market.reentries().await?[0], Some(Ok(answer)));
    assert_eq!(market.owner(&coupon).await?, Some(ann.id()));
    Ok(())
}

fn points(token: AccountId, amount: u128) -> Asset {
    Asset::Points { token, amount }
}

/// How many worthless tokens somebody is given credits of.
const WORTHLESS: u8 = 20;

// M7, M3, X2
#[tokio::test]
async fn worthless_credits_bury_no_honest_one() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (house, tea) = (market.market.auction, market.honest_token());
    let coupon = market.coupon(&ann).await?;
    let days = english(&mut market.chain, DAY).await?;
    let lot = market.list(&ann, &[&coupon], tea, days).await?;
    market.bid(&ben, lot, 100).await?;
    let mut costs = Vec::new();
    let outbid = market.house().bid(lot, 200);
    costs.push((0, market.chain.dry_run(cai.id(), outbid.clone()).await?.cost.weight));

    // Mallory sells to another account of hers, and names Ben as who gets the royalty.
    let card = market.card(&mallory).await?;
    market.show(&card, with_royalty(&ben, 1_000)).await?;
    let puppet = Account::dev("alice");
    let bundle = hostile_bundle("hostile-points")?;
    let mut worthless = Vec::new();
    for salt in 0..WORTHLESS {
        let new = HostilePointsRef::new();
        let token = market.chain.deploy(&mallory, &bundle, new, &[salt]).await?.value;
        let mut messages = at::<HostilePoints>(token);
        market.call(&puppet, messages.mint(puppet.id(), 1_000)).await?;
        market.call(&puppet, messages.approve(house, 1_000)).await?;
        let format = with_buy_now(english(&mut market.chain, DAY).await?, 1_000);
        let lot = market.list(&mallory, &[&card], token, format).await?;
        let buy = market.house().buy(lot, 1_000);
        market.call(&puppet, buy).await?;
        let back = market.cards().seize(mallory.id(), card.id.clone());
        market.call(&mallory, back).await?;
        worthless.push((token, 100));
        let cost = market.chain.dry_run(cai.id(), outbid.clone()).await?.cost;
        costs.push((worthless.len(), cost.weight));
    }
    for (count, weight) in &costs {
        println!("an outbid of who has {count} worthless credits: {weight:?}");
    }
    let (_, first) = costs[0];
    let (_, full) = costs[4];
    for (count, weight) in &costs {
        // A full purse takes a few more items, and not one more for each credit.
        assert!(weight.ref_time <= first.ref_time * 6 / 5, "{count}: {weight:?}");
        assert!(weight.proof_size <= first.proof_size * 6 / 5, "{count}: {weight:?}");
        if *count > 4 {
            assert!(weight.ref_time <= full.ref_time * 101 / 100, "{count}: {weight:?}");
            assert!(weight.proof_size <= full.proof_size * 101 / 100, "{count}: {weight:?}");
        }
    }

    market.call(&cai, outbid).await?;
    assert_eq!(market.credit(&ben, tea).await?, 100);
    let mut expected = worthless.clone();
    expected.push((tea, 100));
    expected.sort();
    let pages = [market.house().credits(ben.id(), 0), market.house().credits(ben.id(), 1)];
    let mut found = Vec::new();
    for (page, len) in pages.into_iter().zip([16, 5]) {
        let page = market.read(page).await?;
        assert_eq!(page.len(), len);
        found.extend(page);
    }
    found.sort();
    assert_eq!(found, expected);

    let withdraw = market.house().withdraw(ben.id(), vec![tea]);
    let alone = market.chain.dry_run(ben.id(), withdraw.clone()).await?.cost.weight;
    println!("withdraw of the honest one: {alone:?}");
    market.call(&ben, withdraw.clone()).await?;
    let no_credit = refused(AuctionError::NoCredit { token: tea });
    assert_eq!(market.fault(&ben, withdraw.clone()).await, no_credit);
    let mut all = credits(&mut market.chain, house, ben.id()).await?;
    all.sort();
    worthless.sort();
    assert_eq!(all, worthless);

    // And so on, for ever: Ben bids again, is outbid again, is paid again.
    for (bens, cais) in [(300, 400), (500, 600)] {
        market.bid(&ben, lot, bens).await?;
        market.bid(&cai, lot, cais).await?;
        assert_eq!(market.credit(&ben, tea).await?, bens);
        market.call(&ben, withdraw.clone()).await?;
    }
    let balance = market.tea().balance_of(ben.id());
    assert_eq!(market.read(balance).await?, RICH);
    // In two calls, he is rid of all, too.
    for tokens in worthless.chunks(16) {
        let tokens = tokens.iter().map(|(token, _)| *token).collect();
        let withdraw = market.house().withdraw(ben.id(), tokens);
        market.call(&mallory, withdraw).await?;
    }
    assert_eq!(credits(&mut market.chain, house, ben.id()).await?, []);
    Ok(())
}

/// Which of a bid by Cai and a settlement are legal now.
async fn legal(market: &mut Crooks, lot: u64, maximum: u128) -> (Refused, Refused) {
    let [_, _, cai, mallory] = market.people();
    let (bid, settle) = (market.house().bid(lot, maximum), market.house().settle(lot));
    (market.fault(&cai, bid).await, market.fault(&mallory, settle).await)
}

// A3, A4, R29
#[tokio::test]
async fn at_each_millisecond_a_lot_is_either_bid_for_or_settled() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, ..] = market.people();
    let tea = market.honest_token();
    let coupon = market.coupon(&ann).await?;
    let from = market.chain.now().await? + HOUR;
    let (until, window, latest) = (from + HOUR, HOUR / 6, from + HOUR + HOUR / 6 + 5);
    let format = Format::English {
        from,
        until,
        window,
        latest,
        opening: 100,
        raise: 500,
        buy_now: None,
        hidden_reserve: None,
    };
    let lot = market.list(&ann, &[&coupon], tea, format).await?;
    let not_ended = |until| refused(AuctionError::NotEnded { until });
    let too_early = refused(AuctionError::NotBegun { from });
    for (time, bid) in [(from - 1, too_early), (from, None), (from + 1, None)] {
        market.chain.set_time(time);
        assert_eq!(legal(&mut market, lot, 200).await, (bid, not_ended(until)));
    }
    let start = market.chain.snapshot();
    for time in until - 3..until + 4 {
        market.chain.set_time(time);
        let expected = match time < until {
            true => (None, not_ended(until)),
            false => (refused(AuctionError::Ended { at: until }), None),
        };
        assert_eq!(legal(&mut market, lot, 200).await, expected, "{}", time - until + 3);
    }
    market.chain.restore(start);

    // A bid before the last window moves nothing, one in it leaves a window, up to the latest end.
    for (time, end) in [
        (until - window - 1, until),
        (until - window, until),
        (until - window + 1, until + 1),
        (until - 1, until + window - 1),
    ] {
        let start = market.chain.snapshot();
        market.chain.set_time(time);
        market.bid(&ben, lot, 100).await?;
        assert_eq!(market.end(lot).await?, end);
        for time in [end - 1, end, end + 1] {
            market.chain.set_time(time);
            let expected = match time < end {
                true => (None, not_ended(end)),
                false => (refused(AuctionError::Ended { at: end }), None),
            };
            assert_eq!(legal(&mut market, lot, 200).await, expected);
        }
        market.chain.restore(start);
    }
    market.chain.set_time(until - 1);
    market.bid(&ben, lot, 100).await?;
    let cai = market.people()[2].clone();
    for (bidder, maximum, time, end) in [
        (&cai, 200, latest - window - 1, latest - 1),
        (&ben, 300, latest - window, latest),
        (&cai, 400, latest - window + 1, latest),
        (&ben, 500, latest - 1, latest),
    ] {
        market.chain.set_time(time);
        market.bid(bidder, lot, maximum).await?;
        assert_eq!(market.end(lot).await?, end);
    }
    for time in [latest - 1, latest, latest + 1] {
        market.chain.set_time(time);
        let expected = match time < latest {
            true => (None, not_ended(latest)),
            false => (refused(AuctionError::Ended { at: latest }), None),
        };
        assert_eq!(legal(&mut market, lot, 900).await, expected);
    }
    Ok(())
}

// A9, X1
#[tokio::test]
async fn at_each_millisecond_a_reserve_is_either_revealed_or_too_late() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (house, tea) = (market.market.auction, market.honest_token());
    let coupon = market.coupon(&ann).await?;
    let commitment = reserve_commitment(&house, &ann.id(), &[coupon.clone()], 150, &[7; 32]);
    let format = with_reserve(english(&mut market.chain, DAY).await?, commitment);
    let lot = market.list(&ann, &[&coupon], tea, format).await?;
    market.bid(&ben, lot, 100).await?;
    market.bid(&cai, lot, 300).await?;
    let until = market.end(lot).await?;
    let hidden_until = until + REVEAL;
    let mut house = market.house();
    let (settle, unwind) = (house.settle(lot), house.unwind(lot));
    let reveal = house.reveal(lot, 150, [7; 32]);
    let not_ended = || refused(AuctionError::NotEnded { until });
    let hidden = || refused(AuctionError::ReserveHidden { until: hidden_until });
    let too_late = || refused(AuctionError::Ended { at: hidden_until });
    for (time, settled, revealed) in [
        (until - 1, not_ended(), not_ended()),
        (until, hidden(), None),
        (until + 1, hidden(), None),
        (hidden_until - 1, hidden(), None),
        (hidden_until, None, too_late()),
        (hidden_until + 1, None, too_late()),
    ] {
        market.chain.set_time(time);
        assert_eq!(market.fault(&mallory, settle.clone()).await, settled);
        assert_eq!(market.fault(&mallory, reveal.clone()).await, revealed);
    }
    let from = hidden_until + GRACE;
    let kept = refused(AuctionError::NotUnwindable { from });
    for (time, unwound) in
        [(hidden_until, kept.clone()), (from - 1, kept), (from, None), (from + 1, None)]
    {
        market.chain.set_time(time);
        assert_eq!(market.fault(&mallory, unwind.clone()).await, unwound);
        // It can still be settled.
        assert_eq!(market.fault(&mallory, settle.clone()).await, None);
    }
    Ok(())
}

// A8, A10, R5
#[tokio::test]
async fn dutch_lots_and_listings_end_to_the_millisecond() -> Result<(), Fault> {
    let mut market = Crooks::open().await?;
    let [ann, ben, _, mallory] = market.people();
    let tea = market.honest_token();
    let (coupon, card) = (market.coupon(&ann).await?, market.card(&ann).await?);
    let now = market.chain.now().await?;
    let (from, until) = (now + HOUR, now + 2 * HOUR);
    let falls = Format::Dutch { from, until, highest: 3_601_000, lowest: 1_000 };
    let lot = market.list(&ann, &[&coupon], tea, falls).await?;
    market.market.tea.shop.issue(&mut market.chain, &ben, 900_000).await?;
    let approve = market.tea().approve(market.market.auction, u128::MAX);
    market.call(&ben, approve).await?;
    let (price, settle) = (market.house().price(lot), market.house().settle(lot));
    let buy = |market: &Crooks, maximum| market.house().buy(lot, maximum);
    for (time, expected, refusal) in [
        (from - 1, None, refused(AuctionError::NotBegun { from })),
        (from, Some(3_601_000), refused(AuctionError::PriceAbove { price: 3_601_000 })),
        (from + 1, Some(3_600_999), refused(AuctionError::PriceAbove { price: 3_600_999 })),
        (until - 1, Some(1_001), refused(AuctionError::PriceAbove { price: 1_001 })),
        (until, None, refused(AuctionError::Ended { at: until })),
    ] {
        market.chain.set_time(time);
        assert_eq!(market.read(price.clone()).await?, expected);
        let message = buy(&market, 1_000);
        assert_eq!(market.fault(&ben, message).await, refusal);
        let settled = market.fault(&mallory, settle.clone()).await;
        let not_ended = refused(AuctionError::NotEnded { until });
        assert_eq!(settled, if time < until { not_ended } else { None });
    }
    market.chain.set_time(until - 1);
    let message = buy(&market, 1_001);
    assert_eq!(market.fault(&ben, message).await, None);

    // A lot ends later than now, and a card outlasts it by the margin.
    market.chain.set_time(now);
    let at = |until| Format::Dutch { from: 0, until, highest: 9, lowest: 1 };
    let list = |market: &Crooks, until| market.house().list(vec![card.clone()], tea, at(until));
    let times = refused(AuctionError::InvalidTerms(tongquan_traits::auctions::TermsFault::Times));
    for (until, expected) in [
        (now, times.clone()),
        (now + 1, None),
        (now + MAX_LENGTH, None),
        (now + MAX_LENGTH + 1, times.clone()),
        (u64::MAX, times),
    ] {
        let message = list(&market, until);
        assert_eq!(market.fault(&ann, message).await, expected);
    }
    let needed = now + DAY + MARGIN;
    for (good_until, expected) in
        [(needed - 1, item_fault(&card, ItemFault::EndsBefore { needed })), (needed, None)]
    {
        market.show(&card, CouponView { until: good_until, ..view() }).await?;
        market.chain.set_time(now);
        let message = list(&market, now + DAY);
        assert_eq!(market.fault(&ann, message).await, expected);
    }
    Ok(())
}
