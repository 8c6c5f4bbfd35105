//! Another party's program: made of `docs/statement.md` and the contracts' own types alone, plain and slow.
//! It shares no code with the statement of this program, and reads the blocks by itself.

use std::collections::{BTreeMap, BTreeSet};

use blake2::{digest::consts::U32, Blake2b, Digest};
use psp34::Id;
use scale::Encode;
use tongquan_client::{AccountId, Block, Event};
use tongquan_traits::{
    assets::Asset, auctions as auction, campaigns, coupons, gifts, issuance, ownable, redemption,
    swaps, tills,
};

type Key = [u8; 32];

fn key(account: &AccountId) -> Key {
    *AsRef::<Key>::as_ref(account)
}

fn hex(bytes: &Key) -> String {
    format!("0x{}", hex::encode(bytes))
}

fn maybe<T>(value: Option<T>, text: impl Fn(T) -> String) -> String {
    value.map(text).unwrap_or_default()
}

struct Coupon {
    holder: Key,
    left: u64,
    issued_at: u64,
    moves: u32,
    grace_until: u64,
    held: Option<(Key, u64)>,
    used: Option<Key>,
}

struct Campaign {
    opened: campaigns::CampaignOpened,
    state: &'static str,
    redeemed: u64,
    burned: u64,
    expired: u64,
    issued: u64,
}

/// As it was listed, its end, the leader with maximum and price, and what is held of an unwound one.
type Lot = (auction::Listed, u64, Option<(Key, u128, u128)>, Option<u16>);

type Sums<const N: usize> = [u128; N];

/// The columns of `coupon_days` behind the bold ones, by their places.
mod day {
    pub const ISSUED: usize = 0;
    pub const EXCHANGED: usize = 1;
    pub const CLAIMED: usize = 2;
    pub const FACE: usize = 3;
    pub const RESERVED: usize = 4;
    pub const REDEEMED: usize = 5;
    pub const DEDUCTED: usize = 6;
    pub const DRAWN: usize = 7;
    pub const REFUNDS: usize = 8;
    pub const VOIDS: usize = 9;
    pub const UNDONE: usize = 10;
    pub const RESTORED: usize = 11;
    pub const RETURNED: usize = 12;
    pub const BURNED: usize = 13;
    pub const EXPIRED: usize = 14;
    pub const CLEARED: usize = 15;
    pub const FORFEITED: usize = 16;
}

