//! Documents that run: the page of every message, the reference of the language, the table of the vocabulary.
//!
//! The first word behind a fence says what the block is, the others what is to come of it.
//!
//! - ```` ```ips ````, ```` ```yaml ````, ```` ```json ````, ```` ```csv ````, ```` ```toml ````: a policy, a menu, the
//!   settings. ```` ```file ````: the path of a menu that is no text.
//! - In `docs/diagnostics/<name>.md`: `fails` raises the message of the page and no other; `repaired` raises none, nor
//!   any outcome but pass; `with` stands beside both of them. What a page leaves out is filled in by a policy and a menu
//!   without fault. `history`: an older menu. `joined`: a file that says more of
//!   the menu's options, after the menu. `escaped`: `\xNN` is a byte. `oversize`: a file of this beginning that is too large to be read.
//! - In `docs/reference/*.md`: an `ips` block raises nothing; behind `refused` it raises what the next ```` ```says ````
//!   block lists. A `yaml` block behind it is a menu, and the ```` ```verdicts ```` block behind that has every verdict of
//!   the policy on the menu, and of the lines that explain each as many as the author likes.
//! - `toml baseline`: what is accepted.
//! - `toml pack FOLDER`, and the `ips pack` blocks behind it: a pack in a folder. `toml lock`: its lock. An `ips uses` block
//!   of the reference is a policy that may use the packs above it.
//! - `sketch`: not run. `text`: prose.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiff::civil::{Date, date};
use planlint::diagnostics::{CATALOG, Diagnostic, Kind, Severity, find};
use planlint::inputs::{Content, InputFile};
use planlint::menu::read_menu;
use planlint::packs::PackFile;
use planlint::pipeline::{Further, Inputs, Report, check, try_cases};
use planlint::policy::builtin_schema;
use planlint::settings::{Need, Origin};
use planlint::source::SourceMap;
use planlint::verdict::{self, Outcome, evaluate};
use planlint::vocabulary::{ClassId, Direction, Fact, Schema, Type};

use crate::every::every;
use crate::reading::{files, read, stem};

const TODAY: Date = date(2026, 11, 22);

/// What a page that is about the other file of a run leaves out.
const SOUND_POLICY: &str = "crypto <= 5%\n";
const SOUND_MENU: &str = "options:\n  - { name: Harbor Large Cap, assets: $10M, class: us_large_cap }\n";

const SECTIONS: [&str; 5] = ["What it means", "Why it matters", "What to do", "Example", "Repaired"];

/// A page is read at one sitting, often in a terminal.
const LONGEST_PAGE: usize = 60;

pub(crate) struct Block {
    pub(crate) language: String,
    words: Vec<String>,
    pub(crate) text: String,
    pub(crate) line: usize,
}

impl Block {
    fn says(&self, word: &str) -> bool {
        self.words.iter().any(|one| one == word)
    }
}

pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, number) in page.lines().zip(1..) {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let mut words = info.split_whitespace().map(str::to_string);
                let language = words.next().unwrap_or_default();
                open = Some(Block { language, words: words.collect(), text: String::new(), line: number });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fence is not closed");
    blocks
}

fn page(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

// --- The pages of the messages ---------------------------------------------------------------------------------------

#[test]
fn every_message_has_its_page_and_every_page_its_message() {
    let pages: BTreeSet<String> = files("docs/diagnostics", "md").iter().map(|file| stem(file)).collect();
    let kinds: BTreeSet<String> = CATALOG.iter().map(|kind| kind.name.to_string()).collect();
    assert_eq!(pages, kinds);
}

#[test]
fn every_page_is_whole() {
    every(files("docs/diagnostics", "md"), |page_of| {
        let kind = find(&stem(page_of)).unwrap();
        let text = page(&format!("docs/diagnostics/{}.md", kind.name));
        assert!(text.starts_with(&format!("# {}\n\n", kind.name)), "{}: title", kind.name);
        let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, SECTIONS, "{}: sections", kind.name);
        for section in text.split("\n## ").skip(1) {
            let (heading, body) = section.split_once('\n').unwrap();
            assert!(body.trim().len() > 20, "{}: `{heading}` is empty", kind.name);
        }
        let lines = text.lines().count();
        assert!(lines <= LONGEST_PAGE, "{}: {lines} lines", kind.name);
        let wide = text.lines().find(|line| line.chars().count() > 120);
        assert!(wide.is_none(), "{}: a line is too long: {}", kind.name, wide.unwrap_or_default());
    });
}

#[test]
fn every_failing_example_raises_its_message_and_no_other() {
    all_raise("fails", |kind| BTreeSet::from([kind.name]));
}

