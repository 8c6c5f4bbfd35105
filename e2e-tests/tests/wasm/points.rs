//! Points.

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
use tongquan_client::{Account, AccountId, Bundle, Chain, Constructor, Embedded, Outcome, Request};
use tongquan_traits::{
    issuance::{Issued, IssuerSet},
    ownable::{OwnershipOffered, OwnershipTransferred},
};

use crate::metadata::{Described, Metadata, UNREADABLE};

fn bundle() -> Bundle {
    e2e_tests::bundle("points").expect("the release bundle")
}

fn metadata() -> Metadata {
    Metadata::of("points")
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
        let outcome = shop.simulate(message.input.clone()).await;
        metadata.assert_answered(&message, &outcome);
        understood += u32::from(!message.takes_arguments);
    }
    assert_eq!(understood, 9, "messages without arguments");
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
