//! The JSON Schema of menus agrees with the reader: what is read without an error validates, and slips do not.

use std::fs;
use std::path::Path;

use granit_parser::{Event, Parser, ScalarStyle};
use jsonschema::Validator;
use planlint::diagnostics::Severity;
use planlint::menu::{json_schema, read_menu};
use planlint::policy::builtin_schema;
use planlint::source::SourceMap;
use planlint::vocabulary::Schema;
use serde_json::{Map, Number, Value};

use crate::reading;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

pub(crate) fn validator(schema: &Schema) -> Validator {
    let schema: Value = serde_json::from_str(&json_schema(schema)).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// A YAML text as an editor hands it to a schema; none if it is not well formed.
pub(crate) fn value(text: &str) -> Option<Value> {
    enum Open {
        List(Vec<Value>),
        Map(Map<String, Value>, Option<String>),
    }
    let mut open: Vec<Open> = Vec::new();
    let mut root = None;
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let (event, _) = event.ok()?;
        let done = match event {
            Event::Scalar(text, style, ..) => plain(&text, style == ScalarStyle::Plain),
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Map::new(), None));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                Open::List(items) => Value::Array(items),
                Open::Map(entries, _) => Value::Object(entries),
            },
            Event::Alias(..) => return None,
            _ => continue,
        };
        match open.last_mut() {
            None => root = Some(done),
            Some(Open::List(items)) => items.push(done),
            Some(Open::Map(entries, key)) => match key.take() {
                Some(key) => _ = entries.insert(key, done),
                None => {
                    *key = Some(match done {
                        Value::String(text) => text,
                        other => other.to_string(),
                    })
                }
            },
        }
    }
    root
}

/// YAML's core schema: what is not quoted may be nothing, a flag or a number.
fn plain(text: &str, plain: bool) -> Value {
    match text {
        _ if !plain => Value::String(text.into()),
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        text if text.starts_with(|first: char| first.is_ascii_digit() || "-+.".contains(first)) => {
            let number = text.trim_start_matches('+').parse::<f64>().ok().and_then(Number::from_f64);
            number.map_or(Value::String(text.into()), Value::Number)
        }
        text => Value::String(text.into()),
    }
}

/// The kinds of errors of a menu.
fn errors(name: &str, text: &str, schema: &Schema) -> Vec<&'static str> {
    let mut sources = SourceMap::new();
    let id = sources.add(name, text);
    let outcome = read_menu(sources.get(id).unwrap(), &[], None, schema);
    let errors = outcome.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    errors.map(|diagnostic| diagnostic.kind.name).collect()
}

fn is_read(name: &str, text: &str, schema: &Schema) -> bool {
    errors(name, text, schema).is_empty()
}

pub(crate) fn faults(validator: &Validator, menu: &Value) -> Vec<String> {
    validator.iter_errors(menu).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// `docs/reference/menu.schema.json` is what the command prints. To write it again: `BLESS=1 cargo test`.
#[test]
fn the_schema_of_the_reference_is_the_one_that_is_printed() {
    let path = Path::new(ROOT).join("docs/reference/menu.schema.json");
    let printed = json_schema(&builtin_schema());
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &printed).unwrap();
    }
    let kept = fs::read_to_string(path).unwrap_or_default();
    assert!(kept == printed, "write it again: BLESS=1 cargo test menu_schema");
    jsonschema::meta::validate(&serde_json::from_str(&printed).unwrap()).unwrap();
}

#[test]
fn what_is_read_validates() {
    let schema = builtin_schema();
    let validator = validator(&schema);
    let mut menus: Vec<(String, String)> = Vec::new();
    for folder in [
        "tests/cases/menu/good",
        "tests/cases/menu/bad",
        "examples/northwind",
        "examples/thrift-savings-plan",
    ] {
        for ending in ["yaml", "json"] {
            for file in reading::files(folder, ending) {
                menus.push((file.display().to_string(), fs::read_to_string(&file).unwrap()));
            }
        }
    }
    for folder in ["docs/reference", "docs/diagnostics"] {
        for file in reading::files(folder, "md") {
            let page = fs::read_to_string(&file).unwrap();
            let blocks = page
                .split("\n```yaml")
                .skip(1)
                .filter_map(|rest| rest.split_once('\n')?.1.split_once("\n```"));
            menus.extend(blocks.map(|(menu, _)| (file.display().to_string(), format!("{menu}\n"))));
        }
    }
    let mut read = 0;
    for (name, text) in menus {
        if !is_read("menu", &text, &schema) {
            continue;
        }
        let Some(menu) = value(&text) else { continue };
        let faults = faults(&validator, &menu);
        assert!(faults.is_empty(), "{name}\n{text}\n{faults:#?}");
        read += 1;
    }
    assert!(read > 60, "only {read} menus were read");
}

