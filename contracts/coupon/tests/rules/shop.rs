//! A shop with its coupons and points, and all that anyone can see of them.

use std::{cell::RefCell, ops::Deref, rc::Rc};

use coupon::Coupon;
use ink::{
    env::{
        test::{
            get_contract_storage_rw, recorded_events, run_test, set_block_timestamp, set_callee,
            set_caller, EmittedEvent,
        },
        DefaultEnvironment,
    },
    primitives::AccountId,
};
use psp34::{Id, PSP34Burnable, PSP34Enumerable, PSP34};
use tongquan_host::answer_calls;
use tongquan_traits::{
    campaigns::Campaigns, coupons::Coupons, ownable::Ownable, redemption::Redemption, tills::Tills,
};

pub use crate::book::{Asked, Book, Event, NAME};
use crate::{
    fake_points::{honest, Call},
    model::{Answer, Message, Points, Refusal},
    people::{everybody, merchant},
};

/// How many random sequences of messages one test plays, of how many messages at most, how many
/// messages that must make, and after how many messages all that can be read is compared.
pub const CASES: u32 = 960;
pub const LONGEST: usize = 160;
pub const MESSAGES: u32 = 100_000;
pub const LOOK_EVERY: usize = 1;

/// What the coupons are deployed with.
pub const GENESIS: [u8; 32] = [0x9e; 32];
pub const DESK: [u8; 32] = [0xde; 32];

/// When the shop opens: at noon of a day.
pub const START: u64 = 20_000 * tongquan_traits::tills::DAY + tongquan_traits::tills::DAY / 2;

/// The address of the coupons.
pub fn address() -> AccountId {
    [0xc0; 32].into()
}

/// The address of the points.
pub fn token() -> AccountId {
    [0x90; 32].into()
}

/// Coupons on a chain of their own, their points, and how much of their record has been read.
pub struct Shop {
    coupons: Coupon,
    points: Rc<RefCell<Points>>,
    events_read: usize,
    /// All messages that were taken, so that they can be sent again.
    taken: Vec<(u64, AccountId, Message)>,
    pub now: u64,
}

impl Shop {
    /// The merchant deploys coupons on an empty chain. The events of that are still unread.
    pub fn open() -> Self {
        let points = Rc::new(RefCell::new(Points::default()));
        let coupons = deploy(&points);
        Self { coupons, points, events_read: 0, taken: vec![], now: START }
    }

    pub fn address(&self) -> AccountId {
        address()
    }

    pub fn token(&self) -> AccountId {
        token()
    }

