//! A contract on the ledger and its model get the same random messages, and must agree on every
//! answer, every event, and what anyone can see.
//!
//! The messages are the same in each run. `PSP34_SEED=<number>` draws others and
//! `PROPTEST_CASES=<number>` more of them; a failure prints its seed and the shortest sequence of
//! messages that shows it.

use std::{cell::RefCell, collections::BTreeMap};

use ink::{
    env::{
        test::{recorded_events, run_test, set_caller},
        DefaultEnvironment, Event as _,
    },
    primitives::AccountId,
    scale::DecodeAll,
};
use proptest::{
    prelude::*,
    sample::{select, Index},
    test_runner::{Config, TestCaseResult, TestError},
};
use psp34::{Id, PSP34Burnable, PSP34Enumerable, PSP34Error, PSP34Mintable, Transfer, PSP34};

use crate::{
    model::{Event, Message, Model, Outcome},
    plain::Plain,
};

/// How many random sequences of messages are played, of how many messages at most, how many
/// messages that must make, and after how many of them everything is compared.
const CASES: u32 = 450;
const LONGEST: usize = 250;
const MESSAGES: u32 = 50_000;
const COMPARED: usize = 8;

#[test]
fn the_ledger_does_what_its_model_does() {
    let config = Config { cases: CASES, max_shrink_iters: 1_000, ..Config::default() };
    let (seed, mut runner) = seeded::runner("PSP34_SEED", config);
    let tally = RefCell::new(Tally::new());
    let cases = (endowments(), prop::collection::vec(steps(), 1..=LONGEST));
    let played = runner.run(&cases, |(endowment, steps)| play(endowment, &steps, &tally));
    match played {
        Ok(()) => assert_seen_often(&tally.into_inner()),
        Err(TestError::Fail(reason, (endowment, steps))) => panic!(
            "{}",
            with_names(format!(
                "PSP34_SEED={seed}, {endowment:?} tokens{}\n{reason}",
                told(endowment, &steps)
            ))
        ),
        Err(TestError::Abort(reason)) => panic!("PSP34_SEED={seed}: {reason}"),
    }
}

fn everybody() -> [AccountId; 5] {
    [1, 2, 3, 4, 5].map(|byte| AccountId::from([byte; 32]))
}

fn with_names(text: String) -> String {
    ["ann", "ben", "cid", "dan", "eve"]
        .into_iter()
        .zip(everybody())
        .fold(text, |text, (name, account)| text.replace(&format!("{account:?}"), name))
}

/// The messages of a sequence as they were sent, one a line.
fn told(endowment: Endowment, steps: &[Step]) -> String {
    let mut model = Model::default();
    for (to, id) in endowed(endowment) {
        // Played before, so it is known to be accepted.
        let _ = model.call(to, &Message::Mint { to, id });
    }
    let mut story = String::new();
    for step in steps {
        let (caller, message) = step.settle(&model);
        story += &format!("\n  {caller:?} sends {message:?}");
        // It fails where the story ends, so the model's own answer is of no interest here.
        let _ = model.call(caller, &message);
    }
    story
}

// The contract.

struct Tokens {
    contract: Plain,
    events_read: usize,
}

impl Tokens {
    fn none() -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
        Self { contract: Plain::new(), events_read: 0 }
    }

    fn send(&mut self, caller: AccountId, message: &Message) -> Result<(), PSP34Error> {
        set_caller::<DefaultEnvironment>(caller);
        match message.clone() {
            Message::Mint { to, id } => self.contract.mint(to, id),
            Message::Transfer { to, id } => self.contract.transfer(to, id, vec![]),
            Message::Approve { operator, id, approved } => {
                self.contract.approve(operator, id, approved)
            }
            Message::Burn { account, id } => self.contract.burn(account, id),
        }
    }

    /// The events since this was last asked.
    fn events(&mut self) -> Vec<Event> {
        let events = Vec::from_iter(recorded_events().skip(self.events_read));
        self.events_read += events.len();
        let read = |event: &ink::env::test::EmittedEvent| {
            let data = &mut &event.data[..];
            let signature = event.topics.first().expect("no event is anonymous");
            if Transfer::SIGNATURE_TOPIC.is_some_and(|topic| *signature == topic) {
                Event::Transfer(DecodeAll::decode_all(data).expect("a Transfer"))
            } else {
                Event::Approval(DecodeAll::decode_all(data).expect("an Approval"))
            }
        };
        events.iter().map(read).collect()
    }

    fn listed(&self, owner: AccountId) -> Vec<Id> {
        let get = |index| self.contract.owners_token_by_index(owner, index);
        (0..).map_while(get).collect()
    }

    fn all_listed(&self) -> Vec<Id> {
        (0..).map_while(|index| self.contract.token_by_index(index)).collect()
    }
}

