//! Giving: a link, or a packet of links. The secrets are on the disk before anything is sent, so that a
//! cut at any moment loses neither them nor the gift.

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use gift::GiftLinks;
use serde_json::json;
use tongquan_client::{
    at, greeting_hash, live_gifts, AccountId, Chain, GiftLink, GiftPlace, GiftSecret, LinkError,
    Packet, PacketError, Page, MAX_GREETING,
};
use tongquan_traits::{
    assets::Asset,
    gifts::{Gift, GiftError, Gifts, Given, Terms},
};

use crate::{
    answer::Answer,
    json::to_json,
    problem::{Code, Problem},
    qr::Qr,
    session::Session,
    sheet::Sheet,
    steps::{may_be_done, Step},
    time,
};

use super::{
    contract,
    link_source::of_link,
    packet_file::{save_links, save_secrets, text_of, PacketFile},
};

/// What is given, and how.
#[derive(Debug, Clone, Args)]
pub struct Giving {
    /// What to give, such as: coupon 3-17@tea, or points 12.50 tea
    #[arg(required = true, num_args = 1.., value_name = "ASSET")]
    asset: Vec<String>,
    /// When it goes back: a time, or a duration from now on; at most 366 days
    #[arg(long, visible_alias = "for", value_name = "WHEN", default_value = "7d")]
    until: String,
    /// How long it can still be claimed after it was taken back: a duration such as 1h
    #[arg(long, value_name = "DURATION", default_value = "0s")]
    notice: String,
    #[command(flatten)]
    output: Output,
    /// Keeps the secrets, and later the links, in this file; a cut-off give is taken up with it
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Lets the gift contract take what is given, where it may not yet
    #[arg(long)]
    approve: bool,
}

/// How links are written.
#[derive(Debug, Clone, Args)]
pub struct Output {
    /// What the link says; at most 280 bytes
    #[arg(long, value_name = "TEXT")]
    greeting: Option<String>,
    /// The page that links open; without one they are for wallets and QR codes
    #[arg(long, value_name = "https://…", env = "TONGQUAN_PAGE")]
    page: Option<String>,
}

/// How a packet is divided.
#[derive(Debug, Clone, Args)]
pub struct Sharing {
    /// In how many shares
    #[arg(long)]
    shares: u32,
    /// The shares are drawn by lot; otherwise they are equal
    #[arg(long)]
    drawn: bool,
}

/// In which pictures a link is shown.
#[derive(Debug, Clone)]
pub struct Pictures {
    pub qr: bool,
    pub png: Option<PathBuf>,
    pub svg: Option<PathBuf>,
}

impl Output {
    fn page(&self) -> Result<Option<Page>, Problem> {
        let page = self.page.as_deref().map(Page::new).transpose();
        page.map_err(|invalid| Problem::argument(invalid.to_string()))
    }

    fn greeting(&self) -> Result<Option<&str>, Problem> {
        let greeting = self.greeting.as_deref().filter(|text| !text.is_empty());
        match greeting.map(str::len).filter(|bytes| *bytes > MAX_GREETING) {
            Some(bytes) => Err(of_link(LinkError::GreetingTooLong { bytes })),
            None => Ok(greeting),
        }
    }
}

/// A gift whose terms are complete but for its keys.
struct Plan {
    contract: AccountId,
    asset: Asset,
    terms: Terms,
    what: String,
    output: Output,
    page: Option<Page>,
    approve: bool,
}

/// What was given, or would be.
enum Outcome {
    Given { links: Vec<GiftLink>, answer: Answer },
    Preview(Answer),
}

