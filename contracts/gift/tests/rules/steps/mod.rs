//! Random messages, most of which make sense at that moment.

mod changes;
mod dice;
mod opening;
mod picks;

use ink::primitives::AccountId;
use proptest::prelude::*;
use tongquan_traits::{
    assets::Asset,
    gifts::{Terms, MAX_LENGTH},
};

use self::dice::Dice;
pub use self::{
    changes::{is_always_honest, Change},
    opening::{first_gifts, opening},
};
use crate::{
    gift_links::link,
    goods::HOUR,
    keys::{tree_of, trees},
    model::{Message, Model},
    party::address,
};

#[derive(Debug, Clone, Copy)]
enum Kind {
    GiveLink,
    GivePacket,
    ClaimLink,
    ClaimShare,
    TakeBack,
    SendBack,
    Abandon,
    Clear,
    Change,
}

/// What will be sent, as soon as it is known what there is.
#[derive(Debug, Clone)]
pub struct Step {
    kind: Kind,
    dice: u64,
}

#[derive(Debug, Clone)]
pub enum Action {
    Send(AccountId, Message),
    Change(Change),
}

pub fn steps() -> impl Strategy<Value = Step> {
    let kind = prop_oneof![
        20 => Just(Kind::GiveLink),
        10 => Just(Kind::GivePacket),
        12 => Just(Kind::ClaimLink),
        26 => Just(Kind::ClaimShare),
        5 => Just(Kind::TakeBack),
        5 => Just(Kind::SendBack),
        3 => Just(Kind::Abandon),
        5 => Just(Kind::Clear),
        14 => Just(Kind::Change),
    ];
    (kind, any::<u64>().no_shrink()).prop_map(|(kind, dice)| Step { kind, dice })
}

impl Step {
    /// What it is at this party, and when.
    pub fn settle(&self, model: &Model) -> (u64, Action) {
        let dice = &mut Dice::new(self.dice);
        let now = match dice.below(12) {
            0 => model.now + dice.below(3),
            1 => model.now + dice.below(2_000),
            2 if dice.once_in(3) => model.now + dice.below(HOUR / 20),
            _ => model.now,
        };
        let (caller, message) = match self.kind {
            Kind::GiveLink => give_link(dice, model, now),
            Kind::GivePacket => give_packet(dice, model, now),
            Kind::Change => return (now, Action::Change(changes::change(dice, model))),
            Kind::Clear => clear(dice, model),
            Kind::SendBack => return send_back(dice, model, now),
            _ => return self.about_a_gift(dice, model, now),
        };
        (now, Action::Send(caller, message))
    }

    fn about_a_gift(&self, dice: &mut Dice, model: &Model, now: u64) -> (u64, Action) {
        let later = if dice.once_in(8) { 0 } else { now };
        let number = match self.kind {
            Kind::ClaimLink => picks::gift_that(dice, model, |gift| {
                gift.terms.shares == 1 && gift.terms.until > later
            }),
            Kind::ClaimShare => picks::gift_that(dice, model, |gift| {
                gift.terms.shares > 1 && gift.terms.until > later
            }),
            Kind::Abandon => picks::gift_that(dice, model, |gift| gift.terms.until <= now),
            _ => picks::gift(dice, model),
        };
        // Close to its end, once in a while.
        let gift = model.gifts.get(&number);
        let now = match (dice.below(12), gift) {
            (0, Some(gift)) if gift.terms.until < now + HOUR / 2 => {
                now.max(dice.near(gift.terms.until))
            }
            _ => now,
        };
        let sender = gift.map(|gift| gift.sender);
        let sender = match sender {
            Some(sender) => dice.entitled(sender),
            None => dice.giver(),
        };
        let (caller, message) = match self.kind {
            Kind::ClaimLink | Kind::ClaimShare => {
                let (by, attempt) = picks::attempt(dice, model, number);
                (by, Message::Claim(attempt))
            }
            Kind::TakeBack => (sender, Message::TakeBack { gift: number }),
            _ => (sender, Message::Abandon { gift: number }),
        };
        (now, Action::Send(caller, message))
    }
}

