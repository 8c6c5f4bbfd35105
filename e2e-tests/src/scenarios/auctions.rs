//! Members sell coupons for points: to who bids most, at once, or at a price that falls.

use psp34::PSP34;
use tongquan_client::{credits, live_lots, Account, AccountId, Chain, Error};
use tongquan_traits::{
    assets::{AssetError, Item, ItemFault},
    auctions::{
        reserve_commitment, AuctionError, Auctions, BidPlaced, Format, Returned, Sold, Withdrawn,
        GRACE, MARGIN, REVEAL,
    },
    campaigns::{Kind, Policy, Sale, Validity},
    coupon_error::PointsFault,
};

use crate::{
    counter::{DAY, HOUR},
    market::{
        english, item, reach, soon, with_buy_now, with_extension, with_reserve, BidRefused, Market,
    },
    shop::Fault,
};

/// Who leads after a bid, at which price, and who has a credit for not leading.
type Standing = (AccountId, u128, Option<(AccountId, u128)>);

async fn bid(
    chain: &mut impl Chain,
    market: &Market,
    bidder: &Account,
    lot: u64,
    maximum: u128,
) -> Result<Standing, Fault> {
    let placed = chain.call(bidder, market.house().bid(lot, maximum)).await?;
    let event = placed.events.of::<BidPlaced>(market.auction).pop().ok_or("there is no bid")?;
    assert_eq!((event.lot, event.bidder, event.maximum), (lot, bidder.id(), maximum));
    Ok((event.leader, event.price, event.outbid))
}

// A1
pub async fn the_second_highest_bid_sets_the_price(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, ben, cai) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.cai);
    let coupon = market.coupon(chain, tea, ann, house).await?;
    market.fund(chain, tea, ben, 300, house).await?;
    market.fund(chain, tea, cai, 900, house).await?;
    let format = english(chain, DAY).await?;
    let lot = market.list(chain, ann, vec![item(tea, coupon)], format).await?;
    assert_eq!(tea.owner(chain, coupon).await?, Some(house));
    let refused = market.bid(chain, ann, lot, 100).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::OwnLot)));
    let refused = market.bid(chain, ben, lot, 99).await;
    let too_low = AuctionError::BidTooLow { minimum: 100 };
    assert_eq!(refused.err(), Some(Error::Refused(too_low)));

    // Ben would pay 300, and has to pay only what leads.
    assert_eq!(bid(chain, &market, ben, lot, 300).await?, (ben.id(), 100, None));
    let outbid = Some((cai.id(), 200));
    assert_eq!(bid(chain, &market, cai, lot, 200).await?, (ben.id(), 210, outbid));
    let refused = market.bid(chain, cai, lot, 220).await;
    let too_low = AuctionError::BidTooLow { minimum: 221 };
    assert_eq!(refused.err(), Some(Error::Refused(too_low)));
    assert_eq!(chain.read(market.house().minimum_bid(lot)).await?, Some(221));
    // Of equal bids the earlier one leads.
    let outbid = Some((cai.id(), 300));
    assert_eq!(bid(chain, &market, cai, lot, 300).await?, (ben.id(), 300, outbid));
    let outbid = Some((ben.id(), 300));
    assert_eq!(bid(chain, &market, cai, lot, 400).await?, (cai.id(), 315, outbid));

    assert_eq!(market.credit(chain, ben).await?, 300);
    assert_eq!(market.credit(chain, cai).await?, 200 + 300);
    assert_eq!(market.held(chain, tea, house).await?, 300 + 200 + 300 + 400); // M1
    Ok(())
}

// A4
pub async fn a_late_bid_leaves_time_for_others(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, ben, cai) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.cai);
    let coupon = market.coupon(chain, tea, ann, house).await?;
    market.fund(chain, tea, ben, 300, house).await?;
    market.fund(chain, tea, cai, 200, house).await?;
    let format = with_extension(english(chain, HOUR).await?, HOUR);
    let lot = market.list(chain, ann, vec![item(tea, coupon)], format).await?;
    let end = market.lot(chain, lot).await?.until;

    let before = chain.now().await?;
    bid(chain, &market, ben, lot, 200).await?;
    let extended = market.lot(chain, lot).await?.until;
    assert!((before + HOUR..=chain.now().await? + HOUR).contains(&extended));
    assert!(extended > end);

    // The leader pays what is missing to the new maximum, which takes nobody's time.
    assert_eq!(bid(chain, &market, ben, lot, 300).await?, (ben.id(), 100, None));
    assert_eq!(tea.shop.balance(chain, ben).await?, 0);
    assert_eq!(market.lot(chain, lot).await?.until, extended);
    let outbid = Some((cai.id(), 200));
    assert_eq!(bid(chain, &market, cai, lot, 200).await?, (ben.id(), 210, outbid));
    assert!(market.lot(chain, lot).await?.until > extended);
    Ok(())
}

