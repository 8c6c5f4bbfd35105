//! The limits that we set ourselves, against the committed costs: what the till, members and merchants
//! feel on a node. Named so that it runs after the costs have been measured, and perhaps accepted.

use e2e_tests::costs::{Figures, Snapshot};

const ITEM: i128 = 100_000_000_000;
const BYTE: i128 = 5_000_000;

fn node(message: &str) -> Figures {
    let snapshot = Snapshot::committed().expect("the snapshot");
    *snapshot.node.get(message).unwrap_or_else(|| panic!("{message} is not measured"))
}

/// In µs, of one of `count`.
fn assert_at_most(bar: u64, count: u64, message: &str) {
    let time = node(message).ref_time / 1_000_000 / count;
    assert!(time <= bar, "{message}: {time} µs, the bar is {bar}");
}

#[test]
fn points_stay_under_their_bars() {
    assert_at_most(1_200, 1, "points.transfer, both known");
    assert_at_most(1_800, 1, "points.transfer_from, both known");
    assert_at_most(890, 1, "points.approve, another amount");
    assert_at_most(950, 200, "points.issue_batch, to 200 new holders");
}

#[test]
fn coupons_stay_under_their_bars() {
    assert_at_most(2_300, 1, "coupon.transfer, both hold coupons");
    assert_at_most(2_300, 1, "coupon.transfer, to a new holder");
    assert_at_most(2_700, 1, "coupon.transfer, at worst: from an early page to a full one");
    assert_at_most(2_100, 1, "coupon.issue, to a new holder");
    assert_at_most(1_300, 100, "coupon.issue_batch, to 100 new holders");
    assert_at_most(1_500, 1, "coupon.redeem, by the holder");
    assert_at_most(1_800, 1, "coupon.redeem_with_ticket");
    assert_at_most(1_800, 1, "coupon.redeem_with_ticket, wrapped by a wallet");
    assert_at_most(800, 10, "coupon.redeem, 10 of one campaign");
    assert_at_most(800, 10, "coupon.redeem, 10 of 10 campaigns");
    assert_at_most(800, 10, "coupon.redeem_with_ticket, 10 of one campaign");
}

#[test]
fn trades_stay_under_their_bars() {
    assert_at_most(3_800, 1, "auction.bid, the first");
    assert_at_most(3_800, 1, "auction.bid, the first of whom it outbids");
    assert_at_most(3_800, 1, "auction.bid, who it outbids has a credit");
    assert_at_most(3_800, 1, "auction.bid, too low to lead");
    assert_at_most(3_800, 1, "auction.bid, more by the leader");
    assert_at_most(4_400, 1, "auction.settle, with a royalty and a rest for the buyer");
    assert_at_most(6_000, 1, "swap.accept, coupon for coupon");
    assert_at_most(4_400, 1, "swap.fill, a part");
    assert_at_most(4_400, 1, "swap.fill, all");
}

#[test]
fn gifts_stay_under_their_bars() {
    assert_at_most(3_800, 1, "gift.give, a coupon");
    assert_at_most(3_800, 1, "gift.give, another coupon");
    assert_at_most(3_800, 1, "gift.give, points");
    assert_at_most(3_800, 1, "gift.give, a packet");
    assert_at_most(3_800, 1, "gift.claim, a coupon");
    assert_at_most(3_800, 1, "gift.claim, a coupon, wrapped by a wallet");
    assert_at_most(3_800, 1, "gift.claim, points, with a fee");
    assert_at_most(2_600, 1, "gift.claim, the first share of 10,000, drawn");
    assert_at_most(2_600, 1, "gift.claim, a share of 10,000, drawn");
    assert_at_most(2_600, 1, "gift.claim, a share of 10,000, equal");
}

#[test]
fn a_coupon_deposits_little() {
    let deposit = node("coupon.issue, with a limit per member, to a new holder").storage_deposit;
    assert!(deposit <= 3 * ITEM + 130 * BYTE, "{deposit}");
}

#[test]
fn code_stays_small() {
    let sizes = Snapshot::committed().expect("the snapshot").code_size;
    let bars = [
        ("points", 13_000),
        ("coupon", 28 << 10),
        ("coupon-desk", 28 << 10),
        ("auction", 28 << 10),
        ("swap", 24 << 10),
        ("gift", 20 << 10),
    ];
    for (contract, bar) in bars {
        assert!(sizes[contract] <= bar, "{contract}: {} bytes", sizes[contract]);
    }
}
