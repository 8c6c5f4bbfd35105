//! Every error of coupons, provoked by name. A new error belongs into this list.

use std::collections::BTreeSet;

use psp34::{Id, PSP34Burnable, PSP34Error, PSP34};
use tongquan_traits::{
    campaigns::{CampaignState, Campaigns, Policy, Terms, Validity},
    coupon_error::CouponError,
    coupons::{Coupons, Proof, Voucher},
    ownable::Ownable,
    redemption::{Redemption, Ticket},
    tills::{TillLimits, Tills},
};

use crate::{
    counter::{
        details, fixed, for_points, free, good, order, points, voucher, HOUR, LIMITS, VOID_WINDOW,
    },
    names,
    people::{ann, ben, gift, manager, merchant, other_till, stranger, till},
    shop::{address, Shop, START},
};

/// Every variant, with those of what it carries. The match makes the compiler ask for new ones.
fn every_name() -> BTreeSet<String> {
    use CouponError::*;
    fn named(error: &CouponError) {
        match error {
            Ownable(_) | NotManager | NotTill | NoCampaign | CampaignClosed => {}
            InvalidTerms(_) | WorseTerms(_) | NotIssuing { .. } | OverBudget { .. } => {}
            OverMemberLimit { .. } | EmptyBatch | NoPrice | Points(_) => {}
            VoucherExpired { .. } | VoucherUsed | UnknownCode | BadSignature => {}
            NoCoupon { .. } | NotHolder { .. } | NotYet { .. } | Expired { .. } => {}
            AlreadyRedeemed { .. } | AlreadyReserved { .. } | DuplicateCoupon { .. } => {}
            NotStackable { .. } | TooManyCoupons | BelowMinimum { .. } => {}
            NothingToDeduct { .. } | OrderUsed { .. } | OverDailyCap { .. } => {}
            TicketExpired { .. } | OtherTill { .. } | InvalidDeadline => {}
            NoReceipt | NotReserved | NotRedeemed | WindowOver { .. } => {}
            InvalidRefund { .. } | CouponMoved { .. } | StillInUse { .. } => {}
        }
    }
    let _: fn(&CouponError) = named;
    let all = "Ownable(NotOwner) NotManager NotTill NoCampaign CampaignClosed \
        InvalidTerms(Budget) InvalidTerms(IssueWindow) InvalidTerms(Validity) \
        InvalidTerms(Value) InvalidTerms(Price) InvalidTerms(Royalty) WorseTerms(Budget) \
        WorseTerms(IssueWindow) WorseTerms(Validity) NotIssuing OverBudget OverMemberLimit \
        EmptyBatch NoPrice Points(InsufficientBalance) Points(InsufficientAllowance) \
        Points(NotPaid) Points(NotIssuer) Points(OverQuota) Points(Failed) VoucherExpired \
        VoucherUsed UnknownCode BadSignature NoCoupon NotHolder NotYet Expired AlreadyRedeemed \
        AlreadyReserved DuplicateCoupon NotStackable TooManyCoupons BelowMinimum \
        NothingToDeduct OrderUsed OverDailyCap TicketExpired OtherTill InvalidDeadline NoReceipt \
        NotReserved NotRedeemed WindowOver InvalidRefund CouponMoved StillInUse";
    all.split_whitespace().map(String::from).collect()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, CouponError>) -> String {
    names::error(&result.expect_err("it is refused"))
}

#[test]
fn every_error_can_be_provoked() {
    let seen: BTreeSet<_> = [
        of_people(),
        of_terms(),
        of_issues(),
        of_points(),
        of_vouchers(),
        of_baskets(),
        of_orders(),
        of_tills(),
        of_receipts(),
    ]
    .into_iter()
    .flatten()
    .collect();
    let missing: Vec<_> = every_name().difference(&seen).cloned().collect();
    assert!(missing.is_empty(), "never provoked: {missing:?}");
    let unknown: Vec<_> = seen.difference(&every_name()).cloned().collect();
    assert!(unknown.is_empty(), "not in the list: {unknown:?}");
}

