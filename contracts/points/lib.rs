//! A merchant's points (积分): a PSP22 token whose owner appoints issuers, each with a quota, under
//! an optional cap. Nobody, the owner included, can freeze, seize or pause what a member holds.
//!
//! This file only receives messages and emits events; the rules are in `ledger` (who holds what),
//! `issuers` (how points come into being) and `ownership` (who administers).

#![cfg_attr(not(feature = "std"), no_std, no_main)]

mod issuers;
mod ledger;
mod ownership;

pub use self::points::{Points, PointsRef};

#[ink::contract]
mod points {
    use ink::{
        prelude::{string::String, vec::Vec},
        storage::Lazy,
    };
    use psp22::{PSP22Burnable, PSP22Error, PSP22Metadata, PSP22};
    use tongquan_traits::{
        issuance::{Issuance, IssuanceError, Issuer},
        ownable::{Ownable, OwnableError},
    };

    use crate::{
        issuers::{batch_total, Issuers},
        ledger::{Ledger, Moved},
        ownership::Ownership,
    };

    #[ink(storage)]
    pub struct Points {
        ledger: Ledger,
        issuers: Issuers,
        ownership: Ownership,
        label: Lazy<Label>,
    }

    /// What wallets show of the token.
    #[derive(Default)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub struct Label {
        name: String,
        symbol: String,
        decimals: u8,
    }

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
            let (ownership, event) = Ownership::new(Self::env().caller());
            let mut label = Lazy::new();
            label.set(&Label { name, symbol, decimals });
            Self::env().emit_event(event);
            Self { ledger: Ledger::default(), issuers: Issuers::new(cap), ownership, label }
        }

        fn emit(&self, moved: Moved) {
            if let Some(approval) = moved.approval {
                self.env().emit_event(approval);
            }
            if let Some(transfer) = moved.transfer {
                self.env().emit_event(transfer);
            }
        }

        fn set_allowance(&mut self, spender: AccountId, amount: u128) {
            let approval = self.ledger.approve(self.env().caller(), spender, amount);
            self.env().emit_event(approval);
        }
    }

    impl PSP22 for Points {
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.ledger.supply()
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            self.ledger.balance_of(owner)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.ledger.allowance(owner, spender)
        }

        #[ink(message)]
        fn transfer(
            &mut self,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            self.transfer_from(caller, to, value, _data)
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            let moved = self.ledger.transfer(self.env().caller(), from, to, value)?;
            self.emit(moved);
            Ok(())
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            if spender != self.env().caller() {
                self.set_allowance(spender, value);
            }
            Ok(())
        }

        #[ink(message)]
        fn increase_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            if spender != caller && delta_value != 0 {
                let allowance = self.ledger.allowance(caller, spender);
                self.set_allowance(spender, allowance.saturating_add(delta_value));
            }
            Ok(())
        }

        #[ink(message)]
        fn decrease_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            let caller = self.env().caller();
            if spender != caller && delta_value != 0 {
                let allowance = self.ledger.allowance(caller, spender);
                let left =
                    allowance.checked_sub(delta_value).ok_or(PSP22Error::InsufficientAllowance)?;
                self.set_allowance(spender, left);
            }
            Ok(())
        }
    }

    impl PSP22Metadata for Points {
        #[ink(message)]
        fn token_name(&self) -> Option<String> {
            self.label.get().map(|label| label.name)
        }

        #[ink(message)]
        fn token_symbol(&self) -> Option<String> {
            self.label.get().map(|label| label.symbol)
        }

        #[ink(message)]
        fn token_decimals(&self) -> u8 {
            self.label.get_or_default().decimals
        }
    }

    impl PSP22Burnable for Points {
        #[ink(message)]
        fn burn(&mut self, value: u128) -> Result<(), PSP22Error> {
            let transfer = self.ledger.burn(self.env().caller(), value)?;
            self.emit(Moved { approval: None, transfer });
            Ok(())
        }
    }

    impl Issuance for Points {
        #[ink(message)]
        fn cap(&self) -> Option<u128> {
            self.issuers.cap()
        }

        #[ink(message)]
        fn issuer(&self, account: AccountId) -> Option<Issuer> {
            self.issuers.get(account)
        }

        #[ink(message)]
        fn issuer_count(&self) -> u32 {
            self.issuers.count()
        }

        #[ink(message)]
        fn issuer_at(&self, index: u32) -> Option<AccountId> {
            self.issuers.at(index)
        }

        #[ink(message)]
        fn set_issuer(&mut self, account: AccountId, quota: u128) -> Result<(), IssuanceError> {
            self.ownership.ensure_owner(self.env().caller())?;
            let event = self.issuers.set(account, quota);
            self.env().emit_event(event);
            Ok(())
        }

        #[ink(message)]
        fn issue(&mut self, to: AccountId, amount: u128) -> Result<(), IssuanceError> {
            self.issue_batch(Vec::from([(to, amount)]))
        }

        #[ink(message)]
        fn issue_batch(&mut self, issues: Vec<(AccountId, u128)>) -> Result<(), IssuanceError> {
            let total = batch_total(&issues)?;
            let issued = self.issuers.charge(self.env().caller(), self.ledger.supply(), total)?;
            for (to, amount) in issues {
                let transfer = self.ledger.mint(to, amount);
                self.env().emit_event(transfer);
            }
            self.env().emit_event(issued);
            Ok(())
        }
    }

    impl Ownable for Points {
        #[ink(message)]
        fn owner(&self) -> AccountId {
            self.ownership.owner()
        }

        #[ink(message)]
        fn pending_owner(&self) -> Option<AccountId> {
            self.ownership.pending_owner()
        }

        #[ink(message)]
        fn transfer_ownership(&mut self, new_owner: Option<AccountId>) -> Result<(), OwnableError> {
            let event = self.ownership.offer(self.env().caller(), new_owner)?;
            self.env().emit_event(event);
            Ok(())
        }

        #[ink(message)]
        fn accept_ownership(&mut self) -> Result<(), OwnableError> {
            let event = self.ownership.accept(self.env().caller())?;
            self.env().emit_event(event);
            Ok(())
        }
    }
}
