//! What a merchant reads: what it issued, what has become of it, and what it still owes. Made from what
//! its contracts store, at one block.

use serde::Serialize;
use serde_json::{json, Value};
use tongquan_client::{ss58, Chain, Inspect};
use tongquan_traits::{
    campaigns::{CampaignState, Counts, Kind, Off, Terms},
    coupons::Status,
};

use crate::{
    answer::Answer,
    audit::raw::{
        coupon::{CouponItems, Token},
        points::PointsItems,
        Items,
    },
    json::to_json,
    problem::{Code, Problem},
    session::{Session, Shop},
    sheet::Sheet,
};

/// The coupons of a campaign that are out, by what can be done with them now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Out {
    pub usable: u64,
    /// Usable later.
    pub not_yet: u64,
    pub reserved: u64,
    /// Expired, and not cleared.
    pub expired: u64,
    /// Of all these, how many contracts hold for somebody.
    pub in_escrow: u64,
    /// What vouchers that are not expired have left, in the smallest unit of money.
    pub value: u128,
}

impl Out {
    /// Those that can still be redeemed.
    pub fn live(&self) -> u64 {
        self.usable + self.not_yet + self.reserved
    }

    fn add(&mut self, token: &Token, terms: &Terms, now: u64, in_escrow: bool) {
        let status = token.status(terms, now);
        let place = match status {
            Status::Redeemed { .. } => return,
            Status::Reserved { .. } => &mut self.reserved,
            Status::NotYet {} => &mut self.not_yet,
            Status::Usable {} => &mut self.usable,
            Status::Expired {} => &mut self.expired,
        };
        *place += 1;
        self.in_escrow += u64::from(in_escrow);
        if !matches!(status, Status::Expired {}) {
            self.value += u128::from(token.left);
        }
    }
}

pub async fn show<C: Chain + Inspect>(
    session: &mut Session<C>,
    shop: &Shop,
) -> Result<Answer, Problem> {
    let block = session.chain.pin().await?;
    let read = read(session, shop).await;
    session.chain.unpin().await;
    let (points, coupons, now) = read?;
    let token = session.token(shop.points).await?;

    let mut sheet = Sheet::new();
    sheet.title(format!("{} at block {}, {}", shop.name, block.number, session.show_time(now)));
    sheet.line("points", format!("{}, {}", points.name, ss58(&shop.points)));
    sheet.line("outstanding", token.show(points.supply));
    sheet.line("cap", points.cap.map_or("none".into(), |cap| token.show(cap)));
    let holders = points.balances.len();
    sheet.line("holders", holders.to_string());
    if let Some(owner) = &points.owner {
        sheet.line("owner", session.name(owner));
    }
    let rows = points.issuers.iter().map(|(account, (quota, issued))| {
        [session.name(account), token.show(*issued), token.show(*quota)]
    });
    sheet.table(&["issuer", "issued", "quota"], rows.collect::<Vec<_>>());
    sheet.note("");
    sheet.line("coupons", format!("{}, {}", coupons.name, ss58(&shop.coupon)));
    if let Some(owner) = &coupons.owner {
        sheet.line("owner", session.name(owner));
    }
    for manager in &coupons.managers {
        sheet.line("manager", session.name(manager));
    }
    for (till, limits) in &coupons.tills {
        let value = shop.money.show(limits.limits.daily_value);
        sheet.line("till", format!("{}, up to {value} a day", session.name(till)));
    }

    let mut campaigns = Vec::new();
    let mut rows = Vec::new();
    for (number, (terms, state, counts)) in &coupons.campaigns {
        let mut out = Out::default();
        for (_, coupon) in coupons.of_campaign(*number) {
            out.add(coupon, terms, now, is_contract(session, coupon));
        }
        let details = coupons.details.get(number);
        let name = details.map(|details| details.name.clone()).unwrap_or_default();
        let owed = owed(session, shop, terms, &out).await;
        rows.push(row(*number, &name, state, terms, counts, &out, &owed.0));
        campaigns.push(json!({
            "campaign": number,
            "name": name,
            "state": to_json(state),
            "kind": to_json(&terms.kind),
            "budget": terms.budget,
            "issued": counts.issued,
            "redeemed": counts.redeemed,
            "expired": counts.expired,
            "burned": counts.burned,
            "out": out.live() + out.expired,
            "out_by_status": {
                "usable": out.usable,
                "not_yet": out.not_yet,
                "reserved": out.reserved,
                "expired": out.expired,
            },
            "in_escrow": out.in_escrow,
            "owed": owed.1,
        }));
    }
    let columns = [
        "campaign",
        "",
        "budget",
        "issued",
        "redeemed",
        "expired",
        "burned",
        "out",
        "reserved",
        "in escrow",
        "at most owed",
    ];
    sheet.table(&columns, rows);
    if coupons.campaigns.is_empty() {
        sheet.note("No campaign was opened.");
    }
    sheet.note("Owed is what coupons that are out and not expired can still ask for.");

    let data = json!({
        "merchant": shop.name,
        "block": { "number": block.number, "hash": format!("0x{}", hex::encode(block.hash)) },
        "time": now,
        "points": {
            "contract": ss58(&shop.points),
            "name": points.name,
            "symbol": points.symbol,
            "decimals": points.decimals,
            "supply": points.supply.to_string(),
            "cap": points.cap.map(|cap| cap.to_string()),
            "holders": holders,
            "owner": to_json(&points.owner),
            "pending_owner": to_json(&points.pending_owner),
            "issuers": points.issuers.iter().map(|(account, (quota, issued))| json!({
                "account": ss58(account),
                "quota": quota.to_string(),
                "issued": issued.to_string(),
            })).collect::<Vec<_>>(),
        },
        "coupons": {
            "contract": ss58(&shop.coupon),
            "name": coupons.name,
            "owner": to_json(&coupons.owner),
            "pending_owner": to_json(&coupons.pending_owner),
            "managers": to_json(&coupons.managers),
            "tills": coupons.tills.iter().map(|(account, till)| json!({
                "account": ss58(account),
                "till": to_json(till),
            })).collect::<Vec<_>>(),
            "receipts": coupons.receipts.len(),
            "money": shop.money,
            "campaigns": campaigns,
        },
    });
    Ok(Answer::new(data, sheet.text()))
}

