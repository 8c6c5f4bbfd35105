//! One-time keys that people have prepared for gifts, the same in each run, and the trees of them.

use std::sync::LazyLock;

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::primitives::AccountId;
use tongquan_client::{Account, Codes};
use tongquan_traits::gifts::KeyProof;

use super::dice::Dice;

/// How many keys each tree has. There are few, so gifts often have the same ones.
const SIZES: [u32; 14] = [1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 4, 5, 6, 8];

/// How many the largest has.
pub const LARGEST: u32 = 8;

static TREES: LazyLock<Vec<Tree>> = LazyLock::new(|| {
    let mut dice = Dice(0x91f7);
    SIZES.into_iter().map(|size| Tree::drawn(size, &mut dice)).collect()
});

/// The keys of a gift link, or of a packet's shares.
pub struct Tree {
    keys: Vec<Account>,
    codes: Codes,
}

impl Tree {
    fn drawn(size: u32, dice: &mut Dice) -> Self {
        let secret = |dice: &mut Dice| {
            let mut secret = [0; 32];
            secret.chunks_mut(8).for_each(|part| part.copy_from_slice(&dice.roll().to_le_bytes()));
            secret
        };
        let keys: Vec<_> =
            (0..size).map(|_| Account::from_secret("a gift's key", secret(dice))).collect();
        let public: Vec<_> = keys.iter().map(Account::id).collect();
        Self { keys, codes: Codes::new(&public).expect("a tree has keys") }
    }

    pub fn size(&self) -> u32 {
        self.keys.len() as u32
    }

    /// What is in the terms of a gift under these keys.
    pub fn root(&self) -> [u8; 32] {
        self.codes.root()
    }

    pub fn key(&self, number: u32) -> AccountId {
        self.keys[number as usize].id()
    }

    pub fn proof(&self, number: u32) -> KeyProof {
        KeyProof { key: self.key(number), path: self.codes.path(number) }
    }
}

/// Those of one key, for gift links.
pub fn links() -> impl Iterator<Item = &'static Tree> {
    TREES.iter().filter(|tree| tree.size() == 1)
}

/// Those of more, for packets.
pub fn packets() -> impl Iterator<Item = &'static Tree> {
    TREES.iter().filter(|tree| tree.size() > 1)
}

/// The tree with this root.
pub fn tree_with(root: [u8; 32]) -> Option<&'static Tree> {
    TREES.iter().find(|tree| tree.root() == root)
}

/// Who can sign for this key.
pub fn signer_of(key: AccountId) -> &'static Account {
    let mut keys = TREES.iter().flat_map(|tree| &tree.keys);
    keys.find(|account| account.id() == key).expect("one of the keys")
}

// What the model asks for.

pub fn blake2b_256(data: impl AsRef<[u8]>) -> [u8; 32] {
    Blake2b::<U32>::digest(data).into()
}

/// The root above a leaf on this way, if there is a leaf with this number on such a way.
pub fn root_above(key: AccountId, number: u32, path: &[[u8; 32]]) -> Option<[u8; 32]> {
    let leaf = blake2b_256([&[0][..], key.as_ref()].concat());
    let (root, left) = path.iter().fold((leaf, number), |(below, place), beside| {
        let pair = if place % 2 == 1 { [*beside, below] } else { [below, *beside] };
        (blake2b_256([&[1][..], &pair.concat()].concat()), place / 2)
    });
    (left == 0 && path.len() < 32).then_some(root)
}
