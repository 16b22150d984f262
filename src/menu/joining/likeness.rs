//! Likeness: whether two names may mean the same option, and why. It is for proposals that a person accepts; in a check
//! nothing is ever matched by it.

use std::collections::BTreeSet;

use crate::menu::tables::lexicon::Sure;
use crate::menu::words::shown;

/// That two names may mean the same, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::menu) struct Likeness {
    pub(in crate::menu) sure: Sure,
    pub(in crate::menu) why: String,
}

/// A name in its words.
#[derive(Clone, Debug)]
pub(in crate::menu) struct Name<'a> {
    written: &'a str,
    /// All of them.
    words: Vec<String>,
    /// Those that tell one fund from another.
    own: Vec<String>,
    /// The share class, at the end of the name: `r6`, `institutional`.
    class: BTreeSet<String>,
    /// What kind of vehicle the name says it is.
    forms: BTreeSet<&'static str>,
}

/// A word of two names, and how it is written in each if that differs.
type Pair<'w> = (&'w str, &'w str);

/// Words that two names have to share: many funds share one.
const SHARED: usize = 2;

/// Letters of a name that was cut off at a width, as old record systems do at 25 or 35.
const CUT_OFF: usize = 20;

/// Words in which no fund differs from another.
const EMPTY: [&str; 4] = ["the", "of", "and", "a"];

/// Words before or behind a share class.
const CLASS_WORDS: [&str; 8] = ["class", "cl", "shares", "share", "shs", "sh", "option", "opt"];

/// Share classes in words, each with what it is short for.
const CLASSES: [(&str, &str); 19] = [
    ("adm", "admiral"),
    ("admiral", "admiral"),
    ("adv", "adviser"),
    ("adviser", "adviser"),
    ("advisor", "adviser"),
    ("inst", "institutional"),
    ("instl", "institutional"),
    ("institutional", "institutional"),
    ("instnl", "institutional"),
    ("inv", "investor"),
    ("investor", "investor"),
    ("plus", "plus"),
    ("premier", "premier"),
    ("premium", "premium"),
    ("retail", "retail"),
    ("select", "select"),
    ("sel", "select"),
    ("service", "service"),
    ("svc", "service"),
];

/// Words that say what kind of vehicle it is: a fund and a trust of one name are two options with two fees.
const FORMS: [(&str, &str); 18] = [
    ("fund", "fund"),
    ("funds", "fund"),
    ("fd", "fund"),
    ("fds", "fund"),
    ("trust", "trust"),
    ("tr", "trust"),
    ("cit", "trust"),
    ("pool", "trust"),
    ("collective", "trust"),
    ("commingled", "trust"),
    ("etf", "exchange-traded fund"),
    ("account", "account"),
    ("acct", "account"),
    ("separate", "account"),
    ("portfolio", "portfolio"),
    ("port", "portfolio"),
    ("pf", "portfolio"),
    ("ptf", "portfolio"),
];

