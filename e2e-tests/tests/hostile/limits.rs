//! Calls with too little of everything: gas, proof, deposit, room on the stack. Each does all of its work
//! or nothing (R17).

mod gifts;

use e2e_tests::{
    counter::DAY,
    market::{english, with_buy_now},
    shop::Fault,
};
use ink::scale::{Decode, Encode};
use ink_sandbox::{
    api::prelude::{BalanceAPI, ContractAPI, SystemAPI, TimestampAPI},
    frame_support::sp_runtime::{DispatchError, ModuleError},
    pallet_contracts::{Determinism, StorageDeposit},
    AccountId32, DefaultSandbox, Sandbox, Weight,
};
use mischief::{Ended, Puppet};
use psp34::PSP34;
use tongquan_client::{
    Account, AccountId, Chain, Cost, Embedded, Error, Events, Failure, Message, Outcome,
    PalletError, Request, UNIT,
};
use tongquan_traits::{
    assets::Asset,
    auctions::{AuctionError, Auctions, Format, GRACE},
    campaigns::Policy,
    coupons::CouponView,
    swaps::{SwapError, Swaps, Want},
};

use crate::{
    crooks::{view, Crooks},
    parts,
};

const ALL: Weight = Weight::from_parts(1_500_000_000_000, 3_932_160);
const GENESIS_TIME: u64 = 1_767_225_600_000;
const BLOCK_TIME: u64 = 6_000;

/// How many gas limits are tried, from 0 to what is needed.
const STEPS: u64 = 160;
/// How many limits of the proof, and of the deposit.
const COARSE: u64 = 40;

/// The sandbox as a chain, whose caller says how much a call may use.
struct Metered {
    sandbox: DefaultSandbox,
    time: u64,
}

/// Whether the call was reverted, and the bytes of its answer.
type Answer = Result<(bool, Vec<u8>), DispatchError>;

/// How a call ended, and the root of the state after it.
#[derive(Debug, Clone, PartialEq)]
struct End {
    answer: Answer,
    root: [u8; 32],
}

/// What a call may use.
#[derive(Debug, Clone, Copy)]
struct Limit {
    gas: Weight,
    deposit: Option<u128>,
}

fn native(account: AccountId) -> AccountId32 {
    AccountId32::new(*account.as_ref())
}

fn failure(error: DispatchError) -> Failure {
    match error {
        DispatchError::Module(ModuleError { message: Some("ContractTrapped"), .. }) => {
            Error::Trapped
        }
        DispatchError::Module(ModuleError { message: Some("OutOfGas"), .. }) => Error::OutOfGas,
        other => Error::Runtime(PalletError {
            pallet: "Sandbox".into(),
            name: <&str>::from(other).into(),
        }),
    }
}

impl Metered {
    fn new() -> Self {
        let mut chain = Self { sandbox: DefaultSandbox::default(), time: GENESIS_TIME };
        chain.set_time(GENESIS_TIME);
        for name in ["alice", "bob", "charlie", "dave", "eve", "ferdie"] {
            chain.endow(Account::dev(name).id(), 1_000_000 * UNIT);
        }
        chain
    }

    fn endow(&mut self, account: AccountId, amount: u128) {
        self.sandbox.mint_into(&native(account), amount).expect("a new account");
    }

    fn set_time(&mut self, ms: u64) {
        self.time = ms;
        self.sandbox.set_timestamp(ms);
    }

    fn next_block(&mut self) {
        self.sandbox.build_block();
        self.set_time(self.time + BLOCK_TIME);
    }

    fn call(&mut self, from: AccountId, request: Request) -> Result<Outcome, Failure> {
        let (contract, (reverted, answer)) = match request {
            Request::Deploy { code, input, salt } => {
                let made =
                    self.sandbox.deploy_contract(code, 0, input, salt, native(from), ALL, None);
                let made = made.result.map_err(failure)?;
                let contract = *AsRef::<[u8; 32]>::as_ref(&made.account_id);
                (contract.into(), (made.result.did_revert(), made.result.data))
            }
            Request::Call { contract, input } => {
                let all = Limit { gas: ALL, deposit: None };
                let (answer, ..) = self.attempt(from, contract, input, all);
                (contract, answer.map_err(failure)?)
            }
        };
        let (cost, events) = (Cost::default(), Events::default());
        Ok(Outcome { reverted, answer, contract, cost, events, block: None })
    }

