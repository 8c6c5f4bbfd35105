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
}
