//! All contracts that another contract can call.

use std::{
    cell::{Ref, RefCell, RefMut},
    collections::BTreeMap,
    rc::Rc,
};

use ink::primitives::AccountId;
use psp22::PSP22Error;
use psp34::PSP34Error;
use tongquan_host::{answer_calls, now, Answer, Packed};
use tongquan_traits::assets::Item;

use crate::{
    call::{done, outcome, unknown, Call},
    cheat::{Cheat, Does},
    items::{Collection, Coupon, Piece},
    points::Points,
};

/// All points and items there are. A value: a copy of it is another world, and `==` compares all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct World {
    pub points: BTreeMap<AccountId, Points>,
    pub collections: BTreeMap<AccountId, Collection>,
    cheats: BTreeMap<AccountId, Vec<Cheat>>,
}

impl World {
    /// Gives points to an account. With the first ones the contract is there; 0 will do.
    pub fn issue_points(&mut self, token: AccountId, to: AccountId, amount: u128) {
        self.points.entry(token).or_default().issue(to, amount);
    }

    pub fn approve_points(
        &mut self,
        token: AccountId,
        owner: AccountId,
        spender: AccountId,
        amount: u128,
    ) {
        self.points.entry(token).or_default().approve(owner, spender, amount);
    }

    /// 0 if there is no such contract.
    pub fn balance(&self, token: AccountId, account: AccountId) -> u128 {
        self.points.get(&token).map_or(0, |points| points.balance(account))
    }

    /// 0 if there is no such contract.
    pub fn points_allowance(&self, token: AccountId, owner: AccountId, spender: AccountId) -> u128 {
        self.points.get(&token).map_or(0, |points| points.allowance(owner, spender))
    }

    /// Gives a coupon to an account. With the first one the coupon contract is there.
    pub fn issue_coupon(&mut self, item: &Item, owner: AccountId, coupon: Coupon) {
        let collection = self.collections.entry(item.contract).or_default();
        collection.of_coupons = true;
        let piece = Piece { owner, approved: Default::default(), coupon: Some(coupon) };
        collection.pieces.insert(item.id.clone(), piece);
    }

    /// Gives a token of another PSP34 contract to an account.
    pub fn issue_item(&mut self, item: &Item, owner: AccountId) {
        let collection = self.collections.entry(item.contract).or_default();
        let piece = Piece { owner, approved: Default::default(), coupon: None };
        collection.pieces.insert(item.id.clone(), piece);
    }

    /// The item is no more, as if it was burned.
    pub fn remove_item(&mut self, item: &Item) {
        if let Some(collection) = self.collections.get_mut(&item.contract) {
            collection.pieces.remove(&item.id);
        }
    }

    /// Its owner lets `operator` move the item.
    pub fn approve_item(&mut self, item: &Item, operator: AccountId) {
        if let Some(piece) = self.piece_mut(item) {
            piece.approved.insert(operator);
        }
    }

    /// The owner lets `operator` move all items of this contract.
    pub fn approve_all(&mut self, contract: AccountId, owner: AccountId, operator: AccountId) {
        self.collections.entry(contract).or_default().approve_all(owner, operator);
    }

    pub fn owner(&self, item: &Item) -> Option<AccountId> {
        self.collections.get(&item.contract).and_then(|collection| collection.owner(&item.id))
    }

    pub fn coupon(&self, item: &Item) -> Option<&Coupon> {
        let piece = self.collections.get(&item.contract)?.pieces.get(&item.id)?;
        piece.coupon.as_ref()
    }

    /// The coupon, to change what it is good for.
    pub fn coupon_mut(&mut self, item: &Item) -> Option<&mut Coupon> {
        self.piece_mut(item)?.coupon.as_mut()
    }

    fn piece_mut(&mut self, item: &Item) -> Option<&mut Piece> {
        self.collections.get_mut(&item.contract)?.pieces.get_mut(&item.id)
    }

    /// The contract cheats from now on.
    pub fn cheat(&mut self, contract: AccountId, cheat: Cheat) {
        self.cheats.entry(contract).or_default().push(cheat);
    }

    /// The contract is honest from now on, or until it is told to cheat again.
    pub fn reform(&mut self, contract: AccountId) {
        if let Some(cheats) = self.cheats.get_mut(&contract) {
            cheats.clear();
        }
    }

    /// Whether the contract has never cheated.
    pub fn is_honest(&self, contract: AccountId) -> bool {
        !self.cheats.contains_key(&contract)
    }

    /// What `callee` answers to `caller`, in the bytes of ink.
    pub fn answer(
        &mut self,
        caller: AccountId,
        now: u64,
        callee: AccountId,
        call: &Call,
    ) -> Answer {
        let cheats = self.cheats.get_mut(&callee).into_iter().flatten();
        match cheats.filter_map(|cheat| cheat.answers(call)).next() {
            Some(does) => self.cheated(caller, now, callee, call, does),
            None => self.honest(caller, now, callee, call),
        }
    }

