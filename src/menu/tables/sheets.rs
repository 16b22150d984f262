//! Which profile reads a table, and where in the file its table is.

use crate::diagnostics::{Diagnostic, Diagnostics, kinds, listed};
use crate::source::{Sheet, SourceText, Span};
use crate::vocabulary::Schema;

use super::from_table::from_table;
use super::layout::{Columns, Layout, Rows};
use super::table::{Found, Table};
use crate::menu::forms::raw::Raw;
use crate::menu::profile::{Mapping, Profile};
use crate::menu::read::{no_such_profile, two_profiles};
use crate::menu::words;

type Named<'a> = (&'a str, &'a Profile);

/// The native shape of a file of tables, and the profile that brought it there. Profiles of the project go before those
/// of the shelf.
pub(in crate::menu) fn read(
    source: &SourceText,
    profiles: &[(String, Profile)],
    shelf: &[(String, Profile)],
    forced: Option<&str>,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> (Option<String>, Raw) {
    let start = Span::new(source.id, 0, 0);
    let refused = |profile: Option<&str>| (profile.map(str::to_string), Raw::refused(start));
    // A file that could not be read to its first row has been told of.
    if source.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return refused(None);
    }
    let candidates = Table::candidates(source);
    let (name, profile) = match choose(&candidates, source, profiles, shelf, forced) {
        Ok(chosen) => chosen,
        Err(message) => {
            diagnostics.push(*message);
            return refused(forced);
        }
    };
    let none = Layout::default();
    let layout = profile.table.as_ref().unwrap_or(&none);
    let table = match locate(&candidates, source, (name, profile), layout) {
        Ok(table) => table,
        Err(message) => {
            diagnostics.push(*message);
            return refused(Some(name));
        }
    };
    tell_sheets(&candidates, source, &table, profile, diagnostics);
    let native = from_table(&table, (name, profile), layout, schema, diagnostics);
    (Some(name.to_string()), native)
}

fn choose<'p>(
    candidates: &[Table<'_>],
    source: &SourceText,
    profiles: &'p [(String, Profile)],
    shelf: &'p [(String, Profile)],
    forced: Option<&str>,
) -> Result<Named<'p>, Box<Diagnostic>> {
    let named = |(name, profile): &'p (String, Profile)| (name.as_str(), profile);
    let all = || profiles.iter().chain(shelf).map(named);
    let start = Span::new(source.id, 0, 0);
    if let Some(forced) = forced {
        let found = all().find(|(name, _)| *name == forced);
        let found = found.ok_or_else(|| {
            let known: Vec<(String, Profile)> = profiles.iter().chain(shelf).cloned().collect();
            Box::new(no_such_profile(forced, &known))
        })?;
        if found.1.table.is_none() && !is_on(shelf, forced) {
            let message = format!("profile `{forced}` does not read tables, and the file is one");
            let help = format!(
                "write its columns under `[menu.profiles.{forced}.table]` and `.option`, or use another profile"
            );
            return Err(Box::new(Diagnostic::new(&kinds::NO_PROFILE, start, message).help(help)));
        }
        return Ok(found);
    }
    for among in [profiles, shelf] {
        let recognizes = |profile: &Profile| {
            let header =
                profile.recognize.as_ref().map(|mark| &mark.header).filter(|header| !header.is_empty())?;
            let known = candidates.iter().filter(|table| !table.sheet.is_hidden);
            known.into_iter().find(|table| has_all(table, header)).map(Table::header_at)
        };
        let mut known = among.iter().map(named).filter_map(|chosen| Some((chosen, recognizes(chosen.1)?)));
        match (known.next(), known.next()) {
            (Some(((first, _), at)), Some(((second, _), _))) => {
                return Err(Box::new(two_profiles(first, second, at)));
            }
            (Some((chosen, _)), None) => return Ok(chosen),
            (None, _) => {}
        }
    }
    let hidden = candidates.iter().filter(|table| table.sheet.is_hidden).find_map(|table| {
        let (name, _) = all().find(|(_, profile)| knows(table, profile))?;
        Some((name, table))
    });
    if let Some((name, table)) = hidden {
        let sheet = words::shown(table.sheet.name.as_deref().unwrap_or_default());
        let message = format!("only sheet `{sheet}` has a header that a profile knows, and it is hidden");
        return Err(Box::new(
            Diagnostic::new(&kinds::NO_PROFILE, table.header_at(), message)
                .label(format!("profile `{name}` knows this header"))
                .note("hidden sheets are read only if somebody says so: what is hidden is often out of date")
                .help(format!("show the sheet in the spreadsheet, or name it in a profile: `sheet = \"{sheet}\"` in its `table`")),
        ));
    }
    let names = all().filter(|(_, profile)| profile.table.is_some()).map(|(name, _)| name);
    let message = Diagnostic::new(&kinds::NO_PROFILE, start, "no profile knows this table by its header")
        .note(format!("profiles that read tables are {}", listed(names, 12)));
    Err(Box::new(message.help(format!(
        "name one with `--profile`, or let `planlint import --inspect {}` propose one from the header",
        source.name
    ))))
}

