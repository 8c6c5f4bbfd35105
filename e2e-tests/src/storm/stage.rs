//! The chain: what is sent to it, and what is read from it.

use std::{collections::BTreeMap, fmt::Debug};

use coupon::Coupon;
use hostile_points::HostilePoints;
use ink::{
    primitives::AccountId,
    scale::{Decode, DecodeAll},
};
use mischief::Puppet;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use tokio::runtime::{Builder, Runtime};
use tongquan_client::{
    at, credits, live_gifts, live_lots, live_offers, Chain, Embedded, Error, Events, Message,
    Snapshot,
};
use tongquan_traits::{
    assets::Item,
    auctions::Auctions,
    coupons::{CouponView, Coupons},
    gifts::Gifts,
    swaps::Swaps,
};

use super::{
    book::{Fact, Value},
    opening,
    town::Town,
};
use crate::shop::Fault;

pub struct Stage {
    runtime: Runtime,
    chain: Embedded,
    pub town: Town,
    beginning: Option<Snapshot>,
    /// How many messages were sent.
    pub sent: u64,
}

/// What a message answered, with the events, or why it was refused.
pub type Answer<T, E> = Result<(T, Events), E>;

impl Stage {
    /// Everything is deployed, and everybody has something. The world of the models is the same.
    pub fn open() -> Result<(Self, tokens::World), Fault> {
        let runtime = Builder::new_current_thread().build()?;
        let mut chain = Embedded::new();
        let (town, world) = runtime.block_on(opening::open(&mut chain))?;
        let beginning = Some(chain.snapshot());
        Ok((Self { runtime, chain, town, beginning, sent: 0 }, world))
    }

    /// The chain as it is now.
    pub fn chain(&mut self) -> &mut Embedded {
        &mut self.chain
    }

    /// Everything is as it was in the beginning.
    pub fn reset(&mut self) {
        if let Some(beginning) = self.beginning.take() {
            self.chain.restore(beginning);
        }
        self.beginning = Some(self.chain.snapshot());
    }

    pub fn at(&mut self, now: u64) {
        self.chain.set_time(now);
    }

    /// Sends a message. A failure that is no refusal is a fault.
    pub fn call<T, E>(
        &mut self,
        caller: AccountId,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<Answer<T, E>, String>
    where
        T: Decode,
        E: Decode + Debug,
    {
        self.sent += 1;
        let message = message.into();
        if caller == self.town.puppet() {
            let Message { contract, input, .. } = message;
            let act = at::<HostilePoints>(caller).act(contract, input);
            let mallory = &self.town.market.tea.shop.mallory;
            let acted = self.runtime.block_on(self.chain.call(mallory, act));
            let acted = acted.map_err(|error| format!("the puppet failed: {error}"))?;
            let answer = Result::<T, E>::decode_all(&mut &acted.value[..]);
            let answer = answer.map_err(|error| format!("{error}: {:?}", acted.value))?;
            return Ok(answer.map(|value| (value, acted.events)));
        }
        let signer = self.town.signers.iter().find(|account| account.id() == caller);
        let signer = signer.ok_or("nobody signs for the caller")?;
        match self.runtime.block_on(self.chain.call(signer, message)) {
            Ok(receipt) => Ok(Ok((receipt.value, receipt.events))),
            Err(Error::Refused(error)) => Ok(Err(error)),
            Err(fault) => Err(format!("no refusal, but: {fault}")),
        }
    }

    /// Why the message would be refused now, if it would be; nothing changes.
    pub fn try_out<T, E>(
        &mut self,
        caller: AccountId,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<Option<E>, String>
    where
        T: Decode,
        E: Decode + Debug,
    {
        match self.runtime.block_on(self.chain.dry_run(caller, message)) {
            Ok(_) => Ok(None),
            Err(Error::Refused(error)) => Ok(Some(error)),
            Err(fault) => Err(format!("no refusal, but: {fault}")),
        }
    }

    pub fn read<R: Decode>(&mut self, message: impl Into<Message<R>>) -> Result<R, String> {
        self.try_to_read(message)?.ok_or("it can't be read".into())
    }

    /// The same, or nothing where another contract's answer could not be understood.
    pub fn try_to_read<R: Decode>(
        &mut self,
        message: impl Into<Message<R>>,
    ) -> Result<Option<R>, String> {
        match self.runtime.block_on(self.chain.read(message)) {
            Ok(answer) => Ok(Some(answer)),
            Err(Error::NotUnderstood { .. }) => Ok(None),
            Err(fault) => Err(fault.to_string()),
        }
    }

    /// All lots, offers and gifts that are listed: their numbers, newest first.
    pub fn listed(&mut self) -> Result<[Vec<u64>; 3], String> {
        let [house, swap, gift] = self.town.escrows();
        let lots = self.runtime.block_on(live_lots(&mut self.chain, house));
        let offers = self.runtime.block_on(live_offers(&mut self.chain, swap));
        let gifts = self.runtime.block_on(live_gifts(&mut self.chain, gift));
        let lots = lots.map_err(|error| error.to_string())?;
        let offers = offers.map_err(|error| error.to_string())?;
        let gifts = gifts.map_err(|error| error.to_string())?;
        Ok([
            lots.into_iter().map(|(number, ..)| number).collect(),
            offers.into_iter().map(|(number, _)| number).collect(),
            gifts.into_iter().map(|(number, _)| number).collect(),
        ])
    }

    /// What this is now.
    pub fn look(&mut self, fact: &Fact) -> Result<Value, String> {
        let (house, swaps) = (self.town.market.house(), self.town.market.swaps());
        let gifts = self.town.market.gifts();
        Ok(match fact {
            Fact::LotCount => Value::Count(self.read(house.lot_count())?),
            Fact::OfferCount => Value::Count(self.read(swaps.offer_count())?),
            Fact::GiftCount => Value::Count(self.read(gifts.gift_count())?),
            Fact::Lot(number) => Value::Lot(self.read(house.lot(*number))?),
            Fact::Offer(number) => Value::Offer(self.read(swaps.offer(*number))?),
            Fact::Gift(number) => Value::Gift(self.read(gifts.gift(*number))?),
            Fact::Claim(gift, account) => Value::Claim(self.read(gifts.claim_of(*gift, *account))?),
            Fact::Claimed(gift, number) => {
                Value::Claimed(self.read(gifts.is_claimed(*gift, *number))?)
            }
            Fact::Credits(account) => Value::Credits(self.credits(*account)?),
            Fact::Balance(token, account) => {
                Value::Amount(self.read(at::<Points>(*token).balance_of(*account))?)
            }
            Fact::Owner(item) => {
                let owner = at::<Coupon>(item.contract).owner_of(item.id.clone());
                Value::Owner(self.read(owner)?)
            }
        })
    }

    /// X2
    fn credits(&mut self, account: AccountId) -> Result<BTreeMap<AccountId, u128>, String> {
        let all = credits(&mut self.chain, self.town.house(), account);
        let all = self.runtime.block_on(all).map_err(|error| error.to_string())?;
        let count = all.len();
        let all: BTreeMap<_, _> = all.into_iter().collect();
        match all.len() == count {
            true => Ok(all),
            false => Err(format!("X2: a token twice among {all:?}")),
        }
    }

    pub fn view(&mut self, item: &Item) -> Result<Option<CouponView>, String> {
        let Id::U64(number) = item.id else { return Ok(None) };
        self.read(at::<Coupon>(item.contract).coupon(number))
    }
}
