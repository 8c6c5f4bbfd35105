//! What merchants, members and tills need around the coupon contract besides its messages: to deploy
//! it, and to sign what it takes as consent.

use coupon::CouponRef;
use ink::primitives::AccountId;
use tongquan_traits::{
    coupons::{voucher_payload, Voucher},
    redemption::{ticket_payload, Ticket},
};

use crate::{
    account::Account,
    bundle::Bundle,
    chain::{Chain, Receipt},
    error::Failure,
};

/// Deploys a merchant's coupons: the code of the service desk, unless the chain has it, and the
/// contract, which is bound to this chain by its genesis hash.
pub async fn deploy_coupons(
    chain: &mut impl Chain,
    merchant: &Account,
    coupon: &Bundle,
    desk: &Bundle,
    name: &str,
    salt: &[u8],
) -> Result<Receipt<AccountId>, Failure> {
    chain.upload(merchant, desk).await?;
    let genesis_hash = chain.genesis_hash().await?;
    let constructor = CouponRef::new(name.into(), genesis_hash, desk.code_hash());
    chain.deploy(merchant, coupon, constructor, salt).await
}

impl Account {
    /// The holder's consent to a ticket for the coupon contract at this address. `moves` is how often
    /// each of the ticket's coupons has changed hands, as `Coupons::coupon` tells.
    pub fn sign_ticket(&self, contract: AccountId, ticket: &Ticket, moves: &[u32]) -> [u8; 64] {
        self.sign(&ticket_payload(&contract, ticket, moves))
    }

    /// A manager's voucher.
    pub fn sign_voucher(&self, contract: AccountId, voucher: &Voucher) -> [u8; 64] {
        self.sign(&voucher_payload(&contract, self.id().as_ref(), voucher))
    }

    /// The consent of a code, which is this account's key, to give its coupon to the voucher's member.
    pub fn sign_code(&self, contract: AccountId, root: &[u8; 32], voucher: &Voucher) -> [u8; 64] {
        self.sign(&voucher_payload(&contract, root, voucher))
    }
}
