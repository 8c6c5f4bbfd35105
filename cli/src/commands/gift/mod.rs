//! Gift links (转赠链接) and red packets (红包).

mod claims;
mod giving;
mod link_source;
mod packet_file;
mod records;

use std::path::PathBuf;

use clap::Subcommand;
use tongquan_client::{AccountId, Chain};

use crate::{
    answer::Answer, assets::ASSET_HELP, book::ContractKind, options::Options, problem::Problem,
    session::Session,
};

use claims::Claiming;
use giving::{Giving, Output, Sharing};
use link_source::LinkSource;
use records::Listing;

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Gift {
    /// Gives a coupon or points to whoever has the link, which is shown once
    #[command(after_help = ASSET_HELP)]
    Give {
        #[command(flatten)]
        giving: Giving,
        /// Who alone may claim it: a name or an address
        #[arg(long, value_name = "ACCOUNT")]
        to: Option<String>,
        /// Also shows the link as a QR code
        #[arg(long)]
        qr: bool,
        /// Also saves the link's QR code as a picture
        #[arg(long, value_name = "FILE")]
        png: Option<PathBuf>,
        /// Also saves the link's QR code for printing
        #[arg(long, value_name = "FILE")]
        svg: Option<PathBuf>,
    },
    /// Gives points in shares, each under a link of its own; the links go to a file
    #[command(after_help = ASSET_HELP)]
    Packet {
        #[command(flatten)]
        giving: Giving,
        #[command(flatten)]
        sharing: Sharing,
    },
    /// Says where the packet of a file stands, and writes its links if that was cut off
    Resume {
        /// The file that was named when it was given
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Looks behind a link; nothing is signed
    Show {
        #[command(flatten)]
        link: LinkSource,
    },
    /// Claims a gift, for oneself or for a recipient who has no native currency
    Claim {
        #[command(flatten)]
        link: LinkSource,
        #[command(flatten)]
        claiming: Claiming,
    },
    /// Signs a claim that somebody else submits; asks no chain
    SignClaim {
        #[command(flatten)]
        link: LinkSource,
        /// Who gets the gift: a name or an address
        #[arg(long, value_name = "ACCOUNT")]
        recipient: String,
        /// How much of the points whoever submits it may keep, in the token's smallest unit
        #[arg(long, value_name = "UNITS", default_value_t = 0)]
        max_fee: u128,
    },
    /// Submits a claim that was signed with sign-claim
    Submit {
        /// The file of the signed claim, or - for standard input
        file: String,
        /// What to keep of the points, in the token's decimals; at most what was signed
        #[arg(long, value_name = "AMOUNT", default_value = "0")]
        fee: String,
    },
    /// The gifts that there are now
    List {
        #[command(flatten)]
        listing: Listing,
    },
    /// Takes back what was not claimed
    TakeBack {
        /// The gift's number
        gift: u64,
    },
    /// Sends gifts that are over back to their senders, as anyone may
    SendBack {
        /// The gifts' numbers
        #[arg(required_unless_present = "ended")]
        gifts: Vec<u64>,
        /// All that are over
        #[arg(long, conflicts_with = "gifts")]
        ended: bool,
    },
    /// Gives up what is left of a gift that is over and can't be sent back
    Abandon {
        /// The gift's number
        gift: u64,
    },
    /// Gets the deposits of claims back that the caller has submitted, of a packet that is over
    ClearClaims {
        /// The packet's number
        gift: u64,
        /// For whom they were submitted: names or addresses
        #[arg(required = true)]
        recipients: Vec<String>,
    },
}

const EXAMPLES: &str = "\
Examples:
  tongquan gift give coupon 3-17@tea --for 7d --greeting 'Have a tea on me!' --approve -x
  tongquan gift packet points 88 tea --shares 10 --drawn --for 1d --file links.csv --approve -x
  tongquan gift show -                      paste the link, or read it from a pipe
  tongquan gift claim link.txt -x           the link is in a file
  tongquan gift sign-claim - --recipient dora > claim.json     offline
  tongquan gift submit claim.json -x";

impl Gift {
    /// What is signed without a chain; `Err` gives the rest back.
    pub fn without_chain(self, options: &Options) -> Result<Result<Answer, Problem>, Box<Self>> {
        match self {
            Self::SignClaim { link, recipient, max_fee } => {
                Ok(claims::sign(options, &link, &recipient, max_fee))
            }
            other => Err(Box::new(other)),
        }
    }

    pub async fn run<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Give { giving, to, qr, png, svg } => {
                giving::give(session, giving, to, giving::Pictures { qr, png, svg }).await
            }
            Self::Packet { giving, sharing } => giving::packet(session, giving, sharing).await,
            Self::Resume { file, output } => giving::resume(session, file, output).await,
            Self::Show { link } => claims::show(session, &link).await,
            Self::Claim { link, claiming } => claims::claim(session, &link, claiming).await,
            Self::SignClaim { link, recipient, max_fee } => {
                claims::sign(&session.options, &link, &recipient, max_fee)
            }
            Self::Submit { file, fee } => claims::submit(session, &file, &fee).await,
            Self::List { listing } => records::list(session, listing).await,
            Self::TakeBack { gift } => records::take_back(session, gift).await,
            Self::SendBack { gifts, ended } => records::send_back(session, gifts, ended).await,
            Self::Abandon { gift } => records::abandon(session, gift).await,
            Self::ClearClaims { gift, recipients } => {
                records::clear_claims(session, gift, recipients).await
            }
        }
    }
}

fn contract<C: Chain>(session: &Session<C>) -> Result<AccountId, Problem> {
    session.shared(None, ContractKind::Gift)
}
