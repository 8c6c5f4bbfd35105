//! The secret of a one-time key.

use std::fmt;

use ink::primitives::AccountId;
use zeroize::Zeroizing;

use super::LinkError;
use crate::{account::Account, codes::leaf};

/// The secret of a gift's one-time sr25519 key: 32 bytes, from which wallets derive the key. It is
/// wiped from memory with its last copy here, and `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct GiftSecret(Zeroizing<[u8; 32]>);

/// The operating system gives no random bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes, without which there is no safe key: {0}")]
pub struct NoRandomness(getrandom::Error);

impl GiftSecret {
    /// A new secret, drawn by the operating system. Keep it before the gift is given: without it
    /// nobody can claim, and the sender has to take the gift back.
    pub fn fresh() -> Result<Self, NoRandomness> {
        let mut bytes = Zeroizing::new([0; 32]);
        getrandom::getrandom(&mut bytes[..]).map_err(NoRandomness)?;
        Ok(Self(bytes))
    }

    /// A secret that was drawn before.
    ///
    /// # Errors
    ///
    /// `NoKey` if it is all zeros.
    pub fn from_bytes(bytes: [u8; 32]) -> Result<Self, LinkError> {
        if bytes == [0; 32] {
            Err(LinkError::NoKey)
        } else {
            Ok(Self(Zeroizing::new(bytes)))
        }
    }

    /// The secret itself, to be kept or passed on.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key, as an account with a name that is only for people.
    pub fn account(&self, name: &str) -> Account {
        Account::from_secret(name, *self.0)
    }

    /// The public key.
    pub fn key(&self) -> AccountId {
        self.account("").id()
    }

    /// What `Terms::keys` is for a gift link with this key.
    pub fn keys(&self) -> [u8; 32] {
        leaf(&self.key())
    }
}

impl fmt::Debug for GiftSecret {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("GiftSecret(..)")
    }
}