    pub fn points(&self) -> std::cell::RefMut<'_, Points> {
        self.points.borrow_mut()
    }

    /// The coupons, called by `caller`.
    pub fn by(&mut self, caller: AccountId) -> &mut Coupon {
        set_caller::<DefaultEnvironment>(caller);
        set_block_timestamp::<DefaultEnvironment>(self.now);
        &mut self.coupons
    }

    /// The shop at another time.
    pub fn at(&mut self, now: u64) -> &mut Self {
        self.now = now;
        set_block_timestamp::<DefaultEnvironment>(now);
        self
    }

    /// Sends a message that may change something. Where it is refused, nothing has changed.
    pub fn send(
        &mut self,
        now: u64,
        caller: AccountId,
        message: &Message,
    ) -> Result<Answer, Refusal> {
        self.at(now);
        let before = (writes(), self.points.borrow().clone());
        let answer = self.call(caller, message.clone());
        if answer.is_ok() {
            self.taken.push((now, caller, message.clone()));
        } else if (writes(), &*self.points.borrow()) != (before.0, &before.1) {
            self.bring_back();
        }
        answer
    }

    fn call(&mut self, caller: AccountId, message: Message) -> Result<Answer, Refusal> {
        let points = Rc::clone(&self.points);
        let coupons = self.by(caller);
        match message {
            Message::OpenCampaign { terms, sale, details } => {
                return Ok(Answer::Campaign(coupons.open_campaign(terms, sale, details)?));
            }
            Message::ExtendCampaign { campaign, budget, issue_until, valid_until } => {
                coupons.extend_campaign(campaign, budget, issue_until, valid_until)?
            }
            Message::SetCampaignState { campaign, state } => {
                coupons.set_campaign_state(campaign, state)?
            }
            Message::SetManager { account, manager } => coupons.set_manager(account, manager)?,
            Message::SetTill { account, limits } => coupons.set_till(account, limits)?,
            Message::TransferOwnership { new_owner } => coupons.transfer_ownership(new_owner)?,
            Message::AcceptOwnership => coupons.accept_ownership()?,

            Message::Issue { campaign, to } => {
                return Ok(Answer::Coupon(coupons.issue(campaign, to)?));
            }
            Message::IssueBatch { campaign, to } => {
                return Ok(Answer::Coupon(coupons.issue_batch(campaign, to)?));
            }
            Message::Exchange { campaign } => {
                return Ok(Answer::Coupon(coupons.exchange(campaign)?));
            }
            Message::PublishCodes { campaign, root } => coupons.publish_codes(campaign, root)?,
            Message::Claim { voucher, proof, signature } => {
                return Ok(Answer::Coupon(coupons.claim(voucher, proof, signature.bytes())?));
            }

            Message::Transfer { to, id } => PSP34::transfer(coupons, to, id, vec![])?,
            Message::Approve { operator, id, approved } => {
                coupons.approve(operator, id, approved)?
            }
            Message::Burn { account, id } => coupons.burn(account, id)?,

            Message::Redeem { order, amount, coupons: basket } => {
                return Ok(Answer::Receipt(coupons.redeem(order, amount, basket)?));
            }
            Message::Reserve { order, amount, coupons: basket, until } => {
                return Ok(Answer::Receipt(coupons.reserve(order, amount, basket, until)?));
            }
            Message::RedeemWithTicket { ticket, signature } => {
                let signature = signature.bytes();
                return Ok(Answer::Receipt(coupons.redeem_with_ticket(ticket, signature)?));
            }
            Message::ReserveWithTicket { ticket, signature, until } => {
                let signature = signature.bytes();
                let receipt = coupons.reserve_with_ticket(ticket, signature, until)?;
                return Ok(Answer::Receipt(receipt));
            }
            Message::Release { order } => coupons.release(order)?,
            Message::Void { order } => return Ok(Answer::Receipt(coupons.void(order)?)),
            Message::Refund { order, amount } => {
                return Ok(Answer::Receipt(coupons.refund(order, amount)?));
            }
            Message::ClearReceipts { orders } => coupons.clear_receipts(orders)?,
            Message::ClearCoupons { coupons: gone } => coupons.clear_coupons(gone)?,

            Message::ApprovePoints { value } => {
                points.borrow_mut().approve(caller, address(), value)
            }
            Message::TransferPoints { to, value } => {
                points.borrow_mut().transfer(caller, caller, to, value)?
            }
            Message::IssuePoints { to, amount } => points.borrow_mut().issue(caller, to, amount)?,
            Message::SetQuota { quota } => points.borrow_mut().set_issuer(address(), quota),
        }
        Ok(Answer::Nothing)
    }

    /// What the chain does after a refusal, where the coupons or the points have begun to write.
    fn bring_back(&mut self) {
        let now = self.now;
        *self.points.borrow_mut() = Points::default();
        self.coupons = deploy(&self.points);
        for (then, caller, message) in std::mem::take(&mut self.taken) {
            self.at(then);
            let again = self.call(caller, message.clone());
            again.unwrap_or_else(|error| panic!("{message:?} was taken before: {error:?}"));
            self.taken.push((then, caller, message));
        }
        self.at(now);
        self.events_read = recorded_events().count();
    }

    /// The events since this was last asked.
    pub fn events(&mut self) -> Vec<Event> {
        self.raw_events().iter().map(|event| Event::read(&event.topics, &event.data)).collect()
    }

    /// The events since this was last asked, as they are on the chain.
    pub fn raw_events(&mut self) -> Vec<EmittedEvent> {
        let events: Vec<_> = recorded_events().skip(self.events_read).collect();
        self.events_read += events.len();
        events
    }

    /// All that the readers tell now, whatever is expected.
    pub fn look(&self, asked: &Asked, _expected: &Book) -> Book {
        self.book(asked)
    }

    /// All that the readers tell now.
    pub fn book(&self, asked: &Asked) -> Book {
        let coupons = &self.coupons;
        let people = || everybody().into_iter();
        let pairs = people().flat_map(|a| people().map(move |b| (a, b)));
        let campaigns = 1..=coupons.campaign_count();
        let numbers = || asked.coupons.iter().copied();
        let supply = coupons.total_supply();
        let balances: Vec<_> = people().map(|owner| coupons.balance_of(owner)).collect();
        let owned = |(owner, balance): (AccountId, &u32)| {
            let all = (0..u128::from(*balance)).map(|i| coupons.owners_token_by_index(owner, i));
            assert_eq!(coupons.owners_token_by_index(owner, u128::from(*balance)), None);
            sorted(all.collect())
        };
        let owners: Vec<_> =
            numbers().map(|coupon| (coupon, coupons.owner_of(Id::U64(coupon)))).collect();
        let may_act = |owner: AccountId, coupon: u64| {
            let id = Some(Id::U64(coupon));
            people().filter(|account| coupons.allowance(owner, *account, id.clone())).collect()
        };
        assert_eq!(coupons.token_by_index(supply), None);
        let points = self.points.borrow();
        let mut holders_of_points = everybody().to_vec();
        holders_of_points.push(address());
        Book {
            owner: coupons.owner(),
            pending_owner: coupons.pending_owner(),
            managers: people().map(|account| coupons.is_manager(account)).collect(),
            tills: people().map(|account| coupons.till(account)).collect(),
            campaigns: campaigns
                .clone()
                .map(|campaign| {
                    let page = coupons.campaign(campaign).expect("a campaign");
                    (page, coupons.campaign_details(campaign).expect("its details"))
                })
                .collect(),
            campaign_after_the_last: coupons.campaign(coupons.campaign_count() + 1),
            issued_to: campaigns
                .flat_map(|campaign| people().map(move |member| (campaign, member)))
                .map(|(campaign, member)| coupons.issued_to(campaign, member))
                .collect(),
            supply,
            owned: people().zip(&balances).map(owned).collect(),
            balances,
            all: sorted((0..supply).map(|index| coupons.token_by_index(index)).collect()),
            operators: pairs.map(|(a, b)| coupons.allowance(a, b, None)).collect(),
            coupons: numbers().map(|coupon| (coupon, coupons.coupon(coupon))).collect(),
            approved: owners
                .iter()
                .map(|(coupon, owner)| {
                    (*coupon, owner.map(|owner| may_act(owner, *coupon)).unwrap_or_default())
                })
                .collect(),
            owners: owners.into_iter().collect(),
            receipts: asked.orders.iter().map(|order| (*order, coupons.receipt(*order))).collect(),
            claimed: asked
                .vouchers
                .iter()
                .copied()
                .filter(|(campaign, issuer, number)| {
                    coupons.is_claimed(*campaign, *issuer, *number)
                })
                .collect(),
            points: holders_of_points.iter().map(|a| points.balance(*a)).collect(),
            allowances: people().map(|a| points.allowance(a, address())).collect(),
            points_issued: points.issuer(address()).unwrap_or_default().issued,
        }
    }
}

fn deploy(points: &Rc<RefCell<Points>>) -> Coupon {
    run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
    set_callee::<DefaultEnvironment>(address());
    set_caller::<DefaultEnvironment>(merchant());
    set_block_timestamp::<DefaultEnvironment>(START);
    points.borrow_mut().set_issuer(merchant(), u128::MAX / 2);
    let their_points = Rc::clone(points);
    answer_calls(move |callee, input| match *callee == token() {
        true => honest(&mut their_points.borrow_mut(), address(), &Call::read(input)),
        false => tongquan_host::Answer::None,
    });
    Coupon::new(NAME.into(), GENESIS, DESK)
}

/// How often the coupons have written since they were deployed.
fn writes() -> usize {
    get_contract_storage_rw::<DefaultEnvironment>(&address()).1
}

fn sorted(mut ids: Vec<Option<Id>>) -> Vec<Option<Id>> {
    ids.sort();
    ids
}

impl Deref for Shop {
    type Target = Coupon;

    fn deref(&self) -> &Coupon {
        &self.coupons
    }
}