    /// The same, for who has no rule of its own.
    pub fn honest(
        &mut self,
        caller: AccountId,
        now: u64,
        callee: AccountId,
        call: &Call,
    ) -> Answer {
        if let Some(points) = self.points.get_mut(&callee) {
            return match *call {
                Call::BalanceOf(account) => done(points.balance(account)),
                Call::PointsAllowance { owner, spender } => done(points.allowance(owner, spender)),
                Call::Transfer { to, value } => outcome(points.transfer(caller, caller, to, value)),
                Call::TransferFrom { from, to, value } => {
                    outcome(points.transfer(caller, from, to, value))
                }
                _ => unknown(),
            };
        }
        let Some(items) = self.collections.get_mut(&callee) else { return Answer::None };
        match call {
            Call::OwnerOf(id) => done(items.owner(id)),
            Call::ItemAllowance { owner, operator, id } => {
                done(items.allowance(*owner, *operator, id.as_ref()))
            }
            Call::Move { to, id } => outcome(items.transfer(caller, now, *to, id)),
            Call::Coupon(coupon) if items.of_coupons => done(items.view(*coupon, now)),
            _ => unknown(),
        }
    }

    fn cheated(
        &mut self,
        caller: AccountId,
        now: u64,
        callee: AccountId,
        call: &Call,
        does: Does,
    ) -> Answer {
        match does {
            Does::Trap => return Answer::None,
            Does::Answer(bytes) => return Answer::Done(Packed::raw(&bytes)),
            Does::Revert(bytes) => return Answer::Reverted(Packed::raw(&bytes)),
            Does::NotKnow => return unknown(),
            Does::Refuse => {
                let no = String::from("no");
                return match call {
                    Call::Transfer { .. } | Call::TransferFrom { .. } => {
                        outcome(Err(PSP22Error::Custom(no)))
                    }
                    _ => outcome(Err(PSP34Error::Custom(no))),
                };
            }
            _ => {}
        }
        let (from, to, value) = match *call {
            Call::Transfer { to, value } => (caller, to, value),
            Call::TransferFrom { from, to, value } => (from, to, value),
            Call::Move { ref id, .. } => {
                if let (Does::MoveTo(other), Some(items)) =
                    (does, self.collections.get_mut(&callee))
                {
                    items.force(other, id);
                }
                return outcome(Ok::<(), PSP34Error>(()));
            }
            _ => return self.honest(caller, now, callee, call),
        };
        let points = self.points.entry(callee).or_default();
        match does {
            Does::MoveLess(less) => {
                let moved = value.saturating_sub(less);
                points.force(from, to, moved, moved);
            }
            Does::MoveMore(more) => {
                let moved = value.saturating_add(more);
                points.force(from, to, moved, moved);
            }
            Does::Keep(lost) => points.force(from, to, value, value.saturating_sub(lost)),
            Does::MoveBack => points.force(to, from, value, value),
            Does::MoveTo(other) => points.force(from, other, value, value),
            _ => {}
        }
        outcome(Ok::<(), PSP22Error>(()))
    }
}

/// What answers a call in place of the world, if anything.
type Instead = Box<dyn FnMut(&mut World, &AccountId, &Call) -> Option<Answer>>;

/// A world that answers the calls of a contract under test. Copies of this are the same world.
#[derive(Clone, Default)]
pub struct Tokens {
    world: Rc<RefCell<World>>,
    heard: Rc<RefCell<Vec<(AccountId, Call)>>>,
}

impl Tokens {
    pub fn new(world: World) -> Self {
        Self { world: Rc::new(RefCell::new(world)), heard: Rc::default() }
    }

    /// From now on answers the calls of `house` on this thread, at the time of ink's test environment.
    pub fn serve(&self, house: AccountId) {
        self.serve_with(house, Box::new(|_, _, _| None));
    }

    /// The same, where `instead` answers nothing.
    pub fn serve_with(&self, house: AccountId, mut instead: Instead) {
        let Self { world, heard } = self.clone();
        answer_calls(move |callee, input| {
            let call = Call::read(input);
            heard.borrow_mut().push((*callee, call.clone()));
            let world = &mut world.borrow_mut();
            instead(world, callee, &call)
                .unwrap_or_else(|| world.answer(house, now(), *callee, &call))
        });
    }

    /// The world, to change it. It must be given back before the next call.
    pub fn world(&self) -> RefMut<'_, World> {
        self.world.borrow_mut()
    }

    /// The world, to look at it.
    pub fn look(&self) -> Ref<'_, World> {
        self.world.borrow()
    }

    /// The world as it is now.
    pub fn snapshot(&self) -> World {
        self.world.borrow().clone()
    }

    /// The world as it was.
    pub fn restore(&self, world: World) {
        *self.world.borrow_mut() = world;
    }

    /// The calls since this was last asked, and to which contract.
    pub fn heard(&self) -> Vec<(AccountId, Call)> {
        self.heard.take()
    }
}

