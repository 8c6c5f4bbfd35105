//! One command at work: a chain, its address book, and who acts.

use std::{
    collections::HashMap, fmt::Debug, path::PathBuf, rc::Rc, sync::OnceLock, time::SystemTime,
};

use jiff::tz::TimeZone;
use points::Points;
use psp22::PSP22Metadata;
use scale::{Decode, Encode};
use scale_info::TypeInfo;
use serde_json::json;
use tongquan_client::{
    at, ss58, Account, AccountId, Bundle, Chain, History, Inspect, Message, Outbox,
};

use crate::{
    amount,
    book::{Book, ContractKind, Hex, Merchant, Money},
    metadata::Metadata,
    options::Options,
    problem::{Code, Problem},
    screen::Screen,
    time,
};

/// How far this computer's clock may be behind the chain's: blocks of real chains are up to 30 s off.
const MAX_SKEW: u64 = 60_000;

/// All that commands ask of a chain.
pub trait Network: History + Inspect + Outbox {}

impl<C: History + Inspect + Outbox> Network for C {}

/// What commands work with.
pub struct Session<C> {
    pub chain: C,
    pub book: Book,
    pub options: Options,
    pub screen: Screen,
    pub zone: TimeZone,
    clock: Clock,
    tokens: HashMap<AccountId, Token>,
    metadata: HashMap<ContractKind, Rc<Metadata>>,
}

/// What "now" is, for durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// This computer's: a chain without transactions may have made its last block long ago.
    System,
    /// The chain's, where its clock can be moved.
    Chain,
}

/// How a token's amounts are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub symbol: String,
    pub decimals: u8,
}

impl Token {
    pub fn show(&self, amount: u128) -> String {
        format!("{} {}", amount::show(amount, self.decimals), self.symbol)
    }
}

impl Money {
    pub fn show(&self, amount: u64) -> String {
        format!("{} {}", amount::show(amount.into(), self.decimals), self.code)
    }

    /// See [`amount::parse_money`].
    pub fn parse(&self, text: &str) -> Result<u64, Problem> {
        amount::parse_money(text, self.decimals)
    }
}

/// A merchant of the address book, with its contracts' addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shop {
    pub name: String,
    pub points: AccountId,
    pub coupon: AccountId,
    pub money: Money,
}

impl<C: Chain> Session<C> {
    /// A session on this chain, if it is the one of the address book.
    ///
    /// # Errors
    ///
    /// `WrongChain`, or what the node fails with.
    pub async fn open(
        mut chain: C,
        book: Book,
        options: Options,
        screen: Screen,
        clock: Clock,
    ) -> Result<Self, Problem> {
        let found = Hex(chain.genesis_hash().await?);
        if let Some(expected) = book.genesis_hash.filter(|expected| *expected != found) {
            return Err(Problem::new(
                Code::WrongChain,
                format!(
                    "the chain at {} is not the one of the address book '{}'",
                    book.url, options.network
                ),
            )
            .advise(
                "take the address book of this chain with --network, or the right node with --url",
            )
            .detail(json!({ "expected": expected, "found": found })));
        }
        let zone = TimeZone::system();
        Ok(Self {
            chain,
            book,
            options,
            screen,
            zone,
            clock,
            tokens: HashMap::new(),
            metadata: HashMap::new(),
        })
    }

    /// Where the address book is.
    pub fn book_path(&self) -> Result<PathBuf, Problem> {
        Book::path(&self.options.deployments, &self.options.network)
    }

    /// The release bundle of a contract.
    pub fn bundle(&self, name: &str) -> Result<Bundle, Problem> {
        Ok(Bundle::load(self.options.artifacts.join(name).with_extension("contract"))?)
    }

    /// The metadata of a kind of contract, from its bundle.
    pub fn metadata(&mut self, kind: ContractKind) -> Result<Rc<Metadata>, Problem> {
        if let Some(metadata) = self.metadata.get(&kind) {
            return Ok(metadata.clone());
        }
        let metadata = Rc::new(Metadata::of(&self.bundle(kind.bundle())?)?);
        self.metadata.insert(kind, metadata.clone());
        Ok(metadata)
    }

