//! Coupons: how they come to members, and what a wallet shows of one.
//!
//! A coupon's number is `campaign << 32 | serial`, serials from 1. In the messages of PSP34 it is
//! `Id::U64`.

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_host::{read_enum, read_struct, Packed};

use crate::{
    campaigns::{Kind, Policy, Royalty},
    coupon_error::CouponError,
};

/// The most coupons of one `issue_batch` or `clear_coupons`: what fits into ink's 16 KiB of input.
pub const MAX_COUPON_BATCH: usize = 511;

#[ink::trait_definition]
pub trait Coupons {
    /// The chain's genesis hash, as the deployer stated it. It makes this contract's address unique
    /// to the chain, and so whatever is signed for the address. Compare it before you sign.
    #[ink(message)]
    fn genesis_hash(&self) -> [u8; 32];

    /// The hash of the code that answers this contract's rare messages. It never changes.
    #[ink(message)]
    fn desk(&self) -> [u8; 32];

    /// All that a wallet shows of a coupon, as of now.
    #[ink(message)]
    fn coupon(&self, coupon: u64) -> Option<CouponView>;

    /// How many coupons of the campaign were issued to the member; counted only where the campaign
    /// has a limit per member (C7).
    #[ink(message)]
    fn issued_to(&self, campaign: u32, member: AccountId) -> u32;

    /// Issues a coupon to `to` and answers its number.
    ///
    /// # Errors
    ///
    /// `NotManager`, `NoCampaign`, `NotIssuing`, `OverBudget`, `OverMemberLimit`, `Expired`.
    ///
    /// # Events
    ///
    /// PSP34's `Transfer` without a sender.
    #[ink(message)]
    fn issue(&mut self, campaign: u32, to: AccountId) -> Result<u64, CouponError>;

    /// Issues a coupon to each account, as often as it is named: all or none. Answers the number of
    /// the first coupon; the others follow it. Takes at most `MAX_COUPON_BATCH` accounts.
    ///
    /// # Errors
    ///
    /// `EmptyBatch`, and those of `issue`.
    ///
    /// # Events
    ///
    /// One `Transfer` without a sender for each coupon, in order.
    #[ink(message)]
    fn issue_batch(&mut self, campaign: u32, to: Vec<AccountId>) -> Result<u64, CouponError>;

    /// Issues a coupon to the caller for the campaign's price (兑换), which the caller has approved
    /// this contract to take.
    ///
    /// # Errors
    ///
    /// `NoPrice`, `Points`, and those of `issue` but for `NotManager`.
    ///
    /// # Events
    ///
    /// `Transfer` without a sender, then `Exchanged`; those of the points come between.
    #[ink(message)]
    fn exchange(&mut self, campaign: u32) -> Result<u64, CouponError>;

    /// Lets the holders of single-use codes claim a coupon of the campaign each. `root` is the root of
    /// a Merkle tree of the codes' sr25519 public keys: a leaf is `blake2_256(0x00 ++ key)`, a node
    /// `blake2_256(0x01 ++ left ++ right)`.
    ///
    /// # Errors
    ///
    /// `NotManager`, `NoCampaign`.
    ///
    /// # Events
    ///
    /// `CodesPublished`.
    #[ink(message)]
    fn publish_codes(&mut self, campaign: u32, root: [u8; 32]) -> Result<(), CouponError>;

    /// Issues the coupon of a voucher (领取) to the voucher's member. Anyone may submit it.
    ///
    /// # Errors
    ///
    /// `VoucherExpired`, `NotManager`, `UnknownCode`, `BadSignature`, `VoucherUsed`, and those of
    /// `issue`.
    ///
    /// # Events
    ///
    /// `Transfer` without a sender, then `Claimed`.
    #[ink(message)]
    fn claim(
        &mut self,
        voucher: Voucher,
        proof: Proof,
        signature: [u8; 64],
    ) -> Result<u64, CouponError>;

