//! Profiles: how to read a file whose form somebody else chose.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::Spanned;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds, listed};
use crate::source::{SourceId, Span};
use crate::vocabulary::{FactId, LevelId, LiteralFault, Schema, Type, parse_literal};

use super::absence::is_absence;
use super::classify::Classify;
use super::forms::raw::Form;
use super::measured::{self, Fault, Lack};
use super::path::Path;
use super::tables::layout::{Columns, DateOrder, Layout};
use super::unit::{Unit, not_a_unit};
use super::words;

/// How to read menus of one form that planlint did not define: where the options stand in the file, which of
/// their values is which fact and in what unit, and which names belong to which asset class.
///
/// A file of rows and columns is read by a profile with a `table`: its values come from columns instead of paths.
///
/// It is the table `[menu.profiles.NAME]` of `planlint.toml`, read with the `toml` crate.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    pub(super) recognize: Option<Recognize>,
    pub(super) table: Option<Layout>,
    pub(super) options: Option<Path>,
    pub(super) funds: Option<Path>,
    pub(super) as_of: Option<Spanned<Mapped>>,
    pub(super) complete: Option<Spanned<bool>>,
    #[serde(default)]
    pub(super) plan: Mapping,
    #[serde(default)]
    pub(super) option: Mapping,
    #[serde(default)]
    pub(super) holding: Mapping,
    #[serde(default)]
    pub(super) classify: Vec<Classify>,
    /// The settings file in which it stands, once that is known.
    #[serde(skip)]
    pub(super) source: Option<SourceId>,
}

/// By fact name (`assets`, `expense_ratio net`) or structural key (`name`, `class`): where the value comes from.
pub(super) type Mapping = BTreeMap<String, Spanned<Mapped>>;

/// What files of the form are known by: a value in a place, or words of the header of a table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Recognize {
    pub(super) at: Option<Path>,
    pub(super) is: Option<String>,
    #[serde(default)]
    pub(super) header: Vec<Columns>,
}

/// Where a value comes from: a path or a column, perhaps with a unit or a list of words; or a constant.
#[derive(Clone, Debug, Default)]
pub(super) struct Mapped {
    pub(super) at: Option<Path>,
    /// The column of a table.
    pub(super) column: Option<Columns>,
    /// Words above a table, behind which the value stands.
    pub(super) after: Option<String>,
    /// A cell above a table: `B2`.
    pub(super) cell: Option<String>,
    /// Whether a table may be without the column.
    pub(super) optional: bool,
    /// Whether footnote markers stand behind the values of the column.
    pub(super) markers: bool,
    /// How the days of the column are written, if not with the year first.
    pub(super) dates: Option<Spanned<DateOrder>>,
    /// A second column that says the same.
    pub(super) check: Option<Box<Mapped>>,
    pub(super) unit: Option<Spanned<String>>,
    /// Words of the file → words of the vocabulary. An empty one means that nothing is said.
    pub(super) words: BTreeMap<String, Spanned<String>>,
    pub(super) constant: Option<Spanned<Constant>>,
}

impl Mapped {
    /// The names of its column in a table: what is written as a path is one there.
    pub(super) fn columns(&self) -> Option<Columns> {
        let path = || self.at.as_ref().map(|path| Columns::new(vec![path.as_written().to_string()]));
        self.column.clone().or_else(path)
    }
}

/// A value that every thing of the file has.
#[derive(Clone, Debug)]
pub(super) struct Constant {
    pub(super) text: String,
    pub(super) form: Form,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MappedTable {
    at: Option<Path>,
    column: Option<Columns>,
    after: Option<String>,
    cell: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    markers: bool,
    dates: Option<Spanned<DateOrder>>,
    check: Option<Box<Mapped>>,
    unit: Option<Spanned<String>>,
    #[serde(default)]
    map: BTreeMap<String, Spanned<String>>,
    #[serde(rename = "const")]
    constant: Option<Spanned<Constant>>,
}

impl<'de> Deserialize<'de> for Mapped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PathOrTable;

