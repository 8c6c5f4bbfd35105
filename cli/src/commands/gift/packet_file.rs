//! The file of a packet. Before the packet is given it has the shares' secrets, afterwards their links.

use std::path::Path;

use tongquan_client::{GiftLink, GiftSecret, Page};
use zeroize::Zeroizing;

use crate::{
    book::Hex,
    problem::{Code, Problem},
    secret_file::{save, Existing},
};

const SECRETS: &str = "number,secret";
const LINKS: &str = "number,link";

/// What the file says.
#[derive(Debug, Clone)]
pub enum PacketFile {
    /// The packet was not given, or the program was cut off before it could write the links.
    Secrets(Vec<GiftSecret>),
    Links(Vec<GiftLink>),
}

impl PacketFile {
    /// Whether the text is such a file, and not a link alone.
    pub fn looks_like(text: &str) -> bool {
        let first = text.lines().next().unwrap_or_default();
        first == SECRETS || first == LINKS
    }

    /// Reads a file's text.
    ///
    /// # Errors
    ///
    /// `InvalidFile`.
    pub fn read(name: &str, text: &str) -> Result<Self, Problem> {
        // What is wrong is told without what stands there: a part of a secret is none for a log.
        let invalid = |line: usize, why: &str| {
            Problem::new(Code::InvalidFile, format!("{name}, line {line}: {why}"))
        };
        let mut lines = text.lines();
        let with_links = match lines.next() {
            Some(LINKS) => true,
            Some(SECRETS) => false,
            _ => return Err(invalid(1, "this is no file of a packet")),
        };
        let (mut secrets, mut links) = (Vec::new(), Vec::new());
        for (place, row) in lines.enumerate() {
            let line = place + 2;
            let (number, value) =
                row.split_once(',').ok_or_else(|| invalid(line, "a row has two columns"))?;
            if number != place.to_string() {
                return Err(invalid(line, "the shares are not in their order"));
            }
            if with_links {
                let link = GiftLink::read(value).map_err(|error| invalid(line, error.name()))?;
                links.push(link);
            } else {
                let secret = value.parse::<Hex<32>>().ok();
                let secret = secret.and_then(|Hex(bytes)| GiftSecret::from_bytes(bytes).ok());
                secrets.push(secret.ok_or_else(|| invalid(line, "this is no secret"))?);
            }
        }
        match (links.is_empty(), secrets.is_empty()) {
            (true, true) => Err(invalid(2, "it has no shares")),
            (false, _) => Ok(Self::Links(links)),
            _ => Ok(Self::Secrets(secrets)),
        }
    }
}

/// Saves the secrets where no file is yet.
///
/// # Errors
///
/// `File`, `DiskFull`.
pub fn save_secrets(path: &Path, secrets: &[GiftSecret]) -> Result<(), Problem> {
    let rows = secrets.iter().map(|secret| format!("0x{}", hex::encode(secret.expose())));
    save(path, table(SECRETS, rows).as_bytes(), Existing::Keep)
}

/// Writes the links in the place of the secrets.
///
/// # Errors
///
/// `File`, `DiskFull`.
pub fn save_links(path: &Path, links: &[GiftLink], page: Option<&Page>) -> Result<(), Problem> {
    let rows = links.iter().map(|link| text_of(link, page));
    save(path, table(LINKS, rows).as_bytes(), Existing::Replace)
}

/// The link for a page, or without one for wallets.
pub fn text_of(link: &GiftLink, page: Option<&Page>) -> String {
    page.map_or_else(|| link.for_qr(), |page| link.on_page(page))
}

fn table(head: &str, values: impl Iterator<Item = String>) -> Zeroizing<String> {
    let mut text = Zeroizing::new(format!("{head}\n"));
    for (number, value) in values.enumerate() {
        text.push_str(&format!("{number},{value}\n"));
    }
    text
}