fn is_on(shelf: &[(String, Profile)], name: &str) -> bool {
    shelf.iter().any(|(known, profile)| known == name && profile.table.is_some())
}

/// Whether a profile knows a table by its header.
pub(in crate::menu) fn knows(table: &Table<'_>, profile: &Profile) -> bool {
    let header = profile.recognize.as_ref().map(|mark| mark.header.as_slice()).unwrap_or_default();
    !header.is_empty() && has_all(table, header)
}

fn has_all(table: &Table<'_>, header: &[Columns]) -> bool {
    header.iter().all(|columns| table.find(columns) != Found::Nowhere)
}

/// The names of the columns that a mapping reads.
fn columns_of(mapping: &Mapping) -> impl Iterator<Item = (&str, Columns)> {
    mapping.iter().filter(|(key, _)| key.as_str() != "at").filter_map(|(key, mapped)| {
        let mapped = mapped.get_ref();
        Some((key.as_str(), mapped.columns().filter(|_| mapped.constant.is_none())?))
    })
}

/// Of the headers that a profile can go by, the one with most of its columns; each with its score.
fn best<'a, 'c>(
    candidates: impl Iterator<Item = &'c Table<'a>>,
    profile: &Profile,
    layout: &Layout,
) -> Option<(usize, &'c Table<'a>)>
where
    'a: 'c,
{
    let mapping = match layout.rows {
        Rows::Options => &profile.option,
        Rows::Holdings => &profile.holding,
    };
    let marks: Vec<Columns> =
        profile.recognize.iter().flat_map(|mark| &mark.header).chain(&layout.header).cloned().collect();
    let wanted: Vec<(&str, Columns)> = columns_of(mapping).collect();
    let mut best: Option<(usize, &'c Table<'a>)> = None;
    for table in candidates {
        if layout.header_rows.is_some_and(|rows| rows != table.depth) || !has_all(table, &marks) {
            continue;
        }
        let found = |(_, columns): &&(&str, Columns)| table.find(columns) != Found::Nowhere;
        let score = wanted.iter().filter(found).count();
        let is_named = wanted.iter().filter(|(key, _)| matches!(*key, "name" | "id"));
        let needed = wanted.len().min(2);
        if is_named.clone().next().is_some() && !is_named.clone().any(|one| found(&one)) || score < needed {
            continue;
        }
        if best.is_none_or(|(most, known)| score > most || score == most && table.depth < known.depth) {
            best = Some((score, table));
        }
    }
    best
}

fn locate<'a>(
    candidates: &[Table<'a>],
    source: &SourceText,
    (name, profile): Named<'_>,
    layout: &Layout,
) -> Result<Table<'a>, Box<Diagnostic>> {
    let start = Span::new(source.id, 0, 0);
    let sheet_names = || source.sheets.iter().filter_map(|sheet| sheet.name.as_deref());
    if let Some(wanted) = &layout.sheet
        && sheet_names().next().is_some()
        && !sheet_names().any(|known| known == wanted)
    {
        let message =
            format!("the workbook has no sheet `{}`, which profile `{name}` reads", words::shown(wanted));
        let message = Diagnostic::new(&kinds::TABLE_HEADER, start, message);
        return Err(Box::new(message.help(format!("its sheets are {}", listed(sheet_names(), 12)))));
    }
    let is_meant = |sheet: &Sheet| match (&layout.sheet, &sheet.name) {
        (Some(wanted), Some(known)) => wanted == known,
        _ => !sheet.is_hidden,
    };
    let mut found: Vec<(usize, &Table<'a>)> = Vec::new();
    for sheet in source.sheets.iter().filter(|sheet| is_meant(sheet)) {
        let here = candidates.iter().filter(|table| std::ptr::eq(table.sheet, sheet));
        found.extend(best(here, profile, layout));
    }
    match found.as_slice() {
        [(_, table)] => Ok((*table).clone()),
        [] => Err(Box::new(no_header(candidates, source, (name, profile), layout))),
        [(_, one), (_, other), ..] => {
            let sheet = |table: &Table<'_>| table.sheet.name.clone().unwrap_or_default();
            let message = format!(
                "sheets `{}` and `{}` both have the header of profile `{name}`",
                sheet(one),
                sheet(other)
            );
            Err(Box::new(
                Diagnostic::new(&kinds::TABLE_HEADER, one.header_at(), message)
                    .also(other.header_at(), "the other one")
                    .note("neither is read, since nothing says which is meant")
                    .help(format!("say it in the `table` of the profile: `sheet = {:?}`", sheet(one))),
            ))
        }
    }
}

