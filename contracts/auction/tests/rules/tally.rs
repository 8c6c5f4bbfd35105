//! What was seen. Sequences that never reach a rule would show nothing about it.

use std::collections::BTreeMap;

/// How often each message ended in each way.
pub type Tally = BTreeMap<(&'static str, String), u32>;

/// The ways in which messages must be seen to end: the name of the message, and the outcomes.
const SEEN: &[(&str, &[&str])] = &[
    (
        "list",
        &[
            "done",
            "NoItems",
            "TooManyItems",
            "DuplicateItem",
            "InvalidTerms(Times)",
            "InvalidTerms(Price)",
            "InvalidTerms(Raise)",
            "InvalidTerms(BuyNow)",
            "Points Failed",
            "Item NotOwner",
            "Item NotTradable",
            "Item EndsBefore",
            "Item NotApproved",
            "Item Refused",
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
            "NotBegun",
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
            "sold, with royalties",
            "sold, with royalties, with a refund",
            "NoLot",
            "NoBuyNow",
            "NotBegun",
            "Ended",
            "OwnLot",
            "PriceAbove",
            "Spoiled",
            "Points InsufficientBalance",
            "Points InsufficientAllowance",
            "Points NotPaid",
            "Points Failed",
        ],
    ),
    (
        "settle",
        &[
            "sold",
            "sold, with a refund",
            "sold, with royalties",
            "sold, with royalties, with a refund",
            "returned",
            "NoLot",
            "NotEnded",
            "ReserveHidden",
            "Spoiled",
            "Item Refused",
            "Item Failed",
        ],
    ),
    (
        "reveal",
        &[
            "sold, with royalties",
            "sold, with royalties, with a refund",
            "returned",
            "returned, with a refund",
            "NoLot",
            "NotEnded",
            "NoHiddenReserve",
            "WrongReserve",
            "Ended",
        ],
    ),
    ("cancel", &["returned", "NoLot", "NotSeller", "HasBid", "Item Refused"]),
    ("unwind", &["unwound", "unwound, with a refund", "NoLot", "NotUnwindable"]),
    ("reclaim", &["done", "NoLot", "NotUnwound", "AlreadyReclaimed", "Item Refused"]),
    ("abandon", &["done", "NoLot", "NotSeller", "NotUnwound"]),
    ("withdraw", &["done", "2 events", "NoTokens", "TooManyTokens", "NoCredit", "Points Failed"]),
];

/// Asserts that everything was seen at least `often`.
pub fn assert_seen(tally: &Tally, often: u32) {
    let wanted =
        SEEN.iter().flat_map(|(message, ends)| ends.iter().map(move |end| (*message, *end)));
    let seen = |(message, end): (&'static str, &str)| {
        tally.get(&(message, end.to_owned())).copied().unwrap_or(0)
    };
    let rare: Vec<_> =
        wanted.map(|kind| (kind, seen(kind))).filter(|(_, times)| *times < often).collect();
    assert!(rare.is_empty(), "hardly seen: {rare:#?}; all: {tally:#?}");
}
