//! What was seen. Sequences that never reach a rule would show nothing about it.

use std::collections::BTreeMap;

/// How often each message ended in each way.
pub type Tally = BTreeMap<(&'static str, String), u32>;

/// The ways in which messages must be seen to end: the name of the message, and the outcomes.
const SEEN: &[(&str, &[&str])] = &[
    (
        "give",
        &[
            "done",
            "InvalidShares",
            "BoundPacket",
            "InvalidRecipient",
            "InvalidEnd",
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
        "claim",
        &[
            "done",
            "NoGift",
            "Ended",
            "OtherRecipient",
            "InvalidRecipient",
            "UnknownKey",
            "BadSignature",
            "FeeTooHigh",
            "AlreadyClaimed",
            "HasShare",
            "Asset(Points(Failed))",
            "Asset(Item(Failed))",
        ],
    ),
    ("take_back", &["done", "NoGift", "NotSender", "Asset(Points(Failed))"]),
    ("send_back", &["done", "EmptyBatch", "NoGift", "NotEnded", "Asset(Points(Failed))"]),
    ("abandon", &["done", "NoGift", "NotSender", "NotEnded"]),
    ("clear_claims", &["done", "EmptyBatch", "NotOver", "NoClaim"]),
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
