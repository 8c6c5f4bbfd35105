//! What an order's receipt says.

use coupon::Coupon as Contract;
use serde_json::json;
use tongquan_client::{at, ss58, AccountId, Chain};
use tongquan_traits::redemption::{OrderRef, Receipt, ReceiptState, ReceiptWritten, Redemption};

use crate::{
    answer::Answer,
    coupon_id::CouponId,
    json::to_json,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    ticket::{order_ref, order_text, show_order},
    writes::Done,
};

/// The receipt of an order.
///
/// # Errors
///
/// `NotFound`.
pub async fn show<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    order: &str,
) -> Result<Answer, Problem> {
    let reference = order_ref(order);
    let receipt = session.read(at::<Contract>(contract).receipt(reference)).await?;
    let receipt = receipt.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("the order {} has no receipt", show_order(&reference)))
            .advise("nothing was redeemed for it, or its hold was released, or it was cleared")
    })?;
    let mut sheet = Sheet::new();
    sheet.title(format!("Order {}", show_order(&reference)));
    tell(session, &mut sheet, contract, &receipt);
    let data = json!({
        "contract": ss58(&contract),
        "order": format!("0x{}", hex::encode(reference)),
        "order_text": order_text(&reference),
        "receipt": to_json(&receipt),
    });
    Ok(Answer::new(data, sheet.text()))
}

/// The report of a write that gave a receipt, with it. What a node answers is that of the dry run; the
/// event is what came of it, and without one it is the receipt of before.
pub async fn with_receipt<C: Chain>(
    session: &mut Session<C>,
    mut done: Done<Receipt>,
    contract: AccountId,
    order: OrderRef,
) -> Result<Answer, Problem> {
    let written = done.events.of::<ReceiptWritten>(contract).pop();
    let repeated = written.is_none();
    let receipt = written.map_or(done.value, |written| written.receipt);
    let mut sheet = Sheet::new();
    if repeated {
        sheet.note("It was done before: the same receipt, nothing changed.");
    }
    tell(session, &mut sheet, contract, &receipt);
    done.report.text.push_str(&sheet.text());
    done.report.data["order"] = json!(format!("0x{}", hex::encode(order)));
    done.report.data["order_text"] = json!(order_text(&order));
    done.report.data["receipt"] = to_json(&receipt);
    done.report.data["repeated"] = json!(repeated);
    Ok(done.report)
}

fn tell<C: Chain>(session: &Session<C>, sheet: &mut Sheet, contract: AccountId, receipt: &Receipt) {
    let money = session.money_of(&contract);
    let state = match receipt.state {
        ReceiptState::Reserved { until } => format!("reserved until {}", session.show_time(until)),
        ReceiptState::Redeemed {} => "redeemed".into(),
        ReceiptState::Refunded {} => "refunded".into(),
        ReceiptState::Voided {} => "voided".into(),
    };
    sheet.line("state", state);
    sheet.line("holder", session.name(&receipt.holder));
    if let Some(till) = &receipt.till {
        sheet.line("till", session.name(till));
    }
    sheet.line("at", session.show_time(receipt.at));
    sheet.line("amount", money.show(receipt.amount));
    for line in &receipt.lines {
        let coupon = CouponId(line.coupon);
        sheet.line("", format!("coupon {coupon}: {} off", money.show(line.deduction)));
    }
    let off = receipt.lines.iter().fold(0u64, |sum, line| sum.saturating_add(line.deduction));
    sheet.line("to pay", money.show(receipt.amount.saturating_sub(off)));
    if receipt.refunded > 0 {
        sheet.line("refunded", money.show(receipt.refunded));
    }
    sheet.line("is kept until", session.show_time(receipt.keep_until));
}
