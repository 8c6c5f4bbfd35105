//! What was seen. Sequences that never reach a rule would show nothing about it.

use std::collections::BTreeMap;

/// How often each message ended in each way.
pub type Tally = BTreeMap<(&'static str, String), u32>;

/// The ways in which messages must be seen to end: the name of the message, and the outcomes.
const SEEN: &[(&str, &[&str])] = &[
    (
        "open_campaign",
        &[
            "done",
            "NotManager",
            "InvalidTerms(Budget)",
            "InvalidTerms(IssueWindow)",
            "InvalidTerms(Validity)",
            "InvalidTerms(Value)",
            "InvalidTerms(Price)",
            "InvalidTerms(Royalty)",
        ],
    ),
    (
        "extend_campaign",
        &[
            "done",
            "NotManager",
            "NoCampaign",
            "CampaignClosed",
            "WorseTerms(Budget)",
            "WorseTerms(IssueWindow)",
            "WorseTerms(Validity)",
        ],
    ),
    ("set_campaign_state", &["done", "NotManager", "NoCampaign", "CampaignClosed"]),
    ("set_manager", &["done", "Ownable(NotOwner)"]),
    ("set_till", &["done", "NotManager"]),
    ("transfer_ownership", &["done", "NotOwner"]),
    ("accept_ownership", &["done", "NotPendingOwner"]),
    (
        "issue",
        &[
            "done",
            "NotManager",
            "NoCampaign",
            "NotIssuing",
            "OverBudget",
            "Expired",
            "OverMemberLimit",
        ],
    ),
    (
        "issue_batch",
        &["done", "NotManager", "EmptyBatch", "NoCampaign", "NotIssuing", "OverBudget", "Expired"],
    ),
    ("issue_batch", &["OverMemberLimit"]),
    (
        "exchange",
        &[
            "done",
            "NoCampaign",
            "NoPrice",
            "NotIssuing",
            "OverBudget",
            "Expired",
            "OverMemberLimit",
            "Points(InsufficientBalance)",
            "Points(InsufficientAllowance)",
            "Points(NotPaid)",
            "Points(Failed)",
        ],
    ),
    ("publish_codes", &["done", "NotManager", "NoCampaign"]),
    (
        "claim",
        &[
            "done",
            "VoucherExpired",
            "NotManager",
            "UnknownCode",
            "BadSignature",
            "VoucherUsed",
            "NoCampaign",
            "NotIssuing",
            "OverBudget",
            "Expired",
            "OverMemberLimit",
        ],
    ),
    (
        "transfer",
        &[
            "done",
            "no-op",
            "TokenNotExists",
            "NotApproved",
            "Custom(\"Redeemed\")",
            "Custom(\"Reserved\")",
            "Custom(\"Expired\")",
            "Custom(\"Bound\")",
            "Custom(\"GiftOnly\")",
        ],
    ),
    ("approve", &["done", "TokenNotExists", "NotApproved", "SelfApprove"]),
    ("burn", &["done", "TokenNotExists", "NotApproved", "Custom(\"Reserved\")"]),
    ("redeem", BASKET),
    ("redeem", &["no-op", "Points(NotIssuer)", "Points(OverQuota)", "Points(Failed)"]),
    ("redeem_with_ticket", BASKET),
    (
        "redeem_with_ticket",
        &[
            "no-op",
            "NotTill",
            "TicketExpired",
            "OtherTill",
            "BadSignature",
            "OverDailyCap",
            "Points(OverQuota)",
            "Points(Failed)",
        ],
    ),
    ("reserve", BASKET),
    ("reserve", &["no-op", "InvalidDeadline"]),
    ("reserve_with_ticket", BASKET),
    (
        "reserve_with_ticket",
        &["no-op", "NotTill", "TicketExpired", "OtherTill", "InvalidDeadline", "BadSignature"],
    ),
    ("release", &["done", "NoReceipt", "NotReserved", "AlreadyReserved"]),
    (
        "void",
        &["done", "NoReceipt", "NotRedeemed", "NotTill", "WindowOver", "NoCoupon", "CouponMoved"],
    ),
    (
        "refund",
        &[
            "done",
            "NoReceipt",
            "NotRedeemed",
            "InvalidRefund",
            "NotManager",
            "WindowOver",
            "NoCoupon",
            "CouponMoved",
            "Points(InsufficientBalance)",
            "Points(InsufficientAllowance)",
        ],
    ),
    ("clear_receipts", &["done", "EmptyBatch", "NoReceipt", "StillInUse"]),
    ("clear_coupons", &["done", "NotManager", "EmptyBatch", "NoCoupon", "StillInUse"]),
];

/// What each of the four ways to bring a basket to the till must be seen to end in.
const BASKET: &[&str] = &[
    "done",
    "OrderUsed",
    "EmptyBatch",
    "TooManyCoupons",
    "DuplicateCoupon",
    "NoCoupon",
    "NotHolder",
    "AlreadyRedeemed",
    "AlreadyReserved",
    "NotYet",
    "Expired",
    "NotStackable",
    "BelowMinimum",
    "NothingToDeduct",
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
