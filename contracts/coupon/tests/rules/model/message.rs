//! What can be sent to coupons, and what comes back.

use ink::primitives::AccountId;
use psp22::PSP22Error;
use psp34::{Id, PSP34Error};
use tongquan_traits::{
    campaigns::{CampaignState, Details, Sale, Terms},
    coupon_error::CouponError,
    coupons::{Proof, Voucher},
    issuance::IssuanceError,
    ownable::OwnableError,
    redemption::{OrderRef, Receipt, Ticket},
    tills::TillLimits,
};

use crate::{book::Event, signing::Signature};

/// A message that may change something.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    OpenCampaign {
        terms: Terms,
        sale: Sale,
        details: Details,
    },
    ExtendCampaign {
        campaign: u32,
        budget: u32,
        issue_until: u64,
        valid_until: u64,
    },
    SetCampaignState {
        campaign: u32,
        state: CampaignState,
    },
    SetManager {
        account: AccountId,
        manager: bool,
    },
    SetTill {
        account: AccountId,
        limits: Option<TillLimits>,
    },
    TransferOwnership {
        new_owner: Option<AccountId>,
    },
    AcceptOwnership,

    Issue {
        campaign: u32,
        to: AccountId,
    },
    IssueBatch {
        campaign: u32,
        to: Vec<AccountId>,
    },
    Exchange {
        campaign: u32,
    },
    PublishCodes {
        campaign: u32,
        root: [u8; 32],
    },
    Claim {
        voucher: Voucher,
        proof: Proof,
        signature: Signature,
    },

    Transfer {
        to: AccountId,
        id: Id,
    },
    Approve {
        operator: AccountId,
        id: Option<Id>,
        approved: bool,
    },
    Burn {
        account: AccountId,
        id: Id,
    },

    Redeem {
        order: OrderRef,
        amount: u64,
        coupons: Vec<u64>,
    },
    RedeemWithTicket {
        ticket: Ticket,
        signature: Signature,
    },
    Reserve {
        order: OrderRef,
        amount: u64,
        coupons: Vec<u64>,
        until: u64,
    },
    ReserveWithTicket {
        ticket: Ticket,
        signature: Signature,
        until: u64,
    },
    Release {
        order: OrderRef,
    },
    Void {
        order: OrderRef,
    },
    Refund {
        order: OrderRef,
        amount: u64,
    },
    ClearReceipts {
        orders: Vec<OrderRef>,
    },
    ClearCoupons {
        coupons: Vec<u64>,
    },

    // These go to the contract of the points.
    ApprovePoints {
        value: u128,
    },
    TransferPoints {
        to: AccountId,
        value: u128,
    },
    IssuePoints {
        to: AccountId,
        amount: u128,
    },
    /// How many points the coupons may issue.
    SetQuota {
        quota: u128,
    },
}

/// What an accepted message answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Nothing,
    Campaign(u32),
    Coupon(u64),
    Receipt(Receipt),
}

/// Why a message was refused.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    Coupon(CouponError),
    Psp34(PSP34Error),
    Ownable(OwnableError),
    Psp22(PSP22Error),
    Issuance(IssuanceError),
}

macro_rules! from {
    ($($error:ident => $kind:ident),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::$kind(error)
            }
        }
    )*};
}
from!(
    CouponError => Coupon,
    PSP34Error => Psp34,
    OwnableError => Ownable,
    PSP22Error => Psp22,
    IssuanceError => Issuance
);

/// What a message answers and emits, in order, or why it is refused.
pub type Outcome = Result<(Answer, Vec<Event>), Refusal>;
