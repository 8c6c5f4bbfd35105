//! Signs batches, sends them without waiting for each other, and follows the chain for what became of
//! them.

use std::{
    collections::{hash_map::Entry, HashMap, HashSet},
    time::{Duration, Instant},
};

use coupon::Coupon;
use indicatif::ProgressBar;
use tongquan_client::{
    at, Account, AccountId, BlockId, Cost, Error, Failure, Fate, Limits, Outbox, Request, Weight,
};
use tongquan_traits::{campaigns::Campaigns, coupons::Coupons};

use super::{
    journal::{Batch, Journal, Row, State},
    target::{Issue, Target, Verdict},
};
use crate::{
    problem::{Code, Problem},
    session::Session,
};

/// How many transactions may be on their way. If all of them fail, so many fees are lost.
const WINDOW: usize = 8;
/// How long to wait before the chain is asked again.
const PAUSE: Duration = Duration::from_millis(20);
/// After so long without news, what is on its way is handed in again.
const PATIENCE: Duration = Duration::from_secs(15);
/// After so long without news, the work stops.
const END_OF_PATIENCE: Duration = Duration::from_secs(180);
/// After so many failures in a row of batches that dry runs found good, the work stops.
const MAX_FAILURES: usize = 3;
/// Blocks before the newest one in which a transaction can still come to be, on a chain that has not
/// settled for long.
const REACH_BACK: u64 = 256;

/// What would be done.
#[derive(Debug)]
pub struct Plan {
    pub open_rows: u64,
    /// "100,000 coupons"
    pub what: String,
    pub transactions: u64,
    /// In the smallest native unit, by the first batch.
    pub deposit: u128,
    pub fee: u128,
    /// What the contract refuses the first batch with.
    pub refusal: Option<Problem>,
}

/// A transaction on its way.
struct Flying {
    batch: Batch,
    /// It is in this block, and failed.
    failed: Option<(BlockId, Failure)>,
}

/// What batches of a campaign need, as a dry run of this many rows told.
#[derive(Clone, Copy)]
struct Sample {
    rows: usize,
    limits: Limits,
}

/// A batch that a dry run found possible.
struct Fitting {
    rows: Vec<Row>,
    limits: Limits,
    cost: Option<Cost>,
}

/// The work on one journal.
pub struct Pipeline<'a, C> {
    session: &'a mut Session<C>,
    target: &'a Target,
    caller: AccountId,
    journal: &'a mut Journal,
    flying: Vec<Flying>,
    /// The newest block that was looked through.
    seen: Option<BlockId>,
    samples: HashMap<u32, Sample>,
    /// Campaigns' limits per member. Where there is one, each batch is tried first.
    limits: HashMap<u32, u32>,
    /// A batch failed: from now on each is tried first, when nothing is on its way.
    careful: bool,
    failures: usize,
    most_weight: Weight,
    most_rows: usize,
    bar: ProgressBar,
}

impl<'a, C: Outbox> Pipeline<'a, C> {
    pub fn new(
        session: &'a mut Session<C>,
        target: &'a Target,
        caller: AccountId,
        journal: &'a mut Journal,
        batch_size: Option<u16>,
    ) -> Self {
        let most_rows = batch_size.map_or(usize::MAX, usize::from).min(target.most_rows());
        Self {
            session,
            target,
            caller,
            journal,
            flying: Vec::new(),
            seen: None,
            samples: HashMap::new(),
            limits: HashMap::new(),
            careful: false,
            failures: 0,
            most_weight: Weight::default(),
            most_rows,
            bar: ProgressBar::hidden(),
        }
    }