    /// The answer, the gas that it needs, and the deposit.
    fn attempt(
        &mut self,
        from: AccountId,
        contract: AccountId,
        input: Vec<u8>,
        limit: Limit,
    ) -> (Answer, Weight, u128) {
        let done = self.sandbox.call_contract(
            native(contract),
            0,
            input,
            native(from),
            limit.gas,
            limit.deposit,
            Determinism::Enforced,
        );
        let deposit = match done.storage_deposit {
            StorageDeposit::Charge(amount) => amount,
            StorageDeposit::Refund(_) => 0,
        };
        let answer = done.result.map(|returned| (returned.did_revert(), returned.data));
        (answer, done.gas_required, deposit)
    }
}

impl Chain for Metered {
    async fn submit(&mut self, from: &Account, request: Request) -> Result<Outcome, Failure> {
        let outcome = self.call(from.id(), request)?;
        if !outcome.reverted {
            self.next_block();
        }
        Ok(outcome)
    }

    async fn simulate(&mut self, from: AccountId, request: Request) -> Result<Outcome, Failure> {
        let before = self.sandbox.take_snapshot();
        let outcome = self.call(from, request);
        self.sandbox.restore_snapshot(before);
        outcome
    }

    async fn code_hash(&mut self, _: AccountId) -> Result<Option<[u8; 32]>, Failure> {
        Ok(None)
    }

    async fn has_code(&mut self, _: [u8; 32]) -> Result<bool, Failure> {
        Ok(false)
    }

    async fn upload_code(&mut self, from: &Account, code: Vec<u8>) -> Result<(), Failure> {
        let uploader = native(from.id());
        let uploaded = self.sandbox.upload_contract(code, uploader, None, Determinism::Enforced);
        uploaded.map(drop).map_err(failure)
    }

    async fn genesis_hash(&mut self) -> Result<[u8; 32], Failure> {
        Ok([0; 32])
    }

    async fn block_number(&mut self) -> Result<u64, Failure> {
        Ok(self.sandbox.block_number().into())
    }

    async fn now(&mut self) -> Result<u64, Failure> {
        Ok(self.time)
    }

    async fn advance(&mut self, ms: u64) -> Result<(), Failure> {
        self.set_time(self.time + ms);
        Ok(())
    }

    async fn native_balance(&mut self, account: AccountId) -> Result<u128, Failure> {
        Ok(self.sandbox.free_balance(&native(account)))
    }

    async fn pay(&mut self, _: &Account, to: AccountId, amount: u128) -> Result<(), Failure> {
        self.endow(to, amount);
        Ok(())
    }
}

/// How a message ended with limits below what it needs: how often it was done all the same, refused by
/// the contract, and stopped by the pallet.
#[derive(Debug, Default)]
struct Tally {
    done: u32,
    refused: u32,
    stopped: u32,
}

impl Metered {
    fn root(&mut self) -> [u8; 32] {
        self.sandbox.take_snapshot().storage_root.0
    }

    /// Tries the message with all kinds of limits. Each time it ends as with all it needs, or it fails and
    /// changes nothing. Answers how it ends with all, and how often it was done, refused or stopped.
    fn craft<R>(
        &mut self,
        what: &str,
        from: &Account,
        message: impl Into<Message<R>>,
    ) -> (End, Tally) {
        let (contract, input) = parts(message);
        let start = self.sandbox.take_snapshot();
        let unchanged = start.storage_root.0;
        let all = Limit { gas: ALL, deposit: None };
        let (answer, needed, deposit) = self.attempt(from.id(), contract, input.clone(), all);
        let whole = End { answer, root: self.root() };
        let (time, proof) = (needed.ref_time(), needed.proof_size());
        let gas = |time, proof| Limit { gas: Weight::from_parts(time, proof), deposit: None };
        let times = (0..STEPS).map(|step| gas(time / STEPS * step, ALL.proof_size()));
        let proofs = (0..COARSE).map(|step| gas(ALL.ref_time(), proof * step / COARSE));
        let both = (0..COARSE).map(|step| gas(time / COARSE * step, proof * (step + 5) / COARSE));
        let deposits = (0..COARSE / 2).map(|step| {
            let deposit = deposit * u128::from(step) / u128::from(COARSE / 2);
            Limit { gas: ALL, deposit: Some(deposit) }
        });
        let enough = [gas(time, proof), gas(time + 1, proof + 1)];
        let mut tally = Tally::default();
        for limit in times.chain(proofs).chain(both).chain(deposits).chain(enough) {
            self.sandbox.restore_snapshot(ink_sandbox::Snapshot {
                storage: start.storage.clone(),
                storage_root: start.storage_root,
            });
            let (answer, ..) = self.attempt(from.id(), contract, input.clone(), limit);
            let end = End { answer, root: self.root() };
            match &end.answer {
                Ok((false, _)) => {
                    assert_eq!(end, whole, "{what} did something else with {limit:?}");
                    tally.done += 1;
                }
                Ok((true, _)) => tally.refused += 1,
                Err(_) => tally.stopped += 1,
            }
            if !matches!(end.answer, Ok((false, _))) {
                assert_eq!(end.root, unchanged, "{what} with {limit:?}: {:?}", end.answer);
            }
            if limit.gas == Weight::from_parts(time, proof) {
                assert_eq!(end, whole, "{what} with what it needs");
            }
        }
        println!("{what}: {time} ps, {proof} B, deposit {deposit}: {tally:?}");
        self.sandbox.restore_snapshot(start);
        (whole, tally)
    }

