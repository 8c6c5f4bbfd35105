//! The contracts that the merchants share: the auction house, the swaps and the gift links.

use e2e_tests::market::Market;
use tongquan_client::{AccountId, Chain, Embedded, Outcome, Request};

use crate::metadata::{Metadata, UNREADABLE};

/// One of these contracts, on a chain of its own.
struct Shared {
    chain: Embedded,
    contract: AccountId,
    metadata: Metadata,
}

impl Shared {
    async fn open(name: &str) -> Self {
        let mut chain = Embedded::new();
        let market = Market::open(&mut chain).await.expect("a market");
        let contract = match name {
            "auction" => market.auction,
            "swap" => market.swap,
            "gift" => market.gift,
            other => panic!("{other} is not shared"),
        };
        Self { chain, contract, metadata: Metadata::of(name) }
    }

    async fn simulate(&mut self, input: Vec<u8>) -> Outcome {
        let request = Request::Call { contract: self.contract, input };
        let done = self.chain.simulate(AccountId::from([1; 32]), request).await;
        done.expect("the contract's own answer")
    }
}

const MESSAGES: [(&str, usize); 3] = [("auction", 18), ("swap", 14), ("gift", 13)];

#[tokio::test]
async fn every_message_of_the_metadata_is_understood_and_answers_what_it_says() {
    for (name, count) in MESSAGES {
        let mut shared = Shared::open(name).await;
        let messages = shared.metadata.messages();
        assert_eq!(messages.len(), count);
        for message in messages {
            let outcome = shared.simulate(message.input.clone()).await;
            shared.metadata.assert_answered(&message, &outcome);
            assert!(!message.takes_money, "{} is payable by the metadata", message.label);
        }
    }
}

#[tokio::test]
async fn arguments_that_end_too_early_cannot_be_read() {
    for (name, _) in MESSAGES {
        let mut shared = Shared::open(name).await;
        for message in shared.metadata.messages() {
            for end in 4..message.input.len() {
                let outcome = shared.simulate(message.input[..end].to_vec()).await;
                let what = format!("{} with {} bytes of arguments", message.label, end - 4);
                assert!(outcome.reverted, "{what} is not reverted");
                assert_eq!(outcome.answer, UNREADABLE, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn a_selector_that_no_message_has_is_not_understood() {
    for (name, _) in MESSAGES {
        let mut shared = Shared::open(name).await;
        let messages = shared.metadata.messages();
        let known: Vec<_> = messages.iter().map(|message| message.selector).collect();
        for selector in &known {
            for bit in 0..32 {
                let other = (u32::from_be_bytes(*selector) ^ (1 << bit)).to_be_bytes();
                assert!(!known.contains(&other));
                let outcome = shared.simulate([&other[..], &[0; 256]].concat()).await;
                let answered = (outcome.reverted, &outcome.answer[..]);
                assert_eq!(answered, (true, &UNREADABLE[..]), "{other:02x?} is understood");
            }
        }
        for input in [vec![], vec![1, 2, 3]] {
            assert_eq!(shared.simulate(input).await.answer, UNREADABLE);
        }
    }
}
