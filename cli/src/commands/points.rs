//! A merchant's points (积分).

use clap::{Args, Subcommand};
use points::Points as Contract;
use psp22::{PSP22Burnable, PSP22Metadata, PSP22};
use serde_json::json;
use tongquan_client::{at, ss58, AccountId, Chain, Outbox};
use tongquan_traits::{issuance::Issuance, ownable::Ownable};

use crate::{
    amount,
    answer::Answer,
    bulk::{self, Files, Target},
    json::to_json,
    problem::Problem,
    session::Session,
    sheet::Sheet,
};

/// Whose points.
#[derive(Debug, Clone, Args)]
pub struct Of {
    /// A merchant, or a PSP22 contract's name or address; needed if there are several merchants
    #[arg(long, short = 'm', value_name = "MERCHANT")]
    merchant: Option<String>,
}

#[derive(Debug, Subcommand)]
pub enum Points {
    /// Name, supply, cap, owner and issuers
    Show {
        #[command(flatten)]
        of: Of,
    },
    /// What an account has
    Balance {
        /// A name or an address
        account: String,
        #[command(flatten)]
        of: Of,
    },
    /// Sends points
    Transfer {
        /// A name or an address
        to: String,
        /// In the token's decimals, such as 12.50
        amount: String,
        #[command(flatten)]
        of: Of,
    },
    /// Lets an account, such as a contract, take points of the caller
    Approve {
        /// A name or an address
        spender: String,
        /// How many altogether, in the token's decimals; 0 ends it
        amount: String,
        #[command(flatten)]
        of: Of,
    },
    /// How many points an account may still take of another
    Allowance {
        owner: String,
        spender: String,
        #[command(flatten)]
        of: Of,
    },
    /// Issues new points
    Issue {
        /// A name or an address
        to: String,
        /// In the token's decimals, such as 12.50
        amount: String,
        #[command(flatten)]
        of: Of,
    },
    /// Issues points to all rows of a CSV with the columns reference, account and amount, each
    /// exactly once: the same command goes on where it was interrupted
    IssueBatch {
        #[command(flatten)]
        files: Files,
        #[command(flatten)]
        of: Of,
    },
    /// Destroys points of the caller
    Burn {
        /// In the token's decimals, such as 12.50
        amount: String,
        #[command(flatten)]
        of: Of,
    },
    /// Appoints an issuer, or changes its quota
    SetIssuer {
        /// A name or an address
        account: String,
        /// All that it may ever issue, in the token's decimals; 0 ends the right
        quota: String,
        #[command(flatten)]
        of: Of,
    },
    /// Offers the ownership to an account, which has to accept it
    OfferOwnership {
        /// A name or an address
        account: String,
        #[command(flatten)]
        of: Of,
    },
    /// Takes over the ownership that was offered to the caller
    AcceptOwnership {
        #[command(flatten)]
        of: Of,
    },
}

