//! Gift links (转赠链接) for coupons and points, and red packets (红包).
//!
//! A sender gives an asset, which the contract holds from then on, under a one-time key. The key
//! travels in a link. Whoever has it signs its own account with it; anyone may submit that claim, so
//! the recipient needs no native currency. A red packet is a gift of points in several shares, each under
//! a key of its own. There is no owner, no pause, no fee but what a recipient signs for a relayer.

use core::convert::Infallible;

use ink::{prelude::vec::Vec, primitives::AccountId};
use tongquan_host::read_struct;

use crate::{
    assets::{Asset, AssetError},
    campaigns::Policy,
    coupons::{signed, CouponView, Status},
};

/// The longest time from the giving to the end: 366 days.
pub const MAX_LENGTH: u64 = 366 * 24 * 60 * 60 * 1_000;

/// The most shares of a packet.
pub const MAX_SHARES: u32 = 1 << 20;

#[ink::trait_definition]
pub trait Gifts {
    /// The chain's genesis hash, as the deployer stated it. It makes this contract's address unique to
    /// the chain, and so whatever is signed for the address.
    #[ink(message)]
    fn genesis_hash(&self) -> [u8; 32];

    /// How many gifts there ever were. Their numbers are 1 to this.
    #[ink(message)]
    fn gift_count(&self) -> u64;

    /// The gift, while this contract holds anything of it.
    #[ink(message)]
    fn gift(&self, gift: u64) -> Option<Gift>;

    /// A page of the gifts that there are now: the `PAGE` with the largest numbers below `before`,
    /// newest first. The first page is that before the largest number, the next one is that before
    /// the last gift of this one; a page with fewer is the last.
    #[ink(message)]
    fn live_gifts(&self, before: u64) -> Vec<(u64, Gift)>;

    /// What the share with this number is, in the token's smallest unit, claimed or not. `None` if
    /// there is no such gift any more, no such share, or if an item is given.
    #[ink(message)]
    fn share(&self, gift: u64, number: u32) -> Option<u128>;

    /// Whether the packet's share with this number was claimed, until that is cleared. Nothing of the
    /// kind is kept of a gift link, which is gone when it is claimed.
    #[ink(message)]
    fn is_claimed(&self, gift: u64, number: u32) -> bool;

    /// The account's claim to a share of the packet, until it is cleared.
    #[ink(message)]
    fn claim_of(&self, gift: u64, recipient: AccountId) -> Option<ShareClaim>;

    /// Gives an asset, which the caller has approved this contract to take. Answers the gift's number.
    ///
    /// # Errors
    ///
    /// `InvalidShares`, `BoundPacket`, `InvalidRecipient`, `InvalidEnd`; of the asset, `Asset`:
    /// `EndsBefore` if a coupon doesn't last as long as the gift.
    ///
    /// # Events
    ///
    /// `Given`, after those of the asset.
    #[ink(message)]
    fn give(&mut self, asset: Asset, terms: Terms) -> Result<u64, GiftError>;

    /// Gives the recipient what it claims, less `fee` points for the caller. What is signed with the
    /// gift's key is [`claim_payload`]. Answers how many points the recipient has; 0 for an item.
    ///
    /// # Errors
    ///
    /// `NoGift`, `Ended`, `OtherRecipient`, `InvalidRecipient`, `UnknownKey`, `BadSignature`,
    /// `FeeTooHigh`, `AlreadyClaimed`, `HasShare`, `Asset`.
    ///
    /// # Events
    ///
    /// `GiftClaimed`, after those of the asset.
    #[ink(message)]
    fn claim(
        &mut self,
        claim: Claim,
        proof: KeyProof,
        fee: u128,
        signature: [u8; 64],
    ) -> Result<u128, GiftError>;

    /// Takes back what was not claimed. If the sender has promised a notice, the gift can be claimed
    /// for that long from now, at most until its end, and goes back afterwards by `send_back`: the
    /// answer is that time. Otherwise, and after the end, it is back at once: `None`.
    ///
    /// # Errors
    ///
    /// `NoGift`, `NotSender`, `Asset`.
    ///
    /// # Events
    ///
    /// `Recalled`, or `SentBack` after those of the asset.
    #[ink(message)]
    fn take_back(&mut self, gift: u64) -> Result<Option<u64>, GiftError>;

    /// Gives the senders of these gifts, which have ended, back what was not claimed: all or none.
    /// Anyone may call it.
    ///
    /// # Errors
    ///
    /// `EmptyBatch`, `NoGift`, `NotEnded`, `Asset`.
    ///
    /// # Events
    ///
    /// For each gift `SentBack`, after those of the asset.
    #[ink(message)]
    fn send_back(&mut self, gifts: Vec<u64>) -> Result<(), GiftError>;

    /// Gives up what is left of a gift that has ended: an asset that its contract will never let go,
    /// such as an expired coupon. The gift's deposit goes back.
    ///
    /// # Errors
    ///
    /// `NoGift`, `NotSender`, `NotEnded`.
    ///
    /// # Events
    ///
    /// `GiftAbandoned`.
    #[ink(message)]
    fn abandon(&mut self, gift: u64) -> Result<(), GiftError>;

    /// Removes what says that these accounts had shares of a packet that is over: all or none. Who
    /// submitted a claim has paid the deposit of what is stored for it, and alone can remove it. The
    /// bits of 256 shares share an item, whose deposit goes to whoever removes the last of them.
    ///
    /// # Errors
    ///
    /// `EmptyBatch`, `NotOver`, `NoClaim`.
    ///
    /// # Events
    ///
    /// `ClaimsCleared`.
    #[ink(message)]
    fn clear_claims(&mut self, gift: u64, recipients: Vec<AccountId>) -> Result<(), GiftError>;
}

