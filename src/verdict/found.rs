//! One verdict, complete in itself: everything that a report says comes from here.

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{Obligation, Operator};
use crate::source::{SourceId, Span};
use crate::vocabulary::{Interval, Truth, Type};

/// What came of one statement for one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A must or should rule is broken, however the missing facts turn out.
    Breach,
    /// A watch rule has caught something, however the missing facts turn out.
    Watch,
    /// What is missing decides.
    Unknown,
    /// It is broken or caught, and the committee lets it stand for a while.
    Waived,
    /// It is kept, however the missing facts turn out.
    Pass,
    /// It is about nothing here.
    NotApplicable,
}

/// What came of one statement for one thing, with the reasons.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Id of the statement: the rule's, with its measure if the rule has several statements.
    pub rule: String,
    /// The sentence that the committee signed.
    pub text: Option<String>,
    /// Where the paper policy or the law says so.
    pub cites: Vec<String>,
    /// What a failure is.
    pub obligation: Obligation,
    /// What came of it.
    pub outcome: Outcome,
    /// The menu.
    pub menu: SourceId,
    /// The thing.
    pub subject: Subject,
    /// The comparisons and facts that decide it, the weightiest first. None where nothing was to be compared.
    pub atoms: Vec<Atom>,
    /// The statement.
    pub policy_at: Span,
    /// Facts of the menu that decide it, the weightiest first, and no more than a reader would follow.
    pub data_at: Vec<Datum>,
    /// How many more there are.
    pub data_more: usize,
    /// For an unknown: what would settle it.
    pub missing: Vec<Missing>,
    /// From the policy's text to the number, at most five steps.
    pub because: Vec<String>,
    /// Assumptions without which it would be unknown.
    pub rests_on: Vec<Reliance>,
    /// For a waived one, by what.
    pub waiver: Option<Waived>,
    /// Where a baseline accepts it, if one does.
    pub accepted: Option<Span>,
}

/// The waiver of a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// Where the policy grants it.
    pub at: Span,
    /// What the verdict would be without it.
    pub was: Outcome,
}

/// The thing that a verdict is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// `plan`, `option`, `holding`
    pub level: String,
    /// Its id; that of a holding follows its option's: `harbor-growth/granite`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where the menu names it.
    pub at: Span,
}

/// One comparison or fact that decides.
#[derive(Clone, Debug)]
pub struct Atom {
    /// Where it stands in the policy.
    pub at: Span,
    /// What is measured, in the policy's words: `crypto`, `expense_ratio net`.
    pub what: String,
    /// Its truth.
    pub truth: Truth,
    /// For a comparison, the two sides.
    pub measure: Option<Measure>,
    /// For a choice or text, what the menu says, where it says it.
    pub said: Option<String>,
    /// For a choice or text, what will do.
    pub wanted: Vec<String>,
}

/// The two sides of a comparison.
#[derive(Clone, Debug)]
pub struct Measure {
    /// All that the measured quantity may be.
    pub value: Interval,
    /// How it is compared.
    pub operator: Operator,
    /// All that the limit may be; a point, where the policy writes it.
    pub limit: Interval,
    /// The type of both.
    pub ty: Type,
    /// What is measured as the menu gives it, for a rating: each agency has symbols of its own.
    pub given: Option<String>,
    /// The limit as it is written, for a rating and for a length of time: `1 year` is clearer than its 365 days.
    pub written: Option<String>,
}

/// A fact of the menu.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Datum {
    /// Where it stands.
    pub at: Span,
    /// What it shows, in a few words.
    pub label: String,
    /// For which earlier period, as a table would head it: `2026-Q2`; none for the menu's own day.
    pub period: Option<String>,
}

impl Datum {
    /// What it shows, and for when.
    pub fn words(&self) -> String {
        match &self.period {
            Some(period) => format!("{} ({period})", self.label),
            None => self.label.clone(),
        }
    }
}

/// Something that the menu does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// What kind of thing is missing.
    pub kind: MissingKind,
    /// The fact in the vocabulary's words: `expense_ratio net`, `assets`, `holdings`.
    pub fact: String,
    /// Whose.
    pub subject: Subject,
    /// The list in which the subject would stand, where the menu names it and describes it nowhere: `benchmarks`.
    pub list: Option<String>,
    /// What it would have to be for the rule to be kept, where that can be said of this fact alone: `at most 0.5%`.
    pub must_be: Option<String>,
    /// For which earlier period it is missing, as a table would head it: `2026-Q2`; none for the menu's own day.
    pub period: Option<String>,
    /// Of how many more things the same is missing, which are not listed.
    pub more: usize,
}

/// What kind of thing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MissingKind {
    /// A fact of a thing.
    Fact,
    /// What a thing holds.
    Holdings,
    /// When something was so; told in a sentence: `since when it has failed`.
    History,
    /// A document, or what the menu leaves out of one that it lists: `date of document "…"`.
    Document,
}

/// An assumption on which a verdict rests. Without it the verdict would be unknown: assumptions settle nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reliance {
    /// The assumption in the policy.
    pub at: Span,
    /// Why the sponsor accepts it.
    pub because: String,
    /// The things that it was applied to, by id.
    pub things: Vec<String>,
    /// How many more there are.
    pub more: usize,
}

impl Verdict {
    /// What is missing by kind, fact and level of the things, and of how many things, those that it does not list included.
    pub fn things_missing(&self) -> BTreeMap<(MissingKind, &str, &str), usize> {
        let mut counts: BTreeMap<_, (BTreeSet<&str>, usize)> = BTreeMap::new();
        for missing in &self.missing {
            let of = (missing.kind, missing.fact.as_str(), missing.subject.level.as_str());
            let (things, more) = counts.entry(of).or_default();
            things.insert(missing.subject.id.as_str());
            *more = missing.more.max(*more);
        }
        counts.into_iter().map(|(of, (things, more))| (of, things.len().saturating_add(more))).collect()
    }
}

impl Outcome {
    /// As reports name it.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Breach => "breach",
            Outcome::Watch => "watch",
            Outcome::Unknown => "unknown",
            Outcome::Waived => "waived",
            Outcome::Pass => "pass",
            Outcome::NotApplicable => "not_applicable",
        }
    }
}
