//! What a command has to say, for people and for machines.

use serde::Serialize;
use serde_json::{json, Value};

use crate::problem::Problem;

/// The version of the envelope and of what is in it.
pub const SCHEMA_VERSION: u32 = 1;

/// A command's result: `data` for machines, `text` for people.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    pub data: Value,
    pub text: String,
}

impl Answer {
    pub fn new(data: impl Serialize, text: impl Into<String>) -> Self {
        // Serializing fails for maps whose keys are no texts, which none of our types has.
        Self { data: serde_json::to_value(data).unwrap_or_default(), text: text.into() }
    }
}

/// `{schema_version, success, data, error}`, on one line.
pub fn envelope(result: &Result<Answer, Problem>) -> Value {
    let (data, error) = match result {
        Ok(answer) => (answer.data.clone(), Value::Null),
        Err(problem) => (Value::Null, json!(problem)),
    };
    json!({
        "schema_version": SCHEMA_VERSION,
        "success": result.is_ok(),
        "data": data,
        "error": error,
    })
}
