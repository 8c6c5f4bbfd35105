//! The auction house (拍卖): coupons, alone or in bundles, for points of any PSP22 contract.
//!
//! Whoever owns items sells them in a lot. In an English auction bidders state the maximum that they
//! would pay, and the price rises only as far as it must. In a Dutch auction the price falls until
//! somebody buys. Nobody has power over a lot but by these rules: there is no owner, no pause, no
//! fee.
//!
//! Money leaves the house only by `withdraw`: whoever is outbid, has sold something or gets a royalty
//! has a credit. So nobody who refuses to be paid can stop others (R1).
//!
//! A lot's items can be bid for at its `from` and later, before its `until`; at `until` and later it
//! can be settled (A3).

use core::convert::Infallible;

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_host::{blake2_256, read_enum, read_struct};

use crate::{
    assets::{AssetError, Item, Promise},
    coupons::signed,
};

/// The most items in one lot.
pub const MAX_BUNDLE: usize = 16;

/// The longest time from the listing to the latest end of a lot: 90 days.
pub const MAX_LENGTH: u64 = 90 * 24 * 60 * 60 * 1_000;

/// How long a coupon has to be good after the latest time at which its lot can be decided: 24 hours, so
/// that the winner can use it (A10).
pub const MARGIN: u64 = 24 * 60 * 60 * 1_000;

/// How long after the end a hidden reserve can be revealed: 24 hours.
pub const REVEAL: u64 = 24 * 60 * 60 * 1_000;

/// How long after it could be settled a lot that nobody settled can be unwound: 7 days.
pub const GRACE: u64 = 7 * 24 * 60 * 60 * 1_000;

/// The most tokens in one `withdraw`.
pub const MAX_WITHDRAWALS: usize = 16;

#[ink::trait_definition]
pub trait Auctions {
    /// The chain's genesis hash, as the deployer stated it. It makes this contract's address unique to
    /// the chain.
    #[ink(message)]
    fn genesis_hash(&self) -> [u8; 32];

    /// How many lots there ever were. Their numbers are 1 to this.
    #[ink(message)]
    fn lot_count(&self) -> u64;

    /// The lot and its items, with what was promised of each when it was listed, while the house holds
    /// any of them.
    #[ink(message)]
    fn lot(&self, lot: u64) -> Option<(Lot, Vec<LotItem>)>;

    /// A page of the lots that there are now: the `PAGE` with the largest numbers below `before`, newest
    /// first. The first page is that before the largest number, the next one is that before the
    /// last lot of this one; a page with fewer is the last.
    #[ink(message)]
    fn live_lots(&self, before: u64) -> Vec<(u64, Lot, Vec<LotItem>)>;

    /// What `buy` costs now, in the smallest unit of the lot's token. `None` if it can't be bought.
    #[ink(message)]
    fn price(&self, lot: u64) -> Option<u128>;

    /// The least maximum that a bid on the lot would have to state now. `None` if nobody can bid.
    #[ink(message)]
    fn minimum_bid(&self, lot: u64) -> Option<u128>;

    /// What the account can withdraw of this token, in its smallest unit.
    #[ink(message)]
    fn credit(&self, account: AccountId, token: AccountId) -> u128;

    /// The tokens of which the account can withdraw something, and how much (X2): a page, from 0.
    #[ink(message)]
    fn credits(&self, account: AccountId, page: u32) -> Vec<(AccountId, u128)>;

    /// Lists the caller's items, which the caller has approved this contract to take, for points of
    /// `token`. Answers the lot's number.
    ///
    /// Of a coupon, its promise is kept with the lot: with the royalty as it is now, which the buyer's
    /// price includes.
    ///
    /// # Errors
    ///
    /// `NoItems`, `TooManyItems`, `DuplicateItem`, `InvalidTerms`; `Asset(Points(Failed))` if there is
    /// no such token; of the items `Asset(Item(NotOwner))`, `NotTradable`, `EndsBefore`,
    /// `NotApproved`, `Refused`, `NotMoved`, `Failed`.
    ///
    /// # Events
    ///
    /// `Listed`, after those of the items.
    #[ink(message)]
    fn list(
        &mut self,
        items: Vec<Item>,
        token: AccountId,
        format: Format,
    ) -> Result<u64, AuctionError>;