fn of_people() -> Vec<String> {
    let mut shop = Shop::with(good());
    let coupon = shop.give(1, ann());
    shop.by(ann()).redeem(order(1), 9, vec![coupon]).unwrap();
    vec![
        refusal(shop.by(manager()).set_manager(ann(), true)),
        refusal(shop.by(ann()).set_till(ann(), Some(LIMITS))),
        refusal(shop.by(ann()).void(order(1))),
        refusal(shop.by(manager()).issue(2, ann())),
    ]
}

fn of_terms() -> Vec<String> {
    let mut shop = Shop::with(good());
    let mut open = |terms, sale| refusal(shop.by(manager()).open_campaign(terms, sale, details()));
    let royalty = tongquan_traits::campaigns::Royalty { to: ann(), basis_points: 1_001 };
    let sale = tongquan_traits::campaigns::Sale { price: None, royalty: Some(royalty) };
    let never = Validity::AfterIssue { delay: 0, length: 0 };
    let mut seen = vec![
        open(Terms { budget: 0, ..good() }, free()),
        open(Terms { issue_until: START, ..good() }, free()),
        open(Terms { validity: never, ..good() }, free()),
        open(voucher(0), free()),
        open(good(), for_points(0, None)),
        open(good(), sale),
    ];
    let Terms { budget, issue_until, .. } = good();
    let coupons = shop.by(manager());
    seen.extend([
        refusal(coupons.extend_campaign(1, 0, issue_until, u64::MAX)),
        refusal(coupons.extend_campaign(1, budget, 0, u64::MAX)),
        refusal(coupons.extend_campaign(1, budget, issue_until, 0)),
    ]);
    coupons.set_campaign_state(1, CampaignState::Closed {}).unwrap();
    seen.push(refusal(coupons.set_campaign_state(1, CampaignState::Open {})));
    seen
}

fn of_issues() -> Vec<String> {
    let mut shop = Shop::with(Terms { budget: 2, per_member: 1, ..good() });
    shop.give(1, ann());
    let coupons = shop.by(manager());
    let mut seen = vec![
        refusal(coupons.issue(1, ann())),
        refusal(coupons.issue_batch(1, vec![])),
        refusal(coupons.issue_batch(1, vec![ben(); 2])),
    ];
    coupons.set_campaign_state(1, CampaignState::Paused {}).unwrap();
    seen.push(refusal(coupons.issue(1, ben())));
    seen.push(refusal(shop.by(ann()).exchange(1)));
    seen
}

fn of_points() -> Vec<String> {
    let mut shop = Shop::ready();
    shop.campaign_of(good(), for_points(50, None));
    shop.campaign_of(good(), for_points(50, Some(ann())));
    shop.campaign_of(points(10), free());
    let coupon = shop.give(3, ann());
    shop.points().issue(merchant(), ann(), 40).unwrap();
    let mut seen = vec![refusal(shop.by(ann()).exchange(1))];
    shop.points().approve(ann(), address(), 50);
    seen.push(refusal(shop.by(ann()).exchange(1)));
    seen.push(refusal(shop.by(ann()).exchange(2)));
    shop.points().set_issuer(address(), 0);
    seen.push(refusal(shop.by(ann()).redeem(order(1), 9, vec![coupon])));
    let mut shop = Shop::with(points(10));
    let coupon = shop.give(1, ann());
    *shop.points() = Default::default();
    seen.push(refusal(shop.by(ann()).redeem(order(1), 9, vec![coupon])));
    let mut shop = Shop::with(points(10));
    let coupon = shop.give(1, ann());
    tongquan_host::answer_calls(|_, _| tongquan_host::Answer::None);
    seen.push(refusal(shop.by(ann()).redeem(order(1), 9, vec![coupon])));
    seen
}

