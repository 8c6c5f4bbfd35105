//! The works: contracts and code that have to be there.

use std::path::PathBuf;

use auction::AuctionRef;
use gift::GiftLinksRef;
use serde_json::json;
use swap::SwapRef;
use tongquan_client::{
    contract_address, ss58, Account, AccountId, BlockId, Bundle, Chain, Constructor, Cost, Error,
    Request,
};

use super::{
    rights,
    step::{sum, State, Step},
    MerchantFile,
};
use crate::{
    answer::Answer,
    book::{Address, BlockRef, Book, Bytes, ContractKind, Deployed, Hex},
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    writes::ShownCost,
};

/// What goes into the addresses of the shared contracts besides their deployer.
const SUITE_SALT: &[u8] = b"tongquan";

/// What is to be deployed.
#[derive(Debug, Clone)]
pub struct Order {
    /// Whether the contracts that all merchants share are.
    pub suite: bool,
    /// The files of merchants.
    pub merchants: Vec<PathBuf>,
    /// Whether what the chain has lost is deployed again.
    pub again: bool,
}

/// The bundles that an order needs, all of them checked.
struct Bundles {
    points: Bundle,
    coupon: Bundle,
    desk: Bundle,
    auction: Bundle,
    swap: Bundle,
    gift: Bundle,
}

/// A look at the steps, or, with a signer, doing them.
pub struct Works<'a, C> {
    pub session: &'a mut Session<C>,
    pub by: AccountId,
    pub signer: Option<Account>,
    pub steps: Vec<Step>,
    again: bool,
}

/// A contract that has to be there.
pub struct Piece<'a> {
    /// In the address book.
    pub name: String,
    pub kind: ContractKind,
    pub bundle: &'a Bundle,
    pub constructor: Constructor,
    pub salt: &'a [u8],
    /// Why its deployment can't be tried yet.
    pub waits: bool,
}

impl Order {
    /// Looks at all steps, and with `--execute` does what is to be done.
    ///
    /// # Errors
    ///
    /// Before anything is sent: `InvalidBundle`, `InvalidFile`, `File`, `NoKey`, `InsufficientFunds`,
    /// and `WrongContract` if something in the address book is not on the chain, or is something else.
    /// Later what the chain fails with; then the steps before are done and in the address book.
    pub async fn carry_out<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        let files = self.merchants.iter().map(|path| {
            let folder = path.parent().unwrap_or(std::path::Path::new("")).to_owned();
            Ok((MerchantFile::load(path)?, folder))
        });
        let files = files.collect::<Result<Vec<_>, Problem>>()?;
        let bundles = Bundles::load(session)?;
        let by = session.writer()?;

