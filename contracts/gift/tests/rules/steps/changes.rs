//! What happens in the world besides gifts: people pay each other, shops redeem coupons, cheats cheat.

use ink::primitives::AccountId;
use tokens::{Asked, Cheat, Coupon, Does, Id, Item, Mark, World};
use tongquan_traits::{campaigns::Policy, coupons::CouponView};

use super::{picks, Dice};
use crate::{
    goods::{art, cafe, fakes, honest_points, junk, scrip},
    model::Model,
    party::address,
    people::{eve, everybody},
};

#[derive(Debug, Clone)]
pub enum Change {
    /// The owner lets the gift links take so many points,
    ApprovePoints {
        token: AccountId,
        owner: AccountId,
        amount: u128,
    },
    /// or the item.
    ApproveItem {
        item: Item,
    },
    Pay {
        token: AccountId,
        from: AccountId,
        to: AccountId,
        amount: u128,
    },
    Give {
        item: Item,
        to: AccountId,
    },
    /// The coupon is this from now on.
    Become {
        item: Item,
        coupon: Coupon,
    },
    Burn {
        item: Item,
    },
    Cheat {
        contract: AccountId,
        cheat: Cheat,
    },
    Reform {
        contract: AccountId,
    },
}

impl Change {
    pub fn apply(&self, world: &mut World) {
        match self.clone() {
            Self::ApprovePoints { token, owner, amount } => {
                world.approve_points(token, owner, address(), amount)
            }
            Self::ApproveItem { item } => world.approve_item(&item, address()),
            Self::Pay { token, from, to, amount } => {
                let points = world.points.get_mut(&token).expect("points");
                _ = points.transfer(from, from, to, amount);
            }
            Self::Give { item, to } => {
                let items = world.collections.get_mut(&item.contract).expect("items");
                items.force(to, &item.id);
            }
            Self::Become { item, coupon } => {
                *world.coupon_mut(&item).expect("a coupon") = coupon;
            }
            Self::Burn { item } => world.remove_item(&item),
            Self::Cheat { contract, cheat } => world.cheat(contract, cheat),
            Self::Reform { contract } => world.reform(contract),
        }
    }
}

pub fn change(dice: &mut Dice, model: &Model) -> Change {
    let world = &model.world;
    let owner = dice.giver();
    match dice.below(12) {
        0 => {
            let token = dice.pick(&honest_points());
            let amount = match dice.below(4) {
                0 => 0,
                1 => dice.amount(world.balance(token, owner)),
                _ => u128::MAX,
            };
            Change::ApprovePoints { token, owner, amount }
        }
        1..=3 => match dice.any(&picks::items_of(world, owner)) {
            Some(item) => Change::ApproveItem { item },
            None => Change::Reform { contract: scrip() },
        },
        4 => {
            let token = dice.pick(&honest_points());
            let balance = world.balance(token, owner);
            Change::Pay { token, from: owner, to: dice.giver(), amount: dice.amount(balance) }
        }
        5 => match dice.any(&picks::items_of(world, owner)) {
            Some(item) => Change::Give { item, to: dice.giver() },
            None => Change::Reform { contract: fakes() },
        },
        6 | 7 => changed_coupon(dice, model),
        8 => Change::Reform { contract: dice.pick(&[scrip(), fakes(), junk()]) },
        9 => Change::Cheat { contract: scrip(), cheat: cheat_with_points(dice, world) },
        _ => {
            let contract = dice.pick(&[fakes(), junk()]);
            Change::Cheat { contract, cheat: cheat_with_items(dice, model) }
        }
    }
}

