//! Items by the rules of PSP34, and coupons by those of the coupon contract.

use std::collections::{BTreeMap, BTreeSet};

use ink::primitives::AccountId;
use psp34::{Id, PSP34Error};
use tongquan_traits::{
    campaigns::{Kind, Policy, Royalty},
    coupons::{CouponView, Status},
};

/// The items of one contract.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Collection {
    /// Whether it is a coupon contract. Another one has no message `Coupons::coupon`.
    pub of_coupons: bool,
    pub pieces: BTreeMap<Id, Piece>,
    /// Owners, and who may act for them on all items.
    operators: BTreeSet<(AccountId, AccountId)>,
}

/// An item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub owner: AccountId,
    /// Who may move it. This ends when it moves.
    pub approved: BTreeSet<AccountId>,
    /// What it is good for, in a coupon contract.
    pub coupon: Option<Coupon>,
}

/// What a coupon is good for. Tests change the fields at will, as cheating contracts do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coupon {
    pub kind: Kind,
    pub left: u64,
    pub from: u64,
    pub until: u64,
    pub policy: Policy,
    pub royalty: Option<Royalty>,
    pub stackable: bool,
    pub issued_at: u64,
    pub moves: u32,
    pub mark: Mark,
}

/// What keeps a coupon from being used, whatever its times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    /// Held for this order until then.
    Reserved {
        order: [u8; 32],
        until: u64,
    },
    Redeemed {
        order: [u8; 32],
    },
}

impl Coupon {
    /// A voucher of 50 that anyone may pass on, to be used at `from` and later, before `until`, without
    /// royalty.
    pub fn good(from: u64, until: u64) -> Self {
        Self {
            kind: Kind::Voucher { value: 50 },
            left: 50,
            from,
            until,
            policy: Policy::Free {},
            royalty: None,
            stackable: true,
            issued_at: 0,
            moves: 0,
            mark: Mark::None,
        }
    }

    /// The same with a royalty for `to`.
    pub fn with_royalty(self, to: AccountId, basis_points: u16) -> Self {
        Self { royalty: Some(Royalty { to, basis_points }), ..self }
    }

    pub fn status(&self, now: u64) -> Status {
        match self.mark {
            Mark::Redeemed { order } => Status::Redeemed { order },
            Mark::Reserved { order, until } if now < until => Status::Reserved { order, until },
            _ if now < self.from => Status::NotYet {},
            _ if now < self.until => Status::Usable {},
            _ => Status::Expired {},
        }
    }

    pub fn view(&self, holder: AccountId, now: u64) -> CouponView {
        CouponView {
            holder,
            kind: self.kind.clone(),
            left: self.left,
            status: self.status(now),
            from: self.from,
            until: self.until,
            policy: self.policy,
            royalty: self.royalty,
            stackable: self.stackable,
            issued_at: self.issued_at,
            moves: self.moves,
        }
    }

    /// The rule that keeps it from going from one to another.
    fn stays(&self, from: AccountId, to: AccountId, now: u64) -> Option<&'static str> {
        match (self.status(now), &self.policy) {
            (Status::Redeemed { .. }, _) => Some("Redeemed"),
            (Status::Reserved { .. }, _) => Some("Reserved"),
            (Status::Expired {}, _) => Some("Expired"),
            (_, Policy::Bound {}) => Some("Bound"),
            (_, Policy::GiftOnly { gift }) if *gift != from && *gift != to => Some("GiftOnly"),
            _ => None,
        }
    }
}

impl Collection {
    pub fn owner(&self, id: &Id) -> Option<AccountId> {
        self.pieces.get(id).map(|piece| piece.owner)
    }

    /// Whether it is approved, as `PSP34::allowance` tells it. Owners need no approval.
    pub fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<&Id>) -> bool {
        let for_all = self.operators.contains(&(owner, operator));
        match id {
            None => for_all,
            Some(id) => self.pieces.get(id).is_some_and(|piece| {
                piece.owner == owner
                    && operator != owner
                    && (for_all || piece.approved.contains(&operator))
            }),
        }
    }

    pub fn approve_all(&mut self, owner: AccountId, operator: AccountId) {
        self.operators.insert((owner, operator));
    }

    pub fn view(&self, coupon: u64, now: u64) -> Option<CouponView> {
        let piece = self.pieces.get(&Id::U64(coupon))?;
        piece.coupon.as_ref().map(|facts| facts.view(piece.owner, now))
    }

    /// Moves an item for `caller`.
    pub fn transfer(
        &mut self,
        caller: AccountId,
        now: u64,
        to: AccountId,
        id: &Id,
    ) -> Result<(), PSP34Error> {
        let Some(piece) = self.pieces.get(id) else { return Err(PSP34Error::TokenNotExists) };
        let from = piece.owner;
        if caller != from && !self.allowance(from, caller, Some(id)) {
            return Err(PSP34Error::NotApproved);
        }
        if let Some(rule) = piece.coupon.as_ref().and_then(|facts| facts.stays(from, to, now)) {
            return Err(PSP34Error::from(rule));
        }
        self.force(to, id);
        Ok(())
    }

    /// Moves an item whoever allows it.
    pub fn force(&mut self, to: AccountId, id: &Id) {
        let Some(piece) = self.pieces.get_mut(id) else { return };
        if piece.owner == to {
            return;
        }
        piece.owner = to;
        piece.approved.clear();
        if let Some(facts) = &mut piece.coupon {
            facts.moves = facts.moves.wrapping_add(1);
        }
    }
}
