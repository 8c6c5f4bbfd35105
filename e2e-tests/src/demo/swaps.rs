//! Coupons and points change hands at once, and two standing offers exchange points for points.

use points::Points;
use psp22::PSP22;
use psp34::{Id, PSP34};
use swap::Swap;
use tongquan_client::{at, deal, deploy_swap, Account, AccountId, Chain, Error};
use tongquan_traits::{
    assets::Asset,
    campaigns::{Campaigns, Kind, Validity},
    issuance::Issuance,
    redemption::Redemption,
    swaps::{Filled, Offer, SwapError, Swaps, Want},
};

use super::{
    auctions::{book_text, find, yuan, Shops, BOOKS, YUAN},
    narrator::{address, amount, Narrator},
    points::{points_text, POINT},
};
use crate::{
    bundle,
    counter::{order, Counter, DAY},
    market::{item, points},
    shop::{Fault, Shop},
};

/// The swaps and those who use them.
struct Story<'a, C> {
    chain: &'a mut C,
    narrator: &'a mut Narrator,
    shops: &'a Shops,
    swap: AccountId,
}

pub async fn tell<C: Chain>(
    chain: &mut C,
    narrator: &mut Narrator,
    shops: &Shops,
) -> Result<(), Fault> {
    narrator.chapter(
        "Swaps (互换) and points exchange (跨行积分交换)",
        "What two people swap changes hands in one call, or nothing does. Whoever accepts an offer names\n\
         the fingerprint of what was seen. Merchants' standing offers make their points one market.",
    );
    let bundle = bundle("swap")?;
    let deployed = deploy_swap(chain, &shops.tea.shop.mallory, &bundle, b"market").await?;
    narrator.deployed("Eve", "deploys the swaps, and has no rights in them", &deployed);
    let (swap, size) = (deployed.value, bundle.code().len());
    narrator.note(&format!("contract {}, {size} bytes of code", address(&swap)));
    let mut story = Story { chain, narrator, shops, swap };
    let voucher = story.worn_voucher().await?;
    let offer = story.offer(voucher).await?;
    story.acceptance(offer, voucher).await?;
    story.exchange().await?;
    story.balances().await
}

/// A refusal as people read it: of a fingerprint, the first bytes.
struct Short(SwapError);

impl std::fmt::Debug for Short {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            SwapError::OtherTerms { fingerprint } => {
                write!(f, "OtherTerms {{ fingerprint: {} }}", short(fingerprint))
            }
            other => other.fmt(f),
        }
    }
}

fn short(fingerprint: &[u8; 32]) -> String {
    format!("0x{}…", hex::encode(&fingerprint[..4]))
}

/// A quotient of amounts in points, with the digits that are rounded away.
fn exactly(dividend: u128, divisor: u128) -> String {
    let more = if dividend * 100 % divisor == 0 { "" } else { "…" };
    format!("{}{more}", amount(dividend * 100 / divisor, 4))
}

fn readable(error: Error<SwapError>) -> Error<Short> {
    match error {
        Error::Refused(reason) => Error::Refused(Short(reason)),
        _ => Error::UnexpectedAnswer,
    }
}

impl<'a, C: Chain> Story<'a, C> {
    fn messages(&self) -> <Swap as ink::codegen::ContractCallBuilder>::Type {
        at::<Swap>(self.swap)
    }

    /// Ben has two book vouchers, and uses a part of one. Answers that one.
    async fn worn_voucher(&mut self) -> Result<u64, Fault> {
        let Shops { books, bens_voucher, .. } = self.shops;
        let ben = &books.shop.ben;
        let redeem = books.messages().redeem(order("books-1"), 30 * YUAN, vec![*bens_voucher]);
        let redeemed = self.chain.call(ben, redeem).await?;
        let left = books.view(self.chain, *bens_voucher).await?.left;
        let does = format!("buys a book with his older voucher: {} are left", yuan(left));
        self.narrator.done("Ben", &does, &redeemed);
        let approve = books.messages().approve(self.swap, None, true);
        let approved = self.chain.call(ben, approve).await?;
        self.narrator.done("Ben", "lets the swaps take his book vouchers", &approved);
        Ok(*bens_voucher)
    }

