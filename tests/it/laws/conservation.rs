//! Law 7: look-through neither loses nor doubles anything, and what holds itself is reported.

use std::collections::BTreeMap;
use std::fmt::Write;

use num_bigint::BigInt;
use planlint::vocabulary::Exact;
use proptest::prelude::*;

use super::checked::{accepted, checked, measure, on, one};
use super::dice::{Dice, config, tape};
use super::facts::{CLASSES, DECLARED, TOP, WHOLE};
use super::menus::{Content, Menu, Thing};

/// A policy that measures every class, of the plan and of each option. The limits decide nothing here.
fn measuring() -> Vec<String> {
    let classes = CLASSES.iter().map(|(class, _)| *class).chain(TOP);
    let rules = classes.map(|class| format!("{class} <= 5%\neach option: {class} <= 5%\n"));
    std::iter::once(DECLARED.to_string()).chain(rules).collect()
}

/// What a thing comes to, by class, as whole numbers over `WHOLE` to the power of the answer.
fn flattened(thing: &Thing, funds: &[Thing]) -> (BTreeMap<usize, BigInt>, u32) {
    match &thing.content {
        Content::Class(class) => (BTreeMap::from([(*class, BigInt::from(1))]), 0),
        Content::Fund(id) => flattened(funds.iter().find(|fund| fund.id == *id).unwrap(), funds),
        Content::Parts(parts) => {
            let inner: Vec<_> = parts.iter().map(|part| flattened(part, funds)).collect();
            let deepest = inner.iter().map(|(_, depth)| *depth).max().unwrap_or(0);
            let mut sums: BTreeMap<usize, BigInt> = BTreeMap::new();
            for (part, (classes, depth)) in parts.iter().zip(inner) {
                let weight = part.weight.as_ref().or(part.assets.as_ref()).unwrap().number;
                for (class, share) in classes {
                    let share = share * weight * BigInt::from(WHOLE).pow(deepest - depth);
                    *sums.entry(class).or_default() += share;
                }
            }
            (sums, deepest + 1)
        }
    }
}

proptest! {
    #![proptest_config(config(40))]

    /// Everything is in one of the classes that have nothing in common: together they are 100% of each option that is
    /// known, and of the plan, and each is what the flat sum over all funds makes it.
    #[test]
    fn law_7_conservation(tape in tape(4000)) {
        let mut dice = Dice::new(&tape);
        let mut menu = Menu::drawn(&mut dice);
        // A plan with more than its options, or with nothing at all, is not known to the last dollar.
        menu.over = false;
        let sizes = menu.options.iter().filter_map(|option| option.assets.as_ref()).map(|cell| cell.number);
        let is_whole = sizes.sum::<i128>() == WHOLE;
        if !is_whole {
            return Ok(());
        }
        if let Some(assets) = &mut menu.assets {
            assets.number = WHOLE;
        }
        for option in &mut menu.options {
            let size = option.assets.as_ref().map_or(0, |assets| assets.number);
            option.weight.iter_mut().for_each(|weight| weight.number = size);
        }
        let report = accepted(&measuring(), &[menu.text()]);
        let mut measured: BTreeMap<(String, String), Exact> = BTreeMap::new();
        for verdict in on(&report, 0) {
            let known = measure(verdict).value.known().cloned();
            let class = verdict.atoms[0].what.clone();
            prop_assert!(known.is_some(), "{} of {}\n{}", class, verdict.subject.id, menu.text());
            measured.insert((verdict.subject.id.clone(), class), known.unwrap());
        }
        let subjects: std::collections::BTreeSet<String> = measured.keys().map(|(subject, _)| subject.clone()).collect();
        for subject in &subjects {
            let shares: Vec<Exact> = TOP.iter().map(|class| measured[&(subject.clone(), class.to_string())].clone()).collect();
            prop_assert_eq!(Exact::sum(&shares), Exact::one(), "{}", menu.text());
        }
        for option in &menu.options {
            let (classes, depth) = flattened(option, &menu.funds);
            let whole = Exact::parse(&BigInt::from(WHOLE).pow(depth).to_string());
            for (class, share) in classes {
                let (Some(share), Some(whole)) = (Exact::parse(&share.to_string()), &whole) else { continue };
                let name = CLASSES[class].0.to_string();
                prop_assert_eq!(Some(measured[&(option.id.clone(), name)].clone()), share.divided_by(whole));
            }
        }
    }

    /// Funds that hold each other in any way: reported if, and only if, one holds itself by any number of steps.
    #[test]
    fn law_7_circles_are_reported(tape in tape(60)) {
        let mut dice = Dice::new(&tape);
        let count = 1 + dice.pick(6);
        let held: Vec<Vec<usize>> =
            (0..count).map(|_| (0..dice.pick(3)).map(|_| dice.pick(count)).collect()).collect();
        // reaches[a][b]: a holds b, by any number of steps
        let mut reaches = vec![vec![false; count]; count];
        for (fund, held) in held.iter().enumerate() {
            held.iter().for_each(|to| reaches[fund][*to] = true);
        }
        for via in 0..count {
            for from in 0..count {
                for to in 0..count {
                    reaches[from][to] |= reaches[from][via] && reaches[via][to];
                }
            }
        }
        let mut menu = String::from("options:\n  - { name: A, assets: $1, fund: f0 }\nfunds:\n");
        for (fund, held) in held.iter().enumerate() {
            let share = Exact::ratio(100, 1 + held.len() as i64).unwrap().floor_i64().unwrap();
            let parts: Vec<String> = held
                .iter()
                .enumerate()
                .map(|(number, to)| format!("{{ name: h{number}, fund: f{to}, weight: {share}% }}"))
                .chain([format!("{{ name: rest, class: crypto, weight: {share}% }}")])
                .collect();
            writeln!(menu, "  - {{ name: f{fund}, holds: [{}] }}", parts.join(", ")).unwrap();
        }
        let report = checked(&["crypto <= 99%\n".to_string()], &[menu.clone()]);
        let reported = report.diagnostics.iter().any(|diagnostic| diagnostic.kind.name == "circular-holdings");
        prop_assert_eq!(reported, (0..count).any(|fund| reaches[fund][fund]), "{}", menu);
        // A circle that the option does not reach leaves what it holds known.
        let on_path: Vec<usize> = (0..count).filter(|fund| *fund == 0 || reaches[0][*fund]).collect();
        let whole = on_path.iter().all(|fund| !reaches[*fund][*fund] && 100 % (1 + held[*fund].len()) == 0);
        if whole {
            prop_assert_eq!(measure(&report.verdicts[0]).value.known(), Some(&Exact::one()), "{}", menu);
        }
    }
}

/// An option that another option holds is an option and a holding at once, and counts as both.
#[test]
fn law_7_an_option_may_be_held_by_another() {
    let menu = "options:\n  \
        - { name: A, assets: $60, holds: [{ fund: B, weight: 50% }, { class: cash, weight: 50% }] }\n  \
        - { name: B, assets: $40, holds: { crypto: 10%, cash: 90% } }\n";
    let report = one("crypto <= 5%\ncash <= 5%\n", menu);
    let shares: Vec<&Exact> =
        report.verdicts.iter().map(|verdict| measure(verdict).value.known().unwrap()).collect();
    // 60% of 50% of 10%, and 40% of 10%
    assert_eq!(shares, [&Exact::parse("0.07").unwrap(), &Exact::parse("0.93").unwrap()]);
}
