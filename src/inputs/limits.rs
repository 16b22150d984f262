//! How much of a table is read: bounds on memory, far above any menu.

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;

/// Cells of one file in which something stands.
pub(super) const MOST_CELLS: usize = 2_500_000;

/// Columns of a row: as many as a spreadsheet can have.
pub(super) const MOST_COLUMNS: usize = 16_384;

/// Rows of a sheet: as many as a spreadsheet can have.
pub(super) const MOST_ROWS: usize = 1_048_576;

/// Bytes of one part of a workbook, unpacked, and of all parts that are read.
pub(super) const MOST_UNPACKED: u64 = 128 * 1024 * 1024;

/// Characters of one cell: as many as a spreadsheet can have.
pub(super) const LONGEST_CELL: usize = 32_767;

pub(super) fn too_many_cells(at: Span) -> Diagnostic {
    let message = format!("the file has more than {MOST_CELLS} cells, which is more than is read");
    Diagnostic::new(&kinds::FILE_TOO_LARGE, at, message)
        .note("the rows from here on are not read")
        .help("split it, or check that it is the file you meant")
}

pub(super) fn too_many_columns(at: Span) -> Diagnostic {
    let message = format!("this row has more than {MOST_COLUMNS} columns, which is more than is read");
    Diagnostic::new(&kinds::FILE_TOO_LARGE, at, message)
        .note("the rows from here on are not read")
        .help("check that rows end in line breaks, and that it is the file you meant")
}

pub(super) fn too_long_cell(at: Span) -> Diagnostic {
    let message = format!("this cell has more than {LONGEST_CELL} characters, which is more than is read");
    Diagnostic::new(&kinds::FILE_TOO_LARGE, at, message).note("the rows from here on are not read").help(
        "check that rows end in line breaks and quotations are closed, and that it is the file you meant",
    )
}
