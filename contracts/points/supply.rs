//! How many points there are, and how many there may be (M9).

use tongquan_host::storage::{get, set};

use crate::items::{key, Table};

#[derive(Default)]
pub struct Supply {
    pub total: u128,
    pub cap: Option<u128>,
}

impl Supply {
    #[inline(never)]
    pub fn load() -> Self {
        let (total, cap) = get(&key(Table::Supply, &[])).unwrap_or_default();
        Self { total, cap }
    }

    #[inline(never)]
    pub fn save(&self) {
        set(&key(Table::Supply, &[]), &(self.total, self.cap));
    }
}
