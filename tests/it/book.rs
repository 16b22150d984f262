//! Many menus in one file: each is checked as if it stood alone, and the sum does not depend on how the work is shared.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::Output;

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::civil::date;
use planlint::inputs::{Fingerprint, InputFile};
use planlint::pipeline::{Bench, BookReport, Inputs, Line, Summary, Tally, check};
use planlint::report::{ReportFormat, Style, menu_line, render_book};
use serde_json::Value;

use crate::desk::planlint;

const POLICY: &str = r#"
policy "P"
rule crypto "C" { crypto <= 5% }
rule fee "F" { each option: expense_ratio net <= 0.50% }
should each option: nav_frequency at least daily
watch each option: tenure >= 12 months
some_typo <= 5%
assume unclassified holds no private_credit because "review" until 2027-08-31
private_credit <= 1%
waive fee for "B6" until 2027-01-01 approved "Committee" because "closing"
waive crypto until 2027-01-01 approved "Committee" because "closing"
section "Later" from 2027-01-01 { private_credit <= 5% }
each option: assets <= $50M at purchase
"#;

fn policy() -> Inputs {
    let mut inputs = Inputs::new(date(2026, 11, 22));
    inputs.policies.push(InputFile::new("policy.ips", POLICY));
    inputs
}

/// Lines of all sorts: whole menus, broken ones, none at all.
fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for number in 0..40 {
        let fee = number % 7;
        let coin = if number % 5 == 0 { "crypto" } else { "core_bond" };
        let more = match number % 4 {
            0 => r#", "tenure": "3 months""#,
            1 => r#", "nav_frequency": "quarterly""#,
            2 => r#", "expence_ratio": 3"#,
            _ => "",
        };
        lines.push(format!(
            r#"{{"plan": {{"name": "P{number}"}}, "options": [{{"name": "A", "assets": "$90M", "class": "us_equity"{more}}}, {{"name": "B{number}", "assets": "${number}M", "class": "{coin}", "expense_ratio": {{"net": "0.{fee}%"}}}}]}}"#
        ));
    }
    lines.insert(7, "{ \"options\": [".into());
    lines.insert(20, "[1, 2]".into());
    lines.insert(21, r#"{"options": [{"name": "é", "assets": 5}], "at": "purchase"}"#.into());
    lines
}

fn line(number: usize, text: &str) -> Line {
    Line { number, bytes: Ok(text.as_bytes().to_vec()) }
}

/// The report, with the lines shared out in slices of these sizes, over and over.
fn in_slices(sizes: &[usize]) -> (BookReport, String) {
    let bench = Bench::new(policy());
    let mut tally = Tally::new(5);
    let mut each = String::new();
    let all = lines();
    let mut numbered = all.iter().zip(1..).peekable();
    for size in sizes.iter().cycle() {
        if numbered.peek().is_none() {
            break;
        }
        let mut part = tally.part();
        let mut reader = bench.reader();
        for (text, number) in numbered.by_ref().take(*size) {
            let read = reader.read("book.ndjson", None, line(number, text));
            part.add(&read, reader.sources(), bench.on_unknown);
            each.push_str(&menu_line(&read, &bench.schema, reader.sources(), bench.on_unknown));
        }
        tally.merge(part);
    }
    let mut fingerprint = Fingerprint::default();
    fingerprint.take(all.join("\n").as_bytes());
    let record = fingerprint.record("book.ndjson");
    (tally.report(bench, vec!["book.ndjson".into()], vec![record]), each)
}

