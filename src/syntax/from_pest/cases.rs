//! Tests of a policy: invented menus, and what is expected of the rules on them.

use pest::iterators::Pair;

use super::{Builder, Parts};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::cases::{Expect, Given, GivenFact, GivenHolding, GivenValue, Held, Test};
use crate::syntax::grammar::Rule;
use crate::syntax::recover;
use crate::syntax::tree::Text;

impl Builder {
    pub(super) fn test(&mut self, pair: Pair<'_, Rule>) -> Option<Test> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::test_word);
        let title = self.text(parts.next()?)?;
        let at = Span::new(self.source, whole.start, title.at.end);
        let faults = self.diagnostics.iter().count();
        let mut test = Test { title, as_of: None, tested: None, given: Vec::new(), expect: Vec::new(), at };
        while let Some(line) = parts.next() {
            match line.as_rule() {
                Rule::as_of if test.as_of.is_some() => {
                    let at = self.span(&line);
                    self.diagnostics.push(
                        Diagnostic::new(&kinds::SYNTAX, at, "this test has a day already")
                            .help("write a test of its own for the other day"),
                    );
                }
                Rule::as_of => test.as_of = Parts::of(line).seek(Rule::date).and_then(|date| self.date(date)),
                Rule::moments => {
                    let tested = self.tested(line);
                    match &mut test.tested {
                        // Two lines say two things that are done at once.
                        Some(first) => first.moments.extend(tested.moments),
                        none => *none = Some(tested),
                    }
                }
                Rule::given => test.given.extend(self.told(line, Builder::given)),
                Rule::expect => test.expect.extend(self.told(line, Builder::expect)),
                _ => self.diagnostics.push(recover::junk(self.source, &line, Rule::lone_test_line)),
            }
        }
        if test.expect.is_empty() && self.diagnostics.iter().count() == faults {
            return self.refuse(
                Diagnostic::new(&kinds::SYNTAX, at, "this test expects nothing")
                    .help("say what a rule comes to: `expect crypto breach`"),
            );
        }
        // Without one of its lines it would be about another menu.
        (self.diagnostics.iter().count() == faults).then_some(test)
    }

    fn given(&mut self, pair: Pair<'_, Rule>) -> Option<Given> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::given_word);
        let ago = match parts.take(Rule::given_ago) {
            Some(ago) => Some(self.given_ago(ago)?),
            None => None,
        };
        let none = parts.take(Rule::no_word).is_some();
        let what = self.name(&parts.seek(Rule::name)?);
        let name = self.own_name(&mut parts)?;
        let facts = self.facts(&mut parts)?;
        Some(Given { ago, what, none, name, facts, at })
    }

    /// A name in quotation marks, where one stands; none at all, if it is faulty.
    fn own_name(&mut self, parts: &mut Parts<'_>) -> Option<Option<Text>> {
        match parts.peek() {
            Some(Rule::string | Rule::wrong_quotes) => Some(Some(self.text(parts.next()?)?)),
            _ => Some(None),
        }
    }

    fn facts(&mut self, parts: &mut Parts<'_>) -> Option<Vec<GivenFact>> {
        let Some(facts) = parts.take(Rule::facts) else { return Some(Vec::new()) };
        let mut given = Vec::new();
        for fact in facts.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT) {
            given.push(self.given_fact(fact)?);
        }
        self.documents_agree(&given)?;
        Some(given)
    }

    fn given_fact(&mut self, pair: Pair<'_, Rule>) -> Option<GivenFact> {
        let (at, rule) = (self.span(&pair), pair.as_rule());
        if rule == Rule::moments {
            return Some(GivenFact::At(self.tested(pair)));
        }
        let mut parts = Parts::of(pair);
        match rule {
            Rule::holds | Rule::blend => {
                let mut holdings = Vec::new();
                while let Some(holding) = parts.seek(Rule::holding) {
                    holdings.push(self.holding(holding)?);
                }
                Some(match rule {
                    Rule::blend => GivenFact::Blend(holdings, at),
                    _ => GivenFact::Holds(holdings, at),
                })
            }
            Rule::none_of => Some(GivenFact::NoneOf(self.name(&parts.seek(Rule::name)?))),
            Rule::described => {
                let what = self.name(&parts.next()?);
                let name = self.own_name(&mut parts)?;
                let facts = self.facts(&mut parts)?;
                Some(GivenFact::Described { what, name, facts, at })
            }
            Rule::given_document => self.given_document(parts, at).map(GivenFact::Document),
            Rule::no_documents => Some(GivenFact::NoDocuments(at)),
            Rule::without => Some(GivenFact::Not(self.name(&parts.seek(Rule::name)?))),
            _ => {
                let name = self.name(&parts.next()?);
                let basis = parts.take(Rule::name).map(|basis| self.name(&basis));
                let period = match parts.take(Rule::given_period) {
                    Some(period) => Some(Parts::of(period).last().and_then(|length| self.literal(length))?),
                    None => None,
                };
                let value = match parts.next() {
                    Some(value) => Some(self.given_value(value)?),
                    None => None,
                };
                Some(GivenFact::Stated { name, basis, period, value })
            }
        }
    }

    fn holding(&mut self, pair: Pair<'_, Rule>) -> Option<GivenHolding> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let what = match parts.next()? {
            fund if fund.as_rule() == Rule::fund_word => Held::Fund(self.text(parts.next()?)?),
            name if name.as_rule() == Rule::name => Held::Class(self.name(&name)),
            text => Held::Named(self.text(text)?),
        };
        let weight = match parts.take(Rule::given_value) {
            Some(weight) => Some(self.given_value(weight)?),
            None => None,
        };
        let facts = self.facts(&mut parts)?;
        Some(GivenHolding { what, weight, facts, at })
    }

    /// A value as written: what it means is for the reader of menus to say. Misspellings of the language are told here.
    pub(super) fn given_value(&mut self, pair: Pair<'_, Rule>) -> Option<GivenValue> {
        let at = self.span(&pair);
        // How many blanks there are means nothing: `8  months`, `- 5%`.
        let words: Vec<&str> = pair.as_str().split_whitespace().collect();
        let text = words.join(" ").replacen("- ", "-", 1);
        let last = pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).last()?;
        match last.as_rule() {
            Rule::choice | Rule::absent_word => Some(GivenValue { text, at }),
            Rule::string | Rule::wrong_quotes => {
                self.text(last).map(|text| GivenValue { text: text.text, at })
            }
            _ => self.literal(last).map(|_| GivenValue { text, at }),
        }
    }

    fn expect(&mut self, pair: Pair<'_, Rule>) -> Option<Expect> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::expect_word);
        let rule = self.rule_reference(parts.next()?)?;
        let outcome = self.name(&parts.take(Rule::outcome)?);
        let subject = match parts.take(Rule::expected_of).and_then(|of| Parts::of(of).last()) {
            Some(subject) => Some(self.text(subject)?),
            None => None,
        };
        let measured = match parts.take(Rule::expected_measure) {
            Some(measure) => {
                let mut ends = Parts::of(measure);
                let low = ends.seek(Rule::given_value).and_then(|value| self.given_value(value))?;
                let high = match ends.seek(Rule::given_value) {
                    Some(high) => Some(self.given_value(high)?),
                    None => None,
                };
                Some((low, high))
            }
            None => None,
        };
        Some(Expect { rule, outcome, subject, measured, at })
    }
}
