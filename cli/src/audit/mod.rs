//! The audit: whether what is on the chain is what the address book, the bundles and the source say, who
//! may do what, and whether contracts tell the truth about what they store. Needs no key and asks for no
//! permission.
//!
//! Everything is read from the state of one block.

mod compare;
mod findings;
mod identity;
mod inspector;
mod messages;
pub mod raw;
mod rebuild;
mod rights;
mod roles;

use std::path::PathBuf;

use serde::Serialize;
use serde_json::{json, Value};
use tongquan_client::{ss58, BlockId, Bundle, Chain, Inspect};

use self::{
    findings::{Finding, Severity, Subject},
    identity::Given,
    inspector::Inspector,
    messages::MessageView,
    raw::{
        auction::AuctionItems, coupon::CouponItems, gift::GiftItems, points::PointsItems,
        records::Records, Items,
    },
    roles::RoleView,
};
use crate::{
    answer::Answer,
    book::{ContractKind, Deployed, Hex},
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
};

/// What is looked at.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Names of contracts or merchants; empty: all of the address book.
    pub names: Vec<String>,
    /// How many entries of each list are compared with what messages say; `None`: all.
    pub sample: Option<usize>,
    /// The checkout from which the bundles are built anew; `None`: they are not.
    pub rebuild: Option<PathBuf>,
    /// Whether the text lists all messages, with all that their docs say.
    pub all_messages: bool,
}

/// All that was found out about a contract.
#[derive(Debug, Clone, Serialize)]
struct ContractView {
    name: String,
    kind: ContractKind,
    address: String,
    there: bool,
    code: Value,
    constructor: Value,
    roles: Vec<RoleView>,
    messages: Vec<MessageView>,
    /// How many items it stores.
    items: usize,
    /// How many answers were compared with them.
    compared: u64,
}

impl Scope {
    /// # Errors
    ///
    /// `Mismatch` if anything is not what it should be; its details are the report. `UnknownName`,
    /// `File`, or what the node fails with.
    pub async fn audit<C: Chain + Inspect>(
        self,
        session: &mut Session<C>,
    ) -> Result<Answer, Problem> {
        let contracts = self.contracts(session)?;
        let mut findings = Vec::new();
        let rebuilt = match &self.rebuild {
            Some(source) => {
                session.screen.say("building the bundles from the source ...");
                Some(rebuild::rebuild(source, &session.options.artifacts, &mut findings)?)
            }
            None => None,
        };
        let block = session.chain.pin().await?;
        let mut views = Vec::new();
        let mut failure = None;
        for (name, deployed) in &contracts {
            match self.contract(session, name, deployed, &mut findings).await {
                Ok(view) => views.push(view),
                Err(problem) => {
                    failure = Some(problem);
                    break;
                }
            }
        }
        session.chain.unpin().await;
        if let Some(problem) = failure {
            return Err(problem);
        }
        findings.sort_by_key(|finding| finding.severity);
        let text = self.text(session, block, &views, &findings, rebuilt.as_ref().map(|it| it.same));
        let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
        let data = json!({
            "block": { "number": block.number, "hash": Hex(block.hash) },
            "errors": errors,
            "warnings": findings.len() - errors,
            "findings": findings,
            "rebuilt": rebuilt,
            "contracts": views,
        });
        if errors == 0 {
            return Ok(Answer::new(data, text));
        }
        session.screen.say(text);
        Err(Problem::new(Code::Mismatch, format!("{errors} things are not what they should be"))
            .advise("docs/audit.md explains each finding")
            .detail(data))
    }

    fn contracts<C>(&self, session: &Session<C>) -> Result<Vec<(String, Deployed)>, Problem> {
        let book = &session.book;
        let entry = |name: &String| {
            let found = book.contracts.get(name);
            found.map(|found| (name.clone(), found.clone())).ok_or_else(|| {
                Problem::new(
                    Code::UnknownName,
                    format!(
                        "the address book '{}' has no contract '{name}'",
                        session.options.network
                    ),
                )
            })
        };
        if self.names.is_empty() {
            if book.contracts.is_empty() {
                return Err(Problem::new(
                    Code::UnknownName,
                    format!("the address book '{}' has no contracts", session.options.network),
                ));
            }
            return book.contracts.keys().map(entry).collect();
        }
        let named = self.names.iter().flat_map(|name| match book.merchants.get(name) {
            Some(merchant) => vec![&merchant.points, &merchant.coupon],
            None => vec![name],
        });
        named.map(entry).collect()
    }

