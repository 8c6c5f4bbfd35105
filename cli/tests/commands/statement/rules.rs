//! The rules of the books by themselves, on events that no chain has seen.

use ink::primitives::AccountId;
use jiff::tz::TimeZone;
use proptest::{collection::vec, prelude::*};
use psp34::Id;
use scale::Encode;
use tongquan_cli::{
    statement::{books::Books, canonical_text, Contract, Deployment, Happened, Line},
    ContractKind,
};
use tongquan_client::{BlockId, Event};
use tongquan_traits::{
    assets::{Asset, Item},
    auctions::{self, Format, LotItem},
    campaigns::{
        CampaignExtended, CampaignOpened, CampaignState, CampaignStateSet, Kind, Policy,
        RefundRule, Sale, Terms, Validity,
    },
    coupons::{Claimed, CodesPublished, Exchanged},
    gifts::{self, Gift},
    issuance::{Issued, IssuerSet},
    ownable::{OwnershipOffered, OwnershipTransferred},
    redemption::{Line as ReceiptLine, Receipt, ReceiptRemoved, ReceiptState, ReceiptWritten},
    swaps::{self, Offer, OfferState, Want},
    tills::{ManagerSet, TillLimits, TillSet},
};

use super::second::Second;

const KINDS: [ContractKind; 5] = [
    ContractKind::Points,
    ContractKind::Coupon,
    ContractKind::Auction,
    ContractKind::Swap,
    ContractKind::Gift,
];

fn address(kind: ContractKind) -> AccountId {
    [kind as u8 + 100; 32].into()
}

fn deployment() -> Deployment {
    let contract =
        |kind: ContractKind| Contract { name: kind.bundle().into(), kind, address: address(kind) };
    Deployment {
        genesis_hash: [9; 32],
        first_block: 1,
        contracts: KINDS.map(contract).to_vec(),
        merchants: vec![],
    }
}

fn event<E: ink_env::Event + Encode>(kind: ContractKind, event: E) -> Event {
    let topics = E::SIGNATURE_TOPIC.into_iter().collect();
    Event { contract: address(kind), topics, data: event.encode() }
}

/// Few enough that events meet, with the contracts among them.
fn account() -> impl Strategy<Value = AccountId> {
    prop_oneof![
        (0..4u8).prop_map(|number| AccountId::from([number; 32])),
        (0..5usize).prop_map(|place| address(KINDS[place])),
    ]
}

fn amount() -> impl Strategy<Value = u128> {
    prop_oneof![0..5u128, Just(u128::MAX), Just(u128::MAX - 3)]
}

fn money() -> impl Strategy<Value = u64> {
    prop_oneof![0..5u64, Just(u64::MAX), Just(u64::MAX - 3)]
}

fn number() -> impl Strategy<Value = u64> {
    prop_oneof![0..4u64, Just(u64::MAX), Just(u64::MAX - 1)]
}

fn coupon() -> impl Strategy<Value = u64> {
    prop_oneof![
        (0..3u64, 0..4u64).prop_map(|(campaign, serial)| (campaign << 32) | serial),
        number()
    ]
}

fn small() -> impl Strategy<Value = u32> {
    prop_oneof![0..4u32, Just(u32::MAX)]
}

fn asset() -> impl Strategy<Value = Asset> {
    let item = (account(), coupon()).prop_map(|(contract, coupon)| Asset::Item {
        item: Item { contract, id: Id::U64(coupon) },
    });
    prop_oneof![
        (account(), amount()).prop_map(|(token, amount)| Asset::Points { token, amount }),
        item,
    ]
}

fn points_event() -> impl Strategy<Value = Event> {
    use ContractKind::Points;
    let someone = || proptest::option::of(account());
    prop_oneof![
    8 => (someone(), someone(), amount())
        .prop_map(|(from, to, value)| event(Points, psp22::Transfer { from, to, value })),
    1 => (account(), account(), amount()).prop_map(|(owner, spender, amount)| {
        event(Points, psp22::Approval { owner, spender, amount })
    }),
    1 => (account(), amount()).prop_map(|(issuer, amount)| event(Points, Issued { issuer, amount })),
    1 => (account(), amount(), amount()).prop_map(|(issuer, quota, issued)| {
        event(Points, IssuerSet { issuer, quota, issued })
    }),
    1 => (account(), someone()).prop_map(|(owner, new_owner)| {
        event(Points, OwnershipOffered { owner, new_owner })
    }),
    1 => (someone(), account()).prop_map(|(previous_owner, new_owner)| {
        event(Points, OwnershipTransferred { previous_owner, new_owner })
    })]
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        money().prop_map(|value| Kind::Voucher { value }),
        (account(), amount()).prop_map(|(token, amount)| Kind::Points { token, amount }),
        Just(Kind::Exchange {}),
    ]
}