    /// Ann wants a book voucher that nobody has used, whichever it is.
    async fn offer(&mut self, worn: u64) -> Result<u64, Fault> {
        let Shops { tea, books, .. } = self.shops;
        let ann = &tea.shop.ann;
        let voucher = self.tea_voucher().await?;
        let approve = tea.messages().approve(self.swap, Some(Id::U64(voucher)), true);
        let approved = self.chain.call(ann, approve).await?;
        self.narrator.done("Ann", "lets the swaps take her tea voucher", &approved);
        self.fund("Ann", tea, ann, 60 * POINT).await?;
        let give = vec![Asset::Item { item: item(tea, voucher) }, points(tea, 60 * POINT)];
        let (contract, campaign) = (books.coupons, u32::try_from(worn >> 32)?);
        let want = vec![Want::AnyOf { contract, campaign, left: BOOKS, until: 0 }];
        let until = self.chain.now().await? + DAY;
        let make = self.messages().make_offer(give, want, None, until);
        let offered = self.chain.call(ann, make).await?;
        let does = format!(
            "offers both for any book voucher that is still worth {}, for a day",
            yuan(BOOKS)
        );
        self.narrator.done("Ann", &does, &offered);
        Ok(offered.value)
    }

    /// Ben agrees to what he sees, and to nothing else.
    async fn acceptance(&mut self, offer: u64, worn: u64) -> Result<(), Fault> {
        let Shops { books, cais_voucher: fresh, .. } = self.shops;
        let ben = &books.shop.ben;
        let swap = self.swap;
        let seen = self.look(offer).await?;
        self.extension(offer).await?;
        let accept =
            |voucher, fingerprint| at::<Swap>(swap).accept(offer, vec![voucher], fingerprint);
        let refused = self.chain.call(ben, accept(*fresh, seen)).await.map_err(readable);
        self.narrator.refused("Ben", "tries to accept what he saw before", refused)?;
        let seen = self.look(offer).await?;
        let refused = self.chain.call(ben, accept(worn, seen)).await.map_err(readable);
        self.narrator.refused(
            "Ben",
            "agrees to that, but would give the voucher that he has used",
            refused,
        )?;
        let can_accept = self.messages().can_accept(ben.id(), offer, vec![*fresh], seen);
        let reasons = self.chain.read(can_accept).await?;
        if !reasons.is_empty() {
            return Err(format!("Ben can't accept: {reasons:?}").into());
        }
        self.narrator.note("Asked before, the swaps find nothing wrong with the other one.");
        let swapped = self.chain.call(ben, accept(*fresh, seen)).await?;
        let does = "accepts with the voucher that he won: both sides change hands at once";
        self.narrator.done("Ben", does, &swapped);
        Ok(())
    }

    async fn look(&mut self, offer: u64) -> Result<[u8; 32], Fault> {
        let deal = deal(self.chain, self.swap, offer).await?.ok_or("the offer is not complete")?;
        let (_, _, voucher) = deal.coupons.first().ok_or("there is no coupon in it")?;
        let Some(Asset::Points { amount, .. }) = deal.offer.give.last() else {
            return Err("there are no points in it".into());
        };
        let days = voucher.until.saturating_sub(self.chain.now().await?) / DAY;
        self.narrator.note(&format!(
            "Ben sees {} and a voucher with {} left, good for {days} more days: {}",
            points_text(*amount),
            yuan(voucher.left),
            short(&deal.fingerprint)
        ));
        Ok(deal.fingerprint)
    }

