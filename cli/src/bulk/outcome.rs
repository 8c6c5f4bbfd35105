//! What became of each line, as a table that other programs read.

use std::path::Path;

use serde_json::{json, Value};

use super::{
    journal::{Journal, Progress, State},
    rows::{Found, Line},
    target::{Issue, Target},
};
use crate::{
    book::write_whole,
    problem::{Code, Problem},
    sheet::Sheet,
};

/// How many errors are told besides the result file.
const SHOWN_ERRORS: usize = 20;

/// All lines and how far they came.
pub struct Outcomes<'a> {
    points: bool,
    lines: Vec<(&'a Line, Option<Progress>)>,
}

impl<'a> Outcomes<'a> {
    /// Looks all lines up.
    ///
    /// # Errors
    ///
    /// Those of the journal.
    pub fn of(lines: &'a [Line], journal: &Journal, target: &Target) -> Result<Self, Problem> {
        let looked_up = lines.iter().map(|line| match line.found {
            Ok(Found::Row(row) | Found::Repeated(row)) => Ok((line, Some(journal.progress(row)?))),
            Err(_) => Ok((line, None)),
        });
        let lines = looked_up.collect::<Result<_, Problem>>()?;
        Ok(Self { points: target.issue != Issue::Coupons, lines })
    }

    pub fn lines(&self) -> usize {
        self.lines.len()
    }

    /// Lines that were not issued, and will not be.
    pub fn failed(&self) -> usize {
        self.lines.iter().filter(|line| self.error(line).is_some()).count()
    }

    fn error<'b>(&self, (line, progress): &'b (&'a Line, Option<Progress>)) -> Option<&'b str> {
        let refused = progress.as_ref().filter(|progress| progress.state == State::Refused);
        let refused = refused.map(|progress| progress.error.as_deref().unwrap_or("refused"));
        line.found.as_ref().err().map(String::as_str).or(refused)
    }

    fn count(&self, wanted: impl Fn(&(&Line, Option<Progress>)) -> bool) -> usize {
        self.lines.iter().filter(|line| wanted(line)).count()
    }

    fn in_state(&self, state: State) -> usize {
        self.count(|(line, progress)| {
            matches!(line.found, Ok(Found::Row(_)))
                && progress.as_ref().is_some_and(|progress| progress.state == state)
        })
    }

    fn repeated(&self) -> usize {
        self.count(|(line, _)| matches!(line.found, Ok(Found::Repeated(_))))
    }

    /// For people.
    pub fn tell(&self, sheet: &mut Sheet) {
        sheet.line("lines", self.lines().to_string());
        sheet.line("issued", self.in_state(State::Issued).to_string());
        if self.repeated() > 0 {
            sheet.line("repeated", format!("{}, each issued once", self.repeated()));
        }
        if self.failed() > 0 {
            sheet.line("errors", self.failed().to_string());
            for (number, error) in self.first_errors() {
                sheet.line("", format!("line {number}: {error}"));
            }
        }
    }

    fn first_errors(&self) -> impl Iterator<Item = (u64, &str)> {
        let errors = self.lines.iter().filter_map(|line| Some((line.0.number, self.error(line)?)));
        errors.take(SHOWN_ERRORS)
    }

    /// For machines: the first of them.
    pub fn errors(&self) -> Value {
        let error = |(line, error): (u64, &str)| json!({ "line": line, "error": error });
        self.first_errors().map(error).collect()
    }

    /// For machines.
    pub fn totals(&self) -> Value {
        json!({
            "lines": self.lines(),
            "issued": self.in_state(State::Issued),
            "open": self.in_state(State::Open),
            "sent": self.in_state(State::Sent),
            "repeated": self.repeated(),
            "failed": self.failed(),
        })
    }

    /// The work stopped; what was done is done.
    pub fn stopped(&self, problem: Problem) -> Problem {
        let issued = self.in_state(State::Issued);
        let way_on = "the same command goes on where it stopped";
        let advice = match &problem.advice {
            Some(advice) => format!("{advice}; then {way_on}"),
            None => way_on.to_owned(),
        };
        let message = format!("{issued} of {} lines are issued; {}", self.lines(), problem.message);
        Problem { message, advice: Some(advice), ..problem }
    }

    /// Writes the table: all of it or nothing.
    ///
    /// # Errors
    ///
    /// `File`, `DiskFull`.
    pub fn write(&self, path: &Path) -> Result<(), Problem> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let written = self
            .rows(&mut writer)
            .and_then(|()| Ok(writer.into_inner().map_err(|error| error.into_error())?));
        let bytes = written
            .map_err(|error| Problem::new(Code::File, format!("{}: {error}", path.display())))?;
        write_whole(path, &bytes)
    }

    fn rows(&self, writer: &mut csv::Writer<Vec<u8>>) -> csv::Result<()> {
        let own: &[&str] = if self.points { &["amount"] } else { &["campaign", "coupon"] };
        let head = ["line", "reference", "account"].iter().chain(own);
        writer.write_record(head.chain(&["block", "transaction", "status", "error"]))?;
        for entry in &self.lines {
            let (line, progress) = entry;
            let mut record =
                vec![line.number.to_string(), line.reference.clone(), line.account.clone()];
            let issued = progress.as_ref().filter(|progress| progress.state == State::Issued);
            match self.points {
                true => record.push(line.amount.clone()),
                false => {
                    let coupon = issued.and_then(|progress| progress.coupon);
                    record.push(line.campaign.clone());
                    record.push(coupon.map(|coupon| coupon.to_string()).unwrap_or_default());
                }
            }
            let block = issued.and_then(|progress| progress.block);
            record.push(block.map(|block| block.to_string()).unwrap_or_default());
            let sent = progress.as_ref().and_then(|progress| progress.transaction);
            record.push(sent.map(|hash| format!("0x{}", hex::encode(hash))).unwrap_or_default());
            record.push(self.status(entry).to_owned());
            record.push(self.error(entry).unwrap_or_default().to_owned());
            writer.write_record(&record)?;
        }
        Ok(())
    }

    fn status(&self, entry: &(&Line, Option<Progress>)) -> &'static str {
        match (&entry.0.found, entry.1.as_ref().map(|progress| progress.state)) {
            (Err(_), _) | (_, None) => "invalid",
            (_, Some(State::Refused)) => "refused",
            (_, Some(State::Open)) => "open",
            (_, Some(State::Sent)) => "sent",
            (Ok(Found::Repeated(_)), Some(State::Issued)) => "repeated",
            (Ok(Found::Row(_)), Some(State::Issued)) => "issued",
        }
    }
}
