//! What tells who had which share of a packet: it stays until who has paid its deposit clears it, and
//! then nothing stays. G4

use ink::primitives::AccountId;
use tongquan_traits::gifts::{ClaimsCleared, GiftError::*, Gifts};

use crate::{
    gift_links::{claim, packet, Attempt},
    goods::{points, tea, END},
    keys::{large_tree, link_key, tree_of, Tree},
    model::Event,
    party::Party,
    people::{ann, ben, cat, dan, eve, fay, guest, relayer},
};

fn ann_gives(tree: &Tree, shares: u32) -> Party {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10_000);
    party.gives(ann(), points(tea(), 10 * u128::from(shares)), packet(tree, shares)).unwrap();
    party
}

/// Of Ann's packet for three, Ben and Cat had shares with the relayer's help, and Dan without.
fn over() -> Party {
    let mut party = ann_gives(tree_of(3), 3);
    for (number, recipient, by) in [(0, ben(), relayer()), (1, cat(), relayer()), (2, dan(), dan())]
    {
        let attempt = Attempt::new(tree_of(3), claim(1, number, recipient));
        party.submits(by, &attempt).unwrap();
    }
    party.events();
    party
}

#[test]
fn who_submitted_claims_clears_them_when_the_packet_is_over() {
    let mut party = over();
    assert_eq!(party.clears(relayer(), 1, &[cat(), ben()]), Ok(()));
    let cleared = ClaimsCleared { gift: 1, recipients: vec![cat(), ben()] };
    assert_eq!(party.events(), [Event::ClaimsCleared(cleared)]);
    assert_eq!([ben(), cat()].map(|account| party.claim_of(1, account)), [None, None]);
    assert_eq!([0, 1, 2].map(|number| party.is_claimed(1, number)), [false, false, true]);
    assert_eq!(party.clears(dan(), 1, &[dan()]), Ok(()));
    assert!(!party.is_claimed(1, 2));
    assert_eq!(party.clears(dan(), 1, &[dan()]), Err(NoClaim { recipient: dan() }));
}

#[test]
fn nobody_clears_what_others_have_paid_for() {
    let mut party = over();
    for other in [ann(), ben(), dan(), eve()] {
        let refused = Err(NoClaim { recipient: cat() });
        assert_eq!(party.clears(other, 1, &[cat()]), refused, "not even whose claim it was");
    }
    assert_eq!(party.clears(relayer(), 1, &[dan()]), Err(NoClaim { recipient: dan() }));
    assert!([0, 1, 2].iter().all(|number| party.is_claimed(1, *number)));
}

#[test]
fn all_are_cleared_or_none() {
    let mut party = over();
    for (recipients, refused) in [
        (vec![], EmptyBatch),
        (vec![ben(), dan()], NoClaim { recipient: dan() }),
        (vec![ben(), cat(), eve()], NoClaim { recipient: eve() }),
        (vec![ben(), ben()], NoClaim { recipient: ben() }),
    ] {
        assert_eq!(party.clears(relayer(), 1, &recipients), Err(refused));
        assert!([ben(), cat()].iter().all(|account| party.claim_of(1, *account).is_some()));
        assert!([0, 1].iter().all(|number| party.is_claimed(1, *number)));
    }
    assert_eq!(party.clears(relayer(), 1, &[ben(), cat()]), Ok(()));
}

#[test]
fn while_a_packet_can_be_claimed_nothing_is_cleared() {
    // G4: who is forgotten could claim again.
    let mut party = ann_gives(tree_of(3), 3);
    party.claims(ben(), 1, tree_of(3), 0).unwrap();
    for at in [party.now, END - 1, END, END + 1] {
        party.at(at);
        assert_eq!(party.clears(ben(), 1, &[ben()]), Err(NotOver), "what is left is not back");
        assert_eq!(party.clears(ben(), 1, &[cat()]), Err(NotOver));
        assert_eq!(party.clears(ben(), 1, &[]), Err(EmptyBatch));
    }
    party.sends_back(eve(), &[1]).unwrap();
    assert_eq!(party.clears(ben(), 1, &[ben()]), Ok(()));
}

#[test]
fn a_packet_is_over_however_it_ended() {
    type End = fn(&mut Party);
    let ends: [End; 4] = [
        |party| _ = party.takes_back(ann(), 1).unwrap(),
        |party| party.at(END).sends_back(eve(), &[1]).unwrap(),
        |party| party.at(END).abandons(ann(), 1).unwrap(),
        |party| {
            party.claims(cat(), 1, tree_of(3), 1).unwrap();
            party.claims(fay(), 1, tree_of(3), 2).unwrap();
        },
    ];
    for end in ends {
        let mut party = ann_gives(tree_of(3), 3);
        party.claims(ben(), 1, tree_of(3), 0).unwrap();
        end(&mut party);
        assert_eq!(party.gift(1), None);
        assert!(party.is_claimed(1, 0));
        assert_eq!(party.clears(ben(), 1, &[ben()]), Ok(()));
        assert!(!party.is_claimed(1, 0));
    }
}

