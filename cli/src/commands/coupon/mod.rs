//! A merchant's coupons (券).

mod claims;
mod records;

use clap::{Args, Subcommand};
use coupon::Coupon as Contract;
use psp22::PSP22;
use psp34::{Id, PSP34Burnable, PSP34Error, PSP34};
use serde_json::json;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::{
    assets::{Asset, Item},
    campaigns::Campaigns,
    coupon_error::CouponError,
    coupons::Coupons,
};

use self::claims::Voucher;
pub use self::claims::{ensure_here, CodeText};
use crate::{
    answer::Answer,
    bulk::{self, Files, Target},
    coupon_id::CouponId,
    problem::{Code, Problem},
    session::{Network, Session},
    steps::Step,
};

/// Whose coupons.
#[derive(Debug, Clone, Default, Args)]
pub struct Of {
    /// A merchant, or a coupon contract's name or address; needed if there are several merchants
    #[arg(long, short = 'm', value_name = "MERCHANT")]
    merchant: Option<String>,
}

impl Of {
    pub fn contract<C: Chain>(&self, session: &Session<C>) -> Result<AccountId, Problem> {
        session.coupon_contract(self.merchant.as_deref())
    }
}

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Coupon {
    /// What a coupon is good for, who holds it, and its state
    Show {
        /// CAMPAIGN-SERIAL@MERCHANT, such as 3-17@tea, or 3-17 if there is one merchant
        coupon: String,
    },
    /// The coupons of a holder, or all
    List {
        /// Only those of this account: a name or an address
        #[arg(long, value_name = "ACCOUNT")]
        holder: Option<String>,
        /// Which page of 20
        #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
        page: u32,
        /// All pages
        #[arg(long, conflicts_with = "page")]
        all: bool,
        #[command(flatten)]
        of: Of,
    },
    /// Issues a coupon to a member
    Issue {
        /// The campaign's number
        campaign: u32,
        /// A name or an address
        to: String,
        #[command(flatten)]
        of: Of,
    },
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
    /// Gives a coupon to an account. Friends without one get a link: 'tongquan gift'
    Transfer {
        /// 3-17@tea, or 3-17 if there is one merchant
        coupon: String,
        /// A name or an address
        to: String,
    },
    /// Lets an account, such as a contract, take a coupon of the caller; ends when the coupon moves
    Approve {
        /// A name or an address
        spender: String,
        /// 3-17@tea, or 3-17 if there is one merchant
        coupon: String,
        /// End it
        #[arg(long)]
        revoke: bool,
    },
    /// Destroys a coupon of the caller
    Burn {
        /// 3-17@tea, or 3-17 if there is one merchant
        coupon: String,
    },
    /// Exchanges points for a coupon (兑换), at the campaign's price
    Exchange {
        /// The campaign's number
        campaign: u32,
        /// Let the contract take the price first, where it may not yet
        #[arg(long)]
        approve: bool,
        #[command(flatten)]
        of: Of,
    },
    /// Removes coupons that are used up or expired and can't come back, for their deposit (managers)
    Clear {
        /// 3-17@tea, or 3-17 if there is one merchant
        #[arg(required = true)]
        coupons: Vec<String>,
    },
    /// Signs a voucher with which a member claims a coupon; sends nothing (managers)
    Voucher(Voucher),
    /// Claims the coupon of a voucher or of a printed code (领取)
    Claim {
        /// A file with the text of the voucher or the code; '-' for standard input
        file: String,
        /// Who gets the coupon of a code; the caller if nobody is named
        #[arg(long, value_name = "ACCOUNT")]
        member: Option<String>,
    },
}

const EXAMPLES: &str = "\
Examples:
  tongquan coupon list --holder ann                     what ann has
  tongquan coupon issue 3 ann --suri //Alice -x         a coupon of campaign 3
  tongquan coupon issue-batch members.csv --campaign 3  what it would cost
  tongquan coupon exchange 4 --approve -x               for points";

