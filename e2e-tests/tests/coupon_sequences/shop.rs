//! A shop like that of the native tests, whose coupons and points are the release Wasm on the
//! embedded chain.

use std::{fmt::Debug, sync::LazyLock};

use coupon::Coupon;
use ink::{codegen::ContractCallBuilder, scale::Decode};
use points::{Points, PointsRef};
use psp22::PSP22;
use psp34::{PSP34Burnable, PSP34};
use tokio::runtime::{Builder, Runtime};
use tongquan_client::{
    at, deploy_coupons, Account, AccountId, Bundle, Chain, Embedded, Error, Events, UNIT,
};
use tongquan_traits::{
    campaigns::Campaigns,
    coupons::Coupons,
    issuance::Issuance,
    ownable::Ownable,
    redemption::Redemption,
    tills::{Tills, DAY},
};

pub use crate::book::{Asked, Book, Event, NAME};
use crate::{
    memory::Memory,
    model::{Answer, Message, Refusal},
    people::{everybody, merchant},
    record::PointsRecord,
};

/// How many random sequences of messages one test plays, of how many messages at most, how many
/// messages that must make, and after how many messages all that can be read is compared. Wasm is
/// slower than native code, so these are the first of the native sequences.
pub const CASES: u32 = 48;
pub const LONGEST: usize = 160;
pub const MESSAGES: u32 = 5_000;
pub const LOOK_EVERY: usize = 1;

/// When the shop opens: at noon of a day.
pub const START: u64 = 20_000 * DAY + DAY / 2;

/// Everybody, with what they need to pay deposits.
static PEOPLE: LazyLock<[Account; 8]> = LazyLock::new(|| {
    ["alice", "bob", "charlie", "dave", "eve", "ferdie", "one", "two"].map(Account::dev)
});

fn account(id: AccountId) -> &'static Account {
    PEOPLE.iter().find(|account| account.id() == id).expect("one of everybody")
}

static BUNDLES: LazyLock<[Bundle; 3]> = LazyLock::new(|| {
    ["points", "coupon", "coupon-desk"]
        .map(|contract| e2e_tests::bundle(contract).expect("the release bundle"))
});

type SentMessage<T, Error> = tongquan_client::Message<Result<T, Error>>;

/// Coupons and points on a chain of their own, and what of the coupons' record has not been read.
pub struct Shop {
    runtime: Runtime,
    chain: Embedded,
    coupons: AccountId,
    points: AccountId,
    unread: Vec<Event>,
    /// What was heard of the points.
    pub record: PointsRecord,
    /// What was seen of everything.
    pub memory: Memory,
    now: u64,
}

impl Shop {
    /// The merchant deploys points and coupons on an empty chain. The events of the coupons are
    /// still unread.
    pub fn open() -> Self {
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        let mut chain = Embedded::new();
        for person in everybody() {
            chain.endow(person, 1_000_000 * UNIT);
        }
        chain.set_time(START);
        let [points, coupon, desk] = &*BUNDLES;
        let owner = account(merchant());
        let constructor = PointsRef::new("Lotus Tea Points".into(), "LTP".into(), 2, None);
        let points = runtime
            .block_on(chain.deploy(owner, points, constructor, b""))
            .expect("the chain takes the points");
        let coupons = runtime
            .block_on(deploy_coupons(&mut chain, owner, coupon, desk, NAME, b""))
            .expect("the chain takes the coupons");
        let mut shop = Self {
            runtime,
            chain,
            coupons: coupons.value,
            points: points.value,
            unread: vec![],
            record: PointsRecord::default(),
            memory: Memory::default(),
            now: START,
        };
        shop.hear(coupons.events);
        let appoint = shop.tokens().set_issuer(merchant(), u128::MAX / 2);
        shop.call(merchant(), appoint).expect("the merchant may issue points");
        shop
    }

    pub fn address(&self) -> AccountId {
        self.coupons
    }

    pub fn token(&self) -> AccountId {
        self.points
    }

    /// The messages of coupons.
    pub fn coupons(&self) -> <Coupon as ContractCallBuilder>::Type {
        at::<Coupon>(self.coupons)
    }

    /// The messages of points.
    pub fn tokens(&self) -> <Points as ContractCallBuilder>::Type {
        at::<Points>(self.points)
    }

