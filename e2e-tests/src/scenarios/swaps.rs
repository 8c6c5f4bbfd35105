//! Members swap coupons and points, and merchants' standing offers exchange points for points.

use tongquan_client::{deal, Account, Chain, Error};
use tongquan_traits::{
    assets::{Asset, AssetError, Item, ItemFault},
    campaigns::Campaigns,
    coupon_error::PointsFault,
    redemption::Redemption,
    swaps::{Accepted, Cancelled, Filled, SwapError, Swaps, Want},
};

use crate::{
    counter::{order, Counter, DAY},
    market::{item, points, reach, soon, Market, SwapRefused},
    shop::Fault,
};

/// The counter's coupon as one side of an offer.
fn given(counter: &Counter, coupon: u64) -> Asset {
    Asset::Item { item: item(counter, coupon) }
}

fn wanted(counter: &Counter, amount: u128) -> Want {
    Want::Points { token: counter.shop.points, amount }
}

fn any_of(counter: &Counter, campaign: u32, left: u64) -> Want {
    Want::AnyOf { contract: counter.coupons, campaign, left, until: 0 }
}

fn item_fault(item: Item, fault: ItemFault) -> SwapError {
    SwapError::Asset(AssetError::Item { item, fault })
}

fn points_fault(counter: &Counter, fault: PointsFault) -> SwapError {
    SwapError::Asset(AssetError::Points { token: counter.shop.points, fault })
}

/// Why `taker` can't accept the offer as it is now.
async fn acceptance(
    chain: &mut impl Chain,
    market: &Market,
    taker: &Account,
    offer: u64,
    choices: &[u64],
) -> Result<SwapRefused, Fault> {
    let seen = fingerprint(chain, market, offer).await?;
    let accept = market.swaps().accept(offer, choices.to_vec(), seen);
    Ok(chain.dry_run(taker.id(), accept).await.err())
}

async fn fingerprint(
    chain: &mut impl Chain,
    market: &Market,
    offer: u64,
) -> Result<[u8; 32], Fault> {
    let deal = deal(chain, market.swap, offer).await?;
    Ok(deal.ok_or("the offer is not complete")?.fingerprint)
}

// S4, S5
pub async fn coupons_are_swapped_as_their_taker_saw_them(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, books, swap) = (&market.tea, &market.books, market.swap);
    let (ann, ben, cai) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.cai);
    let campaign = market.campaign(chain, tea).await?;
    let teas = market.coupon_of(chain, tea, campaign, ann, swap).await?;
    let vouchers = market.campaign(chain, books).await?;
    let book = books.issue(chain, vouchers, ben).await?;
    let until = chain.now().await? + DAY;
    let want = vec![Want::Item { item: item(books, book), left: 5_000, until }];
    let offer = market.offer(chain, ann, vec![given(tea, teas)], want, until).await?;
    let seen = deal(chain, swap, offer).await?.ok_or("there is no deal")?;
    let view = tea.view(chain, teas).await?;
    assert_eq!((view.holder, view.left), (swap, 5_000));
    assert_eq!(seen.coupons, [(tea.coupons, teas, view.clone())]);
    assert_eq!(chain.read(market.swaps().fingerprint(offer)).await?, Some(seen.fingerprint));

    let terms = chain.read(tea.messages().campaign(campaign)).await?.ok_or("no campaign")?.terms;
    let longer = view.until + DAY;
    let extend = tea.messages().extend_campaign(campaign, terms.budget, terms.issue_until, longer);
    chain.call(&tea.shop.merchant, extend).await?;
    let now = fingerprint(chain, &market, offer).await?;
    let accept = |fingerprint| market.swaps().accept(offer, vec![], fingerprint);
    let can_accept = |taker: &Account, fingerprint| {
        market.swaps().can_accept(taker.id(), offer, vec![], fingerprint)
    };
    let other = SwapError::OtherTerms { fingerprint: now };
    let refused = chain.call(ben, accept(seen.fingerprint)).await;
    assert_eq!(refused.err(), Some(Error::Refused(other.clone())));
    let unapproved = item_fault(item(books, book), ItemFault::NotApproved);
    let reasons = chain.read(can_accept(ben, seen.fingerprint)).await?;
    assert_eq!(reasons, [other, unapproved]);
    let not_his = item_fault(item(books, book), ItemFault::NotOwner);
    assert_eq!(chain.read(can_accept(cai, now)).await?, [not_his]);

    market.approve(chain, books, ben, book, swap).await?;
    assert_eq!(chain.read(can_accept(ben, now)).await?, []);
    let swapped = chain.call(ben, accept(now)).await?;
    let accepted = Accepted { offer, taker: ben.id(), choices: vec![] };
    assert_eq!(swapped.events.of::<Accepted>(swap), [accepted]);
    assert_eq!(tea.owner(chain, teas).await?, Some(ben.id()));
    assert_eq!(books.owner(chain, book).await?, Some(ann.id()));
    // S3
    assert_eq!(chain.read(can_accept(ben, now)).await?, [SwapError::NoOffer]);
    Ok(())
}

