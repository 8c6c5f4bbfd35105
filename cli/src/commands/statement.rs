//! The statement (对账): books that nobody has to reconcile.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::tz::TimeZone;
use serde_json::{json, Map, Value};
use tongquan_client::{ss58, AccountId, History};

use crate::{
    answer::Answer,
    book::Book,
    options::Options,
    problem::{Code, Problem},
    session::{short, Session},
    sheet::Sheet,
    statement::{
        books::Contradiction, compare, digest_of_export, export, scan, Contract, Deployment,
        Extent, Filter, Log, Merchant, Presenter, Statement as Rebuilt, Table, SAMPLE, TABLES,
    },
};

/// How many differences are listed.
const SHOWN: usize = 20;

/// Which file of events.
#[derive(Debug, Clone, Args)]
pub struct From {
    /// The file of events; NETWORK.events in the folder of address books if none is named
    #[arg(long, short = 'f', value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Which state of the books.
#[derive(Debug, Clone, Args)]
pub struct Of {
    #[command(flatten)]
    from: From,
    /// As of the end of this block; the newest in the file if none is named
    #[arg(long, value_name = "BLOCK")]
    at: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Table,
    /// For spreadsheets: one table
    Csv,
    /// For programs
    Json,
}

#[derive(Debug, Subcommand)]
pub enum Statement {
    /// Reads blocks and events into a file; goes on where it stopped
    Scan {
        #[command(flatten)]
        from: From,
        /// Also blocks that are not final yet, and could be replaced
        #[arg(long)]
        best: bool,
        /// No further than to this block
        #[arg(long, value_name = "BLOCK")]
        until: Option<u64>,
        /// Stop when the file has so many MiB
        #[arg(long, value_name = "MIB")]
        max_size: Option<u64>,
    },
    /// Shows the books, or one table of them
    Books {
        /// points, issuers, balances, campaigns, coupons, members, receipts, roles, tills, lots,
        /// credits, offers, gifts, coupon_days, points_days or flows
        table: Option<String>,
        #[command(flatten)]
        of: Of,
        /// What is about this merchant's points and coupons
        #[arg(long, short = 'm')]
        merchant: Option<String>,
        /// What this account has a part in: a name or an address
        #[arg(long, value_name = "ACCOUNT")]
        party: Option<String>,
        /// What happened on this day
        #[arg(long, value_name = "YYYY-MM-DD")]
        day: Option<String>,
        /// What this till did: a name or an address
        #[arg(long, value_name = "ACCOUNT")]
        till: Option<String>,
        /// What is about the campaign with this number
        #[arg(long, value_name = "NUMBER")]
        campaign: Option<u32>,
        /// Where days begin and end, such as Asia/Shanghai; UTC if none is named
        #[arg(long)]
        zone: Option<String>,
        #[arg(long, value_enum, default_value = "table")]
        format: Format,
    },
    /// Writes all books into a folder, as CSV and as JSON
    Export {
        folder: PathBuf,
        #[command(flatten)]
        of: Of,
    },
    /// Compares the books with what the contracts answer
    Compare {
        #[command(flatten)]
        of: Of,
        /// Everything, however much it is
        #[arg(long)]
        all: bool,
    },
    /// One number for all books, which others can compare with theirs
    Digest {
        #[command(flatten)]
        of: Of,
        /// Of the tables in a folder that 'export' wrote, made again from them
        #[arg(long, value_name = "FOLDER", conflicts_with = "at")]
        export: Option<PathBuf>,
    },
}

impl Statement {
    /// Commands that ask no chain; `Err` gives the others back.
    pub fn without_chain(self, options: &Options) -> Result<Result<Answer, Problem>, Box<Self>> {
        match self {
            Self::Scan { .. } | Self::Compare { .. } => Err(Box::new(self)),
            offline => Ok(offline.offline(options)),
        }
    }

