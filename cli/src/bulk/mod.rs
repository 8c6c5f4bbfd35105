//! Bulk issue from CSV: points and coupons for any number of members, each row exactly once.
//!
//! A journal, an SQLite file, keeps what was planned and signed. Before a transaction is sent, its bytes
//! and its rows are in the journal; whatever happens then, the next run sends the same bytes again or
//! finds them in a block. See `docs/bulk.md`.

mod journal;
mod outcome;
mod pipeline;
mod rows;
mod target;

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use tongquan_client::{ss58, Outbox};

pub use self::target::Target;
use self::{
    journal::{Identity, Journal},
    outcome::Outcomes,
    pipeline::Pipeline,
    rows::Lines,
};
use crate::{
    answer::Answer,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
};

/// Where the rows are, and where is kept what became of them.
#[derive(Debug, Clone, Args)]
pub struct Files {
    /// CSV with a header line. Columns of points: reference, account, amount; of coupons: reference,
    /// account and, if not --campaign, campaign. The reference tells rows apart: each is issued once
    csv: PathBuf,
    /// The journal, which makes the work resumable: keep it until all is done [default: FILE.csv.journal]
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// A CSV with what became of each line [default: FILE.csv.result.csv]
    #[arg(long, value_name = "FILE")]
    result: Option<PathBuf>,
    /// The most rows of a transaction, if not as many as fit
    #[arg(long, value_name = "ROWS", value_parser = clap::value_parser!(u16).range(1..))]
    batch_size: Option<u16>,
}

impl Files {
    fn journal(&self) -> PathBuf {
        self.journal.clone().unwrap_or_else(|| beside(&self.csv, ".journal"))
    }

    fn result(&self) -> PathBuf {
        self.result.clone().unwrap_or_else(|| beside(&self.csv, ".result.csv"))
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Issues all rows of the file that were not issued yet; without `--execute`, shows what that would be.
///
/// # Errors
///
/// `Incomplete` if some rows could not be issued, whose reasons are in the result file; `Busy` if another
/// process works on the journal; `Refused` if the contract issues nothing more, `Unreachable` and the like
/// if the work stopped in the middle. After all of them the same command goes on.
pub async fn issue_batch<C: Outbox>(
    session: &mut Session<C>,
    target: Target,
    files: Files,
) -> Result<Answer, Problem> {
    let caller = session.writer()?;
    let lines = Lines::read(session, &target, &files.csv)?;
    let identity = Identity {
        genesis: session.chain.genesis_hash().await?,
        what: target.what(),
        contract: target.contract,
        campaign: target.campaign,
        signer: caller,
    };
    let execute = session.options.execute;
    let path = files.journal();
    let mut journal = match execute || path.exists() {
        true => Journal::open(&path)?,
        false => Journal::in_memory()?,
    };
    if !execute {
        // What a dry run finds out is not kept.
        journal.begin_trial()?;
    }
    journal.claim(&identity)?;
    let lines = lines.enter(&mut journal)?;

    let mut pipeline = Pipeline::new(session, &target, caller, &mut journal, files.batch_size);
    if !execute {
        let plan = pipeline.preview().await?;
        let outcomes = Outcomes::of(&lines, &journal, &target)?;
        return Ok(shown_plan(session, &target, &files, &outcomes, &plan));
    }
    let plan = pipeline.preview().await?;
    if plan.open_rows > 0 {
        let what = format!("issue {} in {} transactions", plan.what, plan.transactions);
        pipeline.confirm(&what, &plan)?;
    }
    let stopped = pipeline.run().await;
    // Whatever stopped it: the file tells how far it came.
    let outcomes = Outcomes::of(&lines, &journal, &target)?;
    outcomes.write(&files.result())?;
    stopped.map_err(|problem| outcomes.stopped(problem))?;
    match outcomes.failed() {
        0 => Ok(shown_end(session, &files, &outcomes)),
        failed => Err(Problem::new(
            Code::Incomplete,
            format!("{failed} of {} lines were not issued, the others were", outcomes.lines()),
        )
        .advise(format!(
            "{} tells why; mend those lines in {} and run the command again",
            files.result().display(),
            files.csv.display()
        ))
        .detail(outcomes.totals())),
    }
}

fn shown_plan<C: Outbox>(
    session: &Session<C>,
    target: &Target,
    files: &Files,
    outcomes: &Outcomes,
    plan: &pipeline::Plan,
) -> Answer {
    let mut sheet = Sheet::new();
    sheet.title(format!("Dry run, nothing was sent: issue {}", plan.what));
    sheet.line("contract", session.name(&target.contract));
    sheet.line("rows", plan.open_rows.to_string());
    outcomes.tell(&mut sheet);
    sheet.line("transactions", plan.transactions.to_string());
    sheet.line("deposit", format!("about {}", session.show_native(plan.deposit)));
    sheet.line("fee", format!("about {}", session.show_native(plan.fee)));
    sheet.line("journal", files.journal().display().to_string());
    if let Some(refusal) = &plan.refusal {
        sheet.note(format!("The first batch would stop it: {}", refusal.message));
    }
    sheet.note("Add --execute to send it.");
    let mut data = json!({
        "executed": false,
        "contract": ss58(&target.contract),
        "open_rows": plan.open_rows,
        "transactions": plan.transactions,
        "storage_deposit": plan.deposit.to_string(),
        "fee": plan.fee.to_string(),
        "refusal": plan.refusal,
        "errors": outcomes.errors(),
    });
    merge(&mut data, outcomes.totals());
    Answer::new(data, sheet.text())
}

fn shown_end<C>(_session: &Session<C>, files: &Files, outcomes: &Outcomes) -> Answer {
    let mut sheet = Sheet::new();
    sheet.title("Done: all rows are issued");
    outcomes.tell(&mut sheet);
    sheet.line("result", files.result().display().to_string());
    let mut data = json!({ "executed": true, "result": files.result() });
    merge(&mut data, outcomes.totals());
    Answer::new(data, sheet.text())
}

fn merge(data: &mut serde_json::Value, more: serde_json::Value) {
    if let (Some(data), serde_json::Value::Object(more)) = (data.as_object_mut(), more) {
        data.extend(more);
    }
}
