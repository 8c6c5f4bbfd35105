//! Redemption (核销): coupons against an order at the till, and how it is undone.

use ink::{
    prelude::vec::Vec,
    primitives::AccountId,
    scale::{Encode, Output},
};
use tongquan_host::{read_enum, read_struct, Item};

use crate::{coupon_error::CouponError, coupons::signed};

/// The most coupons in one order.
pub const MAX_BASKET: usize = 16;

/// The longest hold: 24 hours.
pub const MAX_HOLD: u64 = 24 * 60 * 60 * 1_000;

/// The longest time from a ticket's use to its deadline: 30 days. Until then its receipt is kept.
pub const MAX_TICKET: u64 = 30 * 24 * 60 * 60 * 1_000;

/// A merchant's reference of an order: a text of up to 32 bytes, filled up with zeros, or the hash of
/// a longer one. Take references that nobody can guess: who knows one beforehand can use it first.
pub type OrderRef = [u8; 32];

#[ink::trait_definition]
pub trait Redemption {
    /// The receipt of an order; `None` if there is none, or if it was cleared.
    #[ink(message)]
    fn receipt(&self, order: OrderRef) -> Option<Receipt>;

    /// Redeems the caller's coupons against an order of `amount`, in this order: all or none. A
    /// voucher gives what it has, a deduction coupon what its terms say, as long as something is left
    /// to pay. The receipt says what the order costs less.
    ///
    /// If the same caller sent the same before, the answer is the first receipt and nothing changes;
    /// if it was reserved so, it is redeemed now (C4).
    ///
    /// # Errors
    ///
    /// `OrderUsed`, `EmptyBatch`, `TooManyCoupons`, `NoCoupon`, `DuplicateCoupon`, `NotHolder`,
    /// `AlreadyRedeemed`, `AlreadyReserved`, `NotYet`, `Expired`, `NotStackable`, `BelowMinimum`,
    /// `NothingToDeduct`, `Points`.
    ///
    /// # Events
    ///
    /// `ReceiptWritten`, and those of the points that a points coupon issues.
    #[ink(message)]
    fn redeem(
        &mut self,
        order: OrderRef,
        amount: u64,
        coupons: Vec<u64>,
    ) -> Result<Receipt, CouponError>;

    /// The same, by a till with the holder's signed ticket. What is signed is [`ticket_payload`].
    ///
    /// # Errors
    ///
    /// `NotTill`, `OverDailyCap`, `TicketExpired`, `InvalidDeadline` if the ticket is good for longer
    /// than `MAX_TICKET`, `OtherTill`, `BadSignature`, and those of `redeem`.
    ///
    /// # Events
    ///
    /// Those of `redeem`.
    #[ink(message)]
    fn redeem_with_ticket(
        &mut self,
        ticket: Ticket,
        signature: [u8; 64],
    ) -> Result<Receipt, CouponError>;

    /// Holds the caller's coupons for the order until then, without using them. `redeem` with the same
    /// arguments completes it, also after the coupons' end. At `until` the hold is over by itself.
    ///
    /// # Errors
    ///
    /// `InvalidDeadline` if `until` is not later than now or later than `MAX_HOLD` from now, and those
    /// of `redeem`.
    ///
    /// # Events
    ///
    /// `ReceiptWritten`.
    #[ink(message)]
    fn reserve(
        &mut self,
        order: OrderRef,
        amount: u64,
        coupons: Vec<u64>,
        until: u64,
    ) -> Result<Receipt, CouponError>;

    /// The same, by a till with the holder's ticket; `redeem_with_ticket` completes it.
    ///
    /// # Errors
    ///
    /// `InvalidDeadline` also if `until` is later than the ticket's deadline, and those of
    /// `redeem_with_ticket`.
    ///
    /// # Events
    ///
    /// `ReceiptWritten`.
    #[ink(message)]
    fn reserve_with_ticket(
        &mut self,
        ticket: Ticket,
        signature: [u8; 64],
        until: u64,
    ) -> Result<Receipt, CouponError>;

    /// Ends a hold: whoever made it or a manager at any time, anyone once it is over.
    ///
    /// # Errors
    ///
    /// `NoReceipt`, `NotReserved`, `AlreadyReserved` if it is not over yet.
    ///
    /// # Events
    ///
    /// `ReceiptRemoved`.
    #[ink(message)]
    fn release(&mut self, order: OrderRef) -> Result<(), CouponError>;

    /// Takes a redemption back that was a mistake: its till within the till's window, a manager as
    /// long as there is a receipt. All that was not refunded yet comes back, as in a refund; the order
    /// reference stays used.
    ///
    /// # Errors
    ///
    /// `NoReceipt`, `NotRedeemed`, `NotTill`, `WindowOver`, `CouponMoved`, `NoCoupon`,
    /// `Points`.
    ///
    /// # Events
    ///
    /// `ReceiptWritten`, and those of the points that come back.
    #[ink(message)]
    fn void(&mut self, order: OrderRef) -> Result<Receipt, CouponError>;

