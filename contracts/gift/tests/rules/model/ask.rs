//! What is asked of points and items. Only a clean answer counts, and only what was seen to happen.

use ink::{
    primitives::AccountId,
    scale::{Decode, DecodeAll},
    LangError,
};
use tokens::{Answer, Call, Id, Item};
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault},
    campaigns::Policy,
    coupon_error::PointsFault,
    coupons::{CouponView, Status},
    gifts::GiftError,
};

use super::Model;

/// What an item turns out to be.
pub enum Sight {
    Coupon(Box<CouponView>),
    /// A coupon contract says that there is no such coupon.
    Nothing,
    /// A token of a contract that knows nothing of coupons.
    Plain,
}

pub fn points_fault(token: AccountId, fault: PointsFault) -> GiftError {
    GiftError::Asset(AssetError::Points { token, fault })
}

pub fn item_fault(item: &Item, fault: ItemFault) -> GiftError {
    GiftError::Asset(AssetError::Item { item: item.clone(), fault })
}

/// An id has at most 64 bytes.
pub fn is_too_long(item: &Item) -> bool {
    matches!(&item.id, Id::Bytes(bytes) if bytes.len() > 64)
}

fn read<T: Decode>(bytes: &[u8]) -> Option<T> {
    let answer = Result::<T, LangError>::decode_all(&mut &bytes[..]).ok()?;
    answer.ok()
}

/// The answer of a read, if it is one.
fn clean<T: Decode>(answer: Answer) -> Option<T> {
    match answer {
        Answer::Done(bytes) => read(bytes.as_slice()),
        _ => None,
    }
}

/// What became of a transfer: if it is an error of the standard, which one, by its place there.
fn moved(answer: Answer) -> Result<(), Option<u8>> {
    match answer {
        Answer::Done(bytes) if bytes.as_slice() == [0, 0] => Ok(()),
        Answer::Done(bytes) | Answer::Reverted(bytes) => match bytes.as_slice() {
            [0, 1, error, ..] => Err(Some(*error)),
            _ => Err(None),
        },
        Answer::None => Err(None),
    }
}

impl Model {
    fn ask(&mut self, callee: AccountId, call: Call) -> Answer {
        self.world.answer(self.address, self.now, callee, &call)
    }

    // Points

    fn amount(&mut self, token: AccountId, call: Call) -> Result<u128, GiftError> {
        clean(self.ask(token, call)).ok_or(points_fault(token, PointsFault::Failed))
    }

    pub fn balance(&mut self, token: AccountId, account: AccountId) -> Result<u128, GiftError> {
        self.amount(token, Call::BalanceOf(account))
    }

    fn send_points(&mut self, token: AccountId, call: Call) -> Result<(), GiftError> {
        moved(self.ask(token, call)).map_err(|error| {
            let fault = match error {
                Some(1) => PointsFault::InsufficientBalance,
                Some(2) => PointsFault::InsufficientAllowance,
                _ => PointsFault::Failed,
            };
            points_fault(token, fault)
        })
    }

    /// Takes points into the contract's hands, where exactly so many must arrive. M6
    pub fn take_points(
        &mut self,
        token: AccountId,
        from: AccountId,
        amount: u128,
    ) -> Result<(), GiftError> {
        let before = self.balance(token, self.address)?;
        self.send_points(token, Call::TransferFrom { from, to: self.address, value: amount })?;
        let after = self.balance(token, self.address)?;
        match after.checked_sub(before) == Some(amount) {
            true => Ok(()),
            false => Err(points_fault(token, PointsFault::NotPaid)),
        }
    }

    /// Gives points that the contract holds to an account. What arrives is their contract's affair.
    pub fn give_points(
        &mut self,
        token: AccountId,
        to: AccountId,
        value: u128,
    ) -> Result<(), GiftError> {
        self.send_points(token, Call::Transfer { to, value })
    }

    // Items

    pub fn look(&mut self, item: &Item) -> Result<Sight, GiftError> {
        let Id::U64(number) = item.id else { return Ok(Sight::Plain) };
        match self.ask(item.contract, Call::Coupon(number)) {
            Answer::Done(bytes) => match read::<Option<CouponView>>(bytes.as_slice()) {
                Some(Some(view)) => Ok(Sight::Coupon(Box::new(view))),
                Some(None) => Ok(Sight::Nothing),
                None => Err(item_fault(item, ItemFault::Failed)),
            },
            _ => Ok(Sight::Plain),
        }
    }

    pub fn owner_of(&mut self, item: &Item) -> Result<Option<AccountId>, GiftError> {
        let answer = self.ask(item.contract, Call::OwnerOf(item.id.clone()));
        clean(answer).ok_or(item_fault(item, ItemFault::Failed))
    }

    /// Moves the item. Where it is then, is its contract's affair.
    pub fn send_item(&mut self, item: &Item, to: AccountId) -> Result<(), GiftError> {
        let answer = self.ask(item.contract, Call::Move { to, id: item.id.clone() });
        moved(answer).map_err(|error| {
            let fault = match error {
                // A rule of the contract's own, or of the receiver's.
                Some(0 | 5) => ItemFault::Refused,
                Some(2) => ItemFault::NotApproved,
                Some(4) => ItemFault::NotOwner,
                _ => ItemFault::Failed,
            };
            item_fault(item, fault)
        })
    }

    /// Takes an item that is good until then from its owner.
    pub fn take_item(
        &mut self,
        item: &Item,
        owner: AccountId,
        needed: u64,
    ) -> Result<(), GiftError> {
        if is_too_long(item) {
            return Err(item_fault(item, ItemFault::IdTooLong));
        }
        let fault = match self.look(item)? {
            Sight::Coupon(view) if view.holder != owner => Some(ItemFault::NotOwner),
            Sight::Coupon(view) if !self.may_be_given(&view) => Some(ItemFault::NotTradable),
            Sight::Coupon(view) if view.until < needed => Some(ItemFault::EndsBefore { needed }),
            Sight::Coupon(_) => None,
            Sight::Nothing => Some(ItemFault::NotOwner),
            Sight::Plain if self.owner_of(item)? != Some(owner) => Some(ItemFault::NotOwner),
            Sight::Plain => None,
        };
        match fault {
            Some(fault) => return Err(item_fault(item, fault)),
            None => self.send_item(item, self.address)?,
        }
        // M6
        match self.owner_of(item)? == Some(self.address) {
            true => Ok(()),
            false => Err(item_fault(item, ItemFault::NotMoved)),
        }
    }

    /// Gives an asset to an account: of points so many.
    pub fn hand_over(
        &mut self,
        asset: &Asset,
        amount: u128,
        to: AccountId,
    ) -> Result<(), GiftError> {
        match asset {
            Asset::Points { token, .. } => self.give_points(*token, to, amount),
            Asset::Item { item } => self.send_item(item, to),
        }
    }

    /// Whether a coupon may leave its holder as a gift here, as it is now.
    fn may_be_given(&self, view: &CouponView) -> bool {
        let is_good = match view.status {
            Status::Usable {} | Status::NotYet {} => true,
            Status::Reserved { .. } | Status::Redeemed { .. } | Status::Expired {} => false,
        };
        let may_pass = match view.policy {
            Policy::Free {} => true,
            Policy::GiftOnly { gift } => gift == self.address,
            Policy::Bound {} => false,
        };
        is_good && may_pass
    }
}