async fn read<C: Chain + Inspect>(
    session: &mut Session<C>,
    shop: &Shop,
) -> Result<(PointsItems, CouponItems, u64), Problem> {
    for contract in [shop.points, shop.coupon] {
        if session.chain.code_hash(contract).await?.is_none() {
            return Err(Problem::new(
                Code::WrongContract,
                format!("there is no contract at {}", ss58(&contract)),
            )
            .advise("'tongquan audit' tells more; 'tongquan merchant new FILE.toml --redeploy' deploys it again"));
        }
    }
    let points = session.chain.contract_items(shop.points).await?;
    let coupons = session.chain.contract_items(shop.coupon).await?;
    let now = session.chain.now().await?;
    Ok((
        PointsItems::take(&mut Items::new(points)),
        CouponItems::take(&mut Items::new(coupons)),
        now,
    ))
}

fn is_contract<C>(session: &Session<C>, token: &Token) -> bool {
    session.book.contracts.values().any(|contract| contract.address.0 == token.owner)
}

/// What a campaign's coupons can still ask for: in words, and as amount and unit.
async fn owed<C: Chain>(
    session: &mut Session<C>,
    shop: &Shop,
    terms: &Terms,
    out: &Out,
) -> (String, Value) {
    let live = u128::from(out.live());
    let money = |amount: u128| {
        let shown = crate::amount::show(amount, shop.money.decimals);
        let words = format!("{shown} {}", shop.money.code);
        (words, json!({ "money": amount.to_string() }))
    };
    match &terms.kind {
        Kind::Voucher { .. } => money(out.value),
        Kind::Points { token, amount } => {
            let amount = amount.saturating_mul(live);
            let words = session.show_points(*token, amount).await;
            (words, json!({ "points": amount.to_string(), "token": ss58(token) }))
        }
        Kind::Deduction { off, .. } => {
            let each = match off {
                Off::Fixed { amount } => *amount,
                Off::Part { ceiling, .. } => *ceiling,
            };
            money(u128::from(each).saturating_mul(live))
        }
        Kind::Exchange {} => (format!("{live} goods"), json!({ "goods": live.to_string() })),
    }
}

fn row(
    number: u32,
    name: &str,
    state: &CampaignState,
    terms: &Terms,
    counts: &Counts,
    out: &Out,
    owed: &str,
) -> Vec<String> {
    let state = match state {
        CampaignState::Open {} => "",
        CampaignState::Paused {} => ", paused",
        CampaignState::Closed {} => ", closed",
    };
    vec![
        number.to_string(),
        format!("{name}{state}"),
        terms.budget.to_string(),
        counts.issued.to_string(),
        counts.redeemed.to_string(),
        counts.expired.to_string(),
        counts.burned.to_string(),
        (out.live() + out.expired).to_string(),
        out.reserved.to_string(),
        out.in_escrow.to_string(),
        owed.to_owned(),
    ]
}
