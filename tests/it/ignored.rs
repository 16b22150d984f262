//! Nothing that is accepted is ignored: whatever a policy or a menu may say, leaving it out makes another policy or menu, or it
//! was refused. What is only a note is listed here, and the manual says so.

use std::collections::BTreeSet;

use planlint::diagnostics::Severity;
use planlint::menu::{dump, json_schema, read_menu};
use planlint::policy::{self, declare, resolve};
use planlint::source::SourceMap;
use planlint::syntax;
use planlint::vocabulary::Schema;
use serde_json::Value;

use crate::reading::read;

// --- Policies -------------------------------------------------------------------------------------------------

/// Where a qualifier may stand, as `@`.
const PLACES: [(&str, &str); 18] = [
    ("section", "section \"S\" @ { rule r { crypto <= 5% } }"),
    ("section of statements", "section \"S\" @ {\ncrypto <= 5%\n}"),
    ("section in a section", "section \"S\" { section \"T\" @ { rule r { crypto <= 5% } } }"),
    ("rule", "rule r @ { crypto <= 5% }"),
    ("statement", "crypto <= 5% @"),
    ("statement of a rule", "rule r {\ncrypto <= 5% @\nprivate_equity <= 5%\n}"),
    ("each", "each option: crypto <= 5% @"),
    ("statement in each", "rule r {\neach option {\ncrypto <= 5% @\nprivate_equity <= 5%\n}\n}"),
    ("each that is a block", "rule r {\neach option {\ncrypto <= 5%\n} @\n}"),
    ("each group", "rule r { each manager of options: crypto <= 5% @ }"),
    ("if", "rule r {\nif crypto > 3% {\nprivate_equity <= 5%\n} @\n}"),
    ("statement in if", "rule r {\nif crypto > 3% {\nprivate_equity <= 5% @\n}\n}"),
    ("statement in else", "rule r {\nif crypto > 3% {\ncash <= 5%\n} else {\nprivate_equity <= 5% @\n}\n}"),
    ("requirement", "crypto requires daily_nav_proxy @"),
    ("prohibition", "options where vehicle is etf prohibited @"),
    (
        "watch list",
        "watch list late @ {\neach option\nenters when crypto > 5%\nleaves when crypto < 4%\nremoval after 4 quarters\nreviewed quarterly\n}",
    ),
    ("assumption", "assume unclassified holds no crypto because \"letter\" @"),
    ("waiver", "rule r { crypto <= 5% }\nwaive r until 2027-01-31 approved \"minute\" because \"reason\" @"),
];

const QUALIFIERS: [&str; 12] = [
    "when us_equity > 50%",
    "unless us_equity > 50%",
    "from 2026-03-01",
    "until 2026-12-31",
    "cites \"IPS 9\"",
    "because \"they asked\"",
    "tolerate 1 of the last 4 quarters",
    "cure within 30 days",
    "cure within 30 days of inception",
    "at purchase",
    "on new money and at quarter end",
    "always",
];

/// What is a note there.
fn is_note(place: &str, qualifier: &str) -> bool {
    let gives_reasons = ["assumption", "waiver"].contains(&place);
    qualifier.starts_with("because") && !gives_reasons
}

/// All that a policy means; none if something is wrong with it.
fn meant(text: &str) -> Option<String> {
    let reading = read(text);
    let wrong = reading.diagnostics().any(|diagnostic| diagnostic.severity == Severity::Error);
    let policy = &reading.policy;
    let waivers = policy.waivers.iter().map(|waiver| {
        let period = waiver.period;
        format!("{} {:?} {} {} {period:?}\n", waiver.rule, waiver.subjects, waiver.approved, waiver.because)
    });
    let head = format!("{:?} {:?} {:?}\n", policy.about, policy.adopted, policy.fiscal_end);
    let all = head + &policy::dump(policy, &reading.schema) + &waivers.collect::<String>();
    (!wrong).then_some(all)
}

#[test]
fn every_qualifier_is_read_or_refused() {
    let mut ignored = Vec::new();
    let mut read = 0;
    for (place, text) in PLACES {
        let plain = |text: &str| text.replace('@', "");
        assert!(meant(&plain(text)).is_some(), "{place}: {text}");
        for qualifier in QUALIFIERS {
            // Around it all, rules are tested at selection: `always` says otherwise.
            let text = match qualifier {
                "always" => format!("section \"Around\" at selection {{\n{text}\n}}"),
                _ => text.to_string(),
            };
            let with = meant(&text.replace('@', qualifier));
            read += usize::from(with.is_some());
            if with.is_some() && with == meant(&plain(&text)) && !is_note(place, qualifier) {
                ignored.push(format!("{place}: {qualifier}"));
            }
        }
    }
    assert!(ignored.is_empty(), "{ignored:#?}");
    assert!(read > 120, "only {read} are read at all");
}

