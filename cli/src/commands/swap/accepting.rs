//! Taking an offer as it was seen: whoever accepts names the fingerprint of that.

use serde_json::json;
use swap::Swap;
use tongquan_client::{at, deal, ss58, Chain, Deal};
use tongquan_traits::{
    assets::{Asset, AssetError, Item, ItemFault},
    coupon_error::PointsFault,
    swaps::{SwapError, Swaps, Want},
};

use crate::{
    answer::Answer,
    book::Hex,
    coupon_id::CouponId,
    json::to_json,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    steps::Step,
};

use super::{contract, no_offer, offers::wanted, refused_for};

/// What a taker agrees to.
#[derive(Debug, Clone)]
pub struct Accepting {
    pub fingerprint: Option<Hex<32>>,
    pub as_shown: bool,
    /// Coupons as a user wrote them.
    pub choices: Vec<String>,
    pub approve: bool,
}

pub async fn show<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Answer, Problem> {
    let deal = seen(session, number).await?;
    let text = shown(session, number, &deal).await;
    let coupons = deal.coupons.iter().map(|(contract, coupon, view)| {
        let coupon_id = CouponId(*coupon).to_string();
        json!({ "contract": ss58(contract), "coupon": coupon, "id": coupon_id, "view": to_json(view) })
    });
    let data = json!({
        "offer": number,
        "record": to_json(&deal.offer),
        "coupons": coupons.collect::<Vec<_>>(),
        "fingerprint": Hex(deal.fingerprint),
    });
    Ok(Answer::new(data, text))
}

async fn seen<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Deal, Problem> {
    let contract = contract(session)?;
    let found = deal(&mut session.chain, contract, number).await?;
    found.ok_or_else(|| no_offer(number))
}

async fn shown<C: Chain>(session: &mut Session<C>, number: u64, deal: &Deal) -> String {
    let Deal { offer, coupons, fingerprint } = deal;
    let mut sheet = Sheet::new();
    sheet.title(format!("Offer {number} of {}", session.name(&offer.maker)));
    for asset in &offer.give {
        sheet.line("gives", session.show_asset(asset).await);
        let Asset::Item { item } = asset else { continue };
        let coupon = coupons.iter().find(|(contract, coupon, _)| {
            *contract == item.contract && psp34::Id::U64(*coupon) == item.id
        });
        match coupon {
            Some((contract, _, view)) => sheet.line("", session.show_coupon(contract, view).await),
            None => sheet.line("", "nothing is known of its worth"),
        }
    }
    if let (Some((give, _)), [Asset::Points { token, .. }]) = (offer.rate(), &offer.give[..]) {
        if offer.left < give {
            sheet.line("left", session.show_points(*token, offer.left).await);
        }
    }
    for want in &offer.want {
        sheet.line("wants", session.show_want(want).await);
    }
    if let Some(taker) = &offer.taker {
        sheet.line("only for", session.name(taker));
    }
    sheet.line("until", session.show_time(offer.until));
    sheet.line("fingerprint", format!("0x{}", hex::encode(fingerprint)));
    sheet.text()
}

pub async fn accept<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    accepting: Accepting,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let deal = seen(session, number).await?;
    let text = shown(session, number, &deal).await;
    let fingerprint = match &accepting.fingerprint {
        Some(Hex(fingerprint)) => *fingerprint,
        None if accepting.as_shown || !session.options.execute => deal.fingerprint,
        None => {
            return Err(Problem::argument("what do you agree to?").advise(format!(
            "look at 'tongquan swap show {number}' and name its --fingerprint, or say --as-shown"
        )))
        }
    };
    if fingerprint != deal.fingerprint {
        let now = Hex(deal.fingerprint);
        return Err(Problem::new(Code::Refused, "the offer is not what you have seen any more")
            .advise(format!("look at it again: 'tongquan swap show {number}'"))
            .detail(json!({ "OtherTerms": { "fingerprint": now } })));
    }
    // Whoever is asked to confirm has to see it before.
    let is_asked = session.options.execute && !session.options.skip_confirm;
    if is_asked {
        session.screen.say(&text);
    }
    let choices = accepting.choices.iter().map(|choice| Ok(choice.parse::<CouponId>()?.0));
    let choices: Vec<u64> = choices.collect::<Result<_, Problem>>()?;
    let taken = taken(&deal.offer.want, &choices);
    let taker = session.caller()?;
    let asked = at::<Swap>(contract).can_accept(taker, number, choices.clone(), fingerprint);
    let mut reasons = session.read(asked).await?;
    if accepting.approve {
        reasons.retain(|reason| !is_missing_approval(reason));
    }
    if !reasons.is_empty() {
        let problem = refused_for(session, &reasons);
        return Err(match reasons.iter().any(is_missing_approval) {
            true => problem.advise("add --approve to let the swap contract take what is wanted"),
            false => problem,
        });
    }
    let wants = wanted(session, &deal.offer.want).await;
    let gives = session.show_assets(&deal.offer.give).await;
    let what = format!("accept offer {number}: give {wants} for {gives}");
    let message = at::<Swap>(contract).accept(number, choices, fingerprint);
    let step = session.write_taking::<(), SwapError>(&what, message, &taken, accepting.approve);
    let mut answer = match step.await? {
        Step::Done(done) => done.report,
        Step::Approvals(answer) => answer,
    };
    answer.data["fingerprint"] = json!(Hex(fingerprint));
    if !is_asked {
        answer.text = text + &answer.text;
    }
    Ok(answer)
}

/// What the contract takes of the taker.
fn taken(wants: &[Want], choices: &[u64]) -> Vec<Asset> {
    let mut choices = choices.iter();
    let assets = wants.iter().filter_map(|want| match want {
        Want::Points { token, amount } => Some(Asset::Points { token: *token, amount: *amount }),
        Want::Item { item, .. } => Some(Asset::Item { item: item.clone() }),
        Want::AnyOf { contract, .. } => choices.next().map(|choice| Asset::Item {
            item: Item { contract: *contract, id: psp34::Id::U64(*choice) },
        }),
    });
    assets.collect()
}

/// What an approval mends.
pub fn is_missing_approval(reason: &SwapError) -> bool {
    matches!(
        reason,
        SwapError::Asset(
            AssetError::Points { fault: PointsFault::InsufficientAllowance, .. }
                | AssetError::Item { fault: ItemFault::NotApproved, .. }
        )
    )
}
