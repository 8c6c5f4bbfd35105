//! What contracts say, as JSON: accounts as addresses, hashes and bytes as `0x…`, `u128` as text, since
//! JSON's readers lose the digits of large numbers.

use scale::Encode;
use scale_info::{
    form::PortableForm, PortableRegistry, Registry, TypeDef, TypeDefPrimitive, TypeInfo,
};
use scale_value::{Composite, Primitive, Value as Decoded, ValueDef};
use serde_json::{json, Map, Value};
use tongquan_client::{ss58, AccountId};

/// A value of any type that contracts know.
pub fn to_json<T: Encode + TypeInfo + 'static>(value: &T) -> Value {
    let mut registry = Registry::new();
    let id = registry.register_type(&scale_info::MetaType::new::<T>()).id;
    let bytes = value.encode();
    decode(&mut bytes.as_slice(), id, &registry.into())
        .expect("a type describes what its own encoding is")
}

/// Bytes by the type with this number in a metadata's registry. What is decoded is taken off `bytes`.
pub fn decode(bytes: &mut &[u8], id: u32, types: &PortableRegistry) -> Option<Value> {
    let decoded = scale_value::scale::decode_as_type(bytes, id, types).ok()?;
    Some(shown(&decoded, types))
}

fn shown(decoded: &Decoded<u32>, types: &PortableRegistry) -> Value {
    let kind = types.resolve(decoded.context);
    if let Some(bytes) = bytes_of(decoded, types) {
        let account = kind.is_some_and(|kind| kind.path.ident().as_deref() == Some("AccountId"));
        return match <[u8; 32]>::try_from(bytes.as_slice()) {
            Ok(id) if account => ss58(&AccountId::from(id)).into(),
            _ => format!("0x{}", hex::encode(bytes)).into(),
        };
    }
    match &decoded.value {
        ValueDef::Primitive(primitive) => match primitive {
            Primitive::Bool(value) => json!(value),
            Primitive::Char(value) => json!(value),
            Primitive::String(value) => json!(value),
            // The decoder widens all numbers, so the type tells which of them are short.
            Primitive::U128(value) => match kind.map(|kind| &kind.type_def) {
                Some(TypeDef::Primitive(TypeDefPrimitive::U128)) => json!(value.to_string()),
                _ => u64::try_from(*value).map_or_else(|_| json!(value.to_string()), Value::from),
            },
            Primitive::I128(value) => json!(value.to_string()),
            Primitive::U256(value) | Primitive::I256(value) => json!(hex::encode(value)),
        },
        // A list of one is a list.
        ValueDef::Composite(Composite::Unnamed(items)) if kind.is_some_and(is_list) => {
            items.iter().map(|item| shown(item, types)).collect()
        }
        ValueDef::Composite(fields) => composite(fields, types),
        ValueDef::Variant(variant) => {
            let optional = kind.is_some_and(|kind| kind.path.ident().as_deref() == Some("Option"));
            match (optional, variant.name.as_str(), variant.values.len()) {
                (true, "None", _) => Value::Null,
                (true, ..) => {
                    variant.values.values().next().map_or(Value::Null, |v| shown(v, types))
                }
                (_, name, 0) => json!(name),
                (_, name, _) => json!({ name: composite(&variant.values, types) }),
            }
        }
        ValueDef::BitSequence(bits) => json!(format!("{bits:?}")),
    }
}

fn composite(fields: &Composite<u32>, types: &PortableRegistry) -> Value {
    match fields {
        Composite::Named(fields) => {
            let members = fields.iter().map(|(name, value)| (name.clone(), shown(value, types)));
            Value::Object(members.collect::<Map<_, _>>())
        }
        Composite::Unnamed(fields) => match fields.as_slice() {
            [one] => shown(one, types),
            fields => fields.iter().map(|value| shown(value, types)).collect(),
        },
    }
}

fn is_list(kind: &scale_info::Type<PortableForm>) -> bool {
    matches!(kind.type_def, TypeDef::Array(_) | TypeDef::Sequence(_))
}

