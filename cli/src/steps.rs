//! Writes of several transactions: an approval before the main one, or a list in batches.

use psp22::PSP22;
use psp34::PSP34;
use serde_json::{json, Value};
use tongquan_client::{at, AccountId, Chain, Message};
use tongquan_traits::assets::Asset;

use crate::{
    answer::Answer,
    problem::{Code, Problem},
    session::{Refusal, Session},
    writes::Done,
};

/// What came of a write that may have needed approvals first.
#[derive(Debug, Clone)]
pub enum Step<T> {
    /// The main step was tried or sent.
    Done(Done<T>),
    /// A dry run, in which the approvals are not there yet.
    Approvals(Answer),
}

impl<C: Chain> Session<C> {
    /// Writes a message whose contract takes these assets of the caller, with the approvals that it
    /// lacks if `approve` is set.
    ///
    /// # Errors
    ///
    /// Those of [`Session::write`]; `Incomplete` if only approvals were sent.
    pub async fn write_taking<T: Refusal, E: Refusal>(
        &mut self,
        what: &str,
        message: impl Into<Message<Result<T, E>>>,
        taken: &[Asset],
        approve: bool,
    ) -> Result<Step<T>, Problem> {
        let message = message.into();
        let spender = message.contract;
        let missing = self.missing_approvals(spender, taken).await?;
        let mut approvals = Vec::new();
        if approve && !missing.is_empty() {
            // What would be refused anyway needs no approval.
            let caller = self.caller()?;
            let tried = self.chain.dry_run(caller, message.clone()).await;
            let refused = tried.map_err(Problem::of_message).err();
            if let Some(problem) = refused.filter(|problem| !lacks_approval(problem)) {
                return Err(problem);
            }
            for asset in &missing {
                let sent = self.approve(spender, asset).await;
                approvals.push(sent.map_err(|problem| after(&approvals, problem))?);
            }
        }
        if !approvals.is_empty() && !self.options.execute {
            let mut answer = together(approvals);
            answer.text.push_str(&format!("Then: {what}. It can be tried after the approval.\n"));
            return Ok(Step::Approvals(answer));
        }
        let done = self.write(what, message).await;
        let mut done = done.map_err(|problem| match missing.is_empty() || approve {
            true => after(&approvals, problem),
            false => self.advise_approval(problem, spender, &missing),
        })?;
        if !approvals.is_empty() {
            let before = together(approvals);
            done.report.data["approvals"] = before.data["steps"].clone();
            done.report.text = before.text + &done.report.text;
        }
        Ok(Step::Done(done))
    }

    /// Those of the assets that the spender may not take of the caller yet.
    async fn missing_approvals(
        &mut self,
        spender: AccountId,
        taken: &[Asset],
    ) -> Result<Vec<Asset>, Problem> {
        let owner = self.caller()?;
        let mut missing = Vec::new();
        for asset in taken {
            let approved = match asset {
                Asset::Points { token, amount } => {
                    let allowance = at::<points::Points>(*token).allowance(owner, spender);
                    self.read(allowance).await? >= *amount
                }
                Asset::Item { item } => {
                    let id = Some(item.id.clone());
                    let allowance =
                        at::<coupon::Coupon>(item.contract).allowance(owner, spender, id);
                    self.read(allowance).await?
                }
            };
            if !approved {
                missing.push(asset.clone());
            }
        }
        Ok(missing)
    }

    async fn approve(&mut self, spender: AccountId, asset: &Asset) -> Result<Answer, Problem> {
        let what = format!("let {} take {}", self.name(&spender), self.show_asset(asset).await);
        match asset {
            Asset::Points { token, amount } => {
                let approve = at::<points::Points>(*token).approve(spender, *amount);
                Ok(self.write(&what, approve).await?.report)
            }
            Asset::Item { item } => {
                let id = Some(item.id.clone());
                let approve = at::<coupon::Coupon>(item.contract).approve(spender, id, true);
                Ok(self.write(&what, approve).await?.report)
            }
        }
    }

    fn advise_approval(&self, problem: Problem, spender: AccountId, missing: &[Asset]) -> Problem {
        if problem.code != Code::Refused {
            return problem;
        }
        let spender = self.name(&spender);
        let commands = missing.iter().map(|asset| match asset {
            Asset::Points { token, .. } => {
                format!("'tongquan points approve {spender} AMOUNT -m {}'", self.name(token))
            }
            Asset::Item { item } => {
                let item = self.show_item(item);
                let (_, item) = item.split_once(' ').unwrap_or_default();
                format!("'tongquan coupon approve {spender} {item}'")
            }
        });
        let commands = commands.collect::<Vec<_>>().join(", ");
        problem.advise(format!("add --approve, or let {spender} take it first: {commands}"))
    }
}

/// The places of assets that a contract holds, by its bits, of so many.
pub fn held_places(held: u16, count: usize) -> Vec<u8> {
    (0..).take(count).filter(|place| held & (1 << place) != 0).collect()
}

/// Gives the assets at these places back, each by a message of its own. `give` tells the message, and says
/// it in words.
pub async fn reclaim<C: Chain, E: Refusal>(
    session: &mut Session<C>,
    places: Vec<u8>,
    give: impl Fn(u8) -> (String, Message<Result<(), E>>),
) -> Result<Answer, Problem> {
    let mut steps = Vec::new();
    for place in places {
        let (what, message) = give(place);
        let given = session.write(&what, message).await.map_err(|problem| {
            after(&steps, problem.advise("if one is stuck, name the places of the others"))
        })?;
        steps.push(given.report);
    }
    Ok(together(steps))
}

/// Whether the contract refused for want of an approval.
fn lacks_approval(problem: &Problem) -> bool {
    let Some(details) = &problem.details else { return false };
    let asset = &details["Asset"];
    asset["Points"]["fault"] == json!("InsufficientAllowance")
        || asset["Item"]["fault"] == json!("NotApproved")
        || details["Points"] == json!("InsufficientAllowance")
}

/// One answer for several steps.
pub fn together(answers: Vec<Answer>) -> Answer {
    let executed = answers.iter().all(|answer| answer.data["executed"] == json!(true));
    let text = answers.iter().map(|answer| answer.text.as_str()).collect();
    let steps: Vec<Value> = answers.into_iter().map(|answer| answer.data).collect();
    Answer { data: json!({ "executed": executed, "steps": steps }), text }
}

/// A problem with the step after these.
pub fn after(done: &[Answer], problem: Problem) -> Problem {
    let nothing = done.iter().all(|answer| answer.data["executed"] != json!(true));
    // That a transaction may be on its way is worse than that others were done.
    if nothing || may_be_done(problem.code) {
        return problem;
    }
    let steps: Vec<&Value> = done.iter().map(|answer| &answer.data).collect();
    let count = steps.len();
    let message = format!("{count} steps were done, then: {}", problem.message);
    let next = Problem::new(Code::Incomplete, message)
        .detail(json!({ "steps": steps, "error": problem.clone() }));
    match problem.advice {
        Some(advice) => next.advise(advice),
        None => next.advise("what was done stays done; the same command goes on from there"),
    }
}

/// Whether what failed so may be on the chain all the same, now or later.
pub fn may_be_done(code: Code) -> bool {
    use Code::*;
    !matches!(
        code,
        Refused
            | NotConfirmed
            | NoKey
            | InvalidKey
            | KeyOnCommandLine
            | InsufficientFunds
            | TooLarge
            | Unreachable
            | WrongContract
            | Incomplete
    )
}
