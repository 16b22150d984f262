//! Law 4: numbers are exact. Whole numbers in the test say what they must be.

use num_bigint::BigInt;
use planlint::verdict::Outcome;
use planlint::vocabulary::{Exact, Rounding};
use proptest::prelude::*;

use super::checked::{accepted, measure, on, one};
use super::dice::{Dice, config, tape};
use super::facts::{PERCENT, WHOLE, decimal, percent, share, split};

fn exact(text: &str) -> Exact {
    Exact::parse(text).unwrap()
}

#[test]
fn law_4_thousands_of_weights_do_not_drift() {
    let holdings: Vec<String> = (0..10_000)
        .map(|number| {
            let class = if number < 500 { "crypto" } else { "cash" };
            format!("{{ name: h{number}, class: {class}, weight: 0.01% }}")
        })
        .collect();
    let menu = format!(
        "plan: {{ name: P, assets: $1000 }}\noptions:\n  - {{ name: A, assets: $1000, holds: [{}] }}\n",
        holdings.join(", ")
    );
    let policy =
        "crypto <= 5%\ncrypto < 5%\ncrypto >= 5%\ncash >= 95%\neach option: crypto between 5% and 5%\n";
    let report = one(policy, &menu);
    let outcomes: Vec<Outcome> = report.verdicts.iter().map(|verdict| verdict.outcome).collect();
    use Outcome::{Breach, Pass};
    assert_eq!(outcomes, [Pass, Breach, Pass, Pass, Pass]);
}

#[test]
fn law_4_the_limit_itself_is_within_it() {
    for (written, limit, outcome) in [
        ("5.000%", "5%", Outcome::Pass),
        ("5%", "500bps", Outcome::Pass),
        ("500bps", "5.000%", Outcome::Pass),
        ("5.0000000000000000000000000000000001%", "5%", Outcome::Breach),
        ("4.9999999999999999999999999999999999%", "5%", Outcome::Pass),
        ("5%", "4.9999999999999999999999999999999999%", Outcome::Breach),
    ] {
        let menu = format!("options:\n  - {{ name: A, assets: $7, holds: {{ crypto: {written} }} }}\n");
        // What is left of the option is not known: at least the written part is crypto, and of the rest nothing.
        let report =
            one(&format!("assume unclassified holds no crypto because \"test\"\ncrypto <= {limit}\n"), &menu);
        assert_eq!(report.verdicts[0].outcome, outcome, "{written} <= {limit}");
    }
}

#[test]
fn law_4_thirds_and_sevenths_meet_their_limits() {
    // 1/7 of the dollars, three times, and 4/7: every part is without end in decimals, and their sum is a limit.
    let menu =
        "options:\n  - { name: A, assets: $1, class: crypto }\n  - { name: B, assets: $6, class: cash }\n";
    let report = one(
        "7 * crypto <= 100%\n7 * crypto < 100%\n3 * cash <= 258%\ncrypto / cash <= 0.16666666666666666\n",
        menu,
    );
    let outcomes: Vec<Outcome> = report.verdicts.iter().map(|verdict| verdict.outcome).collect();
    assert_eq!(outcomes, [Outcome::Pass, Outcome::Breach, Outcome::Pass, Outcome::Breach]);
}

proptest! {
    #![proptest_config(config(24))]

    /// Shares of hundreds of holdings: the sum, and how it compares, by whole numbers alone.
    #[test]
    fn law_4_sums_agree_with_whole_numbers(tape in tape(700)) {
        let mut dice = Dice::new(&tape);
        let count = 1 + dice.pick(250);
        // Small weights with many digits; the last holding takes the rest.
        let mut weights: Vec<i128> = (1..count).map(|_| {
            let small = WHOLE / 250 / 7;
            dice.of(&[small, small - 1, 1, PERCENT / 100, i128::from(tape.0[0]) + 1])
        }).collect();
        weights.push(WHOLE - weights.iter().sum::<i128>());
        let is_crypto: Vec<bool> = (0..count).map(|_| dice.chance(1, 2)).collect();
        let crypto: i128 = weights.iter().zip(&is_crypto).filter(|(_, is)| **is).map(|(weight, _)| weight).sum();
        let holdings: Vec<String> = weights.iter().zip(&is_crypto).enumerate().map(|(number, (weight, is))| {
            let class = if *is { "crypto" } else { "cash" };
            format!("{{ name: h{number}, class: {class}, weight: {} }}", percent(*weight))
        }).collect();
        let menu = format!("options:\n  - {{ name: A, assets: $3, holds: [{}] }}\n", holdings.join(", "));
        let limit = (crypto + dice.of(&[0, 1, -1])).clamp(1, WHOLE - 1);
        let policy = ["<=", "<", ">=", ">"].map(|operator| format!("crypto {operator} {}\n", percent(limit)));
        let report = accepted(&policy, &[menu]);
        let expected = [crypto <= limit, crypto < limit, crypto >= limit, crypto > limit];
        for (verdict, holds) in on(&report, 0).into_iter().zip(expected) {
            prop_assert_eq!(verdict.outcome == Outcome::Pass, holds, "{} of {}", crypto, limit);
            prop_assert_eq!(measure(verdict).value.known(), Some(&exact(&decimal(crypto, 10))));
        }
    }

    /// Dollars of options and shares of their holdings: the plan's share as a fraction, without dividing.
    #[test]
    fn law_4_shares_of_the_plan_agree_with_whole_numbers(tape in tape(200)) {
        let mut dice = Dice::new(&tape);
        let count = 1 + dice.pick(12);
        let dollars: Vec<i128> = (0..count).map(|_| dice.of(&[1, 3, 7, 94_000_000, 6_000_000, 1_234_567])).collect();
        let shares: Vec<i128> = (0..count).map(|_| share(&mut dice)).collect();
        let options: String = dollars.iter().zip(&shares).enumerate().map(|(number, (dollars, share))| {
            let rest = percent(WHOLE - share);
            let line = format!("name: o{number}, assets: ${dollars}, holds: {{ crypto: {}, cash: {rest} }}", percent(*share));
            format!("  - {{ {line} }}\n")
        }).collect();
        // crypto = above / below
        let above: BigInt = dollars.iter().zip(&shares).map(|(dollars, share)| BigInt::from(*dollars) * share).sum();
        let below: BigInt = BigInt::from(dollars.iter().sum::<i128>()) * WHOLE;
        let limits = [5 * PERCENT, 5 * PERCENT + 1, 10 * PERCENT, PERCENT / 1_000];
        let policy: Vec<String> = limits.iter().map(|limit| format!("crypto <= {}\n", percent(*limit))).collect();
        let report = accepted(&policy, &[format!("options:\n{options}")]);
        for (verdict, limit) in on(&report, 0).into_iter().zip(limits) {
            let holds = &above * WHOLE <= &below * limit;
            prop_assert_eq!(verdict.outcome == Outcome::Pass, holds, "{}", options);
            let measured = measure(verdict).value.known().cloned().unwrap();
            let fraction = exact(&above.to_string()).divided_by(&exact(&below.to_string())).unwrap();
            prop_assert_eq!(measured, fraction);
        }
    }

    /// Digits shown for machines are the number, where they can be.
    #[test]
    fn law_4_digits_are_the_number(tape in tape(20)) {
        let mut dice = Dice::new(&tape);
        for number in split(WHOLE, 4, &mut dice) {
            let digits = exact(&decimal(number, 10)).decimal(10, Rounding::Nearest);
            prop_assert_eq!(digits, decimal(number, 10));
        }
    }
}
