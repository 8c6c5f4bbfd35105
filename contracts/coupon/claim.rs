//! Vouchers (领取): signed by a manager, or by one of the codes whose Merkle root was published.
//! Each is used once; a bit for each number says so, not its signature (R27).

use ink::{prelude::vec::Vec, primitives::AccountId};
use tongquan_host::{
    address, blake2_256, emit, is_signed_by, load, save,
    storage::{get, set},
    Packed,
};
use tongquan_traits::{
    coupon_error::CouponError,
    coupons::{voucher_payload, Claimed, CodesPublished, Proof, Voucher},
};

use crate::{
    campaigns,
    issue::issue,
    items::{key, Table},
    refusal::{refuse, Outcome},
    tills::ensure_manager,
};

/// How many numbers share an item.
const BITS: u32 = 256;

fn codes(campaign: u32, root: &[u8; 32]) -> Packed {
    key(Table::Codes, &[&campaign.to_le_bytes(), root])
}

#[inline(never)]
pub fn publish_codes(caller: &AccountId, campaign: u32, root: [u8; 32]) -> Outcome<()> {
    campaigns::find(campaign)?;
    save(&codes(campaign, &root), &[]);
    emit::<CodesPublished>(&(campaign, caller, root), &[]);
    Ok(())
}

/// The bits of this number and its neighbours, their key, and which of them is the number's.
struct Used {
    key: Packed,
    bits: [u8; 32],
    byte: usize,
    bit: u8,
}

impl Used {
    #[inline(never)]
    fn load(campaign: u32, issuer: &[u8; 32], number: u32) -> Self {
        let group = (number / BITS).to_le_bytes();
        let key = key(Table::Claimed, &[&campaign.to_le_bytes(), issuer, &group]);
        let bits = get(&key).unwrap_or([0; 32]);
        let place = number % BITS;
        Self { key, bits, byte: (place / 8) as usize, bit: 1 << (place % 8) }
    }

    fn is_set(&self) -> bool {
        self.bits[self.byte] & self.bit != 0
    }

    fn set(mut self) {
        self.bits[self.byte] |= self.bit;
        set(&self.key, &self.bits);
    }
}

pub fn is_claimed(campaign: u32, issuer: &[u8; 32], number: u32) -> bool {
    Used::load(campaign, issuer, number).is_set()
}

#[inline(never)]
pub fn claim(now: u64, voucher: &Voucher, proof: &Proof, signature: &[u8; 64]) -> Outcome<u64> {
    let Voucher { campaign, number, member, deadline } = *voucher;
    if now >= deadline {
        return refuse(CouponError::VoucherExpired { at: deadline });
    }
    let (issuer, key): (&[u8; 32], _) = match proof {
        Proof::Manager { signer } => {
            ensure_manager(signer)?;
            (signer.as_ref(), signer)
        }
        Proof::Code { root, key, path } => {
            let published = load(&codes(campaign, root)).is_some();
            if !published || root_of(key, number, path) != Some(*root) {
                return refuse(CouponError::UnknownCode);
            }
            (root, key)
        }
    };
    if !is_signed_by(key, &voucher_payload(&address(), issuer, voucher), signature) {
        return refuse(CouponError::BadSignature);
    }
    let used = Used::load(campaign, issuer, number);
    if used.is_set() {
        return refuse(CouponError::VoucherUsed);
    }
    used.set();
    let coupon = issue(now, campaign, &[member])?;
    emit::<Claimed>(&(coupon, issuer, number), &[]);
    Ok(coupon)
}

/// The root of the tree whose leaf with this number is `key`, if the tree has as many leaves.
fn root_of(key: &AccountId, number: u32, path: &[[u8; 32]]) -> Option<[u8; 32]> {
    if path.len() >= 32 || number >> path.len() != 0 {
        return None;
    }
    let mut hash = hash(0, &[key.as_ref()]);
    for (level, other) in path.iter().enumerate() {
        let pair: [&[u8]; 2] =
            if number >> level & 1 == 0 { [&hash, other] } else { [other, &hash] };
        hash = self::hash(1, &pair);
    }
    Some(hash)
}

/// A leaf begins with 0 and a node with 1, so that neither can be taken for the other.
fn hash(kind: u8, parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = Vec::from([kind]);
    for part in parts {
        bytes.extend_from_slice(part);
    }
    blake2_256(&bytes)
}
