//! Names of messages and of what became of them.

use tongquan_traits::{assets::AssetError, auctions::AuctionError};

use crate::model::{Event, Message, Outcome};

pub fn message(message: &Message) -> &'static str {
    match message {
        Message::List { .. } => "list",
        Message::Bid { .. } => "bid",
        Message::Buy { .. } => "buy",
        Message::Settle { .. } => "settle",
        Message::Reveal { .. } => "reveal",
        Message::Cancel { .. } => "cancel",
        Message::Unwind { .. } => "unwind",
        Message::Reclaim { .. } => "reclaim",
        Message::Abandon { .. } => "abandon",
        Message::Withdraw { .. } => "withdraw",
    }
}

/// The variants of an error, without their fields.
pub fn error(error: &AuctionError) -> String {
    let text = match error {
        AuctionError::Asset(AssetError::Points { fault, .. }) => format!("Points {fault:?}"),
        AuctionError::Asset(AssetError::Item { fault, .. }) => format!("Item {fault:?}"),
        error => format!("{error:?}"),
    };
    text.split(" {").next().unwrap_or(&text).into()
}

pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Ok((_, events)) => match &events[..] {
            [event] => happened(event),
            events => format!("{} events", events.len().min(2)),
        },
        Err(refusal) => error(refusal),
    }
}

fn happened(event: &Event) -> String {
    let refund = |refund: &Option<_>| if refund.is_some() { ", with a refund" } else { "" };
    match event {
        Event::BidPlaced(bid) => match bid.outbid {
            None => "leads".into(),
            Some((account, _)) if account == bid.bidder => "is outbid".into(),
            Some(_) => "outbids".into(),
        },
        Event::Sold(sold) => {
            let royalties = if sold.royalties.is_empty() { "" } else { ", with royalties" };
            format!("sold{royalties}{}", refund(&sold.refund))
        }
        Event::Returned(returned) => format!("returned{}", refund(&returned.refund)),
        Event::Unwound(unwound) => format!("unwound{}", refund(&unwound.refund)),
        _ => "done".into(),
    }
}