pub async fn give<C: Chain>(
    session: &mut Session<C>,
    giving: Giving,
    to: Option<String>,
    pictures: Pictures,
) -> Result<Answer, Problem> {
    let kept = giving.file.clone();
    let recipient = to.as_deref().map(|to| session.account(to)).transpose()?;
    let plan = plan(session, giving, 1, false, recipient).await?;
    let path = kept.clone().unwrap_or_else(|| session.options.deployments.join(pending_name()));
    let (links, mut answer) = match give_by(session, &plan, &path).await? {
        Outcome::Given { links, answer } => (links, answer),
        Outcome::Preview(answer) => return Ok(answer),
    };
    let link = links.first().expect("a gift link has one share");
    let text = text_of(link, plan.page.as_ref());
    let mut sheet = Sheet::new();
    let codes = Qr::of(&link.for_qr())?;
    let in_file = |problem: Problem| {
        problem.advise(format!("the gift was given; its link is in {}", path.display()))
    };
    if let Some(picture) = &pictures.png {
        codes.save_png(picture).map_err(in_file)?;
        sheet.line("PNG", picture.display().to_string());
    }
    if let Some(picture) = &pictures.svg {
        codes.save_svg(picture).map_err(in_file)?;
        sheet.line("SVG", picture.display().to_string());
    }
    sheet.note("Whoever has this link can claim the gift. It is not shown again:");
    sheet.note(&text);
    if pictures.qr {
        sheet.note(codes.for_terminal());
    }
    answer.data["link"] = json!(text);
    answer.text.push_str(&sheet.text());
    if kept.is_none() {
        fs::remove_file(&path).map_err(|error| Problem::file(&path, &error))?;
    }
    Ok(answer)
}

pub async fn packet<C: Chain>(
    session: &mut Session<C>,
    giving: Giving,
    sharing: Sharing,
) -> Result<Answer, Problem> {
    let path = giving.file.clone().ok_or_else(|| {
        Problem::argument("where should the links go?").advise("name a new file: --file links.csv")
    })?;
    let plan = plan(session, giving, sharing.shares, sharing.drawn, None).await?;
    match give_by(session, &plan, &path).await? {
        Outcome::Given { links, mut answer } => {
            let count = links.len();
            answer.data["links"] = json!(count);
            let file = path.display();
            answer.text.push_str(&format!(
                "{count} links are in {file}. Whoever has one can claim its share.\n"
            ));
            Ok(answer)
        }
        Outcome::Preview(answer) => Ok(answer),
    }
}

async fn plan<C: Chain>(
    session: &mut Session<C>,
    giving: Giving,
    shares: u32,
    drawn: bool,
    recipient: Option<AccountId>,
) -> Result<Plan, Problem> {
    let Giving { asset, until, notice, output, approve, .. } = giving;
    let contract = contract(session)?;
    let asset = session.asset(&asset.join(" ")).await?;
    let until = session.moment(&until).await?;
    let greeting = output.greeting()?.map(greeting_hash);
    let page = output.page()?;
    let notice = time::duration(&notice)?;
    let mut what = format!("give {}", session.show_asset(&asset).await);
    match shares {
        1 => {}
        shares => {
            what.push_str(&format!(" in {shares} {} shares", if drawn { "drawn" } else { "equal" }))
        }
    }
    if let Some(recipient) = &recipient {
        what.push_str(&format!(" to {}", session.name(recipient)));
    }
    what.push_str(&format!(" until {}", session.show_time(until)));
    let terms = Terms { shares, drawn, keys: [0; 32], recipient, until, notice, greeting };
    Ok(Plan { contract, asset, terms, what, output, page, approve })
}

