//! The program's arguments.

use clap::{Parser, Subcommand};

use crate::{
    answer::Answer,
    commands::{
        account, auction, audit, campaign, coupon, deploy, gift, merchant, node, points, shell,
        statement, swap, till,
    },
    options::Options,
    problem::Problem,
    session::{Network, Session},
};

/// Points and coupons of merchants, on a chain that runs the Contracts pallet. Reads need no key. Writes
/// show what would happen, and are sent with --execute
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
    /// Merchants: their contracts, what they issued, who works for them
    #[command(subcommand)]
    Merchant(merchant::Merchant),
    /// A merchant's points (积分)
    #[command(subcommand)]
    Points(points::Points),
    /// A merchant's coupons (券)
    #[command(subcommand)]
    Coupon(coupon::Coupon),
    /// Campaigns (批次) of coupons
    #[command(subcommand)]
    Campaign(campaign::Campaign),
    /// Tills (收银台): redemption (核销), refunds, tickets
    #[command(subcommand)]
    Till(till::Till),
    /// Gift links (转赠链接) and red packets (红包)
    #[command(subcommand)]
    Gift(gift::Gift),
    /// The auction house (拍卖)
    #[command(subcommand)]
    Auction(auction::Auction),
    /// Swaps (互换) of coupons and points
    #[command(subcommand)]
    Swap(swap::Swap),
    /// Deploys the suite, and merchants, from the bundles; goes on where it was cut
    Deploy(deploy::Deploy),
    /// Looks whether the chain has what it should, and who may do what; needs no key
    Audit(audit::Audit),
    /// The books of every party, made of events alone (对账)
    #[command(subcommand)]
    Statement(statement::Statement),
    /// The node and its chain
    #[command(subcommand)]
    Node(node::Node),
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
            Self::Statement(statement) => statement
                .without_chain(options)
                .map_err(|statement| Box::new(Self::Statement(*statement))),
            Self::Gift(gift) => {
                gift.without_chain(options).map_err(|gift| Box::new(Self::Gift(*gift)))
            }
            Self::Till(till) => {
                till.without_chain(options).map_err(|till| Box::new(Self::Till(*till)))
            }
            other => Err(Box::new(other)),
        }
    }

    pub async fn run<C: Network>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Points(points) => points.run(session).await,
            Self::Merchant(merchant) => merchant.run(session).await,
            Self::Deploy(deploy) => deploy.run(session).await,
            Self::Auction(auction) => auction.run(session).await,
            Self::Swap(swap) => swap.run(session).await,
            Self::Gift(gift) => gift.run(session).await,
            Self::Audit(audit) => audit.run(session).await,
            Self::Coupon(coupon) => coupon.run(session).await,
            Self::Campaign(campaign) => campaign.run(session).await,
            Self::Till(till) => till.run(session).await,
            Self::Account(account) => account.run(session).await,
            Self::Node(node) => node.run(session).await,
            Self::Statement(statement) => statement.run(session).await,
            Self::Completions(completions) => completions.run(),
            Self::Man(man) => man.run(),
        }
    }
}
