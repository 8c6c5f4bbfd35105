//! The auction house, said a second time: slowly, plainly, and without a line of the contract's. It has
//! a world of points and items of its own, and takes a refused message back by forgetting it.

mod amounts;
mod assets;
mod bidding;
mod ending;
mod message;

use std::collections::BTreeMap;

use ink::primitives::AccountId;
use tokens::World;
use tongquan_traits::{
    assets::Item,
    auctions::{
        AuctionError, Format, Listed, Lot, LotItem, LotState, TermsFault, Withdrawn, MARGIN,
        MAX_BUNDLE, MAX_LENGTH, MAX_WITHDRAWALS, REVEAL,
    },
};

use self::assets::Step;
pub use self::ending::decided;
pub use self::message::{Event, Message, Outcome};

/// How many lots or credits a page has.
const PAGE: usize = 16;

#[derive(Debug, Clone)]
pub struct Model {
    pub house: AccountId,
    pub now: u64,
    pub world: World,
    /// How many lots there ever were.
    pub count: u64,
    pub lots: BTreeMap<u64, (Lot, Vec<LotItem>)>,
    /// What each account can withdraw of which token, in the order in which it is shown.
    pub credits: BTreeMap<AccountId, Vec<(AccountId, u128)>>,
    said: Vec<Event>,
}

impl Model {
    pub fn new(house: AccountId, world: World) -> Self {
        Self {
            house,
            now: 0,
            world,
            count: 0,
            lots: BTreeMap::new(),
            credits: BTreeMap::new(),
            said: vec![],
        }
    }

    /// Sends a message. Where it is refused, nothing has changed.
    pub fn send(&mut self, now: u64, caller: AccountId, message: &Message) -> Outcome {
        let before = self.clone();
        self.now = now;
        match self.attempt(caller, message.clone()) {
            Ok(answer) => Ok((answer, std::mem::take(&mut self.said))),
            Err(error) => {
                *self = before;
                Err(error)
            }
        }
    }

    fn attempt(&mut self, caller: AccountId, message: Message) -> Step<Option<u64>> {
        match message {
            Message::List { items, token, format } => {
                return self.list(caller, items, token, format).map(Some);
            }
            Message::Bid { lot, maximum } => self.bid(caller, lot, maximum)?,
            Message::Buy { lot, maximum } => self.buy(caller, lot, maximum)?,
            Message::Settle { lot } => self.settle(lot)?,
            Message::Reveal { lot, reserve, salt } => self.reveal(lot, reserve, salt)?,
            Message::Cancel { lot } => self.cancel(caller, lot)?,
            Message::Unwind { lot } => self.unwind(caller, lot)?,
            Message::Reclaim { lot, index } => self.reclaim(lot, index)?,
            Message::Abandon { lot } => self.abandon(caller, lot)?,
            Message::Withdraw { account, tokens } => self.withdraw(account, tokens)?,
        }
        Ok(None)
    }

    fn say(&mut self, event: Event) {
        self.said.push(event);
    }

    /// A lot that can still be had.
    fn open(&self, number: u64) -> Step<Lot> {
        match self.lots.get(&number) {
            Some((lot, _)) if lot.state == LotState::Open {} => Ok(lot.clone()),
            _ => Err(AuctionError::NoLot),
        }
    }

    fn items(&self, number: u64) -> Vec<LotItem> {
        self.lots[&number].1.clone()
    }

    fn store(&mut self, number: u64, lot: Lot) {
        self.lots.get_mut(&number).expect("the lot").0 = lot;
    }

    fn remove(&mut self, number: u64) {
        self.lots.remove(&number).expect("the lot");
    }

    fn owe(&mut self, account: AccountId, token: AccountId, amount: u128) {
        if amount == 0 {
            return;
        }
        let credits = self.credits.entry(account).or_default();
        match credits.iter_mut().find(|(other, _)| *other == token) {
            Some((_, credit)) => *credit = credit.saturating_add(amount),
            None => credits.push((token, amount)),
        }
    }