    /// The Tea House makes the vouchers of the offer's kind better.
    async fn extension(&mut self, offer: u64) -> Result<(), Fault> {
        let tea = &self.shops.tea;
        let offer = self.chain.read(self.messages().offer(offer)).await?.ok_or("no offer")?;
        let Some(Asset::Item { item }) = offer.give.first() else { return Err("no item".into()) };
        let Id::U64(voucher) = item.id else { return Err("no coupon".into()) };
        let campaign = u32::try_from(voucher >> 32)?;
        let found = self.chain.read(tea.messages().campaign(campaign)).await?;
        let terms = found.ok_or("no campaign")?.terms;
        let Validity::AfterIssue { length, .. } = terms.validity else {
            return Err("dates".into());
        };
        let extend = tea.messages().extend_campaign(
            campaign,
            terms.budget,
            terms.issue_until,
            length + 10 * DAY,
        );
        let extended = self.chain.call(&tea.shop.merchant, extend).await?;
        let does = "lets its vouchers last ten days longer, at that very moment";
        self.narrator.done("The Tea House", does, &extended);
        Ok(())
    }

    /// Two opposite offers, which members fill in parts.
    async fn exchange(&mut self) -> Result<(), Fault> {
        let Shops { tea, books, .. } = self.shops;
        let Shop { ann, ben, cai, .. } = &tea.shop;
        let sells = self.standing(("The Book Shop", books, 1_000), (tea, 3_100)).await?;
        let buys = self.standing(("The Tea House", tea, 3_000), (books, 1_000)).await?;

        self.rates(sells, buys).await?;
        self.fund("Ann", tea, ann, 110 * POINT).await?;
        self.fill(("Ann", ann), sells, 3_333).await?;
        self.fund("Ben", tea, ben, POINT).await?;
        self.fill(("Ben", ben), sells, 1).await?;
        self.narrator.note("Not even the smallest part is to be had for nothing.");
        let refused =
            self.chain.call(ann, self.messages().fill(sells, 10 * POINT, 30 * POINT)).await;
        let does = format!(
            "wants {} more, for {} at most",
            book_text(10 * POINT),
            points_text(30 * POINT)
        );
        self.narrator.refused("Ann", &does, refused)?;
        let all = self.messages().fill(sells, 1_000 * POINT, u128::MAX);
        let refused = self.chain.call(cai, all).await;
        let does = format!("wants all {}", book_text(1_000 * POINT));
        self.narrator.refused("Cai", &does, refused)?;

        self.fund("Ann", books, ann, 20 * POINT).await?;
        self.fill(("Ann", ann), buys, 50 * POINT).await?;
        let left = self.find(sells).await?.left;
        let bookseller = &books.shop.merchant;
        let cancelled = self.chain.call(bookseller, self.messages().cancel(sells)).await?;
        let does = format!("wants another rate: it takes back the {} left", book_text(left));
        self.narrator.done("The Book Shop", &does, &cancelled);
        let refused = self.chain.call(ben, self.messages().fill(sells, 1, 4)).await;
        self.narrator.refused("Ben", "comes too late for the old rate", refused)
    }

    async fn rates(&mut self, sells: u64, buys: u64) -> Result<(), Fault> {
        let (book, three) = (POINT, 3 * POINT);
        let asked = self.chain.read(self.messages().quote(sells, book)).await?;
        let bid = self.chain.read(self.messages().quote(buys, three)).await?;
        self.narrator.note(&format!(
            "A market: {} costs {}, and {} cost {}",
            book_text(book),
            points_text(asked.ok_or("no rate")?),
            points_text(three),
            book_text(bid.ok_or("no rate")?)
        ));
        Ok(())
    }

    /// A merchant's standing offer of so many whole points for others.
    async fn standing(
        &mut self,
        (who, gives, give): (&str, &Counter, u128),
        (wants, want): (&Counter, u128),
    ) -> Result<u64, Fault> {
        let (give, want) = (give * POINT, want * POINT);
        let merchant = &gives.shop.merchant;
        let issue = at::<Points>(gives.shop.points).issue(merchant.id(), give);
        let issued = self.chain.call(merchant, issue).await?;
        let does = format!("issues {} for the exchange", self.text(gives, give));
        self.narrator.done(who, &does, &issued);
        self.fund(who, gives, merchant, give).await?;
        let until = self.chain.now().await? + 30 * DAY;
        let wanted = Want::Points { token: wants.shop.points, amount: want };
        let make = self.messages().make_offer(vec![points(gives, give)], vec![wanted], None, until);
        let offered = self.chain.call(merchant, make).await?;
        let (give, want) = (self.text(gives, give), self.text(wants, want));
        let does = format!("offers {give} for {want}, in any parts, for 30 days");
        self.narrator.done(who, &does, &offered);
        Ok(offered.value)
    }

