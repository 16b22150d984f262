//! The matrix: every form of the language on menus that leave something open in every way.
//!
//! Each cell is a construct, where it stands, and a way of not knowing. What is said of a menu with the gap has to hold on
//! whatever completes it, and where nothing is said, completions have to differ.

mod case;
mod chance;
mod completion;
mod constructs;
mod drawn;
mod facts;
mod frames;
mod gaps;
mod hunt;
mod menus;
mod prepared;

use case::Cell;
use chance::Chance;
use constructs::{CONSTRUCTS, Form};
use frames::{FRAMES, Frame};
use gaps::GAPS;
use hunt::{Effort, Tally};

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// All cells there are; a statement stands by itself only.
fn cells() -> impl Iterator<Item = Cell> {
    (0..CONSTRUCTS.len()).flat_map(|construct| {
        let frames = match CONSTRUCTS[construct].form {
            Form::Statement => &FRAMES[..1],
            _ => &FRAMES[..],
        };
        let of_frame = move |frame: &Frame| {
            let frame = *frame;
            GAPS.map(move |gap| Cell { construct, frame, gap })
        };
        frames.iter().flat_map(of_frame)
    })
}

/// `LAWS_CASES` cases of every cell.
#[test]
#[ignore = "it takes minutes: cargo test --release --test it matrix -- --ignored --nocapture"]
fn matrix_hunt() {
    let (cases, seed) = (number("LAWS_CASES", 4), number("LAWS_SEED", 404));
    let only = std::env::var("MATRIX_ONLY").unwrap_or_default();
    let effort = Effort { completions: 12, search: 300 };
    let mut tally = Tally::default();
    for (at, cell) in cells().enumerate() {
        let place = format!("{}, {}, {}", CONSTRUCTS[cell.construct].name, cell.frame.name(), cell.gap.name());
        if !place.contains(&only) {
            continue;
        }
        for case in 0..cases {
            tally.hunt(cell, effort, &mut Chance::of(seed as u64, &[at, case]));
        }
    }
    for (what, found) in
        [("WRONG", &tally.wrong), ("LOOSE", &tally.loose), ("AVOIDABLE", &tally.avoidable)]
    {
        for (place, text) in found.iter().take(number("MATRIX_SHOW", 5)) {
            println!("=== {what}: {place}\n{text}");
        }
    }
    println!("{}", tally.table());
    assert!(tally.wrong.is_empty(), "{} cells have a wrong verdict", tally.wrong.len());
}
