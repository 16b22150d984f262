//! How long each arrow of the staircase takes: reported, never asserted.
//!
//! `cargo bench` prints megabytes of policy and menus in a second, and the time of a whole run of the command.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    reason = "a bench that cannot go on has failed"
)]

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use planlint::diagnostics::Diagnostics;
use planlint::inputs::InputFile;
use planlint::menu::read_menu;
use planlint::pipeline::{Inputs, check};
use planlint::policy::{builtin_schema, declare, resolve};
use planlint::source::SourceMap;
use planlint::syntax::parse;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const RULES: usize = 100_000;
const MENUS: usize = 1_000;
const OPTIONS: usize = 30;
const HOLDINGS: usize = 10_000;
const ROWS: usize = 100_000;

const CLASSES: [&str; 8] = [
    "crypto",
    "private_equity",
    "us_large_cap",
    "international_equity",
    "core_bond",
    "cash",
    "stable_value",
    "real_estate",
];

fn main() {
    divan::main();
}

/// A policy of the forms that committees use most, in sections of a hundred rules.
fn long_policy() -> String {
    let mut text = String::from("policy \"A long one\" adopted 2026-10-01\n");
    for rule in 0..RULES {
        if rule % 100 == 0 {
            let close = if rule > 0 { "}\n" } else { "" };
            let _ = writeln!(text, "{close}section \"{}. Part\" {{", rule / 100 + 1);
        }
        let class = CLASSES[rule % CLASSES.len()];
        let _ = match rule % 5 {
            0 => writeln!(text, "  {class} <= {}%", rule % 50 + 1),
            1 => writeln!(
                text,
                "  rule r{rule} \"As signed\" cites \"IPS {rule}\" {{ each option where style is active: expense_ratio net <= 0.{:02}% }}",
                rule % 98 + 1
            ),
            2 => writeln!(text, "  each option where {class} > 0%: nav_frequency at least daily   # {rule}"),
            3 => writeln!(text, "  (count of options where is_core) between 3 and {}", rule % 20 + 4),
            _ => writeln!(
                text,
                "  should each option: {class} + cash <= {}% unless tenure < 12 months",
                rule % 90 + 1
            ),
        };
    }
    text.push_str("}\n");
    text
}

/// Twenty rules over all that a menu of the other benches gives.
fn policy() -> String {
    let mut text =
        String::from("crypto <= 5%\nprivate_equity requires daily_nav_proxy\nprivate_equity <= 10%\n");
    text.push_str("count of options between 8 and 40\nat least 3 options where is_core and nav_frequency at least daily\n");
    text.push_str("every one of us_large_cap, core_bond, cash is offered\naverage expense_ratio net of options <= 0.60%\n");
    text.push_str("weighted average expense_ratio net of options <= 0.50%\nshare of options where style is index >= 25%\n");
    text.push_str(
        "each option: expense_ratio net <= 1%\neach option: expense_ratio net <= expense_ratio gross\n",
    );
    text.push_str(
        "each option where style is active: peer_rank over 3 years in top half unless tenure < 1 year\n",
    );
    text.push_str(
        "each option: weight <= 40%\nwatch each option: tenure >= 3 years\neach option: illiquid <= 15%\n",
    );
    text.push_str(
        "should each option: time since inception >= 3 years\neach option where crypto > 0%: crypto <= 25%\n",
    );
    text.push_str("each option: vehicle is mutual_fund or collective_trust\nemployer_stock prohibited\n");
    text.push_str("assets >= $1M\n");
    text
}

fn menu(number: usize) -> String {
    let mut text = format!("as_of: 2026-09-30\nplan: {{ name: Plan {number} }}\noptions:\n");
    for option in 0..OPTIONS {
        let (first, second) = (CLASSES[(number + option) % 8], CLASSES[(number + option * 3 + 1) % 8]);
        let style = if option % 3 == 0 { "index" } else { "active" };
        let _ = write!(
            text,
            "  - name: Option {option}\n    ticker: AB{option}X\n    vehicle: mutual_fund\n    style: {style}\n    \
             is_core: yes\n    assets: ${}\n    expense_ratio: {{ net: 0.{:02}%, gross: 0.9% }}\n    peer_rank: {{ over 3 years: {} }}\n    \
             nav_frequency: daily\n    tenure: {} months\n    inception: 2015-0{}-15\n    illiquid: {}%\n",
            1_000_000 + number * 31 + option * 977,
            10 + option,
            1 + (number + option * 7) % 99,
            6 + option,
            1 + option % 9,
            option % 20,
        );
        let _ = match first == second {
            true => writeln!(text, "    class: {first}"),
            false => writeln!(text, "    holds: {{ {first}: {}%, {second}: {}% }}", 60 + option, 40 - option),
        };
    }
    text
}

