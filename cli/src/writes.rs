//! Writes: a dry run that shows what would happen, and with `--execute` the transaction.

use serde::Serialize;
use serde_json::{json, Value};
use tongquan_client::{Account, AccountId, Chain, Cost, Events, Message, Receipt};

use crate::{
    amount,
    answer::Answer,
    json::{in_words, to_json},
    problem::{Code, Problem},
    session::{Refusal, Session},
    sheet::Sheet,
};

/// What a write did, or would do.
#[derive(Debug, Clone)]
pub struct Done<T> {
    /// What the message answers; of a transaction on a node, what its dry run answered.
    pub value: T,
    pub executed: bool,
    pub events: Events,
    pub report: Answer,
}

/// What is shown of a write to machines.
#[derive(Debug, Clone, Serialize)]
pub struct Written {
    pub executed: bool,
    pub message: String,
    pub contract: String,
    pub caller: String,
    pub answer: Value,
    pub cost: ShownCost,
    pub events: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Value>,
}

/// Weights as the chain counts them; native currency in its smallest unit.
#[derive(Debug, Clone, Serialize)]
pub struct ShownCost {
    pub ref_time: u64,
    pub proof_size: u64,
    pub storage_deposit: String,
    /// Of a dry run, what a development node would take.
    pub fee: String,
    pub fee_is_estimate: bool,
}

impl From<&Cost> for ShownCost {
    fn from(cost: &Cost) -> Self {
        Self {
            ref_time: cost.weight.ref_time,
            proof_size: cost.weight.proof_size,
            storage_deposit: cost.storage_deposit.to_string(),
            fee: cost.fee_on_a_development_node().to_string(),
            fee_is_estimate: cost.fee.is_none(),
        }
    }
}

impl<C: Chain> Session<C> {
    /// Shows what the message would do, and sends it if that was asked for. `what` says it in words:
    /// "issue 12.00 TEA to ann".
    ///
    /// # Errors
    ///
    /// What the contract refuses with; `NoKey`, `NotConfirmed`, or what the node fails with. Then
    /// nothing was sent, but for `Unconfirmed`.
    pub async fn write<T, E>(
        &mut self,
        what: &str,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<Done<T>, Problem>
    where
        T: Refusal,
        E: Refusal,
    {
        let message = message.into();
        let contract = message.contract;
        let caller = self.writer()?;
        let preview = self.chain.dry_run(caller, message.clone()).await;
        let preview = preview.map_err(Problem::of_message)?;
        if !self.options.execute {
            return Ok(self.done(what, contract, caller, preview, false));
        }
        let signer = self.confirmed(what, &preview.cost)?;
        let receipt = self.chain.call(&signer, message).await.map_err(Problem::of_message)?;
        Ok(self.done(what, contract, caller, receipt, true))
    }

    /// Who acts: with `--execute` whoever signs.
    pub fn writer(&self) -> Result<AccountId, Problem> {
        if !self.options.execute {
            return self.caller();
        }
        let signer = self.signer()?.id();
        match &self.options.from {
            Some(from) if self.account(from)? != signer => Err(Problem::new(
                Code::InvalidKey,
                format!("the key is that of {}, not of {from}", self.name(&signer)),
            )),
            _ => Ok(signer),
        }
    }

    /// Asks before anything is sent, unless `--skip-confirm` was given.
    pub fn confirmed(&self, what: &str, cost: &Cost) -> Result<Account, Problem> {
        let signer = self.signer()?;
        if !self.options.skip_confirm {
            let fee = self.show_native(cost.fee_on_a_development_node());
            let who = self.name(&signer.id());
            let deposit = self.show_deposit(cost.storage_deposit);
            self.screen.confirm(&format!("{who}: {what}? deposit {deposit}, fee about {fee}"))?;
        }
        Ok(signer)
    }

    fn done<T: Refusal>(
        &mut self,
        what: &str,
        contract: AccountId,
        caller: AccountId,
        receipt: Receipt<T>,
        executed: bool,
    ) -> Done<T> {
        let answer = to_json(&receipt.value);
        let report = self.report(what, contract, caller, answer, &receipt, executed);
        Done { value: receipt.value, executed, events: receipt.events, report }
    }

    /// What a receipt says, for people and for machines.
    pub fn report<T>(
        &mut self,
        what: &str,
        contract: AccountId,
        caller: AccountId,
        answer: Value,
        receipt: &Receipt<T>,
        executed: bool,
    ) -> Answer {
        let events: Vec<Value> = receipt.events.0.iter().map(|event| self.explain(event)).collect();
        let cost = ShownCost::from(&receipt.cost);
        let mut sheet = Sheet::new();
        sheet.title(match executed {
            true => format!("Done: {what}"),
            false => format!("Dry run, nothing was sent: {what}"),
        });
        sheet.line("contract", self.name(&contract));
        sheet.line("caller", self.name(&caller));
        if !answer.is_null() && answer != json!([]) {
            sheet.line("answer", self.with_names(&in_words(&answer)));
        }
        let (time, proof) = (cost.ref_time / 1_000_000, cost.proof_size as f64 / 1024.0);
        sheet.line("gas", format!("{time} µs, {proof:.1} KiB of proof"));
        sheet.line("deposit", self.show_deposit(receipt.cost.storage_deposit));
        let fee = self.show_native(receipt.cost.fee_on_a_development_node());
        sheet.line("fee", format!("{}{fee}", if cost.fee_is_estimate { "about " } else { "" }));
        if let Some(block) = receipt.block {
            sheet.line("block", block.number.to_string());
        }
        for event in &events {
            sheet.line("event", self.with_names(&in_words(&event["event"])));
        }
        if !executed {
            sheet.note("Add --execute to send it.");
        }
        let written = Written {
            executed,
            message: what.to_owned(),
            contract: tongquan_client::ss58(&contract),
            caller: tongquan_client::ss58(&caller),
            answer,
            cost,
            events,
                    block: receipt.block.map(|block| {
                json!({ "number": block.number, "hash": format!("0x{}", hex::encode(block.hash)) })
            }),
        };
        Answer::new(written, sheet.text())
    }

    /// A deposit, or what of it comes back.
    pub fn show_deposit(&self, deposit: i128) -> String {
        let currency = &self.book.currency;
        let shown = amount::show(deposit.unsigned_abs(), currency.decimals);
        let back = if deposit < 0 { " back" } else { "" };
        format!("{shown} {}{back}", currency.symbol)
    }

    /// A text in which addresses that have a name are replaced by it.
    pub fn with_names(&self, text: &str) -> String {
        let contracts = self.book.contracts.iter().map(|(name, found)| (name, found.address));
        let accounts = self.book.accounts.iter().map(|(name, address)| (name, *address));
        accounts.chain(contracts).fold(text.to_owned(), |text, (name, address)| {
            text.replace(&tongquan_client::ss58(&address.0), name)
        })
    }
}