        let known = session.book.clone();
        let looked = self.work(session, by, None, &bundles, &files).await;
        session.book = known;
        let looked = looked?;
        self.ensure_nothing_lost(session, &looked)?;
        let open = looked.iter().filter(|step| step.state.is_open()).count();
        if !session.options.execute || open == 0 {
            return Ok(report(session, looked, false));
        }
        ensure_funds(session, by, &sum(&looked)).await?;
        let what = format!("do {open} steps of a deployment");
        let signer = session.confirmed(&what, &sum(&looked))?;
        let done = self.work(session, by, Some(signer), &bundles, &files).await?;
        Ok(report(session, done, true))
    }

    async fn work<C: Chain>(
        &self,
        session: &mut Session<C>,
        by: AccountId,
        signer: Option<Account>,
        bundles: &Bundles,
        files: &[(MerchantFile, PathBuf)],
    ) -> Result<Vec<Step>, Problem> {
        let mut works = Works { session, by, signer, steps: Vec::new(), again: self.again };
        if self.suite {
            let genesis_hash = works.session.chain.genesis_hash().await?;
            let shared: [(ContractKind, &Bundle, Constructor); 3] = [
                (ContractKind::Auction, &bundles.auction, AuctionRef::new(genesis_hash).into()),
                (ContractKind::Swap, &bundles.swap, SwapRef::new(genesis_hash).into()),
                (ContractKind::Gift, &bundles.gift, GiftLinksRef::new(genesis_hash).into()),
            ];
            works.code(&bundles.desk).await?;
            for (kind, bundle, constructor) in shared {
                let name = kind.bundle().to_owned();
                let salt = SUITE_SALT;
                works
                    .contract(Piece { name, kind, bundle, constructor, salt, waits: false })
                    .await?;
            }
        } else if !files.is_empty() {
            works.code(&bundles.desk).await?;
        }
        for (file, folder) in files {
            rights::merchant(
                &mut works,
                file,
                folder,
                [&bundles.points, &bundles.coupon, &bundles.desk],
            )
            .await?;
        }
        Ok(works.steps)
    }

    fn ensure_nothing_lost<C>(&self, session: &Session<C>, steps: &[Step]) -> Result<(), Problem> {
        let gone = steps.iter().filter(|step| step.state == State::Gone);
        let gone: Vec<_> =
            gone.map(|step| json!({ "what": step.what, "address": step.address })).collect();
        if gone.is_empty() || self.again {
            return Ok(());
        }
        Err(Problem::new(
            Code::WrongContract,
            format!(
                "{} contracts of the address book '{}' are not on the chain; a development chain \
                 forgets them when it begins anew",
                gone.len(),
                session.options.network
            ),
        )
        .advise("--redeploy deploys them again; what they stored is lost")
        .detail(json!({ "gone": gone })))
    }
}

impl Bundles {
    fn load<C: Chain>(session: &Session<C>) -> Result<Self, Problem> {
        Ok(Self {
            points: session.bundle("points")?,
            coupon: session.bundle("coupon")?,
            desk: session.bundle("coupon-desk")?,
            auction: session.bundle("auction")?,
            swap: session.bundle("swap")?,
            gift: session.bundle("gift")?,
        })
    }
}