fn end(dice: &mut Dice, model: &Model, now: u64, asset: &Asset) -> u64 {
    let last = match asset {
        Asset::Item { item } => model.world.coupon(item).map(|coupon| coupon.until),
        Asset::Points { .. } => None,
    };
    match (dice.below(16), last) {
        (0 | 1, Some(until)) => dice.near(until),
        (2, _) => now + 1,
        (3, _) => dice.near(now),
        (4, None) => dice.near(now + MAX_LENGTH),
        (5..=7, _) => now + 5_000,
        (8, _) => now + 24 * HOUR,
        _ => now + HOUR / 4,
    }
}

fn notice(dice: &mut Dice) -> u64 {
    match dice.below(8) {
        0 => 1,
        1 => 1_000,
        2 => HOUR,
        3 => u64::MAX,
        _ => 0,
    }
}

fn give_link(dice: &mut Dice, model: &Model, now: u64) -> (AccountId, Message) {
    let giver = dice.giver();
    let asset = match dice.below(5) {
        0 | 1 => picks::points(dice, &model.world, giver),
        _ => picks::item(dice, &model.world, giver),
    };
    let recipient = match dice.below(16) {
        0..=2 => Some(dice.person()),
        3 if dice.once_in(3) => Some(address()),
        _ => None,
    };
    let terms = Terms {
        shares: if dice.once_in(30) { dice.below(3) as u32 } else { 1 },
        drawn: dice.once_in(5),
        recipient,
        until: end(dice, model, now, &asset),
        notice: notice(dice),
        greeting: dice.once_in(3).then_some([7; 32]),
        ..link(&trees()[dice.below(6) as usize])
    };
    (giver, Message::Give { asset, terms })
}

fn give_packet(dice: &mut Dice, model: &Model, now: u64) -> (AccountId, Message) {
    let giver = dice.giver();
    let asset = picks::points(dice, &model.world, giver);
    let size = dice.pick(&[2, 2, 3, 4, 5, 8]);
    let tree = tree_of(size);
    let shares = match dice.below(12) {
        0 => size - 1,
        1 => size + 1,
        2 => 300,
        3 => 0,
        4 => u32::MAX,
        _ => size,
    };
    let terms = Terms {
        shares,
        drawn: dice.once_in(2),
        recipient: dice.once_in(30).then(|| dice.person()),
        until: end(dice, model, now, &asset),
        notice: notice(dice),
        ..link(tree)
    };
    (giver, Message::Give { asset, terms })
}

/// Gifts that are over, or once in a while others among them.
fn send_back(dice: &mut Dice, model: &Model, now: u64) -> (u64, Action) {
    // Once in a while it is later than some ends.
    let now = if dice.once_in(4) { now + 5_000 } else { now };
    let over = model.gifts.iter().filter(|(_, gift)| gift.terms.until <= now);
    let over: Vec<u64> = over.map(|(number, _)| *number).collect();
    let count = dice.pick(&[1, 1, 1, 2, 3]);
    let mut gifts: Vec<u64> = vec![];
    for _ in 0..count {
        match dice.any(&over) {
            Some(number) if !dice.once_in(8) => gifts.push(number),
            _ => gifts.push(picks::gift(dice, model)),
        }
    }
    if !dice.once_in(6) {
        gifts.sort();
        gifts.dedup();
    }
    if dice.once_in(20) {
        gifts.clear();
    }
    (now, Action::Send(dice.person(), Message::SendBack { gifts }))
}

/// Claims to a packet, most often to one that is over.
fn clear(dice: &mut Dice, model: &Model) -> (AccountId, Message) {
    let mut claims: Vec<_> = model.claims.iter().collect();
    if !dice.once_in(5) {
        claims.retain(|((gift, _), _)| !model.gifts.contains_key(gift));
    }
    let Some(((gift, _), claim)) = dice.any(&claims) else {
        let (gift, recipients) = (picks::gift(dice, model), vec![dice.person()]);
        return (dice.person(), Message::ClearClaims { gift, recipients });
    };
    let by = claim.submitted_by;
    let theirs = claims.iter().filter(|((of, _), claim)| of == gift && claim.submitted_by == by);
    let mut recipients: Vec<AccountId> = theirs.map(|((_, account), _)| *account).collect();
    match dice.below(8) {
        0 => recipients.push(dice.person()),
        1 => recipients.clear(),
        2..=4 => recipients.truncate(1),
        _ => {}
    }
    (dice.entitled(by), Message::ClearClaims { gift: *gift, recipients })
}
