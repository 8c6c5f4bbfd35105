//! What the release Wasm does with bytes, where `contracts/points/entry.rs` takes the place of ink's
//! own entry points: nothing that ink's would refuse is understood, nothing in the metadata is
//! forgotten, no money is taken, and events have the topics of the standard.

use ink::{
    env::Event as _,
    scale::{Compact, Encode},
};
use ink_sandbox::{
    api::prelude::{BalanceAPI, ContractAPI},
    pallet_contracts::Determinism,
    DefaultSandbox, Sandbox,
};
use points::PointsRef;
use psp22::{Approval, Transfer};
use serde_json::Value;
use tongquan_client::{Account, AccountId, Bundle, Chain, Constructor, Embedded, Outcome, Request};
use tongquan_traits::{
    issuance::{Issued, IssuerSet},
    ownable::{OwnershipOffered, OwnershipTransferred},
};

/// `Err(LangError::CouldNotReadInput)`.
const UNREADABLE: [u8; 2] = [1, 1];

/// What the metadata says of the messages.
struct Metadata(Value);

struct Described {
    label: String,
    selector: [u8; 4],
    /// Selector and arguments, each the smallest of its type: zeros, nothing, none.
    input: Vec<u8>,
    takes_arguments: bool,
    writes: bool,
    takes_money: bool,
    /// The number of the answer's type.
    answer: u64,
}

impl Metadata {
    fn messages(&self) -> Vec<Described> {
        let messages = list(&self.0["spec"]["messages"]);
        messages.iter().map(|message| self.describe(message)).collect()
    }

    fn describe(&self, message: &Value) -> Described {
        let digits = text(&message["selector"]).trim_start_matches("0x");
        let selector = u32::from_str_radix(digits, 16).expect("a selector").to_be_bytes();
        let mut input = selector.to_vec();
        for argument in list(&message["args"]) {
            input.extend(self.smallest(number(&argument["type"]["type"])));
        }
        Described {
            label: text(&message["label"]).to_owned(),
            selector,
            takes_arguments: input.len() > selector.len(),
            input,
            writes: message["mutates"] == true,
            takes_money: message["payable"] != false,
            answer: number(&message["returnType"]["type"]),
        }
    }

    fn definition(&self, id: u64) -> (&str, &Value) {
        let known = list(&self.0["types"]);
        let found = known.iter().find(|known| known["id"] == id).expect("a type of the metadata");
        let kinds = found["type"]["def"].as_object().expect("a definition");
        let (kind, definition) = kinds.iter().next().expect("a kind of type");
        (kind, definition)
    }

    /// The encoding of the type's smallest value.
    fn smallest(&self, id: u64) -> Vec<u8> {
        match self.definition(id) {
            ("primitive", name) => vec![0; size(text(name))],
            ("sequence", _) => vec![0],
            ("array", array) => {
                self.smallest(number(&array["type"])).repeat(number(&array["len"]) as usize)
            }
            ("variant", variant) => {
                let first = &variant["variants"][0];
                let mut encoded = vec![number(&first["index"]) as u8];
                encoded.extend(fields(first).flat_map(|field| self.smallest(field)));
                encoded
            }
            ("tuple", of) => list(of).iter().flat_map(|of| self.smallest(number(of))).collect(),
            ("composite", of) => fields(of).flat_map(|field| self.smallest(field)).collect(),
            (kind, _) => panic!("no message takes a {kind}"),
        }
    }