    /// An account by its name in the address book, its address, or `0x` and its 32 bytes. Contracts
    /// and merchants' contracts are accounts too.
    ///
    /// # Errors
    ///
    /// `UnknownName`.
    pub fn account(&self, text: &str) -> Result<AccountId, Problem> {
        if let Some(account) = self.book.account(text) {
            return Ok(account);
        }
        Err(Problem::new(Code::UnknownName, format!("'{text}' is neither an address nor a name of '{}'", self.options.network))
            .advise("'tongquan account list' shows the names, 'tongquan account add NAME ADDRESS' makes one"))
    }

    /// An account as people read it: its name, or the ends of its address.
    pub fn name(&self, account: &AccountId) -> String {
        let named = |address: &crate::book::Address| address.0 == *account;
        let contracts = self.book.contracts.iter().map(|(name, found)| (name, &found.address));
        let mut all = self.book.accounts.iter().chain(contracts);
        match all.find(|(_, address)| named(address)) {
            Some((name, _)) => name.clone(),
            None => development_key(account).unwrap_or_else(|| short(&ss58(account))),
        }
    }

    /// The address of the shared contract of this kind, or of the one that is named.
    ///
    /// # Errors
    ///
    /// `UnknownName`.
    pub fn shared(&self, named: Option<&str>, kind: ContractKind) -> Result<AccountId, Problem> {
        match named {
            Some(name) => self.account(name),
            None => self.account(kind.bundle()).map_err(|_| {
                Problem::new(
                    Code::UnknownName,
                    format!("the address book '{}' has no {}", self.options.network, kind.bundle()),
                )
                .advise("'tongquan deploy --execute' deploys it; or name the contract's address")
            }),
        }
    }

    /// The merchant of this name, or the only one.
    ///
    /// # Errors
    ///
    /// `UnknownName`, `InvalidArgument` if there are several and none is named.
    pub fn merchant(&self, named: Option<&str>) -> Result<Shop, Problem> {
        let network = &self.options.network;
        let names: Vec<&str> = self.book.merchants.keys().map(String::as_str).collect();
        let name = match (named, names.as_slice()) {
            (Some(name), _) => name,
            (None, [one]) => one,
            (None, []) => {
                return Err(Problem::new(
                    Code::UnknownName,
                    format!("the address book '{network}' has no merchant"),
                )
                .advise("'tongquan merchant new FILE.toml --execute' makes one"))
            }
            (None, _) => {
                return Err(Problem::argument("which merchant?")
                    .advise(format!("name one with --merchant: {}", names.join(", "))))
            }
        };
        let Merchant { points, coupon, money } =
            self.book.merchants.get(name).cloned().ok_or_else(|| {
                Problem::new(
                    Code::UnknownName,
                    format!("the address book '{network}' has no merchant '{name}'"),
                )
                .advise(format!("it has: {}", names.join(", ")))
            })?;
        Ok(Shop {
            name: name.to_owned(),
            points: self.account(&points)?,
            coupon: self.account(&coupon)?,
            money,
        })
    }

    /// The points contract of a merchant, or a token by its contract's name or address.
    pub fn token_address(&self, named: Option<&str>) -> Result<AccountId, Problem> {
        match named {
            Some(name) if !self.book.merchants.contains_key(name) => self.account(name),
            named => Ok(self.merchant(named)?.points),
        }
    }

    /// The money that a coupon contract counts in.
    pub fn money_of(&self, coupon: &AccountId) -> Money {
        let of_merchant = |merchant: &&Merchant| {
            let contract = self.book.contracts.get(&merchant.coupon);
            contract.is_some_and(|contract| contract.address.0 == *coupon)
        };
        let merchant = self.book.merchants.values().find(of_merchant);
        merchant.map(|merchant| merchant.money.clone()).unwrap_or_default()
    }

    /// How a token's amounts are written, as its contract says.
    pub async fn token(&mut self, address: AccountId) -> Result<Token, Problem> {
        if let Some(token) = self.tokens.get(&address) {
            return Ok(token.clone());
        }
        let symbol = self.read(at::<Points>(address).token_symbol()).await?;
        let decimals = self.read(at::<Points>(address).token_decimals()).await?;
        let symbol = symbol.unwrap_or_else(|| short(&ss58(&address)));
        let token = Token { symbol, decimals };
        self.tokens.insert(address, token.clone());
        Ok(token)
    }

