//! Listing lots, and telling a hidden reserve.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use serde_json::json;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::{AuctionError, Auctions, Format, Listed},
};

use crate::{
    amount,
    answer::Answer,
    problem::{Code, Problem},
    secret_file::Existing,
    session::{Session, Token},
    steps::{may_be_done, Step},
    time,
};

use super::{contract, lot, reserve_file::ReserveFile};

/// The latest end is so many windows after the end, if nothing else is said.
const WINDOWS: u64 = 10;

/// What is sold, and how.
#[derive(Debug, Clone, Args)]
pub struct Selling {
    /// Coupons such as 3-17@tea, or other PSP34 tokens
    #[arg(required = true, value_name = "ITEM")]
    items: Vec<String>,
    /// Whose points the price is in: a merchant, or a PSP22 contract's name or address; needed if there
    /// are several merchants
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
    /// When bids are taken or it can be bought: a time, or a duration from now on
    #[arg(long, value_name = "WHEN", default_value = "now")]
    begin: String,
    /// When it ends: a time, or a duration from now on; at most 90 days. Coupons have to be good for a
    /// day longer, with a hidden reserve for two
    #[arg(long, visible_alias = "for", value_name = "WHEN")]
    until: String,
    /// The least first bid
    #[arg(
        long,
        value_name = "AMOUNT",
        required_unless_present = "highest",
        conflicts_with_all = ["highest", "lowest"]
    )]
    opening: Option<String>,
    /// How much more than the price a bid has to offer, in percent
    #[arg(long, value_name = "PERCENT", default_value = "5", conflicts_with = "highest")]
    raise: String,
    /// A bid in the last so long moves the end, so that others can answer: a duration such as 10m
    #[arg(long, value_name = "DURATION", default_value = "0s", conflicts_with = "highest")]
    window: String,
    /// The end is never moved beyond this; ten windows after the end if nothing is said
    #[arg(long, value_name = "WHEN", conflicts_with = "highest")]
    latest: Option<String>,
    /// For this, anyone has it at once
    #[arg(long, value_name = "AMOUNT", conflicts_with = "highest")]
    buy_now: Option<String>,
    /// The least price, which is told only after the end, with 'reveal' and the file
    #[arg(long, value_name = "AMOUNT", requires = "reserve_file", conflicts_with = "highest")]
    hidden_reserve: Option<String>,
    /// Where to keep the hidden reserve and its salt: without this file it can't be revealed
    #[arg(long, value_name = "FILE", requires = "hidden_reserve")]
    reserve_file: Option<PathBuf>,
    /// Where a falling price begins
    #[arg(long, value_name = "AMOUNT", requires = "lowest")]
    highest: Option<String>,
    /// Where a falling price ends
    #[arg(long, value_name = "AMOUNT", requires = "highest")]
    lowest: Option<String>,
    /// Lets the house take the items, where it may not yet
    #[arg(long)]
    approve: bool,
}

pub async fn sell<C: Chain>(session: &mut Session<C>, selling: Selling) -> Result<Answer, Problem> {
    let house = contract(session)?;
    let address = session.token_address(selling.token.as_deref())?;
    let token = session.token(address).await?;
    let texts = selling.items.iter().map(|text| text.strip_prefix("coupon ").unwrap_or(text));
    let items: Vec<Item> = texts.map(|text| session.item(text)).collect::<Result<_, _>>()?;
    let reserve = reserve(session, house, &selling, &token)?;
    let format = format(session, &selling, &token, reserve.as_ref(), &items).await?;
    let named = items.iter().map(|item| session.show_item(item)).collect::<Vec<_>>().join(", ");
    let how = match &format {
        Format::English { opening, .. } => format!("from {} on", token.show(*opening)),
        Format::Dutch { highest, lowest, .. } => {
            format!("for {}, falling to {}", token.show(*highest), token.show(*lowest))
        }
    };
    let kept = reserve.as_ref().zip(selling.reserve_file.as_deref());
    if let Some((reserve, path)) = kept.filter(|_| session.options.execute) {
        reserve.save(path, Existing::Keep)?;
    }
    let taken: Vec<Asset> = items.iter().map(|item| Asset::Item { item: item.clone() }).collect();
    let list = at::<auction::Auction>(house).list(items, address, format);
    let what = format!("sell {named} {how}");
    let step =
        session.write_taking::<u64, AuctionError>(&what, list, &taken, selling.approve).await;
    let done = match step {
        Ok(Step::Done(done)) if done.executed => done,
        Ok(Step::Done(done)) => return Ok(done.report),
        Ok(Step::Approvals(answer)) => return Ok(answer),
        Err(problem) => return Err(unlisted(problem, kept, session.options.execute)),
    };
    let listed = done.events.of::<Listed>(house).pop();
    let listed = listed.ok_or_else(|| {
        Problem::new(Code::WrongContract, "the auction house did not say what it was given")
    })?;
    let mut answer = done.report;
    answer.data["lot"] = json!(listed.lot);
    answer.text.push_str(&format!("It is lot {}.\n", listed.lot));
    if let Some((reserve, path)) = kept {
        reserve.of_lot(listed.lot).save(path, Existing::Replace)?;
        let end = session.show_time(listed_until(&listed));
        let (lot, file) = (listed.lot, path.display());
        answer.text.push_str(&format!(
            "Keep {file}. Within a day after the end, {end} or later: 'tongquan auction reveal {lot} --file {file} -x'\n"
        ));
    }
    Ok(answer)
}

