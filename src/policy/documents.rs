//! Documents that a policy asks for: what they are, by whom, what they attest, and when they have to be dated.

use jiff::civil::Date;

use super::core::QuantityKind;
use super::names::Meaning;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, kinds};
use crate::syntax::{self, Document, Name, Side, When};
use crate::vocabulary::{Duration, DurationUnit, FactId, LevelId, Type, Value};

/// A document that is asked for. Every part narrows down which will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentAsked {
    /// What kind of document, in the policy's words.
    pub kind: String,
    /// By whom: each of these roles or names.
    pub by: Vec<String>,
    /// What it has to say: each of these.
    pub attesting: Vec<String>,
    /// When it has to be dated: within each of these.
    pub dated: Vec<Dated>,
}

/// Days between two, both included, that are counted from an event. A side without a bound is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dated {
    /// The event.
    pub event: Event,
    /// The first day.
    pub earliest: Option<Shift>,
    /// The last day.
    pub latest: Option<Shift>,
    /// As the policy says it behind `dated`.
    pub words: String,
}

/// A day from which others are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The day of the check.
    AsOf,
    /// A day that the policy writes.
    Day(Date),
    /// A date of the subject, or of something that it is part of.
    Fact(FactId),
}

/// How far from an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// So long before it.
    Back(Duration),
    /// The day itself.
    None,
    /// So long after it.
    Ahead(Duration),
}

const ONE_DAY: Duration = Duration { count: 1, unit: DurationUnit::Day };

/// On this day lengths of time are compared to tell a window that was written the wrong way round.
const ANY_DAY: Date = Date::constant(2000, 1, 1);

impl<'t> Resolver<'t> {
    /// The document that a subject of a level is asked for.
    pub(super) fn document(&mut self, asked: &Document, level: LevelId) -> Option<DocumentAsked> {
        let texts = |texts: &[syntax::Text]| texts.iter().map(|text| plain(&text.text)).collect();
        let dated: Option<Vec<Dated>> = asked.dated.iter().map(|dated| self.dated(dated, level)).collect();
        Some(DocumentAsked {
            kind: plain(&asked.kind.text),
            by: texts(&asked.by),
            attesting: texts(&asked.attesting),
            dated: dated?,
        })
    }

    fn dated(&mut self, dated: &syntax::Dated, level: LevelId) -> Option<Dated> {
        let event = match &dated.event {
            None => Event::AsOf,
            Some(syntax::Event::Day(day, _)) => Event::Day(*day),
            Some(syntax::Event::Named(name)) => self.event(name, level)?,
        };
        let dated = dated.read(|length| self.length(length))?;
        let back = |length: Duration| Some(Shift::Back(length));
        let ahead = |length: Duration| Some(Shift::Ahead(length));
        let day = Some(Shift::None);
        let (earliest, latest) = match dated.when {
            // A document of the day of the check is as new as it can be.
            When::Within(length) if event == Event::AsOf => (back(length), day),
            When::Within(length) => (back(length), ahead(length)),
            When::WithinOn(Side::Before, length) => (back(length), day),
            When::WithinOn(Side::After, length) => (day, ahead(length)),
            When::AtLeast(Side::Before, length) => (None, back(length)),
            When::AtLeast(Side::After, length) => (ahead(length), None),
            When::Between(side, least, most) => {
                if least.days_before(ANY_DAY) > most.days_before(ANY_DAY) {
                    return self.refuse(super::words::reversed(dated.at));
                }
                match side {
                    Side::Before => (back(most), back(least)),
                    Side::After => (ahead(least), ahead(most)),
                }
            }
            When::On(Side::Before) => (None, back(ONE_DAY)),
            When::On(Side::After) => (ahead(ONE_DAY), None),
            When::OnOr(Side::Before) => (None, day),
            When::OnOr(Side::After) => (day, None),
        };
        Some(Dated { event, earliest, latest, words: dated.words() })
    }

    fn event(&mut self, name: &Name, level: LevelId) -> Option<Event> {
        let what = match self.definitions.meaning(&name.word, level, self.schema) {
            None => return self.unknown(name, level),
            Some(Meaning::Fact(fact)) => match &self.schema.fact(fact).ty {
                Type::Date => return Some(Event::Fact(fact)),
                other => other.words(self.schema),
            },
            Some(Meaning::Param(param)) => {
                let value = self.param(param, name.at)?;
                match value.kind {
                    QuantityKind::Literal(Value::Date(day)) => return Some(Event::Day(day)),
                    _ => value.ty.words(self.schema),
                }
            }
            Some(Meaning::Class(_)) => "an asset class".to_string(),
            Some(Meaning::Let(_)) => "a definition".to_string(),
            Some(Meaning::Table(_)) => "a table".to_string(),
        };
        let message = format!("`{}` is {what}, and a day is needed here", name.word);
        self.refuse(
            Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                .help("write a date, or the name of a fact that is one: `dated within 30 days of inception`"),
        )
    }
}

/// On one line, with single blanks.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl DocumentAsked {
    /// As the policy asks for it: `document "ASC 820 representation" by manager dated within 12 months`.
    pub fn words(&self) -> String {
        let narrowed = self.narrowed();
        let gap = if narrowed.is_empty() { "" } else { " " };
        format!("document \"{}\"{gap}{narrowed}", self.kind)
    }

    /// What it has to be beside of its kind; empty, if any of the kind will do.
    pub fn narrowed(&self) -> String {
        let by = self.by.iter().map(|who| format!("by {who}"));
        let attesting: Vec<String> = self.attesting.iter().map(|what| format!("\"{what}\"")).collect();
        let attesting = (!attesting.is_empty()).then(|| format!("attesting {}", attesting.join(" and ")));
        let dated = self.dated.iter().map(|dated| format!("dated {}", dated.words));
        by.chain(attesting).chain(dated).collect::<Vec<_>>().join(" ")
    }
}
