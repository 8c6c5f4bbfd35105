//! Compares the books with what the contracts themselves answer, right after the same block.

use std::{collections::HashSet, fmt::Debug};

use auction::Auction;
use coupon::Coupon;
use gift::GiftLinks;
use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use scale::Decode;
use swap::Swap;
use tongquan_client::{at, AccountId, BlockId, Failure, History, Message};
use tongquan_traits::{
    assets::PAGE,
    auctions::Auctions,
    campaigns::{Campaign, Campaigns},
    coupons::Coupons,
    gifts::Gifts,
    issuance::Issuance,
    ownable::Ownable,
    redemption::Redemption,
    swaps::Swaps,
    tills::Tills,
};

use super::{
    books::{number, AuctionBook, Book, CouponBook, GiftBook, PointsBook, SwapBook},
    rebuild::Statement,
};

/// How many answers are compared if not all are asked for.
pub const SAMPLE: u64 = 5_000;

/// An answer that is not what the books say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub contract: AccountId,
    /// The message with its arguments.
    pub message: String,
    /// What the books say,
    pub expected: String,
    /// and what the contract answered.
    pub found: String,
}

/// What a comparison came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// How many answers there are to compare,
    pub answers: u64,
    /// and how many were.
    pub compared: u64,
    pub differences: Vec<Difference>,
}

/// Asks the contracts for everything that is in the books, or, if that is more than `at_most`, for a
/// part of it that is spread evenly. `progress` is told how many answers came, and of how many.
///
/// # Errors
///
/// `Pruned` if the node has forgotten the block, `NotNewest` if the chain can only be asked about its
/// newest one, and others of [`Failure`].
pub async fn compare<C: History>(
    chain: &mut C,
    statement: &Statement,
    at_most: Option<u64>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Comparison, Failure> {
    let block = statement.block.id;
    let now = chain.time_after(block).await?;
    let answers = answers(statement);
    let every = at_most.map_or(1, |at_most| answers.div_ceil(at_most.max(1)).max(1));
    let (asked, outcome) = (0, Comparison::default());
    let progress: &mut dyn FnMut(u64, u64) = &mut progress;
    let heard = &statement.books.heard;
    let mut enquiry =
        Enquiry { chain, block, now, heard, every, asked, answers, outcome, progress };
    for (address, book) in &statement.books.books {
        enquiry.contract(statement, *address, book).await?;
    }
    let Enquiry { asked, outcome, .. } = enquiry;
    Ok(Comparison { answers: asked, ..outcome })
}

/// About how many answers there are to compare.
fn answers(statement: &Statement) -> u64 {
    let count = |book: &Book| match book {
        Book::Points(book) => {
            4 + book.holdings.len() + book.allowances.len() + 2 * book.issuers.len()
        }
        Book::Coupon(book) => {
            let coupons = book.campaigns.iter().map(|campaign| 1 + campaign.coupons.len());
            4 + coupons.sum::<usize>()
                + book.receipts.len()
                + book.tills.len()
                + book.managers.len()
                + book.members.len()
                + book.issued_to.len()
                + book.claimed.len()
                + book.approvals.len()
                + book.operators.len()
        }
        Book::Auction(book) => 1 + book.lots.len() + book.credits.len(),
        Book::Swap(book) => 1 + book.offers.len(),
        Book::Gift(book) => 1 + book.gifts.len() + 2 * book.claims.len(),
    };
    statement.books.books.values().map(|book| count(book) as u64).sum()
}

struct Enquiry<'a, C> {
    chain: &'a mut C,
    block: BlockId,
    /// What contracts take for now.
    now: u64,
    /// The contracts that announced something.
    heard: &'a HashSet<AccountId>,
    /// Only every so many-th answer is asked for.
    every: u64,
    asked: u64,
    answers: u64,
    outcome: Comparison,
    progress: &'a mut dyn FnMut(u64, u64),
}

