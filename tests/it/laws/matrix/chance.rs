//! Tapes without end, all from one number.

use super::super::dice::Tape;

/// A source of numbers: the same ones for the same seed, everywhere.
#[derive(Clone)]
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D)
    }

    /// One of a kind within a run: what is drawn for it depends on nothing drawn before.
    pub(super) fn of(seed: u64, parts: &[usize]) -> Self {
        let mixed = parts.iter().fold(seed, |mixed, part| Chance(mixed ^ *part as u64).number());
        Chance::new(mixed)
    }

    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, many: usize) -> usize {
        (self.number() % many.max(1) as u64) as usize
    }

    pub(super) fn tape(&mut self, length: usize) -> Tape {
        Tape((0..length).map(|_| self.number() as u16).collect())
    }

    /// A tape that differs in a few of its first `read` numbers.
    pub(super) fn changed(&mut self, tape: &Tape, read: usize) -> Tape {
        let mut tape = tape.clone();
        for _ in 0..1 + self.below(4) {
            let at = self.below(read.min(tape.0.len()));
            tape.0[at] = self.number() as u16;
        }
        tape
    }
}
