//! Gifts as people give and claim them: terms, claims and what is signed for them.

use ink::primitives::AccountId;
use tongquan_traits::gifts::{Claim, KeyProof, Terms};

use crate::{goods::END, keys::Tree, party::address, signing::Signature};

/// A gift under one key, for anyone, until the end.
pub fn link(key: &Tree) -> Terms {
    packet(key, 1)
}

/// Equal shares under the tree's keys.
pub fn packet(tree: &Tree, shares: u32) -> Terms {
    Terms {
        shares,
        drawn: false,
        keys: tree.root(),
        recipient: None,
        until: END,
        notice: 0,
        greeting: None,
    }
}

/// Drawn shares under the tree's keys.
pub fn drawn(tree: &Tree, shares: u32) -> Terms {
    Terms { drawn: true, ..packet(tree, shares) }
}

/// A claim without a fee.
pub fn claim(gift: u64, number: u32, recipient: AccountId) -> Claim {
    Claim { gift, number, recipient, max_fee: 0 }
}

/// All that is sent with a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub claim: Claim,
    pub proof: KeyProof,
    pub fee: u128,
    pub signature: Signature,
}

impl Attempt {
    /// The claim as who has the link makes it.
    pub fn new(tree: &Tree, claim: Claim) -> Self {
        let proof = tree.proof(claim.number);
        let signature = Signature { by: proof.key, contract: address(), claim, wrapped: false };
        Self { claim, proof, fee: 0, signature }
    }

    pub fn for_fee(self, fee: u128) -> Self {
        Self { fee, ..self }
    }
}
