//! What points and coupons do that were written to cheat.

use ink::{primitives::AccountId, scale::Encode};
use tongquan_traits::coupons::CouponView;

use crate::call::Call;

/// A behaviour of one contract. It has any number of them; the first that fits a call is the one that
/// answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cheat {
    /// To which calls.
    pub asked: Asked,
    pub does: Does,
    /// How many such calls it answers honestly before,
    pub skip: u32,
    /// and how many it then cheats; `u32::MAX`: all.
    pub times: u32,
}

impl Cheat {
    /// Always.
    pub fn new(asked: Asked, does: Does) -> Self {
        Self { asked, does, skip: 0, times: u32::MAX }
    }

    /// Once, after `skip` honest answers to such calls.
    pub fn once(asked: Asked, does: Does, skip: u32) -> Self {
        Self { asked, does, skip, times: 1 }
    }

    /// What it does to this call, if anything.
    pub(crate) fn answers(&mut self, call: &Call) -> Option<Does> {
        if !self.asked.is(call) || self.times == 0 {
            return None;
        }
        if self.skip > 0 {
            self.skip -= 1;
            return None;
        }
        if self.times != u32::MAX {
            self.times -= 1;
        }
        Some(self.does.clone())
    }
}

/// The calls that a cheat answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    Anything,
    /// `PSP22::balance_of`.
    Balance,
    /// `PSP22::allowance`.
    PointsAllowance,
    /// `PSP22::transfer`: points go from who calls.
    Push,
    /// `PSP22::transfer_from`.
    Pull,
    /// `PSP34::owner_of`.
    Owner,
    /// `PSP34::allowance`.
    ItemAllowance,
    /// `PSP34::transfer`.
    Move,
    /// `Coupons::coupon`.
    View,
}

impl Asked {
    pub fn is(self, call: &Call) -> bool {
        match self {
            Self::Anything => true,
            Self::Balance => matches!(call, Call::BalanceOf(_)),
            Self::PointsAllowance => matches!(call, Call::PointsAllowance { .. }),
            Self::Push => matches!(call, Call::Transfer { .. }),
            Self::Pull => matches!(call, Call::TransferFrom { .. }),
            Self::Owner => matches!(call, Call::OwnerOf(_)),
            Self::ItemAllowance => matches!(call, Call::ItemAllowance { .. }),
            Self::Move => matches!(call, Call::Move { .. }),
            Self::View => matches!(call, Call::Coupon(_)),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// It traps, or is gone.
    Trap,
    /// It answers these bytes, as they are, and does nothing.
    Answer(Vec<u8>),
    /// It takes everything back and answers these bytes, as they are.
    Revert(Vec<u8>),
    /// It has no such message.
    NotKnow,
    /// It refuses by a rule of its own: `Custom`.
    Refuse,
    /// It says that it moved points or an item, and did nothing.
    MoveNothing,
    /// It moves so many points fewer than it says,
    MoveLess(u128),
    /// or so many more, if there are as many. Neither asks for an allowance.
    MoveMore(u128),
    /// It moves the points, of which so many are lost on their way.
    Keep(u128),
    /// It moves the points from the receiver to the sender.
    MoveBack,
    /// It moves points or an item, but to this account.
    MoveTo(AccountId),
}

impl Does {
    /// It says that somebody has so many points, or may spend them.
    pub fn say_amount(amount: u128) -> Self {
        Self::say(&amount)
    }

    /// It says that this is the owner of the item.
    pub fn say_owner(owner: Option<AccountId>) -> Self {
        Self::say(&owner)
    }

    /// It says that this is what the coupon is.
    pub fn say_coupon(view: Option<&CouponView>) -> Self {
        Self::say(&view)
    }

    /// It answers this value.
    pub fn say(value: &impl Encode) -> Self {
        Self::Answer([&[0], &value.encode()[..]].concat())
    }
}
