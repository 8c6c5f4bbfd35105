//! Claims: the key of a gift has signed who gets it, and nobody can turn it to another. G1, G2

use ink::primitives::AccountId;
use tokens::{Id, World};
use tongquan_traits::gifts::{
    claim_payload, Claim, GiftClaimed, GiftError::*, Gifts, KeyProof, Terms,
};

use crate::{
    gift_links::{claim, link, packet, Attempt},
    goods::{art, cafe, item, points, tea},
    keys::{blake2b_256, leaf, link_key, node, tree_of},
    model::Event,
    party::{address, elsewhere, Party},
    people::{ann, ben, cat, dan, eve, relayer},
    signing::{payload, sign, wrapped, Signature},
};

/// Ann's packet of 80 tea for eight, in which Ben is to claim the share 5: 10 tea, of which whoever
/// submits it may keep 2.
fn bens_share() -> (Party, Attempt) {
    let mut party = Party::open();
    party.grant(tea(), ann(), 80);
    party.gives(ann(), points(tea(), 80), packet(tree_of(8), 8)).unwrap();
    let claim = Claim { gift: 1, number: 5, recipient: ben(), max_fee: 2 };
    (party, Attempt::new(tree_of(8), claim))
}

#[test]
fn what_the_key_signs_is_paid_out() {
    let (mut party, attempt) = bens_share();
    party.events();
    assert_eq!(party.submits(relayer(), &attempt.for_fee(2)), Ok(8));
    let claimed =
        GiftClaimed { gift: 1, number: 5, recipient: ben(), amount: 8, fee: 2, by: relayer() };
    assert_eq!(party.events(), [Event::GiftClaimed(claimed)]);
    assert_eq!(party.balances(tea()), [70, 0, 8, 0, 0, 0, 0, 0, 2]);
    let gift = party.gift(1).unwrap();
    assert_eq!((gift.left, gift.claimed), (70, 1));
}

#[test]
fn a_claim_may_be_signed_as_wallets_do() {
    let (mut party, mut attempt) = bens_share();
    attempt.signature.wrapped = true;
    assert_eq!(party.submits(ben(), &attempt), Ok(10));
}

#[test]
fn what_is_signed_is_laid_out_as_it_is_told() {
    let claim = Claim { gift: 9, number: 5, recipient: ben(), max_fee: 2 };
    assert_eq!(claim_payload(&address(), &claim), payload(address(), &claim));
}

#[test]
fn nothing_that_was_signed_can_be_changed() {
    // G1, R25: each field, one at a time; everything else fits.
    let (mut party, honest) = bens_share();
    party.grant(tea(), ann(), 80);
    party.gives(ann(), points(tea(), 80), packet(tree_of(8), 8)).unwrap();
    let changed = |change: fn(&mut Claim)| {
        let mut attempt = honest.clone();
        change(&mut attempt.claim);
        attempt.proof = tree_of(8).proof(attempt.claim.number);
        attempt
    };
    for (attempt, refusal) in [
        (changed(|claim| claim.gift = 2), BadSignature),
        (changed(|claim| claim.recipient = eve()), BadSignature),
        (changed(|claim| claim.max_fee = 3), BadSignature),
        (changed(|claim| claim.max_fee = 1), BadSignature),
        // With the key of the other share it is not this key that has signed,
        (changed(|claim| claim.number = 4), BadSignature),
    ] {
        assert_eq!(party.submits(eve(), &attempt), Err(refusal), "{attempt:?}");
    }
    // and with this key it is not that of the other share.
    let other = Attempt { proof: honest.proof.clone(), ..changed(|claim| claim.number = 4) };
    assert_eq!(party.submits(eve(), &other), Err(UnknownKey));
    assert_eq!(party.submits(eve(), &honest), Ok(10));
}

