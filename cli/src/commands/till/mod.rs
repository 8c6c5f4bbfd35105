//! Tills (收银台): redemption (核销) of coupons, and how it is undone.

mod receipts;
mod signing;

use clap::{Args, Subcommand};
use coupon::Coupon as Contract;
use serde_json::json;
use tongquan_client::{at, ss58, AccountId, Chain};
use tongquan_traits::{
    coupon_error::CouponError,
    redemption::{Receipt, Redemption},
    tills::{TillLimits, Tills},
};

use self::signing::Sign;
use crate::{
    answer::Answer,
    commands::coupon::{ensure_here, listed, of_texts, Of},
    compact,
    json::to_json,
    options::Options,
    problem::{Code, Problem},
    session::{Network, Session},
    sheet::Sheet,
    ticket::{order_ref, show_order, SignedTicket},
    time,
};

#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub enum Till {
    /// A till's limits, and what it used of them today
    Show {
        /// A name or an address
        account: String,
        #[command(flatten)]
        of: Of,
    },
    /// Makes an account a till, or changes its limits (managers)
    Set {
        /// A name or an address
        account: String,
        /// The most that it may deduct in a day, in money such as 5000.00
        #[arg(long, value_name = "AMOUNT")]
        daily_value: String,
        /// The most coupons that it may redeem in a day
        #[arg(long, value_name = "COUPONS")]
        daily_coupons: u32,
        /// For how long it may void its own redemptions
        #[arg(long, value_name = "DURATION", default_value = "30m")]
        void_window: String,
        #[command(flatten)]
        of: Of,
    },
    /// Ends a till's rights at once, also if its key is lost (managers)
    Remove {
        /// A name or an address
        account: String,
        #[command(flatten)]
        of: Of,
    },
    /// Signs a holder's ticket for the till; sends nothing. With --moves it needs no connection
    Ticket(Sign),
    /// Redeems coupons: the holder's own, or a till with the holder's ticket
    Redeem(Redeemed),
    /// Holds coupons for an order until it is paid: the holder's own, or a till with a ticket
    Reserve {
        #[command(flatten)]
        what: Redeemed,
        /// Until when: a time, or a duration from now on, up to 24h
        #[arg(long, value_name = "TIME", default_value = "15m")]
        until: String,
    },
    /// Ends a hold: whoever made it or a manager, and anyone once it is over
    Release {
        /// The order's reference
        order: String,
        #[command(flatten)]
        of: Of,
    },
    /// Takes a redemption back that was a mistake: its till within its window, or a manager
    Void {
        /// The order's reference
        order: String,
        #[command(flatten)]
        of: Of,
    },
    /// Refunds an order, or a part of it
    Refund {
        /// The order's reference
        order: String,
        /// What of the order's amount, in money such as 28.80
        amount: String,
        #[command(flatten)]
        of: Of,
    },
    /// The receipt of an order
    Receipt {
        /// The order's reference
        order: String,
        #[command(flatten)]
        of: Of,
    },
    /// Removes receipts that nothing can change any more, for their deposits
    ClearReceipts {
        /// The orders' references
        #[arg(required = true)]
        orders: Vec<String>,
        #[command(flatten)]
        of: Of,
    },
}

const EXAMPLES: &str = "\
An order's reference is a text of up to 32 bytes, a longer one, of which the hash is taken, or 0x and 32
bytes. Take references that nobody can guess.

Examples:
  tongquan till set cai --daily-value 5000 --daily-coupons 300 -x
  tongquan till ticket 3-17 --order A-1042 --amount 128.80 --till cai --qr   the holder, offline
  tongquan till redeem --ticket ticket.txt -x                                the till
  tongquan till refund A-1042 28.80 -x";

/// What is redeemed or reserved.
#[derive(Debug, Args)]
pub struct Redeemed {
    /// The caller's own coupons, in the order in which they are used, such as 3-17
    #[arg(required_unless_present = "ticket", conflicts_with = "ticket")]
    coupons: Vec<String>,
    /// The order's reference
    #[arg(long, required_unless_present = "ticket", conflicts_with = "ticket")]
    order: Option<String>,
    /// What the order amounts to before deductions, in money such as 128.80
    #[arg(long, required_unless_present = "ticket", conflicts_with = "ticket")]
    amount: Option<String>,
    /// The holder's ticket: a file with its text or JSON; '-' for standard input
    #[arg(long, value_name = "FILE")]
    ticket: Option<String>,
}

impl Till {
    /// Signs a ticket without a chain; `Err` gives the others back.
    pub fn without_chain(self, options: &Options) -> Result<Result<Answer, Problem>, Box<Self>> {
        match self {
            Self::Ticket(ticket) if ticket.is_offline() => Ok(ticket.sign_offline(options)),
            other => Err(Box::new(other)),
        }
    }