    /// What is left of `bytes` behind a value of the type; `None` if there is no such value.
    fn behind<'a>(&self, id: u64, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let all = |types: Vec<u64>, bytes| {
            types.into_iter().try_fold(bytes, |bytes, of| self.behind(of, bytes))
        };
        match self.definition(id) {
            // All texts and lists here are shorter than 64, so their length is a single byte.
            ("primitive", name) if name == "str" => {
                let (length, rest) = bytes.split_first()?;
                rest.get((*length >> 2).into()..)
            }
            ("primitive", name) => bytes.get(size(text(name))..),
            ("array", array) => {
                all(vec![number(&array["type"]); number(&array["len"]) as usize], bytes)
            }
            ("variant", variant) => {
                let (index, rest) = bytes.split_first()?;
                let variants = list(&variant["variants"]);
                let found = variants.iter().find(|variant| variant["index"] == *index)?;
                all(fields(found).collect(), rest)
            }
            ("tuple", of) => all(list(of).iter().map(number).collect(), bytes),
            ("composite", of) => all(fields(of).collect(), bytes),
            (kind, _) => panic!("no message answers with a {kind}"),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn fields(of: &Value) -> impl Iterator<Item = u64> + '_ {
    of["fields"].as_array().into_iter().flatten().map(|field| number(&field["type"]))
}

/// The size of a primitive type's smallest value, in bytes.
fn size(primitive: &str) -> usize {
    match primitive {
        "u8" | "bool" | "str" => 1,
        "u32" => 4,
        "u64" => 8,
        "u128" => 16,
        other => panic!("how long is a {other}?"),
    }
}

fn bundle() -> Bundle {
    e2e_tests::bundle("points").expect("the release bundle")
}

fn metadata() -> Metadata {
    Metadata(bundle().metadata().clone())
}

fn new() -> Constructor {
    PointsRef::new("Lotus Tea Points".into(), "LTP".into(), 2, Some(1_000)).into()
}

/// Points whose merchant may issue.
struct Shop {
    chain: Embedded,
    points: AccountId,
    merchant: Account,
    messages: Vec<Described>,
}

impl Shop {
    async fn open() -> Self {
        let mut chain = Embedded::new();
        let merchant = Account::dev("alice");
        let deployed = chain.deploy(&merchant, &bundle(), new(), b"").await;
        let points = deployed.expect("a deployment").value;
        let mut shop = Self { chain, points, merchant, messages: metadata().messages() };
        let appointed = shop.sent("Issuance::set_issuer", (shop.merchant.id(), 100_u128)).await;
        assert_eq!(appointed.answer, [0, 0]);
        shop
    }

    fn input(&self, label: &str, arguments: impl Encode) -> Vec<u8> {
        let message = self.messages.iter().find(|message| message.label == label);
        let selector = message.unwrap_or_else(|| panic!("there is no message {label}")).selector;
        (selector, arguments).encode()
    }

    /// What the merchant's message does.
    async fn sent(&mut self, label: &str, arguments: impl Encode) -> Outcome {
        let input = self.input(label, arguments);
        self.submit(input).await
    }

    async fn submit(&mut self, input: Vec<u8>) -> Outcome {
        let request = Request::Call { contract: self.points, input };
        self.chain.submit(&self.merchant, request).await.expect("the contract's own answer")
    }

    /// What the merchant's message would do.
    async fn simulate(&mut self, input: Vec<u8>) -> Outcome {
        let request = Request::Call { contract: self.points, input };
        let done = self.chain.simulate(self.merchant.id(), request).await;
        done.expect("the contract's own answer")
    }

    /// The answers of all readers, of the merchant where they ask for an account.
    async fn answers(&mut self) -> Vec<Vec<u8>> {
        let merchant = self.merchant.id();
        let about = merchant.encode().repeat(2);
        let readers: Vec<_> = self
            .messages
            .iter()
            .filter(|message| !message.writes)
            .map(|m| m.input.clone())
            .collect();
        let mut answers = vec![];
        for mut input in readers {
            // An account, or two.
            let accounts = (input.len() - 4) / 32 * 32;
            input[4..4 + accounts].copy_from_slice(&about[..accounts]);
            answers.push(self.simulate(input).await.answer);
        }
        answers
    }

    async fn assert_unreadable(&mut self, input: Vec<u8>, what: &str) {
        let before = self.answers().await;
        let request = Request::Call { contract: self.points, input };
        let outcome = self.chain.submit(&self.merchant, request).await;
        let outcome = outcome.unwrap_or_else(|fault| panic!("{what}: {fault}"));
        assert!(outcome.reverted, "{what} is not reverted");
        assert_eq!(outcome.answer, UNREADABLE, "{what}");
        assert_eq!(self.answers().await, before, "{what} changed something");
    }
}

