use ink::prelude::vec::Vec;
use tongquan_host::{unreadable, Read, Reader};

/// What tells a token, or a collection, from others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[ink::scale_derive(Encode, Decode, TypeInfo)]
pub enum Id {
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    U128(u128),
    Bytes(Vec<u8>),
}

impl Read for Id {
    #[inline(never)]
    fn read(reader: &mut Reader) -> Self {
        match u8::read(reader) {
            0 => Self::U8(Read::read(reader)),
            1 => Self::U16(Read::read(reader)),
            2 => Self::U32(Read::read(reader)),
            3 => Self::U64(Read::read(reader)),
            4 => Self::U128(Read::read(reader)),
            5 => Self::Bytes(Read::read(reader)),
            _ => unreadable(),
        }
    }
}
