//! What is encoded already: stored bytes that are passed on as they are, and lists whose values are encoded
//! as they come, so no code is spent on keeping them.

use ink::{
    prelude::vec::Vec,
    scale::{Encode, Output},
};

/// What is encoded already.
pub struct Encoded<'a>(pub &'a [u8]);

impl Encode for Encoded<'_> {
    fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
        dest.write(self.0);
    }
}

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
