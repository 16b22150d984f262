//! The tree in plain text, for tests and for `planlint stages`: a statement a line, and parentheses around
//! everything that belongs together, so that precedence can be seen.

use std::fmt::Write;

use super::cases::{GivenFact, GivenHolding, Held, Test};
use super::documents::Document;
use super::history::{OverTime, Periods, Removal, WatchList};
use super::nearness::Nearness;
use super::tables::{Table, TableCellKind};
use super::tree::{
    Aggregate, ArithmeticOperator, Assume, Defined, EachHead, Except, Expression, ExpressionKind, Fact,
    IsValue, Item, Name, Obligation, Operator, Qualifier, Rule, Set, Statement, StatementKind, SyntaxTree,
    Text, TypeName, Waive,
};
use crate::vocabulary::{Cadence, PeriodUnit, Value, tested_words, written};

/// One statement a line, indented, without the places.
pub fn dump(tree: &SyntaxTree) -> String {
    let mut page = Page { out: String::new(), depth: 0 };
    page.items(&tree.items);
    page.out
}

/// One item without its places: two that say the same are the same text.
pub(crate) fn dump_item(item: &Item) -> String {
    let mut page = Page { out: String::new(), depth: 0 };
    page.item(item);
    page.out
}

struct Page {
    out: String,
    depth: usize,
}

