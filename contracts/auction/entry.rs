use crate::auction::Auction;

tongquan_host::entry_points! {
    Auction:
    "Auctions::genesis_hash"
    "Auctions::lot_count"
    "Auctions::lot"
    "Auctions::live_lots"
    "Auctions::price"
    "Auctions::minimum_bid"
    "Auctions::credit"
    "Auctions::credits"
    "Auctions::list"
    "Auctions::bid"
    "Auctions::buy"
    "Auctions::settle"
    "Auctions::reveal"
    "Auctions::cancel"
    "Auctions::unwind"
    "Auctions::reclaim"
    "Auctions::abandon"
    "Auctions::withdraw"
}
