//! What a contract's metadata says of its messages.

use serde_json::Value;
use tongquan_client::Outcome;

/// `Err(LangError::CouldNotReadInput)`.
pub const UNREADABLE: [u8; 2] = [1, 1];

/// What the metadata says of the messages.
pub struct Metadata(Value);

pub struct Described {
    pub label: String,
    pub selector: [u8; 4],
    /// Selector and arguments, each the smallest of its type: zeros, nothing, none.
    pub input: Vec<u8>,
    pub takes_arguments: bool,
    pub writes: bool,
    pub takes_money: bool,
    /// The number of the answer's type.
    pub answer: u64,
}

impl Metadata {
    pub fn of(contract: &str) -> Self {
        Self(e2e_tests::bundle(contract).expect("the release bundle").metadata().clone())
    }

    pub fn messages(&self) -> Vec<Described> {
        let messages = list(&self.0["spec"]["messages"]);
        messages.iter().map(|message| self.describe(message)).collect()
    }

    fn describe(&self, message: &Value) -> Described {
        let digits = text(&message["selector"]).trim_start_matches("0x");
        let selector = u32::from_str_radix(digits, 16).expect("a selector").to_be_bytes();
        let mut input = selector.to_vec();
        for argument in list(&message["args"]) {
            input.extend(self.smallest(number(&argument["type"]["type"])));
        }
        Described {
            label: text(&message["label"]).to_owned(),
            selector,
            takes_arguments: input.len() > selector.len(),
            input,
            writes: message["mutates"] == true,
            takes_money: message["payable"] != false,
            answer: number(&message["returnType"]["type"]),
        }
    }

    fn definition(&self, id: u64) -> (&str, &Value) {
        let known = list(&self.0["types"]);
        let found = known.iter().find(|known| known["id"] == id).expect("a type of the metadata");
        let kinds = found["type"]["def"].as_object().expect("a definition");
        let (kind, definition) = kinds.iter().next().expect("a kind of type");
        (kind, definition)
    }

    /// The encoding of the type's smallest value.
    fn smallest(&self, id: u64) -> Vec<u8> {
        match self.definition(id) {
            ("primitive", name) => vec![0; size(text(name))],
            ("sequence", _) => vec![0],
            ("array", array) => {
                self.smallest(number(&array["type"])).repeat(number(&array["len"]) as usize)
            }
            ("variant", variant) => {
                let first = &variant["variants"][0];
                let mut encoded = vec![number(&first["index"]) as u8];
                encoded.extend(fields(first).flat_map(|field| self.smallest(field)));
                encoded
            }
            ("tuple", of) => list(of).iter().flat_map(|of| self.smallest(number(of))).collect(),
            ("composite", of) => fields(of).flat_map(|field| self.smallest(field)).collect(),
            (kind, _) => panic!("no message takes a {kind}"),
        }
    }

    /// Asserts that the message was understood, and answered with a value of its type. The arguments
    /// may have been refused, which reverts.
    pub fn assert_answered(&self, message: &Described, outcome: &Outcome) {
        let (label, answer) = (&message.label, outcome.answer.as_slice());
        assert_eq!(answer.first(), Some(&0), "{label} is not understood: {answer:?}");
        assert!(answer.len() > 1, "{label} answers nothing");
        let rest = self.behind(message.answer, answer);
        assert_eq!(rest, Some(&[][..]), "{label} answers what it should not: {answer:?}");
        let refused = message.writes && answer[1] == 1;
        assert_eq!(outcome.reverted, refused, "{label} answers {answer:?}");
    }

    /// What is left of `bytes` behind a value of the type; `None` if there is no such value.
    fn behind<'a>(&self, id: u64, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let all = |types: Vec<u64>, bytes| {
            types.into_iter().try_fold(bytes, |bytes, of| self.behind(of, bytes))
        };
        match self.definition(id) {
            // All texts and lists here are shorter than 64, so their length is a single byte.
            ("primitive", name) if name == "str" => {
                let (length, rest) = bytes.split_first()?;
                rest.get((*length >> 2).into()..)
            }
            ("primitive", name) => bytes.get(size(text(name))..),
            ("array", array) => {
                all(vec![number(&array["type"]); number(&array["len"]) as usize], bytes)
            }
            ("sequence", list) => {
                let (length, rest) = bytes.split_first()?;
                all(vec![number(&list["type"]); (*length >> 2).into()], rest)
            }
            ("variant", variant) => {
                let (index, rest) = bytes.split_first()?;
                let variants = list(&variant["variants"]);
                let found = variants.iter().find(|variant| variant["index"] == *index)?;
                all(fields(found).collect(), rest)
            }
            ("tuple", of) => all(list(of).iter().map(number).collect(), bytes),
            ("composite", of) => all(fields(of).collect(), bytes),
            (kind, _) => panic!("no message answers with a {kind}"),
        }
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

fn number(value: &Value) -> u64 {
    value.as_u64().expect("a number")
}

fn fields(of: &Value) -> impl Iterator<Item = u64> + '_ {
    of["fields"].as_array().into_iter().flatten().map(|field| number(&field["type"]))
}

/// The size of a primitive type's smallest value, in bytes.
fn size(primitive: &str) -> usize {
    match primitive {
        "u8" | "bool" | "str" => 1,
        "u16" => 2,
        "u32" => 4,
        "u64" => 8,
        "u128" => 16,
        other => panic!("how long is a {other}?"),
    }
}

#[test]
fn the_metadata_files_are_those_of_the_bundles() {
    for contract in e2e_tests::costs::CONTRACTS {
        let path = e2e_tests::root().join(format!("artifacts/{contract}.json"));
        let file = std::fs::read_to_string(path).expect("the metadata");
        let file: Value = serde_json::from_str(&file).expect("JSON");
        let bundle = Metadata::of(contract).0;
        assert_eq!(file["spec"], bundle["spec"]);
        assert_eq!(file["types"], bundle["types"]);
        assert_eq!(file["source"]["hash"], bundle["source"]["hash"]);
    }
}
