//! Reads a chain into a file of events: from where the file ends to the head of the chain.

use tongquan_client::{Block, BlockId, Failure, History};

use super::log::{Added, Log, LogError};

/// How many blocks are read and written at once.
const WINDOW: u64 = 256;

/// How often in a row blocks may not fit to those before until it isn't taken for a change of the
/// chain's mind any more.
const ATTEMPTS: u32 = 5;

/// Why a scan stopped. What was written before is in the file, and the next scan goes on from there.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    #[error(transparent)]
    Log(#[from] LogError),
    #[error(transparent)]
    Chain(#[from] Failure),
    /// A development chain that was begun anew has the same genesis.
    #[error("the chain has none of the {blocks} blocks in the file, though the same beginning: it was begun anew; use another file")]
    Replaced { blocks: u64 },
    #[error("the node's blocks don't fit together at block {block}: use another node")]
    BrokenChain { block: u64 },
}

/// What a scan has to do, and where it ends.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Up to the newest block that nothing can replace any more, or to the newest one.
    pub finalized: bool,
    /// No further than to this block.
    pub until: Option<u64>,
}

impl Default for Extent {
    fn default() -> Self {
        Self { finalized: true, until: None }
    }
}

/// What a scan did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scanned {
    /// How many blocks were added,
    pub blocks: u64,
    /// with so many events.
    pub events: u64,
    /// How many blocks were forgotten, because the chain has others in their place.
    pub replaced: u64,
    /// The newest block in the file.
    pub head: Option<BlockId>,
}

/// Adds to the file what the chain has more, and answers what that was. `progress` is told after each
/// step how far the file goes, and how far it will.
///
/// # Errors
///
/// See [`ScanError`].
pub async fn scan(
    chain: &mut impl History,
    log: &mut Log,
    extent: Extent,
    mut progress: impl FnMut(u64, u64),
) -> Result<Scanned, ScanError> {
    let mut scanned = Scanned::default();
    let mut misfits = 0;
    loop {
        let head = chain.head(extent.finalized).await?.map_or(0, |head| head.number);
        scanned.replaced += forget_replaced(chain, log).await?;
        let end = extent.until.map_or(head, |until| until.min(head));
        let tip = log.tip()?;
        let next = tip.map_or(log.first(), |tip| tip.id.number + 1);
        progress(next - 1, end);
        if next > end {
            scanned.head = tip.map(|tip| tip.id);
            return Ok(scanned);
        }
        let window = next..=end.min(next + WINDOW - 1);
        let blocks = chain.blocks(window).await?;
        let fitting = fitting(tip.map(|tip| tip.id.hash), next, &blocks);
        if fitting.is_empty() {
            misfits += 1;
            if misfits == ATTEMPTS {
                return Err(ScanError::BrokenChain { block: next });
            }
            continue;
        }
        misfits = 0;
        if log.add(fitting)? == Added::All {
            scanned.blocks += fitting.len() as u64;
            scanned.events += fitting.iter().map(|block| block.events.len() as u64).sum::<u64>();
        }
    }
}

/// The blocks up to the first that isn't the child of the one before it. The chain may have changed
/// its mind while they were read.
fn fitting(parent: Option<[u8; 32]>, first: u64, blocks: &[Block]) -> &[Block] {
    let (mut parent, mut number) = (parent, first);
    let fits = |block: &&Block| {
        let fits = block.id.number == number && parent.is_none_or(|parent| parent == block.parent);
        (parent, number) = (Some(block.id.hash), number + 1);
        fits
    };
    &blocks[..blocks.iter().take_while(fits).count()]
}

/// Forgets the blocks in the file that are not in the chain any more. Answers how many.
async fn forget_replaced(chain: &mut impl History, log: &mut Log) -> Result<u64, ScanError> {
    let Some(tip) = log.tip()? else { return Ok(0) };
    let tip = tip.id.number;
    if has(chain, log, tip).await? {
        return Ok(0);
    }
    // All up to `known` are in the chain, those from `unknown` on are not.
    let (mut known, mut unknown) = (log.first() - 1, tip);
    while known + 1 < unknown {
        let middle = known + (unknown - known) / 2;
        match has(chain, log, middle).await? {
            true => known = middle,
            false => unknown = middle,
        }
    }
    if known < log.first() {
        return Err(ScanError::Replaced { blocks: tip - known });
    }
    log.forget_after(known)?;
    Ok(tip - known)
}

/// Whether the block with this number is the same in the file and in the chain.
async fn has(chain: &mut impl History, log: &Log, number: u64) -> Result<bool, ScanError> {
    let hash = chain.block_hash(number).await?;
    Ok(log.block(number)?.is_some_and(|line| Some(line.id.hash) == hash))
}
