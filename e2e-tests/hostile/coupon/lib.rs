//! Coupons that do what PSP34 asks of them, until somebody tells them to cheat. Anybody may: this is
//! made for tests and never shipped.
//!
//! What a coupon promises is whatever `set_view` said last, with any royalty, and can be changed at
//! any time. Without the trick `NoView` it is a contract of coupons, with `NoView` one of other tokens.

#![cfg_attr(not(feature = "std"), no_std, no_main)]

pub use self::hostile_coupon::{HostileCoupon, HostileCouponRef, Trick};

#[ink::contract]
mod hostile_coupon {
    use ink::{
        prelude::vec::Vec,
        scale::{Decode, Encode},
        storage::{Lazy, Mapping},
    };
    use mischief::{act, answer, burn_gas, try_to_act, unknown, Ended, Puppet};
    use psp34::{Approval, Id, PSP34Error, Transfer, PSP34};
    use tongquan_traits::coupons::CouponView;

    /// What `transfer` does, or, where it says so, `owner_of` or `coupon`.
    #[derive(Debug, Clone, PartialEq, Eq)]
    #[ink::scale_derive(Encode, Decode, TypeInfo)]
    #[cfg_attr(feature = "std", derive(ink::storage::traits::StorageLayout))]
    pub enum Trick {
        /// Answers `Ok` and moves nothing.
        MoveNothing,
        /// Moves it, but to this account.
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
        /// `owner_of` says that this account owns it.
        LieAboutOwner(AccountId),
        /// `owner_of` traps.
        TrapOwner,
        /// `coupon` says that this account holds it.
        LieAboutHolder(AccountId),
        /// `coupon` is no message of this contract.
        NoView,
        /// `coupon` answers these bytes.
        GarbageView(Vec<u8>),
        /// `coupon` traps.
        TrapView,
        /// `coupon` runs until all gas is gone.
        BurnView,
    }

    /// An owner, an operator, and an item as long as it has moved so often; without an item, all.
    type Approved = (AccountId, AccountId, Option<(Id, u32)>);

    #[ink(storage)]
    #[derive(Default)]
    pub struct HostileCoupon {
        supply: u128,
        owners: Mapping<Id, AccountId>,
        balances: Mapping<AccountId, u32>,
        moves: Mapping<Id, u32>,
        approvals: Mapping<Approved, ()>,
        /// Views, encoded.
        views: Mapping<u64, Vec<u8>>,
        /// By whose items; `None`: everybody's.
        tricks: Mapping<Option<AccountId>, Trick>,
        reentry: Lazy<Option<Ended>>,
    }

    impl HostileCoupon {
        #[ink(constructor)]
        pub fn new() -> Self {
            Self::default()
        }

        /// From now on this is done with everybody's items; `None` ends that.
        #[ink(message)]
        pub fn set_trick(&mut self, trick: Option<Trick>) -> Result<(), PSP34Error> {
            self.keep(None, trick)
        }

        /// The same with the items of this account only, such as when they are to leave it. It comes
        /// before what is done with everybody's.
        #[ink(message)]
        pub fn set_trick_of(
            &mut self,
            account: AccountId,
            trick: Option<Trick>,
        ) -> Result<(), PSP34Error> {
            self.keep(Some(account), trick)
        }

        /// Makes an item.
        #[ink(message)]
        pub fn mint(&mut self, to: AccountId, id: Id) -> Result<(), PSP34Error> {
            if self.owners.contains(&id) {
                return Err(PSP34Error::TokenExists);
            }
            self.supply = self.supply.saturating_add(1);
            self.give(to, id);
            Ok(())
        }

        /// Moves anybody's item, without asking.
        #[ink(message)]
        pub fn seize(&mut self, to: AccountId, id: Id) -> Result<(), PSP34Error> {
            self.give(to, id);
            Ok(())
        }

        /// What `coupon` answers from now on, but for the holder and how often it changed hands.
        #[ink(message)]
        pub fn set_view(
            &mut self,
            coupon: u64,
            view: Option<CouponView>,
        ) -> Result<(), PSP34Error> {
            match view {
                Some(view) => drop(self.views.insert(coupon, &view.encode())),
                None => self.views.remove(coupon),
            }
            Ok(())
        }

        /// `Coupons::coupon`.
        #[ink(message, selector = 0xacd4a538)]
        pub fn coupon(&self, coupon: u64) -> Option<CouponView> {
            let id = Id::U64(coupon);
            let owner = self.owners.get(&id);
            let mut holder = owner;
            for trick in self.tricks(owner) {
                match trick {
                    Trick::LieAboutHolder(account) => holder = Some(account),
                    Trick::NoView => unknown(),
                    Trick::GarbageView(bytes) => answer(bytes),
                    Trick::TrapView => panic!(),
                    Trick::BurnView => burn_gas(),
                    _ => {}
                }
            }
            let view = CouponView::decode(&mut &self.views.get(coupon)?[..]).ok()?;
            Some(CouponView { holder: holder?, moves: self.moves(&id), ..view })
        }

