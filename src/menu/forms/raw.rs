//! Raw: what YAML and JSON have in common, with a place on every leaf.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::Span;

use crate::menu::unit::Unit;

/// Lists and maps inside each other beyond which a file is refused. A menu needs fewer than ten; the bound keeps
/// every later walk over the tree, which recurses, within its stack.
pub(crate) const MOST_NESTING: usize = 64;

/// A value as it stands in the file, before anybody knows what it should be.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    pub(crate) kind: RawKind,
    pub(crate) at: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum RawKind {
    /// Nothing: `null`, `~`, or no text at all.
    Null,
    Scalar(Scalar),
    List(Vec<Raw>),
    Map(Vec<(Key, Raw)>),
    /// Something about which a message has been given. It is absent, and nothing further is said of it.
    Refused,
}

/// A word, a number, a text. Numbers are kept as text: a detour over `f64` would change them.
#[derive(Clone, Debug)]
pub(crate) struct Scalar {
    pub(crate) text: String,
    pub(crate) form: Form,
    /// The unit of a bare number, where a profile declares one for just this value.
    pub(crate) unit: Option<Unit>,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Without quotation marks, in YAML: it can be anything.
    Plain,
    /// In quotation marks.
    Quoted,
    /// A number of JSON.
    Number,
    /// `true` or `false` of JSON.
    Flag,
}

#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) name: String,
    pub(crate) at: Span,
}

/// Words by which people say that a value is not there. Absent is the cautious reading: it never satisfies a rule.
/// Of a fact, `n/a` says more: that there is none.
const ABSENT: [&str; 5] = ["n/a", "-", "--", "—", "unknown"];

impl Raw {
    pub(crate) fn new(kind: RawKind, at: Span) -> Self {
        Raw { kind, at }
    }

    pub(crate) fn refused(at: Span) -> Self {
        Raw::new(RawKind::Refused, at)
    }

    pub(crate) fn scalar(text: impl Into<String>, form: Form, at: Span) -> Self {
        Raw::new(RawKind::Scalar(Scalar { text: text.into(), form, unit: None }), at)
    }

    /// Whether nothing is said: null, empty, or a word for it.
    pub(crate) fn is_absent(&self) -> bool {
        match &self.kind {
            RawKind::Null => true,
            RawKind::Scalar(scalar) => {
                let text = scalar.text.trim();
                text.is_empty() || ABSENT.iter().any(|word| word.eq_ignore_ascii_case(text))
            }
            _ => false,
        }
    }

    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.kind, RawKind::Refused)
    }

    /// The value of a key, if this is a map that has it.
    pub(crate) fn get(&self, name: &str) -> Option<&Raw> {
        match &self.kind {
            RawKind::Map(entries) => entries.iter().find(|(key, _)| key.name == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a scalar, without the space around it.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            RawKind::Scalar(scalar) => Some(scalar.text.trim()),
            _ => None,
        }
    }

    /// What it is, in a sentence.
    pub(crate) fn words(&self) -> &'static str {
        match &self.kind {
            RawKind::Null => "nothing",
            RawKind::Scalar(_) => "a single value",
            RawKind::List(_) => "a list",
            RawKind::Map(_) => "a group of keys",
            RawKind::Refused => "something that is not read",
        }
    }
}

/// The entries of a map, each key once. Of two values for one key neither can be trusted, so both go.
pub(crate) fn without_repeats(entries: Vec<(Key, Raw)>, diagnostics: &mut Diagnostics) -> Vec<(Key, Raw)> {
    let mut first_of: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<(Key, Raw)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        let Some((first, first_value)) = first_of.get(&key.name).and_then(|index| kept.get_mut(*index))
        else {
            first_of.insert(key.name.clone(), kept.len());
            kept.push((key, value));
            continue;
        };
        diagnostics.push(
            Diagnostic::new(
                &kinds::DUPLICATE_KEY,
                key.at,
                format!("`{}` stands twice in one place", key.name),
            )
            .label("the second time")
            .also(first.at, "the first time")
            .note("neither value is used, since nothing says which one is meant")
            .help("keep the one that is right"),
        );
        first_value.kind = RawKind::Refused;
    }
    kept
}
