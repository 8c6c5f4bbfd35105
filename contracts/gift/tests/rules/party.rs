//! A party: gift links on a chain of their own, and what people bring there.

use std::{cell::Ref, ops::Deref};

use gift::GiftLinks;
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
use tokens::{Asked, Cheat, Coupon, Does, Id, Item, Tokens, World};
use tongquan_traits::{
    assets::Asset,
    gifts::{GiftError, Gifts, Terms},
};

use crate::{
    book::{marks, pages, read_event, with_claims, with_shares, Book, NUMBERS},
    gift_links::{claim, Attempt},
    goods::{coupon, HOUR, START},
    keys::Tree,
    model::{Answer, Event, Message},
    people::everybody,
};

/// What the gift links are deployed with.
pub const GENESIS: [u8; 32] = [0x9e; 32];

/// The address of the gift links.
pub fn address() -> AccountId {
    [0xa7; 32].into()
}

/// Where the same code is deployed once more, or on another chain.
pub fn elsewhere() -> AccountId {
    [0xa8; 32].into()
}

pub struct Party {
    gifts: GiftLinks,
    address: AccountId,
    pub tokens: Tokens,
    events_read: usize,
    /// All messages that were taken, and the world before each, so that they can be sent again.
    taken: Vec<(u64, AccountId, Message, World)>,
    pub now: u64,
}

impl Party {
    /// The gift links are deployed on an empty chain, in a world without anything.
    pub fn open() -> Self {
        Self::in_world(World::default())
    }

    pub fn in_world(world: World) -> Self {
        Self::at_address(address(), world)
    }

    /// The same at another address.
    pub fn at_address(address: AccountId, world: World) -> Self {
        let tokens = Tokens::new(world);
        let gifts = deploy(address);
        tokens.serve(address);
        Self { gifts, address, tokens, events_read: 0, taken: vec![], now: START }
    }

    /// The party at another time.
    pub fn at(&mut self, now: u64) -> &mut Self {
        self.now = now;
        set_block_timestamp::<DefaultEnvironment>(now);
        self
    }

    // What people bring

    /// Gives somebody points, all of which the gift links may take.
    pub fn grant(&self, token: AccountId, to: AccountId, amount: u128) {
        let mut world = self.tokens.world();
        world.issue_points(token, to, amount);
        world.approve_points(token, to, self.address, u128::MAX);
    }

    /// Gives somebody a coupon that is good for two hours, which the gift links may take.
    pub fn issue(&self, contract: AccountId, serial: u32, to: AccountId) -> Item {
        let item = coupon(contract, 1, serial);
        let mut world = self.tokens.world();
        world.issue_coupon(&item, to, Coupon::good(START, START + 2 * HOUR));
        world.approve_item(&item, self.address);
        item
    }