#[cfg(test)]
mod tests {
    use psp34::Id;
    use tongquan_traits::campaigns::Policy;

    use super::*;
    use crate::{Asked, Mark};

    const TOKEN: [u8; 32] = [0x90; 32];
    const COUPONS: [u8; 32] = [0xc0; 32];

    fn account(byte: u8) -> AccountId {
        [byte; 32].into()
    }

    fn item() -> Item {
        Item { contract: COUPONS.into(), id: Id::U64(7) }
    }

    fn said(answer: Answer) -> Vec<u8> {
        match answer {
            Answer::Done(data) => [b"done ", data.as_slice()].concat(),
            Answer::Reverted(data) => [b"back ", data.as_slice()].concat(),
            Answer::None => b"none".to_vec(),
        }
    }

    fn pull(world: &mut World, value: u128) -> Vec<u8> {
        let call = Call::TransferFrom { from: account(1), to: account(2), value };
        said(world.answer(account(3), 0, TOKEN.into(), &call))
    }

    fn give(world: &mut World, caller: u8, now: u64, to: u8) -> Vec<u8> {
        let call = Call::Move { to: account(to), id: item().id };
        said(world.answer(account(caller), now, COUPONS.into(), &call))
    }

    #[test]
    fn points_are_pulled_within_allowance_and_then_balance() {
        let mut world = World::default();
        assert_eq!(pull(&mut world, 1), b"none");
        world.issue_points(TOKEN.into(), account(1), 10);
        assert_eq!(pull(&mut world, 11), b"back \0\x01\x02");
        world.approve_points(TOKEN.into(), account(1), account(3), 20);
        assert_eq!(pull(&mut world, 11), b"back \0\x01\x01");
        assert_eq!(pull(&mut world, 10), b"done \0\0");
        assert_eq!(pull(&mut world, 0), b"done \0\0");
        assert_eq!(world.balance(TOKEN.into(), account(2)), 10);
        assert_eq!(world.points_allowance(TOKEN.into(), account(1), account(3)), 10);
    }

    #[test]
    fn an_approval_ends_when_the_item_moves() {
        let mut world = World::default();
        world.issue_coupon(&item(), account(1), Coupon::good(0, 100));
        assert_eq!(give(&mut world, 3, 0, 3), b"back \0\x01\x02");
        world.approve_item(&item(), account(3));
        assert_eq!(give(&mut world, 3, 0, 2), b"done \0\0");
        assert_eq!(give(&mut world, 2, 0, 1), b"done \0\0");
        assert_eq!(give(&mut world, 3, 0, 3), b"back \0\x01\x02");
        assert_eq!(world.coupon(&item()).unwrap().moves, 2);
        world.remove_item(&item());
        assert_eq!(give(&mut world, 1, 0, 3), b"back \0\x01\x04");
    }

    #[test]
    fn coupons_stay_for_the_reasons_that_the_coupon_contract_names() {
        let mut world = World::default();
        world.issue_coupon(&item(), account(1), Coupon::good(10, 100));
        assert_eq!(give(&mut world, 1, 99, 1), b"done \0\0");
        assert_eq!(give(&mut world, 1, 100, 2), b"back \0\x01\0\x1cExpired");
        world.coupon_mut(&item()).unwrap().mark = Mark::Reserved { order: [0; 32], until: 50 };
        assert_eq!(give(&mut world, 1, 49, 2), b"back \0\x01\0\x20Reserved");
        world.coupon_mut(&item()).unwrap().policy = Policy::GiftOnly { gift: account(9) };
        assert_eq!(give(&mut world, 1, 50, 2), b"back \0\x01\0\x20GiftOnly");
        assert_eq!(give(&mut world, 1, 50, 9), b"done \0\0");
        world.coupon_mut(&item()).unwrap().policy = Policy::Bound {};
        assert_eq!(give(&mut world, 9, 50, 1), b"back \0\x01\0\x14Bound");
    }

    #[test]
    fn who_cheats_does_so_as_often_as_told() {
        let mut world = World::default();
        world.issue_points(TOKEN.into(), account(1), 100);
        world.approve_points(TOKEN.into(), account(1), account(3), 100);
        let before = world.clone();
        world.cheat(TOKEN.into(), Cheat::once(Asked::Pull, Does::MoveNothing, 1));
        assert!(!world.is_honest(TOKEN.into()));
        for balance in [10, 10, 20] {
            assert_eq!(pull(&mut world, 10), b"done \0\0");
            assert_eq!(world.balance(TOKEN.into(), account(2)), balance);
        }
        world.cheat(TOKEN.into(), Cheat::new(Asked::Pull, Does::Keep(3)));
        assert_eq!(pull(&mut world, 10), b"done \0\0");
        assert_eq!(world.balance(TOKEN.into(), account(2)), 27);
        assert_eq!(before.balance(TOKEN.into(), account(1)), 100);
    }
}