impl Page {
    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{:indent$}{text}", "", indent = self.depth.saturating_mul(2));
    }

    fn inside(&mut self, write: impl FnOnce(&mut Self)) {
        self.depth = self.depth.saturating_add(1);
        write(self);
        self.depth = self.depth.saturating_sub(1);
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            self.item(item);
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Language { version } => self.line(&format!("language {}", written(&version.value))),
            Item::Header { title, about, adopted, .. } => {
                let about =
                    about.as_ref().map_or(String::new(), |about| format!(" about \"{}\"", about.text));
                let adopted = adopted.map_or(String::new(), |day| format!(" adopted {day}"));
                self.line(&format!("policy \"{}\"{about}{adopted}", title.text));
            }
            Item::FiscalYear { ends, .. } => self.line(&format!("fiscal year ends with month {ends}")),
            Item::WatchList(list) => self.watch_list(list),
            Item::Section(section) => {
                self.line(&format!("section \"{}\"{}", section.title.text, qualifiers(&section.qualifiers)));
                self.inside(|page| page.items(&section.items));
            }
            Item::Rule(rule) => self.rule(rule),
            Item::Statement(statement) => self.statement(statement),
            Item::Let(item) => {
                let body = match &item.body {
                    Defined::Set(things) => format!("things {}", set(things)),
                    Defined::Expression(body) => expression(body),
                };
                self.line(&format!("let {} = {body}", item.name.word));
            }
            Item::Param(item) => {
                let ty = type_name(&item.ty);
                let range = item.range.as_ref().map_or(String::new(), |(low, high)| {
                    let high =
                        high.as_ref().map_or("or more".into(), |high| format!("to {}", literal(&high.value)));
                    format!(" within {} {high}", literal(&low.value))
                });
                let value = expression(&item.value);
                let label = quoted(item.label.as_ref());
                self.line(&format!("param {}: {ty} = {value}{range}{label}", item.name.word));
            }
            Item::Table(item) => self.table(item),
            Item::Level(item) => {
                let of = item.of.as_ref().map_or(String::new(), |of| format!(" of {}", of.word));
                self.line(&format!("level {}{of}{}", item.name.word, quoted(item.label.as_ref())));
            }
            Item::Class(item) => {
                let within = item.within.as_ref().map_or(String::new(), |name| format!(" in {}", name.word));
                self.line(&format!("class {}{within}{}", item.name.word, quoted(item.label.as_ref())));
            }
            Item::Fact(item) => self.line(&fact(item)),
            Item::Assume(item) => self.line(&assume(item)),
            Item::Waive(item) => self.line(&waive(item)),
            Item::Test(test) => self.test(test),
            Item::Use(item) => {
                let with = list(&item.with, |set| format!("{} = {}", set.name.word, expression(&set.value)));
                let with = if with.is_empty() { with } else { format!(" with {with}") };
                let version =
                    item.version.as_ref().map_or(String::new(), |version| format!(" {}", version.word));
                self.line(&format!("use {}{version}{with}", item.pack.word));
            }
            Item::Replace(rule) => {
                self.line("replace");
                self.inside(|page| page.rule(rule));
            }
            Item::Drop(item) => {
                let because =
                    item.because.as_ref().map_or(String::new(), |text| format!(" because {:?}", text.text));
                self.line(&format!("drop {}{because}", item.rule.word));
            }
        }
    }

    fn table(&mut self, table: &Table) {
        self.line(&format!("table {} by {}", table.name.word, list(&table.keys, expression)));
        self.inside(|page| {
            for row in &table.rows {
                let cells = list(&row.cells, |cell| match &cell.kind {
                    TableCellKind::Otherwise => "otherwise".into(),
                    TableCellKind::Compare(operator, value) => {
                        format!("{} {}", symbol(*operator), is_value(value))
                    }
                    TableCellKind::Range(low, high) => format!("{} to {}", is_value(low), is_value(high)),
                    TableCellKind::OneOf(values) => {
                        values.iter().map(is_value).collect::<Vec<_>>().join(" or ")
                    }
                });
                page.line(&format!("{cells}: {}", expression(&row.value)));
            }
        });
    }

    fn test(&mut self, test: &Test) {
        let day = test.as_of.map_or(String::new(), |day| format!(" as of {day}"));
        let tested = test
            .tested
            .as_ref()
            .map_or(String::new(), |tested| format!(" {}", tested_words(&tested.moments)));
        self.line(&format!("test {:?}{day}{tested}", test.title.text));
        self.inside(|page| {
            for given in &test.given {
                let name = given.name.as_ref().map_or(String::new(), |name| format!(" {:?}", name.text));
                let ago = given.ago.map_or(String::new(), |ago| {
                    let (first, last) = (ago.first, ago.last);
                    let units = units(&last.to_string(), ago.unit, ago.fiscal);
                    format!("{first} to {last} {units} ago ")
                });
                let no = if given.none { "no " } else { "" };
                page.line(&format!(
                    "given {ago}{no}{}{name}: {}",
                    given.what.word,
                    given_facts(&given.facts)
                ));
            }
            for expect in &test.expect {
                let subject =
                    expect.subject.as_ref().map_or(String::new(), |of| format!(" for {:?}", of.text));
                let measured = match &expect.measured {
                    None => String::new(),
                    Some((value, None)) => format!(", measured {}", value.text),
                    Some((low, Some(high))) => format!(", measured between {} and {}", low.text, high.text),
                };
                page.line(&format!("expect {} {}{subject}{measured}", expect.rule.word, expect.outcome.word));
            }
        });
    }

    fn watch_list(&mut self, list: &WatchList) {
        self.line(&format!(
            "watch list {}{}{}",
            list.name.word,
            quoted(list.text.as_ref()),
            qualifiers(&list.qualifiers)
        ));
        self.inside(|page| {
            page.line(&each(&list.head));
            page.line(&format!("enters when {}", expression(&list.enters)));
            page.line(&format!("leaves when {}", expression(&list.leaves)));
            match &list.removal {
                Some(Removal::When(when)) => page.line(&format!("removal when {}", expression(when))),
                Some(Removal::After(after)) => page.line(&format!("removal after {}", periods(after))),
                None => {}
            }
        });
    }

    fn rule(&mut self, rule: &Rule) {
        let head = format!("{}rule {}", obligation(rule.obligation), rule.name.word);
        self.line(&format!("{head}{}{}", quoted(rule.text.as_ref()), qualifiers(&rule.qualifiers)));
        self.block(&rule.body);
    }

    fn block(&mut self, statements: &[Statement]) {
        self.inside(|page| {
            for statement in statements {
                page.statement(statement);
            }
        });
    }

    fn statement(&mut self, statement: &Statement) {
        let (before, after) = (obligation(statement.obligation), qualifiers(&statement.qualifiers));
        match &statement.kind {
            StatementKind::Assert(what) => self.line(&format!("{before}{}{after}", expression(what))),
            StatementKind::Requires { subject, needs } => {
                let needs = list(needs, expression);
                self.line(&format!("{before}{} requires {needs}{after}", set(subject)));
            }
            StatementKind::Prohibited { subject } => {
                self.line(&format!("{before}{} prohibited{after}", set(subject)))
            }
            StatementKind::Each { head, body } => {
                self.line(&format!("{before}{}{after}", each(head)));
                self.block(body);
            }
            StatementKind::If { condition, then, otherwise } => {
                self.line(&format!("{before}if {}{after}", expression(condition)));
                self.block(then);
                if !otherwise.is_empty() {
                    self.line("else");
                    self.block(otherwise);
                }
            }
        }
    }
}

