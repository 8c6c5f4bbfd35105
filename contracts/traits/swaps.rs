//! Atomic swaps (互换) of coupons and points, and the exchange of one merchant's points for another's
//! (跨行积分交换).
//!
//! A maker offers assets, which the contract holds from then on, and says what it wants for them. A
//! taker who has that accepts: both sides change hands in one call, or nothing does. An offer never
//! changes, and its number is never used again. There is no owner, no pause, no fee.
//!
//! An offer of points for points can be filled in parts, at its rate: a merchant's standing offer is
//! an exchange rate, and a pair of them a market.

use core::convert::Infallible;

use ink::{prelude::vec::Vec, primitives::AccountId, scale::Encode};
use tongquan_host::{read_enum, read_struct, Item as ListItem};

use crate::{
    assets::{Asset, AssetError, Item},
    coupons::CouponView,
};

/// The most assets on one side.
pub const MAX_SIDE: usize = 8;

/// The longest time from the making of an offer to its end: 366 days.
pub const MAX_LENGTH: u64 = 366 * 24 * 60 * 60 * 1_000;

#[ink::trait_definition]
pub trait Swaps {
    /// The chain's genesis hash, as the deployer stated it. It makes this contract's address unique to
    /// the chain.
    #[ink(message)]
    fn genesis_hash(&self) -> [u8; 32];

    /// How many offers there ever were. Their numbers are 1 to this.
    #[ink(message)]
    fn offer_count(&self) -> u64;

    /// The offer, while this contract holds anything of it.
    #[ink(message)]
    fn offer(&self, offer: u64) -> Option<Offer>;

    /// A page of the offers that there are now: the `PAGE` with the largest numbers below `before`,
    /// newest first. The first page is that before the largest number, the next one is that before
    /// the last offer of this one; a page with fewer is the last.
    #[ink(message)]
    fn live_offers(&self, before: u64) -> Vec<(u64, Offer)>;

    /// What a taker gets, as [`fingerprint`] has it: the offer, and each coupon in it as it is now.
    /// `None` if there is no such offer, or not all of it any more.
    #[ink(message)]
    fn fingerprint(&self, offer: u64) -> Option<[u8; 32]>;

    /// Why `accept` by `taker` would be refused now: every reason. None: it would be done (S5), if the
    /// contracts of the assets do what they say.
    #[ink(message)]
    fn can_accept(
        &self,
        taker: AccountId,
        offer: u64,
        choices: Vec<u64>,
        fingerprint: [u8; 32],
    ) -> Vec<SwapError>;

    /// What a fill of `amount` costs, in the smallest unit of the points that the maker wants.
    /// `None` if the offer can't be filled by that much.
    #[ink(message)]
    fn quote(&self, offer: u64, amount: u128) -> Option<u128>;

    /// Why `fill` by `taker` would be refused now: every reason, as in `can_accept`.
    #[ink(message)]
    fn can_fill(&self, taker: AccountId, offer: u64, amount: u128, maximum: u128)
        -> Vec<SwapError>;

    /// Offers what the caller gives, which the caller has approved this contract to take, for what it
    /// wants: until then, and to `taker` only if there is one. Answers the offer's number.
    ///
    /// # Errors
    ///
    /// `EmptySide`, `TooManyAssets`, `SelfSwap`, `InvalidEnd`, `ZeroAmount`, `DuplicateAsset`,
    /// `SameAsset`; of what is given, `Asset`: `EndsBefore` if a coupon doesn't last as long as the
    /// offer.
    ///
    /// # Events
    ///
    /// `Offered`, after those of the assets.
    #[ink(message)]
    fn make_offer(
        &mut self,
        give: Vec<Asset>,
        want: Vec<Want>,
        taker: Option<AccountId>,
        until: u64,
    ) -> Result<u64, SwapError>;

    /// Gives the maker what it wants, which the caller has approved this contract to take, and the
    /// caller all that is offered. `choices` has a coupon for each `Want::AnyOf`, in their order;
    /// `fingerprint` is what the caller has seen and agrees to (S4).
    ///
    /// # Errors
    ///
    /// `NoOffer`, `Expired`, `NotYourOffer`, `SelfSwap`, `FillInstead`, `WrongChoices`,
    /// `OtherCampaign`, `OtherTerms`, `Asset`.
    ///
    /// # Events
    ///
    /// `Accepted`, after those of the assets.
    #[ink(message)]
    fn accept(
        &mut self,
        offer: u64,
        choices: Vec<u64>,
        fingerprint: [u8; 32],
    ) -> Result<(), SwapError>;

    /// Takes `amount` of the points that are offered for points, and pays the maker at the offer's rate,
    /// rounded up (S2), if that is at most `maximum`. Answers what was paid.
    ///
    /// # Errors
    ///
    /// `NoOffer`, `Expired`, `NotYourOffer`, `SelfSwap`, `NotFillable`, `ZeroAmount`, `OverLeft`,
    /// `PriceAbove`, `Asset(Points)`.
    ///
    /// # Events
    ///
    /// `Filled`, after those of the points.
    #[ink(message)]
    fn fill(&mut self, offer: u64, amount: u128, maximum: u128) -> Result<u128, SwapError>;

    /// Ends an offer and gives the maker back what is left: by the maker at any time, by anyone when
    /// the offer has expired.
    ///
    /// # Errors
    ///
    /// `NoOffer`, `NotMaker`, `Asset`.
    ///
    /// # Events
    ///
    /// `Cancelled`.
    #[ink(message)]
    fn cancel(&mut self, offer: u64) -> Result<(), SwapError>;

