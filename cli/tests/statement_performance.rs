//! A million events through the file and the books, in a process of its own, since memory is measured.
//!
//! The bars: 20,000 events a second at least, written, read again and booked; 300 MiB at most.

use std::{fs, time::Instant};

use jiff::tz::TimeZone;
use psp22::Transfer as PointsTransfer;
use psp34::{Id, Transfer as CouponTransfer};
use scale::Encode;
use tongquan_cli::{
    statement::{Added, Contract, Deployment, Log, Merchant, Statement},
    ContractKind,
};
use tongquan_client::{AccountId, Block, BlockId, Event};
use tongquan_traits::{
    campaigns::{CampaignOpened, Kind, Policy, RefundRule, Sale, Terms, Validity},
    issuance::{Issued, IssuerSet},
    ownable::OwnershipTransferred,
    redemption::{Line, Receipt, ReceiptState, ReceiptWritten},
    tills::{TillLimits, TillSet},
};

const EVENTS: u64 = 1_000_000;
const MEMBERS: u64 = 100_000;
const MINUTE: u64 = 60_000;
const POINTS: [u8; 32] = [1; 32];
const COUPON: [u8; 32] = [2; 32];
const MERCHANT: [u8; 32] = [3; 32];
const TILL: [u8; 32] = [4; 32];
const GENESIS: [u8; 32] = [9; 32];

fn member(number: u64) -> AccountId {
    let mut bytes = [0x55; 32];
    bytes[..8].copy_from_slice(&(number % MEMBERS).to_le_bytes());
    bytes.into()
}

fn event<E: ink::env::Event + Encode>(contract: [u8; 32], event: &E) -> Event {
    let topics = E::SIGNATURE_TOPIC.into_iter().collect();
    Event { contract: contract.into(), topics, data: event.encode() }
}

/// What each block begins with, and what happens in it: members get points and coupons, send points
/// around, pass coupons on and redeem them.
struct Shop {
    serial: u32,
    made: u64,
}

impl Shop {
    fn opening() -> Vec<Event> {
        let merchant = AccountId::from(MERCHANT);
        let handed = OwnershipTransferred { previous_owner: None, new_owner: merchant };
        let terms = Terms {
            kind: Kind::Voucher { value: 5_000 },
            budget: u32::MAX,
            per_member: 0,
            issue_from: 0,
            issue_until: u64::MAX,
            validity: Validity::Dates { from: 0, until: u64::MAX },
            policy: Policy::Free {},
            refund: RefundRule { window: 0, grace: 0, by_tills: true, points_within_balance: true },
            stackable: true,
        };
        let (campaign, sale) = (1, Sale::default());
        let limits = TillLimits { daily_value: u64::MAX, daily_coupons: u32::MAX, void_window: 0 };
        vec![
            event(POINTS, &handed),
            event(COUPON, &handed),
            event(POINTS, &IssuerSet { issuer: merchant, quota: u128::MAX, issued: 0 }),
            event(COUPON, &CampaignOpened { campaign, by: merchant, terms, sale }),
            event(COUPON, &TillSet { account: TILL.into(), by: merchant, limits: Some(limits) }),
        ]
    }

