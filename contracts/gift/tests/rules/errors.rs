//! Every error of gift links, provoked by name, by what lacks nothing else. A new error belongs into
//! this list.

use std::collections::BTreeSet;

use tokens::{Asked, Coupon, Does, Id, Item};
use tongquan_traits::{
    assets::{Asset, AssetError, ItemFault},
    campaigns::Policy,
    coupon_error::PointsFault,
    gifts::{Claim, GiftError, Terms},
};

use crate::{
    gift_links::{claim, link, packet, Attempt},
    goods::{cafe, coupon, item, points, tea, END, START},
    keys::{link_key, tree_of},
    names,
    party::{address, Party},
    people::{ann, ben, cat},
};

/// Every variant, with those of what it carries. The match makes the compiler ask for new ones.
fn every_name() -> BTreeSet<String> {
    use GiftError::*;
    fn named(error: &GiftError) {
        match error {
            Asset(AssetError::Points { fault, .. }) => match fault {
                PointsFault::InsufficientBalance | PointsFault::InsufficientAllowance => {}
                PointsFault::NotPaid | PointsFault::Failed => {}
                // Those of the coupon contract.
                PointsFault::NotIssuer | PointsFault::OverQuota => {}
            },
            Asset(AssetError::Item { fault, .. }) => match fault {
                ItemFault::NotOwner | ItemFault::NotApproved | ItemFault::NotTradable => {}
                ItemFault::EndsBefore { .. } | ItemFault::NotMoved => {}
                ItemFault::Refused | ItemFault::Failed | ItemFault::IdTooLong => {}
                // That of swaps.
                ItemFault::WorthLess { .. } => {}
            },
            NoGift | InvalidShares { .. } | BoundPacket | InvalidRecipient | InvalidEnd => {}
            Ended { .. } | OtherRecipient { .. } | UnknownKey | BadSignature => {}
            FeeTooHigh { .. } | AlreadyClaimed | HasShare | NotSender | NotEnded { .. } => {}
            EmptyBatch | NotOver | NoClaim { .. } => {}
        }
    }
    let _: fn(&GiftError) = named;
    let all = "Asset(Points(InsufficientBalance)) Asset(Points(InsufficientAllowance)) \
        Asset(Points(NotPaid)) Asset(Points(Failed)) Asset(Item(NotOwner)) \
        Asset(Item(NotApproved)) Asset(Item(NotTradable)) Asset(Item(EndsBefore)) \
        Asset(Item(NotMoved)) Asset(Item(Refused)) Asset(Item(Failed)) Asset(Item(IdTooLong)) \
        NoGift InvalidShares BoundPacket InvalidRecipient InvalidEnd Ended OtherRecipient \
        UnknownKey BadSignature FeeTooHigh AlreadyClaimed HasShare NotSender NotEnded EmptyBatch \
        NotOver NoClaim";
    all.split_whitespace().map(String::from).collect()
}

/// Ann has a voucher and 10 tea.
fn party() -> (Party, Item) {
    let mut party = Party::open();
    party.grant(tea(), ann(), 10);
    let voucher = party.issue(cafe(), 1, ann());
    party.at(START);
    (party, voucher)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, GiftError>) -> String {
    names::error(&result.expect_err("it is refused"))
}

#[test]
fn every_error_has_its_case() {
    let cases = [of_terms(), of_points(), of_items(), of_claims(), of_shares(), of_exits()];
    let seen: BTreeSet<_> = cases.concat().into_iter().collect();
    assert_eq!(seen, every_name());
}

/// Ann's 10 tea, as a gift under these terms. A gift under good ones can be given.
fn on_terms(change: impl FnOnce(&mut Terms)) -> String {
    let (mut party, _) = party();
    let mut terms = link(link_key(0));
    change(&mut terms);
    let refused = refusal(party.gives(ann(), points(tea(), 10), terms));
    assert!(party.gives(ann(), points(tea(), 10), link(link_key(0))).is_ok());
    refused
}