fn campaign_opened() -> impl Strategy<Value = Event> {
    let fields = (1..3u32, kind(), small(), small(), money(), money(), money(), account());
    fields.prop_map(|(campaign, kind, budget, per_member, delay, length, grace, by)| {
        let terms = Terms {
            kind,
            budget,
            per_member,
            issue_from: 0,
            issue_until: length,
            validity: Validity::AfterIssue { delay, length },
            policy: Policy::Free {},
            refund: RefundRule { window: 0, grace, by_tills: true, points_within_balance: true },
            stackable: true,
        };
        let sale = Sale::default();
        event(ContractKind::Coupon, CampaignOpened { campaign, by, terms, sale })
    })
}

fn receipt_written() -> impl Strategy<Value = Event> {
    let state = prop_oneof![
        money().prop_map(|until| ReceiptState::Reserved { until }),
        Just(ReceiptState::Redeemed {}),
        Just(ReceiptState::Refunded {}),
        Just(ReceiptState::Voided {}),
    ];
    let line = (coupon(), money(), small());
    let line = line.prop_map(|(coupon, deduction, moves)| ReceiptLine { coupon, deduction, moves });
    let till = proptest::option::of(account());
    let fields = (0..3u8, account(), till, money(), money(), state, money(), vec(line, 0..3));
    fields.prop_map(|(order, holder, till, amount, at, state, refunded, lines)| {
        let order = [order; 32];
        let keep_until = at;
        let receipt = Receipt { holder, till, amount, at, state, refunded, keep_until, lines };
        event(ContractKind::Coupon, ReceiptWritten { order, by: holder, receipt })
    })
}

fn coupon_event() -> impl Strategy<Value = Event> {
    use ContractKind::Coupon;
    let someone = || proptest::option::of(account());
    prop_oneof![
    2 => campaign_opened(),
    8 => (someone(), someone(), coupon()).prop_map(|(from, to, coupon)| {
        event(Coupon, psp34::Transfer { from, to, id: Id::U64(coupon) })
    }),
    4 => receipt_written(),
    1 => (account(), account(), proptest::option::of(coupon()), any::<bool>()).prop_map(
        |(owner, operator, coupon, approved)| {
            let id = coupon.map(Id::U64);
            event(Coupon, psp34::Approval { owner, operator, id, approved })
        }
    ),
    1 => (0..3u8, account()).prop_map(|(order, by)| {
        event(Coupon, ReceiptRemoved { order: [order; 32], by })
    }),
    1 => (small(), account(), small(), money(), money()).prop_map(
        |(campaign, by, budget, issue_until, valid_until)| {
            let (campaign, by) = (campaign, by);
            event(Coupon, CampaignExtended { campaign, by, budget, issue_until, valid_until })
        }
    ),
    1 => (small(), account()).prop_map(|(campaign, by)| {
        event(Coupon, CampaignStateSet { campaign, by, state: CampaignState::Paused {} })
    }),
    1 => (coupon(), account(), account(), amount()).prop_map(|(coupon, member, token, amount)| {
        event(Coupon, Exchanged { coupon, member, token, amount })
    }),
    1 => (coupon(), small()).prop_map(|(coupon, number)| {
        event(Coupon, Claimed { coupon, issuer: [1; 32], number })
    }),
    1 => (small(), account()).prop_map(|(campaign, by)| {
        event(Coupon, CodesPublished { campaign, by, root: [1; 32] })
    }),
    1 => (account(), any::<bool>()).prop_map(|(account, manager)| {
        event(Coupon, ManagerSet { account, manager })
    }),
    1 => (account(), account(), proptest::option::of(money())).prop_map(|(account, by, value)| {
        let limits = value.map(|daily_value| TillLimits {
            daily_value,
            daily_coupons: 1,
            void_window: 0,
        });
        event(Coupon, TillSet { account, by, limits })
    })]
}