#[tokio::test]
async fn arguments_that_end_too_early_cannot_be_read() {
    let mut shop = Shop::open().await;
    let inputs: Vec<_> = shop
        .messages
        .iter()
        .map(|message| (message.label.clone(), message.input.clone()))
        .collect();
    let mut without_arguments = 0;
    for (label, input) in inputs {
        for end in 4..input.len() {
            let outcome = shop.simulate(input[..end].to_vec()).await;
            let what = format!("{label} with {} bytes of arguments", end - 4);
            assert!(outcome.reverted, "{what} is not reverted");
            assert_eq!(outcome.answer, UNREADABLE, "{what}");
            without_arguments += u32::from(end == 4);
        }
    }
    assert_eq!(without_arguments, 14, "messages that take arguments");
}

#[tokio::test]
async fn a_selector_that_no_message_has_is_not_understood() {
    let mut shop = Shop::open().await;
    shop.assert_unreadable(vec![], "no input").await;
    let known: Vec<_> = shop.messages.iter().map(|message| message.selector).collect();
    let arguments = [0; 128];
    for selector in &known {
        for end in 1..4 {
            let outcome = shop.simulate(selector[..end].to_vec()).await;
            assert_eq!((outcome.reverted, &outcome.answer[..]), (true, &UNREADABLE[..]));
        }
        let mut others: Vec<_> =
            (0..32).map(|bit| u32::from_be_bytes(*selector) ^ (1 << bit)).collect();
        others.push(u32::from_le_bytes(*selector));
        for other in others.into_iter().map(u32::to_be_bytes) {
            assert!(!known.contains(&other));
            let outcome = shop.simulate([&other[..], &arguments].concat()).await;
            let answered = (outcome.reverted, &outcome.answer[..]);
            assert_eq!(answered, (true, &UNREADABLE[..]), "{other:02x?} is understood");
        }
    }
    // What PSP22 has beside what points have, the constructor, and ink's wildcard messages.
    let absent = [0xfc3c_75d4_u32, 0x9bae_9d5e, 0x9bae_9d5f, 0, u32::MAX];
    for other in absent.map(u32::to_be_bytes) {
        let what = format!("{other:02x?}");
        shop.assert_unreadable([&other[..], &arguments].concat(), &what).await;
    }
}

#[tokio::test]
async fn a_list_that_is_shorter_than_it_says_cannot_be_read() {
    let mut shop = Shop::open().await;
    let entry = (shop.merchant.id(), 1_u128).encode();
    let most = (1_u32 << 30) - 1;
    for stated in [1, 2, 63, 64, 300, 16_000, most, most + 1, u32::MAX] {
        for there in [0, 1] {
            let bytes = entry.repeat(there);
            let input = shop.input("Issuance::issue_batch", ());
            let input = [input, Compact(stated).encode(), bytes].concat();
            if stated == there as u32 {
                continue;
            }
            let what = format!("a batch of {there} that says {stated}");
            shop.assert_unreadable(input, &what).await;
        }
        for label in ["PSP22::transfer", "PSP22::transfer_from"] {
            let accounts = if label == "PSP22::transfer" { 1 } else { 2 };
            let to = shop.merchant.id().encode().repeat(accounts);
            let input = shop.input(label, ());
            let input = [input, to, 0_u128.encode(), Compact(stated).encode()].concat();
            shop.assert_unreadable(input, &format!("{label} with data that says {stated}")).await;
        }
    }
    // The same batch is done if it says how long it is.
    let done = shop.sent("Issuance::issue_batch", vec![(shop.merchant.id(), 1_u128)]).await;
    assert_eq!((done.reverted, &done.answer[..]), (false, &[0, 0][..]));
}

