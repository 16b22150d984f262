//! Tables: every file of `tests/cases/sheets` beside what is read from it and said of it; what broken ones cost; and that a
//! table and the menu that is imported from it are the same menu.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;

use insta::{assert_snapshot, with_settings};
use planlint::diagnostics::{Diagnostics, Severity};
use planlint::inputs::{Encoding, InputFile};
use planlint::menu::{Profile, dump, inspect, read_menu, shelf, to_yaml};
use planlint::policy::builtin_schema;
use planlint::report::render_diagnostic_plain;
use planlint::source::{SourceId, SourceMap};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use crate::every::{below, every};

const FORMS: [&str; 3] = ["csv", "tsv", "xlsx"];

#[derive(serde::Deserialize)]
struct Settings {
    menu: MenuSettings,
}

#[derive(serde::Deserialize)]
struct MenuSettings {
    profiles: BTreeMap<String, Profile>,
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

fn cases() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/sheets")
}

fn told(sources: &SourceMap, said: Diagnostics) -> String {
    said.sorted().iter().map(|one| render_diagnostic_plain(one, sources)).collect::<Vec<_>>().join("\n")
}

/// What is read from a table and said of it, and whether an error was among it.
fn read(path: &Path, settings: Option<&str>) -> (String, bool) {
    let schema = builtin_schema();
    let mut sources = SourceMap::new();
    let mut said = Diagnostics::new();
    let mut profiles = Vec::new();
    let mut encoding = None;
    if let Some(settings) = settings {
        let id = sources.add("planlint.toml", settings);
        let read: Settings = toml::from_str(settings).unwrap();
        let declared = settings.lines().find_map(|line| line.strip_prefix("encoding = "));
        encoding = declared.and_then(|name| Encoding::named(name.trim_matches('"')));
        for (name, profile) in read.menu.profiles {
            said.extend(profile.check(&name, &schema, id));
            profiles.push((name, profile.placed(id)));
        }
    }
    let file = InputFile::new(name_of(path), std::fs::read(path).unwrap());
    let mut text = String::new();
    if let Some(id) = file.admit_as(encoding, &mut sources, &mut said) {
        let outcome = read_menu(sources.get(id).unwrap(), &profiles, None, &schema);
        said.extend(outcome.diagnostics);
        text = dump(&outcome.value, &schema, &sources);
    }
    let faulty = said.iter().any(|one| one.severity == Severity::Error);
    (format!("{}\n{text}", told(&sources, said)), faulty)
}

fn check(path: &Path, settings: Option<&str>) -> bool {
    let (text, faulty) = read(path, settings);
    with_settings!({ snapshot_path => path.parent().unwrap(), prepend_module_to_snapshot => false, omit_expression => true }, {
        assert_snapshot!(name_of(path), text.trim_start());
    });
    faulty
}

#[test]
fn good_tables_are_read() {
    every(below("tests/cases/sheets/good", &FORMS), |path| assert!(!check(path, None), "an error"));
}

#[test]
fn bad_tables_are_explained() {
    every(below("tests/cases/sheets/bad", &FORMS), |path| assert!(check(path, None), "no error"));
}

#[test]
fn foreign_tables_are_read_with_profiles() {
    every(below("tests/cases/sheets/profile", &FORMS), |path| {
        let settings = std::fs::read_to_string(path.with_file_name("planlint.toml")).unwrap();
        check(path, Some(&settings));
    });
}

/// Two programs wrote the same workbook; what is read of it does not depend on which.
#[test]
fn writers_of_workbooks_do_not_matter() {
    let read = |name: &str| {
        let (text, _) = read(&cases().join("good").join(name), None);
        text.replace(name, "menu.xlsx").replace(name.trim_end_matches(".xlsx"), "menu")
    };
    assert_eq!(read("openpyxl.xlsx"), read("libreoffice.xlsx"));
}

fn menu_of(name: &str, bytes: &[u8]) -> (SourceMap, Option<SourceId>, Diagnostics) {
    let mut sources = SourceMap::new();
    let mut said = Diagnostics::new();
    let id = InputFile::new(name, bytes).admit(&mut sources, &mut said);
    (sources, id, said)
}

