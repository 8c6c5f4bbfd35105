//! What members send: what they do with coupons among themselves, and with points.

use ink::primitives::AccountId;

use super::{
    dice::Dice,
    picks::{acting, coupon, holder_of, id, partly_used},
    promises::campaign,
    What,
};
use crate::{
    model::{Campaign, Message, Model},
    people::{everybody, gift},
};

pub(super) fn message(what: What, model: &Model, dice: &mut Dice) -> (AccountId, Message) {
    match what {
        What::Exchange => {
            let priced = |(_, page): &(&u32, &Campaign)| page.sale.price.is_some();
            let priced: Vec<_> = model.campaigns.iter().filter(priced).map(|(c, _)| *c).collect();
            let campaign = match dice.any(&priced) {
                Some(campaign) if !dice.once_in(8) => campaign,
                _ => campaign(model, dice),
            };
            (dice.member(), Message::Exchange { campaign })
        }
        What::Transfer => {
            let coupon = match partly_used(model, dice) {
                Some(coupon) if dice.once_in(3) => coupon,
                _ => coupon(model, dice),
            };
            let holder = holder_of(model, coupon);
            let to = match dice.below(6) {
                0 => gift(),
                1 => dice.person(),
                _ => dice.member(),
            };
            (acting(model, dice, coupon, holder), Message::Transfer { to, id: id(dice, coupon) })
        }
        What::Approve => {
            let coupon = coupon(model, dice);
            let holder = holder_of(model, coupon);
            let message = Message::Approve {
                operator: dice.person(),
                id: (!dice.once_in(4)).then(|| id(dice, coupon)),
                approved: !dice.once_in(3),
            };
            (acting(model, dice, coupon, holder), message)
        }
        What::Burn => {
            let coupon = coupon(model, dice);
            let holder = holder_of(model, coupon);
            let account = if dice.once_in(12) { dice.person() } else { holder };
            (acting(model, dice, coupon, holder), Message::Burn { account, id: id(dice, coupon) })
        }
        What::Points => match dice.below(7) {
            0 => {
                let amount = dice.below(200) + 1;
                let to = dice.member();
                (everybody()[0], Message::IssuePoints { to, amount: amount.into() })
            }
            1 => {
                let issued = model.points.issuer(model.address).unwrap_or_default().issued;
                let quota = issued + dice.pick::<u128>(&[0, 10, 400, 2_000]);
                (everybody()[0], Message::SetQuota { quota })
            }
            2..=3 => {
                let from = dice.member();
                let wanted = if dice.once_in(2) { u128::MAX } else { dice.below(400).into() };
                let value = model.points.balance(from).min(wanted);
                (from, Message::TransferPoints { to: dice.member(), value })
            }
            _ => {
                let value = dice.pick(&[0, 30, 1_000, 5_000]);
                (dice.member(), Message::ApprovePoints { value })
            }
        },
        other => unreachable!("{other:?} is not sent from here"),
    }
}
