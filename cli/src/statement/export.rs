//! All books as a folder of files: CSV for spreadsheets, JSON from which anybody can make the digest
//! again.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use blake2::{digest::consts::U32, Blake2b, Digest};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{
    deployment::Deployment,
    digest::DIGEST_VERSION,
    present::{Filter, Presenter},
    rebuild::Statement,
    tables::{canonical, Table, TABLES},
};

/// What the folder is about: `statement.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Of the tables and the digest.
    pub version: u32,
    pub genesis: String,
    pub block: u64,
    pub block_hash: String,
    /// Ms since 1970.
    pub block_time: u64,
    /// Address and kind.
    pub contracts: Vec<(String, String)>,
    pub tables: Vec<String>,
    /// How many events the books were made of.
    pub events: u64,
    /// How many of them don't agree with the others.
    pub contradictions: usize,
    pub digest: String,
}

/// Why an export was not written or can't be read.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("{} is there and is no export: name another folder", path.display())]
    Taken { path: PathBuf },
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{} is no part of an export: {reason}", path.display())]
    Malformed { path: PathBuf, reason: String },
    #[error("an export of version {version}, this program knows {DIGEST_VERSION}")]
    OtherVersion { version: u32 },
}

/// The name of the file that says what a folder is about.
const SUMMARY: &str = "statement.json";

/// Writes the folder: all of it or nothing. An export that is there before is replaced. The days of the
/// statement have to be those of UTC.
///
/// # Errors
///
/// `Taken`, `File`.
pub fn export(
    statement: &Statement,
    deployment: &Deployment,
    folder: &Path,
) -> Result<Summary, ExportError> {
    let failed = |source| ExportError::File { path: folder.to_owned(), source };
    let replaces = folder.exists();
    if replaces && !folder.join(SUMMARY).is_file() {
        return Err(ExportError::Taken { path: folder.to_owned() });
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(failed)?;
    let new = tempfile::Builder::new().prefix(".statement").tempdir_in(parent).map_err(failed)?;
    let summary = summary(statement);
    let write = || -> io::Result<()> {
        for table in TABLES {
            write_csv(statement, deployment, table, new.path())?;
            write_json(statement, table, new.path())?;
        }
        let mut file = File::create(new.path().join(SUMMARY))?;
        serde_json::to_writer_pretty(&mut file, &summary)?;
        file.sync_all()
    };
    write().map_err(failed)?;
    // The old one is there until the new one is.
    let old = tempfile::Builder::new().prefix(".statement").tempdir_in(parent).map_err(failed)?;
    if replaces {
        fs::rename(folder, old.path()).map_err(failed)?;
    }
    if let Err(error) = fs::rename(new.path(), folder) {
        if replaces {
            fs::rename(old.path(), folder).map_err(failed)?;
        }
        return Err(failed(error));
    }
    Ok(summary)
}

fn summary(statement: &Statement) -> Summary {
    let hex = |bytes: [u8; 32]| format!("0x{}", hex::encode(bytes));
    let books = &statement.books;
    let contracts = books.books.iter();
    Summary {
        version: DIGEST_VERSION,
        genesis: hex(statement.genesis),
        block: statement.block.id.number,
        block_hash: hex(statement.block.id.hash),
        block_time: statement.block.time,
        contracts: contracts
            .map(|(address, book)| (canonical(address), book.kind().bundle().to_owned()))
            .collect(),
        tables: TABLES.iter().map(|table| table.name.to_owned()).collect(),
        events: books.events,
        contradictions: books.contradictions().len(),
        digest: hex(statement.digest()),
    }
}

fn write_csv(
    statement: &Statement,
    deployment: &Deployment,
    table: &Table,
    folder: &Path,
) -> io::Result<()> {
    let file = File::create(folder.join(table.name).with_extension("csv"))?;
    let mut file = BufWriter::new(file);
    let presenter = Presenter { deployment, zone: &TimeZone::UTC };
    let (books, now) = (&statement.books, statement.block.time);
    presenter.csv(table, books, now, &Filter::default(), &mut file)?;
    file.into_inner()?.sync_all()
}

/// `{"table": …, "columns": […], "rows": [[…], …]}`, a row on each line, all values as the digest has
/// them.
fn write_json(statement: &Statement, table: &Table, folder: &Path) -> io::Result<()> {
    let file = File::create(folder.join(table.name).with_extension("json"))?;
    let mut file = BufWriter::new(file);
    let columns = serde_json::to_string(table.columns)?;
    write!(file, "{{\"table\": \"{}\", \"columns\": {columns}, \"rows\": [", table.name)?;
    let mut separator = "\n";
    let mut written = Ok(());
    (table.rows)(&statement.books, statement.block.time, &mut |cells| {
        let row: Vec<_> = cells.iter().map(|cell| cell.canonical()).collect();
        let row = serde_json::Value::from(row);
        if written.is_ok() {
            written = write!(file, "{separator}{row}");
            separator = ",\n";
        }
    });
    written?;
    writeln!(file, "\n]}}")?;
    file.into_inner()?.sync_all()
}

#[derive(Deserialize)]
struct Rows {
    rows: Vec<Vec<String>>,
}

/// What the folder says of itself, and the digest of its tables, made again from its JSON files.
///
/// # Errors
///
/// `File`, `Malformed`, `OtherVersion`.
pub fn digest_of_export(folder: &Path) -> Result<(Summary, String), ExportError> {
    let summary: Summary = read(&folder.join(SUMMARY))?;
    if summary.version != DIGEST_VERSION {
        return Err(ExportError::OtherVersion { version: summary.version });
    }
    let mut hash = Blake2b::<U32>::new();
    let Summary { version, genesis, block, block_hash, block_time, .. } = &summary;
    hash.update(format!("tongquan statement {version}\ngenesis {genesis}\n"));
    hash.update(format!("block {block} {block_hash} {block_time}\n"));
    for (address, kind) in &summary.contracts {
        hash.update(format!("contract {address} {kind}\n"));
    }
    for table in &summary.tables {
        hash.update(format!("table {table}\n"));
        let Rows { rows } = read(&folder.join(table).with_extension("json"))?;
        for row in rows {
            hash.update(format!("{}\n", row.join("\t")));
        }
    }
    Ok((summary, format!("0x{}", hex::encode(hash.finalize()))))
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, ExportError> {
    let text = fs::read(path);
    let text = text.map_err(|source| ExportError::File { path: path.to_owned(), source })?;
    serde_json::from_slice(&text).map_err(|error| ExportError::Malformed {
        path: path.to_owned(),
        reason: error.to_string(),
    })
}
