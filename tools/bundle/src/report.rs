//! The table at the end of a build.

use std::fmt::Write;

use crate::artifact::Artifact;

pub struct Row {
    contract: String,
    size: usize,
    change: String,
}

impl Row {
    pub fn new(contract: &str, built: &Artifact, committed: Option<&Artifact>) -> Self {
        let size = built.code_size().unwrap_or_default();
        let change = match committed {
            None => "new".to_owned(),
            Some(committed) if committed == built => "same".to_owned(),
            Some(committed) => match committed.code_size().unwrap_or_default() {
                before if before == size => "other bytes, same size".to_owned(),
                before => format!("{:+} B", size as i64 - before as i64),
            },
        };
        Self { contract: contract.to_owned(), size, change }
    }
}

pub fn table(rows: &[Row]) -> String {
    let mut text = format!("{:<16} {:>12}  {}\n", "contract", "code", "against the last commit");
    for Row { contract, size, change } in rows {
        let size = format!("{size} B");
        writeln!(text, "{contract:<16} {size:>12}  {change}").expect("writing to a string");
    }
    text
}
