//! What is behind a gift link, to be shown before it is claimed.

use coupon::Coupon;
use gift::GiftLinks;
use psp34::Id;
use tongquan_traits::{
    assets::Asset,
    coupons::{CouponView, Coupons},
    gifts::{Gift, Gifts},
};

use crate::{
    chain::Chain,
    error::Failure,
    links::{GiftLink, LinkError},
    message::at,
};

/// What a link's recipient gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    pub gift: Gift,
    /// How many points the link's share is; 0 for an item.
    pub points: u128,
    /// What the item is, if it is a coupon.
    pub coupon: Option<CouponView>,
}

/// Why a link can't be claimed now.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PresentError {
    #[error(transparent)]
    Link(#[from] LinkError),
    /// It was claimed, or it went back, or never was.
    #[error("the gift is gone: somebody has claimed it, or it went back to its sender")]
    Gone,
    #[error("the link's key is not one of this gift's; ask the sender for another link")]
    OtherGift,
    #[error("this share of the packet was claimed before")]
    Claimed,
    /// `at` is in ms since 1970.
    #[error("the gift could be claimed until {at} (ms since 1970), and goes back to its sender")]
    Ended { at: u64 },
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Looks behind a link. Nothing is signed for it, and nothing of the link but its place is told to the
/// node.
///
/// # Errors
///
/// `Link(OtherNetwork)`, `Gone`, `OtherGift`, `Claimed`, `Ended`; `Failed` also if the link names no
/// gift contract.
pub async fn look_behind(chain: &mut impl Chain, link: &GiftLink) -> Result<Present, PresentError> {
    link.ensure_on(chain.genesis_hash().await?)?;
    let (place, number) = (link.place(), link.number());
    let gifts = || at::<GiftLinks>(place.contract);
    let found = chain.read(gifts().gift(place.gift)).await?;
    let gift = found.ok_or(PresentError::Gone)?;
    if link.keys() != gift.terms.keys || number >= gift.terms.shares {
        return Err(PresentError::OtherGift);
    }
    if chain.read(gifts().is_claimed(place.gift, number)).await? {
        return Err(PresentError::Claimed);
    }
    if chain.now().await? >= gift.terms.until {
        return Err(PresentError::Ended { at: gift.terms.until });
    }
    let points = chain.read(gifts().share(place.gift, number)).await?.unwrap_or(0);
    let coupon = match &gift.asset {
        // A contract without this message has tokens of another kind, which show nothing.
        Asset::Item { item } => match item.id {
            Id::U64(coupon) => {
                chain.read(at::<Coupon>(item.contract).coupon(coupon)).await.ok().flatten()
            }
            _ => None,
        },
        Asset::Points { .. } => None,
    };
    Ok(Present { gift, points, coupon })
}