    /// The same for a message that is done with all it needs, and refused with less.
    fn craft_done<R>(&mut self, what: &str, from: &Account, message: impl Into<Message<R>>) {
        let (whole, tally) = self.craft(what, from, message);
        assert!(matches!(whole.answer, Ok((false, _))), "{what}: {:?}", whole.answer);
        // Where others failed for want of gas, the contract had enough left to go on, and did not.
        assert!(tally.refused > 0 && tally.stopped > 0, "{what}: {tally:?}");
    }
}

async fn open() -> Result<Crooks<Metered>, Fault> {
    Crooks::open_on(Metered::new()).await
}

// R17, R18: a coupon is not taken for another token, which would have neither promise nor royalty.
#[tokio::test]
async fn who_lists_with_too_little_gas_lists_nothing() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, ..] = market.people();
    let tea = market.honest_token();
    let (first, second) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let format = with_buy_now(english(&mut market.chain, DAY).await?, 1_000);
    let list = market.house().list(vec![first.clone()], tea, format.clone());
    market.chain.craft_done("list", &ann, list);
    let list = market.house().list(vec![first.clone(), second.clone()], tea, format);
    market.chain.craft_done("list of two", &ann, list.clone());
    let lot = market.call(&ann, list).await?;
    let found = market.house().lot(lot);
    let (_, items) = market.read(found).await?.ok_or("no lot")?;
    for item in items {
        let royalty = item.promise.and_then(|promise| promise.royalty).ok_or("no royalty")?;
        assert_eq!(royalty.basis_points, 500);
    }
    let (bid, buy) = (market.house().bid(lot, 200), market.house().buy(lot, 1_000));
    market.chain.craft_done("bid", &ben, bid);
    market.chain.craft_done("buy", &ben, buy);
    Ok(())
}

// R17: a leader who regrets, or a seller who wants more, can't make a settlement fail for good.
#[tokio::test]
async fn who_settles_with_too_little_gas_settles_nothing() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let tea = market.honest_token();
    let (first, second) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let card = market.card(&ann).await?;
    let format = english(&mut market.chain, DAY).await?;
    let lot = market.list(&ann, &[&first, &second], tea, format.clone()).await?;
    let spoiled = market.list(&ann, &[&card], tea, format.clone()).await?;
    let third = market.coupon(&ann).await?;
    let unbid = market.list(&ann, &[&third], tea, format).await?;
    for lot in [lot, spoiled] {
        market.bid(&cai, lot, 200).await?;
        market.bid(&ben, lot, 300).await?;
    }
    let cancel = market.house().cancel(unbid);
    market.chain.craft_done("cancel", &ann, cancel);
    market.show(&card, None).await?;
    let unwind = market.house().unwind(spoiled);
    market.chain.craft_done("unwind of a spoiled lot", &mallory, unwind.clone());
    market.call(&mallory, unwind).await?;
    let end = market.end(lot).await?;
    market.chain.set_time(end);
    let settle = market.house().settle(lot);
    market.chain.craft_done("settle", &ben, settle.clone());

    // Nobody unwinds a lot before its time by letting its coupons fail.
    let unwind = market.house().unwind(lot);
    let (whole, tally) = market.chain.craft("unwind before its time", &mallory, unwind.clone());
    let kept = AuctionError::NotUnwindable { from: end + GRACE };
    let kept = (true, Ok::<_, ()>(Err::<(), _>(kept)).encode());
    assert_eq!((whole.answer, tally.done), (Ok(kept), 0));
    market.chain.set_time(end + GRACE);
    let (whole, tally) = market.chain.craft("unwind after its time", &mallory, unwind);
    assert!(matches!(whole.answer, Ok((false, _))), "{:?}", whole.answer);
    assert_eq!(tally.refused, 0, "it calls nobody");
    market.chain.set_time(end);

    market.call(&mallory, settle).await?;
    let withdraw = market.house().withdraw(cai.id(), vec![tea]);
    market.chain.craft_done("withdraw", &mallory, withdraw);
    let reclaim = market.house().reclaim(spoiled, 0);
    market.chain.craft_done("reclaim", &mallory, reclaim);
    Ok(())
}

