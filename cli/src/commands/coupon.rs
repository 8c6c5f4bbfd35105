//! A merchant's coupons (券).

use clap::{Args, Subcommand};
use tongquan_client::Outbox;

use crate::{
    answer::Answer,
    bulk::{self, Files, Target},
    problem::Problem,
    session::Session,
};

/// Whose coupons.
#[derive(Debug, Clone, Args)]
pub struct Of {
    /// The merchant; needed if there are several
    #[arg(long, short = 'm', value_name = "MERCHANT")]
    merchant: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Coupon {
    /// Issues a coupon to each row of a CSV with the columns reference, account and, if not
    /// --campaign, campaign, each exactly once: the same command goes on where it was interrupted
    IssueBatch {
        #[command(flatten)]
        files: Files,
        /// The campaign of rows that name none
        #[arg(long, value_name = "NUMBER")]
        campaign: Option<u32>,
        #[command(flatten)]
        of: Of,
    },
}

impl Coupon {
    pub async fn run<C: Outbox>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::IssueBatch { files, campaign, of } => {
                let shop = session.merchant(of.merchant.as_deref())?;
                bulk::issue_batch(session, Target::coupons(shop.coupon, campaign), files).await
            }
        }
    }
}