    /// Ends an offer, and gives the maker back only the asset at this place of what it gave, so that
    /// an asset whose contract fails can't hold up the others (X1). By the maker at any time, by
    /// anyone when the offer has expired. With the last asset the offer goes.
    ///
    /// # Errors
    ///
    /// `NoOffer`, `NotMaker`, `AlreadyReclaimed`, `Asset`.
    ///
    /// # Events
    ///
    /// `OfferReclaimed`.
    #[ink(message)]
    fn reclaim(&mut self, offer: u64, index: u8) -> Result<(), SwapError>;

    /// Gives up what is left of an offer that has expired or was closed: assets that their contracts
    /// will never let go, such as expired coupons. The offer's deposit goes back.
    ///
    /// # Errors
    ///
    /// `NoOffer`, `NotMaker`, `StillOpen`.
    ///
    /// # Events
    ///
    /// `OfferAbandoned`.
    #[ink(message)]
    fn abandon(&mut self, offer: u64) -> Result<(), SwapError>;
}

/// What a maker wants.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Want {
    /// `amount` of a PSP22 token, in its smallest unit.
    Points { token: AccountId, amount: u128 },
    /// This token of a PSP34 contract. If it is a coupon, with at least so much left of its value, and
    /// good at least until then; 0 asks for nothing.
    Item { item: Item, left: u64, until: u64 },
    /// Any coupon of a campaign, with at least so much left of its value, and good at least until then.
    AnyOf { contract: AccountId, campaign: u32, left: u64, until: u64 },
}
read_enum!(Want {
    0 => Points { token, amount },
    1 => Item { item, left, until },
    2 => AnyOf { contract, campaign, left, until }
});
impl ListItem for Want {}

/// An offer, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub struct Offer {
    /// If it is points for points: how much of what is given is left. Otherwise 0.
    pub left: u128,
    pub state: OfferState,
    pub maker: AccountId,
    /// Who alone may accept it.
    pub taker: Option<AccountId>,
    /// It can be accepted before this.
    pub until: u64,
    pub give: Vec<Asset>,
    pub want: Vec<Want>,
}
read_struct!(Offer { left, state, maker, taker, until, give, want });

impl Offer {
    /// The amounts given and wanted if it is an offer of points for points, which can be filled in
    /// parts.
    pub fn rate(&self) -> Option<(u128, u128)> {
        match (&self.give[..], &self.want[..]) {
            ([Asset::Points { amount: give, .. }], [Want::Points { amount: want, .. }]) => {
                Some((*give, *want))
            }
            _ => None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum OfferState {
    /// It can be accepted until its end.
    Open {},
    /// It can't be accepted any more. Bit `n` of `held` is set as long as asset `n` was not reclaimed.
    Closed { held: u8 },
}
read_enum!(OfferState { 0 => Open {}, 1 => Closed { held } });

/// What a taker agrees to: `blake2_256` of the offer without what changes in it, and of each coupon that
/// it gives, in order, as `Coupons::coupon` shows it.
pub fn fingerprint<'a>(offer: &Offer, coupons: impl Iterator<Item = &'a CouponView>) -> [u8; 32] {
    let mut all = Vec::new();
    (offer.maker, offer.taker, offer.until, &offer.give, &offer.want).encode_to(&mut all);
    for coupon in coupons {
        coupon.encode_to(&mut all);
    }
    tongquan_host::blake2_256(&all)
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum SwapError {
    /// An asset was not moved.
    Asset(AssetError),
    /// There is no such offer any more, or never was.
    NoOffer,

    /// Both sides have at least one asset.
    EmptySide,
    /// A side has at most `MAX_SIDE` assets.
    TooManyAssets,
    /// An amount is at least 1.
    ZeroAmount,
    /// The same asset stands twice on one side.
    DuplicateAsset,
    /// The same asset stands on both sides.
    SameAsset,
    /// Maker and taker are one.
    SelfSwap,
    /// The offer ends in the past, or later than `MAX_LENGTH` from now.
    InvalidEnd,

    /// The offer ended then, or was closed.
    Expired { at: u64 },
    /// The offer is for another taker.
    NotYourOffer,
    /// It is points for points: `fill` it.
    FillInstead,
    /// There must be one choice for each `Want::AnyOf`, each another coupon and none that is wanted
    /// anyway.
    WrongChoices,
    /// The coupon is of another campaign.
    OtherCampaign { coupon: u64 },
    /// What the taker would get is not what the taker agreed to. This is what it is now.
    OtherTerms { fingerprint: [u8; 32] },
    /// It is not points for points: `accept` it.
    NotFillable,
    /// This much is left.
    OverLeft { left: u128 },
    /// The price is above the caller's maximum.
    PriceAbove { price: u128 },

    /// The caller is not the maker, and the offer has not expired.
    NotMaker,
    /// The offer has no such asset any more.
    AlreadyReclaimed,
    /// The offer can still be accepted: `cancel` it, or `reclaim` what can be had.
    StillOpen,
}

/// On chain nothing is refused to the code that asks: a refusal ends the call.
impl From<Infallible> for SwapError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// `maker` made this offer.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    pub number: u64,
    pub offer: Offer,
}

/// `taker` has what was offered, and the maker what it wanted: these coupons for each `Want::AnyOf`.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    pub offer: u64,
    pub taker: AccountId,
    pub choices: Vec<u64>,
}

/// `taker` paid the maker `paid` for `amount`, of which `left` is left.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub offer: u64,
    pub taker: AccountId,
    pub amount: u128,
    pub paid: u128,
    pub left: u128,
}

/// The maker has back what was left of the offer.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancelled {
    pub offer: u64,
}

/// The maker has back the asset at this place of what it gave, and the offer is closed.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferReclaimed {
    pub offer: u64,
    pub index: u8,
}

/// The maker gave up what was left of the offer.
#[ink::event]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferAbandoned {
    pub offer: u64,
}