/// Of two that say different things, both count or there is a message.
#[test]
fn no_second_qualifier_replaces_the_first() {
    let pairs = [
        ("when us_equity > 50%", "when us_equity > 60%"),
        ("unless us_equity > 50%", "unless us_equity > 60%"),
        ("cites \"IPS 9\"", "cites \"IPS 10\""),
        ("because \"they asked\"", "because \"we asked\""),
        ("approved \"minute 2\"", "approved \"minute 3\""),
        ("tolerate 1 of the last 4 quarters", "tolerate 2 of the last 4 quarters"),
        ("cure within 30 days", "cure within 40 days"),
        ("at purchase", "always"),
        ("at purchase", "at selection"),
    ];
    for (place, text) in PLACES {
        for (one, other) in pairs {
            for (first, second) in [(one, other), (other, one)] {
                let both = meant(&text.replace('@', &format!("{first} {second}")));
                let alone = [first, second].map(|one| meant(&text.replace('@', one)));
                assert!(both.is_none() || !alone.contains(&both), "{place}: {first} {second}");
            }
        }
    }
}

/// What a section says for all that is in it holds for whatever is in it, or is refused.
#[test]
fn sections_limit_all_that_is_in_them() {
    let rule = "rule r { crypto <= 5% }\n";
    let items = [
        "assume unclassified holds no crypto because \"letter\"",
        "waive r until 2027-01-31 approved \"minute\" because \"reason\"",
        "watch list late {\neach option\nenters when crypto > 5%\nleaves when crypto < 4%\nreviewed quarterly\n}",
        "rule s { private_equity <= 5% }",
        "private_equity <= 5%",
    ];
    for item in items {
        for qualifier in [
            "when us_equity > 50%",
            "unless us_equity > 50%",
            "from 2026-03-01",
            "until 2026-12-31",
            "at purchase",
        ] {
            let around = |head: &str| meant(&format!("{rule}section \"S\" {head} {{\n{item}\n}}"));
            assert!(around("").is_some(), "{item}");
            let with = around(qualifier);
            assert!(with.is_none() || with != around(""), "{qualifier}: {item}");
        }
    }
}

// --- Menus ----------------------------------------------------------------------------------------------------

const LEVELS: &str = "level account of plan \"An account\"\nlevel fee of option \"A fee\"\nlevel lot of holding \"A lot\"\n\
    fact balance of account: money, \"Balance\"\nfact amount of fee: money, \"Amount\"\nfact price of lot: money, \"Price\"\n\
    fact main_option of plan: option, \"The main option\"\n";

fn schema() -> Schema {
    let mut sources = SourceMap::new();
    let id = sources.add("levels.ips", LEVELS);
    let trees = [syntax::parse(sources.get(id).unwrap()).value];
    let declared = declare(&trees, policy::builtin_schema());
    assert!(declared.diagnostics.is_empty() && resolve(&trees, &declared.value).diagnostics.is_empty());
    declared.value
}

/// Kinds of things, with `@` where a key may be added, and the name that the JSON Schema has for them.
const THINGS: [(&str, &str, &str); 15] = [
    ("", "menu", "options: [{ name: A }], @"),
    ("plan", "plan", "plan: { name: P, @ }"),
    ("option", "option", "options: [{ name: A, @ }, { name: Other }]"),
    ("fund", "fund", "options: [{ name: A, fund: F }, { name: Other }], funds: [{ name: F, @ }]"),
    ("holding", "holding", "options: [{ name: A, holds: [{ name: H, weight: 5%, @ }] }, { name: Other }]"),
    (
        "holding",
        "holding of a fund",
        "options: [{ name: A, fund: F }, { name: Other }], funds: [{ name: F, holds: [{ name: H, weight: 5%, @ }] }]",
    ),
    (
        "holding",
        "holding in a holding",
        "options: [{ name: A, holds: [{ name: I, weight: 5%, holds: [{ name: H, weight: 5%, @ }] }] }, { name: Other }]",
    ),
    ("sleeve", "sleeve", "options: [{ name: A, holds: { cash: { weight: 5%, @ } } }, { name: Other }]"),
    ("account", "account", "options: [{ name: Other }], accounts: [{ name: S, @ }]"),
    ("fee", "fee", "options: [{ name: A, fees: [{ name: L, @ }] }, { name: Other }]"),
    (
        "lot",
        "lot",
        "options: [{ name: A, holds: [{ name: H, weight: 5%, lots: [{ name: L, @ }] }] }, { name: Other }]",
    ),
    ("manager", "manager", "options: [{ name: A, manager: M }, { name: Other }], managers: [{ name: M, @ }]"),
    (
        "benchmark",
        "benchmark",
        "options: [{ name: A, benchmark: B }, { name: Other }], benchmarks: [{ name: B, @ }]",
    ),
    (
        "peer_group",
        "peer group on the spot",
        "options: [{ name: A, peer_group: { members: 5, @ } }, { name: Other }]",
    ),
    ("option", "option on the spot", "plan: { main_option: { name: F, @ } }, options: [{ name: Other }]"),
];