    /// Bids up to `maximum`, in the smallest unit of the lot's token, which the caller has approved
    /// this contract to take: it is taken at once, but what the caller bid before counts. What arrives
    /// is the bid (M6).
    ///
    /// Who bids more than the leader's maximum, leads; of equal bids the earlier (A1). The price is
    /// what the leader had to offer to lead: the other's maximum and one raise, or all of the
    /// leader's own. Who doesn't lead any more, or never did, has a credit of all that was bid.
    ///
    /// # Errors
    ///
    /// `NoLot`, `NotEnglish`, `NotBegun`, `Ended`, `OwnLot`, `BidTooLow`, `AtBuyNow`, `Asset(Points)`.
    ///
    /// # Events
    ///
    /// `BidPlaced`.
    #[ink(message)]
    fn bid(&mut self, lot: u64, maximum: u128) -> Result<(), AuctionError>;

    /// Buys the lot at its price, if that is at most `maximum`: the buy-now price of an English auction,
    /// the price of the moment of a Dutch one. It is taken first, then the lot is the caller's (A7, A8).
    ///
    /// # Errors
    ///
    /// `NoLot`, `NoBuyNow`, `NotBegun`, `Ended`, `OwnLot`, `PriceAbove`, `Spoiled`, `Asset`.
    ///
    /// # Events
    ///
    /// `Sold`.
    #[ink(message)]
    fn buy(&mut self, lot: u64, maximum: u128) -> Result<(), AuctionError>;

    /// Gives an ended lot to whom it belongs: to its winner, for a credit to the seller and the
    /// receivers of royalties, or back to the seller if there is no bid. Anyone may call. If there is a
    /// bid and a hidden reserve, this waits until it can't be revealed any more; then the reserve
    /// counts for nothing (A9).
    ///
    /// # Errors
    ///
    /// `NoLot`, `NotEnded`, `ReserveHidden`, `Spoiled`, `Asset(Item)`.
    ///
    /// # Events
    ///
    /// `Sold` or `Returned`.
    #[ink(message)]
    fn settle(&mut self, lot: u64) -> Result<(), AuctionError>;

    /// Settles an ended lot with its hidden reserve, whose commitment is [`reserve_commitment`] of
    /// this. A leader whose maximum reaches the reserve pays at least the reserve; otherwise there is
    /// no winner: the lot goes back, and the leader has a credit. Anyone who knows the reserve may
    /// call.
    ///
    /// # Errors
    ///
    /// `NoLot`, `NotEnded`, `NoHiddenReserve`, `WrongReserve`, `Ended` if the time for it is over,
    /// `Spoiled`, `Asset(Item)`.
    ///
    /// # Events
    ///
    /// `Sold`, or `Returned` with the credit.
    #[ink(message)]
    fn reveal(&mut self, lot: u64, reserve: u128, salt: [u8; 32]) -> Result<(), AuctionError>;

    /// Takes the caller's lot back, as long as there is no bid (A5).
    ///
    /// # Errors
    ///
    /// `NoLot`, `NotSeller`, `HasBid`, `Asset(Item)`.
    ///
    /// # Events
    ///
    /// `Returned`.
    #[ink(message)]
    fn cancel(&mut self, lot: u64) -> Result<(), AuctionError>;

    /// Ends a lot that can't be settled: gives the leader a credit of all that was bid, and lets the
    /// items be reclaimed one by one. Calls none of their contracts to move anything, so it works
    /// whatever they do (X1).
    ///
    /// Legal for anyone at `GRACE` after the lot could be settled, and at any time when the contract of
    /// a coupon says that it is worth less than was promised, or can't be passed on. Legal for the
    /// seller, and after the end for anyone, as long as there is no bid.
    ///
    /// # Errors
    ///
    /// `NoLot`, `NotUnwindable`.
    ///
    /// # Events
    ///
    /// `Unwound`.
    #[ink(message)]
    fn unwind(&mut self, lot: u64) -> Result<(), AuctionError>;

    /// Gives one item of a lot that was unwound back to the seller; `index` is its place in the lot's
    /// list of items. Anyone may call. With the last one the lot goes.
    ///
    /// # Errors
    ///
    /// `NoLot`, `NotUnwound`, `AlreadyReclaimed`, `Asset(Item)`.
    ///
    /// # Events
    ///
    /// `LotReclaimed`.
    #[ink(message)]
    fn reclaim(&mut self, lot: u64, index: u8) -> Result<(), AuctionError>;

