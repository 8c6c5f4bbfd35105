//! The file of events (账本): every block of a chain from one on, with what contracts announced in it.
//!
//! It is an SQLite file. Blocks are added in transactions, each block with all of its events, so
//! whoever is killed leaves a correct beginning of the chain. Any number of processes can read the
//! file and add to it at the same time: what is added has to follow what is there.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::Duration,
};

use blake2::{digest::consts::U32, Blake2b, Digest};
use rusqlite::{
    params, Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior,
};
use tongquan_client::{AccountId, Block, BlockId, Event};

/// How the file is laid out. A file with another number is refused.
const SCHEMA: i64 = 1;

/// What makes the file one of ours: "TQLG".
const APPLICATION: i64 = 0x5451_4c47;

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(30);

const TABLES: &str = "
    CREATE TABLE meta (
        genesis BLOB NOT NULL,
        first INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE blocks (
        number INTEGER PRIMARY KEY,
        hash BLOB NOT NULL,
        parent BLOB NOT NULL,
        time INTEGER NOT NULL,
        seal BLOB NOT NULL
    ) STRICT;
    CREATE TABLE contracts (
        id INTEGER PRIMARY KEY,
        address BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE kinds (
        id INTEGER PRIMARY KEY,
        topic BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE events (
        block INTEGER NOT NULL,
        place INTEGER NOT NULL,
        extrinsic INTEGER NOT NULL,
        contract INTEGER NOT NULL,
        kind INTEGER,
        data BLOB NOT NULL,
        PRIMARY KEY (block, place)
    ) STRICT, WITHOUT ROWID;
";

/// What is wrong with the file.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error("{} holds another chain's events (genesis 0x{}): use another file for this chain", path.display(), hex::encode(genesis))]
    OtherChain { path: PathBuf, genesis: [u8; 32] },
    #[error("{} begins with block {first}, block {wanted} was asked for: use another file, or begin where it begins", path.display())]
    OtherBeginning { path: PathBuf, first: u64, wanted: u64 },
    #[error("{} is no file of events: use another name", path.display())]
    Foreign { path: PathBuf },
    #[error("{} was written by another version of this program (layout {version}, this one knows {SCHEMA}): scan into a new file", path.display())]
    OtherVersion { path: PathBuf, version: i64 },
    #[error("there is no file {}: scan first", path.display())]
    Missing { path: PathBuf },
    #[error("{} can't be written, the disk is full: make room and scan again, it goes on where it was", path.display())]
    Full { path: PathBuf },
    #[error("another process keeps {} locked: wait for it, or end it", path.display())]
    Locked { path: PathBuf },
    #[error("block {block} doesn't follow what the file holds")]
    Gap { block: u64 },
    #[error("block {block} is not in {}: scan up to it first", path.display())]
    NoBlock { path: PathBuf, block: u64 },
    #[error("{} is damaged at block {block}: scan into a new file", path.display())]
    Damaged { path: PathBuf, block: u64 },
    #[error("{} can't be used: {source}", path.display())]
    Sqlite { path: PathBuf, source: rusqlite::Error },
}

/// A file of events.
pub struct Log {
    db: Connection,
    path: PathBuf,
    genesis: [u8; 32],
    first: u64,
    contracts: HashMap<AccountId, i64>,
    kinds: HashMap<[u8; 32], i64>,
}

/// A block as it is kept, without its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub id: BlockId,
    pub parent: [u8; 32],
    /// Ms since 1970.
    pub time: u64,
}

/// What became of blocks that were to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// They are in the file.
    All,
    /// They don't follow the file's last block any more: another process has added to it.
    Overtaken,
}

impl Log {
    /// Opens the file, or makes it, for the chain with this genesis hash, from block `first` on.
    ///
    /// # Errors
    ///
    /// `OtherChain`, `OtherBeginning`, `Foreign`, `OtherVersion`, `Full`, `Locked`, `Sqlite`.
    pub fn open(path: &Path, genesis: [u8; 32], first: u64) -> Result<Self, LogError> {
        let first = first.max(1);
        let mut log = Self::connect(path)?;
        log.create(genesis, first)?;
        log.identify()?;
        if log.genesis != genesis {
            return Err(LogError::OtherChain { path: log.path, genesis: log.genesis });
        }
        match log.first > first {
            true => {
                Err(LogError::OtherBeginning { path: log.path, first: log.first, wanted: first })
            }
            false => Ok(log),
        }
    }

    /// Opens a file that is there, whatever chain it is of.
    ///
    /// # Errors
    ///
    /// `Missing`, `Foreign`, `OtherVersion`, `Locked`, `Sqlite`.
    pub fn read(path: &Path) -> Result<Self, LogError> {
        if !path.exists() {
            return Err(LogError::Missing { path: path.to_owned() });
        }
        let mut log = Self::connect(path)?;
        log.identify()?;
        Ok(log)
    }

