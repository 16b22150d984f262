//! A second reading of the commonest statements, written as plainly as they are meant, on menus that say everything.
//!
//! It shares no line with the evaluator. What completions are held to is checked here too: a menu that says everything
//! comes to what a person with a calculator finds.

use std::collections::BTreeMap;
use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};
use planlint::verdict::Outcome;

use super::super::dice::Dice;
use super::case::TAPE;
use super::chance::Chance;
use super::drawn::Sketch;
use super::facts::{Asked, FACTS, Kind, Level, Pool, WHOLE, leaves};
use super::menus::{Content, Day, Said, Thing};
use super::number;
use super::prepared::Prepared;

type Number = BigRational;

/// Something true or false of a thing; nothing, if it is about what is not there.
#[derive(Clone)]
enum Claim {
    Fact(&'static str, Sign, i64),
    Word(&'static str, &'static str),
    Class(&'static str, Sign, i64),
    Weight(Sign, i64),
    Of(Box<Measured>, Sign, i64),
    And(Box<Claim>, Box<Claim>),
    Or(Box<Claim>, Box<Claim>),
    Not(Box<Claim>),
}

#[derive(Clone, Copy)]
enum Sign {
    AtMost,
    AtLeast,
    Below,
    Above,
}

#[derive(Clone, Copy, PartialEq)]
enum How {
    Count,
    Share,
    Sum,
    Average,
    Weighted,
    Min,
    Max,
    Median,
    Distinct,
}

#[derive(Clone, Copy)]
enum What {
    Weight,
    Fact(&'static str),
}

/// One number of many things.
#[derive(Clone)]
struct Measured {
    how: How,
    what: What,
    of: Level,
    chosen: Option<Claim>,
}

enum Statement {
    Plan(Claim),
    Each {
        level: Level,
        chosen: Option<Claim>,
        claim: Claim,
        when: Option<Claim>,
    },
    /// `each issuer of (holdings where …): weight …`
    Issuer {
        chosen: Option<Claim>,
        sign: Sign,
        limit: i64,
    },
    Prohibited(&'static str),
}

// --- as it is written -----------------------------------------------------------------------------------------

impl fmt::Display for Sign {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(match self {
            Sign::AtMost => "<=",
            Sign::AtLeast => ">=",
            Sign::Below => "<",
            Sign::Above => ">",
        })
    }
}

fn kind(key: &str) -> Kind {
    FACTS.iter().find(|fact| fact.key == key).expect("a fact of the matrix").kind
}

impl fmt::Display for Claim {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Claim::Fact(key, sign, limit) => write!(to, "{key} {sign} {}", kind(key).written(*limit)),
            Claim::Word(key, word) => match *word {
                "yes" => write!(to, "{key}"),
                _ if ["manager", "issuer", "country"].contains(key) => write!(to, "{key} is \"{word}\""),
                _ => write!(to, "{key} is {word}"),
            },
            Claim::Class(class, sign, limit) => write!(to, "{class} {sign} {}", Kind::Share.written(*limit)),
            Claim::Weight(sign, limit) => write!(to, "weight {sign} {}", Kind::Share.written(*limit)),
            Claim::Of(of, sign, limit) => write!(to, "({of}) {sign} {}", of.kind().written(*limit)),
            Claim::And(one, other) => write!(to, "({one} and {other})"),
            Claim::Or(one, other) => write!(to, "({one} or {other})"),
            Claim::Not(of) => write!(to, "not ({of})"),
        }
    }
}

impl Measured {
    fn kind(&self) -> Kind {
        match (self.how, self.what) {
            (How::Count | How::Distinct, _) => Kind::Whole(0, 9),
            (How::Share, _) | (_, What::Weight) => Kind::Share,
            (_, What::Fact(key)) => kind(key),
        }
    }
}

impl fmt::Display for Measured {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Weight => "weight",
            What::Fact(key) => key,
        };
        match self.how {
            How::Count => write!(to, "count of ")?,
            How::Share => write!(to, "share of ")?,
            How::Sum => write!(to, "sum {what} of ")?,
            How::Average => write!(to, "average {what} of ")?,
            How::Weighted => write!(to, "weighted average {what} of ")?,
            How::Min => write!(to, "min {what} of ")?,
            How::Max => write!(to, "max {what} of ")?,
            How::Median => write!(to, "median {what} of ")?,
            How::Distinct => write!(to, "distinct {what} of ")?,
        }
        write!(to, "{}", if self.of == Level::Option { "options" } else { "holdings" })?;
        self.chosen.iter().try_for_each(|chosen| write!(to, " where {chosen}"))
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Statement::Plan(claim) => write!(to, "{claim}"),
            Statement::Each { level, chosen, claim, when } => {
                write!(to, "each {}", if *level == Level::Option { "option" } else { "holding" })?;
                chosen.iter().try_for_each(|chosen| write!(to, " where {chosen}"))?;
                write!(to, ": {claim}")?;
                when.iter().try_for_each(|when| write!(to, " when {when}"))
            }
            Statement::Issuer { chosen, sign, limit } => {
                match chosen {
                    Some(chosen) => write!(to, "each issuer of (holdings where {chosen}): ")?,
                    None => write!(to, "each issuer of holdings: ")?,
                }
                write!(to, "weight {sign} {}", Kind::Share.written(*limit))
            }
            Statement::Prohibited(class) => write!(to, "{class} prohibited"),
        }
    }
}

