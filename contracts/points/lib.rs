//! A merchant's points (积分): a PSP22 token whose owner appoints issuers, each with a quota, under
//! an optional cap. Nobody, the owner included, can freeze, seize or pause what a member holds.
//!
//! This file only receives messages and answers them; the rules are in `ledger` (who holds what),
//! `issuers` (how points come into being); `tongquan-ownership` has those of the owner.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

#[cfg(own_entry)]
mod entry;
mod issuers;
mod items;
mod ledger;
mod supply;

pub use self::points::{Points, PointsRef};

#[ink::contract]
mod points {
    use ink::prelude::{string::String, vec::Vec};
    use psp22::{PSP22Burnable, PSP22Error, PSP22Metadata, PSP22};
    use tongquan_host::{
        answer, answer_stored, answer_text, caller, outcome, save,
        storage::{get, set},
    };
    use tongquan_ownership as ownership;
    use tongquan_traits::{
        issuance::{Issuance, IssuanceError, Issuer},
        ownable::{Ownable, OwnableError},
    };

    use crate::{
        issuers,
        items::{key, Table},
        ledger,
        supply::Supply,
    };

    #[ink(storage)]
    pub struct Points {}

    impl Points {
        /// Deploys points without any supply, owned by the caller.
        ///
        /// `cap` is the most points that may exist at any time, in the smallest unit;
        /// `decimals` is how many digits of an amount stand behind the decimal point.
        ///
        /// # Events
        ///
        /// `OwnershipTransferred`.
        #[ink(constructor)]
        pub fn new(name: String, symbol: String, decimals: u8, cap: Option<u128>) -> Self {
            save(&key(Table::Name, &[]), name.as_bytes());
            save(&key(Table::Symbol, &[]), symbol.as_bytes());
            set(&key(Table::Decimals, &[]), &decimals);
            Supply { total: 0, cap }.save();
            ownership::hand_over(None, &caller());
            Self {}
        }
    }

    impl PSP22 for Points {
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            answer(Supply::load().total)
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            answer(ledger::balance_of(&owner))
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            answer(ledger::allowance(&owner, &spender))
        }

        #[ink(message)]
        fn transfer(
            &mut self,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let caller = caller();
            outcome(ledger::transfer(&caller, &caller, &to, value))
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            outcome(ledger::transfer(&caller(), &from, &to, value))
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            ledger::approve(&caller(), &spender, value);
            outcome(Ok::<(), PSP22Error>(()))
        }

        #[ink(message)]
        fn increase_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            ledger::raise_allowance(&caller(), &spender, delta_value);
            outcome(Ok::<(), PSP22Error>(()))
        }

        #[ink(message)]
        fn decrease_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            outcome(ledger::lower_allowance(&caller(), &spender, delta_value))
        }
    }

    impl PSP22Metadata for Points {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            answer_text(&key(Table::Name, &[]))
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            answer_text(&key(Table::Symbol, &[]))
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            answer(get(&key(Table::Decimals, &[])).unwrap_or(0))
        }
    }

    impl PSP22Burnable for Points {
        #[ink(message)]
        fn burn(&mut self, value: u128) -> Result<(), PSP22Error> {
            outcome(ledger::burn(&caller(), value))
        }
    }

    impl Issuance for Points {
        #[ink(message)]
        fn cap(&self) -> Option<u128> {
            answer(Supply::load().cap)
        }

        #[ink(message)]
        fn issuer(&self, account: AccountId) -> Option<Issuer> {
            answer_stored(&[issuers::by_account(&account)])
        }

        #[ink(message)]
        fn issuer_count(&self) -> u32 {
            answer(issuers::count())
        }

        #[ink(message)]
        fn issuer_at(&self, index: u32) -> Option<AccountId> {
            answer_stored(&[issuers::by_index(index)])
        }

        #[ink(message)]
        fn set_issuer(&mut self, account: AccountId, quota: u128) -> Result<(), IssuanceError> {
            outcome(
                ownership::ensure_owner(&caller())
                    .map(|()| issuers::set_issuer(&account, quota))
                    .map_err(IssuanceError::from),
            )
        }

        #[ink(message)]
        fn issue(&mut self, to: AccountId, amount: u128) -> Result<(), IssuanceError> {
            outcome(issuers::issue(&caller(), &[(to, amount)]))
        }

        #[ink(message)]
        fn issue_batch(&mut self, issues: Vec<(AccountId, u128)>) -> Result<(), IssuanceError> {
            outcome(issuers::issue(&caller(), &issues))
        }
    }

    impl Ownable for Points {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            answer(ownership::owner())
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            answer_stored(&[ownership::pending_owner_key()])
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, new_owner: Option<AccountId>) -> Result<(), OwnableError> {
            outcome(ownership::offer(&caller(), new_owner))
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnableError> {
            outcome(ownership::accept(&caller()))
        }
    }
}
