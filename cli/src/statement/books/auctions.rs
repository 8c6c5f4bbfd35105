//! The books of an auction house: its lots, and whom it owes what.

use std::collections::BTreeMap;

use tongquan_client::{AccountId, Event};
use tongquan_traits::auctions::{
    BidPlaced, Format, Lead, Listed, Lot, LotAbandoned, LotItem, LotReclaimed, LotState, Returned,
    Sold, Unwound, Withdrawn,
};

use super::journal::{count, Journal, Trade};

#[derive(Debug)]
pub struct AuctionBook {
    pub address: AccountId,
    /// How many lots there ever were.
    pub count: u64,
    /// Those that there are, with their items.
    pub lots: BTreeMap<u64, (Lot, Vec<LotItem>)>,
    /// Account and token; no entry is 0.
    pub credits: BTreeMap<(AccountId, AccountId), u128>,
}

impl AuctionBook {
    pub fn new(address: AccountId) -> Self {
        Self { address, count: 0, lots: BTreeMap::new(), credits: BTreeMap::new() }
    }

    pub fn apply(&mut self, event: &Event, journal: &mut Journal) {
        let done = if let Some(listed) = event.decode::<Listed>() {
            self.list(listed)
        } else if let Some(bid) = event.decode::<BidPlaced>() {
            self.bid(bid)
        } else if let Some(sold) = event.decode::<Sold>() {
            self.sell(sold, journal)
        } else if let Some(Returned { lot, refund }) = event.decode() {
            self.send_back(lot, refund)
        } else if let Some(Unwound { lot, refund }) = event.decode() {
            self.unwind(lot, refund)
        } else if let Some(LotReclaimed { lot, index }) = event.decode() {
            self.reclaim(lot, index)
        } else if let Some(LotAbandoned { lot }) = event.decode() {
            let found = self.lots.remove(&lot);
            match found.is_some_and(|(lot, _)| matches!(lot.state, LotState::Unwound { .. })) {
                true => Ok(()),
                false => Err("a lot is abandoned that was not unwound"),
            }
        } else if let Some(Withdrawn { account, token, amount }) = event.decode() {
            match self.credits.remove(&(account, token)) {
                Some(credit) if credit == amount => Ok(()),
                _ => Err("another amount is withdrawn than the credit"),
            }
        } else {
            Err("an event that no auction house emits")
        };
        if let Err(what) = done {
            journal.contradict(self.address, what);
        }
    }

