//! The list of the gifts that there are now, in pages of sixteen, newest first.

use tongquan_traits::gifts::{Gift, Gifts};

use crate::{
    book::pages,
    gift_links::link,
    goods::{points, tea},
    keys::link_key,
    party::Party,
    people::ann,
};

/// Ann gives one tea so many times.
fn with(count: u64) -> Party {
    let mut party = Party::open();
    party.grant(tea(), ann(), 100_000);
    give(&mut party, count);
    party
}

fn give(party: &mut Party, count: u64) {
    for _ in 0..count {
        party.gives(ann(), points(tea(), 1), link(link_key(0))).unwrap();
    }
}

fn numbers(page: Vec<(u64, Gift)>) -> Vec<u64> {
    page.into_iter().map(|(number, _)| number).collect()
}

fn listed(party: &Party) -> Vec<Vec<u64>> {
    pages(|before| party.live_gifts(before)).into_iter().map(numbers).collect()
}

#[test]
fn a_page_has_sixteen() {
    for count in [0, 1, 15, 16, 17, 31, 32, 33] {
        let party = with(count);
        let all: Vec<u64> = (1..=count).rev().collect();
        let pages = listed(&party);
        assert_eq!(pages.concat(), all);
        assert_eq!(pages.len() as u64, count / 16 + 1, "a page that is full may be the last");
    }
}

#[test]
fn a_page_is_that_before_a_number() {
    let party = with(20);
    for (before, expected) in [
        (0, vec![]),
        (1, vec![]),
        (2, vec![1]),
        (3, vec![2, 1]),
        (17, (1..=16).rev().collect()),
        (18, (2..=17).rev().collect()),
        (20, (4..=19).rev().collect()),
        (21, (5..=20).rev().collect()),
        (22, (5..=20).rev().collect()),
        (1_024, (5..=20).rev().collect()),
        (u64::MAX, (5..=20).rev().collect()),
    ] {
        assert_eq!(numbers(party.live_gifts(before)), expected, "before {before}");
    }
}

#[test]
fn a_page_shows_the_gifts_as_they_are() {
    let party = with(3);
    for (number, gift) in party.live_gifts(u64::MAX) {
        assert_eq!(party.gift(number), Some(gift));
    }
}

#[test]
fn what_is_gone_is_not_listed_and_comes_not_back() {
    let mut party = with(20);
    for number in [1, 5, 20] {
        party.takes_back(ann(), number).unwrap();
    }
    let left = |last| (1..=last).rev().filter(|number| ![1, 5, 20].contains(number));
    assert_eq!(listed(&party).concat(), left(20).collect::<Vec<u64>>());
    give(&mut party, 1);
    assert_eq!(party.gift_count(), 21, "no number is used again");
    assert_eq!(listed(&party).concat(), left(21).collect::<Vec<u64>>());
}

#[test]
fn lists_are_right_across_each_1024_numbers() {
    let mut party = with(1_000);
    let mut live: Vec<u64> = (1..=1_000).collect();
    let drop_some = |party: &mut Party, live: &mut Vec<u64>, gone: &[u64]| {
        for number in gone {
            if live.contains(number) {
                party.takes_back(ann(), *number).unwrap();
                live.retain(|other| other != number);
            }
        }
        let newest_first: Vec<u64> = live.iter().rev().copied().collect();
        assert_eq!(listed(party).concat(), newest_first);
        for before in [1_022, 1_023, 1_024, 1_025, 1_026, 2_047, 2_048, 2_049, 2_050] {
            let page: Vec<u64> =
                newest_first.iter().filter(|number| **number < before).take(16).copied().collect();
            assert_eq!(numbers(party.live_gifts(before)), page, "before {before}");
        }
    };
    // Over the edge one by one, with removals on both sides of it, of the newest and of older ones.
    for count in 1_001..=1_030 {
        give(&mut party, 1);
        live.push(count);
        match count {
            1_022 => drop_some(&mut party, &mut live, &[1_022]),
            1_024 => drop_some(&mut party, &mut live, &[1_023]),
            1_025 => drop_some(&mut party, &mut live, &[1_024, 1]),
            1_027 => drop_some(&mut party, &mut live, &[1_025, 1_020]),
            _ => drop_some(&mut party, &mut live, &[]),
        }
    }
    give(&mut party, 1_100);
    live.extend(1_031..=2_130);
    assert_eq!(party.gift_count(), 2_130);
    drop_some(&mut party, &mut live, &[]);
    drop_some(&mut party, &mut live, &[2_047, 2_048, 2_049, 2_130, 1_026, 7]);
    // With none between two edges there is nothing to list there.
    let middle: Vec<u64> = (1_024..2_048).collect();
    let stored = party.stored();
    let there = middle.iter().filter(|number| live.contains(number)).count();
    drop_some(&mut party, &mut live, &middle);
    // The gifts, and the item that told which of these numbers there were.
    assert_eq!(party.stored(), stored - there - 1);
    let first: Vec<u64> = (1..1_024).collect();
    drop_some(&mut party, &mut live, &first);
    let last = live.clone();
    drop_some(&mut party, &mut live, &last);
    assert_eq!((party.live(), party.stored(), party.gift_count()), (0, 2, 2_130));
    give(&mut party, 1);
    assert_eq!(listed(&party), [[2_131]]);
}