// S5
pub async fn any_coupon_of_a_campaign_will_do(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, books, swap) = (&market.tea, &market.books, market.swap);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    let book = market.coupon(chain, books, ann, swap).await?;
    let campaign = market.campaign(chain, tea).await?;
    let worn = tea.issue(chain, campaign, ben).await?;
    chain.call(ben, tea.messages().redeem(order("1"), 3_000, vec![worn])).await?;
    let fresh = market.coupon_of(chain, tea, campaign, ben, swap).await?;
    let want = vec![any_of(tea, campaign, 3_000)];
    let until = chain.now().await? + DAY;
    let offer = market.offer(chain, ann, vec![given(books, book)], want, until).await?;

    let refused = acceptance(chain, &market, ben, offer, &[]).await?;
    assert_eq!(refused, Some(Error::Refused(SwapError::WrongChoices)));
    let other = ((u64::from(campaign) + 1) << 32) | 1;
    let refused = acceptance(chain, &market, ben, offer, &[other]).await?;
    let of_another = SwapError::OtherCampaign { coupon: other };
    assert_eq!(refused, Some(Error::Refused(of_another)));
    let refused = acceptance(chain, &market, ben, offer, &[worn]).await?;
    let worth_less = item_fault(item(tea, worn), ItemFault::WorthLess { left: 2_000 });
    assert_eq!(refused, Some(Error::Refused(worth_less)));

    let seen = fingerprint(chain, &market, offer).await?;
    let swapped = chain.call(ben, market.swaps().accept(offer, vec![fresh], seen)).await?;
    let accepted = Accepted { offer, taker: ben.id(), choices: vec![fresh] };
    assert_eq!(swapped.events.of::<Accepted>(swap), [accepted]);
    assert_eq!(tea.owner(chain, fresh).await?, Some(ann.id()));
    assert_eq!(tea.owner(chain, worn).await?, Some(ben.id()));
    assert_eq!(books.owner(chain, book).await?, Some(ben.id()));
    Ok(())
}

