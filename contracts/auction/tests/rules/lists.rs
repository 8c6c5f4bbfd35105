//! Lists in pages: lots, newest first, and credits.

use ink::primitives::AccountId;
use tongquan_traits::auctions::AuctionError::NoCredit;

use crate::{
    model::Message,
    offers::{dutch, english, with_buy_now},
    people::{ann, ben, coupon, house, picture, points, sue, tea},
    saleroom::Saleroom,
};

fn numbers(room: &Saleroom, before: u64) -> Vec<u64> {
    room.live_lots(before).iter().map(|(number, ..)| *number).collect()
}

/// So many lots of Sue's pictures, of which she has enough.
fn with_lots(count: u8) -> Saleroom {
    let mut room = Saleroom::open();
    room.change(|world| {
        for number in 0..count {
            world.issue_item(&picture(number), sue());
        }
    });
    for number in 0..count {
        room.list(sue(), vec![picture(number)], english());
    }
    room
}

#[test]
fn a_page_has_sixteen_lots_newest_first() {
    for count in [0, 1, 15, 16, 17, 32, 33] {
        let room = with_lots(count);
        let count = u64::from(count);
        let newest: Vec<_> = (1..=count).rev().collect();
        let (first, rest) = newest.split_at(newest.len().min(16));
        for before in [count + 1, count + 2, u64::MAX] {
            assert_eq!(numbers(&room, before), first);
        }
        let next: Vec<_> = rest.iter().copied().take(16).collect();
        assert_eq!(numbers(&room, first.last().copied().unwrap_or(0)), next);
        assert!(numbers(&room, 0).is_empty());
        assert!(numbers(&room, 1).is_empty());
        assert_eq!(numbers(&room, 2), if count > 0 { vec![1] } else { vec![] });
    }
}

#[test]
fn lots_that_are_gone_are_passed_over() {
    let mut room = with_lots(40);
    for lot in (1..=40).filter(|lot| lot % 3 != 0) {
        room.cancel(sue(), lot).unwrap();
    }
    let left: Vec<_> = (1..=13).rev().map(|place| place * 3).collect();
    assert_eq!(numbers(&room, u64::MAX), left);
    assert_eq!(numbers(&room, 12), [9, 6, 3]);
    assert_eq!(numbers(&room, 13), [12, 9, 6, 3]);
    // An unwound lot is there until its last item is not.
    room.unwind(sue(), 39).unwrap();
    assert_eq!(numbers(&room, u64::MAX), left);
    room.reclaim(sue(), 39, 0).unwrap();
    assert_eq!(numbers(&room, u64::MAX), left[1..]);
}

#[test]
fn lots_are_found_beyond_many_numbers_that_are_gone() {
    // The house keeps a bit for each number, 1,024 in one item.
    let mut room = Saleroom::open();
    let kept = [1, 2, 1_022, 1_023, 1_024, 1_025];
    for number in 1..=1_026 {
        let place = kept.iter().position(|kept| *kept == number);
        let item = place.map_or(coupon(9), |place| picture(place as u8 + 100));
        let issued = item.clone();
        if place.is_some() {
            room.change(|world| world.issue_item(&issued, sue()));
        }
        let message = Message::List { items: vec![item], token: points(), format: dutch(20, 10) };
        room.send_unseen(sue(), message).unwrap();
        if place.is_none() {
            room.send_unseen(sue(), Message::Cancel { lot: number }).unwrap();
        }
    }
    let newest: Vec<_> = kept.into_iter().rev().collect();
    assert_eq!(numbers(&room, u64::MAX), newest);
    for (place, before) in newest.iter().enumerate() {
        assert_eq!(numbers(&room, *before), newest[place + 1..]);
        assert_eq!(numbers(&room, *before + 1), newest[place..]);
    }
    for lot in newest {
        room.send_unseen(sue(), Message::Cancel { lot }).unwrap();
        assert!(!numbers(&room, u64::MAX).contains(&lot));
    }
    assert!(numbers(&room, u64::MAX).is_empty());
}

