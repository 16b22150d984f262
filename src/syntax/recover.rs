//! A line of junk is read again on its own, to say exactly what is wrong with it.

use pest::Parser;
use pest::error::{Error, ErrorVariant, InputLocation};
use pest::iterators::Pair;

use super::grammar::{Grammar, Rule};
use super::wrong_turns;
use crate::diagnostics::{Diagnostic, closest, kinds};
use crate::source::{SourceId, Span};

/// Words that can begin a line.
const OPENING_WORDS: [&str; 22] = [
    "policy", "section", "rule", "let", "param", "table", "fact", "class", "level", "assume", "each", "must",
    "should", "watch", "every", "count", "language", "if", "test", "use", "replace", "drop",
];

/// Words that can begin a line of a test.
const TEST_WORDS: [&str; 3] = ["given", "expect", "as"];

/// The diagnostic of a line that is no item, found by reading it as `whole`.
pub(super) fn junk(source: SourceId, pair: &Pair<'_, Rule>, whole: Rule) -> Diagnostic {
    let text = pair.as_str();
    let start = pair.as_span().start();
    match Grammar::parse(whole, text) {
        Err(error) => told(source, start, text, &error, whole),
        // It reads well on its own, so its place is wrong: a section within a rule, for instance.
        Ok(_) => Diagnostic::new(&kinds::SYNTAX, line_span(source, start, text), "this cannot stand here")
            .help("a statement ends with its line: join two of them with `and`, or put each on its own line"),
    }
}

/// The parser's error in words. `start` is where `text` begins in the source.
pub(super) fn told(
    source: SourceId,
    start: usize,
    text: &str,
    error: &Error<Rule>,
    whole: Rule,
) -> Diagnostic {
    let offset = match error.location {
        InputLocation::Pos(offset) | InputLocation::Span((offset, _)) => offset,
    };
    let rest = text.get(offset..).unwrap_or("");
    let line_rest = rest.split(['\n', '#']).next().unwrap_or("").trim_end();
    let word = first_word(line_rest);
    let at = start.saturating_add(offset);
    // At the end of a line there is nothing to underline but the last character before it.
    let span = if word.is_empty() {
        let end = start.saturating_add(text.get(..offset).unwrap_or("").trim_end().len());
        Span::new(source, end.saturating_sub(1).max(start), end)
    } else {
        Span::new(source, at, at.saturating_add(word.len()))
    };

    let opening = first_word(text.trim_start());
    let whole_word = text.get(..offset).unwrap_or("").trim_end().len();
    if let Some((label, help)) = wrong_turns::phrase(text.get(..whole_word).unwrap_or(""), line_rest) {
        let does_not_fit = format!("`{word}` does not fit here");
        return Diagnostic::new(&kinds::SYNTAX, span, does_not_fit).label(label).help(help);
    }
    let expected = expectations(error, opening);
    let (words, help): (&[&str], &str) = match whole {
        Rule::lone_test_line => (
            &TEST_WORDS,
            "a test has lines such as `given option \"A\" { assets $6M, class crypto }` and `expect crypto breach`",
        ),
        _ => (
            &OPENING_WORDS,
            "a statement reads like `crypto <= 5%` or `each option: expense_ratio net <= 0.75%`",
        ),
    };
    let misspelled = closest(opening, words.iter().copied())
        .filter(|known| *known != opening && !is_name_alone(text, opening));
    let diagnostic = match (misspelled, word.is_empty()) {
        (Some(known), _) => {
            let lead = text.len().saturating_sub(text.trim_start().len());
            let opening_at = start.saturating_add(lead);
            let at = Span::new(source, opening_at, opening_at.saturating_add(opening.len()));
            return Diagnostic::new(
                &kinds::SYNTAX,
                at,
                format!("`{opening}` does not begin a statement that can be read"),
            )
            .label(format!("did you mean `{known}`?"))
            .maybe_fix(at, known)
            .help(help);
        }
        (None, true) => Diagnostic::new(&kinds::SYNTAX, span, "this statement is not finished").label(
            if expected.is_empty() {
                "something is missing after this".to_string()
            } else {
                format!("then {expected}")
            },
        ),
        (None, false) => Diagnostic::new(&kinds::SYNTAX, span, format!("`{word}` does not fit here"))
            .label(if expected.is_empty() { String::new() } else { format!("expected {expected}") }),
    };
    diagnostic.help(help)
}

/// What the grammar would have taken, as a sentence; empty if that would be a list nobody reads.
fn expectations(error: &Error<Rule>, opening: &str) -> String {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return String::new() };
    // The colon is not a rule of the grammar, so the parser cannot name it.
    if positives.contains(&Rule::block) && ["each", "rule"].contains(&opening) {
        return "`:` and a statement, or a block in braces".to_string();
    }
    if positives.contains(&Rule::compare_op) {
        return "a comparison such as `<=`".to_string();
    }
    let mut names: Vec<&str> = positives.iter().filter_map(|rule| rule.words()).collect();
    names.sort_unstable();
    names.dedup();
    match names.split_last() {
        Some((only, [])) => (*only).to_string(),
        Some((last, rest)) if rest.len() <= 4 => format!("{} or {last}", rest.join(", ")),
        _ => String::new(),
    }
}

fn first_word(text: &str) -> &str {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else { return "" };
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let end = match is_word(first) || first == '$' {
        // A percent sign belongs to its number.
        true => characters.find(|(_, c)| !is_word(*c) && *c != '%'),
        false => characters.next(),
    };
    end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text))
}

/// Whether a line begins like a limit on a name (`sections <= 5`), so that its first word is no keyword.
fn is_name_alone(text: &str, opening: &str) -> bool {
    let rest = text.trim_start().strip_prefix(opening).unwrap_or("").trim_start();
    rest.starts_with(['<', '>', '=', '≤', '≥']) || rest.starts_with("at ") || rest.starts_with("is ")
}

fn line_span(source: SourceId, start: usize, text: &str) -> Span {
    let line = text.lines().next().unwrap_or("").trim_end();
    Span::new(source, start, start.saturating_add(line.len()))
}
