//! Atomic swaps (互换): coupons and points of any merchants for each other, both sides in one call or not
//! at all. There is no owner and no fee; an offer's assets go to its taker or back to its maker, and
//! to nobody else.
//!
//! This file only receives messages and answers them. The rules are in `offers` (what is offered),
//! `acceptance` (the whole for the whole), `fills` (points for points, in parts), `exits` (how a maker
//! gets its assets back).

#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

mod acceptance;
#[cfg(own_entry)]
mod entry;
mod exits;
mod fills;
mod items;
mod offers;
mod reasons;
mod refusal;

pub use self::swap::{Swap, SwapRef};

#[ink::contract]
mod swap {
    use ink::prelude::vec::Vec;
    use tongquan_escrow::records;
    use tongquan_host::{
        answer, answer_encoded, answer_list, caller, now, outcome,
        storage::{hash, set},
    };
    use tongquan_traits::{
        assets::Asset,
        swaps::{Offer, SwapError, Swaps, Want},
    };

    use crate::{acceptance, exits, fills, items::genesis_hash_key, offers};

    #[ink(storage)]
    pub struct Swap {}

    impl Swap {
        /// Deploys the swaps. `genesis_hash` is that of the chain, which makes the address unique to it.
        #[ink(constructor)]
        pub fn new(genesis_hash: [u8; 32]) -> Self {
            set(&genesis_hash_key(), &genesis_hash);
            Self {}
        }
    }

    impl Swaps for Swap {
        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            answer(hash(&genesis_hash_key()))
        }

        #[ink(message)]
        fn offer_count(&self) -> u64 {
            answer(records::count())
        }

        #[ink(message)]
        fn offer(&self, offer: u64) -> Option<Offer> {
            answer_encoded(records::load(offer).as_deref())
        }

        #[ink(message)]
        fn live_offers(&self, before: u64) -> Vec<(u64, Offer)> {
            answer_list(&records::page(before))
        }

        #[ink(message)]
        fn fingerprint(&self, offer: u64) -> Option<[u8; 32]> {
            answer(acceptance::fingerprint(offer))
        }

        #[ink(message)]
        fn can_accept(
            &self,
            taker: AccountId,
            offer: u64,
            choices: Vec<u64>,
            fingerprint: [u8; 32],
        ) -> Vec<SwapError> {
            let request = acceptance::Request {
                taker: &taker,
                offer,
                choices: &choices,
                fingerprint: &fingerprint,
            };
            match acceptance::can_accept(now(), &request) {
                Ok(reasons) => answer_list(&reasons),
                Err(fault) => [fault.into()].into(),
            }
        }

        #[ink(message)]
        fn quote(&self, offer: u64, amount: u128) -> Option<u128> {
            answer(fills::quote(now(), offer, amount))
        }

        #[ink(message)]
        fn can_fill(
            &self,
            taker: AccountId,
            offer: u64,
            amount: u128,
            maximum: u128,
        ) -> Vec<SwapError> {
            let request = fills::Request { taker: &taker, offer, amount, maximum };
            answer_list(&fills::can_fill(now(), &request))
        }

        #[ink(message)]
        fn make_offer(
            &mut self,
            give: Vec<Asset>,
            want: Vec<Want>,
            taker: Option<AccountId>,
            until: u64,
        ) -> Result<u64, SwapError> {
            outcome(offers::make(&caller(), now(), give, want, taker, until))
        }

        #[ink(message)]
        fn accept(
            &mut self,
            offer: u64,
            choices: Vec<u64>,
            fingerprint: [u8; 32],
        ) -> Result<(), SwapError> {
            let taker = &caller();
            let (choices, fingerprint) = (&choices[..], &fingerprint);
            outcome(acceptance::accept(
                now(),
                &acceptance::Request { taker, offer, choices, fingerprint },
            ))
        }

        #[ink(message)]
        fn fill(&mut self, offer: u64, amount: u128, maximum: u128) -> Result<u128, SwapError> {
            let taker = &caller();
            outcome(fills::fill(now(), &fills::Request { taker, offer, amount, maximum }))
        }

        #[ink(message)]
        fn cancel(&mut self, offer: u64) -> Result<(), SwapError> {
            outcome(exits::cancel(&caller(), now(), offer))
        }

        #[ink(message)]
        fn reclaim(&mut self, offer: u64, index: u8) -> Result<(), SwapError> {
            outcome(exits::reclaim(&caller(), now(), offer, index))
        }

        #[ink(message)]
        fn abandon(&mut self, offer: u64) -> Result<(), SwapError> {
            outcome(exits::abandon(&caller(), now(), offer))
        }
    }
}
