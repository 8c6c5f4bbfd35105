//! Where a link is read from. Whoever has it has the gift, so it doesn't stand on the command line, which
//! every process of the machine can read.

use std::{
    convert::Infallible,
    fmt, fs,
    io::{self, IsTerminal, Read},
    str::FromStr,
};

use clap::Args;
use serde_json::json;
use tongquan_client::{GiftLink, LinkError};
use zeroize::Zeroizing;

use crate::problem::{Code, Problem};

use super::packet_file::PacketFile;

/// Where to read the link.
#[derive(Debug, Clone, Args)]
pub struct LinkSource {
    /// A file with the link or with the links of a packet; '-' for a prompt or standard input
    #[arg(value_name = "FILE", required_unless_present = "exposed_link")]
    link_file: Option<String>,
    /// Which share, if the file has the links of a packet: its number
    #[arg(long, value_name = "NUMBER")]
    share: Option<u32>,
    /// The link itself, where it doesn't matter that every process of this machine can read it
    #[arg(long, value_name = "LINK", conflicts_with = "link_file")]
    exposed_link: Option<ExposedLink>,
}

/// A link that stood on the command line: arguments may be shown, it may not.
#[derive(Clone)]
struct ExposedLink(Zeroizing<String>);

impl fmt::Debug for ExposedLink {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("ExposedLink(..)")
    }
}

impl FromStr for ExposedLink {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self(Zeroizing::new(text.trim().to_owned())))
    }
}

impl LinkSource {
    /// Reads the link.
    ///
    /// # Errors
    ///
    /// `KeyOnCommandLine`, `File`, `NotFound` for a share that is not there; `InvalidArgument` whose
    /// details name what is wrong with the link, as in docs/links.md.
    pub fn read(&self) -> Result<GiftLink, Problem> {
        if let Some(ExposedLink(link)) = &self.exposed_link {
            return GiftLink::read(link).map_err(of_link);
        }
        let from = self.link_file.as_deref().unwrap_or("-");
        if from.contains('#') {
            return Err(Problem::new(
                Code::KeyOnCommandLine,
                "a link on the command line can be read by every process of this machine, and \
                 whoever has it has the gift",
            )
            .advise("put it into a file and name that, or give - and paste it"));
        }
        let text = read_text(from, "Link: ")?;
        if PacketFile::looks_like(&text) {
            return self.of_packet(from, &text);
        }
        GiftLink::read(text.trim()).map_err(of_link)
    }

    fn of_packet(&self, from: &str, text: &str) -> Result<GiftLink, Problem> {
        let PacketFile::Links(links) = PacketFile::read(from, text)? else {
            return Err(Problem::new(Code::InvalidFile, format!("{from} has no links yet"))
                .advise(format!("'tongquan gift resume {from}' says where the packet stands")));
        };
        let missing = match self.share {
            Some(share) => match links.get(share as usize) {
                Some(link) => return Ok(link.clone()),
                None => format!("{from} has no share {share}, it has {}", links.len()),
            },
            None => match &links[..] {
                [only] => return Ok(only.clone()),
                _ => format!("{from} has {} links", links.len()),
            },
        };
        Err(Problem::new(Code::NotFound, missing).advise("say which with --share, from 0"))
    }
}

/// A file's text, or with `-` what is pasted or piped.
pub fn read_text(from: &str, prompt: &str) -> Result<Zeroizing<String>, Problem> {
    let mut text = Zeroizing::new(String::new());
    match from {
        "-" if io::stdin().is_terminal() => {
            let typed = rpassword::prompt_password(prompt);
            *text = typed.map_err(|error| Problem::file("the terminal", &error))?;
        }
        "-" => {
            let read = io::stdin().lock().read_to_string(&mut text);
            read.map_err(|error| Problem::file("standard input", &error))?;
        }
        path => *text = fs::read_to_string(path).map_err(|error| Problem::file(path, &error))?,
    }
    Ok(text)
}

/// What is wrong with a link, by the name that all programs have for it.
pub fn of_link(error: LinkError) -> Problem {
    let code = match error {
        LinkError::OtherNetwork { .. } => Code::WrongChain,
        _ => Code::InvalidArgument,
    };
    Problem::new(code, error.to_string()).detail(json!({ "link": error.name() }))
}
