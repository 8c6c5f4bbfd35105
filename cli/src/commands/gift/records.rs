//! The gifts that there are, and how they end.

use clap::Args;
use gift::GiftLinks;
use serde_json::{json, Value};
use tongquan_client::{at, live_gifts, AccountId, Chain};
use tongquan_traits::{
    assets::Asset,
    gifts::{Gift, GiftError, Gifts},
};

use crate::{
    answer::Answer,
    json::to_json,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    steps::{after, together},
};

use super::contract;

/// How many gifts are sent back at once: so many coupons fit into a block of a parachain.
const SENT_BACK_AT_ONCE: usize = 20;

/// How many claims are cleared at once, for the same reason.
const CLEARED_AT_ONCE: usize = 64;

/// Which gifts.
#[derive(Debug, Clone, Args)]
pub struct Listing {
    /// Only those of this sender: a name or an address
    #[arg(long, value_name = "ACCOUNT")]
    sender: Option<String>,
}

pub async fn list<C: Chain>(session: &mut Session<C>, listing: Listing) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let sender = listing.sender.as_deref().map(|sender| session.account(sender)).transpose()?;
    let mut gifts = live_gifts(&mut session.chain, contract).await?;
    gifts.retain(|(_, gift)| sender.is_none_or(|sender| gift.sender == sender));
    let now = session.chain.now().await?;
    let mut rows = Vec::new();
    for (number, gift) in &gifts {
        let left = match &gift.asset {
            Asset::Points { token, .. } => session.show_amount(*token, gift.left).await,
            Asset::Item { item } => session.show_item(item),
        };
        let recipient =
            gift.terms.recipient.map_or(String::new(), |account| session.name(&account));
        rows.push([
            number.to_string(),
            session.name(&gift.sender),
            left,
            format!("{}/{}", gift.claimed, gift.terms.shares),
            recipient,
            session.show_rest(gift.terms.until, now),
        ]);
    }
    let mut sheet = Sheet::new();
    sheet.table(&["gift", "sender", "left", "claimed", "only for", "time left"], rows);
    let data: Vec<Value> = gifts
        .iter()
        .map(|(number, gift)| json!({ "gift": number, "record": to_json(gift) }))
        .collect();
    Ok(Answer::new(data, sheet.text()))
}

pub async fn take_back<C: Chain>(session: &mut Session<C>, gift: u64) -> Result<Answer, Problem> {
    let message = at::<GiftLinks>(contract(session)?).take_back(gift);
    let what = format!("take back gift {gift}");
    let mut done = session.write::<Option<u64>, GiftError>(&what, message).await?;
    if let Some(until) = done.value {
        let until = session.show_time(until);
        done.report.text.push_str(&format!(
            "It can be claimed until {until}; from then on 'tongquan gift send-back {gift}' brings it back.\n"
        ));
    }
    Ok(done.report)
}

pub async fn send_back<C: Chain>(
    session: &mut Session<C>,
    mut gifts: Vec<u64>,
    ended: bool,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    if ended {
        let now = session.chain.now().await?;
        let live = live_gifts(&mut session.chain, contract).await?;
        let over = |(_, gift): &(u64, Gift)| gift.terms.until <= now;
        gifts = live.into_iter().filter(over).map(|(number, _)| number).collect();
        if gifts.is_empty() {
            return Err(Problem::new(Code::NotFound, "no gift is over"));
        }
    }
    let mut steps = Vec::new();
    for batch in gifts.chunks(SENT_BACK_AT_ONCE) {
        let numbers = batch.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
        let message = at::<GiftLinks>(contract).send_back(batch.to_vec());
        let what = format!("send back {numbers}");
        let sent = session.write::<(), GiftError>(&what, message).await;
        let sent = sent.map_err(|problem| {
            after(
                &steps,
                problem.advise("if one of them is stuck, send the others back without it"),
            )
        })?;
        steps.push(sent.report);
    }
    Ok(together(steps))
}

pub async fn abandon<C: Chain>(session: &mut Session<C>, gift: u64) -> Result<Answer, Problem> {
    let message = at::<GiftLinks>(contract(session)?).abandon(gift);
    let what = format!("give up what is left of gift {gift}, for good");
    Ok(session.write::<(), GiftError>(&what, message).await?.report)
}

pub async fn clear_claims<C: Chain>(
    session: &mut Session<C>,
    gift: u64,
    recipients: Vec<String>,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let accounts: Vec<AccountId> =
        recipients.iter().map(|recipient| session.account(recipient)).collect::<Result<_, _>>()?;
    let mut steps = Vec::new();
    for batch in accounts.chunks(CLEARED_AT_ONCE) {
        let message = at::<GiftLinks>(contract).clear_claims(gift, batch.to_vec());
        let what = format!("clear {} claims of gift {gift}", batch.len());
        let cleared = session.write::<(), GiftError>(&what, message).await;
        steps.push(cleared.map_err(|problem| after(&steps, problem))?.report);
    }
    Ok(together(steps))
}
