//! What would change, as `diff -u` shows it.

use std::fmt::Write as _;

/// Lines around a change that are shown with it.
const AROUND: usize = 3;

/// One line of both texts, or of one of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line<'t> {
    Same(&'t str),
    Old(&'t str),
    New(&'t str),
}

/// What differs between a text and the same laid out. Of its lines only blank ones come and go.
pub fn difference(name: &str, old: &str, new: &str) -> String {
    let lines = lines(old, new);
    let mut out = String::new();
    let changed: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !matches!(line, Line::Same(_)))
        .map(|(index, _)| index)
        .collect();
    if !changed.is_empty() {
        let _ = writeln!(out, "--- {name}\n+++ {name}");
    }
    // Lines of the old and of the new text that stand before the index.
    let (mut index, mut olds, mut news) = (0, 0_usize, 0_usize);
    for near in changed.chunk_by(|one, next| next.saturating_sub(*one) <= AROUND.saturating_mul(2)) {
        let (Some(first), Some(last)) = (near.first(), near.last()) else { continue };
        let start = first.saturating_sub(AROUND);
        let end = last.saturating_add(AROUND).saturating_add(1).min(lines.len());
        for line in lines.get(index..start).unwrap_or_default() {
            olds = olds.saturating_add(line.of_old());
            news = news.saturating_add(line.of_new());
        }
        index = end;
        let hunk = lines.get(start..end).unwrap_or_default();
        let old_count: usize = hunk.iter().map(Line::of_old).sum();
        let new_count: usize = hunk.iter().map(Line::of_new).sum();
        let begins = |before: usize, count: usize| if count == 0 { before } else { before.saturating_add(1) };
        let _ = writeln!(
            out,
            "@@ -{},{old_count} +{},{new_count} @@",
            begins(olds, old_count),
            begins(news, new_count)
        );
        olds = olds.saturating_add(old_count);
        news = news.saturating_add(new_count);
        for run in hunk.chunk_by(|one, next| one.is_same() == next.is_same()) {
            // What was stands before what becomes of it.
            let sides: [fn(&Line<'_>) -> bool; 2] = [|line| line.of_old() > 0, |line| line.is_new()];
            for side in sides {
                run.iter().filter(|line| side(line)).for_each(|line| line.write(&mut out));
            }
        }
    }
    out
}

fn lines<'t>(old: &'t str, new: &'t str) -> Vec<Line<'t>> {
    let (mut olds, mut news) = (old.split_inclusive('\n').peekable(), new.split_inclusive('\n').peekable());
    let mut lines = Vec::new();
    loop {
        let is_blank = |line: &&&str| line.trim().is_empty();
        match (olds.peek(), news.peek()) {
            (Some(one), Some(other)) if one == other => {
                lines.extend(olds.next().map(Line::Same));
                news.next();
            }
            (Some(_), None) => lines.extend(olds.next().map(Line::Old)),
            (None, Some(_)) => lines.extend(news.next().map(Line::New)),
            (one, other) if one.filter(is_blank).is_some() && other.filter(is_blank).is_none() => {
                lines.extend(olds.next().map(Line::Old));
            }
            (Some(_), Some(_)) => {
                lines.extend(olds.next().map(Line::Old));
                lines.extend(news.next().map(Line::New));
            }
            (None, None) => return lines,
        }
    }
}

impl Line<'_> {
    fn is_same(&self) -> bool {
        matches!(self, Line::Same(_))
    }

    fn is_new(&self) -> bool {
        matches!(self, Line::New(_))
    }

    fn of_old(&self) -> usize {
        usize::from(!self.is_new())
    }

    fn of_new(&self) -> usize {
        usize::from(!matches!(self, Line::Old(_)))
    }

    fn write(&self, out: &mut String) {
        let (sign, line) = match self {
            Line::Same(line) => (' ', line),
            Line::Old(line) => ('-', line),
            Line::New(line) => ('+', line),
        };
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}