fn inputs(menus: &[String]) -> Inputs {
    let mut inputs = Inputs::new(jiff::civil::date(2026, 11, 22));
    inputs.policies.push(InputFile::new("policy.ips", policy()));
    for (number, menu) in menus.iter().enumerate() {
        inputs.menus.push((InputFile::new(format!("{number:04}.yaml"), menu.as_str()), None));
    }
    inputs
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn parse_100_000_rules(bencher: Bencher<'_, '_>) {
    let mut sources = SourceMap::new();
    let id = sources.add("policy.ips", long_policy());
    let source = sources.get(id).unwrap();
    bencher.counter(BytesCount::of_str(&source.text)).bench_local(|| parse(source));
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn parse_and_resolve_100_000_rules(bencher: Bencher<'_, '_>) {
    let mut sources = SourceMap::new();
    let id = sources.add("policy.ips", long_policy());
    let source = sources.get(id).unwrap();
    bencher.counter(BytesCount::of_str(&source.text)).bench_local(|| {
        let trees = [parse(source).value];
        let schema = declare(&trees, builtin_schema()).value;
        let resolved = resolve(&trees, &schema);
        assert!(!resolved.diagnostics.has_errors());
        resolved
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn check_1_000_menus_of_30_options_against_20_rules(bencher: Bencher<'_, '_>) {
    let menus: Vec<String> = (0..MENUS).map(menu).collect();
    bencher.counter(ItemsCount::new(MENUS)).with_inputs(|| inputs(&menus)).bench_local_values(|inputs| {
        let report = check(inputs, &mut |_| {});
        assert_eq!(report.menus.len(), MENUS);
        report
    });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn check_one_menu(bencher: Bencher<'_, '_>) {
    let menus = [menu(0)];
    bencher.with_inputs(|| inputs(&menus)).bench_local_values(|inputs| check(inputs, &mut |_| {}));
}

/// A bond fund with a long list of holdings, four of each issuer, one in a hundred without one.
fn holdings() -> String {
    let mut text = String::from("options:\n  - name: Bond Fund\n    holds:\n");
    for line in 0..HOLDINGS {
        let issuer = match line % 100 {
            0 => String::new(),
            _ => format!(", issuer: Issuer {}", line % (HOLDINGS / 4)),
        };
        let _ = writeln!(
            text,
            "      - {{ name: Bond {line}, weight: 0.01%, cusip: C{line}, country: K{}{issuer} }}",
            line % 40
        );
    }
    text
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn check_10_000_holdings_by_issuer_and_issue(bencher: Bencher<'_, '_>) {
    let policy = "each issuer of holdings {\n  weight <= 10%\n  each cusip of holdings: weight <= 5%\n}\n\
                  each option: sum weight of issuers of holdings where (weight > 5%) <= 40%\n\
                  each option: count of countries of holdings >= 3\n";
    let menu = holdings();
    let inputs = || {
        let mut inputs = Inputs::new(jiff::civil::date(2026, 11, 22));
        inputs.policies.push(InputFile::new("policy.ips", policy));
        inputs.menus.push((InputFile::new("menu.yaml", menu.as_str()), None));
        inputs
    };
    bencher.counter(ItemsCount::new(HOLDINGS)).with_inputs(inputs).bench_local_values(|inputs| {
        let report = check(inputs, &mut |_| {});
        assert!(report.verdicts.len() > HOLDINGS);
        report
    });
}

/// The cells of a table of twenty columns, six of them facts.
fn rows() -> impl Iterator<Item = Vec<String>> {
    let titles = [
        "Name",
        "Ticker",
        "Morningstar Category",
        "Prospectus Net Expense Ratio",
        "Prospectus Gross Expense Ratio",
        "Fund Size",
    ];
    let more = |text: String| (0..14).map(move |column| format!("{text}{column}"));
    let header = titles.map(str::to_string).into_iter().chain(more("Extra ".into())).collect();
    let row = move |row: usize| {
        let own = [
            format!("Fund {row} of the Harbor Series"),
            format!("H{row:05}"),
            "Large Growth".to_string(),
            format!("0.{:02}%", row % 100),
            format!("1.{:02}%", row % 100),
            format!("${}", row * 977 + 1),
        ];
        own.into_iter().chain(more(format!("{}.", row % 97))).collect()
    };
    std::iter::once(header).chain((1..=ROWS).map(row))
}

fn large_csv() -> Vec<u8> {
    rows().flat_map(|row| (row.join(",") + "\n").into_bytes()).collect()
}

fn large_workbook() -> Vec<u8> {
    let mut sheet = String::from("<worksheet><sheetData>");
    for row in rows() {
        sheet.push_str("<row>");
        for cell in row {
            let _ = write!(sheet, "<c t=\"str\"><v>{cell}</v></c>");
        }
        sheet.push_str("</row>");
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/></Relationships>"#,
        ),
        ("xl/sheet.xml", sheet.as_str()),
    ];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[divan::bench(sample_count = 3, sample_size = 1, args = ["menu.csv", "menu.xlsx"])]
fn read_100_000_rows_of_20_columns(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = if name.ends_with("csv") { large_csv() } else { large_workbook() };
    let schema = builtin_schema();
    bencher.counter(ItemsCount::new(ROWS)).bench_local(|| {
        let (mut sources, mut said) = (SourceMap::new(), Diagnostics::new());
        let id = InputFile::new(name, bytes.as_slice()).admit(&mut sources, &mut said).unwrap();
        let menu = read_menu(sources.get(id).unwrap(), &[], None, &schema).value;
        assert_eq!(menu.plan.parts().len(), ROWS);
        menu
    });
}

/// From nothing to the report on the example, as a user waits for it.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn cold_start_of_the_command(bencher: Bencher<'_, '_>) {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/northwind");
    if !example.is_dir() {
        return;
    }
    bencher.bench_local(|| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_planlint"));
        command
            .current_dir(&example)
            .arg("check")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.status().unwrap()
    });
}
