//! From a file of events to books.

use jiff::tz::TimeZone;

use super::{
    books::Books,
    deployment::Deployment,
    log::{Line, Log, LogError},
};

/// The books as of the end of a block.
#[derive(Debug)]
pub struct Statement {
    pub books: Books,
    pub genesis: [u8; 32],
    pub block: Line,
}

impl Statement {
    /// Rebuilds the books from the events in the file, up to the block with this number or the newest
    /// one. Days are those of `zone`.
    ///
    /// # Errors
    ///
    /// `OtherChain` if the deployment is on another chain, `OtherBeginning` if the file begins after
    /// it, `NoBlock`, `Damaged`, `Locked`, `Sqlite`.
    pub fn rebuild(
        log: &Log,
        deployment: &Deployment,
        until: Option<u64>,
        zone: TimeZone,
    ) -> Result<Self, LogError> {
        let (path, genesis) = (log.path().to_owned(), log.genesis_hash());
        if deployment.genesis_hash != genesis {
            return Err(LogError::OtherChain { path, genesis });
        }
        let wanted = deployment.first_block.max(1);
        if log.first() > wanted {
            return Err(LogError::OtherBeginning { path, first: log.first(), wanted });
        }
        let until = match until {
            Some(until) => until,
            None => log.tip()?.map_or(0, |tip| tip.id.number),
        };
        let mut books = Books::new(deployment, zone);
        let contracts: Vec<_> = books.books.keys().copied().collect();
        let wanted = |contract: &_| contracts.binary_search(contract).is_ok();
        let block = log.replay(until, wanted, |at, event| books.apply(at, event))?;
        Ok(Self { books, genesis, block })
    }

    /// What two parties compare. The days have to be those of UTC.
    pub fn digest(&self) -> [u8; 32] {
        super::digest::digest(&self.books, self.genesis, &self.block)
    }
}
