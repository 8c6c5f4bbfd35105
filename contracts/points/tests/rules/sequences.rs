//! Points and their model get the same random messages, and must agree on every answer, every
//! event and all that can be seen, after each of them.
//!
//! The messages are the same in each run. `POINTS_SEED=<number>` draws others and
//! `PROPTEST_CASES=<number>` more of them; a failure prints its seed and the shortest sequence of
//! messages that shows it.

use std::{cell::RefCell, collections::BTreeMap};

use ink::primitives::AccountId;
use proptest::{
    prelude::*,
    sample::{select, subsequence},
    test_runner::{Config, TestCaseResult, TestError},
};
use psp22::PSP22Error;
use tongquan_traits::{issuance::IssuanceError, ownable::OwnableError};

use crate::{
    model::{Message, Model, Outcome, Refusal},
    shop::{ann, ben, everybody, merchant, till, Book, Shop, CASES, LONGEST, MESSAGES},
};

#[test]
fn points_under_a_cap_do_what_their_model_does() {
    let cap = prop_oneof![
        1 => Just(0),
        2 => Just(u128::MAX - 1),
        9 => 1_u128..200,
        3 => 200_u128..1_000_000,
    ];
    let tally = compare(cap.prop_map(Some));
    assert_seen_often(&tally, &[ALWAYS_SEEN, SEEN_UNDER_A_CAP].concat());
}

#[test]
fn points_without_a_cap_do_what_their_model_does() {
    let tally = compare(Just(None));
    assert_seen_often(&tally, ALWAYS_SEEN);
}

/// Runs all cases, and returns how often each message ended in each way.
fn compare(caps: impl Strategy<Value = Option<u128>>) -> Tally {
    let config = Config { cases: CASES, max_shrink_iters: 1_000, ..Config::default() };
    let (seed, mut runner) = seeded::runner("POINTS_SEED", config);
    let tally = RefCell::new(Tally::new());
    let cases = (caps, prop::collection::vec(steps(), 1..=LONGEST));
    match runner.run(&cases, |(cap, steps)| play(cap, &steps, &tally)) {
        Ok(()) => tally.into_inner(),
        Err(TestError::Fail(reason, (cap, steps))) => panic!(
            "{}",
            with_names(format!("POINTS_SEED={seed}, cap {cap:?}{}\n{reason}", told(cap, &steps)))
        ),
        Err(TestError::Abort(reason)) => panic!("POINTS_SEED={seed}: {reason}"),
    }
}

/// The messages of a sequence as they were sent, one a line.
fn told(cap: Option<u128>, steps: &[Step]) -> String {
    let mut model = Model::new(merchant(), cap);
    let mut story = String::new();
    for step in steps {
        let (caller, message) = step.settle(&model);
        story += &format!("\n  {caller:?} sends {message:?}");
        // It fails where the story ends, so the model's own answer is of no interest here.
        let _ = model.call(caller, &message);
    }
    story
}

fn with_names(text: String) -> String {
    [("merchant", merchant()), ("till", till()), ("ann", ann()), ("ben", ben())]
        .into_iter()
        .fold(text, |text, (name, account)| text.replace(&format!("{account:?}"), name))
}

fn play(cap: Option<u128>, steps: &[Step], tally: &RefCell<Tally>) -> TestCaseResult {
    let mut shop = Shop::open(cap);
    shop.events();
    let mut model = Model::new(merchant(), cap);
    prop_assert_eq!(shop.book(), model.book());
    for step in steps {
        let (caller, message) = step.settle(&model);
        let answer = shop.send(caller, &message);
        let events = shop.events();
        prop_assert!(answer.is_ok() || events.is_empty(), "refused, but emitted {:?}", events);
        let outcome = answer.map(|()| events);
        *tally.borrow_mut().entry(kind(&message, &outcome)).or_default() += 1;
        let expected = model.call(caller, &message);
        prop_assert_eq!(outcome, expected, "{:?} sends {:?}", caller, message);
        let book = shop.book();
        ensure_invariants(&book)?;
        prop_assert_eq!(book, model.book(), "after {:?} sent {:?}", caller, message);
    }
    Ok(())
}

