//! What was planned, signed and done, in an SQLite file that outlives any crash.

use std::path::Path;

use rusqlite::{named_params, params, Connection, ErrorCode, OptionalExtension};
use tongquan_client::{ss58, AccountId, BlockId, SignedCall};

use super::rows::{Content, Found};
use crate::problem::{Code, Problem};

/// The version of the tables.
const VERSION: i64 = 1;

const TABLES: &str = "
    CREATE TABLE identity (key TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE rows (
        id INTEGER PRIMARY KEY,
        reference TEXT NOT NULL UNIQUE,
        account BLOB NOT NULL,
        campaign INTEGER NOT NULL,
        amount TEXT NOT NULL,
        -- Whether it is in the file of this run.
        listed INTEGER NOT NULL,
        state TEXT NOT NULL,
        batch INTEGER,
        coupon INTEGER,
        error TEXT
    );
    CREATE INDEX open_rows ON rows (state, listed, campaign, id);
    CREATE INDEX rows_of_batch ON rows (batch, id);
    CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        nonce INTEGER NOT NULL,
        -- It can be in no block before this.
        since INTEGER NOT NULL,
        hash BLOB NOT NULL,
        bytes BLOB NOT NULL,
        state TEXT NOT NULL,
        block INTEGER,
        block_hash BLOB,
        error TEXT
    );
    CREATE INDEX batches_by_state ON batches (state, nonce);
";

/// The file.
pub struct Journal {
    connection: Connection,
}

/// What a journal is about. It serves nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub genesis: [u8; 32],
    pub what: &'static str,
    pub contract: AccountId,
    pub campaign: Option<u32>,
    pub signer: AccountId,
}

/// A row that was not issued yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: i64,
    pub account: AccountId,
    pub campaign: u32,
    pub amount: u128,
}

/// A transaction that was signed for rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub id: i64,
    pub nonce: u64,
    pub since: u64,
    pub call: SignedCall,
}

/// How far a row has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub state: State,
    pub coupon: Option<u64>,
    pub block: Option<u64>,
    pub transaction: Option<[u8; 32]>,
    pub error: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// In no transaction.
    Open,
    /// In a transaction that was signed, and may have been sent.
    Sent,
    Issued,
    /// The contract refuses it.
    Refused,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Sent => "sent",
            Self::Issued => "issued",
            Self::Refused => "refused",
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "sent" => Self::Sent,
            "issued" => Self::Issued,
            "refused" => Self::Refused,
            _ => Self::Open,
        }
    }
}

