//! What a merchant promises, and how it may change that.

use tongquan_client::{Chain, Error};
use tongquan_traits::{
    campaigns::{
        CampaignExtended, CampaignState, Campaigns, Counts, Details, Kind, Royalty, Sale, Validity,
        MAX_ROYALTY,
    },
    coupon_error::{CouponError, Fault as TermsFault},
    coupons::{Coupons, Status},
    redemption::Redemption,
};

use crate::{
    counter::{order, Counter, DAY},
    shop::Fault,
};

// C6
pub async fn terms_only_get_better(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let merchant = &counter.shop.merchant;
    let terms = counter.terms(chain, Kind::Voucher { value: 10 }).await?;
    let (budget, issue_until) = (terms.budget, terms.issue_until);
    let Validity::Dates { until, .. } = terms.validity else { return Err("no dates".into()) };
    let campaign = counter.campaign(chain, terms.clone(), Sale::default()).await?;
    let coupon = counter.issue(chain, campaign, &counter.shop.ann).await?;

    let worse = [
        (budget - 1, issue_until, until, TermsFault::Budget),
        (budget, issue_until - 1, until, TermsFault::IssueWindow),
        (budget, issue_until, until - 1, TermsFault::Validity),
    ];
    for (budget, issue_until, until, fault) in worse {
        let extend = counter.messages().extend_campaign(campaign, budget, issue_until, until);
        let refused = chain.call(merchant, extend).await;
        assert_eq!(refused.err(), Some(Error::Refused(CouponError::WorseTerms(fault))));
    }
    let extend = counter.messages().extend_campaign(campaign, budget, issue_until, until + DAY);
    let extended = chain.call(merchant, extend).await?;
    let event = CampaignExtended {
        campaign,
        by: merchant.id(),
        budget,
        issue_until,
        valid_until: until + DAY,
    };
    assert_eq!(extended.events.of::<CampaignExtended>(counter.coupons), [event]);
    assert_eq!(counter.view(chain, coupon).await?.until, until + DAY);

    let royalty = Royalty { to: merchant.id(), basis_points: MAX_ROYALTY + 1 };
    let sale = Sale { price: None, royalty: Some(royalty) };
    let open = counter.messages().open_campaign(terms, sale, Details::default());
    let refused = chain.call(merchant, open).await;
    let fault = CouponError::InvalidTerms(TermsFault::Royalty);
    assert_eq!(refused.err(), Some(Error::Refused(fault)));
    Ok(())
}

// C1
pub async fn a_paused_campaign_stops_the_issue_only(chain: &mut impl Chain) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let (merchant, ann) = (&counter.shop.merchant, &counter.shop.ann);
    let terms = counter.terms(chain, Kind::Exchange {}).await?;
    let campaign = counter.campaign(chain, terms.clone(), Sale::default()).await?;
    let coupon = counter.issue(chain, campaign, ann).await?;
    let paused = CampaignState::Paused {};
    chain.call(merchant, counter.messages().set_campaign_state(campaign, paused)).await?;
    let refused = chain.call(merchant, counter.messages().issue(campaign, ann.id())).await;
    let (from, until) = (terms.issue_from, terms.issue_until);
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::NotIssuing { from, until })));
    assert_eq!(counter.view(chain, coupon).await?.status, Status::Usable {});
    chain.call(ann, counter.messages().redeem(order("1"), 0, vec![coupon])).await?;

    let closed = CampaignState::Closed {};
    chain.call(merchant, counter.messages().set_campaign_state(campaign, closed)).await?;
    let open = CampaignState::Open {};
    let refused = chain.call(merchant, counter.messages().set_campaign_state(campaign, open)).await;
    assert_eq!(refused.err(), Some(Error::Refused(CouponError::CampaignClosed)));
    let seen = chain.read(counter.messages().campaign(campaign)).await?.ok_or("no campaign")?;
    assert_eq!(seen.counts, Counts { issued: 1, redeemed: 1, ..Counts::default() });
    assert_eq!((seen.state, seen.terms), (closed, terms));
    let details = chain.read(counter.messages().campaign_details(campaign)).await?;
    assert_eq!(details.map(|details| details.name), Some("Spring".into()));
    assert_eq!(chain.read(counter.messages().campaign_count()).await?, 1);
    Ok(())
}

// G2: what is signed for a contract is signed for its chain.
pub async fn a_coupon_contract_knows_its_chain_and_its_desk(
    chain: &mut impl Chain,
) -> Result<(), Fault> {
    let counter = Counter::open(chain).await?;
    let genesis = chain.read(counter.messages().genesis_hash()).await?;
    assert_eq!(genesis, chain.genesis_hash().await?);
    let desk = chain.read(counter.messages().desk()).await?;
    assert_eq!(desk, crate::bundle("coupon-desk")?.code_hash());
    assert!(chain.has_code(desk).await?);
    Ok(())
}
