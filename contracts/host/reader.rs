//! Reads SCALE from what the chain hands over. Too few bytes end the call at once, so that no code is
//! spent on passing an error on.

use ink::{
    prelude::{string::String, vec::Vec},
    primitives::AccountId,
};

use crate::chain::unreadable;

pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    #[inline(never)]
    fn take(&mut self, len: usize) -> &'a [u8] {
        let Some((bytes, rest)) = self.0.split_at_checked(len) else { unreadable() };
        self.0 = rest;
        bytes
    }

    fn array<const N: usize>(&mut self) -> &'a [u8; N] {
        let Ok(bytes) = self.take(N).try_into() else { unreadable() };
        bytes
    }

    #[inline(never)]
    fn compact(&mut self) -> usize {
        let first = u32::from(u8::read(self));
        let more = match first & 3 {
            0 => 0,
            1 => 1,
            2 => 3,
            _ => unreadable(),
        };
        let mut len = [0; 4];
        len[..more].copy_from_slice(self.take(more));
        (((u32::from_le_bytes(len) << 8) | first) >> 2) as usize
    }

    #[inline(never)]
    fn bytes(&mut self) -> &'a [u8] {
        let len = self.compact();
        self.take(len)
    }
}

pub trait Read {
    fn read(reader: &mut Reader) -> Self;
}

impl Read for u8 {
    fn read(reader: &mut Reader) -> Self {
        let [byte] = *reader.array();
        byte
    }
}

macro_rules! number {
    ($($number:ident)*) => {$(
        impl Read for $number {
            fn read(reader: &mut Reader) -> Self {
                Self::from_le_bytes(*reader.array())
            }
        }
    )*};
}
number!(u16 u32 u64 u128);

impl Read for bool {
    fn read(reader: &mut Reader) -> Self {
        match u8::read(reader) {
            0 => false,
            1 => true,
            _ => unreadable(),
        }
    }
}

impl<const N: usize> Read for [u8; N] {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        *reader.array()
    }
}

impl Read for AccountId {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        (*reader.array()).into()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(reader: &mut Reader) -> Self {
        match u8::read(reader) {
            0 => None,
            1 => Some(T::read(reader)),
            _ => unreadable(),
        }
    }
}

impl Read for Vec<u8> {
    fn read(reader: &mut Reader) -> Self {
        reader.bytes().to_vec()
    }
}

/// Less code than the standard library's, which is made to be fast.
impl Read for String {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        let mut rest = Reader(reader.bytes());
        let mut text = Self::with_capacity(rest.0.len());
        let mut buffer = [0; 4];
        while !rest.0.is_empty() {
            text.push_str(char::read(&mut rest).encode_utf8(&mut buffer));
        }
        text
    }
}

/// In UTF-8.
impl Read for char {
    fn read(reader: &mut Reader) -> Self {
        let first = u8::read(reader);
        let len = first.leading_ones().max(1);
        // What is left of the first byte when its mark is taken away.
        let mut code = u32::from(first) & (0x7f >> first.leading_ones());
        for _ in 1..len {
            let byte = u8::read(reader);
            if byte & 0xc0 != 0x80 {
                unreadable()
            }
            code = (code << 6) | u32::from(byte & 0x3f);
        }
        match Self::from_u32(code) {
            Some(char) if char.len_utf8() == len as usize && first.leading_ones() != 1 => char,
            _ => unreadable(),
        }
    }
}

/// What lists are made of. Bytes are none: `Vec<u8>` is read as a whole.
pub trait Item: Read {}

impl Item for AccountId {}
impl Item for u64 {}
impl Item for [u8; 32] {}
impl Item for (AccountId, u128) {}

impl<T: Item> Read for Vec<T> {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        let len = reader.compact();
        if len > reader.0.len() {
            // Room is made for as many as there are said to be, before they are read.
            unreadable()
        }
        (0..len).map(|_| T::read(reader)).collect()
    }
}

macro_rules! tuple {
    ($($item:ident)*) => {
        impl<$($item: Read),*> Read for ($($item,)*) {
            #[allow(unused_variables, clippy::unused_unit)]
            fn read(reader: &mut Reader) -> Self {
                ($($item::read(reader),)*)
            }
        }
    };
}
tuple!();
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);

/// Reads a struct field by field, in the order of its declaration.
#[macro_export]
macro_rules! read_struct {
    ($name:ident { $($field:ident),* }) => {
        impl $crate::Read for $name {
            fn read(reader: &mut $crate::Reader) -> Self {
                Self { $($field: $crate::Read::read(reader)),* }
            }
        }
    };
}

/// Reads an enum whose variants, with their fields, stand here in the order of their declaration.
#[macro_export]
macro_rules! read_enum {
    ($name:ident { $($number:literal => $variant:ident { $($field:ident),* }),* }) => {
        impl $crate::Read for $name {
            fn read(reader: &mut $crate::Reader) -> Self {
                match <u8 as $crate::Read>::read(reader) {
                    $($number => Self::$variant { $($field: $crate::Read::read(reader)),* },)*
                    _ => $crate::unreadable(),
                }
            }
        }
    };
}
