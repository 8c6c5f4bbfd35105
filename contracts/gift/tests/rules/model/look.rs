//! What anyone can see of the gifts. Nothing changes by it.

use ink::primitives::AccountId;
use tongquan_traits::gifts::{Gift, ShareClaim};

use super::{Model, Packet};

impl Model {
    /// The sixteen newest gifts with numbers below that.
    pub fn live_gifts(&self, before: u64) -> Vec<(u64, Gift)> {
        let older = self.gifts.iter().filter(|(number, _)| **number < before);
        older.rev().take(16).map(|(number, gift)| (*number, gift.clone())).collect()
    }

    /// The shares of a gift with these numbers.
    pub fn shares(&self, gift: u64, numbers: &[u32]) -> Vec<Option<u128>> {
        let packet = self.gifts.get(&gift).and_then(|found| Packet::of(self.address, gift, found));
        let all = packet.map(|packet| packet.all()).unwrap_or_default();
        numbers.iter().map(|number| all.get(*number as usize).copied()).collect()
    }

    pub fn is_claimed(&self, gift: u64, number: u32) -> bool {
        self.claims.iter().any(|((of, _), claim)| *of == gift && claim.number == number)
    }

    pub fn claim_of(&self, gift: u64, recipient: AccountId) -> Option<ShareClaim> {
        self.claims.get(&(gift, recipient)).copied()
    }
}
