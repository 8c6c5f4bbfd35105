//! Relayers, and others who see a claim on its way.

use e2e_tests::{bundle, counter::DAY, shop::Fault};
use ink::scale::Encode;
use mischief::Puppet;
use psp22::PSP22;
use subxt_signer::sr25519::{verify, PublicKey, Signature};
use tongquan_client::{at, deploy_gift, Account, AccountId, Chain};
use tongquan_traits::gifts::{claim_payload, Claim, GiftError, Gifts, KeyProof, Terms};

use super::stage::{assert_refused, item, link, open, points, refused, tree, Submitted};
use crate::{
    crooks::{Crooks, RICH},
    parts,
};

/// The order of the group that sr25519 signs in, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

// G1, G2, R24, R25
#[tokio::test]
async fn a_relayer_can_only_delay_a_claim() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gift) = (market.honest_token(), market.market.gift);
    let (key, other) = (Account::dev("link"), Account::dev("other"));
    let given = market.give_link(&ann, points(tea, 1_000), &key).await?;
    // Ann is careless: one key for two gifts.
    let same_key = market.give_link(&ann, points(tea, 500), &key).await?;
    let other_key = market.give_link(&ann, points(tea, 500), &other).await?;
    let signed = market.claim(&key, given, ben.id(), 10);
    let with = |change: &dyn Fn(&mut Submitted)| {
        let mut changed = signed.clone();
        change(&mut changed);
        changed
    };
    let tries = [
        ("recipient", with(&|it| it.claim.recipient = mallory.id()), GiftError::BadSignature),
        ("sender", with(&|it| it.claim.recipient = ann.id()), GiftError::BadSignature),
        ("contract", with(&|it| it.claim.recipient = gift), GiftError::InvalidRecipient),
        ("most fee", with(&|it| it.claim.max_fee = 11), GiftError::BadSignature),
        ("less fee", with(&|it| it.claim.max_fee = 9), GiftError::BadSignature),
        ("fee", with(&|it| it.fee = 11), GiftError::FeeTooHigh { at_most: 10 }),
        ("all", with(&|it| it.fee = u128::MAX), GiftError::FeeTooHigh { at_most: 10 }),
        ("gift", with(&|it| it.claim.gift = same_key), GiftError::BadSignature),
        ("other gift", with(&|it| it.claim.gift = other_key), GiftError::UnknownKey),
        ("no gift", with(&|it| it.claim.gift = 99), GiftError::NoGift),
        ("number", with(&|it| it.claim.number = 1), GiftError::UnknownKey),
        ("last number", with(&|it| it.claim.number = u32::MAX), GiftError::UnknownKey),
        ("key", with(&|it| it.proof.key = mallory.id()), GiftError::UnknownKey),
        ("zero key", with(&|it| it.proof.key = [0; 32].into()), GiftError::UnknownKey),
        ("path", with(&|it| it.proof.path = vec![[0; 32]]), GiftError::UnknownKey),
        ("long path", with(&|it| it.proof.path = vec![[0; 32]; 40]), GiftError::UnknownKey),
        ("no signature", with(&|it| it.signature = [0; 64]), GiftError::BadSignature),
    ];
    for (what, claim, error) in tries {
        assert_refused(&mut market, what, &claim, error).await?;
    }
    // Who signs with a key of its own, or the key with another context, says nothing.
    let payload = claim_payload(&gift, &signed.claim);
    let untagged = (gift, signed.claim).encode();
    for (what, signature) in [
        ("Mallory", mallory.sign_claim(gift, &signed.claim)),
        ("Ann", ann.sign_claim(gift, &signed.claim)),
        ("the recipient", ben.sign_claim(gift, &signed.claim)),
        ("without what it is for", key.sign(&untagged)),
        ("of the start", key.sign(&payload[..payload.len() - 1])),
        ("of more", key.sign(&[&payload[..], &[0]].concat())),
        ("half wrapped", key.sign(&[b"<Bytes>", &payload[..]].concat())),
        ("wrapped twice", {
            let twice = [b"<Bytes><Bytes>", &payload[..], b"</Bytes></Bytes>"].concat();
            key.sign(&twice)
        }),
    ] {
        let claim = Submitted { signature, ..signed.clone() };
        assert_refused(&mut market, what, &claim, GiftError::BadSignature).await?;
    }
    // Whoever submits it at last, Ben gets all but the fee. Nobody gets it twice.
    for person in [&mallory, &ann, &ben] {
        let start = market.chain.snapshot();
        let before = market.purse(ben.id()).await?;
        assert_eq!(market.submit(person, &signed).await?, 1_000);
        assert_eq!(market.purse(ben.id()).await?, before + 1_000);
        assert_refused(&mut market, "again", &signed, GiftError::NoGift).await?;
        market.assert_all_is_held().await?;
        market.chain.restore(start);
    }
    Ok(())
}

