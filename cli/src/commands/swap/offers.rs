//! Offers: making them, and their ends.

use clap::Args;
use serde_json::{json, Value};
use swap::Swap;
use tongquan_client::{at, live_offers, Chain};
use tongquan_traits::{
    assets::Asset,
    swaps::{Offer, OfferState, Offered, SwapError, Swaps, Want},
};

use crate::{
    answer::Answer,
    json::to_json,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    steps::{self, Step},
};

use super::{contract, offer};

/// Which offers.
#[derive(Debug, Clone, Args)]
pub struct Listing {
    /// Only those of this maker: a name or an address
    #[arg(long, value_name = "ACCOUNT")]
    maker: Option<String>,
    /// Only those that this account may take: a name or an address
    #[arg(long, value_name = "ACCOUNT")]
    taker: Option<String>,
}

/// What is offered for what.
#[derive(Debug, Clone, Args)]
pub struct Offering {
    /// What you give, up to 8 times
    #[arg(long, required = true, value_name = "ASSET")]
    give: Vec<String>,
    /// What you want for it, up to 8 times
    #[arg(long, required = true, value_name = "WANT")]
    want: Vec<String>,
    /// Who alone may accept it: a name or an address
    #[arg(long, value_name = "ACCOUNT")]
    taker: Option<String>,
    /// When it ends: a time, or a duration from now on; at most 366 days
    #[arg(long, visible_alias = "for", value_name = "WHEN")]
    until: String,
    /// Lets the swap contract take what is given, where it may not yet
    #[arg(long)]
    approve: bool,
}

pub async fn list<C: Chain>(session: &mut Session<C>, listing: Listing) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let maker = listing.maker.as_deref().map(|maker| session.account(maker)).transpose()?;
    let taker = listing.taker.as_deref().map(|taker| session.account(taker)).transpose()?;
    let now = session.chain.now().await?;
    let mut offers = live_offers(&mut session.chain, contract).await?;
    offers.retain(|(_, offer)| {
        let may_take =
            |taker| offer.taker.is_none_or(|named| named == taker) && offer.maker != taker;
        maker.is_none_or(|maker| offer.maker == maker) && taker.is_none_or(may_take)
    });
    let (mut rows, mut data) = (Vec::new(), Vec::<Value>::new());
    for (number, offer) in &offers {
        let rest = match offer.state {
            OfferState::Open {} => session.show_rest(offer.until, now),
            OfferState::Closed { .. } => "closed".into(),
        };
        rows.push([
            number.to_string(),
            session.name(&offer.maker),
            given(session, offer).await,
            wanted(session, &offer.want).await,
            offer.taker.map_or(String::new(), |taker| session.name(&taker)),
            rest,
        ]);
        data.push(json!({ "offer": number, "record": to_json(offer) }));
    }
    let mut sheet = Sheet::new();
    sheet.table(&["offer", "maker", "gives", "wants", "only for", "time left"], rows);
    Ok(Answer::new(data, sheet.text()))
}

/// What is given, of points for points with what is left of it.
async fn given<C: Chain>(session: &mut Session<C>, offer: &Offer) -> String {
    let mut shown = session.show_assets(&offer.give).await;
    if let (Some((all, _)), [Asset::Points { token, .. }]) = (offer.rate(), &offer.give[..]) {
        if offer.left < all {
            shown.push_str(&format!(", {} left", session.show_points(*token, offer.left).await));
        }
    }
    shown
}

pub async fn wanted<C: Chain>(session: &mut Session<C>, wants: &[Want]) -> String {
    let mut shown = Vec::new();
    for want in wants {
        shown.push(session.show_want(want).await);
    }
    shown.join(" + ")
}

pub async fn make<C: Chain>(
    session: &mut Session<C>,
    offering: Offering,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let mut give = Vec::new();
    for text in &offering.give {
        give.push(session.asset(text).await?);
    }
    let mut want = Vec::new();
    for text in &offering.want {
        want.push(session.want(text).await?);
    }
    let taker = offering.taker.as_deref().map(|taker| session.account(taker)).transpose()?;
    let until = session.moment(&offering.until).await?;
    let (gives, wants) = (session.show_assets(&give).await, wanted(session, &want).await);
    let what = format!("offer {gives} for {wants} until {}", session.show_time(until));
    let taken = give.clone();
    let message = at::<Swap>(contract).make_offer(give, want, taker, until);
    let step = session.write_taking::<u64, SwapError>(&what, message, &taken, offering.approve);
    let done = match step.await? {
        Step::Done(done) if done.executed => done,
        Step::Done(done) => return Ok(done.report),
        Step::Approvals(answer) => return Ok(answer),
    };
    let offered = done.events.of::<Offered>(contract).pop();
    let number = offered.map(|offered| offered.number).ok_or_else(|| {
        Problem::new(Code::WrongContract, "the swap contract did not say what it was offered")
    })?;
    let mut answer = done.report;
    answer.data["offer"] = json!(number);
    answer.text.push_str(&format!("It is offer {number}.\n"));
    Ok(answer)
}

pub async fn cancel<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let message = at::<Swap>(contract(session)?).cancel(number);
    let what = format!("end offer {number}");
    let ended = session.write::<(), SwapError>(&what, message).await;
    let ended = ended.map_err(|problem| match problem.details.as_ref() {
        Some(details) if details.get("Asset").is_some() => problem.advise(format!(
            "'tongquan swap reclaim {number} PLACE' gives back the assets that are not stuck"
        )),
        _ => problem,
    })?;
    Ok(ended.report)
}

pub async fn reclaim<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    mut places: Vec<u8>,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    if places.is_empty() {
        let offer = offer(session, number).await?;
        let held = match offer.state {
            OfferState::Open {} => u8::MAX,
            OfferState::Closed { held } => held,
        };
        places = steps::held_places(held.into(), offer.give.len());
    }
    steps::reclaim(session, places, |place| {
        let what = format!("give asset {place} of offer {number} back to its maker");
        (what, at::<Swap>(contract).reclaim(number, place).into())
    })
    .await
}

pub async fn abandon<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let message = at::<Swap>(contract(session)?).abandon(number);
    let what = format!("give up what is left of offer {number}, for good");
    Ok(session.write::<(), SwapError>(&what, message).await?.report)
}