#[test]
fn every_repaired_example_raises_nothing() {
    all_raise("repaired", |_| BTreeSet::new());
}

fn all_raise(side: &str, expected: impl Fn(&Kind) -> BTreeSet<&'static str>) {
    every(files("docs/diagnostics", "md"), |page| {
        let kind = find(&stem(page)).unwrap();
        assert_eq!(raised(kind, side), expected(kind), "{side}");
    });
}

/// What the example of a page raises: messages, and for pages about outcomes the outcomes other than pass.
fn raised(kind: &Kind, side: &str) -> BTreeSet<&'static str> {
    let blocks = blocks(&page(&format!("docs/diagnostics/{}.md", kind.name)));
    let sides = ["fails", "repaired", "with"];
    let texts = ["ips", "yaml", "json", "toml", "xml", "csv", "file"];
    for block in blocks.iter().filter(|block| texts.contains(&&*block.language)) {
        let is_marked = block.says("sketch") || sides.iter().any(|side| block.says(side));
        assert!(is_marked, "{}: the block of line {} does not say what comes of it", kind.name, block.line);
    }
    let used: Vec<&Block> = blocks.iter().filter(|block| block.says(side) || block.says("with")).collect();
    assert!(used.iter().any(|block| block.says(side)), "{}: no block `{side}`", kind.name);
    if kind.name == "test-failed" {
        let policies = used.iter().map(|block| block.text.as_str());
        return faults_of_tests(policies).iter().map(|fault| fault.kind.name).collect();
    }
    let report = run(&used, kind.name == "nothing-checked");
    let mut raised: BTreeSet<&str> =
        report.diagnostics.iter().map(|diagnostic| diagnostic.kind.name).collect();
    if is_about_outcomes(kind) {
        let outcomes = report.verdicts.iter().filter_map(|verdict| outcome_kind(verdict.outcome));
        raised.extend(outcomes.map(|kind| kind.name));
    } else {
        // The sound policy may be about nothing on the menu of a page, and the other way round.
        raised.remove("nothing-checked");
    }
    raised
}

fn is_about_outcomes(kind: &Kind) -> bool {
    ["breach", "watch", "unknown", "not-applicable", "nothing-checked"].contains(&kind.name)
}

fn outcome_kind(outcome: Outcome) -> Option<&'static Kind> {
    let name = match outcome {
        Outcome::Breach => "breach",
        Outcome::Watch => "watch",
        Outcome::Unknown => "unknown",
        Outcome::NotApplicable => "not-applicable",
        Outcome::Pass | Outcome::Waived => return None,
    };
    Some(find(name).unwrap())
}

/// Whoever has no test is shown one. It is read as it stands, and passes on the policy that it is for.
#[test]
fn the_proposed_test_passes() {
    let tried = |text: &str| {
        let mut inputs = Inputs::new(TODAY);
        inputs.policies.push(InputFile::new("policy.ips", text));
        try_cases(inputs, "")
    };
    let help = tried("crypto <= 5%").diagnostics.into_iter().flat_map(|one| one.help).next().unwrap();
    let quoted: Vec<&str> = help.split('`').collect();
    let [_, policy, _, test, ""] = quoted.as_slice() else { panic!("{help}") };
    let trial = tried(&format!("{policy}\n{test}"));
    assert_eq!(trial.diagnostics, []);
    assert!(trial.is_clean(), "{test}");
}

/// What is wrong with policies and with the tests that they contain.
fn faults_of_tests<'a>(policies: impl Iterator<Item = &'a str>) -> Vec<Diagnostic> {
    let mut inputs = Inputs::new(TODAY);
    inputs.policies.extend(policies.map(|text| InputFile::new("policy.ips", text)));
    let trial = try_cases(inputs, "");
    trial.diagnostics.into_iter().chain(trial.cases.cases.into_iter().flat_map(|case| case.faults)).collect()
}