/// No row has the words of the header. The one that has most of them is shown.
fn no_header(
    candidates: &[Table<'_>],
    source: &SourceText,
    (name, profile): Named<'_>,
    layout: &Layout,
) -> Diagnostic {
    let mapping = if layout.rows == Rows::Holdings { &profile.holding } else { &profile.option };
    let marks = profile.recognize.iter().flat_map(|mark| &mark.header).chain(&layout.header).cloned();
    let needed =
        columns_of(mapping).filter(|(key, _)| mapping.get(*key).is_some_and(|one| !one.get_ref().optional));
    let mut wanted: Vec<Columns> = Vec::new();
    for columns in marks.chain(needed.map(|(_, columns)| columns)) {
        if !wanted.iter().any(|known| known.plain.first() == columns.plain.first()) {
            wanted.push(columns);
        }
    }
    let score =
        |table: &Table<'_>| wanted.iter().filter(|columns| table.find(columns) != Found::Nowhere).count();
    let visible = candidates.iter().filter(|table| !table.sheet.is_hidden);
    let mut nearest: Option<(usize, &Table<'_>)> = None;
    for table in visible {
        let score = score(table);
        if score > nearest.map_or(0, |(most, _)| most) {
            nearest = Some((score, table));
        }
    }
    let said = |columns: &Columns| columns.names.first().cloned().unwrap_or_default();
    let message = format!("no row has the words that profile `{name}` looks for in a header");
    match nearest {
        Some((_, table)) => {
            let lacking: Vec<String> =
                wanted.iter().filter(|columns| table.find(columns) == Found::Nowhere).map(said).collect();
            let lacks = listed(lacking.iter().map(String::as_str), 6);
            Diagnostic::new(&kinds::TABLE_HEADER, table.header_at(), message)
                .label(if lacking.is_empty() {
                    "this row comes nearest".to_string()
                } else {
                    format!("this row comes nearest; it lacks {lacks}")
                })
                .help(format!(
                    "correct the names in the profile; `planlint import --inspect {}` shows the columns",
                    source.name
                ))
        }
        None => {
            let names: Vec<String> = wanted.iter().map(said).collect();
            Diagnostic::new(&kinds::TABLE_HEADER, Span::new(source.id, 0, 0), message)
                .note(format!("it looks for {}", listed(names.iter().map(String::as_str), 12)))
                .help(format!(
                    "name another profile, or let `planlint import --inspect {}` propose one",
                    source.name
                ))
        }
    }
}

/// Sheets that are not read: those that the workbook hides, if they have the same header, and those that it shows.
fn tell_sheets(
    candidates: &[Table<'_>],
    source: &SourceText,
    table: &Table<'_>,
    profile: &Profile,
    diagnostics: &mut Diagnostics,
) {
    let name = |sheet: &Sheet| sheet.name.clone().unwrap_or_default();
    let none = Layout::default();
    let layout = profile.table.as_ref().unwrap_or(&none);
    for sheet in source.sheets.iter().filter(|sheet| sheet.is_hidden && !std::ptr::eq(*sheet, table.sheet)) {
        let here = candidates.iter().filter(|table| std::ptr::eq(table.sheet, sheet));
        let Some((_, other)) = best(here, profile, layout) else { continue };
        let message = format!("sheet `{}` has the same header and is hidden: it is not read", name(sheet));
        diagnostics.push(
            Diagnostic::new(&kinds::HIDDEN_CELLS, other.header_at(), message).label("the hidden sheet").help(
                format!(
                    "if it is the one that is meant, say it in the `table` of the profile: `sheet = {:?}`",
                    name(sheet)
                ),
            ),
        );
    }
    let others: Vec<String> = source
        .sheets
        .iter()
        .filter(|sheet| !sheet.is_hidden && !sheet.rows.is_empty() && !std::ptr::eq(*sheet, table.sheet))
        .map(name)
        .collect();
    if !others.is_empty() {
        let names = listed(others.iter().map(String::as_str), 8);
        let message = format!("of the workbook sheet `{}` is read; left out: {names}", name(table.sheet));
        diagnostics.push(
            Diagnostic::new(&kinds::LEFT_OUT, table.header_at(), message).label("the header that is read"),
        );
    }
}
