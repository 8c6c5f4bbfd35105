//! Bids, purchases, and the ends of lots.

use auction::Auction;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::{
    assets::Asset,
    auctions::{AuctionError, Auctions, BidPlaced, Lot, LotState},
};

use crate::{
    amount,
    answer::Answer,
    problem::{Code, Problem},
    session::Session,
    steps::{self, Step},
};

use super::{contract, lot};

pub async fn bid<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    maximum: &str,
    approve: bool,
) -> Result<Answer, Problem> {
    let house = contract(session)?;
    let (lot, _) = lot(session, number).await?;
    let token = session.token(lot.token).await?;
    let maximum = amount::parse(maximum, token.decimals)?;
    // What the house holds of the bidder counts.
    let caller = session.caller()?;
    let held = lot.lead.as_ref().filter(|lead| lead.bidder == caller);
    let held = held.map_or(0, |lead| lead.maximum);
    let taken = points(&lot, maximum.saturating_sub(held));
    let message = at::<Auction>(house).bid(number, maximum);
    let what = format!("bid up to {} for lot {number}", token.show(maximum));
    let step = session.write_taking::<(), AuctionError>(&what, message, &taken, approve).await;
    let step = match step {
        Ok(step) => step,
        Err(problem) => return Err(too_low(session, house, number, lot.token, problem).await),
    };
    let (mut answer, placed) = match step {
        Step::Done(done) => (done.report, done.events.of::<BidPlaced>(house).pop()),
        Step::Approvals(answer) => (answer, None),
    };
    if let Some(placed) = placed {
        let leader = session.name(&placed.leader);
        let ends = session.show_time(placed.until);
        answer.text.push_str(&format!(
            "{leader} leads at {}; the lot ends at {ends}\n",
            token.show(placed.price)
        ));
    }
    Ok(answer)
}

/// With the least bid of now, in the token's decimals.
async fn too_low<C: Chain>(
    session: &mut Session<C>,
    house: AccountId,
    number: u64,
    token: AccountId,
    problem: Problem,
) -> Problem {
    let of =
        |name: &str| problem.details.as_ref().is_some_and(|details| details.get(name).is_some());
    if of("AtBuyNow") {
        return problem.advise(format!("'tongquan auction buy {number}' has it at once"));
    }
    if !of("BidTooLow") {
        return problem;
    }
    match session.read(at::<Auction>(house).minimum_bid(number)).await {
        Ok(Some(minimum)) => {
            let minimum = session.show_amount(token, minimum).await;
            problem.advise(format!(
                "bid at least {minimum}, and more than your own last maximum if you lead"
            ))
        }
        _ => problem,
    }
}

pub async fn buy<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    maximum: Option<&str>,
    approve: bool,
) -> Result<Answer, Problem> {
    let house = contract(session)?;
    let (lot, _) = lot(session, number).await?;
    let token = session.token(lot.token).await?;
    let maximum = match maximum {
        Some(maximum) => amount::parse(maximum, token.decimals)?,
        None => session.read(at::<Auction>(house).price(number)).await?.ok_or_else(|| {
            Problem::new(Code::NotFound, format!("lot {number} can't be bought now"))
                .advise(format!("'tongquan auction show {number}' says why"))
        })?,
    };
    let message = at::<Auction>(house).buy(number, maximum);
    let what = format!("buy lot {number} for at most {}", token.show(maximum));
    let taken = points(&lot, maximum);
    match session.write_taking::<(), AuctionError>(&what, message, &taken, approve).await? {
        Step::Done(done) => Ok(done.report),
        Step::Approvals(answer) => Ok(answer),
    }
}

/// What a bidder or buyer pays, if it is anything.
fn points(lot: &Lot, amount: u128) -> Vec<Asset> {
    match amount {
        0 => Vec::new(),
        amount => vec![Asset::Points { token: lot.token, amount }],
    }
}

pub async fn settle<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let message = at::<Auction>(contract(session)?).settle(number);
    let what = format!("settle lot {number}");
    Ok(session.write::<(), AuctionError>(&what, message).await?.report)
}

pub async fn cancel<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let message = at::<Auction>(contract(session)?).cancel(number);
    let what = format!("take lot {number} back");
    Ok(session.write::<(), AuctionError>(&what, message).await?.report)
}

pub async fn unwind<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let message = at::<Auction>(contract(session)?).unwind(number);
    let what = format!("unwind lot {number}");
    let mut answer = session.write::<(), AuctionError>(&what, message).await?.report;
    answer
        .text
        .push_str(&format!("Its items come back with 'tongquan auction reclaim {number}'.\n"));
    Ok(answer)
}

pub async fn reclaim<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    mut places: Vec<u8>,
) -> Result<Answer, Problem> {
    let house = contract(session)?;
    if places.is_empty() {
        let (lot, items) = lot(session, number).await?;
        let held = match lot.state {
            LotState::Unwound { held } => held,
            LotState::Open {} => u16::MAX,
        };
        places = steps::held_places(held, items.len());
    }
    steps::reclaim(session, places, |place| {
        let what = format!("give item {place} of lot {number} back to its seller");
        (what, at::<Auction>(house).reclaim(number, place).into())
    })
    .await
}

pub async fn abandon<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let message = at::<Auction>(contract(session)?).abandon(number);
    let what = format!("give up what is left of lot {number}, for good");
    Ok(session.write::<(), AuctionError>(&what, message).await?.report)
}