#[derive(Default)]
pub struct Second {
    kinds: BTreeMap<Key, &'static str>,
    /// Balance, issued, received, sent, burned.
    balances: BTreeMap<(Key, Key), Sums<5>>,
    issuers: BTreeMap<(Key, Key), (u128, u128)>,
    roles: BTreeMap<(Key, &'static str), BTreeSet<Key>>,
    campaigns: BTreeMap<(Key, u32), Campaign>,
    coupons: BTreeMap<(Key, u64), Coupon>,
    /// Holds, issued, received, sent, removed, redeemed, saved, undone.
    members: BTreeMap<(Key, Key), Sums<8>>,
    receipts: BTreeMap<(Key, Key), redemption::Receipt>,
    /// Limits, day, used value and coupons.
    tills: BTreeMap<(Key, Key), (tills::TillLimits, u64, u64, u32)>,
    lots: BTreeMap<(Key, u64), Lot>,
    credits: BTreeMap<(Key, Key, Key), u128>,
    offers: BTreeMap<(Key, u64), swaps::Offer>,
    gifts: BTreeMap<(Key, u64), gifts::Gift>,
    coupon_days: BTreeMap<(String, Key, u32, Option<Key>), Sums<17>>,
    points_days: BTreeMap<(String, Key), Sums<6>>,
    flows: BTreeMap<(String, &'static str, Key, Key), Sums<5>>,
    today: String,
    now: u64,
}

impl Second {
    pub fn of(contracts: impl IntoIterator<Item = (AccountId, &'static str)>) -> Self {
        let kinds = contracts.into_iter().map(|(address, kind)| (key(&address), kind)).collect();
        Self { kinds, ..Self::default() }
    }

    pub fn read(&mut self, block: &Block) {
        self.now = block.time;
        self.today = civil_day(block.time / 86_400_000);
        for (_, event) in &block.events {
            let contract = key(&event.contract);
            match self.kinds.get(&contract).copied() {
                Some("points") => self.points(contract, event),
                Some("coupon") => self.coupon(contract, event),
                Some("auction") => self.auction(contract, event),
                Some("swap") => self.swap(contract, event),
                Some("gift") => self.gift(contract, event),
                _ => {}
            }
        }
    }

    fn holds_for_others(&self, account: &Key) -> bool {
        matches!(self.kinds.get(account), Some(&("auction" | "swap" | "gift")))
    }

    fn owners(&mut self, contract: Key, event: &Event) {
        if let Some(offered) = event.decode::<ownable::OwnershipOffered>() {
            let pending = offered.new_owner.iter().map(key).collect();
            self.roles.insert((contract, "pending_owner"), pending);
        }
        if let Some(done) = event.decode::<ownable::OwnershipTransferred>() {
            self.roles.insert((contract, "owner"), [key(&done.new_owner)].into());
            self.roles.remove(&(contract, "pending_owner"));
        }
    }

    fn points(&mut self, contract: Key, event: &Event) {
        self.owners(contract, event);
        if let Some(psp22::Transfer { from, to, value }) = event.decode() {
            let day = (self.today.clone(), contract);
            let mut sums = self.points_days.get(&day).copied().unwrap_or_default();
            if let Some(from) = &from {
                let account = self.balances.entry((contract, key(from))).or_default();
                account[0] -= value;
                let column = if to.is_some() { 3 } else { 4 };
                account[column] = account[column].saturating_add(value);
            }
            if let Some(to) = &to {
                let account = self.balances.entry((contract, key(to))).or_default();
                account[0] += value;
                let column = if from.is_some() { 2 } else { 1 };
                account[column] = account[column].saturating_add(value);
            }
            let mut add =
                |column: usize, amount| sums[column] = sums[column].saturating_add(amount);
            match (&from, &to) {
                (None, _) => add(0, value),
                (_, None) => add(1, value),
                (Some(from), Some(to)) => {
                    add(2, 1);
                    add(3, value);
                    let (out, into) =
                        (self.holds_for_others(&key(from)), self.holds_for_others(&key(to)));
                    if into && !out {
                        add(4, value);
                    }
                    if out && !into {
                        add(5, value);
                    }
                }
            }
            self.points_days.insert(day, sums);
        }
        if let Some(issuance::IssuerSet { issuer, quota, issued }) = event.decode() {
            self.issuers.insert((contract, key(&issuer)), (quota, issued));
        }
        if let Some(issuance::Issued { issuer, amount }) = event.decode() {
            self.issuers.get_mut(&(contract, key(&issuer))).unwrap().1 += amount;
        }
    }

    fn on_day(&mut self, contract: Key, campaign: u32, till: Option<Key>, column: usize, by: u128) {
        let line = (self.today.clone(), contract, campaign, till);
        let sum = &mut self.coupon_days.entry(line).or_default()[column];
        *sum = sum.saturating_add(by);
    }

    fn member(&mut self, contract: Key, account: Key) -> &mut Sums<8> {
        self.members.entry((contract, account)).or_default()
    }

    fn window(&self, contract: Key, number: u64) -> (u64, u64) {
        let coupon = &self.coupons[&(contract, number)];
        let campaign = &self.campaigns[&(contract, (number >> 32) as u32)];
        let (from, until) = match campaign.opened.terms.validity {
            campaigns::Validity::Dates { from, until } => (from, until),
            campaigns::Validity::AfterIssue { delay, length } => {
                let from = coupon.issued_at.saturating_add(delay);
                (from, from.saturating_add(length))
            }
        };
        (from, if coupon.grace_until > until { coupon.grace_until } else { until })
    }

    fn status(&self, contract: Key, number: u64, now: u64) -> &'static str {
        let coupon = &self.coupons[&(contract, number)];
        let (from, until) = self.window(contract, number);
        if coupon.used.is_some() {
            "redeemed"
        } else if coupon.held.is_some_and(|(_, until)| until > now) {
            "reserved"
        } else if now < from {
            "not_yet"
        } else if now < until {
            "usable"
        } else {
            "expired"
        }
    }

    fn coupon(&mut self, contract: Key, event: &Event) {
        self.owners(contract, event);
        if let Some(opened) = event.decode::<campaigns::CampaignOpened>() {
            let (redeemed, burned, expired, issued) = (0, 0, 0, 0);
            let number = opened.campaign;
            let state = "open";
            let campaign = Campaign { opened, state, redeemed, burned, expired, issued };
            self.campaigns.insert((contract, number), campaign);
        }
        if let Some(extended) = event.decode::<campaigns::CampaignExtended>() {
            let campaign = self.campaigns.get_mut(&(contract, extended.campaign)).unwrap();
            let terms = &mut campaign.opened.terms;
            terms.budget = extended.budget;
            terms.issue_until = extended.issue_until;
            match &mut terms.validity {
                campaigns::Validity::Dates { until, .. } => *until = extended.valid_until,
                campaigns::Validity::AfterIssue { length, .. } => *length = extended.valid_until,
            }
        }
        if let Some(set) = event.decode::<campaigns::CampaignStateSet>() {
            let campaign = self.campaigns.get_mut(&(contract, set.campaign)).unwrap();
            campaign.state = match set.state {
                campaigns::CampaignState::Open {} => "open",
                campaigns::CampaignState::Paused {} => "paused",
                campaigns::CampaignState::Closed {} => "closed",
            };
        }
        if let Some(psp34::Transfer { from, to, id: Id::U64(number) }) = event.decode() {
            self.coupon_moves(contract, number, from.as_ref().map(key), to.as_ref().map(key));
        }
        if let Some(exchanged) = event.decode::<coupons::Exchanged>() {
            let campaign = (exchanged.coupon >> 32) as u32;
            self.on_day(contract, campaign, None, day::EXCHANGED, 1);
            let flow = self.flow("exchange", key(&exchanged.token), contract);
            flow[0] += 1;
            flow[1] += exchanged.amount;
            flow[4] += 1;
        }
        if let Some(claimed) = event.decode::<coupons::Claimed>() {
            self.on_day(contract, (claimed.coupon >> 32) as u32, None, day::CLAIMED, 1);
        }
        if let Some(tills::ManagerSet { account, manager }) = event.decode() {
            let managers = self.roles.entry((contract, "manager")).or_default();
            managers.remove(&key(&account));
            if manager {
                managers.insert(key(&account));
            }
        }
        if let Some(tills::TillSet { account, limits, .. }) = event.decode() {
            let till = (contract, key(&account));
            let used = self
                .tills
                .remove(&till)
                .map_or((0, 0, 0), |(_, day, value, many)| (day, value, many));
            if let Some(limits) = limits {
                self.tills.insert(till, (limits, used.0, used.1, used.2));
            }
        }
        if let Some(redemption::ReceiptRemoved { order, .. }) = event.decode() {
            let receipt = self.receipts.remove(&(contract, order)).unwrap();
            for line in receipt.lines {
                if let Some(coupon) = self.coupons.get_mut(&(contract, line.coupon)) {
                    coupon.held = coupon.held.filter(|(held_for, _)| *held_for != order);
                }
            }
        }
        if let Some(redemption::ReceiptWritten { order, receipt, .. }) = event.decode() {
            let before = self.receipts.insert((contract, order), receipt.clone());
            let before = before.filter(|before| {
                !matches!(before.state, redemption::ReceiptState::Reserved { .. })
            });
            match (receipt.state, before) {
                (redemption::ReceiptState::Reserved { until }, _) => {
                    for line in &receipt.lines {
                        let till = receipt.till.as_ref().map(key);
                        let campaign = (line.coupon >> 32) as u32;
                        self.on_day(contract, campaign, till, day::RESERVED, 1);
                        let coupon = self.coupons.get_mut(&(contract, line.coupon)).unwrap();
                        coupon.held = Some((order, until));
                    }
                }
                (_, None) => self.redeem(contract, order, &receipt),
                (_, Some(before)) => self.give_back(contract, &before, &receipt),
            }
        }
    }

    fn coupon_moves(&mut self, contract: Key, number: u64, from: Option<Key>, to: Option<Key>) {
        let campaign = (number >> 32) as u32;
        match (from, to) {
            (None, Some(to)) => {
                let terms = &self.campaigns[&(contract, campaign)].opened.terms;
                let left = match terms.kind {
                    campaigns::Kind::Voucher { value } => value,
                    _ => 0,
                };
                let (issued_at, moves, grace_until, held, used) = (self.now, 0, 0, None, None);
                let holder = to;
                let coupon = Coupon { holder, left, issued_at, moves, grace_until, held, used };
                self.coupons.insert((contract, number), coupon);
                let campaign_book = self.campaigns.get_mut(&(contract, campaign)).unwrap();
                campaign_book.issued = number & 0xffff_ffff;
                self.on_day(contract, campaign, None, day::ISSUED, 1);
                self.on_day(contract, campaign, None, day::FACE, left.into());
                let member = self.member(contract, to);
                member[0] += 1;
                member[1] += 1;
            }
            (Some(from), Some(to)) => {
                let coupon = self.coupons.get_mut(&(contract, number)).unwrap();
                coupon.holder = to;
                coupon.moves += 1;
                coupon.held = None;
                let giver = self.member(contract, from);
                giver[0] -= 1;
                giver[3] += 1;
                let taker = self.member(contract, to);
                taker[0] += 1;
                taker[2] += 1;
            }
            (Some(from), None) => {
                let status = self.status(contract, number, self.now);
                let coupon = self.coupons.remove(&(contract, number)).unwrap();
                let campaign_book = self.campaigns.get_mut(&(contract, campaign)).unwrap();
                let column = match status {
                    "redeemed" => day::CLEARED,
                    "expired" => {
                        campaign_book.expired += 1;
                        day::EXPIRED
                    }
                    _ => {
                        campaign_book.burned += 1;
                        day::BURNED
                    }
                };
                self.on_day(contract, campaign, None, column, 1);
                self.on_day(contract, campaign, None, day::FORFEITED, coupon.left.into());
                let member = self.member(contract, from);
                member[0] -= 1;
                member[4] += 1;
            }
            (None, None) => panic!("a coupon from nobody to nobody"),
        }
    }

    fn redeem(&mut self, contract: Key, order: Key, receipt: &redemption::Receipt) {
        let till = receipt.till.as_ref().map(key);
        let mut value = 0;
        for line in &receipt.lines {
            value += line.deduction;
            let campaign = (line.coupon >> 32) as u32;
            let coupon = self.coupons.get_mut(&(contract, line.coupon)).unwrap();
            let drawn = line.deduction.min(coupon.left);
            coupon.left -= drawn;
            coupon.held = None;
            coupon.used = (coupon.left == 0).then_some(order);
            if coupon.left == 0 {
                self.campaigns.get_mut(&(contract, campaign)).unwrap().redeemed += 1;
            }
            self.on_day(contract, campaign, till, day::REDEEMED, 1);
            self.on_day(contract, campaign, till, day::DEDUCTED, line.deduction.into());
            self.on_day(contract, campaign, till, day::DRAWN, drawn.into());
        }
        let holder = self.member(contract, key(&receipt.holder));
        holder[5] += receipt.lines.len() as u128;
        holder[6] += u128::from(value);
        if let Some(till) = till {
            let (_, day, used, coupons) = self.tills.get_mut(&(contract, till)).unwrap();
            if *day != self.now / 86_400_000 {
                (*day, *used, *coupons) = (self.now / 86_400_000, 0, 0);
            }
            *used += value;
            *coupons += receipt.lines.len() as u32;
        }
    }

    fn give_back(
        &mut self,
        contract: Key,
        before: &redemption::Receipt,
        receipt: &redemption::Receipt,
    ) {
        let till = receipt.till.as_ref().map(key);
        let (in_full, column) = match receipt.state {
            redemption::ReceiptState::Refunded {} => (true, day::REFUNDS),
            redemption::ReceiptState::Voided {} => (true, day::VOIDS),
            _ => (false, day::REFUNDS),
        };
        let orders: BTreeSet<u32> =
            receipt.lines.iter().map(|line| (line.coupon >> 32) as u32).collect();
        for campaign in orders {
            self.on_day(contract, campaign, till, column, 1);
        }
        for line in &receipt.lines {
            let share = |refunded: u64| match receipt.amount {
                0 => 0,
                amount => u128::from(line.deduction) * u128::from(refunded) / u128::from(amount),
            };
            let undone = share(receipt.refunded) - share(before.refunded);
            let number = (line.coupon >> 32) as u32;
            self.on_day(contract, number, till, day::UNDONE, undone);
            self.member(contract, key(&receipt.holder))[7] += undone;
            let campaign = self.campaigns.get_mut(&(contract, number)).unwrap();
            let coupon = self.coupons.get_mut(&(contract, line.coupon)).unwrap();
            let voucher = matches!(campaign.opened.terms.kind, campaigns::Kind::Voucher { .. });
            if voucher {
                coupon.left += undone as u64;
            }
            let mut returned = 0;
            if (voucher && undone > 0) || (!voucher && in_full) {
                let grace = campaign.opened.terms.refund.grace;
                if grace > 0 {
                    coupon.grace_until = coupon.grace_until.max(self.now.saturating_add(grace));
                }
                if coupon.used.take().is_some() {
                    campaign.redeemed -= 1;
                    returned = 1;
                }
            }
            self.on_day(contract, number, till, day::RESTORED, if voucher { undone } else { 0 });
            self.on_day(contract, number, till, day::RETURNED, returned);
        }
    }

    fn flow(&mut self, trade: &'static str, paid: Key, got: Key) -> &mut Sums<5> {
        self.flows.entry((self.today.clone(), trade, paid, got)).or_default()
    }

    fn credit(&mut self, contract: Key, token: &AccountId, credit: Option<(AccountId, u128)>) {
        if let Some((account, amount)) = credit.filter(|(_, amount)| *amount > 0) {
            let sum = self.credits.entry((contract, key(&account), key(token))).or_default();
            *sum = sum.saturating_add(amount);
        }
    }

    fn auction(&mut self, contract: Key, event: &Event) {
        if let Some(listed) = event.decode::<auction::Listed>() {
            let until = match listed.format {
                auction::Format::English { until, .. } | auction::Format::Dutch { until, .. } => {
                    until
                }
            };
            self.lots.insert((contract, listed.lot), (listed, until, None, None));
        }
        if let Some(bid) = event.decode::<auction::BidPlaced>() {
            let (listed, end, lead, _) = self.lots.get_mut(&(contract, bid.lot)).unwrap();
            let maximum = match bid.leader == bid.bidder {
                true => bid.maximum,
                false => lead.unwrap().1,
            };
            *lead = Some((key(&bid.leader), maximum, bid.price));
            *end = bid.until;
            let token = listed.token;
            self.credit(contract, &token, bid.outbid);
        }
        if let Some(sold) = event.decode::<auction::Sold>() {
            let (listed, ..) = self.lots.remove(&(contract, sold.lot)).unwrap();
            let royalties: u128 = sold.royalties.iter().map(|(_, _, amount)| amount).sum();
            for (_, to, amount) in &sold.royalties {
                self.credit(contract, &listed.token, Some((*to, *amount)));
            }
            self.credit(contract, &listed.token, Some((listed.seller, sold.price - royalties)));
            self.credit(contract, &listed.token, sold.refund);
            let many = listed.items.len() as u128;
            let mut seen = BTreeSet::new();
            for (place, item) in listed.items.iter().enumerate() {
                let got = key(&item.item.contract);
                let first = seen.insert(got);
                let flow = self.flow("auction", key(&listed.token), got);
                flow[0] += u128::from(first);
                let unit = u128::from((place as u128) < sold.price % many);
                flow[1] = flow[1].saturating_add(sold.price / many + unit);
                flow[4] += 1;
            }
        }
        if let Some(auction::Returned { lot, refund }) = event.decode() {
            let (listed, ..) = self.lots.remove(&(contract, lot)).unwrap();
            self.credit(contract, &listed.token, refund);
        }
        if let Some(auction::Unwound { lot, refund }) = event.decode() {
            let (listed, _, lead, held) = self.lots.get_mut(&(contract, lot)).unwrap();
            *lead = None;
            *held = Some(((1u32 << listed.items.len()) - 1) as u16);
            let token = listed.token;
            self.credit(contract, &token, refund);
        }
        if let Some(auction::LotReclaimed { lot, index }) = event.decode() {
            let held = &mut self.lots.get_mut(&(contract, lot)).unwrap().3;
            *held = held.map(|held| held & !(1 << index));
            if *held == Some(0) {
                self.lots.remove(&(contract, lot));
            }
        }
        if let Some(auction::LotAbandoned { lot }) = event.decode() {
            self.lots.remove(&(contract, lot));
        }
        if let Some(auction::Withdrawn { account, token, .. }) = event.decode() {
            self.credits.remove(&(contract, key(&account), key(&token)));
        }
    }

    fn swap(&mut self, contract: Key, event: &Event) {
        if let Some(swaps::Offered { number, offer }) = event.decode() {
            self.offers.insert((contract, number), offer);
        }
        if let Some(swaps::Accepted { offer, .. }) = event.decode() {
            let offer = self.offers.remove(&(contract, offer)).unwrap();
            let mut sides = [BTreeMap::<Key, (u128, u128)>::new(), BTreeMap::new()];
            for wanted in &offer.want {
                let (of, amount) = match wanted {
                    swaps::Want::Points { token, amount } => (token, Some(*amount)),
                    swaps::Want::Item { item, .. } => (&item.contract, None),
                    swaps::Want::AnyOf { contract, .. } => (contract, None),
                };
                let sums = sides[0].entry(key(of)).or_default();
                sums.0 = sums.0.saturating_add(amount.unwrap_or(0));
                sums.1 += u128::from(amount.is_none());
            }
            for given in &offer.give {
                let (of, amount) = match given {
                    Asset::Points { token, amount } => (token, Some(*amount)),
                    Asset::Item { item } => (&item.contract, None),
                };
                let sums = sides[1].entry(key(of)).or_default();
                sums.0 = sums.0.saturating_add(amount.unwrap_or(0));
                sums.1 += u128::from(amount.is_none());
            }
            let [paid, got] = sides;
            for (paid, (paid_amount, paid_items)) in &paid {
                for (got, (got_amount, got_items)) in &got {
                    let flow = self.flow("swap", *paid, *got);
                    let more = [1, *paid_amount, *paid_items, *got_amount, *got_items];
                    for (sum, more) in flow.iter_mut().zip(more) {
                        *sum = sum.saturating_add(more);
                    }
                }
            }
        }
        if let Some(filled) = event.decode::<swaps::Filled>() {
            let offer = self.offers.get_mut(&(contract, filled.offer)).unwrap();
            offer.left = filled.left;
            let (Asset::Points { token: given, .. }, swaps::Want::Points { token: paid, .. }) =
                (&offer.give[0], &offer.want[0])
            else {
                panic!("points for points")
            };
            let (paid, given) = (key(paid), key(given));
            let flow = self.flow("fill", paid, given);
            flow[0] += 1;
            flow[1] = flow[1].saturating_add(filled.paid);
            flow[3] = flow[3].saturating_add(filled.amount);
            if filled.left == 0 {
                self.offers.remove(&(contract, filled.offer));
            }
        }
        if let Some(swaps::OfferReclaimed { offer: number, index }) = event.decode() {
            let offer = self.offers.get_mut(&(contract, number)).unwrap();
            let all = ((1u16 << offer.give.len()) - 1) as u8;
            let held = match offer.state {
                swaps::OfferState::Open {} => all,
                swaps::OfferState::Closed { held } => held,
            };
            let held = held & !(1 << index);
            offer.state = swaps::OfferState::Closed { held };
            if held == 0 {
                self.offers.remove(&(contract, number));
            }
        }
        if let Some(swaps::Cancelled { offer }) = event.decode() {
            self.offers.remove(&(contract, offer));
        }
        if let Some(swaps::OfferAbandoned { offer }) = event.decode() {
            self.offers.remove(&(contract, offer));
        }
    }

    fn gift(&mut self, contract: Key, event: &Event) {
        if let Some(gifts::Given { number, gift }) = event.decode() {
            self.gifts.insert((contract, number), gift);
        }
        if let Some(claimed) = event.decode::<gifts::GiftClaimed>() {
            let gift = self.gifts.get_mut(&(contract, claimed.gift)).unwrap();
            gift.left -= claimed.amount + claimed.fee;
            gift.claimed += 1;
            if gift.claimed == gift.terms.shares {
                self.gifts.remove(&(contract, claimed.gift));
            }
        }
        if let Some(gifts::Recalled { gift, until }) = event.decode() {
            self.gifts.get_mut(&(contract, gift)).unwrap().terms.until = until;
        }
        if let Some(gifts::SentBack { gift, .. }) = event.decode() {
            self.gifts.remove(&(contract, gift));
        }
        if let Some(gifts::GiftAbandoned { gift }) = event.decode() {
            self.gifts.remove(&(contract, gift));
        }
    }

    /// The digest as of the end of this block, which was the last one read.
    pub fn digest(&self, genesis: Key, block: &Block) -> Key {
        let mut text = format!("tongquan statement 1\ngenesis {}\n", hex(&genesis));
        text += &format!("block {} {} {}\n", block.id.number, hex(&block.id.hash), block.time);
        for (address, kind) in &self.kinds {
            text += &format!("contract {} {kind}\n", hex(address));
        }
        for (name, rows) in self.tables(block.time) {
            text += &format!("table {name}\n");
            for row in rows {
                text += &(row.join("\t") + "\n");
            }
        }
        Blake2b::<U32>::digest(text).into()
    }

    fn tables(&self, now: u64) -> Vec<(&'static str, Vec<Vec<String>>)> {
        vec![
            ("points", self.points_rows()),
            ("issuers", self.issuer_rows()),
            ("balances", self.balance_rows()),
            ("campaigns", self.campaign_rows(now)),
            ("coupons", self.coupon_rows(now)),
            ("members", self.member_rows()),
            ("receipts", self.receipt_rows()),
            ("roles", self.role_rows()),
            ("tills", self.till_rows(now)),
            ("lots", self.lot_rows()),
            ("credits", self.credit_rows()),
            ("offers", self.offer_rows()),
            ("gifts", self.gift_rows()),
            ("coupon_days", self.coupon_day_rows()),
            ("points_days", self.points_day_rows()),
            ("flows", self.flow_rows()),
        ]
    }

    fn points_rows(&self) -> Vec<Vec<String>> {
        let contracts = self.kinds.iter().filter(|(_, kind)| **kind == "points");
        let row = |(contract, _): (&Key, _)| {
            let mine = || self.balances.iter().filter(|((of, _), _)| of == contract);
            let sum = |column: usize| {
                let days = self.points_days.iter().filter(|((_, of), _)| of == contract);
                days.map(|(_, sums)| sums[column]).fold(0, u128::saturating_add)
            };
            let supply: u128 = mine().map(|(_, sums)| sums[0]).sum();
            let holders = mine().filter(|(_, sums)| sums[0] > 0).count();
            let escrowed: u128 = mine()
                .filter(|((_, account), _)| self.holds_for_others(account))
                .map(|(_, sums)| sums[0])
                .sum();
            vec![
                hex(contract),
                supply.to_string(),
                sum(0).to_string(),
                sum(1).to_string(),
                holders.to_string(),
                escrowed.to_string(),
            ]
        };
        contracts.map(row).collect()
    }

    fn issuer_rows(&self) -> Vec<Vec<String>> {
        let row = |((contract, issuer), (quota, issued)): (&(Key, Key), &(u128, u128))| {
            vec![hex(contract), hex(issuer), quota.to_string(), issued.to_string()]
        };
        self.issuers.iter().map(row).collect()
    }

    fn balance_rows(&self) -> Vec<Vec<String>> {
        let row = |((contract, account), sums): (&(Key, Key), &Sums<5>)| {
            let mut row = vec![hex(contract), hex(account)];
            row.extend(sums.iter().map(u128::to_string));
            row
        };
        self.balances.iter().map(row).collect()
    }

    fn campaign_rows(&self, now: u64) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, number), campaign) in &self.campaigns {
            let terms = &campaign.opened.terms;
            let mut by_status = BTreeMap::<&str, u64>::new();
            let (mut escrowed, mut left, mut lapsed_left) = (0u64, 0u128, 0u128);
            for ((of, coupon), found) in &self.coupons {
                if of != contract || coupon >> 32 != u64::from(*number) {
                    continue;
                }
                let status = self.status(*contract, *coupon, now);
                *by_status.entry(status).or_default() += 1;
                escrowed += u64::from(self.holds_for_others(&found.holder));
                match status {
                    "expired" => lapsed_left += u128::from(found.left),
                    _ => left += u128::from(found.left),
                }
            }
            let many = |status: &str| by_status.get(status).copied().unwrap_or(0);
            let (kind, each) = match terms.kind {
                campaigns::Kind::Voucher { .. } => ("voucher", 0),
                campaigns::Kind::Points { amount, .. } => ("points", amount),
                campaigns::Kind::Deduction { .. } => ("deduction", 0),
                campaigns::Kind::Exchange {} => ("exchange", 0),
            };
            let valid_until = match terms.validity {
                campaigns::Validity::Dates { until, .. } => until,
                campaigns::Validity::AfterIssue { length, .. } => length,
            };
            let out = u128::from(many("usable") + many("not_yet") + many("reserved"));
            let mut row = vec![hex(contract), number.to_string(), kind.into()];
            row.push(campaign.state.into());
            let numbers = [
                terms.budget.into(),
                terms.issue_until,
                valid_until,
                campaign.issued,
                campaign.redeemed,
                campaign.burned,
                campaign.expired,
                many("usable"),
                many("not_yet"),
                many("reserved"),
                many("expired"),
                escrowed,
            ];
            row.extend(numbers.iter().map(u64::to_string));
            row.extend([left, lapsed_left, each.saturating_mul(out)].iter().map(u128::to_string));
            rows.push(row);
        }
        rows
    }

    fn coupon_rows(&self, now: u64) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, number), coupon) in &self.coupons {
            let status = self.status(*contract, *number, now);
            let (from, until) = self.window(*contract, *number);
            let held = coupon.held.filter(|_| status == "reserved");
            let order = held.map(|(order, _)| order).or(coupon.used);
            rows.push(vec![
                hex(contract),
                number.to_string(),
                (number >> 32).to_string(),
                hex(&coupon.holder),
                status.into(),
                coupon.left.to_string(),
                from.to_string(),
                until.to_string(),
                coupon.issued_at.to_string(),
                coupon.moves.to_string(),
                maybe(order, |order| hex(&order)),
                maybe(held, |(_, until)| until.to_string()),
            ]);
        }
        rows
    }

    fn member_rows(&self) -> Vec<Vec<String>> {
        let row = |((contract, account), sums): (&(Key, Key), &Sums<8>)| {
            let mut row = vec![hex(contract), hex(account)];
            row.extend(sums.iter().map(u128::to_string));
            row
        };
        self.members.iter().map(row).collect()
    }

    fn receipt_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, order), receipt) in &self.receipts {
            let (state, held_until) = match receipt.state {
                redemption::ReceiptState::Reserved { until } => ("reserved", until.to_string()),
                redemption::ReceiptState::Redeemed {} => ("redeemed", String::new()),
                redemption::ReceiptState::Refunded {} => ("refunded", String::new()),
                redemption::ReceiptState::Voided {} => ("voided", String::new()),
            };
            let mut lines = Vec::new();
            for redemption::Line { coupon, deduction, moves } in &receipt.lines {
                lines.push(format!("{coupon}:{deduction}:{moves}"));
            }
            rows.push(vec![
                hex(contract),
                hex(order),
                hex(&key(&receipt.holder)),
                maybe(receipt.till, |till| hex(&key(&till))),
                receipt.amount.to_string(),
                receipt.at.to_string(),
                state.into(),
                held_until,
                receipt.refunded.to_string(),
                receipt.keep_until.to_string(),
                lines.join(" "),
            ]);
        }
        rows
    }

    fn role_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, role), accounts) in &self.roles {
            for account in accounts {
                rows.push(vec![hex(contract), role.to_string(), hex(account)]);
            }
        }
        rows
    }

    fn till_rows(&self, now: u64) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, till), (limits, day, value, coupons)) in &self.tills {
            let today = *day == now / 86_400_000;
            let (value, coupons) = if today { (*value, *coupons) } else { (0, 0) };
            rows.push(vec![
                hex(contract),
                hex(till),
                limits.daily_value.to_string(),
                limits.daily_coupons.to_string(),
                limits.void_window.to_string(),
                value.to_string(),
                coupons.to_string(),
            ]);
        }
        rows
    }

    fn lot_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, number), (listed, until, lead, held)) in &self.lots {
            let format = match listed.format {
                auction::Format::English { .. } => "english",
                auction::Format::Dutch { .. } => "dutch",
            };
            let items: Vec<_> = listed
                .items
                .iter()
                .map(|listed| asset(&Asset::Item { item: listed.item.clone() }))
                .collect();
            rows.push(vec![
                hex(contract),
                number.to_string(),
                hex(&key(&listed.seller)),
                hex(&key(&listed.token)),
                format.into(),
                until.to_string(),
                maybe(*lead, |(leader, ..)| hex(&leader)),
                maybe(*lead, |(_, maximum, _)| maximum.to_string()),
                maybe(*lead, |(.., price)| price.to_string()),
                if held.is_some() { "unwound" } else { "open" }.into(),
                maybe(*held, |held| held.to_string()),
                items.join(" "),
            ]);
        }
        rows
    }

    fn credit_rows(&self) -> Vec<Vec<String>> {
        let row = |((contract, account, token), amount): (&(Key, Key, Key), &u128)| {
            vec![hex(contract), hex(account), hex(token), amount.to_string()]
        };
        self.credits.iter().map(row).collect()
    }

    fn offer_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, number), offer) in &self.offers {
            let (state, held) = match offer.state {
                swaps::OfferState::Open {} => ("open", String::new()),
                swaps::OfferState::Closed { held } => ("closed", held.to_string()),
            };
            let give: Vec<_> = offer.give.iter().map(asset).collect();
            let want = offer.want.iter().map(|wanted| match wanted {
                swaps::Want::Points { token, amount } => {
                    asset(&Asset::Points { token: *token, amount: *amount })
                }
                swaps::Want::Item { item, left, until } => {
                    format!("{}:{left}:{until}", asset(&Asset::Item { item: item.clone() }))
                }
                swaps::Want::AnyOf { contract, campaign, left, until } => {
                    format!("any:{}:{campaign}:{left}:{until}", hex(&key(contract)))
                }
            });
            rows.push(vec![
                hex(contract),
                number.to_string(),
                hex(&key(&offer.maker)),
                maybe(offer.taker, |taker| hex(&key(&taker))),
                offer.until.to_string(),
                state.into(),
                held,
                offer.left.to_string(),
                give.join(" "),
                want.collect::<Vec<_>>().join(" "),
            ]);
        }
        rows
    }

    fn gift_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((contract, number), gift) in &self.gifts {
            rows.push(vec![
                hex(contract),
                number.to_string(),
                hex(&key(&gift.sender)),
                maybe(gift.terms.recipient, |recipient| hex(&key(&recipient))),
                gift.terms.until.to_string(),
                gift.terms.shares.to_string(),
                gift.claimed.to_string(),
                gift.left.to_string(),
                asset(&gift.asset),
            ]);
        }
        rows
    }

    fn coupon_day_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((day, contract, campaign, till), sums) in &self.coupon_days {
            let till = maybe(*till, |till| hex(&till));
            let mut row = vec![day.clone(), hex(contract), campaign.to_string(), till];
            row.extend(sums.iter().map(u128::to_string));
            rows.push(row);
        }
        rows
    }

    fn points_day_rows(&self) -> Vec<Vec<String>> {
        let row = |((day, contract), sums): (&(String, Key), &Sums<6>)| {
            let mut row = vec![day.clone(), hex(contract)];
            row.extend(sums.iter().map(u128::to_string));
            row
        };
        self.points_days.iter().map(row).collect()
    }

    fn flow_rows(&self) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for ((day, trade, paid, got), sums) in &self.flows {
            let mut row = vec![day.clone(), trade.to_string(), hex(paid), hex(got)];
            row.extend(sums.iter().map(u128::to_string));
            rows.push(row);
        }
        rows
    }
}

fn asset(asset: &Asset) -> String {
    match asset {
        Asset::Points { token, amount } => format!("points:{}:{amount}", hex(&key(token))),
        Asset::Item { item } => {
            let id = match &item.id {
                Id::U64(number) => number.to_string(),
                id => format!("0x{}", hex::encode(id.encode())),
            };
            format!("item:{}:{id}", hex(&key(&item.contract)))
        }
    }
}

/// Year, month and day of so many days after 1970-01-01, counted year by year.
fn civil_day(mut days: u64) -> String {
    let leap = |year: u64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut year = 1970;
    while days >= 365 + u64::from(leap(year)) {
        days -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", days + 1)
}
