//! Fixes: a line as it is, and as it would be.

use crate::diagnostics::{Diagnostic, Fix};
use crate::source::{SourceMap, SourceText};

use super::layout::printable;

/// A line that a fix changes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) before: String,
    pub(crate) after: String,
}

/// The lines that the fixes of a message change. Sure fixes on one line are made together; each other fix is a
/// proposal of its own.
pub(crate) fn fixes(message: &Diagnostic, sources: &SourceMap) -> Vec<Change> {
    let mut groups: Vec<Vec<&Fix>> = Vec::new();
    let place = |fix: &Fix| (fix.at.source, sources.line_column(fix.at).line);
    for fix in &message.fixes {
        let together = fix.sure
            && groups
                .last()
                .and_then(|group| group.first())
                .is_some_and(|first| first.sure && place(first) == place(fix));
        match groups.last_mut() {
            Some(group) if together => group.push(fix),
            _ => groups.push(vec![fix]),
        }
    }
    groups.iter().filter_map(|group| changed(group, sources)).collect()
}

fn changed(group: &[&Fix], sources: &SourceMap) -> Option<Change> {
    let first = group.first()?;
    let source: &SourceText = sources.get(first.at.source)?;
    let line = source.line_span(source.line_column(first.at.start).line);
    let mut sorted = group.to_vec();
    sorted.sort_by_key(|fix| fix.at);
    let mut after = String::new();
    let mut done = line.start;
    for fix in sorted {
        // A fix that leaves the line or meets another cannot be shown as one line.
        let kept = source.text.get(done..fix.at.start).filter(|_| fix.at.end <= line.end)?;
        after.push_str(kept);
        after.push_str(&fix.replacement);
        done = fix.at.end;
    }
    after.push_str(source.text.get(done..line.end)?);
    Some(Change { before: printable(source.slice(line).trim()), after: printable(after.trim()) })
}