// S3, S5
pub async fn coupons_and_points_are_mixed_for_one_taker(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, books, swap) = (&market.tea, &market.books, market.swap);
    let (ann, ben, cai) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.cai);
    let teas = market.coupon(chain, tea, ann, swap).await?;
    market.fund(chain, tea, ann, 200, swap).await?;
    let book = market.coupon(chain, books, ben, swap).await?;
    market.fund(chain, books, ben, 300, swap).await?;
    let give = vec![given(tea, teas), points(tea, 200)];
    let want =
        vec![wanted(books, 300), Want::Item { item: item(books, book), left: 5_000, until: 0 }];
    let until = chain.now().await? + DAY;
    let make = market.swaps().make_offer(give, want, Some(ben.id()), until);
    let offer = chain.call(ann, make).await?.value;
    assert_eq!(market.held(chain, tea, swap).await?, 200); // M1

    let seen = fingerprint(chain, &market, offer).await?;
    let can_accept = |taker: &Account| market.swaps().can_accept(taker.id(), offer, vec![], seen);
    let reasons = [
        SwapError::NotYourOffer,
        points_fault(books, PointsFault::InsufficientBalance),
        points_fault(books, PointsFault::InsufficientAllowance),
        item_fault(item(books, book), ItemFault::NotOwner),
    ];
    assert_eq!(chain.read(can_accept(cai)).await?, reasons);
    let refused = acceptance(chain, &market, cai, offer, &[]).await?;
    assert_eq!(refused, Some(Error::Refused(SwapError::NotYourOffer)));

    assert_eq!(chain.read(can_accept(ben)).await?, []);
    chain.call(ben, market.swaps().accept(offer, vec![], seen)).await?;
    assert_eq!(tea.owner(chain, teas).await?, Some(ben.id()));
    assert_eq!(books.owner(chain, book).await?, Some(ann.id()));
    assert_eq!(tea.shop.book(chain).await?, [0, 0, 200, 0, 0, 200]);
    assert_eq!(books.shop.book(chain).await?, [0, 300, 0, 0, 0, 300]);
    Ok(())
}

// S1, S2, S3, R3
pub async fn standing_offers_are_a_market(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, books, swap) = (&market.tea, &market.books, market.swap);
    let (merchant, bookseller) = (&tea.shop.merchant, &books.shop.merchant);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    market.fund(chain, tea, merchant, 1_000, swap).await?;
    market.fund(chain, books, bookseller, 280, swap).await?;
    let until = chain.now().await? + DAY;
    let (give, want) = (vec![points(tea, 1_000)], vec![wanted(books, 300)]);
    let teas = market.offer(chain, merchant, give, want, until).await?;
    let (give, want) = (vec![points(books, 280)], vec![wanted(tea, 1_000)]);
    let book = market.offer(chain, bookseller, give, want, until).await?;
    market.fund(chain, books, ann, 5, swap).await?;
    market.fund(chain, tea, ben, 104, swap).await?;

    // 11 tea points are worth 3.3 book points, and one is worth 0.3.
    assert_eq!(chain.read(market.swaps().quote(teas, 11)).await?, Some(4));
    let refused = chain.call(ann, market.swaps().fill(teas, 11, 3)).await;
    assert_eq!(refused.err(), Some(Error::Refused(SwapError::PriceAbove { price: 4 })));
    let filled = chain.call(ann, market.swaps().fill(teas, 11, 4)).await?;
    let event = Filled { offer: teas, taker: ann.id(), amount: 11, paid: 4, left: 989 };
    assert_eq!((filled.value, filled.events.of::<Filled>(swap)), (4, vec![event]));
    let filled = chain.call(ann, market.swaps().fill(teas, 1, 1)).await?;
    let event = Filled { offer: teas, taker: ann.id(), amount: 1, paid: 1, left: 988 };
    assert_eq!(filled.events.of::<Filled>(swap), [event]);
    let refused = chain.call(ann, market.swaps().fill(teas, 0, 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(SwapError::ZeroAmount)));
    let refused = chain.call(ann, market.swaps().fill(teas, 989, 300)).await;
    assert_eq!(refused.err(), Some(Error::Refused(SwapError::OverLeft { left: 988 })));
    let poor = chain.read(market.swaps().can_fill(ann.id(), teas, 1, 1)).await?;
    let faults = [PointsFault::InsufficientBalance, PointsFault::InsufficientAllowance];
    assert_eq!(poor, faults.map(|fault| points_fault(books, fault)));

    let paid = chain.call(ben, market.swaps().fill(book, 29, 104)).await?.value;
    assert_eq!(paid, 104); // 103.57
    assert_eq!(market.find_offer(chain, book).await?.left, 251);
    let refused = chain.call(ann, market.swaps().cancel(teas)).await;
    assert_eq!(refused.err(), Some(Error::Refused(SwapError::NotMaker)));
    let cancelled = chain.call(merchant, market.swaps().cancel(teas)).await?;
    assert_eq!(cancelled.events.of::<Cancelled>(swap), [Cancelled { offer: teas }]);
    let refused = chain.call(ann, market.swaps().fill(teas, 1, 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(SwapError::NoOffer)));
    assert_eq!(tea.shop.book(chain).await?, [988, 12, 0, 0, 0, 1_104]);
    assert_eq!(tea.shop.balance(chain, bookseller).await?, 104);
    assert_eq!(books.shop.balance(chain, merchant).await?, 5);
    assert_eq!(market.held(chain, tea, swap).await?, 0);
    assert_eq!(market.held(chain, books, swap).await?, 251);
    Ok(())
}