impl Journal {
    /// Opens the file, or makes it, for this process alone.
    ///
    /// # Errors
    ///
    /// `Busy`, `InvalidFile` if it is no journal, `File`, `DiskFull`.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let said = |problem: Problem| Problem {
            message: format!("{}: {}", path.display(), problem.message),
            ..problem
        };
        let connection = Connection::open(path).map_err(failed).map_err(said)?;
        Self::with(connection).map_err(said)
    }

    /// A journal that is forgotten.
    pub fn in_memory() -> Result<Self, Problem> {
        Self::with(Connection::open_in_memory().map_err(failed)?)
    }

    fn with(connection: Connection) -> Result<Self, Problem> {
        // What is written stays, also if the machine stops; and nobody else writes meanwhile.
        let settings = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA synchronous = FULL;
             BEGIN EXCLUSIVE; COMMIT;";
        connection.execute_batch(settings).map_err(failed)?;
        let version: i64 =
            connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        let tables: i64 = connection
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(failed)?;
        let mut journal = Self { connection };
        match (version, tables) {
            (VERSION, _) => {}
            (0, 0) => journal.all_or_nothing(|journal| {
                let tables = format!("{TABLES} PRAGMA user_version = {VERSION};");
                journal.connection.execute_batch(&tables).map_err(failed)
            })?,
            _ => {
                return Err(Problem::new(Code::InvalidFile, "this is no journal of a bulk issue")
                    .advise("name another file with --journal"))
            }
        }
        Ok(journal)
    }

    /// From now on nothing is kept.
    pub fn begin_trial(&mut self) -> Result<(), Problem> {
        self.connection.execute_batch("BEGIN").map_err(failed)
    }

    /// Does all of that, or nothing.
    pub fn all_or_nothing<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        self.connection.execute_batch("SAVEPOINT work").map_err(failed)?;
        let result = work(self).and_then(|value| {
            self.connection.execute_batch("RELEASE work").map_err(failed)?;
            Ok(value)
        });
        if result.is_err() {
            // What the work failed with matters more than whether this does.
            let _ = self.connection.execute_batch("ROLLBACK TO work; RELEASE work");
        }
        result
    }

    /// Makes the journal that of this work, if it is new.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` if it is another one's.
    pub fn claim(&mut self, identity: &Identity) -> Result<(), Problem> {
        let fields = [
            ("chain", format!("0x{}", hex::encode(identity.genesis))),
            ("what", identity.what.to_owned()),
            ("contract", ss58(&identity.contract)),
            (
                "campaign",
                identity.campaign.map(|campaign| campaign.to_string()).unwrap_or_default(),
            ),
            ("signer", ss58(&identity.signer)),
        ];
        self.all_or_nothing(|journal| {
            for (key, value) in fields {
                let known: Option<String> = journal
                    .connection
                    .query_row("SELECT value FROM identity WHERE key = ?1", [key], |row| row.get(0))
                    .optional()
                    .map_err(failed)?;
                match known {
                    Some(known) if known != value => {
                        return Err(Problem::argument(format!(
                            "the journal is of another bulk issue: its {key} is '{known}', not '{value}'"
                        ))
                        .advise("name another file with --journal, or go on with what it was made for"))
                    }
                    Some(_) => {}
                    None => {
                        let insert = "INSERT INTO identity VALUES (?1, ?2)";
                        journal.connection.execute(insert, [key, &value]).map_err(failed)?;
                    }
                }
            }
            Ok(())
        })
    }

    /// No row is in the file, until it is entered.
    pub fn unlist_all(&mut self) -> Result<(), Problem> {
        self.connection.execute("UPDATE rows SET listed = 0", []).map_err(failed)?;
        Ok(())
    }

    /// The row of this content: a new one, or that of the same reference. Why it is none, if that one
    /// says something else.
    pub fn enter(&mut self, content: &Content) -> Result<Result<Found, String>, Problem> {
        let Content { reference, account, campaign, amount } = content;
        let (account, amount): (&[u8], _) = (account.as_ref(), amount.to_string());
        let select = "SELECT id, state, listed, account = ?2 AND campaign = ?3 AND amount = ?4
             FROM rows WHERE reference = ?1";
        let known = self.connection.prepare_cached(select).and_then(|mut select| {
            let values = params![reference, account, campaign, amount];
            let known = select.query_row(values, |row| {
                let state = State::of(&row.get::<_, String>(1)?);
                Ok((row.get::<_, i64>(0)?, state, row.get::<_, bool>(2)?, row.get::<_, bool>(3)?))
            });
            known.optional()
        });
        let (change, found) = match known.map_err(failed)? {
            Some((id, _, true, true)) => return Ok(Ok(Found::Repeated(id))),
            Some((id, _, false, true)) => ("UPDATE rows SET listed = 1 WHERE id = ?1", Some(id)),
            // It was never in a transaction, so it may be mended.
            Some((id, State::Open | State::Refused, false, false)) => (
                "UPDATE rows SET listed = 1, account = ?2, campaign = ?3, amount = ?4 WHERE id = ?1",
                Some(id),
            ),
            Some(_) => {
                let why = "its reference was used before for something else; take one of its own";
                return Ok(Err(why.into()));
            }
            None => (
                "INSERT INTO rows (reference, account, campaign, amount, listed, state)
                 VALUES (?1, ?2, ?3, ?4, 1, 'open')",
                None,
            ),
        };
        let mut change = self.connection.prepare_cached(change).map_err(failed)?;
        let id = match found {
            Some(id) if change.parameter_count() == 1 => change.execute([id]).map(|_| id),
            Some(id) => change.execute(params![id, account, campaign, amount]).map(|_| id),
            None => change.insert(params![reference, account, campaign, amount]),
        };
        Ok(Ok(Found::Row(id.map_err(failed)?)))
    }

    /// Rows that are refused are tried again: what they were refused for may have changed.
    pub fn reopen_refused(&mut self) -> Result<(), Problem> {
        let reopen = "UPDATE rows SET state = 'open', error = NULL WHERE state = 'refused'";
        self.connection.execute(reopen, []).map_err(failed)?;
        Ok(())
    }

    /// Rows that are in no transaction, campaign by campaign.
    pub fn open_rows(&self, most: usize) -> Result<Vec<Row>, Problem> {
        self.rows(
            "SELECT id, account, campaign, amount FROM rows
             WHERE state = 'open' AND listed = 1 ORDER BY campaign, id LIMIT ?1",
            i64::try_from(most).unwrap_or(i64::MAX),
        )
    }

    /// The rows of a batch, in the order in which they stand in its transaction.
    pub fn rows_of(&self, batch: i64) -> Result<Vec<Row>, Problem> {
        self.rows(
            "SELECT id, account, campaign, amount FROM rows WHERE batch = ?1 ORDER BY id",
            batch,
        )
    }

    fn rows(&self, select: &str, argument: i64) -> Result<Vec<Row>, Problem> {
        let mut select = self.connection.prepare_cached(select).map_err(failed)?;
        let rows = select
            .query_map([argument], |row| {
                let account: [u8; 32] = row.get(1)?;
                let amount: String = row.get(3)?;
                Ok(Row {
                    id: row.get(0)?,
                    account: account.into(),
                    campaign: row.get(2)?,
                    amount: amount.parse().unwrap_or_default(),
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// How many rows of the file are in this state.
    pub fn count(&self, state: State) -> Result<u64, Problem> {
        let count = "SELECT count(*) FROM rows WHERE state = ?1 AND listed = 1";
        let count = self.connection.query_row(count, [state.name()], |row| row.get::<_, i64>(0));
        Ok(count.map_err(failed)?.unsigned_abs())
    }

    /// Keeps a signed transaction with its rows. To be called before it is sent.
    pub fn plan(
        &mut self,
        nonce: u64,
        since: u64,
        call: &SignedCall,
        rows: &[Row],
    ) -> Result<Batch, Problem> {
        self.all_or_nothing(|journal| {
            let insert = "INSERT INTO batches (nonce, since, hash, bytes, state)
                 VALUES (?1, ?2, ?3, ?4, 'sent')";
            let values = params![nonce as i64, since as i64, &call.hash[..], &call.bytes];
            journal.connection.execute(insert, values).map_err(failed)?;
            let id = journal.connection.last_insert_rowid();
            let mut take = journal
                .connection
                .prepare_cached("UPDATE rows SET state = 'sent', batch = ?1 WHERE id = ?2")
                .map_err(failed)?;
            for row in rows {
                take.execute([id, row.id]).map_err(failed)?;
            }
            drop(take);
            Ok(Batch { id, nonce, since, call: call.clone() })
        })
    }

    /// Transactions whose end is not known, by nonce.
    pub fn sent(&self) -> Result<Vec<Batch>, Problem> {
        let select = "SELECT id, nonce, since, hash, bytes FROM batches
             WHERE state = 'sent' ORDER BY nonce, id";
        let mut select = self.connection.prepare_cached(select).map_err(failed)?;
        let batches = select
            .query_map([], |row| {
                Ok(Batch {
                    id: row.get(0)?,
                    nonce: row.get::<_, i64>(1)? as u64,
                    since: row.get::<_, i64>(2)? as u64,
                    call: SignedCall { hash: row.get(3)?, bytes: row.get(4)? },
                })
            })
            .map_err(failed)?;
        batches.collect::<Result<_, _>>().map_err(failed)
    }

    /// The blocks in which transactions were done.
    pub fn done_in(&self) -> Result<Vec<(i64, BlockId)>, Problem> {
        let select =
            "SELECT id, block, block_hash FROM batches WHERE state = 'done' ORDER BY block";
        let mut select = self.connection.prepare_cached(select).map_err(failed)?;
        let blocks = select
            .query_map([], |row| {
                let number = row.get::<_, i64>(1)? as u64;
                Ok((row.get(0)?, BlockId { number, hash: row.get(2)? }))
            })
            .map_err(failed)?;
        blocks.collect::<Result<_, _>>().map_err(failed)
    }

    /// The batch was done in this block, and issued these coupons, a row each.
    pub fn done(
        &mut self,
        batch: i64,
        block: BlockId,
        rows: &[Row],
        coupons: &[Option<u64>],
    ) -> Result<(), Problem> {
        self.all_or_nothing(|journal| {
            let update =
                "UPDATE batches SET state = 'done', block = ?2, block_hash = ?3 WHERE id = ?1";
            let values = params![batch, block.number as i64, &block.hash[..]];
            journal.connection.execute(update, values).map_err(failed)?;
            let mut issued = journal
                .connection
                .prepare_cached("UPDATE rows SET state = 'issued', coupon = ?2 WHERE id = ?1")
                .map_err(failed)?;
            for (row, coupon) in rows.iter().zip(coupons) {
                issued
                    .execute(params![row.id, coupon.map(|coupon| coupon as i64)])
                    .map_err(failed)?;
            }
            Ok(())
        })
    }

    /// The block in which the batch was done is in the chain no more: its end isn't known again.
    pub fn lost(&mut self, batch: i64) -> Result<(), Problem> {
        self.all_or_nothing(|journal| {
            let update =
                "UPDATE batches SET state = 'sent', block = NULL, block_hash = NULL WHERE id = ?1";
            journal.connection.execute(update, [batch]).map_err(failed)?;
            let update = "UPDATE rows SET state = 'sent', coupon = NULL WHERE batch = ?1";
            journal.connection.execute(update, [batch]).map_err(failed)?;
            Ok(())
        })
    }

    /// The batch issued nothing, and never can: its rows are open again.
    pub fn over(&mut self, batch: i64, why: &str) -> Result<(), Problem> {
        self.all_or_nothing(|journal| {
            let update = "UPDATE batches SET state = 'over', error = ?2 WHERE id = ?1";
            journal.connection.execute(update, params![batch, why]).map_err(failed)?;
            let update = "UPDATE rows SET state = 'open', batch = NULL WHERE batch = ?1";
            journal.connection.execute(update, [batch]).map_err(failed)?;
            Ok(())
        })
    }

    /// The contract refuses this row.
    pub fn refuse(&mut self, row: i64, why: &str) -> Result<(), Problem> {
        let update = "UPDATE rows SET state = 'refused', error = ?2 WHERE id = ?1";
        self.connection.execute(update, params![row, why]).map_err(failed)?;
        Ok(())
    }

    /// How far a row has come.
    pub fn progress(&self, row: i64) -> Result<Progress, Problem> {
        let select = "SELECT rows.state, rows.coupon, rows.error, batches.block, batches.hash
             FROM rows LEFT JOIN batches ON batches.id = rows.batch WHERE rows.id = :row";
        let mut select = self.connection.prepare_cached(select).map_err(failed)?;
        select
            .query_row(named_params! { ":row": row }, |row| {
                Ok(Progress {
                    state: State::of(&row.get::<_, String>(0)?),
                    coupon: row.get::<_, Option<i64>>(1)?.map(|coupon| coupon as u64),
                    error: row.get(2)?,
                    block: row.get::<_, Option<i64>>(3)?.map(|block| block as u64),
                    transaction: row.get(4)?,
                })
            })
            .map_err(failed)
    }
}

/// What SQLite's errors mean for a user.
fn failed(error: rusqlite::Error) -> Problem {
    let code = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            return Problem::new(Code::Busy, "another process works on this journal")
                .advise("wait until it is done; what it did can be seen in its result file")
        }
        Some(ErrorCode::DiskFull) => {
            return Problem::new(Code::DiskFull, "there is no space left for the journal")
                .advise("nothing was sent that isn't in it; make room and run the command again")
        }
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => Code::InvalidFile,
        _ => Code::File,
    };
    Problem::new(code, format!("the journal can't be used: {error}"))
}
