//! A market: swaps on a chain of their own, and what people bring there.

use std::{cell::Ref, ops::Deref};

use ink::{
    env::{
        test::{
            get_contract_storage_rw, recorded_events, run_test, set_block_timestamp, set_callee,
            set_caller,
        },
        DefaultEnvironment,
    },
    primitives::AccountId,
};
use swap::Swap;
use tokens::{Asked, Cheat, Coupon, Does, Id, Item, Tokens, World};
use tongquan_traits::{
    assets::Asset,
    swaps::{SwapError, Swaps, Want},
};

use crate::{
    book::{amounts, asked, marks, pages, read_event, Book},
    model::{Answer, Event, Message},
    people::everybody,
    stalls::{coupon, HOUR, START},
};

/// What the swaps are deployed with.
pub const GENESIS: [u8; 32] = [0x9e; 32];

/// The address of the swaps.
pub fn address() -> AccountId {
    [0xa5; 32].into()
}

pub struct Market {
    swaps: Swap,
    pub tokens: Tokens,
    events_read: usize,
    /// All messages that were taken, and the world before each, so that they can be sent again.
    taken: Vec<(u64, AccountId, Message, World)>,
    pub now: u64,
}

impl Market {
    /// The swaps are deployed on an empty chain, in a world without anything.
    pub fn open() -> Self {
        Self::in_world(World::default())
    }

    pub fn in_world(world: World) -> Self {
        let tokens = Tokens::new(world);
        let swaps = deploy();
        tokens.serve(address());
        Self { swaps, tokens, events_read: 0, taken: vec![], now: START }
    }

    /// The market at another time.
    pub fn at(&mut self, now: u64) -> &mut Self {
        self.now = now;
        set_block_timestamp::<DefaultEnvironment>(now);
        self
    }

    // What people bring

    /// Gives somebody points, all of which the swaps may take.
    pub fn grant(&self, token: AccountId, to: AccountId, amount: u128) {
        let mut world = self.tokens.world();
        world.issue_points(token, to, amount);
        world.approve_points(token, to, address(), u128::MAX);
    }

    /// Gives somebody a coupon that is good for two hours, which the swaps may take.
    pub fn issue(&self, contract: AccountId, campaign: u32, serial: u32, to: AccountId) -> Item {
        let item = coupon(contract, campaign, serial);
        let mut world = self.tokens.world();
        world.issue_coupon(&item, to, Coupon::good(START, START + 2 * HOUR));
        world.approve_item(&item, address());
        item
    }

    /// Gives somebody an item that is no coupon, which the swaps may take.
    pub fn issue_plain(&self, contract: AccountId, id: Id, to: AccountId) -> Item {
        let item = Item { contract, id };
        let mut world = self.tokens.world();
        world.issue_item(&item, to);
        world.approve_item(&item, address());
        item
    }

    /// Its contract changes what a coupon is good for.
    pub fn change(&self, item: &Item, change: impl FnOnce(&mut Coupon)) {
        change(self.tokens.world().coupon_mut(item).expect("the coupon"));
    }

    /// From now on the contract does this when it is asked for that.
    pub fn cheat(&self, contract: AccountId, asked: Asked, does: Does) {
        self.tokens.world().cheat(contract, Cheat::new(asked, does));
    }

