//! The handbook: a pack as a committee reads it.
//!
//! in       policies as written and as meant, what their tests showed, and what the pack says of itself
//! out      a [`Handbook`]: chapters of rules in their own words, each with its citations, its statements, the parameters
//!          that it turns on and examples from the tests
//! always   an example is a test that was tried and passed; a rule without one says so
//! never    files, HTML: how it looks is for a report

mod from_policy;

pub use from_policy::{Written, handbook};

use crate::policy::{Obligation, Period};

/// A pack, or a plan's own policy, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handbook {
    /// The name of the pack, or the title of the policy.
    pub title: String,
    /// Its version.
    pub version: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// What it is not: advice, for instance.
    pub disclaimer: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// The licence under which it may be used.
    pub licence: Option<String>,
    /// The rules, a chapter for each file that has any.
    pub chapters: Vec<Chapter>,
    /// What a policy that uses the pack may set.
    pub parameters: Vec<Parameter>,
    /// The words that it adds to those of the vocabulary.
    pub words: Vec<Word>,
    /// The packs that it uses, each as `name version`.
    pub packs: Vec<String>,
}

/// The rules of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chapter {
    /// Its title; the name of the file, if it has none.
    pub title: String,
    /// The file, seen from the pack, without its ending.
    pub name: String,
    /// What stands in it, in order.
    pub entries: Vec<Entry>,
}

/// Something in a chapter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The heading of a section.
    Heading(String),
    /// What rules stand on, as written: definitions and tables, what is taken from packs, accepted without data, let stand.
    Written(String),
    /// A rule.
    Rule(Rule),
}

/// A rule, explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// The sentence that the committee signed.
    pub text: Option<String>,
    /// What a failure of it is.
    pub obligation: Obligation,
    /// Where the law or the paper policy says so.
    pub cites: Vec<String>,
    /// When it is in force.
    pub period: Period,
    /// As written.
    pub written: String,
    /// The parameters that it turns on, by name.
    pub parameters: Vec<String>,
    /// What the pack's tests show of it.
    pub examples: Vec<Example>,
}

/// A test that shows something of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The invented menu, as written, a thing each.
    pub given: Vec<String>,
    /// What the rule comes to on it: the outcome, and the expectation as written.
    pub comes_to: Vec<(String, String)>,
}

/// What may be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What it is.
    pub meaning: Option<String>,
    /// Its value, as written.
    pub value: String,
    /// Between which values it may be set, as written.
    pub bounds: Option<String>,
    /// The ids of the rules that turn on it.
    pub rules: Vec<String>,
}

/// A fact, a class or a level that a menu can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub name: String,
    /// What it is said of, or what it is part of.
    pub of: String,
    /// What it means.
    pub meaning: Option<String>,
}
