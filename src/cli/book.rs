//! Books: files with a menu on each line, read line by line and checked on all processors.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::MultiGzDecoder;

use crate::inputs::{Fingerprint, InputRecord};
use crate::pipeline::{
    Bench, BookReader, BookReport, BothReaders, Comparing, Inputs, LONGEST_LINE, Line, LineFault, Outcomes,
    Tally,
};
use crate::report::menu_line;

use super::Stop;
use super::host::{has_extension, someone_watches, spoken};

/// Lines and bytes that are read before they are checked, for each processor.
const LINES_AT_ONCE: usize = 64;
const BYTES_AT_ONCE: usize = 4 * 1024 * 1024;
/// The most that is unpacked from a compressed file: a hundred times the filings of a year.
const MOST_UNPACKED: u64 = 64 * 1024 * 1024 * 1024;

/// A book on the command line or in the settings, with the profile that reads it.
pub(super) struct Book {
    pub(super) path: PathBuf,
    pub(super) profile: Option<String>,
}

/// What is asked for beside the report.
pub(super) struct Wanted<'a> {
    /// How many of the gravest menus are told.
    pub(super) worst: usize,
    /// Where what came of each menu is written.
    pub(super) each: Option<&'a Path>,
}

/// Whether a path is that of a book: `.ndjson` or `.jsonl`, perhaps compressed.
pub(super) fn is_book(path: &Path) -> bool {
    let lines = |path: &Path| has_extension(path, &["ndjson", "jsonl"]);
    lines(path) || has_extension(path, &["gz"]) && lines(Path::new(path.file_stem().unwrap_or_default()))
}

/// Checks all menus of the books.
pub(super) fn check(inputs: Inputs, mut books: Vec<Book>, wanted: &Wanted<'_>) -> Result<BookReport, Stop> {
    books.sort_by_cached_key(|book| spoken(&book.path));
    let bench = Bench::new(inputs);
    let mut tally = Tally::new(wanted.worst);
    let mut each = wanted.each.map(Each::create).transpose()?;
    let mut records = Vec::new();
    let mut readers: Vec<BookReader<'_>> = (0..processors()).map(|_| bench.reader()).collect();
    for book in &books {
        let record = leaf_through(book, |name, slices| {
            let parts =
                Slices { bench: &bench, name, profile: book.profile.as_deref(), each: each.is_some() };
            for (part, told) in parts.check(slices, &mut readers, &tally) {
                tally.merge(part);
                if let Some(each) = &mut each {
                    each.write(&told)?;
                }
            }
            Ok(())
        })?;
        records.push(record);
    }
    if let Some(each) = each {
        each.end()?;
    }
    drop(readers);
    let names = books.iter().map(|book| spoken(&book.path)).collect();
    Ok(tally.report(bench, names, records))
}

/// What two policies come to on all menus of the books.
pub(super) fn compare(
    comparing: Comparing,
    mut books: Vec<Book>,
    outcomes: &mut Outcomes,
) -> Result<(), Stop> {
    books.sort_by_cached_key(|book| spoken(&book.path));
    let benches = comparing.benches();
    let mut readers: Vec<BothReaders<'_>> = (0..processors()).map(|_| benches.readers()).collect();
    for book in &books {
        let profile = book.profile.as_deref();
        leaf_through(book, |name, slices| {
            let read = on_all_processors(slices, &mut readers, |slice, readers| {
                slice.into_iter().map(|line| readers.read(name, profile, line)).collect::<Vec<_>>()
            });
            read.into_iter().flatten().for_each(|read| outcomes.add(read));
            Ok(())
        })?;
    }
    outcomes.sort();
    Ok(())
}

