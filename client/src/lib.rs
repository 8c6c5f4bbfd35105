//! Speaks to Tongquan's contracts on any chain that runs the Contracts pallet.
//!
//! A [`Chain`] is either an [`Embedded`] one, inside the process, instant and with a clock that can
//! be moved, or a [`Node`] over WebSocket. Whatever is written against the trait runs on both.
//!
//! Calls are typed by the contracts' own messages:
//!
//! ```no_run
//! use psp22::PSP22;
//! use points::{Points, PointsRef};
//! use tongquan_client::{at, Account, Bundle, Chain, Embedded};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let mut chain = Embedded::new();
//! let (alice, bob) = (Account::dev("alice"), Account::dev("bob"));
//! let bundle = Bundle::load("artifacts/points.contract")?;
//! let constructor = PointsRef::new("Tea points".into(), "TEA".into(), 0, None);
//! let points = chain.deploy(&alice, &bundle, constructor, b"tea").await?.value;
//!
//! let transfer = at::<Points>(points).transfer(bob.id(), 10, vec![]);
//! match chain.call(&alice, transfer).await {
//!     Ok(receipt) => println!("took {} ps", receipt.cost.weight.ref_time),
//!     Err(error) => println!("{error}"),
//! }
//! # Ok(())
//! # }
//! ```

mod account;
mod bundle;
mod chain;
mod codes;
mod cost;
mod coupons;
mod error;
mod event;
mod gifts;
mod history;
mod inspect;
mod keystore;
mod links;
mod markets;
mod message;
mod outbox;
mod packets;
mod pages;
mod place;
mod presents;

#[cfg(feature = "embedded")]
mod embedded;
#[cfg(feature = "node")]
mod node;

pub use account::{from_ss58, ss58, Account, InvalidKey};
pub use bundle::{Bundle, BundleError};
pub use chain::{BlockId, Chain, Outcome, Receipt, Request};
pub use codes::Codes;
pub use cost::{Cost, Weight, UNIT};
pub use coupons::deploy_coupons;
pub use error::{Error, Failure, PalletError};
pub use event::{Event, Events};
pub use gifts::{deploy_gift, live_gifts};
pub use history::{Block, History};
pub use ink::primitives::AccountId;
pub use inspect::{Inspect, StoredItem};
pub use keystore::{seal_keystore, InvalidKeystore};
pub use links::{
    greeting_hash, GiftLink, GiftPlace, GiftSecret, InvalidPage, LinkError, NoRandomness, Page,
    MAX_DEPTH, MAX_GREETING,
};
pub use markets::{credits, deal, deploy_auction, deploy_swap, live_lots, live_offers, Deal};
pub use message::{at, Constructor, Message, MAX_INPUT};
pub use outbox::{Fate, Limits, Outbox, SignedCall};
pub use packets::{Packet, PacketError};
pub use place::contract_address;
pub use presents::{look_behind, Present, PresentError};

#[cfg(feature = "embedded")]
pub use embedded::{Embedded, Snapshot};
#[cfg(feature = "node")]
pub use node::{Node, Wait};
