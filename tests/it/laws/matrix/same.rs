//! Laws by name: what a plan is told to be in other words comes to the same, less said decides no more, and a further
//! condition selects no more.

use std::collections::BTreeMap;

use planlint::inputs::InputFile;
use planlint::pipeline::{Bench, Inputs, Line};
use planlint::verdict::{Outcome, Verdict};

use super::super::dice::Dice;
use super::super::settled::settles;
use super::case::{Case, Cell, TAPE, measure};
use super::chance::Chance;
use super::constructs::{CONSTRUCTS, of_holding, of_option};
use super::drawn::Sketch;
use super::facts::{Asked, DECLARED, DEFINED, Pool, WHOLE};
use super::gaps::{GAPS, Gap};
use super::menus::{Content, Day, Said, Thing};
use super::prepared::{Prepared, TODAY};
use super::{cells, number};

/// What each statement comes to for each thing, things called by `name`.
fn outcomes(verdicts: &[Verdict], name: impl Fn(&str) -> String) -> BTreeMap<String, Vec<Outcome>> {
    let mut outcomes: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
    for verdict in verdicts {
        let subject = &verdict.subject;
        let path: Vec<String> = subject.id.split('/').map(&name).collect();
        let key = format!("{} {} {}", verdict.rule, subject.level, path.join("/"));
        outcomes.entry(key).or_default().push(verdict.outcome);
    }
    outcomes.values_mut().for_each(|list| list.sort());
    outcomes
}

fn as_named(name: &str) -> String {
    name.to_string()
}

/// Cases of cells that lie `step` apart, each with a source of its own for what is done to it.
fn cases(step: usize, mut each: impl FnMut(Cell, &Case, &mut Chance)) {
    let seed = number("LAWS_SEED", 404) as u64;
    for (at, cell) in cells().enumerate() {
        if at % step != 0 {
            continue;
        }
        for round in 0..number("LAWS_CASES", 1) {
            let parts = [cell.construct, cell.frame as usize, cell.gap as usize, round, 7];
            let mut chance = Chance::of(seed, &parts);
            if let Ok(Some(case)) = Case::drawn(cell, &mut chance) {
                each(cell, &case, &mut chance);
            }
        }
    }
}

/// Two menus of a policy come to the same.
fn agree(case: &Case, one: &[Verdict], other: &[Verdict], name: impl Fn(&str) -> String, text: &str) {
    let (one, other) = (outcomes(one, as_named), outcomes(other, name));
    assert_eq!(one, other, "{}\n--- the same\n{text}", case.told(None));
}

/// Whether what a menu means without saying it makes more of one of which less is said: options that nobody lists do not
/// sell short, and a list without weights is complete.
fn assumes_more(more: &Day, less: &Day) -> bool {
    let shorting = |day: &Day| day.options.iter().filter(|option| option.shorts).count();
    let weighed = |day: &Day| day.options.iter().any(|option| option.weight.is_some());
    shorting(less) < shorting(more) || (weighed(more) && !weighed(less))
}

/// A menu of which still less is said decides nothing more.
#[test]
fn less_said_decides_no_more() {
    cases(23, |_, case, chance| {
        let more = case.prepared.verdicts(&case.partial);
        let tape = chance.tape(TAPE);
        let mut dice = Dice::new(&tape);
        let less: Vec<Gap> = GAPS.into_iter().filter(|gap| gap.is_less()).collect();
        let mut menu = case.partial.clone();
        let is_less = dice.of(&less).hide(&mut menu, &case.sketch(), &mut dice);
        if !is_less || assumes_more(&case.partial.now, &menu.now) {
            return;
        }
        let less = case.prepared.verdicts(&menu);
        let (less, more): (Vec<&Verdict>, Vec<&Verdict>) = (less.iter().collect(), more.iter().collect());
        if let Err(why) = settles(&less, &more) {
            panic!("{why}\n{}\n--- said less\n{}", case.told(None), menu.texts().concat());
        }
    });
}

