//! A refusal, on its way to the caller.

use tongquan_traits::gifts::GiftError;

tongquan_escrow::refusals!(GiftError);
