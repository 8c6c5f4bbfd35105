//! Campaigns (批次): what a merchant promises, once for all coupons that are issued under it.

use ink::{prelude::string::String, primitives::AccountId};
use tongquan_host::{read_enum, read_struct};

use crate::coupon_error::CouponError;

/// The largest royalty on a resale, in basis points (hundredths of a percent).
pub const MAX_ROYALTY: u16 = 1_000;

/// A whole, in basis points.
pub const WHOLE: u16 = 10_000;

#[ink::trait_definition]
pub trait Campaigns {
    /// How many campaigns were ever opened. Their numbers are 1 to this.
    #[ink(message)]
    fn campaign_count(&self) -> u32;

    /// Terms and state of the campaign, and how many of its coupons there are.
    #[ink(message)]
    fn campaign(&self, campaign: u32) -> Option<Campaign>;

    /// What people should know about the campaign.
    #[ink(message)]
    fn campaign_details(&self, campaign: u32) -> Option<Details>;

    /// Opens a campaign and answers its number.
    ///
    /// # Errors
    ///
    /// `NotManager`, `InvalidTerms`.
    ///
    /// # Events
    ///
    /// `CampaignOpened`.
    #[ink(message)]
    fn open_campaign(
        &mut self,
        terms: Terms,
        sale: Sale,
        details: Details,
    ) -> Result<u32, CouponError>;

    /// Makes the terms better for holders (C6): a larger budget, a later end of the issue, and a later
    /// end of validity: `valid_until` is the `until` of `Validity::Dates` or the `length` of
    /// `Validity::AfterIssue`. It also holds for the coupons that are already out. What equals the
    /// terms of now stays.
    ///
    /// # Errors
    ///
    /// `NotManager`, `NoCampaign`, `CampaignClosed`, `WorseTerms`.
    ///
    /// # Events
    ///
    /// `CampaignExtended`.
    #[ink(message)]
    fn extend_campaign(
        &mut self,
        campaign: u32,
        budget: u32,
        issue_until: u64,
        valid_until: u64,
    ) -> Result<(), CouponError>;

    /// Pauses the issue, resumes it, or closes the campaign for good. What is out stays redeemable.
    ///
    /// # Errors
    ///
    /// `NotManager`, `NoCampaign`, `CampaignClosed` if it was closed before.
    ///
    /// # Events
    ///
    /// `CampaignStateSet`.
    #[ink(message)]
    fn set_campaign_state(
        &mut self,
        campaign: u32,
        state: CampaignState,
    ) -> Result<(), CouponError>;
}

/// What a coupon is good for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Kind {
    /// A shopping voucher (购物券) with a stored value that can be spent in parts.
    Voucher { value: u64 },
    /// A points coupon (积分券): redeeming it issues `amount` points of the contract `token` to the
    /// holder.
    Points { token: AccountId, amount: u128 },
    /// A deduction coupon (抵扣券), for orders of `minimum` or more.
    Deduction { minimum: u64, off: Off },
    /// An exchange coupon (兑换券) for the good that the campaign's details name.
    Exchange {},
}
read_enum!(Kind {
    0 => Voucher { value },
    1 => Points { token, amount },
    2 => Deduction { minimum, off },
    3 => Exchange {}
});

/// How much a deduction coupon takes off. It never takes off more than there is to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Off {
    Fixed {
        amount: u64,
    },
    /// This part of the order's amount, in basis points, rounded down, at most `ceiling`.
    Part {
        basis_points: u16,
        ceiling: u64,
    },
}
read_enum!(Off { 0 => Fixed { amount }, 1 => Part { basis_points, ceiling } });

/// When a coupon can be redeemed: at `from` and later, before `until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Validity {
    /// Between two dates, whenever it was issued.
    Dates { from: u64, until: u64 },
    /// For `length`, from `delay` after the issue.
    AfterIssue { delay: u64, length: u64 },
}
read_enum!(Validity { 0 => Dates { from, until }, 1 => AfterIssue { delay, length } });

