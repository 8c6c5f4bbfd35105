//! The rows of a CSV, line by line, so that a line that can't be read harms no other.

use std::{collections::HashMap, fs, path::Path};

use csv::{ReaderBuilder, StringRecord};
use tongquan_client::{AccountId, Chain};

use super::{
    journal::Journal,
    target::{Issue, Target},
};
use crate::{
    amount,
    problem::{Code, Problem},
    session::Session,
};

/// The longest reference, in bytes.
const MAX_REFERENCE: usize = 128;

/// What a row asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub reference: String,
    pub account: AccountId,
    /// 0 for points.
    pub campaign: u32,
    /// In the smallest unit; 0 for coupons.
    pub amount: u128,
}

/// A line of the file as it was written.
#[derive(Debug, Clone)]
pub struct Line {
    pub number: u64,
    pub reference: String,
    pub account: String,
    pub campaign: String,
    pub amount: String,
    /// The row that it is, or why it is none.
    pub found: Result<Found, String>,
}

/// A line's row in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    Row(i64),
    /// A line before says the same.
    Repeated(i64),
}

/// The lines of a file, before they are looked up in the journal.
#[derive(Debug)]
pub struct Lines(Vec<(Line, Option<Content>)>);

/// Where the columns are.
struct Columns {
    delimiter: u8,
    count: usize,
    reference: usize,
    account: usize,
    campaign: Option<usize>,
    amount: Option<usize>,
}

impl Lines {
    /// Reads and checks all lines.
    ///
    /// # Errors
    ///
    /// `File`, `InvalidFile` if the header isn't there.
    pub fn read<C: Chain>(
        session: &Session<C>,
        target: &Target,
        path: &Path,
    ) -> Result<Self, Problem> {
        let bytes = fs::read(path).map_err(|error| Problem::file(path, &error))?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let mut lines = bytes.split(|byte| *byte == b'\n').zip(1u64..);
        let header = lines.next().map_or(&[][..], |(header, _)| header);
        let columns = Columns::of(header, target).map_err(|why| {
            Problem::new(Code::InvalidFile, format!("{}: {why}", path.display()))
                .advise("the first line names the columns; save the file as CSV in UTF-8")
        })?;
        let mut known = HashMap::new();
        let read = lines
            .filter(|(line, _)| !line.trim_ascii().is_empty())
            .map(|(line, number)| columns.line(session, target, line, number, &mut known));
        Ok(Self(read.collect()))
    }

    /// Writes what is new into the journal, and finds the rest there.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn enter(self, journal: &mut Journal) -> Result<Vec<Line>, Problem> {
        journal.all_or_nothing(|journal| {
            journal.unlist_all()?;
            let mut entered = Vec::with_capacity(self.0.len());
            for (mut line, content) in self.0 {
                if let Some(content) = content {
                    line.found = journal.enter(&content)?;
                }
                entered.push(line);
            }
            Ok(entered)
        })
    }
}

impl Columns {
    fn of(header: &[u8], target: &Target) -> Result<Self, String> {
        let header = std::str::from_utf8(header).map_err(|_| "it is not in UTF-8".to_owned())?;
        let delimiter =
            [b',', b';', b'\t'].into_iter().find(|sign| header.as_bytes().contains(sign));
        let delimiter = delimiter.unwrap_or(b',');
        let names = fields(header, delimiter).ok_or("its first line can't be read")?;
        let place =
            |wanted: &str| names.iter().position(|name| name.trim().eq_ignore_ascii_case(wanted));
        let needed =
            |wanted: &str| place(wanted).ok_or_else(|| format!("it has no column '{wanted}'"));
        let points = target.issue != Issue::Coupons;
        Ok(Self {
            delimiter,
            count: names.len(),
            reference: needed("reference")?,
            account: needed("account")?,
            campaign: place("campaign").filter(|_| !points),
            amount: if points { Some(needed("amount")?) } else { None },
        })
    }

    fn line<C: Chain>(
        &self,
        session: &Session<C>,
        target: &Target,
        bytes: &[u8],
        number: u64,
        known: &mut HashMap<String, Result<AccountId, String>>,
    ) -> (Line, Option<Content>) {
        let mut line = Line {
            number,
            reference: String::new(),
            account: String::new(),
            campaign: String::new(),
            amount: String::new(),
            found: Err(String::new()),
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_end_matches('\r'),
            Err(_) => return (wrong(line, "it is not in UTF-8"), None),
        };
        let Some(fields) = fields(text, self.delimiter) else {
            return (wrong(line, "a quote is not closed"), None);
        };
        let field = |place: usize| fields.get(place).unwrap_or_default().trim().to_owned();
        line.reference = field(self.reference);
        line.account = field(self.account);
        line.campaign = self.campaign.map(field).unwrap_or_default();
        line.amount = self.amount.map(field).unwrap_or_default();
        if line.campaign.is_empty() {
            line.campaign =
                target.campaign.map(|campaign| campaign.to_string()).unwrap_or_default();
        }
        if fields.len() != self.count {
            let why = format!("it has {} fields, the header {}", fields.len(), self.count);
            return (wrong(line, &why), None);
        }
        match content(session, target, &line, known) {
            Ok(content) => (line, Some(content)),
            Err(why) => (wrong(line, &why), None),
        }
    }
}

fn wrong(line: Line, why: &str) -> Line {
    Line { found: Err(why.to_owned()), ..line }
}

/// The fields of one line; `None` if a quote is not closed.
fn fields(line: &str, delimiter: u8) -> Option<StringRecord> {
    if line.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
        return None;
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .buffer_capacity(line.len().max(1))
        .from_reader(line.as_bytes());
    let mut record = StringRecord::new();
    reader.read_record(&mut record).ok()?;
    Some(record)
}

fn content<C: Chain>(
    session: &Session<C>,
    target: &Target,
    line: &Line,
    known: &mut HashMap<String, Result<AccountId, String>>,
) -> Result<Content, String> {
    let reference = &line.reference;
    if reference.is_empty() {
        return Err("it has no reference".into());
    }
    if reference.len() > MAX_REFERENCE || reference.chars().any(char::is_control) {
        return Err(format!("a reference has at most {MAX_REFERENCE} bytes, all of them readable"));
    }
    let find = || {
        let account = session.account(&line.account).map_err(|problem| problem.message)?;
        session.ensure_receiver(account, &line.account).map_err(|problem| problem.message)?;
        Ok(account)
    };
    let account = known.entry(line.account.clone()).or_insert_with(find).clone()?;
    let (campaign, amount) = match target.issue {
        Issue::Coupons if line.campaign.is_empty() => {
            return Err("it names no campaign, and --campaign was not given".into())
        }
        Issue::Coupons => {
            let campaign = line
                .campaign
                .parse()
                .map_err(|_| format!("'{}' is no campaign's number", line.campaign))?;
            (campaign, 0)
        }
        Issue::Points { decimals } => {
            let amount =
                amount::parse(&line.amount, decimals).map_err(|problem| problem.message)?;
            if amount == 0 {
                return Err("its amount is 0".into());
            }
            (0, amount)
        }
    };
    Ok(Content { reference: reference.clone(), account, campaign, amount })
}
