//! Foreign file → native shape: values are moved to the keys that a profile gives them, and keep their places.
//!
//! There is one reader of facts, and it reads the native shape; so a foreign value is refused for the same reasons
//! and in the same words.

use toml::Spanned;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceText, Span};
use crate::vocabulary::{LevelId, Schema};

use super::classify::classified;
use super::forms::raw::{Form, Key, Raw, RawKind, Scalar};
use super::measured;
use super::path::Path;
use super::profile::{Constant, Mapped, Mapping, Profile, is_readable};
use super::tables::unread::tell_unread_keys;
use super::unit::Unit;

/// The native shape of a foreign file.
pub(crate) fn from_profile(
    raw: &Raw,
    (name, profile): (&str, &Profile),
    source: &SourceText,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Raw {
    if !matches!(raw.kind, RawKind::Map(_)) {
        return raw.clone();
    }
    let mut reader = Foreign { profile, schema, diagnostics };
    let mut entries = Vec::new();
    let key = |name: &str| Key { name: name.to_string(), at: raw.at };
    if let Some(value) = profile.as_of.as_ref().and_then(|mapped| reader.value(raw, mapped.get_ref())) {
        entries.push((key("as_of"), value));
    }
    if let Some(complete) = &profile.complete {
        let word = if *complete.get_ref() { "yes" } else { "no" };
        entries
            .push((key("complete"), Raw::scalar(word, Form::Quoted, reader.own_place(complete.span(), raw))));
    }
    let plan = reader.mapped(raw, "plan", &profile.plan);
    entries.push((key("plan"), Raw::new(RawKind::Map(plan), raw.at)));
    let listed = profile.options.as_ref().and_then(|path| path.find(raw));
    if let Some(listed) = listed {
        tell_unread_keys(listed, name, profile, reader.diagnostics);
    }
    let options = listed.map(|list| reader.things(list));
    let options = options.unwrap_or_else(|| {
        let at = Span::new(source.id, raw.at.start, raw.at.start);
        let path = profile.options.as_ref().map_or("options", Path::as_written);
        let message = Diagnostic::new(
            &kinds::MENU_SHAPE,
            at,
            format!("the file has no `{path}`, where profile `{name}` looks for the options"),
        )
        .help("correct the path in the profile, or read the file with another profile");
        reader.diagnostics.push(message);
        Raw::refused(at)
    });
    entries.push((key("options"), options));
    if let Some(funds) = profile.funds.as_ref().and_then(|path| path.find(raw)) {
        entries.push((key("funds"), reader.things(funds)));
    }
    Raw::new(RawKind::Map(entries), raw.at)
}

pub(super) struct Foreign<'a> {
    pub(super) profile: &'a Profile,
    pub(super) schema: &'a Schema,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl Foreign<'_> {
    /// The place of something that the profile itself says: in the settings, or where it is used.
    pub(super) fn own_place(&self, range: std::ops::Range<usize>, used: &Raw) -> Span {
        match self.profile.source {
            Some(settings) => Span::new(settings, range.start, range.end),
            None => Span::new(used.at.source, used.at.start, used.at.start),
        }
    }

    /// The value that a mapping finds in a thing.
    fn value(&self, thing: &Raw, mapped: &Mapped) -> Option<Raw> {
        let unit = mapped.unit.as_ref().and_then(|unit| Unit::parse(unit.get_ref()));
        if let Some(constant) = &mapped.constant {
            let at = self.own_place(constant.span(), thing);
            let Constant { text, form } = constant.get_ref();
            return Some(Raw::new(RawKind::Scalar(Scalar { text: text.clone(), form: *form, unit }), at));
        }
        let mut value = mapped.at.as_ref()?.find(thing)?.clone();
        if let RawKind::Scalar(scalar) = &mut value.kind {
            if let Some(word) = mapped.words.get(scalar.text.trim()) {
                scalar.text.clone_from(word.get_ref());
                scalar.form = Form::Quoted;
            }
            scalar.unit = unit;
        }
        Some(value)
    }

    /// Whether a mapping leads to a fact, and its own words can be values of it. The check of the profile reports
    /// what does not, once, and not again for each option.
    fn is_sound(&self, level: Option<LevelId>, name: &str, mapped: &Mapped, thing: &Raw) -> bool {
        if matches!(name, "id" | "name" | "class" | "fund") {
            return true;
        }
        if let (Some((fact, by)), Some(level)) = (name.rsplit_once(" of "), level)
            && let Some(target) = self.schema.target_of(level, by)
        {
            return self.is_sound(Some(target), fact, mapped, thing);
        }
        let Some((fact, Ok(measured))) = level.and_then(|level| measured::named(self.schema, level, name))
        else {
            return false;
        };
        let fact = self.schema.fact(fact);
        if measured.lack(fact).is_some() {
            return false;
        }
        let written = mapped.at.as_ref().and_then(|at| at.find(thing)).and_then(Raw::text);
        let own = match &mapped.constant {
            Some(constant) => Some(constant.get_ref().text.as_str()),
            None => written.and_then(|written| mapped.words.get(written)).map(|word| word.get_ref().as_str()),
        };
        own.is_none_or(|word| word.is_empty() || is_readable(&fact.ty, word, mapped.unit.is_some()))
    }

    /// All values that a table of the profile finds in a thing, at the keys of the native shape.
    fn mapped(&self, thing: &Raw, level: &str, mapping: &Mapping) -> Vec<(Key, Raw)> {
        let level = self.schema.level_named(level);
        let found = mapping.iter().filter(|(name, _)| name.as_str() != "at");
        found
            .filter(|(name, mapped)| self.is_sound(level, name, mapped.get_ref(), thing))
            .filter_map(|(name, mapped)| {
                let value = self.value(thing, mapped.get_ref())?;
                Some((Key { name: name.clone(), at: value.at }, value))
            })
            .collect()
    }

    fn things(&mut self, list: &Raw) -> Raw {
        match &list.kind {
            RawKind::List(items) => {
                let things =
                    items.iter().map(|item| self.thing(item, "option", &self.profile.option)).collect();
                Raw::new(RawKind::List(things), list.at)
            }
            _ => list.clone(),
        }
    }

    fn thing(&mut self, item: &Raw, level: &str, mapping: &Mapping) -> Raw {
        // A plain text can be read where the profile says that it is the name: `name = "."`.
        let is_named =
            mapping.get("name").and_then(|name| name.get_ref().at.as_ref()).is_some_and(Path::is_itself);
        let readable = match item.kind {
            RawKind::Map(_) => true,
            RawKind::Scalar(_) => is_named,
            // A row whose values have no names is read by their numbers: `name = "0"`.
            RawKind::List(_) => {
                mapping.values().any(|mapped| mapped.get_ref().at.as_ref().is_some_and(Path::counts_entries))
            }
            _ => false,
        };
        if !readable {
            return item.clone();
        }
        let mut entries = self.mapped(item, level, mapping);
        let holdings = self.profile.holding.get("at").and_then(|at| at.get_ref().at.as_ref());
        if let Some(holds) =
            holdings.and_then(|path: &Path| path.find(item)).filter(|holds| !holds.is_absent())
        {
            let holds = self.holds(holds);
            entries.push((Key { name: "holds".to_string(), at: holds.at }, holds));
        }
        self.open(&mut entries);
        Raw::new(RawKind::Map(entries), item.at)
    }

    /// Puts a thing that nothing else opens into the class that the lists of the profile say.
    pub(super) fn open(&mut self, entries: &mut Vec<(Key, Raw)>) {
        let is_open = entries.iter().any(|(key, value)| {
            matches!(key.name.as_str(), "class" | "holds" | "fund") && !value.is_absent() && !is_empty(value)
        });
        if is_open {
            return;
        }
        entries.retain(|(key, _)| !matches!(key.name.as_str(), "class" | "holds" | "fund"));
        let (lists, at) = (&self.profile.classify, self.profile.source);
        if let Some((class, at)) = classified(lists, at, entries, self.schema, self.diagnostics) {
            let name = self.schema.class(class).name.clone();
            entries.push((Key { name: "class".to_string(), at }, Raw::scalar(name, Form::Quoted, at)));
        }
    }

    fn holds(&mut self, holds: &Raw) -> Raw {
        match &holds.kind {
            RawKind::List(items) => {
                let parts =
                    items.iter().map(|item| self.thing(item, "holding", &self.profile.holding)).collect();
                Raw::new(RawKind::List(parts), holds.at)
            }
            // Class → weight: the words of the keys and the unit of the values are those of a holding's.
            RawKind::Map(sleeves) => {
                let of = |key: &str| self.profile.holding.get(key).map(Spanned::get_ref);
                let unit = of("weight")
                    .and_then(|mapped| mapped.unit.as_ref())
                    .and_then(|unit| Unit::parse(unit.get_ref()));
                let classes = of("class").map(|mapped| &mapped.words);
                let sleeves = sleeves.iter().map(|(key, value)| {
                    let mut value = value.clone();
                    if let RawKind::Scalar(scalar) = &mut value.kind {
                        scalar.unit = unit;
                    }
                    let name =
                        classes.and_then(|words| words.get(&key.name)).map_or(&key.name, Spanned::get_ref);
                    (Key { name: name.clone(), at: key.at }, value)
                });
                Raw::new(RawKind::Map(sleeves.collect()), holds.at)
            }
            _ => holds.clone(),
        }
    }
}

fn is_empty(value: &Raw) -> bool {
    match &value.kind {
        RawKind::List(items) => items.is_empty(),
        RawKind::Map(entries) => entries.is_empty(),
        _ => false,
    }
}
