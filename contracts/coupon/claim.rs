//! Vouchers (领取): signed by a manager, or by one of the codes whose Merkle root was published.
//! Each is used once; a bit for each number says so, not its signature (R27).

use core::slice;

use ink::primitives::AccountId;
use tongquan_host::{address, bits, emit, is_leaf, is_signed_by, load, save, Packed};
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
    key(Table::Claimed, &[&campaign.to_le_bytes(), issuer, &bits::group(number)])
}

#[inline(never)]
pub fn is_claimed(campaign: u32, issuer: &[u8; 32], number: u32) -> bool {
    bits::is_set(&used(campaign, issuer, number), number)
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
    if !bits::set(&used(campaign, issuer, number), number) {
        return refuse(CouponError::VoucherUsed);
    }
    let coupon = issue(now, campaign, slice::from_ref(member))?;
    emit::<Claimed>(&(coupon, issuer, number), &[]);
    Ok(coupon)
}