    /// What would be done, by a dry run of the first batch.
    pub async fn preview(&mut self) -> Result<Plan, Problem> {
        self.journal.reopen_refused()?;
        self.most_weight = self.session.chain.most_weight().await?;
        let open = self.journal.open_rows(usize::MAX)?;
        let mut plan = Plan {
            open_rows: open.len() as u64,
            what: self.describe(&open),
            transactions: 0,
            deposit: 0,
            fee: 0,
            refusal: None,
        };
        let first = match self.first_fitting(true).await {
            Ok(first) => first,
            Err(problem) if problem.code == Code::Refused => {
                plan.refusal = Some(problem);
                None
            }
            Err(problem) => return Err(problem),
        };
        let most = first.as_ref().map_or(self.most_rows, |first| match first.rows.len() {
            // A dry run found that no more fit.
            length if length < self.target.fitting(&open) => length,
            _ => self.most_rows,
        });
        let mut rest = open.as_slice();
        while !rest.is_empty() {
            let length = self.target.fitting(rest).clamp(1, most);
            rest = &rest[length..];
            plan.transactions += 1;
        }
        if let Some(Fitting { rows, cost: Some(cost), .. }) = first {
            let part =
                |all: u128| all.saturating_mul(open.len() as u128) / rows.len().max(1) as u128;
            plan.deposit = part(u128::try_from(cost.storage_deposit).unwrap_or_default());
            plan.fee = part(cost.fee_on_a_development_node());
        }
        Ok(plan)
    }

    fn describe(&self, rows: &[Row]) -> String {
        match self.target.issue {
            Issue::Coupons => format!("{} coupons", rows.len()),
            Issue::Points { decimals } => {
                let sum = rows.iter().fold(0u128, |sum, row| sum.saturating_add(row.amount));
                format!("{} points to {} rows", crate::amount::show(sum, decimals), rows.len())
            }
        }
    }

    /// Asks, unless that was waived.
    pub fn confirm(&self, what: &str, plan: &Plan) -> Result<(), Problem> {
        let weight = Weight { ref_time: 0, proof_size: 0 };
        let deposit = i128::try_from(plan.deposit).unwrap_or(i128::MAX);
        let cost = Cost { weight, storage_deposit: deposit, fee: Some(plan.fee) };
        self.session.confirmed(what, &cost).map(|_| ())
    }

    /// Works until every row is issued or refused.
    pub async fn run(&mut self) -> Result<(), Problem> {
        let signer = self.session.signer()?;
        let total =
            [State::Open, State::Sent, State::Issued].map(|state| self.journal.count(state));
        let total = total.into_iter().sum::<Result<u64, _>>()?;
        self.bar = self.session.screen.progress(total, self.target.what());
        self.bar.set_position(self.journal.count(State::Issued)?);
        let result = self.work(&signer).await;
        self.bar.finish_and_clear();
        result
    }

