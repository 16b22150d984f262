//! Unread: what stands in a file and no profile takes. It is told, so that nobody believes it was checked.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, Diagnostics, kinds, listed};
use crate::source::{SheetRow, Span, column_letters};

use super::from_table::FromTable;
use crate::menu::forms::raw::{Raw, RawKind};
use crate::menu::path::Path;
use crate::menu::profile::Profile;
use crate::menu::words;

/// Columns or keys that a message names.
const NAMED: usize = 12;

impl FromTable<'_> {
    /// The columns of the rows that are read in which something stands, and that nothing was read from.
    pub(in crate::menu) fn tell_unread(&mut self, rows: &[&SheetRow]) {
        if self.lacks_column {
            return;
        }
        // The first cell that is not read, and how many there are.
        let mut unread: BTreeMap<usize, (Span, usize)> = BTreeMap::new();
        for cell in rows.iter().flat_map(|row| &row.cells) {
            if self.taken.contains(&cell.column) {
                continue;
            }
            let at = cell.at(self.table.source);
            let entry = unread.entry(cell.column).or_insert((at, 0));
            entry.1 = entry.1.saturating_add(1);
        }
        let Some((first, _)) = unread.values().next().copied() else { return };
        let names: Vec<String> = unread
            .keys()
            .map(|column| match self.table.headings.get(column) {
                Some(heading) => words::shown(heading.shown.trim()),
                None if self.table.sheet.name.is_some() => format!("{} (no header)", column_letters(*column)),
                None => format!("column {} (no header)", column.saturating_add(1)),
            })
            .collect();
        let cells: usize = unread.values().map(|(_, count)| *count).sum();
        let (columns, cells) = (counted(unread.len(), "column"), counted(cells, "value"));
        let verb = if unread.len() == 1 { "is" } else { "are" };
        let message = format!("{columns} of the table {verb} not read, with {cells}");
        let message = Diagnostic::new(&kinds::LEFT_OUT, first, message)
            .label("the first of these values")
            .note(format!("not read: {}", listed(names.iter().map(String::as_str), NAMED)));
        self.diagnostics.push(match self.profile.source {
            Some(_) => message.help("if one of them is a fact that a rule needs, add it to the profile"),
            None => message.help(format!(
                "if one of them is a fact that a rule needs, write a profile of your own: `planlint import --inspect {}` proposes one",
                self.table.source.name
            )),
        });
    }
}

/// The keys of the options of a foreign file that no path of its profile leads to.
pub(in crate::menu) fn tell_unread_keys(
    options: &Raw,
    name: &str,
    profile: &Profile,
    diagnostics: &mut Diagnostics,
) {
    let RawKind::List(items) = &options.kind else { return };
    let of_holding = profile.holding.get("at").into_iter();
    let mapped = profile.option.values().chain(of_holding);
    let paths: Vec<&Path> = mapped.filter_map(|mapped| mapped.get_ref().at.as_ref()).collect();
    let read: BTreeSet<&[String]> = paths.iter().map(|path| path.keys()).collect();
    let mut unread: BTreeMap<String, Span> = BTreeMap::new();
    for item in items {
        collect(item, &mut Vec::new(), &read, &mut unread);
    }
    let Some(first) = unread.values().min().copied() else { return };
    let count = counted(unread.len(), "key");
    let verb = if unread.len() == 1 { "is" } else { "are" };
    let names = listed(unread.keys().map(String::as_str), NAMED);
    let message = format!("{count} of the options {verb} not read by profile `{name}`");
    diagnostics.push(
        Diagnostic::new(&kinds::LEFT_OUT, first, message)
            .label("the first of them")
            .note(format!("not read: {names}"))
            .help("if one of them is a fact that a rule needs, add its path to the profile"),
    );
}

/// What stands in a thing and no path leads to or through, by the way that leads there.
fn collect(
    thing: &Raw,
    way: &mut Vec<String>,
    read: &BTreeSet<&[String]>,
    unread: &mut BTreeMap<String, Span>,
) {
    let entries: Vec<(String, Span, &Raw)> = match &thing.kind {
        RawKind::Map(entries) => {
            entries.iter().map(|(key, value)| (key.name.clone(), key.at, value)).collect()
        }
        RawKind::List(items) => {
            items.iter().enumerate().map(|(place, item)| (place.to_string(), item.at, item)).collect()
        }
        _ => return,
    };
    if read.contains(way.as_slice()) {
        return;
    }
    for (key, at, value) in entries {
        way.push(key);
        if !read.contains(way.as_slice()) && !value.is_absent() {
            match read.iter().any(|path| path.starts_with(way)) {
                true => collect(value, way, read, unread),
                false => _ = unread.entry(way.join(".")).or_insert(at),
            }
        }
        way.pop();
    }
}

fn counted(count: usize, one: &str) -> String {
    match count {
        1 => format!("one {one}"),
        count => format!("{count} {one}s"),
    }
}