fn of_vouchers() -> Vec<String> {
    use crate::signing::{Signature, Signed};
    let mut shop = Shop::with(good());
    let voucher = Voucher { campaign: 1, number: 1, member: ann(), deadline: START + HOUR };
    let what = Signed::Voucher { issuer: *manager().as_ref(), voucher };
    let contract = shop.address();
    let signed = Signature { by: manager(), what, contract, wrapped: false }.bytes();
    let proof = Proof::Manager { signer: manager() };
    let code = Proof::Code { root: [1; 32], key: ann(), path: vec![] };
    let other = Voucher { number: 2, ..voucher };
    let late = Voucher { deadline: START, ..voucher };
    let coupons = shop.by(stranger());
    coupons.claim(voucher, proof.clone(), signed).unwrap();
    vec![
        refusal(coupons.claim(voucher, proof.clone(), signed)),
        refusal(coupons.claim(other, proof.clone(), signed)),
        refusal(coupons.claim(other, code, signed)),
        refusal(coupons.claim(late, proof, signed)),
    ]
}

fn of_baskets() -> Vec<String> {
    let mut shop = Shop::with(good());
    shop.campaign_of(Terms { stackable: false, ..good() }, free());
    shop.campaign_of(fixed(100, 20), free());
    shop.campaign_of(voucher(5), free());
    let delayed = Validity::AfterIssue { delay: 1, length: 1 };
    shop.campaign_of(Terms { validity: delayed, ..good() }, free());
    let [plain, alone, off, worth, late] = [1, 2, 3, 4, 5].map(|c| shop.give(c, ann()));
    let used = shop.give(1, ann());
    shop.by(ann()).redeem(order(1), 9, vec![used]).unwrap();
    let held = shop.give(1, ann());
    shop.by(ann()).reserve(order(2), 9, vec![held], START + HOUR).unwrap();
    let mut redeem = |who, amount, coupons| refusal(shop.by(who).redeem(order(3), amount, coupons));
    let mut seen = vec![
        redeem(ann(), 9, vec![]),
        redeem(ann(), 9, vec![plain; 17]),
        redeem(ann(), 9, vec![plain; 2]),
        redeem(ann(), 9, vec![404]),
        redeem(ben(), 9, vec![plain]),
        redeem(ann(), 9, vec![used]),
        redeem(ann(), 9, vec![held]),
        redeem(ann(), 9, vec![late]),
        redeem(ann(), 9, vec![plain, alone]),
        redeem(ann(), 99, vec![off]),
        redeem(ann(), 0, vec![worth]),
    ];
    seen.push(refusal(shop.at(START + 2).by(ann()).redeem(order(3), 9, vec![late])));
    seen
}

fn of_orders() -> Vec<String> {
    let mut shop = Shop::with(good());
    let coupon = shop.give(1, ann());
    let until = shop.now;
    let mut seen = vec![refusal(shop.by(ann()).reserve(order(1), 9, vec![coupon], until))];
    shop.by(ann()).redeem(order(1), 9, vec![coupon]).unwrap();
    seen.push(refusal(shop.by(ann()).redeem(order(1), 8, vec![coupon])));
    seen
}

fn of_tills() -> Vec<String> {
    let mut shop = Shop::with(good());
    let coupon = shop.give(1, ann());
    let limits = TillLimits { daily_value: 0, daily_coupons: 0, void_window: 0 };
    shop.by(manager()).set_till(till(), Some(limits)).unwrap();
    let ticket = Ticket { till: Some(till()), ..shop.ticket(order(1), 9, &[coupon]) };
    let signature = shop.consent(&ticket).bytes();
    let redeem =
        |shop: &mut Shop, who| refusal(shop.by(who).redeem_with_ticket(ticket.clone(), signature));
    let mut seen = vec![
        redeem(&mut shop, till()),
        redeem(&mut shop, other_till()),
        redeem(&mut shop, stranger()),
    ];
    shop.at(START + HOUR);
    seen.push(redeem(&mut shop, till()));
    seen
}

fn of_receipts() -> Vec<String> {
    let mut shop = Shop::with(voucher(50));
    let coupon = shop.give(1, ann());
    shop.serve(till(), order(1), 40, &[coupon]);
    let coupons = shop.by(manager());
    let mut seen = vec![
        refusal(coupons.refund(order(2), 1)),
        refusal(coupons.release(order(1))),
        refusal(coupons.refund(order(1), 41)),
        refusal(coupons.clear_receipts(vec![order(1)])),
    ];
    seen.push(refusal(shop.at(START + VOID_WINDOW).by(till()).void(order(1))));
    shop.by(manager()).void(order(1)).unwrap();
    seen.push(refusal(shop.by(manager()).void(order(1))));
    shop.serve(till(), order(3), 40, &[coupon]);
    shop.by(ann()).transfer(ben(), Id::U64(coupon), vec![]).unwrap();
    seen.push(refusal(shop.by(manager()).refund(order(3), 40)));
    seen
}

