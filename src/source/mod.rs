//! Sources: the texts that people wrote, and fingers that can point into them.
//!
//! in       names and bytes, handed over by a door
//! out      [`SourceText`], [`Span`], and lines and columns by [`SourceMap`]
//! always   a span lies within its text, on character boundaries
//! never    files are opened here; the library sees only what it is given

mod map;
mod span;

pub use map::{LineColumn, SourceMap, SourceText};
pub use span::{SourceId, Span};
