//! What was done with gifts, in words.

use tongquan_traits::{
    assets::Asset,
    gifts::{Claim, Gift, Terms},
};

use super::{item, list, time};
use crate::storm::{
    gift_links::Attempt,
    gifts::{Event, Message},
};

fn given(asset: &Asset) -> String {
    match asset {
        Asset::Points { token, amount } => format!("{amount} {token:?}"),
        Asset::Item { item: given } => item(given),
    }
}

fn claimed(Claim { gift, number, recipient, max_fee }: &Claim) -> String {
    format!("share {number} of gift {gift} for {recipient:?}, for a fee of at most {max_fee}")
}

pub fn what(message: &Message) -> String {
    match message {
        Message::Give { asset, terms } => {
            let Terms { shares, drawn, recipient, until, notice, .. } = terms;
            let shares = match (shares, drawn) {
                (1, _) => String::new(),
                (shares, true) => format!(" in {shares} drawn shares"),
                (shares, false) => format!(" in {shares} equal shares"),
            };
            let to = recipient.map_or(String::new(), |only| format!(" to {only:?} only"));
            let until = time(*until);
            format!("gives {}{shares}{to}, until {until}, notice {notice} ms", given(asset))
        }
        Message::Claim(attempt) => {
            let Attempt { claim, fee, signature, .. } = attempt;
            let signed = match attempt.name() {
                "claim" => String::new(),
                name => format!(" ({name}, signed: {})", claimed(&signature.claim)),
            };
            format!("claims {}, with a fee of {fee}{signed}", claimed(claim))
        }
        Message::TakeBack { gift } => format!("takes back gift {gift}"),
        Message::SendBack { gifts } => {
            format!("sends back {}", list(gifts.iter().map(|gift| format!("gift {gift}"))))
        }
        Message::Abandon { gift } => format!("abandons gift {gift}"),
        Message::ClearClaims { gift, recipients } => {
            let recipients = list(recipients.iter().map(|account| format!("{account:?}")));
            format!("clears the claims of {recipients} to gift {gift}")
        }
    }
}

pub fn done(event: &Event) -> String {
    match event {
        Event::Given(given) => format!("gift {}", given.number),
        Event::GiftClaimed(claimed) => format!("{} and a fee of {}", claimed.amount, claimed.fee),
        Event::Recalled(recalled) => format!("it ends at {}", time(recalled.until)),
        Event::SentBack(sent) => format!("{} of gift {} are back", sent.left, sent.gift),
        other => format!("{other:?}"),
    }
}

/// The kind of a success, in the tally.
pub fn kind_of(events: &[Event]) -> Option<String> {
    let name = match events {
        [Event::Given(given)] => kind(&given.gift),
        [Event::GiftClaimed(claimed)] => match claimed {
            claimed if claimed.amount == 0 => "an item",
            claimed if claimed.fee > 0 => "for a fee",
            claimed if claimed.by != claimed.recipient => "by another",
            _ => "by the recipient",
        },
        [Event::Recalled(_)] => "recalled",
        [Event::SentBack(_)] => "sent back",
        [Event::SentBack(_), ..] => "several sent back",
        _ => return None,
    };
    Some(name.into())
}

fn kind(gift: &Gift) -> &'static str {
    match (&gift.asset, gift.terms.drawn) {
        (Asset::Item { item }, _) => match &item.id {
            psp34::Id::U64(number) if number >> 32 == 6 => "a coupon for gifts only",
            psp34::Id::U64(_) => "a coupon",
            _ => "a plain item",
        },
        (Asset::Points { .. }, _) if gift.terms.recipient.is_some() => "points for one",
        (Asset::Points { .. }, _) if gift.terms.shares == 1 => "points",
        (Asset::Points { .. }, true) => "drawn shares",
        (Asset::Points { .. }, false) => "equal shares",
    }
}