// M1, M2, M3, A3, A6, X1, X2
pub async fn anyone_settles_and_everyone_is_paid(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, ben, cai) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.cai);
    let (merchant, mallory) = (&tea.shop.merchant, &tea.shop.mallory);
    let coupon = market.coupon(chain, tea, ann, house).await?;
    market.fund(chain, tea, ben, 300, house).await?;
    market.fund(chain, tea, cai, 400, house).await?;
    let length = soon(chain).await;
    let format = english(chain, length).await?;
    let lot = market.list(chain, ann, vec![item(tea, coupon)], format).await?;
    market.bid(chain, ben, lot, 300).await?;
    market.bid(chain, cai, lot, 400).await?;

    let until = market.lot(chain, lot).await?.until;
    let refused = chain.call(mallory, market.house().settle(lot)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NotEnded { until })));
    reach(chain, until).await?;
    let refused = market.bid(chain, cai, lot, 500).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::Ended { at: until })));
    let settled = chain.call(mallory, market.house().settle(lot)).await?;
    let sold = Sold {
        lot,
        buyer: cai.id(),
        price: 315,
        royalties: vec![(0, merchant.id(), 15)],
        refund: Some((cai.id(), 400 - 315)),
    };
    assert_eq!(settled.events.of::<Sold>(house), [sold]);
    assert_eq!(tea.owner(chain, coupon).await?, Some(cai.id()));
    assert_eq!(live_lots(chain, house).await?, []);
    assert_eq!(market.held(chain, tea, house).await?, 15 + 300 + 300 + 85);

    let token = tea.shop.points;
    assert_eq!(credits(chain, house, ann.id()).await?, [(token, 300)]);
    let withdraw = |account: &Account| market.house().withdraw(account.id(), vec![token]);
    let paid = chain.call(mallory, withdraw(ann)).await?;
    let withdrawn = Withdrawn { account: ann.id(), token, amount: 300 };
    assert_eq!(paid.events.of::<Withdrawn>(house), [withdrawn]);
    for account in [merchant, ben, cai] {
        chain.call(account, withdraw(account)).await?;
    }
    assert_eq!(tea.shop.book(chain).await?, [15, 300, 300, 85, 0, 700]);
    let refused = chain.call(ben, withdraw(ben)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NoCredit { token })));
    Ok(())
}

// A7, R8
pub async fn who_buys_now_pays_in_full_first(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, ben, cai) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.cai);
    let coupon = market.coupon(chain, tea, ann, house).await?;
    market.fund(chain, tea, ben, 300, house).await?;
    market.fund(chain, tea, cai, 999, house).await?;
    let format = with_buy_now(english(chain, DAY).await?, 1_000);
    let lot = market.list(chain, ann, vec![item(tea, coupon)], format).await?;
    market.bid(chain, ben, lot, 300).await?;
    let refused = market.bid(chain, cai, lot, 1_000).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::AtBuyNow { price: 1_000 })));

    let buy = |maximum| market.house().buy(lot, maximum);
    let refused = chain.call(cai, buy(999)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::PriceAbove { price: 1_000 })));
    let refused = chain.call(cai, buy(1_000)).await;
    let fault = PointsFault::InsufficientAllowance;
    let unpaid = AssetError::Points { token: tea.shop.points, fault };
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::Asset(unpaid))));
    assert_eq!(tea.owner(chain, coupon).await?, Some(house));

    market.fund(chain, tea, cai, 1_000, house).await?;
    let bought = chain.call(cai, buy(1_000)).await?;
    let sold = Sold {
        lot,
        buyer: cai.id(),
        price: 1_000,
        royalties: vec![(0, tea.shop.merchant.id(), 50)],
        refund: Some((ben.id(), 300)),
    };
    assert_eq!(bought.events.of::<Sold>(house), [sold]);
    assert_eq!(tea.owner(chain, coupon).await?, Some(cai.id()));
    assert_eq!(market.credit(chain, ben).await?, 300);
    assert_eq!(market.credit(chain, ann).await?, 950);
    assert_eq!(tea.shop.balance(chain, cai).await?, 999);
    let refused = market.bid(chain, ben, lot, 400).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NoLot)));
    Ok(())
}

