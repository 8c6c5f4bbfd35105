//! A contract that holds others' assets has all of them (M1). Their own contracts are asked, which are
//! anybody's: one that doesn't answer is worth a warning only.

use std::collections::BTreeMap;

use coupon::Coupon;
use points::Points;
use psp22::PSP22;
use psp34::PSP34;
use tongquan_client::{at, AccountId, Chain};
use tongquan_traits::assets::Item;

use crate::{
    audit::{
        findings::{Severity, Subject},
        inspector::Inspector,
    },
    problem::{Code, Problem},
};

pub async fn check<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    owed: Vec<(AccountId, u128)>,
    held: Vec<Item>,
) -> Result<(), Problem> {
    let address = inspector.address;
    let mut sums: BTreeMap<AccountId, u128> = BTreeMap::new();
    for (token, amount) in owed {
        let sum = sums.entry(token).or_default();
        *sum = sum.saturating_add(amount);
    }
    for (token, sum) in sums {
        let name = inspector.session.name(&token);
        let balance = inspector.session.read(at::<Points>(token).balance_of(address)).await;
        match answered(balance)? {
            Some(balance) if balance >= sum => {}
            Some(balance) => {
                let text = format!("it owes {sum} of {name}, and has {balance}");
                inspector.error(Subject::Custody, text);
            }
            None => silent(inspector, &name),
        }
    }
    for item in inspector.sampled(&held) {
        let name = inspector.session.name(&item.contract);
        let owner = at::<Coupon>(item.contract).owner_of(item.id.clone());
        match answered(inspector.session.read(owner).await)? {
            Some(Some(owner)) if owner == address => {}
            Some(_) => {
                let text = format!("it should hold {:?} of {name}, and doesn't", item.id);
                inspector.error(Subject::Custody, text);
            }
            None => silent(inspector, &name),
        }
    }
    Ok(())
}

fn silent<C: Chain>(inspector: &mut Inspector<'_, C>, token: &str) {
    let text = format!("{token}, of which it should hold something, doesn't answer");
    inspector.note(Severity::Warning, Subject::Custody, text);
}

/// The answer; `None` if the contract has none.
fn answered<R>(read: Result<R, Problem>) -> Result<Option<R>, Problem> {
    match read {
        Ok(answer) => Ok(Some(answer)),
        Err(problem) => match problem.code {
            Code::WrongContract | Code::ChainRefused | Code::TooLarge => Ok(None),
            _ => Err(problem),
        },
    }
}
