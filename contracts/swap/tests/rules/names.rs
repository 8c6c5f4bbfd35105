//! Names of messages and of what became of them.

use crate::model::{Message, Outcome};

pub fn message(message: &Message) -> &'static str {
    match message {
        Message::MakeOffer { .. } => "make_offer",
        Message::Accept { .. } => "accept",
        Message::Fill { .. } => "fill",
        Message::Cancel { .. } => "cancel",
        Message::Reclaim { .. } => "reclaim",
        Message::Abandon { .. } => "abandon",
    }
}

/// The names of an error and of what it carries, without accounts and amounts:
/// `Asset(Points(NotPaid))`, `Expired`.
pub fn error(error: &tongquan_traits::swaps::SwapError) -> String {
    use tongquan_traits::{assets::AssetError, swaps::SwapError};
    fn name(of: &impl std::fmt::Debug) -> String {
        format!("{of:?}").split(" {").next().expect("a name").to_owned()
    }
    match error {
        SwapError::Asset(AssetError::Points { fault, .. }) => {
            format!("Asset(Points({}))", name(fault))
        }
        SwapError::Asset(AssetError::Item { fault, .. }) => format!("Asset(Item({}))", name(fault)),
        other => name(other),
    }
}

pub fn outcome(outcome: &Outcome) -> String {
    match outcome {
        Ok(_) => "done".into(),
        Err(refusal) => error(refusal),
    }
}
