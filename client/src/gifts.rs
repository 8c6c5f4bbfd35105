//! What senders, recipients and relayers need around the gift contract besides its messages: to deploy
//! it, to see what there is, and to sign a claim with a gift's key.

use gift::{GiftLinks, GiftLinksRef};
use ink::primitives::AccountId;
use tongquan_traits::gifts::{claim_payload, Claim, Gift, Gifts};

use crate::{
    account::Account,
    bundle::Bundle,
    chain::{Chain, Receipt},
    error::Failure,
    message::at,
    pages::all_records,
};

/// Deploys the gift links, which are bound to this chain by its genesis hash.
pub async fn deploy_gift(
    chain: &mut impl Chain,
    deployer: &Account,
    bundle: &Bundle,
    salt: &[u8],
) -> Result<Receipt<AccountId>, Failure> {
    let constructor = GiftLinksRef::new(chain.genesis_hash().await?);
    chain.deploy(deployer, bundle, constructor, salt).await
}

/// All gifts that a contract holds now, newest first, with their numbers: a call for every 16 of them.
pub async fn live_gifts(
    chain: &mut impl Chain,
    contract: AccountId,
) -> Result<Vec<(u64, Gift)>, Failure> {
    let page = |before| at::<GiftLinks>(contract).live_gifts(before).into();
    all_records(chain, page, |(number, _)| *number).await
}

impl Account {
    /// The consent of a gift's key, which is this account's, to a claim at the gift contract at this
    /// address.
    pub fn sign_claim(&self, contract: AccountId, claim: &Claim) -> [u8; 64] {
        self.sign(&claim_payload(&contract, claim))
    }
}
