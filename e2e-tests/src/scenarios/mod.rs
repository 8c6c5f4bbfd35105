//! The scenarios, each a function from a chain to nothing, or to what went wrong.

pub mod issuance;
pub mod misuse;
pub mod ownership;
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
    };
}
