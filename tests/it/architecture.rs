//! The drawing is true: the tables of ARCHITECTURE.md are read, and the sources are held against them.
//!
//! It reads sources as text. That is coarse, and enough: paths are written in full here, by `crate::` and `super::`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// More lines than this, and a second noun is hiding in the file.
const LONGEST: usize = 700;

struct Source {
    /// From the root of the project: `src/menu/yaml.rs`.
    path: String,
    text: String,
    /// Without comments, and without what is compiled for tests alone.
    code: String,
}

impl Source {
    /// `menu` of `src/menu/yaml.rs`, `pipeline` of `src/pipeline.rs`.
    fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap();
        inside.split('/').next().unwrap().trim_end_matches(".rs")
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs")
    }
}

fn page() -> String {
    fs::read_to_string(Path::new(ROOT).join("ARCHITECTURE.md")).unwrap()
}

/// The rows of the first table under a heading, each as its cells.
fn table(heading: &str) -> Vec<Vec<String>> {
    let page = page();
    let (_, below) = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let rows =
        below.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_string()).collect();
    rows.skip(2).map(cells).collect()
}

/// What stands in backticks.
fn ticked(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_string).collect()
}

fn files(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, found);
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
}

fn sources(folder: &str) -> Vec<Source> {
    let mut paths = Vec::new();
    files(&Path::new(ROOT).join(folder), "rs", &mut paths);
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let path = path.strip_prefix(ROOT).unwrap().to_string_lossy().replace('\\', "/");
        Source { path, code: code(&text), text }
    };
    paths.into_iter().map(source).collect()
}

fn code(text: &str) -> String {
    // A module of tests stands last in its file.
    let own = match text.find("#[cfg(test)]\nmod tests {") {
        Some(start) => &text[..start],
        None => text,
    };
    let lines = own.lines().map(|line| match line.find("//") {
        Some(start) => &line[..start],
        None => line,
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where a word stands as a whole word.
fn words<'t>(code: &'t str, word: &'t str) -> impl Iterator<Item = usize> + 't {
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        !code[..*at].chars().next_back().is_some_and(is_name)
            && !code[at + word.len()..].chars().next().is_some_and(is_name)
    })
}

fn name_at(code: &str) -> String {
    code.trim_start().chars().take_while(|c| is_name(*c)).collect()
}

/// Names right behind `crate::`, alone or in braces.
fn imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for at in words(code, "crate") {
        let Some(rest) = code[at + "crate".len()..].strip_prefix("::") else { continue };
        let Some(group) = rest.strip_prefix('{') else {
            found.insert(name_at(rest));
            continue;
        };
        let mut depth = 0;
        let mut expected = true;
        for (index, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => expected = true,
                c if expected && is_name(c) => {
                    found.insert(name_at(&group[index..]));
                    expected = false;
                }
                _ => {}
            }
        }
    }
    found.remove("");
    found
}

fn rooms() -> BTreeMap<String, BTreeSet<String>> {
    let row = |cells: Vec<String>| (ticked(&cells[0]).pop_first().unwrap(), ticked(&cells[1]));
    table("Who may import whom").into_iter().map(row).collect()
}

#[test]
fn rooms_import_what_the_table_says() {
    let table = rooms();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        let room = source.room();
        if ["lib", "main"].contains(&room) {
            continue;
        }
        let allowed =
            table.get(room).unwrap_or_else(|| panic!("{}: the table has no room `{room}`", source.path));
        for import in imports(&source.code).into_iter().filter(|import| import != room) {
            assert!(allowed.contains(&import), "{}: `{room}` may not import `{import}`", source.path);
            used.entry(room.into()).or_default().insert(import);
        }
    }
    for (room, allowed) in table {
        let used = used.remove(&room).unwrap_or_default();
        assert_eq!(used, allowed, "what `{room}` imports, and what the table says");
    }
}

