//! The scenarios, each a function from a chain to nothing, or to what went wrong.

pub mod auctions;
pub mod campaigns;
pub mod coupons;
pub mod gifts;
pub mod issuance;
pub mod misuse;
pub mod ownership;
pub mod packets;
pub mod redemption;
pub mod relaying;
pub mod spending;
pub mod swaps;

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
        $run!(auctions, the_second_highest_bid_sets_the_price);
        $run!(auctions, a_late_bid_leaves_time_for_others);
        $run!(auctions, anyone_settles_and_everyone_is_paid);
        $run!(auctions, who_buys_now_pays_in_full_first);
        $run!(auctions, a_dutch_price_never_rises);
        $run!(auctions, the_merchants_of_a_bundle_share_the_royalty);
        $run!(auctions, a_hidden_reserve_is_revealed_after_the_end);
        $run!(auctions, a_lot_without_bids_goes_back);
        $run!(auctions, what_cannot_be_sold_is_not_listed);
        $run!(swaps, coupons_are_swapped_as_their_taker_saw_them);
        $run!(swaps, any_coupon_of_a_campaign_will_do);
        $run!(swaps, coupons_and_points_are_mixed_for_one_taker);
        $run!(swaps, standing_offers_are_a_market);
        $run!(swaps, nobody_trades_with_anothers_coupon);
        $run!(swaps, an_offer_that_ended_is_closed_by_anyone);
        $run!(gifts, a_coupon_goes_from_hand_to_hand_by_link);
        $run!(gifts, what_nobody_claimed_is_taken_back);
        $run!(gifts, a_gift_that_ended_goes_back_by_anyone);
        $run!(gifts, a_gift_can_be_bound_to_its_recipient);
        $run!(gifts, what_cannot_be_given_is_refused);
        $run!(gifts, a_gift_only_coupon_is_passed_on_by_gift_alone);
        $run!(packets, a_packet_is_shared_among_its_guests);
        $run!(packets, the_rest_of_a_packet_goes_back);
        $run!(relaying, a_newcomer_claims_a_gift_and_redeems_it);
        $run!(relaying, a_newcomer_claims_points_for_a_fee);
        $run!(relaying, a_newcomer_claims_vouchers);
    };
}