// The comparison.

fn play(endowment: Endowment, steps: &[Step], tally: &RefCell<Tally>) -> TestCaseResult {
    let mut tokens = Tokens::none();
    let mut model = Model::default();
    for (to, id) in endowed(endowment) {
        let message = Message::Mint { to, id };
        let answer = tokens.send(to, &message);
        prop_assert_eq!(answer.map(|()| tokens.events()), model.call(to, &message));
    }
    compare(&tokens, &model)?;
    for (count, step) in steps.iter().enumerate() {
        let (caller, message) = step.settle(&model);
        let answer = tokens.send(caller, &message);
        let events = tokens.events();
        prop_assert!(answer.is_ok() || events.is_empty(), "refused, but emitted {:?}", events);
        let outcome = answer.map(|()| events);
        *tally.borrow_mut().entry(kind(&model, caller, &message, &outcome)).or_default() += 1;
        let expected = model.call(caller, &message);
        prop_assert_eq!(outcome, expected, "{:?} sends {:?}", caller, message);
        compare_sums(&tokens, &model)?;
        if let Some(id) = subject(&message) {
            compare_token(&tokens, &model, id)?;
        }
        if count % COMPARED == 0 {
            compare(&tokens, &model)?;
        }
    }
    compare(&tokens, &model)?;
    for id in model.tokens().iter().chain(&model.burnt()) {
        compare_token(&tokens, &model, id)?;
    }
    Ok(())
}

/// M8: the balances, which add up to the supply.
fn compare_sums(tokens: &Tokens, model: &Model) -> TestCaseResult {
    let balances = everybody().map(|account| tokens.contract.balance_of(account));
    prop_assert_eq!(balances, everybody().map(|account| model.balance_of(account)));
    prop_assert_eq!(tokens.contract.total_supply(), model.total_supply());
    prop_assert_eq!(balances.into_iter().map(u128::from).sum::<u128>(), model.total_supply(), "M8");
    for owner in everybody() {
        for operator in everybody() {
            let allowed = tokens.contract.allowance(owner, operator, None);
            prop_assert_eq!(allowed, model.allowance(owner, operator, None));
        }
    }
    Ok(())
}

/// Whose the token is, and who may act on it: C8 and R14, as no approval is left too much.
fn compare_token(tokens: &Tokens, model: &Model, id: &Id) -> TestCaseResult {
    prop_assert_eq!(tokens.contract.owner_of(id.clone()), model.owner_of(id));
    for owner in everybody() {
        for operator in everybody() {
            let allowed = tokens.contract.allowance(owner, operator, Some(id.clone()));
            let expected = model.allowance(owner, operator, Some(id));
            prop_assert_eq!(allowed, expected, "{:?} for {:?} of {:?}", operator, id, owner);
        }
    }
    Ok(())
}

/// M8 and R15: the lists have exactly what is owned, and each token once.
fn compare(tokens: &Tokens, model: &Model) -> TestCaseResult {
    for owner in everybody() {
        prop_assert_eq!(sorted(tokens.listed(owner)), model.tokens_of(owner));
    }
    prop_assert_eq!(sorted(tokens.all_listed()), model.tokens());
    for id in model.tokens().into_iter().chain(model.burnt()) {
        prop_assert_eq!(tokens.contract.owner_of(id.clone()), model.owner_of(&id));
    }
    Ok(())
}

fn sorted(mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort();
    ids
}

fn subject(message: &Message) -> Option<&Id> {
    match message {
        Message::Mint { id, .. } | Message::Transfer { id, .. } | Message::Burn { id, .. } => {
            Some(id)
        }
        Message::Approve { id, .. } => id.as_ref(),
    }
}

// What everybody has to begin with: often about as much as fills pages of a list.

type Endowment = [u8; 5];

fn endowments() -> impl Strategy<Value = Endowment> {
    let many = prop_oneof![14_u8..=18, 30_u8..=34, 46_u8..=50, 58_u8..=60];
    let few = prop_oneof![Just(0_u8), 0_u8..=3, 14_u8..=18];
    (many, prop::array::uniform4(few)).prop_map(|(most, [a, b, c, d])| [a, most, b, c, d])
}

