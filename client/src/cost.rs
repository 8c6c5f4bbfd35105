//! What a call costs.

/// The native currency of development chains: 10^12 of its smallest unit.
pub const UNIT: u128 = 1_000_000_000_000;

/// Computation and state access, as a chain meters them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weight {
    /// Time on the reference hardware, in picoseconds.
    pub ref_time: u64,
    /// State that a proof of the block must carry, in bytes.
    pub proof_size: u64,
}

impl Weight {
    /// A fifth more: a dry run tells what is used in the state of now, and a block may come first.
    pub(crate) fn with_margin(self) -> Self {
        let margin = |exact: u64| exact.saturating_add(exact / 5);
        Self { ref_time: margin(self.ref_time), proof_size: margin(self.proof_size) }
    }
}

/// What one call or deployment cost, or would cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// What the contracts used.
    pub weight: Weight,
    /// What the caller deposited for storage, in the smallest native unit; negative where more
    /// went back than was deposited.
    pub storage_deposit: i128,
    /// The fee of the transaction, in the smallest native unit. `None` where none is taken: in a
    /// dry run, and on the embedded chain.
    pub fee: Option<u128>,
}

/// What `substrate-contracts-node` 0.42.0 takes for a call besides the contracts' own weight: for
/// the transaction as such, its length, and what the pallet does around the call. As seen there.
const FEE_AROUND_A_CALL: u128 = 625_000_000;

impl Cost {
    /// The fee of the call; where none was taken, what a development node would take for it, to
    /// within a hundredth: one smallest unit for each picosecond.
    pub fn fee_on_a_development_node(&self) -> u128 {
        let foretold = u128::from(self.weight.ref_time).saturating_add(FEE_AROUND_A_CALL);
        self.fee.unwrap_or(foretold)
    }
}
