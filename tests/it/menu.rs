//! Menus: every file of `tests/cases/menu` beside what is read from it, and said of it.
//!
//! `good` is read without an error, `bad` is not. A folder of `profile` holds a `planlint.toml` with profiles, and
//! menus that are read with them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use insta::{assert_snapshot, with_settings};
use planlint::diagnostics::{Diagnostics, Severity};
use planlint::menu::{Profile, dump, read_menu};
use planlint::policy::builtin_schema;
use planlint::source::{SourceMap, Span};

use crate::every::{below, every};

const FORMS: [&str; 3] = ["yaml", "json", "xml"];

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

/// `3:7 error kind message`, with everything that belongs to it.
fn told(sources: &SourceMap, menu: &str, diagnostics: Diagnostics) -> String {
    let place = |at: Span| {
        let place = sources.line_column(at);
        let file = if sources.name(at.source) == menu {
            String::new()
        } else {
            format!("{}:", sources.name(at.source))
        };
        format!(
            "{file}{}:{} `{}`",
            place.line,
            place.column,
            sources.slice(at).chars().take(40).collect::<String>().replace('\n', "⏎")
        )
    };
    let mut out = String::new();
    for diagnostic in diagnostics.sorted() {
        let at = diagnostic.primary.as_ref().map_or("(no place)".to_string(), |label| place(label.at));
        let (word, kind) = (diagnostic.severity.word(), diagnostic.kind.name);
        writeln!(out, "{at}\n  {word} {kind}: {}", diagnostic.message).unwrap();
        if let Some(label) = diagnostic.primary.filter(|label| !label.text.is_empty()) {
            writeln!(out, "  here: {}", label.text).unwrap();
        }
        for label in diagnostic.others {
            writeln!(out, "  there: {} {}", place(label.at), label.text).unwrap();
        }
        for note in diagnostic.notes {
            writeln!(out, "  note: {note}").unwrap();
        }
        for help in diagnostic.help {
            writeln!(out, "  help: {help}").unwrap();
        }
        for fix in diagnostic.fixes {
            let sure = if fix.sure { "sure" } else { "maybe" };
            writeln!(out, "  {sure}: {} → `{}`", place(fix.at), fix.replacement).unwrap();
        }
    }
    out
}

fn check(path: &Path, settings: Option<&str>) -> bool {
    let schema = builtin_schema();
    let mut sources = SourceMap::new();
    let mut profiles = Vec::new();
    let mut said = Diagnostics::new();
    if let Some(settings) = settings {
        let id = sources.add("planlint.toml", settings);
        let read: Settings = toml::from_str(settings).unwrap();
        for (name, profile) in read.menu.profiles {
            said.extend(profile.check(&name, &schema, id));
            profiles.push((name, profile.placed(id)));
        }
    }
    let name = name_of(path);
    let id = sources.add(name.clone(), std::fs::read_to_string(path).unwrap());
    let outcome = read_menu(sources.get(id).unwrap(), &profiles, None, &schema);
    said.extend(outcome.diagnostics);
    let sound = !said.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let text = format!("{}\n{}", told(&sources, &name, said), dump(&outcome.value, &schema, &sources));
    with_settings!({ snapshot_path => path.parent().unwrap(), prepend_module_to_snapshot => false, omit_expression => true }, {
        assert_snapshot!(name, text.trim_start());
    });
    sound
}

#[test]
fn good_menus_are_read() {
    every(below("tests/cases/menu/good", &FORMS), |path| assert!(check(path, None), "an error"));
}

#[test]
fn bad_menus_are_explained() {
    every(below("tests/cases/menu/bad", &FORMS), |path| assert!(!check(path, None), "no error"));
}

#[test]
fn foreign_menus_are_read_with_profiles() {
    every(below("tests/cases/menu/profile", &FORMS), |path| {
        let settings = std::fs::read_to_string(path.with_file_name("planlint.toml")).unwrap();
        check(path, Some(&settings));
    });
}

/// Every beginning of a good menu is read without a panic, and never as complete unless it is well formed.
#[test]
fn broken_off_menus_are_no_surprise() {
    let schema = builtin_schema();
    for file in ["northwind.yaml", "northwind.json"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/menu/good").join(file);
        let text = std::fs::read_to_string(path).unwrap();
        for (end, _) in text.char_indices() {
            let mut sources = SourceMap::new();
            let id = sources.add(file, &text[..end]);
            let outcome = read_menu(sources.get(id).unwrap(), &[], None, &schema);
            for diagnostic in outcome.diagnostics.iter() {
                let at = diagnostic.primary.as_ref().unwrap().at;
                assert!(text[..end].get(at.start..at.end).is_some(), "{file} {end}: {at:?}");
            }
            assert!(
                !file.ends_with("json")
                    || end + 1 >= text.trim_end().len()
                    || outcome.value.leaves_out.is_some()
            );
            dump(&outcome.value, &schema, &sources);
        }
    }
}

