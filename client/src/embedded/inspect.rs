//! The pallet's storage, read raw.

use ink_sandbox::{
    frame_support::{
        __private::sp_io::default_child_storage as child,
        storage::{storage_prefix, unhashed},
        traits::PalletInfoAccess,
        Hashable,
    },
    Sandbox,
};
use scale::Decode;

use super::{native, Contracts, Embedded};
use crate::{
    chain::{BlockId, Chain},
    error::Failure,
    inspect::{own_key, stored_key, Inspect, StoredItem},
    AccountId,
};

impl Embedded {
    /// Writes what a contract stores, or removes it. No transaction can do this: it is for tests of
    /// those who look whether a chain tells the truth.
    pub fn forge_item(&mut self, contract: AccountId, key: &[u8], value: Option<&[u8]>) {
        let Some(trie) = self.trie_of(contract) else { return };
        let key = stored_key(key);
        self.sandbox.execute_with(|| match value {
            Some(value) => child::set(&trie, &key, value),
            None => child::clear(&trie, &key),
        });
    }

    /// The child trie in which the contract's items are.
    fn trie_of(&mut self, contract: AccountId) -> Option<Vec<u8>> {
        // The pallet doesn't show this map. The trie's id is the first that it keeps of a contract.
        let map = storage_prefix(Contracts::name().as_bytes(), b"ContractInfoOf");
        let key = [&map[..], &native(contract).twox_64_concat()].concat();
        let info = self.sandbox.execute_with(|| unhashed::get_raw(&key))?;
        Vec::<u8>::decode(&mut info.as_slice()).ok()
    }
}

impl Inspect for Embedded {
    async fn pin(&mut self) -> Result<BlockId, Failure> {
        // Nothing happens here but what its owner does.
        let hash = self.sandbox.execute_with(super::System::parent_hash);
        Ok(BlockId { number: self.block_number().await?, hash: hash.0 })
    }

    async fn unpin(&mut self) {}

    async fn contract_item(
        &mut self,
        contract: AccountId,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, Failure> {
        let Some(trie) = self.trie_of(contract) else { return Ok(None) };
        Ok(self.sandbox.execute_with(|| child::get(&trie, &stored_key(key))))
    }

    async fn contract_items(&mut self, contract: AccountId) -> Result<Vec<StoredItem>, Failure> {
        let Some(trie) = self.trie_of(contract) else { return Ok(Vec::new()) };
        Ok(self.sandbox.execute_with(|| {
            let mut items = Vec::new();
            let mut key = Vec::new();
            while let Some(next) = child::next_key(&trie, &key) {
                let value = child::get(&trie, &next).unwrap_or_default();
                items.push((own_key(next.clone()), value));
                key = next;
            }
            items
        }))
    }

    async fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, Failure> {
        let map = storage_prefix(Contracts::name().as_bytes(), b"PristineCode");
        let stored =
            self.sandbox.execute_with(|| unhashed::get_raw(&[&map[..], &code_hash].concat()));
        Ok(stored.and_then(|code| Vec::<u8>::decode(&mut code.as_slice()).ok()))
    }
}
