//! The program's arguments.

use clap::{Parser, Subcommand};
use tongquan_client::Outbox;

use crate::{
    answer::Answer,
    commands::{account, coupon, points, shell},
    options::Options,
    problem::Problem,
    session::Session,
};

/// Points and coupons of merchants, on a chain that runs the Contracts pallet.
///
/// Reads need no key. Writes show what would happen, and are sent with --execute.
#[derive(Debug, Parser)]
#[command(name = "tongquan", version, max_term_width = 100, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  tongquan points balance ann                          what ann has
  tongquan points transfer ben 12.50 --suri //Alice    what would happen
  tongquan points transfer ben 12.50 --suri //Alice -x send it
  tongquan --network shop --output-json coupon list --holder ann

Exit status: 0 done, 2 wrong arguments, 3 refused, 4 chain, 5 key, 6 file, 7 differences, 8 unconfirmed.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// A merchant's points (积分)
    #[command(subcommand)]
    Points(points::Points),
    /// A merchant's coupons (券)
    #[command(subcommand)]
    Coupon(coupon::Coupon),
    /// Names for accounts in the address book
    #[command(subcommand)]
    Account(account::Account),
    /// Completions for a shell
    Completions(shell::Completions),
    /// The manual page
    Man(shell::Man),
}

impl Command {
    /// Commands that ask no chain; `Err` gives the others back.
    pub fn without_chain(self, options: &Options) -> Result<Result<Answer, Problem>, Box<Self>> {
        match self {
            Self::Completions(completions) => Ok(completions.run()),
            Self::Man(man) => Ok(man.run()),
            Self::Account(account) => {
                account.without_chain(options).map_err(|account| Box::new(Self::Account(account)))
            }
            other => Err(Box::new(other)),
        }
    }

    pub async fn run<C: Outbox>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Points(points) => points.run(session).await,
            Self::Coupon(coupon) => coupon.run(session).await,
            Self::Account(account) => account.run(session).await,
            Self::Completions(completions) => completions.run(),
            Self::Man(man) => man.run(),
        }
    }
}
