//! One bench for each arrow, and the two sizes that are promised: a policy of 100,000 rules, and 1,000 menus of thirty
//! options against twenty rules. `cargo bench` prints the times; nothing is asserted.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a bench that cannot go on is of no use"
)]

use std::fmt::Write as _;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use jiff::civil::{Date, date};
use planlint::inputs::InputFile;
use planlint::pipeline::{self, Inputs};
use planlint::source::SourceMap;
use planlint::{menu, policy, syntax, verdict};

const POLICY: &str = include_str!("../examples/northwind/policy.ips");
const MENU: &str = include_str!("../examples/northwind/menu.yaml");
const DAY: Date = date(2026, 11, 22);

fn main() {
    divan::main();
}

/// A policy of many named rules.
fn many_rules(count: usize) -> String {
    let mut text = String::from("language 1\npolicy \"Generated\" adopted 2026-10-01\n");
    for number in 0..count {
        let limit = number % 90 + 1;
        let _ = match number % 4 {
            0 => writeln!(text, "rule r{number} \"Rule {number}\" {{ crypto <= {limit}% }}"),
            1 => writeln!(
                text,
                "rule r{number} {{ each option where style is active: expense_ratio net <= {limit}bps }}"
            ),
            2 => writeln!(text, "rule r{number} {{ count of options where is_core >= {limit} }}"),
            _ => writeln!(
                text,
                "rule r{number} {{ weighted average expense_ratio net of options <= {limit}% }}"
            ),
        };
    }
    text
}

/// A menu of thirty options.
fn menu_of_thirty(number: usize) -> String {
    let mut text = format!("as_of: 2026-09-30\nplan: {{ name: Plan {number}, assets: $300M }}\noptions:\n");
    for option in 0..30 {
        let style = if option % 3 == 0 { "index" } else { "active" };
        let _ = writeln!(
            text,
            "  - name: Fund {option}\n    style: {style}\n    is_core: yes\n    assets: $10M\n    \
             expense_ratio: {{ net: 0.{:02}%, gross: 0.95% }}\n    holds: {{ us_equity: 60%, core_bond: 38%, crypto: {}% }}",
            option + number % 60,
            option % 3,
        );
    }
    text
}

fn texts(name: &str, text: &str) -> (SourceMap, planlint::source::SourceId) {
    let mut sources = SourceMap::new();
    let id = sources.add(name, text);
    (sources, id)
}

#[divan::bench]
fn parse_northwind(bencher: Bencher<'_, '_>) {
    let (sources, id) = texts("policy.ips", POLICY);
    let source = sources.get(id).unwrap();
    bencher.counter(BytesCount::of_str(POLICY)).bench(|| syntax::parse(black_box(source)));
}

#[divan::bench]
fn resolve_northwind(bencher: Bencher<'_, '_>) {
    let (sources, id) = texts("policy.ips", POLICY);
    let trees = [syntax::parse(sources.get(id).unwrap()).value];
    let schema = policy::builtin_schema();
    bencher.bench(|| policy::resolve(black_box(&trees), &schema));
}

#[divan::bench]
fn read_northwind_menu(bencher: Bencher<'_, '_>) {
    let (sources, id) = texts("menu.yaml", MENU);
    let source = sources.get(id).unwrap();
    let schema = policy::builtin_schema();
    bencher
        .counter(BytesCount::of_str(MENU))
        .bench(|| menu::read_menu(black_box(source), &[], None, &schema));
}

#[divan::bench]
fn evaluate_northwind(bencher: Bencher<'_, '_>) {
    let (rules, rules_id) = texts("policy.ips", POLICY);
    let (menus, menu_id) = texts("menu.yaml", MENU);
    let schema = policy::builtin_schema();
    let trees = [syntax::parse(rules.get(rules_id).unwrap()).value];
    let policy = policy::resolve(&trees, &schema).value;
    let menu = menu::read_menu(menus.get(menu_id).unwrap(), &[], None, &schema).value;
    bencher.bench(|| verdict::evaluate(black_box(&policy), &schema, black_box(&menu), DAY));
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn parse_and_resolve_100_000_rules(bencher: Bencher<'_, '_>) {
    let text = many_rules(100_000);
    let (sources, id) = texts("policy.ips", &text);
    let source = sources.get(id).unwrap();
    let schema = policy::builtin_schema();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let trees = [syntax::parse(black_box(source)).value];
        policy::resolve(&trees, &schema)
    });
}

#[divan::bench(sample_count = 3, sample_size = 1)]
fn check_1_000_menus_of_30_options(bencher: Bencher<'_, '_>) {
    let policy = many_rules(20);
    let menus: Vec<String> = (0..1_000).map(menu_of_thirty).collect();
    bencher.counter(ItemsCount::new(menus.len())).bench(|| {
        let mut inputs = Inputs::new(DAY);
        inputs.policies.push(InputFile::new("policy.ips", policy.as_str()));
        let files = menus.iter().enumerate();
        inputs.menus.extend(
            files.map(|(number, text)| (InputFile::new(format!("{number}.yaml"), text.as_str()), None)),
        );
        pipeline::check(inputs, &mut |_| {})
    });
}
