//! Gift links (转赠链接) for coupons and points of any merchants, and red packets (红包). There is no owner;
//! what was given goes to whom its key has signed for or back to its sender, and to nobody else.
//!
//! This file only receives messages and answers them. The rules are in `gifts` (what is given),
//! `claims` (who gets it), `shares` (how a packet is divided), `marks` (each share and each account
//! once), `exits` (how it goes back).

#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

mod claims;
#[cfg(own_entry)]
mod entry;
mod exits;
mod gifts;
mod items;
mod marks;
mod refusal;
mod shares;

pub use self::gift::{GiftLinks, GiftLinksRef};

#[ink::contract]
mod gift {
    use ink::prelude::vec::Vec;
    use tongquan_escrow::records;
    use tongquan_host::{
        answer, answer_encoded, answer_list, caller, now, outcome,
        storage::{hash, set},
    };
    use tongquan_traits::{
        assets::Asset,
        gifts::{Claim, Gift, GiftError, Gifts, KeyProof, ShareClaim, Terms},
    };

    use crate::{
        claims, exits, gifts,
        items::{key, Table},
        marks, shares,
    };

    #[ink(storage)]
    pub struct GiftLinks {}

    impl GiftLinks {
        /// Deploys the gift links. `genesis_hash` is that of the chain, which makes the address unique
        /// to it.
        #[ink(constructor)]
        pub fn new(genesis_hash: [u8; 32]) -> Self {
            set(&key(Table::GenesisHash, &[]), &genesis_hash);
            Self {}
        }
    }

    impl Gifts for GiftLinks {
        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            answer(hash(&key(Table::GenesisHash, &[])))
        }

        #[ink(message)]
        fn gift_count(&self) -> u64 {
            answer(records::count())
        }

        #[ink(message)]
        fn gift(&self, gift: u64) -> Option<Gift> {
            answer_encoded(records::load(gift).as_deref())
        }

        #[ink(message)]
        fn live_gifts(&self, before: u64) -> Vec<(u64, Gift)> {
            answer_list(&records::page(before))
        }

        #[ink(message)]
        fn share(&self, gift: u64, number: u32) -> Option<u128> {
            answer(shares::of(gift, number))
        }

        #[ink(message)]
        fn is_claimed(&self, gift: u64, number: u32) -> bool {
            answer(marks::is_claimed(gift, number))
        }

        #[ink(message)]
        fn claim_of(&self, gift: u64, recipient: AccountId) -> Option<ShareClaim> {
            answer(marks::of(gift, &recipient))
        }

        #[ink(message)]
        fn give(&mut self, asset: Asset, terms: Terms) -> Result<u64, GiftError> {
            outcome(gifts::give(&caller(), now(), asset, terms))
        }

        #[ink(message)]
        fn claim(
            &mut self,
            claim: Claim,
            proof: KeyProof,
            fee: u128,
            signature: [u8; 64],
        ) -> Result<u128, GiftError> {
            outcome(claims::claim(&caller(), now(), &claim, &proof, fee, &signature))
        }

        #[ink(message)]
        fn take_back(&mut self, gift: u64) -> Result<Option<u64>, GiftError> {
            outcome(exits::take_back(&caller(), now(), gift))
        }

        #[ink(message)]
        fn send_back(&mut self, gifts: Vec<u64>) -> Result<(), GiftError> {
            outcome(exits::send_back(now(), &gifts))
        }

        #[ink(message)]
        fn abandon(&mut self, gift: u64) -> Result<(), GiftError> {
            outcome(exits::abandon(&caller(), now(), gift))
        }

        #[ink(message)]
        fn clear_claims(&mut self, gift: u64, recipients: Vec<AccountId>) -> Result<(), GiftError> {
            outcome(marks::clear_claims(&caller(), gift, &recipients))
        }
    }
}
