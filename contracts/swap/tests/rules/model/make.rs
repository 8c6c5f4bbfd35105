//! How an offer is made.

use ink::primitives::AccountId;
use tokens::Item;
use tongquan_traits::{
    assets::{Asset, ItemFault},
    swaps::{Offer, OfferState, Offered, SwapError, Want, MAX_LENGTH},
};

use super::{
    ask::{is_too_long, item_fault},
    Event, Model,
};

/// What is one and the same, however much of it there is.
#[derive(PartialEq)]
enum Thing {
    Token(AccountId),
    Item(Item),
}

fn given(asset: &Asset) -> Thing {
    match asset {
        Asset::Points { token, .. } => Thing::Token(*token),
        Asset::Item { item } => Thing::Item(item.clone()),
    }
}

/// Which coupon of a campaign it will be is not known.
fn wanted(want: &Want) -> Option<Thing> {
    match want {
        Want::Points { token, .. } => Some(Thing::Token(*token)),
        Want::Item { item, .. } => Some(Thing::Item(item.clone())),
        Want::AnyOf { .. } => None,
    }
}

fn has_duplicate(things: &[Thing]) -> bool {
    (0..things.len()).any(|one| (0..one).any(|other| things[one] == things[other]))
}

impl Model {
    pub fn make_offer(
        &mut self,
        maker: AccountId,
        give: Vec<Asset>,
        want: Vec<Want>,
        taker: Option<AccountId>,
        until: u64,
    ) -> Result<u64, SwapError> {
        // S6
        if give.is_empty() || want.is_empty() {
            return Err(SwapError::EmptySide);
        }
        if give.len() > 8 || want.len() > 8 {
            return Err(SwapError::TooManyAssets);
        }
        if taker == Some(maker) {
            return Err(SwapError::SelfSwap);
        }
        if until <= self.now || until > self.now.saturating_add(MAX_LENGTH) {
            return Err(SwapError::InvalidEnd);
        }
        for want in &want {
            match want {
                Want::Item { item, .. } if is_too_long(item) => {
                    return Err(item_fault(item, ItemFault::IdTooLong));
                }
                _ => {}
            }
        }
        let no_points = give.iter().any(|asset| matches!(asset, Asset::Points { amount: 0, .. }))
            || want.iter().any(|want| matches!(want, Want::Points { amount: 0, .. }));
        if no_points {
            return Err(SwapError::ZeroAmount);
        }
        let gives: Vec<_> = give.iter().map(given).collect();
        let wants: Vec<_> = want.iter().filter_map(wanted).collect();
        if has_duplicate(&gives) || has_duplicate(&wants) {
            return Err(SwapError::DuplicateAsset);
        }
        if gives.iter().any(|thing| wants.contains(thing)) {
            return Err(SwapError::SameAsset);
        }

        for asset in &give {
            match asset {
                Asset::Points { token, amount } => self.take_points(*token, maker, *amount)?,
                Asset::Item { item } => self.take_item(item, maker, until)?,
            }
        }

        let left = match (&give[..], &want[..]) {
            ([Asset::Points { amount, .. }], [Want::Points { .. }]) => *amount,
            _ => 0,
        };
        let offer = Offer { left, state: OfferState::Open {}, maker, taker, until, give, want };
        self.count += 1;
        let number = self.count;
        self.offers.insert(number, offer.clone());
        self.events.push(Event::Offered(Offered { number, offer }));
        Ok(number)
    }
}