impl<C: Chain> Works<'_, C> {
    /// Code that is no contract of its own.
    async fn code(&mut self, bundle: &Bundle) -> Result<(), Problem> {
        let hash = bundle.code_hash();
        let what = format!("the code of {}", bundle.name());
        let state = match (self.session.chain.has_code(hash).await?, &self.signer) {
            (true, _) => State::There,
            (false, None) => State::Missing,
            (false, Some(signer)) => {
                self.session.screen.say(format!("uploading {what} ..."));
                self.session.chain.upload(signer, bundle).await?;
                State::Done
            }
        };
        self.push(what, state, None, None);
        Ok(())
    }

    /// A contract. Answers its address, also if it is only looked for.
    ///
    /// # Errors
    ///
    /// `WrongContract` if the address book or the chain has another one.
    pub async fn contract(&mut self, piece: Piece<'_>) -> Result<AccountId, Problem> {
        let Piece { name, kind, bundle, constructor, salt, waits } = piece;
        let code_hash = bundle.code_hash();
        let input = constructor.input.clone();
        let known = self.session.book.contracts.get(&name).cloned();
        let deployed = match &known {
            Some(known) => {
                self.ensure_same(&name, known, kind, &input, code_hash)?;
                known.clone()
            }
            None => Deployed {
                kind,
                address: Address(contract_address(self.by, code_hash, &input, salt)),
                code_hash: Hex(code_hash),
                deployer: Address(self.by),
                input: Bytes(input),
                salt: Bytes(salt.to_vec()),
                block: None,
            },
        };
        let address = deployed.address.0;
        let (state, cost, block) = match self.session.chain.code_hash(address).await? {
            Some(found) if found == code_hash => (State::There, None, None),
            Some(found) => return Err(foreign_code(&name, address, code_hash, found)),
            None => match self.signer.clone() {
                None => {
                    let state = if known.is_some() { State::Gone } else { State::Missing };
                    let cost = match waits || (state == State::Gone && !self.again) {
                        true => None,
                        false => Some(self.try_out(&name, &deployed, bundle).await?),
                    };
                    (state, cost, None)
                }
                Some(signer) => {
                    self.session.screen.say(format!("deploying {name} ..."));
                    let (cost, block) = self.put(&signer, &deployed, bundle).await?;
                    (State::Done, cost, block)
                }
            },
        };
        let block =
            block.map(|block: BlockId| BlockRef { number: block.number, hash: Hex(block.hash) });
        let entry = match (known, state) {
            (Some(known), State::There) => known,
            _ => Deployed { block, ..deployed },
        };
        self.enter(|book| {
            book.contracts.insert(name.clone(), entry.clone());
        })
        .await?;
        self.push(name, state, Some(address), cost);
        Ok(address)
    }

    /// What deploying would cost.
    async fn try_out(
        &mut self,
        name: &str,
        deployed: &Deployed,
        bundle: &Bundle,
    ) -> Result<Cost, Problem> {
        self.ensure_deployer(name, deployed)?;
        let request = Request::Deploy {
            code: bundle.code().to_vec(),
            input: deployed.input.0.clone(),
            salt: deployed.salt.0.clone(),
        };
        let outcome = self.session.chain.simulate(self.by, request).await?;
        ensure_place(outcome.contract, deployed)?;
        Ok(outcome.cost)
    }

    async fn put(
        &mut self,
        signer: &Account,
        deployed: &Deployed,
        bundle: &Bundle,
    ) -> Result<(Option<Cost>, Option<BlockId>), Problem> {
        let constructor = Constructor { input: deployed.input.0.clone() };
        let made = self.session.chain.deploy(signer, bundle, constructor, &deployed.salt.0).await;
        match made {
            Ok(receipt) => {
                ensure_place(receipt.value, deployed)?;
                Ok((Some(receipt.cost), receipt.block))
            }
            // A transaction of before a cut came into a block meanwhile.
            Err(Error::AlreadyDeployed) => Ok((None, None)),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Only its deployer can deploy a contract again under its address.
    fn ensure_deployer(&self, name: &str, deployed: &Deployed) -> Result<(), Problem> {
        match deployed.deployer.0 == self.by {
            true => Ok(()),
            false => Err(Problem::new(
                Code::InvalidKey,
                format!("{name} was deployed by {}", self.session.name(&deployed.deployer.0)),
            )
            .advise("it can be deployed again with that account's key only")),
        }
    }

    fn ensure_same(
        &self,
        name: &str,
        known: &Deployed,
        kind: ContractKind,
        input: &[u8],
        code_hash: [u8; 32],
    ) -> Result<(), Problem> {
        let network = &self.session.options.network;
        if known.kind != kind || known.code_hash.0 != code_hash {
            return Err(Problem::new(
                Code::WrongContract,
                format!("{name} of the address book '{network}' has other code than the bundle"),
            )
            .advise(
                "take the bundles of its release with --artifacts, or another network for new ones",
            )
            .detail(json!({ "book": known.code_hash, "bundle": Hex(code_hash) })));
        }
        if known.input.0 != input {
            return Err(Problem::new(
                Code::WrongContract,
                format!("{name} was deployed with other arguments than these"),
            )
            .advise("they can't be changed; name another merchant to deploy another contract")
            .detail(json!({ "book": known.input, "now": Bytes(input.to_vec()) })));
        }
        Ok(())
    }

    /// Changes the address book: as long as it is only looked, in memory only.
    pub async fn enter(&mut self, change: impl Fn(&mut Book)) -> Result<(), Problem> {
        change(&mut self.session.book);
        if self.signer.is_none() {
            return Ok(());
        }
        // Others may have written to the file meanwhile.
        let path = self.session.book_path()?;
        let genesis_hash = Hex(self.session.chain.genesis_hash().await?);
        let mut book = Book::load(&path)?.unwrap_or_else(|| Book::new(&self.session.book.url));
        if book.genesis_hash.is_some_and(|found| found != genesis_hash) {
            return Err(Problem::new(
                Code::WrongChain,
                format!("{} was written for another chain meanwhile", path.display()),
            ));
        }
        book.genesis_hash = Some(genesis_hash);
        change(&mut book);
        book.save(&path)?;
        self.session.book.genesis_hash = Some(genesis_hash);
        Ok(())
    }

    pub fn push(
        &mut self,
        what: String,
        state: State,
        address: Option<AccountId>,
        exact: Option<Cost>,
    ) {
        if state == State::Done {
            self.session.screen.say(format!("  {what}: done"));
        }
        let address = address.map(|address| ss58(&address));
        let cost = exact.as_ref().map(ShownCost::from);
        self.steps.push(Step { what, state, address, cost, exact });
    }

    /// Whether something is deployed, or would be, that steps of now can't be tried on.
    pub async fn is_there(&mut self, contract: AccountId) -> Result<bool, Problem> {
        Ok(self.session.chain.code_hash(contract).await?.is_some())
    }
}

/// As far as costs are known, they can be paid.
async fn ensure_funds<C: Chain>(
    session: &mut Session<C>,
    by: AccountId,
    cost: &Cost,
) -> Result<(), Problem> {
    let owned = session.chain.native_balance(by).await?;
    let deposit = u128::try_from(cost.storage_deposit).unwrap_or_default();
    let needed = deposit.saturating_add(cost.fee_on_a_development_node());
    match owned >= needed {
        true => Ok(()),
        false => Err(Problem::new(
            Code::InsufficientFunds,
            format!(
                "{} has {}, and needs at least {}; nothing was sent",
                session.name(&by),
                session.show_native(owned),
                session.show_native(needed)
            ),
        )),
    }
}

/// The chain has its own way to make addresses, or lies.
fn ensure_place(found: AccountId, deployed: &Deployed) -> Result<(), Problem> {
    let expected = deployed.address.0;
    match found == expected {
        true => Ok(()),
        false => Err(Problem::new(
            Code::WrongRuntime,
            format!(
                "the chain puts the contract at {}, not at {}, as the Contracts pallet would",
                ss58(&found),
                ss58(&expected)
            ),
        )),
    }
}

fn foreign_code(name: &str, address: AccountId, bundle: [u8; 32], chain: [u8; 32]) -> Problem {
    Problem::new(
        Code::WrongContract,
        format!("the contract at {} is not {name}: it has other code", ss58(&address)),
    )
    .advise("'tongquan audit' tells more")
    .detail(json!({ "bundle": Hex(bundle), "chain": Hex(chain) }))
}

fn report<C: Chain>(session: &Session<C>, steps: Vec<Step>, executed: bool) -> Answer {
    let open = steps.iter().filter(|step| step.state.is_open()).count();
    let mut sheet = Sheet::new();
    sheet.title(match (executed, open) {
        (true, _) => "Done.".to_owned(),
        (false, 0) => "All is there; nothing to do.".to_owned(),
        (false, open) => format!("Dry run, nothing was sent: {open} steps to do"),
    });
    let rows = steps.iter().map(|step| {
        let deposit = step.exact.as_ref().map(|cost| session.show_deposit(cost.storage_deposit));
        let fee =
            step.exact.as_ref().map(|cost| session.show_native(cost.fee_on_a_development_node()));
        [
            step.state.word().to_owned(),
            step.what.clone(),
            step.address.clone().unwrap_or_default(),
            deposit.unwrap_or_default(),
            fee.unwrap_or_default(),
        ]
    });
    sheet.table(&["", "step", "address", "deposit", "fee"], rows.collect::<Vec<_>>());
    if open > 0 {
        sheet.note("Steps without a cost can be tried only when those before them are done.");
        sheet.note("Add --execute to do them.");
    }
    let book = session.book_path().map(|path| path.display().to_string()).unwrap_or_default();
    if executed {
        sheet.note(format!("The address book is {book}."));
    }
    let data = json!({ "executed": executed, "book": book, "steps": steps });
    Answer::new(data, sheet.text())
}
