//! What is written is read as it was, whatever names have in them.

#![allow(clippy::arithmetic_side_effects, reason = "a test that overflows has failed")]

use jiff::civil::date;

use super::*;
use crate::source::SourceMap;

fn finding(rule: &str, id: Option<&str>) -> Finding {
    Finding {
        plan: "Northwind".into(),
        rule: rule.into(),
        statement: None,
        thing: id.map(|id| ("option".to_string(), id.to_string())),
        outcome: verdict::Outcome::Breach,
        severity: Obligation::Must,
    }
}

fn again(text: &str) -> Outcome<Option<Baseline>> {
    let mut sources = SourceMap::new();
    let id = sources.add("planlint-baseline.txt", text);
    Baseline::read(sources.get(id).unwrap())
}

#[test]
fn names_may_have_anything_in_them() {
    let names = [
        "\"",
        "\\",
        "'",
        "\t",
        "\n",
        "# }",
        "\u{202e}",
        "\u{0}",
        "é",
        "基金",
        "",
        "a\u{301}",
        "\u{1F600}",
        "\u{7f}\u{85}",
    ];
    let mut findings: Vec<Finding> = names.iter().map(|name| finding(name, Some(name))).collect();
    findings.push(finding("crypto", None));
    findings.push(Finding { statement: Some("crypto <= …%".into()), ..finding("crypto", None) });
    let text = Baseline::text(
        date(2026, 11, 22),
        findings.iter().cloned().map(|one| (one, "\r\u{2028}x".into())).collect(),
    );
    assert_eq!(text.lines().count(), findings.len() + 7, "{text}");
    assert!(text.chars().all(|character| character == '\n' || !character.is_control()), "{text}");
    let read = again(&text).value.unwrap_or_else(|| panic!("{text}"));
    assert_eq!(read.taken, date(2026, 11, 22));
    findings.sort();
    assert_eq!(read.entries.into_iter().map(|entry| entry.finding).collect::<Vec<_>>(), findings);
}

#[test]
fn a_line_is_a_finding() {
    let text = Baseline::text(
        date(2026, 11, 22),
        vec![(finding("fee_cap", Some("a/b")), "b".into()), (finding("fee_cap", Some("X")), "Long".into())],
    );
    let lines: Vec<&str> = text.lines().skip(6).collect();
    let beginning = "  { outcome = \"breach\", severity = \"must\", plan = \"Northwind\", rule = \"fee_cap\", level = \"option\", id = ";
    assert_eq!(lines, [&format!("{beginning}\"X\" }}, # \"Long\""), &format!("{beginning}\"a/b\" }},"), "]"]);
}

#[test]
fn what_is_damaged_accepts_nothing() {
    let sound = Baseline::text(date(2026, 11, 22), vec![(finding("fee_cap", Some("X")), "X".into())]);
    assert!(again(&sound).diagnostics.iter().next().is_none());
    let broken = [
        ("baseline = 1", "baseline = 2"),
        ("baseline = 1", ""),
        ("2026-11-22", "2026-13-22"),
        ("2026-11-22", "2026-11-22T10:00:00"),
        ("2026-11-22", "\"today\""),
        ("\"breach\"", "\"pass\""),
        ("\"must\"", "\"may\""),
        ("level = \"option\", ", ""),
        ("rule = ", "rules = "),
        ("\"fee_cap\"", "5"),
        ("accepted = [", "accepted = [\n<<<<<<< ours"),
        ("]", ""),
    ];
    for (was, is) in broken {
        let told = again(&sound.replacen(was, is, 1));
        assert!(told.value.is_none(), "{was} {is}");
        assert_eq!(told.diagnostics.iter().count(), 1, "{was} {is}");
    }
}

#[test]
fn every_beginning_of_a_baseline_is_read_without_surprise() {
    let sound = Baseline::text(date(2026, 11, 22), vec![(finding("é", Some("\u{202e}")), "X".into())]);
    for (end, _) in sound.char_indices() {
        again(sound.get(..end).unwrap());
    }
}
