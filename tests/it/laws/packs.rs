//! A rule means the same in a pack as in a policy: a policy that takes all of its rules from a pack comes to the same
//! verdicts, under the pack's name.

use planlint::inputs::InputFile;
use planlint::packs::PackFile;
use planlint::pipeline::{Inputs, Report, check};
use planlint::verdict::Verdict;
use proptest::prelude::*;

use super::checked::checked;
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;

/// The rules of a pack `acme.law` against a menu, beside those of another pack that declares words of its own.
fn packed(rules: &str, menu: &str) -> Report {
    let mut inputs = Inputs::new(jiff::civil::date(2026, 11, 22));
    let settings = "[packs]\nlaw = { path = \"law\" }\nother = { path = \"other\" }\n";
    let needs = inputs.read_settings(InputFile::new("planlint.toml", settings)).needs;
    let other = "class zest in alternatives\nfact crypto_score of option: number\ncash >= 0.1%\n";
    for (need, (name, rules)) in needs.iter().zip([("acme.law", rules), ("acme.other", other)]) {
        let manifest = format!("[pack]\nname = \"{name}\"\nversion = \"1.0.0\"\n");
        let file = |path: &str, text: &str| PackFile {
            path: path.into(),
            file: InputFile::new(format!("{name}/{path}"), text),
        };
        inputs.read_pack(None, need, name, vec![file("planlint.toml", &manifest), file("rules.ips", rules)]);
    }
    inputs.policies.push(InputFile::new("policy.ips", "use acme.law\nuse acme.other\n"));
    inputs.menus.push((InputFile::new("menu.yaml", menu), None));
    check(inputs, &mut |_| {})
}

fn told(verdict: &Verdict) -> String {
    let Verdict { subject, outcome, atoms, missing, because, .. } = verdict;
    let rule = verdict.rule.strip_prefix("acme.law/").unwrap_or(&verdict.rule);
    let atoms: Vec<String> =
        atoms.iter().map(|atom| format!("{:?} {} {:?}", atom.measure, atom.what, atom.truth)).collect();
    let missing: Vec<&String> = missing.iter().map(|missing| &missing.fact).collect();
    format!("{rule} {} {} {outcome:?} {atoms:?} {missing:?} {because:?}", subject.level, subject.id)
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn a_rule_means_the_same_in_a_pack(tape in tape(1100)) {
        let mut dice = Dice::new(&tape);
        let rules = policy(&mut dice, false).concat();
        let mut menu = Menu::drawn(&mut dice);
        for _ in 0..dice.pick(4) {
            menu.forget(&mut dice);
        }
        let menu = menu.text();
        let alone = checked(std::slice::from_ref(&rules), std::slice::from_ref(&menu));
        let packed = packed(&rules, &menu);
        let of_pack = packed.verdicts.iter().filter(|verdict| !verdict.rule.starts_with("acme.other/"));
        prop_assert_eq!(
            alone.verdicts.iter().map(told).collect::<Vec<_>>(),
            of_pack.map(told).collect::<Vec<_>>(),
            "{}\n{}", rules, menu
        );
    }
}