// --- as it is meant -------------------------------------------------------------------------------------------

/// A thing where it stands: its option, and itself where it is a holding.
#[derive(Clone, Copy)]
struct Seat<'d> {
    day: &'d Day,
    option: Option<&'d Thing>,
    holding: Option<&'d Thing>,
}

fn ratio(number: i64, of: i64) -> Number {
    Number::new(BigInt::from(number), BigInt::from(of))
}

fn scale(kind: Kind) -> i64 {
    match kind {
        Kind::Share | Kind::Rate => WHOLE,
        Kind::Score => 100,
        Kind::Dollars | Kind::Whole(..) | Kind::Words(_) => 1,
    }
}

fn said(said: &Option<Said>) -> Option<i64> {
    said.as_ref().and_then(Said::number)
}

/// Parts with what each is of the whole: by dollars where all have them, else by weights; none, if the whole is nothing.
fn weighed(parts: &[Thing]) -> Option<Vec<(&Thing, Number)>> {
    let dollars: Option<Vec<i64>> = parts.iter().map(|part| said(&part.assets)).collect();
    let weights: Option<Vec<i64>> = parts.iter().map(|part| said(&part.weight)).collect();
    if let Some(weights) = weights {
        return Some(parts.iter().zip(weights).map(|(part, weight)| (part, ratio(weight, WHOLE))).collect());
    }
    let dollars = dollars?;
    let sum: i64 = dollars.iter().sum();
    let of = |(part, dollars)| (part, ratio(dollars, sum));
    (sum != 0).then(|| parts.iter().zip(dollars).map(of).collect())
}

fn share_of(day: &Day, thing: &Thing, class: &str) -> Option<Number> {
    match &thing.content {
        Content::Class(own) => Some(if leaves(class).contains(own) { One::one() } else { Zero::zero() }),
        Content::Pool => share_of(day, day.pool.as_ref()?, class),
        Content::Parts(parts) => share_of_all(day, parts, class),
        Content::Closed => None,
    }
}

fn share_of_all(day: &Day, parts: &[Thing], class: &str) -> Option<Number> {
    weighed(parts)?.into_iter().try_fold(Number::zero(), |sum, (part, weight)| {
        // What weighs nothing adds nothing, whatever it is.
        Some(sum + if weight.is_zero() { weight } else { weight * share_of(day, part, class)? })
    })
}