/// How an asset is given. Only its end can change: a recall brings it forward.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Terms {
    /// Into how many shares points are divided, at most `MAX_SHARES` and one for each unit. 1: a gift
    /// link, which is all that an item can be.
    pub shares: u32,
    /// Whether the shares of a packet are drawn, or equal: then they differ by one unit at most.
    pub drawn: bool,
    /// The root of a Merkle tree of the shares' one-time sr25519 public keys: a leaf is
    /// `blake2_256(0x00 ++ key)`, a node `blake2_256(0x01 ++ left ++ right)`. Of a gift link it is the
    /// leaf.
    pub keys: [u8; 32],
    /// Who alone may claim a gift link, and gets all of it: whoever submits the claim keeps nothing.
    pub recipient: Option<AccountId>,
    /// It can be claimed before this.
    pub until: u64,
    /// For how long it can still be claimed when the sender takes it back.
    pub notice: u64,
    /// The hash of a greeting: `blake2_256` of its UTF-8.
    pub greeting: Option<[u8; 32]>,
}
read_struct!(Terms { shares, drawn, keys, recipient, until, notice, greeting });

/// A gift, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Gift {
    /// How many points are left; 0 for an item.
    pub left: u128,
    /// How many shares were claimed.
    pub claimed: u32,
    pub sender: AccountId,
    /// What was given.
    pub asset: Asset,
    pub terms: Terms,
}
read_struct!(Gift { left, claimed, sender, asset, terms });

/// The consent of a gift's key to give `recipient` a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Claim {
    pub gift: u64,
    /// The share's number, from 0: the place of its key in the tree. 0 for a gift link.
    pub number: u32,
    pub recipient: AccountId,
    /// How many points of the share whoever submits this may keep at most; none of a gift that is
    /// bound to its recipient.
    pub max_fee: u128,
}
read_struct!(Claim { gift, number, recipient, max_fee });

/// That a key is the one of a gift, or of a share.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct KeyProof {
    pub key: AccountId,
    /// The hashes beside the way from the key's leaf to the root, from below; none for a gift link.
    pub path: Vec<[u8; 32]>,
}
read_struct!(KeyProof { key, path });

/// The bytes that a gift's key signs: a claim to one contract on one chain (G2).
pub fn claim_payload(contract: &AccountId, claim: &Claim) -> Vec<u8> {
    signed(b"tongquan gift\0\0\0", contract, claim)
}

/// That an account has claimed a share of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct ShareClaim {
    /// Who submitted the claim, and paid the deposit for this.
    pub submitted_by: AccountId,
    pub number: u32,
}
read_struct!(ShareClaim { submitted_by, number });

impl CouponView {
    /// Whether its holder may give it away now through the gift contract at this address.
    pub fn is_giftable(&self, through: &AccountId) -> bool {
        matches!(self.status, Status::Usable {} | Status::NotYet {})
            && match &self.policy {
                Policy::Free {} => true,
                Policy::GiftOnly { gift } => gift == through,
                Policy::Bound {} => false,
            }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum GiftError {
    /// An asset was not moved.
    Asset(AssetError),
    /// There is no such gift any more, or never was.
    NoGift,

    /// There must be 1 to `at_most` shares: 1 of an item, and of points no more than there are units,
    /// or `MAX_SHARES`.
    InvalidShares { at_most: u32 },
    /// A packet is for many, so it can't be bound to one recipient.
    BoundPacket,
    /// The recipient is this contract, where the gift would be lost.
    InvalidRecipient,
    /// The gift ends in the past, or later than `MAX_LENGTH` from now.
    InvalidEnd,

    /// The gift could be claimed until then.
    Ended { at: u64 },
    /// The gift is bound to this account.
    OtherRecipient { recipient: AccountId },
    /// The key is not that of this share of the gift.
    UnknownKey,
    /// The signature is not that of the key for exactly this claim.
    BadSignature,
    /// The fee is above what was signed, leaves nothing of the share, or is for a gift that is bound to
    /// its recipient.
    FeeTooHigh { at_most: u128 },
    /// The share was claimed before.
    AlreadyClaimed,
    /// The recipient has a share of the packet, and can have one only.
    HasShare,

    /// The caller is not the sender.
    NotSender,
    /// The gift can be claimed until then, and goes back afterwards.
    NotEnded { until: u64 },
    /// The list is empty.
    EmptyBatch,
    /// The packet can still be claimed, or has something left that was not sent back.
    NotOver,
    /// The recipient has no claim to the packet that the caller has submitted.
    NoClaim { recipient: AccountId },
}

/// On chain nothing is refused to the code that asks: a refusal ends the call.
impl From<Infallible> for GiftError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// `gift.sender` gave this.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    pub number: u64,
    pub gift: Gift,
}

/// `recipient` has its share: the item, or `amount` points. `fee` points of the share went to `by`, who
/// submitted the claim. With the last share the gift is gone.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftClaimed {
    pub gift: u64,
    pub number: u32,
    pub recipient: AccountId,
    pub amount: u128,
    pub fee: u128,
    pub by: AccountId,
}

/// The sender takes the gift back: it can be claimed before `until` only.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    pub gift: u64,
    pub until: u64,
}

/// The sender has back the item, or `left` points, and the gift is gone.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentBack {
    pub gift: u64,
    pub left: u128,
}

/// The sender gave up what was left of the gift.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftAbandoned {
    pub gift: u64,
}

/// Nothing says any more that these accounts had shares of the packet.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimsCleared {
    pub gift: u64,
    pub recipients: Vec<AccountId>,
}