fn ensure_invariants(book: &Book) -> TestCaseResult {
    let sum = book.balances.iter().try_fold(0_u128, |sum, balance| sum.checked_add(*balance));
    prop_assert_eq!(sum, Some(book.supply), "M8");
    prop_assert!(book.cap.is_none_or(|cap| book.supply <= cap), "M9: the cap");
    for issuer in book.quotas.iter().flatten() {
        prop_assert!(issuer.issued <= issuer.quota, "M9: the quota");
    }
    for (index, issuer) in book.issuers.iter().enumerate() {
        prop_assert!(issuer.is_some(), "the list of issuers has a hole");
        prop_assert!(!book.issuers[..index].contains(issuer), "an issuer is listed twice");
    }
    prop_assert_eq!(book.issuers.len(), book.quotas.iter().flatten().count());
    Ok(())
}

// What is sent. A step is drawn before the state is known in which it will be taken, so it may
// name its caller and its amounts by their part in that state.

#[derive(Debug, Clone)]
struct Step {
    caller: Caller,
    message: Message<Amount>,
}

#[derive(Debug, Clone)]
enum Caller {
    /// The account that is most likely allowed to send the message.
    Entitled,
    Account(AccountId),
}

#[derive(Debug, Clone)]
enum Amount {
    Exactly(u128),
    /// The last amount that can be accepted, or one of its neighbours.
    Near(End, i8),
}

#[derive(Debug, Clone, Copy)]
enum End {
    Balance,
    Allowance,
    AllowanceLeft,
    QuotaUsed,
    QuotaLeft,
    CapLeft,
}

fn steps() -> impl Strategy<Value = Step> {
    let caller = prop_oneof![Just(Caller::Entitled), accounts().prop_map(Caller::Account),];
    (caller, messages()).prop_map(|(caller, message)| Step { caller, message })
}

fn accounts() -> impl Strategy<Value = AccountId> {
    select(everybody().to_vec())
}

fn amounts() -> impl Strategy<Value = Amount> {
    use End::*;
    let ends = vec![Balance, Allowance, AllowanceLeft, QuotaUsed, QuotaLeft, CapLeft];
    prop_oneof![
        2 => select(vec![0, 1, 19]).prop_map(Amount::Exactly),
        7 => (1_u128..30).prop_map(Amount::Exactly),
        1 => (0_u128..20).prop_map(|below| Amount::Exactly(u128::MAX - below)),
        3 => (select(ends), -1_i8..=1).prop_map(|(end, by)| Amount::Near(end, by)),
    ]
}

fn large_amounts() -> impl Strategy<Value = Amount> {
    prop_oneof![amounts(), (30_u128..3_000).prop_map(Amount::Exactly)]
}

fn batches() -> impl Strategy<Value = Vec<(AccountId, Amount)>> {
    let each_once = subsequence(everybody().to_vec(), 1..=4).prop_shuffle();
    let amounts_of_four = prop::collection::vec(amounts(), 4);
    prop_oneof![
        3 => (each_once, amounts_of_four).prop_map(|(to, amounts)| to.into_iter().zip(amounts).collect()),
        1 => prop::collection::vec((accounts(), amounts()), 0..=4),
    ]
}

fn messages() -> impl Strategy<Value = Message<Amount>> {
    let account = accounts;
    let amount = amounts;
    let large = large_amounts;
    prop_oneof![
        4 => (account(), amount()).prop_map(|(to, value)| Message::Transfer { to, value }),
        5 => (account(), account(), amount())
            .prop_map(|(from, to, value)| Message::TransferFrom { from, to, value }),
        3 => (account(), large()).prop_map(|(spender, value)| Message::Approve { spender, value }),
        2 => (account(), large())
            .prop_map(|(spender, delta)| Message::IncreaseAllowance { spender, delta }),
        2 => (account(), amount())
            .prop_map(|(spender, delta)| Message::DecreaseAllowance { spender, delta }),
        2 => amount().prop_map(|value| Message::Burn { value }),
        3 => (account(), large())
            .prop_map(|(account, quota)| Message::SetIssuer { account, quota }),
        6 => (account(), amount()).prop_map(|(to, amount)| Message::Issue { to, amount }),
        5 => batches().prop_map(|issues| Message::IssueBatch { issues }),
        1 => prop::option::of(account())
            .prop_map(|new_owner| Message::TransferOwnership { new_owner }),
        1 => Just(Message::AcceptOwnership),
    ]
}