/// What holders may do with a coupon besides redeeming it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Policy {
    /// Transfer it to anyone.
    Free {},
    /// Give it away through this gift contract: transfers to it and from it, and no others.
    GiftOnly { gift: AccountId },
    /// Nothing: it stays with the member to whom it was issued.
    Bound {},
}
read_enum!(Policy { 0 => Free {}, 1 => GiftOnly { gift }, 2 => Bound {} });

/// How a redemption can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct RefundRule {
    /// For how long after the redemption.
    pub window: u64,
    /// How long a coupon can at least be used after a refund, also after its end. 0: no grace.
    pub grace: u64,
    /// Whether tills may refund, or managers only.
    pub by_tills: bool,
    /// Whether a points coupon can come back when its holder has spent some of the points: then the
    /// rest is taken. Otherwise all of them must be there.
    pub points_within_balance: bool,
}
read_struct!(RefundRule { window, grace, by_tills, points_within_balance });

/// The terms of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Terms {
    pub kind: Kind,
    /// How many coupons may be issued.
    pub budget: u32,
    /// How many may be issued to one member; 0: any number (C7).
    pub per_member: u32,
    /// Coupons are issued at this time and later,
    pub issue_from: u64,
    /// and before this.
    pub issue_until: u64,
    pub validity: Validity,
    pub policy: Policy,
    pub refund: RefundRule,
    /// Whether a coupon can be redeemed in one order with others.
    pub stackable: bool,
}
read_struct!(Terms {
    kind,
    budget,
    per_member,
    issue_from,
    issue_until,
    validity,
    policy,
    refund,
    stackable
});

/// What a member pays for a coupon in an exchange (兑换).
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Price {
    /// A PSP22 contract.
    pub token: AccountId,
    pub amount: u128,
    /// Who gets it; `None`: it is burned.
    pub to: Option<AccountId>,
}
read_struct!(Price { token, amount, to });

/// What `to` gets of the price when a holder sells the coupon on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Royalty {
    pub to: AccountId,
    /// At most `MAX_ROYALTY`.
    pub basis_points: u16,
}
read_struct!(Royalty { to, basis_points });

/// For how much a campaign's coupons change hands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Sale {
    /// `None`: coupons can't be had for points.
    pub price: Option<Price>,
    pub royalty: Option<Royalty>,
}
read_struct!(Sale { price, royalty });

/// What people should know about a campaign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Details {
    /// What the coupon is called; for exchange coupons, the good.
    pub name: String,
    /// The address of the terms as people read them, and the hash of what is there.
    pub terms_url: String,
    pub terms_hash: [u8; 32],
    /// The address of a picture.
    pub image: String,
}
read_struct!(Details { name, terms_url, terms_hash, image });

/// Whether a campaign issues coupons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum CampaignState {
    Open {},
    Paused {},
    Closed {},
}
read_enum!(CampaignState { 0 => Open {}, 1 => Paused {}, 2 => Closed {} });

/// What has become of a campaign's coupons (C1): `issued` is the sum of the others and of those that
/// are out, which are usable, reserved, in escrow, or expired and not cleared yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Counts {
    pub issued: u32,
    /// Used up, and not refunded.
    pub redeemed: u32,
    /// Burned by their holders before they were used up or expired.
    pub burned: u32,
    /// Removed after they had expired.
    pub expired: u32,
}
read_struct!(Counts { issued, redeemed, burned, expired });

/// All that a campaign's coupons have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Campaign {
    pub terms: Terms,
    pub state: CampaignState,
    pub counts: Counts,
    pub sale: Sale,
}
read_struct!(Campaign { terms, state, counts, sale });

/// `by` opened the campaign.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignOpened {
    pub campaign: u32,
    pub by: AccountId,
    pub terms: Terms,
    pub sale: Sale,
}

/// The campaign's terms are better from now on.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignExtended {
    pub campaign: u32,
    pub by: AccountId,
    pub budget: u32,
    pub issue_until: u64,
    pub valid_until: u64,
}

/// The campaign was paused, resumed or closed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignStateSet {
    pub campaign: u32,
    pub by: AccountId,
    pub state: CampaignState,
}
