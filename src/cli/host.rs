//! The host: disk, terminal and clock. Nothing else of the program touches them.

use std::fs::{self, File};
use std::io::{self, IsTerminal as _, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use jiff::civil::Date;

use crate::inputs::{Content, InputFile, LARGEST_FILE};
use crate::pipeline::Step;
use crate::report::Style;
use crate::vocabulary::{LiteralFault, Type, Value, parse_literal};

use super::Stop;

/// Whether colour is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Sets the day that a run takes for today. It is a name of our own: build environments set `SOURCE_DATE_EPOCH` to a day
/// long past, and a check must not follow it there.
const TODAY: &str = "PLANLINT_TODAY";

/// The day on this computer, or the one that the environment sets.
pub(super) fn today() -> Result<Date, Stop> {
    match std::env::var_os(TODAY).filter(|value| !value.is_empty()) {
        None => Ok(jiff::Zoned::now().date()),
        Some(value) => {
            let text = value.to_string_lossy();
            let wrong = |why| Stop::new(format!("`{TODAY}` is set to `{text}`, which isn't a day")).help(why);
            day(&text).map_err(wrong)
        }
    }
}

/// A day as written for `--as-of`.
pub(super) fn day(text: &str) -> Result<Date, String> {
    match parse_literal(text, &Type::Date) {
        Ok(Value::Date(day)) => Ok(day),
        Err(LiteralFault::NoSuchDate) => Err("the calendar does not have this day".into()),
        _ => Err("write the day as 2026-10-01".into()),
    }
}

/// How what is told to people looks.
#[derive(Debug, clap::Args)]
pub(super) struct Look {
    /// Fold the text for people at this many columns (60 to 200); as wide as the terminal, if it is not given
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(60..=200))]
    width: Option<u16>,

    /// Choose whether the text for people has colour
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Colour,
}

impl Look {
    /// How it looks on this terminal.
    pub(super) fn style(&self) -> Style {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = io::stdout().is_terminal();
        let measured = terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| width.0);
        // Beyond 120 columns a sentence is hard to follow; within 60 a frame is.
        let width = self.width.or(measured.map(|width| width.clamp(60, 120))).unwrap_or(100);
        Style {
            width: usize::from(width),
            colour: match self.color {
                Colour::Auto => terminal && !set("NO_COLOR") && !dumb,
                Colour::Always => true,
                Colour::Never => false,
            },
            unicode: !dumb,
        }
    }
}

/// Whether somebody watches standard error.
pub(super) fn someone_watches() -> bool {
    io::stderr().is_terminal()
}

/// A path as the user would say it: no `./`, and `/` between its parts on every system.
pub(super) fn spoken(path: &Path) -> String {
    let parts: Vec<String> = path
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    match parts.split_first() {
        None => ".".into(),
        Some((root, rest)) if root == "/" => format!("/{}", rest.join("/")),
        Some(_) => parts.join("/"),
    }
}

/// Reads a file, no more than [`LARGEST_FILE`] of it.
pub(super) fn read(path: &Path) -> Result<InputFile, Stop> {
    let name = spoken(path);
    let refused = |error: &io::Error| match error.kind() {
        io::ErrorKind::NotFound => Stop::new(format!("there is no file `{name}`")),
        io::ErrorKind::PermissionDenied => Stop::new(format!("`{name}` may not be read by you")),
        io::ErrorKind::IsADirectory => Stop::new(format!("`{name}` is a folder, where a file is needed")),
        kind => Stop::new(format!("`{name}` cannot be read: {kind}")),
    };
    let metadata = fs::metadata(path).map_err(|error| refused(&error))?;
    if metadata.is_dir() {
        return Err(refused(&io::ErrorKind::IsADirectory.into()));
    }
    if metadata.len() > LARGEST_FILE {
        return Ok(InputFile { name, content: Content::TooLarge(metadata.len()) });
    }
    let content = File::open(path).and_then(bounded).map_err(|error| refused(&error))?;
    Ok(InputFile { name, content })
}

/// Reads standard input, no more than [`LARGEST_FILE`] of it.
pub(super) fn read_standard_input() -> Result<InputFile, Stop> {
    let refused = |error: io::Error| Stop::new(format!("standard input cannot be read: {error}"));
    let content = bounded(io::stdin().lock()).map_err(refused)?;
    Ok(InputFile { name: "standard input".into(), content })
}

/// A pipe or a device has no length to ask for beforehand, so the reading is bounded as well.
fn bounded(from: impl io::Read) -> io::Result<Content> {
    let mut bytes = Vec::new();
    from.take(LARGEST_FILE.saturating_add(1)).read_to_end(&mut bytes)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok(if size > LARGEST_FILE { Content::TooLarge(size) } else { Content::Bytes(bytes) })
}

/// The files of a folder with one of these extensions, sorted; folders within it are not entered.
pub(super) fn files_in(folder: &Path, extensions: &[&str]) -> Result<Vec<PathBuf>, Stop> {
    let refused =
        |error: io::Error| Stop::new(format!("the folder `{}` cannot be read: {error}", spoken(folder)));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        if has_extension(&path, extensions) && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The folders in a folder; hidden ones are not looked into, and links are not followed.
pub(super) fn folders_in(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let refused =
        |error: io::Error| Stop::new(format!("the folder `{}` cannot be read: {error}", spoken(folder)));
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type().map_err(refused)?.is_dir() && !is_hidden {
            folders.push(entry.path());
        }
    }
    Ok(folders)
}

/// The files that a path or a pattern means, sorted; a folder means the files in it with one of these extensions.
pub(super) fn find(base: &Path, pattern: &str, extensions: &[&str]) -> Result<Vec<PathBuf>, String> {
    let literal = base.join(pattern);
    let paths: Vec<PathBuf> = if literal.exists() {
        vec![literal]
    } else {
        let full = Path::new(&glob::Pattern::escape(&base.to_string_lossy())).join(pattern);
        let matches = glob::glob(&full.to_string_lossy()).map_err(|error| error.msg.to_string())?;
        matches.filter_map(Result::ok).collect()
    };
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(files_in(&path, extensions).unwrap_or_default());
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Whether a path ends with one of these extensions.
pub(super) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| extensions.contains(&extension.as_str()))
}

/// A counter on standard error, for somebody who waits there.
pub(super) fn progress(what: &'static str) -> impl FnMut(Step) {
    let watched = someone_watches();
    move |step: Step| {
        if watched && step.of > 20 {
            let mut err = io::stderr().lock();
            let next = step.done.saturating_add(1);
            let _ = write!(err, "\r{what} {next} of {}", step.of);
            if next == step.of {
                let _ = write!(err, "\r\u{1b}[K");
            }
            let _ = err.flush();
        }
    }
}
