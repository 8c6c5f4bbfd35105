//! Where a command's key comes from. Never from the command line, which every process of the machine can
//! read: only the names of keys that anybody knows, `//Alice` and the like, are taken there.

use std::{
    env, fs,
    io::{self, BufRead, IsTerminal},
    path::{Path, PathBuf},
};

use clap::Args;
use tongquan_client::Account;
use zeroize::Zeroizing;

use crate::problem::{Code, Problem};

/// The secret URI of the key, if no option names one.
pub const SURI_VARIABLE: &str = "TONGQUAN_SURI";
/// The password of the keystore.
pub const PASSWORD_VARIABLE: &str = "TONGQUAN_PASSWORD";

/// Whose key signs.
#[derive(Debug, Clone, Default, Args)]
pub struct KeyOptions {
    /// A development key such as //Alice, or '-': the secret URI is read from the terminal or from
    /// standard input. Other secrets go into the variable TONGQUAN_SURI or a keystore
    #[arg(long, short = 's', global = true, value_name = "//NAME", help_heading = "Who signs")]
    pub suri: Option<String>,
    /// An encrypted key, as wallets export it (Polkadot-JS JSON). Its password is asked for, or taken
    /// from --password-file or the variable TONGQUAN_PASSWORD
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        conflicts_with = "suri",
        help_heading = "Who signs"
    )]
    pub keystore: Option<PathBuf>,
    /// A file whose first line is the keystore's password
    #[arg(long, global = true, value_name = "FILE", help_heading = "Who signs")]
    pub password_file: Option<PathBuf>,
}

impl KeyOptions {
    /// Whether a key was named, here or in the environment.
    pub fn is_given(&self) -> bool {
        self.suri.is_some() || self.keystore.is_some() || env::var_os(SURI_VARIABLE).is_some()
    }

    /// The account that signs.
    ///
    /// # Errors
    ///
    /// `NoKey`, `KeyOnCommandLine`, `InvalidKey`, `File`.
    pub fn account(&self) -> Result<Account, Problem> {
        if let Some(path) = &self.keystore {
            return self.of_keystore(path);
        }
        let suri = match self.suri.as_deref() {
            Some("-") => Zeroizing::new(asked("Secret URI: ")?),
            Some(suri) if is_development_key(suri) => Zeroizing::new(suri.to_owned()),
            Some(_) => {
                return Err(Problem::new(
                    Code::KeyOnCommandLine,
                    "a secret on the command line can be read by every process of this machine",
                )
                .advise(format!(
                    "put it into the variable {SURI_VARIABLE}, give it with --suri -, or take --keystore"
                )))
            }
            None => Zeroizing::new(env::var(SURI_VARIABLE).map_err(|_| {
                Problem::new(Code::NoKey, "no key to sign with").advise(format!(
                    "give --keystore FILE, the variable {SURI_VARIABLE}, or on a development chain --suri //Alice"
                ))
            })?),
        };
        let suri = suri.trim();
        // The name is shown to people, so it is none of a secret.
        let name = match is_development_key(suri) {
            true => suri[2..].to_lowercase(),
            false => "signer".into(),
        };
        Account::from_suri(&name, suri)
            .map_err(|invalid| Problem::new(Code::InvalidKey, invalid.to_string()))
    }

    /// The password of a new key; at a terminal it is asked for twice.
    ///
    /// # Errors
    ///
    /// `File`, `InvalidKey` if it is empty or not the same twice.
    pub fn new_password(&self) -> Result<Zeroizing<String>, Problem> {
        let invalid = |why: &str| Err(Problem::new(Code::InvalidKey, why));
        let password = match self.given_password()? {
            Some(password) => password,
            None => {
                let password = asked("New password: ")?;
                if io::stdin().is_terminal() && asked("The same again: ")? != password {
                    return invalid("these are two passwords");
                }
                password
            }
        };
        match password.is_empty() {
            true => invalid("the password is empty"),
            false => Ok(Zeroizing::new(password)),
        }
    }

    fn given_password(&self) -> Result<Option<String>, Problem> {
        let Some(file) = &self.password_file else { return Ok(env::var(PASSWORD_VARIABLE).ok()) };
        let text = fs::read_to_string(file).map_err(|error| Problem::file(file, &error))?;
        Ok(Some(text.lines().next().unwrap_or_default().to_owned()))
    }

    fn of_keystore(&self, path: &Path) -> Result<Account, Problem> {
        let json = fs::read_to_string(path).map_err(|error| Problem::file(path, &error))?;
        let given = self.given_password()?.map(Ok);
        let asked = || asked(&format!("Password of {}: ", path.display()));
        let password = Zeroizing::new(given.unwrap_or_else(asked)?);
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned());
        Account::from_keystore(&name.unwrap_or_default(), &json, &password).map_err(|invalid| {
            Problem::new(Code::InvalidKey, format!("{}: {invalid}", path.display()))
        })
    }
}

/// Only the path of a secret URI, without a phrase: it derives from a phrase that everybody knows.
fn is_development_key(suri: &str) -> bool {
    suri.starts_with("//")
}

/// Hidden at a terminal, the first line of anything else.
fn asked(prompt: &str) -> Result<String, Problem> {
    let answer = if io::stdin().is_terminal() {
        rpassword::prompt_password(prompt)
    } else {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line).map(|_| line.trim_end_matches('\n').to_owned())
    };
    answer.map_err(|error| Problem::new(Code::NoKey, format!("can't read the secret: {error}")))
}
