//! What people sign, and the bytes of it.

use ink::primitives::AccountId;
use tongquan_traits::{
    coupons::{voucher_payload, Voucher},
    redemption::{ticket_payload, Ticket},
};

use crate::{codes::code_of, people};

/// Who signed what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// One of everybody, or a code.
    pub by: AccountId,
    pub what: Signed,
    /// The contract that the signer had in mind.
    pub contract: AccountId,
    /// Whether the wallet put `<Bytes>` around it.
    pub wrapped: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    Voucher { issuer: [u8; 32], voucher: Voucher },
    Ticket { ticket: Ticket, moves: Vec<u32> },
}

impl Signature {
    /// Whether this is the consent of `by` to exactly that.
    pub fn says(&self, by: AccountId, contract: AccountId, what: &Signed) -> bool {
        self.by == by && self.contract == contract && self.what == *what
    }

    pub fn payload(&self) -> Vec<u8> {
        match &self.what {
            Signed::Voucher { issuer, voucher } => voucher_payload(&self.contract, issuer, voucher),
            Signed::Ticket { ticket, moves } => ticket_payload(&self.contract, ticket, moves),
        }
    }

    pub fn bytes(&self) -> [u8; 64] {
        let payload = self.payload();
        let message =
            if self.wrapped { [b"<Bytes>", &payload[..], b"</Bytes>"].concat() } else { payload };
        code_of(self.by).unwrap_or_else(|| people::key_of(self.by)).sign(&message).0
    }
}
