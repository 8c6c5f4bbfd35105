//! A short SCALE encoding: what the chain takes as a key, a value, an event or an answer.
//! One type for all of them, so that the code which speaks with the chain exists once.

use ink::scale::{Encode, Output};

/// Room for the largest item, event and answer of known length.
const CAPACITY: usize = 640;

#[derive(Clone)]
pub struct Packed {
    len: usize,
    bytes: [u8; CAPACITY],
}

impl Packed {
    #[inline(never)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self { len: 0, bytes: [0; CAPACITY] }
    }

    pub fn of<T: Encode>(value: &T) -> Self {
        let mut packed = Self::new();
        value.encode_to(&mut packed);
        packed
    }

    pub fn raw(bytes: &[u8]) -> Self {
        let mut packed = Self::new();
        packed.write(bytes);
        packed
    }

    pub fn as_slice(&self) -> &[u8] {
        &self.bytes[..self.len]
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) fn room(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    #[cfg(target_arch = "wasm32")]
    pub(crate) fn set_len(&mut self, len: usize) {
        self.len = len;
    }
}

impl Output for Packed {
    #[inline(never)]
    fn write(&mut self, bytes: &[u8]) {
        let end = self.len.saturating_add(bytes.len());
        self.bytes[self.len..end].copy_from_slice(bytes);
        self.len = end;
    }
}