/// Goes through a book, with a slice of lines for each processor at a time. The answer is what was read.
fn leaf_through(
    book: &Book,
    mut take: impl FnMut(&str, Vec<Vec<Line>>) -> Result<(), Stop>,
) -> Result<InputRecord, Stop> {
    let name = spoken(&book.path);
    let mut pages = Pages::open(&book.path)?;
    let mut progress = Progress::new(&name, pages.size);
    let processors = processors();
    loop {
        let slices: Vec<Vec<Line>> = (0..processors).map(|_| pages.next_slice()).collect();
        if slices.iter().all(Vec::is_empty) {
            progress.end();
            return Ok(pages.record(&name));
        }
        take(&name, slices)?;
        progress.show(pages.line, pages.taken());
    }
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What comes of each slice of lines, in their order.
fn on_all_processors<R: Send, T: Send>(
    slices: Vec<Vec<Line>>,
    readers: &mut [R],
    work: impl Fn(Vec<Line>, &mut R) -> T + Sync,
) -> Vec<T> {
    std::thread::scope(|scope| {
        let work = &work;
        let running: Vec<_> = slices
            .into_iter()
            .zip(readers)
            .map(|(slice, reader)| scope.spawn(move || work(slice, reader)))
            .collect();
        let joined = running.into_iter().map(|running| match running.join() {
            Ok(done) => done,
            // A bug in a thread is a bug of the run, and has been announced.
            Err(bug) => std::panic::resume_unwind(bug),
        });
        joined.collect()
    })
}

/// One line of a book, for a report of its own.
pub(super) fn one_line(path: &Path, number: usize) -> Result<Line, Stop> {
    let mut pages = Pages::open(path)?;
    while let Some(line) = pages.next_line() {
        if line.number == number {
            return Ok(line);
        }
    }
    let last = pages.line;
    Err(Stop::new(format!("`{}` has no menu on line {number}", spoken(path)))
        .help(format!("its last line is {last}")))
}

/// What slices of lines are checked with.
struct Slices<'a> {
    bench: &'a Bench,
    name: &'a str,
    profile: Option<&'a str>,
    each: bool,
}

impl Slices<'_> {
    /// What came of each slice, in their order: its tally, and its menus in lines of JSON.
    fn check(
        &self,
        slices: Vec<Vec<Line>>,
        readers: &mut [BookReader<'_>],
        tally: &Tally,
    ) -> Vec<(Tally, Vec<u8>)> {
        on_all_processors(slices, readers, |slice, reader| self.check_slice(slice, reader, tally.part()))
    }

    fn check_slice(
        &self,
        slice: Vec<Line>,
        reader: &mut BookReader<'_>,
        mut part: Tally,
    ) -> (Tally, Vec<u8>) {
        let on_unknown = self.bench.on_unknown;
        let mut told = Vec::new();
        for line in slice {
            let read = reader.read(self.name, self.profile, line);
            part.add(&read, reader.sources(), on_unknown);
            if self.each {
                let line = menu_line(&read, &self.bench.schema, reader.sources(), on_unknown);
                told.extend_from_slice(line.as_bytes());
            }
        }
        (part, told)
    }
}

/// The lines of a file.
struct Pages {
    lines: Box<dyn BufRead>,
    /// How much of the file has been read, as it is on the disk.
    meter: Arc<Mutex<Meter>>,
    size: u64,
    line: usize,
    unpacked: u64,
    ended: bool,
}

#[derive(Default)]
struct Meter {
    bytes: u64,
    fingerprint: Fingerprint,
}

