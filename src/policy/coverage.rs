//! What the rows of a table cover: values that no row is about, and rows that no value reaches.
//!
//! Each key is cut, at every value that a row names, into pieces that no row tells apart. A table is then a grid of
//! few cells, and each can be asked which row governs there.

use std::collections::BTreeMap;

use super::core::{Operator, Quantity, QuantityKind, TableKey};
use super::limits;
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::Name;
use crate::vocabulary::{
    Duration, DurationUnit, Exact, Frequency, Interval, RatingScale, Rounding, Schema, Type, Value, shown,
    written,
};

/// Gaps that a message names.
const MOST_GAPS: usize = 4;

/// A row, as far as it covers anything.
pub(super) struct Row {
    /// One for each key.
    pub(super) cells: Vec<Cell>,
    /// Where it stands.
    pub(super) at: Span,
}

/// The values of a key that a cell covers.
#[derive(Clone, PartialEq)]
pub(super) enum Cell {
    /// `otherwise`, that there is none included.
    Anything,
    Words(Vec<String>),
    Line(Vec<Stretch>),
}

/// A value on the line of its type, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Place {
    pub(super) number: Exact,
    label: String,
}

/// All values between two ends, either of which may be missing or left out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stretch {
    low: Option<(Place, bool)>,
    high: Option<(Place, bool)>,
}

/// A key: how it is called, and what it can be.
pub(super) struct Axis {
    what: String,
    domain: Domain,
}

enum Domain {
    /// These words; where `open`, any other text too.
    Words { words: Vec<String>, open: bool },
    /// Numbers of a type, and among them the usual ones; rungs and days are whole.
    Line { range: Interval, usual: Interval, ty: Type, whole: bool },
}

/// Values of a key that no row tells apart.
enum Piece {
    Word(String),
    OtherText,
    Stretch(Stretch),
    /// Where only what is sold short or borrowed can lie. A row may cover it, and none has to.
    Beyond(Stretch),
    /// The menu says that there is none.
    Absent,
}

impl Stretch {
    /// What an operator and a value cover.
    pub(super) fn from(operator: Operator, place: Place) -> Self {
        let end = |included| Some((place.clone(), included));
        match operator {
            Operator::Below => Stretch { low: None, high: end(false) },
            Operator::AtMost => Stretch { low: None, high: end(true) },
            Operator::AtLeast => Stretch { low: end(true), high: None },
            Operator::Above => Stretch { low: end(false), high: None },
            Operator::Equal | Operator::NotEqual => Stretch { low: end(true), high: end(true) },
        }
    }

    pub(super) fn between(low: Place, high: Place) -> Self {
        Stretch { low: Some((low, true)), high: Some((high, true)) }
    }

    fn contains(&self, number: &Exact) -> bool {
        let above = self
            .low
            .as_ref()
            .is_none_or(|(low, is_in)| low.number < *number || *is_in && low.number == *number);
        let below = self
            .high
            .as_ref()
            .is_none_or(|(high, is_in)| *number < high.number || *is_in && high.number == *number);
        above && below
    }

    /// One of its values.
    fn sample(&self) -> Exact {
        match (&self.low, &self.high) {
            (Some((low, _)), Some((high, _))) => {
                (&low.number + &high.number).divided_by(&Exact::from(2_i64)).unwrap_or_else(Exact::zero)
            }
            (Some((low, _)), None) => &low.number + &Exact::one(),
            (None, Some((high, _))) => &high.number - &Exact::one(),
            (None, None) => Exact::zero(),
        }
    }

    /// Without the ends that are left out, for values that are whole numbers; `None` if nothing is left.
    fn whole(self, ty: &Type) -> Option<Self> {
        let step = |end: Option<(Place, bool)>, by: Exact| {
            end.map(|(place, is_in)| match is_in {
                true => (place, true),
                false => {
                    let number = &place.number + &by;
                    (Place { label: shown(ty, &number, None, 8, Rounding::Nearest), number }, true)
                }
            })
        };
        let low = step(self.low, Exact::one());
        let high = step(self.high, -&Exact::one());
        match (&low, &high) {
            (Some((low, _)), Some((high, _))) if low.number > high.number => None,
            _ => Some(Stretch { low, high }),
        }
    }