// G2, R27
#[tokio::test]
async fn a_signature_in_other_bytes_is_none_or_changes_nothing() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gift, key) = (market.honest_token(), market.market.gift, Account::dev("link"));
    let given = market.give_link(&ann, points(tea, 100), &key).await?;
    let signed = market.claim(&key, given, ben.id(), 0);
    let before = market.ledger().await?;
    let message = |signature| Submitted { signature, ..signed.clone() }.at(gift);
    for place in 0..64 {
        let mut signature = signed.signature;
        signature[place] ^= 1 << (place % 8);
        let message = message(signature);
        let error = market.call(&mallory, message).await.err();
        assert_eq!(error, refused(GiftError::BadSignature), "byte {place}");
    }
    // The same point of the group, but for a multiple of its order.
    let mut signature = signed.signature;
    let mut carry = 0;
    for (byte, more) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(more) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    let error = market.call(&mallory, message(signature)).await.err();
    assert_eq!(error, refused(GiftError::BadSignature));
    assert_eq!(market.ledger().await?, before);

    // The key can sign the same more than once, and wallets wrap it: all of these say the same, once.
    let again = key.sign_claim(gift, &signed.claim);
    assert_ne!(again, signed.signature);
    let payload = claim_payload(&gift, &signed.claim);
    let wrapped = key.sign(&[b"<Bytes>", &payload[..], b"</Bytes>"].concat());
    let all = [signed.signature, again, wrapped];
    for first in all {
        let start = market.chain.snapshot();
        let first = message(first);
        assert_eq!(market.call(&mallory, first).await?, 100);
        assert_eq!(market.purse(ben.id()).await?, RICH + 100);
        for later in all {
            let error = market.call(&mallory, message(later)).await.err();
            assert_eq!(error, refused(GiftError::NoGift));
        }
        market.chain.restore(start);
    }
    Ok(())
}

// G1, R24
#[tokio::test]
async fn who_runs_ahead_of_a_claim_pays_the_same_recipient() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (tea, key) = (market.honest_token(), Account::dev("link"));
    let coupon = market.coupon(&ann).await?;
    let given = [points(tea, 100), item(&coupon)];
    let mut claims = Vec::new();
    for asset in given {
        let gift = market.give_link(&ann, asset, &key).await?;
        claims.push(market.claim(&key, gift, ben.id(), 10));
    }
    // Cai would have been content with 4. What the key has signed is what Mallory can keep.
    let [paid, coupon_claim] = [claims[0].for_fee(4), claims[1].clone()];
    assert_refused(&mut market, "more", &paid.for_fee(11), GiftError::FeeTooHigh { at_most: 10 })
        .await?;
    let no_fee = GiftError::FeeTooHigh { at_most: 0 };
    assert_refused(&mut market, "of a coupon", &coupon_claim.for_fee(1), no_fee).await?;
    assert_eq!(market.submit(&mallory, &paid.for_fee(10)).await?, 90);
    assert_eq!(market.submit(&mallory, &coupon_claim).await?, 0);
    for claim in [paid, coupon_claim] {
        assert_eq!(market.submit(&cai, &claim).await.err(), refused(GiftError::NoGift));
    }
    assert_eq!(market.purse(ben.id()).await?, RICH + 90);
    assert_eq!(market.purse(mallory.id()).await?, RICH + 10);
    assert_eq!(market.purse(cai.id()).await?, RICH);
    assert_eq!(market.owner(&coupon).await?, Some(ben.id()));

    // Of a fee that would leave nothing, the share keeps one unit.
    let small = market.give_link(&ann, points(tea, 5), &key).await?;
    let claim = market.claim(&key, small, ben.id(), u128::MAX);
    let most = GiftError::FeeTooHigh { at_most: 4 };
    assert_refused(&mut market, "everything", &claim.for_fee(5), most).await?;
    assert_eq!(market.submit(&mallory, &claim.for_fee(4)).await?, 1);
    market.assert_all_is_held().await
}

