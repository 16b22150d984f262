//! A menu that is cut into several files is the same menu: what is joined decides as what stands together.

use planlint::diagnostics::Severity;
use planlint::inputs::InputFile;
use planlint::pipeline::{Further, Inputs, check};
use proptest::prelude::*;

use super::checked::{checked, on};
use super::dice::{Dice, config, tape};
use super::documents::Documents;
use super::menus::{Menu, Opened};
use super::order::told;
use super::policies::policy;

/// Moves some of what a menu says of its options to another file. What it says of the plan, and of funds, stays.
fn cut(menu: &mut Menu, dice: &mut Dice<'_>) -> Menu {
    let mut other = menu.clone();
    other.at = "";
    other.facts.clear();
    other.documents = Documents::unlisted();
    other.assets = None;
    other.funds.clear();
    other.says_incomplete = false;
    for (own, moved) in menu.options.iter_mut().zip(&mut other.options) {
        moved.at = "";
        moved.weight = None;
        moved.assets = None;
        let keys: Vec<usize> = own.facts.keys().copied().collect();
        for key in keys {
            let from = if dice.chance(1, 2) { &mut *own } else { &mut *moved };
            from.facts.remove(&key);
        }
        let hidden = if dice.chance(1, 2) { &mut *own } else { &mut *moved };
        hidden.opened = Opened::No;
        let unlisted = if dice.chance(1, 2) { &mut *own } else { &mut *moved };
        unlisted.documents = Documents::unlisted();
    }
    dice.shuffle(&mut other.options);
    other
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_menu_in_several_files_is_the_same_menu(tape in tape(6000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let mut menu = Menu::drawn(&mut dice);
        for _ in 0..dice.pick(6) {
            menu.forget(&mut dice);
        }
        let whole = menu.text();
        let mut others = Vec::new();
        for _ in 0..1 + dice.pick(2) {
            others.push(cut(&mut menu, &mut dice).text());
        }
        let mut inputs = Inputs::new(jiff::civil::date(2026, 11, 22));
        inputs.policies.push(InputFile::new("00.ips", policy.concat()));
        inputs.menus.push((InputFile::new("00.yaml", menu.text()), None));
        for (number, text) in others.iter().enumerate() {
            let file = InputFile::new(format!("other-{number}.yaml"), text.as_str());
            inputs.with.push(Further { file, profile: None, governs: Vec::new() });
        }
        let joined = check(inputs, &mut |_| {});
        let wrong: Vec<&str> = joined
            .diagnostics
            .iter()
            .filter(|one| one.severity == Severity::Error && one.kind.name.starts_with("sources"))
            .map(|one| one.message.as_str())
            .collect();
        prop_assert_eq!(wrong, Vec::<&str>::new(), "{}\n{}", menu.text(), others.concat());
        let together = checked(&policy, std::slice::from_ref(&whole));
        let mut expected: Vec<String> = on(&together, 0).into_iter().map(told).collect();
        let mut found: Vec<String> = on(&joined, 0).into_iter().map(told).collect();
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected, "{}\n{}\n---\n{}\n{}", policy.concat(), whole, menu.text(), others.concat());
    }
}
