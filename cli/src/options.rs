//! What every command can be told.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use tongquan_client::Wait;

use crate::keys::KeyOptions;

/// Options that stand before or after any command.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// The network: its address book is deployments/NETWORK.json
    #[arg(
        long,
        short = 'n',
        global = true,
        env = "TONGQUAN_NETWORK",
        default_value = "local",
        help_heading = "Network"
    )]
    pub network: String,
    /// Where the node answers, if not where the address book says
    #[arg(
        long,
        global = true,
        value_name = "ws://…",
        env = "TONGQUAN_URL",
        help_heading = "Network"
    )]
    pub url: Option<String>,
    /// The folder of address books
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "TONGQUAN_DEPLOYMENTS",
        default_value = "deployments",
        help_heading = "Network"
    )]
    pub deployments: PathBuf,
    /// The folder of release bundles
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "TONGQUAN_ARTIFACTS",
        default_value = "artifacts",
        help_heading = "Network"
    )]
    pub artifacts: PathBuf,
    /// When a transaction counts as done: 'included' in the best block, or 'finalized'
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        hide_possible_values = true,
        help_heading = "Network"
    )]
    pub wait: Until,

    #[command(flatten)]
    pub key: KeyOptions,
    /// Whom a dry run is for, if no key is given: a name or an address
    #[arg(long, global = true, value_name = "ACCOUNT", help_heading = "Who signs")]
    pub from: Option<String>,

    /// Send it. Without this, writes only show what would happen
    #[arg(long, short = 'x', global = true, help_heading = "What is done")]
    pub execute: bool,
    /// Send without asking
    #[arg(long, short = 'y', global = true, help_heading = "What is done")]
    pub skip_confirm: bool,
    /// Answer with one JSON document: {schema_version, success, data, error}
    #[arg(long, global = true, help_heading = "What is done")]
    pub output_json: bool,
}

/// See [`Wait`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Until {
    /// It is in the best block
    #[default]
    Included,
    /// Its block is final
    Finalized,
}

impl From<Until> for Wait {
    fn from(until: Until) -> Self {
        match until {
            Until::Included => Self::Included,
            Until::Finalized => Self::Finalized,
        }
    }
}