/// Keys that are no facts, each with a value that says something.
const KEYS: [(&str, &str); 20] = [
    ("menu", "2"),
    ("as_of", "2026-05-31"),
    ("at", "purchase"),
    ("complete", "no"),
    ("units", "{ assets: thousands }"),
    ("plan", "{ name: Q }"),
    ("options", "[{ name: B }]"),
    ("funds", "[{ name: G }]"),
    ("id", "own-id"),
    ("name", "Own name"),
    ("also_known_as", "Older name"),
    ("class", "us_equity"),
    ("holds", "{ us_equity: 50% }"),
    ("fund", "Other"),
    ("blend", "{ us_equity: 60%, core_bond: 40% }"),
    ("documents", "[{ document: report, dated: 2026-02-11 }]"),
    ("accounts", "[{ name: T }]"),
    ("fees", "[{ name: M }]"),
    ("managers", "[{ name: N }]"),
    ("weight", "1%"),
];

/// Notes, and what says nothing until something else needs it.
const NOTES: [(&str, &str); 1] = [("menu", "units")];

fn described(text: &str, schema: &Schema) -> Option<String> {
    let mut sources = SourceMap::new();
    let id = sources.add("menu.yaml", format!("{{ {text} }}"));
    let menu = read_menu(sources.get(id).unwrap(), &[], None, schema);
    let wrong = menu.diagnostics.sorted().iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    // Places say where a thing stands, which is not what is said of it.
    let lines = dump(&menu.value, schema, &sources);
    let lines: Vec<&str> =
        lines.lines().map(|line| line.rsplit_once("  ").map_or(line, |(text, _)| text)).collect();
    (!wrong).then(|| lines.join("\n"))
}

#[test]
fn every_key_of_a_menu_is_read_or_refused() {
    let schema = schema();
    let mut ignored = Vec::new();
    let mut read = 0;
    for (_, kind, text) in THINGS {
        let plain = |text: &str| text.replace('@', "");
        assert!(described(&plain(text), &schema).is_some(), "{kind}: {text}");
        for (key, value) in KEYS {
            let with = described(&text.replace('@', &format!("{key}: {value}")), &schema);
            read += usize::from(with.is_some());
            if with.is_some() && with == described(&plain(text), &schema) && !NOTES.contains(&(kind, key)) {
                ignored.push(format!("{kind}: {key}: {value}"));
            }
        }
    }
    assert!(ignored.is_empty(), "{ignored:#?}");
    assert!(read > 80, "only {read} are read at all");
}

/// The table above has every key that the JSON Schema offers other than facts.
#[test]
fn every_key_of_the_json_schema_is_tried() {
    let schema = schema();
    let offered: Value = serde_json::from_str(&json_schema(&schema)).unwrap();
    let tried: BTreeSet<&str> = KEYS.iter().map(|(key, _)| *key).chain(["note"]).collect();
    let lists: BTreeSet<String> = schema.level_ids().map(|level| schema.level(level).plural()).collect();
    for (name, ..) in THINGS {
        let properties =
            if name.is_empty() { &offered["properties"] } else { &offered["$defs"][name]["properties"] };
        for key in properties.as_object().unwrap().keys() {
            let fact = key.split(' ').next().unwrap();
            let is_fact = schema.facts_called(fact).next().is_some();
            assert!(is_fact || lists.contains(key) || tried.contains(key.as_str()), "{name}: {key}");
        }
    }
}
