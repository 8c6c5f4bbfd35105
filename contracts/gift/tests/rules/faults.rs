//! Errors about an asset.

use ink::primitives::AccountId;
use tokens::Item;
use tongquan_traits::{
    assets::{AssetError, ItemFault},
    coupon_error::PointsFault,
    gifts::GiftError,
};

pub fn of_points(token: AccountId, fault: PointsFault) -> GiftError {
    GiftError::Asset(AssetError::Points { token, fault })
}

pub fn of_item(item: &Item, fault: ItemFault) -> GiftError {
    GiftError::Asset(AssetError::Item { item: item.clone(), fault })
}
