//! Trees of one-time keys: a Merkle tree of public keys, of which a contract keeps the root only.

use ink::primitives::AccountId;

use crate::blake2_256;

/// Whether `key` is the leaf with this number of the tree with this root. `path` is what stands beside
/// the way from the leaf to the root, from below.
///
/// A leaf is `blake2_256(0x00 ++ key)`, a node `blake2_256(0x01 ++ left ++ right)`: they begin with
/// other bytes, so that neither can be taken for the other.
#[inline(never)]
pub fn is_leaf(root: &[u8; 32], key: &AccountId, number: u32, path: &[[u8; 32]]) -> bool {
    if path.len() >= 32 || number >> path.len() != 0 {
        return false;
    }
    let mut node = Node([0; 72]);
    node.0[8..40].copy_from_slice(key.as_ref());
    let mut hash = blake2_256(&node.0[7..40]);
    node.0[7] = 1;
    for (level, other) in path.iter().enumerate() {
        let (left, right) =
            if (number >> level) & 1 == 0 { (&hash, other) } else { (other, &hash) };
        node.0[8..40].copy_from_slice(left);
        node.0[40..].copy_from_slice(right);
        hash = blake2_256(&node.0[7..]);
    }
    hash == *root
}

/// Room for a node, whose first byte is the eighth here: so its halves lie where copying them takes the
/// fewest instructions.
#[repr(align(8))]
struct Node([u8; 72]);