#[test]
fn a_claim_for_another_contract_or_another_use_is_none() {
    // G2, R25: on another chain the contract has another address.
    let (mut party, attempt) = bens_share();
    let (key, bytes) = (attempt.proof.key, payload(address(), &attempt.claim));
    let mut others = vec![
        payload(elsewhere(), &attempt.claim),
        [b"tongquan voucher", &bytes[16..]].concat(),
        [b"tongquan gift\0\0\x01", &bytes[16..]].concat(),
        bytes[16..].to_vec(),
        bytes[..bytes.len() - 1].to_vec(),
        [&bytes[..], &[0]].concat(),
        [b"<Bytes>", &bytes[..]].concat(),
        wrapped(&wrapped(&bytes)),
        vec![],
    ];
    for place in 0..bytes.len() {
        let mut other = bytes.clone();
        other[place] ^= 1;
        others.push(other);
    }
    for other in others {
        for message in [other.clone(), wrapped(&other)] {
            if message == wrapped(&bytes) {
                continue;
            }
            let signature = sign(key, &message);
            assert_eq!(party.submits_with(ben(), &attempt, signature), BadSignature);
        }
    }
    let signature = sign(key, &bytes);
    let [low, high] = [&signature[..32], &signature[32..]];
    let swapped: [u8; 64] = [high, low].concat().try_into().unwrap();
    for other in [[0; 64], [0xff; 64], swapped] {
        assert_eq!(party.submits_with(ben(), &attempt, other), BadSignature);
    }
    assert_eq!(party.submits(ben(), &attempt), Ok(10));
}

#[test]
fn each_byte_of_a_signature_counts() {
    let (mut party, attempt) = bens_share();
    let good = attempt.signature.bytes();
    for place in 0..64 {
        for bit in [1, 0x10, 0x80] {
            let mut bytes = good;
            bytes[place] ^= bit;
            assert_eq!(party.submits_with(ben(), &attempt, bytes), BadSignature, "byte {place}");
        }
    }
    // Nor does the group's order, added to the second half, make another form of it.
    let order = hex::decode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    let (mut bytes, mut carry) = (good, 0);
    bytes[63] &= 0x7f;
    for (byte, added) in bytes[32..].iter_mut().zip(order.unwrap()) {
        let sum = u16::from(*byte) + u16::from(added) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    bytes[63] |= 0x80;
    assert_eq!(party.submits_with(ben(), &attempt, bytes), BadSignature);
}

#[test]
fn a_claim_does_not_open_another_gift_under_the_same_key() {
    // G2: in the same contract, and in one of the same code at another address.
    let mut party = Party::open();
    party.grant(tea(), ann(), 20);
    for _ in 0..2 {
        party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    }
    let first = Attempt::new(link_key(0), claim(1, 0, ben()));
    assert_eq!(party.submits(ben(), &first), Ok(10));
    assert_eq!(party.submits(ben(), &first), Err(NoGift));
    let again = Attempt { claim: claim(2, 0, ben()), ..first.clone() };
    assert_eq!(party.submits(ben(), &again), Err(BadSignature));

    let mut there = Party::at_address(elsewhere(), World::default());
    there.grant(tea(), ann(), 10);
    there.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    assert_eq!(there.submits(ben(), &first), Err(BadSignature));
    let signature = Signature { contract: elsewhere(), ..first.signature.clone() };
    assert_eq!(there.submits(ben(), &Attempt { signature, ..first }), Ok(10));
}

#[test]
fn another_key_can_not_sign() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 20);
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    let honest = Attempt::new(link_key(0), claim(1, 0, eve()));
    let others = Attempt::new(link_key(1), claim(1, 0, eve()));
    let signature = others.signature.clone();
    let said = Attempt { signature, ..honest.clone() };
    assert_eq!(party.submits(eve(), &said), Err(BadSignature));
    assert_eq!(party.submits(eve(), &others), Err(UnknownKey));
    assert_eq!(party.submits(eve(), &honest), Ok(10));
}