    fn offline(self, options: &Options) -> Result<Answer, Problem> {
        match self {
            Self::Books { table, of, merchant, party, day, till, campaign, zone, format } => {
                let place = Place::open(options)?;
                let zone = zone_named(zone.as_deref())?;
                let filter = place.filter(Wanted { merchant, party, day, till, campaign })?;
                let tables = chosen(table.as_deref(), &filter)?;
                let rebuilt = place.rebuild(options, &of, zone.clone())?;
                show(&place, &rebuilt, &tables, &filter, &zone, format)
            }
            Self::Export { folder, of } => {
                let place = Place::open(options)?;
                let rebuilt = place.rebuild(options, &of, TimeZone::UTC)?;
                let summary = export(&rebuilt, &place.deployment, &folder)?;
                let text = format!(
                    "{} holds {} tables as of block {}, digest {}\n{}",
                    folder.display(),
                    summary.tables.len(),
                    summary.block,
                    summary.digest,
                    warning(&rebuilt.books.contradictions()),
                );
                Ok(Answer::new(summary, text))
            }
            Self::Digest { export: Some(folder), .. } => {
                let (summary, digest) = digest_of_export(&folder)?;
                if summary.digest != digest {
                    return Err(Problem::new(
                        Code::Mismatch,
                        format!("the tables in {} were changed", folder.display()),
                    )
                    .detail(json!({ "stated": summary.digest, "found": digest })));
                }
                let text = format!("block {} {}\n{digest}\n", summary.block, summary.block_hash);
                Ok(Answer::new(json!({ "block": summary.block, "digest": digest }), text))
            }
            Self::Digest { of, .. } => {
                let place = Place::open(options)?;
                let rebuilt = place.rebuild(options, &of, TimeZone::UTC)?;
                let digest = format!("0x{}", hex::encode(rebuilt.digest()));
                let (number, hash) = (rebuilt.block.id.number, hex::encode(rebuilt.block.id.hash));
                let contradictions = rebuilt.books.contradictions();
                let text =
                    format!("block {number} 0x{hash}\n{digest}\n{}", warning(&contradictions));
                let data = json!({
                    "block": number,
                    "block_hash": format!("0x{hash}"),
                    "digest": digest,
                    "events": rebuilt.books.events,
                    "contradictions": listed(&contradictions),
                });
                Ok(Answer::new(data, text))
            }
            Self::Scan { .. } | Self::Compare { .. } => {
                Err(Problem::new(Code::Unreachable, "this needs a node"))
            }
        }
    }

    pub async fn run<C: History>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Scan { from, best, until, max_size } => {
                let extent = Extent { finalized: !best, until };
                read_chain(session, &from, extent, max_size).await
            }
            Self::Compare { of, all } => compare_with_chain(session, &of, all).await,
            offline => offline.offline(&session.options),
        }
    }
}

async fn read_chain<C: History>(
    session: &mut Session<C>,
    from: &From,
    extent: Extent,
    max_size: Option<u64>,
) -> Result<Answer, Problem> {
    let genesis = session.chain.genesis_hash().await?;
    let path = from.path(&session.options)?;
    let deployment = deployment_of(&session.book);
    let mut log = Log::open(&path, genesis, deployment.first_block)?;
    if let Some(mib) = max_size {
        log.limit(mib << 20)?;
    }
    let bar = session.screen.progress(0, "blocks");
    let scanned = scan(&mut session.chain, &mut log, extent, |done, end| {
        bar.set_length(end);
        bar.set_position(done);
    })
    .await;
    bar.finish_and_clear();
    let scanned = scanned?;
    let head = scanned.head.map(|head| head.number);
    let mut text = match head {
        Some(head) => format!("{} holds all blocks up to {head}", path.display()),
        None => format!("{} holds no block yet", path.display()),
    };
    text.push_str(&format!(": {} more, with {} events", scanned.blocks, scanned.events));
    if scanned.replaced > 0 {
        text.push_str(&format!("; {} that the chain replaced are forgotten", scanned.replaced));
    }
    text.push('\n');
    let data = json!({
        "file": path,
        "blocks": scanned.blocks,
        "events": scanned.events,
        "replaced": scanned.replaced,
        "head": scanned.head.map(|head| json!({
            "number": head.number, "hash": format!("0x{}", hex::encode(head.hash)),
        })),
    });
    Ok(Answer::new(data, text))
}

