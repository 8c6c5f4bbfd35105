//! Reads SCALE from what the chain hands over. Too few bytes end the call at once, so that no code is
//! spent on passing an error on.

use ink::{
    prelude::{string::String, vec::Vec},
    primitives::AccountId,
};

use crate::host::unreadable;

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

impl Read for u32 {
    fn read(reader: &mut Reader) -> Self {
        Self::from_le_bytes(*reader.array())
    }
}

impl Read for u128 {
    fn read(reader: &mut Reader) -> Self {
        Self::from_le_bytes(*reader.array())
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

impl Read for String {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        Self::from_utf8(Vec::read(reader)).unwrap_or_else(|_| unreadable())
    }
}

impl Read for Vec<(AccountId, u128)> {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        let len = reader.compact();
        if len > reader.0.len() {
            // Room is made for as many as there are said to be, before they are read.
            unreadable()
        }
        (0..len).map(|_| Read::read(reader)).collect()
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