    fn list(
        &mut self,
        seller: AccountId,
        items: Vec<Item>,
        token: AccountId,
        format: Format,
    ) -> Step<u64> {
        if items.is_empty() {
            return Err(AuctionError::NoItems);
        }
        if items.len() > MAX_BUNDLE {
            return Err(AuctionError::TooManyItems);
        }
        for second in 1..items.len() {
            if items[..second].contains(&items[second]) {
                return Err(AuctionError::DuplicateItem { index: second as u8 });
            }
        }
        if let Some(fault) = fault(&format, self.now) {
            return Err(AuctionError::InvalidTerms(fault));
        }
        self.balance(token, self.house)?;

        let needed = decided_at_last(&format).saturating_add(MARGIN);
        let mut taken = vec![];
        for item in items {
            let promise = self.take(&item, seller, needed)?;
            taken.push(LotItem { item, promise });
        }
        self.count += 1;
        let lot = Lot {
            seller,
            token,
            until: times(&format).1,
            format: format.clone(),
            lead: None,
            state: LotState::Open {},
        };
        self.lots.insert(self.count, (lot, taken.clone()));
        self.say(Event::Listed(Listed { lot: self.count, seller, token, format, items: taken }));
        Ok(self.count)
    }

    fn withdraw(&mut self, account: AccountId, tokens: Vec<AccountId>) -> Step<()> {
        if tokens.is_empty() {
            return Err(AuctionError::NoTokens);
        }
        if tokens.len() > MAX_WITHDRAWALS {
            return Err(AuctionError::TooManyTokens);
        }
        for token in tokens {
            let credits = self.credits.entry(account).or_default();
            let Some(place) = credits.iter().position(|(other, _)| *other == token) else {
                return Err(AuctionError::NoCredit { token });
            };
            let (_, amount) = credits.swap_remove(place);
            self.push(token, account, amount)?;
            self.say(Event::Withdrawn(Withdrawn { account, token, amount }));
        }
        Ok(())
    }

    pub fn lot(&self, number: u64) -> Option<(Lot, Vec<LotItem>)> {
        self.lots.get(&number).cloned()
    }

    /// A page of the lots below a number, newest first.
    pub fn live_lots(&self, before: u64) -> Vec<(u64, Lot, Vec<LotItem>)> {
        let below = self.lots.range(..before).rev().take(PAGE);
        below.map(|(number, (lot, items))| (*number, lot.clone(), items.clone())).collect()
    }

    pub fn credit(&self, account: AccountId, token: AccountId) -> u128 {
        let credits = self.credits.get(&account).into_iter().flatten();
        credits.filter(|(other, _)| *other == token).map(|(_, amount)| amount).sum()
    }

    pub fn credits(&self, account: AccountId, page: u32) -> Vec<(AccountId, u128)> {
        let credits = self.credits.get(&account).map_or(&[][..], |credits| credits);
        credits.chunks(PAGE).nth(page as usize).unwrap_or_default().to_vec()
    }
}

/// When it begins, and when it ends if it isn't extended.
pub fn times(format: &Format) -> (u64, u64) {
    match *format {
        Format::English { from, until, .. } | Format::Dutch { from, until, .. } => (from, until),
    }
}

/// When it can be settled at the very latest, however it is bid for.
pub fn decided_at_last(format: &Format) -> u64 {
    match *format {
        Format::English { latest, hidden_reserve: Some(_), .. } => latest.saturating_add(REVEAL),
        Format::English { latest, .. } => latest,
        Format::Dutch { until, .. } => until,
    }
}

fn fault(format: &Format, now: u64) -> Option<TermsFault> {
    let last = now.saturating_add(MAX_LENGTH);
    match *format {
        Format::English { from, until, latest, opening, raise, buy_now, .. } => {
            if now >= until || from >= until || until > latest || latest > last {
                Some(TermsFault::Times)
            } else if opening == 0 {
                Some(TermsFault::Price)
            } else if raise > 10_000 {
                Some(TermsFault::Raise)
            } else if buy_now.is_some_and(|buy_now| buy_now <= opening) {
                Some(TermsFault::BuyNow)
            } else {
                None
            }
        }
        Format::Dutch { from, until, highest, lowest } => {
            if now >= until || from >= until || until > last {
                Some(TermsFault::Times)
            } else if lowest == 0 || highest < lowest {
                Some(TermsFault::Price)
            } else {
                None
            }
        }
    }
}
