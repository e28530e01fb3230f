//! A small generator of numbers with a fixed seed, so that a failure can be run again. The library's own tests use it too.

#![allow(dead_code)]

pub struct Random(pub u64);

impl Random {
    /// A number from zero up to a limit that is left out.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    pub fn of<'t, T>(&mut self, choices: &'t [T]) -> &'t T {
        &choices[self.below(choices.len())]
    }
}
