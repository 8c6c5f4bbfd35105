//! A town with a merchant, where commands are typed as on a terminal.

use std::path::PathBuf;

use auction::AuctionRef;
use coupon::CouponRef;
use e2e_tests::{bundle, root, shop::Fault};
use gift::GiftLinksRef;
use points::PointsRef;
use swap::SwapRef;
use tongquan_cli::{
    Address, Answer, Arguments, Book, Bytes, Clock, ContractKind, Deployed, Hex, Merchant, Money,
    Network, Problem, Screen, Session,
};
use tongquan_client::{at, Account, AccountId, Constructor, Embedded};
use tongquan_traits::issuance::Issuance;

use clap::Parser;

/// A chain with the whole suite and the merchant `tea`, whose owner is `alice`; `ann`, `ben` and `cai`
/// are the development accounts Bob, Charlie and Dave.
pub struct Bench<C> {
    pub session: Session<C>,
    /// Of the address book and of what commands write.
    pub folder: tempfile::TempDir,
    /// Where the release bundles are.
    pub artifacts: PathBuf,
}

impl Bench<Embedded> {
    pub async fn embedded() -> Result<Self, Fault> {
        Self::on(Embedded::new(), Clock::Chain).await
    }

    /// Without any contract.
    pub async fn empty() -> Result<Self, Fault> {
        Self::with(Embedded::new(), people(), Clock::Chain).await
    }
}

/// A book that knows people only.
pub fn people() -> Book {
    let mut book = Book::new("ws://127.0.0.1:9944");
    for (name, account) in [("alice", "alice"), ("ann", "bob"), ("ben", "charlie"), ("cai", "dave")]
    {
        book.accounts.insert(name.into(), Address(Account::dev(account).id()));
    }
    book
}

impl<C: Network> Bench<C> {
    /// Deploys everything on this chain.
    pub async fn on(mut chain: C, clock: Clock) -> Result<Self, Fault> {
        let alice = Account::dev("alice");
        let salt = chain.block_number().await?.to_le_bytes();
        let mut book = people();
        let genesis_hash = chain.genesis_hash().await?;
        book.genesis_hash = Some(Hex(genesis_hash));

        let desk = bundle("coupon-desk")?;
        chain.upload(&alice, &desk).await?;
        let (name, coupons) = ("Tea House points", "Tea House");
        let contracts: [(&str, ContractKind, Constructor); 5] = [
            (
                "tea.points",
                ContractKind::Points,
                PointsRef::new(name.into(), "TEA".into(), 2, None).into(),
            ),
            (
                "tea.coupon",
                ContractKind::Coupon,
                CouponRef::new(coupons.into(), genesis_hash, desk.code_hash()).into(),
            ),
            ("auction", ContractKind::Auction, AuctionRef::new(genesis_hash).into()),
            ("swap", ContractKind::Swap, SwapRef::new(genesis_hash).into()),
            ("gift", ContractKind::Gift, GiftLinksRef::new(genesis_hash).into()),
        ];
        for (name, kind, constructor) in contracts {
            let bundle = bundle(kind.bundle())?;
            let input = constructor.input.clone();
            let made = chain.deploy(&alice, &bundle, constructor, &salt).await?;
            let deployed = Deployed {
                kind,
                address: Address(made.value),
                code_hash: Hex(bundle.code_hash()),
                deployer: Address(alice.id()),
                input: Bytes(input),
                salt: Bytes(salt.to_vec()),
                block: None,
            };
            book.contracts.insert(name.into(), deployed);
        }
        let points = book.contracts["tea.points"].address.0;
        let quota = 100_000_000;
        for issuer in [alice.id(), book.contracts["tea.coupon"].address.0] {
            chain.call(&alice, at::<points::Points>(points).set_issuer(issuer, quota)).await?;
        }
        let tea = Merchant {
            points: "tea.points".into(),
            coupon: "tea.coupon".into(),
            money: Money::default(),
        };
        book.merchants.insert("tea".into(), tea);
        Self::with(chain, book, clock).await
    }

    /// On this chain, with this book.
    pub async fn with(chain: C, book: Book, clock: Clock) -> Result<Self, Fault> {
        let folder = tempfile::tempdir()?;
        let mut options = typed("account list")?.options;
        options.deployments = folder.path().to_owned();
        options.artifacts = root().join("artifacts");
        let session =
            Session::open(chain, book, options, Screen::silent(), clock).await.map_err(said)?;
        session.book.save(&session.book_path().map_err(said)?).map_err(said)?;
        Ok(Self { session, folder, artifacts: root().join("artifacts") })
    }

    /// What this command line answers. Words are split at spaces; `'…'` keeps them together.
    pub async fn run(&mut self, line: &str) -> Result<Answer, Problem> {
        let Arguments { mut options, command } = typed(line).expect(line);
        options.deployments = self.folder.path().to_owned();
        options.artifacts = self.artifacts.clone();
        self.session.options = options;
        self.session.book = Book::load(&self.session.book_path()?)?.expect("it was saved");
        match command.without_chain(&self.session.options) {
            Ok(done) => done,
            Err(command) => command.run(&mut self.session).await,
        }
    }

    /// The command, sent by this development account.
    pub async fn send(&mut self, who: &str, line: &str) -> Result<Answer, Problem> {
        let key = match who {
            "ann" => "Bob",
            "ben" => "Charlie",
            "cai" => "Dave",
            _ => "Alice",
        };
        self.run(&format!("{line} --suri //{key} --execute --skip-confirm")).await
    }

    pub fn account(&self, name: &str) -> AccountId {
        self.session.account(name).expect("the book has it")
    }
}

/// A problem as a test stops with it.
pub fn said(problem: Problem) -> Fault {
    format!("{problem:?}").into()
}

fn typed(line: &str) -> Result<Arguments, Fault> {
    let mut words = vec!["tongquan".to_owned()];
    for (place, part) in line.split('\'').enumerate() {
        match place % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    Ok(Arguments::try_parse_from(words)?)
}
