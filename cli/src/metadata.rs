//! What a contract's metadata tells: the meaning of bytes.

use scale_info::PortableRegistry;
use serde::Deserialize;
use serde_json::{json, Map, Value};
use tongquan_client::{ss58, Bundle, Chain, Event};

use crate::{
    book::Hex,
    json::decode,
    problem::{Code, Problem},
    session::Session,
};

/// The part of ink's metadata that this program reads.
#[derive(Debug, Clone, Deserialize)]
pub struct Metadata {
    pub spec: Spec,
    #[serde(flatten)]
    pub types: PortableRegistry,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Spec {
    pub constructors: Vec<Callable>,
    pub messages: Vec<Callable>,
    pub events: Vec<EventSpec>,
}

/// A constructor or a message.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Callable {
    /// `Trait::message`.
    pub label: String,
    /// `0x` and 4 bytes.
    pub selector: Hex<4>,
    /// Constructors have none.
    #[serde(default)]
    pub mutates: bool,
    pub payable: bool,
    pub args: Vec<Argument>,
    pub return_type: TypeRef,
    pub docs: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct EventSpec {
    pub label: String,
    pub signature_topic: Option<Hex<32>>,
    pub args: Vec<Argument>,
    pub docs: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Argument {
    pub label: String,
    #[serde(rename = "type")]
    pub kind: TypeRef,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TypeRef {
    #[serde(rename = "type")]
    pub id: u32,
    pub display_name: Vec<String>,
}

impl Metadata {
    /// # Errors
    ///
    /// `InvalidBundle` if the bundle's metadata is not that of ink 5.
    pub fn of(bundle: &Bundle) -> Result<Self, Problem> {
        Self::deserialize(bundle.metadata()).map_err(|error| {
            Problem::new(Code::InvalidBundle, format!("unknown metadata: {error}"))
        })
    }

    /// The event as `{Name: {fields}}`, if it is one of the contract's.
    pub fn event(&self, event: &Event) -> Option<Value> {
        let topic = Hex(*event.topics.first()?);
        let spec = self.spec.events.iter().find(|spec| spec.signature_topic == Some(topic))?;
        let fields = self.arguments(&spec.args, &event.data)?;
        Some(json!({ spec.label.clone(): fields }))
    }

    /// Encoded arguments by their names, if these are all of them.
    pub fn arguments(&self, arguments: &[Argument], mut bytes: &[u8]) -> Option<Value> {
        let mut fields = Map::new();
        for argument in arguments {
            let value = decode(&mut bytes, argument.kind.id, &self.types)?;
            fields.insert(argument.label.clone(), value);
        }
        bytes.is_empty().then_some(Value::Object(fields))
    }

    /// An encoded call of a constructor: its label and its arguments.
    pub fn constructor(&self, input: &[u8]) -> Option<(&Callable, Value)> {
        let (selector, arguments) = input.split_at_checked(4)?;
        let found = self.spec.constructors.iter().find(|made| made.selector.0 == selector)?;
        Some((found, self.arguments(&found.args, arguments)?))
    }
}

impl<C: Chain> Session<C> {
    /// The event as `{contract, event}`; of a contract that the book doesn't know, or without its
    /// bundle, `event` is its bytes.
    pub fn explain(&mut self, event: &Event) -> Value {
        let known = self.book.contracts.values().find(|found| found.address.0 == event.contract);
        let metadata = known.map(|found| found.kind).and_then(|kind| self.metadata(kind).ok());
        let explained = metadata.and_then(|metadata| metadata.event(event));
        json!({
            "contract": ss58(&event.contract),
            "event": explained.unwrap_or_else(|| json!(format!("0x{}", hex::encode(&event.data)))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_of_each_bundle_is_understood() {
        for name in ["points", "coupon", "coupon-desk", "auction", "swap", "gift"] {
            let bundle = e2e_tests::bundle(name).unwrap();
            let metadata = Metadata::of(&bundle).unwrap();
            assert!(metadata.spec.messages.len() > 5, "{name}");
            assert_eq!(metadata.spec.constructors.len(), 1, "{name}");
        }
    }
}
