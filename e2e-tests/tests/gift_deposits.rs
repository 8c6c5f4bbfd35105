//! What gifts take as deposits for storage they give back, and to those who paid.
//!
//! The pallet gives back a part of all that a contract has deposited, rounded down: so a call that frees
//! something can leave a few units behind. They are fewer than the smallest item takes.

use std::{collections::BTreeMap, fmt::Debug};

use e2e_tests::{
    counter::DAY,
    market::{item, points, Market},
    shop::Fault,
};
use ink::scale::Decode;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use tongquan_client::{at, Account, AccountId, Chain, Codes, Embedded, Error, Message};
use tongquan_traits::{
    assets::Asset,
    gifts::{Claim, GiftError, Gifts, KeyProof, Terms},
};

/// What stays when there was a gift: how many there were, and the marks of the newest. An item of 136
/// bytes; a unit for each, and one for the item.
const HEAD: i128 = 1 + 8 + 128;
/// An item with the marks of 256 shares.
const MARKS: i128 = 1 + 32;
/// An item with who has submitted a claim, and to which share.
const CLAIM: i128 = 1 + 32 + 4;

/// What rounding leaves at most, when a call frees items of the gifts and of an asset's contract: a unit
/// for the items, and one for the bytes, of each.
const DUST: i128 = 4;

/// Asserts that this is what rounding can have left in so many calls, and no item.
fn assert_dust(left: i128, calls: i128) {
    assert!(left.abs() <= DUST * calls && left.abs() < MARKS, "{left} units are left");
}

/// A market that keeps account of the deposits.
struct Books {
    chain: Embedded,
    market: Market,
    key: Account,
    /// What each account has deposited and not got back.
    paid: BTreeMap<AccountId, i128>,
}

impl Books {
    /// Opens a market whose points and coupons take no more and no less storage after the gifts than
    /// before: amounts keep their length, and nobody's last one goes.
    async fn open() -> Result<Self, Fault> {
        let mut chain = Embedded::new();
        let market = Market::open(&mut chain).await?;
        let shop = &market.tea.shop;
        for person in [&shop.ann, &shop.ben, &shop.cai, &shop.mallory] {
            shop.issue(&mut chain, person, 100_000).await?;
        }
        let approve = at::<Points>(shop.points).approve(market.gift, 100_000);
        chain.call(&shop.ann, approve).await?;
        let approve = market.tea.messages().approve(market.gift, None, true);
        chain.call(&shop.ann, approve).await?;
        Ok(Self { chain, market, key: Account::dev("link"), paid: BTreeMap::new() })
    }

    /// The coupons that Ann gives: they have changed hands before, and are not all that she has, nor
    /// all that Ben will have.
    async fn coupons(&mut self) -> Result<[u64; 2], Fault> {
        let Self { chain, market, .. } = self;
        let (tea, ann, ben) = (&market.tea, &market.tea.shop.ann, &market.tea.shop.ben);
        let campaign = market.campaign(chain, tea).await?;
        let mut given = [0; 2];
        for coupon in &mut given {
            *coupon = tea.issue(chain, campaign, ben).await?;
            let hand_over = tea.messages().transfer(ann.id(), Id::U64(*coupon), vec![]);
            chain.call(ben, hand_over).await?;
        }
        for holder in [ann, ben] {
            tea.issue(chain, campaign, holder).await?;
        }
        Ok(given)
    }

    async fn call<T: Decode, E: Decode + Debug>(
        &mut self,
        by: &Account,
        message: impl Into<Message<Result<T, E>>>,
    ) -> Result<(T, i128), Error<E>> {
        let receipt = self.chain.call(by, message).await?;
        *self.paid.entry(by.id()).or_default() += receipt.cost.storage_deposit;
        Ok((receipt.value, receipt.cost.storage_deposit))
    }

    fn paid(&self, by: &Account) -> i128 {
        self.paid.get(&by.id()).copied().unwrap_or_default()
    }

    async fn give(&mut self, asset: Asset, keys: &Codes, shares: u32) -> Result<u64, Fault> {
        let terms = Terms {
            shares,
            drawn: false,
            keys: keys.root(),
            recipient: None,
            until: self.chain.now().await? + DAY,
            notice: 0,
            greeting: None,
        };
        let give = self.market.gifts().give(asset, terms);
        let ann = self.market.tea.shop.ann.clone();
        Ok(self.call(&ann, give).await?.0)
    }

    fn claim(
        &self,
        keys: &Codes,
        gift: u64,
        number: u32,
        recipient: AccountId,
    ) -> Message<Result<u128, GiftError>> {
        let claim = Claim { gift, number, recipient, max_fee: 0 };
        let proof = KeyProof { key: self.key.id(), path: keys.path(number) };
        let signature = self.key.sign_claim(self.market.gift, &claim);
        self.market.gifts().claim(claim, proof, 0, signature).into()
    }

    fn keys(&self, count: u32) -> Codes {
        Codes::new(&vec![self.key.id(); count as usize]).expect("at least one key")
    }
}

/// A recipient who has points already.
fn member(number: u32) -> AccountId {
    let mut id = [0x6d; 32];
    id[..4].copy_from_slice(&number.to_le_bytes());
    id.into()
}

