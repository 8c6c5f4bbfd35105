//! One number for all books: two parties whose digests are equal have the same books.

use blake2::{digest::consts::U32, Blake2b, Digest};

use super::{
    books::Books,
    log::Line,
    tables::{canonical, TABLES},
};

/// The version of what is hashed.
pub const DIGEST_VERSION: u32 = 1;

/// Gives the text whose hash the digest is, line by line; `docs/statement.md` has it byte for byte.
pub fn canonical_text(books: &Books, genesis: [u8; 32], block: &Line, mut each: impl FnMut(&str)) {
    let hex = |bytes: [u8; 32]| format!("0x{}", hex::encode(bytes));
    each(&format!("tongquan statement {DIGEST_VERSION}\n"));
    each(&format!("genesis {}\n", hex(genesis)));
    each(&format!("block {} {} {}\n", block.id.number, hex(block.id.hash), block.time));
    for (address, book) in &books.books {
        each(&format!("contract {} {}\n", canonical(address), book.kind().bundle()));
    }
    for table in TABLES {
        each(&format!("table {}\n", table.name));
        (table.rows)(books, block.time, &mut |cells| {
            let cells: Vec<_> = cells.iter().map(|cell| cell.canonical()).collect();
            each(&format!("{}\n", cells.join("\t")));
        });
    }
}

/// The blake2b-256 hash of the canonical text. The days of the books have to be those of UTC.
pub fn digest(books: &Books, genesis: [u8; 32], block: &Line) -> [u8; 32] {
    let mut hash = Blake2b::<U32>::new();
    canonical_text(books, genesis, block, |line| hash.update(line.as_bytes()));
    hash.finalize().into()
}
