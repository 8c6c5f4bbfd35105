//! What merchants, members and tills need around the coupon contract besides its messages: to deploy
//! it, and to sign what it takes as consent.

use blake2::{digest::consts::U32, Blake2b, Digest};
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

/// The Merkle tree of the public keys of single-use codes. Its leaves are filled up to a power of two
/// with keys that nobody has.
#[derive(Debug, Clone)]
pub struct Codes {
    /// From the leaves to the root.
    levels: Vec<Vec<[u8; 32]>>,
}

impl Codes {
    /// The tree of these keys, whose numbers are their places. `None` if there are none, or more than
    /// 2^31.
    pub fn new(keys: &[AccountId]) -> Option<Self> {
        let width = keys.len().checked_next_power_of_two().filter(|width| *width <= 1 << 31)?;
        if keys.is_empty() {
            return None;
        }
        let mut leaves: Vec<_> = keys.iter().map(|key| hash(0, &[key.as_ref()])).collect();
        leaves.resize(width, [0; 32]);
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let above = level.chunks(2).map(|pair| hash(1, &[&pair[0], &pair[1]])).collect();
            levels.push(above);
        }
        Some(Self { levels })
    }

    pub fn root(&self) -> [u8; 32] {
        self.levels.last().map_or([0; 32], |level| level[0])
    }

    /// The hashes beside the way from the leaf with this number to the root, from below.
    pub fn path(&self, number: u32) -> Vec<[u8; 32]> {
        let mut place = number as usize;
        let mut path = Vec::new();
        for level in &self.levels[..self.levels.len() - 1] {
            path.push(level[place ^ 1]);
            place >>= 1;
        }
        path
    }
}

fn hash(kind: u8, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Blake2b::<U32>::new();
    hasher.update([kind]);
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}