/// The facts of a menu without their places.
fn facts_of(dumped: &str) -> String {
    let lines = dumped.lines().filter(|line| !line.starts_with("plan"));
    let bare = lines.map(|line| line.rsplit_once("  ").map_or(line, |(fact, _)| fact).trim_end());
    bare.collect::<Vec<_>>().join("\n")
}

#[test]
fn an_imported_menu_is_the_menu_of_the_table() {
    let schema = builtin_schema();
    every(below("tests/cases/sheets/good", &FORMS), |path| {
        let (sources, id, _) = menu_of(&name_of(path), &std::fs::read(path).unwrap());
        let menu = read_menu(sources.get(id.unwrap()).unwrap(), &[], None, &schema).value;
        let yaml = to_yaml(&menu, &schema, &sources);
        assert_eq!(yaml, to_yaml(&menu, &schema, &sources));
        let mut again = SourceMap::new();
        let id = again.add("menu.yaml", yaml.as_str());
        let imported = read_menu(again.get(id).unwrap(), &[], None, &schema);
        let errors = imported.diagnostics.iter().filter(|one| one.severity == Severity::Error).count();
        assert_eq!(errors, 0, "{}\n{yaml}", told(&again, imported.diagnostics));
        assert_eq!(
            facts_of(&dump(&menu, &schema, &sources)),
            facts_of(&dump(&imported.value, &schema, &again)),
            "{yaml}"
        );
    });
}

/// What is proposed can be pasted: it is TOML, and it reads the table.
#[test]
fn a_proposal_is_a_profile() {
    let schema = builtin_schema();
    for name in ["fee-disclosure.csv", "openpyxl.xlsx", "schedule-of-assets.csv", "grouped.xlsx"] {
        let bytes = std::fs::read(cases().join("good").join(name)).unwrap();
        let (sources, id, _) = menu_of(name, &bytes);
        let source = sources.get(id.unwrap()).unwrap();
        let proposal = inspect(source, &[], &schema);
        let read: Settings = toml::from_str(&proposal).unwrap_or_else(|error| panic!("{error}\n{proposal}"));
        let profiles: Vec<(String, Profile)> = read.menu.profiles.into_iter().collect();
        let outcome = read_menu(source, &profiles, Some("NAME"), &schema);
        assert!(outcome.value.plan.parts().len() >= 2, "{proposal}\n{}", told(&sources, outcome.diagnostics));
    }
}

#[test]
fn the_shelf_names_what_the_vocabulary_has() {
    let schema = builtin_schema();
    for (name, profile) in shelf() {
        let mut sources = SourceMap::new();
        let id = sources.add("shelf.toml", include_str!("../../src/menu/shelf.toml"));
        let said = profile.check(name, &schema, id);
        assert!(said.is_empty(), "{name}: {}", told(&sources, said));
    }
}

// --- Broken and hostile files ----------------------------------------------------------------------------------------

/// Whatever the bytes are, reading them ends without a panic, every place lies within its text, and what is lost is told.
fn survives(name: &str, bytes: &[u8]) {
    let schema = builtin_schema();
    let (sources, id, said) = menu_of(name, bytes);
    let Some(id) = id else {
        assert!(said.iter().any(|one| one.severity == Severity::Error), "{name} is refused in silence");
        return;
    };
    let source = sources.get(id).unwrap();
    for (sheet, row) in source.sheets.iter().flat_map(|sheet| sheet.rows.iter().map(move |row| (sheet, row)))
    {
        assert!(row.cells.windows(2).all(|pair| pair[0].column <= pair[1].column), "{sheet:?}");
        for cell in &row.cells {
            assert!(source.text.get(cell.start..cell.end).is_some(), "{cell:?}");
        }
    }
    let outcome = read_menu(source, &[], None, &schema);
    dump(&outcome.value, &schema, &sources);
    to_yaml(&outcome.value, &schema, &sources);
    inspect(source, &[], &schema);
    for one in outcome.diagnostics.iter().chain(said.iter()) {
        render_diagnostic_plain(one, &sources);
        let at = one.primary.as_ref().unwrap().at;
        assert!(sources.get(at.source).unwrap().text.get(at.start..at.end).is_some(), "{one:?}");
    }
}

