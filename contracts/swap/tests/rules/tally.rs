//! What was seen. Sequences that never reach a rule would show nothing about it.

use std::collections::BTreeMap;

/// How often each message ended in each way.
pub type Tally = BTreeMap<(&'static str, String), u32>;

/// The ways in which messages must be seen to end: the name of the message, and the outcomes.
const SEEN: &[(&str, &[&str])] = &[
    (
        "make_offer",
        &[
            "done",
            "EmptySide",
            "TooManyAssets",
            "SelfSwap",
            "InvalidEnd",
            "ZeroAmount",
            "DuplicateAsset",
            "SameAsset",
            "Asset(Points(InsufficientBalance))",
            "Asset(Points(InsufficientAllowance))",
            "Asset(Points(NotPaid))",
            "Asset(Points(Failed))",
            "Asset(Item(NotOwner))",
            "Asset(Item(NotApproved))",
            "Asset(Item(NotTradable))",
            "Asset(Item(EndsBefore))",
            "Asset(Item(NotMoved))",
            "Asset(Item(Failed))",
            "Asset(Item(IdTooLong))",
        ],
    ),
    (
        "accept",
        &[
            "done",
            "NoOffer",
            "Expired",
            "NotYourOffer",
            "SelfSwap",
            "FillInstead",
            "WrongChoices",
            "OtherCampaign",
            "OtherTerms",
            "Asset(Points(InsufficientBalance))",
            "Asset(Points(InsufficientAllowance))",
            "Asset(Points(Failed))",
            "Asset(Item(NotOwner))",
            "Asset(Item(NotApproved))",
            "Asset(Item(NotTradable))",
            "Asset(Item(EndsBefore))",
            "Asset(Item(WorthLess))",
            "Asset(Item(Failed))",
        ],
    ),
    (
        "fill",
        &[
            "done",
            "NoOffer",
            "Expired",
            "NotYourOffer",
            "SelfSwap",
            "NotFillable",
            "ZeroAmount",
            "OverLeft",
            "PriceAbove",
            "Asset(Points(InsufficientBalance))",
            "Asset(Points(InsufficientAllowance))",
        ],
    ),
    ("cancel", &["done", "NoOffer", "NotMaker", "Asset(Item(Refused))"]),
    ("reclaim", &["done", "NoOffer", "NotMaker", "AlreadyReclaimed"]),
    ("abandon", &["done", "NoOffer", "NotMaker", "StillOpen"]),
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
