//! What contracts announce.

use ink::primitives::AccountId;
use scale::Decode;

/// One event of one contract, as the chain keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The contract that emitted it.
    pub contract: AccountId,
    /// The hashes by which it can be found; the first one tells the kind of event.
    pub topics: Vec<[u8; 32]>,
    /// The SCALE encoding of all fields.
    pub data: Vec<u8>,
}

impl Event {
    /// The event as an `E`, if it is one.
    pub fn decode<E: ink_env::Event + Decode>(&self) -> Option<E> {
        let same_kind =
            E::SIGNATURE_TOPIC.is_some() && self.topics.first() == E::SIGNATURE_TOPIC.as_ref();
        let mut data = self.data.as_slice();
        let event = same_kind.then(|| E::decode(&mut data).ok()).flatten()?;
        data.is_empty().then_some(event)
    }
}

/// All events of a call, of every contract that took part, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Events(pub Vec<Event>);

impl Events {
    /// Those that `contract` emitted and that are an `E`.
    pub fn of<E: ink_env::Event + Decode>(&self, contract: AccountId) -> Vec<E> {
        self.0.iter().filter(|event| event.contract == contract).filter_map(Event::decode).collect()
    }
}
