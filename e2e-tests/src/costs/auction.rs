//! What the messages of the auction house cost.

use auction::AuctionRef;
use tongquan_client::{AccountId, Chain};
use tongquan_traits::{
    assets::Item,
    auctions::{reserve_commitment, Auctions, Format},
};

use super::Meter;
use crate::{
    bundle,
    counter::DAY,
    market::{english, item, reach, soon, with_buy_now, Market},
    shop::Fault,
};

pub async fn measure(meter: &mut Meter<'_, impl Chain>) -> Result<(), Fault> {
    let market = Market::open(meter.chain).await?;
    let constructor = AuctionRef::new(meter.chain.genesis_hash().await?);
    let deployer = market.tea.shop.mallory.id();
    meter.deployment(deployer, &bundle("auction")?, constructor).await?;
    fund(meter, &market).await?;
    list(meter, &market).await?;
    bids(meter, &market).await?;
    sales(meter, &market).await?;
    ends(meter, &market).await?;
    bundles(meter, &market).await
}

/// Ben, Cai and Mallory have points to bid.
async fn fund(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (tea, shop) = (&market.tea, &market.tea.shop);
    for bidder in [&shop.ben, &shop.cai, &shop.mallory] {
        market.fund(meter.chain, tea, bidder, 100_000, market.auction).await?;
    }
    Ok(())
}