/// The bytes of a list of bytes, or of what has nothing but one.
fn bytes_of(decoded: &Decoded<u32>, types: &PortableRegistry) -> Option<Vec<u8>> {
    let ValueDef::Composite(Composite::Unnamed(fields)) = &decoded.value else { return None };
    let element = match &types.resolve(decoded.context)?.type_def {
        TypeDef::Array(array) => array.type_param.id,
        TypeDef::Sequence(sequence) => sequence.type_param.id,
        TypeDef::Composite(wrapper) if wrapper.fields.len() == 1 => {
            return bytes_of(fields.first()?, types);
        }
        _ => return None,
    };
    let of_bytes = TypeDef::Primitive(TypeDefPrimitive::U8);
    if types.resolve(element)?.type_def != of_bytes {
        return None;
    }
    let byte = |value: &Decoded<u32>| match value.value {
        ValueDef::Primitive(Primitive::U128(byte)) => u8::try_from(byte).ok(),
        _ => None,
    };
    fields.iter().map(byte).collect()
}

/// JSON of [`to_json`] on one line, much as Rust would show it; fields are in alphabetical order.
pub fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "none".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(in_words).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) if is_variant(fields) => {
            let (name, inner) = fields.iter().next().expect("it has one field");
            match inner {
                Value::Object(_) | Value::Array(_) => format!("{name} {}", in_words(inner)),
                inner => format!("{name}({})", in_words(inner)),
            }
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}: {}", in_words(value)));
            format!("{{ {} }}", fields.collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

/// Variants begin with a capital letter, fields don't.
fn is_variant(fields: &Map<String, Value>) -> bool {
    let name = fields.keys().next().filter(|_| fields.len() == 1);
    name.is_some_and(|name| name.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongquan_traits::{
        assets::{Asset, AssetError, Item, ItemFault},
        campaigns::{Kind, Off},
        issuance::IssuanceError,
        swaps::SwapError,
    };

    #[test]
    fn what_contracts_say_is_readable() {
        let account = AccountId::from([1; 32]);
        let address = ss58(&account);
        assert_eq!(to_json(&account), json!(address));
        assert_eq!(to_json(&[7u8; 32]), json!(format!("0x{}", "07".repeat(32))));
        assert_eq!(to_json(&Some(5u64)), json!(5));
        assert_eq!(to_json(&None::<u64>), Value::Null);
        assert_eq!(to_json(&u128::MAX), json!(u128::MAX.to_string()));
        assert_eq!(to_json(&(1u32, true)), json!([1, true]));
        assert_eq!(to_json(&vec![(account, 9u128)]), json!([[address, "9"]]));
        assert_eq!(to_json(&String::from("茶")), json!("茶"));
        let off = Kind::Deduction { minimum: 5, off: Off::Fixed { amount: 1 } };
        assert_eq!(
            to_json(&off),
            json!({ "Deduction": { "minimum": 5, "off": { "Fixed": { "amount": 1 } } } })
        );
        let points = Asset::Points { token: account, amount: 3 };
        assert_eq!(to_json(&points), json!({ "Points": { "token": address, "amount": "3" } }));
    }

    #[test]
    fn refusals_read_as_they_are_named() {
        let over = to_json(&IssuanceError::OverQuota { left: 100 });
        assert_eq!(in_words(&over), "OverQuota { left: 100 }");
        assert_eq!(in_words(&to_json(&IssuanceError::NotIssuer)), "NotIssuer");
        let item = Item { contract: [1; 32].into(), id: psp34::Id::U64(7) };
        let moved = SwapError::Asset(AssetError::Item { item, fault: ItemFault::NotApproved });
        let words = in_words(&to_json(&moved));
        assert!(
            words.starts_with("Asset Item { fault: NotApproved, item: { contract: 5"),
            "{words}"
        );
        assert!(words.ends_with(", id: U64(7) } }"), "{words}");
    }
}
