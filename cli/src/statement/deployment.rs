//! Which contracts the books are of.

use tongquan_client::AccountId;

use crate::book::ContractKind;

/// A contract of which there are books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// For people. It counts for nothing.
    pub name: String,
    pub kind: ContractKind,
    pub address: AccountId,
}

/// A merchant: its points and its coupons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merchant {
    pub name: String,
    pub points: Option<AccountId>,
    pub coupon: Option<AccountId>,
}

/// The contracts of which there are books, on one chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deployment {
    pub genesis_hash: [u8; 32],
    /// No contract was deployed in an earlier block.
    pub first_block: u64,
    pub contracts: Vec<Contract>,
    pub merchants: Vec<Merchant>,
}

impl Deployment {
    /// The name of the merchant whose contract this is; empty if it is nobody's.
    pub fn merchant_of(&self, contract: &AccountId) -> &str {
        let owns = |merchant: &&Merchant| {
            merchant.points.as_ref() == Some(contract) || merchant.coupon.as_ref() == Some(contract)
        };
        self.merchants.iter().find(owns).map_or("", |merchant| &merchant.name)
    }
}
