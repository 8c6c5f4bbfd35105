//! Points come into being within the cap and the quotas (M9).

use points::Points;
use psp22::{PSP22Burnable, PSP22};
use tongquan_client::{at, Account, AccountId, Chain, Error};
use tongquan_traits::issuance::{Issuance, IssuanceError, Issued, Issuer, MAX_BATCH};

use crate::shop::{Fault, Shop};

// M9
pub async fn cap_and_quota_hold_at_their_exact_ends(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, Some(100), 120).await?;
    let mut points = at::<Points>(shop.points);
    shop.issue(chain, &shop.ann, 99).await?;
    let refused = shop.issue(chain, &shop.ann, 2).await;
    assert_eq!(refused.err(), Some(Error::Refused(IssuanceError::OverCap { left: 1 })));
    shop.issue(chain, &shop.ann, 1).await?;

    // Burning makes room under the cap, not in the quota.
    chain.call(&shop.ann, points.burn(50)).await?;
    let refused = shop.issue(chain, &shop.ben, 21).await;
    assert_eq!(refused.err(), Some(Error::Refused(IssuanceError::OverQuota { left: 20 })));
    shop.issue(chain, &shop.ben, 20).await?;
    let used = chain.read(points.issuer(shop.merchant.id())).await?;
    assert_eq!(used, Some(Issuer { quota: 120, issued: 120 }));
    assert_eq!(shop.book(chain).await?, [0, 50, 20, 0, 0, 70]);
    Ok(())
}

// M9
pub async fn the_largest_number_is_no_way_around_the_cap(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, u128::MAX).await?;
    let mut points = at::<Points>(shop.points);
    let both = vec![(shop.ann.id(), u128::MAX), (shop.ben.id(), 1)];
    let refused = chain.call(&shop.merchant, points.issue_batch(both)).await;
    let none_left = IssuanceError::OverQuota { left: u128::MAX };
    assert_eq!(refused.err(), Some(Error::Refused(none_left)));
    shop.issue(chain, &shop.ann, u128::MAX).await?;

    // Another issuer has a quota of its own, but there is no number above the largest.
    let appoint = points.set_issuer(shop.cai.id(), 1);
    chain.call(&shop.merchant, appoint).await?;
    let refused = chain.call(&shop.cai, points.issue(shop.ben.id(), 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(IssuanceError::OverCap { left: 0 })));

    chain.call(&shop.ann, points.transfer(shop.ben.id(), u128::MAX, vec![])).await?;
    assert_eq!(shop.book(chain).await?, [0, 0, u128::MAX, 0, 0, u128::MAX]);
    Ok(())
}

pub async fn a_batch_is_issued_whole_or_not_at_all(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 1_000_000).await?;
    let mut points = at::<Points>(shop.points);
    let members: Vec<(AccountId, u128)> = (1..=200).map(|n| (member(n), u128::from(n))).collect();
    let total = 200 * 201 / 2;
    let issued = chain.call(&shop.merchant, points.issue_batch(members.clone())).await?;
    let expected: Vec<_> = members.iter().map(|(to, value)| (None, Some(*to), *value)).collect();
    assert_eq!(shop.transfers(&issued.events), expected);
    let sum = Issued { issuer: shop.merchant.id(), amount: total };
    assert_eq!(issued.events.of::<Issued>(shop.points), [sum]);
    assert_eq!(chain.read(points.balance_of(member(200))).await?, 200);

    let broken = |place: usize, entry: (AccountId, u128)| {
        let mut batch = members.clone();
        batch[place] = entry;
        batch
    };
    let refusals = [
        (vec![], IssuanceError::EmptyBatch),
        (broken(7, (member(8), 0)), IssuanceError::ZeroAmount { index: 7 }),
        (broken(199, (member(1), 5)), IssuanceError::DuplicateRecipient { index: 199 }),
        (
            broken(199, (member(200), 1_000_000)),
            IssuanceError::OverQuota { left: 1_000_000 - total },
        ),
    ];
    for (batch, reason) in refusals {
        let refused = chain.call(&shop.merchant, points.issue_batch(batch)).await;
        assert_eq!(refused.err(), Some(Error::Refused(reason)));
    }
    assert_eq!(shop.supply(chain).await?, total);

    let largest: Vec<_> = (1..=MAX_BATCH as u64).map(|n| (member(n), 1)).collect();
    chain.call(&shop.merchant, points.issue_batch(largest)).await?;
    assert_eq!(shop.supply(chain).await?, total + MAX_BATCH as u128);
    Ok(())
}

// M9, C9
pub async fn a_dismissed_issuer_issues_nothing_more(chain: &mut impl Chain) -> Result<(), Fault> {
    let shop = Shop::open(chain, None, 0).await?;
    let mut points = at::<Points>(shop.points);
    let till: &Account = &shop.cai;
    let refused = chain.call(till, points.issue(shop.ann.id(), 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(IssuanceError::NotIssuer)));

    chain.call(&shop.merchant, points.set_issuer(till.id(), 100)).await?;
    chain.call(till, points.issue(shop.ann.id(), 30)).await?;
    chain.call(&shop.merchant, points.set_issuer(till.id(), 0)).await?;
    let refused = chain.call(till, points.issue(shop.ann.id(), 1)).await;
    assert_eq!(refused.err(), Some(Error::Refused(IssuanceError::OverQuota { left: 0 })));
    let kept = Some(Issuer { quota: 30, issued: 30 });
    assert_eq!(chain.read(points.issuer(till.id())).await?, kept);
    assert_eq!(chain.read(points.issuer_count()).await?, 1);
    assert_eq!(chain.read(points.issuer_at(0)).await?, Some(till.id()));
    Ok(())
}

/// A member who is nobody on the chain yet.
fn member(number: u64) -> AccountId {
    let mut id = [0x6d; 32];
    id[..8].copy_from_slice(&number.to_le_bytes());
    id.into()
}
