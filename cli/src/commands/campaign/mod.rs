//! Campaigns (批次): what a merchant promises.

mod codes;
mod records;

use std::path::{Path, PathBuf};

use clap::Subcommand;
use coupon::Coupon as Contract;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::{
    campaigns::{CampaignOpened, CampaignState, Campaigns, Validity},
    coupon_error::CouponError,
};

use crate::{
    answer::Answer,
    campaign_file::CampaignFile,
    commands::coupon::Of,
    problem::Problem,
    session::{Network, Session},
    time,
};

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Campaign {
    /// All campaigns, with how many coupons were issued
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Terms, state and figures of a campaign
    Show {
        /// The campaign's number
        campaign: u32,
        #[command(flatten)]
        of: Of,
    },
    /// Opens a campaign (managers)
    Open {
        /// A TOML file such as cli/examples/campaign.toml, which explains each key
        file: PathBuf,
        /// The merchant; needed if there are several
        #[arg(long, short = 'm', value_name = "MERCHANT")]
        merchant: Option<String>,
    },
    /// Makes the terms better for holders: more coupons, a later end (managers)
    Extend {
        /// The campaign's number
        campaign: u32,
        /// How many coupons may be issued altogether
        #[arg(long, value_name = "COUPONS")]
        budget: Option<u32>,
        /// Until when coupons are issued: a time, or a duration from now on
        #[arg(long, value_name = "TIME")]
        issue_until: Option<String>,
        /// Until when coupons are good: a time; where they are good for a time after their issue, how
        /// long, such as 60d
        #[arg(long, value_name = "TIME")]
        valid_until: Option<String>,
        #[command(flatten)]
        of: Of,
    },
    /// Stops the issue until it is resumed; what is out stays good (managers)
    Pause {
        /// The campaign's number
        campaign: u32,
        #[command(flatten)]
        of: Of,
    },
    /// Goes on with the issue (managers)
    Resume {
        /// The campaign's number
        campaign: u32,
        #[command(flatten)]
        of: Of,
    },
    /// Ends the issue for good; what is out stays good (managers)
    Close {
        /// The campaign's number
        campaign: u32,
        #[command(flatten)]
        of: Of,
    },
    /// Makes single-use codes to print, saves them, and publishes the root of their tree (managers)
    Codes {
        /// The campaign's number
        campaign: u32,
        /// How many: each is a coupon
        #[arg(value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
        count: u32,
        /// Where to save them, for their owner only: a JSON file whose `codes` are the texts to print.
        /// If it is there already, its codes are published and no others are made
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        #[command(flatten)]
        of: Of,
    },
}

const EXAMPLES: &str = "\
Examples:
  tongquan campaign open autumn.toml --suri //Alice         what would be opened
  tongquan campaign extend 3 --budget 20000 -x              room for more coupons
  tongquan campaign codes 3 500 --out codes.json -x         for 500 printed cards";

impl Campaign {
    pub async fn run<C: Network>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        let (state, number, of, what) = match self {
            Self::List { of } => return records::list(session, of.contract(session)?).await,
            Self::Show { campaign, of } => {
                return records::show(session, of.contract(session)?, campaign).await
            }
            Self::Open { file, merchant } => {
                return open(session, &file, merchant.as_deref()).await
            }
            Self::Extend { campaign, budget, issue_until, valid_until, of } => {
                let contract = of.contract(session)?;
                let better = Better { budget, issue_until, valid_until };
                return extend(session, contract, campaign, better).await;
            }
            Self::Codes { campaign, count, out, of } => {
                return codes::publish(session, of.contract(session)?, campaign, count, &out).await
            }
            Self::Pause { campaign, of } => (CampaignState::Paused {}, campaign, of, "pause"),
            Self::Resume { campaign, of } => (CampaignState::Open {}, campaign, of, "resume"),
            Self::Close { campaign, of } => {
                (CampaignState::Closed {}, campaign, of, "close for good")
            }
        };
        let contract = of.contract(session)?;
        let message = at::<Contract>(contract).set_campaign_state(number, state);
        let what = format!("{what} campaign {number}");
        Ok(session.write::<(), CouponError>(&what, message).await?.report)
    }
}

async fn open<C: Chain>(
    session: &mut Session<C>,
    file: &Path,
    merchant: Option<&str>,
) -> Result<Answer, Problem> {
    let shop = session.merchant(merchant)?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let draft = CampaignFile::load(file)?.draft(session, &shop, folder).await?;
    let kind = session.show_kind(&shop.coupon, &draft.terms.kind).await;
    let what =
        format!("open '{}': {} coupons, each a {kind}", draft.details.name, draft.terms.budget);
    let message = at::<Contract>(shop.coupon).open_campaign(draft.terms, draft.sale, draft.details);
    let mut done = session.write::<u32, CouponError>(&what, message).await?;
    let opened = done.events.of::<CampaignOpened>(shop.coupon).pop();
    let number = opened.map_or(done.value, |opened| opened.campaign);
    let would = if done.executed { "It is" } else { "It would be" };
    done.report.text.push_str(&format!("{would} campaign {number}\n"));
    done.report.data["campaign"] = number.into();
    Ok(done.report)
}

/// What gets better.
struct Better {
    budget: Option<u32>,
    issue_until: Option<String>,
    valid_until: Option<String>,
}

async fn extend<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    number: u32,
    better: Better,
) -> Result<Answer, Problem> {
    let terms = records::campaign(session, contract, number).await?.terms;
    let budget = better.budget.unwrap_or(terms.budget);
    let issue_until = match &better.issue_until {
        Some(text) => session.moment(text).await?,
        None => terms.issue_until,
    };
    let (valid_until, shown) = match (&better.valid_until, terms.validity) {
        (None, Validity::Dates { until, .. }) => (until, String::new()),
        (None, Validity::AfterIssue { length, .. }) => (length, String::new()),
        (Some(text), Validity::Dates { .. }) => {
            let until = session.moment(text).await?;
            (until, format!(", good until {}", session.show_time(until)))
        }
        (Some(text), Validity::AfterIssue { .. }) => {
            let length = time::duration(text)?;
            (length, format!(", good for {}", time::show_duration(length)))
        }
    };
    let what = format!(
        "extend campaign {number}: {budget} coupons, issued until {}{shown}",
        session.show_time(issue_until)
    );
    let message =
        at::<Contract>(contract).extend_campaign(number, budget, issue_until, valid_until);
    Ok(session.write::<(), CouponError>(&what, message).await?.report)
}