impl Step {
    /// The caller and the message, now that the state is known.
    fn settle(&self, model: &Model) -> (AccountId, Message) {
        let caller = match self.caller {
            Caller::Entitled => entitled(model, &self.message),
            Caller::Account(account) => account,
        };
        let settle = |amount: &Amount, payer, spender, issuer| match *amount {
            Amount::Exactly(amount) => amount,
            Amount::Near(end, by) => {
                let quota = model.issuer(issuer).unwrap_or_default();
                let end = match end {
                    End::Balance => model.balance(payer),
                    End::Allowance => model.allowance(payer, spender),
                    End::AllowanceLeft => u128::MAX - model.allowance(payer, spender),
                    End::QuotaUsed => quota.issued,
                    End::QuotaLeft => quota.quota - quota.issued,
                    End::CapLeft => model.left_under_cap(),
                };
                end.saturating_add_signed(by.into())
            }
        };
        let own = |amount: &Amount| settle(amount, caller, caller, caller);
        let allowed = |amount: &Amount, spender| settle(amount, caller, spender, caller);
        let message = match self.message.clone() {
            Message::Transfer { to, value } => Message::Transfer { to, value: own(&value) },
            Message::TransferFrom { from, to, value } => {
                Message::TransferFrom { from, to, value: settle(&value, from, caller, caller) }
            }
            Message::Approve { spender, value } => {
                Message::Approve { spender, value: allowed(&value, spender) }
            }
            Message::IncreaseAllowance { spender, delta } => {
                Message::IncreaseAllowance { spender, delta: allowed(&delta, spender) }
            }
            Message::DecreaseAllowance { spender, delta } => {
                Message::DecreaseAllowance { spender, delta: allowed(&delta, spender) }
            }
            Message::Burn { value } => Message::Burn { value: own(&value) },
            Message::SetIssuer { account, quota } => {
                Message::SetIssuer { account, quota: settle(&quota, account, account, account) }
            }
            Message::Issue { to, amount } => Message::Issue { to, amount: own(&amount) },
            Message::IssueBatch { issues } => {
                let mut before = 0_u128;
                let rest = |(to, amount): (_, Amount)| {
                    let near = matches!(amount, Amount::Near(..));
                    let taken = if near { before } else { 0 };
                    let amount = own(&amount).saturating_sub(taken);
                    before = before.saturating_add(amount);
                    (to, amount)
                };
                Message::IssueBatch { issues: issues.into_iter().map(rest).collect() }
            }
            Message::TransferOwnership { new_owner } => Message::TransferOwnership { new_owner },
            Message::AcceptOwnership => Message::AcceptOwnership,
        };
        (caller, message)
    }
}

fn entitled(model: &Model, message: &Message<Amount>) -> AccountId {
    let most = |measure: &dyn Fn(AccountId) -> u128| {
        let [first, ..] = everybody();
        everybody().into_iter().max_by_key(|account| measure(*account)).unwrap_or(first)
    };
    let quota_left = |account| {
        let quota = model.issuer(account).unwrap_or_default();
        quota.quota - quota.issued
    };
    match message {
        Message::Transfer { .. } | Message::Burn { .. } => most(&|account| model.balance(account)),
        Message::TransferFrom { from, .. } => most(&|spender| model.allowance(*from, spender)),
        Message::DecreaseAllowance { spender, .. } => {
            most(&|owner| model.allowance(owner, *spender))
        }
        Message::Issue { .. } | Message::IssueBatch { .. } => most(&quota_left),
        Message::AcceptOwnership => model.pending_owner().unwrap_or(model.owner()),
        _ => model.owner(),
    }
}

// What was seen. Sequences that never reach a rule would show nothing about it.

type Tally = BTreeMap<(&'static str, &'static str), u32>;