fn told(report: &BookReport, format: ReportFormat) -> String {
    let mut out = Vec::new();
    render_book(report, format, &Style::new(100), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn how_the_work_is_shared_decides_nothing() {
    let (whole, each) = in_slices(&[1000]);
    for sizes in [&[1][..], &[2, 3], &[7, 1, 11]] {
        let (shared, each_shared) = in_slices(sizes);
        for format in [ReportFormat::Human, ReportFormat::Plain, ReportFormat::Json] {
            assert_eq!(told(&whole, format), told(&shared, format));
        }
        assert_eq!(each, each_shared);
    }
}

/// The counts of a book are those of its menus, each checked alone.
#[test]
fn a_book_is_the_sum_of_its_menus() {
    let (report, each) = in_slices(&[9]);
    let mut menus: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut not_clean = 0;
    for (text, told) in lines().iter().zip(each.lines()) {
        let mut inputs = policy();
        inputs.menus.push((InputFile::new("book.json", text.as_str()), None));
        let alone = check(inputs, &mut |_| {});
        let told: Value = serde_json::from_str(told).unwrap();
        let faults = |report: &planlint::pipeline::Report| {
            let of_menu = report.diagnostics.iter().filter(|message| {
                message
                    .primary
                    .as_ref()
                    .is_some_and(|label| report.sources.name(label.at.source) == "book.json")
            });
            of_menu
                .map(|message| message.kind.name)
                .filter(|kind| *kind != "nothing-checked")
                .collect::<Vec<_>>()
        };
        let kinds: Vec<&str> = told["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["kind"].as_str().unwrap())
            .collect();
        assert_eq!(kinds, faults(&alone), "{text}");
        let mut rules: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for verdict in &alone.verdicts {
            rules.entry(verdict.rule.clone()).or_default().push(verdict.outcome.word());
        }
        for (rule, outcomes) in rules {
            let order = ["breach", "unknown", "watch", "waived", "pass", "not_applicable"];
            let worst = order.into_iter().find(|word| outcomes.contains(word)).unwrap();
            *menus.entry(rule).or_default().entry(worst.into()).or_default() += 1;
        }
        not_clean += usize::from(
            !faults(&alone).is_empty() && alone.menus.is_empty() || {
                let errors = told["diagnostics"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .any(|message| message["severity"] == "error");
                errors || alone.verdicts.iter().any(|verdict| alone.fails(verdict))
            },
        );
    }
    assert_eq!(report.read.not_clean, not_clean);
    assert_eq!(report.read.lines, lines().len());
    assert_eq!(report.read.menus, lines().len() - 2);
    for rule in &report.rules {
        let Summary { pass, breach, watch, unknown, waived, not_applicable, accepted } = rule.menus;
        assert_eq!(accepted, 0, "a book has no baseline");
        let counted = [
            ("pass", pass),
            ("breach", breach),
            ("watch", watch),
            ("unknown", unknown),
            ("waived", waived),
            ("not_applicable", not_applicable),
        ];
        let counted: BTreeMap<String, usize> = counted
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| (word.into(), count))
            .collect();
        assert_eq!(Some(&counted), menus.get(&rule.rule), "{}", rule.rule);
    }
    assert!(report.waivers.iter().all(|grant| grant.verdicts > 0), "{:?}", report.waivers);
    assert!(report.untested.is_empty() && !report.dormant.is_empty());
    assert!(!report.worst.is_empty() && report.worst.len() <= 5);
}

#[test]
fn reports_of_books_keep_to_their_schema() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/book.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (report, each) = in_slices(&[4]);
    let report: Value = serde_json::from_str(&told(&report, ReportFormat::Json)).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(&report).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert_eq!(faults, Vec::<String>::new());
    for field in
        ["rules", "worst", "missing", "messages", "diagnostics", "assumptions", "waivers", "not_in_force"]
    {
        assert!(!report[field].as_array().unwrap().is_empty(), "no {field}");
    }
    let mut of_line = schema.clone();
    for field in ["type", "additionalProperties", "required", "properties"] {
        of_line[field] = schema["$defs"]["line"][field].clone();
    }
    let validator = jsonschema::validator_for(&of_line).unwrap();
    for line in each.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&line).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(faults, Vec::<String>::new(), "{line}");
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    planlint(folder, &[&["check", "policy.ips"], arguments].concat())
}

#[test]
fn a_compressed_book_says_the_same() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("policy.ips"), POLICY).unwrap();
    let text = lines().join("\r\n");
    fs::write(desk.path().join("book.ndjson"), &text).unwrap();
    let mut packed =
        GzEncoder::new(fs::File::create(desk.path().join("book.ndjson.gz")).unwrap(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap();
    let plain = run(desk.path(), &["--menu", "book.ndjson", "--each", "plain.ndjson", "--format", "plain"]);
    let packed =
        run(desk.path(), &["--menu", "book.ndjson.gz", "--each", "packed.ndjson", "--format", "plain"]);
    let text = |output: &Output| {
        String::from_utf8(output.stdout.clone()).unwrap().replace("book.ndjson.gz", "book.ndjson")
    };
    assert_eq!(text(&plain), text(&packed));
    assert_eq!(plain.status.code(), Some(1));
    let each = |name: &str| {
        fs::read_to_string(desk.path().join(name)).unwrap().replace("book.ndjson.gz", "book.ndjson")
    };
    assert_eq!(each("plain.ndjson"), each("packed.ndjson"));
    assert_eq!(each("plain.ndjson").lines().count(), lines().len());
}

/// A line without end, bytes that are no text, and a bomb: a message each, and the menus around them are checked.
#[test]
fn bad_lines_are_told_and_the_others_go_on() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("policy.ips"), "crypto <= 5%\n").unwrap();
    let good = "{\"options\": [{\"name\": \"A\", \"assets\": \"$5M\", \"class\": \"core_bond\"}]}\n";
    let mut packed =
        GzEncoder::new(fs::File::create(desk.path().join("book.jsonl.gz")).unwrap(), Compression::fast());
    packed.write_all(good.as_bytes()).unwrap();
    for _ in 0..100 {
        packed.write_all(&[b' '; 1 << 20]).unwrap();
    }
    packed.write_all(b"\n").unwrap();
    packed.write_all(b"{\"options\": [{\"name\": \"caf\xe9\"}]}\n").unwrap();
    packed.write_all(good.as_bytes()).unwrap();
    packed.finish().unwrap();
    let output = run(desk.path(), &["--menu", "book.jsonl.gz", "--format", "plain"]);
    let text = String::from_utf8(output.stdout).unwrap();
    for line in [
        "book.jsonl.gz:2:1: error[file-too-large]: the line is over the 16 MB that are read of one menu",
        "book.jsonl.gz:3:27: error[not-text]: the line is not UTF-8 text: it has the byte 0xE9, which is no character there",
        "Not clean: 2 menus kept every rule, 2 lines that cannot be read.",
    ] {
        assert!(text.contains(line), "{text}");
    }
    assert_eq!(output.status.code(), Some(1));
}
