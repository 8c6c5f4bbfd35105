//! The auction house (拍卖行): sells coupons of any merchants, alone or in bundles, for any points. It has
//! no owner and takes no fee; whoever puts something in gets it out again by the rules, and nobody
//! else.
//!
//! This file only receives messages and answers them. The rules are in `lots` (what is listed),
//! `terms` (how it is sold), `bids` (who leads), `settlement` (who gets it), `unwinding` (the way out
//! when its own contract fails), `credits` (what the house owes).

#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

mod bids;
mod credits;
#[cfg(own_entry)]
mod entry;
mod items;
mod lots;
mod refusal;
mod settlement;
mod terms;
mod unwinding;

pub use self::auction::{Auction, AuctionRef};

#[ink::contract]
mod auction {
    use ink::prelude::vec::Vec;
    use tongquan_escrow::records;
    use tongquan_host::{
        answer, answer_encoded, answer_list, caller, now, outcome,
        storage::{hash, set},
    };
    use tongquan_traits::{
        assets::Item,
        auctions::{AuctionError, Auctions, Format, Lot, LotItem, LotState},
    };

    use crate::{
        bids, credits,
        items::{key, Table},
        lots, settlement, terms, unwinding,
    };

    #[ink(storage)]
    pub struct Auction {}

    impl Auction {
        /// Deploys an auction house. `genesis_hash` is that of the chain, which makes the address
        /// unique to it.
        #[ink(constructor)]
        pub fn new(genesis_hash: [u8; 32]) -> Self {
            set(&key(Table::GenesisHash, &[]), &genesis_hash);
            Self {}
        }
    }

    impl Auctions for Auction {
        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            answer(hash(&key(Table::GenesisHash, &[])))
        }

        #[ink(message)]
        fn lot_count(&self) -> u64 {
            answer(records::count())
        }

        #[ink(message)]
        fn lot(&self, lot: u64) -> Option<(Lot, Vec<LotItem>)> {
            answer_encoded(records::load(lot).as_deref())
        }

        #[ink(message)]
        fn live_lots(&self, before: u64) -> Vec<(u64, Lot, Vec<LotItem>)> {
            answer_list(&records::page(before))
        }

        #[ink(message)]
        fn price(&self, lot: u64) -> Option<u128> {
            answer(lots::load(lot).and_then(|found| match found.lot.state {
                LotState::Open {} if bids::out_of_time(&found.lot, now()).is_none() => {
                    terms::price(&found.lot.format, now())
                }
                _ => None,
            }))
        }

        #[ink(message)]
        fn minimum_bid(&self, lot: u64) -> Option<u128> {
            answer(lots::load(lot).and_then(|found| bids::minimum(&found.lot, now())))
        }

        #[ink(message)]
        fn credit(&self, account: AccountId, token: AccountId) -> u128 {
            answer(credits::of(&account, &token))
        }

        #[ink(message)]
        fn credits(&self, account: AccountId, page: u32) -> Vec<(AccountId, u128)> {
            answer_list(&credits::page(&account, page))
        }

        #[ink(message)]
        fn list(
            &mut self,
            items: Vec<Item>,
            token: AccountId,
            format: Format,
        ) -> Result<u64, AuctionError> {
            outcome(lots::list(&caller(), now(), items, &token, format))
        }

        #[ink(message)]
        fn bid(&mut self, lot: u64, maximum: u128) -> Result<(), AuctionError> {
            outcome(bids::bid(&caller(), now(), lot, maximum))
        }

        #[ink(message)]
        fn buy(&mut self, lot: u64, maximum: u128) -> Result<(), AuctionError> {
            outcome(settlement::buy(&caller(), now(), lot, maximum))
        }

        #[ink(message)]
        fn settle(&mut self, lot: u64) -> Result<(), AuctionError> {
            outcome(settlement::settle(now(), lot))
        }

        #[ink(message)]
        fn reveal(&mut self, lot: u64, reserve: u128, salt: [u8; 32]) -> Result<(), AuctionError> {
            outcome(settlement::reveal(now(), lot, reserve, &salt))
        }

        #[ink(message)]
        fn cancel(&mut self, lot: u64) -> Result<(), AuctionError> {
            outcome(settlement::cancel(&caller(), lot))
        }

        #[ink(message)]
        fn unwind(&mut self, lot: u64) -> Result<(), AuctionError> {
            outcome(unwinding::unwind(&caller(), now(), lot))
        }

        #[ink(message)]
        fn reclaim(&mut self, lot: u64, index: u8) -> Result<(), AuctionError> {
            outcome(unwinding::reclaim(lot, index))
        }

        #[ink(message)]
        fn abandon(&mut self, lot: u64) -> Result<(), AuctionError> {
            outcome(unwinding::abandon(&caller(), lot))
        }

        #[ink(message)]
        fn withdraw(
            &mut self,
            account: AccountId,
            tokens: Vec<AccountId>,
        ) -> Result<(), AuctionError> {
            outcome(credits::withdraw(&account, &tokens))
        }
    }
}
