//! Claims to gifts: good ones, and what thieves make of them.

use ink::primitives::AccountId;
use tongquan_traits::gifts::{Claim, Gift};

use super::{Deed, Drawing, Drawn};
use crate::storm::{
    gift_links::Attempt,
    gifts::{share, Message},
    keys::{links, packets, tree_with, Tree},
};

impl Drawing<'_> {
    pub fn claim(&mut self) -> Drawn {
        let now = self.reference.now;
        let late = self.dice.once_in(20);
        let number = self.gift_that(|gift| late || now < gift.terms.until)?;
        let attempt = self.attempt(number);
        let recipient = attempt.claim.recipient;
        let by = match recipient == self.town.gift() {
            true => self.person(),
            false => self.or_anybody(recipient, 2),
        };
        Some((by, Deed::Gift(Message::Claim(attempt))))
    }

    pub fn attempt(&mut self, number: u64) -> Attempt {
        let gift = self.reference.gifts.gifts.get(&number).cloned();
        let tree = gift.as_ref().and_then(|gift| tree_with(gift.terms.keys));
        let tree = match tree {
            Some(tree) if !self.dice.once_in(40) => tree,
            _ => self.dice.pick(&links().chain(packets()).collect::<Vec<_>>()),
        };
        let share_number = self.share_number(number, gift.as_ref(), tree);
        let recipient = self.recipient(number, gift.as_ref());
        let address = self.town.gift();
        let worth = gift.and_then(|gift| share(address, number, &gift, share_number)).unwrap_or(0);
        let max_fee = match self.dice.below(8) {
            0 => u128::MAX,
            1 => worth,
            2 | 3 => worth / 2,
            _ => 0,
        };
        let at_most = max_fee.min(worth.saturating_sub(1));
        let claim = Claim { gift: number, number: share_number, recipient, max_fee };
        let mut attempt = Attempt::new(tree, address, claim);
        attempt.signature.wrapped = self.dice.once_in(3);
        attempt.fee = match self.dice.below(8) {
            0 | 1 => at_most,
            2 => at_most / 2,
            3 if self.dice.once_in(3) => at_most.saturating_add(1),
            _ => 0,
        };
        if self.dice.once_in(4) {
            self.spoil(&mut attempt, tree);
        }
        attempt
    }

    /// A share that was not claimed, mostly.
    fn share_number(&mut self, number: u64, gift: Option<&Gift>, tree: &Tree) -> u32 {
        let claimed = self.dice.once_in(10);
        let beyond = self.dice.once_in(20);
        let mut numbers: Vec<u32> = (0..tree.size()).collect();
        numbers.retain(|share| self.reference.gifts.is_claimed(number, *share) == claimed);
        if let (Some(gift), false) = (gift, beyond) {
            numbers.retain(|share| *share < gift.terms.shares);
        }
        self.dice.any(&numbers).unwrap_or(0)
    }

    /// For whom the gift is, or somebody who has no share, mostly.
    fn recipient(&mut self, number: u64, gift: Option<&Gift>) -> AccountId {
        if self.dice.once_in(60) {
            return self.town.gift();
        }
        if let Some(only) = gift.and_then(|gift| gift.terms.recipient) {
            return self.or_anybody(only, 5);
        }
        let again = self.dice.once_in(10);
        let mut people = self.town.everybody();
        people.retain(|person| self.reference.gifts.claim_of(number, *person).is_some() == again);
        self.dice.any(&people).unwrap_or(self.town.mallory())
    }

    /// Another claim than the one that was signed, another signature or another key.
    fn spoil(&mut self, attempt: &mut Attempt, tree: &Tree) {
        let another = self.dice.pick(&links().collect::<Vec<_>>()).key(0);
        let (person, signature) = (self.person(), &mut attempt.signature);
        match self.dice.below(14) {
            0..3 => signature.claim.recipient = person,
            3 | 4 => signature.claim.gift = self.dice.below(self.reference.gifts.count + 2),
            5 => signature.claim.number = self.dice.below(tree.size().into()) as u32,
            6 => signature.claim.max_fee = attempt.fee / 2,
            7 => signature.contract = self.town.swap(),
            8 => signature.by = another,
            9 => attempt.proof.key = another,
            10 => {
                attempt.proof.key = another;
                signature.by = another;
            }
            11 => _ = attempt.proof.path.pop(),
            12 => attempt.proof.path.push([0; 32]),
            _ => {
                attempt.proof = tree.proof(self.dice.below(tree.size().into()) as u32);
                signature.by = attempt.proof.key;
            }
        }
    }
}
