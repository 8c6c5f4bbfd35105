//! The auction house and its model, side by side: each message goes to both, and they must agree on
//! the answer, the events, all that can be read, and where all points and items are.

use auction::Auction;
use ink::{
    env::{
        test::{
            count_used_storage_cells, get_contract_storage_rw, recorded_events, run_test,
            set_block_timestamp, set_callee, set_caller,
        },
        DefaultEnvironment,
    },
    primitives::AccountId,
};
use tokens::{Coupon, Item, Tokens, World};
use tongquan_traits::auctions::{AuctionError, Auctions, Format, Lot};

use crate::{
    book::{read_event, Book, Entry, Readable, Shown},
    invariants,
    model::{Event, Message, Model, Outcome},
    people::{
        art, coupon, currencies, eve, everybody, forged, forgery, house, picture, points, rice,
        sam, sue, tea, with_names,
    },
};

pub const GENESIS: [u8; 32] = [0x9e; 32];

pub const SECOND: u64 = 1_000;
pub const HOUR: u64 = 3_600 * SECOND;
pub const DAY: u64 = 24 * HOUR;

/// When the house opens.
pub const START: u64 = 1_700_000_000_000;

/// How much of each token everybody has.
pub const PURSE: u128 = 1_000_000;

/// A message that was taken, and the world as it was before.
struct Taken {
    now: u64,
    caller: AccountId,
    message: Message,
    world: World,
}

pub struct Saleroom {
    house: Auction,
    tokens: Tokens,
    pub model: Model,
    taken: Vec<Taken>,
    events_read: usize,
    pub now: u64,
    book: Book,
}

impl Saleroom {
    /// The house of an empty chain, in a world without anything.
    pub fn empty() -> Self {
        let tokens = Tokens::default();
        let house = deploy(&tokens);
        let mut model = Model::new(crate::people::house(), World::default());
        model.now = START;
        let book = Book::read(&Side { house: &house, now: START });
        Self { house, tokens, model, taken: vec![], events_read: 0, now: START, book }
    }

    /// Everybody has points and lets the house take them. Sue has coupons 1 to 9 of tea and forged
    /// ones, and pictures; Sam has 11 to 19. All are good for a year, and approved.
    pub fn open() -> Self {
        let mut room = Self::empty();
        room.change(|world| {
            for account in everybody() {
                for token in currencies() {
                    world.issue_points(token, account, PURSE);
                    world.approve_points(token, account, house(), u128::MAX);
                }
            }
            for (owner, first) in [(sue(), 1), (sam(), 11)] {
                for number in first..first + 9 {
                    let good = || Coupon::good(START, START + 365 * DAY);
                    world.issue_coupon(&coupon(number), owner, good());
                    world.issue_coupon(&forgery(number), owner, good());
                    let other = Item { contract: rice(), id: coupon(number).id };
                    world.issue_coupon(&other, owner, good());
                    world.issue_item(&picture(number as u8), owner);
                }
                for contract in [tea(), rice(), forged(), art()] {
                    world.approve_all(contract, owner, house());
                }
            }
        });
        room
    }

    /// Changes the world behind the back of the house.
    pub fn change(&mut self, change: impl Fn(&mut World)) {
        change(&mut self.tokens.world());
        change(&mut self.model.world);
    }

