/// Makes `refuse`, `Outcome` and `Refusal` for a contract whose messages answer with this error.
///
/// On chain a refusal ends the call where it is found, so that no code is spent on passing it on.
#[macro_export]
macro_rules! refusals {
    ($error:ident) => {
        $crate::refusals!($error, refuse);
    };
    ($error:ident, $refuse:ident) => {
        pub type Outcome<T> = Result<T, Refusal>;

        #[cfg(target_arch = "wasm32")]
        pub type Refusal = core::convert::Infallible;

        #[cfg(target_arch = "wasm32")]
        #[inline(never)]
        pub fn refuse<T>(error: $error) -> Outcome<T> {
            $crate::$refuse(&error)
        }

        /// In a box, for an error can be much to copy.
        #[cfg(not(target_arch = "wasm32"))]
        pub struct Refusal(Box<$error>);

        #[cfg(not(target_arch = "wasm32"))]
        pub fn refuse<T>(error: $error) -> Outcome<T> {
            Err(Refusal(Box::new(error)))
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl From<Refusal> for $error {
            fn from(Refusal(error): Refusal) -> Self {
                *error
            }
        }
    };
}
