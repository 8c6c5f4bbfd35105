//! Tickets: a holder's consent to a redemption, signed offline, on its way to the till; and orders as
//! cashiers write them.

use std::path::PathBuf;

use blake2::{digest::consts::U32, Blake2b, Digest};
use clap::Args;
use scale::{Decode, Encode};
use serde::{Deserialize, Serialize};
use tongquan_client::{Account, AccountId};
use tongquan_traits::redemption::{OrderRef, Ticket};

use crate::{
    book::{write_whole, Address, Hex},
    compact,
    problem::{Code, Problem},
    qr::Qr,
};

/// What a ticket's compact text begins with.
const WHAT: &str = "TQT1";
/// The version of the file's format.
const SCHEMA_VERSION: u32 = 1;

/// The reference of an order: a text of up to 32 bytes, filled up with zeros; the hash of a longer one;
/// or `0x` and its 32 bytes.
pub fn order_ref(text: &str) -> OrderRef {
    if let Ok(Hex(bytes)) = text.parse::<Hex<32>>() {
        return bytes;
    }
    let mut order = [0; 32];
    match order.get_mut(..text.len()) {
        Some(part) => part.copy_from_slice(text.as_bytes()),
        None => order = Blake2b::<U32>::digest(text).into(),
    }
    order
}

/// An order as people read it: its text, if it can be one, and its bytes.
pub fn show_order(order: &OrderRef) -> String {
    let bytes = format!("0x{}", hex::encode(order));
    match order_text(order) {
        Some(text) => format!("{text} ({bytes})"),
        None => bytes,
    }
}

/// The text that an order was made of, unless it was too long.
pub fn order_text(order: &OrderRef) -> Option<&str> {
    let length = order.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let text = std::str::from_utf8(&order[..length]).ok()?;
    let readable = !text.is_empty() && !text.chars().any(char::is_control);
    readable.then_some(text)
}

/// A ticket with its signature.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedTicket {
    pub genesis_hash: [u8; 32],
    /// The coupon contract.
    pub contract: AccountId,
    pub ticket: Ticket,
    pub signature: [u8; 64],
}

/// The same as a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TicketFile {
    schema_version: u32,
    genesis_hash: Hex<32>,
    contract: Address,
    till: Option<Address>,
    order: Hex<32>,
    /// In the smallest unit of money.
    amount: u64,
    coupons: Vec<u64>,
    /// In ms since 1970.
    deadline: u64,
    signature: Hex<64>,
}

impl SignedTicket {
    /// Signs a ticket. `moves` is how often each of its coupons has changed hands.
    pub fn sign(
        holder: &Account,
        genesis_hash: [u8; 32],
        contract: AccountId,
        ticket: Ticket,
        moves: &[u32],
    ) -> Self {
        let signature = holder.sign_ticket(contract, &ticket, moves);
        Self { genesis_hash, contract, ticket, signature }
    }

    /// A text that fits into a QR code.
    pub fn text(&self) -> String {
        compact::write(WHAT, self)
    }

    pub fn json(&self) -> String {
        let Ticket { till, order, amount, coupons, deadline } = self.ticket.clone();
        let file = TicketFile {
            schema_version: SCHEMA_VERSION,
            genesis_hash: Hex(self.genesis_hash),
            contract: Address(self.contract),
            till: till.map(Address),
            order: Hex(order),
            amount,
            coupons,
            deadline,
            signature: Hex(self.signature),
        };
        serde_json::to_string_pretty(&file).expect("a ticket has only keys that are texts")
    }

