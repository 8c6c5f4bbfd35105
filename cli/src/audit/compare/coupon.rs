use coupon::Coupon;
use psp34::{Id, PSP34Enumerable, PSP34};
use tongquan_client::{at, ss58, AccountId, Chain};
use tongquan_traits::{
    campaigns::{Campaign, Campaigns},
    coupons::Coupons,
    ownable::Ownable,
    redemption::Redemption,
    tills::{Till, Tills, DAY},
};

use crate::{
    audit::{
        findings::Subject,
        inspector::Inspector,
        raw::coupon::{CouponItems, Token},
    },
    problem::Problem,
};

pub async fn coupon<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &CouponItems,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<Coupon>(address);
    if let Some(owner) = &items.owner {
        inspector.compare("owner", owner, contract().owner()).await?;
    }
    inspector.compare("pending_owner", &items.pending_owner, contract().pending_owner()).await?;
    let genesis_hash = items.genesis_hash.unwrap_or_default();
    inspector.compare("genesis_hash", &genesis_hash, contract().genesis_hash()).await?;
    inspector.compare("desk", &items.desk.unwrap_or_default(), contract().desk()).await?;
    campaigns(inspector, items).await?;
    roles(inspector, items).await?;
    let now = inspector.session.chain.now().await?;
    let tokens: Vec<(&u64, &Token)> = items.tokens.iter().collect();
    for (number, token) in inspector.sampled(&tokens) {
        // Coupons of no campaign are a fault of their own.
        if let Some(view) = items.view(**number, token, now) {
            let what = format!("coupon({number})");
            inspector.compare(&what, &Some(view), contract().coupon(**number)).await?;
        }
        let id = Id::U64(**number);
        let what = format!("owner_of({number})");
        inspector.compare(&what, &Some(token.owner), contract().owner_of(id)).await?;
    }
    lists(inspector, items).await?;
    for (order, receipt) in inspector.sampled(&items.receipts) {
        let what = format!("receipt(0x{})", hex::encode(order));
        inspector.compare(&what, &Some(receipt.clone()), contract().receipt(*order)).await?;
    }
    for ((campaign, issuer, group), bits) in inspector.sampled(&items.claimed) {
        for place in 0..256u32 {
            let is_claimed = bits[(place / 8) as usize] & (1 << (place % 8)) != 0;
            let number = group.saturating_mul(256).saturating_add(place);
            if is_claimed {
                let what = format!("is_claimed({campaign}, 0x{}, {number})", hex::encode(issuer));
                let message = contract().is_claimed(*campaign, *issuer, number);
                inspector.compare(&what, &true, message).await?;
            }
        }
    }
    Ok(())
}

async fn campaigns<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &CouponItems,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<Coupon>(address);
    inspector.compare("campaign_count", &items.campaign_count, contract().campaign_count()).await?;
    for (number, (terms, state, counts)) in &items.campaigns {
        let sale = items.sales.get(number).cloned().unwrap_or_default();
        let (terms, state, counts) = (terms.clone(), *state, *counts);
        let stored = Some(Campaign { terms, state, counts, sale });
        let what = format!("campaign({number})");
        inspector.compare(&what, &stored, contract().campaign(*number)).await?;
        let what = format!("campaign_details({number})");
        let details = items.details.get(number).cloned();
        inspector.compare(&what, &details, contract().campaign_details(*number)).await?;
    }
    for ((campaign, member), count) in inspector.sampled(&items.issued_to) {
        let what = format!("issued_to({campaign}, {})", ss58(member));
        inspector.compare(&what, count, contract().issued_to(*campaign, *member)).await?;
    }
    Ok(())
}

async fn roles<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &CouponItems,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<Coupon>(address);
    for manager in &items.managers {
        let what = format!("is_manager({})", ss58(manager));
        inspector.compare(&what, &true, contract().is_manager(*manager)).await?;
    }
    let today = inspector.session.chain.now().await? / DAY;
    for (account, till) in &items.tills {
        let what = format!("till({})", ss58(account));
        // What was used on an earlier day doesn't count any more.
        let till = match till.day < today {
            true => Till { limits: till.limits, day: today, used_value: 0, used_coupons: 0 },
            false => *till,
        };
        inspector.compare(&what, &Some(till), contract().till(*account)).await?;
    }
    for (owner, operator) in inspector.sampled(&items.operators) {
        let what = format!("allowance({}, {}, none)", ss58(owner), ss58(operator));
        let message = contract().allowance(*owner, *operator, None);
        inspector.compare(&what, &true, message).await?;
    }
    // Approvals of before the coupon moved stay stored and are dead.
    let live = items.approvals.iter().filter_map(|((number, operator), moves)| {
        let token = items.tokens.get(number).filter(|token| token.moves == *moves)?;
        Some((*number, token.owner, *operator))
    });
    for (number, owner, operator) in inspector.sampled(&live.collect::<Vec<_>>()) {
        let what = format!("allowance({}, {}, {number})", ss58(owner), ss58(operator));
        let message = contract().allowance(*owner, *operator, Some(Id::U64(*number)));
        inspector.compare(&what, &true, message).await?;
    }
    Ok(())
}

async fn lists<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &CouponItems,
) -> Result<(), Problem> {
    let address = inspector.address;
    let contract = || at::<Coupon>(address);
    let supply = items.tokens.len() as u128;
    inspector.compare("total_supply", &supply, contract().total_supply()).await?;
    if let Some(last) = supply.checked_sub(1) {
        let what = format!("token_by_index({last})");
        let found = inspector.ask(&what, contract().token_by_index(last)).await?;
        let known = |id: &Option<Id>| matches!(id, Some(Id::U64(number)) if items.tokens.contains_key(number));
        if found.is_some_and(|id| !known(&id)) {
            inspector.error(Subject::Answer, format!("{what} is no coupon that is stored"));
        }
    }
    let balances: Vec<(AccountId, u32)> = items.balances().collect();
    for (owner, balance) in inspector.sampled(&balances) {
        let what = format!("balance_of({})", ss58(owner));
        inspector.compare(&what, balance, contract().balance_of(*owner)).await?;
    }
    Ok(())
}