/// Ann has a credit of 20 in each of so many tokens.
fn with_credits(count: u8) -> (Saleroom, Vec<AccountId>) {
    let mut room = Saleroom::open();
    let tokens: Vec<AccountId> = (0..count).map(|number| [0x20 + number; 32].into()).collect();
    for token in &tokens {
        owe(&mut room, *token);
    }
    (room, tokens)
}

/// Ann is outbid by 20 of this token.
fn owe(room: &mut Saleroom, token: AccountId) {
    room.change(|world| {
        for person in [ann(), ben()] {
            world.issue_points(token, person, 100);
            world.approve_points(token, person, house(), 100);
        }
        let tea = world.collections.get_mut(&tea()).unwrap();
        tea.force(sue(), &coupon(1).id);
    });
    let list = Message::List { items: vec![coupon(1)], token, format: with_buy_now(50) };
    let (lot, _) = room.send(sue(), list).unwrap();
    let lot = lot.unwrap();
    room.bid(ann(), lot, 20).unwrap();
    room.buy(ben(), lot, 50).unwrap();
}

fn listed(room: &Saleroom) -> Vec<AccountId> {
    room.book().credits[&ann()].iter().map(|(token, _)| *token).collect()
}

#[test]
fn a_page_has_sixteen_credits() {
    // X2
    for count in [1, 3, 4, 15, 16, 17, 32, 33] {
        let (room, tokens) = with_credits(count);
        assert_eq!(listed(&room), tokens);
        let lengths: Vec<_> = (0..4).map(|page| room.credits(ann(), page).len()).collect();
        let left = |page: usize| usize::from(count).saturating_sub(16 * page).min(16);
        assert_eq!(lengths, [left(0), left(1), left(2), left(3)]);
        assert_eq!(room.credits(ann(), u32::MAX), []);
    }
}

#[test]
fn whichever_credit_goes_the_others_stay_in_the_list() {
    // X2
    for place in [0, 1, 2, 3, 4, 10, 16, 18, 19] {
        let (mut room, mut tokens) = with_credits(20);
        let gone = tokens.remove(place);
        room.withdraw(ann(), &[gone]).unwrap();
        assert_eq!(listed(&room), tokens);
        assert_eq!(room.credit_of(ann(), gone), 0);
        assert_eq!(room.withdraw(ann(), &[gone]), Err(NoCredit { token: gone }));
        assert!(tokens.iter().all(|token| room.credit_of(ann(), *token) == 20));
        // What goes comes again, and what is there grows.
        let new = [0x70; 32].into();
        owe(&mut room, new);
        owe(&mut room, tokens[5]);
        owe(&mut room, tokens[17]);
        tokens.push(new);
        assert_eq!(listed(&room), tokens);
        assert_eq!(room.book().credits[&ann()][5], (tokens[5], 40));
        while !tokens.is_empty() {
            let some: Vec<_> = tokens.drain(..tokens.len().min(7)).collect();
            room.withdraw(ann(), &some).unwrap();
            assert_eq!(listed(&room), tokens);
        }
    }
}

#[test]
fn credits_can_go_from_the_last_to_the_first() {
    let (mut room, mut tokens) = with_credits(8);
    while let Some(token) = tokens.pop() {
        room.withdraw(ann(), &[token]).unwrap();
        assert_eq!(listed(&room), tokens);
        assert_eq!(room.withdraw(ann(), &[token]), Err(NoCredit { token }));
    }
}

#[test]
fn what_was_paid_out_and_sold_leaves_nothing_in_the_storage() {
    for backwards in [false, true] {
        let nothing = Saleroom::open().stored();
        let (mut room, mut tokens) = with_credits(8);
        if backwards {
            tokens.reverse();
        }
        for token in tokens {
            room.withdraw(ann(), &[token]).unwrap();
            room.withdraw(sue(), &[token]).unwrap();
        }
        // But for how many lots there ever were.
        assert_eq!(room.stored(), nothing + 1);
    }
}
