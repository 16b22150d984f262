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

/// Moody's long-term ratings that differ from S&P's short-term ones by a hyphen.
pub(super) const MOODYS_OR_SHORT: [&str; 3] = ["A1", "A2", "A3"];

/// `A1`
pub(super) fn rating(at: Span, written: &str) -> Diagnostic {
    let (long, short) = match written {
        "A1" => ("A+", "A-1"),
        "A2" => ("A", "A-2"),
        _ => ("A-", "A-3"),
    };
    let message = format!("`{written}` is read as the long-term rating of Moody's");
    Diagnostic::new(&kinds::AMBIGUOUS_RATING, at, message)
        .label(format!("the same as `{long}`"))
        .note("S&P's short-term ratings have a hyphen")
        .help(format!("write `{short}` for the short-term rating"))
        .help(format!("write `{long}` for the long-term one"))
        .maybe_fix(at, short)
        .maybe_fix(at, long)
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
    if ["section", "let", "param", "table", "rule", "fact", "class", "level", "assume", "policy"]
        .contains(&word)
    {
        let help = "a block holds statements only: move this out of its braces";
        return if before.trim().is_empty() { told("does not belong in a block", help) } else { None };
    }
    if let Some(told) = document_phrase(before, word) {
        return Some(told);
    }
    let first = before.split_whitespace().next().unwrap_or("");
    if first == "use" && before.split_whitespace().nth(1).is_some() {
        return told(
            "does not fit a pack",
            "a pack is used like this: `use acme.alternatives with { crypto_cap = 3% }`",
        );
    }
    if first == "replace" {
        return told(
            "expected `rule`",
            "write `replace rule NAME \"…\" { … }` with what the policy says instead",
        );
    }
    match word {
        "must" | "shall" | "should" | "may" | "can" | "will" | "watch" => told(
            "expected a comparison such as `<=`",
            "the statement says the limit, and what a failure is stands first: `must crypto <= 5%`, `should crypto <= 5%`",
        ),
        "exceed" | "exceeds" | "than" | "more" | "less" | "over" | "under" | "equal" | "equals" | "be"
        | "to" => told("expected a comparison such as `<=`", comparisons),
        "at" | "on" if before.trim_start().starts_with("each ") && !before.contains(':') => told(
            "a moment stands behind the statement",
            "write `each option: crypto <= 5% at purchase`, or put the moment in the head of a rule or section",
        ),
        "at" | "on" if rest_begins_with_a_word(rest) => told(
            "expected a moment at which it is tested",
            "a rule is tested `always`, `at selection`, `at purchase`, `on new money`, `at month end`, `at quarter end` or `at year end`",
        ),
        "then" => told(
            "expected a block in braces",
            "the condition is followed by a block: `if crypto > 5% { cash >= 1% }`",
        ),
        _ if ["the", "a", "an"].contains(&last) => {
            told(&format!("without `{last}`"), "articles are left out: `5% of plan`, `each option`")
        }
        "by" if before.trim_start().starts_with("table ") => {
            told("does not belong in a block", "a block holds statements only: move this out of its braces")
        }
        _ if before.trim_start().starts_with("table ") => told(
            "does not fit a table",
            "a table reads like `table max_equity by years_to_target { at least 25: 95%, otherwise: 50% }`",
        ),
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

/// What was meant of a document, if the statement asks for one.
fn document_phrase(before: &str, word: &str) -> Option<(String, String)> {
    let (_, asked) = before.rsplit_once("document ").filter(|(head, _)| {
        !head.ends_with(|c: char| c.is_alphanumeric() || c == '_') && head.matches('"').count() % 2 == 0
    })?;
    let told = |label: &str, help: &str| Some((label.to_string(), help.to_string()));
    if !asked.contains('"') {
        return told(
            "expected the kind of document, in quotation marks",
            "write `document \"ASC 820 representation\"`",
        );
    }
    match word {
        "signed" | "made" | "written" | "issued" | "from" | "of" => {
            told("expected `by`", "who made or signed it follows `by`: `document \"…\" by manager`")
        }
        "attests" | "stating" | "saying" | "certifying" | "representing" | "confirming" | "that" => told(
            "expected `attesting`",
            "what it says follows `attesting`: `document \"…\" attesting \"no other redemption limit\"`",
        ),
        _ if asked.contains(" dated") || ["within", "since", "before", "after", "dating"].contains(&word) => {
            told(
                "expected a time such as `within 12 months`",
                "write `dated within 12 months`, `dated at least 30 days before 2027-01-01` or `dated after inception`",
            )
        }
        _ => None,
    }
}

/// Whether the second word is one: `at inception`, but not `at 5%`.
fn rest_begins_with_a_word(rest: &str) -> bool {
    let second = rest.split_whitespace().nth(1);
    second.is_some_and(|word| word.starts_with(|first: char| first.is_alphabetic()))
}

/// `expense_ratio net within 2 points`
pub(super) fn within_what(at: Span) -> Diagnostic {
    Diagnostic::new(&kinds::SYNTAX, at, "within this of what?")
        .note("without a target only a day can be within a length of time: `holdings_as_of within 120 days`")
        .note("that is in the past; for a day in the future: `maturity within the next 397 days`")
        .help("name the target: `within 2 points of …`")
}

/// `approved "…"` outside of a waiver.
pub(super) fn approved(at: Span, written: &str) -> Diagnostic {
    let end = at.start.saturating_add(written.split_whitespace().next().unwrap_or(written).len());
    let at = Span::new(at.source, at.start, end);
    Diagnostic::new(&kinds::SYNTAX, at, "`approved` belongs to a waiver")
        .label("does not belong here")
        .help("to say where the rule comes from: `cites \"Committee minute 2026-11-18\"`")
        .help("to let a breach stand for a while: `waive rule until 2027-03-31 approved \"…\" because \"…\"`")
}
