//! What anyone can see of coupons: their book and their events.

use std::collections::{BTreeMap, BTreeSet};

use ink::{
    env::Event as _,
    primitives::AccountId,
    scale::{Decode, DecodeAll, Encode},
};
use psp34::{Approval, Id, Transfer};
use tongquan_traits::{
    campaigns::{Campaign, CampaignExtended, CampaignOpened, CampaignStateSet, Details},
    coupons::{Claimed, CodesPublished, CouponView, Exchanged},
    ownable::{OwnershipOffered, OwnershipTransferred},
    redemption::{OrderRef, Receipt, ReceiptRemoved, ReceiptWritten},
    tills::{ManagerSet, Till, TillSet},
};

pub const NAME: &str = "Lotus Tea Coupons";

/// What to look up, besides what is asked of everybody.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub coupons: Vec<u64>,
    pub orders: Vec<OrderRef>,
    pub vouchers: Vec<(u32, [u8; 32], u32)>,
}

/// What can be seen of coupons. Lists of people are those of `people::everybody` in that order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    pub owner: AccountId,
    pub pending_owner: Option<AccountId>,
    pub managers: Vec<bool>,
    pub tills: Vec<Option<Till>>,
    pub campaigns: Vec<(Campaign, Details)>,
    pub campaign_after_the_last: Option<Campaign>,
    /// For each campaign and each of everybody.
    pub issued_to: Vec<u32>,
    pub supply: u128,
    pub balances: Vec<u32>,
    /// The enumeration of all, sorted, and that of each owner.
    pub all: Vec<Option<Id>>,
    pub owned: Vec<Vec<Option<Id>>>,
    /// For each pair of everybody.
    pub operators: Vec<bool>,
    pub coupons: BTreeMap<u64, Option<CouponView>>,
    pub owners: BTreeMap<u64, Option<AccountId>>,
    /// Who may transfer the coupon for its holder.
    pub approved: BTreeMap<u64, Vec<AccountId>>,
    pub receipts: BTreeMap<OrderRef, Option<Receipt>>,
    pub claimed: BTreeSet<(u32, [u8; 32], u32)>,
    /// Points of everybody, and of the coupon contract itself.
    pub points: Vec<u128>,
    /// What the coupon contract may still take of everybody.
    pub allowances: Vec<u128>,
    /// What the coupon contract issued.
    pub points_issued: u128,
}

macro_rules! differences {
    ($left:expr, $right:expr; $($list:ident)*; $($field:ident)*) => {{
        let mut all = vec![];
        $(if $left.$field != $right.$field {
            let field = stringify!($field);
            all.push(format!("{field}: {:?}, expected {:?}", $left.$field, $right.$field));
        })*
        $(for (key, value) in &$left.$list {
            let expected = &$right.$list[key];
            if value != expected {
                let list = stringify!($list);
                all.push(format!("{list} of {key:?}: {value:?}, expected {expected:?}"));
            }
        })*
        all
    }};
}

impl Book {
    /// What is not as in the other book, of the same that was asked.
    pub fn differences(&self, expected: &Self) -> String {
        differences!(self, expected; coupons owners approved receipts;
            owner pending_owner managers tills campaigns campaign_after_the_last issued_to supply
            balances all owned operators claimed points allowances points_issued)
        .join("\n")
    }
}

/// An event of coupons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Transfer(Transfer),
    Approval(Approval),
    CampaignOpened(CampaignOpened),
    CampaignExtended(CampaignExtended),
    CampaignStateSet(CampaignStateSet),
    Exchanged(Exchanged),
    CodesPublished(CodesPublished),
    Claimed(Claimed),
    ReceiptWritten(ReceiptWritten),
    ReceiptRemoved(ReceiptRemoved),
    ManagerSet(ManagerSet),
    TillSet(TillSet),
    OwnershipOffered(OwnershipOffered),
    OwnershipTransferred(OwnershipTransferred),
}

macro_rules! read_by_signature {
    ($topics:expr, $data:expr; $($event:ident)*) => {{
        let signature = $topics.first().and_then(|topic| topic.as_ref().try_into().ok());
        $(if signature == $event::SIGNATURE_TOPIC {
            Self::$event(all($data))
        } else)* {
            panic!("an event that coupons don't have: {signature:?}")
        }
    }};
}

impl Event {
    /// Reads an event that coupons emitted. Whoever looks for it finds it by its topics.
    pub fn read(topics: &[impl AsRef<[u8]>], data: &[u8]) -> Self {
        let event = read_by_signature!(topics, data;
            Transfer Approval CampaignOpened CampaignExtended CampaignStateSet Exchanged
            CodesPublished Claimed ReceiptWritten ReceiptRemoved ManagerSet TillSet
            OwnershipOffered OwnershipTransferred);
        let found: Vec<_> = topics.iter().skip(1).map(AsRef::as_ref).collect();
        assert_eq!(found, event.fields_in_topics(), "the topics of {event:?}");
        event
    }

    fn fields_in_topics(&self) -> Vec<[u8; 32]> {
        let account = |account: &Option<AccountId>| account.map_or([0; 32], |id| *id.as_ref());
        let id = |id: &Id| {
            let mut topic = id.encode();
            topic.resize(32, 0);
            topic.try_into().expect("32 bytes")
        };
        match self {
            Self::Transfer(Transfer { from, to, id: token }) => {
                vec![account(from), account(to), id(token)]
            }
            Self::Approval(Approval { owner, operator, id: token, .. }) => {
                vec![*owner.as_ref(), *operator.as_ref(), token.as_ref().map_or([0; 32], id)]
            }
            _ => vec![],
        }
    }

    pub fn issued(coupon: u64, to: AccountId) -> Self {
        Self::Transfer(Transfer { from: None, to: Some(to), id: Id::U64(coupon) })
    }

    pub fn moved(coupon: u64, from: AccountId, to: AccountId) -> Self {
        Self::Transfer(Transfer { from: Some(from), to: Some(to), id: Id::U64(coupon) })
    }

    pub fn gone(coupon: u64, from: AccountId) -> Self {
        Self::Transfer(Transfer { from: Some(from), to: None, id: Id::U64(coupon) })
    }

    pub fn written(order: OrderRef, by: AccountId, receipt: Receipt) -> Self {
        Self::ReceiptWritten(ReceiptWritten { order, by, receipt })
    }

    pub fn removed(order: OrderRef, by: AccountId) -> Self {
        Self::ReceiptRemoved(ReceiptRemoved { order, by })
    }
}

fn all<T: Decode>(data: &[u8]) -> T {
    T::decode_all(&mut &data[..]).expect("the data of the event")
}
