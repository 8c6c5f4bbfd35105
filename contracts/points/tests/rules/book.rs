//! What anyone can see of points: their book and their events.

use ink::{
    env::Event as _,
    primitives::AccountId,
    scale::{Decode, DecodeAll},
};
use tongquan_traits::{
    issuance::{Issued, Issuer, IssuerSet},
    ownable::{OwnershipOffered, OwnershipTransferred},
};

pub const NAME: &str = "Lotus Tea Points";
pub const SYMBOL: &str = "LTP";
pub const DECIMALS: u8 = 2;

/// All that can be seen of points, for `shop::everybody` in that order.
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
    /// Reads an event that points emitted. Whoever looks for it finds it by its topics: the kind of
    /// event and, where PSP22 wants them, the two accounts.
    pub fn read(topics: &[impl AsRef<[u8]>], data: &[u8]) -> Self {
        let signature = topics.first().and_then(|topic| topic.as_ref().try_into().ok());
        let event = if signature == psp22::Transfer::SIGNATURE_TOPIC {
            let psp22::Transfer { from, to, value } = all(data);
            Self::Transfer { from, to, value }
        } else if signature == psp22::Approval::SIGNATURE_TOPIC {
            let psp22::Approval { owner, spender, amount } = all(data);
            Self::Approval { owner, spender, amount }
        } else if signature == IssuerSet::SIGNATURE_TOPIC {
            Self::IssuerSet(all(data))
        } else if signature == Issued::SIGNATURE_TOPIC {
            Self::Issued(all(data))
        } else if signature == OwnershipOffered::SIGNATURE_TOPIC {
            Self::OwnershipOffered(all(data))
        } else if signature == OwnershipTransferred::SIGNATURE_TOPIC {
            Self::OwnershipTransferred(all(data))
        } else {
            panic!("an event that points don't have: {signature:?}")
        };
        let found: Vec<_> = topics.iter().skip(1).map(AsRef::as_ref).collect();
        assert_eq!(found, event.accounts_in_topics(), "the topics of {event:?}");
        event
    }

    fn accounts_in_topics(&self) -> Vec<[u8; 32]> {
        let topic = |account: &Option<AccountId>| account.map_or([0; 32], |id| *id.as_ref());
        match self {
            Self::Transfer { from, to, .. } => vec![topic(from), topic(to)],
            Self::Approval { owner, spender, .. } => vec![*owner.as_ref(), *spender.as_ref()],
            _ => vec![],
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

fn all<T: Decode>(data: &[u8]) -> T {
    T::decode_all(&mut &data[..]).expect("the data of the event")
}
