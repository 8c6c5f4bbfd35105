//! What a campaign may promise, and that promises only get better (C6).

use tongquan_traits::{
    campaigns::{
        CampaignState, Campaigns, Kind, Off, Royalty, Sale, Terms, Validity, MAX_ROYALTY, WHOLE,
    },
    coupon_error::{CouponError::*, Fault},
    coupons::{Coupons, Status},
    redemption::Redemption,
    tills::DAY,
};

use crate::{
    counter::{details, fixed, for_points, free, good, order, part, points, voucher, HOUR, LENGTH},
    model::number,
    people::{ann, ben, manager, merchant, stranger, till},
    shop::{address, Shop, START},
};

#[track_caller]
fn assert_invalid(terms: Terms, sale: Sale, fault: Fault) {
    let mut shop = Shop::ready();
    shop.refuses(manager(), |c| c.open_campaign(terms, sale, details()), InvalidTerms(fault));
    assert_eq!((shop.campaign_count(), shop.campaign(1)), (0, None));
}

#[track_caller]
fn assert_valid(terms: Terms, sale: Sale) {
    let mut shop = Shop::ready();
    assert_eq!(shop.by(manager()).open_campaign(terms.clone(), sale.clone(), details()), Ok(1));
    let campaign = shop.campaign(1).expect("it was opened");
    assert_eq!((campaign.terms, campaign.sale), (terms, sale));
    assert_eq!(campaign.state, CampaignState::Open {});
    assert_eq!(shop.campaign_details(1), Some(details()));
}

#[test]
fn a_campaign_has_a_budget() {
    assert_invalid(Terms { budget: 0, ..good() }, free(), Fault::Budget);
    assert_valid(Terms { budget: 1, ..good() }, free());
    assert_valid(Terms { budget: u32::MAX, ..good() }, free());
}

#[test]
fn a_campaign_issues_for_at_least_a_moment() {
    let window = |issue_from, issue_until| Terms { issue_from, issue_until, ..good() };
    assert_invalid(window(START, START), free(), Fault::IssueWindow);
    assert_invalid(window(START + 1, START), free(), Fault::IssueWindow);
    assert_valid(window(START, START + 1), free());
    assert_valid(window(0, 1), free());
}

#[test]
fn coupons_are_good_for_at_least_a_moment_to_come() {
    let dates = |from, until| Terms { validity: Validity::Dates { from, until }, ..good() };
    assert_invalid(dates(START + 5, START + 5), free(), Fault::Validity);
    assert_invalid(dates(START + 6, START + 5), free(), Fault::Validity);
    assert_invalid(dates(0, START), free(), Fault::Validity);
    assert_invalid(dates(0, START - 1), free(), Fault::Validity);
    assert_valid(dates(0, START + 1), free());
    let days = |delay, length| Terms { validity: Validity::AfterIssue { delay, length }, ..good() };
    assert_invalid(days(5, 0), free(), Fault::Validity);
    assert_valid(days(0, 1), free());
    assert_valid(days(u64::MAX, u64::MAX), free());
}

#[test]
fn a_coupon_is_worth_something_and_not_more_than_everything() {
    for worthless in
        [voucher(0), points(0), fixed(0, 0), part(0, 9), part(1, 0), part(WHOLE + 1, 9)]
    {
        assert_invalid(worthless, free(), Fault::Value);
    }
    for right in [
        voucher(1),
        voucher(u64::MAX),
        points(1),
        points(u128::MAX),
        fixed(u64::MAX, 1),
        part(1, 1),
        part(WHOLE, u64::MAX),
        good(),
    ] {
        assert_valid(right, free());
    }
}

#[test]
fn a_price_is_not_nothing() {
    assert_invalid(good(), for_points(0, None), Fault::Price);
    assert_valid(good(), for_points(1, None));
    assert_invalid(good(), for_points(1, Some(address())), Fault::Price);
    assert_valid(good(), for_points(u128::MAX, Some(merchant())));
}

#[test]
fn a_royalty_has_a_ceiling() {
    let royalty = |basis_points| Sale {
        price: None,
        royalty: Some(Royalty { to: merchant(), basis_points }),
    };
    assert_invalid(good(), royalty(MAX_ROYALTY + 1), Fault::Royalty);
    assert_valid(good(), royalty(MAX_ROYALTY));
    assert_valid(good(), royalty(0));
}

