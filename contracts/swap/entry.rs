use crate::swap::Swap;

tongquan_host::entry_points! {
    Swap:
    "Swaps::genesis_hash"
    "Swaps::offer_count"
    "Swaps::offer"
    "Swaps::live_offers"
    "Swaps::fingerprint"
    "Swaps::can_accept"
    "Swaps::quote"
    "Swaps::can_fill"
    "Swaps::make_offer"
    "Swaps::accept"
    "Swaps::fill"
    "Swaps::cancel"
    "Swaps::reclaim"
    "Swaps::abandon"
}
