//! The holder's part: signing a ticket, with or without a connection.

use std::time::SystemTime;

use clap::Args;
use coupon::Coupon as Contract;
use jiff::tz::TimeZone;
use serde_json::json;
use tongquan_client::{at, ss58, Account, AccountId, Chain};
use tongquan_traits::{coupons::Coupons, redemption::Ticket};

use crate::{
    answer::Answer,
    book::{Book, Money},
    commands::coupon::{listed, of_texts},
    coupon_id::CouponId,
    options::Options,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
    ticket::{order_ref, order_text, show_order, Picture, SignedTicket},
    time,
};

/// A ticket to sign.
#[derive(Debug, Args)]
pub struct Sign {
    /// The coupons, in the order in which they are used, such as 3-17 or 3-17@tea
    #[arg(required = true)]
    coupons: Vec<String>,
    /// The order's reference, which the till says
    #[arg(long)]
    order: String,
    /// What the order amounts to before deductions, in money such as 128.80
    #[arg(long)]
    amount: String,
    /// The till that may use it: a name or an address
    #[arg(long, value_name = "ACCOUNT", required_unless_present = "any_till")]
    till: Option<String>,
    /// Any till of the merchant may use it
    #[arg(long, conflicts_with = "till")]
    any_till: bool,
    /// Until when it is good: a time, or a duration from now on, up to 30d
    #[arg(long, value_name = "TIME", default_value = "10m")]
    until: String,
    /// How often each coupon has changed hands, as 'coupon show' tells: then no connection is needed
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    moves: Option<Vec<u32>>,
    #[command(flatten)]
    picture: Picture,
}

impl Sign {
    pub fn is_offline(&self) -> bool {
        self.moves.is_some()
    }

    /// Signs with what the chain knows of the coupons.
    pub async fn sign<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        let (contract, coupons) = of_texts(session, &self.coupons)?;
        let holder = session.signer()?;
        let mut moves = Vec::new();
        for coupon in &coupons {
            let view = session.read(at::<Contract>(contract).coupon(*coupon)).await?;
            let name = CouponId(*coupon);
            let view = view.ok_or_else(|| {
                Problem::new(Code::NotFound, format!("there is no coupon {name}"))
            })?;
            if view.holder != holder.id() {
                let other = session.name(&view.holder);
                return Err(Problem::new(
                    Code::InvalidKey,
                    format!("coupon {name} is {other}'s, so the ticket would be good for nothing"),
                )
                .advise("the holder's key has to sign"));
            }
            moves.push(view.moves);
        }
        let genesis_hash = session.chain.genesis_hash().await?;
        if session.read(at::<Contract>(contract).genesis_hash()).await? != genesis_hash {
            return Err(Problem::new(
                Code::WrongContract,
                "the coupon contract was made for another chain: a ticket could be used there too",
            ));
        }
        let ticket = Ticket {
            till: self.till.as_deref().map(|till| session.account(till)).transpose()?,
            order: order_ref(&self.order),
            amount: session.money_of(&contract).parse(&self.amount)?,
            coupons,
            deadline: session.moment(&self.until).await?,
        };
        let signed = SignedTicket::sign(&holder, genesis_hash, contract, ticket, &moves);
        let (zone, money) = (session.zone.clone(), session.money_of(&contract));
        self.answer(&holder, &signed, &zone, &money)
    }

    /// Signs without a chain, by the address book.
    pub fn sign_offline(self, options: &Options) -> Result<Answer, Problem> {
        let path = Book::path(&options.deployments, &options.network)?;
        let book = Book::load(&path)?.ok_or_else(|| {
            Problem::new(Code::UnknownName, format!("there is no address book {}", path.display()))
                .advise("take the merchant's with --network")
        })?;
        let Some(genesis_hash) = book.genesis_hash else {
            return Err(Problem::new(Code::UnknownName, "the address book names no chain"));
        };
        let (contract, coupons, money) = self.of_book(&book)?;
        let moves = self.moves.clone().unwrap_or_default();
        if moves.len() != coupons.len() {
            return Err(Problem::argument(format!(
                "{} coupons, and moves of {}",
                coupons.len(),
                moves.len()
            ))
            .advise("give --moves one number for each coupon, such as 0,2"));
        }
        let account = |name: &str| {
            book.account(name).ok_or_else(|| {
                let why = format!("'{name}' is neither an address nor a name of the address book");
                Problem::new(Code::UnknownName, why)
            })
        };
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.map_or(0, |elapsed| elapsed.as_millis() as u64);
        let zone = TimeZone::system();
        let ticket = Ticket {
            till: self.till.as_deref().map(account).transpose()?,
            order: order_ref(&self.order),
            amount: money.parse(&self.amount)?,
            coupons,
            deadline: time::moment(&self.until, now, &zone)?,
        };
        let holder = options.key.account()?;
        let signed = SignedTicket::sign(&holder, genesis_hash.0, contract, ticket, &moves);
        self.answer(&holder, &signed, &zone, &money)
    }

    /// The coupons and their contract, by a merchant's name in the book.
    fn of_book(&self, book: &Book) -> Result<(AccountId, Vec<u64>, Money), Problem> {
        let (mut merchants, mut coupons) = (Vec::new(), Vec::new());
        for text in &self.coupons {
            let (coupon, merchant) = match text.split_once('@') {
                Some((coupon, merchant)) => (coupon, Some(merchant)),
                None => (text.as_str(), None),
            };
            coupons.push(coupon.parse::<CouponId>()?.0);
            merchants.push(merchant);
        }
        merchants.dedup();
        let merchant = match (&merchants[..], book.merchants.len()) {
            ([Some(name)], _) => book.merchants.get(*name),
            ([None], 1) => book.merchants.values().next(),
            _ => None,
        };
        let contract = merchant.and_then(|merchant| book.contracts.get(&merchant.coupon));
        match (merchant, contract) {
            (Some(merchant), Some(contract)) => {
                Ok((contract.address.0, coupons, merchant.money.clone()))
            }
            _ => Err(Problem::new(Code::UnknownName, "which merchant's coupons?")
                .advise("write them as 3-17@MERCHANT, with one merchant of the address book")),
        }
    }

    fn answer(
        &self,
        holder: &Account,
        signed: &SignedTicket,
        zone: &TimeZone,
        money: &Money,
    ) -> Result<Answer, Problem> {
        let SignedTicket { contract, ticket, .. } = signed;
        let text = signed.text();
        let picture = self.picture.draw(&text, &signed.json())?;
        let mut sheet = Sheet::new();
        sheet.title(format!(
            "A ticket of {} for {} and an order of {}",
            holder.name(),
            listed(&ticket.coupons),
            money.show(ticket.amount)
        ));
        sheet.line("order", show_order(&ticket.order));
        sheet.line("till", self.till.as_deref().unwrap_or("any"));
        sheet.line("good until", time::show(ticket.deadline, zone));
        sheet.note(&text);
        let data = json!({
            "contract": ss58(contract),
            "holder": ss58(&holder.id()),
            "order": format!("0x{}", hex::encode(ticket.order)),
            "order_text": order_text(&ticket.order),
            "till": ticket.till.map(|till| ss58(&till)),
            "amount": ticket.amount,
            "coupons": ticket.coupons,
            "deadline": ticket.deadline,
            "text": text,
        });
        Ok(Answer::new(data, sheet.text() + &picture))
    }
}