        fn keep(&mut self, of: Option<AccountId>, trick: Option<Trick>) -> Result<(), PSP34Error> {
            match trick {
                Some(trick) => drop(self.tricks.insert(of, &trick)),
                None => self.tricks.remove(of),
            }
            Ok(())
        }

        fn tricks(&self, of: Option<AccountId>) -> Vec<Trick> {
            let own = of.and_then(|of| self.tricks.get(Some(of)));
            own.into_iter().chain(self.tricks.get(None::<AccountId>)).collect()
        }

        fn moves(&self, id: &Id) -> u32 {
            self.moves.get(id).unwrap_or_default()
        }

        fn is_approved(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool {
            let id = id.map(|id| (id.clone(), self.moves(&id)));
            self.approvals.contains((owner, operator, id))
        }

        fn count(&mut self, account: AccountId, change: i32) {
            let count = self.balances.get(account).unwrap_or_default();
            self.balances.insert(account, &count.saturating_add_signed(change));
        }

        fn give(&mut self, to: AccountId, id: Id) {
            let from = self.owners.get(&id);
            if let Some(from) = from {
                self.count(from, -1);
                self.moves.insert(&id, &self.moves(&id).saturating_add(1));
            }
            self.count(to, 1);
            self.owners.insert(&id, &to);
            self.env().emit_event(Transfer { from, to: Some(to), id });
        }

        fn honestly(&mut self, to: AccountId, id: Id) -> Result<(), PSP34Error> {
            let owner = self.owners.get(&id).ok_or(PSP34Error::TokenNotExists)?;
            let caller = self.env().caller();
            if caller != owner && !self.allowance(owner, caller, Some(id.clone())) {
                return Err(PSP34Error::NotApproved);
            }
            self.give(to, id);
            Ok(())
        }
    }

    impl Puppet for HostileCoupon {
        #[ink(message)]
        fn act(&self, contract: AccountId, input: Vec<u8>) -> Ended {
            act(contract, &input)
        }

        #[ink(message)]
        fn reentry(&self) -> Option<Ended> {
            self.reentry.get_or_default()
        }
    }

    impl PSP34 for HostileCoupon {
        #[ink(message)]
        fn collection_id(&self) -> Id {
            Id::Bytes(self.env().account_id().encode())
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u32 {
            self.balances.get(owner).unwrap_or_default()
        }

        #[ink(message)]
        fn owner_of(&self, id: Id) -> Option<AccountId> {
            let owner = self.owners.get(&id);
            for trick in self.tricks(owner) {
                match trick {
                    Trick::LieAboutOwner(account) => return Some(account),
                    Trick::TrapOwner => panic!(),
                    _ => {}
                }
            }
            owner
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool {
            let for_all = self.is_approved(owner, operator, None);
            match id {
                None => for_all,
                Some(id) => {
                    self.owners.get(&id) == Some(owner)
                        && (for_all || self.is_approved(owner, operator, Some(id)))
                }
            }
        }

        #[ink(message)]
        fn approve(
            &mut self,
            operator: AccountId,
            id: Option<Id>,
            approved: bool,
        ) -> Result<(), PSP34Error> {
            let caller = self.env().caller();
            let owner = match &id {
                None => caller,
                Some(id) => self.owners.get(id).ok_or(PSP34Error::TokenNotExists)?,
            };
            if caller != owner && !self.is_approved(owner, caller, None) {
                return Err(PSP34Error::NotApproved);
            }
            if operator == owner {
                return Err(PSP34Error::SelfApprove);
            }
            let of = id.clone().map(|id| (id.clone(), self.moves(&id)));
            match approved {
                true => drop(self.approvals.insert((owner, operator, of), &())),
                false => self.approvals.remove((owner, operator, of)),
            }
            self.env().emit_event(Approval { owner, operator, id, approved });
            Ok(())
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, id: Id, _data: Vec<u8>) -> Result<(), PSP34Error> {
            for trick in self.tricks(self.owners.get(&id)) {
                match trick {
                    Trick::MoveNothing => return Ok(()),
                    Trick::MoveTo(other) => return self.honestly(other, id),
                    Trick::Trap => panic!(),
                    Trick::BurnGas => burn_gas(),
                    Trick::Revert => return Err("Hostile".into()),
                    Trick::RefuseReceiver(receiver) if receiver == to => {
                        return Err("Hostile".into());
                    }
                    Trick::Garbage(bytes) => answer(bytes),
                    Trick::Silence => answer(Vec::new()),
                    Trick::Reenter { contract, input } => {
                        let ended = try_to_act(self.env().account_id(), contract, &input);
                        self.reentry.set(&Some(ended));
                    }
                    _ => {}
                }
            }
            self.honestly(to, id)
        }

        #[ink(message)]
        fn total_supply(&self) -> u128 {
            self.supply
        }
    }
}
