//! Gift links and their model get the same random messages at the same times, and must agree on every
//! answer, every event and all that can be seen, after each of them.
//!
//! The messages are the same in each run. `GIFT_SEED=<number>` draws others and
//! `PROPTEST_CASES=<number>` more of them; a failure prints its seed and the shortest sequence of
//! messages that shows it.

use std::cell::RefCell;

use ink::primitives::AccountId;
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseResult, TestError},
};
use tokens::World;
use tongquan_traits::{assets::Asset, gifts::Gifts};

use crate::{
    book::Book,
    goods::START,
    invariants::{self, Past, Taken},
    model::{Message, Model},
    names,
    party::{address, Party, GENESIS},
    people::{ann, ben, cat, dan, eve, fay, gus, relayer},
    steps::{first_gifts, is_always_honest, opening, steps, Action, Step},
    tally::{assert_seen, Tally},
};

const CASES: u32 = 800;
const LONGEST: usize = 120;
const MESSAGES: u32 = 40_000;

type Steps = (u64, Vec<Step>);

/// All that can be read, and who has what.
type Seen = (Book, World);

fn look(party: &Party) -> Seen {
    (party.book(), party.tokens.snapshot())
}

#[test]
fn gift_links_do_what_their_model_does() {
    let config = Config {
        cases: CASES,
        max_shrink_iters: 2_000,
        max_shrink_time: 100_000,
        ..Config::default()
    };
    let (seed, mut runner) = seeded::runner("GIFT_SEED", config);
    let tally = RefCell::new(Tally::new());
    let sequences = (any::<u64>().no_shrink(), prop::collection::vec(steps(), 1..=LONGEST));
    match runner.run(&sequences, |steps| play(&steps, &tally)) {
        Ok(()) => {}
        Err(TestError::Fail(reason, steps)) => {
            panic!("{}", with_names(format!("GIFT_SEED={seed}{}\n{reason}", told(&steps))))
        }
        Err(TestError::Abort(reason)) => panic!("GIFT_SEED={seed}: {reason}"),
    }

    if !seeded::asked_for_cases() {
        let tally = tally.into_inner();
        let messages: u32 = tally.values().sum();
        println!("{messages} messages");
        assert!(messages >= MESSAGES, "{messages} messages only");
        assert_seen(&tally, 4);
    }
}

/// One action after the other, each at its time, in the order in which they were drawn.
struct Sequence<'a> {
    beginning: Vec<(AccountId, Message)>,
    steps: &'a [Step],
    next: usize,
}

impl<'a> Sequence<'a> {
    fn new((seed, steps): &'a Steps) -> Self {
        Self { beginning: first_gifts(*seed), steps, next: 0 }
    }

    fn next(&mut self, model: &Model) -> Option<(u64, Action)> {
        let place = self.next;
        self.next += 1;
        if let Some((caller, message)) = self.beginning.get(place) {
            return Some((START, Action::Send(*caller, message.clone())));
        }
        Some(self.steps.get(place - self.beginning.len())?.settle(model))
    }
}

/// What happened in a sequence, one action a line.
fn told(steps: &Steps) -> String {
    let mut model = Model::new(address(), opening(), START);
    let mut sequence = Sequence::new(steps);
    let mut story = String::new();
    while let Some((now, action)) = sequence.next(&model) {
        let later = now - START;
        match action {
            Action::Send(caller, message) => {
                let outcome = names::outcome(&model.call(now, caller, &message));
                story += &format!("\n  at +{later} {caller:?} sends {message:?}: {outcome}");
            }
            Action::Change(change) => {
                model.now = now;
                change.apply(&mut model.world);
                story += &format!("\n  at +{later} {change:?}");
            }
        }
    }
    story
}

fn with_names(text: String) -> String {
    let people = [
        ("ann", ann()),
        ("ben", ben()),
        ("cat", cat()),
        ("dan", dan()),
        ("eve", eve()),
        ("fay", fay()),
        ("gus", gus()),
        ("relayer", relayer()),
    ];
    people
        .into_iter()
        .fold(text, |text, (name, account)| text.replace(&format!("{account:?}"), name))
}

fn play(steps: &Steps, tally: &RefCell<Tally>) -> TestCaseResult {
    let mut party = Party::in_world(opening());
    let mut model = Model::new(address(), opening(), START);
    let mut past = Past::default();
    let mut sequence = Sequence::new(steps);
    // What was last seen, as long as nothing else happens.
    let mut seen: Option<Seen> = None;
    while let Some((now, action)) = sequence.next(&model) {
        party.at(now);
        model.now = now;
        match action {
            Action::Send(caller, message) => {
                let before = seen.unwrap_or_else(|| look(&party));
                let sent = (now, caller, &message);
                let (outcome, after) = step(&mut party, &mut model, &mut past, sent, before)?;
                *tally.borrow_mut().entry((names::message(&message), outcome)).or_default() += 1;
                seen = Some(after);
            }
            Action::Change(change) => {
                change.apply(&mut party.tokens.world());
                change.apply(&mut model.world);
                seen = None;
            }
        }
    }
    everybody_gets_out(&mut party, &mut model, &mut past)
}

