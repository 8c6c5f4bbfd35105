//! What members need around the auction house and the swaps besides their messages: to deploy them, and
//! to see all of what they are about to agree to.

use auction::{Auction, AuctionRef};
use coupon::Coupon;
use ink::primitives::AccountId;
use psp34::Id;
use swap::{Swap, SwapRef};
use tongquan_traits::{
    assets::{Asset, PAGE},
    auctions::{Auctions, Lot, LotItem},
    coupons::{CouponView, Coupons},
    swaps::{fingerprint, Offer, OfferState, Swaps},
};

use crate::{
    account::Account,
    bundle::Bundle,
    chain::{Chain, Receipt},
    error::Failure,
    message::at,
    pages::all_records,
};

/// Deploys an auction house, which is bound to this chain by its genesis hash.
pub async fn deploy_auction(
    chain: &mut impl Chain,
    deployer: &Account,
    bundle: &Bundle,
    salt: &[u8],
) -> Result<Receipt<AccountId>, Failure> {
    let constructor = AuctionRef::new(chain.genesis_hash().await?);
    chain.deploy(deployer, bundle, constructor, salt).await
}

/// Deploys the swaps, which are bound to this chain by its genesis hash.
pub async fn deploy_swap(
    chain: &mut impl Chain,
    deployer: &Account,
    bundle: &Bundle,
    salt: &[u8],
) -> Result<Receipt<AccountId>, Failure> {
    let constructor = SwapRef::new(chain.genesis_hash().await?);
    chain.deploy(deployer, bundle, constructor, salt).await
}

/// All lots that an auction house has now, newest first, with their numbers and items: a call for every
/// 16 of them.
pub async fn live_lots(
    chain: &mut impl Chain,
    auction: AccountId,
) -> Result<Vec<(u64, Lot, Vec<LotItem>)>, Failure> {
    let page = |before| at::<Auction>(auction).live_lots(before).into();
    all_records(chain, page, |(number, ..)| *number).await
}

/// All offers that there are now, newest first, with their numbers: a call for every 16 of them.
pub async fn live_offers(
    chain: &mut impl Chain,
    swap: AccountId,
) -> Result<Vec<(u64, Offer)>, Failure> {
    let page = |before| at::<Swap>(swap).live_offers(before).into();
    all_records(chain, page, |(number, _)| *number).await
}

/// All that an auction house owes to the account: tokens and amounts. `Auctions::withdraw` takes 16 of
/// the tokens at once.
pub async fn credits(
    chain: &mut impl Chain,
    auction: AccountId,
    account: AccountId,
) -> Result<Vec<(AccountId, u128)>, Failure> {
    let mut credits = Vec::new();
    for page in 0.. {
        let found = chain.read(at::<Auction>(auction).credits(account, page)).await?;
        let last = found.len() < PAGE.into();
        credits.extend(found);
        if last {
            break;
        }
    }
    Ok(credits)
}

/// An offer as a taker should see it before agreeing to its fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    pub offer: Offer,
    /// The coupons among what is given, in order.
    pub coupons: Vec<(AccountId, u64, CouponView)>,
    /// What the taker agrees to by accepting: made of the above, not asked of the chain.
    pub fingerprint: [u8; 32],
}

/// The offer with this number, if it is there, complete, and not closed.
pub async fn deal(
    chain: &mut impl Chain,
    swap: AccountId,
    number: u64,
) -> Result<Option<Deal>, Failure> {
    let found = chain.read(at::<Swap>(swap).offer(number)).await?;
    let Some(offer) = found.filter(|offer| offer.state == OfferState::Open {}) else {
        return Ok(None);
    };
    let mut coupons = Vec::new();
    for asset in &offer.give {
        let Asset::Item { item } = asset else { continue };
        let Id::U64(coupon) = item.id else { continue };
        // A contract without this message has tokens of another kind, which show nothing.
        match chain.read(at::<Coupon>(item.contract).coupon(coupon)).await {
            Ok(Some(view)) => coupons.push((item.contract, coupon, view)),
            Ok(None) => return Ok(None),
            Err(_) => {}
        }
    }
    let fingerprint = fingerprint(&offer, coupons.iter().map(|(_, _, view)| view));
    Ok(Some(Deal { offer, coupons, fingerprint }))
}
