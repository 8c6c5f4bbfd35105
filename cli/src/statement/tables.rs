//! The books as tables. `docs/statement.md` says what each column means, and in which order rows are.

use psp34::Id;
use scale::Encode;
use tongquan_client::AccountId;
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::{Format, LotState},
    campaigns::{CampaignState, Kind},
    coupons::Status,
    redemption::ReceiptState,
    swaps::{OfferState, Want},
};

use super::books::{
    held, number, AuctionBook, Book, Books, CouponBook, GiftBook, PointsBook, SwapBook,
};

/// A value in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Nothing,
    Account(AccountId),
    /// 32 bytes that are no account.
    Hash([u8; 32]),
    Number(u128),
    /// Ms since 1970.
    Time(u64),
    Text(String),
}

impl Cell {
    /// As the digest has it: accounts and hashes as `0x` and 64 digits, numbers and times in decimal.
    pub fn canonical(&self) -> String {
        match self {
            Self::Nothing => String::new(),
            Self::Account(account) => canonical(account),
            Self::Hash(hash) => format!("0x{}", hex::encode(hash)),
            Self::Number(number) => number.to_string(),
            Self::Time(ms) => ms.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

impl From<AccountId> for Cell {
    fn from(account: AccountId) -> Self {
        Self::Account(account)
    }
}

impl From<u128> for Cell {
    fn from(number: u128) -> Self {
        Self::Number(number)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Nothing, Into::into)
    }
}

macro_rules! row {
    ($($cell:expr),+ $(,)?) => { [$(Cell::from($cell)),+] };
}

/// Who takes the rows of a table.
pub type Sink<'a> = dyn FnMut(&[Cell]) + 'a;

/// A table of the books.
#[derive(Clone, Copy)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
    /// Gives the rows of the books as of this time, in ms since 1970, in their order.
    pub rows: fn(&Books, u64, &mut Sink),
}

/// All tables, in the order in which the digest has them.
pub const TABLES: &[Table] = &[
    Table {
        name: "points",
        columns: &["contract", "supply", "issued", "burned", "holders", "escrowed"],
        rows: points,
    },
    Table { name: "issuers", columns: &["contract", "issuer", "quota", "issued"], rows: issuers },
    Table {
        name: "balances",
        columns: &["contract", "account", "balance", "issued", "received", "sent", "burned"],
        rows: balances,
    },
    Table {
        name: "campaigns",
        columns: &[
            "contract",
            "campaign",
            "kind",
            "state",
            "budget",
            "issue_until",
            "valid_until",
            "issued",
            "redeemed",
            "burned",
            "expired",
            "usable",
            "not_yet",
            "reserved",
            "lapsed",
            "escrowed",
            "left",
            "lapsed_left",
            "points_due",
        ],
        rows: campaigns,
    },
    Table {
        name: "coupons",
        columns: &[
            "contract",
            "coupon",
            "campaign",
            "holder",
            "status",
            "left",
            "from",
            "until",
            "issued_at",
            "moves",
            "order",
            "held_until",
        ],
        rows: coupons,
    },
    Table {
        name: "members",
        columns: &[
            "contract", "account", "holds", "issued", "received", "sent", "removed", "redeemed",
            "saved", "undone",
        ],
        rows: members,
    },
    Table {
        name: "receipts",
        columns: &[
            "contract",
            "order",
            "holder",
            "till",
            "amount",
            "at",
            "state",
            "held_until",
            "refunded",
            "keep_until",
            "lines",
        ],
        rows: receipts,
    },
    Table { name: "roles", columns: &["contract", "role", "account"], rows: roles },
    Table {
        name: "tills",
        columns: &[
            "contract",
            "till",
            "daily_value",
            "daily_coupons",
            "void_window",
            "used_value",
            "used_coupons",
        ],
        rows: tills,
    },
    Table {
        name: "lots",
        columns: &[
            "contract", "lot", "seller", "token", "format", "until", "leader", "maximum", "price",
            "state", "held", "items",
        ],
        rows: lots,
    },
    Table { name: "credits", columns: &["contract", "account", "token", "amount"], rows: credits },
    Table {
        name: "offers",
        columns: &[
            "contract", "offer", "maker", "taker", "until", "state", "held", "left", "give", "want",
        ],
        rows: offers,
    },
    Table {
        name: "gifts",
        columns: &[
            "contract",
            "gift",
            "sender",
            "recipient",
            "until",
            "shares",
            "claimed",
            "left",
            "asset",
        ],
        rows: gifts,
    },
    Table {
        name: "coupon_days",
        columns: &[
            "day",
            "contract",
            "campaign",
            "till",
            "issued",
            "exchanged",
            "claimed",
            "face",
            "reserved",
            "redeemed",
            "deducted",
            "drawn",
            "refunds",
            "voids",
            "undone",
            "restored",
            "returned",
            "burned",
            "expired",
            "cleared",
            "forfeited",
        ],
        rows: coupon_days,
    },
    Table {
        name: "points_days",
        columns: &[
            "day",
            "contract",
            "issued",
            "burned",
            "transfers",
            "moved",
            "into_escrow",
            "out_of_escrow",
        ],
        rows: points_days,
    },
    Table {
        name: "flows",
        columns: &[
            "day",
            "trade",
            "paid",
            "got",
            "deals",
            "paid_amount",
            "paid_items",
            "got_amount",
            "got_items",
        ],
        rows: flows,
    },
];

/// An account as the digest has it.
pub fn canonical(account: &AccountId) -> String {
    format!("0x{}", hex::encode(AsRef::<[u8; 32]>::as_ref(account)))
}

macro_rules! books_of {
    ($name:ident, $variant:ident, $book:ty) => {
        fn $name(books: &Books) -> impl Iterator<Item = (AccountId, &$book)> {
            books.books.iter().filter_map(|(address, book)| match book {
                Book::$variant(book) => Some((*address, book)),
                _ => None,
            })
        }
    };
}
books_of!(points_books, Points, Box<PointsBook>);
books_of!(coupon_books, Coupon, Box<CouponBook>);
books_of!(auction_books, Auction, AuctionBook);
books_of!(swap_books, Swap, SwapBook);
books_of!(gift_books, Gift, GiftBook);

fn points(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in points_books(books) {
        let holders = book.holdings.values().filter(|holding| holding.balance > 0).count() as u64;
        let escrows = books.journal.escrows.iter();
        let held = escrows.map(|escrow| book.balance(books.accounts.find(escrow)));
        let escrowed = held.fold(0u128, u128::saturating_add);
        sink(&row![contract, book.supply, book.issued, book.burned, holders, escrowed]);
    }
}

fn issuers(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in points_books(books) {
        let issuers = book.issuers.iter().map(|(who, issuer)| (who, *issuer));
        for (account, issuer) in books.accounts.sorted(issuers) {
            sink(&row![contract, account, issuer.quota, issuer.issued]);
        }
    }
}

fn balances(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in points_books(books) {
        for (account, held) in books.accounts.sorted(&book.holdings) {
            sink(&row![
                contract,
                account,
                held.balance,
                held.issued,
                held.received,
                held.sent,
                held.burned
            ]);
        }
    }
}

fn campaigns(books: &Books, now: u64, sink: &mut Sink) {
    for (contract, book) in coupon_books(books) {
        for (campaign, found) in (1u32..).zip(&book.campaigns) {
            let (mut usable, mut not_yet, mut reserved, mut lapsed) = (0u64, 0u64, 0u64, 0u64);
            let (mut escrowed, mut left, mut lapsed_left) = (0u64, 0u128, 0u128);
            for (_, coupon) in found.live() {
                match found.status(coupon, now) {
                    Status::Usable {} => usable += 1,
                    Status::NotYet {} => not_yet += 1,
                    Status::Reserved { .. } => reserved += 1,
                    Status::Expired {} => lapsed += 1,
                    Status::Redeemed { .. } => {}
                }
                match found.status(coupon, now) {
                    Status::Expired {} => lapsed_left += u128::from(coupon.left),
                    _ => left += u128::from(coupon.left),
                }
                let holder = books.accounts.at(coupon.holder);
                escrowed += u64::from(books.journal.escrows.contains(&holder));
            }
            let (kind, each) = match &found.terms.kind {
                Kind::Voucher { .. } => ("voucher", 0),
                Kind::Points { amount, .. } => ("points", *amount),
                Kind::Deduction { .. } => ("deduction", 0),
                Kind::Exchange {} => ("exchange", 0),
            };
            let state = match found.state {
                CampaignState::Open {} => "open",
                CampaignState::Paused {} => "paused",
                CampaignState::Closed {} => "closed",
            };
            let due = each.saturating_mul((usable + not_yet + reserved).into());
            let counts = found.counts;
            sink(&row![
                contract,
                campaign,
                kind,
                state,
                found.terms.budget,
                Cell::Time(found.terms.issue_until),
                found.valid_until(),
                counts.issued,
                counts.redeemed,
                counts.burned,
                counts.expired,
                usable,
                not_yet,
                reserved,
                lapsed,
                escrowed,
                left,
                lapsed_left,
                due,
            ]);
        }
    }
}

fn coupons(books: &Books, now: u64, sink: &mut Sink) {
    for (contract, book) in coupon_books(books) {
        for (campaign, found) in (1u32..).zip(&book.campaigns) {
            for (serial, coupon) in found.live() {
                let (from, until) = found.window(coupon);
                let (status, order, held_until) = match found.status(coupon, now) {
                    Status::Usable {} => ("usable", None, None),
                    Status::NotYet {} => ("not_yet", None, None),
                    Status::Reserved { order, until } => ("reserved", Some(order), Some(until)),
                    Status::Redeemed { order } => ("redeemed", Some(order), None),
                    Status::Expired {} => ("expired", None, None),
                };
                sink(&row![
                    contract,
                    number(campaign, serial),
                    campaign,
                    books.accounts.at(coupon.holder),
                    status,
                    coupon.left,
                    Cell::Time(from),
                    Cell::Time(until),
                    Cell::Time(coupon.issued_at),
                    coupon.moves,
                    order.map(Cell::Hash),
                    held_until.map(Cell::Time),
                ]);
            }
        }
    }
}

fn members(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in coupon_books(books) {
        for (account, member) in books.accounts.sorted(&book.members) {
            sink(&row![
                contract,
                account,
                member.holds,
                member.issued,
                member.received,
                member.sent,
                member.removed,
                member.redeemed,
                member.saved,
                member.undone,
            ]);
        }
    }
}

fn receipts(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in coupon_books(books) {
        let mut receipts: Vec<_> = book.receipts.iter().collect();
        receipts.sort_by_key(|(order, _)| **order);
        for (order, receipt) in receipts {
            let (state, held_until) = match receipt.state {
                ReceiptState::Reserved { until } => ("reserved", Some(until)),
                ReceiptState::Redeemed {} => ("redeemed", None),
                ReceiptState::Refunded {} => ("refunded", None),
                ReceiptState::Voided {} => ("voided", None),
            };
            let lines = receipt
                .lines
                .iter()
                .map(|line| format!("{}:{}:{}", line.coupon, line.deduction, line.moves));
            sink(&row![
                contract,
                Cell::Hash(*order),
                receipt.holder,
                receipt.till,
                receipt.amount,
                Cell::Time(receipt.at),
                state,
                held_until.map(Cell::Time),
                receipt.refunded,
                Cell::Time(receipt.keep_until),
                lines.collect::<Vec<_>>().join(" "),
            ]);
        }
    }
}

fn roles(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in &books.books {
        let (owners, managers) = match book {
            Book::Points(book) => (book.owners, None),
            Book::Coupon(book) => (book.owners, Some(&book.managers)),
            Book::Auction(_) | Book::Swap(_) | Book::Gift(_) => continue,
        };
        let managers = managers.into_iter().flatten().map(|who| (who, ()));
        for (manager, ()) in books.accounts.sorted(managers) {
            sink(&row![*contract, "manager", manager]);
        }
        for (role, who) in [("owner", owners.owner), ("pending_owner", owners.pending)] {
            if let Some(who) = who {
                sink(&row![*contract, role, books.accounts.at(who)]);
            }
        }
    }
}

fn tills(books: &Books, now: u64, sink: &mut Sink) {
    for (contract, book) in coupon_books(books) {
        for (account, till) in books.accounts.sorted(&book.tills) {
            let till = till.at(now);
            sink(&row![
                contract,
                account,
                till.limits.daily_value,
                till.limits.daily_coupons,
                till.limits.void_window,
                till.used_value,
                till.used_coupons,
            ]);
        }
    }
}

fn lots(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in auction_books(books) {
        for (number, (lot, items)) in &book.lots {
            let format = match lot.format {
                Format::English { .. } => "english",
                Format::Dutch { .. } => "dutch",
            };
            let (state, held) = match lot.state {
                LotState::Open {} => ("open", None),
                LotState::Unwound { held } => ("unwound", Some(u32::from(held))),
            };
            let lead = lot.lead.as_ref();
            let items = items.iter().map(|listed| item(&listed.item));
            sink(&row![
                contract,
                *number,
                lot.seller,
                lot.token,
                format,
                Cell::Time(lot.until),
                lead.map(|lead| lead.bidder),
                lead.map(|lead| lead.maximum),
                lead.map(|lead| lead.price),
                state,
                held,
                items.collect::<Vec<_>>().join(" "),
            ]);
        }
    }
}

fn credits(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in auction_books(books) {
        for ((account, token), amount) in &book.credits {
            sink(&row![contract, *account, *token, *amount]);
        }
    }
}

fn offers(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in swap_books(books) {
        for (number, offer) in &book.offers {
            let (state, bits) = match offer.state {
                OfferState::Open {} => ("open", None),
                OfferState::Closed { .. } => ("closed", Some(u32::from(held(offer)))),
            };
            let give = offer.give.iter().map(asset).collect::<Vec<_>>();
            let want = offer.want.iter().map(wanted).collect::<Vec<_>>();
            sink(&row![
                contract,
                *number,
                offer.maker,
                offer.taker,
                Cell::Time(offer.until),
                state,
                bits,
                offer.left,
                give.join(" "),
                want.join(" "),
            ]);
        }
    }
}

fn gifts(books: &Books, _now: u64, sink: &mut Sink) {
    for (contract, book) in gift_books(books) {
        for (number, gift) in &book.gifts {
            sink(&row![
                contract,
                *number,
                gift.sender,
                gift.terms.recipient,
                Cell::Time(gift.terms.until),
                gift.terms.shares,
                gift.claimed,
                gift.left,
                asset(&gift.asset),
            ]);
        }
    }
}

fn coupon_days(books: &Books, _now: u64, sink: &mut Sink) {
    for ((day, contract, campaign, till), done) in &books.journal.coupons {
        sink(&row![
            day.to_string(),
            *contract,
            *campaign,
            *till,
            done.issued,
            done.exchanged,
            done.claimed,
            done.face,
            done.reserved,
            done.redeemed,
            done.deducted,
            done.drawn,
            done.refunds,
            done.voids,
            done.undone,
            done.restored,
            done.returned,
            done.burned,
            done.expired,
            done.cleared,
            done.forfeited,
        ]);
    }
}

fn points_days(books: &Books, _now: u64, sink: &mut Sink) {
    for ((day, contract), done) in &books.journal.points {
        sink(&row![
            day.to_string(),
            *contract,
            done.issued,
            done.burned,
            done.transfers,
            done.moved,
            done.into_escrow,
            done.out_of_escrow,
        ]);
    }
}

fn flows(books: &Books, _now: u64, sink: &mut Sink) {
    for ((day, trade, paid, got), flow) in &books.journal.flows {
        sink(&row![
            day.to_string(),
            trade.name(),
            *paid,
            *got,
            flow.deals,
            flow.paid_amount,
            flow.paid_items,
            flow.got_amount,
            flow.got_items,
        ]);
    }
}

/// `item:CONTRACT:ID`: a number, or for ids of another kind their encoding in hex.
fn item(item: &Item) -> String {
    let id = match &item.id {
        Id::U64(number) => number.to_string(),
        other => format!("0x{}", hex::encode(other.encode())),
    };
    format!("item:{}:{id}", canonical(&item.contract))
}

/// `points:TOKEN:AMOUNT`, or an item.
fn asset(asset: &Asset) -> String {
    match asset {
        Asset::Points { token, amount } => format!("points:{}:{amount}", canonical(token)),
        Asset::Item { item: found } => item(found),
    }
}

/// As an asset, with what a coupon must at least have left and until when it must be good; or any
/// coupon of a campaign, `any:CONTRACT:CAMPAIGN`, with the same.
fn wanted(want: &Want) -> String {
    match want {
        Want::Points { token, amount } => format!("points:{}:{amount}", canonical(token)),
        Want::Item { item: found, left, until } => format!("{}:{left}:{until}", item(found)),
        Want::AnyOf { contract, campaign, left, until } => {
            format!("any:{}:{campaign}:{left}:{until}", canonical(contract))
        }
    }
}
