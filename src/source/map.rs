//! The texts of one run, with the way from a byte to a line and column.

use super::{SourceId, Span};

/// One text and its name, as the person who wrote it would say it: the path they gave.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// Its id within the run.
    pub id: SourceId,
    /// The path as given.
    pub name: String,
    /// The whole text.
    pub text: String,
    line_starts: Vec<usize>,
}

/// A place as editors count it: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl SourceText {
    fn new(id: SourceId, name: String, text: String) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)));
        SourceText { id, name, text, line_starts }
    }

    /// The text under a span; empty if the span is not of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The line and column of a byte.
    pub fn line_column(&self, byte: usize) -> LineColumn {
        let line = self.line_starts.partition_point(|start| *start <= byte).max(1);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start..byte.min(self.text.len())).unwrap_or("");
        LineColumn { line, column: before.chars().count().saturating_add(1) }
    }

    /// The bytes of a line (from 1), without its line break; empty if there is no such line.
    pub fn line_span(&self, line: usize) -> Span {
        let index = line.saturating_sub(1);
        let start = self.line_starts.get(index).copied().unwrap_or(self.text.len());
        let next = self.line_starts.get(index.saturating_add(1)).copied();
        let end = next.map_or(self.text.len(), |next| next.saturating_sub(1));
        let end = if self.text.get(start..end).is_some_and(|line| line.ends_with('\r')) {
            end.saturating_sub(1)
        } else {
            end
        };
        Span::new(self.id, start, end)
    }

    /// How many lines it has; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// A span of the whole text.
    pub fn whole(&self) -> Span {
        Span::new(self.id, 0, self.text.len())
    }
}

/// All texts of one run: the policies, the menus, the settings.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    texts: Vec<SourceText>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        SourceMap::default()
    }

    /// Takes a text in and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(SourceText::new(id, name.into(), text.into()));
        id
    }

    /// The text with this id. Ids come from [`SourceMap::add`]; one of another map is answered with `None`.
    pub fn get(&self, id: SourceId) -> Option<&SourceText> {
        self.texts.get(usize::try_from(id.0).ok()?)
    }

    /// The name of a text, or an empty one.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |text| text.name.as_str())
    }

    /// The words under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |text| text.slice(span))
    }

    /// Line and column of the start of a span.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.get(span.source).map_or(LineColumn { line: 1, column: 1 }, |text| text.line_column(span.start))
    }

    /// All texts, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &SourceText> {
        self.texts.iter()
    }
}
