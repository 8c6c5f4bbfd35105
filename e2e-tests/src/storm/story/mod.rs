//! What happened, in words.

mod gifts;

use std::fmt::Debug;

use psp34::Id;
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::Format,
    swaps::Want,
};

use super::{act::Said, deed::Deed, draw::Scene, house, opening::START, swap};

/// One line: when, who, what. Addresses stand as they are; the town knows their names.
pub fn scene(Scene { now, caller, deed }: &Scene) -> String {
    format!("\n  at {} {caller:?} {}", time(*now), what(deed))
}

/// How long after the beginning, or before it.
fn time(time: u64) -> String {
    let (sign, ms) = match time.checked_sub(START) {
        Some(later) => ('+', later),
        None => ('-', START - time),
    };
    match ms % 1_000 {
        0 => format!("{sign}{} s", ms / 1_000),
        part => format!("{sign}{}.{part:03} s", ms / 1_000),
    }
}

fn item(item: &Item) -> String {
    match &item.id {
        Id::U64(number) => {
            format!("{:?} {}.{}", item.contract, number >> 32, number & u64::from(u32::MAX))
        }
        other => format!("{:?} {other:?}", item.contract),
    }
}

/// What a coupon has to be good for.
fn asked(left: u64, until: u64) -> String {
    match (left, until) {
        (0, 0) => String::new(),
        (left, 0) => format!(" ({left} left)"),
        (left, until) => format!(" ({left} left, until {})", time(until)),
    }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    match parts.is_empty() {
        true => "nothing".into(),
        false => parts.join(" and "),
    }
}

fn format(format: &Format) -> String {
    match format {
        Format::English {
            from,
            until,
            window,
            latest,
            opening,
            raise,
            buy_now,
            hidden_reserve,
        } => {
            let (from, until, latest) = (time(*from), time(*until), time(*latest));
            let price = buy_now.map_or(String::new(), |price| format!(", at once for {price}"));
            let hidden = if hidden_reserve.is_some() { ", with a hidden reserve" } else { "" };
            format!(
                "rising from {opening} by {raise} basis points, from {from} to {until}, window \
                 {window} ms, latest {latest}{price}{hidden}"
            )
        }
        Format::Dutch { from, until, highest, lowest } => {
            let (from, until) = (time(*from), time(*until));
            format!("falling from {highest} at {from} to {lowest} at {until}")
        }
    }
}

fn what(deed: &Deed) -> String {
    match deed {
        Deed::House(message) => in_house(message),
        Deed::Swap(message) => in_swap(message),
        Deed::Gift(message) => gifts::what(message),
        Deed::Pay { token, to, value } => format!("pays {to:?} {value} {token:?}"),
        Deed::Allow { token, spender, value } => {
            format!("lets {spender:?} take {value} {token:?}")
        }
        Deed::Give { item: given, to } => format!("gives {to:?} {}", item(given)),
        Deed::Approve { item: lent, operator, approved } => {
            let lets = if *approved { "lets" } else { "doesn't let" };
            format!("{lets} {operator:?} take {}", item(lent))
        }
        Deed::Issue { contract, campaign, to } => {
            format!("sees {to:?} get one of {contract:?} {campaign}")
        }
        Deed::Extend { contract, campaign, until } => {
            format!("sees {contract:?} {campaign} extended to {}", time(*until))
        }
        Deed::Close { contract, campaign } => format!("sees {contract:?} {campaign} closed"),
        Deed::Redeem { item: used, amount } => {
            format!("redeems {} for an order of {amount}", item(used))
        }
        Deed::CheatWithPoints { token, trick } => {
            format!("tells {token:?} to {}", cheat(trick.as_ref()))
        }
        Deed::CheatWithItems { contract, trick } => {
            format!("tells {contract:?} to {}", cheat(trick.as_ref()))
        }
        Deed::Alter { item: altered, coupon } => {
            format!("makes {} another: {coupon:?}", item(altered))
        }
        Deed::Seize { item: seized, to } => format!("sends {} to {to:?}", item(seized)),
    }
}

fn cheat(trick: Option<&impl Debug>) -> String {
    trick.map_or("be honest".into(), |trick| format!("{trick:?}"))
}

