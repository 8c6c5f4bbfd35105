//! A shop like that of the native tests, whose points are the release Wasm on the embedded chain.

use std::{fmt::Debug, sync::LazyLock};

use ink::scale::Decode;
use points::{Points, PointsRef};
use psp22::{PSP22Burnable, PSP22Metadata, PSP22};
use tokio::runtime::{Builder, Runtime};
use tongquan_client::{at, Account, AccountId, Bundle, Chain, Embedded, Error, Events};
use tongquan_traits::{issuance::Issuance, ownable::Ownable};

pub use crate::book::{Book, Event, DECIMALS, NAME, SYMBOL};
use crate::model::{Message, Refusal};

/// How many random sequences of messages one test plays, of how many messages at most, and how many
/// messages that must make. Wasm is slower than native code, so these are the first of the native
/// sequences.
pub const CASES: u32 = 34;
pub const LONGEST: usize = 200;
pub const MESSAGES: u32 = 2_500;

/// The merchant, the till, Ann and Ben, whom the embedded chain endows.
static PEOPLE: LazyLock<[Account; 4]> =
    LazyLock::new(|| ["alice", "bob", "charlie", "dave"].map(Account::dev));

pub fn merchant() -> AccountId {
    PEOPLE[0].id()
}

pub fn till() -> AccountId {
    PEOPLE[1].id()
}

pub fn ann() -> AccountId {
    PEOPLE[2].id()
}

pub fn ben() -> AccountId {
    PEOPLE[3].id()
}

pub fn everybody() -> [AccountId; 4] {
    [merchant(), till(), ann(), ben()]
}

fn account(id: AccountId) -> &'static Account {
    PEOPLE.iter().find(|account| account.id() == id).expect("one of everybody")
}

static BUNDLE: LazyLock<Bundle> =
    LazyLock::new(|| e2e_tests::bundle("points").expect("the release bundle"));

type SentMessage<Error> = tongquan_client::Message<Result<(), Error>>;

/// Points on a chain of their own, and what of their record has not been read.
pub struct Shop {
    runtime: Runtime,
    chain: Embedded,
    points: AccountId,
    unread: Vec<Event>,
    /// What was last read, unless a message was done since.
    book: Option<Book>,
}

impl Shop {
    /// The merchant deploys points on an empty chain. The events of that are still unread.
    pub fn open(cap: Option<u128>) -> Self {
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        let mut chain = Embedded::new();
        let constructor = PointsRef::new(NAME.into(), SYMBOL.into(), DECIMALS, cap);
        let deployed =
            runtime.block_on(chain.deploy(account(merchant()), &BUNDLE, constructor, b""));
        let deployed = deployed.expect("the chain takes the bundle");
        let mut shop = Self { runtime, chain, points: deployed.value, unread: vec![], book: None };
        shop.record(deployed.events);
        shop
    }

    /// Sends a message that may change something.
    pub fn send(&mut self, caller: AccountId, message: &Message) -> Result<(), Refusal> {
        let mut points = at::<Points>(self.points);
        match message.clone() {
            Message::Transfer { to, value } => {
                self.call(caller, points.transfer(to, value, vec![]))
            }
            Message::TransferFrom { from, to, value } => {
                self.call(caller, points.transfer_from(from, to, value, vec![]))
            }
            Message::Approve { spender, value } => {
                self.call(caller, points.approve(spender, value))
            }
            Message::IncreaseAllowance { spender, delta } => {
                self.call(caller, points.increase_allowance(spender, delta))
            }
            Message::DecreaseAllowance { spender, delta } => {
                self.call(caller, points.decrease_allowance(spender, delta))
            }
            Message::Burn { value } => self.call(caller, points.burn(value)),
            Message::SetIssuer { account, quota } => {
                self.call(caller, points.set_issuer(account, quota))
            }
            Message::Issue { to, amount } => self.call(caller, points.issue(to, amount)),
            Message::IssueBatch { issues } => self.call(caller, points.issue_batch(issues)),
            Message::TransferOwnership { new_owner } => {
                self.call(caller, points.transfer_ownership(new_owner))
            }
            Message::AcceptOwnership => self.call(caller, points.accept_ownership()),
        }
    }

    /// Any failure but a refusal by the contract is a fault.
    fn call<E>(
        &mut self,
        caller: AccountId,
        message: impl Into<SentMessage<E>>,
    ) -> Result<(), Refusal>
    where
        E: Decode + Debug,
        Refusal: From<E>,
    {
        match self.runtime.block_on(self.chain.call(account(caller), message)) {
            Ok(receipt) => {
                self.book = None;
                self.record(receipt.events);
                Ok(())
            }
            // The contract reverted, or it would be another error: the chain took everything back,
            // and what was read before needs no second look.
            Err(Error::Refused(error)) => Err(error.into()),
            Err(fault) => panic!("{fault}"),
        }
    }

    fn record(&mut self, Events(events): Events) {
        for event in events {
            assert_eq!(event.contract, self.points, "another contract's event");
            self.unread.push(Event::read(&event.topics, &event.data));
        }
    }

    /// The events since this was last asked.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.unread)
    }

    /// All that the readers tell.
    pub fn book(&mut self) -> Book {
        let book = self.book.take().unwrap_or_else(|| self.read_book());
        self.book.insert(book).clone()
    }

    fn read_book(&mut self) -> Book {
        let points = at::<Points>(self.points);
        let pairs = everybody().into_iter().flat_map(|a| everybody().map(|b| (a, b)));
        let issuers = self.read(points.issuer_count());
        Book {
            label: (
                self.read(points.token_name()),
                self.read(points.token_symbol()),
                self.read(points.token_decimals()),
            ),
            supply: self.read(points.total_supply()),
            balances: everybody().map(|account| self.read(points.balance_of(account))).to_vec(),
            allowances: pairs
                .map(|(owner, spender)| self.read(points.allowance(owner, spender)))
                .collect(),
            cap: self.read(points.cap()),
            quotas: everybody().map(|account| self.read(points.issuer(account))).to_vec(),
            issuers: (0..issuers).map(|index| self.read(points.issuer_at(index))).collect(),
            issuer_after_the_last: self.read(points.issuer_at(issuers)),
            owner: self.read(points.owner()),
            pending_owner: self.read(points.pending_owner()),
        }
    }

    fn read<R: Decode>(&mut self, message: impl Into<tongquan_client::Message<R>>) -> R {
        let answer = self.runtime.block_on(self.chain.read(message));
        answer.unwrap_or_else(|fault| panic!("{fault}"))
    }
}