    fn connect(path: &Path) -> Result<Self, LogError> {
        let path = path.to_owned();
        let db = Connection::open(&path).map_err(|error| failure(&path, error))?;
        let (contracts, kinds) = (HashMap::new(), HashMap::new());
        let log = Self { db, path, genesis: [0; 32], first: 0, contracts, kinds };
        log.try_to(|db| {
            db.busy_timeout(PATIENCE)?;
            db.pragma_update(None, "journal_mode", "WAL")?;
            db.pragma_update(None, "synchronous", "NORMAL")?;
            // KiB, so that the file's size doesn't matter to the memory that is used.
            db.pragma_update(None, "cache_size", -8_192)
        })?;
        Ok(log)
    }

    /// Makes the tables in a file that has none.
    fn create(&mut self, genesis: [u8; 32], first: u64) -> Result<(), LogError> {
        self.change(|transaction| {
            let tables = "SELECT count(*) FROM sqlite_schema";
            if transaction.query_row(tables, [], |row| row.get::<_, i64>(0))? > 0 {
                return Ok(());
            }
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", SCHEMA)?;
            transaction.execute_batch(TABLES)?;
            let meta = "INSERT INTO meta (genesis, first) VALUES (?1, ?2)";
            transaction.execute(meta, params![genesis, first]).map(drop)
        })
    }