/// Runs the whole pipeline. A page about nothing being checked gives all that there is.
fn run(blocks: &[&Block], only_given: bool) -> Report {
    let mut inputs = Inputs::new(TODAY);
    let of = |language: &'static str| blocks.iter().filter(move |block| block.language == language);
    for block in of("toml").filter(|block| !["pack", "lock", "baseline"].iter().any(|word| block.says(word)))
    {
        let needs = inputs.read_settings(file("planlint.toml", block)).needs;
        open_packs(&mut inputs, &needs, &packs(blocks));
    }
    for block in of("toml").filter(|block| block.says("lock")) {
        inputs.read_lock(file("planlint.lock", block));
    }
    inputs
        .policies
        .extend(of("ips").filter(|block| !block.says("pack")).map(|block| file("policy.ips", block)));
    for block in blocks.iter().filter(|block| block.says("joined")) {
        inputs.with.push(joined(block));
    }
    for block in of("yaml").filter(|block| !block.says("joined")) {
        let menus = if block.says("history") { &mut inputs.history } else { &mut inputs.menus };
        menus.push((file("menu.yaml", block), None));
    }
    inputs.menus.extend(of("json").map(|block| (file("menu.json", block), None)));
    inputs.menus.extend(of("csv").map(|block| (file("menu.csv", block), None)));
    inputs.menus.extend(of("file").map(|block| (fixture(block.text.trim()), None)));
    if !only_given && inputs.policies.is_empty() {
        inputs.policies.push(InputFile::new("policy.ips", SOUND_POLICY));
    }
    if !only_given && inputs.menus.is_empty() {
        inputs.menus.push((InputFile::new("menu.yaml", SOUND_MENU), None));
    }
    let mut report = check(inputs, &mut |_| {});
    for block in of("toml").filter(|block| block.says("baseline")) {
        report.accept(file("planlint-baseline.txt", block));
    }
    report
}

/// A file that says more of the menu's options.
fn joined(block: &Block) -> Further {
    let file = file(&format!("joined-{}.{}", block.line, block.language), block);
    Further { file, profile: None, governs: Vec::new() }
}

/// A file that is no text, at its path.
fn fixture(path: &str) -> InputFile {
    let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    InputFile::new(path, bytes)
}

/// The packs among blocks: the folder of each, and its files.
fn packs(blocks: &[&Block]) -> Vec<(String, Vec<PackFile>)> {
    let mut packs: Vec<(String, Vec<PackFile>)> = Vec::new();
    for block in blocks.iter().filter(|block| block.says("pack")) {
        let path = match block.language.as_str() {
            "toml" => "planlint.toml",
            "minisig" => "pack.digest.minisig",
            _ => "rules.ips",
        };
        if block.language == "toml" {
            packs.push((block.words.last().unwrap().clone(), Vec::new()));
        }
        let (folder, files) = packs.last_mut().unwrap();
        let file = file(&format!("{folder}/{path}"), block);
        files.push(PackFile { path: path.into(), file });
    }
    packs
}

/// What a door does: opens the packs that are needed.
fn open_packs(inputs: &mut Inputs, needs: &[Need], packs: &[(String, Vec<PackFile>)]) {
    for need in needs {
        let Origin::Path(path) = &need.origin else { panic!("a page has its packs in folders") };
        let (folder, files) = packs.iter().find(|(folder, _)| folder == path).unwrap();
        inputs.read_pack(None, need, folder, files.clone());
    }
}

/// What is told of a policy that uses the packs of its page, and of its tests.
fn told_with_packs(blocks: &[&Block], policy: &Block) -> Vec<String> {
    let packs = packs(blocks);
    let settings: String =
        packs.iter().map(|(folder, _)| format!("packs.x = {{ path = \"{folder}\" }}\n")).collect();
    let mut inputs = Inputs::new(TODAY);
    let needs = inputs.read_settings(InputFile::new("planlint.toml", settings)).needs;
    open_packs(&mut inputs, &needs, &packs);
    inputs.policies.push(file("policy.ips", policy));
    let trial = try_cases(inputs, "");
    let faults = trial.cases.cases.into_iter().flat_map(|case| case.faults);
    let told = trial.diagnostics.into_iter().filter(|one| one.kind.name != "nothing-checked").chain(faults);
    told.map(|one| format!("{}: {}", one.kind.name, one.message)).collect()
}

fn file(name: &str, block: &Block) -> InputFile {
    if block.says("oversize") {
        return InputFile { name: name.into(), content: Content::TooLarge(200 * 1024 * 1024) };
    }
    if block.says("escaped") {
        let mut parts = block.text.split("\\x");
        let mut bytes = parts.next().unwrap().as_bytes().to_vec();
        for part in parts {
            let (digits, rest) = part.split_at(2);
            bytes.push(u8::from_str_radix(digits, 16).unwrap());
            bytes.extend(rest.as_bytes());
        }
        return InputFile::new(name, bytes);
    }
    InputFile::new(name, block.text.as_bytes())
}

// --- The reference ---------------------------------------------------------------------------------------------------

