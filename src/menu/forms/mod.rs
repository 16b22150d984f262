//! Forms: the ways in which menus and holdings are written as texts.
//!
//! in       a text in YAML, JSON or XML
//! out      [`raw`]: what all forms have in common, with a place on every leaf; and a menu written in planlint's own form
//! always   what cannot be parsed is a message at its place; broken text is no surprise
//! never    meaning: which key says what is not asked here

pub(super) mod json;
pub(super) mod native;
pub(super) mod nport;
pub(super) mod raw;
pub(super) mod xml;
pub(super) mod yaml;
