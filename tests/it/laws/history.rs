//! Laws of history: earlier menus are matched by numbers, their order and their names decide nothing, and whatever turns out
//! to have been so in a quarter of which nothing is known turns no verdict around.

use std::collections::BTreeMap;

use jiff::civil::date;
use planlint::diagnostics::{Diagnostic, Severity};
use planlint::inputs::InputFile;
use planlint::pipeline::{Inputs, Report, check};
use planlint::verdict::Outcome;
use proptest::prelude::*;

use super::checked::on;
use super::completion::holds;
use super::dice::{Dice, config, tape};
use super::order::told;

const POLICY: &str = r#"
fact lot_price of holding: money, "Price"
rule fee_rise { each option: expense_ratio net <= expense_ratio net 1 quarter ago + 0.10% }
rule fee_run { each option: expense_ratio net <= 0.50% for 3 consecutive quarters }
rule fee_some { each option: expense_ratio net <= 0.50% in 2 of the last 4 quarters }
rule fee_slip { each option: expense_ratio net <= 0.50% tolerate 1 consecutive quarter }
rule fee_cure { each option: expense_ratio net <= 0.50% cure within 120 days }
rule fee_mean { each option: (average expense_ratio net over the last 4 quarters) <= 0.50% }
rule fee_then { each option: ((max expense_ratio net over the last 2 quarters) 1 year ago) <= 0.50% }
rule fee_windows { each option: ((average expense_ratio net over the last 3 quarters) <= 0.50%) for 2 consecutive quarters }
rule dearest { (max expense_ratio net of options) <= (max expense_ratio net of options) 1 quarter ago + 0.10% }
rule all_but { (average expense_ratio net of options except "o1") 1 quarter ago <= 0.50% }
rule price { each option: each holding: lot_price <= lot_price 1 quarter ago }
rule grown { each option: each issuer of holdings: weight <= weight 1 quarter ago + 5% }
rule heavy { each option: each issuer of holdings: weight <= 40% for 2 consecutive quarters }
rule heavy_slip { each option: each issuer of holdings: weight <= 40% tolerate 1 of the last 3 quarters }
rule heavy_cure { each option: each issuer of holdings: weight <= 30% cure within 100 days }
rule lots { each option: each issuer of holdings: (count of holdings) <= (count of holdings) 1 quarter ago }
rule inside { each option: each issuer of holdings: each holding: lot_price <= lot_price 1 quarter ago }
rule greatest { each option: (max weight of issuers of holdings) <= (max weight of issuers of holdings) 1 quarter ago + 5% }
watch list fees {
  each option
  enters when expense_ratio net > 0.50% for 2 consecutive quarters
  leaves when expense_ratio net <= 0.40%
  removal after 2 quarters
}
watch list issuers {
  each issuer of holdings
  enters when weight > 40%
  leaves when weight <= 30%
}
"#;

/// The newest first.
const DAYS: [&str; 6] = ["2026-09-30", "2026-06-30", "2026-03-31", "2025-12-31", "2025-09-30", "2025-06-30"];

const CUSIPS: [&str; 6] = ["037833100", "17275R102", "594918104", "68389X105", "023135106", "30303M102"];

const ISSUERS: [&str; 4] = ["Aster", "Basil", "Clove", "Dill"];

/// A menu of one day. What an option or a holding is stands in its place: names come and go.
#[derive(Clone, Debug)]
struct Snapshot {
    day: &'static str,
    options: Vec<Listed>,
    complete: bool,
}

#[derive(Clone, Debug)]
struct Listed {
    fund: usize,
    name: String,
    fee: Option<usize>,
    holdings: Vec<Lot>,
}

#[derive(Clone, Debug)]
struct Lot {
    security: usize,
    name: String,
    issuer: Option<usize>,
    weight: Option<usize>,
    price: Option<usize>,
}

impl Snapshot {
    fn drawn(day: &'static str, dice: &mut Dice<'_>) -> Self {
        let funds = (0..3).filter(|_| dice.chance(4, 5)).collect::<Vec<_>>();
        let options = funds.into_iter().map(|fund| Listed::drawn(fund, dice)).collect();
        Snapshot { day, options, complete: true }
    }

