//! Red packets, whose shares are many, and whose claims leave something behind.

use e2e_tests::{counter::DAY, shop::Fault};
use ink::scale::Encode;
use mischief::Puppet;
use tongquan_client::{Account, Chain, Codes};
use tongquan_traits::gifts::{Claim, GiftError, Gifts, KeyProof, ShareClaim, Terms};

use super::stage::{assert_refused, item, open, packet, points, refused, tree, Submitted};
use crate::{
    crooks::{Crooks, RICH},
    parts,
};

/// The keys of a packet, and their tree.
struct Keys {
    accounts: Vec<Account>,
    tree: Codes,
}

impl Keys {
    fn new(names: &[&str]) -> Self {
        let accounts: Vec<_> = names.iter().map(|name| Account::dev(name)).collect();
        let ids: Vec<_> = accounts.iter().map(Account::id).collect();
        Self { accounts, tree: tree(&ids) }
    }

    fn claim(&self, market: &Crooks, packet: u64, number: u32, recipient: &Account) -> Submitted {
        let key = &self.accounts[number as usize];
        market.claim_share((key, &self.tree), packet, number, recipient.id())
    }
}

// G1, G4, R25: a share's key is good for its own place in its own packet.
#[tokio::test]
async fn a_key_opens_its_own_share_only() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gift) = (market.honest_token(), market.market.gift);
    let until = market.chain.now().await? + DAY;
    let keys = Keys::new(&["one", "two", "three", "four", "five"]);
    let given = market.give(&ann, points(tea, 50), &packet(&keys.tree, 5, until)).await?;
    let twin = market.give(&ann, points(tea, 50), &packet(&keys.tree, 5, until)).await?;
    let right = keys.claim(&market, given, 2, &ben);
    // The relayer has seen the claim to share 2, and holds the key of share 3.
    let other_key = keys.accounts[3].id();
    let with = |change: &dyn Fn(&mut Submitted)| {
        let mut changed = right.clone();
        change(&mut changed);
        changed
    };
    let own = |change: &dyn Fn(&mut Submitted)| {
        let mut changed = keys.claim(&market, given, 3, &mallory);
        change(&mut changed);
        changed.signature = keys.accounts[3].sign_claim(gift, &changed.claim);
        changed
    };
    let path = |number| keys.tree.path(number);
    // The inner node over the shares 2 and 3, taken for a key, whose path is shorter by one.
    let inner = tree(&[keys.accounts[2].id(), other_key]).root();
    let tries = [
        ("number", with(&|it| it.claim.number = 3), GiftError::UnknownKey),
        ("path", with(&|it| it.proof.path = path(3)), GiftError::UnknownKey),
        ("short path", with(&|it| it.proof.path.truncate(2)), GiftError::UnknownKey),
        ("long path", with(&|it| it.proof.path.push([0; 32])), GiftError::UnknownKey),
        ("turned path", with(&|it| it.proof.path.reverse()), GiftError::UnknownKey),
        ("no path", with(&|it| it.proof.path.clear()), GiftError::UnknownKey),
        ("key", with(&|it| it.proof.key = other_key), GiftError::UnknownKey),
        ("recipient", with(&|it| it.claim.recipient = mallory.id()), GiftError::BadSignature),
        ("twin", with(&|it| it.claim.gift = twin), GiftError::BadSignature),
        ("fee", with(&|it| it.fee = 2), GiftError::FeeTooHigh { at_most: 1 }),
        ("own key, other share", own(&|it| it.claim.number = 2), GiftError::UnknownKey),
        (
            "own key, other share and path",
            own(&|it| {
                it.claim.number = 2;
                it.proof.path = path(2);
            }),
            GiftError::UnknownKey,
        ),
        ("share 3 under another number", own(&|it| it.claim.number = 3 + 8), GiftError::UnknownKey),
        (
            "a node for a key",
            own(&|it| {
                it.claim.number = 1;
                it.proof = KeyProof { key: inner.into(), path: path(2)[1..].to_vec() };
            }),
            GiftError::UnknownKey,
        ),
        (
            "a place behind the last share",
            own(&|it| {
                it.claim.number = 5;
                it.proof.path = path(5);
            }),
            GiftError::UnknownKey,
        ),
    ];
    for (what, claim, error) in tries {
        assert_refused(&mut market, what, &claim, error).await?;
    }
    assert_eq!(market.submit(&mallory, &right).await?, 10);
    assert_eq!(market.purse(ben.id()).await?, RICH + 10);
    market.assert_all_is_held().await
}

