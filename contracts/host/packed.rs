//! A short SCALE encoding: what the chain takes as a key, a value, an event or an answer.
//! One type for all of them, so that the code which speaks with the chain exists once.

use arrayvec::ArrayVec;
use ink::scale::{Encode, Output};

/// Room for the largest item, event and answer of known length.
pub const CAPACITY: usize = 640;

/// On the stack, where the bytes that aren't used cost no instructions.
#[derive(Clone)]
pub struct Packed(ArrayVec<u8, CAPACITY>);

impl Packed {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self(ArrayVec::new_const())
    }

    pub fn of<T: Encode + ?Sized>(value: &T) -> Self {
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
        &self.0
    }
}

impl Output for Packed {
    #[inline(never)]
    fn write(&mut self, bytes: &[u8]) {
        if self.0.try_extend_from_slice(bytes).is_err() {
            panic!("no item is that long")
        }
    }
}
