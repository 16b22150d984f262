//! A finger: a stretch of bytes in one text.

/// Which text. Ids are handed out by [`SourceMap::add`](super::SourceMap::add), in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub(crate) u32);

/// Bytes `start..end` of one text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The text.
    pub source: SourceId,
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end` of `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Self {
        Span { source, start, end: end.max(start) }
    }

    /// From the start of `self` to the end of `other`, which stands later in the same text.
    ///
    /// ```text
    ///   self          other
    ///   ─────         ──────
    ///   ────────────────────  result
    /// ```
    #[must_use]
    pub fn to(self, other: Span) -> Self {
        Span::new(self.source, self.start.min(other.start), self.end.max(other.end))
    }

    /// Its length in bytes.
    pub fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it covers nothing: a place between two characters.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
