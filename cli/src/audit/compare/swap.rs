use swap::Swap;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::{
    assets::{Asset, Item},
    swaps::{Offer, OfferState, Swaps},
};

use super::custody;
use crate::{
    audit::{inspector::Inspector, raw::records::Records},
    problem::Problem,
};

pub async fn swap<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &Records<Offer>,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<Swap>(address);
    let genesis_hash = items.genesis_hash.unwrap_or_default();
    inspector.compare("genesis_hash", &genesis_hash, contract().genesis_hash()).await?;
    inspector.compare("offer_count", &items.count, contract().offer_count()).await?;
    let offers: Vec<_> = items.records.iter().collect();
    for (number, offer) in inspector.sampled(&offers) {
        let what = format!("offer({number})");
        inspector.compare(&what, &Some((*offer).clone()), contract().offer(**number)).await?;
    }
    let (owed, held) = custody(items);
    custody::check(inspector, owed, held).await
}

/// What the offers' makers gave, and was not taken.
fn custody(items: &Records<Offer>) -> (Vec<(AccountId, u128)>, Vec<Item>) {
    let (mut owed, mut held) = (Vec::new(), Vec::new());
    for offer in items.records.values() {
        for (place, asset) in offer.give.iter().enumerate() {
            let here = match offer.state {
                OfferState::Open {} => true,
                OfferState::Closed { held } => held.checked_shr(place as u32).unwrap_or(0) & 1 == 1,
            };
            match asset {
                _ if !here => {}
                Asset::Points { token, amount } => {
                    owed.push((*token, offer.rate().map_or(*amount, |_| offer.left)));
                }
                Asset::Item { item } => held.push(item.clone()),
            }
        }
    }
    (owed, held)
}