#[test]
fn broken_off_tables_are_no_surprise() {
    for name in ["fee-disclosure.csv", "schedule-of-assets.csv", "ark.csv"] {
        let bytes = std::fs::read(cases().join("good").join(name)).unwrap();
        (0..bytes.len()).step_by(7).for_each(|end| survives(name, &bytes[..end]));
    }
    for name in ["openpyxl.xlsx", "grouped.xlsx"] {
        let bytes = std::fs::read(cases().join("good").join(name)).unwrap();
        (0..bytes.len()).step_by(101).for_each(|end| survives(name, &bytes[..end]));
    }
}

/// A package with these parts.
fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const BOOK: &[u8] =
    br#"<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>"#;
const RELATIONS: &[u8] =
    br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/></Relationships>"#;

fn workbook(sheet: &[u8]) -> Vec<u8> {
    package(&[("xl/workbook.xml", BOOK), ("xl/_rels/workbook.xml.rels", RELATIONS), ("xl/sheet.xml", sheet)])
}

fn said_of(name: &str, bytes: &[u8]) -> String {
    let schema = builtin_schema();
    let (sources, id, mut said) = menu_of(name, bytes);
    if let Some(id) = id {
        said.extend(read_menu(sources.get(id).unwrap(), &[], None, &schema).diagnostics);
    }
    told(&sources, said)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn altered_workbooks_are_no_surprise(at in 0_usize..5000, byte: u8, length in 0_usize..40) {
        let mut bytes = std::fs::read(cases().join("good/grouped.xlsx")).unwrap();
        let end = (at + length).min(bytes.len());
        bytes[at.min(end)..end].fill(byte);
        survives("menu.xlsx", &bytes);
    }

    #[test]
    fn altered_sheets_are_no_surprise(cells in proptest::collection::vec((0_usize..30, "[A-Z]{0,3}[0-9]{0,8}", "[<>&;a-z0-9.eE+-]{0,12}", "s|str|b|e|d|n|"), 0..20)) {
        let mut sheet = String::from("<worksheet><sheetData>");
        for (row, name, value, kind) in cells {
            write!(sheet, "<row r=\"{row}\"><c r=\"{name}\" t=\"{kind}\"><v>{value}</v></c></row>").unwrap();
        }
        survives("menu.xlsx", &workbook(sheet.as_bytes()));
    }

    #[test]
    fn altered_csv_is_no_surprise(text in "[\"',;\t|\r\n$%()*a-z0-9. éN-]{0,300}", head: bool) {
        let header = if head { "Name,Ticker,Morningstar Category,Net Expense Ratio\n" } else { "" };
        survives("menu.csv", format!("{header}{text}").as_bytes());
    }

    #[test]
    fn any_bytes_are_no_surprise(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        survives("menu.csv", &bytes);
        survives("menu.xlsx", &bytes);
    }
}

