//! Who administers a merchant's points.

use points::Points;
use tongquan_client::{at, Chain, Error};
use tongquan_traits::{
    issuance::{Issuance, IssuanceError},
    ownable::{Ownable, OwnableError, OwnershipTransferred},
};

use crate::shop::{Fault, Shop};

// C9
pub async fn ownership_changes_hands_in_two_steps(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 0).await?;
    let mut points = at::<Points>(shop.points);
    let (merchant, heir) = (shop.merchant.id(), shop.ben.id());

    let refused = chain.call(&shop.ben, points.accept_ownership()).await;
    let nobody = OwnableError::NotPendingOwner { pending_owner: None };
    assert_eq!(refused.err(), Some(Error::Refused(nobody)));

    chain.call(&shop.merchant, points.transfer_ownership(Some(heir))).await?;
    assert_eq!(chain.read(points.owner()).await?, merchant);
    assert_eq!(chain.read(points.pending_owner()).await?, Some(heir));
    let refused = chain.call(&shop.mallory, points.accept_ownership()).await;
    let other = OwnableError::NotPendingOwner { pending_owner: Some(heir) };
    assert_eq!(refused.err(), Some(Error::Refused(other)));

    let accepted = chain.call(&shop.ben, points.accept_ownership()).await?;
    let handed = OwnershipTransferred { previous_owner: Some(merchant), new_owner: heir };
    assert_eq!(accepted.events.of::<OwnershipTransferred>(shop.points), [handed]);
    assert_eq!(chain.read(points.owner()).await?, heir);
    assert_eq!(chain.read(points.pending_owner()).await?, None);

    let refused = chain.call(&shop.merchant, points.set_issuer(merchant, 1)).await;
    let not_owner = IssuanceError::Ownable(OwnableError::NotOwner { owner: heir });
    assert_eq!(refused.err(), Some(Error::Refused(not_owner)));
    chain.call(&shop.ben, points.set_issuer(heir, 1)).await?;
    Ok(())
}