/// A coupon is used, held for an order, extended. In the contract's hands, honest ones only get better,
/// and those of a cheat become what they like.
fn changed_coupon(dice: &mut Dice, model: &Model) -> Change {
    let contract = dice.pick(&[cafe(), fakes()]);
    let coupons = &model.world.collections[&contract].pieces;
    let ids: Vec<Id> = coupons.keys().cloned().collect();
    let Some(id) = dice.any(&ids) else { return Change::Reform { contract } };
    let (item, piece) = (Item { contract, id: id.clone() }, &coupons[&id]);
    if contract == fakes() && dice.once_in(6) {
        return Change::Burn { item };
    }
    let mut coupon = piece.coupon.clone().expect("a coupon");
    let better_only = piece.owner == address() && contract != fakes();
    match dice.below(if better_only { 2 } else { 8 }) {
        0 => coupon.until = coupon.until.saturating_add(1_000),
        1 => coupon.left = coupon.left.saturating_add(1),
        2 | 3 => coupon.left /= 2,
        4 => coupon.mark = Mark::Redeemed { order: [1; 32] },
        5 => coupon.mark = Mark::Reserved { order: [2; 32], until: model.now + 10_000 },
        6 => {
            let only = |gift| Policy::GiftOnly { gift };
            let policy = [Policy::Bound {}, only(eve()), only(address()), Policy::Free {}];
            coupon.policy = dice.pick(&policy);
        }
        _ => coupon.until = dice.near(model.now + 1),
    }
    Change::Become { item, coupon }
}

fn cheat_with_points(dice: &mut Dice, world: &World) -> Cheat {
    use Asked::{Anything, Balance, Pull, Push};
    let asked = dice.pick(&[Anything, Balance, Balance, Pull, Pull, Push, Push]);
    let amount = dice.amount(world.balance(scrip(), address()));
    let lies = [
        Does::Trap,
        Does::NotKnow,
        Does::Refuse,
        Does::Answer(vec![]),
        Does::Answer(vec![0]),
        Does::Answer(vec![0, 1, 1]),
        Does::Answer(vec![0, 1, 2]),
        Does::Answer([&[0, 0][..], &[0; 16]].concat()),
        Does::Revert(vec![]),
        Does::Revert(vec![0, 0]),
        Does::say_amount(amount),
    ];
    let moves = [
        Does::MoveNothing,
        Does::MoveLess(1),
        Does::MoveMore(1),
        Does::Keep(1),
        Does::MoveBack,
        Does::MoveTo(dice.person()),
    ];
    match asked {
        Pull | Push => {
            let does = if dice.once_in(2) { dice.pick(&lies) } else { dice.pick(&moves) };
            sometimes(dice, asked, does)
        }
        _ => Cheat::new(asked, dice.pick(&lies)),
    }
}

fn cheat_with_items(dice: &mut Dice, model: &Model) -> Cheat {
    use Asked::{Move, Owner, View};
    let asked = dice.pick(&[Owner, Move, Move, View, View]);
    let owner = dice.pick(&[&everybody()[..], &[address()]].concat());
    let view =
        CouponView { left: dice.below(60), ..Coupon::good(0, u64::MAX).view(owner, model.now) };
    let lies = [
        Does::Trap,
        Does::NotKnow,
        Does::Refuse,
        Does::Answer(vec![]),
        Does::Answer(vec![0, 2]),
        Does::Answer(vec![0, 1, 7]),
        Does::Answer(vec![0, 1, 4]),
        Does::Revert(vec![0, 0]),
        Does::say_owner(Some(owner)),
        Does::say_owner(None),
    ];
    let does = match asked {
        View => match dice.below(4) {
            0 => Does::say_coupon(None),
            1 | 2 => Does::say_coupon(Some(&view)),
            _ => dice.pick(&[Does::Trap, Does::NotKnow, Does::Answer(vec![0, 1, 9])]),
        },
        Move if dice.once_in(2) => dice.pick(&[Does::MoveNothing, Does::MoveTo(owner)]),
        _ => dice.pick(&lies),
    };
    match asked {
        Move => sometimes(dice, Move, does),
        _ => Cheat::new(asked, does),
    }
}

/// At each transfer, or at one of the next only.
fn sometimes(dice: &mut Dice, asked: Asked, does: Does) -> Cheat {
    match dice.below(2) {
        0 => Cheat::new(asked, does),
        _ => Cheat::once(asked, does, dice.below(3) as u32),
    }
}

/// Whether this contract never cheats, whatever is drawn.
pub fn is_always_honest(contract: AccountId) -> bool {
    honest_points().contains(&contract) || [cafe(), art()].contains(&contract)
}
