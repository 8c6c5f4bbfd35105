//! What a lot can become (A1 to A10), and when.

use tongquan_traits::auctions::{
    BidPlaced, Format, LotState, Returned, Sold, Unwound, MARGIN, REVEAL,
};

use super::{ensure, Done};
use crate::storm::{
    book::Book,
    deed::Deed,
    house::{Event, Message},
    town::Town,
};

pub fn check(town: &Town, before: &Book, after: &Book, done: &Done) -> Result<(), String> {
    for (number, old, old_items) in before.lots() {
        let Some((new, items)) = after.lot(number) else { continue };
        let terms = (old.seller, old.token, &old.format) == (new.seller, new.token, &new.format);
        ensure!(terms && old_items == items, "A5: the terms of {number} changed");
        ensure!(new.until >= old.until, "A4: {number} was shortened");
        let latest = match new.format {
            Format::English { latest, .. } => latest,
            Format::Dutch { until, .. } => until,
        };
        ensure!(new.until <= latest, "A4: {number} goes on for too long");
        match (&old.lead, &new.lead) {
            (Some(old), Some(new)) => {
                let same = old.bidder == new.bidder && new.maximum >= old.maximum;
                ensure!(same || new.maximum > old.maximum, "A1, A2: {old:?} lost to {new:?}");
                ensure!(new.price >= old.price, "the price of {number} fell");
            }
            (Some(lead), None) => {
                ensure!(new.state != LotState::Open {}, "A2: {lead:?} is gone");
            }
            _ => {}
        }
        if let (Some(lead), Format::English { opening, buy_now, .. }) = (&new.lead, &new.format) {
            ensure!(lead.price <= lead.maximum, "{lead:?} pays more than was bid");
            ensure!(lead.price >= *opening, "{lead:?} pays less than the opening");
            ensure!(buy_now.is_none_or(|price| lead.maximum < price), "{lead:?} bid the buy-now");
        }
    }
    done.said.house.iter().try_for_each(|event| happened(town, before, after, done, event))
}

fn happened(
    town: &Town,
    before: &Book,
    after: &Book,
    done: &Done,
    event: &Event,
) -> Result<(), String> {
    let now = done.now;
    let of = |number: u64| before.lot(number).ok_or("an event of no lot");
    match event {
        Event::Listed(listed) => {
            let decided = match listed.format {
                Format::English { latest, hidden_reserve: Some(_), .. } => latest + REVEAL,
                Format::English { latest, .. } => latest,
                Format::Dutch { until, .. } => until,
            };
            for item in &listed.items {
                let Some(promise) = &item.promise else { continue };
                ensure!(promise.until >= decided + MARGIN, "A10: {promise:?}");
                let royalty = promise.royalty.map_or(0, |royalty| royalty.basis_points);
                ensure!(royalty <= 1_000, "R18: a royalty of {royalty}");
            }
        }
        Event::BidPlaced(BidPlaced { lot: number, bidder, maximum, outbid, until, .. }) => {
            let (lot, _) = of(*number)?;
            ensure!(now < lot.until, "A3: a bid at the end");
            if let (Some(lead), Some((loser, amount))) = (&lot.lead, outbid) {
                let wins = *maximum > lead.maximum;
                ensure!(wins == (*loser == lead.bidder), "A1: {maximum} against {lead:?}");
                let lost = if wins { lead.maximum } else { *maximum };
                ensure!(*amount == lost, "M3: {amount} of {lost} come back");
            }
            let led = lot.lead.as_ref().is_some_and(|lead| lead.bidder == *bidder);
            if let Format::English { window, latest, .. } = lot.format {
                let least = latest.min(now.saturating_add(window));
                ensure!(led || *until >= least, "A4: only until {until}");
            }
        }
        Event::Sold(Sold { lot: number, buyer, price, refund, .. }) => {
            let (lot, _) = of(*number)?;
            match (done.deed, &lot.lead) {
                (Deed::House(Message::Buy { maximum, .. }), lead) => {
                    ensure!(now < lot.until, "A3: bought at the end");
                    ensure!(price <= maximum, "A8: {price} is more than {maximum}");
                    let all = lead.as_ref().map(|lead| (lead.bidder, lead.maximum));
                    ensure!(*refund == all, "A7: {refund:?} of {lead:?}");
                }
                (_, Some(lead)) => {
                    ensure!(now >= lot.until, "A3: settled before the end");
                    ensure!(lead.bidder == *buyer, "A6: {buyer:?} got the lot of {lead:?}");
                    let rest = refund.map_or(0, |(_, rest)| rest);
                    ensure!(price + rest == lead.maximum, "M2: {price} and {rest} of {lead:?}");
                }
                _ => return Err("sold to nobody".into()),
            }
            ensure!(after.lot(*number).is_none(), "M4: {number} is still there");
        }
        Event::Returned(Returned { lot: number, refund })
        | Event::Unwound(Unwound { lot: number, refund }) => {
            let (lot, _) = of(*number)?;
            let bid = lot.lead.as_ref().map(|lead| (lead.bidder, lead.maximum));
            ensure!(*refund == bid, "A2: {refund:?} of {bid:?}");
            let cancelled = matches!(done.deed, Deed::House(Message::Cancel { .. }));
            ensure!(!cancelled || bid.is_none(), "A5: cancelled with a bid");
        }
        Event::Withdrawn(withdrawn) => {
            if town.is_honest(withdrawn.token) {
                let owed: u128 = before
                    .credits(withdrawn.token)
                    .filter(|(account, _)| *account == withdrawn.account)
                    .map(|(_, amount)| amount)
                    .sum();
                ensure!(owed == withdrawn.amount, "M3: {owed} owed, paid {withdrawn:?}");
            }
        }
        Event::LotReclaimed(_) | Event::LotAbandoned(_) => {}
    }
    Ok(())
}
