//! A merchant's coupons (券): a PSP34 token that is issued under campaigns, redeemed at the till and
//! refunded.
//!
//! This file only receives messages and answers them. The rules are in `campaigns` (what is promised),
//! `issue` and `claim` (how coupons come to members), `redeem` and `undo` (what happens to them at
//! the till), `standard` (what PSP34 allows), `tills` (who works for the merchant), `points` (what
//! other contracts are asked); `stamp` and `receipts` are what is kept of a coupon and of an order.

#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![deny(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]
// An error can carry the receipt of who was first. On chain no error is passed on.
#![allow(clippy::result_large_err)]
// The enum of all messages is ink's, and not in the code on chain.
#![allow(clippy::large_enum_variant)]

mod campaigns;
mod claim;
#[cfg(own_entry)]
mod entry;
mod issue;
mod items;
mod points;
mod receipts;
mod redeem;
mod refusal;
mod stamp;
mod standard;
mod tills;
mod undo;

pub use self::coupon::{Coupon, CouponRef};

#[ink::contract]
mod coupon {
    use ink::prelude::{string::String, vec::Vec};
    use psp34::{ledger, Id, PSP34Burnable, PSP34Enumerable, PSP34Error, PSP34Metadata, PSP34};
    use tongquan_host::{
        answer, answer_bytes, answer_stored, caller, lock_code, now, outcome, save,
        storage::{hash, set},
    };
    use tongquan_ownership as ownership;
    use tongquan_traits::{
        campaigns::{Campaign, CampaignState, Campaigns, Details, Sale, Terms},
        coupon_error::CouponError,
        coupons::{CouponView, Coupons, Proof, Voucher},
        ownable::{Ownable, OwnableError},
        redemption::{OrderRef, Receipt, Redemption, Ticket},
        tills::{Till, TillLimits, Tills},
    };

    use crate::{
        campaigns, claim, issue,
        items::{campaign_key, key, Table},
        receipts,
        redeem::{redeem, Request},
        refusal::{refuse, Outcome},
        stamp, standard,
        tills::{self, ensure_manager},
        undo,
    };

    #[ink(storage)]
    pub struct Coupon {}

    impl Coupon {
        /// Deploys a merchant's coupons, owned by the caller.
        ///
        /// `name` is the collection's name; `genesis_hash` that of the chain, which makes the address
        /// unique to it: what members sign for this contract is worth nothing elsewhere. `desk` is the
        /// hash of the service desk's code, which must be on the chain already.
        ///
        /// # Events
        ///
        /// `OwnershipTransferred`.
        #[ink(constructor)]
        pub fn new(name: String, genesis_hash: [u8; 32], desk: [u8; 32]) -> Self {
            lock_code(&desk);
            set(&key(Table::Desk, &[]), &desk);
            save(&key(Table::Name, &[]), name.as_bytes());
            set(&key(Table::GenesisHash, &[]), &genesis_hash);
            ownership::hand_over(None, &caller());
            Self {}
        }
    }

    /// What only managers may do.
    fn managed<T>(act: impl FnOnce(&AccountId) -> Outcome<T>) -> Outcome<T> {
        let caller = caller();
        ensure_manager(&caller)?;
        act(&caller)
    }