    /// Fills a part, and shows the rounding and what is left.
    async fn fill(
        &mut self,
        (who, taker): (&str, &Account),
        offer: u64,
        part: u128,
    ) -> Result<(), Fault> {
        let quote = self.chain.read(self.messages().quote(offer, part)).await?;
        let quote = quote.ok_or("it can't be filled by that much")?;
        let filled = self.chain.call(taker, self.messages().fill(offer, part, quote)).await?;
        let event = filled.events.of::<Filled>(self.swap).pop().ok_or("nothing was filled")?;
        let found = self.find(offer).await?;
        let (gives, wants) = self.sides(&found)?;
        let (part, paid) = (self.text(gives, event.amount), self.text(wants, event.paid));
        self.narrator.done(who, &format!("takes {part} for {paid}"), &filled);
        let (give, want) = found.rate().ok_or("it is no exchange")?;
        let exactly = exactly(event.amount * want, give);
        self.narrator.note(&format!(
            "At this rate it is {exactly}, rounded up for the merchant; {} are left",
            self.text(gives, found.left)
        ));
        Ok(())
    }

    /// Whose points are given and wanted.
    fn sides(&self, offer: &Offer) -> Result<(&'a Counter, &'a Counter), Fault> {
        let Shops { tea, books, .. } = self.shops;
        match offer.give.first() {
            Some(Asset::Points { token, .. }) if *token == tea.shop.points => Ok((tea, books)),
            Some(Asset::Points { .. }) => Ok((books, tea)),
            _ => Err("it is no exchange".into()),
        }
    }

    fn text(&self, counter: &Counter, smallest: u128) -> String {
        match counter.coupons == self.shops.tea.coupons {
            true => points_text(smallest),
            false => book_text(smallest),
        }
    }

    async fn balances(&mut self) -> Result<(), Fault> {
        let Shops { tea, books, .. } = self.shops;
        let Shop { ann, ben, .. } = &tea.shop;
        let lines = [
            ("Ann, in TEA", tea, ann.id()),
            ("Ann, in BOOK", books, ann.id()),
            ("Ben, in TEA", tea, ben.id()),
            ("Ben, in BOOK", books, ben.id()),
            ("the Book Shop, in TEA", tea, books.shop.merchant.id()),
            ("the Book Shop, in BOOK", books, books.shop.merchant.id()),
            ("the Tea House, in TEA", tea, tea.shop.merchant.id()),
            ("the Tea House, in BOOK", books, tea.shop.merchant.id()),
            ("the swaps, in TEA", tea, self.swap),
            ("the swaps, in BOOK", books, self.swap),
        ];
        let mut balances = Vec::new();
        for (who, counter, account) in lines {
            let balance = at::<Points>(counter.shop.points).balance_of(account);
            balances.push((who, self.chain.read(balance).await?));
        }
        self.narrator.balances("points", 2, &balances);
        Ok(())
    }

    async fn tea_voucher(&mut self) -> Result<u64, Fault> {
        let tea = &self.shops.tea;
        find(self.chain, tea, &tea.shop.ann, |view| matches!(view.kind, Kind::Voucher { .. })).await
    }

    async fn find(&mut self, offer: u64) -> Result<Offer, Fault> {
        let found = self.chain.read(self.messages().offer(offer)).await?;
        found.ok_or_else(|| format!("there is no offer {offer}").into())
    }

    async fn fund(
        &mut self,
        who: &str,
        counter: &Counter,
        account: &Account,
        most: u128,
    ) -> Result<(), Fault> {
        let approve = at::<Points>(counter.shop.points).approve(self.swap, most);
        let approved = self.chain.call(account, approve).await?;
        let does = format!("lets the swaps take {}", self.text(counter, most));
        self.narrator.done(who, &does, &approved);
        Ok(())
    }
}
