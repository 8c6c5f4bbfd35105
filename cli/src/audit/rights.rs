//! What each message that changes something can do to others than its caller. Written by hand after
//! reading the contracts, and compared with the bundles' metadata: a message that is not here is one
//! that nobody has looked at.

use crate::book::ContractKind;

/// What a message reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// The caller's own, and what others agreed to before.
    Own,
    /// Others' assets or rights; by which right, and how far.
    Others(&'static str),
}

use Reach::{Others, Own};

/// The reach of a message, if it was reviewed.
pub fn reach(kind: ContractKind, label: &str) -> Option<Reach> {
    let table: &[(&str, Reach)] = match kind {
        ContractKind::Points => POINTS,
        ContractKind::Coupon => COUPON,
        ContractKind::Auction => AUCTION,
        ContractKind::Swap => SWAP,
        ContractKind::Gift => GIFT,
    };
    let own = OWNABLE.iter().chain(table).find(|(name, _)| *name == label);
    own.map(|(_, reach)| *reach)
}

const OWNABLE: &[(&str, Reach)] = &[
    (
        "Ownable::transfer_ownership",
        Others(
            "the owner offers the contract's administration; nothing changes before it is accepted",
        ),
    ),
    (
        "Ownable::accept_ownership",
        Others("who was offered it takes the administration over; the owner before has none left"),
    ),
];

const POINTS: &[(&str, Reach)] = &[
    ("PSP22::transfer", Own),
    ("PSP22::transfer_from", Others("a spender moves an owner's points, up to the allowance")),
    ("PSP22::approve", Own),
    ("PSP22::increase_allowance", Own),
    ("PSP22::decrease_allowance", Own),
    ("PSP22Burnable::burn", Own),
    (
        "Issuance::set_issuer",
        Others("the owner sets who may create points, and how many altogether"),
    ),
    ("Issuance::issue", Others("an issuer creates points, within its quota and the cap")),
    ("Issuance::issue_batch", Others("an issuer creates points, within its quota and the cap")),
];

const COUPON: &[(&str, Reach)] = &[
    (
        "PSP34::approve",
        Others("who is approved for all of a holder's coupons approves somebody for one of them"),
    ),
    ("PSP34::transfer", Others("who is approved moves the holder's coupon, as its policy allows")),
    ("PSP34Burnable::burn", Others("who is approved burns the holder's coupon")),
    (
        "Campaigns::open_campaign",
        Others("a manager makes a new promise; what is out stays as it is"),
    ),
    (
        "Campaigns::extend_campaign",
        Others("a manager makes terms better for holders, also of coupons that are out; never worse"),
    ),
    (
        "Campaigns::set_campaign_state",
        Others("a manager stops or resumes the issue; what is out stays redeemable"),
    ),
    ("Coupons::issue", Others("a manager creates coupons, within budget and limits")),
    ("Coupons::issue_batch", Others("a manager creates coupons, within budget and limits")),
    ("Coupons::exchange", Own),
    (
        "Coupons::publish_codes",
        Others("a manager lets the holders of printed codes claim coupons, within budget and limits"),
    ),
    (
        "Coupons::claim",
        Others("anyone gives a member a coupon, with what a manager or a code signed for that member"),
    ),
    (
        "Coupons::clear_coupons",
        Others("a manager removes coupons that are used or expired, when nothing can bring them back"),
    ),
    ("Redemption::redeem", Own),
    (
        "Redemption::redeem_with_ticket",
        Others("a till uses a holder's coupons, with the ticket that the holder signed for that order"),
    ),
    ("Redemption::reserve", Own),
    (
        "Redemption::reserve_with_ticket",
        Others("a till holds a holder's coupons for up to 24 hours, with the holder's ticket"),
    ),
    (
        "Redemption::release",
        Others("who reserved, or a manager, ends a hold; anyone when its time is over"),
    ),
    (
        "Redemption::void",
        Others(
            "the till within its window, or a manager, gives back what an order used; of points \
             coupons it takes the points back, which the holder must have approved",
        ),
    ),
    (
        "Redemption::refund",
        Others(
            "a manager, or a till where the campaigns allow it, gives back what an order used; of \
             points coupons it takes the points back, which the holder must have approved",
        ),
    ),
    (
        "Redemption::clear_receipts",
        Others("who made a receipt, or a manager, removes it when nothing can come of it; later anyone"),
    ),
    ("Tills::set_manager", Others("the owner appoints and dismisses managers")),
    ("Tills::set_till", Others("a manager appoints tills, limits them, ends their rights")),
];

const AUCTION: &[(&str, Reach)] = &[
    ("Auctions::list", Own),
    (
        "Auctions::bid",
        Others("the leader who is outbid has a credit of all that it bid; its points stay withdrawable"),
    ),
    ("Auctions::buy", Others("the leader before, if any, has a credit of all that it bid")),
    (
        "Auctions::settle",
        Others("anyone gives a lot that has ended to its winner and pays all sides, or sends it back"),
    ),
    (
        "Auctions::reveal",
        Others("whoever can open the seller's hidden reserve ends the lot by it"),
    ),
    ("Auctions::cancel", Own),
    (
        "Auctions::unwind",
        Others("anyone ends a lot whose coupons were spoiled or can't be handed over; all sides get back theirs"),
    ),
    ("Auctions::reclaim", Others("anyone sends the seller an item of a lot that was unwound")),
    ("Auctions::abandon", Own),
    ("Auctions::withdraw", Others("anyone pays an account's credits out, to that account only")),
];

const SWAP: &[(&str, Reach)] = &[
    ("Swaps::make_offer", Own),
    ("Swaps::accept", Others("the taker gets what the maker offered, for what the maker asked")),
    ("Swaps::fill", Others("the taker gets a part of the maker's points, at the maker's rate")),
    (
        "Swaps::cancel",
        Others("anyone sends the maker back what is left of an offer that has expired"),
    ),
    ("Swaps::reclaim", Others("anyone sends the maker back an asset of an offer that has expired")),
    ("Swaps::abandon", Own),
];

const GIFT: &[(&str, Reach)] = &[
    ("Gifts::give", Own),
    (
        "Gifts::claim",
        Others("anyone gives a recipient what the gift's key signed for it, less a fee it allowed"),
    ),
    ("Gifts::take_back", Own),
    ("Gifts::send_back", Others("anyone sends what is over back to its sender")),
    ("Gifts::abandon", Own),
    ("Gifts::clear_claims", Own),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::metadata::Metadata;

    #[test]
    fn every_message_that_changes_something_was_reviewed() {
        use ContractKind::*;
        for (kind, table) in
            [(Points, POINTS), (Coupon, COUPON), (Auction, AUCTION), (Swap, SWAP), (Gift, GIFT)]
        {
            let bundle = e2e_tests::bundle(kind.bundle()).unwrap();
            let metadata = Metadata::of(&bundle).unwrap();
            let changing = metadata.spec.messages.iter().filter(|message| message.mutates);
            let changing: BTreeSet<&str> = changing.map(|message| message.label.as_str()).collect();
            for label in &changing {
                assert!(reach(kind, label).is_some(), "{kind:?}: {label} was never reviewed");
            }
            for (label, _) in table {
                assert!(changing.contains(label), "{kind:?} has no {label} that changes anything");
            }
            assert_eq!(reach(kind, "Gold::seize"), None);
        }
    }
}
