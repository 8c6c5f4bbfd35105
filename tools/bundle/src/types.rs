//! The numbers of the types in a metadata. ink numbers them as it comes upon them, and it comes upon
//! events in the order in which the linker happened to put them. Here they are numbered in the order in
//! which they stand in the metadata, so that the same contract has the same bytes.

use std::collections::HashMap;

use anyhow::{Context, Result};
use serde_json::{json, Map, Value};

/// Numbers the types of this metadata anew.
pub fn number_anew(abi: &mut Map<String, Value>) -> Result<()> {
    let list = abi.remove("types").context("metadata without types")?;
    let list = list.as_array().context("types that are no list")?;
    let types = list.iter().map(|entry| Some((entry["id"].as_u64()?, entry["type"].clone())));
    let types = types.collect::<Option<_>>().context("a type without a number")?;
    let mut numbering = Numbering { types, new: HashMap::new(), done: Vec::new() };
    for part in abi.values_mut() {
        numbering.visit(part)?;
    }
    let numbered = numbering.done.into_iter().enumerate();
    abi.insert(
        "types".into(),
        numbered.map(|(id, kind)| json!({ "id": id, "type": kind })).collect(),
    );
    Ok(())
}

struct Numbering {
    /// By their old numbers.
    types: HashMap<u64, Value>,
    /// Old numbers and new ones.
    new: HashMap<u64, usize>,
    /// By their new numbers.
    done: Vec<Value>,
}

impl Numbering {
    /// Whatever names a type gets its new number.
    fn visit(&mut self, value: &mut Value) -> Result<()> {
        match value {
            Value::Object(fields) => {
                fields.iter_mut().try_for_each(|(name, value)| match name.as_str() {
                    "type" | "ty" | "bitOrderType" | "bitStoreType" if value.is_u64() => {
                        self.number(value)
                    }
                    "tuple" => elements(value).try_for_each(|element| self.number(element)),
                    _ => self.visit(value),
                })
            }
            Value::Array(_) => elements(value).try_for_each(|element| self.visit(element)),
            _ => Ok(()),
        }
    }

    fn number(&mut self, reference: &mut Value) -> Result<()> {
        let old = reference.as_u64().context("a type's number that is none")?;
        if let Some(new) = self.new.get(&old) {
            *reference = json!(new);
            return Ok(());
        }
        let new = self.done.len();
        self.new.insert(old, new);
        *reference = json!(new);
        // Its place is taken first: a type can name itself.
        self.done.push(Value::Null);
        let mut kind = self.types.remove(&old).context("a number without its type")?;
        self.visit(&mut kind)?;
        self.done[new] = kind;
        Ok(())
    }
}

fn elements(list: &mut Value) -> impl Iterator<Item = &mut Value> {
    list.as_array_mut().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(numbers: [u64; 4]) -> Map<String, Value> {
        let [number, list, pair, wrapped] = numbers;
        let mut types = vec![
            json!({ "id": number, "type": { "def": { "primitive": "u64" } } }),
            json!({ "id": list, "type": { "def": { "sequence": { "type": wrapped } } } }),
            json!({ "id": pair, "type": { "def": { "tuple": [number, list] } } }),
            json!({ "id": wrapped, "type": {
                "params": [{ "name": "T", "type": pair }],
                "def": { "composite": { "fields": [{ "type": pair, "typeName": "T" }] } },
            } }),
        ];
        types.sort_by_key(|entry| entry["id"].as_u64());
        let abi = json!({
            "spec": { "messages": [{ "args": [{ "label": "a", "type": { "type": list } }] }] },
            "types": types,
        });
        abi.as_object().unwrap().clone()
    }

    #[test]
    fn whatever_the_numbers_were_they_are_the_same_now() {
        let mut one = metadata([0, 1, 2, 3]);
        number_anew(&mut one).unwrap();
        for other in [[3, 2, 1, 0], [1, 0, 3, 2], [2, 3, 0, 1]] {
            let mut other = metadata(other);
            number_anew(&mut other).unwrap();
            assert_eq!(other, one);
        }
        assert_eq!(one["spec"]["messages"][0]["args"][0]["type"]["type"], json!(0));
        assert_eq!(one["types"][0]["type"]["def"]["sequence"]["type"], json!(1));
        assert_eq!(one["types"][2]["type"]["def"]["tuple"], json!([3, 0]));
    }
}
