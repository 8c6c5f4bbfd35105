//! What the messages of points cost.

use points::{Points, PointsRef};
use psp22::{PSP22Burnable, PSP22Metadata, PSP22};
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::{issuance::Issuance, ownable::Ownable};

use super::Meter;
use crate::{
    bundle,
    shop::{Fault, Shop},
};

pub async fn measure(meter: &mut Meter<'_, impl Chain>) -> Result<(), Fault> {
    let shop = Shop::open(meter.chain, Some(1_000_000), 500_000).await?;
    let mut points = at::<Points>(shop.points);
    let (merchant, ann, ben) = (shop.merchant.id(), shop.ann.id(), shop.ben.id());
    let stranger = AccountId::from([9; 32]);
    shop.issue(meter.chain, &shop.ann, 1_000).await?;
    shop.issue(meter.chain, &shop.ben, 1_000).await?;
    meter.chain.call(&shop.ann, points.approve(ben, 500)).await?;

    let constructor = PointsRef::new("Tea House points".into(), "TEA".into(), 2, Some(1_000_000));
    meter.deployment(merchant, &bundle("points")?, constructor).await?;

    meter.write("transfer, both known", ann, points.transfer(ben, 10, vec![])).await?;
    meter.write("transfer, to a new holder", ann, points.transfer(stranger, 10, vec![])).await?;
    meter.write("transfer, of everything", ann, points.transfer(ben, 1_000, vec![])).await?;
    meter
        .write("transfer_from, both known", ben, points.transfer_from(ann, ben, 10, vec![]))
        .await?;
    meter
        .write(
            "transfer_from, all that is allowed",
            ben,
            points.transfer_from(ann, ben, 500, vec![]),
        )
        .await?;
    meter.write("approve, for the first time", ben, points.approve(ann, 10)).await?;
    meter.write("approve, another amount", ann, points.approve(ben, 10)).await?;
    meter.write("increase_allowance", ann, points.increase_allowance(ben, 10)).await?;
    meter.write("decrease_allowance", ann, points.decrease_allowance(ben, 10)).await?;
    meter.write("burn", ann, points.burn(10)).await?;

    meter.write("issue, to a holder", merchant, points.issue(ann, 10)).await?;
    meter.write("issue, to a new holder", merchant, points.issue(stranger, 10)).await?;
    let members = |first: u8| -> Vec<(AccountId, u128)> {
        (0..200).map(|n| (AccountId::from([first.wrapping_add(n); 32]), 10)).collect()
    };
    meter
        .write("issue_batch, to 200 new holders", merchant, points.issue_batch(members(0)))
        .await?;
    meter.chain.call(&shop.merchant, points.issue_batch(members(0))).await?;
    meter.write("issue_batch, to 200 holders", merchant, points.issue_batch(members(0))).await?;
    meter.write("set_issuer, a new one", merchant, points.set_issuer(ann, 10)).await?;
    meter
        .write("set_issuer, another quota", merchant, points.set_issuer(merchant, 600_000))
        .await?;
    meter.write("transfer_ownership", merchant, points.transfer_ownership(Some(ann))).await?;
    meter.chain.call(&shop.merchant, points.transfer_ownership(Some(ann))).await?;
    meter.write("accept_ownership", ann, points.accept_ownership()).await?;

    meter.read("total_supply", points.total_supply()).await?;
    meter.read("balance_of", points.balance_of(ann)).await?;
    meter.read("allowance", points.allowance(ann, ben)).await?;
    meter.read("token_name", points.token_name()).await?;
    meter.read("token_symbol", points.token_symbol()).await?;
    meter.read("token_decimals", points.token_decimals()).await?;
    meter.read("cap", points.cap()).await?;
    meter.read("issuer", points.issuer(merchant)).await?;
    meter.read("issuer_count", points.issuer_count()).await?;
    meter.read("issuer_at", points.issuer_at(0)).await?;
    meter.read("owner", points.owner()).await?;
    meter.read("pending_owner", points.pending_owner()).await?;
    Ok(())
}
