//! Draws from a seed.

use ink::primitives::AccountId;

use crate::people::{ann, ben, cat, dan, everybody};

seeded::own_dice!();

impl Dice {
    /// Anyone, eve too.
    pub fn person(&mut self) -> AccountId {
        self.pick(&everybody())
    }

    /// Somebody who has something.
    pub fn trader(&mut self) -> AccountId {
        self.pick(&[ann(), ben(), cat(), dan()])
    }

    /// Who may, or once in a while somebody else.
    pub fn entitled(&mut self, account: AccountId) -> AccountId {
        if self.once_in(10) {
            self.person()
        } else {
            account
        }
    }

    /// A number of points, of `all` that there are: small, all of it, too many, or beyond everything.
    pub fn amount(&mut self, all: u128) -> u128 {
        match self.below(16) {
            0 => 1,
            1 => 2,
            2 => 19,
            3 => 20,
            4 => 21,
            5 => all,
            6 => all.saturating_add(1),
            7 => u128::MAX,
            8 => u128::MAX - 1,
            9 => all / 2,
            10 => all / 3,
            11 => u128::MAX / 2,
            _ => u128::from(self.below(60)) + 1,
        }
    }
}
