//! Coupons as the chain has them.

use coupon::Coupon as Contract;
use psp34::{Id, PSP34Enumerable, Transfer, PSP34};
use serde_json::json;
use tongquan_client::{at, ss58, AccountId, Chain};
use tongquan_traits::{
    campaigns::{Campaigns, Policy},
    coupons::{CouponView, Coupons, Status},
};

use super::of_text;
use crate::{
    answer::Answer,
    coupon_id::CouponId,
    json::to_json,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    ticket::show_order,
    writes::Done,
};

/// How many coupons are on a page.
const PAGE: u128 = 20;

/// The coupon as it is now.
///
/// # Errors
///
/// `NotFound`.
pub async fn view<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    coupon: CouponId,
) -> Result<CouponView, Problem> {
    let view = session.read(at::<Contract>(contract).coupon(coupon.0)).await?;
    view.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no coupon {coupon}"))
            .advise("it was burned or cleared, or never issued")
    })
}

pub async fn show<C: Chain>(session: &mut Session<C>, text: &str) -> Result<Answer, Problem> {
    let (contract, coupon) = of_text(session, text)?;
    let view = view(session, contract, coupon).await?;
    let details =
        session.read(at::<Contract>(contract).campaign_details(coupon.campaign())).await?;
    let money = session.money_of(&contract);
    let mut sheet = Sheet::new();
    sheet.title(format!("Coupon {coupon} of {}", session.name(&contract)));
    if let Some(details) = details.as_ref().filter(|details| !details.name.is_empty()) {
        sheet.line("name", &details.name);
    }
    sheet.line("holder", session.name(&view.holder));
    sheet.line("good for", session.show_kind(&contract, &view.kind).await);
    if view.left > 0 {
        sheet.line("left", money.show(view.left));
    }
    let status = match &view.status {
        Status::Usable {} => "usable".into(),
        Status::NotYet {} => "not yet usable".into(),
        Status::Reserved { order, until } => {
            format!("reserved for {} until {}", show_order(order), session.show_time(*until))
        }
        Status::Redeemed { order } => format!("used up, last in {}", show_order(order)),
        Status::Expired {} => "expired".into(),
    };
    sheet.line("status", status);
    sheet.line("from", session.show_time(view.from));
    sheet.line("until", session.show_time(view.until));
    let policy = match &view.policy {
        Policy::Free {} => "can be given to anyone".into(),
        Policy::GiftOnly { gift } => format!("can be given through {} only", session.name(gift)),
        Policy::Bound {} => "stays with its member".into(),
    };
    sheet.line("policy", policy);
    sheet.line("basket", if view.stackable { "goes with others" } else { "goes alone" });
    sheet.line("moves", view.moves.to_string());
    let data = json!({
        "contract": ss58(&contract),
        "coupon": coupon.to_string(),
        "number": coupon.0,
        "view": to_json(&view),
        "details": to_json(&details),
    });
    Ok(Answer::new(data, sheet.text()))
}

/// A page of coupons, or all.
pub async fn list<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    holder: Option<&str>,
    page: Option<u32>,
) -> Result<Answer, Problem> {
    let owner = holder.map(|holder| session.account(holder)).transpose()?;
    let total = match owner {
        Some(owner) => session.read(at::<Contract>(contract).balance_of(owner)).await?.into(),
        None => session.read(at::<Contract>(contract).total_supply()).await?,
    };
    let first = page.map_or(0, |page| u128::from(page - 1) * PAGE);
    let last = page.map_or(total, |_| total.min(first + PAGE));
    let mut found = Vec::new();
    for index in first..last {
        let listed = match owner {
            Some(owner) => at::<Contract>(contract).owners_token_by_index(owner, index).into(),
            None => tongquan_client::Message::from(at::<Contract>(contract).token_by_index(index)),
        };
        // The list may have become shorter meanwhile.
        let Some(Id::U64(coupon)) = session.read(listed).await? else { break };
        if let Some(view) = session.read(at::<Contract>(contract).coupon(coupon)).await? {
            found.push((CouponId(coupon), view));
        }
    }
    let mut rows = Vec::new();
    for (coupon, view) in &found {
        let shown = session.show_coupon(&contract, view).await;
        rows.push([coupon.to_string(), session.name(&view.holder), shown]);
    }
    let mut sheet = Sheet::new();
    sheet.title(match holder {
        Some(holder) => format!("{holder} has {total} coupons of {}", session.name(&contract)),
        None => format!("{total} coupons of {}", session.name(&contract)),
    });
    if !rows.is_empty() {
        sheet.table(&["coupon", "holder", ""], rows);
    }
    if let Some(page) = page.filter(|_| last < total) {
        sheet.note(format!("More with --page {} or --all.", page + 1));
    }
    let coupons = found.iter().map(|(coupon, view)| {
        json!({ "coupon": coupon.to_string(), "number": coupon.0, "view": to_json(view) })
    });
    let data = json!({
        "contract": ss58(&contract),
        "holder": owner.map(|owner| ss58(&owner)),
        "total": total.to_string(),
        "coupons": coupons.collect::<Vec<_>>(),
    });
    Ok(Answer::new(data, sheet.text()))
}

/// The report of a write that issued a coupon, with its name. What a node answers is that of the dry
/// run; the event is what came of it.
pub fn with_coupon(mut done: Done<u64>, contract: AccountId, verb: &str) -> Answer {
    let issued = done.events.of::<Transfer>(contract).into_iter().find_map(|event| match event {
        Transfer { from: None, id: Id::U64(coupon), .. } => Some(coupon),
        _ => None,
    });
    let coupon = CouponId(issued.unwrap_or(done.value));
    let would = if done.executed { "" } else { "would be " };
    done.report.text.push_str(&format!("Coupon {coupon} {would}{verb}\n"));
    done.report.data["coupon"] = json!(coupon.to_string());
    done.report
}