    /// An amount of a token, shown in its decimals; of a contract that doesn't tell them, in its
    /// smallest unit.
    pub async fn show_points(&mut self, token: AccountId, amount: u128) -> String {
        match self.token(token).await {
            Ok(token) => token.show(amount),
            Err(_) => format!("{amount} of {}", self.name(&token)),
        }
    }

    /// An amount of the native currency.
    pub fn show_native(&self, amount: u128) -> String {
        let currency = &self.book.currency;
        format!("{} {}", amount::show_short(amount, currency.decimals), currency.symbol)
    }

    /// The time in ms since 1970 that a transaction of now would see.
    ///
    /// # Errors
    ///
    /// `ClockSkew` if this computer's clock is behind the chain's.
    pub async fn now(&mut self) -> Result<u64, Problem> {
        let chain = self.chain.now().await?;
        if self.clock == Clock::Chain {
            return Ok(chain);
        }
        let system = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let system = system.map_or(0, |elapsed| elapsed.as_millis() as u64);
        if chain > system.saturating_add(MAX_SKEW) {
            let behind = time::show_duration(chain - system);
            return Err(Problem::new(
                Code::ClockSkew,
                format!("this computer's clock is {behind} behind the chain's"),
            )
            .advise("set the clock; times that are counted from now would be wrong"));
        }
        Ok(system.max(chain))
    }

    /// A time that a user wrote: see [`time::moment`].
    pub async fn moment(&mut self, text: &str) -> Result<u64, Problem> {
        let now = self.now().await?;
        time::moment(text, now, &self.zone)
    }

    /// A time in the user's zone.
    pub fn show_time(&self, ms: u64) -> String {
        time::show(ms, &self.zone)
    }

    /// The answer of a message that only reads. Needs no key.
    pub async fn read<R: Decode>(&mut self, message: impl Into<Message<R>>) -> Result<R, Problem> {
        Ok(self.chain.read(message).await?)
    }

    /// Refuses to send something to a contract that could never give it back.
    ///
    /// # Errors
    ///
    /// `InvalidArgument`.
    pub fn ensure_receiver(&self, receiver: AccountId, named: &str) -> Result<(), Problem> {
        match self.book.contracts.values().any(|contract| contract.address.0 == receiver) {
            true => Err(Problem::argument(format!(
                "{named} is a contract, where what is sent so would be lost"
            ))
            .advise("gift, auction and swap have commands of their own")),
            false => Ok(()),
        }
    }

    /// The account that signs.
    pub fn signer(&self) -> Result<Account, Problem> {
        self.options.key.account()
    }

    /// Whom a dry run is for: `--from`, or whose key is given.
    ///
    /// # Errors
    ///
    /// `NoKey` if neither is.
    pub fn caller(&self) -> Result<AccountId, Problem> {
        match &self.options.from {
            Some(from) => self.account(from),
            None if self.options.key.is_given() => Ok(self.signer()?.id()),
            None => Err(Problem::new(Code::NoKey, "whose call would it be?").advise(
                "give --from ACCOUNT for a dry run, or a key: --keystore FILE, the variable \
                 TONGQUAN_SURI, or on a development chain --suri //Alice",
            )),
        }
    }
}

/// `//Alice` and the like, whose keys everybody knows.
fn development_key(account: &AccountId) -> Option<String> {
    static KEYS: OnceLock<Vec<(AccountId, String)>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let names = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie"];
        names.map(|name| (Account::dev(name).id(), format!("//{name}"))).into()
    });
    keys.iter().find(|(key, _)| key == account).map(|(_, name)| name.clone())
}

/// The ends of an address.
pub fn short(address: &str) -> String {
    match address.len() {
        0..=12 => address.to_owned(),
        length => format!("{}…{}", &address[..6], &address[length - 4..]),
    }
}

/// What contracts refuse with, as far as it can be shown.
pub trait Refusal: Encode + Decode + TypeInfo + Debug + 'static {}

impl<E: Encode + Decode + TypeInfo + Debug + 'static> Refusal for E {}