/// Every beginning of a filing is refused as a whole, and so is what a slip of the finger makes of it, unless it is a filing
/// still.
#[test]
fn broken_filings_are_no_surprise() {
    let schema = builtin_schema();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/menu/good/core-bond.xml");
    let text = std::fs::read_to_string(path).unwrap();
    let read = |text: &str| {
        let mut sources = SourceMap::new();
        let id = sources.add("core-bond.xml", text);
        let outcome = read_menu(sources.get(id).unwrap(), &[], None, &schema);
        for diagnostic in outcome.diagnostics.iter() {
            let at = diagnostic.primary.as_ref().unwrap().at;
            assert!(text.get(at.start..at.end).is_some(), "{at:?} of {text}");
        }
        dump(&outcome.value, &schema, &sources);
        outcome
    };
    for (end, _) in text.char_indices().filter(|(end, _)| end % 7 == 0) {
        let outcome = read(&text[..end]);
        assert!(outcome.diagnostics.has_errors() && outcome.value.plan.parts().is_empty(), "{end}");
    }
    for (place, _) in text.char_indices().filter(|(place, _)| place % 19 == 0) {
        for slip in ["<", ">", "&", "\"", "/", "-", "é", "]]>", "<!--"] {
            read(&[&text[..place], slip, &text[place + 1..]].concat());
        }
    }
}

proptest::proptest! {
    /// Tables of identifiers and filings of arbitrary bytes, that may look like such.
    #[test]
    fn arbitrary_files_are_no_surprise(
        xml in "(<[a-zA-Z]{1,12}( [a-z]=\"[^<\"]{0,4}\")?/?>|</[a-zA-Z]{0,12}>|&[a-z#0-9]{0,4};|<!\\[CDATA\\[|\\]\\]>|<!|<\\?|[ -~é\n]{0,6}){0,40}",
        csv in "(ticker|series_id|class_id|option|,|\"|\n|\r|[A-Z]{1,4}|é){0,60}",
    ) {
        let mut inputs = planlint::pipeline::Inputs::new(jiff::civil::date(2026, 11, 22));
        let file = |name: &str, text: &str| planlint::inputs::InputFile::new(name, text);
        inputs.policies.push(file("policy.ips", "crypto <= 5%"));
        inputs.menus.push((file("menu.yaml", "options: [{ name: A, ticker: A }, { name: B, ticker: B }]"), None));
        inputs.menus.push((file("menu.xml", &format!("<edgarSubmission><formData>{xml}")), None));
        inputs.with.push(planlint::pipeline::Further { file: file("a.xml", &xml), profile: None, governs: vec![] });
        inputs.identifiers.push(file("table.csv", &csv));
        let report = planlint::pipeline::check(inputs, &mut |_| {});
        for diagnostic in &report.diagnostics {
            if let Some(label) = &diagnostic.primary {
                let text = &report.sources.get(label.at.source).unwrap().text;
                assert!(text.get(label.at.start..label.at.end).is_some(), "{:?} of {text:?}", label.at);
            }
        }
    }
}

/// The text of every fenced block of a language in a page.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let fenced = page.split("```").skip(1).step_by(2);
    fenced.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).map(str::to_string).collect()
}

#[test]
fn the_reference_page_reads_as_it_says() {
    let schema = builtin_schema();
    let page = include_str!("../../docs/reference/menus.md");
    let menus = blocks(page, "yaml");
    assert!(menus.len() >= 4);
    for text in menus {
        let mut sources = SourceMap::new();
        let id = sources.add("menus.md.yaml", text);
        let outcome = read_menu(sources.get(id).unwrap(), &[], None, &schema);
        assert!(outcome.diagnostics.is_empty(), "{}", told(&sources, "menus.md.yaml", outcome.diagnostics));
    }
    let profiles = blocks(page, "toml").join("\n");
    let mut sources = SourceMap::new();
    let id = sources.add("planlint.toml", profiles.as_str());
    let read: Settings = toml::from_str(&profiles).unwrap();
    for (name, profile) in read.menu.profiles {
        let said = profile.check(&name, &schema, id);
        assert!(said.is_empty(), "{}", told(&sources, "planlint.toml", said));
    }
}
