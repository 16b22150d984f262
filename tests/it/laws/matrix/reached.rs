//! Whether the matrix reaches what it is to try: each construct in each frame, and with each gap, decided and left open.

use std::thread;

use planlint::verdict::Outcome;

use super::case::{Case, Cell};
use super::chance::Chance;
use super::constructs::{CONSTRUCTS, Form};
use super::frames::{FRAMES, Frame};
use super::gaps::{GAPS, Gap};
use super::number;
use super::sense::{never_decided, senseless_in, senseless_with};

/// Cases that are drawn of one construct in one frame, or with one gap, until both were found.
const MOST: usize = 20_000;

/// In so many parts, side by side.
const PARTS: usize = 4;

/// What was found of a construct in a frame, or with a gap.
#[derive(Default)]
struct Reached {
    decided: bool,
    open: bool,
}

fn frames_of(construct: usize) -> &'static [Frame] {
    match CONSTRUCTS[construct].form {
        Form::Statement => &FRAMES[..1],
        _ => &FRAMES,
    }
}

fn reached(cells: &[Cell], is_never_decided: bool, chance: &mut Chance) -> Result<Reached, String> {
    let mut reached = Reached { decided: is_never_decided, open: false };
    for cell in cells.iter().cycle().take(MOST) {
        let Some(case) = Case::drawn(*cell, chance)? else { continue };
        for verdict in case.prepared.verdicts(&case.partial) {
            match verdict.outcome {
                Outcome::Unknown => reached.open = true,
                _ => reached.decided = true,
            }
        }
        if reached.decided && reached.open {
            break;
        }
    }
    Ok(reached)
}

/// What is not reached both ways, of the constructs from one on, so many apart.
fn missed(first: usize, step: usize) -> Vec<String> {
    let seed = number("LAWS_SEED", 404) as u64;
    let mut missed = Vec::new();
    for construct in (first..CONSTRUCTS.len()).step_by(step) {
        let one = &CONSTRUCTS[construct];
        let frames = frames_of(construct);
        let with = |gap: Gap| -> Vec<Cell> {
            frames.iter().map(|frame| Cell { construct, frame: *frame, gap }).collect()
        };
        let within = |frame: Frame| -> Vec<Cell> { GAPS.map(|gap| Cell { construct, frame, gap }).to_vec() };
        let gaps = GAPS.iter().filter(|gap| senseless_with(one, **gap).is_none());
        let gaps = gaps.map(|gap| (gap.name(), with(*gap), never_decided(one, *gap).is_some()));
        let frames = frames.iter().filter(|frame| senseless_in(one, **frame).is_none());
        let frames = frames.map(|frame| (frame.name(), within(*frame), false));
        for (number, (name, cells, is_never_decided)) in gaps.chain(frames).enumerate() {
            let mut chance = Chance::of(seed, &[construct, number, 77]);
            match reached(&cells, is_never_decided, &mut chance) {
                Ok(Reached { decided: true, open: true }) => {}
                Ok(Reached { decided, .. }) => {
                    missed.push(format!(
                        "{}, {name}: never {}",
                        one.name,
                        if decided { "open" } else { "decided" }
                    ));
                }
                Err(why) => missed.push(format!("{}, {name}: no policy, {why}", one.name)),
            }
        }
    }
    missed
}

#[test]
fn every_construct_is_decided_and_left_open_in_every_frame_and_with_every_gap() {
    let missed: Vec<String> = thread::scope(|scope| {
        let parts: Vec<_> = (0..PARTS).map(|first| scope.spawn(move || missed(first, PARTS))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    });
    assert!(missed.is_empty(), "{} are not reached both ways:\n{}", missed.len(), missed.join("\n"));
}