/// Numbered as they come, so that nobody's tokens are next to each other in the list of all.
fn endowed(endowment: Endowment) -> Vec<(AccountId, Id)> {
    let rounds = (0..u8::MAX).flat_map(|round| {
        everybody().into_iter().zip(endowment).filter(move |(_, count)| round < *count)
    });
    rounds.zip(0..).map(|((account, _), number)| (account, Id::U64(number))).collect()
}

// What is sent. A step is drawn before the state is known in which it will be taken, so it names
// its caller and its token by their part in that state.

#[derive(Debug, Clone)]
struct Step {
    caller: Caller,
    draft: Draft,
}

#[derive(Debug, Clone)]
enum Caller {
    /// One of those who may send the message.
    Entitled(Index),
    Account(AccountId),
}

#[derive(Debug, Clone)]
enum Draft {
    Mint { to: AccountId, which: Which },
    Transfer { to: AccountId, which: Which },
    Approve { operator: AccountId, which: Which, approved: bool },
    ApproveForAll { operator: AccountId, approved: bool },
    Burn { account: Option<AccountId>, which: Which },
}

#[derive(Debug, Clone)]
enum Which {
    There(Index),
    /// One of the oldest, to which much happens.
    Old(u8),
    Burnt(Index),
    New(u64),
    OfAnotherKind(u8),
}

fn steps() -> impl Strategy<Value = Step> {
    let account = || select(everybody().to_vec());
    let caller = prop_oneof![
        2 => any::<Index>().prop_map(Caller::Entitled),
        1 => account().prop_map(Caller::Account),
    ];
    let approved = || prop::bool::weighted(0.75);
    let there = || {
        prop_oneof![
            12 => any::<Index>().prop_map(Which::There),
            12 => (0_u8..4).prop_map(Which::Old),
            1 => any::<Index>().prop_map(Which::Burnt),
            1 => any::<u64>().prop_map(Which::New),
            1 => (0_u8..8).prop_map(Which::OfAnotherKind),
        ]
    };
    let new = prop_oneof![
        12 => any::<u64>().prop_map(Which::New),
        1 => any::<Index>().prop_map(Which::There),
        1 => any::<Index>().prop_map(Which::Burnt),
        1 => (0_u8..8).prop_map(Which::OfAnotherKind),
    ];
    let draft = prop_oneof![
        3 => (account(), new).prop_map(|(to, which)| Draft::Mint { to, which }),
        9 => (account(), there()).prop_map(|(to, which)| Draft::Transfer { to, which }),
        6 => (account(), there(), approved())
            .prop_map(|(operator, which, approved)| Draft::Approve { operator, which, approved }),
        2 => (account(), prop::bool::ANY)
            .prop_map(|(operator, approved)| Draft::ApproveForAll { operator, approved }),
        3 => (prop::option::weighted(0.3, account()), there())
            .prop_map(|(account, which)| Draft::Burn { account, which }),
    ];
    (caller, draft).prop_map(|(caller, draft)| Step { caller, draft })
}

impl Which {
    fn settle(&self, model: &Model) -> Id {
        let one_of = |ids: Vec<Id>, index: &Index| {
            if ids.is_empty() {
                Id::U64(u64::MAX)
            } else {
                index.get(&ids).clone()
            }
        };
        match self {
            Self::There(index) => one_of(model.tokens(), index),
            Self::Old(place) => {
                model.tokens().get(usize::from(*place)).cloned().unwrap_or(Id::U64(u64::MAX))
            }
            Self::Burnt(index) => one_of(model.burnt(), index),
            Self::New(number) => Id::U64(*number),
            Self::OfAnotherKind(number) => Id::U32((*number).into()),
        }
    }
}

impl Step {
    /// The caller and the message, now that the state is known.
    fn settle(&self, model: &Model) -> (AccountId, Message) {
        let message = match self.draft.clone() {
            Draft::Mint { to, which } => Message::Mint { to, id: which.settle(model) },
            Draft::Transfer { to, which } => Message::Transfer { to, id: which.settle(model) },
            Draft::Approve { operator, which, approved } => {
                Message::Approve { operator, id: Some(which.settle(model)), approved }
            }
            Draft::ApproveForAll { operator, approved } => {
                Message::Approve { operator, id: None, approved }
            }
            Draft::Burn { account, which } => {
                let id = which.settle(model);
                let [anybody, ..] = everybody();
                let owner = model.owner_of(&id).unwrap_or(anybody);
                Message::Burn { account: account.unwrap_or(owner), id }
            }
        };
        let caller = match &self.caller {
            Caller::Account(account) => *account,
            Caller::Entitled(index) => *index.get(&entitled(model, &message)),
        };
        (caller, message)
    }
}

