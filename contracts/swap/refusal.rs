//! A refusal, on its way to the caller.

#[cfg(not(target_arch = "wasm32"))]
use ink::scale::Decode;
use tongquan_traits::swaps::SwapError;

tongquan_escrow::refusals!(SwapError);

/// The same for an error that is encoded already.
pub fn refuse_encoded<T>(error: &[u8]) -> Outcome<T> {
    #[cfg(target_arch = "wasm32")]
    tongquan_host::refuse_long(&tongquan_host::Encoded(error));
    #[cfg(not(target_arch = "wasm32"))]
    refuse(SwapError::decode(&mut &error[..]).expect("an error"))
}