// G4: who holds several keys, or one twice, still has one share; who takes a share takes nobody else's.
#[tokio::test]
async fn each_share_and_each_account_claims_once() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let tea = market.honest_token();
    let until = market.chain.now().await? + DAY;
    let keys = Keys::new(&["one", "two", "two", "four"]);
    let drawn = Terms { drawn: true, ..packet(&keys.tree, 4, until) };
    let given = market.give(&ann, points(tea, 1_003), &drawn).await?;
    let mut shares = Vec::new();
    for number in 0..4 {
        let share = market.gifts().share(given, number);
        shares.push(market.read(share).await?.ok_or("there is no such share")?);
    }
    assert_eq!(shares.iter().sum::<u128>(), 1_003);

    let first = keys.claim(&market, given, 1, &ben);
    assert_eq!(market.submit(&mallory, &first).await?, shares[1]);
    let of_ben = GiftError::HasShare;
    let twice = keys.claim(&market, given, 2, &ben);
    let other_key = keys.claim(&market, given, 0, &ben);
    let stolen = keys.claim(&market, given, 1, &mallory);
    let tries = [
        ("again", &first, GiftError::AlreadyClaimed),
        ("the same key's other share", &twice, of_ben.clone()),
        ("another key", &other_key, of_ben.clone()),
        ("for a fee", &other_key.for_fee(1), of_ben),
        ("by the key for another", &stolen, GiftError::AlreadyClaimed),
    ];
    for (what, claim, error) in tries {
        assert_refused(&mut market, what, claim, error).await?;
    }
    // What was refused has used up nothing: the others have their shares, and no more than those.
    for (number, recipient) in [(0, &cai), (2, &mallory), (3, &ann)] {
        let claim = keys.claim(&market, given, number, recipient);
        assert_eq!(market.submit(&ben, &claim).await?, shares[number as usize]);
        market.assert_all_is_held().await?;
    }
    let late = keys.claim(&market, given, 3, &ann);
    assert_refused(&mut market, "after the last", &late, GiftError::NoGift).await?;
    let balances = [&ann, &ben, &cai, &mallory].map(Account::id);
    let expected = [shares[3] + RICH - 1_003, RICH + shares[1], RICH + shares[0], RICH + shares[2]];
    for (account, expected) in balances.into_iter().zip(expected) {
        assert_eq!(market.purse(account).await?, expected);
    }
    Ok(())
}

// G4: what tells of a claim goes only when nothing can be claimed any more, and by who has paid for it.
#[tokio::test]
async fn clearing_claims_opens_no_share_again() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (tea, gold) = (market.honest_token(), market.gold);
    let until = market.chain.now().await? + DAY;
    let keys = Keys::new(&["one", "two", "three"]);
    let terms = packet(&keys.tree, 3, until);
    let given = market.give(&ann, points(tea, 30), &terms).await?;
    let other = market.give(&ann, points(tea, 30), &terms).await?;
    let (to_ben, to_cai) =
        (keys.claim(&market, given, 0, &ben), keys.claim(&market, given, 1, &cai));
    market.submit(&mallory, &to_ben).await?;
    // The points that cheat submit it: a contract.
    let (contract, input) = parts(to_cai.at(market.market.gift));
    let relay = market.gold().act(contract, input);
    assert_eq!(market.call(&mallory, relay).await?, Ok::<_, GiftError>(10u128).encode());
    let of_cai = market.gifts().claim_of(given, cai.id());
    let claimed = ShareClaim { submitted_by: gold, number: 1 };
    assert_eq!(market.read(of_cai).await?, Some(claimed));

    let clear = |market: &Crooks, gift, accounts: &[&Account]| {
        let recipients = accounts.iter().map(|account| account.id()).collect();
        market.gifts().clear_claims(gift, recipients)
    };
    let all = clear(&market, given, &[&ben]);
    for person in market.people() {
        assert_eq!(market.fault(&person, all.clone()).await, refused(GiftError::NotOver));
    }
    // Ended is not over: its rest is the sender's, who has not got it yet.
    market.chain.set_time(until);
    assert_eq!(market.fault(&mallory, all.clone()).await, refused(GiftError::NotOver));
    let back = market.gifts().send_back(vec![given]);
    market.call(&cai, back).await?;
    let no_claim = |account: &Account| refused(GiftError::NoClaim { recipient: account.id() });
    for person in [&ann, &ben, &cai] {
        assert_eq!(market.fault(person, all.clone()).await, no_claim(&ben));
    }
    for (accounts, missing) in [
        (vec![&ben, &cai], &cai),
        (vec![&ben, &ben], &ben),
        (vec![&ben, &ann], &ann),
        (vec![&mallory], &mallory),
    ] {
        let message = clear(&market, given, &accounts);
        assert_eq!(market.call(&mallory, message).await.err(), no_claim(missing));
        let still = market.gifts().is_claimed(given, 0);
        assert!(market.read(still).await?);
    }
    market.call(&mallory, all).await?;
    let mine = parts(clear(&market, given, &[&cai]));
    let act = market.gold().act(mine.0, mine.1);
    assert_eq!(market.call(&ben, act).await?, Ok::<_, GiftError>(()).encode());
    for (number, account) in [(0, &ben), (1, &cai)] {
        let (claimed, claim) = (
            market.gifts().is_claimed(given, number),
            market.gifts().claim_of(given, account.id()),
        );
        assert!(!market.read(claimed).await?);
        assert_eq!(market.read(claim).await?, None);
    }
    for claim in [&to_ben, &to_cai, &keys.claim(&market, given, 2, &mallory)] {
        assert_refused(&mut market, "cleared", claim, GiftError::NoGift).await?;
    }
    // The other packet, which is as old, has still all of its own.
    let left = market.ledger().await?.gifts;
    assert_eq!(
        left.iter().map(|(number, gift)| (*number, gift.left)).collect::<Vec<_>>(),
        [(other, 30)]
    );
    market.assert_all_is_held().await
}