impl<'d> Seat<'d> {
    fn thing(self) -> Option<&'d Thing> {
        self.holding.or(self.option)
    }

    /// A fact of the thing at hand, else of what is above it; nothing, if there is none.
    fn fact(self, key: &str) -> Option<&'d Said> {
        let above = [self.holding, self.option].into_iter().flatten();
        let mut found = above.filter_map(|thing| thing.facts.get(key));
        found.next().filter(|said| **said != Said::None)
    }

    fn number(self, key: &str) -> Option<Number> {
        Some(ratio(self.fact(key)?.number()?, scale(kind(key))))
    }

    /// `Err` where it cannot be said, since everything weighs nothing.
    fn weight(self) -> Result<Number, ()> {
        let (parts, own): (&[Thing], _) = match (self.option, self.holding) {
            (Some(option), Some(holding)) => (option.parts(), holding),
            (Some(option), None) => (&self.day.options, option),
            _ => return Err(()),
        };
        let found = weighed(parts).ok_or(())?.into_iter().find(|(part, _)| part.name == own.name);
        found.map(|(_, weight)| weight).ok_or(())
    }

    fn share(self, class: &str) -> Result<Number, ()> {
        match self.thing() {
            Some(thing) => share_of(self.day, thing, class).ok_or(()),
            None => share_of_all(self.day, &self.day.options, class).ok_or(()),
        }
    }

    /// The things of a level within the one at hand; all options, where options are asked for.
    fn things(self, level: Level) -> Vec<Seat<'d>> {
        let options: Vec<&Thing> = match (self.option, level) {
            (Some(option), Level::Holding) => vec![option],
            _ => self.day.options.iter().collect(),
        };
        let mut seats = Vec::new();
        for option in options {
            let seat = Seat { option: Some(option), holding: None, ..self };
            match level {
                Level::Holding => {
                    seats.extend(option.parts().iter().map(|part| Seat { holding: Some(part), ..seat }));
                }
                _ => seats.push(seat),
            }
        }
        seats
    }

    fn holds(self, claim: &Claim, strict: bool) -> Result<Option<bool>, ()> {
        let compared = |number: Option<Number>, sign: Sign, limit: i64, kind: Kind| {
            number.map(|number| sign.holds(&number, &ratio(limit, scale(kind))))
        };
        Ok(match claim {
            Claim::Fact(key, sign, limit) => compared(self.number(key), *sign, *limit, kind(key)),
            Claim::Word(key, word) => self.fact(key).map(|said| *said == Said::Word(word)),
            Claim::Class(class, sign, limit) => {
                compared(Some(self.share(class)?), *sign, *limit, Kind::Share)
            }
            Claim::Weight(sign, limit) => compared(Some(self.weight()?), *sign, *limit, Kind::Share),
            Claim::Of(of, sign, limit) => compared(self.measured(of)?, *sign, *limit, of.kind()),
            Claim::Not(of) => self.holds(of, strict)?.map(|holds| !holds),
            Claim::And(one, other) | Claim::Or(one, other) => {
                let decides = matches!(claim, Claim::Or(..));
                match (self.holds(one, strict)?, self.holds(other, strict)?) {
                    (Some(one), Some(other)) if decides => Some(one || other),
                    (Some(one), Some(other)) => Some(one && other),
                    (None, None) => None,
                    // What is about nothing takes no part in an assertion, and selects nothing.
                    (Some(known), None) | (None, Some(known)) if !strict || known == decides => Some(known),
                    _ => None,
                }
            }
        })
    }

    fn chosen(self, level: Level, chosen: Option<&Claim>) -> Result<Vec<Seat<'d>>, ()> {
        let mut seats = Vec::new();
        for seat in self.things(level) {
            let holds = chosen.map_or(Ok(Some(true)), |claim| seat.holds(claim, true))?;
            seats.extend((holds == Some(true)).then_some(seat));
        }
        Ok(seats)
    }

    fn measured(self, of: &Measured) -> Result<Option<Number>, ()> {
        let chosen = self.chosen(of.of, of.chosen.as_ref())?;
        let count = |count: usize| ratio(count as i64, 1);
        match of.how {
            How::Count => return Ok(Some(count(chosen.len()))),
            How::Share => {
                let all = self.things(of.of).len();
                return Ok((all > 0).then(|| count(chosen.len()) / count(all)));
            }
            How::Distinct => {
                let What::Fact(key) = of.what else { return Err(()) };
                let said: std::collections::BTreeSet<String> =
                    chosen.iter().filter_map(|seat| Some(format!("{:?}", seat.fact(key)?))).collect();
                return Ok(Some(count(said.len())));
            }
            _ => {}
        }
        let mut members: Vec<(Number, Number)> = Vec::new();
        for seat in chosen {
            let number = match of.what {
                // Added up over the plan, holdings are what they are of the plan.
                What::Weight if of.how == How::Sum && of.of == Level::Holding && self.option.is_none() => {
                    Some(seat.weight()? * Seat { holding: None, ..seat }.weight()?)
                }
                What::Weight => Some(seat.weight()?),
                What::Fact(key) => seat.number(key),
            };
            let Some(number) = number else { continue };
            let weight = match (of.how, self.option) {
                // Of holdings of many options: what each is of the plan.
                (How::Weighted, None) if of.of == Level::Holding => {
                    seat.weight()? * Seat { holding: None, ..seat }.weight()?
                }
                (How::Weighted, _) => seat.weight()?,
                _ => One::one(),
            };
            members.push((number, weight));
        }
        members.sort();
        let sum = |of: &dyn Fn(&(Number, Number)) -> Number| members.iter().map(of).sum::<Number>();
        if of.how == How::Sum {
            return Ok(Some(sum(&|(number, _)| number.clone())));
        }
        let (Some((least, _)), Some((most, _))) = (members.first(), members.last()) else { return Ok(None) };
        let middle = members.len() / 2;
        Ok(Some(match of.how {
            How::Min => least.clone(),
            How::Max => most.clone(),
            How::Median if members.len().is_multiple_of(2) => {
                (&members[middle - 1].0 + &members[middle].0) / ratio(2, 1)
            }
            How::Median => members[middle].0.clone(),
            _ => {
                let weights = sum(&|(_, weight)| weight.clone());
                if weights.is_zero() {
                    return Err(());
                }
                sum(&|(number, weight)| number * weight) / weights
            }
        }))
    }
}

