//! Vouchers (领取): signed by a manager, or by one of the codes whose Merkle root was published.
//! Each is used once; a bit for each number says so, not its signature (R27).

use core::slice;

use ink::{primitives::AccountId, scale::Output};
use tongquan_host::{
    address, blake2_256, emit, is_signed_by, load, save, storage::hash as hash_at, Packed,
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

/// The key of the bits of this number and its neighbours.
#[inline(never)]
fn used(campaign: u32, issuer: &[u8; 32], number: u32) -> Packed {
    let group = (number / BITS).to_le_bytes();
    key(Table::Claimed, &[&campaign.to_le_bytes(), issuer, &group])
}

/// Which of the bits is the number's: its byte, and the bit in it.
fn place(number: u32) -> (usize, u8) {
    let place = number % BITS;
    ((place / 8) as usize, 1 << (place % 8))
}

#[inline(never)]
pub fn is_claimed(campaign: u32, issuer: &[u8; 32], number: u32) -> bool {
    let (byte, bit) = place(number);
    load(&used(campaign, issuer, number)).is_some_and(|bits| bits.as_slice()[byte] & bit != 0)
}

#[inline(never)]
pub fn claim(now: u64, voucher: &Voucher, proof: &Proof, signature: &[u8; 64]) -> Outcome<u64> {
    let Voucher { campaign, number, ref member, deadline } = *voucher;
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
            if !published || !is_leaf(root, key, number, path) {
                return refuse(CouponError::UnknownCode);
            }
            (root, key)
        }
    };
    if !is_signed_by(key, &voucher_payload(&address(), issuer, voucher), signature) {
        return refuse(CouponError::BadSignature);
    }
    let used = used(campaign, issuer, number);
    let mut bits = hash_at(&used);
    let (byte, bit) = place(number);
    if bits[byte] & bit != 0 {
        return refuse(CouponError::VoucherUsed);
    }
    bits[byte] |= bit;
    save(&used, &bits);
    let coupon = issue(now, campaign, slice::from_ref(member))?;
    emit::<Claimed>(&(coupon, issuer, number), &[]);
    Ok(coupon)
}

/// Whether `key` is the leaf with this number of the tree with this root.
fn is_leaf(root: &[u8; 32], key: &AccountId, number: u32, path: &[[u8; 32]]) -> bool {
    if path.len() >= 32 || number >> path.len() != 0 {
        return false;
    }
    let mut hash = hash(0, &[key.as_ref()]);
    for (level, other) in path.iter().enumerate() {
        let pair: [&[u8]; 2] =
            if (number >> level) & 1 == 0 { [&hash, other] } else { [other, &hash] };
        hash = self::hash(1, &pair);
    }
    hash == *root
}

/// A leaf begins with 0 and a node with 1, so that neither can be taken for the other.
fn hash(kind: u8, parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = Packed::raw(&[kind]);
    for part in parts {
        bytes.write(part);
    }
    blake2_256(bytes.as_slice())
}
