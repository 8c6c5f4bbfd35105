//! Assets that a contract holds for people: points of any PSP22 contract, items of any PSP34 contract.
//! Neither needs to be Tongquan's, and either may be written to cheat.

use ink::primitives::AccountId;
use psp34::Id;
use tongquan_host::{read_enum, read_struct, Item as ListItem};

use crate::{
    campaigns::{Kind, Policy, Royalty},
    coupon_error::PointsFault,
    coupons::{CouponView, Status},
};

/// How many lots, offers or credits are read at once.
pub const PAGE: u8 = 16;

/// The most bytes in an `Id::Bytes`, so that what is read at once stays short.
pub const MAX_ID: usize = 64;

/// A token of a PSP34 contract. A coupon has an `Id::U64`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Item {
    pub contract: AccountId,
    pub id: Id,
}
read_struct!(Item { contract, id });
impl ListItem for Item {}

/// What one side of a trade gives.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Asset {
    /// `amount` of a PSP22 token, in its smallest unit.
    Points { token: AccountId, amount: u128 },
    /// A token of a PSP34 contract.
    Item { item: Item },
}
read_enum!(Asset { 0 => Points { token, amount }, 1 => Item { item } });
impl ListItem for Asset {}

/// What a coupon promised when it was put into a contract's hands. The promise is broken if its contract
/// changes the kind, takes away from what is left, lets it begin later or end earlier, or doesn't let
/// it be redeemed with others or passed on any more.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Promise {
    pub kind: Kind,
    /// What a voucher is still worth; 0 for other kinds.
    pub left: u64,
    /// It can be redeemed at this time and later,
    pub from: u64,
    /// and before this.
    pub until: u64,
    pub stackable: bool,
    /// At most `MAX_ROYALTY`, whatever the coupon's contract says.
    pub royalty: Option<Royalty>,
}
read_struct!(Promise { kind, left, from, until, stackable, royalty });

impl Promise {
    /// Whether the coupon is still worth what was promised, and can be passed on.
    pub fn is_kept_by(&self, view: &CouponView) -> bool {
        view.is_tradable()
            && view.kind == self.kind
            && view.left >= self.left
            && view.from <= self.from
            && view.until >= self.until
            && view.stackable >= self.stackable
    }
}

impl CouponView {
    /// Whether its holder may sell or swap it now.
    pub fn is_tradable(&self) -> bool {
        matches!(self.status, Status::Usable {} | Status::NotYet {})
            && matches!(self.policy, Policy::Free {})
    }
}

/// Why an asset was not moved. In the error of each contract that holds assets, it is the variant
/// `Asset`, the first one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum AssetError {
    Points { token: AccountId, fault: PointsFault },
    Item { item: Item, fault: ItemFault },
}

/// What is wrong with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum ItemFault {
    /// Who should give it does not own it, or there is no such item.
    NotOwner,
    /// Its owner has not approved this contract to take it.
    NotApproved,
    /// It is a coupon that may not be passed on so: by its policy, or because it is reserved, used
    /// up or expired.
    NotTradable,
    /// It is a coupon that would have to be good for longer: until then.
    EndsBefore { needed: u64 },
    /// It is a coupon with less value left than was asked for.
    WorthLess { left: u64 },
    /// Its contract says that it moved it, and has not (M6).
    NotMoved,
    /// Its contract doesn't let it be moved, by a rule of its own.
    Refused,
    /// There is no such contract, or it failed in another way.
    Failed,
    /// Its id has more than `MAX_ID` bytes.
    IdTooLong,
}
