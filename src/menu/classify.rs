//! From a fund's name or number to its asset class, by lists that the user keeps.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceId, Span};
use crate::vocabulary::{ClassId, Schema};

use super::forms::raw::{Key, Raw};

/// One entry of a profile's `classify` lists: what matches it is in its class, as a whole.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Classify {
    pub(crate) class: Spanned<String>,
    /// Names, exactly as the menu has them.
    #[serde(default)]
    name: Vec<String>,
    #[serde(default)]
    ticker: Vec<String>,
    #[serde(default)]
    cusip: Vec<String>,
    /// Words or phrases in the name.
    #[serde(default)]
    word: Vec<String>,
    /// Words or phrases with which `word` does not match.
    #[serde(default)]
    not_word: Vec<String>,
    /// Facts that it has to have, each as one of these words: `facts = { asset_category = ["debt", "loan"] }`.
    #[serde(default)]
    facts: BTreeMap<String, Vec<String>>,
    /// Why, for whoever reads the profile.
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "it is for the reader of the settings; naming it keeps it from being refused as unknown"
    )]
    because: Option<String>,
}

/// What a thing is known by.
#[derive(Clone, Copy, Default)]
pub(crate) struct Identity<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) ticker: Option<&'a str>,
    pub(crate) cusip: Option<&'a str>,
    pub(crate) entries: &'a [(Key, Raw)],
}

/// By what an entry matches. A full name, a ticker or a CUSIP is exact, and goes before any word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Name,
    Ticker,
    Cusip,
    Word,
    Fact,
}

impl Classify {
    /// By what it matches, if it does.
    pub(crate) fn matches(&self, identity: Identity<'_>) -> Option<Match> {
        let listed = |list: &[String], text: Option<&str>| {
            text.is_some_and(|text| list.iter().any(|entry| entry.trim().eq_ignore_ascii_case(text)))
        };
        let has_fact = |(fact, words): (&String, &Vec<String>)| {
            listed(words, datum(identity.entries, fact).and_then(Raw::text))
        };
        if !self.facts.iter().all(has_fact) {
            return None;
        }
        if !self.facts.is_empty() && self.names_nothing() {
            return Some(Match::Fact);
        }
        if listed(&self.cusip, identity.cusip) {
            return Some(Match::Cusip);
        }
        if listed(&self.ticker, identity.ticker) {
            return Some(Match::Ticker);
        }
        let name = identity.name?;
        if self.name.iter().any(|entry| entry.trim() == name) {
            return Some(Match::Name);
        }
        let named = words(name);
        let has = |list: &[String]| list.iter().any(|phrase| contains(&named, &words(phrase)));
        (has(&self.word) && !has(&self.not_word)).then_some(Match::Word)
    }

    /// Whether it names nothing that could match.
    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.names_nothing()
    }

    /// The facts that it asks for.
    pub(super) fn facts(&self) -> impl Iterator<Item = &str> {
        self.facts.keys().map(String::as_str)
    }

    fn names_nothing(&self) -> bool {
        [&self.name, &self.ticker, &self.cusip, &self.word].iter().all(|list| list.is_empty())
    }
}

fn datum<'a>(entries: &'a [(Key, Raw)], name: &str) -> Option<&'a Raw> {
    entries
        .iter()
        .find(|(key, _)| key.name == name)
        .map(|(_, value)| value)
        .filter(|value| !value.is_absent())
}

/// The class in which lists put a thing, and the datum that decides it.
pub(super) fn classified(
    list: &[Classify],
    settings: Option<SourceId>,
    entries: &[(Key, Raw)],
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Option<(ClassId, Span)> {
    let text = |name: &str| datum(entries, name).and_then(Raw::text);
    let identity = Identity {
        name: text("name").or_else(|| text("id")),
        ticker: text("ticker"),
        cusip: text("cusip"),
        entries,
    };
    let matching: Vec<(&Classify, ClassId, Match)> = list
        .iter()
        .filter_map(|entry| {
            Some((entry, schema.class_named(entry.class.get_ref())?, entry.matches(identity)?))
        })
        .collect();
    let is_exact = |by: &Match| !matches!(by, Match::Word | Match::Fact);
    let exact = matching.iter().any(|(.., by)| is_exact(by));
    let mut matching = matching.into_iter().filter(|(.., by)| !exact || is_exact(by));
    let at = |entry: &Classify, by: Match| {
        let key = match by {
            Match::Name | Match::Word => "name",
            Match::Ticker => "ticker",
            Match::Cusip => "cusip",
            Match::Fact => entry.facts().next().unwrap_or("name"),
        };
        datum(entries, key).or_else(|| datum(entries, "id")).map(|datum| datum.at)
    };
    let (mut entry, mut class, mut by) = matching.next()?;
    for (other, other_class, other_by) in matching {
        // Of a class and a part of it, the part says more, and does not contradict.
        if schema.class_is_within(class, other_class) {
            continue;
        }
        if schema.class_is_within(other_class, class) {
            (entry, class, by) = (other, other_class, other_by);
            continue;
        }
        let name = identity.name.unwrap_or("this one");
        diagnostics.push(two_classes(name, at(entry, by)?, entry, other, settings));
        return None;
    }
    at(entry, by).map(|at| (class, at))
}

fn two_classes(
    name: &str,
    at: Span,
    one: &Classify,
    other: &Classify,
    settings: Option<SourceId>,
) -> Diagnostic {
    let (first, second) = (one.class.get_ref(), other.class.get_ref());
    let mut message = Diagnostic::new(
        &kinds::CLASSIFIED_TWICE,
        at,
        format!("`{name}` is put into `{first}` and into `{second}`"),
    )
    .note("it is put into neither, and counts as not opened")
    .help("add its exact `name` to the entry that is right, or a `not_word` to the other");
    if let Some(settings) = settings {
        for entry in [one, other] {
            let range = entry.class.span();
            message = message.also(Span::new(settings, range.start, range.end), "by this entry");
        }
    }
    message
}

/// The words of a text, in lower case: runs of letters and digits.
fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// Whether a phrase stands in a text, word by word.
fn contains(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(name: &str, phrase: &str) -> bool {
        contains(&words(name), &words(phrase))
    }

    #[test]
    fn words_match_whole() {
        assert!(has("SPDR Gold Trust", "gold"));
        assert!(!has("Goldman Sachs Core Bond", "gold"));
        assert!(!has("American Century Ultra", "ult"));
        assert!(has("iShares Bitcoin Trust ETF 5,863.771 shares", "BITCOIN"));
    }

    #[test]
    fn phrases_match_word_by_word() {
        assert!(has("Harbor Real-Estate Fund", "real estate"));
        assert!(has("S&P 500 Index", "s&p 500"));
        assert!(!has("Real Assets and Estate Fund", "real estate"));
        assert!(!has("anything", ""));
    }

    #[test]
    fn exact_marks_go_before_words() {
        let entry: Classify = toml::from_str(
            "class = 'commodities'\nword = ['gold']\nnot_word = ['gold coast']\nticker = ['GLD']\nname = ['Bullion']",
        )
        .unwrap();
        let by = |name, ticker| entry.matches(Identity { name: Some(name), ticker, ..Identity::default() });
        assert_eq!(by("Gold Trust", Some("gld")), Some(Match::Ticker));
        assert_eq!(by("Gold Trust", None), Some(Match::Word));
        assert_eq!(by("Gold Coast Bank", None), None);
        assert_eq!(by("Bullion", None), Some(Match::Name));
        assert_eq!(by("bullion", None), None);
    }
}
