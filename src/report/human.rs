//! For people at a terminal: frames around the lines of policy and menu, colour, and a width.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

use crate::diagnostics::{Diagnostic, Severity};
use crate::pipeline::Report;
use crate::source::SourceMap;

use super::excerpt::{Excerpt, excerpt};
use super::layout::wrap;
use super::rows::rows;
use super::summary::{Tone, summary};
use super::{Style, findings, fixes, harmless};

/// The report as text.
pub(crate) fn render(report: &Report, style: &Style) -> String {
    let mut text = String::new();
    for message in report.diagnostics.iter().chain(&findings(report)) {
        text.push_str(&draw(message, &report.sources, style));
        text.push('\n');
    }
    for line in summary(report) {
        let whole = format!("{}{}", line.first, line.text);
        // A row of a table that fits keeps its columns.
        let words = if whole.chars().count() <= style.width {
            whole
        } else if let Some((columns, name)) =
            line.text.split_at_checked(line.name_at).filter(|_| line.name_at > 0)
        {
            // The name of a row that does not fit goes below its numbers.
            format!("{}\n{}", columns.trim_end(), wrap(name, style.width, "        "))
        } else {
            wrap(&line.text, style.width, line.first)
        };
        text.push_str(&paint(words.trim_end(), line.tone, style));
        text.push('\n');
    }
    text
}

/// One message: headline, lines of the files, reasons, proposals.
pub(crate) fn draw(message: &Diagnostic, sources: &SourceMap, style: &Style) -> String {
    let message = &harmless(message);
    let mut text = String::new();
    let tone = match message.severity {
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Doubtful,
        Severity::Advice => Tone::Plain,
    };
    let head = format!("{}[{}]:", message.severity.word(), message.kind.name);
    let headline = wrap(&format!("{head} {}", message.message), style.width, "");
    // Only the head has a colour: the sentence is for reading.
    let painted = paint(&head, tone, style);
    text.push_str(&headline.replacen(&head, &painted, 1));
    text.push('\n');

    let excerpt = excerpt(message, sources, style.width);
    text.push_str(&frames(&excerpt, style));
    text.push_str(&rows(message, sources, style));
    for rest in &excerpt.rest {
        push_lines(&mut text, rest, "  at: ", style);
    }
    for note in &message.notes {
        push_lines(&mut text, note, "  note: ", style);
    }
    for help in &message.help {
        push_lines(&mut text, help, "  help: ", style);
    }
    for fix in fixes(message, sources) {
        for (sign, line, tone) in [("-", &fix.before, Tone::Bad), ("+", &fix.after, Tone::Good)] {
            let line: String = line.chars().take(style.width.saturating_sub(10)).collect();
            text.push_str(&paint(&format!("        {sign} {}", line.trim_end()), tone, style));
            text.push('\n');
        }
    }
    text
}

fn push_lines(text: &mut String, words: &str, first: &str, style: &Style) {
    let wrapped = wrap(words, style.width, first);
    text.push_str(&paint(first, Tone::Quiet, style));
    text.push_str(wrapped.strip_prefix(first).unwrap_or(&wrapped));
    text.push('\n');
}

pub(super) fn paint(text: &str, tone: Tone, style: &Style) -> String {
    let code = match tone {
        _ if !style.colour => return text.to_string(),
        Tone::Plain => return text.to_string(),
        Tone::Bad => "1;31",
        Tone::Doubtful => "1;33",
        Tone::Good => "1;32",
        Tone::Quiet => "36",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// The lines with their labels. The library draws the frames; the words around them are ours.
fn frames(excerpt: &Excerpt, style: &Style) -> String {
    if excerpt.marks.is_empty() {
        return String::new();
    }
    let theme = match (style.unicode, style.colour) {
        (true, true) => GraphicalTheme::unicode(),
        (true, false) => GraphicalTheme::unicode_nocolor(),
        (false, true) => GraphicalTheme::ascii(),
        (false, false) => GraphicalTheme::none(),
    };
    // Widths are ours: the library would fold a label that the excerpt has already fitted.
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(1000)
        .with_links(false)
        .without_syntax_highlighting();
    let mut drawn = String::new();
    if handler.render_report(&mut drawn, &Framed { excerpt }).is_err() {
        return String::new();
    }
    // The first line is the library's headline, which is empty.
    let mut lines = String::new();
    for line in drawn.lines().skip(1) {
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    lines
}

/// An excerpt in the shape that the library draws.
#[derive(Debug)]
struct Framed<'a> {
    excerpt: &'a Excerpt,
}

impl fmt::Display for Framed<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Framed<'_> {}

impl miette::Diagnostic for Framed<'_> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.excerpt)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.excerpt.marks.iter().map(|mark| {
            let text = (!mark.text.is_empty()).then(|| mark.text.clone());
            let span = SourceSpan::from((mark.start, mark.len));
            if mark.primary {
                LabeledSpan::new_primary_with_span(text, span)
            } else {
                LabeledSpan::new_with_span(text, span)
            }
        })))
    }
}

impl SourceCode for Excerpt {
    /// Without context lines the library asks where a label stands; with them, for the lines to draw. A stretch that
    /// leaves its part is refused, which keeps two files in two frames.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        _after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let end = span.offset().saturating_add(span.len());
        let part = self.parts.iter().find(|part| part.start <= span.offset() && end <= part.end());
        let part = part.ok_or(MietteError::OutOfBounds)?;
        let mark = self.marks.iter().find(|mark| mark.start == span.offset());
        let (line, column) = match mark {
            Some(mark) if before == 0 => (mark.line.saturating_sub(1), mark.column.saturating_sub(1)),
            _ => (part.first_line.saturating_sub(1), 0),
        };
        let whole = SourceSpan::from((part.start, part.text.len()));
        let lines = part.text.lines().count();
        Ok(Box::new(MietteSpanContents::new_named(
            part.name.clone(),
            part.text.as_bytes(),
            whole,
            line,
            column,
            lines,
        )))
    }
}
