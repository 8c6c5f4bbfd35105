//! What can be wrong with a link, and what to do then.

/// Why a text can't be used as a gift link, or a link can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// It is an address of something else, or has lost all from the `#` on.
    #[error("not a gift link, which begins with https://, a page and /g#, or with tongquan:g#; copy it again, to its end")]
    NotALink,
    /// `at` is the first character after the `#` that no link has, counted from 0.
    #[error("a gift link has only letters, digits, - and _ after the #, which this has not from character {at} on; copy the link alone")]
    ForeignCharacter { at: usize },
    /// The end is missing.
    #[error("the end of the gift link is missing; copy it again, to its end, or ask for it again")]
    Truncated,
    /// It is not as it was made. A link that lost a part of its greeting also looks so.
    #[error(
        "the gift link was altered, or its end is missing; copy it again, or ask for it again"
    )]
    Altered,
    /// It was made by a newer program.
    #[error("this gift link is of version {version}, which is newer than this program; update it, or open the link's page")]
    UnknownVersion { version: u8 },
    #[error("a path of {depth} hashes, a packet has at most 20; ask the sender for another link")]
    TooDeep { depth: usize },
    #[error("share {number} can't have a path of {depth} hashes; ask the sender for another link")]
    InvalidNumber { number: u32, depth: usize },
    /// A secret of zeros is what a program leaves that forgot to draw one. Everybody knows it.
    #[error("the key is all zeros and protects nothing; draw a random one, or ask the sender for another link")]
    NoKey,
    #[error("a greeting of {bytes} bytes, a link has room for 280; shorten it")]
    GreetingTooLong { bytes: usize },
    #[error("the greeting is no UTF-8 text; ask the sender for another link")]
    GreetingNotText,
    /// The link itself is in order. `genesis_hash` is that of its chain.
    #[error("the gift is on another network, whose genesis hash is 0x{}; connect to that one", hex::encode(.genesis_hash))]
    OtherNetwork { genesis_hash: [u8; 32] },
}

impl LinkError {
    /// The name that all implementations have for it, as in docs/link-vectors.json.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NotALink => "NotALink",
            Self::ForeignCharacter { .. } => "ForeignCharacter",
            Self::Truncated => "Truncated",
            Self::Altered => "Altered",
            Self::UnknownVersion { .. } => "UnknownVersion",
            Self::TooDeep { .. } => "TooDeep",
            Self::InvalidNumber { .. } => "InvalidNumber",
            Self::NoKey => "NoKey",
            Self::GreetingTooLong { .. } => "GreetingTooLong",
            Self::GreetingNotText => "GreetingNotText",
            Self::OtherNetwork { .. } => "OtherNetwork",
        }
    }
}
