//! Versions of packs: `1.2.0`, as Semantic Versioning 2.0.0 has them.

use std::cmp::Ordering;
use std::fmt;

/// A version. One with a word behind it, `1.2.0-draft`, comes before the one without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    numbers: [u64; 3],
    draft: Option<String>,
}

impl Version {
    /// Three numbers, and perhaps a word; `None` if it is written otherwise.
    pub fn parse(text: &str) -> Option<Self> {
        let (numbers, draft) = match text.split_once('-') {
            Some((numbers, draft)) => (numbers, Some(draft)),
            None => (text, None),
        };
        let is_number = |part: &&str| {
            part.bytes().all(|byte| byte.is_ascii_digit()) && (part.len() == 1 || !part.starts_with('0'))
        };
        let parts: Vec<u64> =
            numbers.split('.').filter(is_number).map(str::parse).collect::<Result<_, _>>().ok()?;
        let is_word = |word: &&str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
        };
        if numbers.split('.').count() != 3 || draft.is_some_and(|draft| !is_word(&draft)) {
            return None;
        }
        Some(Version { numbers: parts.try_into().ok()?, draft: draft.map(str::to_string) })
    }

    /// Whether whoever needs `wanted` can take this: it is no earlier, and keeps what that promised. Before 1.0.0 the
    /// second number says that something is no longer kept.
    pub fn serves(&self, wanted: &Version) -> bool {
        let [major, minor, _] = self.numbers;
        let [wanted_major, wanted_minor, _] = wanted.numbers;
        let keeps = major == wanted_major && (major > 0 || minor == wanted_minor);
        keeps && *self >= *wanted
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.numbers.cmp(&other.numbers).then_with(|| match (&self.draft, &other.draft) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(own), Some(other)) => own.cmp(other),
        })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.numbers;
        write!(to, "{major}.{minor}.{patch}")?;
        self.draft.as_ref().map_or(Ok(()), |draft| write!(to, "-{draft}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn versions_are_three_numbers() {
        for good in ["0.1.0", "1.2.3", "10.0.0-draft.2"] {
            assert_eq!(version(good).to_string(), good);
        }
        for bad in ["1", "1.2", "1.2.3.4", "v1.2.3", "1.02.3", "1.2.x", "1.2.3-", "", "-1.2.3", "1..3"] {
            assert_eq!(Version::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_later_one_serves_until_the_first_number_changes() {
        assert!(version("1.3.0").serves(&version("1.2.9")));
        assert!(!version("2.0.0").serves(&version("1.2.9")));
        assert!(!version("1.2.0").serves(&version("1.2.9")));
        assert!(!version("0.3.0").serves(&version("0.2.0")));
        assert!(!version("1.2.0-draft").serves(&version("1.2.0")));
        assert!(version("1.10.0") > version("1.9.0"));
    }
}