/// Abbreviations of the trade that are no word without its vowels.
const SHORT: [(&str, &[&str]); 56] = [
    ("agg", &["aggregate", "aggressive"]),
    ("aggr", &["aggregate", "aggressive"]),
    ("am", &["american"]),
    ("amer", &["american", "america"]),
    ("bal", &["balanced"]),
    ("bd", &["bond"]),
    ("cap", &["capital", "capitalization"]),
    ("co", &["company"]),
    ("cons", &["conservative"]),
    ("conserv", &["conservative"]),
    ("corp", &["corporate", "corporation"]),
    ("dev", &["developed"]),
    ("div", &["dividend", "diversified"]),
    ("em", &["emerging"]),
    ("emerg", &["emerging"]),
    ("emg", &["emerging"]),
    ("eq", &["equity"]),
    ("ext", &["extended"]),
    ("fid", &["fidelity"]),
    ("fin", &["financial"]),
    ("glob", &["global"]),
    ("gov", &["government"]),
    ("govt", &["government"]),
    ("gr", &["growth"]),
    ("gro", &["growth"]),
    ("hi", &["high"]),
    ("inc", &["income", "incorporated"]),
    ("infl", &["inflation"]),
    ("int", &["international", "intermediate", "interest"]),
    ("interm", &["intermediate"]),
    ("inv", &["investment", "investments"]),
    ("lg", &["large"]),
    ("lrg", &["large"]),
    ("md", &["mid"]),
    ("mgmt", &["management"]),
    ("mod", &["moderate"]),
    ("muni", &["municipal"]),
    ("opp", &["opportunity", "opportunities"]),
    ("opps", &["opportunities"]),
    ("pac", &["pacific"]),
    ("prin", &["principal"]),
    ("ret", &["retirement", "return"]),
    ("sec", &["securities"]),
    ("secs", &["securities"]),
    ("sht", &["short"]),
    ("sm", &["small"]),
    ("stab", &["stable"]),
    ("stbl", &["stable"]),
    ("strat", &["strategic", "strategy"]),
    ("tech", &["technology"]),
    ("tot", &["total"]),
    ("treas", &["treasury"]),
    ("util", &["utilities"]),
    ("val", &["value"]),
    ("vang", &["vanguard"]),
    ("wtd", &["weighted"]),
];

fn looked_up(table: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant)
}

impl<'a> Name<'a> {
    pub(in crate::menu) fn of(written: &'a str) -> Self {
        let words = words_of(written);
        let mut own = words.clone();
        let (mut class, mut forms) = (BTreeSet::new(), BTreeSet::new());
        // A class and a vehicle stand at the end; before the last word that is neither, they belong to the name.
        while let Some(last) = own.last() {
            let behind_class =
                own.iter().rev().nth(1).is_some_and(|word| ["class", "cl"].contains(&word.as_str()));
            let is_code = matches!(last.as_bytes(), [letter] if letter.is_ascii_lowercase())
                || matches!(last.as_bytes(), [letter, digit] if letter.is_ascii_lowercase() && digit.is_ascii_digit());
            if is_code || behind_class {
                class.insert(last.clone());
            } else if let Some(meant) = looked_up(&CLASSES, last) {
                class.insert(meant.to_string());
            } else if let Some(form) = looked_up(&FORMS, last) {
                forms.insert(form);
            } else if !CLASS_WORDS.contains(&last.as_str()) {
                break;
            }
            own.pop();
        }
        own.retain(|word| !EMPTY.contains(&word.as_str()));
        Name { written, words, own, class, forms }
    }

