//! What was seen. Sequences that never reach a rule would show nothing about it.

mod gifts;

use std::collections::BTreeMap;

/// How often each deed ended in each way.
pub type Tally = BTreeMap<(&'static str, String), u32>;

/// The ways in which a deed must be seen to end.
type Seen = (&'static str, &'static [&'static str]);

const SEEN: &[Seen] = &[
    (
        "list",
        &[
            "done",
            "NoItems",
            "TooManyItems",
            "DuplicateItem",
            "InvalidTerms Times",
            "InvalidTerms Price",
            "InvalidTerms Raise",
            "InvalidTerms BuyNow",
            "Points Failed",
            "Item NotOwner",
            "Item NotTradable",
            "Item EndsBefore",
            "Item NotApproved",
            "Item NotMoved",
            "Item Failed",
        ],
    ),
    (
        "bid",
        &[
            "leads",
            "outbids",
            "is outbid",
            "NoLot",
            "NotEnglish",
            "Ended",
            "OwnLot",
            "BidTooLow",
            "AtBuyNow",
            "Points InsufficientBalance",
            "Points InsufficientAllowance",
            "Points NotPaid",
            "Points Failed",
        ],
    ),
    (
        "buy",
        &[
            "sold",
            "sold with royalties",
            "NoLot",
            "NoBuyNow",
            "Ended",
            "PriceAbove",
            "Points NotPaid",
        ],
    ),
    (
        "settle",
        &[
            "sold",
            "sold with royalties",
            "returned",
            "NoLot",
            "NotEnded",
            "ReserveHidden",
            "Spoiled",
            "Item Refused",
        ],
    ),
    (
        "reveal",
        &[
            "sold with royalties",
            "returned",
            "NoLot",
            "NotEnded",
            "NoHiddenReserve",
            "WrongReserve",
            "Ended",
        ],
    ),
    ("cancel lot", &["returned", "NoLot", "NotSeller", "HasBid"]),
    ("unwind", &["done", "NoLot", "NotUnwindable"]),
    ("reclaim item", &["done", "NoLot", "NotUnwound", "AlreadyReclaimed"]),
    ("abandon lot", &["done"]),
    ("withdraw", &["done", "NoTokens", "TooManyTokens", "NoCredit"]),
    (
        "offer",
        &[
            "done",
            "EmptySide",
            "ZeroAmount",
            "DuplicateAsset",
            "SameAsset",
            "SelfSwap",
            "InvalidEnd",
            "Points InsufficientBalance",
            "Points InsufficientAllowance",
            "Points NotPaid",
            "Points Failed",
            "Item NotOwner",
            "Item NotApproved",
        ],
    ),
    (
        "accept",
        &[
            "done",
            "NoOffer",
            "Expired",
            "FillInstead",
            "NotYourOffer",
            "SelfSwap",
            "WrongChoices",
            "OtherCampaign",
            "OtherTerms",
            "Item NotOwner",
            "Item WorthLess",
            "Item EndsBefore",
            "Item NotApproved",
        ],
    ),
    (
        "fill",
        &[
            "done",
            "NoOffer",
            "Expired",
            "SelfSwap",
            "NotFillable",
            "ZeroAmount",
            "OverLeft",
            "PriceAbove",
        ],
    ),
    ("cancel offer", &["done", "NoOffer", "NotMaker"]),
    ("reclaim asset", &["done", "AlreadyReclaimed"]),
    ("abandon offer", &["done", "NoOffer"]),
    ("pay", &["done", "InsufficientBalance"]),
    ("allow", &["done"]),
    ("give", &["done"]),
    ("approve", &["done"]),
    ("issue", &["done"]),
    ("extend", &["done"]),
    ("close", &["done"]),
    ("redeem", &["done", "NotHolder"]),
    ("cheat with points", &["done"]),
    ("cheat with items", &["done"]),
    ("alter", &["done"]),
    ("seize", &["done"]),
];

/// Panics if a deed was never seen to end in one of the ways in which it must be.
pub fn assert_seen(tally: &Tally) {
    let mut missing = vec![];
    for (deed, endings) in SEEN.iter().chain(gifts::SEEN) {
        for ending in *endings {
            if !tally.contains_key(&(*deed, (*ending).to_owned())) {
                missing.push(format!("{deed}: {ending}"));
            }
        }
    }
    assert!(missing.is_empty(), "never seen: {missing:?}");
}
