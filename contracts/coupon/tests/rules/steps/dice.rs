//! Draws from a seed.

use ink::primitives::AccountId;

use crate::people::{ann, ben, everybody, stranger};

seeded::own_dice!();

impl Dice {
    pub fn person(&mut self) -> AccountId {
        self.pick(&everybody())
    }

    pub fn member(&mut self) -> AccountId {
        match self.below(6) {
            0 => stranger(),
            roll if roll % 2 == 0 => ann(),
            _ => ben(),
        }
    }

    /// Who may, or once in a while somebody else.
    pub fn entitled(&mut self, account: AccountId) -> AccountId {
        if self.once_in(12) {
            self.person()
        } else {
            account
        }
    }
}