    fn words(&self) -> String {
        match (&self.low, &self.high) {
            (Some((low, _)), Some((high, _))) if low.number == high.number => low.label.clone(),
            (Some((low, true)), Some((high, true))) => format!("{} to {}", low.label, high.label),
            (Some((low, true)), Some((high, false))) => {
                format!("at least {} and below {}", low.label, high.label)
            }
            (Some((low, false)), Some((high, true))) => {
                format!("above {} and at most {}", low.label, high.label)
            }
            (Some((low, false)), Some((high, false))) => {
                format!("above {} and below {}", low.label, high.label)
            }
            (Some((low, true)), None) => format!("at least {}", low.label),
            (Some((low, false)), None) => format!("above {}", low.label),
            (None, Some((high, true))) => format!("at most {}", high.label),
            (None, Some((high, false))) => format!("below {}", high.label),
            (None, None) => "anything".into(),
        }
    }
}

/// Where a written value stands on the line of its type.
pub(super) fn place(quantity: &Quantity) -> Option<Place> {
    let QuantityKind::Literal(value) = &quantity.kind else { return None };
    let number = match value {
        Value::Duration(duration) => usual_days(*duration),
        value => limits::written(value)?,
    };
    Some(Place { number, label: written(value) })
}

/// The days of a length of time in the middle of a year like any other. Rows of one unit cover the same on every day;
/// rows of several units are read in the sense in which they were written.
fn usual_days(duration: Duration) -> Exact {
    let count = Exact::from(i64::from(duration.count));
    let each = match duration.unit {
        DurationUnit::Day => Exact::ratio(1, 1),
        DurationUnit::BusinessDay => Exact::ratio(7, 5),
        DurationUnit::Week => Exact::ratio(7, 1),
        // 146,097 days are 400 years.
        DurationUnit::Month => Exact::ratio(146_097, 4_800),
        DurationUnit::Quarter => Exact::ratio(146_097, 1_600),
        DurationUnit::Year => Exact::ratio(146_097, 400),
    };
    each.map_or(count.clone(), |each| &count * &each)
}

impl Axis {
    /// `scale` is that of the ratings that its cells name.
    pub(super) fn of(key: &TableKey, scale: Option<RatingScale>, schema: &Schema) -> Self {
        match key {
            TableKey::Quantity(quantity) => {
                let ty = match &quantity.ty {
                    Type::Rating(own) => Type::Rating(own.or(scale)),
                    other => other.clone(),
                };
                let last = |last: i64| Interval::between(Exact::zero(), Exact::from(last));
                let steps = match &ty {
                    Type::Rating(scale) => Some(last(scale.unwrap_or(RatingScale::LongTerm).top())),
                    Type::Frequency => Some(last(Frequency::Daily.rank())),
                    // The time to a day that is already past is below nothing.
                    Type::Duration if matches!(quantity.kind, QuantityKind::Fact(_)) => {
                        Some(Interval::at_least(Exact::zero()))
                    }
                    _ => None,
                };
                let (range, usual) = match steps {
                    Some(steps) => (steps.clone(), steps),
                    None => (limits::possible(quantity, schema), limits::ordinary(quantity, schema)),
                };
                let whole = matches!(ty, Type::Rating(_) | Type::Frequency | Type::Date);
                Axis {
                    what: super::describe(quantity, schema),
                    domain: Domain::Line { range, usual, ty, whole },
                }
            }
            TableKey::Word(fact) => {
                let (words, open) = match &schema.fact(fact.fact).ty {
                    Type::Choice(words) => (words.clone(), false),
                    _ => (Vec::new(), true),
                };
                Axis { what: schema.key_name(*fact), domain: Domain::Words { words, open } }
            }
            TableKey::Condition(condition) => {
                let words = vec!["yes".into(), "no".into()];
                Axis {
                    what: super::describe_condition(condition, schema),
                    domain: Domain::Words { words, open: false },
                }
            }
        }
    }

    /// The key cut at every value that one of the cells names.
    fn pieces<'c>(&self, cells: impl Iterator<Item = &'c Cell>) -> Vec<Piece> {
        let mut pieces = match &self.domain {
            Domain::Words { words, open: false } => words.iter().cloned().map(Piece::Word).collect(),
            Domain::Words { .. } => {
                let named = cells.filter_map(|cell| match cell {
                    Cell::Words(words) => Some(words),
                    _ => None,
                });
                let mut words: Vec<String> = named.flatten().cloned().collect();
                words.sort();
                words.dedup();
                let mut pieces: Vec<Piece> = words.into_iter().map(Piece::Word).collect();
                pieces.push(Piece::OtherText);
                pieces
            }
            Domain::Line { range, usual, ty, whole } => cut((range, usual), ty, *whole, cells),
        };
        pieces.push(Piece::Absent);
        pieces
    }
}

