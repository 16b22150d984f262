//! What the tests of policies share: reading one, and telling tersely what was said of it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use planlint::diagnostics::{Diagnostic, Fix, Outcome};
use planlint::policy::{self, Policy};
use planlint::source::{SourceMap, Span};
use planlint::syntax::{self, SyntaxTree};
use planlint::vocabulary::Schema;

/// A policy, read as far as it goes.
pub(crate) struct Reading {
    pub(crate) sources: SourceMap,
    pub(crate) tree: SyntaxTree,
    pub(crate) schema: Schema,
    pub(crate) policy: Policy,
    /// What was said of its form.
    pub(crate) of_syntax: Vec<Diagnostic>,
    /// What was said of its meaning.
    pub(crate) of_policy: Vec<Diagnostic>,
}

/// Reads a text as one policy.
pub(crate) fn read(text: &str) -> Reading {
    let mut sources = SourceMap::new();
    let id = sources.add("policy.ips", text);
    let parsed = syntax::parse(sources.get(id).unwrap());
    let trees = [parsed.value];
    static BUILTIN: OnceLock<Schema> = OnceLock::new();
    let declared = policy::declare(&trees, BUILTIN.get_or_init(policy::builtin_schema).clone());
    let Outcome { value: policy, diagnostics } = policy::resolve(&trees, &declared.value);
    let mut of_policy = policy::used(&trees, &[]).diagnostics;
    of_policy.extend(declared.diagnostics);
    of_policy.extend(diagnostics);
    let [tree] = trees;
    Reading {
        sources,
        tree,
        schema: declared.value,
        policy,
        of_syntax: parsed.diagnostics.sorted(),
        of_policy: of_policy.sorted(),
    }
}

impl Reading {
    /// Everything that was said.
    pub(crate) fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.of_syntax.iter().chain(&self.of_policy)
    }
}

/// `3:11 percent-needed  …`, with the line quoted and everything else that the message carries.
pub(crate) fn told(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut out = String::new();
    let place = |at: Span| {
        let place = sources.line_column(at);
        format!("{}:{}", place.line, place.column)
    };
    let here = diagnostic.primary.as_ref().map_or("-".to_string(), |label| place(label.at));
    let _ = writeln!(out, "{here} {}: {}", diagnostic.kind.name, diagnostic.message);
    if let Some(label) = &diagnostic.primary {
        let source = sources.get(label.at.source).unwrap();
        let start = sources.line_column(label.at);
        let line = source.line_span(start.line);
        let before = start.column - 1;
        let end = label.at.end.min(line.end).max(label.at.start);
        let width = source.text[label.at.start..end].chars().count().max(1);
        let _ = writeln!(out, "    | {}", source.slice(line));
        let marks = format!("    | {}{} {}", " ".repeat(before), "^".repeat(width), label.text);
        let _ = writeln!(out, "{}", marks.trim_end());
    }
    for other in &diagnostic.others {
        let _ = writeln!(out, "    at {} `{}`: {}", place(other.at), sources.slice(other.at), other.text);
    }
    for note in &diagnostic.notes {
        let _ = writeln!(out, "    note: {note}");
    }
    for help in &diagnostic.help {
        let _ = writeln!(out, "    help: {help}");
    }
    for fix in &diagnostic.fixes {
        let sure = if fix.sure { "sure" } else { "maybe" };
        let _ = writeln!(out, "    fix ({sure}): `{}` becomes `{}`", sources.slice(fix.at), fix.replacement);
    }
    out
}

/// A text after a fix.
pub(crate) fn fixed(text: &str, fix: &Fix) -> String {
    [&text[..fix.at.start], &fix.replacement, &text[fix.at.end..]].concat()
}

/// The files of a folder with an ending, by name.
pub(crate) fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == ending));
    files.sort();
    files
}

/// The name of a file without its ending.
pub(crate) fn stem(file: &Path) -> String {
    file.file_stem().unwrap().to_string_lossy().into_owned()
}
