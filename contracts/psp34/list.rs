//! Lists of tokens that cost little: one for each owner, and one of all tokens.
//!
//! A list is kept in pages of [`PAGE`] tokens. Its head holds the length and the last page, so that
//! most owners have all of theirs in one item. A token remembers the page that it is on; where on the
//! page, is looked up there. Who takes a token out, puts the list's last one in its place.

use ink::{
    prelude::vec::Vec,
    scale::{Encode, Output},
};
use tongquan_host::{clear, load, save, Packed, Read, Reader};

/// How many tokens a page has.
pub const PAGE: u32 = 16;

pub struct List {
    /// The key of the head. The pages' keys continue it.
    key: Packed,
    len: u32,
    /// The tokens on the last page.
    last: Vec<u64>,
}

impl List {
    #[inline(never)]
    pub fn load(key: Packed) -> Self {
        match load(&key) {
            None => Self { key, len: 0, last: Vec::new() },
            Some(head) => {
                let mut reader = Reader(head.as_slice());
                let len = u32::read(&mut reader);
                Self { key, len, last: tokens(reader) }
            }
        }
    }

    #[inline(never)]
    pub fn save(&self) {
        if self.len == 0 {
            clear(&self.key);
        } else {
            let mut head = Packed::new();
            self.len.encode_to(&mut head);
            write(&self.last, &mut head);
            save(&self.key, head.as_slice());
        }
    }

    pub fn len(&self) -> u32 {
        self.len
    }

    fn page_key(&self, page: u32) -> Packed {
        let mut key = self.key.clone();
        page.encode_to(&mut key);
        key
    }

    fn load_page(&self, page: u32) -> Vec<u64> {
        load(&self.page_key(page)).map_or(Vec::new(), |bytes| tokens(Reader(bytes.as_slice())))
    }

    fn save_page(&self, page: u32, tokens: &[u64]) {
        let mut bytes = Packed::new();
        write(tokens, &mut bytes);
        save(&self.page_key(page), bytes.as_slice());
    }

    /// The number of the last page.
    fn last_page(&self) -> u32 {
        self.len.saturating_sub(1) / PAGE
    }

    /// Adds a token and answers its page; `None` if the list can't be longer.
    #[inline(never)]
    pub fn push(&mut self, token: u64) -> Option<u32> {
        let len = self.len.checked_add(1)?;
        if self.last.len() == PAGE as usize {
            self.save_page(self.last_page(), &self.last);
            self.last.clear();
        }
        self.last.push(token);
        self.len = len;
        Some(self.last_page())
    }

    /// Takes the token on this page out. The answer is a token that is on this page now and was not
    /// before.
    #[inline(never)]
    pub fn remove(&mut self, token: u64, page: u32) -> Option<u64> {
        let last_page = self.last_page();
        let moved = self.last.pop().unwrap_or(token);
        self.len = self.len.saturating_sub(1);
        let mut from_elsewhere = None;
        if page == last_page {
            replace(&mut self.last, token, moved);
        } else {
            let mut tokens = self.load_page(page);
            replace(&mut tokens, token, moved);
            self.save_page(page, &tokens);
            from_elsewhere = Some(moved);
        }
        if self.last.is_empty() && self.len > 0 {
            let page = self.last_page();
            self.last = self.load_page(page);
            clear(&self.page_key(page));
        }
        from_elsewhere
    }

    pub fn get(&self, index: u128) -> Option<u64> {
        let index = u32::try_from(index).ok().filter(|index| *index < self.len)?;
        let (page, place) = (index / PAGE, (index % PAGE) as usize);
        if page == self.last_page() {
            self.last.get(place).copied()
        } else {
            self.load_page(page).get(place).copied()
        }
    }
}

fn tokens(mut reader: Reader) -> Vec<u64> {
    let mut tokens = Vec::new();
    while !reader.0.is_empty() {
        tokens.push(u64::read(&mut reader));
    }
    tokens
}

fn write(tokens: &[u64], bytes: &mut Packed) {
    for token in tokens {
        bytes.write(&token.to_le_bytes());
    }
}

fn replace(tokens: &mut [u64], old: u64, new: u64) {
    if let Some(place) = tokens.iter_mut().find(|token| **token == old) {
        *place = new;
    }
}
