//! The keys of a red packet (红包), and its links.

use tongquan_traits::gifts::MAX_SHARES;

use crate::{
    codes::Codes,
    links::{GiftLink, GiftPlace, GiftSecret, LinkError, NoRandomness},
};

/// The one-time keys of a packet's shares, before and after it is given: first `keys` goes into its
/// terms, then each share has a link. With one share it is a gift link.
#[derive(Debug, Clone)]
pub struct Packet {
    secrets: Vec<GiftSecret>,
    tree: Codes,
}

/// Why a packet, or a link of it, can't be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PacketError {
    #[error("a packet has 1 to {at_most} shares, not {shares}")]
    InvalidShares { shares: usize, at_most: u32 },
    #[error("there is no share {number}: the packet has {shares}, counted from 0")]
    NoShare { number: u32, shares: usize },
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    #[error(transparent)]
    Link(#[from] LinkError),
}

impl Packet {
    /// New keys for this many shares. Keep the secrets before the packet is given: without them nobody
    /// can claim, and the sender has to take the packet back. It takes seconds for 100,000.
    ///
    /// # Errors
    ///
    /// `InvalidShares`, `NoRandomness`.
    pub fn fresh(shares: u32) -> Result<Self, PacketError> {
        // Asked first, for drawing takes long.
        ensure_packet(shares as usize)?;
        let secrets = (0..shares).map(|_| GiftSecret::fresh()).collect::<Result<_, _>>()?;
        Self::of(secrets)
    }

    /// The packet of secrets that were kept, in the order of the shares.
    ///
    /// # Errors
    ///
    /// `InvalidShares`.
    pub fn of(secrets: Vec<GiftSecret>) -> Result<Self, PacketError> {
        let shares = secrets.len();
        ensure_packet(shares)?;
        let keys: Vec<_> = secrets.iter().map(GiftSecret::key).collect();
        let tree = Codes::new(&keys);
        let tree = tree.ok_or(PacketError::InvalidShares { shares, at_most: MAX_SHARES })?;
        Ok(Self { secrets, tree })
    }

    /// The secrets in the order of the shares.
    pub fn secrets(&self) -> &[GiftSecret] {
        &self.secrets
    }

    /// What `Terms::keys` is for this packet.
    pub fn keys(&self) -> [u8; 32] {
        self.tree.root()
    }

    /// The link of the share with this number, from 0, once the packet is given.
    ///
    /// # Errors
    ///
    /// `NoShare`; `Link`: `GreetingTooLong`.
    pub fn link(
        &self,
        place: GiftPlace,
        number: u32,
        greeting: Option<&str>,
    ) -> Result<GiftLink, PacketError> {
        let shares = self.secrets.len();
        let secret = self.secrets.get(number as usize).cloned();
        let secret = secret.ok_or(PacketError::NoShare { number, shares })?;
        let path = self.tree.path(number);
        Ok(GiftLink::of_share(place, number, path, secret, greeting)?)
    }
}

fn ensure_packet(shares: usize) -> Result<(), PacketError> {
    if (1..=MAX_SHARES as usize).contains(&shares) {
        Ok(())
    } else {
        Err(PacketError::InvalidShares { shares, at_most: MAX_SHARES })
    }
}
