//! Points for points, in parts.

use serde_json::json;
use swap::Swap;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::{
    assets::Asset,
    swaps::{Filled, SwapError, Swaps, Want},
};

use crate::{
    amount,
    answer::Answer,
    problem::{Code, Problem},
    session::{Session, Token},
    steps::Step,
};

use super::{accepting::is_missing_approval, contract, offer, refused_for};

/// Both tokens of an offer of points for points.
struct Pair {
    offered: Token,
    wanted_at: AccountId,
    wanted: Token,
}

async fn pair<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Pair, Problem> {
    let offer = offer(session, number).await?;
    match (&offer.give[..], &offer.want[..]) {
        ([Asset::Points { token: given, .. }], [Want::Points { token: wanted, .. }]) => Ok(Pair {
            offered: session.token(*given).await?,
            wanted_at: *wanted,
            wanted: session.token(*wanted).await?,
        }),
        _ => Err(Problem::argument(format!("offer {number} is not points for points"))
            .advise(format!("'tongquan swap accept {number}' takes all of it"))),
    }
}

/// What an amount costs now.
async fn price<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    amount: u128,
) -> Result<u128, Problem> {
    let contract = contract(session)?;
    let price = session.read(at::<Swap>(contract).quote(number, amount)).await?;
    price.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("offer {number} can't be filled by that much now"))
            .advise(format!("'tongquan swap show {number}' tells what is left, and until when"))
    })
}

pub async fn quote<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    written: &str,
) -> Result<Answer, Problem> {
    let Pair { offered, wanted, .. } = pair(session, number).await?;
    let amount = amount::parse(written, offered.decimals)?;
    let price = price(session, number, amount).await?;
    let data = json!({
        "offer": number, "amount": amount.to_string(), "price": price.to_string()
    });
    let text = format!("{} costs {}\n", offered.show(amount), wanted.show(price));
    Ok(Answer::new(data, text))
}

pub async fn fill<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    written: &str,
    maximum: Option<&str>,
    approve: bool,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let Pair { offered, wanted_at, wanted } = pair(session, number).await?;
    let amount = amount::parse(written, offered.decimals)?;
    let maximum = match maximum {
        Some(maximum) => amount::parse(maximum, wanted.decimals)?,
        None => price(session, number, amount).await?,
    };
    let taker = session.caller()?;
    let asked = at::<Swap>(contract).can_fill(taker, number, amount, maximum);
    let mut reasons = session.read(asked).await?;
    if approve {
        reasons.retain(|reason| !is_missing_approval(reason));
    }
    if !reasons.is_empty() {
        let problem = refused_for(session, &reasons);
        return Err(match reasons.iter().any(is_missing_approval) {
            true => problem.advise("add --approve to let the swap contract take the points"),
            false => problem,
        });
    }
    let price = price(session, number, amount).await?;
    let taken = [Asset::Points { token: wanted_at, amount: price }];
    let (gets, pays) = (offered.show(amount), wanted.show(maximum));
    let what = format!("take {gets} of offer {number} for at most {pays}");
    let message = at::<Swap>(contract).fill(number, amount, maximum);
    let mut done =
        match session.write_taking::<u128, SwapError>(&what, message, &taken, approve).await? {
            Step::Done(done) => done,
            Step::Approvals(answer) => return Ok(answer),
        };
    if let Some(filled) = done.events.of::<Filled>(contract).pop() {
        let paid = wanted.show(filled.paid);
        let (verb, left) =
            (if done.executed { "paid" } else { "to pay" }, offered.show(filled.left));
        done.report.text.push_str(&format!("{verb} {paid}; {left} is left of the offer\n"));
    }
    Ok(done.report)
}