impl Sign {
    fn holds(self, number: &Number, limit: &Number) -> bool {
        match self {
            Sign::AtMost => number <= limit,
            Sign::AtLeast => number >= limit,
            Sign::Below => number < limit,
            Sign::Above => number > limit,
        }
    }
}

impl Statement {
    /// What it comes to for each thing of which it says something: kept or broken.
    fn found(&self, day: &Day) -> Result<BTreeMap<String, bool>, ()> {
        let plan = Seat { day, option: None, holding: None };
        let mut found = BTreeMap::new();
        match self {
            Statement::Plan(claim) => {
                found.extend(plan.holds(claim, false)?.map(|holds| ("P".to_string(), holds)));
            }
            Statement::Each { level, chosen, claim, when } => {
                for seat in plan.chosen(*level, chosen.as_ref())? {
                    let guard = when.as_ref().map_or(Ok(Some(true)), |when| seat.holds(when, true))?;
                    let names =
                        [seat.option, seat.holding].into_iter().flatten().map(|thing| thing.name.as_str());
                    let id = names.collect::<Vec<_>>().join("/");
                    if guard == Some(true) {
                        found.extend(seat.holds(claim, false)?.map(|holds| (id, holds)));
                    }
                }
            }
            Statement::Issuer { chosen, sign, limit } => {
                for option in plan.things(Level::Option) {
                    let mut weights: BTreeMap<&str, Number> = BTreeMap::new();
                    for seat in option.chosen(Level::Holding, chosen.as_ref())? {
                        if let Some(Said::Word(issuer)) = seat.fact("issuer") {
                            *weights.entry(issuer).or_default() += seat.weight()?;
                        }
                    }
                    let option = option.option.map_or("", |option| option.name.as_str());
                    let limit = ratio(*limit, WHOLE);
                    let judged = weights
                        .into_iter()
                        .map(|(issuer, weight)| (format!("{option}/{issuer}"), sign.holds(&weight, &limit)));
                    found.extend(judged);
                }
            }
            Statement::Prohibited(class) => {
                for seat in plan.things(Level::Option) {
                    let id = seat.option.map_or("", |option| option.name.as_str()).to_string();
                    // It has a verdict of its own only where it is broken or nothing else is.
                    if seat.share(class)? > Number::zero() {
                        found.insert(id, false);
                    }
                }
            }
        }
        Ok(found)
    }
}

// --- as it is drawn -------------------------------------------------------------------------------------------

fn sign(dice: &mut Dice<'_>) -> Sign {
    dice.of(&[Sign::AtMost, Sign::AtLeast, Sign::Below, Sign::Above])
}

fn percent(dice: &mut Dice<'_>) -> i64 {
    dice.of(&[10, 5, 30, 50, 1]) * WHOLE / 100
}

fn claim(level: Level, depth: usize, dice: &mut Dice<'_>) -> Claim {
    let inner = |dice: &mut Dice<'_>| Box::new(claim(level, depth + 1, dice));
    let class = dice.of(&["crypto", "equity", "alternatives", "us_equity", "cash"]);
    match (level, dice.pick(if depth == 0 { 12 } else { 6 })) {
        (Level::Plan, 0..=2) => Claim::Class(class, sign(dice), percent(dice)),
        (Level::Plan, _) => {
            let of = dice.of(&[Level::Option, Level::Holding]);
            let of = Box::new(measured(of, dice));
            let limit = limit(of.kind(), dice);
            Claim::Of(of, sign(dice), limit)
        }
        (_, 0) => Claim::Class(class, sign(dice), percent(dice)),
        (_, 1) => Claim::Weight(sign(dice), percent(dice)),
        (Level::Option, 2) => Claim::Fact("expense_ratio net", sign(dice), percent(dice)),
        (Level::Option, 3) => Claim::Fact("score", sign(dice), dice.of(&[200, 0, 150])),
        (Level::Option, 4) => Claim::Word("is_core", "yes"),
        (Level::Option, 5) => Claim::Word("style", dice.of(&["active", "index"])),
        (_, 2 | 3) => Claim::Fact("grade", sign(dice), dice.of(&[200, 0, 150])),
        (_, 4) => Claim::Word("issuer", "Harbor"),
        (_, 5) => Claim::Word("daily_nav_proxy", "yes"),
        (_, 6 | 7) => Claim::And(inner(dice), inner(dice)),
        (_, 8) => Claim::Or(inner(dice), inner(dice)),
        (Level::Option, 9 | 10) => {
            let of = Box::new(measured(Level::Holding, dice));
            let limit = limit(of.kind(), dice);
            Claim::Of(of, sign(dice), limit)
        }
        _ => Claim::Not(inner(dice)),
    }
}