    fn text(&self) -> String {
        let mut text = format!("as_of: {}\nplan: {{ name: Law }}\n", self.day);
        if !self.complete {
            text.push_str("complete: no\n");
        }
        let options: Vec<String> = self.options.iter().map(Listed::text).collect();
        text.push_str(&match options.is_empty() {
            true => "options: []\n".to_string(),
            false => format!("options:\n{}", options.concat()),
        });
        text
    }

    /// Other names for everything: those of others among them.
    fn rename(&mut self, dice: &mut Dice<'_>) {
        for option in &mut self.options {
            option.name = format!("o{}", dice.pick(3));
            for lot in &mut option.holdings {
                lot.name = format!("h{}", dice.pick(3));
            }
        }
    }

    fn shuffle(&mut self, dice: &mut Dice<'_>) {
        dice.shuffle(&mut self.options);
        self.options.iter_mut().for_each(|option| dice.shuffle(&mut option.holdings));
    }

    /// Leaves something out.
    fn forget(&mut self, dice: &mut Dice<'_>) {
        if self.options.is_empty() {
            self.complete = false;
            return;
        }
        let place = dice.pick(self.options.len());
        let kind = dice.pick(6);
        if kind == 0 {
            self.options.remove(place);
            self.complete = false;
            return;
        }
        let option = &mut self.options[place];
        let count = option.holdings.len();
        match (kind, option.holdings.get_mut(dice.pick(count))) {
            (1, Some(lot)) => lot.issuer = None,
            (2, Some(lot)) => lot.weight = None,
            (3, Some(lot)) => lot.price = None,
            (4, Some(_)) => _ = option.holdings.pop(),
            _ => option.fee = None,
        }
    }
}

impl Listed {
    fn drawn(fund: usize, dice: &mut Dice<'_>) -> Self {
        let mut securities: Vec<usize> = (0..CUSIPS.len()).collect();
        dice.shuffle(&mut securities);
        let count = 1 + dice.pick(4);
        let mut left = 20;
        let holdings = securities.into_iter().take(count).enumerate().map(|(index, security)| {
            // A list that makes 100% is all there is, so that none weighs nothing.
            let most = left - (count - index - 1);
            let weight = if index + 1 == count { left } else { 1 + dice.pick(most) };
            left -= weight;
            Lot {
                security,
                name: format!("h{security}"),
                issuer: Some(dice.pick(ISSUERS.len())),
                weight: Some(5 * weight),
                price: Some(1 + dice.pick(3)),
            }
        });
        Listed { holdings: holdings.collect(), fund, name: format!("o{fund}"), fee: Some(3 + dice.pick(5)) }
    }

    fn text(&self) -> String {
        let fee = self.fee.map_or(String::new(), |fee| format!(", expense_ratio: {{ net: 0.{fee}0% }}"));
        let lots: Vec<String> = self.holdings.iter().map(Lot::text).collect();
        let lots = match lots.is_empty() {
            true => String::new(),
            false => format!(", holds: [{}]", lots.join(", ")),
        };
        format!("  - {{ name: {}, class_id: C00000000{}{fee}{lots} }}\n", self.name, self.fund)
    }

    fn weight_of(&self, issuer: usize) -> usize {
        let of_issuer = self.holdings.iter().filter(|lot| lot.issuer == Some(issuer));
        of_issuer.filter_map(|lot| lot.weight).sum()
    }
}

impl Lot {
    fn text(&self) -> String {
        let issuer = self.issuer.map_or(String::new(), |issuer| format!(", issuer: {}", ISSUERS[issuer]));
        let weight = self.weight.map_or(String::new(), |weight| format!(", weight: {weight}%"));
        let price = self.price.map_or(String::new(), |price| format!(", lot_price: ${price}"));
        format!("{{ name: {}, cusip: {}{issuer}{weight}{price} }}", self.name, CUSIPS[self.security])
    }
}

/// The newest menu and the others, some of whose quarters are missing.
fn drawn(dice: &mut Dice<'_>) -> Vec<Snapshot> {
    let mut all: Vec<Snapshot> = DAYS.iter().map(|day| Snapshot::drawn(day, dice)).collect();
    let mut place = 0;
    all.retain(|_| {
        place += 1;
        place == 1 || !dice.chance(1, 6)
    });
    all
}