async fn compare_with_chain<C: History>(
    session: &mut Session<C>,
    of: &Of,
    all: bool,
) -> Result<Answer, Problem> {
    let place = Place { deployment: deployment_of(&session.book), book: session.book.clone() };
    let rebuilt = place.rebuild(&session.options, of, TimeZone::UTC)?;
    let bar = session.screen.progress(0, "answers");
    let at_most = (!all).then_some(SAMPLE);
    let compared = compare(&mut session.chain, &rebuilt, at_most, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await;
    bar.finish_and_clear();
    let compared = compared?;
    let contradictions = rebuilt.books.contradictions();
    let block = rebuilt.block.id.number;
    let how_many =
        format!("{} of {} answers at block {block}", compared.compared, compared.answers);
    if compared.differences.is_empty() && contradictions.is_empty() {
        let data = json!({
            "block": block, "compared": compared.compared, "answers": compared.answers,
        });
        return Ok(Answer::new(data, format!("the books agree with {how_many}\n")));
    }
    let differences: Vec<_> = compared
        .differences
        .iter()
        .map(|difference| {
            json!({
                "contract": ss58(&difference.contract),
                "message": difference.message,
                "books": difference.expected,
                "contract_says": difference.found,
            })
        })
        .collect();
    let told = compared.differences.iter().take(SHOWN).map(|difference| {
        let contract = session.name(&difference.contract);
        format!(
            "{contract}: {} is {}, not {}",
            difference.message, difference.found, difference.expected
        )
    });
    let told = told.chain(contradictions.iter().take(SHOWN).map(sentence));
    let message = format!(
        "{} differences among {how_many}, {} contradictions:\n  {}",
        differences.len(),
        contradictions.len(),
        told.collect::<Vec<_>>().join("\n  ")
    );
    Err(Problem::new(Code::Mismatch, message)
        .advise("scan into a new file and compare again; then audit the contracts' code")
        .detail(json!({ "differences": differences, "contradictions": listed(&contradictions) })))
}

impl From {
    fn path(&self, options: &Options) -> Result<PathBuf, Problem> {
        match &self.file {
            Some(file) => Ok(file.clone()),
            None => {
                let book = Book::path(&options.deployments, &options.network)?;
                Ok(book.with_extension("events"))
            }
        }
    }
}

/// The contracts of the address book.
fn deployment_of(book: &Book) -> Deployment {
    let contracts = book.contracts.iter();
    let blocks = contracts.clone().map(|(_, found)| found.block.map(|block| block.number));
    let contract = |(name, found): (&String, &crate::book::Deployed)| Contract {
        name: name.clone(),
        kind: found.kind,
        address: found.address.0,
    };
    let address = |name: &String| book.contracts.get(name).map(|found| found.address.0);
    let merchant = |(name, found): (&String, &crate::book::Merchant)| Merchant {
        name: name.clone(),
        points: address(&found.points),
        coupon: address(&found.coupon),
    };
    Deployment {
        genesis_hash: book.genesis_hash.map_or([0; 32], |genesis| genesis.0),
        // One that was found there can be of any age.
        first_block: blocks
            .collect::<Option<Vec<_>>>()
            .and_then(|all| all.into_iter().min())
            .unwrap_or(1),
        contracts: contracts.map(contract).collect(),
        merchants: book.merchants.iter().map(merchant).collect(),
    }
}

/// What the user wants to see.
struct Wanted {
    merchant: Option<String>,
    party: Option<String>,
    day: Option<String>,
    till: Option<String>,
    campaign: Option<u32>,
}

/// The address book, and the contracts in it.
struct Place {
    book: Book,
    deployment: Deployment,
}

impl Place {
    fn open(options: &Options) -> Result<Self, Problem> {
        let path = Book::path(&options.deployments, &options.network)?;
        let book = Book::load(&path)?.ok_or_else(|| {
            Problem::new(Code::NotFound, format!("there is no address book {}", path.display()))
                .advise("name a network with --network; 'tongquan deploy' makes address books")
        })?;
        let deployment = deployment_of(&book);
        Ok(Self { book, deployment })
    }

    fn rebuild(&self, options: &Options, of: &Of, zone: TimeZone) -> Result<Rebuilt, Problem> {
        if self.deployment.contracts.is_empty() {
            return Err(Problem::new(
                Code::NotFound,
                format!("the address book '{}' has no contracts", options.network),
            ));
        }
        let log = Log::read(&of.from.path(options)?)?;
        Ok(Rebuilt::rebuild(&log, &self.deployment, of.at, zone)?)
    }

    fn account(&self, text: &str) -> Result<AccountId, Problem> {
        self.book.account(text).ok_or_else(|| {
            Problem::new(Code::UnknownName, format!("'{text}' is neither an address nor a name"))
                .advise("'tongquan account list' shows the names")
        })
    }

    fn filter(&self, wanted: Wanted) -> Result<Filter, Problem> {
        let contracts = match &wanted.merchant {
            None => None,
            Some(name) => {
                let found = self.deployment.merchants.iter().find(|found| found.name == *name);
                let found = found.ok_or_else(|| {
                    Problem::new(Code::UnknownName, format!("there is no merchant '{name}'"))
                })?;
                Some(found.points.into_iter().chain(found.coupon).collect())
            }
        };
        if let Some(day) = &wanted.day {
            day.parse::<jiff::civil::Date>()
                .map_err(|_| Problem::argument(format!("'{day}' is no day: write 2026-12-31")))?;
        }
        let account = |text: Option<String>| text.map(|text| self.account(&text)).transpose();
        Ok(Filter {
            contracts,
            party: account(wanted.party)?,
            day: wanted.day,
            till: account(wanted.till)?,
            campaign: wanted.campaign,
        })
    }

    fn name(&self, account: &AccountId) -> String {
        let named = self.book.contracts.iter().map(|(name, found)| (name, found.address.0));
        let named = named.chain(self.book.accounts.iter().map(|(name, found)| (name, found.0)));
        let mut named = named.filter(|(_, address)| address == account);
        named.next().map_or_else(|| short(&ss58(account)), |(name, _)| name.clone())
    }
}

fn zone_named(name: Option<&str>) -> Result<TimeZone, Problem> {
    let Some(name) = name else { return Ok(TimeZone::UTC) };
    TimeZone::get(name).map_err(|_| {
        Problem::argument(format!("'{name}' is no time zone")).advise("write it like Asia/Shanghai")
    })
}

fn chosen(name: Option<&str>, filter: &Filter) -> Result<Vec<&'static Table>, Problem> {
    let named = |table: &&Table| name.is_none_or(|name| table.name == name);
    let tables: Vec<_> = TABLES.iter().filter(named).collect();
    if tables.is_empty() {
        let names: Vec<_> = TABLES.iter().map(|table| table.name).collect();
        return Err(Problem::argument(format!("there is no table '{}'", name.unwrap_or_default()))
            .advise(format!("there are: {}", names.join(", "))));
    }
    let fitting: Vec<_> = tables.into_iter().filter(|table| filter.fits(table)).collect();
    match fitting.is_empty() {
        true => Err(Problem::argument("this table has no such column to choose by")),
        false => Ok(fitting),
    }
}