/// A coupon of Ann's that the house may take.
async fn coupon(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<Item, Fault> {
    let ann = &market.tea.shop.ann;
    let coupon = market.coupon(meter.chain, &market.tea, ann, market.auction).await?;
    Ok(item(&market.tea, coupon))
}

/// A lot of one coupon of Ann's.
async fn lot(
    meter: &mut Meter<'_, impl Chain>,
    market: &Market,
    format: Format,
) -> Result<u64, Fault> {
    let item = coupon(meter, market).await?;
    market.list(meter.chain, &market.tea.shop.ann, vec![item], format).await
}

async fn list(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (ann, token) = (market.tea.shop.ann.id(), market.tea.shop.points);
    let format = english(meter.chain, DAY).await?;
    let item = coupon(meter, market).await?;
    let list = market.house().list(vec![item], token, format);
    meter.write("list, a coupon", ann, list).await
}

async fn bids(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let shop = &market.tea.shop;
    let [ann, ben, cai, mallory] = [&shop.ann, &shop.ben, &shop.cai, &shop.mallory];
    let format = english(meter.chain, DAY).await?;
    let Format::English { from, until, latest, opening, raise, .. } = format else {
        return Err("another format".into());
    };
    let format = Format::English {
        from,
        until,
        window: 2 * DAY,
        latest: latest + DAY,
        opening,
        raise,
        buy_now: Some(9_000),
        hidden_reserve: None,
    };
    let lot = lot(meter, market, format).await?;
    let house = || market.house();
    meter.write("cancel", ann.id(), house().cancel(lot)).await?;
    meter.write("buy, without a bid", ben.id(), house().buy(lot, 9_000)).await?;
    meter.write("bid, the first", ben.id(), house().bid(lot, 1_000)).await?;
    market.bid(meter.chain, ben, lot, 1_000).await?;
    meter.write("bid, the first of whom it outbids", cai.id(), house().bid(lot, 2_000)).await?;
    meter.write("bid, too low to lead", cai.id(), house().bid(lot, 500)).await?;
    meter.write("bid, more by the leader", ben.id(), house().bid(lot, 2_000)).await?;
    meter.write("buy, with a bid", cai.id(), house().buy(lot, 9_000)).await?;
    market.bid(meter.chain, cai, lot, 2_000).await?;
    market.bid(meter.chain, ben, lot, 3_000).await?;
    meter.write("bid, who it outbids has a credit", mallory.id(), house().bid(lot, 4_000)).await?;

    let token = shop.points;
    let withdraw = house().withdraw(ben.id(), vec![token]);
    meter.write("withdraw", ben.id(), withdraw).await?;
    meter.read("lot", house().lot(lot)).await?;
    meter.read("price", house().price(lot)).await?;
    meter.read("minimum_bid", house().minimum_bid(lot)).await?;
    meter.read("credit", house().credit(ben.id(), token)).await?;
    meter.read("credits", house().credits(ben.id(), 0)).await?;
    meter.read("genesis_hash", house().genesis_hash()).await?;
    meter.read("lot_count", house().lot_count()).await?;
    meter.read("live_lots, of one lot", house().live_lots(u64::MAX)).await
}

async fn sales(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let shop = &market.tea.shop;
    // What the price of the moment takes to compute depends on the moment by some nanoseconds.
    if meter.chain.advance(0).await.is_ok() {
        let now = meter.chain.now().await?;
        let falls = Format::Dutch { from: now, until: now + DAY, highest: 5_000, lowest: 1_000 };
        let dutch = lot(meter, market, falls).await?;
        let buy = market.house().buy(dutch, 5_000);
        meter.write("buy, at a falling price", shop.ben.id(), buy).await?;
    }

    let length = soon(meter.chain).await;
    let format = english(meter.chain, length).await?;
    let sold = lot(meter, market, format).await?;
    market.bid(meter.chain, &shop.ben, sold, 1_000).await?;
    market.bid(meter.chain, &shop.cai, sold, 2_000).await?;
    let until = market.lot(meter.chain, sold).await?.until;
    reach(meter.chain, until).await?;
    let anybody = shop.mallory.id();
    let name = "settle, with a royalty and a rest for the buyer";
    meter.write(name, anybody, market.house().settle(sold)).await
}

async fn ends(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let shop = &market.tea.shop;
    let length = soon(meter.chain).await;
    let item = coupon(meter, market).await?;
    let Format::English { from, until, latest, .. } = english(meter.chain, length).await? else {
        return Err("another format".into());
    };
    let items = vec![item];
    let commitment = reserve_commitment(&market.auction, &shop.ann.id(), &items, 1_500, &[7; 32]);
    let format = Format::English {
        from,
        until,
        window: 0,
        latest,
        opening: 100,
        raise: 500,
        buy_now: None,
        hidden_reserve: Some(commitment),
    };
    let hidden = market.list(meter.chain, &shop.ann, items, format).await?;
    market.bid(meter.chain, &shop.ben, hidden, 2_000).await?;
    let format = english(meter.chain, length).await?;
    let unsold = lot(meter, market, format).await?;
    reach(meter.chain, until + length).await?;
    let anybody: AccountId = shop.mallory.id();
    meter.write("reveal", anybody, market.house().reveal(hidden, 1_500, [7; 32])).await?;
    meter.write("settle, without a bid", anybody, market.house().settle(unsold)).await?;
    meter.write("unwind", anybody, market.house().unwind(unsold)).await?;
    meter.chain.call(&shop.mallory, market.house().unwind(unsold)).await?;
    meter.write("reclaim", anybody, market.house().reclaim(unsold, 0)).await?;
    meter.write("abandon", shop.ann.id(), market.house().abandon(unsold)).await
}

/// A lot of 16 coupons.
async fn bundles(meter: &mut Meter<'_, impl Chain>, market: &Market) -> Result<(), Fault> {
    let (shop, mut items) = (&market.tea.shop, Vec::new());
    let campaign = market.campaign(meter.chain, &market.tea).await?;
    for _ in 0..16 {
        let coupon = market.tea.issue(meter.chain, campaign, &shop.ann).await?;
        market.approve(meter.chain, &market.tea, &shop.ann, coupon, market.auction).await?;
        items.push(item(&market.tea, coupon));
    }
    let format = with_buy_now(english(meter.chain, DAY).await?, 5_000);
    let list = market.house().list(items.clone(), shop.points, format.clone());
    meter.write("list, 16 coupons", shop.ann.id(), list).await?;
    let lot = market.list(meter.chain, &shop.ann, items, format).await?;
    meter.write("buy, 16 coupons", shop.ben.id(), market.house().buy(lot, 5_000)).await
}
