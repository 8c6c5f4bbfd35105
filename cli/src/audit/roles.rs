//! Who may do what, from what is stored: only there all of them are listed.

use serde::Serialize;
use tongquan_client::{ss58, AccountId, Chain};

use super::{
    findings::{Severity, Subject},
    inspector::Inspector,
    raw::{coupon::CouponItems, points::PointsItems},
};

#[derive(Debug, Clone, Serialize)]
pub struct RoleView {
    pub role: &'static str,
    pub account: String,
    /// As people read it.
    #[serde(skip)]
    pub name: String,
    /// How far it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
}

fn role<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    role: &'static str,
    account: AccountId,
    limits: Option<String>,
) -> RoleView {
    let name = inspector.session.name(&account);
    let book = &inspector.session.book;
    let known = book.accounts.values().any(|known| known.0 == account)
        || book
            .contracts
            .values()
            .any(|known| known.address.0 == account || known.deployer.0 == account);
    if !known {
        let text = format!("{} is {role}, and the address book doesn't know it", ss58(&account));
        inspector.note(Severity::Warning, Subject::Role, text);
    }
    RoleView { role, account: ss58(&account), name, limits }
}

pub async fn of_points<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &PointsItems,
) -> Vec<RoleView> {
    let mut roles = ownership(inspector, items.owner, items.pending_owner);
    let token = inspector.address;
    for (account, (quota, issued)) in &items.issuers {
        let quota_shown = inspector.session.show_points(token, *quota).await;
        let issued_shown = inspector.session.show_points(token, *issued).await;
        let limits = format!("issued {issued_shown} of {quota_shown}");
        // Who can't issue any more has no power.
        let name = if issued < quota { "issuer" } else { "former issuer" };
        roles.push(match issued < quota {
            true => role(inspector, name, *account, Some(limits)),
            false => RoleView {
                role: name,
                account: ss58(account),
                name: inspector.session.name(account),
                limits: Some(limits),
            },
        });
    }
    roles
}

pub fn of_coupon<C: Chain>(inspector: &mut Inspector<'_, C>, items: &CouponItems) -> Vec<RoleView> {
    let mut roles = ownership(inspector, items.owner, items.pending_owner);
    for account in &items.managers {
        roles.push(role(inspector, "manager", *account, None));
    }
    let money = inspector.session.money_of(&inspector.address);
    for (account, till) in &items.tills {
        let limits = format!(
            "{} and {} coupons a day, takes back for {}",
            money.show(till.limits.daily_value),
            till.limits.daily_coupons,
            crate::time::show_duration(till.limits.void_window)
        );
        roles.push(role(inspector, "till", *account, Some(limits)));
    }
    roles
}

fn ownership<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    owner: Option<AccountId>,
    pending: Option<AccountId>,
) -> Vec<RoleView> {
    let mut roles = Vec::new();
    if let Some(owner) = owner {
        roles.push(role(inspector, "owner", owner, None));
    }
    if let Some(pending) = pending {
        roles.push(role(inspector, "pending owner", pending, None));
    }
    roles
}
