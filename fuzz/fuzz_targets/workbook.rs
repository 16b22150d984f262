//! Any bytes as a `menu.xlsx`; and since bytes that are changed are seldom a zip archive still, any bytes as the parts of one.

#![no_main]

mod shared;

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The parts, in the order in which zero bytes part them.
const PARTS: [&str; 5] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
];

const BOOK: &[u8] =
    br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#;

const RELATIONS: &[u8] = br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="c" Type="x/styles" Target="styles.xml"/></Relationships>"#;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(b"PK") {
        return shared::stand("menu.xlsx", bytes);
    }
    let mut given = bytes.split(|byte| *byte == 0);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for part in PARTS {
        let usual = if part.ends_with("workbook.xml") {
            BOOK
        } else if part.ends_with(".rels") {
            RELATIONS
        } else {
            b"<x/>"
        };
        let bytes = given.next().unwrap_or(usual);
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        if zip.start_file(part, options).is_err() || zip.write_all(bytes).is_err() {
            return;
        }
    }
    if let Ok(archive) = zip.finish() {
        shared::stand("menu.xlsx", archive.get_ref());
    }
});