/// An archive whose part unpacks to more than is read, whether or not the archive admits it.
#[test]
fn bombs_do_not_go_off() {
    let bytes = workbook(&vec![b' '; 129 * 1024 * 1024]);
    assert!(bytes.len() < 1024 * 1024);
    assert!(
        said_of("menu.xlsx", &bytes).contains("unpacks to more than the 128 MB"),
        "{}",
        said_of("menu.xlsx", &bytes)
    );
    // The size stands, as four bytes, in the local header and in the directory.
    let size = (129_u32 * 1024 * 1024).to_le_bytes();
    let mut lying = bytes;
    let places: Vec<usize> =
        lying.windows(4).enumerate().filter(|(_, four)| *four == size).map(|(at, _)| at).collect();
    assert!(!places.is_empty());
    for at in places {
        lying[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
    }
    let said = said_of("menu.xlsx", &lying);
    assert!(said.contains("unpacks to more than") || said.contains("cannot be unpacked"), "{said}");
}

#[test]
fn long_lines_and_many_cells_are_refused() {
    let wide = ",".repeat(20_000);
    assert!(said_of("menu.csv", format!("Name{wide}x\n").as_bytes()).contains("more than 16384 columns"));
    let many = "a,b,c,d,e,f,g,h\n".repeat(315_000);
    assert!(said_of("menu.csv", many.as_bytes()).contains("more than 2500000 cells"));
    // One line that never ends is one cell: it is refused where it begins, and what stands above it is kept.
    for line in ["x".repeat(60_000_000), format!("\"{}\"", "x".repeat(60_000_000))] {
        let text =
            format!("Name,Ticker,Morningstar Category,Net Expense Ratio\nHarbor,HGRX,Large,0.4%\n{line}");
        let said = said_of("menu.csv", text.as_bytes());
        assert!(
            said.contains("menu.csv:3:1: error[file-too-large]: this cell has more than 32767 characters"),
            "{said}"
        );
    }
    // A row far down and a column far right cost no more than what stands there.
    let far = br#"<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="str"><v>far</v></c></row></sheetData></worksheet>"#;
    assert!(said_of("menu.xlsx", &workbook(far)).contains("no-profile"));
}

/// A workbook whose parts say much in little: one text for a million cells, a million formats, cells merged a thousand times.
#[test]
fn small_workbooks_stay_small() {
    const SHARED: &[u8] = br#"<Relationships><Relationship Id="a" Type="x/worksheet" Target="sheet.xml"/><Relationship Id="b" Type="x/sharedStrings" Target="strings.xml"/><Relationship Id="c" Type="x/styles" Target="styles.xml"/></Relationships>"#;
    let strings = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_000));
    let styles = format!("<styleSheet><cellXfs>{}</cellXfs></styleSheet>", "<xf/>".repeat(2_000_000));
    let row = format!("<row>{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(100));
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", row.repeat(2_000));
    let book = |strings: &str, sheet: &str| {
        package(&[
            ("xl/workbook.xml", BOOK),
            ("xl/_rels/workbook.xml.rels", SHARED),
            ("xl/strings.xml", strings.as_bytes()),
            ("xl/styles.xml", styles.as_bytes()),
            ("xl/sheet.xml", sheet.as_bytes()),
        ])
    };
    let said = said_of("menu.xlsx", &book(&strings, &sheet));
    assert!(said.contains("what the cells of the workbook say is more than the 128 MB"), "{said}");
    let cells = format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        format!("<row>{}</row>", "<c><v>1</v></c>".repeat(100)).repeat(26_000)
    );
    let said = said_of("menu.xlsx", &book("<sst/>", &cells));
    assert!(said.contains("more than 2500000 cells"), "{said}");
    let far =
        br#"<worksheet><sheetData><row r="1048577"><c t="str"><v>far</v></c></row></sheetData></worksheet>"#;
    assert!(said_of("menu.xlsx", &workbook(far)).contains("a cell beyond the 1048576 rows"));
    // Ten thousand merged cells in a column are looked up and not searched.
    let named = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"str\"><v>{text}</v></c>");
    let titles = ["Name", "Ticker", "Morningstar Category", "Net Expense Ratio"];
    let header: String =
        "ABCD".chars().zip(titles).map(|(column, title)| named(&format!("{column}1"), title)).collect();
    let rows: String = (2..20_002)
        .map(|row| {
            format!(
                "<row r=\"{row}\">{}{}</row>",
                named(&format!("A{row}"), &format!("F{row}")),
                named(&format!("B{row}"), "x")
            )
        })
        .collect();
    let merged: String =
        (2..20_000).step_by(2).map(|row| format!("<mergeCell ref=\"D{row}:D{}\"/>", row + 1)).collect();
    let sheet = format!(
        "<worksheet><sheetData><row r=\"1\">{header}</row>{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>"
    );
    let started = std::time::Instant::now();
    said_of("menu.xlsx", &workbook(sheet.as_bytes()));
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

