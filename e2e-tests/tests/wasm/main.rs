//! What the release Wasm does with bytes, where our entry points take the place of ink's: nothing that
//! ink's would refuse is understood, nothing in the metadata is forgotten, no money is taken, and events
//! have the topics of the standards.

mod coupon;
mod markets;
mod metadata;
mod points;
