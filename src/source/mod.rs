//! Sources: the texts that people wrote, and fingers that can point into them.
//!
//! in       names and bytes, handed over by a door
//! out      [`SourceText`], [`Span`], and lines and columns by [`SourceMap`]
//! always   a span lies within its text, on character boundaries
//! never    files are opened here; the library sees only what it is given

mod map;
mod sheet;
mod span;

pub use map::{LineColumn, SourceMap, SourceText};
pub use sheet::{Area, CellKind, Sheet, SheetCell, SheetRow, column_letters};
pub use span::{SourceId, Span};
