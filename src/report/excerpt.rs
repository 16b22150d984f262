//! Excerpts: the lines that a message points at, cut to the width, from one file or two.

use crate::diagnostics::{Diagnostic, Label};
use crate::source::{SourceId, SourceMap};

use super::layout::{printable, steers, wrap};

/// Lines that stand this near to each other are shown together.
const NEAR: usize = 3;
/// A label's text has at least this much room, if need be by cutting the line.
const ROOM: usize = 26;

/// The lines of one message, as stretches of files, one after another in a text of their own.
///
/// A drawing library wants one text with offsets into it; this is that text, with nothing in it but what is drawn.
/// So a message about a line of a large file costs no more than one about a small file.
#[derive(Debug, Default)]
pub(crate) struct Excerpt {
    pub(crate) parts: Vec<Part>,
    pub(crate) marks: Vec<Mark>,
    /// Labels that the lines have no room for, as `file:line:column: text`.
    pub(crate) rest: Vec<String>,
}

/// Consecutive lines of a file.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// Its offset in the excerpt.
    pub(crate) start: usize,
    /// The number of its first line, from 1.
    pub(crate) first_line: usize,
    /// Its lines as drawn, each with its line break.
    pub(crate) text: String,
}

/// A label, at its place in the excerpt.
#[derive(Debug)]
pub(crate) struct Mark {
    pub(crate) start: usize,
    pub(crate) len: usize,
    pub(crate) text: String,
    pub(crate) primary: bool,
    /// Where it stands in its file.
    pub(crate) line: usize,
    pub(crate) column: usize,
}

impl Part {
    /// One past its last byte in the excerpt.
    pub(crate) fn end(&self) -> usize {
        self.start.saturating_add(self.text.len())
    }
}

/// The excerpt for a message, no wider than `width`.
pub(crate) fn excerpt(message: &Diagnostic, sources: &SourceMap, width: usize) -> Excerpt {
    let mut excerpt = Excerpt::default();
    let mut pins: Vec<Pin<'_>> = Vec::new();
    for (index, label) in message.primary.iter().chain(&message.others).enumerate() {
        // Rows of a table are drawn as such.
        if sources.get(label.at.source).is_some_and(|source| source.cell_at(label.at.start).is_some()) {
            continue;
        }
        let place = sources.line_column(label.at);
        pins.push(Pin { label, line: place.line, column: place.column, primary: index == 0 });
    }
    let mut order: Vec<SourceId> = Vec::new();
    for pin in &pins {
        if !order.contains(&pin.label.at.source) {
            order.push(pin.label.at.source);
        }
    }
    for source in order {
        let mut here: Vec<&Pin<'_>> = pins.iter().filter(|pin| pin.label.at.source == source).collect();
        here.sort_by_key(|pin| pin.label.at);
        let mut cluster: Vec<&Pin<'_>> = Vec::new();
        for pin in here {
            if cluster.last().is_some_and(|last| pin.line.saturating_sub(last.line) > NEAR) {
                excerpt.add(&std::mem::take(&mut cluster), sources, width);
            }
            cluster.push(pin);
        }
        excerpt.add(&cluster, sources, width);
    }
    excerpt
}

/// A label and where it stands.
struct Pin<'a> {
    label: &'a Label,
    line: usize,
    column: usize,
    primary: bool,
}

