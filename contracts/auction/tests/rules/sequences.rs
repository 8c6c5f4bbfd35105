//! The house and its model get the same random messages at the same times, while the world around them
//! changes, and must agree after each of them. In the end everything can be taken out (X1, X2).
//!
//! The messages are the same in each run. `AUCTION_SEED=<number>` draws others and
//! `PROPTEST_CASES=<number>` more of them; a failure prints its seed and the shortest sequence of
//! messages that shows it.

use std::cell::RefCell;

use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestCaseResult, TestError},
};
use tokens::Mark;
use tongquan_traits::{
    auctions::{Lot, LotState},
    campaigns::Policy,
};

use crate::{
    model::Message,
    names,
    people::{currencies, everybody, house, stranger, with_names},
    saleroom::{Saleroom, DAY, START},
    steps::{beginning, do_deed, settle, steps, Act, Step},
    tally::{assert_seen, Tally},
};

/// How many sequences one test plays, of how many steps at most, and how many messages that must make.
const CASES: u32 = 720;
const LONGEST: usize = 200;
const MESSAGES: u32 = 50_000;

type Steps = (u64, Vec<Step>);

#[test]
fn the_house_does_what_its_model_does() {
    let config = Config {
        cases: CASES,
        max_shrink_iters: 2_000,
        max_shrink_time: 100_000,
        ..Config::default()
    };
    let (seed, mut runner) = seeded::runner("AUCTION_SEED", config);
    let tally = RefCell::new(Tally::new());
    let sequences = (any::<u64>().no_shrink(), prop::collection::vec(steps(), 1..=LONGEST));
    let play_all = |sequence: Steps| play(&sequence, &mut tally.borrow_mut(), &mut String::new());
    match runner.run(&sequences, play_all) {
        Ok(()) => {}
        Err(TestError::Fail(reason, sequence)) => {
            let mut story = String::new();
            let _ = play(&sequence, &mut Tally::new(), &mut story);
            panic!("{}", with_names(format!("AUCTION_SEED={seed}{story}\n{reason}")))
        }
        Err(TestError::Abort(reason)) => panic!("AUCTION_SEED={seed}: {reason}"),
    }

    if !seeded::asked_for_cases() {
        let tally = tally.into_inner();
        let messages: u32 = tally.values().sum();
        println!("{messages} messages");
        assert!(messages >= MESSAGES, "{messages} messages only");
        assert_seen(&tally, MESSAGES / 10_000);
    }
}

fn play((seed, steps): &Steps, tally: &mut Tally, story: &mut String) -> TestCaseResult {
    let mut room = Saleroom::open();
    room.change(|world| beginning(world, *seed));
    for step in steps {
        let (now, act) = settle(&room.model, *step);
        room.at(now);
        match act {
            Act::Deed(seed) => room.change(|world| do_deed(world, seed)),
            Act::Message(caller, message) => {
                *story += &format!("\n  at +{} {caller:?} sends {message:?}: ", now - START);
                let outcome = room.try_send(caller, &message).map_err(TestCaseError::fail)?;
                let name = names::outcome(&outcome);
                *story += &name;
                *tally.entry((names::message(&message), name)).or_default() += 1;
            }
        }
    }
    empty(&mut room).map_err(TestCaseError::fail)
}

/// Whatever has happened, long after the last end everybody has what is theirs: anyone can bring that
/// about, and no contract can stop it for another's (X1, X2, M7).
fn empty(room: &mut Saleroom) -> Result<(), String> {
    room.at(room.now + 200 * DAY);
    for (number, lot, _) in room.book().live_lots.clone() {
        if lot.state == (LotState::Open {}) {
            let outcome = room.try_send(stranger(), &Message::Unwind { lot: number })?;
            outcome.map_err(|error| format!("X1: {number} can't be unwound: {error:?}"))?;
        }
        let unwound = room.book().lots[&number].lot.clone();
        let Some((Lot { state: LotState::Unwound { held }, .. }, items)) = unwound else {
            return Err(format!("X1: {number} was unwound and is {unwound:?}"));
        };
        for (listed, index) in items.iter().zip(0..).filter(|(_, index)| (held >> index) & 1 == 1) {
            let gone = Message::Reclaim { lot: number, index };
            let outcome = room.try_send(stranger(), &gone)?;
            let is_fine = {
                let world = room.world();
                let good = world.coupon(&listed.item).is_none_or(|facts| {
                    facts.mark == Mark::None
                        && facts.policy == (Policy::Free {})
                        && room.now < facts.until
                });
                world.is_honest(listed.item.contract)
                    && good
                    && world.owner(&listed.item) == Some(house())
            };
            if is_fine {
                return Err(format!("X1: {:?} stays: {outcome:?}", listed.item));
            }
        }
    }
    for account in everybody() {
        while let Some((token, _)) = first_honest_credit(room, account) {
            let message = Message::Withdraw { account, tokens: vec![token] };
            let outcome = room.try_send(stranger(), &message)?;
            outcome.map_err(|error| format!("X2: {account:?} is not paid: {error:?}"))?;
        }
    }
    for token in currencies() {
        let world = room.world();
        let left = world.balance(token, house());
        if world.is_honest(token) && left > 0 {
            return Err(format!("M1: {left} of {token:?} are nobody's"));
        }
    }
    let is_empty = room.book().live_lots.is_empty()
        && room.book().credits.values().all(|credits| credits.is_empty());
    // The genesis hash, and how many lots there ever were.
    if is_empty && room.stored() > 2 {
        return Err(format!("{} items are stored for nobody", room.stored()));
    }
    Ok(())
}

fn first_honest_credit(
    room: &Saleroom,
    account: ink::primitives::AccountId,
) -> Option<(ink::primitives::AccountId, u128)> {
    let world = room.world();
    let mut credits = room.book().credits[&account].iter();
    credits.find(|(token, _)| world.is_honest(*token)).copied()
}