    pub fn world(&self) -> std::cell::Ref<'_, World> {
        self.tokens.look()
    }

    pub fn book(&self) -> &Book {
        &self.book
    }

    pub fn at(&mut self, now: u64) -> &mut Self {
        if now == self.now {
            return self;
        }
        self.now = now;
        self.model.now = now;
        set_block_timestamp::<DefaultEnvironment>(now);
        self.book = Book::read(&Side { house: &self.house, now });
        self
    }

    /// Sends a message to both. Panics where they disagree or an invariant is broken.
    #[track_caller]
    pub fn send(&mut self, caller: AccountId, message: Message) -> Outcome {
        match self.try_send(caller, &message) {
            Ok(outcome) => outcome,
            Err(reason) => panic!("{caller:?} sends {message:?}:\n{}", with_names(reason)),
        }
    }

    /// The same; answers why they disagree.
    pub fn try_send(&mut self, caller: AccountId, message: &Message) -> Result<Outcome, String> {
        let before = self.book.clone();
        let outcome = self.send_to_house(caller, message);
        let expected = self.model.send(self.now, caller, message);
        self.model.now = self.now;
        if outcome != expected {
            return Err(format!("{outcome:?}\nexpected {expected:?}"));
        }
        self.book = Book::read(&Side { house: &self.house, now: self.now });
        let expected = Book::read(&self.model);
        if self.book != expected {
            return Err(self.book.differences(&expected));
        }
        if *self.tokens.look() != self.model.world {
            return Err(format!("{:?}\nexpected {:?}", self.tokens.look(), self.model.world));
        }
        if outcome.is_err() && before != self.book {
            return Err("refused, and something changed".into());
        }
        invariants::check(&before, &self.book, &self.tokens.look(), message, &outcome)?;
        Ok(outcome)
    }

    /// Sends a message to both, and compares no more than what they say to it.
    pub fn send_unseen(&mut self, caller: AccountId, message: Message) -> Outcome {
        let outcome = self.send_to_house(caller, &message);
        assert_eq!(outcome, self.model.send(self.now, caller, &message));
        outcome
    }

    fn send_to_house(&mut self, caller: AccountId, message: &Message) -> Outcome {
        set_block_timestamp::<DefaultEnvironment>(self.now);
        let (world, writes) = (self.tokens.snapshot(), writes());
        let answer = call(&mut self.house, caller, message.clone());
        match &answer {
            Ok(_) => {
                let message = message.clone();
                self.taken.push(Taken { now: self.now, caller, message, world });
            }
            Err(_) => {
                if self::writes() != writes {
                    self.bring_back();
                }
                self.tokens.restore(world);
                // Those of a withdrawal of several tokens, up to the one that was refused.
                self.events_read = recorded_events().count();
            }
        }
        let answer = answer?;
        let events: Vec<Event> = recorded_events()
            .skip(self.events_read)
            .map(|event| read_event(&event.topics, &event.data))
            .collect();
        self.events_read += events.len();
        Ok((answer, events))
    }

    /// What the chain does after a refusal, where the house has begun to write: all messages that were
    /// taken are sent again, to an empty chain.
    fn bring_back(&mut self) {
        self.house = deploy(&self.tokens);
        for Taken { now, caller, message, world } in &self.taken {
            self.tokens.restore(world.clone());
            set_block_timestamp::<DefaultEnvironment>(*now);
            let again = call(&mut self.house, *caller, message.clone());
            again.unwrap_or_else(|error| panic!("{message:?} was taken before: {error:?}"));
        }
        set_block_timestamp::<DefaultEnvironment>(self.now);
        self.events_read = recorded_events().count();
    }

    // What tests send.

    #[track_caller]
    pub fn list(&mut self, seller: AccountId, items: Vec<Item>, format: Format) -> u64 {
        self.list_for(seller, items, points(), format).expect("a lot")
    }

    #[track_caller]
    pub fn list_for(
        &mut self,
        seller: AccountId,
        items: Vec<Item>,
        token: AccountId,
        format: Format,
    ) -> Result<u64, AuctionError> {
        let (lot, _) = self.send(seller, Message::List { items, token, format })?;
        Ok(lot.expect("its number"))
    }

    #[track_caller]
    pub fn does(&mut self, caller: AccountId, message: Message) -> Result<(), AuctionError> {
        self.send(caller, message).map(|_| ())
    }

    #[track_caller]
    pub fn bid(&mut self, bidder: AccountId, lot: u64, maximum: u128) -> Result<(), AuctionError> {
        self.does(bidder, Message::Bid { lot, maximum })
    }

    #[track_caller]
    pub fn buy(&mut self, buyer: AccountId, lot: u64, maximum: u128) -> Result<(), AuctionError> {
        self.does(buyer, Message::Buy { lot, maximum })
    }

    #[track_caller]
    pub fn settle(&mut self, caller: AccountId, lot: u64) -> Result<(), AuctionError> {
        self.does(caller, Message::Settle { lot })
    }

    #[track_caller]
    pub fn reveal(&mut self, lot: u64, reserve: u128, salt: [u8; 32]) -> Result<(), AuctionError> {
        self.does(eve(), Message::Reveal { lot, reserve, salt })
    }

    #[track_caller]
    pub fn cancel(&mut self, caller: AccountId, lot: u64) -> Result<(), AuctionError> {
        self.does(caller, Message::Cancel { lot })
    }

    #[track_caller]
    pub fn unwind(&mut self, caller: AccountId, lot: u64) -> Result<(), AuctionError> {
        self.does(caller, Message::Unwind { lot })
    }

    #[track_caller]
    pub fn reclaim(&mut self, caller: AccountId, lot: u64, index: u8) -> Result<(), AuctionError> {
        self.does(caller, Message::Reclaim { lot, index })
    }

    #[track_caller]
    pub fn abandon(&mut self, caller: AccountId, lot: u64) -> Result<(), AuctionError> {
        self.does(caller, Message::Abandon { lot })
    }

    #[track_caller]
    pub fn withdraw(
        &mut self,
        account: AccountId,
        tokens: &[AccountId],
    ) -> Result<(), AuctionError> {
        self.does(account, Message::Withdraw { account, tokens: tokens.to_vec() })
    }

    // What tests look at.

    #[track_caller]
    pub fn lot(&self, number: u64) -> Lot {
        self.house.lot(number).expect("the lot").0
    }

    pub fn is_gone(&self, number: u64) -> bool {
        self.house.lot(number).is_none()
    }

    pub fn credit(&self, account: AccountId) -> u128 {
        self.house.credit(account, points())
    }

    pub fn has(&self, account: AccountId) -> u128 {
        self.tokens.look().balance(points(), account)
    }

    pub fn owner(&self, item: &Item) -> Option<AccountId> {
        self.tokens.look().owner(item)
    }

    pub fn price(&self, lot: u64) -> Option<u128> {
        self.house.price(lot)
    }

    pub fn minimum_bid(&self, lot: u64) -> Option<u128> {
        self.house.minimum_bid(lot)
    }

    pub fn live_lots(&self, before: u64) -> Vec<Shown> {
        self.house.live_lots(before)
    }

    pub fn credits(&self, account: AccountId, page: u32) -> Vec<(AccountId, u128)> {
        self.house.credits(account, page)
    }

    /// How many items the house stores, each of which has a deposit.
    pub fn stored(&self) -> usize {
        count_used_storage_cells::<DefaultEnvironment>(&house()).expect("the house")
    }

    pub fn credit_of(&self, account: AccountId, token: AccountId) -> u128 {
        self.house.credit(account, token)
    }

    pub fn genesis_hash(&self) -> [u8; 32] {
        self.house.genesis_hash()
    }

    /// The calls of the house to other contracts since this was last asked.
    pub fn calls(&self) -> Vec<(AccountId, tokens::Call)> {
        self.tokens.heard()
    }
}