impl Points {
    pub async fn run<C: Outbox>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Show { of } => show(session, of).await,
            Self::Balance { account, of } => {
                let (token, holder) = (of.address(session)?, session.account(&account)?);
                let balance = session.read(at::<Contract>(token).balance_of(holder)).await?;
                let shown = session.show_points(token, balance).await;
                let data = json!({ "account": ss58(&holder), "balance": balance.to_string() });
                Ok(Answer::new(data, format!("{account} has {shown}\n")))
            }
            Self::Allowance { owner, spender, of } => {
                let token = of.address(session)?;
                let (from, by) = (session.account(&owner)?, session.account(&spender)?);
                let left = session.read(at::<Contract>(token).allowance(from, by)).await?;
                let shown = session.show_points(token, left).await;
                let data = json!({
                    "owner": ss58(&from), "spender": ss58(&by), "allowance": left.to_string()
                });
                Ok(Answer::new(data, format!("{spender} may take {shown} of {owner}\n")))
            }
            Self::Transfer { to, amount, of } => {
                let (token, units, shown) = of.units(session, &amount).await?;
                let receiver = session.account(&to)?;
                session.ensure_receiver(receiver, &to)?;
                let message = at::<Contract>(token).transfer(receiver, units, vec![]);
                Ok(session.write(&format!("send {shown} to {to}"), message).await?.report)
            }
            Self::Approve { spender, amount, of } => {
                let (token, units, shown) = of.units(session, &amount).await?;
                let message = at::<Contract>(token).approve(session.account(&spender)?, units);
                Ok(session.write(&format!("let {spender} take {shown}"), message).await?.report)
            }
            Self::Issue { to, amount, of } => {
                let (token, units, shown) = of.units(session, &amount).await?;
                let message = at::<Contract>(token).issue(session.account(&to)?, units);
                Ok(session.write(&format!("issue {shown} to {to}"), message).await?.report)
            }
            Self::IssueBatch { files, of } => {
                let address = of.address(session)?;
                let decimals = session.token(address).await?.decimals;
                bulk::issue_batch(session, Target::points(address, decimals), files).await
            }
            Self::Burn { amount, of } => {
                let (token, units, shown) = of.units(session, &amount).await?;
                let message = at::<Contract>(token).burn(units);
                Ok(session.write(&format!("burn {shown}"), message).await?.report)
            }
            Self::SetIssuer { account, quota, of } => {
                let (token, units, shown) = of.units(session, &quota).await?;
                let issuer = session.account(&account)?;
                let message = at::<Contract>(token).set_issuer(issuer, units);
                let what = format!("let {account} issue {shown} altogether");
                Ok(session.write(&what, message).await?.report)
            }
            Self::OfferOwnership { account, of } => {
                let owner = session.account(&account)?;
                let message = at::<Contract>(of.address(session)?).transfer_ownership(Some(owner));
                Ok(session.write(&format!("offer the points to {account}"), message).await?.report)
            }
            Self::AcceptOwnership { of } => {
                let message = at::<Contract>(of.address(session)?).accept_ownership();
                Ok(session.write("take the points over", message).await?.report)
            }
        }
    }
}

impl Of {
    fn address<C: Chain>(&self, session: &Session<C>) -> Result<AccountId, Problem> {
        session.token_address(self.merchant.as_deref())
    }

    /// The token, the amount in its smallest unit, and the amount as people read it.
    async fn units<C: Chain>(
        &self,
        session: &mut Session<C>,
        written: &str,
    ) -> Result<(AccountId, u128, String), Problem> {
        let address = self.address(session)?;
        let token = session.token(address).await?;
        let units = amount::parse(written, token.decimals)?;
        Ok((address, units, token.show(units)))
    }
}

async fn show<C: Chain>(session: &mut Session<C>, of: Of) -> Result<Answer, Problem> {
    let address = of.address(session)?;
    let contract = || at::<Contract>(address);
    let token = session.token(address).await?;
    let name = session.read(contract().token_name()).await?;
    let supply = session.read(contract().total_supply()).await?;
    let cap = session.read(contract().cap()).await?;
    let owner = session.read(contract().owner()).await?;
    let pending = session.read(contract().pending_owner()).await?;
    let mut issuers = Vec::new();
    for index in 0..session.read(contract().issuer_count()).await? {
        let Some(account) = session.read(contract().issuer_at(index)).await? else { continue };
        let Some(issuer) = session.read(contract().issuer(account)).await? else { continue };
        issuers.push((account, issuer));
    }

    let mut sheet = Sheet::new();
    sheet.title(name.as_deref().unwrap_or("Points"));
    sheet.line("contract", ss58(&address));
    sheet.line("supply", token.show(supply));
    sheet.line("cap", cap.map_or("none".into(), |cap| token.show(cap)));
    sheet.line("owner", session.name(&owner));
    if let Some(pending) = pending {
        sheet.line("offered to", session.name(&pending));
    }
    let rows = issuers.iter().map(|(account, issuer)| {
        [session.name(account), token.show(issuer.issued), token.show(issuer.quota)]
    });
    sheet.table(&["issuer", "issued", "quota"], rows.collect::<Vec<_>>());
    let data = json!({
        "contract": ss58(&address),
        "name": name,
        "symbol": token.symbol,
        "decimals": token.decimals,
        "supply": supply.to_string(),
        "cap": to_json(&cap),
        "owner": ss58(&owner),
        "pending_owner": to_json(&pending),
        "issuers": to_json(&issuers),
    });
    Ok(Answer::new(data, sheet.text()))
}
