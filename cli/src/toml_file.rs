//! Files that people write, in TOML.

use std::{fmt, fs, path::Path};

use serde::{
    de::{DeserializeOwned, Error, Visitor},
    Deserialize, Deserializer,
};

use crate::problem::{Code, Problem};

/// Reads a file.
///
/// # Errors
///
/// `File`, or `InvalidFile` with the line that is wrong, such as a key that nobody knows.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T, Problem> {
    let text = fs::read_to_string(path).map_err(|error| Problem::file(path, &error))?;
    toml::from_str(&text).map_err(|error| {
        let line = error.span().map(|span| text[..span.start].lines().count().max(1));
        let line = line.map(|line| format!(", line {line}")).unwrap_or_default();
        let message = error.message().replace('\n', "; ");
        Problem::new(Code::InvalidFile, format!("{}{line}: {message}", path.display()))
    })
}

/// An amount, a time or a duration, as it stands in a file: in quotes, or a whole number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written(pub String);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Quoted)
    }
}

struct Quoted;

impl Visitor<'_> for Quoted {
    type Value = Written;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Numbers with a point lose digits when they are read.
        formatter.write_str("a text in quotes, such as \"12.50\", or a whole number")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
        Ok(Written(text.to_owned()))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Written, E> {
        Ok(Written(number.to_string()))
    }
}

/// Tells which key a problem is about.
pub trait OfKey<T> {
    fn of_key(self, key: &str) -> Result<T, Problem>;
}

impl<T> OfKey<T> for Result<T, Problem> {
    fn of_key(self, key: &str) -> Result<T, Problem> {
        self.map_err(|problem| Problem {
            message: format!("{key}: {}", problem.message),
            ..problem
        })
    }
}

/// Something is wrong with a key's value.
pub fn wrong(key: &str, why: &str) -> Problem {
    Problem::new(Code::InvalidFile, format!("{key}: {why}"))
}
