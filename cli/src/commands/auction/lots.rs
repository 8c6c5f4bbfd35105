//! What is for sale.

use clap::Args;
use coupon::Coupon;
use psp34::Id;
use serde_json::{json, Value};
use tongquan_client::{at, live_lots, Chain};
use tongquan_traits::{
    auctions::{Auctions, Format, Lot, LotItem, LotState, GRACE, REVEAL},
    coupons::Coupons,
};

use crate::{
    amount, answer::Answer, json::to_json, problem::Problem, session::Session, sheet::Sheet, time,
};

use super::{contract, lot};

/// Which lots.
#[derive(Debug, Clone, Args)]
pub struct Listing {
    /// Only those of this seller: a name or an address
    #[arg(long, value_name = "ACCOUNT")]
    seller: Option<String>,
    /// Only what can be bid for or bought now
    #[arg(long)]
    on_sale: bool,
}

/// Where a lot is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    OnSale,
    /// There is a bid, and the hidden reserve can be revealed before this.
    ReserveHidden {
        until: u64,
    },
    ToSettle,
    /// Nobody settled it for so long that anyone can unwind it.
    Stale,
    Unwound,
}

impl Stage {
    fn of(lot: &Lot, now: u64) -> Self {
        let (from, hides) = match &lot.format {
            Format::English { from, hidden_reserve, .. } => (*from, hidden_reserve.is_some()),
            Format::Dutch { from, .. } => (*from, false),
        };
        let decision = match hides && lot.lead.is_some() {
            true => lot.until.saturating_add(REVEAL),
            false => lot.until,
        };
        match lot.state {
            LotState::Unwound { .. } => Self::Unwound,
            LotState::Open {} if now < from => Self::Waiting,
            LotState::Open {} if now < lot.until => Self::OnSale,
            LotState::Open {} if now < decision => Self::ReserveHidden { until: decision },
            LotState::Open {} if now < decision.saturating_add(GRACE) => Self::ToSettle,
            LotState::Open {} => Self::Stale,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::OnSale => "on sale",
            Self::ReserveHidden { .. } => "reserve hidden",
            Self::ToSettle => "to settle",
            Self::Stale => "to unwind",
            Self::Unwound => "unwound",
        }
    }
}

pub async fn list<C: Chain>(session: &mut Session<C>, listing: Listing) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let seller = listing.seller.as_deref().map(|seller| session.account(seller)).transpose()?;
    let now = session.chain.now().await?;
    let mut lots = live_lots(&mut session.chain, contract).await?;
    lots.retain(|(_, lot, _)| {
        let on_sale = !listing.on_sale || Stage::of(lot, now) == Stage::OnSale;
        on_sale && seller.is_none_or(|seller| lot.seller == seller)
    });
    let (mut rows, mut data) = (Vec::new(), Vec::<Value>::new());
    for (number, lot, items) in &lots {
        let price = match (&lot.lead, &lot.format) {
            (Some(lead), _) => session.show_amount(lot.token, lead.price).await,
            (None, Format::English { opening, .. }) => {
                format!("from {}", session.show_amount(lot.token, *opening).await)
            }
            (None, Format::Dutch { .. }) => {
                let price = session.read(at::<auction::Auction>(contract).price(*number)).await?;
                match price {
                    Some(price) => {
                        format!("{}, falling", session.show_amount(lot.token, price).await)
                    }
                    None => String::new(),
                }
            }
        };
        let stage = Stage::of(lot, now);
        let first = items.first().map(|first| session.show_item(&first.item)).unwrap_or_default();
        let more = match items.len() {
            0 | 1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        rows.push([
            number.to_string(),
            session.name(&lot.seller),
            format!("{first}{more}"),
            price,
            stage.name().to_owned(),
            session.show_rest(lot.until, now),
        ]);
        let (record, items) = (to_json(lot), to_json(items));
        data.push(
            json!({ "lot": number, "stage": stage.name(), "record": record, "items": items }),
        );
    }
    let mut sheet = Sheet::new();
    sheet.table(&["lot", "seller", "items", "price", "stage", "time left"], rows);
    Ok(Answer::new(data, sheet.text()))
}