impl Coupon {
    pub async fn run<C: Network>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Show { coupon } => records::show(session, &coupon).await,
            Self::List { holder, page, all, of } => {
                let page = (!all).then_some(page);
                records::list(session, of.contract(session)?, holder.as_deref(), page).await
            }
            Self::Issue { campaign, to, of } => {
                let contract = of.contract(session)?;
                let receiver = session.account(&to)?;
                session.ensure_receiver(receiver, &to)?;
                let message = at::<Contract>(contract).issue(campaign, receiver);
                let what = format!("issue a coupon of campaign {campaign} to {to}");
                let done = session.write::<u64, CouponError>(&what, message).await?;
                Ok(records::with_coupon(done, contract, "issued"))
            }
            Self::IssueBatch { files, campaign, of } => {
                let contract = of.contract(session)?;
                bulk::issue_batch(session, Target::coupons(contract, campaign), files).await
            }
            Self::Transfer { coupon, to } => {
                let (contract, coupon) = of_text(session, &coupon)?;
                let receiver = session.account(&to)?;
                session.ensure_receiver(receiver, &to)?;
                let id = Id::U64(coupon.0);
                let message = at::<Contract>(contract).transfer(receiver, id, vec![]);
                let what = format!("give coupon {coupon} to {to}");
                Ok(session.write::<(), PSP34Error>(&what, message).await?.report)
            }
            Self::Approve { spender, coupon, revoke } => {
                let (contract, coupon) = of_text(session, &coupon)?;
                let operator = session.account(&spender)?;
                let id = Some(Id::U64(coupon.0));
                let message = at::<Contract>(contract).approve(operator, id, !revoke);
                let what = match revoke {
                    false => format!("let {spender} take coupon {coupon}"),
                    true => format!("let {spender} no more take coupon {coupon}"),
                };
                Ok(session.write::<(), PSP34Error>(&what, message).await?.report)
            }
            Self::Burn { coupon } => {
                let (contract, coupon) = of_text(session, &coupon)?;
                let caller = session.writer()?;
                let message = at::<Contract>(contract).burn(caller, Id::U64(coupon.0));
                let what = format!("burn coupon {coupon}");
                Ok(session.write::<(), PSP34Error>(&what, message).await?.report)
            }
            Self::Exchange { campaign, approve, of } => {
                exchange(session, of.contract(session)?, campaign, approve).await
            }
            Self::Clear { coupons } => clear(session, &coupons).await,
            Self::Voucher(voucher) => voucher.sign(session).await,
            Self::Claim { file, member } => claims::claim(session, &file, member.as_deref()).await,
        }
    }
}

/// A coupon that a user wrote, and its contract.
///
/// # Errors
///
/// `InvalidArgument`, `UnknownName`.
pub fn of_text<C: Chain>(
    session: &Session<C>,
    text: &str,
) -> Result<(AccountId, CouponId), Problem> {
    match session.item(text)? {
        Item { contract, id: Id::U64(coupon) } => Ok((contract, CouponId(coupon))),
        _ => Err(Problem::argument(format!("'{text}' is no coupon"))
            .advise("write CAMPAIGN-SERIAL such as 3-17, or 3-17@tea")),
    }
}

/// Coupons that a user wrote, all of one contract.
///
/// # Errors
///
/// `InvalidArgument`, `UnknownName`.
pub fn of_texts<C: Chain>(
    session: &Session<C>,
    texts: &[String],
) -> Result<(AccountId, Vec<u64>), Problem> {
    let (mut contracts, mut coupons) = (Vec::new(), Vec::new());
    for text in texts {
        let (contract, coupon) = of_text(session, text)?;
        contracts.push(contract);
        coupons.push(coupon.0);
    }
    contracts.dedup();
    match contracts[..] {
        [contract] => Ok((contract, coupons)),
        _ => Err(Problem::argument("coupons of one merchant are needed, one or more")),
    }
}

/// The coupons' names in a sentence.
pub fn listed(coupons: &[u64]) -> String {
    coupons.iter().map(|coupon| CouponId(*coupon).to_string()).collect::<Vec<_>>().join(", ")
}

async fn exchange<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    number: u32,
    approve: bool,
) -> Result<Answer, Problem> {
    let campaign = session.read(at::<Contract>(contract).campaign(number)).await?;
    let campaign = campaign.ok_or_else(|| {
        Problem::new(Code::NotFound, format!("there is no campaign {number}"))
            .advise("'tongquan campaign list' shows them")
    })?;
    let mut what = format!("get a coupon of campaign {number}");
    let mut taken = Vec::new();
    if let Some(price) = campaign.sale.price {
        let shown = session.show_amount(price.token, price.amount).await;
        what.push_str(&format!(" for {shown}"));
        ensure_affordable(session, price.token, price.amount, &shown).await?;
        taken.push(Asset::Points { token: price.token, amount: price.amount });
    }
    let message = at::<Contract>(contract).exchange(number);
    match session.write_taking::<u64, CouponError>(&what, message, &taken, approve).await? {
        Step::Done(done) => Ok(records::with_coupon(done, contract, "got")),
        Step::Approvals(answer) => Ok(answer),
    }
}

/// Before anything is approved.
async fn ensure_affordable<C: Chain>(
    session: &mut Session<C>,
    token: AccountId,
    amount: u128,
    shown: &str,
) -> Result<(), Problem> {
    let caller = session.writer()?;
    let has = session.read(at::<points::Points>(token).balance_of(caller)).await?;
    if has >= amount {
        return Ok(());
    }
    let has = session.show_points(token, has).await;
    let message = format!("a coupon costs {shown}, and {} has {has}", session.name(&caller));
    Err(Problem::new(Code::Refused, message).detail(json!({ "Points": "InsufficientBalance" })))
}

async fn clear<C: Chain>(session: &mut Session<C>, texts: &[String]) -> Result<Answer, Problem> {
    let (contract, coupons) = of_texts(session, texts)?;
    let what = format!("clear {}", listed(&coupons));
    let message = at::<Contract>(contract).clear_coupons(coupons);
    Ok(session.write::<(), CouponError>(&what, message).await?.report)
}
