//! Trees of single-use keys: of printed codes, and of the shares of a red packet.

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::primitives::AccountId;

/// The Merkle tree of the public keys of single-use codes, or of a packet's shares. Its leaves are
/// filled up to a power of two with keys that nobody has.
#[derive(Debug, Clone)]
pub struct Codes {
    /// From the leaves to the root.
    levels: Vec<Vec<[u8; 32]>>,
}

impl Codes {
    /// The tree of these keys, whose numbers are their places. `None` if there are none, or more than
    /// 2^31.
    pub fn new(keys: &[AccountId]) -> Option<Self> {
        let width = keys.len().checked_next_power_of_two().filter(|width| *width <= 1 << 31)?;
        if keys.is_empty() {
            return None;
        }
        let mut leaves: Vec<_> = keys.iter().map(leaf).collect();
        leaves.resize(width, [0; 32]);
        let mut levels = vec![leaves];
        while let Some(level) = levels.last().filter(|level| level.len() > 1) {
            let above = level.chunks(2).map(|pair| node(&pair[0], &pair[1])).collect();
            levels.push(above);
        }
        Some(Self { levels })
    }

    pub fn root(&self) -> [u8; 32] {
        self.levels.last().map_or([0; 32], |level| level[0])
    }

    /// The hashes beside the way from the leaf with this number to the root, from below.
    pub fn path(&self, number: u32) -> Vec<[u8; 32]> {
        let mut place = number as usize;
        let mut path = Vec::new();
        for level in &self.levels[..self.levels.len() - 1] {
            path.push(level[place ^ 1]);
            place >>= 1;
        }
        path
    }
}

/// The leaf of a key, which is also the root of the tree of this key alone.
pub(crate) fn leaf(key: &AccountId) -> [u8; 32] {
    hash(0, &[key.as_ref()])
}

/// The root that the path leads to from the key with this number.
pub(crate) fn root_above(key: &AccountId, number: u32, path: &[[u8; 32]]) -> [u8; 32] {
    let mut place = number;
    path.iter().fold(leaf(key), |below, beside| {
        let above = if place & 1 == 0 { node(&below, beside) } else { node(beside, &below) };
        place >>= 1;
        above
    })
}

fn node(left: &[u8; 32], right: &[u8; 32]) -> [u8; 32] {
    hash(1, &[left, right])
}

fn hash(kind: u8, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Blake2b::<U32>::new();
    hasher.update([kind]);
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}
