//! The auction house (拍卖).

mod credits;
mod lots;
mod reserve_file;
mod selling;
mod trading;

use std::path::PathBuf;

use clap::Subcommand;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::auctions::{Auctions, Lot, LotItem};

use crate::{
    answer::Answer,
    book::ContractKind,
    problem::{Code, Problem},
    session::Session,
};

use lots::Listing;
use selling::Selling;

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Auction {
    /// The lots that there are now
    List {
        #[command(flatten)]
        listing: Listing,
    },
    /// A lot, its coupons as they are, its price and the least bid
    Show {
        /// The lot's number
        lot: u64,
    },
    /// Sells coupons, alone or up to 16 in a lot, to who bids most or at a price that falls
    Sell {
        #[command(flatten)]
        selling: Box<Selling>,
    },
    /// Bids up to a maximum; the price rises only as far as it must. Maxima are public
    Bid {
        /// The lot's number
        lot: u64,
        /// What you would pay, in the lot's token, such as 12.50
        maximum: String,
        /// Lets the house take the points, where it may not yet
        #[arg(long)]
        approve: bool,
    },
    /// Buys a lot at its price: the buy-now price, or a falling one's of the moment
    Buy {
        /// The lot's number
        lot: u64,
        /// What to pay at most, in the lot's token; the price of now if nothing is said
        #[arg(long, value_name = "AMOUNT")]
        maximum: Option<String>,
        /// Lets the house take the points, where it may not yet
        #[arg(long)]
        approve: bool,
    },
    /// Gives a lot that has ended to whom it belongs, as anyone may
    Settle {
        /// The lot's number
        lot: u64,
    },
    /// Settles a lot with its hidden reserve, within 24 hours after its end
    Reveal {
        /// The lot's number
        lot: u64,
        /// The file that 'sell' has written
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Takes the caller's lot back, as long as there is no bid
    Cancel {
        /// The lot's number
        lot: u64,
    },
    /// Ends a lot that can't be settled; its items can be reclaimed then
    Unwind {
        /// The lot's number
        lot: u64,
    },
    /// Gives items of a lot that was unwound back to the seller, as anyone may
    Reclaim {
        /// The lot's number
        lot: u64,
        /// Their places in the lot, from 0; all that are left if none is named
        places: Vec<u8>,
    },
    /// Gives up what is left of the caller's lot that was unwound
    Abandon {
        /// The lot's number
        lot: u64,
    },
    /// What the house owes to an account
    Credits {
        /// A name or an address; the caller if nobody is named
        account: Option<String>,
    },
    /// Pays the credits of an account to it, as anyone may
    Withdraw {
        /// A name or an address; the caller if nobody is named
        account: Option<String>,
        /// Only of these tokens: merchants, or PSP22 contracts' names or addresses
        #[arg(long = "token", value_name = "TOKEN")]
        tokens: Vec<String>,
    },
}

const EXAMPLES: &str = "\
Examples:
  tongquan auction sell 3-17@tea --opening 50 --until 1h --window 10m --approve -x
  tongquan auction sell 3-18 3-19 --highest 80 --lowest 20 --until 5h --approve -x
  tongquan auction bid 7 120 --approve -x
  tongquan auction withdraw -x              all that the house owes me";

impl Auction {
    pub async fn run<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::List { listing } => lots::list(session, listing).await,
            Self::Show { lot } => lots::show(session, lot).await,
            Self::Sell { selling } => selling::sell(session, *selling).await,
            Self::Bid { lot, maximum, approve } => {
                trading::bid(session, lot, &maximum, approve).await
            }
            Self::Buy { lot, maximum, approve } => {
                trading::buy(session, lot, maximum.as_deref(), approve).await
            }
            Self::Settle { lot } => trading::settle(session, lot).await,
            Self::Reveal { lot, file } => selling::reveal(session, lot, &file).await,
            Self::Cancel { lot } => trading::cancel(session, lot).await,
            Self::Unwind { lot } => trading::unwind(session, lot).await,
            Self::Reclaim { lot, places } => trading::reclaim(session, lot, places).await,
            Self::Abandon { lot } => trading::abandon(session, lot).await,
            Self::Credits { account } => credits::show(session, account.as_deref()).await,
            Self::Withdraw { account, tokens } => {
                credits::withdraw(session, account.as_deref(), &tokens).await
            }
        }
    }
}

fn contract<C: Chain>(session: &Session<C>) -> Result<AccountId, Problem> {
    session.shared(None, ContractKind::Auction)
}

/// The lot with this number.
async fn lot<C: Chain>(
    session: &mut Session<C>,
    number: u64,
) -> Result<(Lot, Vec<LotItem>), Problem> {
    let contract = contract(session)?;
    let found = session.read(at::<auction::Auction>(contract).lot(number)).await?;
    found.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no lot {number}"))
            .advise("it was settled, bought or taken back, or never was: 'tongquan auction list'")
    })
}