fn obligation(word: Option<Obligation>) -> &'static str {
    match word {
        Some(Obligation::Must) => "must ",
        Some(Obligation::Should) => "should ",
        Some(Obligation::Watch) => "watch ",
        None => "",
    }
}

fn quoted(text: Option<&super::Text>) -> String {
    text.map_or(String::new(), |text| format!(" \"{}\"", text.text))
}

fn each(head: &EachHead) -> String {
    let of = head.of.as_deref().map_or(String::new(), source);
    let filter = head.filter.as_ref().map_or(String::new(), |it| format!(" where {}", expression(it)));
    let left_out = head.except.as_ref().map_or(String::new(), except);
    format!("each {}{of}{filter}{left_out}", head.level.word)
}

fn qualifiers(list: &[Qualifier]) -> String {
    let words = list.iter().map(|one| match one {
        Qualifier::When(condition) => format!(" when {}", expression(condition)),
        Qualifier::Unless(condition) => format!(" unless {}", expression(condition)),
        Qualifier::From(day, _) => format!(" from {}", expression(day)),
        Qualifier::Until(day, _) => format!(" until {}", expression(day)),
        Qualifier::Cites(text) => format!(" cites \"{}\"", text.text),
        Qualifier::Because(text) => format!(" because \"{}\"", text.text),
        Qualifier::Tolerate(most) => format!(" tolerate {}", over_time(most)),
        Qualifier::Cure { within, since, .. } => {
            let since = since.as_ref().map_or(String::new(), |name| format!(" of {}", name.word));
            format!(" cure within {}{since}", expression(within))
        }
        Qualifier::Tested(tested) => format!(" {}", tested_words(&tested.moments)),
    });
    words.collect()
}

fn fact(fact: &Fact) -> String {
    let levels = list(&fact.levels, |level: &Name| level.word.clone());
    let mut parts = vec![format!("fact {} of {levels}: {}", fact.name.word, type_name(&fact.ty))];
    if !fact.bases.is_empty() {
        parts.push(fact.bases.iter().map(|basis| basis.word.as_str()).collect::<Vec<_>>().join(" or "));
    }
    if let Some((low, high)) = &fact.range {
        parts.push(match high {
            Some(high) => format!("{} to {}", written(&low.value), written(&high.value)),
            None => format!("{} or more", written(&low.value)),
        });
    }
    if fact.over_period {
        parts.push("over a period".into());
    }
    if fact.in_future {
        parts.push("in the future".into());
    }
    if fact.looks_through {
        parts.push("looked through".into());
    }
    if let Some(lower) = fact.lower_is_better {
        parts.push(if lower { "lower is better".into() } else { "higher is better".into() });
    }
    if let Some(label) = &fact.label {
        parts.push(format!("\"{}\"", label.text));
    }
    parts.join(", ")
}

