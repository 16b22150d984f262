//! Documents: which are asked for, and which an invented menu has.

use pest::iterators::Pair;

use super::{Builder, Parts};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::cases::GivenFact;
use crate::syntax::documents::{Dated, Document, Event, GivenDocument, Side, When};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{Expression, ExpressionKind, Text};

impl Builder {
    pub(super) fn document(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::document_word);
        let kind = self.document_text(parts.next()?, "the kind of document")?;
        let mut document = Document { kind, by: Vec::new(), attesting: Vec::new(), dated: Vec::new() };
        while let Some(clause) = parts.next() {
            match clause.as_rule() {
                Rule::by_clause => {
                    let who = Parts::of(clause).last()?;
                    document.by.push(match who.as_rule() {
                        Rule::name => Text { text: who.as_str().to_string(), at: self.span(&who) },
                        _ => self.document_text(who, "the name")?,
                    });
                }
                Rule::attesting_clause => {
                    let texts = Parts::of(clause).pairs;
                    for text in
                        texts.filter(|pair| matches!(pair.as_rule(), Rule::string | Rule::wrong_quotes))
                    {
                        document.attesting.push(self.document_text(text, "what it attests")?);
                    }
                }
                _ => document.dated.push(self.dated(clause)?),
            }
        }
        Some(Expression { kind: ExpressionKind::Document(Box::new(document)), at })
    }

    /// A text that says something: an empty one would fit nothing, or anything.
    fn document_text(&mut self, pair: Pair<'_, Rule>, what: &str) -> Option<Text> {
        let text = self.text(pair)?;
        if text.text.trim().is_empty() {
            let message = format!("{what} is left empty");
            return self.refuse(
                Diagnostic::new(&kinds::SYNTAX, text.at, message)
                    .help("write it between the quotation marks: `document \"ASC 820 representation\"`"),
            );
        }
        Some(text)
    }

    fn dated(&mut self, clause: Pair<'_, Rule>) -> Option<Dated> {
        let at = self.span(&clause);
        let mut inner = Parts::of(Parts::of(clause).last()?);
        let first = inner.next()?;
        let word = first.as_rule();
        let mut lengths = Vec::new();
        if matches!(word, Rule::before_word | Rule::after_word) {
            let event = Some(self.event(inner.next()?)?);
            return Some(Dated { when: When::On(side(word)), event, at });
        }
        if word == Rule::on_or {
            let side = side(inner.next()?.as_rule());
            let event = Some(self.event(inner.next()?)?);
            return Some(Dated { when: When::OnOr(side), event, at });
        }
        while let Some(part) = inner.next() {
            match part.as_rule() {
                Rule::length => lengths.push(self.written(part)?),
                Rule::and_word => {}
                direction => {
                    let event = Some(self.event(inner.next()?)?);
                    let when = self.distance(word, direction, lengths, at)?;
                    return Some(Dated { when, event, at });
                }
            }
        }
        lengths.pop().map(|length| Dated { when: When::Within(length), event: None, at })
    }

    fn distance(
        &mut self,
        word: Rule,
        direction: Rule,
        lengths: Vec<Expression>,
        at: Span,
    ) -> Option<When<Expression>> {
        let (of, side) = (direction == Rule::of_word, side(direction));
        let mut lengths = lengths.into_iter();
        match (word, lengths.next()?, lengths.next()) {
            (Rule::within_word, length, None) if of => Some(When::Within(length)),
            (Rule::within_word | Rule::at_most_words, length, None) if !of => {
                Some(When::WithinOn(side, length))
            }
            (Rule::at_least_words, length, None) if !of => Some(When::AtLeast(side, length)),
            (Rule::between_word, least, Some(most)) if !of => Some(When::Between(side, least, most)),
            _ => self.refuse(
                Diagnostic::new(&kinds::SYNTAX, at, "this does not say when the document has to be dated")
                    .help("write `dated within 30 days of inception`, for either side of the day")
                    .help("write `dated at least 30 days before inception`, or `after`, for one side of it")
                    .help("write `dated between 30 days and 90 days before inception` for a window"),
            ),
        }
    }

    fn event(&mut self, pair: Pair<'_, Rule>) -> Option<Event> {
        let event = Parts::of(pair).last()?;
        let at = self.span(&event);
        match event.as_rule() {
            Rule::name => Some(Event::Named(self.name(&event))),
            _ => self.date(event).map(|day| Event::Day(day, at)),
        }
    }

    // --- Tests ------------------------------------------------------------------------------------------------

    pub(super) fn given_document(&mut self, mut parts: Parts<'_>, at: Span) -> Option<GivenDocument> {
        parts.take(Rule::document_word);
        let kind = self.document_text(parts.next()?, "the kind of document")?;
        let mut facts = Vec::new();
        while let Some(line) = parts.take(Rule::document_line) {
            let mut line = Parts::of(line);
            let name = self.name(&line.next()?);
            let mut values = Vec::new();
            while let Some(value) = line.seek(Rule::given_value) {
                values.push(self.given_value(value)?);
            }
            facts.push((name, values));
        }
        Some(GivenDocument { kind, facts, at })
    }

    /// Who says that there are no documents names none.
    pub(super) fn documents_agree(&mut self, facts: &[GivenFact]) -> Option<()> {
        let none = facts.iter().find_map(|fact| match fact {
            GivenFact::NoDocuments(at) => Some(*at),
            _ => None,
        });
        let some = facts.iter().find_map(|fact| match fact {
            GivenFact::Document(document) => Some(document.at),
            _ => None,
        });
        match (none, some) {
            (Some(none), Some(some)) => self.refuse(
                Diagnostic::new(
                    &kinds::SYNTAX,
                    none,
                    "this says that there are no documents, and one is given",
                )
                .also(some, "a document")
                .help("take one of the two out"),
            ),
            _ => Some(()),
        }
    }
}

fn side(word: Rule) -> Side {
    if word == Rule::after_word { Side::After } else { Side::Before }
}
