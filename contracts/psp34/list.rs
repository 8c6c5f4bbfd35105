//! Lists of tokens that cost little: one for each owner, and one of all tokens.
//!
//! A list is kept in pages of [`PAGE`] tokens. Its head holds the length and the last page, so that
//! most owners have all of theirs in one item. A token remembers the page that it is on; where on the
//! page, is looked up there. Who takes a token out, puts the list's last one in its place.

use ink::{
    prelude::vec::Vec,
    scale::{Encode, Output},
};
use tongquan_host::{clear, load, save, storage::key, Packed, Read, Reader};

/// How many tokens a page has.
pub const PAGE: u32 = 16;

pub struct List {
    /// The key of the head. The pages' keys continue it.
    key: Packed,
    len: u32,
    last: Page,
}

impl List {
    #[inline(never)]
    pub fn load(table: u8, owner: &[u8]) -> Self {
        let mut list = Self { key: key(table, &[owner]), len: 0, last: Page(Vec::new()) };
        if let Some(head) = &load(&list.key) {
            let mut reader = Reader(head.as_slice());
            list.len = Read::read(&mut reader);
            list.last = Page(reader.0.to_vec());
        }
        list
    }

    #[inline(never)]
    pub fn save(&self) {
        if self.len == 0 {
            clear(&self.key);
        } else {
            let mut head = Packed::new();
            self.len.encode_to(&mut head);
            head.write(&self.last.0);
            save(&self.key, head.as_slice());
        }
    }

    pub fn len(&self) -> u32 {
        self.len
    }

    #[inline(never)]
    fn page_key(&self, page: u32) -> Packed {
        let mut key = Packed::raw(self.key.as_slice());
        page.encode_to(&mut key);
        key
    }

    /// The number of the last page.
    fn last_page(&self) -> u32 {
        self.len.saturating_sub(1) / PAGE
    }

    /// Adds a token and answers its page; `None` if the list can't be longer.
    #[inline(never)]
    pub fn push(&mut self, token: u64) -> Option<u32> {
        let len = self.len.checked_add(1)?;
        if self.len > 0 && self.len % PAGE == 0 {
            self.last.save(&self.page_key(self.last_page()));
            self.last.0.clear();
        }
        self.last.0.extend_from_slice(&token.to_le_bytes());
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
            self.last.replace(token, moved);
        } else {
            let key = self.page_key(page);
            let mut tokens = Page::load(&key);
            tokens.replace(token, moved);
            tokens.save(&key);
            from_elsewhere = Some(moved);
        }
        if self.last.0.is_empty() && self.len > 0 {
            let key = self.page_key(self.last_page());
            self.last = Page::load(&key);
            clear(&key);
        }
        from_elsewhere
    }

    pub fn get(&self, index: u128) -> Option<u64> {
        let index = u32::try_from(index).ok()?;
        let (page, place) = (index / PAGE, (index % PAGE) as usize);
        if page == self.last_page() {
            self.last.get(place)
        } else {
            Page::load(&self.page_key(page)).get(place)
        }
    }
}

/// Tokens as they are stored: one number after the other.
struct Page(Vec<u8>);

/// How many bytes a token's number has.
const TOKEN: usize = 8;

impl Page {
    #[inline(never)]
    fn load(key: &Packed) -> Self {
        Self(load(key).as_ref().map_or(Vec::new(), |bytes| bytes.as_slice().to_vec()))
    }

    fn save(&self, key: &Packed) {
        save(key, &self.0);
    }

    fn get(&self, place: usize) -> Option<u64> {
        self.0.chunks_exact(TOKEN).nth(place).map(|token| u64::read(&mut Reader(token)))
    }

    fn pop(&mut self) -> Option<u64> {
        let rest = self.0.len().checked_sub(TOKEN)?;
        let token = u64::read(&mut Reader(&self.0[rest..]));
        self.0.truncate(rest);
        Some(token)
    }

    #[inline(never)]
    fn replace(&mut self, old: u64, new: u64) {
        let old = old.to_le_bytes();
        if let Some(place) = self.0.chunks_exact_mut(TOKEN).find(|token| **token == old) {
            place.copy_from_slice(&new.to_le_bytes());
        }
    }
}