// R17: that a coupon has expired is not overlooked for want of gas.
#[tokio::test]
async fn no_lack_of_gas_sells_what_is_spoiled() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, ..] = market.people();
    let tea = market.honest_token();
    let coupon = market.coupon(&ann).await?;
    let number = crate::crooks::number(&coupon);
    let over = market.market.tea.view(&mut market.chain, number).await?.until;
    let now = market.chain.now().await?;
    let falls = Format::Dutch { from: now, until: now + DAY, highest: 100, lowest: 100 };
    let format = english(&mut market.chain, DAY).await?;
    let lot = market.list(&ann, &[&coupon], tea, format).await?;
    market.bid(&ben, lot, 100).await?;
    let card = market.card(&ann).await?;
    let dutch = market.list(&ann, &[&card], tea, falls).await?;
    let buy = market.house().buy(dutch, 100);
    let spoiled =
        Ok((true, Ok::<_, ()>(Err::<(), _>(AuctionError::Spoiled { index: 0 })).encode()));
    // Its contract would let it go.
    let bound = CouponView { policy: Policy::Bound {}, ..view() };
    for (what, view) in [("buy of what is gone", None), ("buy of what is bound", Some(bound))] {
        market.show(&card, view).await?;
        let (whole, tally) = market.chain.craft(what, &ben, buy.clone());
        assert_eq!((whole.answer, tally.done), (spoiled.clone(), 0));
    }
    market.chain.set_time(over);
    let settle = market.house().settle(lot);
    let (whole, tally) = market.chain.craft("settle of what has expired", &ben, settle);
    assert_eq!((whole.answer, tally.done), (spoiled, 0));
    Ok(())
}

// R17, S4
#[tokio::test]
async fn who_accepts_with_too_little_gas_accepts_nothing() -> Result<(), Fault> {
    let mut market = open().await?;
    let [ann, ben, ..] = market.people();
    let (tea, books) = (market.honest_token(), market.gold);
    let (given, wanted) = (market.coupon(&ann).await?, market.coupon(&ben).await?);
    let give =
        || vec![Asset::Item { item: given.clone() }, Asset::Points { token: tea, amount: 5 }];
    let price = Want::Points { token: books, amount: 7 };
    let want = vec![Want::Item { item: wanted.clone(), left: 0, until: 0 }, price.clone()];
    let until = market.chain.now().await? + DAY;
    let make = market.swaps().make_offer(give(), want.clone(), None, until);
    market.chain.craft_done("make_offer", &ann, make);
    let offer = market.offer(&ann, give(), want).await?;
    let seen = market.swaps().fingerprint(offer);
    let seen = market.read(seen).await?.ok_or("no fingerprint")?;
    let accept = market.swaps().accept(offer, vec![], seen);
    market.chain.craft_done("accept", &ben, accept);
    // Without its coupon it is another deal.
    let (whole, tally) = market.chain.craft(
        "accept of something else",
        &ben,
        market.market.swaps().accept(offer, vec![], [7; 32]),
    );
    let other = SwapError::OtherTerms { fingerprint: seen };
    let other = (true, Ok::<_, ()>(Err::<(), _>(other)).encode());
    assert_eq!((whole.answer, tally.done), (Ok(other), 0));
    let (cancel, reclaim) = (market.swaps().cancel(offer), market.swaps().reclaim(offer, 0));
    market.chain.craft_done("cancel", &ann, cancel);
    market.chain.craft_done("reclaim", &ann, reclaim);
    let points = vec![Asset::Points { token: tea, amount: 50 }];
    let rate = market.offer(&ann, points, vec![price]).await?;
    let fill = market.swaps().fill(rate, 50, 7);
    market.chain.craft_done("fill", &ben, fill);
    Ok(())
}

