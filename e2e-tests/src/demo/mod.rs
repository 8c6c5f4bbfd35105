//! The story that scripts/demo.sh tells, on the embedded chain. Each chapter is a part of the
//! product; all of them happen on one chain.

mod auctions;
mod coupons;
mod gifts;
mod narrator;
mod points;
mod swaps;

use serde::Serialize;
use tongquan_client::Embedded;

use crate::shop::Fault;
use narrator::Narrator;

/// How the story is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// For people, step by step.
    Text,
    /// For machines: one JSON document at the end.
    Json,
    /// For nobody: only what happens counts.
    Silent,
}

/// Everything that happened, for machines.
#[derive(Debug, Serialize)]
pub struct Story {
    pub chapters: Vec<narrator::Chapter>,
}

/// Tells the whole story and prints it.
pub async fn tell(telling: Telling) -> Result<(), Fault> {
    tell_on(&mut Embedded::new(), telling).await
}

/// The same, on this chain.
pub async fn tell_on(chain: &mut Embedded, telling: Telling) -> Result<(), Fault> {
    let mut narrator = Narrator::new(telling);
    let points = points::tell(chain, &mut narrator).await?;
    coupons::tell(chain, &mut narrator, points).await?;
    let shops = auctions::tell(chain, &mut narrator, points).await?;
    swaps::tell(chain, &mut narrator, &shops).await?;
    gifts::tell(chain, &mut narrator, &shops).await?;
    narrator.end()
}