/// `where A and B`, `where A except B` and `where A where B` select nothing that `where A` does not.
#[test]
fn a_further_condition_selects_no_more() {
    /// Grows with what is selected, whatever that is.
    const MEASURES: [&str; 7] = [
        "(count of options where {}) <= 2",
        "(sum weight of options where {}) <= 10%",
        "(share of options where {}) <= 10%",
        "each option: (count of holdings where {}) <= 2",
        "each option: (sum weight of holdings where {}) <= 10%",
        "each option: (count of issuers of (holdings where {})) <= 2",
        "each option: (max weight of issuers of (holdings where {})) <= 10%",
    ];
    let mut chance = Chance::of(number("LAWS_SEED", 404) as u64, &[11]);
    for round in 0..120 * number("LAWS_CASES", 1) {
        let tape = chance.tape(TAPE);
        let mut dice = Dice::new(&tape);
        let measured = MEASURES[round % MEASURES.len()];
        let of_things = if measured.contains("options where") { of_option } else { of_holding };
        let (one, other) = (of_things(&mut dice, 0), of_things(&mut dice, 1));
        let both = match dice.pick(2) {
            0 => format!("({one}) and ({other})"),
            _ => format!("({one}) except ({other})"),
        };
        let [less, more] = [&both, &format!("({one})")].map(|which| measured.replacen("{}", which, 1));
        let asked = Asked::by(&less);
        let pool = Pool::of(&less);
        let sketch = Sketch { asked: &asked, pool: &pool };
        let mut menu = sketch.menu(&mut dice);
        if dice.chance(1, 2) {
            dice.of(&GAPS).hide(&mut menu, &sketch, &mut dice);
        }
        if menu.now.options.iter().any(|option| option.shorts) {
            continue;
        }
        let read =
            |statement: &str| Prepared::new(statement).unwrap_or_else(|why| panic!("{why}\n{statement}"));
        let (less_found, more_found) = (read(&less).verdicts(&menu), read(&more).verdicts(&menu));
        for (less_one, more_one) in less_found.iter().zip(&more_found) {
            let told = || format!("{less}\n{more}\n{}", menu.texts().concat());
            if let (Some(less), Some(more)) = (measure(less_one), measure(more_one)) {
                let grows = |less: &planlint::vocabulary::End, more: &planlint::vocabulary::End| match (
                    less.number(),
                    more.number(),
                ) {
                    (Some(less), Some(more)) => less <= more,
                    (None, Some(_)) => false,
                    (_, None) => true,
                };
                // The least of what may be nothing is that of what there is, if there is any.
                let is_nothing = measured.contains("max") && less_one.outcome == Outcome::Unknown;
                let low = is_nothing || less.low.number().is_none() || grows(&less.low, &more.low);
                assert!(low && grows(&less.high, &more.high), "{less:?} {more:?}\n{}", told());
            }
        }
    }
}

/// What a guard lets off, a narrower guard does not let off more of; on menus of which everything is said.
#[test]
fn a_further_condition_lets_off_no_more() {
    let mut chance = Chance::of(number("LAWS_SEED", 404) as u64, &[12]);
    for _ in 0..120 * number("LAWS_CASES", 1) {
        let tape = chance.tape(TAPE);
        let mut dice = Dice::new(&tape);
        let (one, other, what) = (of_option(&mut dice, 0), of_option(&mut dice, 1), of_option(&mut dice, 1));
        let narrower = format!("({one}) and ({other})");
        // Of each pair, the second asserts nothing wherever the first does.
        let pairs = [
            [format!("when ({one})"), format!("when {narrower}")],
            [format!("unless {narrower}"), format!("unless ({one})")],
        ];
        for [first, second] in pairs {
            let statement = format!("each option: ({what}) {first}\neach option: ({what}) {second}");
            let asked = Asked::by(&statement);
            let pool = Pool::of(&statement);
            let menu = Sketch { asked: &asked, pool: &pool }.menu(&mut dice);
            let prepared = Prepared::new(&statement).unwrap_or_else(|why| panic!("{why}\n{statement}"));
            let mut by_thing: BTreeMap<String, Vec<Outcome>> = BTreeMap::new();
            for verdict in prepared.verdicts(&menu) {
                by_thing.entry(verdict.subject.id.clone()).or_default().push(verdict.outcome);
            }
            for (thing, outcomes) in by_thing {
                let [first, second] = outcomes[..] else { continue };
                let holds = first != Outcome::NotApplicable || second == Outcome::NotApplicable;
                assert!(holds, "{thing}: {first:?}, then {second:?}\n{statement}\n{}", menu.texts().concat());
            }
        }
    }
}

