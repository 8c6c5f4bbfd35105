//! What the contract keeps with each coupon, and what follows from it and the time.

use ink::prelude::vec::Vec;
use psp34::ledger::{load_token, save_token, Token};
use tongquan_host::{read_enum, read_struct, Packed, Read, Reader};
use tongquan_traits::{
    campaigns::{Kind, Terms, Validity},
    coupon_error::CouponError,
    coupons::{CouponView, Status},
    redemption::OrderRef,
};

use crate::{
    campaigns,
    refusal::{refuse, Outcome},
};

/// The number of a coupon's campaign.
pub fn campaign_of(coupon: u64) -> u32 {
    u32::try_from(coupon >> 32).unwrap_or(0)
}

pub fn number(campaign: u32, serial: u32) -> u64 {
    u64::from(campaign) << 32 | u64::from(serial)
}

/// The state of one coupon.
#[derive(Clone)]
#[ink::scale_derive(Encode)]
pub struct Stamp {
    pub issued_at: u64,
    /// What a voucher is still worth.
    pub left: u64,
    /// The end that a refund granted; 0 for none.
    pub extended: u64,
    /// Until when there may be a receipt that can give something back.
    pub kept: u64,
    pub mark: Mark,
}
read_struct!(Stamp { issued_at, left, extended, kept, mark });

/// Whether an order has a hand on the coupon.
#[derive(Clone, Copy)]
#[ink::scale_derive(Encode)]
pub enum Mark {
    None {},
    /// It is held, before that time.
    Held {
        order: OrderRef,
        until: u64,
    },
    /// It is used up.
    Used {
        order: OrderRef,
    },
}
read_enum!(Mark { 0 => None {}, 1 => Held { order, until }, 2 => Used { order } });

impl Stamp {
    pub fn fresh(kind: &Kind, now: u64) -> Self {
        let left = match kind {
            Kind::Voucher { value } => *value,
            _ => 0,
        };
        Self { issued_at: now, left, extended: 0, kept: 0, mark: Mark::None {} }
    }

    #[inline(never)]
    pub fn of(token: &Token) -> Self {
        Read::read(&mut Reader(&token.data))
    }

    #[inline(never)]
    pub fn bytes(&self) -> Vec<u8> {
        Packed::of(self).as_slice().to_vec()
    }

    #[inline(never)]
    pub fn put(&self, coupon: u64, mut token: Token) {
        token.data = self.bytes();
        save_token(coupon, &token);
    }

    /// It can be redeemed at the first time and later, before the second.
    #[inline(never)]
    pub fn window(&self, terms: &Terms) -> (u64, u64) {
        let (from, until) = match terms.validity {
            Validity::Dates { from, until } => (from, until),
            Validity::AfterIssue { delay, length } => {
                let from = self.issued_at.saturating_add(delay);
                (from, from.saturating_add(length))
            }
        };
        (from, until.max(self.extended))
    }

    /// A hold that is over counts no more.
    #[inline(never)]
    pub fn mark(&self, now: u64) -> Mark {
        match self.mark {
            Mark::Held { until, .. } if until <= now => Mark::None {},
            mark => mark,
        }
    }

    #[inline(never)]
    pub fn status(&self, terms: &Terms, now: u64) -> Status {
        let (from, until) = self.window(terms);
        match self.mark(now) {
            Mark::Used { order } => Status::Redeemed { order },
            Mark::Held { order, until } => Status::Reserved { order, until },
            Mark::None {} if now < from => Status::NotYet {},
            Mark::None {} if now < until => Status::Usable {},
            Mark::None {} => Status::Expired {},
        }
    }
}

#[inline(never)]
pub fn load(coupon: u64) -> Option<(Token, Stamp)> {
    load_token(coupon).map(|token| {
        let stamp = Stamp::of(&token);
        (token, stamp)
    })
}

#[inline(never)]
pub fn find(coupon: u64) -> Outcome<(Token, Stamp)> {
    match load(coupon) {
        Some(found) => Ok(found),
        None => refuse(CouponError::NoCoupon { coupon }),
    }
}

pub fn view(coupon: u64, now: u64) -> Option<CouponView> {
    let (token, stamp) = load(coupon)?;
    let campaign = campaign_of(coupon);
    let terms = campaigns::load(campaign)?.terms;
    let (from, until) = stamp.window(&terms);
    Some(CouponView {
        holder: token.owner,
        status: stamp.status(&terms, now),
        kind: terms.kind,
        left: stamp.left,
        from,
        until,
        policy: terms.policy,
        royalty: campaigns::sale(campaign).royalty,
        stackable: terms.stackable,
        issued_at: stamp.issued_at,
        moves: token.moves,
    })
}