/// A reader that counts what passes, and takes its fingerprint.
struct Metered<R> {
    inner: R,
    meter: Arc<Mutex<Meter>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let mut meter = self.meter.lock().unwrap_or_else(PoisonError::into_inner);
        meter.bytes = meter.bytes.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        meter.fingerprint.take(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

impl Pages {
    fn open(path: &Path) -> Result<Self, Stop> {
        let name = spoken(path);
        let refused = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Stop::new(format!("there is no file `{name}`")),
            io::ErrorKind::PermissionDenied => Stop::new(format!("`{name}` may not be read by you")),
            kind => Stop::new(format!("`{name}` cannot be read: {kind}")),
        };
        let file = File::open(path).map_err(refused)?;
        let metadata = file.metadata().map_err(refused)?;
        if metadata.is_dir() {
            return Err(Stop::new(format!("`{name}` is a folder, where a file is needed")));
        }
        let meter = Arc::new(Mutex::new(Meter::default()));
        let metered = BufReader::with_capacity(1 << 16, Metered { inner: file, meter: Arc::clone(&meter) });
        let lines: Box<dyn BufRead> = match has_extension(path, &["gz"]) {
            true => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(metered))),
            false => Box::new(metered),
        };
        Ok(Pages { lines, meter, size: metadata.len(), line: 0, unpacked: 0, ended: false })
    }

    /// Lines for one processor; none at the end.
    fn next_slice(&mut self) -> Vec<Line> {
        let (mut slice, mut bytes) = (Vec::new(), 0_usize);
        while slice.len() < LINES_AT_ONCE && bytes < BYTES_AT_ONCE {
            let Some(line) = self.next_line() else { break };
            bytes = bytes.saturating_add(line.bytes.as_ref().map_or(0, Vec::len));
            slice.push(line);
        }
        slice
    }

    /// The next line that has something in it. Of a line that is too long no more is kept than may be in one. What
    /// cannot be read ends the file, with a line that says so.
    fn next_line(&mut self) -> Option<Line> {
        while !self.ended {
            let mut bytes = Vec::new();
            let (mut complete, mut any, mut too_long) = (false, false, false);
            self.line = self.line.saturating_add(1);
            while !complete {
                let buffer = match self.lines.fill_buf() {
                    Ok(buffer) => buffer,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Some(self.end_with(LineFault::BrokenOff(broken(&error)))),
                };
                if buffer.is_empty() {
                    self.ended = true;
                    break;
                }
                any = true;
                let end = buffer.iter().position(|byte| *byte == b'\n');
                let piece = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
                let used = end.map_or(buffer.len(), |end| end.saturating_add(1));
                too_long |= bytes.len().saturating_add(piece.len()) > LONGEST_LINE;
                match too_long {
                    true => bytes = Vec::new(),
                    false => bytes.extend_from_slice(piece),
                }
                complete = end.is_some();
                self.lines.consume(used);
                self.unpacked = self.unpacked.saturating_add(u64::try_from(used).unwrap_or(u64::MAX));
                if self.unpacked > MOST_UNPACKED {
                    return Some(self.end_with(LineFault::TooMuch(MOST_UNPACKED / (1024 * 1024 * 1024))));
                }
            }
            if !any {
                self.line = self.line.saturating_sub(1);
                break;
            }
            if too_long {
                return Some(Line { number: self.line, bytes: Err(LineFault::TooLong) });
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            if !bytes.trim_ascii().is_empty() {
                return Some(Line { number: self.line, bytes: Ok(bytes) });
            }
        }
        None
    }

    fn end_with(&mut self, fault: LineFault) -> Line {
        self.ended = true;
        Line { number: self.line, bytes: Err(fault) }
    }

    fn taken(&self) -> u64 {
        self.meter.lock().unwrap_or_else(PoisonError::into_inner).bytes
    }

    fn record(self, name: &str) -> InputRecord {
        let meter = self.meter.lock().unwrap_or_else(PoisonError::into_inner);
        meter.fingerprint.clone().record(name)
    }
}

/// Why a file breaks off. What the decoder says of a broken file is of no use to anybody.
fn broken(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            "it is not a whole .gz file".into()
        }
        kind => kind.to_string(),
    }
}

/// The file with what came of each menu.
struct Each {
    out: BufWriter<File>,
    name: String,
}

impl Each {
    fn create(path: &Path) -> Result<Self, Stop> {
        let name = spoken(path);
        // A menu file named here by mistake must not be lost.
        let file = File::create_new(path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Stop::new(format!("`{name}` is already there"))
                .help("nothing was written; name another file, or remove this one"),
            kind => Stop::new(format!("`{name}` cannot be written: {kind}")),
        })?;
        Ok(Each { out: BufWriter::new(file), name })
    }

    fn write(&mut self, lines: &[u8]) -> Result<(), Stop> {
        let cannot = |error: io::Error| Stop::new(format!("`{}` cannot be written: {error}", self.name));
        self.out.write_all(lines).map_err(cannot)
    }

    fn end(mut self) -> Result<(), Stop> {
        let cannot = |error: io::Error| Stop::new(format!("`{}` cannot be written: {error}", self.name));
        self.out.flush().map_err(cannot)
    }
}

/// A bar on standard error, for somebody who waits there.
struct Progress<'a> {
    name: &'a str,
    size: u64,
    watched: bool,
    shown: u64,
}

impl<'a> Progress<'a> {
    fn new(name: &'a str, size: u64) -> Self {
        Progress { name, size, watched: someone_watches(), shown: u64::MAX }
    }

    fn show(&mut self, line: usize, taken: u64) {
        let percent = taken.saturating_mul(100).checked_div(self.size).unwrap_or(0).min(100);
        if !self.watched || percent == self.shown {
            return;
        }
        self.shown = percent;
        let full = usize::try_from(percent / 5).unwrap_or(0);
        let bar = format!("{}{}", "#".repeat(full), ".".repeat(20_usize.saturating_sub(full)));
        let mut err = io::stderr().lock();
        let _ = write!(err, "\r\u{1b}[K{} [{bar}] {percent}%, line {line}", self.name);
        let _ = err.flush();
    }

    fn end(&self) {
        if self.watched {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K");
        }
    }
}