/// Sends a message and compares all that is seen.
fn step(
    party: &mut Party,
    model: &mut Model,
    past: &mut Past,
    (now, caller, message): (u64, AccountId, &Message),
    before: Seen,
) -> Result<(String, Seen), TestCaseError> {
    let answer = party.send(now, caller, message);
    let events = party.events();
    prop_assert!(answer.is_ok() || events.is_empty(), "refused, but emitted {events:?}");
    let outcome = answer.clone().map(|answer| (answer, events));
    prop_assert_eq!(
        &outcome,
        &model.call(now, caller, message),
        "{:?} sends {:?}",
        caller,
        message
    );
    let book = party.book();
    let expected = Book::of(model, GENESIS);
    let wrong = || book.differences(&expected);
    prop_assert!(book == expected, "after {caller:?} sent {message:?}:\n{}", wrong());
    let world = party.tokens.snapshot();
    prop_assert!(world == model.world, "after {caller:?} sent {message:?}: other assets moved");
    prop_assert_eq!(party.stored(), stored(model), "after {:?} sent {:?}", caller, message);

    match answer {
        Ok(answer) => {
            let taken = Taken { now, caller, message, answer };
            invariants::ensure_step((&before.0, &before.1), (&book, &world), &taken, past)?;
        }
        // M5
        Err(_) => prop_assert!((&before.0, &before.1) == (&book, &world), "M5"),
    }
    invariants::ensure(&book, &world, past)?;
    party.tokens.heard();
    Ok((names::outcome(&outcome), (book, world)))
}

/// How many items the contract stores: the genesis hash, the head of the list if there ever was a
/// gift, the gifts, the claims, and one item for all marks of a packet, none of which is in a second
/// group here.
fn stored(model: &Model) -> usize {
    let packets: std::collections::BTreeSet<_> =
        model.claims.keys().map(|(gift, _)| gift).collect();
    let head = usize::from(model.count > 0);
    1 + head + model.gifts.len() + model.claims.len() + packets.len()
}

/// X1: whatever happened, every sender gets back all that can be moved; no gift stays for ever, and
/// nothing of it.
fn everybody_gets_out(party: &mut Party, model: &mut Model, past: &mut Past) -> TestCaseResult {
    let sends = |party: &mut Party, model: &mut Model, past: &mut Past, now, caller, message| {
        let before = (party.at(now).book(), party.tokens.snapshot());
        step(party, model, past, (now, caller, &message), before).map(|(outcome, _)| outcome)
    };
    let now = party.now;
    for (number, gift) in party.book().gifts {
        let Some(gift) = gift else { continue };
        if can_be_moved(party, &gift.asset, now) {
            let message = Message::TakeBack { gift: number };
            let outcome = sends(party, model, past, now, gift.sender, message)?;
            prop_assert_eq!(outcome, "done", "X1: {:?}", gift);
        }
    }
    // What was recalled only, and what can't be moved: at the end of time at the latest.
    for (number, gift) in party.book().gifts {
        let Some(gift) = gift else { continue };
        let now = u64::MAX;
        let message = match &gift.asset {
            asset if can_be_moved(party, asset, now) => Message::SendBack { gifts: vec![number] },
            _ => Message::Abandon { gift: number },
        };
        let outcome = sends(party, model, past, now, gift.sender, message)?;
        prop_assert_eq!(outcome, "done", "X1: {:?}", gift);
    }
    let claims: Vec<_> = model.claims.clone().into_iter().collect();
    for ((gift, account), claim) in claims {
        let message = Message::ClearClaims { gift, recipients: vec![account] };
        let outcome = sends(party, model, past, party.now, claim.submitted_by, message)?;
        prop_assert_eq!(outcome, "done");
    }
    prop_assert_eq!(party.live(), 0, "X1");
    prop_assert_eq!(party.stored(), if party.gift_count() == 0 { 1 } else { 2 }, "nothing stays");
    Ok(())
}

/// Whether its contract never cheats, and lets it go.
fn can_be_moved(party: &Party, asset: &Asset, now: u64) -> bool {
    match asset {
        Asset::Points { token, .. } => is_always_honest(*token),
        Asset::Item { item } => {
            let over = party.world().coupon(item).is_some_and(|coupon| coupon.until <= now);
            is_always_honest(item.contract) && !over
        }
    }
}
