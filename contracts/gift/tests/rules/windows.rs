//! Every time edge, one ms before it, at it, and one ms after it. A gift can be claimed before its end,
//! and goes back at it and later: at no time both, or neither. G3, R29, R30

use tongquan_traits::gifts::{GiftError::*, Gifts, Recalled, SentBack, Terms, MAX_LENGTH};

use crate::{
    gift_links::{link, packet},
    goods::{cafe, item, points, tea, END, HOUR, START},
    keys::{link_key, tree_of},
    model::Event,
    party::Party,
    people::{ann, ben, cat},
};

const EDGES: [(u64, bool); 5] =
    [(START, true), (END - 1, true), (END, false), (END + 1, false), (u64::MAX, false)];

/// Ann gives 10 tea, and promises that notice.
fn given(notice: u64) -> Party {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let terms = Terms { notice, ..link(link_key(0)) };
    party.gives(ann(), points(tea(), 10), terms).unwrap();
    party.events();
    party
}

#[test]
fn a_gift_is_claimed_before_its_end() {
    for (at, open) in EDGES {
        let mut party = given(0);
        party.at(at);
        let claimed = party.claims(ben(), 1, link_key(0), 0);
        assert_eq!(claimed, if open { Ok(10) } else { Err(Ended { at: END }) }, "at {at}");
        assert_eq!(party.gift(1).is_none(), open);
    }
}

#[test]
fn anyone_sends_a_gift_back_from_its_end_on() {
    for (at, open) in EDGES {
        for caller in [ann(), ben(), cat()] {
            let mut party = given(0);
            party.at(at);
            let sent = party.sends_back(caller, &[1]);
            assert_eq!(sent, if open { Err(NotEnded { until: END }) } else { Ok(()) }, "at {at}");
            let back = if open { [10, 0] } else { [0, 10] };
            assert_eq!(party.balances(tea())[..2], back, "to who gave it");
            let events = [Event::SentBack(SentBack { gift: 1, left: 10 })];
            assert_eq!(party.events(), if open { &[][..] } else { &events });
        }
    }
}

#[test]
fn its_sender_gives_a_gift_up_from_its_end_on() {
    for (at, open) in EDGES {
        let mut party = given(0);
        party.at(at);
        let given_up = party.abandons(ann(), 1);
        assert_eq!(given_up, if open { Err(NotEnded { until: END }) } else { Ok(()) }, "at {at}");
        assert_eq!(party.balance(tea(), ann()), 0);
        assert_eq!(party.gift(1).is_some(), open);
    }
}

#[test]
fn its_sender_takes_a_gift_back_at_any_time() {
    // Without a notice, and after the end with one.
    for (at, open) in EDGES {
        for notice in [0, HOUR] {
            let mut party = given(notice);
            party.at(at);
            let taken = party.takes_back(ann(), 1);
            if open && notice > 0 {
                assert!(matches!(taken, Ok(Some(_))), "at {at}");
                continue;
            }
            assert_eq!((taken, party.balance(tea(), ann())), (Ok(None), 10), "at {at}");
            assert_eq!(party.events(), [Event::SentBack(SentBack { gift: 1, left: 10 })]);
        }
    }
}

#[test]
fn nobody_else_takes_a_gift_back() {
    for (at, _) in EDGES {
        let mut party = given(0);
        party.at(at);
        for other in [ben(), cat()] {
            assert_eq!(party.takes_back(other, 1), Err(NotSender));
            assert_eq!(party.abandons(other, 1), Err(NotSender));
        }
        assert_eq!(party.balance(tea(), ann()), 0);
    }
}

#[test]
fn a_recalled_gift_is_claimed_for_its_notice_and_goes_back_then() {
    for (later, open) in [(0, true), (99, true), (100, false), (101, false)] {
        for way in 0..3 {
            let mut party = given(100);
            let until = START + 1_000 + 100;
            party.at(START + 1_000);
            assert_eq!(party.takes_back(ann(), 1), Ok(Some(until)));
            assert_eq!(party.events(), [Event::Recalled(Recalled { gift: 1, until })]);
            let gift = party.gift(1).unwrap();
            assert_eq!((gift.terms.until, gift.left, gift.terms.notice), (until, 10, 100));
            assert_eq!(party.balance(tea(), ann()), 0);
            party.at(START + 1_000 + later);
            let (back, expected) = match way {
                0 => {
                    let claimed = party.claims(ben(), 1, link_key(0), 0).map(drop);
                    (claimed, if open { Ok(()) } else { Err(Ended { at: until }) })
                }
                1 => {
                    let sent = party.sends_back(cat(), &[1]);
                    (sent, if open { Err(NotEnded { until }) } else { Ok(()) })
                }
                _ => {
                    let given_up = party.abandons(ann(), 1);
                    (given_up, if open { Err(NotEnded { until }) } else { Ok(()) })
                }
            };
            assert_eq!(back, expected, "way {way}, {later} later");
        }
    }
}

#[test]
fn a_recalled_gift_is_taken_back_when_its_notice_is_over() {
    for (later, answer) in [(99, Ok(Some(START + 100))), (100, Ok(None)), (101, Ok(None))] {
        let mut party = given(100);
        assert_eq!(party.takes_back(ann(), 1), Ok(Some(START + 100)));
        party.at(START + later);
        assert_eq!(party.takes_back(ann(), 1), answer);
    }
}

