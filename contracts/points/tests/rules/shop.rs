//! A shop with its points, the people around it, and all that anyone can see of them.

use std::ops::Deref;

use ink::{
    env::{
        test::{recorded_events, run_test, set_caller, EmittedEvent},
        DefaultEnvironment, Event as _,
    },
    primitives::AccountId,
    scale::{Decode, DecodeAll},
};
use points::Points;
use psp22::{PSP22Metadata, PSP22};
use tongquan_traits::{
    issuance::{Issuance, Issued, Issuer, IssuerSet},
    ownable::{Ownable, OwnershipOffered, OwnershipTransferred},
};

pub const NAME: &str = "Lotus Tea Points";
pub const SYMBOL: &str = "LTP";
pub const DECIMALS: u8 = 2;

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

    /// The events since this was last asked.
    pub fn events(&mut self) -> Vec<Event> {
        self.raw_events().iter().map(Event::read).collect()
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

/// All that can be seen of points, for `everybody` in that order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub label: (Option<String>, Option<String>, u8),
    pub supply: u128,
    pub balances: Vec<u128>,
    pub allowances: Vec<u128>,
    pub cap: Option<u128>,
    pub quotas: Vec<Option<Issuer>>,
    pub issuers: Vec<Option<AccountId>>,
    pub issuer_after_the_last: Option<AccountId>,
    pub owner: AccountId,
    pub pending_owner: Option<AccountId>,
}

/// An event of points.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Transfer { from: Option<AccountId>, to: Option<AccountId>, value: u128 },
    Approval { owner: AccountId, spender: AccountId, amount: u128 },
    IssuerSet(IssuerSet),
    Issued(Issued),
    OwnershipOffered(OwnershipOffered),
    OwnershipTransferred(OwnershipTransferred),
}

impl Event {
    fn read(event: &EmittedEvent) -> Self {
        fn all<T: Decode>(event: &EmittedEvent) -> T {
            T::decode_all(&mut &event.data[..]).expect("the data of the event")
        }
        let signature = event.topics.first().and_then(|topic| topic[..].try_into().ok());
        if signature == psp22::Transfer::SIGNATURE_TOPIC {
            let psp22::Transfer { from, to, value } = all(event);
            Self::Transfer { from, to, value }
        } else if signature == psp22::Approval::SIGNATURE_TOPIC {
            let psp22::Approval { owner, spender, amount } = all(event);
            Self::Approval { owner, spender, amount }
        } else if signature == IssuerSet::SIGNATURE_TOPIC {
            Self::IssuerSet(all(event))
        } else if signature == Issued::SIGNATURE_TOPIC {
            Self::Issued(all(event))
        } else if signature == OwnershipOffered::SIGNATURE_TOPIC {
            Self::OwnershipOffered(all(event))
        } else if signature == OwnershipTransferred::SIGNATURE_TOPIC {
            Self::OwnershipTransferred(all(event))
        } else {
            panic!("an event that points don't have: {:?}", event.topics)
        }
    }

    pub fn issue(to: AccountId, value: u128) -> Self {
        Self::Transfer { from: None, to: Some(to), value }
    }

    pub fn burn(from: AccountId, value: u128) -> Self {
        Self::Transfer { from: Some(from), to: None, value }
    }

    pub fn transfer(from: AccountId, to: AccountId, value: u128) -> Self {
        Self::Transfer { from: Some(from), to: Some(to), value }
    }

    pub fn approval(owner: AccountId, spender: AccountId, amount: u128) -> Self {
        Self::Approval { owner, spender, amount }
    }

    pub fn issuer_set(issuer: AccountId, quota: u128, issued: u128) -> Self {
        Self::IssuerSet(IssuerSet { issuer, quota, issued })
    }

    pub fn issued(issuer: AccountId, amount: u128) -> Self {
        Self::Issued(Issued { issuer, amount })
    }

    pub fn offered(owner: AccountId, new_owner: Option<AccountId>) -> Self {
        Self::OwnershipOffered(OwnershipOffered { owner, new_owner })
    }

    pub fn handed_over(previous_owner: Option<AccountId>, new_owner: AccountId) -> Self {
        Self::OwnershipTransferred(OwnershipTransferred { previous_owner, new_owner })
    }
}