/// Gives the planned gift, with the secrets in the file at `path`: new ones, or those that a cut-off
/// give has left there.
async fn give_by<C: Chain>(
    session: &mut Session<C>,
    plan: &Plan,
    path: &Path,
) -> Result<Outcome, Problem> {
    let kept = load(path)?;
    let packet = match &kept {
        None => Packet::fresh(plan.terms.shares).map_err(of_packet)?,
        Some(PacketFile::Links(_)) => {
            let file = path.display();
            return Err(Problem::argument(format!("the packet of {file} was given before"))
                .advise(format!(
                    "name another file; 'tongquan gift resume {file}' says where it stands"
                )));
        }
        Some(PacketFile::Secrets(secrets)) => {
            let sender = session.caller()?;
            let packet = packet_of(secrets, plan.terms.shares, path)?;
            if let Some((number, gift)) =
                find(session, plan.contract, &packet, Some(sender)).await?
            {
                let links = finish(session, plan, &packet, number, &gift, path).await?;
                let answer = standing(session, number, &gift, path).await;
                return Ok(Outcome::Given { links, answer });
            }
            packet
        }
    };
    let is_new = kept.is_none() && session.options.execute;
    if is_new {
        save_secrets(path, packet.secrets())?;
        let file = path.display();
        session.screen.say(format!(
            "The secrets are kept in {file}. After a cut, 'tongquan gift resume {file}' goes on."
        ));
    }
    let terms = Terms { keys: packet.keys(), ..plan.terms.clone() };
    let give = at::<GiftLinks>(plan.contract).give(plan.asset.clone(), terms);
    let taken = [plan.asset.clone()];
    let written =
        session.write_taking::<u64, GiftError>(&plan.what, give, &taken, plan.approve).await;
    let done = match written {
        Ok(Step::Done(done)) => done,
        Ok(Step::Approvals(answer)) => return Ok(Outcome::Preview(answer)),
        Err(problem) if may_be_done(problem.code) => {
            let file = path.display();
            return Err(problem.advise(format!(
                "the secrets are in {file}: 'tongquan gift resume {file}' says whether it was given"
            )));
        }
        Err(problem) => {
            if is_new {
                // Nobody will ever need them.
                fs::remove_file(path).map_err(|error| Problem::file(path, &error))?;
            }
            return Err(problem);
        }
    };
    if !done.executed {
        return Ok(Outcome::Preview(done.report));
    }
    let given = done.events.of::<Given>(plan.contract);
    let given = given.into_iter().find(|given| given.gift.terms.keys == packet.keys());
    let Given { number, gift } = given.ok_or_else(|| {
        Problem::new(Code::WrongContract, "the gift contract did not say what it was given")
    })?;
    let links = finish(session, plan, &packet, number, &gift, path).await?;
    let mut answer = done.report;
    answer.data["gift"] = json!(number);
    answer.text.push_str(&format!("It is gift {number}.\n"));
    Ok(Outcome::Given { links, answer })
}

/// Makes the links of a packet that was given, and writes them in the place of the secrets.
async fn finish<C: Chain>(
    session: &mut Session<C>,
    plan: &Plan,
    packet: &Packet,
    number: u64,
    gift: &Gift,
    path: &Path,
) -> Result<Vec<GiftLink>, Problem> {
    let links = links(session, plan.contract, packet, number, gift, &plan.output).await?;
    save_links(path, &links, plan.page.as_ref())?;
    Ok(links)
}

async fn links<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    packet: &Packet,
    number: u64,
    gift: &Gift,
    output: &Output,
) -> Result<Vec<GiftLink>, Problem> {
    let genesis_hash = session.chain.genesis_hash().await?;
    let place = GiftPlace { genesis_hash, contract, gift: number };
    let greeting = output.greeting()?;
    if greeting.map(greeting_hash) != gift.terms.greeting {
        return Err(Problem::argument("the gift was given with another greeting")
            .advise("name the same one with --greeting, as it is in the links"));
    }
    let shares = 0..gift.terms.shares;
    let links = shares.map(|share| packet.link(place, share, greeting));
    links.collect::<Result<_, _>>().map_err(of_packet)
}

