//! Lists that contracts answer page by page, newest first.

use scale::Decode;
use tongquan_traits::assets::PAGE;

use crate::{chain::Chain, error::Failure, message::Message};

/// All numbered records of such a list: a call for every 16 of them. `page` is the message for the
/// page before a number.
pub async fn all_records<T: Decode>(
    chain: &mut impl Chain,
    page: impl Fn(u64) -> Message<Vec<T>>,
    number: impl Fn(&T) -> u64,
) -> Result<Vec<T>, Failure> {
    let mut records: Vec<T> = Vec::new();
    loop {
        let before = records.last().map_or(u64::MAX, &number);
        let found = chain.read(page(before)).await?;
        let last = found.len() < PAGE.into();
        records.extend(found);
        if last {
            return Ok(records);
        }
    }
}