pub async fn show<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let (lot, items) = lot(session, number).await?;
    let now = session.chain.now().await?;
    let stage = Stage::of(&lot, now);
    let price = session.read(at::<auction::Auction>(contract).price(number)).await?;
    let minimum = session.read(at::<auction::Auction>(contract).minimum_bid(number)).await?;
    let mut sheet = Sheet::new();
    sheet.title(format!("Lot {number}: {}", stage.name()));
    sheet.line("seller", session.name(&lot.seller));
    terms(session, &mut sheet, &lot).await;
    let rest = time::show_duration(lot.until.saturating_sub(now));
    let ends = session.show_time(lot.until);
    sheet.line("ends", if lot.until > now { format!("{ends}, in {rest}") } else { ends });
    if let Stage::ReserveHidden { until } = stage {
        sheet.line("reserve", format!("can be revealed until {}", session.show_time(until)));
    }
    if let Some(lead) = &lot.lead {
        let bidder = session.name(&lead.bidder);
        let (price, maximum) = (lead.price, lead.maximum);
        let price = session.show_amount(lot.token, price).await;
        let maximum = session.show_amount(lot.token, maximum).await;
        sheet.line("leads", format!("{bidder} at {price}, up to {maximum}"));
    }
    if let Some(minimum) = minimum {
        sheet.line("least bid", session.show_amount(lot.token, minimum).await);
    }
    if let Some(price) = price {
        sheet.line("buy for", session.show_amount(lot.token, price).await);
    }
    let held = match lot.state {
        LotState::Open {} => u16::MAX,
        LotState::Unwound { held } => held,
    };
    let mut coupons = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let gone = if held & (1 << place) == 0 { " (given back)" } else { "" };
        sheet.line(&format!("item {place}"), format!("{}{gone}", session.show_item(&item.item)));
        coupons.push(coupon(session, &mut sheet, item).await);
    }
    let data = json!({
        "lot": number,
        "stage": stage.name(),
        "record": to_json(&lot),
        "items": to_json(&items),
        "coupons": coupons,
        "price": price.map(|price| price.to_string()),
        "minimum_bid": minimum.map(|minimum| minimum.to_string()),
    });
    Ok(Answer::new(data, sheet.text()))
}

async fn terms<C: Chain>(session: &mut Session<C>, sheet: &mut Sheet, lot: &Lot) {
    match &lot.format {
        Format::English { from, window, latest, opening, raise, hidden_reserve, .. } => {
            sheet.line("from", session.show_time(*from));
            sheet.line("opening", session.show_amount(lot.token, *opening).await);
            sheet.line("raise", format!("{} %", amount::show(u128::from(*raise), 2)));
            if *window > 0 {
                let window = time::show_duration(*window);
                let latest = session.show_time(*latest);
                sheet.line(
                    "extension",
                    format!("to {window} after a late bid, at most to {latest}"),
                );
            }
            if hidden_reserve.is_some() {
                sheet.line("reserve", "hidden");
            }
        }
        Format::Dutch { from, until, highest, lowest } => {
            let highest = session.show_amount(lot.token, *highest).await;
            let lowest = session.show_amount(lot.token, *lowest).await;
            let (from, until) = (session.show_time(*from), session.show_time(*until));
            sheet.line("falls", format!("from {highest} at {from} to {lowest} at {until}"));
        }
    }
}

/// What the item is now, and whether that is what was promised.
async fn coupon<C: Chain>(session: &mut Session<C>, sheet: &mut Sheet, item: &LotItem) -> Value {
    let Some(promise) = &item.promise else {
        sheet.line("", "no promise: it is bought as it is");
        return Value::Null;
    };
    if let Some(royalty) = &promise.royalty {
        let percent = amount::show(u128::from(royalty.basis_points), 2);
        sheet.line(
            "",
            format!("{percent} % of its part of the price go to {}", session.name(&royalty.to)),
        );
    }
    let Id::U64(coupon) = item.item.id else { return Value::Null };
    let contract = item.item.contract;
    let view = session.read(at::<Coupon>(contract).coupon(coupon)).await.ok().flatten();
    let Some(view) = view else {
        sheet.line("", "its contract doesn't show it any more");
        return Value::Null;
    };
    sheet.line("", session.show_coupon(&contract, &view).await);
    if !promise.is_kept_by(&view) {
        sheet.line("", "worth less than was promised: the lot can be unwound");
    }
    json!({ "view": to_json(&view), "promise_is_kept": promise.is_kept_by(&view) })
}
