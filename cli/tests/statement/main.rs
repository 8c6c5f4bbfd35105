//! The statement: the books are rebuilt from events alone, agree with the contracts, and are the same for
//! everybody.

mod stories;
mod world;