fn assume(assume: &Assume) -> String {
    let whose = assume.whose.as_ref().map_or("unclassified".into(), set);
    let classes = list(&assume.holds_no, |name: &Name| name.word.clone());
    format!("assume {whose} hold no {classes}{}", qualifiers(&assume.qualifiers))
}

fn type_name(ty: &TypeName) -> String {
    match ty {
        TypeName::Named(name, None) => name.word.clone(),
        TypeName::Named(name, Some(of)) => format!("{} of {}", name.word, of.word),
        TypeName::OneOf(choices) => format!("one of {}", list(choices, |name: &Name| name.word.clone())),
    }
}

/// A text keeps its quotation marks, so that it is no word.
fn literal(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("\"{text}\""),
        other => written(other),
    }
}

fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    items.iter().map(show).collect::<Vec<_>>().join(", ")
}

fn set(set: &Set) -> String {
    let filter = set.filter.as_ref().map_or(String::new(), |it| format!(" where {}", expression(it)));
    let of = set.of.as_deref().map_or(String::new(), source);
    let within = set.within.as_ref().map_or(String::new(), |within| format!(" of {}", within.word));
    format!("{}{of}{within}{filter}{}", set.name.word, set.except.as_ref().map_or(String::new(), except))
}

/// The things that are put together.
fn source(of: &Set) -> String {
    let is_name = of.of.is_none() && of.filter.is_none() && of.except.is_none();
    if is_name { format!(" of {}", of.name.word) } else { format!(" of ({})", set(of)) }
}

fn except(except: &Except) -> String {
    match except {
        Except::Named(names) => format!(" except {}", list(names, |name| format!("\"{}\"", name.text))),
        Except::Where(condition) => format!(" except {}", expression(condition)),
    }
}