    /// Gives somebody an item that is no coupon, which the gift links may take.
    pub fn issue_plain(&self, contract: AccountId, id: Id, to: AccountId) -> Item {
        let item = Item { contract, id };
        let mut world = self.tokens.world();
        world.issue_item(&item, to);
        world.approve_item(&item, self.address);
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

    /// Who has how many of these points: the gift links, then everybody.
    pub fn balances(&self, token: AccountId) -> Vec<u128> {
        let accounts = [self.address].into_iter().chain(everybody());
        accounts.map(|account| self.balance(token, account)).collect()
    }

    // What people send

    /// Sends a message that may change something. Where it is refused, nothing has changed. M5
    pub fn send(
        &mut self,
        now: u64,
        caller: AccountId,
        message: &Message,
    ) -> Result<Answer, GiftError> {
        self.at(now);
        let (writes_before, before) = (self.writes(), self.tokens.snapshot());
        let answer = self.call(caller, message.clone());
        if answer.is_ok() {
            self.taken.push((now, caller, message.clone(), before));
        } else {
            if self.writes() != writes_before {
                self.bring_back();
            }
            self.tokens.restore(before);
        }
        answer
    }

    fn call(&mut self, caller: AccountId, message: Message) -> Result<Answer, GiftError> {
        set_caller::<DefaultEnvironment>(caller);
        set_block_timestamp::<DefaultEnvironment>(self.now);
        let gifts = &mut self.gifts;
        match message {
            Message::Give { asset, terms } => return Ok(Answer::Gift(gifts.give(asset, terms)?)),
            Message::Claim(Attempt { claim, proof, fee, signature }) => {
                let amount = gifts.claim(claim, proof, fee, signature.bytes())?;
                return Ok(Answer::Claimed(amount));
            }
            Message::TakeBack { gift } => return Ok(Answer::Recalled(gifts.take_back(gift)?)),
            Message::SendBack { gifts: numbers } => gifts.send_back(numbers)?,
            Message::Abandon { gift } => gifts.abandon(gift)?,
            Message::ClearClaims { gift, recipients } => gifts.clear_claims(gift, recipients)?,
        }
        Ok(Answer::Nothing)
    }

    /// What the chain does after a refusal, where the gift links have begun to write.
    fn bring_back(&mut self) {
        let now = self.now;
        self.gifts = deploy(self.address);
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

    pub fn gives(
        &mut self,
        sender: AccountId,
        asset: Asset,
        terms: Terms,
    ) -> Result<u64, GiftError> {
        match self.send(self.now, sender, &Message::Give { asset, terms })? {
            Answer::Gift(number) => Ok(number),
            other => panic!("the number of a gift, not {other:?}"),
        }
    }

    /// Claims the share with this number of the tree's keys for `recipient`, who signs and submits it.
    pub fn claims(
        &mut self,
        recipient: AccountId,
        gift: u64,
        tree: &Tree,
        number: u32,
    ) -> Result<u128, GiftError> {
        let attempt = Attempt::new(tree, claim(gift, number, recipient));
        self.submits(recipient, &attempt)
    }

    pub fn submits(&mut self, by: AccountId, attempt: &Attempt) -> Result<u128, GiftError> {
        match self.send(self.now, by, &Message::Claim(attempt.clone()))? {
            Answer::Claimed(amount) => Ok(amount),
            other => panic!("how many points, not {other:?}"),
        }
    }

    /// Submits a claim with these bytes for a signature, which are not one for it.
    pub fn submits_with(
        &mut self,
        by: AccountId,
        Attempt { claim, proof, fee, .. }: &Attempt,
        signature: [u8; 64],
    ) -> GiftError {
        set_caller::<DefaultEnvironment>(by);
        let before = self.writes();
        let refusal = self.gifts.claim(*claim, proof.clone(), *fee, signature);
        assert_eq!(self.writes(), before, "nothing is written before the signature is seen");
        refusal.expect_err("it is refused")
    }

    pub fn takes_back(&mut self, caller: AccountId, gift: u64) -> Result<Option<u64>, GiftError> {
        match self.send(self.now, caller, &Message::TakeBack { gift })? {
            Answer::Recalled(until) => Ok(until),
            other => panic!("a time, not {other:?}"),
        }
    }

    pub fn sends_back(&mut self, caller: AccountId, gifts: &[u64]) -> Result<(), GiftError> {
        self.send(self.now, caller, &Message::SendBack { gifts: gifts.to_vec() }).map(drop)
    }

    pub fn abandons(&mut self, caller: AccountId, gift: u64) -> Result<(), GiftError> {
        self.send(self.now, caller, &Message::Abandon { gift }).map(drop)
    }

    pub fn clears(
        &mut self,
        caller: AccountId,
        gift: u64,
        recipients: &[AccountId],
    ) -> Result<(), GiftError> {
        let recipients = recipients.to_vec();
        self.send(self.now, caller, &Message::ClearClaims { gift, recipients }).map(drop)
    }

    /// How many gifts there are.
    pub fn live(&self) -> usize {
        pages(|before| self.live_gifts(before)).concat().len()
    }

    /// How many items the contract stores.
    pub fn stored(&self) -> usize {
        count_used_storage_cells::<DefaultEnvironment>(&self.address).expect("what is stored")
    }

    /// How often the gift links have written since they were deployed.
    fn writes(&self) -> usize {
        get_contract_storage_rw::<DefaultEnvironment>(&self.address).1
    }

    /// All that the readers tell now.
    pub fn book(&self) -> Book {
        let links = &self.gifts;
        let count = links.gift_count();
        let gifts = (0..=count + 1).map(|number| (number, links.gift(number))).collect();
        let shares = |(gift, numbers): &(u64, &[u32])| {
            (*gift, numbers.iter().map(|number| links.share(*gift, *number)).collect())
        };
        let claimed = |gift| NUMBERS.map(|number| links.is_claimed(gift, number)).to_vec();
        let claims = |gift| {
            let claims = everybody().map(|account| (account, links.claim_of(gift, account)));
            claims.into_iter().filter_map(|(account, claim)| Some((account, claim?))).collect()
        };
        Book {
            genesis_hash: links.genesis_hash(),
            count,
            pages: pages(|before| links.live_gifts(before)),
            pages_before: marks(count).map(|mark| links.live_gifts(mark)).to_vec(),
            shares: with_shares(&gifts).iter().map(shares).collect(),
            claimed: with_claims(&gifts).iter().map(|gift| (*gift, claimed(*gift))).collect(),
            claims: with_claims(&gifts).iter().map(|gift| (*gift, claims(*gift))).collect(),
            gifts,
        }
    }
}

fn deploy(address: AccountId) -> GiftLinks {
    run_test::<DefaultEnvironment, _>(|_| Ok(())).expect("an empty chain");
    set_callee::<DefaultEnvironment>(address);
    set_block_timestamp::<DefaultEnvironment>(START);
    GiftLinks::new(GENESIS)
}

impl Deref for Party {
    type Target = GiftLinks;

    fn deref(&self) -> &GiftLinks {
        &self.gifts
    }
}