fn limit(kind: Kind, dice: &mut Dice<'_>) -> i64 {
    match kind {
        Kind::Share | Kind::Rate => percent(dice),
        Kind::Score => dice.of(&[200, 0, 150]),
        Kind::Dollars => dice.of(&[WHOLE / 2, 1]),
        Kind::Whole(..) | Kind::Words(_) => dice.of(&[1, 2, 3]),
    }
}

fn measured(of: Level, dice: &mut Dice<'_>) -> Measured {
    let how = dice.of(&[
        How::Count,
        How::Share,
        How::Sum,
        How::Average,
        How::Weighted,
        How::Min,
        How::Max,
        How::Median,
        How::Distinct,
    ]);
    let what = match (of, how, dice.pick(2)) {
        (Level::Option, How::Distinct, _) => What::Fact("manager"),
        (_, How::Distinct, _) => What::Fact("issuer"),
        (Level::Option, How::Sum, _) => What::Weight,
        (Level::Option, _, 0) => What::Fact("expense_ratio net"),
        (Level::Option, ..) => What::Fact("score"),
        (_, How::Sum, _) | (_, How::Min | How::Max | How::Median, 0) => What::Weight,
        _ => What::Fact("grade"),
    };
    Measured { how, what, of, chosen: dice.chance(2, 3).then(|| claim(of, 0, dice)) }
}

fn statement(dice: &mut Dice<'_>) -> Statement {
    match dice.pick(8) {
        0..=2 => Statement::Plan(claim(Level::Plan, 0, dice)),
        6 => Statement::Issuer {
            chosen: dice.chance(1, 2).then(|| claim(Level::Holding, 0, dice)),
            sign: sign(dice),
            limit: percent(dice),
        },
        7 => Statement::Prohibited(dice.of(&["crypto", "equity", "alternatives"])),
        _ => {
            let level = dice.of(&[Level::Option, Level::Option, Level::Holding]);
            Statement::Each {
                level,
                chosen: dice.chance(1, 2).then(|| claim(level, 0, dice)),
                claim: claim(level, 0, dice),
                when: dice.chance(1, 3).then(|| claim(level, 0, dice)),
            }
        }
    }
}

/// A menu that says everything comes to what is found by hand.
#[test]
fn what_is_said_in_full_is_what_a_plain_reading_finds() {
    let mut chance = Chance::of(number("LAWS_SEED", 404) as u64, &[21]);
    let (mut compared, mut wrong) = (0, Vec::new());
    for _ in 0..600 * number("LAWS_CASES", 1) {
        let tape = chance.tape(TAPE);
        let mut dice = Dice::new(&tape);
        let statement = statement(&mut dice);
        let text = statement.to_string();
        let (asked, pool) = (Asked::by(&text), Pool::of(&text));
        let menu = Sketch { asked: &asked, pool: &pool }.menu(&mut dice);
        let Ok(expected) = statement.found(&menu.now) else { continue };
        let prepared = match Prepared::new(&text) {
            Ok(prepared) => prepared,
            Err(why) => panic!("the generator wrote a faulty policy: {why}\n{text}"),
        };
        let told = || format!("{text}\n{}", menu.texts().concat());
        let mut found = BTreeMap::new();
        for verdict in prepared.verdicts(&menu) {
            match verdict.outcome {
                Outcome::Pass if matches!(statement, Statement::Prohibited(_)) => {}
                Outcome::Pass => drop(found.insert(verdict.subject.id.clone(), true)),
                Outcome::Breach => drop(found.insert(verdict.subject.id.clone(), false)),
                Outcome::NotApplicable => {}
                other => wrong.push(format!("{other:?} though everything is said\n{}", told())),
            }
        }
        // The share of a plan without options is a share of nothing: such a statement does not apply.
        if expected != found && !menu.now.options.is_empty() {
            wrong.push(format!("found {found:?}, and by hand {expected:?}\n{}", told()));
        }
        compared += 1;
    }
    wrong.sort_by_key(String::len);
    assert!(
        wrong.is_empty(),
        "{} of {compared}, among them\n{}",
        wrong.len(),
        wrong[..wrong.len().min(number("MATRIX_SHOW", 1))].join("\n")
    );
    assert!(compared > 200, "only {compared} were compared");
}