/// Ten times all dollars, in the menu and in the policy.
#[test]
fn ten_times_the_dollars_come_to_the_same() {
    cases(37, |_, case, _| {
        let mut menu = case.partial.clone();
        menu.days().for_each(|day| each_thing(day, &mut ten_times));
        let statement = ten_times_written(&case.statement);
        let Ok(prepared) = Prepared::new(&statement) else { return };
        let verdicts = case.prepared.verdicts(&case.partial);
        agree(case, &verdicts, &prepared.verdicts(&menu), as_named, &menu.texts().concat());
    });
}

/// Every amount of a text with a zero behind it.
fn ten_times_written(text: &str) -> String {
    let mut written = String::new();
    let mut in_amount = false;
    for character in text.chars() {
        if in_amount && !character.is_ascii_digit() {
            written.push('0');
        }
        in_amount = character == '$' || (in_amount && character.is_ascii_digit());
        written.push(character);
    }
    if in_amount { written + "0" } else { written }
}

fn ten_times(thing: &mut Thing) {
    let ten = |said: &mut Said| {
        *said = match &*said {
            Said::Number(number) => Said::Number(*number * 10),
            Said::Between(low, high) => Said::Between(low.map(|low| low * 10), high.map(|high| high * 10)),
            other => other.clone(),
        }
    };
    thing.assets.iter_mut().chain(&mut thing.fund_assets).for_each(ten);
    thing
        .facts
        .iter_mut()
        .filter(|(key, _)| ["cost", "balance"].contains(key))
        .for_each(|(_, said)| ten(said));
}

fn each_thing(day: &mut Day, change: &mut dyn FnMut(&mut Thing)) {
    fn with_parts(thing: &mut Thing, change: &mut dyn FnMut(&mut Thing)) {
        change(thing);
        if let Content::Parts(parts) = &mut thing.content {
            parts.iter_mut().for_each(|part| with_parts(part, change));
        }
    }
    let things = day.options.iter_mut().chain(&mut day.pool).chain(day.accounts.iter_mut().flatten());
    things.chain(std::iter::once(&mut day.plan)).for_each(|thing| with_parts(thing, change));
}

/// Things under other names.
#[test]
fn other_names_come_to_the_same() {
    let renamed = |name: &str| match name.split_at_checked(1) {
        Some(("o", number)) if number.parse::<u8>().is_ok() => format!("Fund {number}"),
        Some(("h", number)) if number.parse::<u8>().is_ok() => format!("Bond {number}"),
        _ => name.to_string(),
    };
    cases(37, |_, case, _| {
        if case.statement.contains("\"o") {
            return;
        }
        let mut menu = case.partial.clone();
        menu.days().for_each(|day| each_thing(day, &mut |thing| thing.name = renamed(&thing.name)));
        let found = outcomes(&case.prepared.verdicts(&case.partial), renamed);
        let other = outcomes(&case.prepared.verdicts(&menu), as_named);
        assert_eq!(found, other, "{}", case.told(None));
    });
}

/// Options, holdings and accounts in another order.
#[test]
fn another_order_comes_to_the_same() {
    cases(37, |_, case, chance| {
        let tape = chance.tape(TAPE);
        let mut dice = Dice::new(&tape);
        let mut menu = case.partial.clone();
        for day in menu.days() {
            dice.shuffle(&mut day.options);
            day.accounts.iter_mut().for_each(|accounts| dice.shuffle(accounts));
            for option in day.options.iter_mut().chain(&mut day.pool) {
                if let Content::Parts(parts) = &mut option.content {
                    dice.shuffle(parts);
                }
            }
        }
        let verdicts = case.prepared.verdicts(&case.partial);
        agree(case, &verdicts, &case.prepared.verdicts(&menu), as_named, &menu.texts().concat());
    });
}

/// YAML, JSON, and a line of a book.
#[test]
fn every_form_of_a_menu_comes_to_the_same() {
    cases(37, |_, case, _| {
        let texts = case.partial.json();
        let verdicts = case.prepared.verdicts(&case.partial);
        agree(case, &verdicts, &case.prepared.on(&texts, "json"), as_named, &texts.concat());
        if texts.len() > 1 {
            return;
        }
        let mut inputs = Inputs::new(TODAY);
        let policy = format!("{DECLARED}{DEFINED}{}", case.statement);
        inputs.policies.push(InputFile::new("policy.ips", policy.as_str()));
        let bench = Bench::new(inputs);
        let line = Line { number: 1, bytes: Ok(texts[0].clone().into_bytes()) };
        let read = bench.reader().read("book.jsonl", None, line);
        agree(case, &verdicts, &read.verdicts, as_named, &texts[0]);
    });
}

