//! Merchants.

mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use coupon::Coupon;
use serde_json::json;
use tongquan_client::{at, ss58, Chain, Inspect};
use tongquan_traits::{ownable::Ownable, tills::Tills};

use crate::{answer::Answer, deployment::Order, problem::Problem, session::Session, sheet::Sheet};

/// Which merchant.
#[derive(Debug, Clone, Args)]
pub struct Of {
    /// A merchant of the address book; needed if there are several
    #[arg(long, short = 'm', value_name = "MERCHANT")]
    merchant: Option<String>,
}

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Merchant {
    /// A new merchant: points, coupons, roles and a first campaign, as the file says
    New {
        /// cli/examples/merchant.toml explains each key
        #[arg(value_name = "FILE.toml")]
        file: PathBuf,
        /// Deploy again what the address book has and the chain lost
        #[arg(long)]
        redeploy: bool,
    },
    /// The merchants of the address book
    List,
    /// What a merchant issued, what has become of it, what it still owes, and who works for it
    Show {
        /// A merchant of the address book; needed if there are several
        merchant: Option<String>,
    },
    /// Makes an account a manager of the coupons; the owner may
    SetManager {
        /// A name or an address
        account: String,
        #[command(flatten)]
        of: Of,
    },
    /// Dismisses a manager of the coupons; the owner may
    RemoveManager {
        /// A name or an address
        account: String,
        #[command(flatten)]
        of: Of,
    },
    /// Offers the coupon contract to an account, which has to accept it ('points offer-ownership'
    /// does the same for the points)
    OfferOwnership {
        /// A name or an address
        account: String,
        #[command(flatten)]
        of: Of,
    },
    /// Takes over the coupon contract that was offered to the caller
    AcceptOwnership {
        #[command(flatten)]
        of: Of,
    },
}

const EXAMPLES: &str = "\
Examples:
  tongquan merchant new tea.toml --suri //Alice        what would be done
  tongquan merchant new tea.toml --suri //Alice -x     do it, after a question
  tongquan merchant show tea
  tongquan merchant set-manager ann --suri //Alice -x";

impl Merchant {
    pub async fn run<C: Chain + Inspect>(
        self,
        session: &mut Session<C>,
    ) -> Result<Answer, Problem> {
        match self {
            Self::New { file, redeploy } => {
                let order = Order { suite: false, merchants: vec![file], again: redeploy };
                order.carry_out(session).await
            }
            Self::List => Ok(list(session)),
            Self::Show { merchant } => {
                let shop = session.merchant(merchant.as_deref())?;
                show::show(session, &shop).await
            }
            Self::SetManager { account, of } => {
                let (who, shop) =
                    (session.account(&account)?, session.merchant(of.merchant.as_deref())?);
                let message = at::<Coupon>(shop.coupon).set_manager(who, true);
                let what = format!("make {account} a manager of {}", shop.name);
                Ok(session.write(&what, message).await?.report)
            }
            Self::RemoveManager { account, of } => {
                let (who, shop) =
                    (session.account(&account)?, session.merchant(of.merchant.as_deref())?);
                let message = at::<Coupon>(shop.coupon).set_manager(who, false);
                let what = format!("dismiss {account} as a manager of {}", shop.name);
                Ok(session.write(&what, message).await?.report)
            }
            Self::OfferOwnership { account, of } => {
                let (who, shop) =
                    (session.account(&account)?, session.merchant(of.merchant.as_deref())?);
                let message = at::<Coupon>(shop.coupon).transfer_ownership(Some(who));
                let what = format!("offer the coupons of {} to {account}", shop.name);
                Ok(session.write(&what, message).await?.report)
            }
            Self::AcceptOwnership { of } => {
                let shop = session.merchant(of.merchant.as_deref())?;
                let message = at::<Coupon>(shop.coupon).accept_ownership();
                let what = format!("take the coupons of {} over", shop.name);
                Ok(session.write(&what, message).await?.report)
            }
        }
    }
}

fn list<C>(session: &Session<C>) -> Answer {
    let book = &session.book;
    let address = |name: &String| book.contracts.get(name).map(|found| ss58(&found.address.0));
    let mut sheet = Sheet::new();
    let rows = book.merchants.iter().map(|(name, merchant)| {
        let address = |name| address(name).unwrap_or_default();
        [
            name.clone(),
            address(&merchant.points),
            address(&merchant.coupon),
            merchant.money.code.clone(),
        ]
    });
    sheet.table(&["merchant", "points", "coupons", "money"], rows.collect::<Vec<_>>());
    let merchants = book.merchants.iter().map(|(name, merchant)| {
        json!({
            "name": name,
            "points": address(&merchant.points),
            "coupon": address(&merchant.coupon),
            "money": merchant.money,
        })
    });
    Answer::new(merchants.collect::<Vec<_>>(), sheet.text())
}