fn of_terms() -> Vec<String> {
    let seen = vec![
        on_terms(|terms| terms.shares = 0),
        on_terms(|terms| terms.shares = 11),
        on_terms(|terms| (terms.shares, terms.recipient) = (2, Some(ben()))),
        on_terms(|terms| terms.recipient = Some(address())),
        on_terms(|terms| terms.until = START),
    ];
    let names = ["InvalidShares", "InvalidShares", "BoundPacket", "InvalidRecipient", "InvalidEnd"];
    assert_eq!(seen, names);
    seen
}

/// What Ann gives, after something has happened to what she has.
fn given(happens: impl FnOnce(&mut Party, &Item), asset: Asset) -> String {
    let (mut party, voucher) = party();
    happens(&mut party, &voucher);
    refusal(party.gives(ann(), asset, link(link_key(0))))
}

fn cheating(asked: Asked, does: Does) -> impl FnOnce(&mut Party, &Item) {
    move |party: &mut Party, voucher: &Item| {
        party.cheat(tea(), asked, does.clone());
        party.cheat(voucher.contract, asked, does);
    }
}

fn of_points() -> Vec<String> {
    let ten = || points(tea(), 10);
    let allow_nine = |party: &mut Party, _: &Item| {
        party.tokens.world().approve_points(tea(), ann(), address(), 9)
    };
    vec![
        given(|_, _| {}, points(tea(), 11)),
        given(allow_nine, ten()),
        given(cheating(Asked::Pull, Does::MoveLess(1)), ten()),
        given(cheating(Asked::Pull, Does::Trap), ten()),
    ]
}

fn of_items() -> Vec<String> {
    let hers = || item(&coupon(cafe(), 1, 1));
    let long = Item { contract: cafe(), id: Id::Bytes(vec![0; 65]) };
    vec![
        given(|_, _| {}, item(&coupon(cafe(), 1, 2))),
        given(
            |party, voucher| {
                let good = Coupon::good(START, END);
                party.tokens.world().issue_coupon(voucher, ann(), good);
            },
            hers(),
        ),
        given(|party, hers| party.change(hers, |c| c.policy = Policy::Bound {}), hers()),
        given(|party, hers| party.change(hers, |c| c.until = END - 1), hers()),
        given(cheating(Asked::Move, Does::MoveNothing), hers()),
        given(cheating(Asked::Move, Does::Refuse), hers()),
        given(cheating(Asked::Move, Does::Trap), hers()),
        given(|_, _| {}, item(&long)),
    ]
}

/// Ben's claim to Ann's 10 tea, after something has been changed. Nothing else speaks against it.
fn claimed(change: impl FnOnce(&mut Party, &mut Attempt)) -> String {
    let (mut party, _) = party();
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    let honest = Attempt::new(link_key(0), claim(1, 0, ben()));
    let mut attempt = honest.clone();
    change(&mut party, &mut attempt);
    refusal(party.submits(ben(), &attempt))
}

fn of_claims() -> Vec<String> {
    let mut seen = vec![
        claimed(|_, attempt| *attempt = Attempt::new(link_key(0), claim(2, 0, ben()))),
        claimed(|party, _| _ = party.at(END)),
        claimed(|_, attempt| *attempt = Attempt::new(link_key(0), claim(1, 0, address()))),
        claimed(|_, attempt| *attempt = Attempt::new(link_key(1), claim(1, 0, ben()))),
        claimed(|_, attempt| attempt.signature.claim.max_fee = 1),
        claimed(|_, attempt| attempt.fee = 1),
        claimed(|party, _| party.cheat(tea(), Asked::Push, Does::Trap)),
    ];
    assert_eq!(seen, names_of_claims());
    let (mut party, voucher) = party();
    let terms = Terms { recipient: Some(cat()), ..link(link_key(0)) };
    party.gives(ann(), item(&voucher), terms).unwrap();
    seen.push(refusal(party.claims(ben(), 1, link_key(0), 0)));
    seen
}

