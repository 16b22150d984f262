//! What people write who come from a spreadsheet, a word processor or another language, and the right spelling.

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;

/// `==`, `≤`, `&&` …
pub(super) fn operator(at: Span, written: &str) -> Diagnostic {
    let bare: String = written.split_whitespace().collect();
    let written = written.trim();
    let (right, meaning) = match bare.as_str() {
        "≤" | "=<" | "<=" | "<=>" => ("<=", "at most"),
        "≥" | "=>" | ">=" => (">=", "at least"),
        "≠" | "!=" | "<>" => ("is not", "something else"),
        "&&" | "&" => ("and", "both"),
        "||" => ("or", "one of the two"),
        "!" => ("not ", "the opposite"),
        _ => ("is", "the same"),
    };
    let diagnostic = Diagnostic::new(
        &kinds::OPERATOR_SPELLING,
        at,
        format!("`{written}` is written `{}` here", right.trim()),
    )
    .label(format!("write `{}`", right.trim()));
    let diagnostic = match written {
        "=" | "==" => diagnostic
            .help("write `is` for the same value: `style is active`")
            .help("write `<=` or `at most` for a limit: `crypto <= 5%`"),
        _ => diagnostic.help(format!("`{}` means {meaning}", right.trim())),
    };
    match written {
        // Whether a limit or a value was meant cannot be told.
        "=" | "==" | "<=>" => diagnostic.maybe_fix(at, right),
        _ => diagnostic.sure_fix(at, right),
    }
}

/// `“…”`
pub(super) fn quotes(at: Span, written: &str) -> Diagnostic {
    let inner = written.trim_matches(['“', '”', '„', '‘', '’', '"']);
    let straight = format!("\"{inner}\"");
    Diagnostic::new(&kinds::SMART_QUOTES, at, "these quotation marks are curly")
        .label("a word processor made them")
        .help(format!("write {straight}"))
        .sure_fix(at, straight)
}

/// `5 %`, `25 basis points`
pub(super) fn spacing(at: Span, written: &str) -> Diagnostic {
    let digits: String =
        written.chars().take_while(|c| c.is_ascii_digit() || [',', '.'].contains(c)).collect();
    let unit = match written.trim_start_matches(digits.as_str()).trim_start() {
        "%" | "percent" => "%",
        _ => "bps",
    };
    let joined = format!("{digits}{unit}");
    Diagnostic::new(&kinds::UNIT_SPACING, at, format!("`{written}` is written `{joined}`"))
        .label("a number and its unit are one word")
        .help(format!("write `{joined}`"))
        .sure_fix(at, joined)
}

/// `2026-02-30`
pub(super) fn no_such_date(at: Span, written: &str) -> Diagnostic {
    Diagnostic::new(&kinds::NO_SUCH_DATE, at, format!("the calendar has no day {written}"))
        .help("write a date as year-month-day, for instance 2026-10-01")
}

/// A number of more than 40 digits.
pub(super) fn too_long(at: Span) -> Diagnostic {
    Diagnostic::new(&kinds::NUMBER_TOO_LONG, at, "this number has more than 40 digits")
        .help("round it: no amount of money or share needs as many")
}

/// Turns of English where the language has a word or a sign: what to say below it, and the help. `before` is what was
/// read of the statement, `rest` what was not.
pub(super) fn phrase(before: &str, rest: &str) -> Option<(String, String)> {
    let word = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    let last = before.rsplit(|c: char| c.is_whitespace()).next().unwrap_or("");
    let told = |label: &str, help: &str| Some((label.to_string(), help.to_string()));
    let comparisons =
        "write `<=` or `at most`, `>=` or `at least`, `<` or `below`, `>` or `above`: `crypto <= 5%`";
    if ["section", "let", "param", "rule", "fact", "class", "level", "assume", "policy"].contains(&word) {
        let help = "a block holds statements only: move this out of its braces";
        return if before.trim().is_empty() { told("does not belong in a block", help) } else { None };
    }
    match word {
        "must" | "shall" | "should" | "may" | "can" | "will" | "watch" => told(
            "expected a comparison such as `<=`",
            "the statement says the limit, and what a failure is stands first: `must crypto <= 5%`, `should crypto <= 5%`",
        ),
        "exceed" | "exceeds" | "than" | "more" | "less" | "over" | "under" | "equal" | "equals" | "be"
        | "to" => told("expected a comparison such as `<=`", comparisons),
        "then" => told(
            "expected a block in braces",
            "the condition is followed by a block: `if crypto > 5% { cash >= 1% }`",
        ),
        _ if ["the", "a", "an"].contains(&last) => {
            told(&format!("without `{last}`"), "articles are left out: `5% of plan`, `each option`")
        }
        _ if rest.starts_with(',') => {
            told("one statement ends here", "join two conditions with `and`, or put each on its own line")
        }
        _ if before.trim_start().starts_with("rule ") && !before.contains('"') && !word.is_empty() => told(
            "a name is one word",
            "join the words with `_`, and put the sentence that the committee signed in quotation marks: `rule fee_cap \"…\" { … }`",
        ),
        _ => None,
    }
}

/// A word of the language that this version does not check.
pub(super) fn later(at: Span, written: &str) -> Diagnostic {
    let mut words = written.split_whitespace();
    let first = words.next().unwrap_or(written);
    let what = match first {
        "requires" => "`requires document`".to_string(),
        "over" => "`over` a period".to_string(),
        "for" | "in" => format!("`{first} …` (history)"),
        digits if digits.starts_with(|c: char| c.is_ascii_digit()) => "`… ago`".to_string(),
        word => format!("`{word}`"),
    };
    Diagnostic::new(
        &kinds::NOT_YET,
        at,
        format!("{what} is part of the language, but this version cannot check it"),
    )
    .label("not checked")
    .note("a policy with an unchecked clause is never reported as clean")
    .help("take the clause out and check it by hand until a later version of planlint reads it")
}
