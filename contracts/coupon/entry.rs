//! The messages that the contract answers itself: what happens at the till, between members, and in
//! numbers. The service desk answers the others.

use crate::{
    coupon::Coupon,
    items::{key, Table},
};

tongquan_host::entry_points! {
    Coupon:
    "PSP34::balance_of"
    "PSP34::owner_of"
    "PSP34::allowance"
    "PSP34::approve"
    "PSP34::transfer"
    "Coupons::coupon"
    "Coupons::issue"
    "Coupons::issue_batch"
    "Redemption::receipt"
    "Redemption::redeem"
    "Redemption::redeem_with_ticket"
    "Redemption::reserve"
    "Redemption::reserve_with_ticket"
    else tongquan_host::answer_by(&key(Table::Desk, &[]))
}