#[test]
fn nobody_leaves_a_room_by_the_back_door() {
    for source in sources("src") {
        let depth = source.path.matches('/').count() - usize::from(source.path.ends_with("/mod.rs"));
        let deepest = (0..10).rev().find(|count| source.code.contains(&"super::".repeat(*count))).unwrap();
        // `super` of `src/menu/yaml.rs` is `menu`; one more would be the whole house.
        assert!(deepest < depth.max(1), "{}: `super` leads out of the room", source.path);
    }
}

#[test]
fn the_drawing_has_every_room() {
    let page = page();
    let drawing = page.split("```").nth(1).unwrap();
    let table = rooms();
    for source in sources("src") {
        let room = source.room();
        assert!(["lib", "main"].contains(&room) || drawing.contains(room), "the drawing has no `{room}`");
    }
    for room in table.keys() {
        let path = Path::new(ROOT).join("src").join(room);
        assert!(path.is_dir() || path.with_extension("rs").is_file(), "there is no room `{room}`");
    }
}

/// The names under a heading of Cargo.toml.
fn dependencies(heading: &str) -> BTreeSet<String> {
    let manifest = fs::read_to_string(Path::new(ROOT).join("Cargo.toml")).unwrap();
    let (_, below) = manifest.split_once(&format!("\n[{heading}]\n")).unwrap();
    let lines = below.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| line.split_once(" = ")).map(|(name, _)| name.to_string()).collect()
}

fn uses(code: &str, name: &str) -> bool {
    let path = name.replace('-', "_");
    words(code, &path).any(|at| code[at + path.len()..].starts_with("::"))
}

#[test]
fn crates_stay_behind_their_doors() {
    let doors: BTreeMap<String, BTreeSet<String>> = table("Outside crates and their doors")
        .into_iter()
        .map(|cells| (ticked(&cells[0]).pop_first().unwrap(), ticked(&cells[1])))
        .collect();
    let listed: BTreeSet<String> = doors.keys().cloned().collect();
    assert_eq!(listed, dependencies("dependencies"), "crates of the table, and of Cargo.toml");
    let sources = sources("src");
    for (name, doors) in doors {
        let behind = |source: &Source, door: &str| {
            source.path == *door || source.path.starts_with(&format!("{door}/"))
        };
        for source in sources.iter().filter(|source| !source.is_test() && uses(&source.code, &name)) {
            assert!(doors.iter().any(|door| behind(source, door)), "{} uses `{name}`", source.path);
        }
        for door in &doors {
            let used = sources.iter().any(|source| behind(source, door) && uses(&source.code, &name));
            assert!(used, "`{name}` is not used behind {door}");
        }
    }
}

#[test]
fn crates_for_tests_are_used() {
    let tests: Vec<Source> = ["src", "tests", "benches"].into_iter().flat_map(sources).collect();
    let page = fs::read_to_string(Path::new(ROOT).join("docs/decisions/0010-dependencies.md")).unwrap();
    for name in dependencies("dev-dependencies") {
        assert!(page.contains(&format!("`{name}`")), "the page on dependencies does not say why `{name}`");
        assert!(tests.iter().any(|source| uses(&source.text, &name)), "`{name}` is not used");
    }
    for name in dependencies("dependencies") {
        assert!(page.contains(&format!("`{name}`")), "the page on dependencies does not say why `{name}`");
    }
}

#[test]
fn the_world_is_behind_the_door() {
    for source in sources("src").iter().filter(|source| !["cli", "main"].contains(&source.room())) {
        let worldly =
            ["std::fs", "std::env", "std::process", "std::net", "std::thread", "SystemTime", "Instant"];
        for word in
            worldly.into_iter().chain(["Zoned", "Timestamp", "println", "eprintln", "stdin", "stdout"])
        {
            assert!(words(&source.code, word).next().is_none(), "{}: {word}", source.path);
        }
    }
    for source in
        sources("src").iter().filter(|source| uses(&source.code, "Zoned") || source.code.contains("Zoned"))
    {
        assert_eq!(source.path, "src/cli/host.rs", "the clock is asked in one place");
    }
}