impl<C: History> Enquiry<'_, C> {
    async fn contract(
        &mut self,
        statement: &Statement,
        address: AccountId,
        book: &Book,
    ) -> Result<(), Failure> {
        match book {
            Book::Points(book) => self.points(statement, address, book).await,
            Book::Coupon(book) => self.coupons(statement, address, book).await,
            Book::Auction(book) => self.auction(address, book).await,
            Book::Swap(book) => self.swap(address, book).await,
            Book::Gift(book) => self.gift(statement, address, book).await,
        }
    }

    /// Asks, if it is this answer's turn, and notes a difference.
    async fn ask<R: Decode + PartialEq + Debug>(
        &mut self,
        what: impl FnOnce() -> String,
        message: impl Into<Message<R>>,
        expected: R,
    ) -> Result<(), Failure> {
        let turn = self.asked % self.every == 0;
        self.asked += 1;
        (self.progress)(self.asked, self.answers.max(self.asked));
        if !turn {
            return Ok(());
        }
        let message = message.into();
        let contract = message.contract;
        let found = match self.chain.read_at(self.block, message).await {
            Ok(found) if found == expected => None,
            Ok(found) => Some(format!("{found:?}")),
            // It was deployed later.
            Err(Failure::NoSuchContract { .. }) if !self.heard.contains(&contract) => {
                self.asked -= 1;
                return Ok(());
            }
            Err(
                error @ (Failure::NotUnderstood { .. }
                | Failure::NoSuchContract { .. }
                | Failure::UnexpectedAnswer
                | Failure::Trapped),
            ) => Some(error.to_string()),
            Err(failure) => return Err(failure),
        };
        self.outcome.compared += 1;
        if let Some(found) = found {
            let (message, expected) = (what(), format!("{expected:?}"));
            self.outcome.differences.push(Difference { contract, message, expected, found });
        }
        Ok(())
    }

    async fn points(
        &mut self,
        statement: &Statement,
        address: AccountId,
        book: &PointsBook,
    ) -> Result<(), Failure> {
        let accounts = &statement.books.accounts;
        let points = || at::<Points>(address);
        self.ask(|| "total_supply()".into(), points().total_supply(), book.supply).await?;
        let owner = book.owners.owner.map(|who| accounts.at(who));
        if let Some(owner) = owner {
            self.ask(|| "owner()".into(), points().owner(), owner).await?;
        }
        let pending = book.owners.pending.map(|who| accounts.at(who));
        self.ask(|| "pending_owner()".into(), points().pending_owner(), pending).await?;
        let count = book.issuers.len() as u32;
        self.ask(|| "issuer_count()".into(), points().issuer_count(), count).await?;
        for (index, (who, issuer)) in (0u32..).zip(&book.issuers) {
            let account = accounts.at(*who);
            let what = || format!("issuer_at({index})");
            self.ask(what, points().issuer_at(index), Some(account)).await?;
            let what = || format!("issuer({account:?})");
            self.ask(what, points().issuer(account), Some(*issuer)).await?;
        }
        for (account, holding) in accounts.sorted(&book.holdings) {
            let what = || format!("balance_of({account:?})");
            self.ask(what, points().balance_of(account), holding.balance).await?;
        }
        for ((owner, spender), amount) in &book.allowances {
            let (owner, spender) = (accounts.at(*owner), accounts.at(*spender));
            let what = || format!("allowance({owner:?}, {spender:?})");
            self.ask(what, points().allowance(owner, spender), *amount).await?;
        }
        Ok(())
    }

    async fn coupons(
        &mut self,
        statement: &Statement,
        address: AccountId,
        book: &CouponBook,
    ) -> Result<(), Failure> {
        let accounts = &statement.books.accounts;
        let coupons = || at::<Coupon>(address);
        let now = self.now;
        if let Some(owner) = book.owners.owner.map(|who| accounts.at(who)) {
            self.ask(|| "owner()".into(), coupons().owner(), owner).await?;
        }
        let pending = book.owners.pending.map(|who| accounts.at(who));
        self.ask(|| "pending_owner()".into(), coupons().pending_owner(), pending).await?;
        let supply: usize = book.campaigns.iter().map(|campaign| campaign.live().count()).sum();
        self.ask(|| "total_supply()".into(), coupons().total_supply(), supply as u128).await?;
        let count = book.campaigns.len() as u32;
        self.ask(|| "campaign_count()".into(), coupons().campaign_count(), count).await?;
        for (campaign, found) in (1u32..).zip(&book.campaigns) {
            let expected = Campaign {
                terms: found.terms.clone(),
                state: found.state,
                counts: found.counts,
                sale: found.sale.clone(),
            };
            let what = || format!("campaign({campaign})");
            self.ask(what, coupons().campaign(campaign), Some(expected)).await?;
            for serial in (1u32..).take(found.coupons.len()) {
                let coupon = number(campaign, serial);
                let expected = book.view(coupon, now, accounts);
                let what = || format!("coupon({coupon})");
                self.ask(what, coupons().coupon(coupon), expected).await?;
            }
        }
        for (order, receipt) in &book.receipts {
            let what = || format!("receipt(0x{})", hex::encode(order));
            self.ask(what, coupons().receipt(*order), Some(receipt.clone())).await?;
        }
        for (account, till) in accounts.sorted(&book.tills) {
            let what = || format!("till({account:?})");
            self.ask(what, coupons().till(account), Some(till.at(now))).await?;
        }
        for who in &book.managers {
            let account = accounts.at(*who);
            let what = || format!("is_manager({account:?})");
            self.ask(what, coupons().is_manager(account), true).await?;
        }
        for (account, member) in accounts.sorted(&book.members) {
            let what = || format!("balance_of({account:?})");
            self.ask(what, coupons().balance_of(account), member.holds as u32).await?;
        }
        for ((campaign, who), issued) in &book.issued_to {
            let (campaign, member) = (*campaign, accounts.at(*who));
            let what = || format!("issued_to({campaign}, {member:?})");
            self.ask(what, coupons().issued_to(campaign, member), *issued).await?;
        }
        for (campaign, issuer, number) in &book.claimed {
            let what = || format!("is_claimed({campaign}, 0x{}, {number})", hex::encode(issuer));
            self.ask(what, coupons().is_claimed(*campaign, *issuer, *number), true).await?;
        }
        for (coupon, who) in book.approvals.keys() {
            let Some((_, found)) = book.find(*coupon) else { continue };
            let (owner, operator) = (accounts.at(found.holder), accounts.at(*who));
            let expected = owner != operator && book.may_take(*coupon, *who);
            let what = || format!("allowance({owner:?}, {operator:?}, {coupon})");
            let message = coupons().allowance(owner, operator, Some(Id::U64(*coupon)));
            self.ask(what, message, expected).await?;
        }
        for (owner, operator) in &book.operators {
            let (owner, operator) = (accounts.at(*owner), accounts.at(*operator));
            let what = || format!("allowance({owner:?}, {operator:?}, all)");
            self.ask(what, coupons().allowance(owner, operator, None), true).await?;
        }
        Ok(())
    }

    async fn auction(&mut self, address: AccountId, book: &AuctionBook) -> Result<(), Failure> {
        let house = || at::<Auction>(address);
        self.ask(|| "lot_count()".into(), house().lot_count(), book.count).await?;
        for (number, found) in &book.lots {
            let what = || format!("lot({number})");
            self.ask(what, house().lot(*number), Some(found.clone())).await?;
        }
        for ((account, token), amount) in &book.credits {
            let what = || format!("credit({account:?}, {token:?})");
            self.ask(what, house().credit(*account, *token), *amount).await?;
        }
        // Those that the books don't have must not be there either.
        let newest = book.lots.iter().rev().take(PAGE.into());
        let newest = newest.map(|(number, (lot, items))| (*number, lot.clone(), items.clone()));
        let newest = newest.collect::<Vec<_>>();
        self.ask(|| "live_lots(newest)".into(), house().live_lots(u64::MAX), newest).await
    }

    async fn swap(&mut self, address: AccountId, book: &SwapBook) -> Result<(), Failure> {
        let swaps = || at::<Swap>(address);
        self.ask(|| "offer_count()".into(), swaps().offer_count(), book.count).await?;
        for (number, offer) in &book.offers {
            let what = || format!("offer({number})");
            self.ask(what, swaps().offer(*number), Some(offer.clone())).await?;
        }
        let newest = book.offers.iter().rev().take(PAGE.into());
        let newest = newest.map(|(number, offer)| (*number, offer.clone())).collect::<Vec<_>>();
        self.ask(|| "live_offers(newest)".into(), swaps().live_offers(u64::MAX), newest).await
    }

    async fn gift(
        &mut self,
        statement: &Statement,
        address: AccountId,
        book: &GiftBook,
    ) -> Result<(), Failure> {
        let accounts = &statement.books.accounts;
        let gifts = || at::<GiftLinks>(address);
        self.ask(|| "gift_count()".into(), gifts().gift_count(), book.count).await?;
        for (number, gift) in &book.gifts {
            let what = || format!("gift({number})");
            self.ask(what, gifts().gift(*number), Some(gift.clone())).await?;
        }
        for ((gift, who), claim) in &book.claims {
            let (gift, account) = (*gift, accounts.at(*who));
            let what = || format!("claim_of({gift}, {account:?})");
            self.ask(what, gifts().claim_of(gift, account), Some(*claim)).await?;
            let what = || format!("is_claimed({gift}, {})", claim.number);
            self.ask(what, gifts().is_claimed(gift, claim.number), true).await?;
        }
        let newest = book.gifts.iter().rev().take(PAGE.into());
        let newest = newest.map(|(number, gift)| (*number, gift.clone())).collect::<Vec<_>>();
        self.ask(|| "live_gifts(newest)".into(), gifts().live_gifts(u64::MAX), newest).await
    }
}
