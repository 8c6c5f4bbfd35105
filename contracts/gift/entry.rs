use crate::gift::GiftLinks;

tongquan_host::entry_points! {
    GiftLinks:
    "Gifts::genesis_hash"
    "Gifts::gift_count"
    "Gifts::gift"
    "Gifts::live_gifts"
    "Gifts::share"
    "Gifts::is_claimed"
    "Gifts::claim_of"
    "Gifts::give"
    "Gifts::claim"
    "Gifts::take_back"
    "Gifts::send_back"
    "Gifts::abandon"
    "Gifts::clear_claims"
}
