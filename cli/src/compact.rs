//! Signed things and codes as a text that fits into a QR code: what it is, and its bytes in capital hex,
//! which QR codes pack as tightly as base64.

use std::{
    fs,
    io::{self, Read},
};

use scale::{Decode, Encode};

use crate::problem::{Code, Problem};

/// `TQT1:0A…`
pub fn write(what: &str, value: &impl Encode) -> String {
    format!("{what}:{}", hex::encode_upper(value.encode()))
}

/// The value of a text that [`write()`] made.
///
/// # Errors
///
/// `InvalidFile`.
pub fn read<T: Decode>(what: &str, text: &str) -> Result<T, Problem> {
    let damaged = || {
        Problem::new(Code::InvalidFile, format!("the text after {what}: is incomplete or damaged"))
            .advise("copy all of it, or scan it again")
    };
    let digits = text.trim().strip_prefix(what).and_then(|text| text.strip_prefix(':'));
    let bytes = hex::decode(digits.ok_or_else(damaged)?).map_err(|_| damaged())?;
    let mut bytes = bytes.as_slice();
    let value = T::decode(&mut bytes).map_err(|_| damaged())?;
    bytes.is_empty().then_some(value).ok_or_else(damaged)
}

/// The text of a file, or of standard input if its name is `-`.
///
/// # Errors
///
/// `File`.
pub fn text_of(from: &str) -> Result<String, Problem> {
    match from {
        "-" => {
            let mut text = String::new();
            let read = io::stdin().lock().read_to_string(&mut text);
            read.map(|_| text).map_err(|error| Problem::file("standard input", &error))
        }
        path => fs::read_to_string(path).map_err(|error| Problem::file(path, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let text = write("TQX1", &(7u32, vec![1u8, 2]));
        assert_eq!(text, "TQX1:07000000080102");
        assert_eq!(read("TQX1", &format!(" {text}\n")), Ok((7u32, vec![1u8, 2])));
    }

    #[test]
    fn a_damaged_text_is_refused() {
        for damaged in ["", "TQX1", "TQX1:0", "TQX1:070000", "TQX1:0700000001", "TQY1:07000000"] {
            assert_eq!(
                read::<u32>("TQX1", damaged).unwrap_err().code,
                Code::InvalidFile,
                "{damaged}"
            );
        }
    }
}
