//! The same for gifts.

use e2e_tests::{counter::DAY, shop::Fault};
use ink::scale::Encode;
use mischief::Puppet;
use psp34::PSP34;
use tongquan_client::{Account, Chain};
use tongquan_traits::gifts::{GiftError, Gifts, Terms};

use super::{call_deep, open, Metered};
use crate::{
    crooks::Crooks,
    gifts::stage::{item, link, packet, points, tree, Ledger},
    parts,
};

impl Metered {
    /// Crafts a message that calls no other contract, so that there is nothing for it to overlook: it is
    /// done or stopped.
    fn craft_alone<R>(
        &mut self,
        what: &str,
        from: &Account,
        message: impl Into<tongquan_client::Message<R>>,
    ) {
        let (whole, tally) = self.craft(what, from, message);
        assert!(matches!(whole.answer, Ok((false, _))), "{what}: {:?}", whole.answer);
        assert!(tally.refused == 0 && tally.stopped > 0, "{what}: {tally:?}");
    }
}

async fn open_for_gifts() -> Result<Crooks<Metered>, Fault> {
    let mut market = open().await?;
    market.let_gifts_take().await?;
    Ok(market)
}

// R17, C3: a coupon is not taken for another token, which could outlive it, or be bound.
#[tokio::test]
async fn who_gives_with_too_little_gas_gives_nothing() -> Result<(), Fault> {
    let mut market = open_for_gifts().await?;
    let [ann, ..] = market.people();
    let (tea, key) = (market.honest_token(), Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let coupon = market.coupon(&ann).await?;
    let give = market.gifts().give(item(&coupon), link(&key, until));
    market.chain.craft_done("give of a coupon", &ann, give);
    let terms = packet(&tree(&[key.id(); 3]), 3, until);
    let give = market.gifts().give(points(tea, 100), terms);
    market.chain.craft_done("give of a packet", &ann, give);

    // Whatever is missing, it is not given for longer than it lasts.
    let number = crate::crooks::number(&coupon);
    let ends = market.market.tea.view(&mut market.chain, number).await?.until;
    let give = market.gifts().give(item(&coupon), link(&key, ends + 1));
    let (whole, tally) = market.chain.craft("give for too long", &ann, give);
    assert!(matches!(whole.answer, Ok((true, _))), "{:?}", whole.answer);
    assert_eq!(tally.done, 0);
    Ok(())
}

// R17, G3, G4: who submits a claim chooses the gas; that neither spoils the claim nor takes part of it.
#[tokio::test]
async fn who_claims_with_too_little_gas_claims_nothing() -> Result<(), Fault> {
    let mut market = open_for_gifts().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (tea, gift, key) = (market.honest_token(), market.market.gift, Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let coupon = market.coupon(&ann).await?;
    let keys = tree(&[key.id(); 5]);
    let couponed = market.give(&ann, item(&coupon), &link(&key, until)).await?;
    let pointed = market.give(&ann, points(tea, 100), &link(&key, until)).await?;
    let drawn = Terms { drawn: true, ..packet(&keys, 5, until) };
    let packed = market.give(&ann, points(tea, 1_000), &drawn).await?;

    let claim = market.claim(&key, couponed, ben.id(), 0).at(gift);
    market.chain.craft_done("claim of a coupon", &mallory, claim);
    let claim = market.claim(&key, pointed, ben.id(), 10).for_fee(10).at(gift);
    market.chain.craft_done("claim of points with a fee", &mallory, claim);
    let claim = market.claim_share((&key, &keys), packed, 0, ben.id()).at(gift);
    market.chain.craft_done("claim of a share", &mallory, claim.clone());
    market.call(&mallory, claim.clone()).await?;

    // Nor does it let anybody claim twice.
    let again = market.claim_share((&key, &keys), packed, 1, ben.id()).at(gift);
    let other = market.claim_share((&key, &keys), packed, 0, cai.id()).at(gift);
    for (what, claim, error) in [
        ("claim by one who has a share", again, GiftError::HasShare),
        ("claim of a share that is gone", other, GiftError::AlreadyClaimed),
    ] {
        let (whole, tally) = market.chain.craft(what, &mallory, claim);
        let refused = (true, Ok::<_, ()>(Err::<u128, _>(error)).encode());
        assert_eq!((whole.answer, tally.done), (Ok(refused), 0), "{what}");
    }
    Ok(())
}

// R17, X1
#[tokio::test]
async fn who_sends_back_with_too_little_gas_sends_nothing_back() -> Result<(), Fault> {
    let mut market = open_for_gifts().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gift, key) = (market.honest_token(), market.market.gift, Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let coupon = market.coupon(&ann).await?;
    let keys = tree(&[key.id(); 5]);
    let couponed = market.give(&ann, item(&coupon), &link(&key, until)).await?;
    let packed = market.give(&ann, points(tea, 1_000), &packet(&keys, 5, until)).await?;
    let noticed = Terms { notice: DAY / 2, ..link(&key, until) };
    let noticed = market.give(&ann, points(tea, 100), &noticed).await?;
    for (number, recipient) in [(0, &ann), (3, &ben)] {
        let claim = market.claim_share((&key, &keys), packed, number, recipient.id());
        market.submit(&mallory, &claim).await?;
    }

    let take_back = market.gifts().take_back(couponed);
    market.chain.craft_done("take_back", &ann, take_back);
    let recall = market.gifts().take_back(noticed);
    market.chain.craft_alone("take_back with notice", &ann, recall);
    market.chain.set_time(until);
    let send_back = market.gifts().send_back(vec![couponed, packed]);
    market.chain.craft_done("send_back of two", &mallory, send_back.clone());
    let abandon = market.gifts().abandon(couponed);
    market.chain.craft_alone("abandon", &ann, abandon);
    market.call(&mallory, send_back).await?;
    let clear = market.gifts().clear_claims(packed, vec![ann.id(), ben.id()]);
    market.chain.craft_alone("clear_claims", &mallory, clear);
    assert_eq!(market.purse(gift).await?, 100);
    Ok(())
}

// M5, M7, R17
#[tokio::test]
async fn who_calls_the_gifts_from_too_deep_changes_nothing() -> Result<(), Fault> {
    let mut market: Crooks = Crooks::open().await?;
    market.let_gifts_take().await?;
    let [ann, ben, _, mallory] = market.people();
    let (gold, tea, gift) = (market.gold, market.honest_token(), market.market.gift);
    let key = Account::dev("link");
    let until = market.chain.now().await? + DAY;
    let (own, given) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let hand_over = market.market.tea.messages().transfer(gold, own.id.clone(), vec![]);
    market.call(&ann, hand_over).await?;
    let approve = parts(market.market.tea.messages().approve(gift, None, true));
    let approve = market.gold().act(approve.0, approve.1);
    market.call(&mallory, approve).await?;
    let couponed = market.give(&ann, item(&given), &link(&key, until)).await?;
    let pointed = market.give(&ann, points(tea, 100), &link(&key, until)).await?;
    let keys = tree(&[key.id(); 5]);
    let terms = packet(&keys, 5, until);
    let packed = market.give(&ann, points(tea, 100), &terms).await?;
    // The points that cheat have submitted a claim to another, which is over.
    let over = market.give(&ann, points(tea, 100), &terms).await?;
    let claim = parts(market.claim_share((&key, &keys), over, 4, ben.id()).at(gift));
    let claim = market.gold().act(claim.0, claim.1);
    market.call(&mallory, claim).await?;
    let take_back = market.gifts().take_back(over);
    market.call(&ann, take_back).await?;

    let mut gifts = market.gifts();
    let fee = market.claim(&key, pointed, ben.id(), 9).for_fee(9);
    let share = market.claim_share((&key, &keys), packed, 0, ann.id());
    // Six contracts fit in. The gifts call one more, but to clear claims.
    let steps = [
        (until - 1, parts(gifts.give(item(&own), link(&key, until))), "yyyynnn"),
        (until - 1, parts(market.claim(&key, couponed, ben.id(), 0).at(gift)), "yyyynnn"),
        (until - 1, parts(fee.at(gift)), "yyyynnn"),
        (until - 1, parts(share.at(gift)), "yyyynnn"),
        (until, parts(gifts.send_back(vec![couponed, pointed])), "yyyynnn"),
        (until, parts(gifts.clear_claims(over, vec![ben.id()])), "yyyyynn"),
    ];
    for (step, (time, message, expected)) in steps.into_iter().enumerate() {
        market.chain.set_time(time);
        let marks = [(packed, 0), (over, 4)];
        let before = state(&mut market, marks).await?;
        let mut whole = None;
        let mut ends = String::new();
        for depth in 1..8 {
            let start = market.chain.snapshot();
            let ended = call_deep(&mut market, message.clone(), depth).await?;
            let state = state(&mut market, marks).await?;
            match (&ended, &whole) {
                (Ok(answer), None) if answer[0] == 0 => whole = Some(state),
                (Ok(answer), Some(whole)) if answer[0] == 0 => {
                    assert_eq!(state, *whole, "step {step}, {depth}");
                }
                (Err(_), _) => assert_eq!(state, before, "step {step}, {depth}"),
                (Ok(answer), _) => panic!("step {step}, {depth}: {answer:?}"),
            }
            ends.push(if ended.is_ok() { 'y' } else { 'n' });
            market.chain.restore(start);
        }
        assert_eq!(ends, expected, "step {step}");
    }
    Ok(())
}

/// Whose is what, and whether these shares were claimed.
async fn state(market: &mut Crooks, shares: [(u64, u32); 2]) -> Result<(Ledger, [bool; 2]), Fault> {
    let mut marks = [false; 2];
    for (mark, (gift, number)) in marks.iter_mut().zip(shares) {
        let claimed = market.gifts().is_claimed(gift, number);
        *mark = market.read(claimed).await?;
    }
    Ok((market.ledger().await?, marks))
}