    /// Refunds `amount` of what the order amounted to, within the refund windows of its campaigns: a
    /// manager, or any till if all these campaigns allow it. A voucher gets back its deduction in
    /// proportion, `deduction * refunded / order amount` rounded down over all refunds of the order
    /// together; other coupons come back when the whole order is refunded.
    ///
    /// # Errors
    ///
    /// `NoReceipt`, `NotRedeemed`, `InvalidRefund`, `NotManager`, `WindowOver`, `CouponMoved`,
    /// `NoCoupon`, `Points`.
    ///
    /// # Events
    ///
    /// `ReceiptWritten`, and those of the points that come back.
    #[ink(message)]
    fn refund(&mut self, order: OrderRef, amount: u64) -> Result<Receipt, CouponError>;

    /// Removes receipts that nothing can change any more: all or none. The chain gives a deposit to
    /// whoever removes what it is for, so only who made a receipt, or a manager, may do so for the
    /// first `CLEARING_PRIORITY` after its `keep_until`, and anyone later.
    ///
    /// # Errors
    ///
    /// `EmptyBatch`, `NoReceipt`, `StillInUse`.
    ///
    /// # Events
    ///
    /// One `ReceiptRemoved` for each.
    #[ink(message)]
    fn clear_receipts(&mut self, orders: Vec<OrderRef>) -> Result<(), CouponError>;
}

/// How long only the payer of a receipt's deposit, or a manager, may clear it: 30 days.
pub const CLEARING_PRIORITY: u64 = 30 * 24 * 60 * 60 * 1_000;

/// A holder's consent to one redemption, signed offline.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Ticket {
    /// `None`: any till of the merchant.
    pub till: Option<AccountId>,
    pub order: OrderRef,
    /// What the order amounts to, before deductions.
    pub amount: u64,
    pub coupons: Vec<u64>,
    /// It is good before this.
    pub deadline: u64,
}
read_struct!(Ticket { till, order, amount, coupons, deadline });

/// The bytes that a holder signs: a ticket for one contract on one chain, and for each coupon how
/// often it has changed hands, so that an old ticket says nothing after the coupon moved (C5).
pub fn ticket_payload(contract: &AccountId, ticket: &Ticket, moves: &[u32]) -> Vec<u8> {
    signed(b"tongquan ticket\0", contract, &(ticket, Each(moves)))
}

/// Numbers one after the other, without how many there are.
struct Each<'a>(&'a [u32]);

impl Encode for Each<'_> {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        for number in self.0 {
            number.encode_to(dest);
        }
    }
}

/// What was done with the coupons of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Receipt {
    pub holder: AccountId,
    /// `None`: the holder called.
    pub till: Option<AccountId>,
    /// What the order amounted to, before deductions.
    pub amount: u64,
    /// When it was redeemed, or reserved.
    pub at: u64,
    pub state: ReceiptState,
    /// How much of `amount` was refunded.
    pub refunded: u64,
    /// It can be cleared at this time and later.
    pub keep_until: u64,
    pub lines: Vec<Line>,
}
read_struct!(Receipt { holder, till, amount, at, state, refunded, keep_until, lines });

impl Receipt {
    /// Who made it, and paid for its storage.
    pub fn by(&self) -> AccountId {
        self.till.unwrap_or(self.holder)
    }

    pub fn is_by(&self, account: &AccountId) -> bool {
        self.till.as_ref().unwrap_or(&self.holder) == account
    }
}

/// What one coupon did for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Line {
    pub coupon: u64,
    /// What the order costs less.
    pub deduction: u64,
    /// How often the coupon had changed hands.
    pub moves: u32,
}
read_struct!(Line { coupon, deduction, moves });

impl Item for Line {}

/// How far an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ReceiptState {
    /// Its coupons are held until then.
    Reserved { until: u64 },
    /// Its coupons are used; a part may have been refunded.
    Redeemed {},
    /// All of it was refunded.
    Refunded {},
    /// It was a mistake and has been taken back.
    Voided {},
}
read_enum!(ReceiptState { 0 => Reserved { until }, 1 => Redeemed {}, 2 => Refunded {}, 3 => Voided {} });

/// The receipt of the order from now on, after `by` reserved, redeemed, refunded or voided it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptWritten {
    pub order: OrderRef,
    pub by: AccountId,
    pub receipt: Receipt,
}

/// The order has no receipt from now on: its hold was released, or its receipt cleared.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptRemoved {
    pub order: OrderRef,
    pub by: AccountId,
}
