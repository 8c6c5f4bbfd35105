//! What the house owes.

use auction::Auction;
use serde_json::{json, Value};
use tongquan_client::{at, credits, ss58, AccountId, Chain};
use tongquan_traits::auctions::{AuctionError, Auctions, MAX_WITHDRAWALS};

use crate::{
    answer::Answer,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    steps::{after, together},
};

use super::contract;

pub async fn show<C: Chain>(
    session: &mut Session<C>,
    account: Option<&str>,
) -> Result<Answer, Problem> {
    let (house, account) = (contract(session)?, owner(session, account)?);
    let owed = credits(&mut session.chain, house, account).await?;
    let mut sheet = Sheet::new();
    let mut data = Vec::<Value>::new();
    let mut rows = Vec::new();
    for (token, amount) in owed {
        rows.push([session.name(&token), session.show_amount(token, amount).await]);
        data.push(json!({ "token": ss58(&token), "amount": amount.to_string() }));
    }
    sheet.table(&["token", "credit"], rows);
    let credits = json!({ "account": ss58(&account), "credits": data });
    Ok(Answer::new(credits, sheet.text()))
}

/// Pays all credits, or those of these tokens, so many at a time as one call takes.
pub async fn withdraw<C: Chain>(
    session: &mut Session<C>,
    account: Option<&str>,
    tokens: &[String],
) -> Result<Answer, Problem> {
    let (house, account) = (contract(session)?, owner(session, account)?);
    let named = tokens.iter().map(|token| session.token_address(Some(token)));
    let named: Vec<AccountId> = named.collect::<Result<_, _>>()?;
    let mut owed = credits(&mut session.chain, house, account).await?;
    owed.retain(|(token, _)| named.is_empty() || named.contains(token));
    if owed.is_empty() {
        let who = session.name(&account);
        return Err(Problem::new(Code::NotFound, format!("the house owes {who} nothing of that")));
    }
    let mut steps = Vec::new();
    for batch in owed.chunks(MAX_WITHDRAWALS) {
        let mut shown = Vec::new();
        for (token, amount) in batch {
            shown.push(session.show_amount(*token, *amount).await);
        }
        let tokens = batch.iter().map(|(token, _)| *token).collect();
        let message = at::<Auction>(house).withdraw(account, tokens);
        let what = format!("pay {} to {}", shown.join(" + "), session.name(&account));
        let paid = session.write::<(), AuctionError>(&what, message).await;
        let paid = paid.map_err(|problem| {
            let advice = "if one token's contract fails, name the others with --token";
            after(&steps, problem.advise(advice))
        })?;
        steps.push(paid.report);
    }
    Ok(together(steps))
}

fn owner<C: Chain>(session: &Session<C>, named: Option<&str>) -> Result<AccountId, Problem> {
    named.map_or_else(|| session.caller(), |account| session.account(account))
}