/// A line cut at the ends of stretches: the stretches between the cuts, and the cuts themselves.
fn cut<'c>(
    (range, usual): (&Interval, &Interval),
    ty: &Type,
    whole: bool,
    cells: impl Iterator<Item = &'c Cell>,
) -> Vec<Piece> {
    let label = |number: &Exact| shown(ty, number, None, 8, Rounding::Nearest);
    let mut cuts: BTreeMap<Exact, String> = BTreeMap::new();
    let ends = [range, usual].into_iter().flat_map(|range| [range.low.number(), range.high.number()]);
    for end in ends.flatten() {
        cuts.insert(end.clone(), label(end));
    }
    for cell in cells {
        let Cell::Line(stretches) = cell else { continue };
        for (place, _) in stretches.iter().flat_map(|stretch| [&stretch.low, &stretch.high]).flatten() {
            cuts.insert(place.number.clone(), place.label.clone());
        }
    }
    let mut stretches = Vec::new();
    let mut low: Option<Place> = None;
    for (number, label) in cuts {
        let place = Place { number, label };
        stretches.push(Stretch { low: low.map(|low| (low, false)), high: Some((place.clone(), false)) });
        stretches.push(Stretch::between(place.clone(), place.clone()));
        low = Some(place);
    }
    stretches.push(Stretch { low: low.map(|low| (low, false)), high: None });
    let within = stretches.into_iter().filter(|stretch| range.contains(&stretch.sample()));
    let kept = within.filter_map(|stretch| if whole { stretch.whole(ty) } else { Some(stretch) });
    let is_usual = |stretch: &Stretch| usual.contains(&stretch.sample());
    kept.map(|stretch| if is_usual(&stretch) { Piece::Stretch(stretch) } else { Piece::Beyond(stretch) })
        .collect()
}

impl Cell {
    fn covers(&self, piece: &Piece) -> bool {
        match (self, piece) {
            (Cell::Anything, _) => true,
            (Cell::Words(words), Piece::Word(word)) => words.contains(word),
            (Cell::Line(stretches), Piece::Stretch(piece) | Piece::Beyond(piece)) => {
                let sample = piece.sample();
                stretches.iter().any(|stretch| stretch.contains(&sample))
            }
            _ => false,
        }
    }
}

/// What is wrong with what the rows cover.
pub(super) fn faults(table: &Name, axes: &[Axis], rows: &[Row]) -> Vec<Diagnostic> {
    let column = |index: usize| rows.iter().filter_map(move |row| row.cells.get(index));
    let pieces: Vec<Vec<Piece>> =
        axes.iter().enumerate().map(|(index, axis)| axis.pieces(column(index))).collect();
    let nothing = [Piece::Absent];
    let (Some(first), second) = (pieces.first(), pieces.get(1)) else { return Vec::new() };
    // A table of one key is one of two, of which nobody asks the second.
    let second = second.map_or(nothing.as_slice(), Vec::as_slice);
    // Which pieces a cell covers is found once, not for each pair.
    let covers = |index: usize, pieces: &[Piece]| -> Vec<Vec<bool>> {
        rows.iter()
            .map(|row| {
                let cell = row.cells.get(index).unwrap_or(&Cell::Anything);
                pieces.iter().map(|piece| cell.covers(piece)).collect()
            })
            .collect()
    };
    let (of_first, of_second) = (covers(0, first), covers(1, second));
    let mut reached = vec![false; rows.len()];
    let mut gaps: Vec<(usize, Vec<usize>)> = Vec::new();
    for (a, piece) in first.iter().enumerate() {
        let here: Vec<usize> = (0..rows.len()).filter(|row| of(&of_first, *row, a)).collect();
        let mut open = Vec::new();
        for (b, other) in second.iter().enumerate() {
            match here.iter().find(|row| of(&of_second, **row, b)) {
                Some(row) => reached.iter_mut().skip(*row).take(1).for_each(|reached| *reached = true),
                None if matches!(piece, Piece::Beyond(_)) || matches!(other, Piece::Beyond(_)) => {}
                // What is said not to be there is about nothing without any row.
                None if matches!(piece, Piece::Absent) => {}
                None if matches!(other, Piece::Absent) && axes.len() > 1 => {}
                None => open.push(b),
            }
        }
        if !open.is_empty() {
            gaps.push((a, open));
        }
    }
    let mut faults = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        if !reached.get(index).copied().unwrap_or(true) {
            faults.push(unreached(table, rows, row, index));
        }
    }
    if !gaps.is_empty() {
        let told = gap_words(axes, first, second, &gaps);
        faults.push(gap(table, told));
    }
    faults
}

