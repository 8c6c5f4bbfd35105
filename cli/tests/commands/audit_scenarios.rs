//! The audit of what the scenarios of all contracts leave behind and pass through: nothing that happens
//! honestly is taken for a fault, and every item is understood.

use crate::{
    bench::{people, said, Bench},
    forward::forward_chain,
};
use e2e_tests::{all_scenarios, bundle, root, scenarios, shop::Fault};
use tongquan_cli::{Address, Book, Bytes, Clock, ContractKind, Deployed, Hex};
use tongquan_client::{
    Account, AccountId, Bundle, Chain, Embedded, Failure, Outcome, Request, Snapshot,
};

/// How many states of a scenario are audited.
const LOOKS: usize = 4;

/// Writes down what is deployed, and keeps the states after each request.
struct Recorder {
    chain: Embedded,
    bundles: Vec<(ContractKind, Bundle)>,
    book: Book,
    states: Vec<(Snapshot, Book)>,
}

impl Recorder {
    fn new() -> Result<Self, Fault> {
        use ContractKind::*;
        let kinds = [Points, Coupon, Auction, Swap, Gift];
        let bundles = kinds.map(|kind| bundle(kind.bundle()).map(|bundle| (kind, bundle)));
        let bundles = bundles.into_iter().collect::<Result<_, _>>()?;
        Ok(Self { chain: Embedded::new(), bundles, book: people(), states: Vec::new() })
    }
}

impl Recorder {
    fn note(&mut self, by: AccountId, request: &Request, done: &Outcome) {
        if let Request::Deploy { code, input, salt } = request {
            let known = self.bundles.iter().find(|(_, bundle)| bundle.code() == code);
            // Others are contracts that cheat.
            if let Some((kind, bundle)) = known {
                let name = format!("{}-{}", kind.bundle(), self.book.contracts.len());
                let deployed = Deployed {
                    kind: *kind,
                    address: Address(done.contract),
                    code_hash: Hex(bundle.code_hash()),
                    deployer: Address(by),
                    input: Bytes(input.clone()),
                    salt: Bytes(salt.clone()),
                    block: None,
                };
                self.book.contracts.insert(name, deployed);
            }
        }
        self.states.push((self.chain.snapshot(), self.book.clone()));
    }
}

impl Chain for Recorder {
    forward_chain!();

    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        let done = self.chain.submit(from, request.clone()).await?;
        if !done.reverted {
            self.note(from.id(), &request, &done);
        }
        Ok(done)
    }

    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure> {
        self.chain.upload_code(from, code).await
    }
}

/// Audits some of the states that were passed through, the last among them.
async fn audit(recorder: Recorder) -> Result<(), Fault> {
    let Recorder { chain, states, .. } = recorder;
    let mut bench = Bench::with(chain, people(), Clock::Chain).await?;
    bench.artifacts = root().join("artifacts");
    let step = states.len().div_ceil(LOOKS).max(1);
    let states = states.into_iter().rev().step_by(step);
    for (state, book) in states.filter(|(_, book)| !book.contracts.is_empty()) {
        bench.session.chain.restore(state);
        book.save(&bench.session.book_path().map_err(said)?).map_err(said)?;
        let block = bench.session.chain.block_number().await?;
        if let Err(problem) = bench.run("audit").await {
            let findings = problem.details.as_ref().map(|details| details["findings"].to_string());
            return Err(format!("block {block}: {problem:?}\n{findings:?}").into());
        }
    }
    Ok(())
}

macro_rules! audited {
    ($module:ident, $scenario:ident) => {
        #[tokio::test]
        async fn $scenario() -> Result<(), Fault> {
            let mut recorder = Recorder::new()?;
            scenarios::$module::$scenario(&mut recorder).await?;
            audit(recorder).await
        }
    };
}

all_scenarios!(audited);
