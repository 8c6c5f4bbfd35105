//! Claims to gifts as people make them, and as others change them.

use ink::primitives::AccountId;
use tongquan_traits::gifts::{claim_payload, Claim, KeyProof};

use super::keys::{signer_of, Tree};

/// All that is sent with a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub claim: Claim,
    pub proof: KeyProof,
    pub fee: u128,
    pub signature: Signature,
}

/// Who signed what, for which contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    pub by: AccountId,
    pub contract: AccountId,
    pub claim: Claim,
    /// Whether a wallet put `<Bytes>` around it.
    pub wrapped: bool,
}

impl Attempt {
    /// The claim as who has the link makes it.
    pub fn new(tree: &Tree, contract: AccountId, claim: Claim) -> Self {
        let proof = tree.proof(claim.number);
        let signature = Signature { by: proof.key, contract, claim, wrapped: false };
        Self { claim, proof, fee: 0, signature }
    }

    /// What it is called, in the tally.
    pub fn name(&self) -> &'static str {
        let signed = &self.signature.claim;
        match &self.claim {
            _ if self.signature.by != self.proof.key => "claim with another key",
            claim if claim == signed => "claim",
            claim if claim.gift != signed.gift => "claim of another gift",
            claim if claim.recipient != signed.recipient => "claim for another",
            _ => "altered claim",
        }
    }
}

impl Signature {
    /// Whether this is the consent of `by` to exactly that claim. G1, G2
    pub fn says(&self, by: AccountId, contract: AccountId, claim: &Claim) -> bool {
        self.by == by && self.contract == contract && self.claim == *claim
    }

    pub fn bytes(&self) -> [u8; 64] {
        let payload = claim_payload(&self.contract, &self.claim);
        let message = match self.wrapped {
            true => [b"<Bytes>", &payload[..], b"</Bytes>"].concat(),
            false => payload,
        };
        signer_of(self.by).sign(&message)
    }
}
