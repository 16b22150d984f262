//! For screen readers, logs and `grep`: no colour, no drawing, one fact on a line, each message opening with its place.

use std::fmt::Write as _;

use crate::diagnostics::Diagnostic;
use crate::pipeline::Report;
use crate::source::{SourceMap, Span};

use super::summary::summary;
use super::{findings, fixes, harmless};

/// The report as text. Lines are as long as what they say.
pub(crate) fn render(report: &Report) -> String {
    let mut text = String::new();
    for message in report.diagnostics.iter().chain(&findings(report)) {
        text.push_str(&tell(message, &report.sources));
        text.push('\n');
    }
    for line in summary(report) {
        let _ = writeln!(text, "{}", format!("{}{}", line.first, line.text).trim_end());
    }
    text
}

/// One message.
pub(crate) fn tell(message: &Diagnostic, sources: &SourceMap) -> String {
    let message = &harmless(message);
    let mut text = String::new();
    if let Some(primary) = &message.primary {
        let _ = write!(text, "{}: ", place(sources, primary.at));
    }
    let _ =
        writeln!(text, "{}[{}]: {}", message.severity.word(), message.kind.name, one_line(&message.message));
    if let Some(primary) = message.primary.as_ref().filter(|primary| !primary.text.is_empty()) {
        let _ = writeln!(text, "  here: {}", one_line(&primary.text));
    }
    for other in &message.others {
        let _ = writeln!(text, "  {}: {}", place(sources, other.at), one_line(&other.text));
    }
    for note in &message.notes {
        let _ = writeln!(text, "  note: {}", one_line(note));
    }
    for help in &message.help {
        let _ = writeln!(text, "  help: {}", one_line(help));
    }
    for fix in fixes(message, sources) {
        let _ = writeln!(text, "  write: {}", fix.after.trim());
    }
    text
}

fn place(sources: &SourceMap, at: Span) -> String {
    sources.place(at)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
