//! Red packets: points in shares, one for each account and each key.

use tongquan_client::{look_behind, Account, Chain, Error, PresentError};
use tongquan_traits::gifts::{ClaimsCleared, GiftError, Gifts, ShareClaim, Terms};

use crate::{
    giving::{claim, find, give, is_gone, passed_on, terms, GiftRefused},
    market::{points, reach, soon, Market},
    shop::Fault,
};

fn refused(error: GiftError) -> GiftRefused {
    Some(Error::Refused(error))
}

/// People who are nobody on the chain yet.
fn guests(count: u32) -> Vec<Account> {
    (0..count).map(|number| Account::dev(&format!("guest-{number}"))).collect()
}

// G4
pub async fn a_packet_is_shared_among_its_guests(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    let guests = guests(5);
    for drawn in [false, true] {
        market.fund(chain, tea, ann, 1_003, gift).await?;
        let terms = Terms { shares: 5, drawn, ..terms(chain, [0; 32]).await? };
        let (packet, links) = give(chain, &market, ann, points(tea, 1_003), terms).await?;
        let mut shares = Vec::new();
        for number in 0..5 {
            let share = chain.read(market.gifts().share(packet, number)).await?;
            shares.push(share.ok_or("no share")?);
        }
        assert_eq!(shares.iter().sum::<u128>(), 1_003);
        let most = if drawn { 2 * 200 } else { 201 };
        assert!(shares.iter().all(|share| (1..=most).contains(share)), "{shares:?}");
        // In any order.
        for place in [3, 0, 4, 1] {
            let guest = &guests[place];
            let before = tea.shop.balance(chain, guest).await?;
            let got = claim(chain, &passed_on(&links[place])?, guest.id(), ben).await?;
            assert_eq!(got, shares[place]);
            assert_eq!(tea.shop.balance(chain, guest).await?, before + got);
        }
        // Each account once, each key once.
        let greedy = claim(chain, &links[2], guests[3].id(), ben).await;
        assert_eq!(greedy.err(), refused(GiftError::HasShare));
        let used = claim(chain, &links[3], guests[2].id(), ben).await;
        assert_eq!(used.err(), refused(GiftError::AlreadyClaimed));
        assert_eq!(look_behind(chain, &links[3]).await, Err(PresentError::Claimed));
        assert_eq!(look_behind(chain, &links[2]).await?.points, shares[2]);
        let left = find(chain, &market, packet).await?;
        assert_eq!((left.left, left.claimed), (shares[2], 4));
        assert!(chain.read(market.gifts().is_claimed(packet, 3)).await?);
        assert!(!chain.read(market.gifts().is_claimed(packet, 2)).await?);
        let submitted = Some(ShareClaim { submitted_by: ben.id(), number: 3 });
        let of_guest = |guest: &Account| market.gifts().claim_of(packet, guest.id());
        assert_eq!(chain.read(of_guest(&guests[3])).await?, submitted);

        let early = market.gifts().clear_claims(packet, vec![guests[3].id()]);
        assert_eq!(chain.call(ben, early).await.err(), refused(GiftError::NotOver));
        claim(chain, &links[2], guests[2].id(), ben).await?;
        assert!(is_gone(chain, &market, packet).await?);
        assert_eq!(market.held(chain, tea, gift).await?, 0);
        let everybody: Vec<_> = guests.iter().map(Account::id).collect();
        let clear = || market.gifts().clear_claims(packet, everybody.clone());
        let recipient = everybody[0];
        let not_his = refused(GiftError::NoClaim { recipient });
        assert_eq!(chain.call(ann, clear()).await.err(), not_his);
        let cleared = chain.call(ben, clear()).await?;
        let told = ClaimsCleared { gift: packet, recipients: everybody.clone() };
        assert_eq!(cleared.events.of::<ClaimsCleared>(gift), [told]);
        assert!(cleared.cost.storage_deposit < 0);
        assert_eq!(chain.read(of_guest(&guests[3])).await?, None);
        assert!(!chain.read(market.gifts().is_claimed(packet, 3)).await?);
        assert_eq!(chain.call(ben, clear()).await.err(), not_his);
    }
    Ok(())
}

// G4, X1
pub async fn the_rest_of_a_packet_goes_back(chain: &mut impl Chain) -> Result<(), Fault> {
    let market = Market::open(chain).await?;
    let (tea, gift) = (&market.tea, market.gift);
    let (ann, ben) = (&tea.shop.ann, &tea.shop.ben);
    market.fund(chain, tea, ann, 300, gift).await?;
    let guests = guests(2);
    let mut short = Terms { shares: 3, ..terms(chain, [0; 32]).await? };
    short.until = chain.now().await? + soon(chain).await;
    let (packet, links) = give(chain, &market, ann, points(tea, 300), short.clone()).await?;
    // The sender may have a share, as anyone.
    assert_eq!(claim(chain, &links[1], ann.id(), ben).await?, 100);
    reach(chain, short.until).await?;
    let late = claim(chain, &links[0], guests[0].id(), ben).await;
    assert_eq!(late.err(), refused(GiftError::Ended { at: short.until }));
    chain.call(ben, market.gifts().send_back(vec![packet])).await?;
    assert_eq!(tea.shop.balance(chain, ann).await?, 300);
    assert_eq!(market.held(chain, tea, gift).await?, 0);
    let clear = market.gifts().clear_claims(packet, vec![ann.id()]);
    chain.call(ben, clear).await?;
    Ok(())
}
