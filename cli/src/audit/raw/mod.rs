//! What contracts store, read raw: the tables of docs/architecture.md ("Raw items") and of the sections
//! "Storage" of docs/coupon.md, markets.md and gifts.md.

pub mod auction;
pub mod coupon;
pub mod gift;
pub mod points;
pub mod records;

use std::collections::BTreeMap;

use scale::{Decode, DecodeAll, Error, Input};
use tongquan_client::StoredItem;

/// The items of one contract. What was understood is taken out; what is left at the end wasn't.
pub struct Items {
    left: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Keys whose values can't be understood.
    unreadable: Vec<Vec<u8>>,
}

impl Items {
    pub fn new(items: Vec<StoredItem>) -> Self {
        Self { left: items.into_iter().collect(), unreadable: Vec::new() }
    }

    pub fn len(&self) -> usize {
        self.left.len()
    }

    /// The item whose key is the table alone.
    pub fn one<V: Decode>(&mut self, table: u8) -> Option<V> {
        self.table::<(), V>(table).pop().map(|(_, value)| value)
    }

    /// All items of a table whose keys go on with a `K` and end there.
    pub fn table<K: Decode, V: Decode>(&mut self, table: u8) -> Vec<(K, V)> {
        let mut found = Vec::new();
        let first = vec![table];
        let keys = self.left.range(first..).take_while(|(key, _)| key[0] == table);
        let keys: Vec<Vec<u8>> = keys.map(|(key, _)| key.clone()).collect();
        for key in keys {
            let Ok(parts) = K::decode_all(&mut &key[1..]) else { continue };
            let value = self.left.remove(&key).unwrap_or_default();
            match V::decode_all(&mut value.as_slice()) {
                Ok(value) => found.push((parts, value)),
                Err(_) => self.unreadable.push(key),
            }
        }
        found
    }

    /// What nobody understood: keys, and why.
    pub fn strange(self) -> impl Iterator<Item = String> {
        let shown = |key: &[u8]| format!("0x{}", hex::encode(key));
        let unknown = self.left.into_keys();
        let unknown = unknown.map(move |key| format!("{} is the key of no table", shown(&key)));
        let unreadable = self.unreadable.into_iter();
        unknown
            .chain(unreadable.map(move |key| format!("the value at {} can't be read", shown(&key))))
    }
}

/// All the bytes that there are, as a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text(pub String);

impl Decode for Text {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        String::from_utf8(rest(input)?).map(Self).map_err(|_| "no text".into())
    }
}

/// Numbers one after the other, without how many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers(pub Vec<u64>);

impl Decode for Numbers {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let bytes = rest(input)?;
        let numbers = bytes.chunks(8).map(|number| u64::decode_all(&mut &*number));
        numbers.collect::<Result<_, _>>().map(Self)
    }
}

fn rest<I: Input>(input: &mut I) -> Result<Vec<u8>, Error> {
    let mut bytes = vec![0; input.remaining_len()?.unwrap_or_default()];
    input.read(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_understood_is_left() {
        let mut items = Items::new(vec![
            (vec![], vec![9]),
            (vec![3], vec![1, 0, 0, 0]),
            (vec![3, 7, 0, 0, 0], vec![5]),
            (vec![3, 8, 0, 0, 0], vec![5, 5]),
            (vec![3, 1, 2], vec![5]),
            (vec![4, 1, 0, 0, 0, 0, 0, 0, 0], vec![]),
        ]);
        assert_eq!(items.one::<u32>(3), Some(1));
        assert_eq!(items.one::<u32>(5), None);
        assert_eq!(items.table::<u32, u8>(3), [(7, 5)]);
        assert_eq!(items.table::<u64, ()>(4), [(1, ())]);
        let strange: Vec<String> = items.strange().collect();
        assert_eq!(
            strange,
            [
                "0x is the key of no table",
                "0x030102 is the key of no table",
                "the value at 0x0308000000 can't be read",
            ]
        );
    }

    #[test]
    fn texts_and_numbers_end_where_their_items_end() {
        assert_eq!(Text::decode_all(&mut "茶".as_bytes()).unwrap(), Text("茶".into()));
        assert!(Text::decode_all(&mut &[0xff][..]).is_err());
        let two = [1u64.to_le_bytes(), 2u64.to_le_bytes()].concat();
        assert_eq!(Numbers::decode_all(&mut two.as_slice()).unwrap(), Numbers(vec![1, 2]));
        assert!(Numbers::decode_all(&mut &two[1..]).is_err());
    }
}
