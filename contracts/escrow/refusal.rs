use ink::{primitives::AccountId, scale::Encode};
#[cfg(not(target_arch = "wasm32"))]
use tongquan_traits::assets::AssetError;
use tongquan_traits::{
    assets::{Item, ItemFault},
    coupon_error::PointsFault,
};

#[cfg(target_arch = "wasm32")]
pub type Refusal = core::convert::Infallible;

#[cfg(not(target_arch = "wasm32"))]
pub struct Refusal(pub AssetError);

pub type Outcome<T> = Result<T, Refusal>;

// `Asset` is the first variant of the error of every contract that holds assets; behind it stand the
// variants of `AssetError`. On chain the parts are not put together first, which takes less code.

#[inline(never)]
pub fn refuse_points<T>(token: &AccountId, fault: PointsFault) -> Outcome<T> {
    #[cfg(target_arch = "wasm32")]
    tongquan_host::refuse_long(&points_error(token, fault));
    #[cfg(not(target_arch = "wasm32"))]
    Err(Refusal(AssetError::Points { token: *token, fault }))
}

/// The contract's error for points, as it is encoded.
pub fn points_error(token: &AccountId, fault: PointsFault) -> impl Encode + '_ {
    (0u8, 0u8, token, fault)
}

/// The contract's error for an item, as it is encoded.
pub fn item_error(item: &Item, fault: ItemFault) -> impl Encode + '_ {
    (0u8, 1u8, item, fault)
}

#[inline(never)]
pub fn refuse_item<T>(item: &Item, fault: ItemFault) -> Outcome<T> {
    #[cfg(target_arch = "wasm32")]
    tongquan_host::refuse_long(&item_error(item, fault));
    #[cfg(not(target_arch = "wasm32"))]
    Err(Refusal(AssetError::Item { item: item.clone(), fault }))
}

/// Makes `refuse`, `Outcome` and `Refusal` for a contract with this error, whose first variant is
/// `Asset`.
#[macro_export]
macro_rules! refusals {
    ($error:ident) => {
        $crate::tongquan_host::refusals!($error, refuse_long);

        #[cfg(not(target_arch = "wasm32"))]
        impl From<$crate::Refusal> for Refusal {
            fn from($crate::Refusal(error): $crate::Refusal) -> Self {
                Self(Box::new($error::Asset(error)))
            }
        }
    };
}
