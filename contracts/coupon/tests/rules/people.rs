//! The people around the shop, with keys that they sign with.

use std::sync::LazyLock;

use ink::primitives::AccountId;
use subxt_signer::sr25519::{dev, Keypair};

static KEYS: LazyLock<[Keypair; 8]> = LazyLock::new(|| {
    [
        dev::alice(),
        dev::bob(),
        dev::charlie(),
        dev::dave(),
        dev::eve(),
        dev::ferdie(),
        dev::one(),
        dev::two(),
    ]
});

static EVERYBODY: LazyLock<[AccountId; 8]> = LazyLock::new(|| KEYS.each_ref().map(account));

pub fn account(key: &Keypair) -> AccountId {
    key.public_key().0.into()
}

/// Who deployed the coupons and owns them.
pub fn merchant() -> AccountId {
    EVERYBODY[0]
}

pub fn manager() -> AccountId {
    EVERYBODY[1]
}

pub fn till() -> AccountId {
    EVERYBODY[2]
}

pub fn other_till() -> AccountId {
    EVERYBODY[3]
}

/// A member.
pub fn ann() -> AccountId {
    EVERYBODY[4]
}

/// Another member.
pub fn ben() -> AccountId {
    EVERYBODY[5]
}

/// The account that stands for the gift contract.
pub fn gift() -> AccountId {
    EVERYBODY[6]
}

/// Somebody without any part in the shop, who may still hold what others give.
pub fn stranger() -> AccountId {
    EVERYBODY[7]
}

pub fn everybody() -> [AccountId; 8] {
    *EVERYBODY
}

/// The key of one of everybody.
pub fn key_of(account: AccountId) -> &'static Keypair {
    let place = everybody().iter().position(|other| *other == account).expect("one of everybody");
    &KEYS[place]
}