fn auction_event() -> impl Strategy<Value = Event> {
    use ContractKind::Auction;
    let credit = || proptest::option::of((account(), amount()));
    let items = vec((account(), coupon()), 0..20);
    prop_oneof![
    4 => (number(), account(), account(), number(), items).prop_map(
        |(lot, seller, token, until, items)| {
            let format = Format::Dutch { from: 0, until, highest: 9, lowest: 1 };
            let items = items.into_iter().map(|(contract, coupon)| LotItem {
                item: Item { contract, id: Id::U64(coupon) },
                promise: None,
            });
            let items = items.collect();
            event(Auction, auctions::Listed { lot, seller, token, format, items })
        }
    ),
    4 => (number(), account(), amount(), account(), amount(), number(), credit()).prop_map(
        |(lot, bidder, maximum, leader, price, until, outbid)| {
            let bid = auctions::BidPlaced { lot, bidder, maximum, leader, price, until, outbid };
            event(Auction, bid)
        }
    ),
    1 => (number(), account(), amount(), vec((0..3u8, account(), amount()), 0..3), credit()).prop_map(
        |(lot, buyer, price, royalties, refund)| {
            event(Auction, auctions::Sold { lot, buyer, price, royalties, refund })
        }
    ),
    1 => (number(), credit())
        .prop_map(|(lot, refund)| event(Auction, auctions::Returned { lot, refund })),
    1 => (number(), credit())
        .prop_map(|(lot, refund)| event(Auction, auctions::Unwound { lot, refund })),
    1 => (number(), any::<u8>())
        .prop_map(|(lot, index)| event(Auction, auctions::LotReclaimed { lot, index })),
    1 => number().prop_map(|lot| event(Auction, auctions::LotAbandoned { lot })),
    1 => (account(), account(), amount()).prop_map(|(account, token, amount)| {
        event(Auction, auctions::Withdrawn { account, token, amount })
    })]
}

fn swap_event() -> impl Strategy<Value = Event> {
    use ContractKind::Swap;
    let wanted = prop_oneof![
        (account(), amount()).prop_map(|(token, amount)| Want::Points { token, amount }),
        (account(), small()).prop_map(|(contract, campaign)| Want::AnyOf {
            contract,
            campaign,
            left: 1,
            until: 2,
        }),
    ];
    prop_oneof![
        4 => (number(), account(), amount(), vec(asset(), 0..12), vec(wanted, 0..12)).prop_map(
            |(number, maker, left, give, want)| {
                let (state, taker, until) = (OfferState::Open {}, None, 5);
                let offer = Offer { left, state, maker, taker, until, give, want };
                event(Swap, swaps::Offered { number, offer })
            }
        ),
        1 => (number(), account()).prop_map(|(offer, taker)| {
            event(Swap, swaps::Accepted { offer, taker, choices: vec![] })
        }),
        2 => (number(), account(), amount(), amount(), amount()).prop_map(
            |(offer, taker, amount, paid, left)| {
                event(Swap, swaps::Filled { offer, taker, amount, paid, left })
            }
        ),
        1 => number().prop_map(|offer| event(Swap, swaps::Cancelled { offer })),
        1 => (number(), any::<u8>())
            .prop_map(|(offer, index)| event(Swap, swaps::OfferReclaimed { offer, index })),
        1 => number().prop_map(|offer| event(Swap, swaps::OfferAbandoned { offer }))]
}

fn gift_event() -> impl Strategy<Value = Event> {
    use ContractKind::Gift as Gifts;
    prop_oneof![
    4 => (number(), account(), asset(), amount(), small(), small()).prop_map(
        |(number, sender, asset, left, shares, claimed)| {
            let (drawn, keys, recipient) = (false, [0; 32], None);
            let (until, notice, greeting) = (u64::MAX, 0, None);
            let terms =
                gifts::Terms { shares, drawn, keys, recipient, until, notice, greeting };
            let gift = Gift { left, claimed, sender, asset, terms };
            event(Gifts, gifts::Given { number, gift })
        }
    ),
    4 => (number(), small(), account(), amount(), amount(), account()).prop_map(
        |(gift, number, recipient, amount, fee, by)| {
            event(Gifts, gifts::GiftClaimed { gift, number, recipient, amount, fee, by })
        }
    ),
    1 => (number(), number())
        .prop_map(|(gift, until)| event(Gifts, gifts::Recalled { gift, until })),
    1 => (number(), amount()).prop_map(|(gift, left)| event(Gifts, gifts::SentBack { gift, left })),
    1 => number().prop_map(|gift| event(Gifts, gifts::GiftAbandoned { gift })),
    1 => (number(), vec(account(), 0..3)).prop_map(|(gift, recipients)| {
        event(Gifts, gifts::ClaimsCleared { gift, recipients })
    })]
}

fn any_event() -> impl Strategy<Value = Event> {
    // Side by side on the stack they are too large for it.
    prop_oneof![
        points_event().boxed(),
        coupon_event().boxed(),
        auction_event().boxed(),
        swap_event().boxed(),
        gift_event().boxed(),
    ]
}

