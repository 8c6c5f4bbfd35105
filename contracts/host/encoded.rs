//! Lists for others to read. Values are encoded as they come, so no code is spent on keeping them.

use ink::{
    prelude::vec::Vec,
    scale::{Encode, Output},
};

/// A list of up to 63 values.
#[derive(Default)]
pub struct EncodedList {
    count: u8,
    values: Vec<u8>,
}

impl EncodedList {
    pub fn add(&mut self, value: &impl Encode) {
        value.encode_to(&mut self.values);
        self.count = self.count.saturating_add(1);
    }

    pub fn len(&self) -> u8 {
        self.count
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The values' bytes, without how many there are.
    pub fn values(&self) -> &[u8] {
        &self.values
    }
}

impl Encode for EncodedList {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        // A compact number.
        dest.push_byte(self.count << 2);
        dest.write(&self.values);
    }
}
