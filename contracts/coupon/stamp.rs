//! What the contract keeps with each coupon, and what follows from it and the time.

use ink::{
    prelude::vec::Vec,
    scale::{Encode, Output},
};
use psp34::ledger::{load_token, save_token, Token};
use tongquan_host::{copied, unreadable, Packed, Read, Reader};
use tongquan_traits::{
    campaigns::{Terms, Validity},
    coupon_error::CouponError,
    coupons::{CouponView, Status},
    redemption::OrderRef,
};

use crate::{
    campaigns::{self, Record},
    refusal::{refuse, Outcome},
};

/// The number of a coupon's campaign.
pub fn campaign_of(coupon: u64) -> u32 {
    u32::try_from(coupon >> 32).unwrap_or(0)
}

pub fn number(campaign: u32, serial: u32) -> u64 {
    (u64::from(campaign) << 32) | u64::from(serial)
}

/// The state of one coupon.
#[derive(Clone)]
pub struct Stamp {
    pub issued_at: u64,
    /// What a voucher is still worth.
    pub left: u64,
    /// The end that a refund granted; 0 for none.
    pub extended: u64,
    /// Until when there may be a receipt that can give something back.
    pub kept: u64,
    pub mark: Mark,
    /// The order of the mark, if there is one.
    pub order: OrderRef,
    /// The end of the hold, if it is one.
    pub until: u64,
}

/// Whether an order has a hand on the coupon.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    None,
    /// It is held.
    Held,
    /// It is used up.
    Used,
}

/// What can be done with a coupon now; `Status` without the order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    Usable,
    NotYet,
    Reserved,
    Redeemed,
    Expired,
}

impl Read for Stamp {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        let mut stamp = Self::fresh(Read::read(reader), Read::read(reader));
        stamp.extended = Read::read(reader);
        stamp.kept = Read::read(reader);
        stamp.mark = match u8::read(reader) {
            0 => Mark::None,
            1 => Mark::Held,
            2 => Mark::Used,
            _ => unreadable(),
        };
        if stamp.mark != Mark::None {
            stamp.order = Read::read(reader);
        }
        if stamp.mark == Mark::Held {
            stamp.until = Read::read(reader);
        }
        stamp
    }
}

impl Encode for Stamp {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        self.issued_at.encode_to(dest);
        self.left.encode_to(dest);
        self.extended.encode_to(dest);
        self.kept.encode_to(dest);
        dest.push_byte(self.mark as u8);
        if self.mark != Mark::None {
            dest.write(&self.order);
        }
        if self.mark == Mark::Held {
            self.until.encode_to(dest);
        }
    }
}

impl Stamp {
    #[inline(never)]
    pub fn fresh(issued_at: u64, left: u64) -> Self {
        let (mark, order, until) = (Mark::None, [0; 32], 0);
        Self { issued_at, left, extended: 0, kept: 0, mark, order, until }
    }

    /// Sets the mark of this order.
    #[inline(never)]
    pub fn set_mark(&mut self, mark: Mark, order: &OrderRef) {
        self.mark = mark;
        self.order = *order;
    }

    pub fn of(token: &Token) -> Self {
        Read::read(&mut Reader(&token.data))
    }

    #[inline(never)]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Packed::new();
        self.encode_to(&mut bytes);
        bytes.as_slice().to_vec()
    }

    #[inline(never)]
    pub fn put(&self, coupon: u64, token: &mut Token) {
        token.data = self.bytes();
        save_token(coupon, token);
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
    pub fn mark(&self, now: u64) -> Mark {
        match self.mark {
            Mark::Held if self.until <= now => Mark::None,
            mark => mark,
        }
    }

    #[inline(never)]
    pub fn phase(&self, terms: &Terms, now: u64) -> Phase {
        let (from, until) = self.window(terms);
        match self.mark(now) {
            Mark::Used => Phase::Redeemed,
            Mark::Held => Phase::Reserved,
            Mark::None if now < from => Phase::NotYet,
            Mark::None if now < until => Phase::Usable,
            Mark::None => Phase::Expired,
        }
    }

    #[inline(never)]
    fn status(&self, terms: &Terms, now: u64) -> Status {
        match self.phase(terms, now) {
            Phase::Usable => Status::Usable {},
            Phase::NotYet => Status::NotYet {},
            Phase::Reserved => Status::Reserved { order: self.order, until: self.until },
            Phase::Redeemed => Status::Redeemed { order: self.order },
            Phase::Expired => Status::Expired {},
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

#[inline(never)]
pub fn view(coupon: u64, now: u64) -> Option<CouponView> {
    let Some((token, stamp)) = &load(coupon) else { return None };
    let campaign = campaign_of(coupon);
    let Some(Record { terms, .. }) = &campaigns::load(campaign) else { return None };
    let (from, until) = stamp.window(terms);
    Some(CouponView {
        holder: copied(&token.owner),
        status: stamp.status(terms, now),
        kind: terms.kind.clone(),
        left: stamp.left,
        from,
        until,
        policy: terms.policy,
        royalty: campaigns::royalty(campaign),
        stackable: terms.stackable,
        issued_at: stamp.issued_at,
        moves: token.moves,
    })
}
