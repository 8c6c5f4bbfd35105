//! A town with a merchant, where commands are typed as on a terminal.

// Each file of tests is a program of its own and uses a part of this.
#![allow(dead_code)]

use e2e_tests::{bundle, root, shop::Fault};
use points::PointsRef;
use tongquan_cli::{
    Address, Answer, Arguments, Book, Bytes, Clock, ContractKind, Deployed, Hex, Merchant, Money,
    Problem, Screen, Session,
};
use tongquan_client::{
    at, deploy_auction, deploy_coupons, deploy_gift, deploy_swap, Account, AccountId, Embedded,
    Outbox,
};
use tongquan_traits::issuance::Issuance;

use clap::Parser;

/// A chain with the whole suite and the merchant `tea`, whose owner is `alice`; `ann`, `ben` and `cai`
/// are the development accounts Bob, Charlie and Dave.
pub struct Bench<C> {
    pub session: Session<C>,
    /// Of the address book and of what commands write.
    pub folder: tempfile::TempDir,
}

impl Bench<Embedded> {
    pub async fn embedded() -> Result<Self, Fault> {
        Self::on(Embedded::new(), Clock::Chain).await
    }
}

impl<C: Outbox> Bench<C> {
    /// Deploys everything on this chain.
    pub async fn on(mut chain: C, clock: Clock) -> Result<Self, Fault> {
        let alice = Account::dev("alice");
        let salt = chain.block_number().await?.to_le_bytes();
        let mut book = Book::new("ws://127.0.0.1:9944");
        book.genesis_hash = Some(Hex(chain.genesis_hash().await?));
        for (name, account) in
            [("alice", "alice"), ("ann", "bob"), ("ben", "charlie"), ("cai", "dave")]
        {
            book.accounts.insert(name.into(), Address(Account::dev(account).id()));
        }

        let constructor = PointsRef::new("Tea House points".into(), "TEA".into(), 2, None);
        let points = chain.deploy(&alice, &bundle("points")?, constructor, &salt).await?.value;
        let (coupons, desk) = (bundle("coupon")?, bundle("coupon-desk")?);
        let coupon =
            deploy_coupons(&mut chain, &alice, &coupons, &desk, "Tea House", &salt).await?;
        let auction = deploy_auction(&mut chain, &alice, &bundle("auction")?, &salt).await?;
        let swap = deploy_swap(&mut chain, &alice, &bundle("swap")?, &salt).await?;
        let gift = deploy_gift(&mut chain, &alice, &bundle("gift")?, &salt).await?;
        let quota = 1_000_000_00;
        for issuer in [alice.id(), coupon.value] {
            chain.call(&alice, at::<points::Points>(points).set_issuer(issuer, quota)).await?;
        }
        for (name, kind, address) in [
            ("tea.points", ContractKind::Points, points),
            ("tea.coupon", ContractKind::Coupon, coupon.value),
            ("auction", ContractKind::Auction, auction.value),
            ("swap", ContractKind::Swap, swap.value),
            ("gift", ContractKind::Gift, gift.value),
        ] {
            let code_hash = Hex(chain.code_hash(address).await?.ok_or("no code")?);
            let deployed = Deployed {
                kind,
                address: Address(address),
                code_hash,
                deployer: Address(alice.id()),
                input: Bytes::default(),
                salt: Bytes(salt.to_vec()),
                block: None,
            };
            book.contracts.insert(name.into(), deployed);
        }
        let tea = Merchant {
            points: "tea.points".into(),
            coupon: "tea.coupon".into(),
            money: Money::default(),
        };
        book.merchants.insert("tea".into(), tea);

        let folder = tempfile::tempdir()?;
        let mut options = typed("account list")?.options;
        options.deployments = folder.path().to_owned();
        options.artifacts = root().join("artifacts");
        let session =
            Session::open(chain, book, options, Screen::silent(), clock).await.map_err(said)?;
        session.book.save(&session.book_path().map_err(said)?).map_err(said)?;
        Ok(Self { session, folder })
    }

    /// What this command line answers. Words are split at spaces; `'…'` keeps them together.
    pub async fn run(&mut self, line: &str) -> Result<Answer, Problem> {
        let Arguments { mut options, command } = typed(line).expect(line);
        options.deployments = self.folder.path().to_owned();
        options.artifacts = root().join("artifacts");
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
