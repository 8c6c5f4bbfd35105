//! Tables for people and for spreadsheets: chosen rows, names, times.

use jiff::tz::TimeZone;
use tongquan_client::{ss58, AccountId};

use super::{
    books::Books,
    deployment::Deployment,
    tables::{Cell, Table},
};
use crate::time;

/// Which rows are wanted: those that agree with all that is given.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Rows about these contracts.
    pub contracts: Option<Vec<AccountId>>,
    /// Rows in which this account stands.
    pub party: Option<AccountId>,
    /// Rows of this day, as YYYY-MM-DD.
    pub day: Option<String>,
    pub till: Option<AccountId>,
    pub campaign: Option<u32>,
}

/// What the column of a contract is called in some table.
const CONTRACTS: [&str; 4] = ["contract", "token", "paid", "got"];

impl Filter {
    /// Whether the table has the columns that the filter asks for.
    pub fn fits(&self, table: &Table) -> bool {
        let has = |wanted: bool, column: &str| !wanted || table.columns.contains(&column);
        has(self.day.is_some(), "day")
            && has(self.till.is_some(), "till")
            && has(self.campaign.is_some(), "campaign")
    }

    /// Whether the row of this table is wanted.
    pub fn takes(&self, table: &Table, row: &[Cell]) -> bool {
        let cell = |name: &str| {
            let place = table.columns.iter().position(|column| *column == name)?;
            row.get(place)
        };
        let is = |name: &str, wanted: Option<Cell>| {
            wanted.is_none_or(|wanted| cell(name) == Some(&wanted))
        };
        let about = |wanted: &Vec<AccountId>| {
            CONTRACTS.iter().any(|column| match cell(column) {
                Some(Cell::Account(contract)) => wanted.contains(contract),
                _ => false,
            })
        };
        self.contracts.as_ref().is_none_or(about)
            && self.party.is_none_or(|party| row.contains(&Cell::Account(party)))
            && is("day", self.day.clone().map(Cell::Text))
            && is("till", self.till.map(Cell::Account))
            && is("campaign", self.campaign.map(Cell::from))
    }
}

/// How people read the books.
pub struct Presenter<'a> {
    pub deployment: &'a Deployment,
    pub zone: &'a TimeZone,
}

impl Presenter<'_> {
    /// The columns of a table, with the merchants' names besides the contracts.
    pub fn columns(&self, table: &Table) -> Vec<String> {
        let mut columns = Vec::new();
        for column in table.columns {
            match *column {
                "contract" => columns.push("merchant".to_owned()),
                "paid" | "got" => columns.push(format!("{column}_merchant")),
                _ => {}
            }
            columns.push((*column).to_owned());
        }
        columns
    }

    /// The row that belongs under these columns. `account` says how an account is shown.
    pub fn row(
        &self,
        table: &Table,
        cells: &[Cell],
        account: impl Fn(&AccountId) -> String,
    ) -> Vec<String> {
        let mut row = Vec::new();
        for (column, cell) in table.columns.iter().zip(cells) {
            if let (&("contract" | "paid" | "got"), Cell::Account(contract)) = (column, cell) {
                row.push(self.deployment.merchant_of(contract).to_owned());
            }
            row.push(match cell {
                Cell::Account(found) => account(found),
                Cell::Time(ms) => time::show(*ms, self.zone),
                other => other.canonical(),
            });
        }
        row
    }

    /// The table as comma-separated values, with whole addresses.
    ///
    /// # Errors
    ///
    /// What `out` fails with.
    pub fn csv(
        &self,
        table: &Table,
        books: &Books,
        now: u64,
        filter: &Filter,
        out: impl std::io::Write,
    ) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        let mut written = writer.write_record(self.columns(table));
        (table.rows)(books, now, &mut |cells| {
            if written.is_ok() && filter.takes(table, cells) {
                written = writer.write_record(self.row(table, cells, ss58));
            }
        });
        written.map_err(std::io::Error::from)?;
        writer.flush()
    }
}