/// Room is made for as many entries as a batch says, and there may be too little of it.
#[tokio::test]
async fn a_batch_that_says_as_many_entries_as_it_has_bytes_changes_nothing() {
    let mut shop = Shop::open().await;
    let before = shop.answers().await;
    for stated in [1_000_u32, 4_000, 8_000, 16_000] {
        let mut input = shop.input("Issuance::issue_batch", Compact(stated));
        let entry = (shop.merchant.id(), 1_u128).encode();
        input.extend(entry.iter().cycle().take(stated as usize));
        let request = Request::Call { contract: shop.points, input };
        let outcome = shop.chain.submit(&shop.merchant, request).await;
        let outcome = outcome.map(|outcome| (outcome.reverted, outcome.answer));
        assert_eq!(outcome, Ok((true, UNREADABLE.to_vec())), "{stated}");
        assert_eq!(shop.answers().await, before);
    }
}

#[tokio::test]
async fn an_option_is_none_or_some() {
    let mut shop = Shop::open().await;
    let account = shop.merchant.id();
    for tag in 2..=u8::MAX {
        let input = shop.input("Ownable::transfer_ownership", (tag, account));
        shop.assert_unreadable(input, &format!("an option of the kind {tag}")).await;
    }
    assert_eq!(shop.sent("Ownable::transfer_ownership", (1_u8, account)).await.answer, [0, 0]);
}

/// A message that `entry.rs` forgot would be answered with `UNREADABLE`.
#[tokio::test]
async fn every_message_of_the_metadata_is_understood_and_answers_what_it_says() {
    let mut shop = Shop::open().await;
    let metadata = metadata();
    let messages = metadata.messages();
    assert_eq!(messages.len(), 23);
    let mut understood = 0;
    for message in messages {
        let outcome = shop.simulate(message.input).await;
        let (label, answer) = (&message.label, outcome.answer.as_slice());
        assert_eq!(answer.first(), Some(&0), "{label} is not understood: {answer:?}");
        assert!(answer.len() > 1, "{label} answers nothing");
        let rest = metadata.behind(message.answer, answer);
        assert_eq!(rest, Some(&[][..]), "{label} answers what it should not: {answer:?}");
        let refused = message.writes && answer[1] == 1;
        assert_eq!(outcome.reverted, refused, "{label} answers {answer:?}");
        understood += u32::from(!message.takes_arguments);
    }
    assert_eq!(understood, 9, "messages without arguments");
}

#[test]
fn the_metadata_file_is_that_of_the_bundle() {
    let path = e2e_tests::root().join("artifacts/points.json");
    let file = std::fs::read_to_string(path).expect("the metadata");
    let file: Value = serde_json::from_str(&file).expect("JSON");
    let bundle = metadata().0;
    assert_eq!(file["spec"], bundle["spec"]);
    assert_eq!(file["types"], bundle["types"]);
    assert_eq!(file["source"]["hash"], bundle["source"]["hash"]);
}

#[test]
fn no_message_takes_money() {
    let mut sandbox = DefaultSandbox::default();
    let payer = DefaultSandbox::default_actor();
    let gas = DefaultSandbox::default_gas_limit();
    let code = bundle().code().to_vec();
    let mut deploy = |value, salt| {
        let input = new().input;
        let made = sandbox.deploy_contract(
            code.clone(),
            value,
            input,
            vec![salt],
            payer.clone(),
            gas,
            None,
        );
        made.result.map(|made| made.account_id)
    };
    assert!(deploy(1_000_000, 0).is_err(), "the constructor takes money");
    let points = deploy(0, 1).expect("a deployment");
    let mut call = |value, input| {
        let determinism = Determinism::Enforced;
        let done = sandbox.call_contract(
            points.clone(),
            value,
            input,
            payer.clone(),
            gas,
            None,
            determinism,
        );
        done.result.map(|returned| returned.data)
    };
    for message in metadata().messages() {
        let label = message.label;
        assert!(!message.takes_money, "{label} is payable by the metadata");
        assert!(call(1_000_000, message.input.clone()).is_err(), "{label} takes money");
        let understood = call(0, message.input).map(|answer| answer[0]);
        assert_eq!(understood, Ok(0), "{label} without money");
    }
    let unknown = call(1_000_000, vec![0; 4]);
    assert!(unknown.is_err(), "money for an unknown message is kept: {unknown:?}");
    let held = sandbox.free_balance(&points);
    let fresh = {
        let mut other = DefaultSandbox::default();
        let made = other.deploy_contract(code, 0, new().input, vec![], payer, gas, None);
        let made = made.result.expect("a deployment").account_id;
        other.free_balance(&made)
    };
    assert_eq!(held, fresh, "native currency stuck in points");
}

