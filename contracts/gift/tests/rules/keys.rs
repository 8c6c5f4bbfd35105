//! One-time keys, and the trees that gifts are given under.

use std::sync::LazyLock;

use blake2::{digest::consts::U32, Blake2b, Digest};
use ink::primitives::AccountId;
use subxt_signer::sr25519::Keypair;
use tongquan_traits::gifts::KeyProof;

pub fn blake2b_256(data: impl AsRef<[u8]>) -> [u8; 32] {
    Blake2b::<U32>::digest(data).into()
}

/// How many keys there are.
const KEYS: u32 = 516;

/// The keys that small trees are made of; the others are for one large tree.
const FEW: u32 = 48;

fn key_from(seed: u32) -> Keypair {
    let mut bytes = [0x5e; 32];
    bytes[..4].copy_from_slice(&seed.to_be_bytes());
    Keypair::from_secret_key(bytes).expect("a seed")
}

static POOL: LazyLock<Vec<Keypair>> = LazyLock::new(|| (0..FEW).map(key_from).collect());
static MANY: LazyLock<Vec<Keypair>> = LazyLock::new(|| (FEW..KEYS).map(key_from).collect());

static TREES: LazyLock<Vec<Tree>> = LazyLock::new(|| {
    let mut first = 0;
    let mut trees = vec![];
    for size in [1, 1, 1, 1, 1, 1, 2, 2, 3, 4, 4, 5, 8, 8] {
        trees.push(Tree::over(&POOL[first..first + size]));
        first += size;
    }
    trees
});

static LARGE: LazyLock<Tree> = LazyLock::new(|| Tree::over(&MANY));

/// A tree of keys that no other tree has. Where it has no key, a leaf is zeros.
#[derive(Debug, Clone)]
pub struct Tree {
    keys: Vec<AccountId>,
    /// From the leaves up to the root.
    levels: Vec<Vec<[u8; 32]>>,
}

/// All small trees: of one key each the first six, then of 2, 2, 3, 4, 4, 5, 8 and 8.
pub fn trees() -> &'static [Tree] {
    &TREES
}

/// The key of a gift link: there are six.
pub fn link_key(place: usize) -> &'static Tree {
    assert!(place < 6, "a tree of one key");
    &TREES[place]
}

/// A tree of that many keys.
pub fn tree_of(size: u32) -> &'static Tree {
    TREES.iter().find(|tree| tree.size() == size).expect("a tree of that size")
}

/// Another tree of eight keys.
pub fn other_tree_of_eight() -> &'static Tree {
    TREES.last().expect("trees")
}

/// A tree of 468 keys.
pub fn large_tree() -> &'static Tree {
    &LARGE
}

/// The tree with this root.
pub fn tree_with(root: [u8; 32]) -> Option<&'static Tree> {
    TREES.iter().find(|tree| tree.root() == root)
}

/// The secret of a key.
pub fn secret_of(key: AccountId) -> &'static Keypair {
    let is_it = |pair: &&Keypair| pair.public_key().0 == AsRef::<[u8]>::as_ref(&key);
    let few = POOL.iter().find(is_it);
    few.or_else(|| MANY.iter().find(is_it)).expect("one of the keys")
}

pub fn leaf(key: AccountId) -> [u8; 32] {
    blake2b_256([&[0][..], key.as_ref()].concat())
}

pub fn node(left: [u8; 32], right: [u8; 32]) -> [u8; 32] {
    blake2b_256([&[1][..], &left, &right].concat())
}

/// The root above a leaf on this way, if there is a leaf with this number on such a way.
pub fn root_above(key: AccountId, number: u32, path: &[[u8; 32]]) -> Option<[u8; 32]> {
    let (mut hash, mut place) = (leaf(key), number);
    for beside in path {
        hash = if place % 2 == 1 { node(*beside, hash) } else { node(hash, *beside) };
        place /= 2;
    }
    (place == 0 && path.len() < 32).then_some(hash)
}

impl Tree {
    fn over(keys: &[Keypair]) -> Self {
        let keys: Vec<AccountId> = keys.iter().map(|key| key.public_key().0.into()).collect();
        Self::of(keys)
    }

    pub fn of(keys: Vec<AccountId>) -> Self {
        let mut leaves: Vec<_> = keys.iter().map(|key| leaf(*key)).collect();
        leaves.resize(leaves.len().next_power_of_two(), [0; 32]);
        let mut levels = vec![leaves];
        while levels[levels.len() - 1].len() > 1 {
            let below = &levels[levels.len() - 1];
            levels.push(below.chunks(2).map(|pair| node(pair[0], pair[1])).collect());
        }
        Self { keys, levels }
    }

    pub fn size(&self) -> u32 {
        self.keys.len() as u32
    }

    pub fn key(&self, number: u32) -> AccountId {
        self.keys[number as usize]
    }

    pub fn root(&self) -> [u8; 32] {
        self.levels[self.levels.len() - 1][0]
    }

    /// The hashes beside the way from a leaf to the root, from below.
    pub fn path(&self, number: u32) -> Vec<[u8; 32]> {
        let mut place = number as usize;
        let mut path = vec![];
        for level in &self.levels[..self.levels.len() - 1] {
            path.push(level[place ^ 1]);
            place /= 2;
        }
        path
    }

    pub fn proof(&self, number: u32) -> KeyProof {
        KeyProof { key: self.key(number), path: self.path(number) }
    }
}
