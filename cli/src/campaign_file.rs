//! A campaign (批次) as a merchant writes it down: `examples/merchant.toml` explains each key.

use std::{
    fs,
    path::{Path, PathBuf},
};

use blake2::{digest::consts::U32, Blake2b, Digest};
use serde::Deserialize;
use tongquan_client::{AccountId, Chain};
use tongquan_traits::campaigns::{
    Details, Kind, Off, Policy, Price, RefundRule, Royalty, Sale, Terms, Validity, MAX_ROYALTY,
    WHOLE,
};

use crate::{
    amount,
    book::{ContractKind, Hex},
    problem::Problem,
    session::{Session, Shop, Token},
    time,
    toml_file::{self, wrong, OfKey, Written},
};

/// What stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CampaignFile {
    name: String,
    #[serde(default)]
    terms_url: String,
    terms_file: Option<PathBuf>,
    terms_hash: Option<Hex<32>>,
    #[serde(default)]
    image: String,
    kind: KindTable,
    budget: u32,
    #[serde(default)]
    per_member: u32,
    #[serde(default = "yes")]
    stackable: bool,
    #[serde(default)]
    policy: PolicyName,
    gift: Option<String>,
    issue: IssueTable,
    valid: ValidTable,
    #[serde(default)]
    refund: RefundTable,
    price: Option<PriceTable>,
    royalty: Option<RoyaltyTable>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum KindTable {
    Voucher {
        value: Written,
    },
    Points {
        amount: Written,
        token: Option<String>,
    },
    Deduction {
        minimum: Written,
        amount: Option<Written>,
        percent: Option<Written>,
        ceiling: Option<Written>,
    },
    Exchange {},
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PolicyName {
    #[default]
    Free,
    GiftOnly,
    Bound,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct IssueTable {
    from: Option<Written>,
    until: Written,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidTable {
    from: Option<Written>,
    until: Option<Written>,
    delay: Option<Written>,
    length: Option<Written>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RefundTable {
    window: Option<Written>,
    grace: Option<Written>,
    by_tills: bool,
    points_within_balance: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceTable {
    amount: Written,
    token: Option<String>,
    to: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoyaltyTable {
    percent: Written,
    to: String,
}

/// What `open_campaign` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub terms: Terms,
    pub sale: Sale,
    pub details: Details,
    /// The file names no date for the beginning, so it is whenever the campaign is opened.
    begins_anytime: bool,
}

impl CampaignFile {
    /// Reads a file that has nothing but a campaign.
    ///
    /// # Errors
    ///
    /// `File`, `InvalidFile`.
    pub fn load(path: &Path) -> Result<Self, Problem> {
        toml_file::read(path)
    }

    /// The campaign of this merchant that the file describes, in the chain's units. Files that it
    /// names are looked for from `folder` on.
    ///
    /// # Errors
    ///
    /// `InvalidArgument` or `InvalidFile` with the key that is wrong, `UnknownName`, `File`.
    pub async fn draft<C: Chain>(
        &self,
        session: &mut Session<C>,
        shop: &Shop,
        folder: &Path,
    ) -> Result<Draft, Problem> {
        let token = session.token(shop.points).await?;
        self.draft_before(session, shop, &token, folder).await
    }

    /// The same for a merchant whose points may not be there yet.
    pub async fn draft_before<C: Chain>(
        &self,
        session: &mut Session<C>,
        shop: &Shop,
        points: &Token,
        folder: &Path,
    ) -> Result<Draft, Problem> {
        let now = session.now().await?;
        let zone = session.zone.clone();
        let from = self.issue.from.as_ref().map_or("now", |from| from.0.as_str());
        let issue_from = time::moment(from, now, &zone).of_key("issue.from")?;
        let later =
            |key: &str, text: &Written, start: u64| time::moment(&text.0, start, &zone).of_key(key);
        let terms = Terms {
            kind: self.kind(session, shop, points).await?,
            budget: self.budget,
            per_member: self.per_member,
            issue_from,
            issue_until: later("issue.until", &self.issue.until, issue_from)?,
            validity: self.valid.validity(issue_from, later)?,
            policy: self.policy(session)?,
            refund: self.refund.rule()?,
            stackable: self.stackable,
        };
        Ok(Draft {
            terms,
            sale: self.sale(session, shop, points).await?,
            details: self.details(folder)?,
            begins_anytime: from == "now" || time::duration(from).is_ok(),
        })
    }

    async fn kind<C: Chain>(
        &self,
        session: &mut Session<C>,
        shop: &Shop,
        points: &Token,
    ) -> Result<Kind, Problem> {
        let money = |key: &str, text: &Written| shop.money.parse(&text.0).of_key(key);
        Ok(match &self.kind {
            KindTable::Voucher { value } => {
                Kind::Voucher { value: money("kind.voucher.value", value)? }
            }
            KindTable::Points { amount, token } => {
                let (token, units) =
                    units(session, shop, points, token.as_deref(), amount, "kind.points").await?;
                Kind::Points { token, amount: units }
            }
            KindTable::Deduction { minimum, amount, percent, ceiling } => {
                let off = match (amount, percent, ceiling) {
                    (Some(amount), None, None) => {
                        Off::Fixed { amount: money("kind.deduction.amount", amount)? }
                    }
                    (None, Some(percent), Some(ceiling)) => Off::Part {
                        basis_points: basis_points("kind.deduction.percent", percent, WHOLE)?,
                        ceiling: money("kind.deduction.ceiling", ceiling)?,
                    },
                    _ => {
                        return Err(wrong(
                            "kind.deduction",
                            "give either amount, or percent and ceiling",
                        ))
                    }
                };
                Kind::Deduction { minimum: money("kind.deduction.minimum", minimum)?, off }
            }
            KindTable::Exchange {} => Kind::Exchange {},
        })
    }

    fn policy<C: Chain>(&self, session: &Session<C>) -> Result<Policy, Problem> {
        match (self.policy, &self.gift) {
            (PolicyName::GiftOnly, gift) => {
                let gift = session.shared(gift.as_deref(), ContractKind::Gift).of_key("gift")?;
                Ok(Policy::GiftOnly { gift })
            }
            (_, Some(_)) => Err(wrong("gift", "it goes with policy = \"gift_only\" only")),
            (PolicyName::Free, None) => Ok(Policy::Free {}),
            (PolicyName::Bound, None) => Ok(Policy::Bound {}),
        }
    }

    async fn sale<C: Chain>(
        &self,
        session: &mut Session<C>,
        shop: &Shop,
        points: &Token,
    ) -> Result<Sale, Problem> {
        let mut sale = Sale::default();
        if let Some(PriceTable { amount, token, to }) = &self.price {
            let (token, amount) =
                units(session, shop, points, token.as_deref(), amount, "price").await?;
            let to = to.as_deref().map(|to| session.account(to)).transpose().of_key("price.to")?;
            sale.price = Some(Price { token, amount, to });
        }
        if let Some(RoyaltyTable { percent, to }) = &self.royalty {
            let to = session.account(to).of_key("royalty.to")?;
            let basis_points = basis_points("royalty.percent", percent, MAX_ROYALTY)?;
            sale.royalty = Some(Royalty { to, basis_points });
        }
        Ok(sale)
    }

    fn details(&self, folder: &Path) -> Result<Details, Problem> {
        let terms_hash = match (&self.terms_file, self.terms_hash) {
            (Some(_), Some(_)) => {
                return Err(wrong("terms_file", "give either terms_file or terms_hash"))
            }
            (Some(file), None) => {
                let path = folder.join(file);
                let text = fs::read(&path);
                let text =
                    text.map_err(|error| Problem::file(&path, &error)).of_key("terms_file")?;
                Blake2b::<U32>::digest(text).into()
            }
            (None, hash) => hash.map_or([0; 32], |Hex(hash)| hash),
        };
        Ok(Details {
            name: self.name.clone(),
            terms_url: self.terms_url.clone(),
            terms_hash,
            image: self.image.clone(),
        })
    }
}

impl ValidTable {
    fn validity(
        &self,
        issue_from: u64,
        later: impl Fn(&str, &Written, u64) -> Result<u64, Problem>,
    ) -> Result<Validity, Problem> {
        let length = |key: &str, text: &Option<Written>| span(key, text.as_ref());
        match (&self.until, &self.length) {
            (Some(until), None) if self.delay.is_none() => {
                let from = self.from.as_ref().map(|from| later("valid.from", from, issue_from));
                let from = from.transpose()?.unwrap_or(issue_from);
                Ok(Validity::Dates { from, until: later("valid.until", until, from)? })
            }
            (None, Some(_)) if self.from.is_none() => Ok(Validity::AfterIssue {
                delay: length("valid.delay", &self.delay)?,
                length: length("valid.length", &self.length)?,
            }),
            _ => Err(wrong(
                "valid",
                "give either until and perhaps from, or length and perhaps delay",
            )),
        }
    }
}

impl RefundTable {
    fn rule(&self) -> Result<RefundRule, Problem> {
        Ok(RefundRule {
            window: span("refund.window", self.window.as_ref())?,
            grace: span("refund.grace", self.grace.as_ref())?,
            by_tills: self.by_tills,
            points_within_balance: self.points_within_balance,
        })
    }
}

impl Draft {
    /// Whether a campaign is the one that the file describes. Its budget and its ends may be better
    /// by now, and without a date in the file it began when it was opened.
    pub fn describes(&self, terms: &Terms, sale: &Sale, details: &Details) -> bool {
        let ours = match self.begins_anytime {
            true => beginning(&self.terms, terms.issue_from),
            false => Some(self.terms.clone()),
        };
        ours.is_some_and(|ours| extended(&ours, terms) && self.sale == *sale)
            && self.details == *details
    }
}

/// The same terms, with their times counted from another beginning of the issue.
fn beginning(terms: &Terms, issue_from: u64) -> Option<Terms> {
    let moved = |time: u64| time.checked_add(issue_from)?.checked_sub(terms.issue_from);
    let validity = match terms.validity {
        Validity::Dates { from, until } => {
            Validity::Dates { from: moved(from)?, until: moved(until)? }
        }
        after_issue => after_issue,
    };
    Some(Terms { issue_from, issue_until: moved(terms.issue_until)?, validity, ..terms.clone() })
}

/// Whether `now` is what `extend_campaign` can have made of `before`.
fn extended(before: &Terms, now: &Terms) -> bool {
    let validity = match (before.validity, now.validity) {
        (Validity::Dates { until, .. }, Validity::Dates { from, until: later })
            if until <= later =>
        {
            Validity::Dates { from, until }
        }
        (Validity::AfterIssue { length, .. }, Validity::AfterIssue { delay, length: longer })
            if length <= longer =>
        {
            Validity::AfterIssue { delay, length }
        }
        (_, other) => other,
    };
    let back = Terms {
        budget: now.budget.min(before.budget),
        issue_until: now.issue_until.min(before.issue_until),
        validity,
        ..now.clone()
    };
    back == *before
}

/// A token, the merchant's own unless it is named, and an amount in its decimals.
async fn units<C: Chain>(
    session: &mut Session<C>,
    shop: &Shop,
    points: &Token,
    token: Option<&str>,
    written: &Written,
    table: &str,
) -> Result<(AccountId, u128), Problem> {
    let (address, decimals) = match token {
        None => (shop.points, points.decimals),
        Some(named) => {
            let address = session.token_address(Some(named)).of_key(&format!("{table}.token"))?;
            (address, session.token(address).await?.decimals)
        }
    };
    let units = amount::parse(&written.0, decimals).of_key(&format!("{table}.amount"))?;
    Ok((address, units))
}

/// Hundredths of a percent.
fn basis_points(key: &str, percent: &Written, most: u16) -> Result<u16, Problem> {
    let text = percent.0.trim_end_matches(['%', ' ']);
    let parts = amount::parse(text, 2).of_key(key)?;
    let parts = u16::try_from(parts).ok().filter(|parts| *parts <= most);
    let most = amount::show(most.into(), 2);
    parts.ok_or_else(|| wrong(key, &format!("{text} % is more than {most} %")))
}

/// A duration in ms; 0 if none is given.
fn span(key: &str, text: Option<&Written>) -> Result<u64, Problem> {
    text.map_or(Ok(0), |text| time::duration(&text.0).of_key(key))
}

#[cfg(test)]
mod tests;
