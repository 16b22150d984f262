//! Days and lengths of time: a length is laid on the calendar from the as-of date, to the side on which the other day is.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use planlint::verdict::Outcome;
use proptest::prelude::*;

use super::checked::{on, one};
use super::dice::{Dice, config, tape};

const TODAY: Date = date(2026, 11, 22);

/// The day that lies so long after another, or before it, as a calendar on the wall has it.
fn moved(day: Date, count: i64, unit: &str, sign: i64) -> Date {
    let count = count * sign;
    match unit {
        "days" => day.saturating_add(count.days()),
        "weeks" => day.saturating_add(count.weeks()),
        "months" => day.saturating_add(count.months()),
        "quarters" => day.saturating_add((3 * count).months()),
        "years" => day.saturating_add(count.years()),
        _ => {
            let (mut day, mut left) = (day, count.abs());
            while left > 0 {
                day = day.saturating_add(sign.days());
                left -= i64::from(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday));
            }
            day
        }
    }
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn lengths_are_counted_from_the_day_of_the_check(tape in tape(60)) {
        let mut dice = Dice::new(&tape);
        let unit = dice.of(&["months", "days", "business days", "weeks", "quarters", "years"]);
        let count = i64::try_from(dice.pick(15)).unwrap();
        // Days at the end of the length, and around it.
        for sign in [1, -1] {
            let end = moved(TODAY, count, unit, sign);
            for off in -3..=3 {
                let day = end.saturating_add(off.days());
                let menu = format!("options:\n  - {{ name: A, class: cash, holds: [{{ name: B, weight: 100%, maturity: {day} }}] }}\n");
                let menu = menu.replace(" class: cash,", "");
                let policy = format!(
                    "each holding: time until maturity <= {count} {unit}\n\
                     each holding: maturity within the next {count} {unit}\n\
                     each holding: -time until maturity <= {count} {unit}\n\
                     each holding: maturity within the last {count} {unit}\n\
                     let left = time until maturity\n\
                     each option: max left of holdings <= {count} {unit}\n\
                     table most by left {{ at most {count} {unit}: 100%, otherwise: 50% }}\n\
                     each holding: weight <= most\n\
                     table limit by weight {{ at least 50%: {count} {unit}, otherwise: 0 days }}\n\
                     each holding: left <= limit\n"
                );
                let (ahead, back) = (day <= moved(TODAY, count, unit, 1), moved(TODAY, count, unit, -1) <= day);
                let expected = [
                    ahead, ahead && TODAY <= day, back, back && day <= TODAY, ahead, ahead, ahead,
                ];
                let report = one(&policy, &menu);
                let found: Vec<bool> =
                    on(&report, 0).iter().map(|verdict| verdict.outcome == Outcome::Pass).collect();
                prop_assert_eq!(&found[..], &expected[..], "{} {} on {}\n{}", count, unit, day, policy);
            }
        }
    }
}