/// Says where the packet of a file stands, and writes its links if they are missing.
pub async fn resume<C: Chain>(
    session: &mut Session<C>,
    path: PathBuf,
    output: Output,
) -> Result<Answer, Problem> {
    let contract = contract(session)?;
    let missing = || Problem::new(Code::NotFound, format!("there is no file {}", path.display()));
    let packet = match load(&path)?.ok_or_else(missing)? {
        PacketFile::Links(links) => {
            let place = links.first().expect("a file of links has some").place();
            let gone = || {
                Problem::new(
                    Code::NotFound,
                    format!("gift {} is gone: it was claimed, or went back", place.gift),
                )
            };
            links[0].ensure_on(session.chain.genesis_hash().await?).map_err(of_link)?;
            let found = session.read(at::<GiftLinks>(place.contract).gift(place.gift)).await?;
            return Ok(standing(session, place.gift, &found.ok_or_else(gone)?, &path).await);
        }
        PacketFile::Secrets(secrets) => Packet::of(secrets).map_err(of_packet)?,
    };
    let sender = session.caller().ok();
    let Some((number, gift)) = find(session, contract, &packet, sender).await? else {
        let file = path.display();
        let shares = packet.secrets().len();
        let data = json!({ "given": false, "shares": shares, "file": path });
        return Ok(Answer::new(data, format!(
            "The secrets of {file} are those of no gift that there is now: it was not given, or it went back.\n\
             The same command with --file {file} gives it with them.\n"
        )));
    };
    let links = links(session, contract, &packet, number, &gift, &output).await?;
    save_links(&path, &links, output.page()?.as_ref())?;
    let mut answer = standing(session, number, &gift, &path).await;
    answer.text.push_str("The links are in the file now.\n");
    Ok(answer)
}

/// Where a packet stands.
async fn standing<C: Chain>(
    session: &mut Session<C>,
    number: u64,
    gift: &Gift,
    path: &Path,
) -> Answer {
    let mut sheet = Sheet::new();
    sheet.title(format!("Gift {number} of {}", path.display()));
    sheet.line("sender", session.name(&gift.sender));
    sheet.line("given", session.show_asset(&gift.asset).await);
    sheet.line("claimed", format!("{} of {}", gift.claimed, gift.terms.shares));
    if let Asset::Points { token, .. } = gift.asset {
        sheet.line("left", session.show_amount(token, gift.left).await);
    }
    sheet.line("until", session.show_time(gift.terms.until));
    let data = json!({ "given": true, "gift": number, "record": to_json(gift), "file": path });
    Answer::new(data, sheet.text())
}

/// The live gift with these keys. Anybody could copy the keys of a gift; so only this sender's count.
async fn find<C: Chain>(
    session: &mut Session<C>,
    contract: AccountId,
    packet: &Packet,
    sender: Option<AccountId>,
) -> Result<Option<(u64, Gift)>, Problem> {
    let keys = packet.keys();
    let gifts = live_gifts(&mut session.chain, contract).await?;
    let mut found = gifts.into_iter().filter(|(_, gift)| {
        gift.terms.keys == keys && sender.is_none_or(|sender| gift.sender == sender)
    });
    match (found.next(), found.next()) {
        (Some(_), Some(_)) => Err(Problem::argument("several gifts have these keys")
            .advise("say who has given it with --from ACCOUNT")),
        (first, _) => Ok(first),
    }
}

fn packet_of(secrets: &[GiftSecret], shares: u32, path: &Path) -> Result<Packet, Problem> {
    if secrets.len() != shares as usize {
        return Err(Problem::argument(format!(
            "{} has the secrets of {} shares, not of {shares}",
            path.display(),
            secrets.len()
        ))
        .advise("give the packet as before, or name another file"));
    }
    Packet::of(secrets.to_vec()).map_err(of_packet)
}

/// The packet's file, if there is one.
fn load(path: &Path) -> Result<Option<PacketFile>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => {
            let text = zeroize::Zeroizing::new(text);
            PacketFile::read(&path.display().to_string(), &text).map(Some)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::file(path, &error)),
    }
}

fn of_packet(error: PacketError) -> Problem {
    match error {
        PacketError::Link(error) => of_link(error),
        PacketError::NoRandomness(_) => Problem::new(Code::NoKey, error.to_string()),
        _ => Problem::argument(error.to_string()),
    }
}

/// A new name for the secret of a link that is only shown.
fn pending_name() -> String {
    let process = std::process::id();
    let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    format!("pending-gift-{}-{process}.csv", time.map_or(0, |time| time.as_millis()))
}
