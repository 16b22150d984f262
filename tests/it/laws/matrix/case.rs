//! A cell of the matrix: a construct in its frame, on a menu with a gap.

use std::collections::BTreeSet;

use planlint::verdict::{Outcome, Verdict};
use planlint::vocabulary::{Exact, Interval};

use super::super::dice::Dice;
use super::chance::Chance;
use super::constructs::{CONSTRUCTS, Construct, Form};
use super::drawn::Sketch;
use super::facts::{Asked, Kind, Pool, WHOLE};
use super::frames::Frame;
use super::gaps::Gap;
use super::menus::Menu;
use super::prepared::Prepared;
use super::sense::{open_by_nature, senseless_with};

/// Numbers on the tape of a case and of a completion; what lies behind is 0.
pub(super) const TAPE: usize = 400;

/// A policy of one statement, and a menu that says less than all.
pub(super) struct Case {
    pub(super) statement: String,
    pub(super) prepared: Prepared,
    pub(super) asked: Asked,
    pub(super) pool: Pool,
    pub(super) partial: Menu,
    /// Some of it cannot be decided though everything is said, as the manual has it.
    pub(super) may_be_loose: bool,
    /// It is open though nothing could turn it: `is known` is never false, and some ways of not knowing do not go with it.
    pub(super) is_senseless: bool,
    /// What is assumed, as a rule, and what breaks it already: completions break it nowhere else.
    presumed: Option<(Prepared, BTreeSet<String>)>,
}

/// Which cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cell {
    pub(super) construct: usize,
    pub(super) frame: Frame,
    pub(super) gap: Gap,
}

impl Case {
    /// A case of a cell; none, if this menu has nothing to hide in this way.
    pub(super) fn drawn(cell: Cell, chance: &mut Chance) -> Result<Option<Case>, String> {
        let tape = chance.tape(TAPE);
        let mut dice = Dice::new(&tape);
        let construct = &CONSTRUCTS[cell.construct];
        let text = (construct.write)(&mut dice);
        let operator = dice.of(&["<=", ">=", "<", ">", "at most"]);
        let template = match construct.form {
            Form::Quantity(_) => {
                cell.frame.around(&format!("(({text}) {operator} @)"), construct.level, &mut dice)
            }
            Form::Condition => cell.frame.around(&format!("({text})"), construct.level, &mut dice),
            Form::Statement if cell.frame == Frame::Alone => text.clone(),
            Form::Statement => return Ok(None),
        };
        let asked = Asked::by(&template);
        let pool = Pool::of(&template);
        let sketch = Sketch { asked: &asked, pool: &pool };
        let mut menu = sketch.menu(&mut dice);
        if cell.gap == Gap::Quarter {
            menu = sketch.with_history(menu, &mut dice);
        }
        if !cell.gap.hide(&mut menu, &sketch, &mut dice) {
            return Ok(None);
        }
        if cell.gap != Gap::Quarter {
            menu = sketch.with_history(menu, &mut dice);
        }
        let statements = match construct.form {
            Form::Quantity(kind) => {
                let limits = limits(construct, &text, kind, &menu, cell.gap == Gap::Shorts, &mut dice)?;
                limits.iter().map(|limit| template.replace('@', limit)).collect()
            }
            _ => vec![template],
        };
        for statement in statements {
            if let Some(prepared) = prepared(&statement)? {
                let pool = Pool::of(&statement);
                let may_be_loose = open_by_nature(construct, cell.frame).is_some();
                let is_senseless = construct.name == "known" || senseless_with(construct, cell.gap).is_some();
                let presumed = presumed(&statement)?.map(|presumed| {
                    let broken = broken(&presumed, &menu);
                    (presumed, broken)
                });
                return Ok(Some(Case {
                    statement,
                    prepared,
                    asked,
                    pool,
                    partial: menu,
                    may_be_loose,
                    is_senseless,
                    presumed,
                }));
            }
        }
        Ok(None)
    }

    pub(super) fn sketch(&self) -> Sketch<'_> {
        Sketch { asked: &self.asked, pool: &self.pool }
    }

    /// A completion of its menu, as a tape has it, and how much of the tape it took.
    pub(super) fn completion(&self, tape: &super::super::dice::Tape) -> (Option<Menu>, usize) {
        let mut dice = Dice::new(tape);
        let completed = self.sketch().completed(&self.partial, &mut dice);
        let is_as_assumed = |menu: &Menu| {
            self.presumed.as_ref().is_none_or(|(presumed, so_far)| {
                let listed = |id: &String| self.partial.now.options.iter().any(|option| option.name == *id);
                broken(presumed, menu).iter().all(|id| so_far.contains(id) || !listed(id))
            })
        };
        (completed.filter(is_as_assumed), dice.read())
    }

    /// As a person reads it.
    pub(super) fn told(&self, completion: Option<&Menu>) -> String {
        let completion = completion.map(|menu| format!("--- completion\n{}", menu.texts().concat()));
        let menu = self.partial.texts().concat();
        format!("{}\n--- menu\n{menu}{}", self.statement, completion.unwrap_or_default())
    }
}

