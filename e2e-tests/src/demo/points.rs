//! A merchant's points: deployed, issued to a thousand members, moved, limited, burnt.

use std::iter::repeat_n;

use points::{Points, PointsRef};
use psp22::{PSP22Burnable, PSP22};
use tongquan_client::{at, Account, AccountId, Chain, Receipt};
use tongquan_traits::issuance::Issuance;

use super::narrator::{address, amount, Narrator};
use crate::{bundle, shop::Fault};

const DECIMALS: u32 = 2;
/// One whole point, in the smallest unit.
pub const POINT: u128 = 100;
const CAP: u128 = 1_000_000 * POINT;
const QUOTA: u128 = 600_000 * POINT;
const MEMBERS: usize = 1_000;
const BATCH: usize = 200;
/// What each member is welcomed with.
const WELCOME: u128 = 500 * POINT;

/// Answers the address of the points.
pub async fn tell(chain: &mut impl Chain, narrator: &mut Narrator) -> Result<AccountId, Fault> {
    let (merchant, ann, ben, cai) =
        (Account::dev("alice"), Account::dev("bob"), Account::dev("charlie"), Account::dev("dave"));
    narrator.chapter(
        "Points (积分)",
        "A tea house issues points. Nobody can freeze, seize or pause what a member holds.",
    );

    let constructor =
        PointsRef::new("Tea House points".into(), "TEA".into(), DECIMALS as u8, Some(CAP));
    let bundle = bundle("points")?;
    let deployed = chain.deploy(&merchant, &bundle, constructor, b"tea house").await?;
    let contract = deployed.value;
    let at_most = format!("deploys its points, at most {}", points_text(CAP));
    narrator.deployed("The Tea House", &at_most, &deployed);
    narrator.note(&format!(
        "contract {}, {} bytes of code",
        address(&contract),
        bundle.code().len()
    ));
    let mut points = at::<Points>(contract);

    let appointed = chain.call(&merchant, points.set_issuer(merchant.id(), QUOTA)).await?;
    let does = format!("may issue {} itself", points_text(QUOTA));
    narrator.done("The Tea House", &does, &appointed);

    // Ann, Ben and Cai are members like the other 997, who are no accounts of the chain yet.
    let guests = [&ann, &ben, &cai].map(Account::id);
    let others = (guests.len()..MEMBERS).map(member);
    let members: Vec<AccountId> = guests.into_iter().chain(others).collect();
    for (round, batch) in members.chunks(BATCH).enumerate() {
        let welcome = batch.iter().copied().zip(repeat_n(WELCOME, batch.len())).collect();
        let issued = chain.call(&merchant, points.issue_batch(welcome)).await?;
        let (first, last) = (round * BATCH + 1, round * BATCH + batch.len());
        let does = format!("welcomes members {first} to {last} with {} each", points_text(WELCOME));
        narrator.done("The Tea House", &does, &issued);
    }

    let sent = chain.call(&ann, points.transfer(ben.id(), 12_050, vec![])).await?;
    narrator.done("Ann", &format!("sends Ben {}", points_text(12_050)), &sent);
    let approved = chain.call(&ben, points.approve(cai.id(), 300 * POINT)).await?;
    narrator.done("Ben", &format!("lets Cai spend {} of his", points_text(300 * POINT)), &approved);
    let spent =
        chain.call(&cai, points.transfer_from(ben.id(), ann.id(), 200 * POINT, vec![])).await?;
    narrator.done("Cai", &format!("sends Ann {} of Ben's", points_text(200 * POINT)), &spent);
    let more = points.transfer_from(ben.id(), cai.id(), 100 * POINT + 1, vec![]);
    let does = format!("tries to take {} more", points_text(100 * POINT + 1));
    narrator.refused("Cai", &does, chain.call(&cai, more).await)?;

    let rest = QUOTA - WELCOME * MEMBERS as u128;
    let too_much = chain.call(&merchant, points.issue(ann.id(), rest + 1)).await;
    let does = format!("tries to issue {}, beyond its quota", points_text(rest + 1));
    narrator.refused("The Tea House", &does, too_much)?;
    let raised: Receipt<()> =
        chain.call(&merchant, points.set_issuer(merchant.id(), 2 * CAP)).await?;
    narrator.done(
        "The Tea House",
        &format!("raises the quota to {}", points_text(2 * CAP)),
        &raised,
    );
    let room = CAP - WELCOME * MEMBERS as u128;
    let too_much = chain.call(&merchant, points.issue(ann.id(), room + 1)).await;
    let does = format!("tries to issue {}, beyond the cap", points_text(room + 1));
    narrator.refused("The Tea House", &does, too_much)?;

    let held = chain.read(points.balance_of(cai.id())).await?;
    let burnt = chain.call(&cai, points.burn(held)).await?;
    narrator.done("Cai", &format!("burns all {}", points_text(held)), &burnt);

    let mut lines = Vec::new();
    for (name, account) in [("Ann", &ann), ("Ben", &ben), ("Cai", &cai)] {
        lines.push((name, chain.read(points.balance_of(account.id())).await?));
    }
    let supply = chain.read(points.total_supply()).await?;
    let held: u128 = lines.iter().map(|(_, held)| held).sum();
    lines.push(("997 other members", supply - held));
    lines.push(("all (the supply)", supply));
    narrator.balances("TEA", DECIMALS, &lines);
    Ok(contract)
}

pub fn points_text(smallest: u128) -> String {
    format!("{} TEA", amount(smallest, DECIMALS))
}

/// A member who needs no account on the chain to hold points.
fn member(number: usize) -> AccountId {
    Account::dev(&format!("member-{number}")).id()
}
