//! Points and coupons for the native tests of contracts that hold them. They answer in the bytes of
//! ink, by the rules of our own contracts; where a test tells them to, they [cheat](Cheat).
//!
//! ```
//! use tokens::{Coupon, Item, Id, Tokens};
//!
//! let (token, coupons, house) = ([0x90; 32].into(), [0xc0; 32].into(), [0xa0; 32].into());
//! let (ann, ben) = ([1; 32].into(), [2; 32].into());
//! let item = Item { contract: coupons, id: Id::U64(7) };
//!
//! let tokens = Tokens::default();
//! {
//!     let mut world = tokens.world();
//!     world.issue_points(token, ann, 100);
//!     world.approve_points(token, ann, house, 50);
//!     world.issue_coupon(&item, ben, Coupon::good(1_000, 2_000));
//!     world.approve_item(&item, house);
//! }
//! // From now on the calls of `house` to other contracts, on this thread, are answered.
//! tokens.serve(house);
//!
//! // A message that was refused is undone:
//! let before = tokens.snapshot();
//! tokens.restore(before);
//! ```

mod call;
mod cheat;
mod items;
mod points;
mod world;

pub use psp34::Id;
pub use tongquan_host::Answer;
pub use tongquan_traits::assets::Item;

pub use self::{
    call::{done, outcome, unknown, Call},
    cheat::{Asked, Cheat, Does},
    items::{Collection, Coupon, Mark, Piece},
    points::Points,
    world::{Tokens, World},
};