    /// Sends a message that may change something.
    pub fn send(
        &mut self,
        now: u64,
        caller: AccountId,
        message: &Message,
    ) -> Result<Answer, Refusal> {
        self.now = now;
        let (mut coupons, mut points) = (self.coupons(), self.tokens());
        match message.clone() {
            Message::OpenCampaign { terms, sale, details } => {
                self.call(caller, coupons.open_campaign(terms, sale, details)).map(Answer::Campaign)
            }
            Message::ExtendCampaign { campaign, budget, issue_until, valid_until } => {
                let extend = coupons.extend_campaign(campaign, budget, issue_until, valid_until);
                self.call(caller, extend).map(nothing)
            }
            Message::SetCampaignState { campaign, state } => {
                self.call(caller, coupons.set_campaign_state(campaign, state)).map(nothing)
            }
            Message::SetManager { account, manager } => {
                self.call(caller, coupons.set_manager(account, manager)).map(nothing)
            }
            Message::SetTill { account, limits } => {
                self.call(caller, coupons.set_till(account, limits)).map(nothing)
            }
            Message::TransferOwnership { new_owner } => {
                self.call(caller, coupons.transfer_ownership(new_owner)).map(nothing)
            }
            Message::AcceptOwnership => self.call(caller, coupons.accept_ownership()).map(nothing),

            Message::Issue { campaign, to } => {
                self.call(caller, coupons.issue(campaign, to)).map(Answer::Coupon)
            }
            Message::IssueBatch { campaign, to } => {
                self.call(caller, coupons.issue_batch(campaign, to)).map(Answer::Coupon)
            }
            Message::Exchange { campaign } => {
                self.call(caller, coupons.exchange(campaign)).map(Answer::Coupon)
            }
            Message::PublishCodes { campaign, root } => {
                self.call(caller, coupons.publish_codes(campaign, root)).map(nothing)
            }
            Message::Claim { voucher, proof, signature } => {
                let claim = coupons.claim(voucher, proof, signature.bytes());
                self.call(caller, claim).map(Answer::Coupon)
            }

            Message::Transfer { to, id } => {
                self.call(caller, coupons.transfer(to, id, vec![])).map(nothing)
            }
            Message::Approve { operator, id, approved } => {
                self.call(caller, coupons.approve(operator, id, approved)).map(nothing)
            }
            Message::Burn { account, id } => {
                self.call(caller, coupons.burn(account, id)).map(nothing)
            }

            Message::Redeem { order, amount, coupons: basket } => {
                self.call(caller, coupons.redeem(order, amount, basket)).map(Answer::Receipt)
            }
            Message::Reserve { order, amount, coupons: basket, until } => {
                let reserve = coupons.reserve(order, amount, basket, until);
                self.call(caller, reserve).map(Answer::Receipt)
            }
            Message::RedeemWithTicket { ticket, signature } => {
                let redeem = coupons.redeem_with_ticket(ticket, signature.bytes());
                self.call(caller, redeem).map(Answer::Receipt)
            }
            Message::ReserveWithTicket { ticket, signature, until } => {
                let reserve = coupons.reserve_with_ticket(ticket, signature.bytes(), until);
                self.call(caller, reserve).map(Answer::Receipt)
            }
            Message::Release { order } => self.call(caller, coupons.release(order)).map(nothing),
            Message::Void { order } => self.call(caller, coupons.void(order)).map(Answer::Receipt),
            Message::Refund { order, amount } => {
                self.call(caller, coupons.refund(order, amount)).map(Answer::Receipt)
            }
            Message::ClearReceipts { orders } => {
                self.call(caller, coupons.clear_receipts(orders)).map(nothing)
            }
            Message::ClearCoupons { coupons: gone } => {
                self.call(caller, coupons.clear_coupons(gone)).map(nothing)
            }

            Message::ApprovePoints { value } => {
                self.call(caller, points.approve(self.coupons, value)).map(nothing)
            }
            Message::TransferPoints { to, value } => {
                self.call(caller, points.transfer(to, value, vec![])).map(nothing)
            }
            Message::IssuePoints { to, amount } => {
                self.call(caller, points.issue(to, amount)).map(nothing)
            }
            Message::SetQuota { quota } => {
                self.call(caller, points.set_issuer(self.coupons, quota)).map(nothing)
            }
        }
    }

    /// Any failure but a refusal by the contract is a fault.
    fn call<T, E>(
        &mut self,
        caller: AccountId,
        message: impl Into<SentMessage<T, E>>,
    ) -> Result<T, Refusal>
    where
        T: Decode,
        E: Decode + Debug,
        Refusal: From<E>,
    {
        self.chain.set_time(self.now);
        match self.runtime.block_on(self.chain.call(account(caller), message)) {
            Ok(receipt) => {
                self.hear(receipt.events);
                Ok(receipt.value)
            }
            // The contract reverted, or it would be another error.
            Err(Error::Refused(error)) => Err(error.into()),
            Err(fault) => panic!("{fault}"),
        }
    }

    fn hear(&mut self, Events(events): Events) {
        for event in events {
            if event.contract == self.points {
                self.record.hear(&event);
            } else {
                assert_eq!(event.contract, self.coupons, "another contract's event");
                self.unread.push(Event::read(&event.topics, &event.data));
            }
        }
    }

    /// The events of coupons since this was last asked.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.unread)
    }

    /// The answer of a message that only reads, at the time of the last message.
    pub fn ask_the_chain<R: Decode>(&mut self, message: tongquan_client::Message<R>) -> R {
        self.chain.set_time(self.now);
        let answer = self.runtime.block_on(self.chain.read(message));
        answer.unwrap_or_else(|fault| panic!("{fault}"))
    }
}

fn nothing((): ()) -> Answer {
    Answer::Nothing
}
