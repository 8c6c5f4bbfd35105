//! A refusal, on its way to the caller.

use tongquan_traits::coupon_error::CouponError;

tongquan_host::refusals!(CouponError);