    /// Gives up what is left of a lot that was unwound: items that their contracts will never let go,
    /// such as expired coupons. The lot's deposit goes back.
    ///
    /// # Errors
    ///
    /// `NoLot`, `NotSeller`, `NotUnwound`.
    ///
    /// # Events
    ///
    /// `LotAbandoned`.
    #[ink(message)]
    fn abandon(&mut self, lot: u64) -> Result<(), AuctionError>;

    /// Pays the account's credits of these tokens to the account: all or none. Anyone may call (X1); the
    /// storage deposits of the credits go to the caller.
    ///
    /// # Errors
    ///
    /// `NoTokens`, `TooManyTokens`, `NoCredit`, `Asset(Points)`.
    ///
    /// # Events
    ///
    /// `Withdrawn` for each.
    #[ink(message)]
    fn withdraw(&mut self, account: AccountId, tokens: Vec<AccountId>) -> Result<(), AuctionError>;
}

/// How a lot is sold. Times are ms since 1970; prices are in the smallest unit of the lot's token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Format {
    /// The price rises.
    English {
        /// Bids are taken at this time and later,
        from: u64,
        /// and before this, unless it is extended.
        until: u64,
        /// A bid in the last `window` before the end moves the end to a `window` after the bid (A4);
        /// 0: it never does.
        window: u64,
        /// It is never moved beyond this.
        latest: u64,
        /// The least first bid, at least 1: an open reserve.
        opening: u128,
        /// How much more than the price a bid has to offer: in basis points of the price, rounded
        /// up, and at least one unit (R22).
        raise: u16,
        /// For this, anyone can have the lot at once; bids stay below it.
        buy_now: Option<u128>,
        /// What [`reserve_commitment`] makes of a reserve that is told only after the end.
        hidden_reserve: Option<[u8; 32]>,
    },
    /// The price falls in a straight line, from `highest` at `from` towards `lowest` at `until`.
    Dutch { from: u64, until: u64, highest: u128, lowest: u128 },
}
read_enum!(Format {
    0 => English { from, until, window, latest, opening, raise, buy_now, hidden_reserve },
    1 => Dutch { from, until, highest, lowest }
});

/// A lot, as it is stored; its items follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Lot {
    pub seller: AccountId,
    /// The PSP22 contract of its price.
    pub token: AccountId,
    pub format: Format,
    /// It ends then: the format's `until`, as extended by bids.
    pub until: u64,
    pub lead: Option<Lead>,
    pub state: LotState,
}
read_struct!(Lot { seller, token, format, until, lead, state });

/// The best bid on a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Lead {
    pub bidder: AccountId,
    /// What the bidder would pay, which the house holds.
    pub maximum: u128,
    /// What the bidder would pay if the lot ended now.
    pub price: u128,
}
read_struct!(Lead { bidder, maximum, price });

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum LotState {
    /// For sale, or waiting to be settled.
    Open {},
    /// Nobody gets it. Bit `n` of `held` is set as long as its item `n` was not reclaimed.
    Unwound { held: u16 },
}
read_enum!(LotState { 0 => Open {}, 1 => Unwound { held } });

/// An item of a lot.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct LotItem {
    pub item: Item,
    /// What was promised, if it is a coupon.
    pub promise: Option<Promise>,
}
read_struct!(LotItem { item, promise });
impl tongquan_host::Item for LotItem {}

/// Hides a reserve until the end of a lot: for this contract, this seller and these items only (A9). Take
/// a salt that nobody can guess, and keep it: without it the reserve can't be revealed.
pub fn reserve_commitment(
    contract: &AccountId,
    seller: &AccountId,
    items: &[Item],
    reserve: u128,
    salt: &[u8; 32],
) -> [u8; 32] {
    encoded_commitment(contract, seller, &items.encode(), reserve, salt)
}

