//! Whoever signs: a name for people and an sr25519 key.

use std::{str::FromStr, sync::OnceLock};

use ink::primitives::AccountId;
use subxt_signer::{sr25519::Keypair, DeriveJunction, SecretUri, DEV_PHRASE};

/// An account that can sign.
#[derive(Clone)]
pub struct Account {
    name: String,
    keypair: Keypair,
}

/// The text is no secret URI (`//Alice`, a phrase of 12 or more words, or a seed in hex).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a secret URI: give a phrase, a seed in hex, or a development key such as //Alice")]
pub struct InvalidKey;

impl Account {
    /// The account of a secret URI, under a name that is only for people.
    pub fn from_suri(name: &str, suri: &str) -> Result<Self, InvalidKey> {
        let uri = SecretUri::from_str(suri).map_err(|_| InvalidKey)?;
        let keypair = Keypair::from_uri(&uri).map_err(|_| InvalidKey)?;
        Ok(Self { name: name.to_owned(), keypair })
    }

    /// The account of a secret of 32 bytes, which wallets call a mini secret or a seed.
    pub fn from_secret(name: &str, secret: [u8; 32]) -> Self {
        let keypair = Keypair::from_secret_key(secret).expect("any 32 bytes are a mini secret");
        Self { name: name.to_owned(), keypair }
    }

    /// The account whose key anybody can derive from `name`: `alice` is `//Alice`, whom
    /// development chains endow. For tests and demonstrations only.
    pub fn dev(name: &str) -> Self {
        let mut letters = name.chars();
        let capital = letters.next().map(|first| first.to_ascii_uppercase());
        let junction: String = capital.into_iter().chain(letters).collect();
        Self { name: name.to_owned(), keypair: dev_root().derive([DeriveJunction::hard(junction)]) }
    }

    pub(crate) fn from_keypair(name: &str, keypair: Keypair) -> Self {
        Self { name: name.to_owned(), keypair }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn id(&self) -> AccountId {
        AccountId::from(self.keypair.public_key().0)
    }

    /// The raw sr25519 signature of `message`, in the context `substrate`.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.keypair.sign(message).0
    }

    #[cfg(feature = "node")]
    pub(crate) fn keypair(&self) -> &Keypair {
        &self.keypair
    }
}

/// The key of the phrase that development accounts derive from. Making it takes milliseconds.
fn dev_root() -> &'static Keypair {
    static ROOT: OnceLock<Keypair> = OnceLock::new();
    ROOT.get_or_init(|| {
        let root = Account::from_suri("root", DEV_PHRASE);
        root.expect("the development phrase is a valid one").keypair
    })
}

/// The address as wallets show it, with the generic prefix 42.
pub fn ss58(account: &AccountId) -> String {
    subxt_signer::sr25519::PublicKey(*account.as_ref()).to_account_id().to_string()
}

/// The account of an address in the SS58 format of any chain.
pub fn from_ss58(address: &str) -> Option<AccountId> {
    let account = subxt_core::utils::AccountId32::from_str(address).ok()?;
    Some(AccountId::from(account.0))
}