#[test]
fn a_recall_never_lengthens() {
    let mut party = given(100);
    for later in [0, 1, 50, 99] {
        party.at(START + later);
        assert_eq!(party.takes_back(ann(), 1), Ok(Some(START + 100)), "{later} later");
        assert_eq!(party.gift(1).unwrap().terms.until, START + 100);
    }
    party.at(START + 100);
    assert_eq!(party.claims(ben(), 1, link_key(0), 0), Err(Ended { at: START + 100 }));
    assert_eq!(party.takes_back(ann(), 1), Ok(None));
    assert_eq!(party.takes_back(ann(), 1), Err(NoGift));
}

#[test]
fn a_notice_ends_with_the_gift_at_the_latest() {
    for notice in [1, 2, 3, HOUR, MAX_LENGTH, u64::MAX] {
        let mut party = given(notice);
        party.at(END - 2);
        assert_eq!(party.takes_back(ann(), 1), Ok(Some(END.min(END - 2 + notice.min(10)))));
        party.at(END - 1);
        let claimed = party.claims(ben(), 1, link_key(0), 0);
        let last = if notice == 1 { Err(Ended { at: END - 1 }) } else { Ok(10) };
        assert_eq!(claimed, last, "a notice of {notice}");
    }
    for notice in [2, u64::MAX] {
        let mut party = given(notice);
        party.at(END - 2);
        assert_eq!(party.takes_back(ann(), 1), Ok(Some(END)));
        party.at(END);
        assert_eq!(party.claims(ben(), 1, link_key(0), 0), Err(Ended { at: END }));
        assert_eq!(party.sends_back(ben(), &[1]), Ok(()));
    }
}

#[test]
fn of_claimed_taken_back_and_sent_back_exactly_one_happens() {
    // G3: whoever comes first, before the end and after it, and whatever comes then.
    type Way = fn(&mut Party) -> bool;
    let ways: [Way; 4] = [
        |party| party.claims(ben(), 1, link_key(0), 0).is_ok(),
        |party| party.takes_back(ann(), 1).is_ok(),
        |party| party.sends_back(cat(), &[1]).is_ok(),
        |party| party.abandons(ann(), 1).is_ok(),
    ];
    for (at, open) in EDGES {
        for first in 0..4 {
            let mut party = given(0);
            party.at(at);
            let happened = ways[first](&mut party);
            assert_eq!(happened, first == 1 || (first == 0) == open, "way {first} at {at}");
            if !happened {
                continue;
            }
            let after = party.balances(tea());
            for way in &ways {
                assert!(!way(&mut party), "way {first} at {at} came first");
            }
            assert_eq!(party.balances(tea()), after);
            assert_eq!(party.live(), 0);
        }
    }
}

#[test]
fn what_is_left_of_a_packet_goes_back() {
    // G4
    for (at, way) in [(START, 0), (END, 0), (END, 1)] {
        let mut party = Party::open();
        party.grant(tea(), ann(), 83);
        party.gives(ann(), points(tea(), 83), packet(tree_of(8), 8)).unwrap();
        assert_eq!(party.claims(ben(), 1, tree_of(8), 2), Ok(11));
        assert_eq!(party.claims(cat(), 1, tree_of(8), 3), Ok(10));
        party.events();
        party.at(at);
        match way {
            0 => assert_eq!(party.takes_back(ann(), 1), Ok(None)),
            _ => assert_eq!(party.sends_back(cat(), &[1]), Ok(())),
        }
        assert_eq!(party.events(), [Event::SentBack(SentBack { gift: 1, left: 62 })]);
        assert_eq!(party.balances(tea())[..4], [0, 62, 11, 10]);
    }
}

#[test]
fn a_packet_is_recalled_with_its_notice_too() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 80);
    let terms = Terms { notice: 100, ..packet(tree_of(8), 8) };
    party.gives(ann(), points(tea(), 80), terms).unwrap();
    assert_eq!(party.claims(ben(), 1, tree_of(8), 0), Ok(10));
    assert_eq!(party.takes_back(ann(), 1), Ok(Some(START + 100)));
    party.at(START + 99);
    assert_eq!(party.claims(cat(), 1, tree_of(8), 1), Ok(10));
    let gift = party.gift(1).unwrap();
    assert_eq!((gift.left, gift.claimed), (60, 2));
    party.at(START + 100);
    assert_eq!(party.sends_back(cat(), &[1]), Ok(()));
    assert_eq!(party.balance(tea(), ann()), 60);
}

#[test]
fn the_longest_gift_lasts_366_days() {
    let mut party = Party::open();
    party.grant(tea(), ann(), 20);
    for _ in 0..2 {
        let terms = Terms { until: START + MAX_LENGTH, ..link(link_key(0)) };
        party.gives(ann(), points(tea(), 10), terms).unwrap();
    }
    party.at(START + MAX_LENGTH - 1);
    assert_eq!(party.sends_back(ann(), &[1]), Err(NotEnded { until: START + MAX_LENGTH }));
    assert_eq!(party.claims(ben(), 1, link_key(0), 0), Ok(10));
    party.at(START + MAX_LENGTH);
    assert_eq!(party.claims(ben(), 2, link_key(0), 0), Err(Ended { at: START + MAX_LENGTH }));
}

#[test]
fn a_coupon_that_ends_with_its_gift_is_claimed_until_then() {
    for (at, open) in EDGES {
        let mut party = Party::open();
        let voucher = party.issue(cafe(), 1, ann());
        party.change(&voucher, |coupon| coupon.until = END);
        party.gives(ann(), item(&voucher), link(link_key(0))).unwrap();
        party.at(at);
        assert_eq!(party.claims(ben(), 1, link_key(0), 0).is_ok(), open);
        assert_eq!(party.owner(&voucher) == Some(ben()), open);
    }
}
