//! What there is when a sequence begins: on the chain, and the same in the models' world.

use hostile_coupon::{HostileCoupon, HostileCouponRef};
use hostile_points::{HostilePoints, HostilePointsRef};
use ink::primitives::AccountId;
use mischief::Puppet;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use tokens::{Coupon, Mark, World};
use tongquan_client::{at, Account, Chain, Embedded, Message};
use tongquan_traits::{
    assets::Item,
    campaigns::{Kind, Off, Policy, Royalty, Sale, Validity},
    coupons::{CouponView, Coupons, Status},
    issuance::Issuance,
};

use super::town::{coupon, number, Town};
use crate::{
    counter::{Counter, DAY, HOUR},
    hostile_bundle,
    market::Market,
    shop::Fault,
};

/// When a sequence begins: 2026-01-02.
pub const START: u64 = 1_767_225_600_000 + DAY;
/// Until when coupons are good that never end in a sequence.
pub const FAR: u64 = START + 800 * DAY;
/// How many of each honest points members have, and how many Cai lets others take.
const PURSE: u128 = 100_000;
const CAUTIOUS: u128 = 3_000;
/// How many hostile points everybody has: more than anybody ever moves.
const PLENTY: u128 = 1 << 100;

pub async fn open(chain: &mut Embedded) -> Result<(Town, World), Fault> {
    let market = Market::open(chain).await?;
    let mallory = market.tea.shop.mallory.clone();
    let mut fools = [[0; 32].into(); 5];
    for (place, fool) in fools.iter_mut().enumerate() {
        let bundle = hostile_bundle("hostile-points")?;
        let salt = [place as u8];
        *fool = chain.deploy(&mallory, &bundle, HostilePointsRef::new(), &salt).await?.value;
    }
    let mut forged = [[0; 32].into(); 3];
    for (place, forged) in forged.iter_mut().enumerate() {
        let bundle = hostile_bundle("hostile-coupon")?;
        let salt = [place as u8];
        *forged = chain.deploy(&mallory, &bundle, HostileCouponRef::new(), &salt).await?.value;
    }
    let shop = &market.tea.shop;
    let merchants = [shop.merchant.clone(), market.books.shop.merchant.clone()];
    let people = [&shop.ann, &shop.ben, &shop.cai, &shop.mallory].map(Account::clone);
    let signers = merchants.into_iter().chain(people).collect();
    let town = Town { market, signers, fools, forged };

    let mut opening = Opening { chain, town: &town, world: World::default() };
    opening.points().await?;
    opening.coupons().await?;
    opening.fools().await?;
    opening.forgeries().await?;
    let world = opening.world;
    chain.set_time(START);
    Ok((town, world))
}

struct Opening<'a> {
    chain: &'a mut Embedded,
    town: &'a Town,
    world: World,
}

