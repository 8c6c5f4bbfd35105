//! The scenarios, each a function from a chain to nothing, or to what went wrong.

pub mod campaigns;
pub mod coupons;
pub mod issuance;
pub mod misuse;
pub mod ownership;
pub mod redemption;
pub mod spending;

/// Runs every scenario as a test of its own: `all!(run)` expands to `run!(module, scenario)` each.
#[macro_export]
macro_rules! all_scenarios {
    ($run:ident) => {
        $run!(spending, points_are_issued_moved_and_burnt);
        $run!(spending, a_spender_stays_within_its_allowance);
        $run!(spending, what_goes_nowhere_changes_nothing);
        $run!(issuance, cap_and_quota_hold_at_their_exact_ends);
        $run!(issuance, the_largest_number_is_no_way_around_the_cap);
        $run!(issuance, a_batch_is_issued_whole_or_not_at_all);
        $run!(issuance, a_dismissed_issuer_issues_nothing_more);
        $run!(ownership, ownership_changes_hands_in_two_steps);
        $run!(misuse, strangers_change_nothing);
        $run!(misuse, wrong_addresses_are_told_apart);
        $run!(misuse, too_large_inputs_are_not_sent);
        $run!(misuse, who_has_no_money_is_told_so);
        $run!(misuse, a_dry_run_changes_nothing);
        $run!(campaigns, terms_only_get_better);
        $run!(campaigns, a_paused_campaign_stops_the_issue_only);
        $run!(campaigns, a_coupon_contract_knows_its_chain_and_its_desk);
        $run!(coupons, coupons_are_issued_given_and_burned);
        $run!(coupons, an_approval_ends_when_the_coupon_moves);
        $run!(coupons, a_policy_says_who_may_pass_a_coupon_on);
        $run!(coupons, limits_count_issues);
        $run!(coupons, points_are_exchanged_for_coupons);
        $run!(coupons, vouchers_are_claimed_once);
        $run!(coupons, printed_codes_are_claimed_once);
        $run!(redemption, a_till_redeems_with_the_holders_ticket);
        $run!(redemption, a_revoked_till_does_nothing);
        $run!(redemption, a_basket_is_redeemed_whole_or_not_at_all);
        $run!(redemption, a_reservation_holds_until_paid_or_released);
        $run!(redemption, a_refund_gives_back_in_proportion);
        $run!(redemption, a_till_voids_its_mistake);
        $run!(redemption, a_points_coupon_becomes_points);
    };
}