#[test]
fn the_reference_of_the_language_runs() {
    let mut run = 0;
    every(files("docs/reference", "md"), |file| {
        let mut surprises = Vec::new();
        let name = stem(file);
        let blocks = blocks(&fs::read_to_string(file).unwrap());
        for (index, block) in blocks.iter().enumerate().filter(|(_, block)| block.language == "ips") {
            let next = |offset: usize, language: &str| {
                blocks.get(index + offset).filter(|next| next.language == language)
            };
            let at = format!("docs/reference/{name}.md:{}", block.line);
            if block.says("sketch") {
                continue;
            }
            run += 1;
            let told: Vec<String> = match block.says("uses") {
                true => told_with_packs(&blocks[..index].iter().collect::<Vec<_>>(), block),
                false => read(&block.text)
                    .diagnostics()
                    .map(|one| format!("{}: {}", one.kind.name, one.message))
                    .collect(),
            };
            if block.says("refused") {
                let says = next(1, "says").unwrap_or_else(|| panic!("{at}: no block of what it says"));
                if told != says.text.lines().collect::<Vec<_>>() {
                    surprises.push(format!("{at} says\n{}", told.join("\n")));
                }
                continue;
            }
            if !told.is_empty() {
                surprises.push(format!("{at} says\n{}", told.join("\n")));
                continue;
            }
            if block.text.contains("\ntest ") && !block.says("uses") {
                let faults = faults_of_tests([block.text.as_str()].into_iter());
                surprises.extend(faults.iter().map(|fault| format!("{at}: {}", fault.message)));
            }
            let further: Vec<&Block> =
                blocks[index + 1..].iter().skip(1).take_while(|next| next.says("joined")).collect();
            let expected = next(2 + further.len(), "verdicts");
            if let (Some(menu), Some(expected)) = (next(1, "yaml"), expected) {
                let found = match further.is_empty() {
                    true => verdicts(&block.text, &menu.text),
                    false => joined_verdicts(block, menu, &further),
                };
                if !fits(&expected.text, &found) {
                    surprises.push(format!("{at} finds\n{found}"));
                }
                if let Some(baseline) = next(3, "toml").filter(|next| next.says("baseline")) {
                    let found = held_against(block, menu, baseline, next(4, "says"));
                    surprises.extend(found.map(|found| format!("{at} with the baseline finds\n{found}")));
                }
            }
        }
        assert!(surprises.is_empty(), "{}", surprises.join("\n"));
    });
    assert!(run >= 30 || std::env::var_os("CASE").is_some(), "only {run} blocks were run");
}

pub(crate) fn verdicts(policy: &str, menu: &str) -> String {
    let reading = read(policy);
    let mut sources = SourceMap::new();
    let id = sources.add("menu.yaml", menu);
    let menu = read_menu(sources.get(id).unwrap(), &[], None, &reading.schema);
    let told: Vec<String> = menu.diagnostics.sorted().into_iter().map(|one| one.message).collect();
    assert_eq!(told, Vec::<String>::new());
    verdict::dump(&evaluate(&reading.policy, &reading.schema, &menu.value, TODAY).value)
}

/// The verdicts on a menu to which other files are joined. What deserves a look is said in prose.
fn joined_verdicts(policy: &Block, menu: &Block, further: &[&Block]) -> String {
    let mut inputs = Inputs::new(TODAY);
    inputs.policies.push(file("policy.ips", policy));
    inputs.menus.push((file("menu.yaml", menu), None));
    inputs.with.extend(further.iter().map(|block| joined(block)));
    let report = check(inputs, &mut |_| {});
    let wrong = report.diagnostics.iter().filter(|one| one.severity == Severity::Error);
    let wrong: Vec<&str> = wrong.map(|one| one.message.as_str()).collect();
    assert_eq!(wrong, Vec::<&str>::new());
    verdict::dump(&report.verdicts)
}

/// A baseline behind verdicts: `written` is what is written of them, `kept` what was written before. What it does
/// to them is said behind it. The answer is what was found instead.
fn held_against(policy: &Block, menu: &Block, baseline: &Block, says: Option<&Block>) -> Option<String> {
    let mut inputs = Inputs::new(TODAY);
    inputs.policies.push(file("policy.ips", policy));
    inputs.menus.push((file("menu.yaml", menu), None));
    let mut report = check(inputs, &mut |_| {});
    let text = report.baseline_text().unwrap();
    if baseline.says("written") && text != baseline.text {
        return Some(text);
    }
    report.accept(file("planlint-baseline.txt", baseline));
    let mut told = String::new();
    for verdict in report.verdicts.iter().filter(|verdict| verdict.outcome != Outcome::Pass) {
        let how = match verdict.accepted {
            Some(_) => "accepted",
            None if report.fails(verdict) => "fails",
            None => "told",
        };
        told += &format!("{how}: {} {} · {}\n", verdict.outcome.word(), verdict.rule, verdict.subject.name);
    }
    for one in report.diagnostics.iter().filter(|one| one.kind.name.starts_with("baseline")) {
        told += &format!("{}: {}\n", one.kind.name, one.message);
    }
    says.is_none_or(|says| says.text != told).then_some(told)
}

