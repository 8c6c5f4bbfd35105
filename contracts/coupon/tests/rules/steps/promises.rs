//! Which campaigns are opened, and who claims coupons of them.

use ink::primitives::AccountId;
use tongquan_traits::{
    campaigns::{
        CampaignState, Details, Kind, Off, Policy, Price, RefundRule, Royalty, Sale, Terms,
        Validity,
    },
    coupons::{Proof, Voucher},
    tills::DAY,
};

use super::{dice::Dice, HOUR};
use crate::{
    codes::trees,
    model::{Campaign, Message, Model},
    people::{ben, gift, manager, stranger},
    signing::{Signature, Signed},
};

/// The campaigns that issue coupons now.
pub(super) fn issuing(model: &Model) -> Vec<u32> {
    let issues = |(campaign, page): &(&u32, &Campaign)| {
        let terms = &page.terms;
        page.state == CampaignState::Open {}
            && terms.issue_from <= model.now
            && model.now < terms.issue_until
            && page.counts.issued < terms.budget
            && model.validity(**campaign, model.now).1 > model.now
    };
    model.campaigns.iter().filter(issues).map(|(campaign, _)| *campaign).collect()
}

pub(super) fn campaign(model: &Model, dice: &mut Dice) -> u32 {
    match dice.any(&issuing(model)) {
        Some(campaign) if !dice.once_in(4) => campaign,
        _ => any_campaign(model, dice),
    }
}

pub(super) fn any_campaign(model: &Model, dice: &mut Dice) -> u32 {
    let known = model.campaigns.len() as u64;
    match dice.below(12) {
        0 => 0,
        1 => known as u32 + 1,
        _ => dice.below(known.max(1)) as u32 + 1,
    }
}

/// A campaign with what is `wrong`, if that is one of a few numbers.
pub(super) fn open_campaign(model: &Model, dice: &mut Dice, wrong: u64) -> Message {
    let now = model.now;
    let zero_if = |zero: bool, value: u64| if zero { 0 } else { value };
    let issue_from = match dice.below(8) {
        0 => now + dice.below(3 * HOUR),
        _ => now.saturating_sub(dice.below(HOUR)),
    };
    let length = dice.pick(&[HOUR, 20 * HOUR, 3 * DAY, 200 * DAY]) + dice.below(HOUR);
    let issue_until = issue_from + dice.pick(&[HOUR, 30 * HOUR, 100 * DAY, 300 * DAY]);
    let token = if dice.once_in(12) { [0x77; 32].into() } else { model.token };
    let kind = match dice.below(9) {
        0..=2 => Kind::Voucher { value: zero_if(wrong == 0, dice.below(120) + 1) },
        3 | 7 => Kind::Points { token, amount: zero_if(wrong == 0, dice.below(90) + 1).into() },
        4 => Kind::Deduction {
            minimum: dice.pick(&[0, 1, 50, 100]),
            off: Off::Fixed { amount: zero_if(wrong == 0, dice.below(60) + 1) },
        },
        5 | 8 => Kind::Deduction {
            minimum: dice.pick(&[0, 30, 80]),
            off: Off::Part {
                basis_points: match wrong {
                    0 => 0,
                    1 => 10_001,
                    _ => dice.pick(&[1, 333, 2_500, 10_000]),
                },
                ceiling: zero_if(wrong == 2, dice.pick(&[1, 20, 1_000])),
            },
        },
        _ => Kind::Exchange {},
    };
    let terms = Terms {
        kind,
        budget: zero_if(wrong == 3, dice.pick(&[2, 5, 9, 1_000])) as u32,
        per_member: dice.pick(&[0, 0, 1, 2, 5]),
        issue_from,
        issue_until: if wrong == 4 { issue_from } else { issue_until },
        validity: match (dice.below(2), wrong) {
            (0, 5) => Validity::Dates { from: now + 9, until: now + 9 },
            (0, 6) => Validity::Dates { from: 0, until: now },
            (0, _) => {
                let from = match dice.below(4) {
                    0 => now + dice.below(4 * HOUR),
                    _ => now - dice.below(HOUR),
                };
                Validity::Dates { from, until: now.max(from) + length }
            }
            (_, 5 | 6) => Validity::AfterIssue { delay: 1, length: 0 },
            _ => {
                let delay = if dice.once_in(4) { dice.below(5 * HOUR) } else { 0 };
                Validity::AfterIssue { delay, length }
            }
        },
        policy: match dice.below(8) {
            0 => Policy::Bound {},
            1..=2 => Policy::GiftOnly { gift: gift() },
            _ => Policy::Free {},
        },
        refund: RefundRule {
            window: dice.pick(&[0, HOUR, 9 * HOUR, 30 * DAY, 30 * DAY]),
            grace: dice.pick(&[0, 0, HOUR, 50 * HOUR]),
            by_tills: !dice.once_in(3),
            points_within_balance: dice.once_in(2),
        },
        stackable: !dice.once_in(6),
    };
    let token = if dice.once_in(12) { [0x77; 32].into() } else { model.token };
    let price = Price {
        token,
        amount: zero_if(wrong == 7, dice.below(60) + 1).into(),
        to: dice.once_in(2).then(|| dice.pick(&[model.owner, manager(), ben()])),
    };
    let royalty = Royalty {
        to: dice.person(),
        basis_points: if wrong == 8 { 1_001 } else { dice.below(1_001) as u16 },
    };
    let sale = Sale {
        price: (!dice.once_in(3)).then_some(price),
        royalty: (wrong == 8 || dice.once_in(3)).then_some(royalty),
    };
    let details = Details {
        name: format!("Campaign {}", dice.below(1_000)),
        terms_url: "https://lotus.example/terms".into(),
        terms_hash: [dice.below(256) as u8; 32],
        image: "ipfs://lotus".into(),
    };
    Message::OpenCampaign { terms, sale, details }
}