        impl<'de> Visitor<'de> for PathOrTable {
            type Value = Mapped;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a path such as \"plan.name\", or a table such as { at = \"value_usd\", unit = \"dollars\" }")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Mapped, E> {
                let at = Path::try_from(text.to_string()).map_err(|fault| {
                    E::custom(format!("{fault}; a column of a table can stand in brackets: [{text:?}]"))
                })?;
                Ok(Mapped { at: Some(at), ..Mapped::default() })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Mapped, A::Error> {
                let column = Columns::deserialize(de::value::SeqAccessDeserializer::new(seq))?;
                Ok(Mapped { column: Some(column), ..Mapped::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Mapped, A::Error> {
                let table = MappedTable::deserialize(de::value::MapAccessDeserializer::new(map))?;
                let MappedTable { at, column, after, cell, optional, markers, dates, check, unit, .. } =
                    table;
                let (words, constant) = (table.map, table.constant);
                let places = [at.is_some(), column.is_some(), after.is_some(), cell.is_some()];
                let places = places.into_iter().filter(|is_said| *is_said).count();
                if places > 0 && constant.is_some() {
                    return Err(de::Error::custom("a value comes from `at` or is `const`, not both"));
                }
                if places > 1 {
                    return Err(de::Error::custom(
                        "a value comes from one place: `at`, `column`, `after` or `cell`",
                    ));
                }
                if places == 0 && constant.is_none() && words.is_empty() {
                    return Err(de::Error::custom(
                        "say where the value comes from: `at` with a path, or `const`",
                    ));
                }
                Ok(Mapped { at, column, after, cell, optional, markers, dates, check, unit, words, constant })
            }
        }

        deserializer.deserialize_any(PathOrTable)
    }
}

impl<'de> Deserialize<'de> for Constant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Plain;

        impl Visitor<'_> for Plain {
            type Value = Constant;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text in quotation marks, a whole number, or true or false")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Constant, E> {
                Ok(Constant { text: text.to_string(), form: Form::Quoted })
            }

            fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Constant, E> {
                Ok(Constant { text: flag.to_string(), form: Form::Flag })
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Constant, E> {
                Ok(Constant { text: number.to_string(), form: Form::Number })
            }
        }

        deserializer.deserialize_any(Plain)
    }
}

/// Keys beside facts that a mapping can have.
const PLAN_KEYS: [&str; 2] = ["id", "name"];
const OPTION_KEYS: [&str; 4] = ["id", "name", "class", "fund"];
const HOLDING_KEYS: [&str; 5] = ["at", "id", "name", "class", "fund"];

impl Profile {
    /// The profile, knowing the settings file in which it stands: values that it gives itself (`const`) then have
    /// their place there.
    #[must_use]
    pub fn placed(mut self, settings: SourceId) -> Self {
        self.source = Some(settings);
        self
    }

    /// The encoding that it declares for its files.
    pub(crate) fn encoding(&self) -> Option<&str> {
        self.table.as_ref()?.encoding.as_deref()
    }