/// Every verdict that was found is expected, in its order; of the lines under it some may be left out.
pub(crate) fn fits(expected: &str, found: &str) -> bool {
    let heads = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with(' ')).map(str::to_string).collect()
    };
    let mut rest = found.lines();
    heads(expected) == heads(found) && expected.lines().all(|line| rest.any(|one| one == line))
}

// --- The vocabulary ---------------------------------------------------------------------------------------------------

/// `docs/reference/vocabulary.md` is what the built-in vocabulary says. To write it again: `BLESS=1 cargo test`.
#[test]
fn the_vocabulary_is_as_the_table_says() {
    let table = Table { schema: &builtin_schema() }.page();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/vocabulary.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    assert_eq!(
        fs::read_to_string(path).unwrap_or_default(),
        table,
        "write it again: BLESS=1 cargo test vocabulary"
    );
}

struct Table<'a> {
    schema: &'a Schema,
}

impl Table<'_> {
    fn page(&self) -> String {
        let mut page = String::from(
            "# The vocabulary\n\nWhat policies and menus can say without declaring anything. It is written in the language \
             itself, in\n`src/vocabulary/builtin.ips`; a policy adds its own words in the same way \
             (see [the language](language.md#words-of-your-own)).\n",
        );
        for id in self.schema.level_ids() {
            let level = self.schema.level(id);
            page.push_str(&format!("\n## Facts of the {}\n\n{}.\n\n", level.name, level.label));
            page.push_str("| fact | is | values | better | meaning |\n|---|---|---|---|---|\n");
            let facts = self.schema.fact_ids().map(|fact| self.schema.fact(fact));
            for fact in facts.filter(|fact| fact.level == id) {
                page.push_str(&self.row(fact));
            }
        }
        page.push_str("\n## Asset classes\n\nA class is a part of the one that it stands under.\n\n");
        for id in self.schema.class_ids().filter(|id| self.schema.class(*id).parent.is_none()) {
            self.class(id, 0, &mut page);
        }
        page
    }

    fn row(&self, fact: &Fact) -> String {
        let written: Vec<String> = match fact.bases.as_slice() {
            [] => vec![format!("`{}`", fact.name)],
            bases => bases.iter().map(|basis| format!("`{} {basis}`", fact.name)).collect(),
        };
        let ty = match &fact.ty {
            Type::Choice(_) => "one of".to_string(),
            ty => ty.words(self.schema).trim_start_matches("an ").trim_start_matches("a ").to_string(),
        };
        let values = match &fact.ty {
            Type::Choice(choices) => choices.join(", "),
            ty => range(fact, ty),
        };
        let better = match fact.direction {
            Some(Direction::LowerIsBetter) => "lower",
            Some(Direction::HigherIsBetter) => "higher",
            None => "",
        };
        let through = if fact.looks_through { "; looked through" } else { "" };
        let period = if fact.over_period { "; over a period" } else { "" };
        let future = if fact.in_future { "; usually in the future" } else { "" };
        let words = format!("{}{period}{future}{through}", fact.label);
        format!("| {} | {ty} | {values} | {better} | {words} |\n", written.join(" "))
    }

    fn class(&self, id: ClassId, depth: usize, page: &mut String) {
        let class = self.schema.class(id);
        page.push_str(&format!("{}- `{}`: {}\n", "  ".repeat(depth), class.name, class.label));
        for part in self.schema.class_ids().filter(|part| self.schema.class(*part).parent == Some(id)) {
            self.class(part, depth + 1, page);
        }
    }
}

fn range(fact: &Fact, ty: &Type) -> String {
    let shown = |number: &planlint::vocabulary::Exact| {
        let nearest = planlint::vocabulary::Rounding::Nearest;
        match ty {
            Type::Percent(_) => format!("{}%", (number * &100_i64.into()).decimal(4, nearest)),
            Type::Money => format!("${}", number.decimal(2, nearest)),
            _ => number.decimal(4, nearest),
        }
    };
    match (fact.range.low.number(), fact.range.high.number()) {
        (Some(low), Some(high)) => format!("{} to {}", shown(low), shown(high)),
        (Some(low), None) => format!("{} or more", shown(low)),
        (None, Some(high)) => format!("{} or less", shown(high)),
        (None, None) => String::new(),
    }
}
