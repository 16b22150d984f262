//! Which form is it? Then: text → Raw → Menu.

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds, listed};
use crate::source::{SourceText, Span};
use crate::vocabulary::Schema;

use super::classes::Classes;
use super::forms::json;
use super::forms::nport;
use super::forms::raw::Raw;
use super::forms::yaml;
use super::from_profile::from_profile;
use super::from_raw::{Part, from_raw, part_from_raw, settled};
use super::history::with_history;
use super::profile::Profile;
use super::shelf::shelf;
use super::tables::sheets;
use super::thing::Menu;
use super::words;

/// Reads a menu in YAML or JSON, or a table.
///
/// `profiles` are those of the settings, by name. A file that one of them recognizes is read with it, others in the
/// native shape; `forced` names the one to use in any case. What cannot be read is absent from the menu and
/// reported; a menu from which options are lost says so in [`Menu::leaves_out`].
pub fn read_menu(
    source: &SourceText,
    profiles: &[(String, Profile)],
    forced: Option<&str>,
    schema: &Schema,
) -> Outcome<Menu> {
    let Outcome { value: part, mut diagnostics } =
        read_part(source, profiles, forced, &Classes::default(), schema);
    let menu = settled(part, source, schema, &mut diagnostics);
    Outcome { value: diagnostics.take(with_history(menu, Vec::new(), schema)), diagnostics }
}

/// What one text says, before others are joined to it.
pub(crate) fn read_part(
    source: &SourceText,
    profiles: &[(String, Profile)],
    forced: Option<&str>,
    classify: &Classes,
    schema: &Schema,
) -> Outcome<Part> {
    let mut diagnostics = Diagnostics::new();
    if !source.sheets.is_empty() {
        let (profile, native) = sheets::read(source, profiles, shelf(), forced, schema, &mut diagnostics);
        let native = classify.filled(native, schema, &mut diagnostics);
        let part = part_from_raw(&native, profile.as_deref(), source, schema, &mut diagnostics);
        return Outcome { value: part, diagnostics };
    }
    let raw = if is_xml(source) {
        nport::read(source, &mut diagnostics)
    } else if is_json(source) {
        json::read(source, &mut diagnostics)
    } else {
        yaml::read(source, &mut diagnostics)
    };
    let chosen = choose(&raw, profiles, forced);
    let profile = chosen.as_ref().ok().and_then(|chosen| chosen.map(|(name, _)| name));
    let native = match chosen {
        Ok(None) => raw,
        Ok(Some(profile)) => from_profile(&raw, profile, source, schema, &mut diagnostics),
        Err(diagnostic) => {
            // A file that cannot be read at all has no key by which a profile could know it.
            if !raw.is_refused() {
                diagnostics.push(*diagnostic);
            }
            Raw::refused(raw.at)
        }
    };
    let native = classify.filled(native, schema, &mut diagnostics);
    let part = part_from_raw(&native, profile, source, schema, &mut diagnostics);
    Outcome { value: part, diagnostics }
}

/// Reads a tree in the native shape that was not read from a file of its own: the invented menu of a test.
pub(crate) fn read_raw(raw: &Raw, source: &SourceText, schema: &Schema) -> Outcome<Menu> {
    let mut diagnostics = Diagnostics::new();
    let menu = from_raw(raw, None, source, schema, &mut diagnostics);
    Outcome { value: diagnostics.take(with_history(menu, Vec::new(), schema)), diagnostics }
}

/// By the ending of the name; a file of another name by how it begins.
fn is_xml(source: &SourceText) -> bool {
    let name = source.name.to_lowercase();
    let begins = || source.text.trim_start_matches('\u{feff}').trim_start().starts_with("<?xml");
    name.ends_with(".xml")
        || !(name.ends_with(".json") || name.ends_with(".yaml") || name.ends_with(".yml")) && begins()
}

/// By the ending of the name; a file of another name by its first character.
fn is_json(source: &SourceText) -> bool {
    let name = source.name.to_lowercase();
    if name.ends_with(".json") || source.line_of_book().is_some() {
        return true;
    }
    if name.ends_with(".yaml") || name.ends_with(".yml") {
        return false;
    }
    source.text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

type Chosen<'a> = Option<(&'a str, &'a Profile)>;

fn choose<'a>(
    raw: &Raw,
    profiles: &'a [(String, Profile)],
    forced: Option<&str>,
) -> Result<Chosen<'a>, Box<Diagnostic>> {
    let named = |(name, profile): &'a (String, Profile)| (name.as_str(), profile);
    if let Some(forced) = forced {
        let found = profiles.iter().map(named).find(|(name, _)| *name == forced);
        return found.map(Some).ok_or_else(|| Box::new(no_such_profile(forced, profiles)));
    }
    let recognizes = |profile: &Profile| {
        let mark = profile.recognize.as_ref();
        mark.and_then(|mark| Some((mark.at.as_ref()?.find(raw)?, mark.is.as_ref()?)))
            .filter(|(found, is)| found.text() == Some(is.as_str()))
            .map(|(found, _)| found.at)
    };
    let mut known = profiles.iter().map(named).filter_map(|chosen| Some((chosen, recognizes(chosen.1)?)));
    let first = known.next();
    match (first, known.next()) {
        (Some(((first, _), at)), Some(((second, _), _))) => Err(Box::new(two_profiles(first, second, at))),
        (first, _) => Ok(first.map(|(chosen, _)| chosen)),
    }
}

pub(super) fn no_such_profile(forced: &str, profiles: &[(String, Profile)]) -> Diagnostic {
    let names = profiles.iter().map(|(name, _)| name.as_str());
    let message = Diagnostic::placeless(&kinds::SETTINGS, format!("no profile is called `{forced}`"));
    match words::near(forced, names.clone()) {
        Some(near) => message.help(format!("did you mean `{near}`?")),
        None if profiles.is_empty() => {
            message.help(format!("add `[menu.profiles.{forced}]` to planlint.toml"))
        }
        None => message.help(format!("the profiles of planlint.toml are {}", listed(names, 8))),
    }
}

pub(super) fn two_profiles(first: &str, second: &str, at: Span) -> Diagnostic {
    Diagnostic::new(
        &kinds::SETTINGS,
        at,
        format!("profiles `{first}` and `{second}` both recognize this file"),
    )
    .help("say which one to use, or change `recognize` of one of them")
}