// A8, R19
pub async fn a_dutch_price_never_rises(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    let coupon = market.coupon(chain, tea, ann, house).await?;
    market.fund(chain, tea, ben, 10_000, house).await?;
    let length = soon(chain).await;
    let from = chain.now().await? + length / 2;
    let until = from + length;
    let falls = Format::Dutch { from, until, highest: 10_000, lowest: 1_000 };
    let lot = market.list(chain, ann, vec![item(tea, coupon)], falls).await?;
    let price = || market.house().price(lot);
    assert_eq!(chain.read(price()).await?, None);
    let refused = chain.call(ben, market.house().buy(lot, 10_000)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NotBegun { from })));

    reach(chain, from).await?;
    let first = chain.read(price()).await?.ok_or("it has no price")?;
    reach(chain, from + length / 5).await?;
    let seen = chain.read(price()).await?.ok_or("it has no price")?;
    assert!(10_000 >= first && first > seen && seen > 1_000, "{first}, then {seen}");
    let refused = chain.call(ben, market.house().buy(lot, seen - 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::PriceAbove { price: seen })));
    let bought = chain.call(ben, market.house().buy(lot, seen)).await?;
    let sold = bought.events.of::<Sold>(house).pop().ok_or("nothing was sold")?;
    assert!(sold.price <= seen);
    assert_eq!(tea.shop.balance(chain, ben).await?, 10_000 - sold.price);
    assert_eq!(tea.owner(chain, coupon).await?, Some(ben.id()));
    Ok(())
}

// M2
pub async fn the_merchants_of_a_bundle_share_the_royalty(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, books, house) = (&market.tea, &market.books, market.auction);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    let (merchant, bookseller) = (&tea.shop.merchant, &books.shop.merchant);
    let teas = market.coupon(chain, tea, ann, house).await?;
    let book = market.coupon(chain, books, ann, house).await?;
    market.fund(chain, tea, ben, 1_001, house).await?;
    let format = with_buy_now(english(chain, DAY).await?, 1_001);
    let bundle = vec![item(tea, teas), item(books, book)];
    let lot = market.list(chain, ann, bundle, format).await?;

    let bought = chain.call(ben, market.house().buy(lot, 1_001)).await?;
    // Each has 5 % of half the price, rounded down.
    let royalties = vec![(0, merchant.id(), 25), (1, bookseller.id(), 25)];
    let sold = Sold { lot, buyer: ben.id(), price: 1_001, royalties, refund: None };
    assert_eq!(bought.events.of::<Sold>(house), [sold]);
    assert_eq!(tea.owner(chain, teas).await?, Some(ben.id()));
    assert_eq!(books.owner(chain, book).await?, Some(ben.id()));
    let mut shares = Vec::new();
    for account in [ann, merchant, bookseller] {
        shares.push(market.credit(chain, account).await?);
    }
    assert_eq!(shares, [951, 25, 25]);
    Ok(())
}

// A9
pub async fn a_hidden_reserve_is_revealed_after_the_end(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, ben, mallory) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.mallory);
    let campaign = market.campaign(chain, tea).await?;
    let met = market.coupon_of(chain, tea, campaign, ann, house).await?;
    let missed = market.coupon_of(chain, tea, campaign, ann, house).await?;
    market.fund(chain, tea, ben, 800, house).await?;
    let length = soon(chain).await;
    let format = english(chain, length).await?;
    let mut lots = Vec::new();
    for coupon in [met, missed] {
        let items = vec![item(tea, coupon)];
        let commitment = reserve_commitment(&house, &ann.id(), &items, 400, &[7; 32]);
        let hidden = with_reserve(format.clone(), commitment);
        lots.push(market.list(chain, ann, items, hidden).await?);
    }
    market.bid(chain, ben, lots[0], 500).await?;
    market.bid(chain, ben, lots[1], 300).await?;

    let reveal = |lot: usize, reserve| market.house().reveal(lots[lot], reserve, [7; 32]);
    let until = market.lot(chain, lots[0]).await?.until;
    let refused = chain.call(ann, reveal(0, 400)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NotEnded { until })));
    reach(chain, until).await?;
    let refused = chain.call(ben, market.house().settle(lots[0])).await;
    let hidden = AuctionError::ReserveHidden { until: until + REVEAL };
    assert_eq!(refused.err(), Some(Error::Refused(hidden)));
    let refused = chain.call(ann, reveal(0, 500)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::WrongReserve)));

    // Whoever knows it may tell.
    let revealed = chain.call(mallory, reveal(0, 400)).await?;
    let sold = Sold {
        lot: lots[0],
        buyer: ben.id(),
        price: 400,
        royalties: vec![(0, tea.shop.merchant.id(), 20)],
        refund: Some((ben.id(), 100)),
    };
    assert_eq!(revealed.events.of::<Sold>(house), [sold]);
    let revealed = chain.call(mallory, reveal(1, 400)).await?;
    let returned = Returned { lot: lots[1], refund: Some((ben.id(), 300)) };
    assert_eq!(revealed.events.of::<Returned>(house), [returned]);
    assert_eq!(tea.owner(chain, met).await?, Some(ben.id()));
    assert_eq!(tea.owner(chain, missed).await?, Some(ann.id()));
    assert_eq!(market.credit(chain, ben).await?, 100 + 300);
    Ok(())
}

