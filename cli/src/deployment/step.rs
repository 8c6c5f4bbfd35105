//! What has to be done, and whether it is.

use serde::Serialize;
use tongquan_client::{Cost, Weight};

use crate::writes::ShownCost;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It was done before.
    There,
    /// It was in the address book, and the chain has it no more.
    Gone,
    /// It is to be done.
    Missing,
    /// It was done just now.
    Done,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Gone => "gone",
            Self::Missing => "to do",
            Self::Done => "done",
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Self::Missing | Self::Gone)
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct Step {
    pub what: String,
    pub state: State,
    /// Where it is, or will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// What it takes or took; none of what can't be tried before the steps before it are done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<ShownCost>,
    #[serde(skip)]
    pub exact: Option<Cost>,
}

/// What these steps cost together, as far as it is known.
pub fn sum(steps: &[Step]) -> Cost {
    let known = steps.iter().filter_map(|step| step.exact.as_ref());
    known.fold(Cost::default(), |sum, cost| Cost {
        weight: Weight {
            ref_time: sum.weight.ref_time.saturating_add(cost.weight.ref_time),
            proof_size: sum.weight.proof_size.saturating_add(cost.weight.proof_size),
        },
        storage_deposit: sum.storage_deposit.saturating_add(cost.storage_deposit),
        fee: None,
    })
}