/// A test that started the command by itself would have the clock of the computer.
#[test]
fn tests_start_the_command_in_one_place() {
    let starts = |source: &&Source| source.text.contains(concat!("CARGO_BIN_EXE", "_planlint"));
    let found: Vec<String> =
        sources("tests/it").iter().filter(starts).map(|source| source.path.clone()).collect();
    assert_eq!(found, ["tests/it/desk.rs"]);
}

#[test]
fn no_floating_point() {
    for source in sources("src") {
        for word in ["f32", "f64"] {
            assert!(words(&source.code, word).next().is_none(), "{}: {word}", source.path);
        }
    }
}

/// `Truth` is built where its tables are; elsewhere it is compared, matched, or made by its own functions.
#[test]
fn one_table_of_truth() {
    for source in sources("src").iter().filter(|source| source.path != "src/vocabulary/truth.rs") {
        for table in ["impl Truth", "for Truth {"] {
            assert!(!source.code.contains(table), "{}: {table}", source.path);
        }
        // A truth that is missing must not become a plain `false` by the way.
        for short in ["unwrap_or(Truth::False)", "unwrap_or(Truth::True)"] {
            assert!(!source.code.contains(short), "{}: {short}", source.path);
        }
    }
}

#[test]
fn nothing_is_kept_in_random_order() {
    for source in sources("src") {
        for word in ["HashMap", "HashSet"] {
            assert!(words(&source.code, word).next().is_none(), "{}: {word}", source.path);
        }
    }
}

#[test]
fn nothing_serializes_itself() {
    for source in sources("src") {
        assert!(words(&source.code, "Serialize").next().is_none(), "{}", source.path);
    }
}

#[test]
fn files_say_what_they_are() {
    for folder in ["src", "tests", "benches"] {
        for source in sources(folder) {
            assert!(source.text.starts_with("//! "), "{} does not open with `//!`", source.path);
        }
    }
}

#[test]
fn rooms_open_with_their_contract() {
    let table = rooms();
    for source in sources("src") {
        let is_room = source.path.ends_with("/mod.rs") && source.path.matches('/').count() == 2
            || table.contains_key(source.room()) && source.path.matches('/').count() == 1;
        if !is_room {
            continue;
        }
        let mut header = source.text.lines().take_while(|line| line.starts_with("//!")).peekable();
        for part in ["//! in       ", "//! out      ", "//! always   ", "//! never    "] {
            assert!(
                header.any(|line| line.starts_with(part)),
                "{}: its header has no `{}`, or not in order",
                source.path,
                part.trim()
            );
        }
    }
}

#[test]
fn files_are_short() {
    for source in sources("src") {
        let lines = source.text.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines; which second noun hides in it?", source.path);
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let main = fs::read_to_string(Path::new(ROOT).join("tests/it/main.rs")).unwrap();
    for entry in fs::read_dir(Path::new(ROOT).join("tests/it")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let listed = main.lines().any(|line| line == format!("mod {name};"));
        assert!(name == "main" || listed, "tests/it/{name} is not in main.rs");
    }
}

/// Every test that the page names exists.
#[test]
fn invariants_name_tests_that_exist() {
    let tests: BTreeMap<String, String> =
        sources("tests/it").into_iter().map(|source| (source.path.clone(), source.text)).collect();
    for cells in table("What there is not, and who sees to it") {
        for part in cells[1].split(';') {
            let Some((file, names)) = part.split_once("`: ") else { continue };
            let file = file.trim().trim_start_matches('`');
            if !file.ends_with(".rs") || file.contains('/') {
                continue;
            }
            let text = tests.get(&format!("tests/it/{file}")).unwrap_or_else(|| panic!("no {file}"));
            for name in
                ticked(names).iter().filter(|name| !name.contains('-') && !name.contains("arithmetic"))
            {
                assert!(text.contains(&format!("fn {name}(")), "{file} has no test `{name}`");
            }
        }
    }
}