    pub async fn run<C: Network>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Show { account, of } => show(session, of.contract(session)?, &account).await,
            Self::Set { account, daily_value, daily_coupons, void_window, of } => {
                let contract = of.contract(session)?;
                let till = session.account(&account)?;
                let money = session.money_of(&contract);
                let daily_value = money.parse(&daily_value)?;
                let void_window = time::duration(&void_window)?;
                let limits = TillLimits { daily_value, daily_coupons, void_window };
                let what = format!(
                    "let the till {account} redeem {} and {daily_coupons} coupons a day, and void \
                     within {}",
                    money.show(daily_value),
                    time::show_duration(void_window)
                );
                let message = at::<Contract>(contract).set_till(till, Some(limits));
                Ok(session.write::<(), CouponError>(&what, message).await?.report)
            }
            Self::Remove { account, of } => {
                let contract = of.contract(session)?;
                let till = session.account(&account)?;
                let message = at::<Contract>(contract).set_till(till, None);
                let what = format!("end the rights of the till {account}");
                Ok(session.write::<(), CouponError>(&what, message).await?.report)
            }
            Self::Ticket(ticket) => ticket.sign(session).await,
            Self::Redeem(what) => redeem(session, what, None).await,
            Self::Reserve { what, until } => {
                let until = session.moment(&until).await?;
                redeem(session, what, Some(until)).await
            }
            Self::Release { order, of } => {
                let contract = of.contract(session)?;
                let message = at::<Contract>(contract).release(order_ref(&order));
                let what = format!("release the coupons of {order}");
                Ok(session.write::<(), CouponError>(&what, message).await?.report)
            }
            Self::Void { order, of } => {
                let contract = of.contract(session)?;
                let reference = order_ref(&order);
                let message = at::<Contract>(contract).void(reference);
                let what = format!("void {order}");
                let done = session.write::<Receipt, CouponError>(&what, message).await?;
                receipts::with_receipt(session, done, contract, reference).await
            }
            Self::Refund { order, amount, of } => {
                let contract = of.contract(session)?;
                let reference = order_ref(&order);
                let money = session.money_of(&contract);
                let units = money.parse(&amount)?;
                let message = at::<Contract>(contract).refund(reference, units);
                let what = format!("refund {} of {order}", money.show(units));
                let done = session.write::<Receipt, CouponError>(&what, message).await?;
                receipts::with_receipt(session, done, contract, reference).await
            }
            Self::Receipt { order, of } => {
                receipts::show(session, of.contract(session)?, &order).await
            }
            Self::ClearReceipts { orders, of } => {
                let contract = of.contract(session)?;
                let references = orders.iter().map(|order| order_ref(order)).collect();
                let message = at::<Contract>(contract).clear_receipts(references);
                let what = format!("clear the receipts of {}", orders.join(", "));
                Ok(session.write::<(), CouponError>(&what, message).await?.report)
            }
        }
    }
}

async fn show<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    account: &str,
) -> Result<Answer, Problem> {
    let till = session.account(account)?;
    let found = session.read(at::<Contract>(contract).till(till)).await?;
    let found = found.ok_or_else(|| {
        let whose = session.name(&contract);
        Problem::new(Code::NotFound, format!("{account} is no till of {whose}"))
            .advise("a manager makes it one: 'tongquan till set'")
    })?;
    let money = session.money_of(&contract);
    let limits = found.limits;
    let today = session.now().await? / tongquan_traits::tills::DAY == found.day;
    let (value, coupons) = match today {
        true => (found.used_value, found.used_coupons),
        false => (0, 0),
    };
    let mut sheet = Sheet::new();
    sheet.title(format!("The till {account} of {}", session.name(&contract)));
    sheet.line(
        "value",
        format!("{} of {} today", money.show(value), money.show(limits.daily_value)),
    );
    sheet.line("coupons", format!("{coupons} of {} today", limits.daily_coupons));
    sheet.line("may void", format!("within {}", time::show_duration(limits.void_window)));
    sheet.note("A day begins at midnight UTC.");
    let data = json!({
        "contract": ss58(&contract),
        "account": ss58(&till),
        "till": to_json(&found),
        "used_today": { "value": value, "coupons": coupons },
    });
    Ok(Answer::new(data, sheet.text()))
}

/// Redeems, or reserves until then.
async fn redeem<C: Chain>(
    session: &mut Session<C>,
    redeemed: Redeemed,
    until: Option<u64>,
) -> Result<Answer, Problem> {
    let verb = if until.is_some() { "reserve" } else { "redeem" };
    if let Some(file) = &redeemed.ticket {
        let signed = SignedTicket::read(&compact::text_of(file)?)?;
        let SignedTicket { genesis_hash, contract, ticket, signature } = signed;
        ensure_here(session, genesis_hash, contract).await?;
        let what =
            described(session, verb, contract, &ticket.coupons, &ticket.order, ticket.amount);
        let order = ticket.order;
        let contract_at = at::<Contract>(contract);
        let done = match until {
            None => {
                let mut contract_at = contract_at;
                let message = contract_at.redeem_with_ticket(ticket, signature);
                session.write::<Receipt, CouponError>(&what, message).await?
            }
            Some(until) => {
                let mut contract_at = contract_at;
                let message = contract_at.reserve_with_ticket(ticket, signature, until);
                session.write::<Receipt, CouponError>(&what, message).await?
            }
        };
        return receipts::with_receipt(session, done, contract, order).await;
    }
    let (contract, coupons) = of_texts(session, &redeemed.coupons)?;
    let (Some(order), Some(amount)) = (&redeemed.order, &redeemed.amount) else {
        return Err(Problem::argument("give --order and --amount, or --ticket"));
    };
    let (order, amount) = (order_ref(order), session.money_of(&contract).parse(amount)?);
    let what = described(session, verb, contract, &coupons, &order, amount);
    let done = match until {
        None => {
            let message = at::<Contract>(contract).redeem(order, amount, coupons);
            session.write::<Receipt, CouponError>(&what, message).await?
        }
        Some(until) => {
            let message = at::<Contract>(contract).reserve(order, amount, coupons, until);
            session.write::<Receipt, CouponError>(&what, message).await?
        }
    };
    receipts::with_receipt(session, done, contract, order).await
}

fn described<C: Chain>(
    session: &Session<C>,
    verb: &str,
    contract: AccountId,
    coupons: &[u64],
    order: &[u8; 32],
    amount: u64,
) -> String {
    let money = session.money_of(&contract);
    let (coupons, order) = (listed(coupons), show_order(order));
    format!("{verb} {coupons} for the order {order} of {}", money.show(amount))
}