fn checked(menus: &[Snapshot], dice: &mut Dice<'_>) -> Report {
    let mut inputs = Inputs::new(date(2026, 11, 22));
    inputs.policies.push(InputFile::new("policy.ips", POLICY));
    inputs.menus.push((InputFile::new("now.yaml", menus[0].text()), None));
    let mut older: Vec<(InputFile, Option<String>)> = menus[1..]
        .iter()
        .map(|menu| {
            (InputFile::new(format!("{}.yaml", dice.pick(1000) * 1000 + menu.day.len()), menu.text()), None)
        })
        .collect();
    // No two files have one name.
    for (number, (file, _)) in older.iter_mut().enumerate() {
        file.name = format!("{number}-{}", file.name);
    }
    dice.shuffle(&mut older);
    inputs.history = older;
    let report = check(inputs, &mut |_| {});
    let is_wrong = |one: &&Diagnostic| one.severity == Severity::Error && one.kind.name != "nothing-checked";
    let wrong: Vec<&str> = report.diagnostics.iter().filter(is_wrong).map(|one| &*one.message).collect();
    assert!(wrong.is_empty(), "{wrong:?}\n{}", texts(menus));
    report
}

fn texts(menus: &[Snapshot]) -> String {
    menus.iter().map(Snapshot::text).collect()
}

fn all_told(report: &Report) -> Vec<String> {
    let mut all: Vec<String> = on(report, 0).into_iter().map(told).collect();
    all.sort();
    all
}

/// Outcomes and what was measured, without names of files and what would tell.
fn outcomes(report: &Report) -> Vec<String> {
    let mut all: Vec<String> = on(report, 0)
        .iter()
        .map(|verdict| {
            let measures: Vec<_> = verdict.atoms.iter().map(|atom| &atom.measure).collect();
            format!("{} {} {:?} {measures:?}", verdict.rule, verdict.subject.id, verdict.outcome)
        })
        .collect();
    all.sort();
    all
}

/// What a model of a few lines says of groups and fees, where all is listed and has its number.
fn expected(menus: &[Snapshot]) -> BTreeMap<(String, String), Outcome> {
    let then = menus.iter().find(|menu| menu.day == DAYS[1]);
    let mut expected = BTreeMap::new();
    let judged = |kept| if kept { Outcome::Pass } else { Outcome::Breach };
    for option in &menus[0].options {
        let earlier = then.and_then(|menu| menu.options.iter().find(|other| other.fund == option.fund));
        let fee =
            earlier.map_or(Outcome::Unknown, |earlier| judged(option.fee <= earlier.fee.map(|fee| fee + 1)));
        expected.insert(("fee_rise".to_string(), option.name.clone()), fee);
        for (issuer, name) in ISSUERS.iter().enumerate() {
            if option.holdings.iter().any(|lot| lot.issuer == Some(issuer)) {
                let now = option.weight_of(issuer);
                let grown = match earlier {
                    Some(earlier) => judged(now <= earlier.weight_of(issuer) + 5),
                    None if now <= 5 => Outcome::Pass,
                    None => Outcome::Unknown,
                };
                expected.insert(("grown".to_string(), format!("{}/{name}", option.name)), grown);
            }
        }
    }
    expected
}

