//! The statement (对账): the books of every party, rebuilt from what contracts announced, and compared
//! with what they answer. Whoever has read the same chain has the same digest.

pub mod books;
mod compare;
mod deployment;
mod digest;
mod export;
mod log;
mod present;
mod problem;
mod rebuild;
mod scan;
mod tables;

pub use compare::{compare, Comparison, Difference, SAMPLE};
pub use deployment::{Contract, Deployment, Merchant};
pub use digest::{canonical_text, digest, DIGEST_VERSION};
pub use export::{digest_of_export, export, ExportError, Summary};
pub use log::{Added, Happened, Line, Log, LogError};
pub use present::{Filter, Presenter};
pub use rebuild::Statement;
pub use scan::{scan, Extent, ScanError, Scanned};
pub use tables::{Cell, Sink, Table, TABLES};
