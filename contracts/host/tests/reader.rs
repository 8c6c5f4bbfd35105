//! Texts are read as the standard library reads them, or not at all.

use std::panic::{catch_unwind, set_hook};

use ink::scale::Encode;
use tongquan_host::{Read, Reader};

fn read(bytes: &[u8]) -> Option<String> {
    let encoded = bytes.to_vec().encode();
    catch_unwind(|| String::read(&mut Reader(&encoded))).ok()
}

#[test]
fn a_text_is_read_only_if_it_is_utf8() {
    set_hook(Box::new(|_| {}));
    let texts =
        ["", "tea", "通券", "é", "🍵", "a\u{7ff}\u{800}\u{ffff}\u{10ffff}", "\u{d7ff}\u{e000}"];
    for text in texts {
        assert_eq!(read(text.as_bytes()).as_deref(), Some(text));
        for end in 0..text.len() {
            let cut = &text.as_bytes()[..end];
            assert_eq!(read(cut), String::from_utf8(cut.to_vec()).ok(), "{cut:02x?}");
        }
    }
    // Each first byte, before each kind of continuation.
    for first in 0..=u8::MAX {
        for rest in [
            &[][..],
            &[0x80],
            &[0xbf, 0xbf],
            &[0x80, 0x80, 0x80],
            &[0x9f, 0xbf],
            &[0xa0, 0x80],
            &[0x8f, 0xbf, 0xbf],
            &[0x90, 0x80, 0x80],
            &[0x7f],
            &[0xc0],
            &[0x80; 5],
            &[0xbf; 7],
        ] {
            let bytes = [&[first], rest].concat();
            assert_eq!(read(&bytes), String::from_utf8(bytes.clone()).ok(), "{bytes:02x?}");
        }
    }
}