    /// Whether two names may mean the same. One shared word never says so: `gold` is not Goldman Sachs.
    pub(in crate::menu) fn likeness(&self, other: &Name<'_>) -> Option<Likeness> {
        if self.words.is_empty() || other.words.is_empty() {
            return None;
        }
        if self.words == other.words || self.words.concat() == other.words.concat() {
            return Some(Likeness {
                sure: Sure::Certain,
                why: "the same words; only capitals, blanks or marks differ".into(),
            });
        }
        if let Some(why) = self.cut_off(other).or_else(|| other.cut_off(self)) {
            return Some(Likeness { sure: Sure::Likely, why });
        }
        let (pairs, left, left_over) = paired(&self.own, &other.own);
        let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
        let words = pairs.iter().filter(|(one, _)| !is_number(one)).count();
        // 2040 and 2045 are two funds, and so are a fund with a year and one without.
        if pairs.len() < SHARED || words == 0 || left.iter().chain(&left_over).any(is_number) {
            return None;
        }
        let open = |why: String| Some(Likeness { sure: Sure::Open, why });
        match (left.as_slice(), left_over.as_slice()) {
            ([], []) => {}
            ([], more) | (more, []) => return open(format!("one of them also says `{}`", more.join(" "))),
            _ => return None,
        }
        let spoken = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
        if !self.class.is_empty() && !other.class.is_empty() && self.class != other.class {
            return open(format!(
                "the words are the same, and the share classes may be two: `{}` and `{}`",
                spoken(&self.class),
                spoken(&other.class)
            ));
        }
        let kinds = |name: &Name<'_>| {
            name.forms.iter().copied().filter(|form| *form != "portfolio").collect::<BTreeSet<_>>()
        };
        let (one, two) = (kinds(self), kinds(other));
        if let (Some(first), Some(second)) = (one.first(), two.first())
            && one.is_disjoint(&two)
        {
            return open(format!(
                "the words are the same, and one is called a {first}, the other a {second}"
            ));
        }
        let short: Vec<Pair<'_>> =
            pairs.iter().copied().filter(|(one, two)| singular(one) != singular(two)).collect();
        // What is abbreviated throughout needs one word more.
        if short.len() == pairs.len() && pairs.len() <= SHARED {
            return None;
        }
        let mut why = Vec::new();
        if !short.is_empty() {
            let told: Vec<String> = short
                .iter()
                .take(4)
                .map(|(one, two)| {
                    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
                    format!("`{short}` for `{long}`")
                })
                .collect();
            why.push(told.join(", "));
        } else if self.own != other.own {
            why.push("the same words in another order".into());
        }
        if self.class != other.class {
            let said: BTreeSet<String> = self.class.union(&other.class).cloned().collect();
            why.push(format!("one of them does not say its share class, `{}`", spoken(&said)));
        }
        if why.is_empty() {
            why.push("the same words but for `fund`, `trust` or the like".into());
        }
        Some(Likeness { sure: Sure::Likely, why: why.join("; ") })
    }

    /// Whether this is the beginning of the other name, broken off within a word.
    fn cut_off(&self, other: &Name<'_>) -> Option<String> {
        let (one, two) = (self.written.trim().to_lowercase(), other.written.trim().to_lowercase());
        let rest = two.strip_prefix(&one)?;
        let within = one.ends_with(char::is_alphanumeric) && rest.starts_with(char::is_alphabetic);
        (one.chars().count() >= CUT_OFF && within && self.words.len() > SHARED).then(|| {
            format!(
                "`{}` is the other name, cut off after {} letters",
                shown(self.written.trim()),
                one.chars().count()
            )
        })
    }
}

fn words_of(name: &str) -> Vec<String> {
    let plain: String = name
        .chars()
        .filter(|character| !['\'', '’', '®', '™', '.'].contains(character))
        .flat_map(char::to_lowercase)
        .collect();
    let apart = plain.replace('&', " & ");
    let mut words: Vec<String> = Vec::new();
    let mut is_joined = false;
    for part in
        apart.split(|character: char| character.is_whitespace() || ",;:()[]/-–—_\"*#".contains(character))
    {
        if part == "&" {
            is_joined = true;
            continue;
        }
        let word: String = part.chars().filter(|character| character.is_alphanumeric()).collect();
        if word.is_empty() {
            continue;
        }
        let is_joined = std::mem::take(&mut is_joined);
        let capitalized = ["large", "mid", "small", "lg", "sm", "smid"]
            .into_iter()
            .find(|size| word.strip_suffix("cap") == Some(size));
        match (capitalized, words.last_mut()) {
            (Some(size), _) => words.extend([size.to_string(), "cap".to_string()]),
            // `S&P` is a word, `Growth & Income` are two.
            (None, Some(last)) if is_joined && last.len() == 1 && word.len() == 1 => last.push_str(&word),
            (None, _) => words.push(word),
        }
    }
    words
}

