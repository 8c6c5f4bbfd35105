//! How gifts go back, whoever asks for it and when.

use e2e_tests::{
    counter::{DAY, HOUR},
    shop::Fault,
};
use tongquan_client::{Account, Chain};
use tongquan_traits::{
    assets::Asset,
    gifts::{GiftError, Gifts, Terms},
};

use super::stage::{item, link, open, points, refused, Refused};
use crate::crooks::{Crooks, RICH};

/// Asserts that these gifts of 40 points or of a coupon, under the key `link`, can be claimed before
/// `until` only, and then go back only.
async fn assert_boundary(
    market: &mut Crooks,
    gifts: &[(Account, u64)],
    until: u64,
) -> Result<(), Fault> {
    let [_, ben, _, mallory] = market.people();
    let key = Account::dev("link");
    for time in until - 2..until + 3 {
        market.chain.set_time(time);
        let (claimed, returned): (Refused, Refused) = match time < until {
            true => (None, refused(GiftError::NotEnded { until })),
            false => (refused(GiftError::Ended { at: until }), None),
        };
        for (sender, gift) in gifts {
            let claim = market.claim(&key, *gift, ben.id(), 0).at(market.market.gift);
            let back = market.gifts().send_back(vec![*gift]);
            let abandon = market.gifts().abandon(*gift);
            for person in [&mallory, sender] {
                assert_eq!(market.fault(person, claim.clone()).await, claimed, "{time}");
                assert_eq!(market.fault(person, back.clone()).await, returned, "{time}");
            }
            assert_eq!(market.fault(sender, abandon).await, returned, "{time}");
            if returned.is_some() {
                continue;
            }
            // Whoever asks for it, it goes to its sender.
            let start = market.chain.snapshot();
            let (asset, before) = (given(market, *gift).await?, market.purse(sender.id()).await?);
            market.call(&mallory, back).await?;
            match asset {
                Asset::Points { amount, .. } => {
                    assert_eq!(market.purse(sender.id()).await?, before + amount);
                }
                Asset::Item { item } => {
                    assert_eq!(market.owner(&item).await?, Some(sender.id()));
                }
            }
            assert_eq!(market.purse(mallory.id()).await?, RICH);
            market.chain.restore(start);
        }
    }
    Ok(())
}

async fn given(market: &mut Crooks, gift: u64) -> Result<Asset, Fault> {
    let found = market.gifts().gift(gift);
    Ok(market.read(found).await?.ok_or("there is no such gift")?.asset)
}

// G3, R29, R30: at each moment a gift can be claimed or sent back, and never both.
#[tokio::test]
async fn at_each_millisecond_a_gift_is_either_good_or_over() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, _, cai, _] = market.people();
    let (tea, key) = (market.honest_token(), Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let terms = Terms { notice: HOUR, ..link(&key, until) };
    let coupon = market.coupon(&cai).await?;
    let gifts = [
        (ann.clone(), market.give(&ann, points(tea, 40), &terms).await?),
        (cai.clone(), market.give(&cai, item(&coupon), &terms).await?),
    ];
    let start = market.chain.snapshot();
    assert_boundary(&mut market, &gifts, until).await?;
    // A recall brings the end forward, once: who recalls it again doesn't bring it nearer.
    market.chain.restore(start);
    let now = market.chain.now().await?;
    for (sender, gift) in &gifts {
        market.chain.set_time(now);
        let take_back = market.gifts().take_back(*gift);
        assert_eq!(market.call(sender, take_back.clone()).await?, Some(now + HOUR));
        assert_eq!(market.call(sender, take_back).await?, Some(now + HOUR));
    }
    assert_boundary(&mut market, &gifts, now + HOUR).await?;
    market.assert_all_is_held().await
}

// R11, M1, G3: a list gives each sender its own, once, or nothing to anybody.
#[tokio::test]
async fn a_list_sends_everything_back_to_each_or_nothing() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (tea, gold, key) = (market.honest_token(), market.gold, Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let coupon = market.coupon(&cai).await?;
    let terms = link(&key, until);
    let start = market.ledger().await?;
    let given = [
        market.give(&ann, points(tea, 30), &terms).await?,
        market.give(&ben, points(tea, 40), &terms).await?,
        market.give(&cai, item(&coupon), &terms).await?,
        market.give(&ann, points(gold, 50), &terms).await?,
    ];
    let longer = market.give(&mallory, points(tea, 60), &link(&key, until + 1)).await?;
    market.chain.set_time(until);
    let before = market.ledger().await?;
    let not_ended = refused(GiftError::NotEnded { until: until + 1 });
    for (more, error) in [
        (vec![given[0]], refused(GiftError::NoGift)),
        (vec![99], refused(GiftError::NoGift)),
        (vec![0], refused(GiftError::NoGift)),
        (vec![longer], not_ended),
    ] {
        let list = [&given[..], &more].concat();
        let send_back = market.gifts().send_back(list);
        assert_eq!(market.call(&mallory, send_back).await.err(), error, "{more:?}");
    }
    let nothing = market.gifts().send_back(vec![]);
    let error = market.call(&mallory, nothing).await.err();
    assert_eq!(error, refused(GiftError::EmptyBatch));
    assert_eq!(market.ledger().await?, before);

    let send_back = market.gifts().send_back(given.to_vec());
    market.call(&mallory, send_back).await?;
    market.chain.set_time(until + 1);
    let last = market.gifts().send_back(vec![longer]);
    market.call(&ann, last).await?;
    assert_eq!(market.ledger().await?, start);
    Ok(())
}

// G3, M7: only the sender ends a gift before its time, and gives it up after.
#[tokio::test]
async fn nobody_else_takes_back_or_gives_up_a_gift() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (tea, key) = (market.honest_token(), Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let bound = Terms { recipient: Some(ben.id()), ..link(&key, until) };
    let given = market.give(&ann, points(tea, 30), &bound).await?;
    let merchant = market.market.tea.shop.merchant.clone();
    let (take_back, abandon) = (market.gifts().take_back(given), market.gifts().abandon(given));
    for time in [until - 1, until] {
        market.chain.set_time(time);
        for person in [&ben, &cai, &mallory, &merchant, &key] {
            let not_sender = refused(GiftError::NotSender);
            assert_eq!(market.fault(person, take_back.clone()).await, not_sender);
            assert_eq!(market.fault(person, abandon.clone()).await, not_sender);
        }
    }
    assert_eq!(market.call(&ann, take_back.clone()).await?, None);
    assert_eq!(market.purse(ann.id()).await?, RICH);
    assert_eq!(market.fault(&ann, take_back).await, refused(GiftError::NoGift));
    assert_eq!(market.fault(&ann, abandon).await, refused(GiftError::NoGift));
    Ok(())
}