/// An option as two halves of it, for what does not ask how many there are.
#[test]
fn two_halves_come_to_the_same_as_the_whole() {
    const ASKED: [&str; 13] = [
        "share of the plan",
        "sum of classes",
        "between classes",
        "within, of the plan",
        "offered",
        "every one offered",
        "sum of options",
        "sum of dollars",
        "weighted average of options",
        "min of options",
        "max of options",
        "distinct of options",
        "greatest manager",
    ];
    cases(1, |cell, case, _| {
        let alone = cell.frame == super::frames::Frame::Alone;
        let of_one = ["weight <", "weight >", "\"o"].iter().any(|text| case.statement.contains(text));
        if !alone || of_one || !ASKED.contains(&CONSTRUCTS[cell.construct].name) {
            return;
        }
        let mut menu = case.partial.clone();
        if !menu.days().all(halve) {
            return;
        }
        let verdicts = case.prepared.verdicts(&case.partial);
        agree(case, &verdicts, &case.prepared.verdicts(&menu), as_named, &menu.texts().concat());
    });
}

/// Splits the first option in two; false, if its size is not even.
fn halve(day: &mut Day) -> bool {
    let Some(option) = day.options.first_mut() else { return false };
    for said in [&mut option.weight, &mut option.assets, &mut option.fund_assets].into_iter().flatten() {
        match said {
            Said::Number(number) if *number % 2 == 0 => *said = Said::Number(*number / 2),
            _ => return false,
        }
    }
    // Two sizes that are not said are not one that is not said.
    if option.weight.is_none() && option.assets.is_none() {
        return false;
    }
    let mut half = option.clone();
    half.name = "other half".to_string();
    // What each of two unopened halves holds is not the same.
    let is_opened = matches!(half.content, Content::Parts(_));
    day.options.push(half);
    is_opened || !day.options.iter().any(|option| matches!(option.content, Content::Closed))
}

/// What an option holds, held through a fund; and two holdings as one that holds both.
#[test]
fn nested_and_flat_holdings_come_to_the_same() {
    cases(5, |_, case, _| {
        if case.asked.holdings || !case.asked.classes || case.partial.now.pool.is_some() {
            return;
        }
        let verdicts = case.prepared.verdicts(&case.partial);
        for nest in [through_fund, two_as_one] {
            let mut menu = case.partial.clone();
            if menu.days().all(nest) {
                agree(case, &verdicts, &case.prepared.verdicts(&menu), as_named, &menu.texts().concat());
            }
        }
    });
}

fn through_fund(day: &mut Day) -> bool {
    let Some(option) = day.options.iter_mut().find(|option| !option.parts().is_empty() && !option.shorts)
    else {
        return false;
    };
    let mut fund = Thing::named("pool");
    fund.content = std::mem::replace(&mut option.content, Content::Pool);
    fund.fund_assets = option.fund_assets.clone();
    day.pool = Some(fund);
    true
}

fn two_as_one(day: &mut Day) -> bool {
    let exact = |part: &Thing| part.weight.as_ref().and_then(Said::number);
    for option in &mut day.options {
        let Content::Parts(parts) = &mut option.content else { continue };
        let [first, second, ..] = &parts[..] else { continue };
        let (Some(one), Some(other)) = (exact(first), exact(second)) else { continue };
        let sum = one + other;
        let share = |weight: i64| (weight * WHOLE % sum == 0).then(|| Said::Number(weight * WHOLE / sum));
        if option.shorts || sum == 0 {
            continue;
        }
        let (Some(one), Some(other)) = (share(one), share(other)) else { continue };
        let mut both = Thing::named("both");
        let (mut first, mut second) = (parts.remove(0), parts.remove(0));
        (first.weight, second.weight) = (Some(one), Some(other));
        both.weight = Some(Said::Number(sum));
        (first.assets, second.assets) = (None, None);
        parts.iter_mut().for_each(|part| part.assets = None);
        both.content = Content::Parts(vec![first, second]);
        parts.push(both);
        return true;
    }
    false
}
