//! What the merchant and its managers send: campaigns, roles, issues.

use ink::primitives::AccountId;
use tongquan_traits::{
    campaigns::{CampaignState, Validity},
    tills::{TillLimits, DAY},
};

use super::{
    dice::Dice,
    manages,
    promises::{any_campaign, campaign, claim, open_campaign},
    What, HOUR,
};
use crate::{
    codes::trees,
    model::{Message, Model},
    people::{manager, other_till, till},
};

pub(super) fn message(what: What, model: &Model, dice: &mut Dice) -> (AccountId, Message) {
    let now = model.now;
    let manages = manages(model, dice);
    match what {
        What::OpenCampaign if model.campaigns.len() < 14 => {
            let wrong = if dice.once_in(4) { dice.below(11) } else { u64::MAX };
            (dice.entitled(manages), open_campaign(model, dice, wrong))
        }
        What::OpenCampaign => message(What::IssueBatch, model, dice),
        What::ExtendCampaign => {
            let campaign = any_campaign(model, dice);
            let Some(page) = model.campaigns.get(&campaign) else {
                let extend = Message::ExtendCampaign {
                    campaign,
                    budget: 1,
                    issue_until: now,
                    valid_until: now,
                };
                return (dice.entitled(manages), extend);
            };
            let end = match page.terms.validity {
                Validity::Dates { until, .. } => until,
                Validity::AfterIssue { length, .. } => length,
            };
            let raise = |dice: &mut Dice, value: u64, by: u64| match dice.below(8) {
                0 => value.saturating_sub(1),
                1..=4 => value,
                _ => value.saturating_add(dice.below(by) + 1),
            };
            let message = Message::ExtendCampaign {
                campaign,
                budget: raise(dice, page.terms.budget.into(), 3) as u32,
                issue_until: raise(dice, page.terms.issue_until, 9 * HOUR),
                valid_until: raise(dice, end, 9 * HOUR),
            };
            (dice.entitled(manages), message)
        }
        What::SetCampaignState => {
            let state = match dice.below(12) {
                0..=2 => CampaignState::Closed {},
                3..=6 => CampaignState::Paused {},
                _ => CampaignState::Open {},
            };
            let campaign = any_campaign(model, dice);
            (dice.entitled(manages), Message::SetCampaignState { campaign, state })
        }
        What::SetManager => {
            let account = if dice.once_in(3) { dice.person() } else { manager() };
            let set = Message::SetManager { account, manager: !dice.once_in(3) };
            (dice.entitled(model.owner), set)
        }
        What::SetTill => {
            let account = match dice.below(9) {
                0 => dice.person(),
                roll if roll % 2 == 0 => till(),
                _ => other_till(),
            };
            let limits = TillLimits {
                daily_value: dice.pick(&[0, 60, 500, 3_000, u64::MAX]),
                daily_coupons: dice.pick(&[2, 9, 40, u32::MAX]),
                void_window: dice.pick(&[0, 1, HOUR, DAY]),
            };
            let limits = (!dice.once_in(4)).then_some(limits);
            (dice.entitled(manages), Message::SetTill { account, limits })
        }
        What::TransferOwnership => {
            let new_owner = (!dice.once_in(4)).then(|| dice.person());
            (dice.entitled(model.owner), Message::TransferOwnership { new_owner })
        }
        What::AcceptOwnership => {
            (dice.entitled(model.pending_owner.unwrap_or(model.owner)), Message::AcceptOwnership)
        }
        What::Issue => {
            let issue = Message::Issue { campaign: campaign(model, dice), to: dice.member() };
            (dice.entitled(manages), issue)
        }
        What::IssueBatch => {
            let size = dice.below(5);
            let to = (0..size).map(|_| dice.member()).collect();
            let campaign = campaign(model, dice);
            (dice.entitled(manages), Message::IssueBatch { campaign, to })
        }
        What::PublishCodes => {
            let campaign = campaign(model, dice);
            let root = dice.pick(&trees().map(|tree| tree.root()));
            (dice.entitled(manages), Message::PublishCodes { campaign, root })
        }
        What::Claim => (dice.person(), claim(model, dice, manages)),
        other => unreachable!("{other:?} is not sent from here"),
    }
}
