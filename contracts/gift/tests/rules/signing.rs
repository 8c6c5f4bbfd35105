//! What the keys of gifts sign, and the bytes of it.

use ink::primitives::AccountId;
use tongquan_traits::gifts::Claim;

use crate::keys::secret_of;

/// Who signed what, for which contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub by: AccountId,
    pub contract: AccountId,
    pub claim: Claim,
    /// Whether a wallet put `<Bytes>` around it.
    pub wrapped: bool,
}

impl Signature {
    /// Whether this is the consent of `by` to exactly that claim. G1, G2
    pub fn says(&self, by: AccountId, contract: AccountId, claim: &Claim) -> bool {
        self.by == by && self.contract == contract && self.claim == *claim
    }

    pub fn bytes(&self) -> [u8; 64] {
        let payload = payload(self.contract, &self.claim);
        sign(self.by, &if self.wrapped { wrapped(&payload) } else { payload })
    }
}

/// The bytes of a claim, one field after the other.
pub fn payload(contract: AccountId, claim: &Claim) -> Vec<u8> {
    let Claim { gift, number, recipient, max_fee } = claim;
    let mut bytes = b"tongquan gift\0\0\0".to_vec();
    bytes.extend(AsRef::<[u8]>::as_ref(&contract));
    bytes.extend(gift.to_le_bytes());
    bytes.extend(number.to_le_bytes());
    bytes.extend(AsRef::<[u8]>::as_ref(recipient));
    bytes.extend(max_fee.to_le_bytes());
    bytes
}

/// What wallets put around what they sign.
pub fn wrapped(payload: &[u8]) -> Vec<u8> {
    [b"<Bytes>", payload, b"</Bytes>"].concat()
}

pub fn sign(by: AccountId, message: &[u8]) -> [u8; 64] {
    secret_of(by).sign(message).0
}
