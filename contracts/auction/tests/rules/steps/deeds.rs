//! What happens outside the house: people spend their points, contracts change what they promised, and
//! some cheat.

use ink::primitives::AccountId;
use tokens::{Asked, Cheat, Coupon, Does, Item, Mark, World};
use tongquan_traits::campaigns::{Kind, Policy};

use super::{all_items, Dice};
use crate::{
    people::{
        ann, art, ben, currencies, everybody, fool_gold, forged, forgery, house, merchant, rice,
        stars, stranger, tea,
    },
    saleroom::{DAY, HOUR, PURSE, START},
};

/// Before the first message: everybody may sell, coupons have royalties, and some are rich.
pub fn beginning(world: &mut World, seed: u64) {
    let dice = &mut Dice(seed);
    for account in everybody() {
        for contract in [tea(), rice(), forged(), art()] {
            world.approve_all(contract, account, house());
        }
    }
    // As many as there can be.
    let others = PURSE * everybody().len() as u128;
    world.issue_points(stars(), ann(), u128::MAX - others - (1 << 101));
    world.issue_points(stars(), ben(), 1 << 101);
    for item in all_items() {
        let receivers = [merchant(), merchant(), stranger(), ann()];
        let royalty = dice.pick(&[0, 1, 500, 500, 1_000, 1_001, u16::MAX]);
        let (to, with) = (dice.pick(&receivers), !dice.once_in(3));
        let until = START + dice.pick(&[2, 30, 365, 365, 365, 365]) * DAY;
        let Some(facts) = world.coupon_mut(&item) else { continue };
        let plain = Coupon::good(START + dice.below(2) * HOUR, until);
        *facts = if with { plain.with_royalty(to, royalty) } else { plain };
    }
}

/// Something happens.
pub fn do_deed(world: &mut World, seed: u64) {
    let dice = &mut Dice(seed);
    // So that it is another draw than that of the step's time.
    dice.below(1);
    match dice.below(10) {
        0 => {
            let (token, account) = (dice.pick(&currencies()), dice.pick(&everybody()));
            let amount = dice.pick(&[0, 1, 20, 1_000, u128::MAX, u128::MAX]);
            world.approve_points(token, account, house(), amount);
        }
        1 => spend(world, dice),
        2..4 => change_coupon(world, dice),
        4 => {
            let item = dice.pick(&all_items());
            let royalty = dice.pick(&[0, 500, 1_000, 10_000]);
            if let Some(facts) = world.coupon_mut(&item) {
                *facts = facts.clone().with_royalty(merchant(), royalty);
            }
        }
        5..7 => cheat(world, fool_gold(), dice),
        7..9 => cheat(world, forged(), dice),
        _ => {
            world.reform(fool_gold());
            world.reform(forged());
            for account in everybody() {
                for token in currencies() {
                    world.approve_points(token, account, house(), u128::MAX);
                }
            }
        }
    }
}

/// Points go from one to another, but never to the house.
fn spend(world: &mut World, dice: &mut Dice) {
    let token = dice.pick(&currencies());
    let (from, to) = (dice.pick(&everybody()), dice.pick(&everybody()));
    let balance = world.balance(token, from);
    let amount = dice.pick(&[balance, balance / 2, 1]);
    if let Some(points) = world.points.get_mut(&token) {
        // Nobody has too few, or it does not happen.
        let _ = points.transfer(from, from, to, amount);
    }
}

fn change_coupon(world: &mut World, dice: &mut Dice) {
    let all = all_items();
    let held: Vec<Item> =
        all.iter().filter(|item| world.owner(item) == Some(house())).cloned().collect();
    let item =
        if dice.once_in(3) { dice.pick(&all) } else { dice.pick(&[&held[..], &all[..1]].concat()) };
    let burned = dice.once_in(16) && item.contract == forged();
    if burned {
        world.remove_item(&item);
        return;
    }
    let gone = dice.once_in(3);
    let Some(facts) = world.coupon_mut(&item) else { return };
    match dice.below(12) {
        0 => facts.left -= facts.left.min(1),
        1 => facts.left = 50,
        2 => facts.until = facts.until.saturating_sub(1),
        3 => facts.until += DAY,
        4 => facts.from += 1,
        5 => facts.from = facts.from.saturating_sub(1),
        6 => facts.kind = Kind::Voucher { value: 49 + dice.below(2) },
        7 => facts.stackable = !facts.stackable,
        8 => facts.policy = if gone { Policy::Bound {} } else { Policy::Free {} },
        9 => facts.mark = Mark::Reserved { order: [1; 32], until: facts.from + 2 * HOUR },
        10 => facts.mark = if gone { Mark::Redeemed { order: [1; 32] } } else { Mark::None },
        _ => {
            let good = Coupon::good(START, START + 365 * DAY);
            *facts = Coupon { royalty: facts.royalty, moves: facts.moves, ..good };
        }
    }
}

fn cheat(world: &mut World, contract: AccountId, dice: &mut Dice) {
    world.reform(contract);
    if contract == forged() && dice.once_in(4) {
        // Its contract takes one from whoever has it. It is a cheat from then on.
        world.cheat(forged(), Cheat { times: 0, ..Cheat::new(Asked::Anything, Does::Trap) });
        let item = forgery(1 + dice.below(9));
        if let Some(collection) = world.collections.get_mut(&forged()) {
            collection.force(stranger(), &item.id);
        }
        return;
    }
    let asked = match contract == forged() {
        false => dice.pick(&[Asked::Balance, Asked::Push, Asked::Pull, Asked::Pull]),
        true => dice.pick(&[Asked::Owner, Asked::Move, Asked::Move, Asked::View]),
    };
    let garbage = [
        Does::Trap,
        Does::NotKnow,
        Does::Refuse,
        Does::Answer(vec![]),
        Does::Answer(vec![0, 2, 9]),
        Does::Answer(vec![0, 1, 1]),
        Does::Revert(vec![0, 1, 2]),
        Does::Revert(vec![0, 0]),
        Does::Revert(vec![0, 1, 4]),
    ];
    let mut does = garbage.to_vec();
    let few = dice.pick(&[1, 5, 1_000]);
    let moves = [
        Does::MoveNothing,
        Does::MoveLess(few),
        Does::MoveMore(few),
        Does::Keep(few),
        Does::MoveBack,
        Does::MoveTo(stranger()),
    ];
    match asked {
        Asked::Push | Asked::Pull => {
            for _ in 0..3 {
                does.extend(moves.clone());
            }
        }
        Asked::Move => does.extend([Does::MoveNothing, Does::MoveNothing, Does::MoveTo(ben())]),
        Asked::Balance => does.extend([Does::say_amount(0), Does::say_amount(u128::MAX)]),
        Asked::Owner => {
            does.extend([Does::say_owner(Some(house())), Does::say_owner(Some(ann()))]);
        }
        Asked::View => does.push(Does::say_coupon(None)),
        _ => {}
    }
    world.cheat(contract, Cheat::new(asked, dice.pick(&does)));
}