/// That options hold nothing of what is assumed not to be in them, as a rule; none where nothing is assumed.
fn presumed(statement: &str) -> Result<Option<Prepared>, String> {
    let Some((_, assumed)) = statement.split_once("\nassume options ") else { return Ok(None) };
    let (whose, classes) = assumed.split_once(" hold no ").ok_or("an assumption says of what")?;
    let (classes, _) = classes.split_once(" because").ok_or("an assumption says why")?;
    let sum = classes.replace(", ", " + ");
    Prepared::new(&format!("each option {whose}: {sum} <= 0%")).map(Some)
}

/// The options that break a rule.
fn broken(rule: &Prepared, menu: &Menu) -> BTreeSet<String> {
    let verdicts = rule.verdicts(menu);
    let broken = verdicts.into_iter().filter(|verdict| verdict.outcome == Outcome::Breach);
    broken.map(|verdict| verdict.subject.id).collect()
}

/// A policy that is read; none, if its limit decides nothing.
fn prepared(statement: &str) -> Result<Option<Prepared>, String> {
    match Prepared::new(statement) {
        Ok(prepared) => Ok(Some(prepared)),
        Err(why) if why.contains("whatever the menu says") || why.contains("can never hold") => Ok(None),
        Err(why) => Err(format!("{why}\n{statement}")),
    }
}

/// Limits at which the quantity turns on this menu: the ends of all that it may be, or close beside them.
fn limits(
    construct: &Construct,
    text: &str,
    kind: Kind,
    menu: &Menu,
    shorts: bool,
    dice: &mut Dice<'_>,
) -> Result<Vec<String>, String> {
    let usual: &[i64] = match kind {
        Kind::Share | Kind::Rate => &[10_000_000, 5_000_000, 50_000_000],
        Kind::Dollars => &[50_000_000, 10_000_000],
        Kind::Score => &[200, 0, 100],
        Kind::Whole(..) => &[2, 1, 3],
        Kind::Words(_) => &[],
    };
    let mut limits: Vec<i64> = Vec::new();
    let probe =
        Frame::Alone.around(&format!("({text}) <= {}", kind.written(usual[0])), construct.level, dice);
    if let Some(probe) = prepared(&probe)? {
        let verdicts = probe.verdicts(menu);
        let measured: Vec<&Interval> = verdicts.iter().filter_map(measure).collect();
        if !measured.is_empty() {
            let interval = measured[dice.pick(measured.len())];
            let ends: Vec<i64> =
                [&interval.low, &interval.high].iter().filter_map(|end| units(end.number()?, kind)).collect();
            // Of means over what is not all known, the last step would take things without number.
            let is_mean = ["share of", "average", "weight"].iter().any(|word| text.contains(word));
            let reach = if let [low, high] = ends[..] { high - low } else { 0 };
            let beside = match ends[..] {
                [low, high] if is_mean && low < high => {
                    dice.of(&[low, high, low + reach / 5, high - reach / 5])
                }
                [] => usual[0],
                _ => dice.of(&ends) + dice.of(&[0, 1, -1, 0]),
            };
            limits.push(beside);
            if let [low, _] = ends[..] {
                limits.push(low + reach / 2);
            }
        }
    }
    limits.extend(usual);
    // Mostly the first of them; a faulty limit makes way for the next.
    if dice.chance(1, 3) {
        let by = dice.pick(limits.len());
        limits.rotate_left(by);
    }
    // A share beyond 0% and 100% is one of what is sold short or borrowed.
    let is_share = matches!(kind, Kind::Share) && !text.contains(['+', '-', '*']) && !shorts;
    limits.retain(|limit| *limit >= 0 || !(is_share || matches!(kind, Kind::Whole(..))));
    limits.retain(|limit| *limit <= WHOLE || !is_share);
    // Every weight is from 0% to 100%.
    if is_share && text == "weight" {
        limits.retain(|limit| (1..WHOLE).contains(limit));
    }
    Ok(limits.into_iter().map(|limit| kind.written(limit)).collect())
}

pub(super) fn measure(verdict: &Verdict) -> Option<&Interval> {
    Some(&verdict.atoms.first()?.measure.as_ref()?.value)
}

/// A number in the unit of its kind, rounded down.
fn units(number: &Exact, kind: Kind) -> Option<i64> {
    let scale: i64 = match kind {
        Kind::Share | Kind::Rate => 100_000_000,
        Kind::Score => 100,
        Kind::Dollars | Kind::Whole(..) | Kind::Words(_) => 1,
    };
    (number * &Exact::from(scale)).floor_i64()
}
