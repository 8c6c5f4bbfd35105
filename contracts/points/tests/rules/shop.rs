//! A shop with its points, the people around it, and all that anyone can see of them.

use std::ops::Deref;

use ink::{
    env::{
        test::{recorded_events, run_test, set_caller, EmittedEvent},
        DefaultEnvironment,
    },
    primitives::AccountId,
};
use points::Points;
use psp22::{PSP22Burnable, PSP22Metadata, PSP22};
use tongquan_traits::{issuance::Issuance, ownable::Ownable};

pub use crate::book::{Book, Event, DECIMALS, NAME, SYMBOL};
use crate::model::{Message, Refusal};

/// How many random sequences of messages one test plays, of how many messages at most, and how many
/// messages that must make.
pub const CASES: u32 = 600;
pub const LONGEST: usize = 200;
pub const MESSAGES: u32 = 50_000;

/// Who deployed the points and owns them.
pub fn merchant() -> AccountId {
    AccountId::from([1; 32])
}

/// A till, which the merchant may make an issuer.
pub fn till() -> AccountId {
    AccountId::from([2; 32])
}

/// A member.
pub fn ann() -> AccountId {
    AccountId::from([3; 32])
}

/// Another member.
pub fn ben() -> AccountId {
    AccountId::from([4; 32])
}

pub fn everybody() -> [AccountId; 4] {
    [merchant(), till(), ann(), ben()]
}

/// Points on a chain of their own, and how much of their record has been read.
pub struct Shop {
    points: Points,
    events_read: usize,
}

impl Shop {
    /// The merchant deploys points on an empty chain. The events of that are still unread.
    pub fn open(cap: Option<u128>) -> Self {
        run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
        set_caller::<DefaultEnvironment>(merchant());
        let points = Points::new(NAME.into(), SYMBOL.into(), DECIMALS, cap);
        Self { points, events_read: 0 }
    }

    /// A shop whose till may issue up to `quota`. No event is unread.
    pub fn with_till(cap: Option<u128>, quota: u128) -> Self {
        let mut shop = Self::open(cap);
        shop.by(merchant()).set_issuer(till(), quota).expect("the owner appoints");
        shop.events();
        shop
    }

    /// A shop whose till issued `amount` to Ann, all that it may. No event is unread.
    pub fn with_points_of_ann(amount: u128) -> Self {
        let mut shop = Self::with_till(None, amount);
        shop.by(till()).issue(ann(), amount).expect("within the quota");
        shop.events();
        shop
    }

    /// The points, called by `caller`.
    pub fn by(&mut self, caller: AccountId) -> &mut Points {
        set_caller::<DefaultEnvironment>(caller);
        &mut self.points
    }

    /// Sends a message that may change something.
    pub fn send(&mut self, caller: AccountId, message: &Message) -> Result<(), Refusal> {
        let points = self.by(caller);
        match message.clone() {
            Message::Transfer { to, value } => points.transfer(to, value, vec![])?,
            Message::TransferFrom { from, to, value } => {
                points.transfer_from(from, to, value, vec![])?
            }
            Message::Approve { spender, value } => points.approve(spender, value)?,
            Message::IncreaseAllowance { spender, delta } => {
                points.increase_allowance(spender, delta)?
            }
            Message::DecreaseAllowance { spender, delta } => {
                points.decrease_allowance(spender, delta)?
            }
            Message::Burn { value } => points.burn(value)?,
            Message::SetIssuer { account, quota } => points.set_issuer(account, quota)?,
            Message::Issue { to, amount } => points.issue(to, amount)?,
            Message::IssueBatch { issues } => points.issue_batch(issues)?,
            Message::TransferOwnership { new_owner } => points.transfer_ownership(new_owner)?,
            Message::AcceptOwnership => points.accept_ownership()?,
        }
        Ok(())
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

    /// All that the readers tell.
    pub fn book(&self) -> Book {
        let points = &self.points;
        let pairs = everybody().into_iter().flat_map(|a| everybody().map(|b| (a, b)));
        Book {
            label: (points.token_name(), points.token_symbol(), points.token_decimals()),
            supply: points.total_supply(),
            balances: everybody().map(|account| points.balance_of(account)).to_vec(),
            allowances: pairs.map(|(owner, spender)| points.allowance(owner, spender)).collect(),
            cap: points.cap(),
            quotas: everybody().map(|account| points.issuer(account)).to_vec(),
            issuers: (0..points.issuer_count()).map(|index| points.issuer_at(index)).collect(),
            issuer_after_the_last: points.issuer_at(points.issuer_count()),
            owner: points.owner(),
            pending_owner: points.pending_owner(),
        }
    }

    /// Calls a message that must be refused with `error`, change nothing and say nothing.
    #[track_caller]
    pub fn refuses<E: PartialEq + std::fmt::Debug>(
        &mut self,
        caller: AccountId,
        message: impl FnOnce(&mut Points) -> Result<(), E>,
        error: E,
    ) {
        self.events();
        let before = self.book();
        assert_eq!(message(self.by(caller)), Err(error));
        assert_eq!(self.book(), before, "a refused message changed something");
        assert_eq!(self.events(), [], "a refused message emitted something");
    }
}

impl Deref for Shop {
    type Target = Points;

    fn deref(&self) -> &Points {
        &self.points
    }
}
