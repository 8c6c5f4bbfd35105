//! A contract's items, from its child trie.

use subxt::{backend::rpc::rpc_params, dynamic::Value, utils::H256};

use super::{failure, Node};
use crate::{
    chain::BlockId,
    error::Failure,
    inspect::{own_key, stored_key, Inspect, StoredItem},
    AccountId,
};

/// How many keys are asked for at once, the most that nodes answer.
const PAGE: u32 = 1_000;

/// Under which name the trie with this id is known to the node.
fn storage_key(trie_id: &[u8]) -> Vec<u8> {
    [b":child_storage:default:", trie_id].concat()
}

fn hex_of(bytes: &[u8]) -> String {
    format!("0x{}", hex::encode(bytes))
}

/// Bytes as nodes answer them.
fn bytes_of(text: &str) -> Result<Vec<u8>, Failure> {
    let digits = text.strip_prefix("0x").unwrap_or(text);
    hex::decode(digits).map_err(|_| failure::foreign_answer("a text that is no hex".into()))
}

impl Node {
    async fn trie_of(&self, contract: AccountId) -> Result<Option<String>, Failure> {
        let keys = vec![Value::from_bytes(contract)];
        let info = self.state::<Vec<u8>>("Contracts", "ContractInfoOf", keys).await?;
        Ok(info.map(|trie_id| hex_of(&storage_key(&trie_id))))
    }

    /// Why state can't be read.
    pub(super) fn unread(&self, error: subxt::Error) -> Failure {
        match self.pinned {
            Some(block) => failure::of_state(error, block.number),
            None => failure::connection(error),
        }
    }

    /// The block that is read from: the one that was pinned, or the newest.
    async fn block_to_read(&self) -> Result<H256, Failure> {
        if let Some(pinned) = self.pinned {
            return Ok(H256(pinned.hash));
        }
        let newest = self.rpc.chain_get_block_hash(None).await.map_err(failure::connection)?;
        newest.ok_or_else(|| failure::foreign_answer("no hash of the newest block".into()))
    }
}

impl Inspect for Node {
    async fn pin(&mut self) -> Result<BlockId, Failure> {
        self.pinned = None;
        let hash = self.block_to_read().await?;
        let header = self.rpc.chain_get_header(Some(hash)).await.map_err(failure::connection)?;
        let header = header.ok_or_else(|| failure::foreign_answer("no newest block".into()))?;
        let block = BlockId { number: header.number.into(), hash: hash.0 };
        self.pinned = Some(block);
        Ok(block)
    }

    async fn unpin(&mut self) {
        self.pinned = None;
    }

    async fn contract_item(
        &mut self,
        contract: AccountId,
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, Failure> {
        let Some(trie) = self.trie_of(contract).await? else { return Ok(None) };
        let at = self.block_to_read().await?;
        let arguments = rpc_params![trie, hex_of(&stored_key(key)), at];
        let value: Option<String> = self
            .client_rpc
            .request("childstate_getStorage", arguments)
            .await
            .map_err(|error| self.unread(error))?;
        value.map(|value| bytes_of(&value)).transpose()
    }

    async fn contract_items(&mut self, contract: AccountId) -> Result<Vec<StoredItem>, Failure> {
        let Some(trie) = self.trie_of(contract).await? else { return Ok(Vec::new()) };
        let at = self.block_to_read().await?;
        let mut items = Vec::new();
        let mut last: Option<String> = None;
        loop {
            let arguments = rpc_params![&trie, "0x", PAGE, &last, at];
            let keys: Vec<String> = self
                .client_rpc
                .request("childstate_getKeysPaged", arguments)
                .await
                .map_err(|error| self.unread(error))?;
            let arguments = rpc_params![&trie, &keys, at];
            let values: Vec<Option<String>> = self
                .client_rpc
                .request("childstate_getStorageEntries", arguments)
                .await
                .map_err(|error| self.unread(error))?;
            for (key, value) in keys.iter().zip(values) {
                let value = value.map(|value| bytes_of(&value)).transpose()?;
                items.push((own_key(bytes_of(key)?), value.unwrap_or_default()));
            }
            match keys.len() < PAGE as usize {
                true => return Ok(items),
                false => last = keys.last().cloned(),
            }
        }
    }

    async fn code(&mut self, code_hash: [u8; 32]) -> Result<Option<Vec<u8>>, Failure> {
        let keys = vec![Value::from_bytes(code_hash)];
        self.state::<Vec<u8>>("Contracts", "PristineCode", keys).await
    }
}
