//! Names of messages and of what became of them.

use tongquan_traits::{assets::AssetError, gifts::GiftError};

use crate::model::{Message, Outcome};

pub fn message(message: &Message) -> &'static str {
    match message {
        Message::Give { .. } => "give",
        Message::Claim { .. } => "claim",
        Message::TakeBack { .. } => "take_back",
        Message::SendBack { .. } => "send_back",
        Message::Abandon { .. } => "abandon",
        Message::ClearClaims { .. } => "clear_claims",
    }
}

/// The names of an error and of what it carries, without accounts and amounts:
/// `Asset(Points(NotPaid))`, `Ended`.
pub fn error(error: &GiftError) -> String {
    fn name(of: &impl std::fmt::Debug) -> String {
        format!("{of:?}").split(" {").next().expect("a name").to_owned()
    }
    match error {
        GiftError::Asset(AssetError::Points { fault, .. }) => {
            format!("Asset(Points({}))", name(fault))
        }
        GiftError::Asset(AssetError::Item { fault, .. }) => format!("Asset(Item({}))", name(fault)),
        other => name(other),
    }
}

pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Ok(_) => "done".into(),
        Err(refusal) => error(refusal),
    }
}
