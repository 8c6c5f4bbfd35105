//! Items of gifts.

use std::collections::BTreeMap;

use tongquan_client::AccountId;
use tongquan_traits::gifts::{Gift, ShareClaim};

use super::{records::Records, Items};

pub struct GiftItems {
    pub gifts: Records<Gift>,
    pub claims: Vec<((u64, AccountId), ShareClaim)>,
    /// Gift, number / 256; and the bits.
    claimed: BTreeMap<(u64, u32), [u8; 32]>,
}

impl GiftItems {
    pub fn take(items: &mut Items) -> Self {
        Self {
            gifts: Records::take(items),
            claims: items.table(0x11),
            claimed: items.table(0x12).into_iter().collect(),
        }
    }

    fn is_claimed(&self, gift: u64, number: u32) -> bool {
        let bits = self.claimed.get(&(gift, number / 256));
        let (byte, bit) = ((number % 256 / 8) as usize, number % 8);
        bits.is_some_and(|bits| bits[byte] & (1 << bit) != 0)
    }

    /// What contradicts itself.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = self.gifts.faults();
        for ((gift, _), claim) in &self.claims {
            if !self.is_claimed(*gift, claim.number) {
                faults.push(format!("share {} of gift {gift} is claimed, and isn't", claim.number));
            }
        }
        for (number, gift) in &self.gifts.records {
            let of_gift = self.claimed.range((*number, 0)..=(*number, u32::MAX));
            let bits: u32 =
                of_gift.flat_map(|(_, bits)| bits.iter()).map(|byte| byte.count_ones()).sum();
            if bits != gift.claimed {
                faults.push(format!("gift {number} counts {} claims, not {bits}", gift.claimed));
            }
        }
        faults
    }
}