fn entitled(model: &Model, message: &Message) -> Vec<AccountId> {
    let may = |account: &AccountId| match message {
        Message::Transfer { id, .. } | Message::Burn { id, .. } => model.may_act(*account, id),
        Message::Approve { id: Some(id), .. } => model
            .owner_of(id)
            .is_some_and(|owner| *account == owner || model.allowance(owner, *account, None)),
        Message::Approve { id: None, .. } | Message::Mint { .. } => true,
    };
    let entitled = Vec::from_iter(everybody().into_iter().filter(may));
    if entitled.is_empty() {
        everybody().to_vec()
    } else {
        entitled
    }
}

// What was seen. Sequences that never reach a rule would show nothing about it.

type Tally = BTreeMap<(&'static str, &'static str), u32>;

const WANTED: &[(&str, &str)] = &[
    ("mint", "by anybody"),
    ("mint", "TokenExists"),
    ("mint", "Custom"),
    ("transfer", "by the owner"),
    ("transfer", "by an operator"),
    ("transfer", "by an operator for all"),
    ("transfer", "to the owner"),
    ("transfer", "NotApproved"),
    ("transfer", "NotApproved, as the approval ended"),
    ("transfer", "TokenNotExists"),
    ("approve", "by the owner"),
    ("approve", "by an operator for all"),
    ("approve", "NotApproved"),
    ("approve", "SelfApprove"),
    ("approve", "TokenNotExists"),
    ("approve for all", "by the owner"),
    ("approve for all", "SelfApprove"),
    ("burn", "by the owner"),
    ("burn", "by an operator"),
    ("burn", "by an operator for all"),
    ("burn", "NotApproved"),
    ("burn", "NotApproved, as the approval ended"),
    ("burn", "NotApproved, under another name"),
    ("burn", "TokenNotExists"),
];

fn assert_seen_often(tally: &Tally) {
    if seeded::asked_for_cases() {
        return;
    }
    let messages: u32 = tally.values().sum();
    println!("{messages} messages");
    assert!(messages >= MESSAGES, "{messages} messages only");
    let often = MESSAGES / 1_000;
    let rare = WANTED.iter().filter(|kind| tally.get(*kind).is_none_or(|times| *times < often));
    assert_eq!(rare.collect::<Vec<_>>(), [] as [&(_, _); 0], "hardly seen; all: {tally:#?}");
}

/// Of what kind a message is, given the state before it.
fn kind(
    model: &Model,
    caller: AccountId,
    message: &Message,
    outcome: &Outcome,
) -> (&'static str, &'static str) {
    let name = match message {
        Message::Mint { .. } => "mint",
        Message::Transfer { .. } => "transfer",
        Message::Approve { id: Some(_), .. } => "approve",
        Message::Approve { id: None, .. } => "approve for all",
        Message::Burn { .. } => "burn",
    };
    let id = subject(message);
    let owner = id.map_or(Some(caller), |id| model.owner_of(id));
    let outcome = match outcome {
        Ok(events) if events.is_empty() => "to the owner",
        Ok(_) => match owner {
            None => "by anybody",
            Some(owner) if owner == caller => "by the owner",
            Some(owner) if model.allowance(owner, caller, None) => "by an operator for all",
            Some(_) => "by an operator",
        },
        Err(PSP34Error::NotApproved) => {
            let lost = id.is_some_and(|id| model.lost_its_approval(caller, id));
            let may = id.is_some_and(|id| model.may_act(caller, id));
            match message {
                Message::Burn { .. } if may => "NotApproved, under another name",
                Message::Approve { .. } => "NotApproved",
                _ if lost => "NotApproved, as the approval ended",
                _ => "NotApproved",
            }
        }
        Err(PSP34Error::TokenNotExists) => "TokenNotExists",
        Err(PSP34Error::TokenExists) => "TokenExists",
        Err(PSP34Error::SelfApprove) => "SelfApprove",
        Err(PSP34Error::Custom(_)) => "Custom",
        Err(PSP34Error::SafeTransferCheckFailed(_)) => "SafeTransferCheckFailed",
    };
    (name, outcome)
}