    impl PSP34 for Coupon {
        #[ink(message)]
        fn collection_id(&self) -> Id {
            answer(standard::collection_id())
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u32 {
            answer(ledger::balance_of(&owner))
        }

        #[ink(message)]
        fn owner_of(&self, id: Id) -> Option<AccountId> {
            answer(ledger::get_token(&id).map(|(_, token)| token.owner))
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool {
            answer(ledger::allowance(&owner, &operator, id.as_ref()))
        }

        #[ink(message)]
        fn approve(
            &mut self,
            operator: AccountId,
            id: Option<Id>,
            approved: bool,
        ) -> Result<(), PSP34Error> {
            outcome(ledger::approve(&caller(), &operator, id, approved))
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, id: Id, _data: Vec<u8>) -> Result<(), PSP34Error> {
            outcome(standard::transfer(&caller(), now(), &to, &id))
        }

        #[ink(message)]
        fn total_supply(&self) -> u128 {
            answer(ledger::total_supply())
        }
    }

    impl PSP34Metadata for Coupon {
        #[ink(message)]
        fn get_attribute(&self, id: Id, key: Vec<u8>) -> Option<Vec<u8>> {
            answer_bytes(standard::attribute(&id, &key))
        }
    }

    impl PSP34Enumerable for Coupon {
        #[ink(message)]
        fn owners_token_by_index(&self, owner: AccountId, index: u128) -> Option<Id> {
            answer(ledger::owners_token_by_index(&owner, index))
        }

        #[ink(message)]
        fn token_by_index(&self, index: u128) -> Option<Id> {
            answer(ledger::token_by_index(index))
        }
    }

    impl PSP34Burnable for Coupon {
        #[ink(message)]
        fn burn(&mut self, account: AccountId, id: Id) -> Result<(), PSP34Error> {
            outcome(standard::burn(&caller(), now(), &account, &id))
        }
    }

    impl Campaigns for Coupon {
        #[ink(message)]
        fn campaign_count(&self) -> u32 {
            answer(campaigns::count())
        }

        #[ink(message)]
        fn campaign(&self, campaign: u32) -> Option<Campaign> {
            answer_stored(&[
                campaign_key(Table::Campaigns, campaign),
                campaign_key(Table::Sales, campaign),
            ])
        }

        #[ink(message)]
        fn campaign_details(&self, campaign: u32) -> Option<Details> {
            answer_stored(&[campaign_key(Table::Details, campaign)])
        }

        #[ink(message)]
        fn open_campaign(
            &mut self,
            terms: Terms,
            sale: Sale,
            details: Details,
        ) -> Result<u32, CouponError> {
            outcome(managed(|caller| campaigns::open(caller, now(), &terms, &sale, &details)))
        }

        #[ink(message)]
        fn extend_campaign(
            &mut self,
            campaign: u32,
            budget: u32,
            issue_until: u64,
            valid_until: u64,
        ) -> Result<(), CouponError> {
            outcome(managed(|caller| {
                campaigns::extend(caller, campaign, budget, issue_until, valid_until)
            }))
        }

        #[ink(message)]
        fn set_campaign_state(
            &mut self,
            campaign: u32,
            state: CampaignState,
        ) -> Result<(), CouponError> {
            outcome(managed(|caller| campaigns::set_state(caller, campaign, state)))
        }
    }

    impl Coupons for Coupon {
        #[ink(message)]
        fn genesis_hash(&self) -> [u8; 32] {
            answer(hash(&key(Table::GenesisHash, &[])))
        }

        #[ink(message)]
        fn desk(&self) -> [u8; 32] {
            answer(hash(&key(Table::Desk, &[])))
        }

        #[ink(message)]
        fn coupon(&self, coupon: u64) -> Option<CouponView> {
            answer(stamp::view(coupon, now()))
        }

        #[ink(message)]
        fn issued_to(&self, campaign: u32, member: AccountId) -> u32 {
            answer(issue::issued_to(campaign, &member))
        }

        #[ink(message)]
        fn issue(&mut self, campaign: u32, to: AccountId) -> Result<u64, CouponError> {
            outcome(managed(|_| issue::issue(now(), campaign, &[to])))
        }

        #[ink(message)]
        fn issue_batch(&mut self, campaign: u32, to: Vec<AccountId>) -> Result<u64, CouponError> {
            outcome(managed(|_| match to.is_empty() {
                true => refuse(CouponError::EmptyBatch),
                false => issue::issue(now(), campaign, &to),
            }))
        }

        #[ink(message)]
        fn exchange(&mut self, campaign: u32) -> Result<u64, CouponError> {
            outcome(issue::exchange(&caller(), now(), campaign))
        }

        #[ink(message)]
        fn publish_codes(&mut self, campaign: u32, root: [u8; 32]) -> Result<(), CouponError> {
            outcome(managed(|caller| claim::publish_codes(caller, campaign, root)))
        }

        #[ink(message)]
        fn claim(
            &mut self,
            voucher: Voucher,
            proof: Proof,
            signature: [u8; 64],
        ) -> Result<u64, CouponError> {
            outcome(claim::claim(now(), &voucher, &proof, &signature))
        }

        #[ink(message)]
        fn is_claimed(&self, campaign: u32, issuer: [u8; 32], number: u32) -> bool {
            answer(claim::is_claimed(campaign, &issuer, number))
        }

        #[ink(message)]
        fn clear_coupons(&mut self, coupons: Vec<u64>) -> Result<(), CouponError> {
            outcome(managed(|_| standard::clear_coupons(now(), &coupons)))
        }
    }

    /// Redeems coupons of the caller's own, or holds them.
    #[inline(never)]
    fn redeem_own(
        order: &OrderRef,
        amount: u64,
        coupons: &[u64],
        hold: Option<u64>,
    ) -> Result<Receipt, CouponError> {
        let request = Request { order, amount, coupons, ticket: None, hold };
        outcome(redeem(&caller(), now(), &request))
    }

    /// Redeems the coupons of who signed the ticket, or holds them.
    #[inline(never)]
    fn redeem_theirs(
        ticket: &Ticket,
        signature: &[u8; 64],
        hold: Option<u64>,
    ) -> Result<Receipt, CouponError> {
        outcome(redeem(&caller(), now(), &Request::of_ticket(ticket, signature, hold)))
    }

    impl Redemption for Coupon {
        #[ink(message)]
        fn receipt(&self, order: OrderRef) -> Option<Receipt> {
            answer_stored(&[receipts::receipt_key(&order)])
        }

        #[ink(message)]
        fn redeem(
            &mut self,
            order: OrderRef,
            amount: u64,
            coupons: Vec<u64>,
        ) -> Result<Receipt, CouponError> {
            redeem_own(&order, amount, &coupons, None)
        }

        #[ink(message)]
        fn redeem_with_ticket(
            &mut self,
            ticket: Ticket,
            signature: [u8; 64],
        ) -> Result<Receipt, CouponError> {
            redeem_theirs(&ticket, &signature, None)
        }

        #[ink(message)]
        fn reserve(
            &mut self,
            order: OrderRef,
            amount: u64,
            coupons: Vec<u64>,
            until: u64,
        ) -> Result<Receipt, CouponError> {
            redeem_own(&order, amount, &coupons, Some(until))
        }

        #[ink(message)]
        fn reserve_with_ticket(
            &mut self,
            ticket: Ticket,
            signature: [u8; 64],
            until: u64,
        ) -> Result<Receipt, CouponError> {
            redeem_theirs(&ticket, &signature, Some(until))
        }

        #[ink(message)]
        fn release(&mut self, order: OrderRef) -> Result<(), CouponError> {
            outcome(undo::release(&caller(), now(), &order))
        }

        #[ink(message)]
        fn void(&mut self, order: OrderRef) -> Result<Receipt, CouponError> {
            outcome(undo::void(&caller(), now(), &order))
        }

        #[ink(message)]
        fn refund(&mut self, order: OrderRef, amount: u64) -> Result<Receipt, CouponError> {
            outcome(undo::refund(&caller(), now(), &order, amount))
        }

        #[ink(message)]
        fn clear_receipts(&mut self, orders: Vec<OrderRef>) -> Result<(), CouponError> {
            outcome(receipts::clear_all(&caller(), now(), &orders))
        }
    }

    impl Tills for Coupon {
        #[ink(message)]
        fn is_manager(&self, account: AccountId) -> bool {
            answer(tills::is_manager(&account))
        }

        #[ink(message)]
        fn till(&self, account: AccountId) -> Option<Till> {
            answer(tills::till(&account, now()))
        }

        #[ink(message)]
        fn set_manager(&mut self, account: AccountId, manager: bool) -> Result<(), CouponError> {
            outcome(tills::set_manager(&caller(), &account, manager))
        }

        #[ink(message)]
        fn set_till(
            &mut self,
            account: AccountId,
            limits: Option<TillLimits>,
        ) -> Result<(), CouponError> {
            outcome(managed(|caller| {
                tills::set_till(caller, &account, limits.as_ref());
                Ok(())
            }))
        }
    }

    impl Ownable for Coupon {
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