#[test]
fn of_several_faults_the_first_is_named() {
    let mut terms = voucher(0);
    let sale = Sale {
        royalty: Some(Royalty { to: merchant(), basis_points: u16::MAX }),
        ..for_points(0, None)
    };
    terms.budget = 0;
    terms.issue_until = terms.issue_from;
    terms.validity = Validity::AfterIssue { delay: 0, length: 0 };
    assert_invalid(terms.clone(), sale.clone(), Fault::Budget);
    terms.budget = 1;
    assert_invalid(terms.clone(), sale.clone(), Fault::IssueWindow);
    terms.issue_until += 1;
    assert_invalid(terms.clone(), sale.clone(), Fault::Validity);
    terms.validity = Validity::AfterIssue { delay: 0, length: 1 };
    assert_invalid(terms.clone(), sale.clone(), Fault::Value);
    terms.kind = Kind::Exchange {};
    assert_invalid(terms.clone(), sale.clone(), Fault::Price);
    assert_invalid(terms, Sale { price: None, ..sale }, Fault::Royalty);
}

#[test]
fn terms_get_better_or_stay() {
    let mut shop = Shop::with(voucher(50));
    let Terms { budget, issue_until, .. } = voucher(50);
    for (budget, issue_until, length, fault) in [
        (budget - 1, issue_until, LENGTH, Fault::Budget),
        (0, 0, 0, Fault::Budget),
        (budget, issue_until - 1, LENGTH, Fault::IssueWindow),
        (u32::MAX, issue_until - 1, 0, Fault::IssueWindow),
        (u32::MAX, u64::MAX, LENGTH - 1, Fault::Validity),
    ] {
        let extend = |c: &mut coupon::Coupon| c.extend_campaign(1, budget, issue_until, length);
        shop.refuses(manager(), extend, WorseTerms(fault));
    }
    assert_eq!(shop.by(manager()).extend_campaign(1, budget, issue_until, LENGTH), Ok(()));
    assert_eq!(shop.campaign(1).unwrap().terms, voucher(50));
    assert_eq!(shop.by(manager()).extend_campaign(1, u32::MAX, u64::MAX, u64::MAX), Ok(()));
    let terms = shop.campaign(1).unwrap().terms;
    assert_eq!((terms.budget, terms.issue_until), (u32::MAX, u64::MAX));
    assert_eq!(terms.validity, Validity::AfterIssue { delay: 0, length: u64::MAX });
}

#[test]
fn a_date_of_the_end_can_only_move_back() {
    let mut terms = voucher(50);
    let until = START + DAY;
    terms.validity = Validity::Dates { from: START, until };
    let mut shop = Shop::with(terms.clone());
    let extend = |until| {
        let (budget, issue_until) = (terms.budget, terms.issue_until);
        move |c: &mut coupon::Coupon| c.extend_campaign(1, budget, issue_until, until)
    };
    shop.refuses(manager(), extend(until - 1), WorseTerms(Fault::Validity));
    assert_eq!(extend(until + HOUR)(shop.by(manager())), Ok(()));
    let coupon = shop.give(1, ann());
    assert_eq!(shop.view(coupon).until, until + HOUR);
}

#[test]
fn better_terms_hold_for_what_is_out_also_after_its_end() {
    let mut shop = Shop::with(voucher(50));
    let Terms { budget, issue_until, .. } = voucher(50);
    let coupon = shop.give(1, ann());
    shop.at(START + LENGTH);
    assert_eq!(shop.status(coupon), Status::Expired {});
    shop.by(manager()).extend_campaign(1, budget, issue_until, LENGTH + DAY).unwrap();
    assert_eq!(shop.status(coupon), Status::Usable {});
    shop.by(ann()).redeem(order(1), 50, vec![coupon]).unwrap();
}

#[test]
fn a_larger_budget_makes_room() {
    let mut shop = Shop::with(Terms { budget: 1, ..voucher(50) });
    let issue_until = voucher(50).issue_until;
    shop.give(1, ann());
    shop.refuses(manager(), |c| c.issue(1, ann()), OverBudget { left: 0 });
    shop.by(manager()).extend_campaign(1, 3, issue_until, LENGTH).unwrap();
    let two_more = vec![ann(); 3];
    shop.refuses(manager(), |c| c.issue_batch(1, two_more), OverBudget { left: 2 });
    assert_eq!(shop.by(manager()).issue_batch(1, vec![ann(); 2]), Ok(number(1, 2)));
}