    /// What is wrong with a profile called `name` of the settings `settings`: facts, classes, units and words that
    /// the schema does not know. It can still be used; what is wrong is not read.
    pub fn check(&self, name: &str, schema: &Schema, settings: SourceId) -> Diagnostics {
        let mut check = Check { profile: name, schema, settings, said: Diagnostics::new() };
        for (level, keys, mapping) in [
            ("plan", PLAN_KEYS.as_slice(), &self.plan),
            ("option", OPTION_KEYS.as_slice(), &self.option),
            ("holding", HOLDING_KEYS.as_slice(), &self.holding),
        ] {
            if let Some(level) = schema.level_named(level) {
                check.mapping(level, keys, mapping);
            }
        }
        if self.table.is_none() && self.options.is_none() {
            let first = self.option.values().chain(self.plan.values()).next().map_or(0..0, Spanned::span);
            let message = format!("profile `{name}` does not say where the options stand");
            let message = Diagnostic::new(&kinds::SETTINGS, check.span(first), message)
                .help(format!("add `options`, the path to their list; or `[menu.profiles.{name}.table]`, if the file is a table"));
            check.said.push(message);
        }
        if let Some((_, first)) = self.holding.iter().next()
            && self.table.is_none()
            && !self.holding.contains_key("at")
        {
            let message = Diagnostic::new(
                &kinds::SETTINGS,
                check.span(first.span()),
                format!("profile `{name}` does not say where holdings stand"),
            )
            .help("add `at` to its table `holding`: the path from an option to the list of its holdings");
            check.said.push(message);
        }
        for entry in &self.classify {
            check.class(entry.class.get_ref(), entry.class.span());
            if entry.is_empty() {
                let message = Diagnostic::new(
                    &kinds::SETTINGS,
                    check.span(entry.class.span()),
                    "this entry can match nothing",
                )
                .help("give it a list `name`, `ticker`, `cusip` or `word`");
                check.said.push(message);
            }
        }
        check.said
    }
}

/// Whether a word that a profile gives can be a value of a fact.
pub(super) fn is_readable(ty: &Type, word: &str, has_unit: bool) -> bool {
    if is_absence(ty, word) {
        return true;
    }
    match (ty, parse_literal(word, ty)) {
        (Type::Choice(known), _) => known.iter().any(|choice| choice.eq_ignore_ascii_case(word)),
        (_, Ok(_)) => true,
        // A bare number is fine where the profile says what it counts.
        (_, Err(LiteralFault::BarePercent | LiteralFault::Form)) => {
            has_unit && parse_literal(word, &Type::Number).is_ok()
        }
        (_, Err(_)) => false,
    }
}

struct Check<'a> {
    profile: &'a str,
    schema: &'a Schema,
    settings: SourceId,
    said: Diagnostics,
}