fn at(place: usize, time: u64) -> Happened {
    Happened { block: place as u64 + 1, place: 0, time }
}

/// All that the books say at this time.
fn text(books: &Books, time: u64) -> String {
    let id = BlockId { number: 1, hash: [1; 32] };
    let block = Line { id, parent: [0; 32], time };
    let mut text = String::new();
    canonical_text(books, [9; 32], &block, |line| text += line);
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    /// Whatever contracts announce, also what can't be, is booked or told: nothing stops the books, and
    /// they say the same each time.
    #[test]
    fn no_sequence_of_events_stops_the_books(
        events in vec((any_event(), prop_oneof![0..200_000_000u64, Just(u64::MAX)]), 0..60),
    ) {
        let mut books = Books::new(&deployment(), TimeZone::UTC);
        let mut again = Books::new(&deployment(), TimeZone::UTC);
        for (place, (event, time)) in events.iter().enumerate() {
            books.apply(at(place, *time), event);
            again.apply(at(place, *time), event);
        }
        let told = text(&books, 5);
        prop_assert_eq!(&told, &text(&again, 5));
        prop_assert_eq!(books.contradictions(), again.contradictions());
        prop_assert_eq!(books.events, events.len() as u64);
    }

    /// What is no event of ours in any form is told, and changes nothing else.
    #[test]
    fn what_cannot_be_read_is_told(data in vec(any::<u8>(), 0..80), topic: [u8; 32], place in 0..5usize) {
        let mut books = Books::new(&deployment(), TimeZone::UTC);
        let before = text(&books, 5);
        let contract = address(KINDS[place]);
        books.apply(at(0, 1), &Event { contract, topics: vec![topic], data });
        prop_assert_eq!(books.journal.contradictions.len(), 1);
        prop_assert_eq!(text(&books, 5), before);
    }

    /// Points go round as they can: the books say what a plain list of balances says.
    #[test]
    fn balances_are_those_of_a_plain_list(
        moves in vec((0..5usize, 0..5usize, 0..100u128), 1..80),
    ) {
        let people: Vec<AccountId> = (0..5u8).map(|number| [number + 1; 32].into()).collect();
        let issuer = people[0];
        let points = ContractKind::Points;
        let mut events = vec![
            event(points, OwnershipTransferred { previous_owner: None, new_owner: issuer }),
            event(points, IssuerSet { issuer, quota: 1_000_000, issued: 0 }),
        ];
        let mut balances = [0u128; 5];
        for (from, to, amount) in moves {
            let amount = amount.min(balances[from]);
            if from == to || amount == 0 {
                // Who has nothing to send is issued something.
                let issued = psp22::Transfer { from: None, to: Some(people[to]), value: 50 };
                events.push(event(points, issued));
                events.push(event(points, Issued { issuer, amount: 50 }));
                balances[to] += 50;
            } else {
                balances[from] -= amount;
                balances[to] += amount;
                let (from, to) = (Some(people[from]), Some(people[to]));
                events.push(event(points, psp22::Transfer { from, to, value: amount }));
            }
        }
        let mut books = Books::new(&deployment(), TimeZone::UTC);
        let contracts = deployment().contracts;
        let contracts = contracts.iter().map(|found| (found.address, found.kind.bundle()));
        let mut second = Second::of(contracts);
        for (place, event) in events.iter().enumerate() {
            books.apply(at(place, 86_400_000 * place as u64 / 7), event);
            second.read(&block(place, event));
        }
        prop_assert_eq!(books.contradictions(), vec![]);
        let tongquan_cli::statement::books::Book::Points(book) = &books.books[&address(points)] else {
            panic!("the books of points")
        };
        for (person, balance) in people.iter().zip(balances) {
            prop_assert_eq!(book.balance(books.accounts.find(person)), balance);
        }
        let last = block(events.len() - 1, &events[events.len() - 1]);
        let line = Line { id: last.id, parent: last.parent, time: last.time };
        let ours = tongquan_cli::statement::digest(&books, [9; 32], &line);
        prop_assert_eq!(ours, second.digest([9; 32], &last));
    }
}

fn block(place: usize, event: &Event) -> tongquan_client::Block {
    let id = BlockId { number: place as u64 + 1, hash: [place as u8; 32] };
    let time = 86_400_000 * place as u64 / 7;
    tongquan_client::Block { id, parent: [0; 32], time, events: vec![(0, event.clone())] }
}