/// Has the points that cheat call themselves so often, and then this contract. Answers how that call
/// ended.
async fn call_deep(
    market: &mut Crooks,
    (mut contract, mut input): (AccountId, Vec<u8>),
    depth: u32,
) -> Result<Ended, Fault> {
    for _ in 0..depth {
        (contract, input) = parts(market.gold().act(contract, input));
    }
    assert_eq!(contract, market.gold);
    let [_, _, _, mallory] = market.people();
    let outcome = market.chain.submit(&mallory, Request::Call { contract, input }).await?;
    let mut bytes = &outcome.answer[..];
    let mut ended = Result::<Ended, ()>::decode(&mut bytes)?.map_err(|()| "unreadable")?;
    for _ in 1..depth {
        ended = match ended {
            Ok(inner) => Ended::decode(&mut &inner[..])?,
            failed => failed,
        };
    }
    Ok(ended)
}

// M5, M7, R17: a caller can also leave too little room on the stack.
#[tokio::test]
async fn who_calls_from_too_deep_changes_nothing() -> Result<(), Fault> {
    let mut market: Crooks<Embedded> = Crooks::open().await?;
    let [ann, ben, cai, mallory] = market.people();
    let (gold, tea, house) = (market.gold, market.honest_token(), market.market.auction);
    let (coupon, sold) = (market.coupon(&ann).await?, market.coupon(&ann).await?);
    let hand_over = market.market.tea.messages().transfer(gold, coupon.id.clone(), vec![]);
    market.call(&ann, hand_over).await?;
    let approve = parts(market.market.tea.messages().approve(house, None, true));
    let approve = market.gold().act(approve.0, approve.1);
    market.call(&mallory, approve).await?;
    let format = english(&mut market.chain, DAY).await?;
    let lot = market.list(&ann, &[&sold], tea, format.clone()).await?;
    for (bidder, maximum) in [(&cai, 100), (&ben, 200)] {
        market.bid(bidder, lot, maximum).await?;
    }
    let end = market.end(lot).await?;
    let mut messages = market.house();
    let list = parts(messages.list(vec![coupon.clone()], tea, format));
    let steps = [
        (end - DAY / 2, list),
        (end, parts(messages.settle(lot))),
        (end, parts(messages.unwind(lot))),
        (end + GRACE, parts(messages.unwind(lot))),
        (end, parts(messages.withdraw(cai.id(), vec![tea]))),
    ];
    for (step, (time, (contract, input))) in steps.into_iter().enumerate() {
        market.chain.set_time(time);
        let before = market.book().await?;
        let mut whole = None;
        let mut ends = Vec::new();
        for depth in 1..8 {
            let start = market.chain.snapshot();
            let ended = call_deep(&mut market, (contract, input.clone()), depth).await?;
            let book = market.book().await?;
            let done = matches!(&ended, Ok(answer) if answer[0] == 0);
            match (done, &whole) {
                (false, _) => assert_eq!(book, before, "step {step}, {depth}: {ended:?}"),
                (true, None) => whole = Some(book),
                (true, Some(whole)) => assert_eq!(book, *whole, "step {step}, {depth}"),
            }
            ends.push(match ended {
                Ok(_) if done => 'y',
                Ok(answer) => match Result::<(), AuctionError>::decode(&mut &answer[..]) {
                    Ok(Err(AuctionError::NotUnwindable { .. })) => 'u',
                    other => panic!("{other:?}"),
                },
                Err(_) => 'n',
            });
            market.chain.restore(start);
        }
        let ends: String = ends.into_iter().collect();
        println!("step {step}: {ends}");
        // Six contracts fit in. The house calls one more, but to unwind a lot after its time.
        let expected = ["yyyynnn", "yyyynnn", "uuuunnn", "yyyyynn", "yyyynnn"];
        assert_eq!(ends, expected[step], "step {step}");
    }
    Ok(())
}
