//! Names of messages and of what became of them.

use crate::model::{Message, Outcome, Refusal};

pub fn message(message: &Message) -> &'static str {
    match message {
        Message::OpenCampaign { .. } => "open_campaign",
        Message::ExtendCampaign { .. } => "extend_campaign",
        Message::SetCampaignState { .. } => "set_campaign_state",
        Message::SetManager { .. } => "set_manager",
        Message::SetTill { .. } => "set_till",
        Message::TransferOwnership { .. } => "transfer_ownership",
        Message::AcceptOwnership => "accept_ownership",
        Message::Issue { .. } => "issue",
        Message::IssueBatch { .. } => "issue_batch",
        Message::Exchange { .. } => "exchange",
        Message::PublishCodes { .. } => "publish_codes",
        Message::Claim { .. } => "claim",
        Message::Transfer { .. } => "transfer",
        Message::Approve { .. } => "approve",
        Message::Burn { .. } => "burn",
        Message::Redeem { .. } => "redeem",
        Message::RedeemWithTicket { .. } => "redeem_with_ticket",
        Message::Reserve { .. } => "reserve",
        Message::ReserveWithTicket { .. } => "reserve_with_ticket",
        Message::Release { .. } => "release",
        Message::Void { .. } => "void",
        Message::Refund { .. } => "refund",
        Message::ClearReceipts { .. } => "clear_receipts",
        Message::ClearCoupons { .. } => "clear_coupons",
        Message::ApprovePoints { .. }
        | Message::TransferPoints { .. }
        | Message::IssuePoints { .. }
        | Message::SetQuota { .. } => "points",
    }
}

/// The variants of an error, without their fields: `Points(NotPaid)`, `Expired`.
pub fn error(error: &impl std::fmt::Debug) -> String {
    let text = format!("{error:?}");
    let name = text.split(" {").next().unwrap_or(&text);
    let open = name.matches('(').count() - name.matches(')').count().min(name.matches('(').count());
    format!("{name}{}", ")".repeat(open))
}

pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Ok((_, events)) if events.is_empty() => "no-op".into(),
        Ok(_) => "done".into(),
        Err(Refusal::Coupon(refusal)) => error(refusal),
        Err(Refusal::Psp34(refusal)) => error(refusal),
        Err(Refusal::Ownable(refusal)) => error(refusal),
        Err(Refusal::Psp22(refusal)) => error(refusal),
        Err(Refusal::Issuance(refusal)) => error(refusal),
    }
}