/// A text in UTF-16 is known by its mark; without one it is not guessed, and the message says what it looks like.
#[test]
fn encodings_are_declared_or_told() {
    let text = "Name,Ticker,Morningstar Category,Net Expense Ratio\nHarbor – Growth,HGRX,Large,0.44%\n";
    for big in [false, true] {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let bare: Vec<u8> = text.encode_utf16().flat_map(bytes).collect();
        let marked: Vec<u8> = bytes(0xFEFF).into_iter().chain(bare.clone()).collect();
        assert_eq!(said_of("menu.csv", &marked), "");
        let said = said_of("menu.csv", &bare);
        assert!(said.contains("it looks like UTF-16 without a byte order mark"), "{said}");
        assert!(said_of("menu.yaml", &bare).contains("it looks like UTF-16"));
    }
    let said = said_of("menu.csv", b"Name\nHarbor \x96 Growth\n");
    assert!(
        said.contains("line 2 has the byte 0x96, as files of Windows-1252 have for `\u{2013}`"),
        "{said}"
    );
    assert!(said_of("menu.csv", b"Name,Ticker\nHarbor,H\0X\n").contains("line 2 has a zero byte"));
}

/// The tables of the reference page are read as it says: behind each `csv` block stands the menu, without places.
#[test]
fn the_reference_page_reads_as_it_says() {
    let schema = builtin_schema();
    let page = include_str!("../../docs/reference/spreadsheets.md");
    let fenced: Vec<&str> = page.split("```").skip(1).step_by(2).collect();
    let of = |word: &str| fenced.iter().filter_map(move |block| block.strip_prefix(word)).collect::<Vec<_>>();
    let settings: Settings = toml::from_str(&of("toml").concat()).unwrap();
    let profiles: Vec<(String, Profile)> = settings.menu.profiles.into_iter().collect();
    let tables = of("csv ");
    let menus = of("menu\n");
    assert_eq!((tables.len(), menus.len()), (2, 2));
    for (table, expected) in tables.iter().zip(menus) {
        let (name, text) = table.split_once('\n').unwrap();
        let (sources, id, _) = menu_of(&format!("{name}.csv"), text.as_bytes());
        let outcome = read_menu(sources.get(id.unwrap()).unwrap(), &profiles, None, &schema);
        let errors = outcome.diagnostics.iter().any(|one| one.severity == Severity::Error);
        assert!(!errors, "{}", told(&sources, outcome.diagnostics));
        let dumped = dump(&outcome.value, &schema, &sources);
        let facts: Vec<String> = dumped
            .lines()
            .filter(|line| !line.contains("not opened") && !line.starts_with(&format!("plan \"{name}\"")))
            .map(|line| {
                line.rsplit_once("  ")
                    .filter(|(fact, _)| !fact.trim().is_empty())
                    .map_or(line, |(fact, _)| fact)
                    .to_string()
            })
            .collect();
        assert_eq!(facts.join("\n").trim(), expected.trim());
    }
}

/// What a cell says only settles what was unknown: without the cell, nothing else of the menu changes but what rests on it.
#[test]
fn an_empty_cell_takes_nothing_else_with_it() {
    let schema = builtin_schema();
    let rows = [
        ["Harbor", "HGRX", "Large", "0.44%"],
        ["Fjord", "FJBD", "Bond", "0.10%"],
        ["Birch", "BIRX", "Bond", "0.20%"],
    ];
    let text = |empty: Option<(usize, usize)>| {
        let mut text = String::from("Name,Ticker,Morningstar Category,Net Expense Ratio\n");
        for (index, row) in rows.iter().enumerate() {
            let cells = row
                .iter()
                .enumerate()
                .map(|(column, cell)| if empty == Some((index, column)) { "" } else { cell });
            writeln!(text, "{}", cells.collect::<Vec<_>>().join(",")).unwrap();
        }
        text
    };
    let facts = |text: &str| -> std::collections::BTreeSet<String> {
        let (sources, id, _) = menu_of("menu.csv", text.as_bytes());
        let menu = read_menu(sources.get(id.unwrap()).unwrap(), &[], None, &schema).value;
        let of = |thing: &planlint::menu::Thing| {
            let cells = thing
                .facts
                .iter()
                .map(|(key, cell)| format!("{} {} {:?}", thing.name, schema.key_name(*key), cell.reading));
            cells.collect::<Vec<_>>()
        };
        menu.plan.parts().iter().flat_map(of).collect()
    };
    let all = facts(&text(None));
    assert_eq!(all.len(), 9);
    for row in 0..rows.len() {
        for column in 1..4 {
            let fewer = facts(&text(Some((row, column))));
            assert!(fewer.is_subset(&all) && fewer.len() == 8, "{row} {column}");
        }
    }
}
