use gift::GiftLinks;
use tongquan_client::{at, ss58, Chain};
use tongquan_traits::{assets::Asset, gifts::Gifts};

use super::custody;
use crate::{
    audit::{inspector::Inspector, raw::gift::GiftItems},
    problem::Problem,
};

pub async fn gift<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &GiftItems,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<GiftLinks>(address);
    let genesis_hash = items.gifts.genesis_hash.unwrap_or_default();
    inspector.compare("genesis_hash", &genesis_hash, contract().genesis_hash()).await?;
    inspector.compare("gift_count", &items.gifts.count, contract().gift_count()).await?;
    let gifts: Vec<_> = items.gifts.records.iter().collect();
    for (number, gift) in inspector.sampled(&gifts) {
        let what = format!("gift({number})");
        inspector.compare(&what, &Some((*gift).clone()), contract().gift(**number)).await?;
    }
    for ((gift, account), claim) in inspector.sampled(&items.claims) {
        let what = format!("claim_of({gift}, {})", ss58(account));
        inspector.compare(&what, &Some(*claim), contract().claim_of(*gift, *account)).await?;
        let what = format!("is_claimed({gift}, {})", claim.number);
        inspector.compare(&what, &true, contract().is_claimed(*gift, claim.number)).await?;
    }
    let (mut owed, mut held) = (Vec::new(), Vec::new());
    for gift in items.gifts.records.values() {
        match &gift.asset {
            Asset::Points { token, .. } => owed.push((*token, gift.left)),
            Asset::Item { item } => held.push(item.clone()),
        }
    }
    custody::check(inspector, owed, held).await
}