/// The same for a list of items that is encoded already.
pub fn encoded_commitment(
    contract: &AccountId,
    seller: &AccountId,
    items: &[u8],
    reserve: u128,
    salt: &[u8; 32],
) -> [u8; 32] {
    let items = blake2_256(items);
    blake2_256(&signed(b"tongquan reserve", contract, &(seller, items, reserve, salt)))
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum AuctionError {
    /// An item or points were not moved.
    Asset(AssetError),
    /// There is no such lot any more, or never was.
    NoLot,

    /// A lot has at least one item.
    NoItems,
    /// A lot has at most `MAX_BUNDLE` items.
    TooManyItems,
    /// The item with this place in the list stands there before.
    DuplicateItem { index: u8 },
    /// The format contradicts itself.
    InvalidTerms(TermsFault),

    /// Bids are for English auctions.
    NotEnglish,
    /// The lot has no price for which it can be had at once.
    NoBuyNow,
    /// The sale begins then.
    NotBegun { from: u64 },
    /// It ended then.
    Ended { at: u64 },
    /// The seller can't buy its own lot.
    OwnLot,
    /// A bid has to be at least this, and more than the caller's last one.
    BidTooLow { minimum: u128 },
    /// A bid has to be below the price for which the lot can be had at once: `buy` it.
    AtBuyNow { price: u128 },
    /// The price is above the caller's maximum.
    PriceAbove { price: u128 },
    /// The contract of the coupon at this place in the lot's list says that it is worth less than was
    /// promised, or can't be passed on: `unwind` the lot.
    Spoiled { index: u8 },

    /// The sale ends then.
    NotEnded { until: u64 },
    /// The reserve can be revealed until then.
    ReserveHidden { until: u64 },
    /// The lot has no hidden reserve.
    NoHiddenReserve,
    /// This isn't what the seller committed to.
    WrongReserve,

    /// The caller isn't the seller.
    NotSeller,
    /// There is a bid.
    HasBid,
    /// The lot can be unwound by anyone from then on.
    NotUnwindable { from: u64 },
    /// The lot was not unwound.
    NotUnwound,
    /// The lot has no such item any more.
    AlreadyReclaimed,

    /// The list of tokens is empty.
    NoTokens,
    /// At most `MAX_WITHDRAWALS` tokens.
    TooManyTokens,
    /// The account has no credit of this token.
    NoCredit { token: AccountId },
}

/// On chain nothing is refused to the code that asks: a refusal ends the call.
impl From<Infallible> for AuctionError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// What is wrong with a lot's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum TermsFault {
    /// The end is not later than now and than the beginning, the latest end is earlier than the end, or
    /// later than `MAX_LENGTH` from now.
    Times,
    /// The opening or the lowest price is 0, or the highest is below the lowest.
    Price,
    /// A raise is at most 10,000 basis points: the price again.
    Raise,
    /// The price for which it can be had at once is not above the opening.
    BuyNow,
}

/// `seller` listed these items.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub lot: u64,
    pub seller: AccountId,
    pub token: AccountId,
    pub format: Format,
    pub items: Vec<LotItem>,
}

/// `bidder` bid up to `maximum`.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidPlaced {
    pub lot: u64,
    pub bidder: AccountId,
    pub maximum: u128,
    /// Who leads now, with which price.
    pub leader: AccountId,
    pub price: u128,
    /// The lot ends then.
    pub until: u64,
    /// Who has a credit of how much more now, for not leading.
    pub outbid: Option<(AccountId, u128)>,
}

/// The lot went to `buyer` for `price`. The seller has a credit of what the royalties leave.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sold {
    pub lot: u64,
    pub buyer: AccountId,
    pub price: u128,
    /// Of each item that has one: its place in the lot's list, who has a credit, and of how much.
    pub royalties: Vec<(u8, AccountId, u128)>,
    /// Who has a credit for not having to pay: the leader, of what was bid above the price or, if
    /// another bought the lot, of all.
    pub refund: Option<(AccountId, u128)>,
}

/// The lot went back to the seller.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub lot: u64,
    /// The leader, whose maximum did not reach the hidden reserve, and the credit.
    pub refund: Option<(AccountId, u128)>,
}

/// Nobody gets the lot; its items can be reclaimed for the seller.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwound {
    pub lot: u64,
    /// The leader, and the credit.
    pub refund: Option<(AccountId, u128)>,
}

/// The seller has this item of the lot's list again.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotReclaimed {
    pub lot: u64,
    pub index: u8,
}

/// The seller gave up what was left of the lot.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotAbandoned {
    pub lot: u64,
}

/// The account's credit of `token` was paid to it.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawn {
    pub account: AccountId,
    pub token: AccountId,
    pub amount: u128,
}