    /// Whether the voucher with this number was claimed. `issuer` is the manager who signed it or the
    /// root of its codes.
    #[ink(message)]
    fn is_claimed(&self, campaign: u32, issuer: [u8; 32], number: u32) -> bool;

    /// Removes coupons that are used up or expired and can't come back by a refund any more: all or
    /// none. Their deposits go to the caller. Holders can burn theirs.
    ///
    /// # Errors
    ///
    /// `NotManager`, `EmptyBatch`, `NoCoupon`, `StillInUse`.
    ///
    /// # Events
    ///
    /// One `Transfer` without a receiver for each.
    #[ink(message)]
    fn clear_coupons(&mut self, coupons: Vec<u64>) -> Result<(), CouponError>;
}

/// What a wallet shows of a coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct CouponView {
    pub holder: AccountId,
    pub kind: Kind,
    /// What a voucher is still worth; 0 for other kinds.
    pub left: u64,
    pub status: Status,
    /// It can be redeemed at this time and later,
    pub from: u64,
    /// and before this.
    pub until: u64,
    /// What the holder may do besides redeeming it, while its status is `Usable` or `NotYet`.
    pub policy: Policy,
    pub royalty: Option<Royalty>,
    /// Whether it can be redeemed in one order with others.
    pub stackable: bool,
    pub issued_at: u64,
    /// How often it changed hands. A ticket is bound to this.
    pub moves: u32,
}
read_struct!(CouponView {
    holder,
    kind,
    left,
    status,
    from,
    until,
    policy,
    royalty,
    stackable,
    issued_at,
    moves
});

/// What can be done with a coupon now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Status {
    /// It can be redeemed.
    Usable {},
    /// It can be redeemed later.
    NotYet {},
    /// It is held for this order until then.
    Reserved {
        order: [u8; 32],
        until: u64,
    },
    /// It is used up, last in this order.
    Redeemed {
        order: [u8; 32],
    },
    Expired {},
}
read_enum!(Status {
    0 => Usable {},
    1 => NotYet {},
    2 => Reserved { order, until },
    3 => Redeemed { order },
    4 => Expired {}
});

/// The right of `member` to one coupon of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Voucher {
    pub campaign: u32,
    /// Tells the vouchers of one manager and campaign apart, or is the code's place in its tree.
    /// Numbers close to each other cost less.
    pub number: u32,
    pub member: AccountId,
    /// It can be claimed before this.
    pub deadline: u64,
}
read_struct!(Voucher { campaign, number, member, deadline });

/// Who gives a voucher. What is signed is [`voucher_payload`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Proof {
    /// A manager signed it.
    Manager { signer: AccountId },
    /// A published code signed it: its public key, and the hashes beside the way from its leaf to
    /// the root, from below.
    Code { root: [u8; 32], key: AccountId, path: Vec<[u8; 32]> },
}
read_enum!(Proof { 0 => Manager { signer }, 1 => Code { root, key, path } });

/// The bytes that a manager, or a code, signs: a voucher for one contract on one chain. `issuer` is
/// the manager's account or the root of the codes.
pub fn voucher_payload(contract: &AccountId, issuer: &[u8; 32], voucher: &Voucher) -> Vec<u8> {
    signed(b"tongquan voucher", contract, &(issuer, voucher))
}

/// Signed bytes begin with what they are and for whom, so that none can be taken for another (G2).
pub(crate) fn signed(what: &[u8; 16], contract: &AccountId, fields: &impl Encode) -> Vec<u8> {
    let mut payload = Packed::new();
    (what, contract, fields).encode_to(&mut payload);
    payload.as_slice().to_vec()
}

/// `member` paid `amount` points of `token` for the coupon.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchanged {
    pub coupon: u64,
    pub member: AccountId,
    pub token: AccountId,
    pub amount: u128,
}

/// The codes of this tree can claim coupons of the campaign.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodesPublished {
    pub campaign: u32,
    pub by: AccountId,
    pub root: [u8; 32],
}

/// The coupon was issued for this voucher of `issuer`.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub coupon: u64,
    pub issuer: [u8; 32],
    pub number: u32,
}