#[test]
fn a_closed_campaign_is_closed_for_good() {
    let mut shop = Shop::with(voucher(50));
    shop.by(manager()).set_campaign_state(1, CampaignState::Closed {}).unwrap();
    for state in [CampaignState::Open {}, CampaignState::Paused {}, CampaignState::Closed {}] {
        shop.refuses(manager(), |c| c.set_campaign_state(1, state), CampaignClosed);
    }
    let extend = |c: &mut coupon::Coupon| c.extend_campaign(1, u32::MAX, u64::MAX, u64::MAX);
    shop.refuses(manager(), extend, CampaignClosed);
}

#[test]
fn only_managers_decide_about_campaigns() {
    // C9
    let mut shop = Shop::with(voucher(50));
    for other in [ann(), till(), stranger()] {
        shop.refuses(other, |c| c.open_campaign(good(), free(), details()), NotManager);
        shop.refuses(other, |c| c.extend_campaign(1, 1, 1, 1), NotManager);
        shop.refuses(other, |c| c.set_campaign_state(1, CampaignState::Paused {}), NotManager);
        shop.refuses(other, |c| c.publish_codes(1, [1; 32]), NotManager);
        shop.refuses(other, |c| c.issue(1, other), NotManager);
        shop.refuses(other, |c| c.issue_batch(1, vec![other]), NotManager);
    }
}

#[test]
fn the_limit_of_a_member_counts_issues_and_no_gifts() {
    use psp34::{Id, PSP34};
    // C7
    let mut shop = Shop::with(Terms { per_member: 2, ..voucher(50) });
    let coupons = [0; 2].map(|_| shop.give(1, ann()));
    let error = OverMemberLimit { member: ann() };
    shop.refuses(manager(), |c| c.issue(1, ann()), error.clone());
    for coupon in coupons {
        shop.by(ann()).transfer(ben(), Id::U64(coupon), vec![]).unwrap();
    }
    shop.refuses(manager(), |c| c.issue(1, ann()), error);
    assert_eq!([ann(), ben()].map(|member| shop.issued_to(1, member)), [2, 0]);
    assert_eq!(shop.by(manager()).issue_batch(1, vec![ben(); 2]), Ok(number(1, 3)));
    assert_eq!(shop.balance_of(ben()), 4);
}

#[test]
fn a_part_is_rounded_down_and_exact_for_the_largest_amounts() {
    for (basis_points, amount, deduction) in [
        (3_333, 10, 3),
        (WHOLE, u64::MAX, u64::MAX),
        (WHOLE - 1, u64::MAX, 18_444_899_399_302_180_659),
        (1, u64::MAX, 1_844_674_407_370_955),
        (1, 10_000, 1),
        (2_500, 7, 1),
    ] {
        let mut shop = Shop::with(part(basis_points, u64::MAX));
        let coupon = shop.give(1, ann());
        let receipt = shop.by(ann()).redeem(order(1), amount, vec![coupon]).unwrap();
        let exact = u128::from(amount) * u128::from(basis_points) / u128::from(WHOLE);
        assert_eq!(u128::from(deduction), exact);
        assert_eq!(receipt.lines[0].deduction, deduction, "{basis_points} of {amount}");
    }
    let mut shop = Shop::with(part(1, u64::MAX));
    let coupon = shop.give(1, ann());
    let error = NothingToDeduct { coupon };
    shop.refuses(ann(), |c| c.redeem(order(1), 9_999, vec![coupon]), error);
}

#[test]
fn the_largest_voucher_comes_back_in_exact_parts() {
    let mut shop = Shop::with(voucher(u64::MAX));
    let coupon = shop.give(1, ann());
    let amount = u64::MAX - 1;
    shop.by(ann()).redeem(order(1), amount, vec![coupon]).unwrap();
    assert_eq!(shop.view(coupon).left, 1);
    let mut refunded = 0;
    for refund in [1, amount / 3, amount / 7] {
        shop.by(manager()).refund(order(1), refund).unwrap();
        refunded += refund;
        assert_eq!(shop.view(coupon).left, 1 + refunded);
    }
    // C2
}

#[test]
fn a_deduction_is_of_the_whole_order_and_never_more_than_the_rest() {
    let mut shop = Shop::with(part(5_000, 30));
    shop.campaign_of(voucher(80), free());
    shop.campaign_of(
        Terms { kind: Kind::Deduction { minimum: 100, off: Off::Fixed { amount: 15 } }, ..good() },
        free(),
    );
    let [a, b, c] = [1, 2, 3].map(|campaign| shop.give(campaign, ann()));
    let receipt = shop.by(ann()).redeem(order(1), 100, vec![b, c, a]).unwrap();
    let deductions: Vec<_> = receipt.lines.iter().map(|line| line.deduction).collect();
    assert_eq!(deductions, [80, 15, 5]);
}
