//! Why a message about coupons was refused. A refusal changes nothing.

use core::convert::Infallible;

use ink::primitives::AccountId;

use crate::{
    ownable::OwnableError,
    redemption::{OrderRef, Receipt},
};

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum CouponError {
    /// The caller is not the owner.
    Ownable(OwnableError),
    /// The caller, or the signer of the voucher, is not a manager.
    NotManager,
    /// The caller is not a till, or not any more.
    NotTill,

    /// There is no campaign with this number.
    NoCampaign,
    /// The campaign was closed for good.
    CampaignClosed,
    /// The terms contradict themselves.
    InvalidTerms(Fault),
    /// This would be worse for holders than what was promised.
    WorseTerms(Fault),

    /// The campaign issues nothing now: it is paused or closed, or its window is another one.
    NotIssuing { from: u64, until: u64 },
    /// The campaign's budget has room for `left` only.
    OverBudget { left: u32 },
    /// The member has as many as the limit per member allows.
    OverMemberLimit { member: AccountId },
    /// The list is empty.
    EmptyBatch,
    /// The campaign's coupons can't be had for points.
    NoPrice,
    /// The points contract did not do what was asked of it.
    Points(PointsFault),
    /// The voucher's time is over.
    VoucherExpired { at: u64 },
    /// The voucher was claimed before.
    VoucherUsed,
    /// The code doesn't belong to a tree that was published for the campaign.
    UnknownCode,
    /// The signature is not that of the holder, the manager or the code for exactly this.
    BadSignature,

    /// There is no such coupon; it may have been burned.
    NoCoupon { coupon: u64 },
    /// Another account holds the coupon.
    NotHolder { coupon: u64, holder: AccountId },
    /// The coupon can be redeemed from then on.
    NotYet { coupon: u64, from: u64 },
    /// The coupon ended then.
    Expired { at: u64 },
    /// The coupon is used up, by this order; its receipt says who, where and when, unless it was
    /// cleared.
    AlreadyRedeemed { coupon: u64, order: OrderRef, receipt: Option<Receipt> },
    /// The coupon is held for this order until then.
    AlreadyReserved { order: OrderRef, until: u64 },
    /// The coupon stands in the list before.
    DuplicateCoupon { coupon: u64 },
    /// The coupon can't be redeemed with others in one order.
    NotStackable { coupon: u64 },
    /// An order takes at most `MAX_BASKET` coupons.
    TooManyCoupons,
    /// The coupon is for orders of `minimum` or more.
    BelowMinimum { coupon: u64, minimum: u64 },
    /// Nothing is left to pay, so the coupon would be used for nothing.
    NothingToDeduct { coupon: u64 },
    /// The order reference was used with other arguments.
    OrderUsed { receipt: Receipt },
    /// The till's limits leave this much for today.
    OverDailyCap { value_left: u64, coupons_left: u32 },
    /// The ticket's deadline is over.
    TicketExpired { at: u64 },
    /// The ticket is for another till.
    OtherTill { till: AccountId },
    /// The hold has to end later than now, in no more than `MAX_HOLD`, and not after the ticket, which
    /// has to end in no more than `MAX_TICKET`.
    InvalidDeadline,

    /// The order has no receipt.
    NoReceipt,
    /// The order is not reserved.
    NotReserved,
    /// The order is only reserved, or was refunded in full or voided before.
    NotRedeemed,
    /// The time to void or refund was over then.
    WindowOver { at: u64 },
    /// A refund is at least 1 and at most the `left` of the order's amount; 0 for an order of 0.
    InvalidRefund { left: u64 },
    /// The coupon has another holder now, or had one meanwhile.
    CouponMoved { coupon: u64 },
    /// It can't be cleared before then.
    StillInUse { until: u64 },
}

/// On chain nothing is refused to the code that asks: a refusal ends the call.
impl From<Infallible> for CouponError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<OwnableError> for CouponError {
    fn from(error: OwnableError) -> Self {
        Self::Ownable(error)
    }
}

/// What is wrong with a campaign's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Fault {
    /// The budget is 0, or smaller than before.
    Budget,
    /// The issue ends before it begins, or earlier than before.
    IssueWindow,
    /// Coupons end before they begin, in the past, or earlier than before.
    Validity,
    /// The coupon is worth nothing, or more than everything.
    Value,
    /// The price is 0, or paid to the coupon contract, where it would be lost.
    Price,
    /// The royalty is larger than `MAX_ROYALTY`.
    Royalty,
}

/// What went wrong with the points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum PointsFault {
    /// The member has too few.
    InsufficientBalance,
    /// The member has not approved this contract to take that many.
    InsufficientAllowance,
    /// The contract says that it moved them, and has not (M6).
    NotPaid,
    /// This contract is not an issuer of the points.
    NotIssuer,
    /// The quota of this contract, or the cap of the points, has no room.
    OverQuota,
    /// There is no such contract, or it failed in another way.
    Failed,
}