    async fn contract<C: Chain + Inspect>(
        &self,
        session: &mut Session<C>,
        name: &str,
        deployed: &Deployed,
        findings: &mut Vec<Finding>,
    ) -> Result<ContractView, Problem> {
        let address = deployed.address.0;
        let bundle = bundle(session, name, deployed.kind.bundle(), findings);
        let metadata = match &bundle {
            Some(_) => Some(session.metadata(deployed.kind)?),
            None => None,
        };
        let bar = session.screen.progress(0, name);
        let mut inspector = Inspector {
            session,
            contract: name,
            address,
            findings,
            sample: self.sample,
            compared: 0,
            bar,
        };
        let mut view = ContractView {
            name: name.to_owned(),
            kind: deployed.kind,
            address: ss58(&address),
            there: false,
            code: Value::Null,
            constructor: identity::birth(&mut inspector, deployed, metadata.as_deref()),
            roles: Vec::new(),
            messages: Vec::new(),
            items: 0,
            compared: 0,
        };
        if let Some(metadata) = &metadata {
            view.messages = messages::messages(&mut inspector, deployed.kind, metadata);
        }
        let Some(on_chain) = inspector.session.chain.code_hash(address).await? else {
            inspector.error(Subject::Gone, format!("there is no contract at {}", ss58(&address)));
            return Ok(view);
        };
        view.there = true;
        view.code = identity::code(&mut inspector, deployed, bundle.as_ref(), on_chain).await?;
        let items = Items::new(inspector.session.chain.contract_items(address).await?);
        view.items = items.len();
        inspector.bar.set_length(items.len() as u64);
        view.roles = stored(&mut inspector, deployed, items).await?;
        inspector.bar.finish_and_clear();
        view.compared = inspector.compared;
        Ok(view)
    }

    fn text<C>(
        &self,
        session: &Session<C>,
        block: BlockId,
        views: &[ContractView],
        findings: &[Finding],
        rebuilt: Option<bool>,
    ) -> String
    where
        C: Chain,
    {
        let mut sheet = Sheet::new();
        sheet.title(format!(
            "Audit of '{}' at block {}, 0x{}",
            session.options.network,
            block.number,
            hex::encode(block.hash)
        ));
        if let Some(same) = rebuilt {
            sheet
                .line("source", if same { "builds these bundles" } else { "builds other bundles" });
        }
        for view in views {
            sheet.note("");
            sheet.title(format!("{} ({:?})", view.name, view.kind));
            sheet.line("address", &view.address);
            if view.there {
                sheet.line("code", view.code["chain"].as_str().unwrap_or_default());
            }
            let arguments = crate::json::in_words(&view.constructor["arguments"]);
            sheet.line("made with", session.with_names(&arguments));
            let proven = view.constructor["proven"] == json!(true);
            sheet.line("", if proven { "proven by the address" } else { "not proven" });
            for role in &view.roles {
                let limits = role.limits.as_deref().map(|limits| format!(", {limits}"));
                sheet.line(role.role, format!("{}{}", role.name, limits.unwrap_or_default()));
            }
            sheet.line(
                "stored",
                format!("{} items; {} answers compared", view.items, view.compared),
            );
            messages::show(&mut sheet, &view.messages, self.all_messages);
        }
        sheet.note("");
        for finding in findings {
            sheet.note(finding.line());
        }
        let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
        sheet.note(format!("{errors} errors, {} warnings", findings.len() - errors));
        sheet.text()
    }
}

