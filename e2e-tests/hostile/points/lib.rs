//! Points that do what PSP22 asks of them, until somebody tells them to cheat. Anybody may: this is
//! made for tests and never shipped.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::hostile_points::{HostilePoints, HostilePointsRef, Trick};

#[ink::contract]
mod hostile_points {
    use ink::{
        prelude::{vec, vec::Vec},
        storage::{Lazy, Mapping},
    };
    use mischief::{act, answer, burn_gas, try_to_act, Ended, Puppet};
    use psp22::{PSP22Data, PSP22Error, PSP22Event, PSP22};

    /// What `transfer` and `transfer_from` do, or, where it says so, `balance_of`.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub enum Trick {
        /// Answers `Ok` and moves nothing.
        MoveNothing,
        /// Moves so many fewer; they stay with the sender.
        MoveLess(u128),
        /// Moves all; so many of them are lost on the way.
        Keep(u128),
        /// Moves all, and makes so many more for the receiver.
        MintOnTransfer(u128),
        /// Moves all; the sender loses so many more, or all that are left.
        TakeMore(u128),
        /// Moves all, but to this account.
        MoveTo(AccountId),
        Trap,
        /// Runs until all gas is gone.
        BurnGas,
        /// Refuses with `Custom`.
        Revert,
        /// Refuses with `Custom` what this account would get.
        RefuseReceiver(AccountId),
        /// Moves nothing and answers these bytes, which are no result.
        Garbage(Vec<u8>),
        /// Moves nothing and answers no byte.
        Silence,
        /// First calls the contract with this input (selector and arguments); `reentry` tells what came
        /// of it.
        Reenter {
            contract: AccountId,
            input: Vec<u8>,
        },
        /// `balance_of` says this.
        LieBalance(u128),
        /// `balance_of` traps.
        TrapBalance,
        /// `balance_of` answers these bytes.
        GarbageBalance(Vec<u8>),
    }

    #[ink(storage)]
    #[derive(Default)]
    pub struct HostilePoints {
        data: PSP22Data,
        /// By whose transfers and balance; `None`: everybody's.
        tricks: Mapping<Option<AccountId>, Trick>,
        reentry: Lazy<Option<Ended>>,
    }

    impl HostilePoints {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// From now on this is done at the transfers, or with the balance, of any account; `None` ends
        /// that.
        #[ink(message)]
        pub fn set_trick(&mut self, trick: Option<Trick>) -> Result<(), PSP22Error> {
            self.keep(None, trick)
        }

        /// The same at the transfers out of this account only, or with its balance. It comes before
        /// what is done at any.
        #[ink(message)]
        pub fn set_trick_of(
            &mut self,
            account: AccountId,
            trick: Option<Trick>,
        ) -> Result<(), PSP22Error> {
            self.keep(Some(account), trick)
        }

        /// Makes points.
        #[ink(message)]
        pub fn mint(&mut self, to: AccountId, amount: u128) -> Result<(), PSP22Error> {
            let events = self.data.mint(to, amount);
            self.emit(events)
        }

        /// Destroys points of anybody, without asking.
        #[ink(message)]
        pub fn seize(&mut self, from: AccountId, amount: u128) -> Result<(), PSP22Error> {
            let events = self.data.burn(from, amount);
            self.emit(events)
        }

        fn keep(&mut self, of: Option<AccountId>, trick: Option<Trick>) -> Result<(), PSP22Error> {
            match trick {
                Some(trick) => drop(self.tricks.insert(of, &trick)),
                None => self.tricks.remove(of),
            }
            Ok(())
        }

        fn tricks(&self, of: AccountId) -> Vec<Trick> {
            [Some(of), None].into_iter().filter_map(|of| self.tricks.get(of)).collect()
        }

        fn emit(&self, events: Result<Vec<PSP22Event>, PSP22Error>) -> Result<(), PSP22Error> {
            for event in events? {
                match event {
                    PSP22Event::Transfer(transfer) => self.env().emit_event(transfer),
                    PSP22Event::Approval(approval) => self.env().emit_event(approval),
                }
            }
            Ok(())
        }

        fn honestly(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
        ) -> Result<(), PSP22Error> {
            let events = self.data.transfer_from(self.env().caller(), from, to, value);
            self.emit(events)
        }

        fn burn(&mut self, from: AccountId, most: u128) -> Result<(), PSP22Error> {
            self.seize(from, most.min(self.data.balance_of(from)))
        }

        fn cheat(&mut self, from: AccountId, to: AccountId, value: u128) -> Result<(), PSP22Error> {
            for trick in self.tricks(from) {
                match trick {
                    Trick::MoveNothing => return Ok(()),
                    Trick::MoveLess(less) => {
                        return self.honestly(from, to, value.saturating_sub(less))
                    }
                    Trick::Keep(lost) => {
                        self.honestly(from, to, value)?;
                        return self.burn(to, lost.min(value));
                    }
                    Trick::MintOnTransfer(more) => {
                        self.honestly(from, to, value)?;
                        return self.mint(to, more);
                    }
                    Trick::TakeMore(more) => {
                        self.honestly(from, to, value)?;
                        return self.burn(from, more);
                    }
                    Trick::MoveTo(other) => return self.honestly(from, other, value),
                    Trick::Trap => panic!(),
                    Trick::BurnGas => burn_gas(),
                    Trick::Revert => return Err(refusal()),
                    Trick::RefuseReceiver(receiver) if receiver == to => return Err(refusal()),
                    Trick::Garbage(bytes) => answer(bytes),
                    Trick::Silence => answer(vec![]),
                    Trick::Reenter { contract, input } => {
                        let ended = try_to_act(self.env().account_id(), contract, &input);
                        self.reentry.set(&Some(ended));
                    }
                    Trick::RefuseReceiver(_)
                    | Trick::LieBalance(_)
                    | Trick::TrapBalance
                    | Trick::GarbageBalance(_) => {}
                }
            }
            self.honestly(from, to, value)
        }
    }

    fn refusal() -> PSP22Error {
        PSP22Error::Custom("Hostile".into())
    }

    impl Puppet for HostilePoints {
        #[ink(message)]
        fn act(&self, contract: AccountId, input: Vec<u8>) -> Ended {
            act(contract, &input)
        }

        #[ink(message)]
        fn reentry(&self) -> Option<Ended> {
            self.reentry.get_or_default()
        }
    }

    impl PSP22 for HostilePoints {
        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.data.total_supply()
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u128 {
            for trick in self.tricks(owner) {
                match trick {
                    Trick::LieBalance(balance) => return balance,
                    Trick::TrapBalance => panic!(),
                    Trick::GarbageBalance(bytes) => answer(bytes),
                    _ => {}
                }
            }
            self.data.balance_of(owner)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, spender: AccountId) -> u128 {
            self.data.allowance(owner, spender)
        }

        #[ink(message)]
        fn transfer(
            &mut self,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            self.cheat(self.env().caller(), to, value)
        }

        #[ink(message)]
        fn transfer_from(
            &mut self,
            from: AccountId,
            to: AccountId,
            value: u128,
            _data: Vec<u8>,
        ) -> Result<(), PSP22Error> {
            self.cheat(from, to, value)
        }

        #[ink(message)]
        fn approve(&mut self, spender: AccountId, value: u128) -> Result<(), PSP22Error> {
            let events = self.data.approve(self.env().caller(), spender, value);
            self.emit(events)
        }

        #[ink(message)]
        fn increase_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            let events = self.data.increase_allowance(self.env().caller(), spender, delta_value);
            self.emit(events)
        }

        #[ink(message)]
        fn decrease_allowance(
            &mut self,
            spender: AccountId,
            delta_value: u128,
        ) -> Result<(), PSP22Error> {
            let events = self.data.decrease_allowance(self.env().caller(), spender, delta_value);
            self.emit(events)
        }
    }
}
