//! What the messages of swaps cost.

use swap::SwapRef;
use tongquan_client::{deal, Chain};
use tongquan_traits::{
    assets::Asset,
    swaps::{Swaps, Want},
};

use super::Meter;
use crate::{
    bundle,
    counter::DAY,
    market::{item, points, Market},
    shop::Fault,
};

pub async fn measure(meter: &mut Meter<'_, impl Chain>) -> Result<(), Fault> {
    let market = Market::open(meter.chain).await?;
    let constructor = SwapRef::new(meter.chain.genesis_hash().await?);
    meter.deployment(market.tea.shop.mallory.id(), &bundle("swap")?, constructor).await?;
    coupons(meter, &market).await?;
    mixed(meter, &market).await?;
    exchange(meter, &market).await
}

/// Ann's tea voucher for Ben's book voucher.
async fn coupons(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (ann, ben) = (&market.tea.shop.ann, &market.tea.shop.ben);
    let given = market.coupon(meter.chain, &market.tea, ann, market.swap).await?;
    let wanted = market.coupon(meter.chain, &market.books, ben, market.swap).await?;
    let until = meter.chain.now().await? + DAY;
    let give = vec![Asset::Item { item: item(&market.tea, given) }];
    let want = vec![Want::Item { item: item(&market.books, wanted), left: 5_000, until }];
    let swaps = || market.swaps();
    let make = swaps().make_offer(give.clone(), want.clone(), None, until);
    meter.write("make_offer, coupon for coupon", ann.id(), make).await?;
    let offer = market.offer(meter.chain, ann, give, want, until).await?;
    let seen = deal(meter.chain, market.swap, offer).await?.ok_or("no deal")?.fingerprint;
    meter.write("accept, coupon for coupon", ben.id(), swaps().accept(offer, vec![], seen)).await?;
    meter.write("cancel, a coupon", ann.id(), swaps().cancel(offer)).await?;
    meter.write("reclaim, a coupon", ann.id(), swaps().reclaim(offer, 0)).await?;

    meter.read("genesis_hash", swaps().genesis_hash()).await?;
    meter.read("offer_count", swaps().offer_count()).await?;
    meter.read("offer", swaps().offer(offer)).await?;
    meter.read("live_offers, of one offer", swaps().live_offers(u64::MAX)).await?;
    meter.read("fingerprint", swaps().fingerprint(offer)).await?;
    let can_accept = swaps().can_accept(ben.id(), offer, vec![], seen);
    meter.read("can_accept, coupon for coupon", can_accept).await
}

/// A voucher and points for any voucher of a campaign.
async fn mixed(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (ann, ben) = (&market.tea.shop.ann, &market.tea.shop.ben);
    let given = market.coupon(meter.chain, &market.tea, ann, market.swap).await?;
    market.fund(meter.chain, &market.tea, ann, 1_000, market.swap).await?;
    let chosen = market.coupon(meter.chain, &market.books, ben, market.swap).await?;
    let campaign = u32::try_from(chosen >> 32)?;
    let until = meter.chain.now().await? + DAY;
    let give = vec![Asset::Item { item: item(&market.tea, given) }, points(&market.tea, 1_000)];
    let contract = market.books.coupons;
    let want = vec![Want::AnyOf { contract, campaign, left: 5_000, until }];
    let offer = market.offer(meter.chain, ann, give, want, until).await?;
    let seen = deal(meter.chain, market.swap, offer).await?.ok_or("no deal")?.fingerprint;
    let accept = market.swaps().accept(offer, vec![chosen], seen);
    meter.write("accept, coupon and points for any of a campaign", ben.id(), accept).await?;
    meter.chain.call(ann, market.swaps().reclaim(offer, 1)).await?;
    meter.write("abandon", ann.id(), market.swaps().abandon(offer)).await
}

/// Tea points for book points.
async fn exchange(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (tea, books, swap) = (&market.tea, &market.books, market.swap);
    let (merchant, ben) = (&tea.shop.merchant, &tea.shop.ben);
    market.fund(meter.chain, tea, merchant, 10_000, swap).await?;
    market.fund(meter.chain, books, ben, 10_000, swap).await?;
    market.fund(meter.chain, books, merchant, 1, swap).await?;
    market.fund(meter.chain, tea, ben, 1, swap).await?;
    let until = meter.chain.now().await? + DAY;
    let (give, want) =
        (vec![points(tea, 10_000)], vec![Want::Points { token: books.shop.points, amount: 7_000 }]);
    let swaps = || market.swaps();
    let make = swaps().make_offer(give.clone(), want.clone(), None, until);
    meter.write("make_offer, points for points", merchant.id(), make).await?;
    let offer = market.offer(meter.chain, merchant, give, want, until).await?;
    meter.write("fill, a part", ben.id(), swaps().fill(offer, 1_000, 700)).await?;
    meter.write("fill, all", ben.id(), swaps().fill(offer, 10_000, 7_000)).await?;
    meter.write("cancel, points", merchant.id(), swaps().cancel(offer)).await?;
    meter.read("quote", swaps().quote(offer, 1_000)).await?;
    meter.read("can_fill", swaps().can_fill(ben.id(), offer, 1_000, 700)).await
}
