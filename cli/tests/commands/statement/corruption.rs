//! Whatever is wrong with the events is found: by the other events, by the books as a whole, or by the
//! contracts' answers.

use std::collections::{BTreeMap, BTreeSet};

use e2e_tests::{bundle, scenarios};
use jiff::tz::TimeZone;
use scale::{Decode, Encode};
use tongquan_cli::{
    statement::{books::Books, compare, Happened, Statement},
    ContractKind,
};
use tongquan_client::{Embedded, Event};
use tongquan_traits::{auctions, coupons, gifts, issuance, redemption, swaps};

use super::world::scanned;

/// Of each kind of event, how many are tried.
const EACH: usize = 1;

struct Case {
    what: String,
    events: Vec<(Happened, Event)>,
}

/// The event as an `E` with another amount.
fn altered<E: ink_env::Event + Encode + Decode>(
    event: &Event,
    change: impl FnOnce(&mut E),
) -> Option<Event> {
    let mut decoded = event.decode::<E>()?;
    change(&mut decoded);
    Some(Event { data: decoded.encode(), ..event.clone() })
}

fn with_another_amount(event: &Event) -> Option<Event> {
    altered(event, |event: &mut psp22::Transfer| event.value += 1)
        .or_else(|| altered(event, |event: &mut psp22::Approval| event.amount += 1))
        .or_else(|| altered(event, |event: &mut issuance::Issued| event.amount += 1))
        .or_else(|| altered(event, |event: &mut issuance::IssuerSet| event.quota += 1))
        .or_else(|| {
            altered(event, |event: &mut redemption::ReceiptWritten| event.receipt.amount += 1)
        })
        .or_else(|| altered(event, |event: &mut coupons::Exchanged| event.amount += 1))
        .or_else(|| altered(event, |event: &mut auctions::BidPlaced| event.maximum += 1))
        .or_else(|| altered(event, |event: &mut auctions::Sold| event.price += 1))
        .or_else(|| altered(event, |event: &mut auctions::Withdrawn| event.amount += 1))
        .or_else(|| altered(event, |event: &mut swaps::Filled| event.paid += 1))
        .or_else(|| altered(event, |event: &mut gifts::GiftClaimed| event.amount += 1))
        .or_else(|| altered(event, |event: &mut gifts::SentBack| event.left += 1))
}

/// The names of all events by their first topics.
fn names() -> BTreeMap<[u8; 32], String> {
    let mut names = BTreeMap::new();
    for contract in ["points", "coupon"] {
        let bundle = bundle(contract).unwrap();
        for event in bundle.metadata()["spec"]["events"].as_array().unwrap() {
            let topic = event["signature_topic"].as_str().unwrap().trim_start_matches("0x");
            let topic: [u8; 32] = hex::decode(topic).unwrap().try_into().unwrap();
            names.insert(topic, event["label"].as_str().unwrap().to_owned());
        }
    }
    names
}

fn cases(events: &[(Happened, Event)], kinds: &BTreeMap<[u8; 32], ContractKind>) -> Vec<Case> {
    let names = names();
    let mut tried = BTreeMap::<_, usize>::new();
    let mut cases = Vec::new();
    for (place, (at, event)) in events.iter().enumerate().rev() {
        let contract: &[u8; 32] = event.contract.as_ref();
        let kind = (kinds[contract], event.topics[0]);
        let name = &names[&event.topics[0]];
        let many = tried.entry(kind).or_default();
        *many += 1;
        if *many > EACH {
            continue;
        }
        let mut case = |how: &str, with: Vec<Event>| {
            let mut events = events.to_vec();
            events.splice(place..=place, with.into_iter().map(|event| (*at, event)));
            let what = format!("{how} {}.{name}", kind.0.bundle());
            cases.push(Case { what, events });
        };
        case("without", vec![]);
        case("twice", vec![event.clone(), event.clone()]);
        if let Some(other) = with_another_amount(event) {
            case("another amount in", vec![other]);
        }
    }
    cases
}

#[tokio::test]
async fn every_corruption_of_the_events_is_found() {
    let mut chain = Embedded::new();
    scenarios::coupons::points_are_exchanged_for_coupons(&mut chain).await.unwrap();
    scenarios::coupons::vouchers_are_claimed_once(&mut chain).await.unwrap();
    scenarios::coupons::an_approval_ends_when_the_coupon_moves(&mut chain).await.unwrap();
    scenarios::campaigns::terms_only_get_better(&mut chain).await.unwrap();
    scenarios::redemption::a_refund_gives_back_in_proportion(&mut chain).await.unwrap();
    scenarios::redemption::a_reservation_holds_until_paid_or_released(&mut chain).await.unwrap();
    scenarios::redemption::a_till_voids_its_mistake(&mut chain).await.unwrap();
    scenarios::auctions::anyone_settles_and_everyone_is_paid(&mut chain).await.unwrap();
    scenarios::auctions::a_hidden_reserve_is_revealed_after_the_end(&mut chain).await.unwrap();
    scenarios::swaps::standing_offers_are_a_market(&mut chain).await.unwrap();
    scenarios::swaps::coupons_and_points_are_mixed_for_one_taker(&mut chain).await.unwrap();
    scenarios::packets::the_rest_of_a_packet_goes_back(&mut chain).await.unwrap();
    scenarios::gifts::what_nobody_claimed_is_taken_back(&mut chain).await.unwrap();
    scenarios::ownership::ownership_changes_hands_in_two_steps(&mut chain).await.unwrap();
    let (_folder, log, deployment) = scanned(&mut chain).await.unwrap();
    let honest = Statement::rebuild(&log, &deployment, None, TimeZone::UTC).unwrap();
    assert_eq!(honest.books.contradictions(), []);
    let mut events = Vec::new();
    let ours = |contract: &_| honest.books.has(contract);
    log.replay(honest.block.id.number, ours, |at, event| events.push((at, event.clone()))).unwrap();
    let contracts = deployment.contracts.iter();
    let kinds = contracts.map(|contract| (*contract.address.as_ref(), contract.kind)).collect();

    let (mut found_by, mut harmless, mut missed) = ([0; 3], BTreeSet::new(), BTreeSet::new());
    for Case { what, events } in cases(&events, &kinds) {
        let mut books = Books::new(&deployment, TimeZone::UTC);
        for (at, event) in &events {
            books.apply(*at, event);
        }
        if !books.journal.contradictions.is_empty() {
            found_by[0] += 1;
        } else if !books.broken_laws().is_empty() {
            found_by[1] += 1;
        } else {
            let corrupted = Statement { books, ..honest };
            let compared = compare(&mut chain, &corrupted, None, |_, _| {}).await.unwrap();
            if !compared.differences.is_empty() {
                found_by[2] += 1;
            } else if corrupted.digest() == honest.digest() {
                harmless.insert(what);
            } else {
                missed.insert(what);
            }
        }
    }
    assert!(found_by.iter().all(|many| *many > 5), "{found_by:?}");
    // No later event and no answer depends on these: the digest of another party shows them, and the
    // seal of the file.
    let expected = ["without coupon.Claimed", "without coupon.Exchanged", "without coupon.TillSet"];
    let expected: BTreeSet<_> = expected.iter().map(|what| what.to_string()).collect();
    assert_eq!(missed, expected, "found by events, laws, answers: {found_by:?}");
    // What says the same as the one before, or of what has ended since.
    let repeats = harmless.iter().filter(|what| !what.starts_with("twice"));
    let repeats: Vec<_> = repeats.map(String::as_str).collect();
    assert_eq!(repeats, ["without coupon.Approval", "without gift.Recalled"]);
}