/// The topics of each event of a message.
fn topics(outcome: &Outcome) -> Vec<Vec<[u8; 32]>> {
    assert!(!outcome.reverted, "refused: {:?}", outcome.answer);
    outcome.events.0.iter().map(|event| event.topics.clone()).collect()
}

#[tokio::test]
async fn events_are_found_by_the_topics_of_the_standard() {
    let transfer = Transfer::SIGNATURE_TOPIC.expect("a signature");
    let approval = Approval::SIGNATURE_TOPIC.expect("a signature");
    let issued = Issued::SIGNATURE_TOPIC.expect("a signature");
    let issuer_set = IssuerSet::SIGNATURE_TOPIC.expect("a signature");
    let offered = OwnershipOffered::SIGNATURE_TOPIC.expect("a signature");
    let handed_over = OwnershipTransferred::SIGNATURE_TOPIC.expect("a signature");
    let nobody = [0; 32];

    let mut shop = Shop::open().await;
    let (merchant, ann) = (shop.merchant.id(), Account::dev("bob").id());
    let (m, a): ([u8; 32], [u8; 32]) = (*merchant.as_ref(), *ann.as_ref());
    let no_data = Vec::<u8>::new();

    let deployed = shop
        .chain
        .deploy(&shop.merchant, &bundle(), new(), b"another")
        .await
        .expect("a deployment");
    let found: Vec<_> = deployed.events.0.into_iter().map(|event| event.topics).collect();
    assert_eq!(found, [vec![handed_over]]);

    let outcome = shop.sent("Issuance::set_issuer", (merchant, 50_u128)).await;
    assert_eq!(topics(&outcome), [vec![issuer_set]]);

    let outcome = shop.sent("Issuance::issue", (merchant, 10_u128)).await;
    assert_eq!(topics(&outcome), [vec![transfer, nobody, m], vec![issued]]);

    let batch = vec![(ann, 1_u128), (merchant, 2)];
    let outcome = shop.sent("Issuance::issue_batch", batch).await;
    let expected = [vec![transfer, nobody, a], vec![transfer, nobody, m], vec![issued]];
    assert_eq!(topics(&outcome), expected);

    let outcome = shop.sent("PSP22::transfer", (ann, 3_u128, &no_data)).await;
    assert_eq!(topics(&outcome), [vec![transfer, m, a]]);

    let outcome = shop.sent("PSP22Burnable::burn", 1_u128).await;
    assert_eq!(topics(&outcome), [vec![transfer, m, nobody]]);

    for (label, amount) in [
        ("PSP22::approve", 5_u128),
        ("PSP22::increase_allowance", 2),
        ("PSP22::decrease_allowance", 1),
    ] {
        let outcome = shop.sent(label, (ann, amount)).await;
        assert_eq!(topics(&outcome), [vec![approval, m, a]], "{label}");
    }

    let spend = shop.input("PSP22::transfer_from", (merchant, ann, 1_u128, &no_data));
    let request = Request::Call { contract: shop.points, input: spend };
    let outcome = shop.chain.submit(&Account::dev("bob"), request).await.expect("an answer");
    assert_eq!(topics(&outcome), [vec![approval, m, a], vec![transfer, m, a]]);

    let outcome = shop.sent("Ownable::transfer_ownership", None::<AccountId>).await;
    assert_eq!(topics(&outcome), [vec![offered]]);
    let outcome = shop.sent("Ownable::transfer_ownership", Some(merchant)).await;
    assert_eq!(topics(&outcome), [vec![offered]]);
    let outcome = shop.sent("Ownable::accept_ownership", ()).await;
    assert_eq!(topics(&outcome), [vec![handed_over]]);
}