/// What an editor underlines. Each is an error of the reader too.
#[test]
fn slips_do_not_validate() {
    let schema = builtin_schema();
    let validator = validator(&schema);
    let sound = "options:\n  - name: A\n    assets: $5M\n";
    assert!(faults(&validator, &value(sound).unwrap()).is_empty());
    for slip in [
        "optoins: []",
        "plan: { nmae: P }",
        "plan: { assets: 412000000 }",
        "as_of: 09/30/2026",
        "at: sale",
        "options: { name: A }",
        "options:\n  - assets: $5M",
        "options:\n  - { name: A, expense_ration: { net: 0.4% } }",
        "options:\n  - { name: A, expense_ratio: { net: 0.44 } }",
        "options:\n  - { name: A, expense_ratio: { net: \"0.44\" } }",
        "options:\n  - { name: A, expense_ratio net: 0.44 }",
        "options:\n  - { name: A, expense_ratio: 0.44% }",
        "options:\n  - { name: A, expense_ratio: { nett: 0.44% } }",
        "options:\n  - { name: A, expense_ratio: { net: 0.44 % } }",
        "options:\n  - { name: A, peer_rank: 40 }",
        "options:\n  - { name: A, peer_rank: { over 3 weeks: 40 } }",
        "options:\n  - { name: A, peer_rank: { over 3 years: 0 } }",
        "options:\n  - { name: A, class: us_large_capp }",
        "options:\n  - { name: A, holds: { us_equityy: 54% } }",
        "options:\n  - { name: A, holds: { us_equity: 54 } }",
        "options:\n  - { name: A, holds: [ { name: B, weight: 5 } ] }",
        "options:\n  - { name: A, class: crypto, holds: { crypto: 5% } }",
        "options:\n  - { name: A, vehicle: mutual fund }",
        "options:\n  - { name: A, is_default: maybe }",
        "options:\n  - { name: A, tenure: 3 }",
        "options:\n  - { name: A, inception: 2021 }",
        "options:\n  - { name: A, inception: 2021-13-01 }",
        "options:\n  - { name: A, nav_frequency: dayly }",
        "options:\n  - { name: A, assets: 5M }",
        "options:\n  - { name: A, assets: $5,00 }",
        "options:\n  - { name: A, is_default: none }",
        "options:\n  - { name: A, holds: [ { name: B, rating: bbb } ] }",
        "options:\n  - { name: A, documents: [ { kind: prospectus } ] }",
        "funds:\n  - { name: A, at: purchase }",
        "units: { expense_ratio: dollars }\noptions: []",
        "options:\n  - { name: A, expense_ratio net of peer_group: 0.5 }",
    ] {
        assert!(!is_read("menu.yaml", slip, &schema), "the reader takes {slip}");
        assert!(!faults(&validator, &value(slip).unwrap()).is_empty(), "the schema takes {slip}");
    }
}

#[test]
fn forms_of_values_are_those_of_the_reader() {
    let schema = builtin_schema();
    let validator = validator(&schema);
    let numbers = ["0", "5", ".34", "5.", "1,234.5", "1,23", "-5", "+5", "--5", "5e-2", "NaN", ""];
    let units = ["", "%", "bps", " %", "bp", "$", "M", "k", " points", "th", "th percentile", " years"];
    let facts =
        ["turnover", "assets", "target_year", "expense_rank", "tenure", "inception", "leverage", "category"];
    let words = [
        "at least 5%",
        "5% to 10%",
        "at most $5M",
        "10% to 5",
        "n/a",
        "none",
        "-",
        "unknown",
        "YES",
        "2026-09-30",
        "2026-9-30",
        "10 business days",
        "1 week",
        "three years",
        "$1.5B",
        "-$2k",
        "$-5",
        "quarterly",
    ];
    let mut texts: Vec<String> = words.map(str::to_string).to_vec();
    for number in numbers {
        texts.extend(units.iter().map(|unit| match *unit {
            "$" => format!("${number}"),
            unit => format!("{number}{unit}"),
        }));
    }
    for fact in facts {
        for text in &texts {
            for units in ["", "units: { percent: percent, money: dollars }\n"] {
                let menu = format!("{units}options:\n  - {{ name: A, {fact}: {text:?} }}\n");
                let valid = faults(&validator, &value(&menu).unwrap()).is_empty();
                let errors = errors("menu.yaml", &menu, &schema);
                assert!(valid || !errors.is_empty(), "the schema refuses what is read: {menu}");
                // A pattern knows no ranges and no order of bounds.
                let beyond =
                    errors.iter().all(|kind| ["value-out-of-range", "reversed-bounds"].contains(kind));
                assert!(!valid || beyond, "the schema takes what is refused: {menu} {errors:?}");
            }
        }
    }
}

#[test]
fn a_policy_brings_its_own_words() {
    let policy = "level account of plan \"An account\"\n\
                  fact fee of account: money, $0 or more, \"Its fee\"\n\
                  fact esg_score of option: number, 0 to 10, higher is better, \"Score\"\n\
                  class timber in alternatives \"Forests\"\n";
    let reading = reading::read(policy);
    assert_eq!(reading.diagnostics().count(), 0);
    let own = validator(&reading.schema);
    let menu = "accounts:\n  - { name: S, fee: $2M }\noptions:\n  - { name: A, esg_score: 7, holds: { timber: 5% } }\n";
    assert!(is_read("menu.yaml", menu, &reading.schema));
    assert_eq!(faults(&own, &value(menu).unwrap()), Vec::<String>::new());
    assert!(!faults(&validator(&builtin_schema()), &value(menu).unwrap()).is_empty());
    let menu = "options:\n  - { name: A, esg_score: 11 }\n";
    assert!(!faults(&own, &value(menu).unwrap()).is_empty());
}