fn listed_until(listed: &Listed) -> u64 {
    match listed.format {
        Format::English { until, .. } | Format::Dutch { until, .. } => until,
    }
}

/// The reserve's file is of no use if nothing was listed, and all there is if that isn't known.
fn unlisted(problem: Problem, kept: Option<(&ReserveFile, &Path)>, executed: bool) -> Problem {
    let Some((_, path)) = kept.filter(|_| executed) else { return problem };
    if may_be_done(problem.code) {
        return problem.advise(format!(
            "keep {}: if the lot was listed, 'tongquan auction reveal' needs it",
            path.display()
        ));
    }
    match fs::remove_file(path) {
        Ok(()) => problem,
        Err(error) => Problem::file(path, &error),
    }
}

fn reserve<C: Chain>(
    session: &Session<C>,
    house: AccountId,
    selling: &Selling,
    token: &Token,
) -> Result<Option<ReserveFile>, Problem> {
    let Some(written) = &selling.hidden_reserve else { return Ok(None) };
    let reserve = amount::parse(written, token.decimals)?;
    Ok(Some(ReserveFile::fresh(house, session.caller()?, reserve)?))
}

async fn format<C: Chain>(
    session: &mut Session<C>,
    selling: &Selling,
    token: &Token,
    reserve: Option<&ReserveFile>,
    items: &[Item],
) -> Result<Format, Problem> {
    let amount = |written: &str| amount::parse(written, token.decimals);
    let from = session.moment(&selling.begin).await?;
    let until = session.moment(&selling.until).await?;
    if let (Some(highest), Some(lowest)) = (&selling.highest, &selling.lowest) {
        let (highest, lowest) = (amount(highest)?, amount(lowest)?);
        return Ok(Format::Dutch { from, until, highest, lowest });
    }
    let window = time::duration(&selling.window)?;
    let latest = match &selling.latest {
        Some(latest) => session.moment(latest).await?,
        None => until.saturating_add(window.saturating_mul(WINDOWS)),
    };
    let raise = amount::parse(&selling.raise, 2)?;
    Ok(Format::English {
        from,
        until,
        window,
        latest,
        opening: amount(selling.opening.as_deref().unwrap_or("0"))?,
        raise: u16::try_from(raise).map_err(|_| {
            Problem::argument(format!("a raise of {} %", selling.raise)).advise("at most 100 %")
        })?,
        buy_now: selling.buy_now.as_deref().map(amount).transpose()?,
        hidden_reserve: reserve.map(|reserve| reserve.commitment(items)).transpose()?,
    })
}

/// Settles a lot with the reserve of a file.
pub async fn reveal<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    path: &Path,
) -> Result<Answer, Problem> {
    let house = contract(session)?;
    let reserve = ReserveFile::load(path)?;
    let (lot, items) = lot(session, number).await?;
    let items: Vec<Item> = items.into_iter().map(|item| item.item).collect();
    let commitment = match &lot.format {
        Format::English { hidden_reserve, .. } => *hidden_reserve,
        Format::Dutch { .. } => None,
    };
    let commitment = commitment.ok_or_else(|| {
        Problem::argument(format!("lot {number} has no hidden reserve"))
            .advise(format!("'tongquan auction settle {number}' settles it"))
    })?;
    if reserve.commitment(&items)? != commitment {
        let other = match reserve.lot() {
            Some(lot) if lot != number => format!("it is that of lot {lot}"),
            _ => "it is that of another one".into(),
        };
        let file = path.display();
        return Err(Problem::argument(format!(
            "{file} is not the reserve of lot {number}: {other}"
        )));
    }
    let amount = reserve.reserve()?;
    let shown = session.show_amount(lot.token, amount).await;
    let message = at::<auction::Auction>(house).reveal(number, amount, reserve.salt());
    let what = format!("settle lot {number} with its reserve of {shown}");
    Ok(session.write::<(), AuctionError>(&what, message).await?.report)
}
