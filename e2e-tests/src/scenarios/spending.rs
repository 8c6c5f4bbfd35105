//! Members hold and move points: PSP22 on a chain.

use points::Points;
use psp22::{PSP22Burnable, PSP22Error, PSP22Metadata, PSP22};
use tongquan_client::{at, Chain, Error};

use crate::shop::{Fault, Shop};

/// The main flow. M8: what all hold is the supply.
pub async fn points_are_issued_moved_and_burnt(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, Some(10_000), 1_000).await?;
    let mut points = at::<Points>(shop.points);
    assert_eq!(chain.read(points.token_name()).await?.as_deref(), Some("Tea House points"));
    assert_eq!(chain.read(points.token_symbol()).await?.as_deref(), Some("TEA"));
    assert_eq!(chain.read(points.token_decimals()).await?, 2);

    shop.issue(chain, &shop.ann, 600).await?;
    let sent = chain.call(&shop.ann, points.transfer(shop.ben.id(), 250, vec![])).await?;
    let (ann, ben) = (Some(shop.ann.id()), Some(shop.ben.id()));
    assert_eq!(shop.transfers(&sent.events), [(ann, ben, 250)]);
    assert!(sent.block.is_some() && sent.cost.weight.ref_time > 0);
    assert_eq!(shop.book(chain).await?, [0, 350, 250, 0, 0, 600]);

    let burnt = chain.call(&shop.ben, points.burn(50)).await?;
    assert_eq!(shop.transfers(&burnt.events), [(ben, None, 50)]);
    assert_eq!(shop.book(chain).await?, [0, 350, 200, 0, 0, 550]);

    let refused = chain.call(&shop.ben, points.transfer(shop.ann.id(), 201, vec![])).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientBalance)));
    chain.call(&shop.ben, points.transfer(shop.ann.id(), 200, vec![])).await?;
    assert_eq!(shop.book(chain).await?, [0, 550, 0, 0, 0, 550]);
    Ok(())
}

pub async fn a_spender_stays_within_its_allowance(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 1_000).await?;
    let mut points = at::<Points>(shop.points);
    let (ann, ben, cai) = (shop.ann.id(), shop.ben.id(), shop.cai.id());
    shop.issue(chain, &shop.ann, 500).await?;

    let approved = chain.call(&shop.ann, points.approve(ben, 100)).await?;
    assert_eq!(shop.approvals(&approved.events), [(ann, ben, 100)]);

    let spent = chain.call(&shop.ben, points.transfer_from(ann, cai, 60, vec![])).await?;
    assert_eq!(shop.approvals(&spent.events), [(ann, ben, 40)]);
    assert_eq!(shop.transfers(&spent.events), [(Some(ann), Some(cai), 60)]);

    let refused = chain.call(&shop.ben, points.transfer_from(ann, cai, 41, vec![])).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientAllowance)));

    chain.call(&shop.ann, points.increase_allowance(ben, 10)).await?;
    chain.call(&shop.ann, points.decrease_allowance(ben, 20)).await?;
    assert_eq!(chain.read(points.allowance(ann, ben)).await?, 30);
    let refused = chain.call(&shop.ann, points.decrease_allowance(ben, 31)).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientAllowance)));

    chain.call(&shop.ben, points.transfer_from(ann, ben, 30, vec![])).await?;
    assert_eq!(chain.read(points.allowance(ann, ben)).await?, 0);
    assert_eq!(shop.book(chain).await?, [0, 410, 30, 60, 0, 500]);
    Ok(())
}

/// The standard wants zero and self transfers to succeed without an event.
pub async fn what_goes_nowhere_changes_nothing(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 1_000).await?;
    let mut points = at::<Points>(shop.points);
    shop.issue(chain, &shop.ann, 19).await?;
    let before = shop.book(chain).await?;
    let itself = chain.call(&shop.ann, points.transfer(shop.ann.id(), 19, vec![])).await?;
    let nothing = chain.call(&shop.ann, points.transfer(shop.ben.id(), 0, vec![])).await?;
    let burnt = chain.call(&shop.ann, points.burn(0)).await?;
    for receipt in [itself, nothing, burnt] {
        assert_eq!(receipt.events.0, []);
        assert_eq!(receipt.cost.storage_deposit, 0);
    }
    assert_eq!(shop.book(chain).await?, before);
    Ok(())
}