// R6
pub async fn nobody_trades_with_anothers_coupon(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, swap) = (&market.tea, market.swap);
    let (ann, ben, mallory) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.mallory);
    let campaign = market.campaign(chain, tea).await?;
    let anns = market.coupon_of(chain, tea, campaign, ann, swap).await?;
    let not_hers = item_fault(item(tea, anns), ItemFault::NotOwner);
    let until = chain.now().await? + DAY;
    let (give, want) = (vec![given(tea, anns)], vec![wanted(tea, 1)]);
    let refused = chain.call(mallory, market.swaps().make_offer(give, want, None, until)).await;
    assert_eq!(refused.err(), Some(Error::Refused(not_hers.clone())));

    market.fund(chain, tea, ben, 200, swap).await?;
    let want = vec![Want::Item { item: item(tea, anns), left: 0, until: 0 }];
    let offer = market.offer(chain, ben, vec![points(tea, 100)], want, until).await?;
    let refused = acceptance(chain, &market, mallory, offer, &[]).await?;
    assert_eq!(refused, Some(Error::Refused(not_hers.clone())));
    let want = vec![any_of(tea, campaign, 0)];
    let offer = market.offer(chain, ben, vec![points(tea, 100)], want, until).await?;
    let refused = acceptance(chain, &market, mallory, offer, &[anns]).await?;
    assert_eq!(refused, Some(Error::Refused(not_hers)));

    assert_eq!(acceptance(chain, &market, ann, offer, &[anns]).await?, None);
    assert_eq!(tea.owner(chain, anns).await?, Some(ann.id()));
    Ok(())
}

// S3, X1
pub async fn an_offer_that_ended_is_closed_by_anyone(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, books, swap) = (&market.tea, &market.books, market.swap);
    let (ann, ben, mallory) = (&tea.shop.ann, &tea.shop.ben, &tea.shop.mallory);
    let coupon = market.coupon(chain, tea, ann, swap).await?;
    market.fund(chain, tea, ann, 200, swap).await?;
    market.fund(chain, books, ben, 500, swap).await?;
    let until = chain.now().await? + soon(chain).await;
    let give = vec![given(tea, coupon), points(tea, 200)];
    let offer = market.offer(chain, ann, give, vec![wanted(books, 500)], until).await?;
    let cancel = || market.swaps().cancel(offer);
    let refused = chain.call(mallory, cancel()).await;
    assert_eq!(refused.err(), Some(Error::Refused(SwapError::NotMaker)));
    assert_eq!(acceptance(chain, &market, ben, offer, &[]).await?, None);

    reach(chain, until).await?;
    let refused = acceptance(chain, &market, ben, offer, &[]).await?;
    assert_eq!(refused, Some(Error::Refused(SwapError::Expired { at: until })));
    let closed = chain.call(mallory, cancel()).await?;
    assert_eq!(closed.events.of::<Cancelled>(swap), [Cancelled { offer }]);
    assert_eq!(tea.owner(chain, coupon).await?, Some(ann.id()));
    assert_eq!(tea.shop.balance(chain, ann).await?, 200);
    assert_eq!(market.held(chain, tea, swap).await?, 0);
    Ok(())
}
