//! What is sent in random sequences. A step is drawn before the state is known in which it will be
//! taken; then it finds its caller, its amounts and its time by their part in that state.

mod clock;
mod counter;
mod dice;
mod members;
mod merchant;
mod orders;
mod picks;
mod promises;

use ink::primitives::AccountId;
use proptest::prelude::*;
use tongquan_traits::{
    redemption::ReceiptState,
    tills::{TillLimits, DAY},
};

pub use self::orders::orders;
use self::{
    clock::edges,
    dice::Dice,
    orders::is_redeemed,
    promises::{issuing, open_campaign},
};
use crate::{
    codes::trees,
    model::{Coupon, Message, Model},
    people::{ann, ben, manager, other_till, till},
};

const HOUR: u64 = 60 * 60 * 1_000;

const CAMPAIGNS_AT_FIRST: u32 = 5;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    OpenCampaign,
    ExtendCampaign,
    SetCampaignState,
    SetManager,
    SetTill,
    TransferOwnership,
    AcceptOwnership,
    Issue,
    IssueBatch,
    Exchange,
    PublishCodes,
    Claim,
    Transfer,
    Approve,
    Burn,
    Redeem,
    Ticket,
    Reserve,
    ReserveTicket,
    Complete,
    Again,
    Release,
    Void,
    Refund,
    ClearReceipts,
    ClearCoupons,
    Points,
}

#[derive(Debug, Clone)]
pub struct Step {
    pub what: What,
    seed: u64,
}

pub fn steps() -> impl Strategy<Value = Step> {
    use What::*;
    let what = prop_oneof![
        5 => Just(OpenCampaign),
        3 => Just(ExtendCampaign),
        3 => Just(SetCampaignState),
        1 => Just(SetManager),
        2 => Just(SetTill),
        1 => Just(TransferOwnership),
        1 => Just(AcceptOwnership),
        7 => Just(Issue),
        5 => Just(IssueBatch),
        8 => Just(Exchange),
        1 => Just(PublishCodes),
        9 => Just(Claim),
        11 => Just(Transfer),
        4 => Just(Approve),
        3 => Just(Burn),
        14 => Just(Redeem),
        18 => Just(Ticket),
        7 => Just(Reserve),
        7 => Just(ReserveTicket),
        6 => Just(Complete),
        4 => Just(Again),
        6 => Just(Release),
        8 => Just(Void),
        13 => Just(Refund),
        6 => Just(ClearReceipts),
        5 => Just(ClearCoupons),
        8 => Just(Points),
    ];
    (what, any::<u64>().no_shrink()).prop_map(|(what, seed)| Step { what, seed })
}

/// What a sequence begins with: people at work, and a few campaigns with some coupons each.
pub fn beginning(model: &Model, seed: u64) -> Vec<(AccountId, Message)> {
    let dice = &mut Dice::new(seed);
    let owner = model.owner;
    let limits = Some(TillLimits { daily_value: 400, daily_coupons: 12, void_window: HOUR });
    let generous = Some(TillLimits { daily_value: u64::MAX, daily_coupons: 9, void_window: DAY });
    let mut messages = vec![
        Message::SetManager { account: manager(), manager: true },
        Message::SetTill { account: till(), limits },
        Message::SetTill { account: other_till(), limits: generous },
    ];
    if !dice.once_in(4) {
        messages.push(Message::SetQuota { quota: 1_000 });
    }
    messages.extend([ann(), ben()].map(|to| Message::IssuePoints { to, amount: 300 }));
    for campaign in 1..=CAMPAIGNS_AT_FIRST {
        messages.push(open_campaign(model, dice, u64::MAX));
        messages.push(Message::PublishCodes { campaign, root: dice.pick(&trees()).root() });
        let to = vec![ann(), ben(), dice.member(), dice.member()];
        messages.push(Message::IssueBatch { campaign, to });
    }
    let mut all: Vec<_> = messages.into_iter().map(|message| (owner, message)).collect();
    all.extend([ann(), ben()].map(|member| (member, Message::ApprovePoints { value: 200 })));
    all
}

impl Step {
    /// The time, the caller and the message, now that the state is known; the model's clock is set
    /// to that time. `last` is what was last sent about an order.
    pub fn settle(
        &self,
        model: &mut Model,
        last: Option<&(AccountId, Message)>,
    ) -> (u64, AccountId, Message) {
        let mut dice = Dice::new(self.seed);
        let now = self.time(model, &mut dice);
        model.now = now;
        let (caller, message) = match (self.what, last) {
            (What::Again, Some((caller, message))) => (*caller, message.clone()),
            _ => message(sensible(self.what, model, &mut dice), model, &mut dice),
        };
        (now, caller, message)
    }

    fn time(&self, model: &Model, dice: &mut Dice) -> u64 {
        match dice.below(24) {
            0..=2 => {
                let edges = edges(model);
                let reach = match dice.below(24) {
                    0 => edges.len(),
                    _ => edges.len().min(3),
                };
                let edge = dice.pick(&edges[..reach]);
                dice.near(edge).max(model.now)
            }
            3..=6 => model.now + dice.below(2_000),
            7 => model.now + dice.below(HOUR),
            _ => model.now,
        }
    }
}

/// The same, or what makes it possible in the future.
fn sensible(what: What, model: &Model, dice: &mut Dice) -> What {
    use What::*;
    let unused = |(coupon, page): &(&u64, &Coupon)| {
        page.used_up_by.is_none() && model.window(**coupon).1 > model.now
    };
    let few_coupons = model.coupons.iter().filter(unused).count() < 6;
    let few_receipts = model.receipts.values().filter(|receipt| is_redeemed(receipt)).count() < 2;
    let nothing_held = !model.receipts.values().any(|receipt| {
        matches!(receipt.state, ReceiptState::Reserved { .. }) && !model.is_lapsed(receipt)
    });
    let missing = match what {
        Transfer | Approve | Burn | Redeem | Ticket | Reserve | ReserveTicket => few_coupons,
        Void | Refund | ClearReceipts => few_receipts,
        Complete | Release => nothing_held,
        _ => false,
    };
    if !missing || dice.once_in(12) {
        return what;
    }
    match what {
        _ if few_coupons && issuing(model).is_empty() => OpenCampaign,
        _ if few_coupons => dice.pick(&[IssueBatch, IssueBatch, Issue, Claim]),
        Complete | Release => dice.pick(&[Reserve, ReserveTicket]),
        _ => dice.pick(&[Redeem, Ticket]),
    }
}

/// A manager, or the owner.
fn manages(model: &Model, dice: &mut Dice) -> AccountId {
    match dice.below(3) {
        0 => model.owner,
        _ => dice.any(&model.managers.iter().copied().collect::<Vec<_>>()).unwrap_or(model.owner),
    }
}

fn message(what: What, model: &Model, dice: &mut Dice) -> (AccountId, Message) {
    use What::*;
    match what {
        OpenCampaign | ExtendCampaign | SetCampaignState | SetManager | SetTill
        | TransferOwnership | AcceptOwnership | Issue | IssueBatch | PublishCodes | Claim => {
            merchant::message(what, model, dice)
        }
        Exchange | Transfer | Approve | Burn | Points => members::message(what, model, dice),
        Redeem | Ticket | Reserve | ReserveTicket | Complete | Again | Release | Void | Refund
        | ClearReceipts | ClearCoupons => counter::message(what, model, dice),
    }
}