/// The words that two names share, and those that each has alone.
fn paired<'w>(one: &'w [String], other: &'w [String]) -> (Vec<Pair<'w>>, Vec<&'w str>, Vec<&'w str>) {
    let mut free: Vec<Option<&str>> = other.iter().map(|word| Some(word.as_str())).collect();
    let mut pairs: Vec<(usize, Pair<'w>)> = Vec::new();
    let mut left: Vec<(usize, &str)> = one.iter().map(String::as_str).enumerate().collect();
    for is_alike in [is_same as fn(&str, &str) -> bool, is_short] {
        left.retain(|(place, word)| {
            let found = free.iter_mut().find(|slot| slot.is_some_and(|candidate| is_alike(word, candidate)));
            match found.and_then(Option::take) {
                Some(candidate) => {
                    pairs.push((*place, (*word, candidate)));
                    false
                }
                None => true,
            }
        });
    }
    pairs.sort_unstable();
    let pairs = pairs.into_iter().map(|(_, pair)| pair).collect();
    (pairs, left.into_iter().map(|(_, word)| word).collect(), free.into_iter().flatten().collect())
}

fn singular(word: &str) -> &str {
    word.strip_suffix('s').filter(|stem| stem.len() > 3).unwrap_or(word)
}

fn is_same(one: &str, other: &str) -> bool {
    singular(one) == singular(other)
}

/// Whether one of two words is short for the other: by custom, or because it is the other without vowels, or without one
/// letter or two.
fn is_short(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
    if SHORT.iter().any(|(known, meant)| *known == short && meant.contains(&long)) {
        return true;
    }
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    if short.len() < 3 || !is_word(short) || !is_word(long) {
        return false;
    }
    let vowels = ['a', 'e', 'i', 'o', 'u'];
    let ends = |word: &str| word.trim_end_matches(vowels).bytes().last();
    if ends(short) != ends(long) {
        return false;
    }
    let mut rest = long.bytes();
    let in_order = short.bytes().all(|letter| rest.any(|next| next == letter));
    let has_vowels = short.bytes().skip(1).any(|letter| b"aeiou".contains(&letter));
    let missing = long.len().saturating_sub(short.len());
    short.bytes().next() == long.bytes().next()
        && in_order
        && (!has_vowels || missing <= 2 && short.len() >= 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(one: &str, other: &str) -> Option<Sure> {
        let likeness =
            |one: &str, other: &str| Name::of(one).likeness(&Name::of(other)).map(|likeness| likeness.sure);
        let found = likeness(one, other);
        assert_eq!(found, likeness(other, one), "{one} and {other} are alike both ways, or not at all");
        found
    }

    #[test]
    fn names_are_alike_by_their_words() {
        for (one, other, expected) in [
            ("HARBOR GROWTH R6", "Harbor Growth R6", Some(Sure::Certain)),
            ("Large-Cap Growth", "LargeCap Growth", Some(Sure::Certain)),
            ("Gold", "GOLD", Some(Sure::Certain)),
            ("Birch S&P 500 Idx", "Birch S & P 500 Index Fund", Some(Sure::Likely)),
            ("STBLE VALUE RETIREMNT", "Stable Value Retirement", Some(Sure::Likely)),
            ("Growth Fund of Birch", "Birch Growth", Some(Sure::Open)),
            ("Lakeshore Target Retirem", "Lakeshore Target Retirement Income", Some(Sure::Likely)),
            ("Harbor Growth R6", "Harbor Growth Inst", Some(Sure::Open)),
            ("Harbor Growth CIT", "Harbor Growth Fund", Some(Sure::Open)),
            ("Harbor Core Bond II", "Harbor Core Bond", Some(Sure::Open)),
            // One word is never enough, whichever it is.
            ("Gold", "Goldman Sachs", None),
            ("SPDR Gold", "Goldman Sachs", None),
            ("Gold Fund", "Gold Trust", None),
            ("Goldman Sachs Gold", "SPDR Gold", None),
            ("Target 2040", "Target 2045", None),
            ("Harbor Target", "Harbor Target 2040", None),
            ("Int Bd", "International Bond", None),
            ("Harbor Growth", "Harbor Value", None),
            ("", "Harbor", None),
        ] {
            assert_eq!(sure(one, other), expected, "{one} and {other}");
        }
    }
}
