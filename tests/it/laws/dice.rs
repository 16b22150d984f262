//! Choices of a generator, read from a tape of numbers.
//!
//! proptest makes and shortens the tape; what is built from it stays well-formed all the while. A tape that has run
//! out answers 0, and 0 is always the simplest choice, so a shorter tape is a smaller case.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

/// A tape, and how far it has been read.
pub(super) struct Dice<'t> {
    tape: &'t [u16],
    at: usize,
}

impl<'t> Dice<'t> {
    pub(super) fn new(tape: &'t Tape) -> Self {
        Dice { tape: &tape.0, at: 0 }
    }

    /// How many numbers have been asked for.
    pub(super) fn read(&self) -> usize {
        self.at
    }

    /// A number below `many`.
    pub(super) fn pick(&mut self, many: usize) -> usize {
        let number = self.tape.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % many.max(1)
    }

    /// Yes in `part` of `whole` cases; no, if the tape has run out.
    pub(super) fn chance(&mut self, part: usize, whole: usize) -> bool {
        self.pick(whole) >= whole - part
    }

    pub(super) fn of<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.pick(choices.len())].clone()
    }

    /// The same things in another order.
    pub(super) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let other = last - self.pick(last + 1);
            things.swap(last, other);
        }
    }
}

/// The numbers of a tape. What was built from them is told by whoever fails; they only fill a line.
#[derive(Clone)]
pub(super) struct Tape(pub(super) Vec<u16>);

impl std::fmt::Debug for Tape {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let numbers: Vec<String> = self.0.iter().map(u16::to_string).collect();
        write!(formatter, "[{}]", numbers.join(","))
    }
}

/// A tape of at most `longest` numbers.
pub(super) fn tape(longest: usize) -> impl Strategy<Value = Tape> {
    proptest::collection::vec(any::<u16>(), longest / 2..longest).prop_map(Tape)
}

/// The same cases in every run and everywhere; a failure becomes a case of its own in the test, not a file.
pub(super) fn config(cases: u32) -> Config {
    // More of everything, for a hunt by hand: `LAWS_CASES=20 LAWS_SEED=7 cargo test laws`.
    let hunt = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    Config {
        cases: cases * hunt("LAWS_CASES").unwrap_or(1),
        rng_seed: RngSeed::Fixed(u64::from(hunt("LAWS_SEED").unwrap_or(404))),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    }
}
