//! The release Wasm gets the random sequences of messages that points get natively, and is compared
//! with the same model: every answer, every event and all that can be read, after each message.

#[path = "../../../contracts/points/tests/rules/book.rs"]
mod book;
#[path = "../../../contracts/points/tests/rules/model.rs"]
mod model;
#[path = "../../../contracts/points/tests/rules/sequences.rs"]
mod sequences;
mod shop;
