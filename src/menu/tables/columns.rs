//! The columns of a table that a profile reads, each found or missed.

use std::ops::Range;

use crate::diagnostics::{Diagnostic, closest, kinds, listed};
use crate::vocabulary::{Fact, FactId, Schema};

use super::from_table::FromTable;
use super::idiom::Manner;
use super::table::Found;
use crate::menu::measured;
use crate::menu::profile::{Constant, Mapped, Mapping, is_readable};
use crate::menu::unit::Unit;
use crate::menu::words;

/// A value of each row: which fact, from where, and how it is meant.
pub(in crate::menu) struct Column<'a> {
    pub(in crate::menu) key: &'a str,
    pub(in crate::menu) mapped: &'a Mapped,
    pub(in crate::menu) source: Source<'a>,
    /// The fact; none of a name, an id or a class.
    pub(in crate::menu) fact: Option<FactId>,
    pub(in crate::menu) manner: Manner,
    /// The column that should say the same.
    pub(in crate::menu) check: Option<(usize, Manner, &'a Mapped)>,
}

/// Where the values come from.
pub(in crate::menu) enum Source<'a> {
    /// The profile gives it, at this place.
    Constant(&'a Constant, Range<usize>),
    /// A column, counted from 0.
    Cells(usize),
    /// No column of this table.
    Elsewhere,
}

impl<'a> Column<'a> {
    pub(in crate::menu) fn fact<'s>(&self, schema: &'s Schema) -> Option<&'s Fact> {
        self.fact.map(|fact| schema.fact(fact))
    }

    /// The columns of a mapping. What is not found, or found twice, is said.
    pub(in crate::menu) fn all(
        reader: &mut FromTable<'a>,
        level: &str,
        mapping: &'a Mapping,
    ) -> Vec<Column<'a>> {
        let level = reader.schema.level_named(level);
        let mut columns = Vec::new();
        for (key, placed) in mapping.iter().filter(|(key, _)| key.as_str() != "at") {
            let mapped = placed.get_ref();
            let is_structure = matches!(key.as_str(), "id" | "name" | "class" | "fund");
            let named = level.and_then(|level| measured::named(reader.schema, level, key));
            let fact = match named {
                _ if is_structure => None,
                Some((fact, Ok(measured))) if measured.lack(reader.schema.fact(fact)).is_none() => Some(fact),
                // The check of the profile reports it, once.
                _ => continue,
            };
            let manner = reader.manner(mapped, fact);
            let unreadable = |word: &str| {
                fact.is_some_and(|fact| {
                    !word.is_empty()
                        && !is_readable(&reader.schema.fact(fact).ty, word, manner.unit.is_some())
                })
            };
            if mapped.words.values().any(|word| unreadable(word.get_ref())) {
                continue;
            }
            let source = match &mapped.constant {
                Some(constant) if unreadable(&constant.get_ref().text) => continue,
                Some(constant) => Source::Constant(constant.get_ref(), constant.span()),
                None => reader.find(key, mapped).map_or(Source::Elsewhere, Source::Cells),
            };
            let check = mapped.check.as_deref().and_then(|other| {
                let other_manner = reader.manner(other, fact);
                Some((reader.find(key, other)?, other_manner, other))
            });
            columns.push(Column { key, mapped, source, fact, manner, check });
        }
        columns
    }
}

impl FromTable<'_> {
    /// How the values of a column are meant. A unit that does not fit the fact has been reported with the profile.
    pub(in crate::menu) fn manner(&self, mapped: &Mapped, fact: Option<FactId>) -> Manner {
        let fits = |unit: &Unit| fact.is_some_and(|fact| unit.fits(&self.schema.fact(fact).ty));
        Manner {
            unit: mapped.unit.as_ref().and_then(|unit| Unit::parse(unit.get_ref())).filter(fits),
            dates: mapped.dates.as_ref().map(|dates| *dates.get_ref()).or(self.layout.dates),
            markers: mapped.markers,
        }
    }

    fn find(&mut self, key: &str, mapped: &Mapped) -> Option<usize> {
        let names = mapped.columns()?;
        match self.table.find(&names) {
            Found::At(column) => {
                self.taken.insert(column);
                Some(column)
            }
            Found::Twice(one, other) => {
                self.taken.extend([one, other]);
                let shown = |column| self.table.headings.get(&column).map(|heading| heading.at);
                let (at, also) = (shown(one)?, shown(other)?);
                let name = names.names.first().map_or("", String::as_str);
                let message =
                    format!("two columns can be the one that profile `{}` reads as `{key}`", self.name);
                self.diagnostics.push(
                    Diagnostic::new(&kinds::COLUMN_TWICE, at, message)
                        .also(also, "the other one")
                        .note("neither is read")
                        .help(match self.profile.source {
                            Some(_) => format!("in the profile write more of its header than `{}`, with the title that stands above it", words::shown(name)),
                            None => format!("call one of them otherwise, or write a profile of your own: `planlint import --inspect {}` proposes one", self.table.source.name),
                        }),
                );
                None
            }
            Found::Nowhere => {
                if !mapped.optional {
                    self.tell_missing(key, &names.names);
                }
                None
            }
        }
    }

    fn tell_missing(&mut self, key: &str, names: &[String]) {
        self.lacks_column = true;
        let wanted = listed(names.iter().map(String::as_str), 4);
        let message =
            format!("the table has no column {wanted}, which profile `{}` reads as `{key}`", self.name);
        let shown: Vec<&str> = self.table.headings.values().map(|heading| heading.shown.as_str()).collect();
        let near = names.iter().find_map(|name| closest(name, shown.iter().copied()));
        let message = Diagnostic::new(&kinds::COLUMN_MISSING, self.table.header_at(), message);
        let message = match near {
            Some(near) => message.help(format!("did you mean `{near}`?")),
            None => message.note(format!("its columns are {}", listed(shown.into_iter(), 12))),
        };
        self.diagnostics.push(message.help(
            "correct the name in the profile, or say `optional = true` there if the column may be missing",
        ));
    }
}
