//! Accounts: their names in the address book, and what they can spend.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use clap::Subcommand;
use serde_json::json;
use tongquan_client::{from_ss58, seal_keystore, ss58, Chain};
use zeroize::Zeroizing;

use crate::{
    answer::Answer,
    book::{write_whole, Address, Book},
    options::Options,
    problem::{Code, Problem},
    session::Session,
    sheet::Sheet,
};

#[derive(Debug, Subcommand)]
pub enum Account {
    /// The names of the address book
    List,
    /// Names an address
    Add { name: String, address: String },
    /// Forgets a name
    Remove { name: String },
    /// Makes a new key, writes it to a file, encrypted, and names its account. The file is the key: wallets
    /// open it too, and nothing else brings it back
    New {
        name: String,
        /// Where the key is kept, e.g. till.json; its password is asked for, or taken from
        /// --password-file or the variable TONGQUAN_PASSWORD
        file: PathBuf,
    },
    /// What an account has of the native currency, which fees and deposits are paid in
    Balance {
        /// A name or an address
        account: String,
    },
    /// Sends native currency
    Pay {
        /// A name or an address
        to: String,
        /// In units, such as 1.5
        amount: String,
    },
}

impl Account {
    /// What only looks into the address book; `Err` gives the rest back.
    pub fn without_chain(self, options: &Options) -> Result<Result<Answer, Problem>, Self> {
        match self {
            Self::List => Ok(list(options)),
            Self::Add { name, address } => Ok(add(options, &name, &address)),
            Self::Remove { name } => Ok(remove(options, &name)),
            Self::New { name, file } => Ok(new(options, &name, &file)),
            other => Err(other),
        }
    }

    pub async fn run<C: Chain>(self, session: &mut Session<C>) -> Result<Answer, Problem> {
        match self {
            Self::Balance { account } => {
                let id = session.account(&account)?;
                let free = session.chain.native_balance(id).await?;
                let data = json!({ "account": ss58(&id), "free": free.to_string() });
                let text = format!("{account} has {}\n", session.show_native(free));
                Ok(Answer::new(data, text))
            }
            Self::Pay { to, amount } => pay(session, &to, &amount).await,
            other => match other.without_chain(&session.options) {
                Ok(answer) => answer,
                Err(_) => unreachable!("the others were answered above"),
            },
        }
    }
}

fn opened(options: &Options) -> Result<(PathBuf, Option<Book>), Problem> {
    let path = Book::path(&options.deployments, &options.network)?;
    let book = Book::load(&path)?;
    Ok((path, book))
}

fn list(options: &Options) -> Result<Answer, Problem> {
    let (_, book) = opened(options)?;
    let accounts = book.map(|book| book.accounts).unwrap_or_default();
    let mut sheet = Sheet::new();
    let rows = accounts.iter().map(|(name, address)| [name.clone(), ss58(&address.0)]);
    sheet.table(&["name", "address"], rows);
    Ok(Answer::new(&accounts, sheet.text()))
}

fn add(options: &Options, name: &str, address: &str) -> Result<Answer, Problem> {
    let account = from_ss58(address)
        .ok_or_else(|| Problem::argument(format!("'{address}' is no SS58 address")))?;
    if from_ss58(name).is_some() || name.is_empty() || name.starts_with(['/', '0']) {
        return Err(Problem::argument(format!("'{name}' could be taken for an address")));
    }
    let (path, book) = opened(options)?;
    let mut book = book.unwrap_or_else(|| Book::new(crate::DEFAULT_URL));
    if book.contracts.contains_key(name) {
        return Err(Problem::argument(format!("'{name}' is the name of a contract")));
    }
    book.accounts.insert(name.to_owned(), Address(account));
    book.save(&path)?;
    let data = json!({ "name": name, "address": ss58(&account) });
    Ok(Answer::new(data, format!("{name} is {address} from now on\n")))
}

fn new(options: &Options, name: &str, file: &Path) -> Result<Answer, Problem> {
    if file.exists() {
        return Err(Problem::new(Code::File, format!("{} is there already", file.display())));
    }
    let password = options.key.new_password()?;
    let mut random = Zeroizing::new([0; 32 + 56]);
    getrandom::getrandom(random.as_mut_slice())
        .map_err(|error| Problem::new(Code::File, format!("no randomness: {error}")))?;
    let secret = random[..32].try_into().expect("32 bytes");
    let sealing = random[32..].try_into().expect("56 bytes");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let created = now.as_millis() as u64;
    let sealed = seal_keystore(name, secret, &password, sealing, created);
    // The temporary file that it is written through is for its owner alone.
    write_whole(file, sealed.as_bytes())?;
    let address = ss58(&tongquan_client::Account::from_secret(name, secret).id());
    add(options, name, &address)?;
    let data = json!({ "name": name, "address": address, "file": file });
    Ok(Answer::new(data, format!("{name} is {address}; its key is in {}\n", file.display())))
}

fn remove(options: &Options, name: &str) -> Result<Answer, Problem> {
    let (path, book) = opened(options)?;
    let missing = || Problem::new(Code::UnknownName, format!("there is no account '{name}'"));
    let mut book = book.ok_or_else(missing)?;
    let address = book.accounts.remove(name).ok_or_else(missing)?;
    book.save(&path)?;
    let data = json!({ "name": name, "address": address });
    Ok(Answer::new(data, format!("{name} has no address any more\n")))
}

async fn pay<C: Chain>(
    session: &mut Session<C>,
    to: &str,
    amount: &str,
) -> Result<Answer, Problem> {
    let payee = session.account(to)?;
    let units = crate::amount::parse(amount, session.book.currency.decimals)?;
    let shown = session.show_native(units);
    let what = format!("pay {shown} to {to}");
    let executed = session.options.execute;
    if executed {
        let signer = session.confirmed(&what, &Default::default())?;
        session.chain.pay(&signer, payee, units).await?;
    } else {
        let caller = session.caller()?;
        if session.chain.native_balance(caller).await? < units {
            let who = session.name(&caller);
            return Err(Problem::new(Code::InsufficientFunds, format!("{who} has not so much")));
        }
    }
    let data = json!({ "executed": executed, "to": ss58(&payee), "amount": units.to_string() });
    let text = match executed {
        true => format!("Done: {what}\n"),
        false => format!("Dry run, nothing was sent: {what}\nAdd --execute to send it.\n"),
    };
    Ok(Answer::new(data, text))
}
