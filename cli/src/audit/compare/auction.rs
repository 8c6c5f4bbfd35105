use auction::Auction;
use tongquan_client::{at, ss58, Chain};
use tongquan_traits::auctions::Auctions;

use super::custody;
use crate::{
    audit::{inspector::Inspector, raw::auction::AuctionItems},
    problem::Problem,
};

pub async fn auction<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &AuctionItems,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<Auction>(address);
    let genesis_hash = items.lots.genesis_hash.unwrap_or_default();
    inspector.compare("genesis_hash", &genesis_hash, contract().genesis_hash()).await?;
    inspector.compare("lot_count", &items.lots.count, contract().lot_count()).await?;
    let lots: Vec<_> = items.lots.records.iter().collect();
    for (number, lot) in inspector.sampled(&lots) {
        let what = format!("lot({number})");
        inspector.compare(&what, &Some((*lot).clone()), contract().lot(**number)).await?;
    }
    for (account, token, amount) in inspector.sampled(&items.credits()) {
        let what = format!("credit({}, {})", ss58(account), ss58(token));
        inspector.compare(&what, amount, contract().credit(*account, *token)).await?;
    }
    custody::check(inspector, items.owed(), items.held()).await
}
