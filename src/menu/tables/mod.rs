//! Tables: spreadsheets and text files with columns, as other programs write them.
//!
//! in       sheets of cells, and the profile that reads them, or none yet
//! out      the native shape, each value with its cell; or the proposal of a profile, with its reasons
//! always   a value that no column takes, and a row that no option takes, is told
//! never    guesses: a unit or a date that could be read in two ways is refused

pub(super) mod columns;
pub(super) mod from_table;
pub(super) mod header;
pub(super) mod idiom;
pub(super) mod inspect;
pub(super) mod layout;
pub(super) mod lexicon;
pub(super) mod sheets;
pub(super) mod table;
pub(super) mod table_rows;
pub(super) mod twins;
pub(super) mod unread;
