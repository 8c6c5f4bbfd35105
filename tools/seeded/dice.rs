/// Draws from a seed. With the same seed they are the same.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// A number, each as likely. (SplitMix64)
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.roll() % end
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    pub fn any<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| self.pick(from))
    }

    /// The number, or one of its neighbours.
    pub fn near(&mut self, number: u64) -> u64 {
        match self.below(3) {
            0 => number.saturating_sub(1),
            1 => number,
            _ => number.saturating_add(1),
        }
    }

    /// The amount, or one unit less or more.
    pub fn near_amount(&mut self, amount: u128) -> u128 {
        match self.below(3) {
            0 => amount.saturating_sub(1),
            1 => amount,
            _ => amount.saturating_add(1),
        }
    }

    /// A number of points, of `all` that there are: small, all of it, too many, or beyond everything.
    pub fn amount(&mut self, all: u128) -> u128 {
        match self.below(16) {
            0 => 1,
            1 => 2,
            2 => 19,
            3 => 20,
            4 => 21,
            5 => all,
            6 => all.saturating_add(1),
            7 => u128::MAX,
            8 => u128::MAX - 1,
            9 => all / 2,
            10 => all / 3,
            11 => u128::MAX / 2,
            _ => u128::from(self.below(60)) + 1,
        }
    }
}

/// Makes a `Dice` that draws what only one test suite needs, besides.
#[macro_export]
macro_rules! own_dice {
    () => {
        pub struct Dice($crate::Dice);

        impl Dice {
            pub fn new(seed: u64) -> Self {
                Self($crate::Dice(seed))
            }
        }

        impl std::ops::Deref for Dice {
            type Target = $crate::Dice;

            fn deref(&self) -> &$crate::Dice {
                &self.0
            }
        }

        impl std::ops::DerefMut for Dice {
            fn deref_mut(&mut self) -> &mut $crate::Dice {
                &mut self.0
            }
        }
    };
}