    /// A member's day: 10 events.
    fn day(&mut self, time: u64) -> Vec<Event> {
        let made = self.made;
        self.made += 1;
        let (ann, ben) = (member(made * 7), member(made * 13 + 5));
        let mut events = Vec::new();
        for (to, value) in [(ann, 500), (ben, 300)] {
            events.push(event(POINTS, &PointsTransfer { from: None, to: Some(to), value }));
        }
        events.push(event(POINTS, &Issued { issuer: MERCHANT.into(), amount: 800 }));
        let sent = |from, to, value| PointsTransfer { from: Some(from), to: Some(to), value };
        if ann != ben {
            events.push(event(POINTS, &sent(ann, ben, 120)));
            events.push(event(POINTS, &sent(ben, ann, 20)));
        }
        let mut coupons = [0; 2];
        for coupon in &mut coupons {
            self.serial += 1;
            *coupon = (1 << 32) | u64::from(self.serial);
            let id = Id::U64(*coupon);
            events.push(event(COUPON, &CouponTransfer { from: None, to: Some(ann), id }));
        }
        let mut moves = 0;
        let mut holder = ann;
        if ann != ben {
            let id = Id::U64(coupons[0]);
            events.push(event(COUPON, &CouponTransfer { from: Some(ann), to: Some(ben), id }));
            (moves, holder) = (1, ben);
        }
        let mut order = [0; 32];
        order[..8].copy_from_slice(&made.to_le_bytes());
        let deduction = if made % 2 == 0 { 5_000 } else { 1_250 };
        let receipt = Receipt {
            holder,
            till: Some(TILL.into()),
            amount: 10_000,
            at: time,
            state: ReceiptState::Redeemed {},
            refunded: 0,
            keep_until: time,
            lines: vec![Line { coupon: coupons[0], deduction, moves }],
        };
        let written = |receipt| ReceiptWritten { order, by: TILL.into(), receipt };
        events.push(event(COUPON, &written(receipt.clone())));
        let refunded = Receipt { refunded: 5_000, ..receipt };
        events.push(event(COUPON, &written(refunded)));
        events
    }
}

/// The most memory that this process ever had, in KiB.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_million_events_are_booked_in_time_and_in_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chain.events");
    let mut log = Log::open(&path, GENESIS, 1).unwrap();
    let mut shop = Shop { serial: 0, made: 0 };
    let (mut number, mut parent, mut made) = (0u64, [0; 32], 0u64);
    let begun = Instant::now();
    let mut writing = std::time::Duration::ZERO;
    while made < EVENTS {
        let mut blocks = Vec::new();
        for _ in 0..256 {
            number += 1;
            let time = 1_767_225_600_000 + number * MINUTE;
            let mut events = if number == 1 { Shop::opening() } else { Vec::new() };
            for _ in 0..10 {
                events.extend(shop.day(time));
            }
            let mut hash = [7; 32];
            hash[..8].copy_from_slice(&number.to_le_bytes());
            made += events.len() as u64;
            let events = (0..).zip(events).collect();
            blocks.push(Block { id: BlockId { number, hash }, parent, time, events });
            parent = hash;
        }
        let writes = Instant::now();
        assert_eq!(log.add(&blocks).unwrap(), Added::All);
        writing += writes.elapsed();
    }
    let generated = begun.elapsed() - writing;
    let contracts = vec![
        Contract { name: "points".into(), kind: ContractKind::Points, address: POINTS.into() },
        Contract { name: "coupon".into(), kind: ContractKind::Coupon, address: COUPON.into() },
    ];
    let merchants = Vec::<Merchant>::new();
    let deployment = Deployment { genesis_hash: GENESIS, first_block: 1, contracts, merchants };
    let booking = Instant::now();
    let statement = Statement::rebuild(&log, &deployment, None, TimeZone::UTC).unwrap();
    let booking = booking.elapsed();
    let hashing = Instant::now();
    let digest = statement.digest();
    let hashing = hashing.elapsed();
    assert_eq!(statement.books.events, made);
    assert_eq!(statement.books.contradictions(), []);
    let (memory, size) = (peak() / 1024, fs::metadata(&path).unwrap().len() >> 20);
    let rate = made as f64 / (writing + booking + hashing).as_secs_f64();
    eprintln!(
        "{made} events: {rate:.0}/s (write {writing:?}, read and book {booking:?}, digest {hashing:?}; \
         generate {generated:?}), peak {memory} MiB, file {size} MiB, digest 0x{}",
        hex::encode(&digest[..8])
    );
    assert!(rate >= 20_000.0, "{rate:.0} events/s");
    assert!(memory <= 300, "{memory} MiB");
}
