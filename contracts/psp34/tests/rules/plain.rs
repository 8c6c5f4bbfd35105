//! The least that a contract has to add to the ledger.

pub use self::contract::Plain;

#[ink::contract]
mod contract {
    use ink::prelude::vec::Vec;
    use psp34::{
        ledger::{self, Mint, FIRST_FREE_TABLE},
        Id, PSP34Burnable, PSP34Enumerable, PSP34Error, PSP34Metadata, PSP34Mintable, PSP34,
    };
    use tongquan_host::{caller, load, save, storage::key, Packed};

    /// Everybody creates tokens here, with ids that were never used.
    #[ink(storage)]
    pub struct Plain {}

    fn used(number: u64) -> Packed {
        key(FIRST_FREE_TABLE, &[&number.to_le_bytes()])
    }

    impl Plain {
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self {}
        }
    }

    impl PSP34 for Plain {
        #[ink(message)]
        fn collection_id(&self) -> Id {
            Id::U8(34)
        }

        #[ink(message)]
        fn balance_of(&self, owner: AccountId) -> u32 {
            ledger::balance_of(&owner)
        }

        #[ink(message)]
        fn owner_of(&self, id: Id) -> Option<AccountId> {
            ledger::get_token(&id).map(|(_, token)| token.owner)
        }

        #[ink(message)]
        fn allowance(&self, owner: AccountId, operator: AccountId, id: Option<Id>) -> bool {
            ledger::allowance(&owner, &operator, id.as_ref())
        }

        #[ink(message)]
        fn approve(
            &mut self,
            operator: AccountId,
            id: Option<Id>,
            approved: bool,
        ) -> Result<(), PSP34Error> {
            ledger::approve(&caller(), &operator, id, approved)
        }

        #[ink(message)]
        fn transfer(&mut self, to: AccountId, id: Id, _data: Vec<u8>) -> Result<(), PSP34Error> {
            let (number, token) = ledger::find_for(&caller(), &id)?;
            ledger::transfer(number, token, &to)
        }

        #[ink(message)]
        fn total_supply(&self) -> u128 {
            ledger::total_supply()
        }
    }

    impl PSP34Metadata for Plain {
        #[ink(message)]
        fn get_attribute(&self, _id: Id, _key: Vec<u8>) -> Option<Vec<u8>> {
            None
        }
    }

    impl PSP34Enumerable for Plain {
        #[ink(message)]
        fn owners_token_by_index(&self, owner: AccountId, index: u128) -> Option<Id> {
            ledger::owners_token_by_index(&owner, index)
        }

        #[ink(message)]
        fn token_by_index(&self, index: u128) -> Option<Id> {
            ledger::token_by_index(index)
        }
    }

    impl PSP34Mintable for Plain {
        #[ink(message)]
        fn mint(&mut self, account: AccountId, id: Id) -> Result<(), PSP34Error> {
            let number = ledger::number(&id).ok_or(PSP34Error::from("NotANumber"))?;
            if load(&used(number)).is_some() {
                return Err(PSP34Error::TokenExists);
            }
            save(&used(number), &[]);
            let mut mint = Mint::begin();
            mint.mint(number, &account, &[])?;
            mint.end();
            Ok(())
        }
    }

    impl PSP34Burnable for Plain {
        #[ink(message)]
        fn burn(&mut self, account: AccountId, id: Id) -> Result<(), PSP34Error> {
            let (number, token) = ledger::find_for(&caller(), &id)?;
            if token.owner != account {
                return Err(PSP34Error::NotApproved); // R16
            }
            ledger::burn(number, &token);
            Ok(())
        }
    }
}
