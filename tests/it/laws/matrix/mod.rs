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
mod plain;
mod prepared;
mod reached;
mod same;
mod sense;

use std::collections::BTreeMap;

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

/// Where a cell is, in words.
fn place(cell: Cell) -> String {
    format!("{}, {}, {}", CONSTRUCTS[cell.construct].name, cell.frame.name(), cell.gap.name())
}

/// Hunts in these cells, so many cases in each.
fn hunted(cells: impl Iterator<Item = Cell>, cases: usize, effort: Effort) -> Tally {
    let seed = number("LAWS_SEED", 404) as u64;
    let mut tally = Tally::default();
    for cell in cells {
        for case in 0..cases {
            let parts = [cell.construct, cell.frame as usize, cell.gap as usize, case];
            tally.hunt(cell, effort, &mut Chance::of(seed, &parts));
        }
    }
    tally
}

fn told(found: &BTreeMap<String, String>, most: usize) -> String {
    found.iter().take(most).map(|(place, text)| format!("{place}: {text}\n")).collect()
}

/// One case of every tenth cell, each held against a few completions.
#[test]
fn matrix_verdicts_hold_on_completions() {
    let effort = Effort { completions: 4, search: 4 };
    let tally = hunted(cells().step_by(11), number("LAWS_CASES", 1), effort);
    assert!(tally.refused.is_empty(), "{}", told(&tally.refused, 3));
    assert!(tally.wrong.is_empty(), "{} cells, among them {}", tally.wrong.len(), told(&tally.wrong, 3));
}

/// `LAWS_CASES` cases of every cell whose place has `MATRIX_ONLY` in it; `MATRIX_SHOW` examples of what was found.
#[test]
#[ignore = "it takes minutes: cargo test --release --test it matrix -- --ignored --nocapture"]
fn matrix_hunt() {
    let only = std::env::var("MATRIX_ONLY").unwrap_or_default();
    let effort = Effort { completions: 12, search: 1500 };
    let chosen = cells().filter(|cell| place(*cell).contains(&only));
    let tally = hunted(chosen, number("LAWS_CASES", 4), effort);
    let show = number("MATRIX_SHOW", 5);
    for (what, found) in [
        ("refused", &tally.refused),
        ("wrong", &tally.wrong),
        ("not decided though all is said", &tally.loose),
        ("avoidable", &tally.avoidable),
    ] {
        for (place, text) in found.iter().take(show) {
            println!("=== {what}: {place}\n{text}");
        }
    }
    println!("{}", tally.table());
    assert!(tally.refused.is_empty(), "{} cells have no policy", tally.refused.len());
    assert!(tally.wrong.is_empty(), "{} cells have a wrong verdict", tally.wrong.len());
}
