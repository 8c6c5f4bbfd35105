//! S5: what the swaps say beforehand.

use ink::primitives::AccountId;
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault},
    coupon_error::PointsFault,
    swaps::{Offer, SwapError, Want},
};

/// The contracts of which an offer has something.
pub fn contracts(offer: &Offer) -> Vec<AccountId> {
    let given = offer.give.iter().map(|asset| match asset {
        Asset::Points { token, .. } => *token,
        Asset::Item { item } => item.contract,
    });
    let wanted = offer.want.iter().map(|want| match want {
        Want::Points { token, .. } => *token,
        Want::Item { item, .. } => item.contract,
        Want::AnyOf { contract, .. } => *contract,
    });
    given.chain(wanted).collect()
}

/// Nothing spoke against it if and only if it was done, and the error is one of the reasons: the first
/// of those that the swaps look for themselves, or else one that an asset's contract has.
pub fn was_foretold(reasons: &[SwapError], error: Option<&SwapError>) -> Result<(), String> {
    let own = reasons.iter().find(|reason| !is_for_contracts_to_say(reason));
    let foretold = match (error, own) {
        (None, _) => reasons.is_empty(),
        (Some(error), Some(own)) => error == own,
        (Some(error), None) => reasons.contains(error),
    };
    match foretold {
        true => Ok(()),
        false => Err(format!("S5: {reasons:?}, but {error:?}")),
    }
}

fn is_for_contracts_to_say(reason: &SwapError) -> bool {
    match reason {
        SwapError::Asset(AssetError::Points { fault, .. }) => matches!(
            fault,
            PointsFault::InsufficientBalance
                | PointsFault::InsufficientAllowance
                | PointsFault::Failed
        ),
        SwapError::Asset(AssetError::Item { fault, .. }) => *fault == ItemFault::NotApproved,
        _ => false,
    }
}