// X1
#[tokio::test]
async fn a_gift_link_leaves_nothing_behind() -> Result<(), Fault> {
    let mut books = Books::open().await?;
    let [claimed, returned] = books.coupons().await?;
    let shop = &books.market.tea.shop;
    let (ann, ben, mallory) = (shop.ann.clone(), shop.ben.clone(), shop.mallory.clone());
    let link = books.keys(1);
    let tea = &books.market.tea;
    let assets = [
        Asset::Item { item: item(tea, claimed) },
        points(tea, 100),
        Asset::Item { item: item(tea, returned) },
        points(tea, 100),
        points(tea, 100),
    ];
    let mut gifts = Vec::new();
    for asset in assets {
        gifts.push(books.give(asset, &link, 1).await?);
    }
    for gift in &gifts[..2] {
        let claim = books.claim(&link, *gift, 0, ben.id());
        books.call(&ben, claim).await?;
    }
    let take_back = books.market.gifts().take_back(gifts[4]);
    books.call(&ann, take_back).await?;
    books.chain.advance(DAY).await?;
    let send_back = books.market.gifts().send_back(gifts[2..4].to_vec());
    books.call(&mallory, send_back).await?;
    assert_dust(books.paid.values().sum::<i128>() - HEAD, 4);
    Ok(())
}

// X1, G4
#[tokio::test]
async fn each_relayer_of_a_packet_gets_back_what_it_has_paid() -> Result<(), Fault> {
    const SHARES: u32 = 300;
    let mut books = Books::open().await?;
    let shop = &books.market.tea.shop;
    let ann = shop.ann.clone();
    let relayers = [shop.ben.clone(), shop.cai.clone(), shop.mallory.clone()];
    let members: Vec<_> = (0..SHARES).map(member).collect();
    let fund: Vec<_> = members.iter().map(|member| (*member, 1_000)).collect();
    for part in fund.chunks(100) {
        let issue = tongquan_traits::issuance::Issuance::issue_batch(
            &mut at::<Points>(shop.points),
            part.to_vec(),
        );
        books.chain.call(&shop.merchant, issue).await?;
    }
    let keys = books.keys(SHARES);
    let packet = books.give(points(&books.market.tea, 3_000), &keys, SHARES).await?;
    let by = |number: u32| &relayers[number as usize % 3];
    for number in 0..SHARES - 1 {
        let claim = books.claim(&keys, packet, number, members[number as usize]);
        let (amount, deposit) = books.call(by(number), claim).await?;
        let marks = if number % 256 == 0 { MARKS } else { 0 };
        assert_eq!((amount, deposit), (10, CLAIM + marks), "share {number}");
    }
    // One share is left, and goes back. What its sender has paid for the packet does, too.
    let take_back = books.market.gifts().take_back(packet);
    books.call(&ann, take_back).await?;
    assert_dust(books.paid(&ann) - HEAD, 1);

    // Each clears what it has submitted. Who clears the last of 256 gets the deposit of their marks.
    let firsts = [0u32, 256].map(|number| by(number).id());
    for (place, relayer) in relayers.iter().enumerate().rev() {
        let mine: Vec<_> = (0..SHARES - 1).filter(|number| *number as usize % 3 == place).collect();
        let marks = firsts.iter().filter(|first| **first == relayer.id()).count() as i128;
        assert_eq!(books.paid(relayer), CLAIM * mine.len() as i128 + MARKS * marks);
        for part in mine.chunks(50) {
            let recipients = part.iter().map(|number| members[*number as usize]).collect();
            let clear = books.market.gifts().clear_claims(packet, recipients);
            books.call(relayer, clear).await?;
        }
        let last = if place == 0 { 2 } else { 0 };
        assert_dust(books.paid(relayer) - MARKS * (marks - last), 2);
    }
    assert_dust(books.paid.values().sum::<i128>() - HEAD, 7);
    Ok(())
}

// G4: with the last share the packet is gone. Its deposit goes to who submits that claim.
#[tokio::test]
async fn a_packet_that_is_claimed_to_the_end_leaves_nothing_behind() -> Result<(), Fault> {
    let mut books = Books::open().await?;
    let shop = &books.market.tea.shop;
    let (ann, ben, cai) = (shop.ann.clone(), shop.ben.clone(), shop.cai.clone());
    let recipients = [ann.id(), ben.id(), cai.id()];
    let keys = books.keys(3);
    let packet = books.give(points(&books.market.tea, 30), &keys, 3).await?;
    let record = books.paid(&ann) - HEAD;
    for (number, recipient) in (0..3).zip(recipients) {
        let claim = books.claim(&keys, packet, number, recipient);
        books.call(if number == 2 { &cai } else { &ben }, claim).await?;
    }
    assert_dust(books.paid(&ben) - 2 * CLAIM - MARKS, 0);
    assert_dust(books.paid(&cai) - CLAIM + record, 1);
    for (relayer, mine) in [(&cai, &recipients[2..]), (&ben, &recipients[..2])] {
        let clear = books.market.gifts().clear_claims(packet, mine.to_vec());
        books.call(relayer, clear).await?;
    }
    assert_dust(books.paid(&ann) - HEAD - record, 0);
    assert_dust(books.paid.values().sum::<i128>() - HEAD, 3);
    Ok(())
}