proptest! {
    #![proptest_config(config(25))]

    /// Groups and options are found on the menu of the quarter before, whatever they are called there.
    #[test]
    fn law_history_agrees_with_a_model(tape in tape(1500)) {
        let mut dice = Dice::new(&tape);
        let mut menus = drawn(&mut dice);
        for menu in &mut menus[1..] {
            menu.rename(&mut dice);
            menu.shuffle(&mut dice);
        }
        let report = checked(&menus, &mut dice);
        for ((rule, id), outcome) in expected(&menus) {
            let found: Vec<Outcome> = on(&report, 0)
                .iter()
                .filter(|verdict| verdict.rule == rule && verdict.subject.id == id)
                .map(|verdict| verdict.outcome)
                .collect();
            prop_assert_eq!(&found, &vec![outcome], "{} of {}\n{}", rule, id, texts(&menus));
        }
    }

    /// Where everything has its number, names and the order of lists and files decide nothing.
    #[test]
    fn law_history_names_and_order_decide_nothing(tape in tape(1500)) {
        let mut dice = Dice::new(&tape);
        let menus = drawn(&mut dice);
        let mut renamed = menus.clone();
        for menu in &mut renamed[1..] {
            menu.rename(&mut dice);
            menu.shuffle(&mut dice);
        }
        renamed[0].shuffle(&mut dice);
        let (one, other) = (checked(&menus, &mut dice), checked(&renamed, &mut dice));
        // What is no longer on the menu goes by the name that it had.
        let is_listed = menus[0].options.iter().any(|option| option.name == "o1");
        let compared = |report: &Report| {
            let mut all = outcomes(report);
            all.retain(|one| is_listed || !one.starts_with("all_but "));
            all
        };
        let (one, other) = (compared(&one), compared(&other));
        let differs = one.iter().zip(&other).find(|(one, other)| one != other);
        prop_assert!(
            differs.is_none() && one.len() == other.len(),
            "{:#?}\n{}---\n{}",
            differs,
            texts(&menus),
            texts(&renamed)
        );
    }

    /// Without numbers the order of lists decides nothing either, and of two things with one name nothing is said.
    #[test]
    fn law_history_order_decides_nothing_without_numbers(tape in tape(1500)) {
        let mut dice = Dice::new(&tape);
        let mut menus = drawn(&mut dice);
        for menu in &mut menus {
            for option in &mut menu.options {
                for lot in &mut option.holdings {
                    lot.name = format!("h{}", dice.pick(4));
                }
            }
        }
        let mut shuffled = menus.clone();
        shuffled[1..].iter_mut().for_each(|menu| menu.shuffle(&mut dice));
        let without = |menus: &[Snapshot]| {
            let mut inputs = Inputs::new(date(2026, 11, 22));
            inputs.policies.push(InputFile::new("policy.ips", POLICY));
            let text = |menu: &Snapshot| CUSIPS.iter().fold(menu.text(), |text, cusip| text.replace(&format!(", cusip: {cusip}"), ""));
            inputs.menus.push((InputFile::new("now.yaml", text(&menus[0])), None));
            inputs.history = menus[1..].iter().map(|menu| (InputFile::new(format!("{}.yaml", menu.day), text(menu)), None)).collect();
            check(inputs, &mut |_| {})
        };
        let (one, other) = (without(&menus), without(&shuffled));
        prop_assert_eq!(all_told(&one), all_told(&other), "{}\n---\n{}", texts(&menus), texts(&shuffled));
        for verdict in on(&one, 0).into_iter().filter(|verdict| verdict.rule == "price") {
            let option = menus[0].options.iter().find(|option| verdict.subject.id.starts_with(&option.name));
            let twice = option.is_some_and(|option| option.holdings.iter().filter(|lot| lot.name == verdict.subject.name).count() > 1);
            prop_assert!(!twice || verdict.outcome == Outcome::Unknown, "{:?}\n{}", verdict, texts(&menus));
        }
    }

    /// A quarter of which nothing is known, and any menu of it.
    #[test]
    fn law_history_no_quarter_turns_a_verdict_around(tape in tape(4000)) {
        let mut dice = Dice::new(&tape);
        let menus = drawn(&mut dice);
        let missing = DAYS[1 + dice.pick(DAYS.len() - 1)];
        let gap: Vec<Snapshot> = menus.iter().filter(|menu| menu.day != missing).cloned().collect();
        let less = checked(&gap, &mut dice);
        for _ in 0..4 {
            let mut filled = gap.clone();
            filled.push(Snapshot::drawn(missing, &mut dice));
            let more = checked(&filled, &mut dice);
            holds(&on(&less, 0), &on(&more, 0), &[], [&texts(&gap), &texts(&filled)])?;
        }
    }

    /// What earlier menus leave out decides nothing.
    #[test]
    fn law_history_less_said_decides_no_more(tape in tape(3000)) {
        let mut dice = Dice::new(&tape);
        let menus = drawn(&mut dice);
        let all = checked(&menus, &mut dice);
        let mut less = menus.clone();
        for _ in 0..3 {
            for menu in &mut less[1..] {
                menu.forget(&mut dice);
            }
            let report = checked(&less, &mut dice);
            holds(&on(&report, 0), &on(&all, 0), &[], [&texts(&less), &texts(&menus)])?;
        }
    }
}
