//! When something happens: mostly near the edges of what the model knows.

use tongquan_traits::{
    redemption::{CLEARING_PRIORITY, MAX_HOLD},
    tills::DAY,
};

use super::{dice::Dice, HOUR};
use crate::model::{campaign_of, Model};

/// Every time at which something in the model begins or ends, later than now.
pub(super) fn edges(model: &Model) -> Vec<u64> {
    let mut edges = vec![(model.now / DAY + 1) * DAY];
    for page in model.campaigns.values() {
        edges.extend([page.terms.issue_from, page.terms.issue_until]);
    }
    for (coupon, page) in &model.coupons {
        let (from, until) = model.window(*coupon);
        edges.extend([from, until]);
        edges.extend(page.held.map(|(_, until)| until));
        edges.push(page.keep_until);
    }
    for receipt in model.receipts.values() {
        edges.extend([receipt.keep_until, receipt.keep_until.saturating_add(CLEARING_PRIORITY)]);
        if let Some(till) = receipt.till.and_then(|till| model.tills.get(&till)) {
            edges.push(receipt.at.saturating_add(till.limits.void_window));
        }
        for line in &receipt.lines {
            let window = model.campaigns[&campaign_of(line.coupon)].terms.refund.window;
            edges.push(receipt.at.saturating_add(window));
        }
    }
    edges.retain(|edge| *edge > model.now && *edge < u64::MAX / 2);
    edges.sort();
    edges.dedup();
    edges
}

pub(super) fn hold_until(model: &Model, dice: &mut Dice) -> u64 {
    match dice.below(16) {
        0 => dice.near(model.now),
        1 => dice.near(edges(model)[0]),
        2 => dice.near(model.now + MAX_HOLD),
        _ => model.now + dice.pick(&[1, 2, 900, HOUR, 5 * HOUR]),
    }
}