fn show(
    place: &Place,
    rebuilt: &Rebuilt,
    tables: &[&Table],
    filter: &Filter,
    zone: &TimeZone,
    format: Format,
) -> Result<Answer, Problem> {
    let presenter = Presenter { deployment: &place.deployment, zone };
    let (books, now) = (&rebuilt.books, rebuilt.block.time);
    let mut data = Map::new();
    for table in tables {
        let mut rows = Vec::new();
        (table.rows)(books, now, &mut |cells| {
            if filter.takes(table, cells) {
                let cells = cells.iter().map(|cell| Value::from(cell.canonical()));
                let named = table.columns.iter().map(|column| column.to_string()).zip(cells);
                rows.push(Value::Object(named.collect()));
            }
        });
        data.insert(table.name.to_owned(), Value::Array(rows));
    }
    let data = json!({
        "block": rebuilt.block.id.number,
        "time": now,
        "tables": data,
        "contradictions": listed(&books.contradictions()),
    });
    let text = match (format, tables) {
        (Format::Json, _) => format!("{data}\n"),
        (Format::Csv, [table]) => {
            let mut text = Vec::new();
            let written = presenter.csv(table, books, now, filter, &mut text);
            written.map_err(|error| Problem::file("the table", &error))?;
            String::from_utf8_lossy(&text).into_owned()
        }
        (Format::Csv, _) => {
            return Err(Problem::argument("which table? CSV has one at a time")
                .advise("name a table, or write all of them with 'tongquan statement export'"))
        }
        (Format::Table, _) => {
            let mut sheet = Sheet::new();
            for table in tables {
                let mut rows = Vec::new();
                (table.rows)(books, now, &mut |cells| {
                    if filter.takes(table, cells) {
                        rows.push(presenter.row(table, cells, |account| place.name(account)));
                    }
                });
                if tables.len() > 1 && rows.is_empty() {
                    continue;
                }
                sheet.title(table.name);
                let columns = presenter.columns(table);
                let columns: Vec<_> = columns.iter().map(String::as_str).collect();
                sheet.table(&columns, rows);
                sheet.note("");
            }
            sheet.text() + &warning(&books.contradictions())
        }
    };
    Ok(Answer::new(data, text))
}

fn sentence(found: &Contradiction) -> String {
    let contract = short(&ss58(&found.contract));
    match found.at {
        Some(at) => format!("block {}, event {}, {contract}: {}", at.block, at.place, found.what),
        None => format!("{contract}: {}", found.what),
    }
}

/// What is wrong with the books, if anything is.
fn warning(contradictions: &[Contradiction]) -> String {
    let told = contradictions.iter().take(SHOWN).map(|found| format!("  {}\n", sentence(found)));
    match contradictions.len() {
        0 => String::new(),
        many => format!("{many} contradictions in the events:\n{}", told.collect::<String>()),
    }
}

fn listed(contradictions: &[Contradiction]) -> Vec<Value> {
    let listed = contradictions.iter().map(|found| {
        json!({
            "block": found.at.map(|at| at.block),
            "event": found.at.map(|at| at.place),
            "contract": ss58(&found.contract),
            "what": found.what,
        })
    });
    listed.collect()
}