fn of(covers: &[Vec<bool>], row: usize, piece: usize) -> bool {
    covers.get(row).and_then(|row| row.get(piece)).copied().unwrap_or(false)
}

fn unreached(table: &Name, rows: &[Row], row: &Row, index: usize) -> Diagnostic {
    let name = &table.word;
    let same = rows.iter().take(index).find(|above| above.cells == row.cells);
    let message = match (same, index) {
        (Some(_), _) => format!("`{name}` has two rows for the same, and the second can never govern"),
        (None, 0) => format!("nothing that can be looked up in `{name}` reaches this row"),
        (None, _) => format!("no value is left for this row of `{name}`: the rows above it cover all of it"),
    };
    let diagnostic = Diagnostic::new(&kinds::TABLE_OVERLAP, row.at, message)
        .label("never governs")
        .note("the first row that fits governs, from the top");
    match same {
        Some(above) => diagnostic.also(above.at, "this one governs").help("take one of them out"),
        None => diagnostic.help("take it out, or move it above the rows that cover it"),
    }
}

fn gap(table: &Name, told: Vec<String>) -> Diagnostic {
    let name = &table.word;
    let message = match told.as_slice() {
        [only] => format!("`{name}` does not say what holds where {only}"),
        many => format!("`{name}` leaves out {} cases", many.len()),
    };
    let mut diagnostic =
        Diagnostic::new(&kinds::TABLE_GAP, table.at, message).label("its rows leave this out");
    if told.len() > 1 {
        for gap in told.iter().take(MOST_GAPS) {
            diagnostic = diagnostic.note(format!("no row where {gap}"));
        }
        let more = told.len().saturating_sub(MOST_GAPS);
        if more > 0 {
            diagnostic = diagnostic.note(format!("and {more} more"));
        }
    }
    diagnostic.help("add a row for it, or a last one for whatever is left: `otherwise: …`")
}

/// What no row covers, in words: values that lack the same together.
fn gap_words(axes: &[Axis], first: &[Piece], second: &[Piece], gaps: &[(usize, Vec<usize>)]) -> Vec<String> {
    let name = |index: usize| axes.get(index).map_or("", |axis| axis.what.as_str());
    let mut alike: Vec<(Vec<usize>, &[usize])> = Vec::new();
    for (piece, open) in gaps {
        match alike.iter_mut().find(|(_, other)| *other == open.as_slice()) {
            Some((pieces, _)) => pieces.push(*piece),
            None => alike.push((vec![*piece], open)),
        }
    }
    let mut told = Vec::new();
    for (pieces, open) in alike {
        for words in runs(first, &pieces) {
            if axes.len() < 2 {
                told.push(format!("`{}` is {words}", name(0)));
                continue;
            }
            for other in runs(second, open) {
                told.push(format!("`{}` is {words} and `{}` is {other}", name(0), name(1)));
            }
        }
    }
    told
}

/// Pieces in words: stretches that touch are one, words are listed.
fn runs(pieces: &[Piece], which: &[usize]) -> Vec<String> {
    let mut words: Vec<&str> = Vec::new();
    let mut stretches: Vec<(usize, Stretch)> = Vec::new();
    for index in which {
        match pieces.get(*index) {
            Some(Piece::Word(word)) => words.push(word),
            Some(Piece::OtherText) => words.push("any other text"),
            Some(Piece::Stretch(stretch)) => match stretches.last_mut() {
                Some((last, run)) if last.saturating_add(1) == *index => {
                    *last = *index;
                    run.high.clone_from(&stretch.high);
                }
                _ => stretches.push((*index, stretch.clone())),
            },
            Some(Piece::Absent | Piece::Beyond(_)) | None => {}
        }
    }
    let mut told: Vec<String> = stretches.iter().map(|(_, stretch)| stretch.words()).collect();
    if !words.is_empty() {
        told.push(one_of(&words));
    }
    told
}

/// `core, extended or window`; of many, the first few.
fn one_of(words: &[&str]) -> String {
    const SHOWN: usize = 6;
    let more = words.len().saturating_sub(SHOWN);
    match words.split_last() {
        Some((last, rest)) if more == 0 && !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ if more > 0 => {
            let shown: Vec<&str> = words.iter().take(SHOWN).copied().collect();
            format!("{} or one of {more} more", shown.join(", "))
        }
        _ => words.concat(),
    }
}