    fn list(&mut self, listed: Listed) -> Result<(), &'static str> {
        let Listed { lot: number, seller, token, format, items } = listed;
        let until = match format {
            Format::English { until, .. } | Format::Dutch { until, .. } => until,
        };
        let in_turn = number.checked_sub(1) == Some(self.count);
        self.count = self.count.max(number);
        let lot = Lot { seller, token, format, until, lead: None, state: LotState::Open {} };
        self.lots.insert(number, (lot, items));
        in_turn.then_some(()).ok_or("a lot out of turn")
    }

    fn bid(&mut self, bid: BidPlaced) -> Result<(), &'static str> {
        let BidPlaced { lot, bidder, maximum, leader, price, until, outbid } = bid;
        let (lot, _) = self.lots.get_mut(&lot).ok_or("a bid for a lot that there is not")?;
        let before = lot.lead.take();
        // Who does not lead has all back: the one who led before, or the bidder.
        let (maximum, expected) = match (before, leader == bidder) {
            (Some(before), true) if before.bidder != bidder => {
                (maximum, Some((before.bidder, before.maximum)))
            }
            (_, true) => (maximum, None),
            (Some(before), false) if before.bidder == leader => {
                (before.maximum, Some((bidder, maximum)))
            }
            _ => return Err("a bid that nobody could have made"),
        };
        lot.lead = Some(Lead { bidder: leader, maximum, price });
        lot.until = until;
        let token = lot.token;
        self.credit(outbid, token);
        (outbid == expected && price <= maximum).then_some(()).ok_or("a bid with other effects")
    }

    fn sell(&mut self, sold: Sold, journal: &mut Journal) -> Result<(), &'static str> {
        let Sold { lot, buyer, price, royalties, refund } = sold;
        let (lot, items) = self.lots.remove(&lot).ok_or("a lot is sold that there is not")?;
        let expected = match &lot.lead {
            Some(lead) if lead.bidder == buyer && lead.maximum >= price => {
                let rest = lead.maximum - price;
                // The leader can also have bought it, for a price of its own.
                let bought = Some((lead.bidder, lead.maximum));
                refund == (rest > 0).then_some((lead.bidder, rest)) || refund == bought
            }
            Some(lead) => refund == Some((lead.bidder, lead.maximum)),
            None => refund.is_none(),
        };
        self.credit(refund, lot.token);
        let mut left = price;
        for (_, receiver, royalty) in royalties {
            left = left.checked_sub(royalty).ok_or("royalties beyond the price")?;
            self.credit(Some((receiver, royalty)), lot.token);
        }
        self.credit(Some((lot.seller, left)), lot.token);
        note_sale(&lot, &items, price, journal);
        expected.then_some(()).ok_or("a sale with another refund")
    }

    fn send_back(
        &mut self,
        lot: u64,
        refund: Option<(AccountId, u128)>,
    ) -> Result<(), &'static str> {
        let (lot, _) = self.lots.remove(&lot).ok_or("a lot goes back that there is not")?;
        self.credit(refund, lot.token);
        let expected = lot.lead.map(|lead| (lead.bidder, lead.maximum));
        (refund == expected).then_some(()).ok_or("a lot goes back with another refund")
    }

    fn unwind(&mut self, lot: u64, refund: Option<(AccountId, u128)>) -> Result<(), &'static str> {
        let (lot, items) = self.lots.get_mut(&lot).ok_or("a lot is unwound that there is not")?;
        let expected = lot.lead.take().map(|lead| (lead.bidder, lead.maximum));
        lot.state = LotState::Unwound { held: items.iter().fold(0, |held, _| (held << 1) | 1) };
        let token = lot.token;
        self.credit(refund, token);
        (refund == expected).then_some(()).ok_or("a lot is unwound with another refund")
    }

    fn reclaim(&mut self, number: u64, index: u8) -> Result<(), &'static str> {
        const NOTHING: &str = "an item is reclaimed that is not held";
        let (lot, _) = self.lots.get_mut(&number).ok_or(NOTHING)?;
        let LotState::Unwound { held } = &mut lot.state else { return Err(NOTHING) };
        let bit = 1u16.checked_shl(index.into()).unwrap_or(0);
        if *held & bit == 0 {
            return Err(NOTHING);
        }
        *held &= !bit;
        if *held == 0 {
            self.lots.remove(&number);
        }
        Ok(())
    }

    fn credit(&mut self, credit: Option<(AccountId, u128)>, token: AccountId) {
        if let Some((account, amount)) = credit.filter(|(_, amount)| *amount > 0) {
            count(self.credits.entry((account, token)).or_default(), amount);
        }
    }
}

/// Each item stands for an equal part of the price; what the division leaves are single units of the
/// first items.
fn note_sale(lot: &Lot, items: &[LotItem], price: u128, journal: &mut Journal) {
    let many = (items.len() as u128).max(1);
    let (equal, rest) = (price / many, price % many);
    let mut contracts = Vec::new();
    for (place, listed) in (0u128..).zip(items) {
        let contract = listed.item.contract;
        let flow = journal.flow(Trade::Auction, lot.token, contract);
        if !contracts.contains(&contract) {
            contracts.push(contract);
            flow.deals += 1;
        }
        count(&mut flow.paid_amount, equal + u128::from(place < rest));
        flow.got_items += 1;
    }
}