    async fn work(&mut self, signer: &Account) -> Result<(), Problem> {
        self.recheck().await?;
        self.take_up()?;
        self.hand_in_again().await?;
        let mut news = Instant::now();
        let mut handed_in = Instant::now();
        loop {
            let mut moved = self.follow().await?;
            moved |= self.fill(signer).await?;
            if self.flying.is_empty() && !moved {
                // All is done, if it stays done.
                if self.recheck().await? {
                    self.bar.set_position(self.journal.count(State::Issued)?);
                    self.take_up()?;
                    continue;
                }
                if self.is_settled().await? {
                    return Ok(());
                }
            }
            if moved {
                news = Instant::now();
                handed_in = news;
                continue;
            }
            if news.elapsed() > END_OF_PATIENCE {
                return Err(Problem::new(
                    Code::Unconfirmed,
                    format!("{} transactions were sent and come into no block", self.flying.len()),
                )
                .advise(
                    "look whether the node makes blocks; after an upgrade of the chain's runtime, send \
                     something else from this account, so that what was signed before is over",
                ));
            }
            if handed_in.elapsed() > PATIENCE {
                handed_in = Instant::now();
                self.hand_in_again().await?;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Looks whether the blocks in which batches were done are still in the chain. Those that aren't
    /// are on their way again; whether there were any.
    async fn recheck(&mut self) -> Result<bool, Problem> {
        let mut lost = false;
        for (batch, block) in self.journal.done_in()? {
            if self.session.chain.canonical_block(block.number).await? != Some(block) {
                self.journal.lost(batch)?;
                lost = true;
            }
        }
        Ok(lost)
    }

    /// With `--wait finalized`: whether nothing can replace the blocks any more.
    async fn is_settled(&mut self) -> Result<bool, Problem> {
        if self.session.options.wait == crate::options::Until::Included {
            return Ok(true);
        }
        let last = self.journal.done_in()?.last().map_or(0, |(_, block)| block.number);
        Ok(self.session.chain.settled_block().await?.number >= last)
    }

    /// What was sent and has no known end is to be looked for in all blocks in which it can be.
    fn take_up(&mut self) -> Result<(), Problem> {
        let sent = self.journal.sent()?;
        self.flying = sent.into_iter().map(|batch| Flying { batch, failed: None }).collect();
        self.seen = None;
        Ok(())
    }

    async fn hand_in_again(&mut self) -> Result<(), Problem> {
        self.fill_gaps().await?;
        for Flying { batch, .. } in &self.flying {
            self.session.chain.hand_in(self.caller, &batch.call).await?;
        }
        Ok(())
    }

    /// Where the chain lost a transaction of the account that is none of ours, ours would wait for it
    /// forever. A batch of nobody, which the contract refuses, takes its nonce.
    async fn fill_gaps(&mut self) -> Result<(), Problem> {
        let Some(last) = self.flying.iter().map(|flying| flying.batch.nonce).max() else {
            return Ok(());
        };
        let newest = self.session.chain.newest_block().await?;
        let next = self.session.chain.nonce_after(newest, self.caller).await?;
        let missing = (next..last)
            .filter(|nonce| self.flying.iter().all(|flying| flying.batch.nonce != *nonce));
        for nonce in missing.collect::<Vec<_>>() {
            let (contract, input) = (self.target.contract, self.target.input(&[]));
            let request = Request::Call { contract, input: input.clone() };
            let chain = &mut self.session.chain;
            let (_, limits) = chain.preview(self.caller, request).await?;
            let signer = self.session.signer()?;
            let chain = &mut self.session.chain;
            let call = chain.sign(&signer, contract, input, with_margin(limits), nonce).await?;
            chain.hand_in(self.caller, &call).await?;
        }
        Ok(())
    }

    /// Looks through the blocks that are new; whether a transaction came to its end.
    async fn follow(&mut self) -> Result<bool, Problem> {
        let newest = self.session.chain.newest_block().await?;
        if let Some(seen) = self.seen {
            if seen == newest && self.flying.iter().all(|flying| flying.failed.is_none()) {
                return self.find_the_ousted(newest).await;
            }
            if self.session.chain.canonical_block(seen.number).await? != Some(seen) {
                // The chain has other blocks now.
                self.recheck().await?;
                self.take_up()?;
            }
        }
        let first = match self.seen {
            Some(seen) => seen.number + 1,
            None => self.flying.iter().map(|f| f.batch.since).min().unwrap_or(newest.number),
        };
        let mut moved = false;
        for number in first..=newest.number {
            let Some(block) = self.session.chain.canonical_block(number).await? else { break };
            moved |= self.look_into(block).await?;
            self.seen = Some(block);
        }
        moved |= self.give_up_failed().await?;
        Ok(moved)
    }

    async fn look_into(&mut self, block: BlockId) -> Result<bool, Problem> {
        if self.flying.is_empty() {
            return Ok(false);
        }
        let transactions = self.session.chain.transactions_of(block).await?;
        let (mut places, mut found) = (Vec::new(), Vec::new());
        for (place, hash) in transactions.iter().enumerate() {
            let flying = self.flying.iter().position(|flying| flying.batch.call.hash == *hash);
            if let Some(flying) = flying {
                places.push(place);
                found.push(self.flying[flying].batch.id);
            }
        }
        if places.is_empty() {
            return Ok(false);
        }
        let fates = self.session.chain.fates(self.caller, block, &places).await?;
        for (id, fate) in found.into_iter().zip(fates) {
            match fate {
                Fate::Done { events, .. } => {
                    let rows = self.journal.rows_of(id)?;
                    let coupons = self.target.issued(&events, &rows)?;
                    self.journal.done(id, block, &rows, &coupons)?;
                    self.bar.inc(rows.len() as u64);
                    self.flying.retain(|flying| flying.batch.id != id);
                    self.failures = 0;
                    self.careful = false;
                }
                Fate::Failed(failure) => {
                    let flying = self.flying.iter_mut().find(|flying| flying.batch.id == id);
                    flying.expect("it was found there").failed = Some((block, failure));
                }
            }
        }
        Ok(true)
    }

    /// A batch that failed in a block that stays has issued nothing: its rows are planned anew.
    async fn give_up_failed(&mut self) -> Result<bool, Problem> {
        if self.flying.iter().all(|flying| flying.failed.is_none()) {
            return Ok(false);
        }
        let settled = self.session.chain.settled_block().await?;
        let (mut moved, mut stop) = (false, None);
        for flying in std::mem::take(&mut self.flying) {
            match &flying.failed {
                Some((block, failure)) if block.number <= settled.number => {
                    self.journal.over(flying.batch.id, &failure.to_string())?;
                    self.careful = true;
                    self.samples.clear();
                    self.failures += 1;
                    moved = true;
                    stop = Some(failure.clone()).filter(|_| self.failures >= WINDOW + MAX_FAILURES);
                }
                _ => self.flying.push(flying),
            }
        }
        match stop {
            Some(failure) => Err(failure.into()),
            None => Ok(moved),
        }
    }

    /// A batch whose nonce was used up by a transaction that is none of ours can't come in any more.
    /// All blocks up to `newest` were looked through.
    async fn find_the_ousted(&mut self, newest: BlockId) -> Result<bool, Problem> {
        if self.flying.is_empty() {
            return Ok(false);
        }
        let settled = self.session.chain.settled_block().await?;
        if settled.number > newest.number {
            return Ok(false);
        }
        let nonce = self.session.chain.nonce_after(settled, self.caller).await?;
        let mut moved = false;
        for flying in std::mem::take(&mut self.flying) {
            if flying.batch.nonce >= nonce || flying.failed.is_some() {
                self.flying.push(flying);
                continue;
            }
            self.journal.over(flying.batch.id, "another transaction took its nonce")?;
            moved = true;
        }
        Ok(moved)
    }

    /// Signs and sends batches as long as there is room; whether there were any.
    async fn fill(&mut self, signer: &Account) -> Result<bool, Problem> {
        let mut moved = false;
        while self.flying.len() < WINDOW && (!self.careful || self.flying.is_empty()) {
            let Some(Fitting { rows, limits, .. }) = self.first_fitting(false).await? else {
                break;
            };
            let newest = self.session.chain.newest_block().await?;
            let settled = self.session.chain.settled_block().await?;
            let used = self.session.chain.nonce_after(newest, self.caller).await?;
            let taken: HashSet<u64> = self.flying.iter().map(|f| f.batch.nonce).collect();
            let nonce = (used..).find(|nonce| !taken.contains(nonce)).unwrap_or(used);
            let since = settled.number.max(newest.number.saturating_sub(REACH_BACK)) + 1;
            let input = self.target.input(&rows);
            let chain = &mut self.session.chain;
            let call = chain.sign(signer, self.target.contract, input, limits, nonce).await?;
            let batch = self.journal.plan(nonce, since.min(newest.number + 1), &call, &rows)?;
            self.flying.push(Flying { batch, failed: None });
            self.session.chain.hand_in(self.caller, &call).await?;
            moved = true;
        }
        Ok(moved)
    }

    /// The next batch, or `None` if no row is open, or if what is on its way has to end first.
    async fn first_fitting(&mut self, always_try: bool) -> Result<Option<Fitting>, Problem> {
        loop {
            let mut rows = self.journal.open_rows(self.most_rows)?;
            rows.truncate(self.target.fitting(&rows));
            let Some(campaign) = rows.first().map(|row| row.campaign) else { return Ok(None) };
            let limit = self.member_limit(campaign).await?;
            if let Some(sample) = self.samples.get(&campaign) {
                rows.truncate(sample.rows);
                if !always_try && !self.careful && limit == 0 {
                    let limits = sample.limits;
                    return Ok(Some(Fitting { rows, limits, cost: None }));
                }
            }
            match self.tried(rows).await? {
                Tried::Fitting(fitting) => {
                    let Fitting { rows, limits, .. } = &fitting;
                    let sample = Sample { rows: rows.len(), limits: *limits };
                    let known = self.samples.entry(campaign).or_insert(sample);
                    if known.rows < sample.rows {
                        *known = sample;
                    }
                    return Ok(Some(fitting));
                }
                Tried::AllRefused => {}
                Tried::Stopped(_) if !self.flying.is_empty() => return Ok(None),
                Tried::Stopped(problem) => return Err(problem),
            }
        }
    }

    /// The rows of these that fit into one transaction, by dry runs.
    async fn tried(&mut self, mut rows: Vec<Row>) -> Result<Tried, Problem> {
        while !rows.is_empty() {
            let request =
                Request::Call { contract: self.target.contract, input: self.target.input(&rows) };
            let (outcome, needed) = match self.session.chain.preview(self.caller, request).await {
                Ok(preview) => preview,
                Err(Error::OutOfGas) if rows.len() > 1 => {
                    rows.truncate(smaller(rows.len()));
                    continue;
                }
                Err(failure) => return Ok(Tried::Stopped(failure.into())),
            };
            let cost = outcome.cost;
            match self.target.verdict(outcome, &rows) {
                Verdict::Fits => {}
                Verdict::Without(place) => {
                    self.refuse_over_limit(&mut rows, place).await?;
                    continue;
                }
                Verdict::Shorter(length) if self.flying.is_empty() => {
                    rows.truncate(length);
                    continue;
                }
                Verdict::Shorter(_) => return Ok(Tried::Stopped(Problem::new(Code::Refused, ""))),
                Verdict::Never(problem) => return Ok(Tried::Stopped(problem)),
            }
            let limits = with_margin(needed);
            let fits = limits.weight.ref_time <= self.most_weight.ref_time
                && limits.weight.proof_size <= self.most_weight.proof_size;
            if !fits && rows.len() > 1 {
                rows.truncate(smaller(rows.len()));
                continue;
            }
            return Ok(Tried::Fitting(Fitting { rows, limits, cost: Some(cost) }));
        }
        Ok(Tried::AllRefused)
    }

    /// The campaign's limit per member; 0 if there is none.
    async fn member_limit(&mut self, number: u32) -> Result<u32, Problem> {
        if self.target.issue != Issue::Coupons {
            return Ok(0);
        }
        if let Some(limit) = self.limits.get(&number) {
            return Ok(*limit);
        }
        let campaign = at::<Coupon>(self.target.contract).campaign(number);
        let campaign = self.session.read(campaign).await?;
        let limit = campaign.map_or(0, |campaign| campaign.terms.per_member);
        self.limits.insert(number, limit);
        Ok(limit)
    }

    /// The contract names one row that is over its member's limit. There may be many, so all members are
    /// asked for; in any case that one is refused.
    async fn refuse_over_limit(
        &mut self,
        rows: &mut Vec<Row>,
        named: usize,
    ) -> Result<(), Problem> {
        let campaign = rows[named].campaign;
        let limit = self.member_limit(campaign).await?;
        let mut left: HashMap<AccountId, u32> = HashMap::new();
        let mut over = Vec::new();
        for row in rows.iter() {
            let left = match left.entry(row.account) {
                Entry::Occupied(left) => left.into_mut(),
                Entry::Vacant(vacant) => {
                    let issued =
                        at::<Coupon>(self.target.contract).issued_to(campaign, row.account);
                    let issued = self.session.read(issued).await?;
                    vacant.insert(limit.saturating_sub(issued))
                }
            };
            match left.checked_sub(1) {
                Some(rest) => *left = rest,
                None => over.push(row.id),
            }
        }
        if over.is_empty() {
            over.push(rows[named].id);
        }
        let why = "OverMemberLimit: the member has as many as the campaign allows";
        self.journal
            .all_or_nothing(|journal| over.iter().try_for_each(|row| journal.refuse(*row, why)))?;
        rows.retain(|row| !over.contains(&row.id));
        Ok(())
    }
}

/// What dry runs of a batch came to.
enum Tried {
    Fitting(Fitting),
    /// Each row is refused.
    AllRefused,
    Stopped(Problem),
}

fn smaller(length: usize) -> usize {
    (length * 3 / 4).max(1)
}

/// More than a dry run needs: half as much gas, since blocks come before; and for members who never had a
/// coupon, where the tried ones had, four times the deposit. What isn't used isn't paid.
fn with_margin(Limits { weight, deposit }: Limits) -> Limits {
    let more = |exact: u64| exact.saturating_add(exact / 2);
    let weight = Weight { ref_time: more(weight.ref_time), proof_size: more(weight.proof_size) };
    Limits { weight, deposit: deposit.saturating_mul(4) }
}
