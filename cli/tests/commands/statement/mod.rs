//! The statement: the books are rebuilt from events alone, agree with the contracts, and are the same for
//! everybody.

mod commands;
mod corruption;
mod file;
mod generated;
mod killed;
mod node;
mod parties;
mod rules;
mod second;
mod stories;
mod world;
