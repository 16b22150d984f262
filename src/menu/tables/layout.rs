//! The layout of a table: which rows are its header, which are no options, how its days are written.

use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, SeqAccess, Visitor};

use super::header::plain;

/// How a file of rows and columns is laid out: the table `[menu.profiles.NAME.table]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::menu) struct Layout {
    /// The sheet of a workbook; without it, the one on which the header is.
    pub(in crate::menu) sheet: Option<String>,
    /// Words of the header, by which it is told from the lines above it.
    #[serde(default)]
    pub(in crate::menu) header: Vec<Columns>,
    /// How many rows the header has; without it, as many as make the most of the columns found.
    pub(in crate::menu) header_rows: Option<usize>,
    /// What a row is.
    #[serde(default)]
    pub(in crate::menu) rows: Rows,
    /// Rows that are no options.
    #[serde(default)]
    pub(in crate::menu) skip: Vec<RowRule>,
    /// The encoding of the file, if it is not UTF-8.
    pub(in crate::menu) encoding: Option<String>,
    /// How days are written, if not with the year first.
    pub(in crate::menu) dates: Option<DateOrder>,
}

/// What a row of a table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::menu) enum Rows {
    /// An option of the plan.
    #[default]
    Options,
    /// A holding of the one option that the file is about, or of the option that a column names.
    Holdings,
}

/// In which order the parts of a day are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::menu) enum DateOrder {
    /// 9/30/2026
    Us,
    /// 30/9/2026
    European,
}

/// By what rows are known that are no options: a text in a column.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::menu) struct RowRule {
    pub(in crate::menu) column: Columns,
    /// Whole texts.
    #[serde(default)]
    pub(in crate::menu) is: Columns,
    /// Words with which a text starts.
    #[serde(default)]
    pub(in crate::menu) starts: Columns,
    /// Words with which a text starts that is an option after all: `Total Bond Market` is no total.
    #[serde(default)]
    pub(in crate::menu) not_starts: Columns,
    /// Words that stand in a text.
    #[serde(default)]
    pub(in crate::menu) contains: Columns,
    /// Whether the rule is about rows in which the column is empty.
    #[serde(default)]
    pub(in crate::menu) blank: bool,
    /// What these rows are, for people.
    pub(in crate::menu) because: Option<String>,
}

/// A name, or several of which any will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::menu) struct Columns {
    /// As they are written.
    pub(in crate::menu) names: Vec<String>,
    /// In the form in which headers are compared.
    pub(in crate::menu) plain: Vec<String>,
}

impl Columns {
    pub(in crate::menu) fn new(names: Vec<String>) -> Self {
        let plain = names.iter().map(|name| plain(name)).collect();
        Columns { names, plain }
    }
}

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OneOrMore;

        impl<'de> Visitor<'de> for OneOrMore {
            type Value = Columns;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text, or a list of texts of which any will do")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Columns, E> {
                Ok(Columns::new(vec![text.to_string()]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Columns, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element::<String>()? {
                    names.push(name);
                }
                Ok(Columns::new(names))
            }
        }

        deserializer.deserialize_any(OneOrMore)
    }
}
