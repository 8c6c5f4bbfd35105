//! Wrong callers, wrong addresses, too much at once: each has its own error and changes nothing.

use ink::{codegen::TraitCallBuilder, contract_ref, env::DefaultEnvironment};
use points::Points;
use psp22::{PSP22Burnable, PSP22Error, PSP22Mintable, PSP22};
use tongquan_client::{at, Account, AccountId, Chain, Error, Failure, MAX_INPUT};
use tongquan_traits::{
    issuance::{Issuance, IssuanceError},
    ownable::{Ownable, OwnableError},
};

use crate::shop::{Fault, Shop};

// C9
pub async fn strangers_change_nothing(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 1_000).await?;
    let mut points = at::<Points>(shop.points);
    shop.issue(chain, &shop.ann, 500).await?;
    let before = shop.book(chain).await?;
    let mallory = &shop.mallory;

    let theft = points.transfer_from(shop.ann.id(), mallory.id(), 1, vec![]);
    let refused = chain.call(mallory, theft).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientAllowance)));
    let refused = chain.call(mallory, points.burn(1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientBalance)));
    let refused = chain.call(mallory, points.issue(mallory.id(), 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(IssuanceError::NotIssuer)));

    let not_owner = OwnableError::NotOwner { owner: shop.merchant.id() };
    let refused = chain.call(mallory, points.set_issuer(mallory.id(), 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(IssuanceError::Ownable(not_owner.clone()))));
    let refused = chain.call(mallory, points.transfer_ownership(Some(mallory.id()))).await;
    assert_eq!(refused.err(), Some(Error::Refused(not_owner)));
    assert_eq!(shop.book(chain).await?, before);
    Ok(())
}

pub async fn wrong_addresses_are_told_apart(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 0).await?;
    let nowhere = AccountId::from([7; 32]);
    let lost = chain.call(&shop.ann, at::<Points>(nowhere).burn(1)).await;
    assert_eq!(lost.err(), Some(Error::NoSuchContract { contract: nowhere }));
    assert_eq!(chain.code_hash(nowhere).await?, None);

    // Points can't be minted by PSP22Mintable: the contract is another one than the caller thinks.
    let mut mintable: contract_ref!(PSP22Mintable, DefaultEnvironment) = shop.points.into();
    let lost = chain.call(&shop.ann, mintable.call_mut().mint(1)).await;
    assert_eq!(lost.err(), Some(Error::NotUnderstood { contract: shop.points }));
    let known = chain.code_hash(shop.points).await?;
    assert_eq!(known, Some(crate::bundle("points")?.code_hash()));
    Ok(())
}

pub async fn too_large_inputs_are_not_sent(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, u128::MAX).await?;
    let mut points = at::<Points>(shop.points);
    let block = chain.block_number().await?;
    let crowd = vec![(shop.ann.id(), 1); MAX_INPUT / 48 + 1];
    let size = 4 + 2 + 48 * crowd.len();
    let refused = chain.call(&shop.merchant, points.issue_batch(crowd)).await;
    assert_eq!(refused.err(), Some(Error::InputTooLarge { size }));
    assert_eq!(chain.block_number().await?, block);
    Ok(())
}

pub async fn who_has_no_money_is_told_so(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 1_000).await?;
    let mut points = at::<Points>(shop.points);
    let poor = Account::dev("a member without native currency");
    shop.issue(chain, &poor, 10).await?;
    let before = shop.book(chain).await?;
    let refused = chain.call(&poor, points.transfer(shop.ann.id(), 5, vec![])).await;
    assert_eq!(refused.err(), Some(Error::TooPoor { account: poor.id() }));
    assert_eq!(shop.book(chain).await?, before);

    let richer = shop.merchant.clone();
    let refused = chain.pay(&poor, richer.id(), 1).await;
    assert_eq!(refused.err(), Some(Failure::TooPoor { account: poor.id() }));
    Ok(())
}

pub async fn a_dry_run_changes_nothing(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 1_000).await?;
    let mut points = at::<Points>(shop.points);
    shop.issue(chain, &shop.ann, 500).await?;
    let (before, block) = (shop.book(chain).await?, chain.block_number().await?);
    let transfer = || at::<Points>(shop.points).transfer(shop.ben.id(), 1, vec![]);
    let tried = chain.dry_run(shop.ann.id(), transfer()).await?;
    assert_eq!(tried.block, None);
    assert_eq!(shop.book(chain).await?, before);
    assert_eq!(chain.block_number().await?, block);

    // What it tells is what happens then.
    let done = chain.call(&shop.ann, transfer()).await?;
    assert_eq!(done.events, tried.events);
    assert_eq!(done.cost.weight, tried.cost.weight);
    assert_eq!(done.cost.storage_deposit, tried.cost.storage_deposit);
    let refused = chain.dry_run(shop.ann.id(), points.burn(500)).await;
    assert_eq!(refused.err(), Some(Error::Refused(PSP22Error::InsufficientBalance)));
    Ok(())
}