#[test]
fn only_the_way_from_the_key_to_the_root_shows_that_it_is_one() {
    let (mut party, honest) = bens_share();
    let key = honest.proof.key;
    let path = tree_of(8).path(5);
    let mut ways = vec![
        vec![],
        path[..2].to_vec(),
        path[1..].to_vec(),
        [&path[..], &[[0; 32]]].concat(),
        tree_of(8).path(4),
        vec![path[1], path[0], path[2]],
        vec![path[2], path[1], path[0]],
        vec![[0; 32]; 31],
        vec![[0; 32]; 32],
        vec![[0; 32]; 33],
        vec![[0; 32]; 200],
    ];
    for place in 0..3 {
        for byte in [0, 31] {
            let mut other = path.clone();
            other[place][byte] ^= 1;
            ways.push(other);
        }
    }
    for path in ways {
        let proof = KeyProof { key, path };
        let attempt = Attempt { proof, ..honest.clone() };
        assert_eq!(party.submits(ben(), &attempt), Err(UnknownKey), "{:?}", attempt.proof);
    }
    assert_eq!(party.submits(ben(), &honest), Ok(10));
}

#[test]
fn a_share_that_the_packet_does_not_have_is_claimed_by_no_key() {
    // The tree has eight keys, the packet six shares, or none of that number at all.
    let mut party = Party::open();
    party.grant(tea(), ann(), 60);
    party.gives(ann(), points(tea(), 60), packet(tree_of(8), 6)).unwrap();
    for number in [6, 7] {
        assert_eq!(party.claims(ben(), 1, tree_of(8), number), Err(UnknownKey));
        assert_eq!(party.share(1, number), None);
    }
    assert_eq!(party.claims(ben(), 1, tree_of(8), 5), Ok(10));
}

#[test]
fn a_number_beyond_the_tree_is_not_that_of_a_key_within() {
    // 9 is 1 in the lowest three bits, which tell the way.
    let mut party = Party::open();
    party.grant(tea(), ann(), 100);
    party.gives(ann(), points(tea(), 100), packet(tree_of(8), 10)).unwrap();
    for number in [8, 9] {
        let claim = claim(1, number, ben());
        let within = number % 8;
        let proof = tree_of(8).proof(within);
        let signature = Signature { by: proof.key, contract: address(), claim, wrapped: false };
        let attempt = Attempt { claim, proof, fee: 0, signature };
        assert_eq!(party.submits(ben(), &attempt), Err(UnknownKey));
    }
    assert_eq!(party.claims(ben(), 1, tree_of(8), 1), Ok(10));
}

#[test]
fn a_leaf_begins_with_0_and_a_node_with_1() {
    let key = link_key(0).key(0);
    let bytes = key.as_ref() as &[u8];
    let beside = [7; 32];
    let hash = |first: &[u8], parts: &[&[u8]]| blake2b_256([first, &parts.concat()].concat());
    for (root, path, is_one) in [
        (leaf(key), vec![], true),
        (hash(&[0], &[bytes]), vec![], true),
        (hash(&[], &[bytes]), vec![], false),
        (hash(&[1], &[bytes]), vec![], false),
        (hash(&[1], &[&leaf(key), &beside]), vec![beside], true),
        (node(leaf(key), beside), vec![beside], true),
        (node(beside, leaf(key)), vec![beside], false),
        (hash(&[0], &[&leaf(key), &beside]), vec![beside], false),
        (hash(&[], &[&leaf(key), &beside]), vec![beside], false),
        (hash(&[1], &[&hash(&[1], &[bytes]), &beside]), vec![beside], false),
    ] {
        let mut party = Party::open();
        party.grant(tea(), ann(), 10);
        let terms = Terms { keys: root, ..link(link_key(0)) };
        party.gives(ann(), points(tea(), 10), terms).unwrap();
        let mut attempt = Attempt::new(link_key(0), claim(1, 0, ben()));
        attempt.proof.path = path;
        let expected = if is_one { Ok(10) } else { Err(UnknownKey) };
        assert_eq!(party.submits(ben(), &attempt), expected);
    }
}

#[test]
fn a_gift_link_has_the_number_0() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let terms = Terms { shares: 1, ..packet(tree_of(2), 1) };
    party.gives(ann(), points(tea(), 10), terms).unwrap();
    assert_eq!(party.claims(ben(), 1, tree_of(2), 1), Err(UnknownKey));
    assert_eq!(party.claims(ben(), 1, tree_of(2), 0), Ok(10));
}

