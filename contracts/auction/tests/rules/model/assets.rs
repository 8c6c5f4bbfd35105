//! How the house speaks with the contracts of points and items.

use ink::{
    primitives::AccountId,
    scale::{Decode, DecodeAll},
    LangError,
};
use tokens::{Answer, Call, Id};
use tongquan_traits::{
    assets::{AssetError, Item, ItemFault, Promise},
    auctions::AuctionError,
    campaigns::{Policy, Royalty, MAX_ROYALTY},
    coupon_error::PointsFault,
    coupons::{CouponView, Status},
};

use super::Model;

pub type Step<T> = Result<T, AuctionError>;

/// What is seen of an item.
#[allow(clippy::large_enum_variant)]
pub enum Sight {
    Coupon(CouponView),
    /// Its contract has no such coupon.
    NoCoupon,
    /// It is another token, or its contract does not say.
    Plain,
}

pub fn points<T>(token: AccountId, fault: PointsFault) -> Step<T> {
    Err(AuctionError::Asset(AssetError::Points { token, fault }))
}

pub fn item<T>(item: &Item, fault: ItemFault) -> Step<T> {
    Err(AuctionError::Asset(AssetError::Item { item: item.clone(), fault }))
}

/// A clean answer, without a byte too many.
fn read<T: Decode>(answer: &Answer) -> Option<T> {
    match answer {
        Answer::Done(data) => Result::<T, LangError>::decode_all(&mut data.as_slice()).ok()?.ok(),
        _ => None,
    }
}

/// What came of a transfer: the number of the error's variant, if it is one.
fn moved(answer: &Answer) -> Result<(), Option<u8>> {
    match answer {
        Answer::Done(data) if data.as_slice() == [0, 0] => Ok(()),
        Answer::Done(data) | Answer::Reverted(data) => match data.as_slice() {
            [0, 1, variant, ..] => Err(Some(*variant)),
            _ => Err(None),
        },
        Answer::None => Err(None),
    }
}

impl Model {
    fn ask(&mut self, contract: AccountId, call: &Call) -> Answer {
        self.world.answer(self.house, self.now, contract, call)
    }

    pub fn balance(&mut self, token: AccountId, account: AccountId) -> Step<u128> {
        match read(&self.ask(token, &Call::BalanceOf(account))) {
            Some(balance) => Ok(balance),
            None => points(token, PointsFault::Failed),
        }
    }

    fn points_moved(&mut self, token: AccountId, call: &Call) -> Step<()> {
        match moved(&self.ask(token, call)) {
            Ok(()) => Ok(()),
            Err(Some(1)) => points(token, PointsFault::InsufficientBalance),
            Err(Some(2)) => points(token, PointsFault::InsufficientAllowance),
            Err(_) => points(token, PointsFault::Failed),
        }
    }

    /// Takes points from somebody; answers how many arrived (M6).
    pub fn pull(&mut self, token: AccountId, from: AccountId, value: u128) -> Step<u128> {
        let to = self.house;
        let before = self.balance(token, to)?;
        self.points_moved(token, &Call::TransferFrom { from, to, value })?;
        let after = self.balance(token, to)?;
        Ok(after.saturating_sub(before))
    }

    pub fn pull_exact(&mut self, token: AccountId, from: AccountId, value: u128) -> Step<()> {
        if self.pull(token, from, value)? != value {
            return points(token, PointsFault::NotPaid);
        }
        Ok(())
    }

    pub fn push(&mut self, token: AccountId, to: AccountId, value: u128) -> Step<()> {
        if value == 0 {
            return Ok(());
        }
        self.points_moved(token, &Call::Transfer { to, value })
    }

    pub fn look(&mut self, seen: &Item) -> Step<Sight> {
        let Id::U64(number) = seen.id else { return Ok(Sight::Plain) };
        let answer = self.ask(seen.contract, &Call::Coupon(number));
        if !matches!(answer, Answer::Done(_)) {
            return Ok(Sight::Plain);
        }
        match read::<Option<CouponView>>(&answer) {
            Some(Some(view)) => Ok(Sight::Coupon(view)),
            Some(None) => Ok(Sight::NoCoupon),
            None => item(seen, ItemFault::Failed),
        }
    }

    fn owner(&mut self, seen: &Item) -> Step<Option<AccountId>> {
        match read(&self.ask(seen.contract, &Call::OwnerOf(seen.id.clone()))) {
            Some(owner) => Ok(owner),
            None => item(seen, ItemFault::Failed),
        }
    }

    /// Gives an item away, and asks no more.
    pub fn give(&mut self, given: &Item, to: AccountId) -> Step<()> {
        let call = Call::Move { to, id: given.id.clone() };
        match moved(&self.ask(given.contract, &call)) {
            Ok(()) => Ok(()),
            Err(Some(2)) => item(given, ItemFault::NotApproved),
            Err(Some(4)) => item(given, ItemFault::NotOwner),
            Err(Some(0 | 5)) => item(given, ItemFault::Refused),
            Err(_) => item(given, ItemFault::Failed),
        }
    }

    /// Takes an item that its owner has, and that is good until then, if it is a coupon.
    pub fn take(&mut self, taken: &Item, from: AccountId, needed: u64) -> Step<Option<Promise>> {
        let promise = match self.look(taken)? {
            Sight::Coupon(view) => {
                if view.holder != from {
                    return item(taken, ItemFault::NotOwner);
                }
                if !tradable(&view) {
                    return item(taken, ItemFault::NotTradable);
                }
                if view.until < needed {
                    return item(taken, ItemFault::EndsBefore { needed });
                }
                Some(promise_of(view))
            }
            Sight::NoCoupon => return item(taken, ItemFault::NotOwner),
            Sight::Plain => {
                if self.owner(taken)? != Some(from) {
                    return item(taken, ItemFault::NotOwner);
                }
                None
            }
        };
        self.give(taken, self.house)?;
        if self.owner(taken)? != Some(self.house) {
            return item(taken, ItemFault::NotMoved);
        }
        Ok(promise)
    }

    /// Whether its contract says that a coupon in the house is not what was promised.
    pub fn is_spoiled(&mut self, seen: &Item, promise: &Promise) -> Step<bool> {
        match self.look(seen)? {
            Sight::Coupon(view) => Ok(view.holder != self.house || !keeps(&view, promise)),
            Sight::NoCoupon => Ok(true),
            Sight::Plain => Ok(false),
        }
    }
}

fn tradable(view: &CouponView) -> bool {
    let usable = matches!(view.status, Status::Usable {} | Status::NotYet {});
    usable && view.policy == Policy::Free {}
}

fn promise_of(view: CouponView) -> Promise {
    let royalty = view.royalty.map(|royalty| Royalty {
        to: royalty.to,
        basis_points: royalty.basis_points.min(MAX_ROYALTY),
    });
    Promise {
        kind: view.kind,
        left: view.left,
        from: view.from,
        until: view.until,
        stackable: view.stackable,
        royalty,
    }
}

fn keeps(view: &CouponView, promise: &Promise) -> bool {
    let worse = !tradable(view)
        || view.kind != promise.kind
        || view.left < promise.left
        || view.from > promise.from
        || view.until < promise.until
        || (promise.stackable && !view.stackable);
    !worse
}
