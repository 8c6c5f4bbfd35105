//! Swaps and their model get the same random messages at the same times, and must agree on every
//! answer, every event and all that can be seen, after each of them.
//!
//! The messages are the same in each run. `SWAP_SEED=<number>` draws others and
//! `PROPTEST_CASES=<number>` more of them; a failure prints its seed and the shortest sequence of
//! messages that shows it.

use std::cell::RefCell;

use ink::primitives::AccountId;
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseResult, TestError},
};
use tokens::World;
use tongquan_traits::{
    assets::Asset,
    swaps::{Offer, SwapError, Swaps, Want},
};

use crate::{
    book::Book,
    invariants::{self, held, Past, Taken},
    market::{address, Market, GENESIS},
    model::{Message, Model},
    names,
    people::{ann, ben, cat, dan, eve},
    stalls::START,
    steps::{first_offers, is_always_honest, opening, steps, Action, Step},
    tally::{assert_seen, Tally},
};

const CASES: u32 = 960;
const LONGEST: usize = 130;
const MESSAGES: u32 = 55_000;

type Steps = (u64, Vec<Step>);

/// All that can be read, and who has what.
type Seen = (Book, World);

fn look(market: &Market) -> Seen {
    (market.book(), market.tokens.snapshot())
}

#[test]
fn swaps_do_what_their_model_does() {
    let config = Config {
        cases: CASES,
        max_shrink_iters: 2_000,
        max_shrink_time: 100_000,
        ..Config::default()
    };
    let (seed, mut runner) = seeded::runner("SWAP_SEED", config);
    let tally = RefCell::new(Tally::new());
    let sequences = (any::<u64>().no_shrink(), prop::collection::vec(steps(), 1..=LONGEST));
    match runner.run(&sequences, |steps| play(&steps, &tally)) {
        Ok(()) => {}
        Err(TestError::Fail(reason, steps)) => {
            panic!("{}", with_names(format!("SWAP_SEED={seed}{}\n{reason}", told(&steps))))
        }
        Err(TestError::Abort(reason)) => panic!("SWAP_SEED={seed}: {reason}"),
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
        Self { beginning: first_offers(*seed), steps, next: 0 }
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
    let people = [("ann", ann()), ("ben", ben()), ("cat", cat()), ("dan", dan()), ("eve", eve())];
    people
        .into_iter()
        .fold(text, |text, (name, account)| text.replace(&format!("{account:?}"), name))
}

fn play(steps: &Steps, tally: &RefCell<Tally>) -> TestCaseResult {
    let mut market = Market::in_world(opening());
    let mut model = Model::new(address(), opening(), START);
    let mut past = Past::default();
    let mut sequence = Sequence::new(steps);
    // What was last seen, as long as nothing else happens.
    let mut seen: Option<Seen> = None;
    while let Some((now, action)) = sequence.next(&model) {
        seen = seen.filter(|_| now == market.now);
        market.at(now);
        model.now = now;
        match action {
            Action::Send(caller, message) => {
                let before = seen.unwrap_or_else(|| look(&market));
                let sent = (now, caller, &message);
                let (outcome, after) = step(&mut market, &mut model, &mut past, sent, before)?;
                *tally.borrow_mut().entry((names::message(&message), outcome)).or_default() += 1;
                seen = Some(after);
            }
            Action::Change(change) => {
                change.apply(&mut market.tokens.world());
                change.apply(&mut model.world);
                seen = None;
            }
        }
    }
    everybody_gets_out(&mut market, &mut past)
}

/// Sends a message, after asking whether it would be taken, and compares all that is seen.
fn step(
    market: &mut Market,
    model: &mut Model,
    past: &mut Past,
    (now, caller, message): (u64, AccountId, &Message),
    before: Seen,
) -> Result<(String, Seen), TestCaseError> {
    let fingerprint = offer_of(message).and_then(|offer| market.fingerprint(offer));
    let reasons = ask(market, caller, message);
    prop_assert_eq!(&reasons, &asked(model, caller, message), "asking about {:?}", message);

    let answer = market.send(now, caller, message);
    let events = market.events();
    prop_assert!(answer.is_ok() || events.is_empty(), "refused, but emitted {events:?}");
    if let (Some(reasons), true) = (&reasons, is_honest(&before.0, message, &before.1)) {
        invariants::ensure_foretold(reasons, answer.as_ref())?;
    }

    let outcome = answer.clone().map(|answer| (answer, events));
    prop_assert_eq!(
        &outcome,
        &model.call(now, caller, message),
        "{:?} sends {:?}",
        caller,
        message
    );
    let book = market.book();
    let expected = Book::of(model, GENESIS);
    let wrong = || book.differences(&expected);
    prop_assert!(book == expected, "after {caller:?} sent {message:?}:\n{}", wrong());
    let world = market.tokens.snapshot();
    prop_assert!(world == model.world, "after {caller:?} sent {message:?}: other assets moved");

    match answer {
        Ok(answer) => {
            let taken = Taken { now, caller, message, answer, fingerprint };
            let after = (&book, &world);
            invariants::ensure_step((&before.0, &before.1), after, &taken, past)?;
        }
        // M5
        Err(_) => prop_assert!((&before.0, &before.1) == (&book, &world), "M5"),
    }
    invariants::ensure(&book, &world, past)?;
    market.tokens.heard();
    Ok((names::outcome(&outcome), (book, world)))
}

fn offer_of(message: &Message) -> Option<u64> {
    match message {
        Message::Accept { offer, .. } | Message::Fill { offer, .. } => Some(*offer),
        _ => None,
    }
}

fn ask(market: &Market, taker: AccountId, message: &Message) -> Option<Vec<SwapError>> {
    match message {
        Message::Accept { offer, choices, fingerprint } => {
            Some(market.can_accept(taker, *offer, choices.clone(), *fingerprint))
        }
        Message::Fill { offer, amount, maximum } => {
            Some(market.can_fill(taker, *offer, *amount, *maximum))
        }
        _ => None,
    }
}

fn asked(model: &Model, taker: AccountId, message: &Message) -> Option<Vec<SwapError>> {
    match message {
        Message::Accept { offer, choices, fingerprint } => {
            Some(model.can_accept(taker, *offer, choices, *fingerprint))
        }
        Message::Fill { offer, amount, maximum } => {
            Some(model.can_fill(taker, *offer, *amount, *maximum))
        }
        _ => None,
    }
}

/// The contracts of which an offer has something.
fn contracts(offer: &Offer) -> Vec<AccountId> {
    let given = offer.give.iter().map(|asset| match asset {
        Asset::Points { token, .. } => *token,
        Asset::Item { item } => item.contract,
    });
    let wanted = offer.want.iter().map(|want| match want {
        Want::Points { token, .. } => *token,
        Want::Item { item, .. } => item.contract,
        Want::AnyOf { contract, .. } => *contract,
    });
    given.chain(wanted).collect()
}

/// Whether nobody in the offer that the message is about has ever cheated.
fn is_honest(book: &Book, message: &Message, world: &World) -> bool {
    let offer = offer_of(message).and_then(|number| book.offers.get(&number)?.as_ref());
    offer.is_none_or(|offer| contracts(offer).iter().all(|contract| world.is_honest(*contract)))
}

/// X1: whatever happened, every maker gets back all that can be moved, asset by asset; and no offer
/// stays for ever.
fn everybody_gets_out(market: &mut Market, past: &mut Past) -> TestCaseResult {
    let now = market.now;
    for (number, offer) in market.book().offers {
        let Some(offer) = offer else { continue };
        let all = held(&offer);
        for (place, asset) in (0_u8..).zip(&offer.give) {
            if !all.iter().any(|held| same(held, asset)) || !can_be_moved(market, asset, now) {
                continue;
            }
            let back =
                market.send(now, offer.maker, &Message::Reclaim { offer: number, index: place });
            prop_assert!(back.is_ok(), "X1: {:?} of {:?}", asset, offer);
        }
        if market.offer(number).is_some() {
            let message = Message::Abandon { offer: number };
            // What can't be moved is given up when the offer is over, at the end of time at the latest.
            let now = u64::MAX;
            market.at(now);
            let before = look(market);
            let answer = market.send(now, offer.maker, &message);
            prop_assert!(answer.is_ok(), "X1");
            let (caller, message) = (offer.maker, &message);
            let answer = answer.expect("an answer");
            let taken = Taken { now, caller, message, answer, fingerprint: None };
            let after = look(market);
            let after = (&after.0, &after.1);
            invariants::ensure_step((&before.0, &before.1), after, &taken, past)?;
        }
    }
    prop_assert_eq!(market.live(), 0, "X1");
    invariants::ensure(&market.book(), &market.tokens.snapshot(), past)
}

fn same(held: &Asset, given: &Asset) -> bool {
    match (held, given) {
        (Asset::Points { token: a, .. }, Asset::Points { token: b, .. }) => a == b,
        (a, b) => a == b,
    }
}

/// Whether its contract never cheats, and lets it go.
fn can_be_moved(market: &Market, asset: &Asset, now: u64) -> bool {
    match asset {
        Asset::Points { token, .. } => is_always_honest(*token),
        Asset::Item { item } => {
            let over = market.world().coupon(item).is_some_and(|coupon| coupon.until <= now);
            is_always_honest(item.contract) && !over
        }
    }
}
