//! Coupons, with their service desk.

use coupon::CouponRef;
use e2e_tests::{bundle, counter::Counter};
use ink::{env::Event as _, scale::Encode};
use psp34::{Approval, Id, PSP34Burnable, Transfer, PSP34};
use tongquan_client::{Account, Chain, Embedded, Outcome, Request};
use tongquan_traits::redemption::{ReceiptWritten, Redemption};

use crate::metadata::{Metadata, UNREADABLE};

/// A chain with coupons, of whom Ann has the first.
struct Desk {
    chain: Embedded,
    counter: Counter,
    coupon: u64,
}

impl Desk {
    async fn open() -> Self {
        let mut chain = Embedded::new();
        let counter = Counter::open(&mut chain).await.expect("a counter");
        let campaign = counter.vouchers(&mut chain, 100).await.expect("a campaign");
        let ann = counter.shop.ann.clone();
        let coupon = counter.issue(&mut chain, campaign, &ann).await.expect("a coupon");
        Self { chain, counter, coupon }
    }

    async fn simulate(&mut self, input: Vec<u8>) -> Outcome {
        let request = Request::Call { contract: self.counter.coupons, input };
        let done = self.chain.simulate(self.counter.shop.merchant.id(), request).await;
        done.expect("the contract's own answer")
    }
}

/// A message that neither `entry.rs` knows would be answered with `UNREADABLE`.
#[tokio::test]
async fn every_message_of_the_metadata_is_understood_and_answers_what_it_says() {
    let mut desk = Desk::open().await;
    let metadata = Metadata::of("coupon");
    let messages = metadata.messages();
    assert_eq!(messages.len(), 45);
    for message in messages {
        let outcome = desk.simulate(message.input.clone()).await;
        metadata.assert_answered(&message, &outcome);
        assert!(!message.takes_money, "{} is payable by the metadata", message.label);
    }
}

#[tokio::test]
async fn arguments_that_end_too_early_cannot_be_read() {
    let mut desk = Desk::open().await;
    for message in Metadata::of("coupon").messages() {
        for end in 4..message.input.len() {
            let outcome = desk.simulate(message.input[..end].to_vec()).await;
            let what = format!("{} with {} bytes of arguments", message.label, end - 4);
            assert!(outcome.reverted, "{what} is not reverted");
            assert_eq!(outcome.answer, UNREADABLE, "{what}");
        }
    }
}

#[tokio::test]
async fn a_selector_that_no_message_has_is_not_understood() {
    let mut desk = Desk::open().await;
    let messages = Metadata::of("coupon").messages();
    let known: Vec<_> = messages.iter().map(|message| message.selector).collect();
    let arguments = [0; 256];
    for selector in &known {
        for bit in 0..32 {
            let other = (u32::from_be_bytes(*selector) ^ (1 << bit)).to_be_bytes();
            assert!(!known.contains(&other));
            let outcome = desk.simulate([&other[..], &arguments].concat()).await;
            let answered = (outcome.reverted, &outcome.answer[..]);
            assert_eq!(answered, (true, &UNREADABLE[..]), "{other:02x?} is understood");
        }
    }
    for input in [vec![], vec![1, 2, 3]] {
        assert_eq!(desk.simulate(input).await.answer, UNREADABLE);
    }
    // The constructor is no message: it would make the caller the owner.
    let constructor: tongquan_client::Constructor =
        CouponRef::new("Mine".into(), [0; 32], bundle("coupon-desk").unwrap().code_hash()).into();
    let outcome = desk.simulate(constructor.input).await;
    assert_eq!((outcome.reverted, outcome.answer), (true, UNREADABLE.to_vec()));
}

/// The service desk's code works for coupon contracts only.
#[tokio::test]
async fn the_service_desk_is_no_contract() {
    let mut desk = Desk::open().await;
    let code = bundle("coupon-desk").unwrap().code().to_vec();
    for input in [vec![], [0x9b, 0xae, 0x9d, 0x5e].to_vec()] {
        let deploy = Request::Deploy { code: code.clone(), input, salt: vec![1] };
        let outcome = desk.chain.simulate(desk.counter.shop.mallory.id(), deploy).await.unwrap();
        assert!(outcome.reverted);
        assert_eq!(outcome.answer, UNREADABLE);
    }
}

#[tokio::test]
async fn coupons_are_not_deployed_without_their_service_desk() {
    let mut chain = Embedded::new();
    let merchant = Account::dev("alice");
    let constructor = CouponRef::new("Tea".into(), [0; 32], [7; 32]);
    let deployed = chain.deploy(&merchant, &bundle("coupon").unwrap(), constructor, b"").await;
    assert!(deployed.is_err(), "there is no such code");
}

fn topics(outcome: &tongquan_client::Events) -> Vec<Vec<[u8; 32]>> {
    outcome.0.iter().map(|event| event.topics.clone()).collect()
}

fn topic(value: impl Encode) -> [u8; 32] {
    let mut topic = [0; 32];
    let bytes = value.encode();
    topic[..bytes.len()].copy_from_slice(&bytes);
    topic
}

#[tokio::test]
async fn events_are_found_by_the_topics_of_the_standard() {
    let transfer = Transfer::SIGNATURE_TOPIC.expect("a signature");
    let approval = Approval::SIGNATURE_TOPIC.expect("a signature");
    let written = ReceiptWritten::SIGNATURE_TOPIC.expect("a signature");
    let nobody = [0; 32];
    let Desk { mut chain, counter, coupon } = Desk::open().await;
    let (ann, ben, cai) = (&counter.shop.ann, &counter.shop.ben, &counter.shop.cai);
    let id = || Id::U64(coupon);
    let raw = |account: &Account| -> [u8; 32] { *AsRef::<[u8; 32]>::as_ref(&account.id()) };

    let approve = counter.messages().approve(cai.id(), Some(id()), true);
    let done = chain.call(ann, approve).await.unwrap();
    assert_eq!(topics(&done.events), [vec![approval, raw(ann), raw(cai), topic(id())]]);
    let approve = counter.messages().approve(cai.id(), None, true);
    let done = chain.call(ann, approve).await.unwrap();
    assert_eq!(topics(&done.events), [vec![approval, raw(ann), raw(cai), nobody]]);
    let give = counter.messages().transfer(ben.id(), id(), vec![]);
    let done = chain.call(cai, give).await.unwrap();
    assert_eq!(topics(&done.events), [vec![transfer, raw(ann), raw(ben), topic(id())]]);
    let redeem = counter.messages().redeem([1; 32], 40, vec![coupon]);
    let done = chain.call(ben, redeem).await.unwrap();
    assert_eq!(topics(&done.events), [vec![written]]);
    let burn = counter.messages().burn(ben.id(), id());
    let done = chain.call(ben, burn).await.unwrap();
    assert_eq!(topics(&done.events), [vec![transfer, raw(ben), nobody, topic(id())]]);
}
