//! Gift links (转赠链接): what a sender passes on, and what a recipient claims with.
//!
//! A link says where the gift is, and has its one-time key. It has one text for a page, and one for
//! QR codes; docs/links.md is the format.

mod error;
mod page;
mod payload;
mod secret;

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::primitives::AccountId;
use tongquan_traits::gifts::{Claim, KeyProof, Terms};

use crate::{account::Account, codes::root_above};

pub use error::LinkError;
pub use page::{InvalidPage, Page};
pub use secret::{GiftSecret, NoRandomness};

/// The longest path in a link, enough for the most shares that a packet can have.
pub const MAX_DEPTH: usize = 20;

/// The longest greeting in a link, in bytes of UTF-8.
pub const MAX_GREETING: usize = 280;

/// What stands before the `#` in a QR code.
const SCHEME: &str = "tongquan:g";

/// Where a gift is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GiftPlace {
    /// The chain, by the hash of its first block.
    pub genesis_hash: [u8; 32],
    /// The gift contract.
    pub contract: AccountId,
    /// The number that `give` has answered.
    pub gift: u64,
}

/// A gift link, or the link of one share of a red packet. Whoever has it can claim: neither its texts
/// nor its secret belong in a log. `Debug` leaves the secret out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GiftLink {
    place: GiftPlace,
    number: u32,
    path: Vec<[u8; 32]>,
    secret: GiftSecret,
    greeting: Option<String>,
}

impl GiftLink {
    /// The link of a gift that has this one key. An empty greeting is none.
    ///
    /// # Errors
    ///
    /// `GreetingTooLong`.
    pub fn new(
        place: GiftPlace,
        secret: GiftSecret,
        greeting: Option<&str>,
    ) -> Result<Self, LinkError> {
        Self::of_share(place, 0, Vec::new(), secret, greeting)
    }

    /// The link of a packet's share: its number, and the path from its key to the packet's root. An
    /// empty greeting is none.
    ///
    /// # Errors
    ///
    /// `TooDeep`, `InvalidNumber`, `GreetingTooLong`.
    pub fn of_share(
        place: GiftPlace,
        number: u32,
        path: Vec<[u8; 32]>,
        secret: GiftSecret,
        greeting: Option<&str>,
    ) -> Result<Self, LinkError> {
        ensure_share(number, path.len())?;
        let greeting = greeting.filter(|text| !text.is_empty());
        if let Some(bytes) = greeting.map(str::len).filter(|bytes| *bytes > MAX_GREETING) {
            return Err(LinkError::GreetingTooLong { bytes });
        }
        Ok(Self { place, number, path, secret, greeting: greeting.map(str::to_owned) })
    }

    /// Reads a link, of a page or of a QR code. Before the `#` it looks at the form only: which page
    /// it is, and a query that was added on the way, make no difference.
    ///
    /// # Errors
    ///
    /// All but `OtherNetwork`.
    pub fn read(text: &str) -> Result<Self, LinkError> {
        let (before, payload) = text.split_once('#').ok_or(LinkError::NotALink)?;
        let address = before.split_once('?').map_or(before, |(address, _)| address);
        if address != SCHEME && !page::is_for_claims(address) {
            return Err(LinkError::NotALink);
        }
        payload::decode(payload)
    }

    /// The link that opens on this page.
    pub fn on_page(&self, page: &Page) -> String {
        format!("{}#{}", page.for_claims(), payload::encode(self))
    }

    /// The link for QR codes, for a wallet that knows the scheme.
    pub fn for_qr(&self) -> String {
        format!("{SCHEME}#{}", payload::encode(self))
    }

    pub fn place(&self) -> GiftPlace {
        self.place
    }

    /// The share's number, from 0; 0 for a gift link.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The hashes beside the way from the key to the root, from below; none for a gift link.
    pub fn path(&self) -> &[[u8; 32]] {
        &self.path
    }

    pub fn secret(&self) -> &GiftSecret {
        &self.secret
    }

    /// What the sender says. It is text of whoever made the link: `greets_as` tells whether the chain
    /// confirms it.
    pub fn greeting(&self) -> Option<&str> {
        self.greeting.as_deref()
    }

    /// That the gift is on the chain with this genesis hash.
    ///
    /// # Errors
    ///
    /// `OtherNetwork`.
    pub fn ensure_on(&self, genesis_hash: [u8; 32]) -> Result<(), LinkError> {
        if self.place.genesis_hash == genesis_hash {
            Ok(())
        } else {
            Err(LinkError::OtherNetwork { genesis_hash: self.place.genesis_hash })
        }
    }

    /// The one-time key, which signs claims: `link.account().sign_claim(contract, &claim)`.
    pub fn account(&self) -> Account {
        let GiftPlace { gift, .. } = self.place;
        self.secret.account(&match self.path.is_empty() {
            true => format!("gift {gift}"),
            false => format!("gift {gift}, share {}", self.number),
        })
    }

    /// What shows the contract that the key is one of the gift's.
    pub fn proof(&self) -> KeyProof {
        KeyProof { key: self.secret.key(), path: self.path.clone() }
    }

    /// The root that the link's key and path lead to: `Terms::keys`, or the link is not of this gift.
    pub fn keys(&self) -> [u8; 32] {
        root_above(&self.secret.key(), self.number, &self.path)
    }

    /// The claim of a recipient, who leaves at most `max_fee` points to whoever submits it.
    pub fn claim(&self, recipient: AccountId, max_fee: u128) -> Claim {
        Claim { gift: self.place.gift, number: self.number, recipient, max_fee }
    }

    /// Whether the greeting is the one that the sender has put on the chain: neither has one, or both
    /// the same.
    pub fn greets_as(&self, terms: &Terms) -> bool {
        self.greeting().map(greeting_hash) == terms.greeting
    }
}

/// That there can be a path of this depth, and a share with this number at its lower end.
fn ensure_share(number: u32, depth: usize) -> Result<(), LinkError> {
    if depth > MAX_DEPTH {
        Err(LinkError::TooDeep { depth })
    } else if u64::from(number) >= 1 << depth {
        Err(LinkError::InvalidNumber { number, depth })
    } else {
        Ok(())
    }
}

/// What `Terms::greeting` says of a greeting. A gift without one has `None` there, not the hash of an
/// empty text, which no link can greet with.
pub fn greeting_hash(greeting: &str) -> [u8; 32] {
    Blake2b::<U32>::digest(greeting).into()
}