impl Check<'_> {
    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.settings, range.start, range.end)
    }

    fn mapping(&mut self, level: LevelId, keys: &[&str], mapping: &Mapping) {
        for (name, mapped) in mapping {
            if keys.contains(&name.as_str()) {
                if name == "class" {
                    self.classes(mapped.get_ref());
                }
            } else if let Some(fact) = self.fact(level, keys, name, mapped.span()) {
                self.value(name, fact, mapped.get_ref());
            }
        }
    }

    /// The fact that a key names, with its basis and its period if it has such.
    fn fact(
        &mut self,
        level: LevelId,
        keys: &[&str],
        name: &str,
        range: std::ops::Range<usize>,
    ) -> Option<FactId> {
        // `expense_ratio net of peer_group`: a fact of what another one refers to.
        if let Some((fact, by)) = name.rsplit_once(" of ")
            && let Some(target) = self.schema.target_of(level, by)
        {
            return self.fact(target, &[], fact, range);
        }
        let fact_name = name.split_once(' ').map_or(name, |(fact, _)| fact);
        let Some((id, measured)) = measured::named(self.schema, level, name) else {
            let level_name = &self.schema.level(level).name;
            let of_level =
                self.schema.fact_ids().map(|id| self.schema.fact(id)).filter(|fact| fact.level == level);
            let near =
                words::near(fact_name, of_level.map(|fact| fact.name.as_str()).chain(keys.iter().copied()));
            let message = Diagnostic::new(
                &kinds::UNKNOWN_FACT,
                self.span(range),
                format!("`{fact_name}` of profile `{}` is not a fact of {level_name}", self.profile),
            );
            self.said.push(match near {
                Some(near) => message.help(format!("did you mean `{near}`?")),
                None => message.help("remove it, or declare the fact in a policy"),
            });
            return None;
        };
        let fact = self.schema.fact(id);
        let lack = match measured {
            Ok(measured) => measured.lack(fact),
            Err(Fault::NoWay | Fault::Twice) if !fact.bases.is_empty() => Some(Lack::Basis),
            Err(_) if fact.over_period => Some(Lack::Period),
            Err(_) => {
                let message = format!("`{fact_name}` is measured in one way only");
                let message = Diagnostic::new(&kinds::UNKNOWN_FACT, self.span(range), message)
                    .help(format!("write `{fact_name}`"));
                self.said.push(message);
                return None;
            }
        };
        let first = fact.bases.first().map_or(String::new(), |basis| format!(" {basis}"));
        let period = if fact.over_period { " over 3 years" } else { "" };
        let (kind, message) = match lack {
            None => return Some(id),
            Some(Lack::Basis) => {
                let list = listed(fact.bases.iter().map(String::as_str), 5);
                (&kinds::BASIS_NEEDED, format!("`{fact_name}` is measured in several ways: {list}"))
            }
            Some(Lack::Period) => (
                &kinds::PERIOD_NEEDED,
                format!("`{fact_name}` is measured over a period of months, quarters or years"),
            ),
        };
        let message = Diagnostic::new(kind, self.span(range), message)
            .help(format!("write `\"{fact_name}{first}{period}\" = …`"));
        self.said.push(message);
        None
    }

    fn value(&mut self, name: &str, fact: FactId, mapped: &Mapped) {
        let ty = &self.schema.fact(fact).ty;
        if let Some(other) = &mapped.check {
            self.value(name, fact, other);
        }
        if let Some(unit) = &mapped.unit
            && Unit::parse(unit.get_ref()).is_none_or(|unit| !unit.fits(ty))
        {
            self.said.push(not_a_unit(name, ty, unit.get_ref(), self.span(unit.span())));
        }
        for word in mapped.words.values().filter(|word| !word.get_ref().is_empty()) {
            self.word(name, ty, word.get_ref(), word.span(), mapped.unit.is_some());
        }
        if let Some(constant) = &mapped.constant {
            self.word(name, ty, &constant.get_ref().text, constant.span(), mapped.unit.is_some());
        }
    }

    fn word(&mut self, name: &str, ty: &Type, word: &str, range: std::ops::Range<usize>, has_unit: bool) {
        if is_readable(ty, word, has_unit) {
            return;
        }
        let at = self.span(range);
        self.said.push(match ty {
            Type::Choice(known) => {
                let known = || known.iter().map(String::as_str);
                let message = format!("`{}` is not a value that `{name}` can have", words::shown(word));
                let message = Diagnostic::new(&kinds::UNKNOWN_CHOICE, at, message)
                    .note(format!("it is one of {}", listed(known(), 20)));
                match words::near(word, known()) {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None => message.help("use one of these words"),
                }
            }
            _ => {
                let message =
                    format!("`{}` cannot be read as {}", words::shown(word), words::kind(ty, self.schema));
                Diagnostic::new(&kinds::UNREADABLE_VALUE, at, message)
                    .help(format!("write it as in `{}`", words::example(ty)))
            }
        });
    }

    fn classes(&mut self, mapped: &Mapped) {
        for word in mapped.words.values().filter(|word| !word.get_ref().is_empty()) {
            self.class(word.get_ref(), word.span());
        }
        if let Some(constant) = &mapped.constant {
            self.class(&constant.get_ref().text, constant.span());
        }
    }

    fn class(&mut self, name: &str, range: std::ops::Range<usize>) {
        if self.schema.class_named(name).is_some() {
            return;
        }
        let known = self.schema.class_ids().map(|class| self.schema.class(class).name.as_str());
        let message = Diagnostic::new(
            &kinds::UNKNOWN_NAME,
            self.span(range),
            format!("`{name}` is not an asset class"),
        );
        self.said.push(match words::near(name, known) {
            Some(near) => message.help(format!("did you mean `{near}`?")),
            None => message.help("use a class of the vocabulary, or declare this one in a policy"),
        });
    }
}
