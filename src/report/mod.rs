//! The report: as told.
//!
//! in       a [`Report`]
//! out      the same, for people, for screen readers and logs, or for machines
//! always   every format says the same; the same report gives the same bytes
//! never    judging: what is broken was found elsewhere, and so was whether the check fails

mod accepted;
mod book;
mod book_json;
mod cases;
mod changes;
mod changes_json;
mod documents;
mod excerpt;
mod finding;
mod fix;
mod human;
mod json;
mod layout;
mod measure;
mod pages;
mod plain;
mod rows;
mod sentence;
mod standing;
mod summary;
#[cfg(test)]
mod tests;

use std::io;

pub use book::render_book;
pub use book_json::menu_line;
pub use cases::{CasesFormat, render_cases};
pub use changes::render_changes;
pub use changes_json::write_changes;
pub(crate) use finding::findings;
pub(crate) use fix::fixes;
pub(crate) use layout::counted;
pub use pages::{INDEX, Page, render_handbook};

use crate::diagnostics::Diagnostic;
use crate::pipeline::Report;
use crate::source::SourceMap;

/// For whom a report is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// People at a terminal.
    Human,
    /// Screen readers, logs and `grep`.
    Plain,
    /// Machines: `planlint.report/1`.
    Json,
}

/// How a report for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Columns, at least 40.
    pub width: usize,
    /// Whether colour is used. It never says anything that words do not.
    pub colour: bool,
    /// Whether frames are drawn in box characters rather than in ASCII.
    pub unicode: bool,
}

impl Style {
    /// This many columns, no colour.
    pub fn new(width: usize) -> Self {
        Style { width: width.max(40), colour: false, unicode: true }
    }
}

/// Tells a report.
pub fn render(
    report: &Report,
    format: ReportFormat,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Human => out.write_all(human::render(report, style).as_bytes()),
        ReportFormat::Plain => out.write_all(plain::render(report).as_bytes()),
        ReportFormat::Json => json::write(report, out),
    }
}

/// The message with nothing in it that would steer a terminal.
fn harmless(message: &Diagnostic) -> Diagnostic {
    let mut message = message.clone();
    let labels = message.primary.iter_mut().chain(&mut message.others).map(|label| &mut label.text);
    let lines = message.notes.iter_mut().chain(&mut message.help);
    for text in std::iter::once(&mut message.message).chain(labels).chain(lines) {
        *text = layout::printable(text);
    }
    message
}

/// Tells one message for people.
pub fn render_diagnostic(message: &Diagnostic, sources: &SourceMap, style: &Style) -> String {
    human::draw(message, sources, style)
}

/// Tells one message without drawing.
pub fn render_diagnostic_plain(message: &Diagnostic, sources: &SourceMap) -> String {
    plain::tell(message, sources)
}
