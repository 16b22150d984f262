//! From a fund's name or number to its asset class, by lists that the user keeps.

use serde::Deserialize;
use toml::Spanned;

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
}

/// By what an entry matches. A full name, a ticker or a CUSIP is exact, and goes before any word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    Name,
    Ticker,
    Cusip,
    Word,
}

impl Classify {
    /// By what it matches, if it does.
    pub(crate) fn matches(&self, identity: Identity<'_>) -> Option<Match> {
        let listed = |list: &[String], text: Option<&str>| {
            text.is_some_and(|text| list.iter().any(|entry| entry.trim().eq_ignore_ascii_case(text)))
        };
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
        [&self.name, &self.ticker, &self.cusip, &self.word].iter().all(|list| list.is_empty())
    }
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
        let by = |name, ticker| entry.matches(Identity { name: Some(name), ticker, cusip: None });
        assert_eq!(by("Gold Trust", Some("gld")), Some(Match::Ticker));
        assert_eq!(by("Gold Trust", None), Some(Match::Word));
        assert_eq!(by("Gold Coast Bank", None), None);
        assert_eq!(by("Bullion", None), Some(Match::Name));
        assert_eq!(by("bullion", None), None);
    }
}
