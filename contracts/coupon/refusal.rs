//! A refusal, on its way to the caller. On chain it ends the call where it is found, so that no code
//! is spent on passing it on.

use tongquan_traits::coupon_error::CouponError;

pub type Outcome<T> = Result<T, Refusal>;

#[cfg(target_arch = "wasm32")]
pub type Refusal = core::convert::Infallible;

#[cfg(target_arch = "wasm32")]
#[inline(never)]
pub fn refuse<T>(error: CouponError) -> Outcome<T> {
    tongquan_host::refuse(&error)
}

/// An error can carry a receipt, which is much to copy.
#[cfg(not(target_arch = "wasm32"))]
pub struct Refusal(Box<CouponError>);

#[cfg(not(target_arch = "wasm32"))]
pub fn refuse<T>(error: CouponError) -> Outcome<T> {
    Err(Refusal(Box::new(error)))
}

#[cfg(not(target_arch = "wasm32"))]
impl From<Refusal> for CouponError {
    fn from(Refusal(error): Refusal) -> Self {
        *error
    }
}