fn names_of_claims() -> [&'static str; 7] {
    [
        "NoGift",
        "Ended",
        "InvalidRecipient",
        "UnknownKey",
        "BadSignature",
        "FeeTooHigh",
        "Asset(Points(Failed))",
    ]
}

fn of_shares() -> Vec<String> {
    let (mut party, _) = party();
    party.gives(ann(), points(tea(), 8), packet(tree_of(8), 8)).unwrap();
    party.claims(ben(), 1, tree_of(8), 0).unwrap();
    let seen = vec![
        refusal(party.claims(cat(), 1, tree_of(8), 0)),
        refusal(party.claims(ben(), 1, tree_of(8), 1)),
        refusal(party.clears(ben(), 1, &[ben()])),
        refusal(party.clears(ben(), 1, &[])),
        {
            party.takes_back(ann(), 1).unwrap();
            refusal(party.clears(cat(), 1, &[ben()]))
        },
    ];
    assert_eq!(seen, ["AlreadyClaimed", "HasShare", "NotOver", "EmptyBatch", "NoClaim"]);
    seen
}

fn of_exits() -> Vec<String> {
    let (mut party, _) = party();
    party.gives(ann(), points(tea(), 10), link(link_key(0))).unwrap();
    let seen = vec![
        refusal(party.takes_back(ben(), 1)),
        refusal(party.abandons(ann(), 1)),
        refusal(party.sends_back(ann(), &[1])),
        refusal(party.sends_back(ann(), &[])),
    ];
    assert_eq!(seen, ["NotSender", "NotEnded", "NotEnded", "EmptyBatch"]);
    seen
}

#[test]
fn errors_tell_what_helps() {
    let (mut party, _) = party();
    let terms = Terms { recipient: Some(cat()), ..link(link_key(0)) };
    party.gives(ann(), points(tea(), 10), terms).unwrap();
    let other = GiftError::OtherRecipient { recipient: cat() };
    assert_eq!(party.claims(ben(), 1, link_key(0), 0), Err(other));
    let claim = Claim { gift: 1, number: 0, recipient: cat(), max_fee: 3 };
    let attempt = Attempt::new(link_key(0), claim).for_fee(4);
    assert_eq!(party.submits(ben(), &attempt), Err(GiftError::FeeTooHigh { at_most: 0 }));
    assert_eq!(party.abandons(ann(), 1), Err(GiftError::NotEnded { until: END }));
    party.at(END + 5);
    assert_eq!(party.claims(cat(), 1, link_key(0), 0), Err(GiftError::Ended { at: END }));
}

/// What is checked first, where several things are wrong: so that the answer is the same each time.
#[test]
fn what_is_said_first() {
    let (mut party, _) = party();
    party.gives(ann(), points(tea(), 8), packet(tree_of(8), 8)).unwrap();
    party.claims(ben(), 1, tree_of(8), 0).unwrap();
    // The share is claimed, and Ben has one.
    assert_eq!(party.claims(ben(), 1, tree_of(8), 0), Err(GiftError::AlreadyClaimed));
    // Nobody who has not its key is told whether a share is claimed.
    let mut attempt = Attempt::new(tree_of(8), claim(1, 0, cat()));
    attempt.signature.claim.recipient = ben();
    assert_eq!(party.submits(cat(), &attempt), Err(GiftError::BadSignature));
    attempt.claim.recipient = address();
    assert_eq!(party.submits(cat(), &attempt), Err(GiftError::InvalidRecipient));
    attempt.proof.path.clear();
    assert_eq!(party.submits(cat(), &attempt), Err(GiftError::InvalidRecipient));
    party.at(END);
    assert_eq!(party.submits(cat(), &attempt), Err(GiftError::Ended { at: END }));
}
