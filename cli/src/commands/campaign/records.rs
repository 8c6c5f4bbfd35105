//! Campaigns as the chain has them.

use coupon::Coupon as Contract;
use serde_json::json;
use tongquan_client::{at, ss58, AccountId, Chain};
use tongquan_traits::campaigns::{
    Campaign, CampaignState, Campaigns, Details, Policy, RefundRule, Validity,
};

use crate::{
    amount,
    answer::Answer,
    json::to_json,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    time::show_duration,
};

/// The campaign with this number.
///
/// # Errors
///
/// `NotFound`.
pub async fn campaign<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    number: u32,
) -> Result<Campaign, Problem> {
    let found = session.read(at::<Contract>(contract).campaign(number)).await?;
    found.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no campaign {number}"))
            .advise("'tongquan campaign list' shows them")
    })
}

async fn details<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    number: u32,
) -> Result<Details, Problem> {
    let found = session.read(at::<Contract>(contract).campaign_details(number)).await?;
    Ok(found.unwrap_or_default())
}

pub async fn list<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
) -> Result<Answer, Problem> {
    let (mut rows, mut campaigns) = (Vec::new(), Vec::new());
    for number in 1..=session.read(at::<Contract>(contract).campaign_count()).await? {
        let campaign = campaign(session, contract, number).await?;
        let details = details(session, contract, number).await?;
        rows.push([
            number.to_string(),
            details.name.clone(),
            session.show_kind(&contract, &campaign.terms.kind).await,
            state(campaign.state).to_owned(),
            format!("{} of {}", campaign.counts.issued, campaign.terms.budget),
            session.show_time(campaign.terms.issue_until),
        ]);
        campaigns.push(json!({
            "number": number, "campaign": to_json(&campaign), "details": to_json(&details)
        }));
    }
    let mut sheet = Sheet::new();
    sheet.title(format!("{} campaigns of {}", rows.len(), session.name(&contract)));
    if !rows.is_empty() {
        sheet.table(&["", "name", "each a", "state", "issued", "issued until"], rows);
    }
    let data = json!({ "contract": ss58(&contract), "campaigns": campaigns });
    Ok(Answer::new(data, sheet.text()))
}

pub async fn show<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    number: u32,
) -> Result<Answer, Problem> {
    let campaign = campaign(session, contract, number).await?;
    let details = details(session, contract, number).await?;
    let Campaign { terms, counts, sale, .. } = &campaign;
    let mut sheet = Sheet::new();
    sheet.title(format!("Campaign {number} of {}", session.name(&contract)));
    sheet.line("name", &details.name);
    sheet.line("each a", session.show_kind(&contract, &terms.kind).await);
    sheet.line("state", state(campaign.state));
    sheet.line("issued", format!("{} of {}", counts.issued, terms.budget));
    let out = counts.issued - counts.redeemed - counts.burned - counts.expired;
    sheet.line(
        "of these",
        format!(
            "{out} out, {} used up, {} burned, {} expired and cleared",
            counts.redeemed, counts.burned, counts.expired
        ),
    );
    if terms.per_member > 0 {
        sheet.line("per member", terms.per_member.to_string());
    }
    let (from, until) = (session.show_time(terms.issue_from), session.show_time(terms.issue_until));
    sheet.line("is issued", format!("from {from} until {until}"));
    let validity = match terms.validity {
        Validity::Dates { from, until } => {
            format!("from {} until {}", session.show_time(from), session.show_time(until))
        }
        Validity::AfterIssue { delay: 0, length } => {
            format!("for {} after its issue", show_duration(length))
        }
        Validity::AfterIssue { delay, length } => {
            format!("for {}, from {} after its issue", show_duration(length), show_duration(delay))
        }
    };
    sheet.line("is good", validity);
    let policy = match &terms.policy {
        Policy::Free {} => "can be given to anyone".into(),
        Policy::GiftOnly { gift } => format!("can be given through {} only", session.name(gift)),
        Policy::Bound {} => "stays with its member".into(),
    };
    sheet.line("policy", policy);
    sheet.line("basket", if terms.stackable { "goes with others" } else { "goes alone" });
    sheet.line("refunds", refunds(&terms.refund));
    if let Some(price) = &sale.price {
        let shown = session.show_amount(price.token, price.amount).await;
        let to = price.to.map_or("burned".into(), |to| format!("paid to {}", session.name(&to)));
        sheet.line("price", format!("{shown}, {to}"));
    }
    if let Some(royalty) = &sale.royalty {
        let percent = amount::show(royalty.basis_points.into(), 2);
        sheet.line("resale", format!("{percent} % to {}", session.name(&royalty.to)));
    }
    if !details.terms_url.is_empty() {
        sheet.line("terms", &details.terms_url);
        sheet.line("", format!("blake2-256 0x{}", hex::encode(details.terms_hash)));
    }
    if !details.image.is_empty() {
        sheet.line("picture", &details.image);
    }
    let data = json!({
        "contract": ss58(&contract),
        "number": number,
        "campaign": to_json(&campaign),
        "details": to_json(&details),
    });
    Ok(Answer::new(data, sheet.text()))
}

fn state(state: CampaignState) -> &'static str {
    match state {
        CampaignState::Open {} => "open",
        CampaignState::Paused {} => "paused",
        CampaignState::Closed {} => "closed",
    }
}

fn refunds(rule: &RefundRule) -> String {
    if rule.window == 0 {
        return "none".into();
    }
    let by = if rule.by_tills { "tills and managers" } else { "managers" };
    let mut shown = format!("for {} by {by}", show_duration(rule.window));
    if rule.grace > 0 {
        shown.push_str(&format!(", then good for {} at least", show_duration(rule.grace)));
    }
    shown
}