// G1: a contract is an account like any other.
#[tokio::test]
async fn the_fee_goes_to_who_calls_the_gifts_and_the_gift_to_who_is_named() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gold, key) = (market.honest_token(), market.gold, Account::dev("link"));
    let given = market.give_link(&ann, points(tea, 100), &key).await?;
    let claim = market.claim(&key, given, ben.id(), 10).for_fee(10);
    let through = |market: &Crooks, (contract, input)| market.gold().act(contract, input);
    let (contract, input) = parts(claim.at(market.market.gift));
    let relay = through(&market, (contract, input));
    let answer = market.call(&mallory, relay).await?;
    assert_eq!(answer, Ok::<_, GiftError>(90u128).encode()[..].to_vec());
    assert_eq!(market.purse(gold).await?, 10);
    assert_eq!(market.purse(ben.id()).await?, RICH + 90);
    assert_eq!(market.purse(mallory.id()).await?, RICH);

    // A contract can be given something, and can give: then it alone takes that back.
    let given = market.give_link(&ann, points(tea, 100), &key).await?;
    let claim = market.claim(&key, given, gold, 0);
    market.submit(&mallory, &claim).await?;
    assert_eq!(market.purse(gold).await?, 110);
    let until = market.chain.now().await? + DAY;
    let approve = parts(market.tea().approve(market.market.gift, 110));
    let give = parts(market.gifts().give(points(tea, 110), link(&key, until)));
    for message in [approve, give] {
        let act = through(&market, message);
        market.call(&mallory, act).await?;
    }
    let count = market.gifts().gift_count();
    let number = market.read(count).await?;
    let take_back = market.gifts().take_back(number);
    let error = market.fault(&mallory, take_back.clone()).await;
    assert_eq!(error, refused(GiftError::NotSender));
    assert_eq!(market.purse(gold).await?, 0);
    let act = through(&market, parts(take_back));
    market.call(&ann, act).await?;
    assert_eq!(market.purse(gold).await?, 110);
    market.assert_all_is_held().await
}

// G2: the same key, the same number, the same asset at another contract on the same chain.
#[tokio::test]
async fn a_claim_to_one_gift_contract_says_nothing_to_another() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gift, key) = (market.honest_token(), market.market.gift, Account::dev("link"));
    let second = deploy_gift(&mut market.chain, &mallory, &bundle("gift")?, b"2").await?.value;
    assert_ne!(second, gift);
    let approve = market.tea().approve(second, 100);
    market.call(&ann, approve).await?;
    let until = market.chain.now().await? + DAY;
    let gifts = at::<gift::GiftLinks>;
    for contract in [gift, second] {
        let give = gifts(contract).give(points(tea, 100), link(&key, until));
        assert_eq!(market.call(&ann, give).await?, 1);
    }
    let claim = market.claim(&key, 1, ben.id(), 0);
    let signature = key.sign_claim(second, &claim.claim);
    let of_second = Submitted { signature, ..claim.clone() };
    for (claim, contract) in [(&claim, second), (&of_second, gift)] {
        let before = market.ledger().await?;
        let misled = claim.at(contract);
        let error = market.call(&mallory, misled).await.err();
        assert_eq!(error, refused(GiftError::BadSignature));
        assert_eq!(market.ledger().await?, before);
        assert_eq!(market.purse(second).await?, 100);
    }
    for (claim, contract) in [(claim, gift), (of_second, second)] {
        let claim = claim.at(contract);
        assert_eq!(market.call(&mallory, claim).await?, 100);
    }
    assert_eq!(market.purse(ben.id()).await?, RICH + 200);
    assert_eq!([market.purse(gift).await?, market.purse(second).await?], [0, 0]);
    Ok(())
}