#[test]
fn a_bound_gift_is_for_its_recipient_only() {
    let mut party = Party::open();
    let voucher = party.issue(cafe(), 1, ann());
    let terms = Terms { recipient: Some(ben()), ..link(link_key(0)) };
    party.gives(ann(), item(&voucher), terms).unwrap();
    for other in [ann(), cat(), address()] {
        let refused = Err(OtherRecipient { recipient: ben() });
        assert_eq!(party.claims(other, 1, link_key(0), 0), refused);
    }
    // Even for Ben the key must sign; who submits it does not matter.
    let mut attempt = Attempt::new(link_key(0), claim(1, 0, ben()));
    attempt.signature.claim.recipient = cat();
    assert_eq!(party.submits(ben(), &attempt), Err(BadSignature));
    let attempt = Attempt::new(link_key(0), claim(1, 0, ben()));
    assert_eq!(party.submits(dan(), &attempt), Ok(0));
    assert_eq!(party.owner(&voucher), Some(ben()));
}

#[test]
fn nothing_is_claimed_for_the_contract_itself() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 20);
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    party.gives(ann(), points(tea(), 10), packet(tree_of(2), 2)).unwrap();
    for (gift, tree) in [(1, link_key(0)), (2, tree_of(2))] {
        let attempt = Attempt::new(tree, claim(gift, 0, address()));
        assert_eq!(party.submits(relayer(), &attempt), Err(InvalidRecipient));
    }
    assert_eq!(party.balance(tea(), address()), 20);
}

#[test]
fn anyone_else_can_be_the_recipient() {
    // Another contract too, the token's own, and who has given it.
    let accounts: [AccountId; 5] = [ann(), cafe(), tea(), elsewhere(), [0; 32].into()];
    for recipient in accounts {
        let mut party = Party::open();
        party.grant(tea(), ann(), 10);
        party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
        let attempt = Attempt::new(link_key(0), claim(1, 0, recipient));
        assert_eq!(party.submits(ann(), &attempt), Ok(10));
        assert_eq!((party.balance(tea(), recipient), party.live()), (10, 0));
    }
}

#[test]
fn who_has_given_it_can_claim_it() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    party.gives(ann(), points(tea(), 10), packet(tree_of(2), 2)).unwrap();
    assert_eq!(party.claims(ann(), 1, tree_of(2), 1), Ok(5));
    assert_eq!(party.balances(tea())[..2], [5, 5]);
}

#[test]
fn with_the_only_share_the_gift_is_gone() {
    // G3
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let voucher = party.issue(cafe(), 1, ann());
    let drawing = party.issue_plain(art(), Id::U8(1), ann());
    for asset in [points(tea(), 10), item(&voucher), item(&drawing)] {
        let amount = if asset == points(tea(), 10) { 10 } else { 0 };
        let gift = party.gives(ann(), asset, link(link_key(0))).unwrap();
        assert_eq!(party.claims(ben(), gift, link_key(0), 0), Ok(amount));
        assert_eq!((party.gift(gift), party.share(gift, 0)), (None, None));
        assert_eq!(party.claims(ben(), gift, link_key(0), 0), Err(NoGift));
        assert_eq!(party.claims(cat(), gift, link_key(0), 0), Err(NoGift));
        assert_eq!(party.takes_back(ann(), gift), Err(NoGift));
        assert_eq!(party.sends_back(ann(), &[gift]), Err(NoGift));
        assert_eq!(party.abandons(ann(), gift), Err(NoGift));
        // A gift link keeps no claims.
        assert!(!party.is_claimed(gift, 0));
        assert_eq!(party.claim_of(gift, ben()), None);
    }
    assert_eq!(party.balance(tea(), ben()), 10);
    assert_eq!((party.owner(&voucher), party.owner(&drawing)), (Some(ben()), Some(ben())));
}

#[test]
fn there_is_nothing_to_claim_of_a_gift_that_never_was() {
    let mut party = Party::open();
    for gift in [0, 1, u64::MAX] {
        assert_eq!(party.claims(ben(), gift, link_key(0), 0), Err(NoGift));
        assert_eq!(party.takes_back(ben(), gift), Err(NoGift));
        assert_eq!(party.sends_back(ben(), &[gift]), Err(NoGift));
        assert_eq!(party.abandons(ben(), gift), Err(NoGift));
    }
}
