//! The messages that the service desk answers.

use coupon::Coupon;

tongquan_host::message_entry! {
    Coupon:
    "PSP34::collection_id"
    "PSP34::total_supply"
    "PSP34Metadata::get_attribute"
    "PSP34Enumerable::owners_token_by_index"
    "PSP34Enumerable::token_by_index"
    "PSP34Burnable::burn"
    "Campaigns::campaign_count"
    "Campaigns::campaign"
    "Campaigns::campaign_details"
    "Campaigns::open_campaign"
    "Campaigns::extend_campaign"
    "Campaigns::set_campaign_state"
    "Coupons::genesis_hash"
    "Coupons::desk"
    "Coupons::issued_to"
    "Coupons::exchange"
    "Coupons::publish_codes"
    "Coupons::claim"
    "Coupons::is_claimed"
    "Coupons::clear_coupons"
    "Redemption::release"
    "Redemption::void"
    "Redemption::refund"
    "Redemption::clear_receipts"
    "Tills::is_manager"
    "Tills::till"
    "Tills::set_manager"
    "Tills::set_till"
    "Ownable::owner"
    "Ownable::pending_owner"
    "Ownable::transfer_ownership"
    "Ownable::accept_ownership"
    else tongquan_host::unreadable()
}

/// It can't be a contract: nobody would own it.
#[no_mangle]
extern "C" fn deploy() {
    tongquan_host::unreadable()
}