#[test]
fn what_never_was_has_no_claims() {
    let mut party = ann_gives(link_key(0), 1);
    party.claims(ben(), 1, link_key(0), 0).unwrap();
    for gift in [0, 1, 2, u64::MAX] {
        assert_eq!(party.clears(ben(), gift, &[ben()]), Err(NoClaim { recipient: ben() }));
    }
}

#[test]
fn a_claim_to_another_packet_stays() {
    let mut party = over();
    party.gives(ann(), points(tea(), 20), packet(tree_of(2), 2)).unwrap();
    let attempt = Attempt::new(tree_of(2), claim(2, 0, ben()));
    party.submits(relayer(), &attempt).unwrap();
    assert_eq!(party.clears(relayer(), 1, &[ben()]), Ok(()));
    assert!(party.is_claimed(2, 0) && party.claim_of(2, ben()).is_some());
    assert_eq!(party.clears(relayer(), 2, &[ben()]), Err(NotOver));
}

#[test]
fn each_message_stores_what_it_must_and_no_more() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10_000);
    // The chain's genesis hash.
    assert_eq!(party.stored(), 1);
    let give = |party: &mut Party, tree, shares| {
        party.gives(ann(), points(tea(), 100), packet(tree, shares)).unwrap()
    };
    // The head of the list, and the gift.
    give(&mut party, link_key(0), 1);
    assert_eq!(party.stored(), 3);
    give(&mut party, tree_of(8), 8);
    assert_eq!(party.stored(), 4);
    // A gift link leaves nothing behind.
    party.claims(ben(), 1, link_key(0), 0).unwrap();
    assert_eq!(party.stored(), 3);
    // The marks of a packet, and for each account its claim.
    party.claims(ben(), 2, tree_of(8), 0).unwrap();
    assert_eq!(party.stored(), 5);
    party.claims(cat(), 2, tree_of(8), 7).unwrap();
    assert_eq!(party.stored(), 6);
    party.takes_back(ann(), 2).unwrap();
    assert_eq!(party.stored(), 5);
    party.clears(cat(), 2, &[cat()]).unwrap();
    assert_eq!(party.stored(), 4);
    party.clears(ben(), 2, &[ben()]).unwrap();
    assert_eq!(party.stored(), 2);
}

#[test]
fn of_a_packet_that_is_over_and_cleared_nothing_stays() {
    // Of three groups of marks too, in whatever order they are cleared.
    let tree = large_tree();
    let numbers = [255, 256, 0, 467, 257, 254, 1];
    for backwards in [false, true] {
        let mut party = ann_gives(tree, tree.size());
        for number in numbers {
            party.claims(guest(number), 1, tree, number).unwrap();
        }
        // Two groups of marks, and the claims.
        assert_eq!(party.stored(), 3 + 2 + numbers.len());
        party.takes_back(ann(), 1).unwrap();
        let mut order = numbers.to_vec();
        if backwards {
            order.reverse();
        }
        let mut left: Vec<u32> = numbers.to_vec();
        for number in order {
            party.clears(guest(number), 1, &[guest(number)]).unwrap();
            left.retain(|other| *other != number);
            let marked: Vec<u32> = (0..600).filter(|place| party.is_claimed(1, *place)).collect();
            let mut sorted = left.clone();
            sorted.sort();
            assert_eq!(marked, sorted, "{number} was cleared");
            let groups = usize::from(left.iter().any(|place| *place < 256))
                + usize::from(left.iter().any(|place| *place >= 256));
            assert_eq!(party.stored(), 2 + groups + left.len());
        }
        assert_eq!(party.stored(), 2);
    }
}

#[test]
fn many_are_cleared_at_once() {
    let tree = large_tree();
    let mut party = ann_gives(tree, tree.size());
    let accounts: Vec<AccountId> = (0..tree.size()).map(guest).collect();
    for (number, recipient) in (0..).zip(&accounts) {
        let attempt = Attempt::new(tree, claim(1, number, *recipient));
        party.submits(relayer(), &attempt).unwrap();
    }
    assert_eq!((party.gift(1), party.stored()), (None, 2 + 2 + accounts.len()));
    assert_eq!(party.clears(relayer(), 1, &accounts), Ok(()));
    assert_eq!(party.stored(), 2);
}