// A5, A6, R4
pub async fn a_lot_without_bids_goes_back(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, ben, mallory) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.mallory);
    let coupon = market.coupon(chain, tea, ann, house).await?;
    market.fund(chain, tea, ben, 100, house).await?;
    let items = || vec![item(tea, coupon)];
    let days = english(chain, DAY).await?;
    let lot = market.list(chain, ann, items(), days.clone()).await?;
    let refused = chain.call(mallory, market.house().cancel(lot)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NotSeller)));
    let cancelled = chain.call(ann, market.house().cancel(lot)).await?;
    assert_eq!(cancelled.events.of::<Returned>(house), [Returned { lot, refund: None }]);
    assert_eq!(tea.owner(chain, coupon).await?, Some(ann.id()));

    market.approve(chain, tea, ann, coupon, house).await?;
    let length = soon(chain).await;
    let format = english(chain, length).await?;
    let lot = market.list(chain, ann, items(), format).await?;
    let refused = market.bid(chain, ben, lot - 1, 100).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NoLot)));
    let until = market.lot(chain, lot).await?.until;
    reach(chain, until).await?;
    let settled = chain.call(mallory, market.house().settle(lot)).await?;
    assert_eq!(settled.events.of::<Returned>(house), [Returned { lot, refund: None }]);
    assert_eq!(tea.owner(chain, coupon).await?, Some(ann.id()));

    market.approve(chain, tea, ann, coupon, house).await?;
    let lot = market.list(chain, ann, items(), days).await?;
    market.bid(chain, ben, lot, 100).await?;
    let refused = chain.call(ann, market.house().cancel(lot)).await;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::HasBid)));
    let refused = chain.call(ann, market.house().unwind(lot)).await;
    let from = market.lot(chain, lot).await?.until + GRACE;
    assert_eq!(refused.err(), Some(Error::Refused(AuctionError::NotUnwindable { from })));
    Ok(())
}

async fn listing_of(
    chain: &mut impl Chain,
    market: &Market,
    seller: &Account,
    items: &[&Item],
) -> Result<BidRefused, Fault> {
    let items = items.iter().map(|item| (*item).clone()).collect();
    let format = english(chain, HOUR).await?;
    let list = market.house().list(items, market.tea.shop.points, format);
    Ok(chain.dry_run(seller.id(), list).await.err())
}

fn fault(item: &Item, fault: ItemFault) -> BidRefused {
    let error = AssetError::Item { item: item.clone(), fault };
    Some(Error::Refused(AuctionError::Asset(error)))
}

// A10, M4, R6
pub async fn what_cannot_be_sold_is_not_listed(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, house) = (&market.tea, market.auction);
    let (ann, mallory) = (&tea.shop.ann, &tea.shop.mallory);
    let mut terms = tea.terms(chain, Kind::Exchange {}).await?;
    terms.policy = Policy::Bound {};
    let campaign = tea.campaign(chain, terms.clone(), Sale::default()).await?;
    let bound = item(tea, tea.issue(chain, campaign, ann).await?);
    terms.policy = Policy::Free {};
    terms.validity = Validity::AfterIssue { delay: 0, length: DAY };
    let campaign = tea.campaign(chain, terms, Sale::default()).await?;
    let short = item(tea, tea.issue(chain, campaign, ann).await?);
    let coupon = market.coupon(chain, tea, ann, house).await?;
    let good = item(tea, coupon);

    let stolen = listing_of(chain, &market, mallory, &[&good]).await?;
    assert_eq!(stolen, fault(&good, ItemFault::NotOwner));
    let refused = listing_of(chain, &market, ann, &[&bound]).await?;
    assert_eq!(refused, fault(&bound, ItemFault::NotTradable));
    // Who wins it late must still have a day to use it.
    let needed = chain.now().await? + HOUR + MARGIN;
    let refused = listing_of(chain, &market, ann, &[&good, &short]).await?;
    assert_eq!(refused, fault(&short, ItemFault::EndsBefore { needed }));
    let refused = listing_of(chain, &market, ann, &[&good, &good]).await?;
    assert_eq!(refused, Some(Error::Refused(AuctionError::DuplicateItem { index: 1 })));
    let refused = listing_of(chain, &market, ann, &[]).await?;
    assert_eq!(refused, Some(Error::Refused(AuctionError::NoItems)));

    assert_eq!(listing_of(chain, &market, ann, &[&good]).await?, None);
    chain.call(ann, tea.messages().approve(house, Some(good.id.clone()), false)).await?;
    let refused = listing_of(chain, &market, ann, &[&good]).await?;
    assert_eq!(refused, fault(&good, ItemFault::NotApproved));
    assert_eq!(tea.owner(chain, coupon).await?, Some(ann.id()));
    Ok(())
}