pub(super) fn claim(model: &Model, dice: &mut Dice, manages: AccountId) -> Message {
    let mut campaign = campaign(model, dice);
    let mut voucher = Voucher {
        campaign,
        number: dice.below(30) as u32,
        member: dice.member(),
        deadline: match dice.below(12) {
            0 => model.now.saturating_sub(dice.below(2)),
            _ => model.now + 1 + dice.below(HOUR),
        },
    };
    let (issuer, by, proof) = if dice.once_in(2) {
        let signer = dice.entitled(manages);
        (*signer.as_ref(), signer, Proof::Manager { signer })
    } else {
        let tree = dice.pick(&trees());
        let published =
            model.campaigns.iter().filter(|(_, page)| page.codes.contains(&tree.root()));
        let published: Vec<_> = published.map(|(campaign, _)| *campaign).collect();
        match dice.any(&published) {
            Some(one) if !dice.once_in(10) => campaign = one,
            // An early chance for codes to be published at all.
            _ if dice.once_in(2) => {
                return Message::PublishCodes { campaign, root: tree.root() };
            }
            _ => {}
        }
        voucher.campaign = campaign;
        voucher.number = dice.below(tree.len().into()) as u32;
        let (root, key) = (tree.root(), tree.key(voucher.number));
        let mut path = tree.path(voucher.number);
        match dice.below(24) {
            0 => voucher.number += tree.len(),
            1 => path.push(root),
            2 => voucher.number ^= 1,
            3 => path.truncate(1),
            _ => {}
        }
        (root, key, Proof::Code { root, key, path })
    };
    let mut what = Signed::Voucher { issuer, voucher };
    let mut signature =
        Signature { by, what: what.clone(), contract: model.address, wrapped: dice.once_in(3) };
    if dice.once_in(14) {
        if let Signed::Voucher { issuer, voucher } = &mut what {
            match dice.below(7) {
                0 => voucher.campaign += 1,
                1 => voucher.number += 1,
                2 => voucher.member = gift(),
                3 => voucher.deadline += 1,
                4 => issuer[0] ^= 1,
                5 => signature.contract = stranger(),
                _ => signature.by = stranger(),
            }
        }
        signature.what = what;
    }
    Message::Claim { voucher, proof, signature }
}