// G3, X1: a recall during the rush leaves the shares that were claimed, and gives back the others.
#[tokio::test]
async fn a_packet_that_is_taken_back_keeps_its_word_to_those_who_have_claimed() -> Result<(), Fault>
{
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let tea = market.honest_token();
    let until = market.chain.now().await? + DAY;
    let keys = Keys::new(&["one", "two", "three"]);
    let drawn = Terms { drawn: true, ..packet(&keys.tree, 3, until) };
    let given = market.give(&ann, points(tea, 100), &drawn).await?;
    let claim = keys.claim(&market, given, 0, &ben);
    let share = market.submit(&mallory, &claim).await?;
    let take_back = market.gifts().take_back(given);
    for person in [&ben, &mallory] {
        let error = market.fault(person, take_back.clone()).await;
        assert_eq!(error, refused(GiftError::NotSender));
    }
    assert_eq!(market.call(&ann, take_back.clone()).await?, None);
    assert_eq!(market.purse(ann.id()).await?, RICH - share);
    assert_eq!(market.purse(ben.id()).await?, RICH + share);
    assert_eq!(market.fault(&ann, take_back).await, refused(GiftError::NoGift));
    let late = keys.claim(&market, given, 1, &cai);
    assert_refused(&mut market, "late", &late, GiftError::NoGift).await?;
    market.assert_all_is_held().await
}

// G4: what can't be divided is not given.
#[tokio::test]
async fn nobody_gives_more_shares_than_there_is_to_share() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ..] = market.people();
    let tea = market.honest_token();
    let until = market.chain.now().await? + DAY;
    let keys = Keys::new(&["one", "two"]);
    let coupon = market.coupon(&ann).await?;
    let before = market.ledger().await?;
    let many = |at_most| GiftError::InvalidShares { at_most };
    let bound = Terms { recipient: Some(ann.id()), ..packet(&keys.tree, 2, until) };
    for (asset, terms, error) in [
        (points(tea, 2), packet(&keys.tree, 3, until), many(2)),
        (points(tea, 2), packet(&keys.tree, 0, until), many(2)),
        (points(tea, 0), packet(&keys.tree, 1, until), many(0)),
        (points(tea, u128::MAX), packet(&keys.tree, u32::MAX, until), many(1 << 20)),
        (item(&coupon), packet(&keys.tree, 2, until), many(1)),
        (points(tea, 2), bound, GiftError::BoundPacket),
    ] {
        let give = market.gifts().give(asset, terms);
        assert_eq!(market.call(&ann, give).await.err(), refused(error));
    }
    assert_eq!(market.ledger().await?, before);
    // A unit for each is enough, also where the shares are drawn.
    let drawn = Terms { drawn: true, ..packet(&keys.tree, 2, until) };
    let given = market.give(&ann, points(tea, 2), &drawn).await?;
    for number in 0..2 {
        let share = market.gifts().share(given, number);
        assert_eq!(market.read(share).await?, Some(1));
        let claim = Claim { gift: given, number, recipient: ann.id(), max_fee: 1 };
        let key = &keys.accounts[number as usize];
        let proof = KeyProof { key: key.id(), path: keys.tree.path(number) };
        let signature = key.sign_claim(market.market.gift, &claim);
        let claim = Submitted { claim, proof, fee: 1, signature };
        let nothing_left = GiftError::FeeTooHigh { at_most: 0 };
        assert_refused(&mut market, "the only unit", &claim, nothing_left).await?;
    }
    Ok(())
}
