//! What chains of tests hand on to the chain in them, `self.chain`.

/// The methods of `Chain` but for those that send what contracts see.
macro_rules! forward_chain {
    () => {
        async fn simulate(
            &mut self,
            from: tongquan_client::AccountId,
            request: tongquan_client::Request,
        ) -> Result<tongquan_client::Outcome, tongquan_client::Failure> {
            self.chain.simulate(from, request).await
        }

        async fn code_hash(
            &mut self,
            contract: tongquan_client::AccountId,
        ) -> Result<Option<[u8; 32]>, tongquan_client::Failure> {
            self.chain.code_hash(contract).await
        }

        async fn has_code(
            &mut self,
            code_hash: [u8; 32],
        ) -> Result<bool, tongquan_client::Failure> {
            self.chain.has_code(code_hash).await
        }

        async fn genesis_hash(&mut self) -> Result<[u8; 32], tongquan_client::Failure> {
            self.chain.genesis_hash().await
        }

        async fn block_number(&mut self) -> Result<u64, tongquan_client::Failure> {
            self.chain.block_number().await
        }

        async fn now(&mut self) -> Result<u64, tongquan_client::Failure> {
            self.chain.now().await
        }

        async fn advance(&mut self, ms: u64) -> Result<(), tongquan_client::Failure> {
            self.chain.advance(ms).await
        }

        async fn native_balance(
            &mut self,
            account: tongquan_client::AccountId,
        ) -> Result<u128, tongquan_client::Failure> {
            self.chain.native_balance(account).await
        }

        async fn pay(
            &mut self,
            from: &tongquan_client::Account,
            to: tongquan_client::AccountId,
            amount: u128,
        ) -> Result<(), tongquan_client::Failure> {
            self.chain.pay(from, to, amount).await
        }
    };
}

/// All of `History` and `Inspect`.
macro_rules! forward_looks {
    ($chain:ty) => {
        impl tongquan_client::History for $chain {
            async fn head(
                &mut self,
                finalized: bool,
            ) -> Result<Option<tongquan_client::BlockId>, tongquan_client::Failure> {
                self.chain.head(finalized).await
            }

            async fn block_hash(
                &mut self,
                number: u64,
            ) -> Result<Option<[u8; 32]>, tongquan_client::Failure> {
                self.chain.block_hash(number).await
            }

            async fn blocks(
                &mut self,
                numbers: std::ops::RangeInclusive<u64>,
            ) -> Result<Vec<tongquan_client::Block>, tongquan_client::Failure> {
                self.chain.blocks(numbers).await
            }

            async fn simulate_at(
                &mut self,
                block: tongquan_client::BlockId,
                from: tongquan_client::AccountId,
                request: tongquan_client::Request,
            ) -> Result<tongquan_client::Outcome, tongquan_client::Failure> {
                self.chain.simulate_at(block, from, request).await
            }

            async fn time_after(
                &mut self,
                block: tongquan_client::BlockId,
            ) -> Result<u64, tongquan_client::Failure> {
                self.chain.time_after(block).await
            }
        }

        impl tongquan_client::Inspect for $chain {
            async fn pin(&mut self) -> Result<tongquan_client::BlockId, tongquan_client::Failure> {
                self.chain.pin().await
            }

            async fn unpin(&mut self) {
                self.chain.unpin().await
            }

            async fn contract_item(
                &mut self,
                contract: tongquan_client::AccountId,
                key: &[u8],
            ) -> Result<Option<Vec<u8>>, tongquan_client::Failure> {
                self.chain.contract_item(contract, key).await
            }

            async fn contract_items(
                &mut self,
                contract: tongquan_client::AccountId,
            ) -> Result<Vec<tongquan_client::StoredItem>, tongquan_client::Failure> {
                self.chain.contract_items(contract).await
            }

            async fn code(
                &mut self,
                code_hash: [u8; 32],
            ) -> Result<Option<Vec<u8>>, tongquan_client::Failure> {
                self.chain.code(code_hash).await
            }
        }
    };
}

pub(crate) use {forward_chain, forward_looks};
