//! A refusal, on its way to the caller.

use tongquan_traits::auctions::AuctionError;

tongquan_escrow::refusals!(AuctionError);