fn deploy(tokens: &Tokens) -> Auction {
    run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
    set_callee::<DefaultEnvironment>(house());
    set_block_timestamp::<DefaultEnvironment>(START);
    tokens.serve(house());
    Auction::new(GENESIS)
}

/// How often the house has written since it was deployed.
fn writes() -> usize {
    get_contract_storage_rw::<DefaultEnvironment>(&house()).1
}

fn call(
    house: &mut Auction,
    caller: AccountId,
    message: Message,
) -> Result<Option<u64>, AuctionError> {
    set_caller::<DefaultEnvironment>(caller);
    match message {
        Message::List { items, token, format } => {
            return house.list(items, token, format).map(Some)
        }
        Message::Bid { lot, maximum } => house.bid(lot, maximum)?,
        Message::Buy { lot, maximum } => house.buy(lot, maximum)?,
        Message::Settle { lot } => house.settle(lot)?,
        Message::Reveal { lot, reserve, salt } => house.reveal(lot, reserve, salt)?,
        Message::Cancel { lot } => house.cancel(lot)?,
        Message::Unwind { lot } => house.unwind(lot)?,
        Message::Reclaim { lot, index } => house.reclaim(lot, index)?,
        Message::Abandon { lot } => house.abandon(lot)?,
        Message::Withdraw { account, tokens } => house.withdraw(account, tokens)?,
    }
    Ok(None)
}

/// The house at a time.
struct Side<'a> {
    house: &'a Auction,
    now: u64,
}

impl Readable for Side<'_> {
    fn now(&self) -> u64 {
        self.now
    }

    fn lot_count(&self) -> u64 {
        self.house.lot_count()
    }

    fn entry(&self, lot: u64) -> Entry {
        Entry {
            lot: self.house.lot(lot),
            price: self.house.price(lot),
            minimum_bid: self.house.minimum_bid(lot),
        }
    }

    fn live_lots(&self, before: u64) -> Vec<Shown> {
        self.house.live_lots(before)
    }

    fn credit(&self, account: AccountId, token: AccountId) -> u128 {
        self.house.credit(account, token)
    }

    fn credits(&self, account: AccountId, page: u32) -> Vec<(AccountId, u128)> {
        self.house.credits(account, page)
    }
}

impl Readable for Model {
    fn now(&self) -> u64 {
        self.now
    }

    fn lot_count(&self) -> u64 {
        self.count
    }

    fn entry(&self, lot: u64) -> Entry {
        Entry {
            lot: Model::lot(self, lot),
            price: Model::price(self, lot, self.now),
            minimum_bid: Model::minimum_bid(self, lot, self.now),
        }
    }

    fn live_lots(&self, before: u64) -> Vec<Shown> {
        Model::live_lots(self, before)
    }

    fn credit(&self, account: AccountId, token: AccountId) -> u128 {
        Model::credit(self, account, token)
    }

    fn credits(&self, account: AccountId, page: u32) -> Vec<(AccountId, u128)> {
        Model::credits(self, account, page)
    }
}
