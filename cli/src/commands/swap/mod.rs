//! Swaps (互换), and the exchange of points for points (跨行积分交换).

mod accepting;
mod filling;
mod offers;

use clap::Subcommand;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::swaps::{Offer, SwapError, Swaps};

use crate::{
    answer::Answer,
    book::{ContractKind, Hex},
    json::{in_words, to_json},
    problem::{Code, Problem},
    session::Session,
};

use accepting::Accepting;
use offers::{Listing, Offering};

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Swap {
    /// The offers that there are now
    List {
        #[command(flatten)]
        listing: Listing,
    },
    /// An offer as a taker should see it: each coupon as it is, and the fingerprint of all that
    Show {
        /// The offer's number
        offer: u64,
    },
    /// Offers assets for others
    #[command(after_help = WANT_HELP)]
    Offer {
        #[command(flatten)]
        offering: Offering,
    },
    /// Gives what is wanted for all that is offered
    Accept {
        /// The offer's number
        offer: u64,
        /// What you have seen and agree to: the fingerprint that 'show' tells
        #[arg(long, value_name = "0x…", conflicts_with = "as_shown")]
        fingerprint: Option<Hex<32>>,
        /// Agree to the offer as this command shows it
        #[arg(long)]
        as_shown: bool,
        /// Which coupon for each 'any campaign', in their order: such as 3-17
        #[arg(long = "choose", value_name = "COUPON")]
        choices: Vec<String>,
        /// Lets the swap contract take what is wanted, where it may not yet
        #[arg(long)]
        approve: bool,
    },
    /// What an amount of points offered for points costs
    Quote {
        /// The offer's number
        offer: u64,
        /// How much of the points that are offered, in their decimals
        amount: String,
    },
    /// Takes an amount of points offered for points, at the offer's rate
    Fill {
        /// The offer's number
        offer: u64,
        /// How much of the points that are offered, in their decimals
        amount: String,
        /// What to pay at most, in the decimals of what is wanted; the quote of now if nothing is said
        #[arg(long, value_name = "AMOUNT")]
        maximum: Option<String>,
        /// Lets the swap contract take the points, where it may not yet
        #[arg(long)]
        approve: bool,
    },
    /// Ends an offer and gives what is left back: the maker's at any time, one that is over as anyone
    Cancel {
        /// The offer's number
        offer: u64,
    },
    /// Ends an offer and gives single assets back, if one is stuck
    Reclaim {
        /// The offer's number
        offer: u64,
        /// Their places among what is given, from 0; all that are left if none is named
        places: Vec<u8>,
    },
    /// Gives up what is left of the caller's offer that is over
    Abandon {
        /// The offer's number
        offer: u64,
    },
}

const EXAMPLES: &str = "\
Examples:
  tongquan swap offer --give 'points 1000 tea' --want 'points 300 book' --until 30d --approve -x
  tongquan swap offer --give 'coupon 3-17@tea' --want 'any campaign 2@book' --until 7d --approve -x
  tongquan swap show 5
  tongquan swap accept 5 --as-shown --choose 2-4 --approve -x
  tongquan swap fill 4 120 --approve -x     at most at the quote of now";

const WANT_HELP: &str = "\
How an asset is written; a merchant can be left out where there is one only:
  'points 12.50 tea'        points of the merchant tea, or of a PSP22 contract's name or address
  'coupon 3-17@tea'         coupon 17 of campaign 3 of the merchant tea, or of a contract
  'item u32:5@ADDRESS'      another PSP34 token: u8: u16: u32: u128: and a number, or 0x and bytes
  'any campaign 3@tea'      wanted: any coupon of campaign 3; the taker chooses
What a wanted coupon must be good for can be added: 'coupon 3-17@tea left 10.00 until 2026-12-31'";

impl Swap {
    pub async fn run<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::List { listing } => offers::list(session, listing).await,
            Self::Show { offer } => accepting::show(session, offer).await,
            Self::Offer { offering } => offers::make(session, offering).await,
            Self::Accept { offer, fingerprint, as_shown, choices, approve } => {
                let accepting = Accepting { fingerprint, as_shown, choices, approve };
                accepting::accept(session, offer, accepting).await
            }
            Self::Quote { offer, amount } => filling::quote(session, offer, &amount).await,
            Self::Fill { offer, amount, maximum, approve } => {
                filling::fill(session, offer, &amount, maximum.as_deref(), approve).await
            }
            Self::Cancel { offer } => offers::cancel(session, offer).await,
            Self::Reclaim { offer, places } => offers::reclaim(session, offer, places).await,
            Self::Abandon { offer } => offers::abandon(session, offer).await,
        }
    }
}

fn contract<C: Chain>(session: &Session<C>) -> Result<AccountId, Problem> {
    session.shared(None, ContractKind::Swap)
}

/// The offer with this number.
async fn offer<C: Chain>(session: &mut Session<C>, number: u64) -> Result<Offer, Problem> {
    let contract = contract(session)?;
    let found = session.read(at::<swap::Swap>(contract).offer(number)).await?;
    found.ok_or_else(|| no_offer(number))
}

fn no_offer(number: u64) -> Problem {
    Problem::new(Code::NotFound, format!("there is no offer {number}, or not all of it any more"))
        .advise("it was accepted or taken back, or never was: 'tongquan swap list'")
}

/// All reasons why the contract would refuse.
fn refused_for<C: Chain>(session: &Session<C>, reasons: &[SwapError]) -> Problem {
    let details: Vec<_> = reasons.iter().map(to_json).collect();
    let words = details.iter().map(in_words).collect::<Vec<_>>().join("; ");
    let message = format!("the contract would refuse: {}", session.with_names(&words));
    Problem::new(Code::Refused, message).detail(details.into())
}
