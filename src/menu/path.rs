//! Paths into a foreign file: `plan.net_assets_usd`, `returns.'1.5y'`, `plans.0.name`.

use serde::Deserialize;

use super::forms::raw::{Raw, RawKind};

/// Keys from the outside in, joined by points. A key that holds a point stands in single quotation marks. A number
/// counts the entries of a list, from 0. A point alone is the thing itself: a holding that is a plain text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Path {
    text: String,
    keys: Vec<String>,
}

impl TryFrom<String> for Path {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fault = |what: &str| Err(format!("the path `{text}` {what}"));
        let mut keys = Vec::new();
        if text == "." {
            return Ok(Path { text, keys });
        }
        let mut rest = text.as_str();
        loop {
            let (key, after) = match rest.strip_prefix('\'') {
                Some(quoted) => match quoted.split_once('\'') {
                    Some(parts) => parts,
                    None => return fault("opens a quotation and does not close it"),
                },
                None => rest.split_at_checked(rest.find('.').unwrap_or(rest.len())).unwrap_or((rest, "")),
            };
            if key.is_empty() {
                return fault("has an empty key");
            }
            keys.push(key.to_string());
            match after.strip_prefix('.') {
                Some(next) => rest = next,
                None if after.is_empty() => break,
                None => return fault("has something after a quotation that is not a point"),
            }
        }
        Ok(Path { text, keys })
    }
}

impl Path {
    /// As it is written.
    pub(crate) fn as_written(&self) -> &str {
        &self.text
    }

    /// Whether it leads to the thing itself.
    pub(crate) fn is_itself(&self) -> bool {
        self.keys.is_empty()
    }

    /// Its keys, from the outside in.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// Whether it counts the entries of a list: `0`.
    pub(crate) fn counts_entries(&self) -> bool {
        self.keys.first().is_some_and(|key| key.parse::<usize>().is_ok())
    }

    /// What stands there, if anything does.
    pub(crate) fn find<'a>(&self, raw: &'a Raw) -> Option<&'a Raw> {
        self.keys.iter().try_fold(raw, |raw, key| match &raw.kind {
            RawKind::List(items) => items.get(key.parse::<usize>().ok()?),
            _ => raw.get(key),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Result<Vec<String>, String> {
        Path::try_from(text.to_string()).map(|path| path.keys)
    }

    #[test]
    fn points_part_keys_and_quotation_marks_hold_them_together() {
        assert_eq!(keys("plan.name").unwrap(), ["plan", "name"]);
        assert_eq!(keys("'a.b'.c").unwrap(), ["a.b", "c"]);
        assert_eq!(keys("Fund Name").unwrap(), ["Fund Name"]);
        for wrong in ["", "a.", "a..b", "'a", "'a'b", "''"] {
            assert!(keys(wrong).is_err(), "{wrong}");
        }
    }
}