const ALWAYS_SEEN: &[(&str, &str)] = &[
    ("transfer", "done"),
    ("transfer", "no-op"),
    ("transfer", "InsufficientBalance"),
    ("transfer_from", "done"),
    ("transfer_from", "no-op"),
    ("transfer_from", "InsufficientBalance"),
    ("transfer_from", "InsufficientAllowance"),
    ("approve", "done"),
    ("approve", "no-op"),
    ("increase_allowance", "done"),
    ("increase_allowance", "no-op"),
    ("decrease_allowance", "done"),
    ("decrease_allowance", "no-op"),
    ("decrease_allowance", "InsufficientAllowance"),
    ("burn", "done"),
    ("burn", "no-op"),
    ("burn", "InsufficientBalance"),
    ("set_issuer", "done"),
    ("set_issuer", "NotOwner"),
    ("issue", "done"),
    ("issue", "NotIssuer"),
    ("issue", "OverQuota"),
    ("issue", "OverCap"),
    ("issue", "ZeroAmount"),
    ("issue_batch", "done"),
    ("issue_batch", "NotIssuer"),
    ("issue_batch", "OverQuota"),
    ("issue_batch", "ZeroAmount"),
    ("issue_batch", "DuplicateRecipient"),
    ("issue_batch", "EmptyBatch"),
    ("transfer_ownership", "done"),
    ("transfer_ownership", "NotOwner"),
    ("accept_ownership", "done"),
    ("accept_ownership", "NotPendingOwner"),
];

const SEEN_UNDER_A_CAP: &[(&str, &str)] = &[("issue_batch", "OverCap")];

fn assert_seen_often(tally: &Tally, wanted: &[(&'static str, &'static str)]) {
    if seeded::asked_for_cases() {
        return;
    }
    let messages: u32 = tally.values().sum();
    println!("{messages} messages");
    assert!(messages >= MESSAGES, "{messages} messages only");
    let often = MESSAGES / 1_000;
    let rare = wanted.iter().filter(|kind| tally.get(*kind).is_none_or(|times| *times < often));
    assert_eq!(rare.collect::<Vec<_>>(), [] as [&(_, _); 0], "hardly seen; all: {tally:#?}");
}

fn kind(message: &Message, outcome: &Outcome) -> (&'static str, &'static str) {
    let message = match message {
        Message::Transfer { .. } => "transfer",
        Message::TransferFrom { .. } => "transfer_from",
        Message::Approve { .. } => "approve",
        Message::IncreaseAllowance { .. } => "increase_allowance",
        Message::DecreaseAllowance { .. } => "decrease_allowance",
        Message::Burn { .. } => "burn",
        Message::SetIssuer { .. } => "set_issuer",
        Message::Issue { .. } => "issue",
        Message::IssueBatch { .. } => "issue_batch",
        Message::TransferOwnership { .. } => "transfer_ownership",
        Message::AcceptOwnership => "accept_ownership",
    };
    let outcome = match outcome {
        Ok(events) if events.is_empty() => "no-op",
        Ok(_) => "done",
        Err(Refusal::Psp22(PSP22Error::InsufficientBalance)) => "InsufficientBalance",
        Err(Refusal::Psp22(PSP22Error::InsufficientAllowance)) => "InsufficientAllowance",
        Err(Refusal::Psp22(_)) => "an error that points don't use",
        Err(Refusal::Issuance(IssuanceError::Ownable(error)) | Refusal::Ownable(error)) => {
            match error {
                OwnableError::NotOwner { .. } => "NotOwner",
                OwnableError::NotPendingOwner { .. } => "NotPendingOwner",
            }
        }
        Err(Refusal::Issuance(IssuanceError::NotIssuer)) => "NotIssuer",
        Err(Refusal::Issuance(IssuanceError::OverQuota { .. })) => "OverQuota",
        Err(Refusal::Issuance(IssuanceError::OverCap { .. })) => "OverCap",
        Err(Refusal::Issuance(IssuanceError::ZeroAmount { .. })) => "ZeroAmount",
        Err(Refusal::Issuance(IssuanceError::DuplicateRecipient { .. })) => "DuplicateRecipient",
        Err(Refusal::Issuance(IssuanceError::EmptyBatch)) => "EmptyBatch",
    };
    (message, outcome)
}
