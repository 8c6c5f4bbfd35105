use points::Points;
use psp22::{PSP22Metadata, PSP22};
use tongquan_client::{at, ss58, Chain};
use tongquan_traits::{
    issuance::{Issuance, Issuer},
    ownable::Ownable,
};

use crate::{
    audit::{inspector::Inspector, raw::points::PointsItems},
    problem::Problem,
};

pub async fn points<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &PointsItems,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<Points>(address);
    inspector.compare("total_supply", &items.supply, contract().total_supply()).await?;
    inspector.compare("cap", &items.cap, contract().cap()).await?;
    inspector.compare("token_name", &Some(items.name.clone()), contract().token_name()).await?;
    let symbol = Some(items.symbol.clone());
    inspector.compare("token_symbol", &symbol, contract().token_symbol()).await?;
    let decimals = items.decimals.unwrap_or_default();
    inspector.compare("token_decimals", &decimals, contract().token_decimals()).await?;
    inspector.compare("issuer_count", &items.issuer_count, contract().issuer_count()).await?;
    if let Some(owner) = &items.owner {
        inspector.compare("owner", owner, contract().owner()).await?;
    }
    inspector.compare("pending_owner", &items.pending_owner, contract().pending_owner()).await?;
    for (account, balance) in inspector.sampled(&items.balances) {
        let what = format!("balance_of({})", ss58(account));
        inspector.compare(&what, balance, contract().balance_of(*account)).await?;
    }
    for ((owner, spender), left) in inspector.sampled(&items.allowances) {
        let what = format!("allowance({}, {})", ss58(owner), ss58(spender));
        inspector.compare(&what, left, contract().allowance(*owner, *spender)).await?;
    }
    for (account, (quota, issued)) in inspector.sampled(&items.issuers) {
        let what = format!("issuer({})", ss58(account));
        let issuer = Some(Issuer { quota: *quota, issued: *issued });
        inspector.compare(&what, &issuer, contract().issuer(*account)).await?;
    }
    for (index, account) in inspector.sampled(&items.issuers_by_index) {
        let what = format!("issuer_at({index})");
        inspector.compare(&what, &Some(*account), contract().issuer_at(*index)).await?;
    }
    Ok(())
}