#[test]
fn every_rule_of_coupons_about_transfers_has_its_word() {
    let custom = PSP34Error::from;
    let policies = [
        (Policy::Free {}, ben(), Ok(())),
        (Policy::GiftOnly { gift: gift() }, gift(), Ok(())),
        (Policy::GiftOnly { gift: gift() }, ben(), Err(custom("GiftOnly"))),
        (Policy::GiftOnly { gift: gift() }, ann(), Err(custom("GiftOnly"))),
        (Policy::Bound {}, gift(), Err(custom("Bound"))),
        (Policy::Bound {}, ann(), Err(custom("Bound"))),
    ];
    for (policy, to, answer) in policies {
        let mut shop = Shop::with(Terms { policy, ..good() });
        let id = Id::U64(shop.give(1, ann()));
        assert_eq!(shop.by(ann()).transfer(to, id, vec![]), answer, "{policy:?} to {to:?}");
    }
    let mut shop = Shop::with(Terms { policy: Policy::GiftOnly { gift: gift() }, ..good() });
    let id = Id::U64(shop.give(1, ann()));
    shop.by(ann()).transfer(gift(), id.clone(), vec![]).unwrap();
    assert_eq!(shop.by(gift()).transfer(ben(), id, vec![]), Ok(()));
}

#[test]
fn what_is_used_held_or_over_is_not_given_away_nor_burned_while_it_is_held() {
    // C3
    let custom = PSP34Error::from;
    let mut shop = Shop::with(good());
    let [used, held, over] = [0; 3].map(|_| shop.give(1, ann()));
    shop.by(ann()).redeem(order(1), 9, vec![used]).unwrap();
    shop.by(ann()).reserve(order(2), 9, vec![held], START + HOUR).unwrap();
    for (coupon, rule) in [(used, "Redeemed"), (held, "Reserved")] {
        let give = |c: &mut coupon::Coupon| c.transfer(ben(), Id::U64(coupon), vec![]);
        shop.refuses(ann(), give, custom(rule));
    }
    shop.refuses(ann(), |c| c.burn(ann(), Id::U64(held)), custom("Reserved"));
    shop.refuses(ben(), |c| c.burn(ann(), Id::U64(used)), PSP34Error::NotApproved);
    shop.refuses(ann(), |c| c.burn(ben(), Id::U64(used)), PSP34Error::NotApproved);
    shop.by(ann()).burn(ann(), Id::U64(used)).unwrap();
    let end = shop.view(over).until;
    let give = |c: &mut coupon::Coupon| c.transfer(ben(), Id::U64(over), vec![]);
    shop.at(end).refuses(ann(), give, custom("Expired"));
    shop.by(ann()).burn(ann(), Id::U64(over)).unwrap();
    shop.by(ann()).burn(ann(), Id::U64(held)).unwrap();
    let counts = shop.campaign(1).unwrap().counts;
    assert_eq!((counts.issued, counts.redeemed, counts.burned, counts.expired), (3, 1, 0, 2));
    // C1
}

#[test]
fn the_ownership_is_handed_over_in_two_steps() {
    use tongquan_traits::ownable::OwnableError::*;
    let mut shop = Shop::ready();
    let error = NotOwner { owner: merchant() };
    shop.refuses(ann(), |c| c.transfer_ownership(Some(ann())), error);
    shop.refuses(ann(), |c| c.accept_ownership(), NotPendingOwner { pending_owner: None });
    shop.by(merchant()).transfer_ownership(Some(ann())).unwrap();
    assert!(shop.is_manager(merchant()) && !shop.is_manager(ann()));
    shop.by(ann()).accept_ownership().unwrap();
    assert!(!shop.is_manager(merchant()) && shop.is_manager(ann()));
}