impl Opening<'_> {
    /// Sends a message by anybody, the puppet included.
    async fn send<E: ink::scale::Decode + std::fmt::Debug>(
        &mut self,
        caller: AccountId,
        message: impl Into<Message<Result<(), E>>>,
    ) -> Result<(), Fault> {
        let message = message.into();
        if caller == self.town.puppet() {
            let mallory = &self.town.market.tea.shop.mallory;
            let act = at::<HostilePoints>(caller).act(message.contract, message.input);
            let answer = self.chain.call(mallory, act).await.map_err(|error| error.to_string())?;
            return match &answer.value[..] {
                [0] => Ok(()),
                other => Err(format!("the puppet was refused: {other:?}").into()),
            };
        }
        let signer = self.town.signers.iter().find(|account| account.id() == caller);
        let signer = signer.ok_or("nobody signs for the caller")?;
        Ok(self.chain.call(signer, message).await.map(drop).map_err(|error| error.to_string())?)
    }

    async fn points(&mut self) -> Result<(), Fault> {
        let (cai, merchants) = (self.town.signers[4].id(), [0, 1]);
        for (token, merchant) in self.town.honest_points().into_iter().zip(merchants) {
            let merchant = self.town.signers[merchant].id();
            for who in self.town.everybody() {
                self.send(merchant, at::<Points>(token).issue(who, PURSE)).await?;
                self.world.issue_points(token, who, PURSE);
                let amount = if who == cai { CAUTIOUS } else { u128::MAX };
                for spender in self.town.escrows() {
                    self.send(who, at::<Points>(token).approve(spender, amount)).await?;
                    self.world.approve_points(token, who, spender, amount);
                }
            }
        }
        Ok(())
    }

    async fn coupons(&mut self) -> Result<(), Fault> {
        for counter in [&self.town.market.tea, &self.town.market.books] {
            let members = self.town.members();
            for campaign in 1..=6 {
                self.campaign(counter, campaign).await?;
                let to = match campaign {
                    1 => [members.clone(), members.clone()].concat(),
                    4 => members[2..4].to_vec(),
                    _ => members.clone(),
                };
                let issue = counter.messages().issue_batch(campaign, to.clone());
                self.chain.call(&counter.shop.merchant, issue).await?;
                for (owner, serial) in to.into_iter().zip(1..) {
                    let item = coupon(counter.coupons, number(campaign, serial));
                    let view = self.chain.read(counter.messages().coupon(number(campaign, serial)));
                    let view = view.await?.ok_or("no coupon")?;
                    self.world.issue_coupon(&item, owner, facts(view));
                }
            }
            let cai = members[2];
            // Cai looks at books before she lets them go.
            let is_tea = counter.coupons == self.town.market.tea.coupons;
            for who in self.town.everybody().into_iter().filter(|who| is_tea || *who != cai) {
                for operator in self.town.escrows() {
                    let approve = counter.messages().approve(operator, None, true);
                    self.send(who, approve).await?;
                    self.world.approve_all(counter.coupons, who, operator);
                }
            }
        }
        Ok(())
    }

    /// Good for long, with a royalty; the same without; soon over; bound; not good yet; only for gifts.
    async fn campaign(&mut self, counter: &Counter, campaign: u32) -> Result<(), Fault> {
        let merchant = counter.shop.merchant.id();
        let (kind, from, until, royalty) = match campaign {
            1 => (Kind::Voucher { value: 5_000 }, 0, 400 * DAY, Some(500)),
            2 => (Kind::Exchange {}, 0, 400 * DAY, None),
            3 => (Kind::Voucher { value: 300 }, 0, 3 * DAY, Some(1_000)),
            4 | 6 => (Kind::Voucher { value: 50 }, 0, 400 * DAY, None),
            _ => {
                let off = Off::Fixed { amount: 20 };
                (Kind::Deduction { minimum: 100, off }, HOUR, 400 * DAY, Some(1))
            }
        };
        let mut terms = counter.terms(self.chain, kind).await?;
        terms.validity = Validity::Dates { from: START + from, until: START + until };
        terms.policy = match campaign {
            4 => Policy::Bound {},
            6 => Policy::GiftOnly { gift: self.town.gift() },
            _ => Policy::Free {},
        };
        let royalty = royalty.map(|basis_points| Royalty { to: merchant, basis_points });
        counter.campaign(self.chain, terms, Sale { price: None, royalty }).await.map(drop)
    }

    async fn fools(&mut self) -> Result<(), Fault> {
        for fool in self.town.fools {
            let everybody = self.town.everybody();
            for who in everybody.iter().copied().chain(self.town.escrows()) {
                let mint = at::<HostilePoints>(fool).mint(who, PLENTY);
                self.send(self.town.mallory(), mint).await?;
                self.world.issue_points(fool, who, PLENTY);
            }
            for who in everybody {
                for spender in self.town.escrows() {
                    let approve = at::<HostilePoints>(fool).approve(spender, u128::MAX);
                    self.send(who, approve).await?;
                    self.world.approve_points(fool, who, spender, u128::MAX);
                }
            }
        }
        Ok(())
    }

    async fn forgeries(&mut self) -> Result<(), Fault> {
        let mallory = self.town.mallory();
        for forged in self.town.forged {
            let members = self.town.members();
            for (owner, serial) in members.iter().cycle().take(8).zip(1..) {
                let item = coupon(forged, number(1, serial));
                let basis_points = if serial % 2 == 0 { u16::MAX } else { 300 };
                let good = Coupon::good(START, FAR).with_royalty(mallory, basis_points);
                self.world.issue_coupon(&item, *owner, good.clone());
                let mint = at::<HostileCoupon>(forged).mint(*owner, item.id);
                self.send(mallory, mint).await?;
                let view = good.view(*owner, START);
                let alter = at::<HostileCoupon>(forged).set_view(number(1, serial), Some(view));
                self.send(mallory, alter).await?;
            }
            for (owner, serial) in members.iter().zip(1..) {
                let item = Item { contract: forged, id: Id::U8(serial) };
                self.world.issue_item(&item, *owner);
                let mint = at::<HostileCoupon>(forged).mint(*owner, item.id);
                self.send(mallory, mint).await?;
            }
            for who in self.town.everybody() {
                for operator in self.town.escrows() {
                    let approve = at::<HostileCoupon>(forged).approve(operator, None, true);
                    self.send(who, approve).await?;
                    self.world.approve_all(forged, who, operator);
                }
            }
        }
        Ok(())
    }
}

/// What a coupon is good for, as it is seen.
pub fn facts(view: CouponView) -> Coupon {
    Coupon {
        kind: view.kind,
        left: view.left,
        from: view.from,
        until: view.until,
        policy: view.policy,
        royalty: view.royalty,
        stackable: view.stackable,
        issued_at: view.issued_at,
        moves: view.moves,
        mark: match view.status {
            Status::Reserved { order, until } => Mark::Reserved { order, until },
            Status::Redeemed { order } => Mark::Redeemed { order },
            _ => Mark::None,
        },
    }
}
