//! What is stored against what messages say.

mod auction;
mod coupon;
mod custody;
mod gift;
mod points;
mod swap;

pub use auction::auction;
pub use coupon::coupon;
pub use gift::gift;
pub use points::points;
pub use swap::swap;