    /// A ticket as a text or as a file's content.
    ///
    /// # Errors
    ///
    /// `InvalidFile`.
    pub fn read(text: &str) -> Result<Self, Problem> {
        if !text.trim_start().starts_with('{') {
            return compact::read(WHAT, text);
        }
        let invalid = |why: String| Problem::new(Code::InvalidFile, format!("no ticket: {why}"));
        let file: TicketFile =
            serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        if file.schema_version != SCHEMA_VERSION {
            let version = file.schema_version;
            return Err(invalid(format!(
                "it has version {version}, this program {SCHEMA_VERSION}"
            )));
        }
        let ticket = Ticket {
            till: file.till.map(|till| till.0),
            order: file.order.0,
            amount: file.amount,
            coupons: file.coupons,
            deadline: file.deadline,
        };
        Ok(Self {
            genesis_hash: file.genesis_hash.0,
            contract: file.contract.0,
            ticket,
            signature: file.signature.0,
        })
    }
}

/// How a text is shown besides printing it.
#[derive(Debug, Clone, Default, Args)]
pub struct Picture {
    /// Show it as a QR code in the terminal
    #[arg(long)]
    qr: bool,
    /// Save it as a QR code
    #[arg(long, value_name = "FILE.png")]
    png: Option<PathBuf>,
    /// Save it as a QR code
    #[arg(long, value_name = "FILE.svg")]
    svg: Option<PathBuf>,
    /// Save it as JSON, which tills take too
    #[arg(long, value_name = "FILE.json")]
    json: Option<PathBuf>,
}

impl Picture {
    /// Saves what was asked for; the QR code for the terminal, or nothing.
    ///
    /// # Errors
    ///
    /// `File`, `DiskFull`, `InvalidArgument` if the text is too long for a QR code.
    pub fn draw(&self, text: &str, json: &str) -> Result<String, Problem> {
        if let Some(path) = &self.json {
            write_whole(path, format!("{json}\n").as_bytes())?;
        }
        if !self.qr && self.png.is_none() && self.svg.is_none() {
            return Ok(String::new());
        }
        let code = Qr::of(text)?;
        if let Some(path) = &self.png {
            code.save_png(path)?;
        }
        if let Some(path) = &self.svg {
            code.save_svg(path)?;
        }
        Ok(if self.qr { code.for_terminal() } else { String::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticket() -> SignedTicket {
        let ticket = Ticket {
            till: Some([2; 32].into()),
            order: order_ref("order 1"),
            amount: 12_880,
            coupons: vec![(1 << 32) | 1, (2 << 32) | 7],
            deadline: 9,
        };
        SignedTicket::sign(&Account::dev("ann"), [1; 32], [3; 32].into(), ticket, &[0, 4])
    }

    #[test]
    fn a_ticket_travels_as_a_text_and_as_a_file() {
        let ticket = ticket();
        assert_eq!(SignedTicket::read(&ticket.text()), Ok(ticket.clone()));
        assert_eq!(SignedTicket::read(&ticket.json()), Ok(ticket.clone()));
        assert!(Qr::of(&ticket.text()).is_ok());
    }

    #[test]
    fn what_is_no_ticket_is_refused() {
        let text = ticket().text();
        let json = ticket().json();
        for wrong in [
            "",
            "{}",
            "TQT1:00",
            &text[..text.len() - 2],
            &text.replace("TQT1", "TQV1"),
            &json.replace("\"schema_version\": 1", "\"schema_version\": 2"),
            &json.replace("\"amount\"", "\"sum\""),
        ] {
            assert_eq!(SignedTicket::read(wrong).unwrap_err().code, Code::InvalidFile, "{wrong}");
        }
    }

    #[test]
    fn orders_are_texts_or_hashes() {
        let short = order_ref("A-17");
        assert_eq!((&short[..4], &short[4..]), (&b"A-17"[..], &[0; 28][..]));
        assert_eq!(order_text(&short), Some("A-17"));
        let full = "x".repeat(32);
        assert_eq!(order_ref(&full), [b'x'; 32]);
        let long = order_ref(&"x".repeat(33));
        assert_eq!(long, <[u8; 32]>::from(Blake2b::<U32>::digest([b'x'; 33])));
        assert_eq!(order_text(&long), None);
        assert_eq!(order_ref(&format!("0x{}", hex::encode(short))), short);
        assert_eq!(show_order(&short), format!("A-17 (0x{})", hex::encode(short)));
    }
}
