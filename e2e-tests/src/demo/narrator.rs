//! Prints what happens: who did what, the receipt, what it cost, the balances.

use std::{
    fmt::Debug,
    io::{stdout, IsTerminal, Write},
};

use serde::Serialize;
use tongquan_client::{AccountId, Cost, Error, Receipt, UNIT};

use super::{Story, Telling};
use crate::{costs::Figures, shop::Fault};

#[derive(Debug, Serialize)]
pub struct Chapter {
    pub title: String,
    pub steps: Vec<Step>,
    pub balances: Vec<Balance>,
}

#[derive(Debug, Serialize)]
pub struct Step {
    pub who: String,
    pub does: String,
    /// Where it happened; `null` if it was refused.
    pub receipt: Option<Place>,
    pub refused: Option<String>,
    pub cost: Option<Figures>,
    /// In the smallest native unit, at the rates of a development node.
    pub fee: Option<u128>,
}

#[derive(Debug, Serialize)]
pub struct Place {
    pub block: u64,
    pub block_hash: String,
    pub events: usize,
}

#[derive(Debug, Serialize)]
pub struct Balance {
    pub who: String,
    /// In the token's smallest unit.
    pub amount: u128,
}

pub struct Narrator {
    telling: Telling,
    colour: bool,
    chapters: Vec<Chapter>,
}

impl Narrator {
    pub fn new(telling: Telling) -> Self {
        let colour = stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { telling, colour, chapters: Vec::new() }
    }

    pub fn chapter(&mut self, title: &str, intro: &str) {
        let number = self.chapters.len() + 1;
        self.say(&format!("\n{}\n{intro}\n", self.bold(&format!("{number} · {title}"))));
        let (steps, balances) = (Vec::new(), Vec::new());
        self.chapters.push(Chapter { title: title.into(), steps, balances });
    }

    /// A call that was done.
    pub fn done<T>(&mut self, who: &str, does: &str, receipt: &Receipt<T>) {
        let fee = receipt.cost.fee_on_a_development_node();
        self.tell(who, does, receipt, Some(fee));
    }

    /// A deployment. Its fee depends on the code's length by a law of its own, so none is foretold.
    pub fn deployed<T>(&mut self, who: &str, does: &str, receipt: &Receipt<T>) {
        self.tell(who, does, receipt, None);
    }

    fn tell<T>(&mut self, who: &str, does: &str, receipt: &Receipt<T>, fee: Option<u128>) {
        let place = receipt.block.map(|block| Place {
            block: block.number,
            block_hash: format!("0x{}", hex::encode(block.hash)),
            events: receipt.events.0.len(),
        });
        self.action(who, does);
        if let Some(Place { block, events, .. }) = &place {
            let plural = if *events == 1 { "" } else { "s" };
            self.say(&format!("      {} block {block}, {events} event{plural}", self.green("✓")));
        }
        self.say(&format!("        {}", self.dim(&bill(&receipt.cost, fee))));
        let cost = Some(receipt.cost.into());
        self.step(Step {
            who: who.into(),
            does: does.into(),
            receipt: place,
            refused: None,
            cost,
            fee,
        });
    }

    /// A step that has to be refused.
    pub fn refused<T, E: Debug>(
        &mut self,
        who: &str,
        does: &str,
        result: Result<Receipt<T>, Error<E>>,
    ) -> Result<(), Fault> {
        let Err(Error::Refused(reason)) = result else {
            return Err(format!("{who} {does}, which should have been refused").into());
        };
        let reason = with_addresses(&format!("{reason:?}"));
        self.action(who, does);
        self.say(&format!("      {} refused: {reason}; nothing changed", self.red("✗")));
        self.step(Step {
            who: who.into(),
            does: does.into(),
            receipt: None,
            refused: Some(reason),
            cost: None,
            fee: None,
        });
        Ok(())
    }

    /// The chapter's end: who holds how much of a token with `decimals`.
    pub fn balances(&mut self, token: &str, decimals: u32, lines: &[(&str, u128)]) {
        self.say(&format!("    {}", self.bold("balances")));
        for (who, held) in lines {
            self.say(&format!("      {who:<28}{:>16} {token}", amount(*held, decimals)));
        }
        if let Some(chapter) = self.chapters.last_mut() {
            let balance =
                |(who, amount): &(&str, u128)| Balance { who: who.to_string(), amount: *amount };
            chapter.balances = lines.iter().map(balance).collect();
        }
    }

    /// Something that people should know, and machines need not.
    pub fn note(&self, text: &str) {
        self.say(&format!("      {}", self.dim(text)));
    }

    pub fn end(self) -> Result<(), Fault> {
        match self.telling {
            Telling::Text => self.say(""),
            Telling::Silent => {}
            Telling::Json => {
                let story = Story { chapters: self.chapters };
                writeln!(stdout(), "{}", serde_json::to_string_pretty(&story)?)?;
            }
        }
        Ok(())
    }

    fn action(&self, who: &str, does: &str) {
        self.say(&format!("    {} {does}", self.bold(who)));
    }

    fn step(&mut self, step: Step) {
        if let Some(chapter) = self.chapters.last_mut() {
            chapter.steps.push(step);
        }
    }

    fn say(&self, line: &str) {
        if self.telling == Telling::Text {
            // Nobody reads any more if the output is closed.
            let _ = writeln!(stdout(), "{line}");
        }
    }

    fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }

    fn green(&self, text: &str) -> String {
        self.paint("32", text)
    }

    fn red(&self, text: &str) -> String {
        self.paint("31", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        match self.colour {
            true => format!("\x1b[{code}m{text}\x1b[0m"),
            false => text.to_owned(),
        }
    }
}

/// An amount in a token's smallest unit, as people write it: `12,345.60`.
pub fn amount(smallest: u128, decimals: u32) -> String {
    let scale = 10u128.pow(decimals);
    let (whole, part) = (smallest / scale, smallest % scale);
    let digits = whole.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    match decimals {
        0 => text,
        decimals => format!("{text}.{part:0width$}", width = decimals as usize),
    }
}

/// A name for people next to an address.
pub fn address(account: &AccountId) -> String {
    let text = tongquan_client::ss58(account);
    format!("{}…{}", &text[..6], &text[text.len() - 4..])
}

/// The same text, with short addresses where accounts are lists of bytes.
fn with_addresses(debug: &str) -> String {
    const BEGIN: &str = "AccountId([";
    let mut parts = debug.split(BEGIN);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (bytes, rest) = part.split_once("])").unwrap_or((part, ""));
        let bytes: Vec<u8> = bytes.split(", ").filter_map(|byte| byte.parse().ok()).collect();
        match AccountId::try_from(&bytes[..]) {
            Ok(account) => text.push_str(&address(&account)),
            Err(_) => text.push_str(part),
        }
        text.push_str(rest);
    }
    text
}

fn bill(cost: &Cost, fee: Option<u128>) -> String {
    let deposit = match cost.storage_deposit {
        back if back < 0 => format!("{} back", amount(back.unsigned_abs(), 0)),
        paid => amount(paid.unsigned_abs(), 0),
    };
    let weight = cost.weight;
    let (ms, kib) = (weight.ref_time as f64 / 1e9, weight.proof_size as f64 / 1024.0);
    let fee = fee.map(|fee| format!(" · fee {:.4} units", fee as f64 / UNIT as f64));
    let fee = fee.unwrap_or_default();
    format!("time {ms:.2} ms · proof {kib:.1} KiB · deposit {deposit}{fee}")
}