// R26
#[tokio::test]
async fn a_gift_under_the_key_of_zeros_or_under_none_is_nobodys() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gift, key) = (market.honest_token(), market.market.gift, Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let zero = AccountId::from([0; 32]);
    let roots = [tree(&[zero]).root(), [0; 32]];
    let mut numbers = Vec::new();
    for keys in roots {
        let terms = Terms { keys, ..link(&key, until) };
        numbers.push(market.give(&ann, points(tea, 50), &terms).await?);
    }
    // For the neutral point this is a signature of anything, with the mark that sr25519 wants.
    let mut neutral = [0; 64];
    neutral[63] = 0x80;
    assert!(verify(&Signature(neutral), b"anything", &PublicKey([0; 32])));
    for (number, unknown) in numbers.iter().zip([false, true]) {
        for recipient in [ben.id(), mallory.id()] {
            let claim = Claim { gift: *number, number: 0, recipient, max_fee: 0 };
            let proof = KeyProof { key: zero, path: vec![] };
            for signature in [neutral, [0; 64], key.sign_claim(gift, &claim)] {
                let claim = Submitted { claim, proof: proof.clone(), fee: 0, signature };
                let error = if unknown { GiftError::UnknownKey } else { GiftError::BadSignature };
                assert_refused(&mut market, "zeros", &claim, error).await?;
            }
        }
    }
    for number in numbers {
        let take_back = market.gifts().take_back(number);
        market.call(&ann, take_back).await?;
    }
    assert_eq!(market.purse(ann.id()).await?, RICH);
    Ok(())
}

// R28: a link that is used up says nothing of the gift that is made next.
#[tokio::test]
async fn an_old_claim_says_nothing_when_the_same_is_given_again() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let key = Account::dev("link");
    let coupon = market.coupon(&ann).await?;
    let first = market.give_link(&ann, item(&coupon), &key).await?;
    let claim = market.claim(&key, first, mallory.id(), 0);
    let take_back = market.gifts().take_back(first);
    market.call(&ann, take_back).await?;
    let second = market.give_link(&ann, item(&coupon), &key).await?;
    assert_ne!(first, second);
    assert_refused(&mut market, "an old claim", &claim, GiftError::NoGift).await?;
    let mut moved = claim;
    moved.claim.gift = second;
    assert_refused(&mut market, "for a new gift", &moved, GiftError::BadSignature).await?;
    let claim = market.claim(&key, second, ben.id(), 0);
    market.submit(&mallory, &claim).await?;
    assert_eq!(market.owner(&coupon).await?, Some(ben.id()));
    Ok(())
}

// G1: a link in the wrong hands, when the sender has named the recipient.
#[tokio::test]
async fn a_bound_gift_is_of_no_use_to_who_steals_its_link() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, _, mallory] = market.people();
    let (tea, gift, key) = (market.honest_token(), market.market.gift, Account::dev("link"));
    let until = market.chain.now().await? + DAY;
    let bound = |recipient| Terms { recipient: Some(recipient), ..link(&key, until) };
    let give = market.gifts().give(points(tea, 20), bound(gift));
    assert_eq!(market.fault(&ann, give).await, refused(GiftError::InvalidRecipient));
    let given = market.give(&ann, points(tea, 20), &bound(ben.id())).await?;
    for thief in [mallory.id(), ann.id(), gift] {
        let stolen = market.claim(&key, given, thief, 0);
        let error = GiftError::OtherRecipient { recipient: ben.id() };
        assert_refused(&mut market, "stolen", &stolen, error).await?;
    }
    let claim = market.claim(&key, given, ben.id(), 0);
    assert_eq!(market.submit(&mallory, &claim).await?, 20);
    assert_eq!(market.purse(ben.id()).await?, RICH + 20);
    Ok(())
}