fn expression(what: &Expression) -> String {
    let joined = |parts: &[Expression], by: &str| {
        format!("({})", parts.iter().map(expression).collect::<Vec<_>>().join(by))
    };
    let negation = |negated: bool| if negated { "not " } else { "" };
    match &what.kind {
        ExpressionKind::Literal(value) => literal(&value.value),
        ExpressionKind::PercentOf(literal, of) => format!("({} of {})", written(&literal.value), of.word),
        ExpressionKind::Of(measured, of) => format!("({} of {})", expression(measured), of.word),
        ExpressionKind::Measured(name, None) => name.word.clone(),
        ExpressionKind::Measured(name, Some(basis)) => format!("{} {}", name.word, basis.word),
        ExpressionKind::OverPeriod(of, period) => {
            format!("{} over {}", expression(of), expression(period))
        }
        ExpressionKind::Or(parts) => joined(parts, " or "),
        ExpressionKind::And(parts) => joined(parts, " and "),
        ExpressionKind::Not(inner) => format!("(not {})", expression(inner)),
        ExpressionKind::Compare(left, operator, right) => {
            format!("({} {} {})", expression(left), symbol(*operator), expression(right))
        }
        ExpressionKind::Between(value, low, high) => {
            format!("({} between {} and {})", expression(value), expression(low), expression(high))
        }
        ExpressionKind::Within(value, tolerance, of) => {
            let tolerance = expression(tolerance);
            format!("({} within {tolerance} of {})", expression(value), expression(of))
        }
        ExpressionKind::InPart(value, part) => {
            let end = if part.top { "top" } else { "bottom" };
            format!("({} in {end} {})", expression(value), part_word(part.parts))
        }
        ExpressionKind::Is { subject, negated, any_of, .. } => {
            let values = list(any_of, is_value);
            let one_of = if any_of.len() > 1 { "one of " } else { "" };
            format!("({} is {}{one_of}{values})", expression(subject), negation(*negated))
        }
        ExpressionKind::IsKnown(of, negated) => {
            format!("({} is {}known)", expression(of), negation(*negated))
        }
        ExpressionKind::IsAvailable(of, negated) => {
            format!("({} is {}available)", expression(of), negation(*negated))
        }
        ExpressionKind::Offered(classes, negated) => {
            let classes = list(classes, |name| name.word.clone());
            format!("({classes} is {}offered)", negation(*negated))
        }
        ExpressionKind::Negate(inner) => format!("(-{})", expression(inner)),
        ExpressionKind::Arithmetic(left, operator, right) => {
            let sign = match operator {
                ArithmeticOperator::Plus => '+',
                ArithmeticOperator::Minus => '-',
                ArithmeticOperator::Times => '*',
                ArithmeticOperator::Over => '/',
            };
            format!("({} {sign} {})", expression(left), expression(right))
        }
        ExpressionKind::Extreme { greatest, of } => {
            format!("({} of {})", if *greatest { "greatest" } else { "least" }, list(of, expression))
        }
        ExpressionKind::FirstAvailable(of) => format!("(first available of {})", list(of, expression)),
        ExpressionKind::Middle(of) => format!("(middle of {})", list(of, expression)),
        ExpressionKind::TimeSince(name) => format!("(time since {})", name.word),
        ExpressionKind::TimeUntil(name) => format!("(time until {})", name.word),
        ExpressionKind::Near(name, side, length) => {
            let side = if *side == Nearness::Next { "next" } else { "last" };
            format!("({} within the {side} {})", name.word, expression(length))
        }
        ExpressionKind::Count(of) => format!("(count of {})", set(of)),
        ExpressionKind::Share(of) => format!("(share of {})", set(of)),
        ExpressionKind::Aggregate(kind, of, over) => {
            format!("({} {} of {})", aggregate(*kind), expression(of), set(over))
        }
        ExpressionKind::Score(criteria) => {
            let told =
                criteria.iter().map(|(points, one)| format!("{}: {}", expression(points), expression(one)));
            format!("points {{{}}}", told.collect::<Vec<_>>().join("; "))
        }
        ExpressionKind::SomeOf(operator, count, criteria) => {
            let told: Vec<String> = criteria.iter().map(expression).collect();
            format!("({} {} of {{{}}})", claim(*operator), expression(count), told.join("; "))
        }
        ExpressionKind::Ago(of, ago) => format!("({} {} ago)", expression(of), periods(ago)),
        ExpressionKind::OverTime(of, over) => {
            let word = if over.some.is_some() { "in" } else { "for" };
            format!("({} {word} {})", expression(of), over_time(over))
        }
        ExpressionKind::Across(kind, of, last) => {
            format!("({} {} over the last {})", aggregate(*kind), expression(of), periods(last))
        }
        ExpressionKind::CountClaim(operator, count, of) => {
            format!("({} {} of {})", claim(*operator), expression(count), set(of))
        }
        ExpressionKind::Document(asked) => format!("({})", document(asked)),
    }
}

fn periods(periods: &Periods) -> String {
    let count = expression(&periods.count);
    let units = units(&count, periods.unit, periods.fiscal);
    format!("{count} {units}")
}

fn over_time(over: &OverTime) -> String {
    match &over.some {
        Some(some) => format!("{} of the last {}", expression(some), periods(&over.of)),
        None => {
            let count = expression(&over.of.count);
            let units = units(&count, over.of.unit, over.of.fiscal);
            format!("{count} consecutive {units}")
        }
    }
}

fn units(count: &str, unit: PeriodUnit, fiscal: bool) -> String {
    Cadence { unit, fiscal_end: fiscal.then_some(12) }.words(if count == "1" { 1 } else { 2 })
}

fn document(asked: &Document) -> String {
    let each = |word: &str, texts: &[Text]| -> String {
        texts.iter().map(|text| format!(" {word} {:?}", text.text)).collect()
    };
    let dated = asked.dated.iter().filter_map(|dated| dated.read(|length| Some(expression(length))));
    let dated: String = dated.map(|dated| format!(" dated {}", dated.words())).collect();
    format!(
        "document {:?}{}{}{dated}",
        asked.kind.text,
        each("by", &asked.by),
        each("attesting", &asked.attesting)
    )
}