/// The bundle of this name; without one a finding says why.
fn bundle<C: Chain>(
    session: &Session<C>,
    contract: &str,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Option<Bundle> {
    let bundle = session.bundle(name);
    let failed = |problem: Problem| Finding {
        severity: Severity::Error,
        contract: Some(contract.to_owned()),
        subject: Subject::Bundle,
        message: format!("the bundle '{name}': {}", problem.message),
    };
    bundle.map_err(|problem| findings.push(failed(problem))).ok()
}

/// What the contract stores, against itself, its constructor's arguments, and its answers. The answer
/// is who has which role.
async fn stored<C: Chain + Inspect>(
    inspector: &mut Inspector<'_, C>,
    deployed: &Deployed,
    mut items: Items,
) -> Result<Vec<RoleView>, Problem> {
    let genesis = inspector.session.chain.genesis_hash().await?;
    let given = Given::of(deployed);
    let mut roles = Vec::new();
    let faults = match deployed.kind {
        ContractKind::Points => {
            let found = PointsItems::take(&mut items);
            roles = roles::of_points(inspector, &found).await;
            ensure_points(inspector, &found, given.as_ref());
            compare::points(inspector, &found).await?;
            found.faults()
        }
        ContractKind::Coupon => {
            let found = CouponItems::take(&mut items);
            roles = roles::of_coupon(inspector, &found);
            ensure_coupon(inspector, &found, given.as_ref(), genesis).await?;
            compare::coupon(inspector, &found).await?;
            found.faults()
        }
        ContractKind::Auction => {
            let found = AuctionItems::take(&mut items);
            ensure_market(inspector, found.lots.genesis_hash, given.as_ref(), genesis);
            compare::auction(inspector, &found).await?;
            found.faults()
        }
        ContractKind::Swap => {
            let found = Records::take(&mut items);
            ensure_market(inspector, found.genesis_hash, given.as_ref(), genesis);
            compare::swap(inspector, &found).await?;
            found.faults()
        }
        ContractKind::Gift => {
            let found = GiftItems::take(&mut items);
            ensure_market(inspector, found.gifts.genesis_hash, given.as_ref(), genesis);
            compare::gift(inspector, &found).await?;
            found.faults()
        }
    };
    for fault in faults {
        inspector.error(Subject::Books, fault);
    }
    for strange in items.strange() {
        inspector.error(Subject::Item, strange);
    }
    Ok(roles)
}

fn ensure_points<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    items: &PointsItems,
    given: Option<&Given>,
) {
    if let Some(Given::Points { name, symbol, decimals, cap }) = given {
        let same = *name == items.name
            && *symbol == items.symbol
            && Some(*decimals) == items.decimals
            && *cap == items.cap;
        ensure_given(inspector, same);
    }
}

async fn ensure_coupon<C: Chain + Inspect>(
    inspector: &mut Inspector<'_, C>,
    items: &CouponItems,
    given: Option<&Given>,
    genesis: [u8; 32],
) -> Result<(), Problem> {
    if let Some(Given::Coupon { name, genesis_hash, desk }) = given {
        let same = *name == items.name
            && Some(*genesis_hash) == items.genesis_hash
            && Some(*desk) == items.desk;
        ensure_given(inspector, same);
    }
    ensure_chain(inspector, items.genesis_hash, genesis);
    let desk = bundle(inspector.session, inspector.contract, "coupon-desk", inspector.findings);
    let stored = items.desk.unwrap_or_default();
    if desk.as_ref().is_some_and(|desk| desk.code_hash() != stored) {
        let text =
            format!("the service desk's code {} is not the bundle's", identity::show(Hex(stored)));
        inspector.error(Subject::Code, text);
    }
    identity::stored_code(inspector, stored, desk.as_ref()).await?;
    Ok(())
}

fn ensure_market<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    stored: Option<[u8; 32]>,
    given: Option<&Given>,
    genesis: [u8; 32],
) {
    if let Some(Given::Market { genesis_hash }) = given {
        ensure_given(inspector, Some(*genesis_hash) == stored);
    }
    ensure_chain(inspector, stored, genesis);
}

fn ensure_given<C: Chain>(inspector: &mut Inspector<'_, C>, same: bool) {
    if !same {
        inspector
            .error(Subject::Constructor, "what is stored is not what the constructor was given");
    }
}

fn ensure_chain<C: Chain>(
    inspector: &mut Inspector<'_, C>,
    stored: Option<[u8; 32]>,
    genesis: [u8; 32],
) {
    if stored != Some(genesis) {
        inspector.error(Subject::Constructor, "it was made for a chain with another genesis hash");
    }
}
