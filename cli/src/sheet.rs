//! Text for people: lines with a label, and tables.

use std::fmt::Write;

use comfy_table::{presets::NOTHING, Table};

/// A text in the making.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    text: String,
}

impl Sheet {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn title(&mut self, title: impl AsRef<str>) {
        self.text.push_str(title.as_ref());
        self.text.push('\n');
    }

    /// `  label      value`
    pub fn line(&mut self, label: &str, value: impl AsRef<str>) {
        // Writing to a text can't fail.
        let _ = writeln!(self.text, "  {label:<14} {}", value.as_ref());
    }

    /// A sentence of its own.
    pub fn note(&mut self, note: impl AsRef<str>) {
        self.text.push_str(note.as_ref());
        self.text.push('\n');
    }

    /// Rows under their columns' names.
    pub fn table<R: IntoIterator<Item = String>>(
        &mut self,
        columns: &[&str],
        rows: impl IntoIterator<Item = R>,
    ) {
        let mut table = Table::new();
        table.load_preset(NOTHING).set_header(columns);
        for row in rows {
            table.add_row(row);
        }
        for line in table.lines() {
            self.text.push_str(line.trim_end());
            self.text.push('\n');
        }
    }

    pub fn text(self) -> String {
        self.text
    }
}
