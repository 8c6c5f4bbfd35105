//! Coupons and their model get the same random messages at the same times, and must agree on every
//! answer, every event and all that can be seen, after each of them.
//!
//! The messages are the same in each run. `COUPON_SEED=<number>` draws others and
//! `PROPTEST_CASES=<number>` more of them; a failure prints its seed and the shortest sequence of
//! messages that shows it.

use std::cell::RefCell;

use ink::primitives::AccountId;
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseResult, TestError},
};

use crate::{
    book::Book,
    invariants,
    model::{Message, Model},
    names,
    people::{ann, ben, everybody, gift, manager, merchant, other_till, stranger, till},
    shop::{Shop, CASES, LONGEST, LOOK_EVERY, MESSAGES, START},
    steps::{beginning, orders, steps, Step},
    tally::{assert_seen, Tally},
};

#[test]
fn coupons_do_what_their_model_does() {
    let config = Config {
        cases: CASES,
        max_shrink_iters: 2_000,
        max_shrink_time: 100_000,
        ..Config::default()
    };
    let (seed, mut runner) = seeded::runner("COUPON_SEED", config);
    let tally = RefCell::new(Tally::new());
    let sequences = (any::<u64>().no_shrink(), prop::collection::vec(steps(), 1..=LONGEST));
    match runner.run(&sequences, |steps| play(&steps, &tally)) {
        Ok(()) => {}
        Err(TestError::Fail(reason, steps)) => {
            panic!("{}", with_names(format!("COUPON_SEED={seed}{}\n{reason}", told(&steps))))
        }
        Err(TestError::Abort(reason)) => panic!("COUPON_SEED={seed}: {reason}"),
    }

    if !seeded::asked_for_cases() {
        let tally = tally.into_inner();
        let messages: u32 = tally.values().sum();
        println!("{messages} messages");
        assert!(messages >= MESSAGES, "{messages} messages only");
        assert_seen(&tally, MESSAGES / 10_000);
    }
}

/// One message after the other, each at its time, in the order in which they were drawn.
struct Sequence<'a> {
    beginning: Vec<(AccountId, Message)>,
    steps: &'a [Step],
    next: usize,
    /// What was last sent about an order.
    last: Option<(AccountId, Message)>,
}

impl<'a> Sequence<'a> {
    fn new(model: &Model, (seed, steps): &'a (u64, Vec<Step>)) -> Self {
        Self { beginning: beginning(model, *seed), steps, next: 0, last: None }
    }

    fn next(&mut self, model: &mut Model) -> Option<(u64, AccountId, Message)> {
        let place = self.next;
        self.next += 1;
        if let Some((caller, message)) = self.beginning.get(place) {
            return Some((START, *caller, message.clone()));
        }
        let step = self.steps.get(place - self.beginning.len())?;
        let (now, caller, message) = step.settle(model, self.last.as_ref());
        if matches!(
            message,
            Message::Redeem { .. }
                | Message::RedeemWithTicket { .. }
                | Message::Reserve { .. }
                | Message::ReserveWithTicket { .. }
        ) {
            self.last = Some((caller, message.clone()));
        }
        Some((now, caller, message))
    }
}

/// The messages of a sequence as they were sent, one a line.
fn told(steps: &(u64, Vec<Step>)) -> String {
    let shop = Shop::open();
    let mut model = new_model(&shop);
    let mut sequence = Sequence::new(&model, steps);
    let mut story = String::new();
    while let Some((now, caller, message)) = sequence.next(&mut model) {
        let later = now - START;
        let outcome = names::outcome(&model.call(now, caller, &message));
        story += &format!("\n  at +{later} {caller:?} sends {message:?}: {outcome}");
    }
    story
}

fn with_names(text: String) -> String {
    [
        ("merchant", merchant()),
        ("manager", manager()),
        ("till", till()),
        ("other_till", other_till()),
        ("ann", ann()),
        ("ben", ben()),
        ("gift", gift()),
        ("stranger", stranger()),
    ]
    .into_iter()
    .fold(text, |text, (name, account)| text.replace(&format!("{account:?}"), name))
}

fn new_model(shop: &Shop) -> Model {
    let mut model = Model::new(merchant(), shop.address(), shop.token());
    model.now = START;
    model.points.set_issuer(everybody()[0], u128::MAX / 2);
    model
}

fn play(steps: &(u64, Vec<Step>), tally: &RefCell<Tally>) -> TestCaseResult {
    let mut shop = Shop::open();
    shop.events();
    let mut model = new_model(&shop);
    let mut sequence = Sequence::new(&model, steps);
    let mut before: Option<Book> = None;
    let mut unseen = 0;
    while let Some((now, caller, message)) = sequence.next(&mut model) {
        let answer = shop.send(now, caller, &message);
        let events = shop.events();
        prop_assert!(answer.is_ok() || events.is_empty(), "refused, but emitted {:?}", events);
        let outcome = answer.map(|answer| (answer, events));
        let kind = (names::message(&message), names::outcome(&outcome));
        *tally.borrow_mut().entry(kind).or_default() += 1;
        let expected = model.call(now, caller, &message);
        prop_assert_eq!(&outcome, &expected, "{:?} sends {:?}", caller, message);

        unseen += 1;
        if unseen >= LOOK_EVERY {
            unseen = 0;
            let asked = model.everything(&orders());
            let expected = model.book(&asked);
            let book = shop.look(&asked, &expected);
            let wrong = || book.differences(&expected);
            prop_assert!(book == expected, "after {caller:?} sent {message:?}:\n{}", wrong());
            invariants::ensure(&book)?;
            if let (Some(before), 1) = (&before, LOOK_EVERY) {
                let answer = outcome.as_ref().ok().map(|(answer, _)| answer);
                invariants::ensure_step(before, &book, now, &message, answer)?;
            }
            before = Some(book);
        }
    }
    Ok(())
}
