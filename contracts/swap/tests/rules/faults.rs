//! Errors about an asset.

use ink::primitives::AccountId;
use tokens::Item;
use tongquan_traits::{
    assets::{AssetError, ItemFault},
    coupon_error::PointsFault,
    swaps::SwapError,
};

pub fn of_points(token: AccountId, fault: PointsFault) -> SwapError {
    SwapError::Asset(AssetError::Points { token, fault })
}

pub fn of_item(item: &Item, fault: ItemFault) -> SwapError {
    SwapError::Asset(AssetError::Item { item: item.clone(), fault })
}
