//! How a packet is divided.

use ink::primitives::AccountId;
use tongquan_traits::{assets::Asset, gifts::Gift};

use crate::keys::blake2b_256;

/// What the shares of a packet depend on, and nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Packet {
    pub address: AccountId,
    pub number: u64,
    pub keys: [u8; 32],
    pub shares: u32,
    pub drawn: bool,
    pub amount: u128,
}

impl Packet {
    /// `None` of an item.
    pub fn of(address: AccountId, number: u64, gift: &Gift) -> Option<Self> {
        let Asset::Points { amount, .. } = gift.asset else { return None };
        let terms = &gift.terms;
        let (keys, shares, drawn) = (terms.keys, terms.shares, terms.drawn);
        Some(Self { address, number, keys, shares, drawn, amount })
    }

    /// All shares, each with what it got of its neighbour and gave away: a ring of people, each of
    /// whom hands a part of an equal share to the one before.
    pub fn all(&self) -> Vec<u128> {
        let count = u128::from(self.shares);
        let (equal, rest) = (self.amount / count, self.amount % count);
        let mut all: Vec<u128> =
            (0..count).map(|place| if place < rest { equal + 1 } else { equal }).collect();
        if self.drawn {
            let handed: Vec<u128> = (0..self.shares).map(|from| self.lot(from, equal)).collect();
            for (from, amount) in handed.iter().enumerate() {
                let to = if from == 0 { all.len() - 1 } else { from - 1 };
                all[from] -= amount;
                all[to] += amount;
            }
        }
        all
    }

    /// What a share hands on: a part of `equal` that a hash tells, of 2^64 parts.
    fn lot(&self, number: u32, equal: u128) -> u128 {
        let seed = [
            b"tongquan draw\0\0\0".as_slice(),
            self.address.as_ref(),
            &self.number.to_le_bytes(),
            &self.keys,
            &number.to_le_bytes(),
        ];
        let hash = blake2b_256(seed.concat());
        let parts = u64::from_le_bytes(hash[..8].try_into().expect("eight bytes"));
        let (high, low) = product(equal, parts.into());
        (high << 64) | (low >> 64)
    }
}

/// A product as its upper and its lower half.
fn product(a: u128, b: u128) -> (u128, u128) {
    let (mut high, mut low) = (0_u128, 0_u128);
    for bit in (0..128).rev() {
        high = (high << 1) | (low >> 127);
        low <<= 1;
        if (a >> bit) & 1 == 1 {
            let (sum, carry) = low.overflowing_add(b);
            low = sum;
            high += u128::from(carry);
        }
    }
    (high, low)
}

/// What the share with this number is, if there is such a share of points.
pub fn share(address: AccountId, number: u64, gift: &Gift, share: u32) -> Option<u128> {
    Packet::of(address, number, gift)?.all().get(share as usize).copied()
}