impl Excerpt {
    fn add(&mut self, pins: &[&Pin<'_>], sources: &SourceMap, width: usize) {
        let (Some(first), Some(last)) = (pins.first(), pins.last()) else { return };
        let Some(source) = sources.get(first.label.at.source) else { return };
        let start = self.parts.last().map_or(0, Part::end);
        let mut part =
            Part { name: printable(&source.name), start, first_line: first.line, text: String::new() };
        // `│` and the blanks around it, and the number of the last line.
        let room = width.saturating_sub(last.line.to_string().len().saturating_add(5));
        for number in first.line..=last.line {
            let span = source.line_span(number);
            let here: Vec<&Pin<'_>> = pins.iter().copied().filter(|pin| pin.line == number).collect();
            let line = Line::new(source.slice(span), span.start);
            self.draw(&mut part, &line, &here, room);
        }
        self.parts.push(part);
    }

    fn draw(&mut self, part: &mut Part, line: &Line, pins: &[&Pin<'_>], room: usize) {
        let main = pins.iter().find(|pin| pin.primary).or(pins.first());
        let (from, to) = line.window(main.map(|pin| line.column(pin.label.at.start)).unwrap_or(0), room);
        let offset = part.end();
        let (text, starts) = line.cut(from, to);
        part.text.push_str(&text);
        part.text.push('\n');

        // The primary label takes its place first; what would overlap is told beneath.
        let mut taken: Vec<(usize, usize)> = Vec::new();
        let mut sorted: Vec<&&Pin<'_>> = pins.iter().collect();
        sorted.sort_by_key(|pin| (!pin.primary, pin.label.at));
        for pin in sorted {
            let start = line.column(pin.label.at.start).clamp(from, to);
            let end = line.column(pin.label.at.end).clamp(start, to);
            let (start, mut end) = (start.saturating_sub(from), end.saturating_sub(from));
            // Of a statement around the primary place, the part before it is left to underline.
            if let Some((a, _)) = taken.iter().find(|(a, b)| start < *a && *b <= end) {
                end = a.saturating_sub(1).max(start.saturating_add(1));
            }
            let text = &pin.label.text;
            let furthest = room.saturating_sub(text.chars().count().min(ROOM).saturating_add(5));
            let overlaps = taken
                .iter()
                .any(|(a, b)| start < (*b).max(a.saturating_add(1)) && *a < end.max(start.saturating_add(1)));
            if overlaps || (start > furthest && !text.is_empty()) {
                self.rest.push(format!("{}:{}:{}: {text}", part.name, pin.line, pin.column));
                continue;
            }
            // The text hangs from the middle of the underline: a shorter line leaves it more room.
            let middle = start.midpoint(end);
            let end = if middle > furthest && !text.is_empty() {
                furthest.saturating_mul(2).saturating_sub(start).clamp(start.saturating_add(1), end)
            } else {
                end
            };
            taken.push((start, end));
            let left = room.saturating_sub(start.midpoint(end).saturating_add(5)).max(ROOM.min(room));
            let at = |column: usize| starts.get(column).or(starts.last()).copied().unwrap_or(0);
            self.marks.push(Mark {
                start: offset.saturating_add(at(start)),
                len: at(end).saturating_sub(at(start)),
                text: wrap(text, left, ""),
                primary: pin.primary,
                line: pin.line,
                column: pin.column,
            });
        }
    }
}

/// A line as it can be drawn: one character for each column, and the byte of the file that it comes from.
struct Line {
    cells: Vec<(usize, char)>,
    end: usize,
}

impl Line {
    fn new(text: &str, start: usize) -> Self {
        let mut cells = Vec::new();
        for (at, character) in text.char_indices() {
            let byte = start.saturating_add(at);
            match character {
                '\t' => cells.extend([(byte, ' '), (byte, ' ')]),
                // What would move the cursor or turn the writing round is shown for what it is: something odd.
                odd if steers(odd) => {
                    cells.push((byte, '\u{FFFD}'));
                }
                plain => cells.push((byte, plain)),
            }
        }
        Line { cells, end: start.saturating_add(text.len()) }
    }

    /// The column of a byte, from 0; a span that leaves the line ends with it.
    fn column(&self, byte: usize) -> usize {
        self.cells.partition_point(|(at, _)| *at < byte.min(self.end))
    }

    /// The columns to be shown, of a line that may be too long.
    fn window(&self, anchor: usize, room: usize) -> (usize, usize) {
        let length = self.cells.len();
        let furthest = room.saturating_sub(ROOM.saturating_add(6));
        let fits = length <= room && anchor <= furthest;
        let from = if fits || anchor <= furthest { 0 } else { anchor.saturating_sub(room / 4) };
        (from, length.min(from.saturating_add(room)))
    }

    /// The text of some columns, and the byte at which each starts.
    fn cut(&self, from: usize, to: usize) -> (String, Vec<usize>) {
        let mut text = String::new();
        let mut starts = Vec::new();
        for (column, (_, character)) in self.cells.iter().enumerate().take(to).skip(from) {
            starts.push(text.len());
            let first = column == from && from > 0;
            let last = column.saturating_add(1) == to && to < self.cells.len();
            text.push(if first || last { '…' } else { *character });
        }
        starts.push(text.len());
        // Room for a label behind the last character.
        text.push(' ');
        starts.push(text.len());
        (text, starts)
    }
}
