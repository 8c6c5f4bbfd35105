//! Single-use codes, and the Merkle trees by which a merchant publishes them.

use std::sync::LazyLock;

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::primitives::AccountId;
use subxt_signer::sr25519::Keypair;

use crate::people::account;

fn blake2b_256(data: impl AsRef<[u8]>) -> [u8; 32] {
    Blake2b::<U32>::digest(data).into()
}

static CODES: LazyLock<Vec<Keypair>> = LazyLock::new(|| {
    (1..=13).map(|seed| Keypair::from_secret_key([seed; 32]).expect("a seed")).collect()
});

/// A tree with 2^levels codes, which no other tree has.
#[derive(Clone)]
pub struct Tree(&'static [Keypair]);

/// Trees of 8, 4 and 1 codes.
pub fn trees() -> [Tree; 3] {
    [Tree(&CODES[..8]), Tree(&CODES[8..12]), Tree(&CODES[12..])]
}

/// The secret of a code.
pub fn code_of(key: AccountId) -> Option<&'static Keypair> {
    CODES.iter().find(|code| account(code) == key)
}

pub fn leaf(key: AccountId) -> [u8; 32] {
    blake2b_256([&[0][..], key.as_ref()].concat())
}

pub fn node(left: [u8; 32], right: [u8; 32]) -> [u8; 32] {
    blake2b_256([&[1][..], &left, &right].concat())
}

/// The root that is above a leaf on this way.
pub fn root_above(key: AccountId, number: u32, path: &[[u8; 32]]) -> [u8; 32] {
    path.iter().enumerate().fold(leaf(key), |below, (level, beside)| {
        if number.checked_shr(level as u32).unwrap_or(0) % 2 == 1 {
            node(*beside, below)
        } else {
            node(below, *beside)
        }
    })
}

impl Tree {
    pub fn len(&self) -> u32 {
        self.0.len() as u32
    }

    pub fn key(&self, number: u32) -> AccountId {
        account(&self.0[number as usize])
    }

    fn levels(&self) -> Vec<Vec<[u8; 32]>> {
        let leaves: Vec<_> = self.0.iter().map(|code| leaf(account(code))).collect();
        let mut levels = vec![leaves];
        while levels[levels.len() - 1].len() > 1 {
            let below = &levels[levels.len() - 1];
            levels.push(below.chunks(2).map(|pair| node(pair[0], pair[1])).collect());
        }
        levels
    }

    pub fn root(&self) -> [u8; 32] {
        self.levels().pop().expect("a level")[0]
    }

    /// The hashes beside the way from a leaf to the root, from below.
    pub fn path(&self, number: u32) -> Vec<[u8; 32]> {
        let mut place = number as usize;
        let mut path = vec![];
        for level in self.levels() {
            if level.len() > 1 {
                path.push(level[place ^ 1]);
                place /= 2;
            }
        }
        path
    }
}