    /// Reads what the file is of.
    fn identify(&mut self) -> Result<(), LogError> {
        let pragma = |name| self.try_to(|db| db.pragma_query_value(None, name, |row| row.get(0)));
        if pragma("application_id")? != APPLICATION {
            return Err(LogError::Foreign { path: self.path.clone() });
        }
        let version: i64 = pragma("user_version")?;
        if version != SCHEMA {
            return Err(LogError::OtherVersion { path: self.path.clone(), version });
        }
        let meta = "SELECT genesis, first FROM meta";
        (self.genesis, self.first) =
            self.try_to(|db| db.query_row(meta, [], |row| Ok((row.get(0)?, row.get(1)?))))?;
        Ok(())
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn genesis_hash(&self) -> [u8; 32] {
        self.genesis
    }

    /// The number of the first block that is, or will be, in the file.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// Lets the file grow to so many bytes at most; beyond that it is full.
    ///
    /// # Errors
    ///
    /// `Sqlite`.
    pub fn limit(&self, bytes: u64) -> Result<(), LogError> {
        self.try_to(|db| {
            let page: u64 = db.pragma_query_value(None, "page_size", |row| row.get(0))?;
            db.query_row(&format!("PRAGMA max_page_count = {}", bytes / page), [], |_| Ok(()))
        })
    }

    /// The newest block in the file.
    ///
    /// # Errors
    ///
    /// `Locked`, `Sqlite`.
    pub fn tip(&self) -> Result<Option<Line>, LogError> {
        self.try_to(tip)
    }

    /// The block with this number, if it is in the file.
    ///
    /// # Errors
    ///
    /// `Locked`, `Sqlite`.
    pub fn block(&self, number: u64) -> Result<Option<Line>, LogError> {
        let block = "SELECT number, hash, parent, time FROM blocks WHERE number = ?1";
        self.try_to(|db| db.query_row(block, [number], line).optional())
    }

    /// How many events the file holds.
    ///
    /// # Errors
    ///
    /// `Locked`, `Sqlite`.
    pub fn event_count(&self) -> Result<u64, LogError> {
        self.try_to(|db| db.query_row("SELECT count(*) FROM events", [], |row| row.get(0)))
    }

    /// Adds blocks, each after its parent: all or none.
    ///
    /// # Errors
    ///
    /// `Gap` if one of them doesn't follow the one before it, `Full`, `Locked`, `Sqlite`.
    pub fn add(&mut self, blocks: &[Block]) -> Result<Added, LogError> {
        let Some(begin) = blocks.first() else { return Ok(Added::All) };
        for pair in blocks.windows(2) {
            if pair[1].parent != pair[0].id.hash || pair[1].id.number != pair[0].id.number + 1 {
                return Err(LogError::Gap { block: pair[1].id.number });
            }
        }
        let (mut contracts, mut kinds) =
            (std::mem::take(&mut self.contracts), std::mem::take(&mut self.kinds));
        let first = self.first;
        let added = self.change(|transaction| {
            let follows = match tip(transaction)? {
                Some(tip) => tip.id.hash == begin.parent && tip.id.number + 1 == begin.id.number,
                None => begin.id.number == first,
            };
            if !follows {
                return Ok(Added::Overtaken);
            }
            for block in blocks {
                write(transaction, block, &mut contracts, &mut kinds)?;
            }
            Ok(Added::All)
        })?;
        // What was numbered counts only if it is in the file.
        if added == Added::All {
            (self.contracts, self.kinds) = (contracts, kinds);
        }
        Ok(added)
    }

    /// Forgets all blocks after this one.
    ///
    /// # Errors
    ///
    /// `Full`, `Locked`, `Sqlite`.
    pub fn forget_after(&mut self, number: u64) -> Result<(), LogError> {
        self.change(|transaction| {
            transaction.execute("DELETE FROM events WHERE block > ?1", [number])?;
            transaction.execute("DELETE FROM blocks WHERE number > ?1", [number]).map(drop)
        })
    }

    /// Reads the file from its beginning up to the block with this number, which it answers: each
    /// event of the contracts that are `wanted`, in order. Looks on the way whether each block is the
    /// parent of the next, and has all of its events.
    ///
    /// # Errors
    ///
    /// `NoBlock`, `Damaged`, `Locked`, `Sqlite`.
    pub fn replay(
        &self,
        until: u64,
        wanted: impl Fn(&AccountId) -> bool,
        mut each: impl FnMut(Happened, &Event),
    ) -> Result<Line, LogError> {
        // All of it is read as it was at one moment, whoever adds to it meanwhile.
        let transaction = self.db.unchecked_transaction();
        let transaction = transaction.map_err(|error| failure(&self.path, error))?;
        let (mut last, mut broken) = (None, None);
        self.try_to(|_| {
            let contracts = numbers(&transaction, "SELECT id, address FROM contracts")?;
            let contracts: HashMap<i64, (AccountId, bool)> = contracts
                .into_iter()
                .map(|(id, address)| (id, (address.into(), wanted(&address.into()))))
                .collect();
            let kinds = numbers(&transaction, "SELECT id, topic FROM kinds")?;
            let mut blocks = transaction.prepare(
                "SELECT number, hash, parent, time, seal FROM blocks WHERE number <= ?1 ORDER BY 1",
            )?;
            let mut events = transaction.prepare(
                "SELECT contract, kind, data FROM events WHERE block = ?1 ORDER BY place",
            )?;
            let mut rows = blocks.query([until])?;
            let mut event = Event { contract: [0; 32].into(), topics: vec![], data: vec![] };
            while let Some(row) = rows.next()? {
                let block = line(row)?;
                let mut seal = Seal::default();
                let mut found = events.query([block.id.number])?;
                let mut happened = Happened { block: block.id.number, place: 0, time: block.time };
                while let Some(row) = found.next()? {
                    let (contract, wanted) =
                        contracts.get(&row.get(0)?).copied().unwrap_or(([0; 32].into(), false));
                    event.contract = contract;
                    event.topics.clear();
                    let kind = row.get::<_, Option<i64>>(1)?;
                    event.topics.extend(kind.and_then(|id| kinds.get(&id)));
                    event.data.clear();
                    event.data.extend_from_slice(row.get_ref(2)?.as_blob()?);
                    seal.add(&event);
                    if wanted {
                        each(happened, &event);
                    }
                    happened.place += 1;
                }
                let follows = match &last {
                    Some(Line { id, .. }) => {
                        id.number + 1 == block.id.number && id.hash == block.parent
                    }
                    None => block.id.number == self.first,
                };
                if !follows || seal.close() != row.get::<_, [u8; 32]>(4)? {
                    broken = Some(block.id.number);
                    break;
                }
                last = Some(block);
            }
            Ok(())
        })?;
        match (broken, last) {
            (Some(block), _) => Err(LogError::Damaged { path: self.path.clone(), block }),
            (None, Some(last)) if last.id.number == until => Ok(last),
            _ => Err(LogError::NoBlock { path: self.path.clone(), block: until }),
        }
    }

    /// The addresses of all contracts that announced something.
    ///
    /// # Errors
    ///
    /// `Locked`, `Sqlite`.
    pub fn contracts(&self) -> Result<Vec<AccountId>, LogError> {
        let found = self.try_to(|db| numbers(db, "SELECT id, address FROM contracts"))?;
        let mut found: Vec<_> = found.into_values().map(AccountId::from).collect();
        found.sort();
        Ok(found)
    }

    fn try_to<T>(
        &self,
        what: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, LogError> {
        what(&self.db).map_err(|error| failure(&self.path, error))
    }

    /// Changes the file as a whole or not at all.
    fn change<T>(
        &mut self,
        what: impl FnOnce(&Transaction) -> rusqlite::Result<T>,
    ) -> Result<T, LogError> {
        let changed = (|| {
            let behaviour = TransactionBehavior::Immediate;
            let transaction = self.db.transaction_with_behavior(behaviour)?;
            let done = what(&transaction)?;
            transaction.commit()?;
            Ok(done)
        })();
        changed.map_err(|error| failure(&self.path, error))
    }
}

/// Where and when an event was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Happened {
    pub block: u64,
    /// Its place among all events of contracts in the block, from 0.
    pub place: u32,
    /// The block's time, in ms since 1970.
    pub time: u64,
}

fn tip(db: &Connection) -> rusqlite::Result<Option<Line>> {
    let newest = "SELECT number, hash, parent, time FROM blocks ORDER BY number DESC LIMIT 1";
    db.prepare_cached(newest)?.query_row([], line).optional()
}

fn line(row: &rusqlite::Row) -> rusqlite::Result<Line> {
    let id = BlockId { number: row.get(0)?, hash: row.get(1)? };
    Ok(Line { id, parent: row.get(2)?, time: row.get(3)? })
}

fn write(
    db: &Connection,
    block: &Block,
    contracts: &mut HashMap<AccountId, i64>,
    kinds: &mut HashMap<[u8; 32], i64>,
) -> rusqlite::Result<()> {
    let BlockId { number, hash } = block.id;
    let mut seal = Seal::default();
    let mut insert = db.prepare_cached(
        "INSERT INTO events (block, place, extrinsic, contract, kind, data)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (place, (extrinsic, event)) in block.events.iter().enumerate() {
        let contract = match contracts.get(&event.contract) {
            Some(id) => *id,
            None => {
                let address: &[u8; 32] = event.contract.as_ref();
                let id = numbered(db, "contracts", "address", address)?;
                contracts.insert(event.contract, id);
                id
            }
        };
        let kind = match event.topics.first() {
            None => None,
            Some(topic) => Some(match kinds.get(topic) {
                Some(id) => *id,
                None => {
                    let id = numbered(db, "kinds", "topic", topic)?;
                    kinds.insert(*topic, id);
                    id
                }
            }),
        };
        insert.execute(params![number, place, extrinsic, contract, kind, event.data])?;
        seal.add(event);
    }
    db.prepare_cached(
        "INSERT INTO blocks (number, hash, parent, time, seal) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![number, hash, block.parent, block.time, seal.close()])
    .map(drop)
}

/// A hash of all events of a block, in order: none of them can get lost or change in the file unseen.
#[derive(Default)]
struct Seal(Blake2b<U32>);

impl Seal {
    fn add(&mut self, event: &Event) {
        self.0.update(AsRef::<[u8; 32]>::as_ref(&event.contract));
        self.0.update([u8::from(!event.topics.is_empty())]);
        if let Some(topic) = event.topics.first() {
            self.0.update(topic);
        }
        self.0.update((event.data.len() as u64).to_le_bytes());
        self.0.update(&event.data);
    }

    fn close(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// The number under which the file knows these bytes from now on.
fn numbered(db: &Connection, table: &str, column: &str, bytes: &[u8; 32]) -> rusqlite::Result<i64> {
    db.execute(&format!("INSERT OR IGNORE INTO {table} ({column}) VALUES (?1)"), [bytes])?;
    let id = format!("SELECT id FROM {table} WHERE {column} = ?1");
    db.query_row(&id, [bytes], |row| row.get(0))
}

/// What the file has numbered.
fn numbers(db: &Connection, query: &str) -> rusqlite::Result<HashMap<i64, [u8; 32]>> {
    let mut numbers = db.prepare(query)?;
    let rows = numbers.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn failure(path: &Path, source: rusqlite::Error) -> LogError {
    let path = path.to_owned();
    // SQLite's own error for a full disk is not the one for the small file that it shares memory by.
    let extended = source.sqlite_error().map(|error| error.extended_code);
    if extended == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE) {
        return LogError::Full { path };
    }
    match source.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => LogError::Full { path },
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => LogError::Locked { path },
        Some(ErrorCode::NotADatabase) => LogError::Foreign { path },
        _ => LogError::Sqlite { path, source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::ffi;

    #[test]
    fn every_form_of_a_full_disk_is_told_as_one() {
        for code in [ffi::SQLITE_FULL, ffi::SQLITE_IOERR_SHMSIZE] {
            let error = rusqlite::Error::SqliteFailure(ffi::Error::new(code), None);
            assert!(matches!(failure(Path::new("x"), error), LogError::Full { .. }), "{code}");
        }
        let broken = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_READ), None);
        assert!(matches!(failure(Path::new("x"), broken), LogError::Sqlite { .. }));
    }
}