fn is_value(value: &IsValue) -> String {
    match value {
        IsValue::Literal(value) => literal(&value.value),
        IsValue::Word(name) => name.word.clone(),
        IsValue::Computed(value) => expression(value),
    }
}

fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Below => "<",
        Operator::AtMost => "<=",
        Operator::Exactly => "is exactly",
        Operator::AtLeast => ">=",
        Operator::Above => ">",
    }
}

fn claim(operator: Operator) -> &'static str {
    match operator {
        Operator::AtMost => "at most",
        Operator::AtLeast => "at least",
        Operator::Below => "fewer than",
        Operator::Above => "more than",
        Operator::Exactly => "exactly",
    }
}

fn aggregate(kind: Aggregate) -> &'static str {
    match kind {
        Aggregate::Sum => "sum",
        Aggregate::Average => "average",
        Aggregate::WeightedAverage => "weighted average",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::Median => "median",
        Aggregate::Distinct => "distinct",
    }
}

fn part_word(parts: i64) -> &'static str {
    match parts {
        2 => "half",
        3 => "third",
        5 => "quintile",
        10 => "decile",
        _ => "quarter",
    }
}

fn waive(waive: &Waive) -> String {
    let subjects: Vec<String> = waive.subjects.iter().map(|name| format!("{:?}", name.text)).collect();
    let whose = if subjects.is_empty() { String::new() } else { format!(" for {}", subjects.join(", ")) };
    let approved = waive.approved.as_ref().map_or(String::new(), |text| format!(" approved {:?}", text.text));
    format!("waive {}{whose}{}{approved}", waive.rule.word, qualifiers(&waive.qualifiers))
}

fn given_facts(facts: &[GivenFact]) -> String {
    let told: Vec<String> = facts
        .iter()
        .map(|fact| match fact {
            GivenFact::Stated { name, basis, period, value } => {
                let basis = basis.as_ref().map_or(String::new(), |basis| format!(" {}", basis.word));
                let value = value.as_ref().map_or("yes", |value| value.text.as_str());
                let period = period
                    .as_ref()
                    .map_or(String::new(), |period| format!(" over {}", written(&period.value)));
                format!("{}{basis}{period} = {value}", name.word)
            }
            GivenFact::At(tested) => tested_words(&tested.moments),
            GivenFact::Not(name) => format!("{} = no", name.word),
            GivenFact::Holds(holdings, _) => format!("holds [{}]", all_held(holdings)),
            GivenFact::Blend(parts, _) => format!("blend [{}]", all_held(parts)),
            GivenFact::NoneOf(name) => format!("no {}", name.word),
            GivenFact::Described { what, name, facts, .. } => {
                let name = name.as_ref().map_or(String::new(), |name| format!(" {:?}", name.text));
                format!("{}{name} {{{}}}", what.word, given_facts(facts))
            }
            GivenFact::NoDocuments(_) => "no documents".into(),
            GivenFact::Document(document) => {
                let facts = document.facts.iter().map(|(name, values)| {
                    format!("{} = {}", name.word, list(values, |value| value.text.clone()))
                });
                format!("document {:?} {{{}}}", document.kind.text, facts.collect::<Vec<_>>().join("; "))
            }
        })
        .collect();
    told.join(", ")
}

fn all_held(holdings: &[GivenHolding]) -> String {
    holdings.iter().map(held).collect::<Vec<_>>().join("; ")
}

fn held(holding: &GivenHolding) -> String {
    let what = match &holding.what {
        Held::Class(name) => name.word.clone(),
        Held::Fund(name) => format!("fund {:?}", name.text),
        Held::Named(name) => format!("{:?}", name.text),
    };
    let weight = holding.weight.as_ref().map_or(String::new(), |weight| format!(" {}", weight.text));
    let facts = if holding.facts.is_empty() {
        String::new()
    } else {
        format!(" {{{}}}", given_facts(&holding.facts))
    };
    format!("{what}{weight}{facts}")
}