    pub fn world(&self) -> Ref<'_, World> {
        self.tokens.look()
    }

    pub fn balance(&self, token: AccountId, account: AccountId) -> u128 {
        self.world().balance(token, account)
    }

    pub fn owner(&self, item: &Item) -> Option<AccountId> {
        self.world().owner(item)
    }

    /// Who has how many of these points: the swaps, then everybody.
    pub fn balances(&self, token: AccountId) -> Vec<u128> {
        let accounts = [address()].into_iter().chain(everybody());
        accounts.map(|account| self.balance(token, account)).collect()
    }

    // What people send

    /// Sends a message that may change something. Where it is refused, nothing has changed. M5
    pub fn send(
        &mut self,
        now: u64,
        caller: AccountId,
        message: &Message,
    ) -> Result<Answer, SwapError> {
        self.at(now);
        let (writes_before, before) = (writes(), self.tokens.snapshot());
        let answer = self.call(caller, message.clone());
        if answer.is_ok() {
            self.taken.push((now, caller, message.clone(), before));
        } else {
            if writes() != writes_before {
                self.bring_back();
            }
            self.tokens.restore(before);
        }
        answer
    }

    fn call(&mut self, caller: AccountId, message: Message) -> Result<Answer, SwapError> {
        set_caller::<DefaultEnvironment>(caller);
        set_block_timestamp::<DefaultEnvironment>(self.now);
        let swaps = &mut self.swaps;
        match message {
            Message::MakeOffer { give, want, taker, until } => {
                return Ok(Answer::Offer(swaps.make_offer(give, want, taker, until)?));
            }
            Message::Accept { offer, choices, fingerprint } => {
                swaps.accept(offer, choices, fingerprint)?
            }
            Message::Fill { offer, amount, maximum } => {
                return Ok(Answer::Paid(swaps.fill(offer, amount, maximum)?));
            }
            Message::Cancel { offer } => swaps.cancel(offer)?,
            Message::Reclaim { offer, index } => swaps.reclaim(offer, index)?,
            Message::Abandon { offer } => swaps.abandon(offer)?,
        }
        Ok(Answer::Nothing)
    }

    /// What the chain does after a refusal, where the swaps have begun to write.
    fn bring_back(&mut self) {
        let now = self.now;
        self.swaps = deploy();
        for (then, caller, message, world) in std::mem::take(&mut self.taken) {
            self.at(then);
            self.tokens.restore(world.clone());
            let again = self.call(caller, message.clone());
            again.unwrap_or_else(|error| panic!("{message:?} was taken before: {error:?}"));
            self.taken.push((then, caller, message, world));
        }
        self.at(now);
        self.events_read = recorded_events().count();
    }

    /// The events since this was last asked.
    pub fn events(&mut self) -> Vec<Event> {
        let events: Vec<_> = recorded_events().skip(self.events_read).collect();
        self.events_read += events.len();
        events.iter().map(|event| read_event(&event.topics, &event.data)).collect()
    }

    /// Makes an offer to anyone, for an hour from the start.
    pub fn makes(
        &mut self,
        maker: AccountId,
        give: Vec<Asset>,
        want: Vec<Want>,
    ) -> Result<u64, SwapError> {
        self.makes_until(maker, give, want, START + HOUR)
    }

    pub fn makes_until(
        &mut self,
        maker: AccountId,
        give: Vec<Asset>,
        want: Vec<Want>,
        until: u64,
    ) -> Result<u64, SwapError> {
        self.makes_for(maker, give, want, None, until)
    }

    pub fn makes_for(
        &mut self,
        maker: AccountId,
        give: Vec<Asset>,
        want: Vec<Want>,
        taker: Option<AccountId>,
        until: u64,
    ) -> Result<u64, SwapError> {
        let message = Message::MakeOffer { give, want, taker, until };
        match self.send(self.now, maker, &message)? {
            Answer::Offer(number) => Ok(number),
            other => panic!("the number of an offer, not {other:?}"),
        }
    }

    /// Accepts what the offer is now.
    pub fn accepts(
        &mut self,
        taker: AccountId,
        offer: u64,
        choices: &[u64],
    ) -> Result<(), SwapError> {
        let fingerprint = self.fingerprint(offer).unwrap_or_default();
        self.accepts_as_seen(taker, offer, choices, fingerprint)
    }

    pub fn accepts_as_seen(
        &mut self,
        taker: AccountId,
        offer: u64,
        choices: &[u64],
        fingerprint: [u8; 32],
    ) -> Result<(), SwapError> {
        let choices = choices.to_vec();
        self.send(self.now, taker, &Message::Accept { offer, choices, fingerprint }).map(drop)
    }

    /// What an account that would accept the offer as it is now is told.
    pub fn against(&self, taker: AccountId, offer: u64, choices: &[u64]) -> Vec<SwapError> {
        let fingerprint = self.fingerprint(offer).unwrap_or_default();
        self.can_accept(taker, offer, choices.to_vec(), fingerprint)
    }

    pub fn fills(
        &mut self,
        taker: AccountId,
        offer: u64,
        amount: u128,
        maximum: u128,
    ) -> Result<u128, SwapError> {
        match self.send(self.now, taker, &Message::Fill { offer, amount, maximum })? {
            Answer::Paid(paid) => Ok(paid),
            other => panic!("what was paid, not {other:?}"),
        }
    }

    pub fn cancels(&mut self, caller: AccountId, offer: u64) -> Result<(), SwapError> {
        self.send(self.now, caller, &Message::Cancel { offer }).map(drop)
    }

    pub fn reclaims(&mut self, caller: AccountId, offer: u64, index: u8) -> Result<(), SwapError> {
        self.send(self.now, caller, &Message::Reclaim { offer, index }).map(drop)
    }

    pub fn abandons(&mut self, caller: AccountId, offer: u64) -> Result<(), SwapError> {
        self.send(self.now, caller, &Message::Abandon { offer }).map(drop)
    }

    /// How many offers there are.
    pub fn live(&self) -> usize {
        pages(|before| self.live_offers(before)).concat().len()
    }

    /// All that the readers tell now.
    pub fn book(&self) -> Book {
        let swaps = &self.swaps;
        let count = swaps.offer_count();
        let offers = (0..=count + 1).map(|number| (number, swaps.offer(number))).collect();
        let asked = asked(&offers);
        let quotes = |(number, left): &(u64, u128)| {
            (*number, amounts(*left).map(|amount| swaps.quote(*number, amount)).to_vec())
        };
        Book {
            genesis_hash: swaps.genesis_hash(),
            count,
            pages: pages(|before| swaps.live_offers(before)),
            pages_before: marks(count).map(|mark| swaps.live_offers(mark)).to_vec(),
            fingerprints: asked.iter().map(|(n, _)| (*n, swaps.fingerprint(*n))).collect(),
            quotes: asked.iter().map(quotes).collect(),
            offers,
        }
    }
}

fn deploy() -> Swap {
    run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
    set_callee::<DefaultEnvironment>(address());
    set_block_timestamp::<DefaultEnvironment>(START);
    Swap::new(GENESIS)
}

/// How often the swaps have written since they were deployed.
fn writes() -> usize {
    get_contract_storage_rw::<DefaultEnvironment>(&address()).1
}

impl Deref for Market {
    type Target = Swap;

    fn deref(&self) -> &Swap {
        &self.swaps
    }
}