fn in_house(message: &house::Message) -> String {
    use house::Message;
    match message {
        Message::List { items, token, format: how } => {
            let items = list(items.iter().map(item));
            format!("lists {items} for {token:?}, {}", format(how))
        }
        Message::Bid { lot, maximum } => format!("bids {maximum} on lot {lot}"),
        Message::Buy { lot, maximum } => format!("buys lot {lot} for at most {maximum}"),
        Message::Settle { lot } => format!("settles lot {lot}"),
        Message::Reveal { lot, reserve, .. } => format!("reveals {reserve} for lot {lot}"),
        Message::Cancel { lot } => format!("cancels lot {lot}"),
        Message::Unwind { lot } => format!("unwinds lot {lot}"),
        Message::Reclaim { lot, index } => format!("reclaims item {index} of lot {lot}"),
        Message::Abandon { lot } => format!("abandons lot {lot}"),
        Message::Withdraw { account, tokens } => {
            let tokens = list(tokens.iter().map(|token| format!("{token:?}")));
            format!("has {account:?} paid its {tokens}")
        }
    }
}

fn in_swap(message: &swap::Message) -> String {
    use swap::Message;
    match message {
        Message::MakeOffer { give, want, taker, until } => {
            let give = list(give.iter().map(|asset| match asset {
                Asset::Points { token, amount } => format!("{amount} {token:?}"),
                Asset::Item { item: given } => item(given),
            }));
            let want = list(want.iter().map(|want| match want {
                Want::Points { token, amount } => format!("{amount} {token:?}"),
                Want::Item { item: wanted, left, until } => item(wanted) + &asked(*left, *until),
                Want::AnyOf { contract, campaign, left, until } => {
                    format!("any of {contract:?} {campaign}") + &asked(*left, *until)
                }
            }));
            let only = taker.map_or(String::new(), |taker| format!(", to {taker:?} only"));
            format!("offers {give} for {want}{only}, until {}", time(*until))
        }
        Message::Accept { offer, choices, .. } => match choices.is_empty() {
            true => format!("accepts offer {offer}"),
            false => format!("accepts offer {offer} with {choices:?}"),
        },
        Message::Fill { offer, amount, maximum } => {
            format!("fills {amount} of offer {offer} for at most {maximum}")
        }
        Message::Cancel { offer } => format!("cancels offer {offer}"),
        Message::Reclaim { offer, index } => format!("reclaims asset {index} of offer {offer}"),
        Message::Abandon { offer } => format!("abandons offer {offer}"),
    }
}

/// What came of it.
pub fn done(said: &Said) -> String {
    let house = said.house.iter().map(|event| match event {
        house::Event::Listed(listed) => format!("lot {}", listed.lot),
        house::Event::BidPlaced(bid) => format!("{:?} leads at {}", bid.leader, bid.price),
        house::Event::Sold(sold) => {
            let royalties: u128 = sold.royalties.iter().map(|(_, _, amount)| amount).sum();
            format!("sold to {:?} for {}, of which {royalties} royalties", sold.buyer, sold.price)
        }
        other => format!("{other:?}"),
    });
    let swap = said.swap.iter().map(|event| match event {
        swap::Event::Offered(offered) => format!("offer {}", offered.number),
        swap::Event::Filled(filled) => format!("for {}, {} left", filled.paid, filled.left),
        other => format!("{other:?}"),
    });
    let gifts = said.gifts.iter().map(gifts::done);
    match house.chain(swap).chain(gifts).collect::<Vec<_>>() {
        nothing if nothing.is_empty() => "done".into(),
        all => all.join(", "),
    }
}

/// The kind of a success, in the tally.
pub fn kind_of(said: &Said) -> Option<String> {
    let Some(event) = said.house.first() else { return gifts::kind_of(&said.gifts) };
    let name = match event {
        house::Event::BidPlaced(bid) => match bid.outbid {
            None => "leads",
            Some((loser, _)) if loser == bid.bidder => "is outbid",
            Some(_) => "outbids",
        },
        house::Event::Sold(sold) => match sold.royalties.is_empty() {
            true => "sold",
            false => "sold with royalties",
        },
        house::Event::Returned(_) => "returned",
        _ => return None,
    };
    Some(name.into())
}

/// Whether this is the kind of a success.
pub fn is_done(kind: &str) -> bool {
    kind.starts_with(|letter: char| letter.is_lowercase())
}

/// The name of an error from all that it says: of an asset's, who and why.
pub fn name_of(error: &str) -> String {
    let name =
        |text: &str| -> String { text.chars().take_while(char::is_ascii_alphanumeric).collect() };
    match error.strip_prefix("Asset(") {
        Some(asset) => {
            let fault = asset.rsplit("fault: ").next().unwrap_or_default();
            format!("{} {}", name(asset), name(fault))
        }
        None => match error.strip_prefix("InvalidTerms(") {
            Some(fault) => format!("InvalidTerms {}", name(fault)),
            None => name(error),
        },
    }
}
