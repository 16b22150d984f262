//! Slips of the pen: each token of a good policy is dropped, doubled, or swapped with the next. One slip has few messages,
//! at the statement that it is in, and the other statements are kept.

use std::fs;

use planlint::diagnostics::Diagnostic;

use crate::reading::{Reading, files, read, stem};

/// The most messages that one slip may have.
const MOST: usize = 3;

struct Token {
    start: usize,
    end: usize,
}

/// Words, numbers with their units, texts, and signs; comments are no tokens.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut characters = text.char_indices().peekable();
    while let Some((start, first)) = characters.next() {
        let is_word = |c: char| c.is_alphanumeric() || "_.%$".contains(c);
        let mut end = start + first.len_utf8();
        let mut take = |accept: &dyn Fn(char) -> bool| {
            while let Some((at, next)) = characters.next_if(|(_, next)| accept(*next)) {
                end = at + next.len_utf8();
            }
        };
        match first {
            '#' => {
                take(&|c| c != '\n');
                continue;
            }
            '"' => {
                take(&|c| c != '"');
                end += 1;
                characters.next();
            }
            c if is_word(c) => take(&is_word),
            '<' | '>' => take(&|c| c == '='),
            c if c.is_whitespace() => continue,
            _ => {}
        }
        tokens.push(Token { start, end });
    }
    tokens
}

/// A slip, and the bytes of the good text that it touches.
struct Slip {
    what: String,
    text: String,
    touched: (usize, usize),
}

fn slips(text: &str) -> Vec<Slip> {
    let tokens = tokens(text);
    let mut slips = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let (before, word, after) = (&text[..token.start], &text[token.start..token.end], &text[token.end..]);
        let touched = (token.start, token.end);
        slips.push(Slip { what: format!("drop `{word}`"), text: [before, after].concat(), touched });
        slips.push(Slip {
            what: format!("double `{word}`"),
            text: [before, word, " ", word, after].concat(),
            touched,
        });
        if let Some(next) = tokens.get(index + 1) {
            let (gap, second) = (&text[token.end..next.start], &text[next.start..next.end]);
            let swapped = [before, second, gap, word, &text[next.end..]].concat();
            let touched = (token.start, next.end);
            slips.push(Slip { what: format!("swap `{word}` and `{second}`"), text: swapped, touched });
        }
    }
    slips
}

/// Bytes that a fault may be told at: the item at the outside that the slip is in, and the one before it, which a word
/// at the beginning of a line can continue.
fn around(text: &str, touched: (usize, usize)) -> (usize, usize) {
    let begins = |line: &str| line.starts_with(|c: char| !c.is_whitespace() && c != '}' && c != '#');
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if begins(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let own = starts.partition_point(|start| *start <= touched.0) - 1;
    let after = starts.partition_point(|start| *start < touched.1.max(touched.0 + 1));
    (starts[own.saturating_sub(1)], starts.get(after).copied().unwrap_or(text.len()))
}

#[test]
fn a_slip_has_few_messages_and_they_are_where_it_is() {
    let (mut tried, mut told, mut many, mut far) = (0, 0, Vec::new(), Vec::new());
    for case in cases() {
        let text = fs::read_to_string(&case).unwrap();
        for slip in slips(&text) {
            let reading = read(&slip.text);
            let said: Vec<&Diagnostic> = reading.diagnostics().collect();
            let most = if text[slip.touched.0..slip.touched.1].contains('\n') { 2 * MOST } else { MOST };
            tried += 1;
            told += usize::from(!said.is_empty());
            let (start, end) = around(&text, slip.touched);
            let grown = end + slip.text.len().saturating_sub(text.len());
            let outside = said.iter().filter(|one| {
                let at = one.primary.as_ref().unwrap().at;
                // Who uses a name that the slip has undefined may hear of it.
                let name = reading.sources.slice(at);
                let singular = name.strip_suffix("ies").or(name.strip_suffix('s')).unwrap_or(name);
                let lost = one.kind.name == "unknown-name" && text[start..end].contains(singular);
                (at.start < start || at.start > grown) && !lost
            });
            if outside.count() > 0 && !explained(&slip) {
                far.push(shown(&stem(&case), &slip, &reading));
            }
            if said.len() > most && !explained(&slip) {
                many.push(shown(&stem(&case), &slip, &reading));
            }
        }
    }
    println!("{tried} slips, {told} told");
    many.sort_by_key(|one| std::cmp::Reverse(one.lines().count()));
    assert!(many.is_empty(), "{} slips with many messages:\n{}", many.len(), many.join("\n"));
    assert!(far.is_empty(), "{} slips told elsewhere:\n{}", far.len(), far.join("\n"));
}

/// Cases whose statements lean on declarations of their own, so that a slip in one shows in all that use it.
const LEANING: [&str; 3] = ["is", "or", "params"];

fn cases() -> Vec<std::path::PathBuf> {
    let all = files("tests/cases/policy/good", "ips").into_iter();
    all.filter(|case| !LEANING.contains(&stem(case).as_str())).collect()
}

/// A bracket that is lost or out of place may change what all that follows it belongs to.
fn explained(slip: &Slip) -> bool {
    slip.what.contains(['{', '}'])
}

fn shown(case: &str, slip: &Slip, reading: &Reading) -> String {
    let place = |one: &Diagnostic| {
        one.primary
            .as_ref()
            .map_or(String::new(), |label| reading.sources.line_column(label.at).line.to_string())
    };
    let line = slip.text[..slip.touched.0].lines().count();
    let said =
        reading.diagnostics().map(|one| format!("    {}: {}: {}", place(one), one.kind.name, one.message));
    format!("{case}:{line} {}\n{}", slip.what, said.collect::<Vec<_>>().join("\n"))
}
