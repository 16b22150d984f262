//! Documents that are asked for, among those that the menu lists.
//!
//! A document is that of the subject, or of something that it is part of. A list is all there is: without a fitting
//! document in any of the lists, there is none. Where one of the lists is not given, somebody may still write the
//! document there, so that it is not known.

use jiff::Unit;
use jiff::civil::Date;

use super::evidence::{Found, Judged, Presence};
use super::world::{Seat, World};
use super::{Atom, Datum, Missing, MissingKind};
use crate::menu::{Document, Thing};
use crate::policy::{Dated, DocumentAsked, Event, Shift};
use crate::source::Span;
use crate::vocabulary::{FactKey, Possible, Truth, day_of};

/// Digits of a hash that evidence shows: enough to tell files apart, and the menu has the rest.
const HASH_SHOWN: usize = 16;

/// Days between which a document has to be dated.
struct Window<'p> {
    asked: &'p Dated,
    /// The event; none if it is not known, or if there is none.
    event: Option<Date>,
    /// The name of the event, where it has one.
    name: Option<&'p str>,
    first: Date,
    last: Date,
    /// What the menu says of the event, if it is a fact.
    found: Option<Found>,
}

/// A listed document beside what is asked.
struct Candidate<'m> {
    document: &'m Document,
    thing: &'m Thing,
    /// Whether it is of the kind that is asked for.
    of_kind: bool,
    by: Truth,
    attests: Truth,
    dated: Truth,
}

/// What is known of the lists that count.
#[derive(Default)]
struct Search<'m> {
    candidates: Vec<Candidate<'m>>,
    /// Things of which the menu does not say which documents there are, or not of all.
    unlisted: Vec<&'m Thing>,
    /// Where the lists stand.
    lists: Vec<Span>,
}

impl World<'_> {
    /// Whether there is such a document of the subject.
    pub(super) fn document(&self, asked: &DocumentAsked, at: Span, seat: &Seat<'_>) -> Judged {
        let windows: Vec<Window<'_>> = asked.dated.iter().map(|dated| self.window(dated, seat)).collect();
        if let Some(none) = windows.iter().find_map(Window::without_event) {
            let mut judged = Judged::of(Possible::DOES_NOT_APPLY);
            judged.data.extend(none.data.iter().cloned());
            judged.because.extend(none.because.iter().cloned());
            return judged;
        }
        let search = self.search(asked, &windows, seat);
        let fitting = search.candidates.iter().filter(|one| one.truth() == Truth::True);
        let newest = fitting.max_by_key(|one| one.document.dated);
        let open = search.candidates.iter().any(|one| one.truth() == Truth::Unknown);
        // There may be no such event, and then the day of a document does not matter.
        let open = open || windows.iter().any(Window::is_open);
        let truth = match newest {
            Some(_) => Truth::True,
            None if open || !search.unlisted.is_empty() => Truth::Unknown,
            None => Truth::False,
        };
        let mut judged = Judged::of(Possible::of(truth));
        if windows.iter().any(Window::may_be_without_event) {
            judged.truth = judged.truth.or_else(Possible::DOES_NOT_APPLY);
        }
        let said = match (newest, truth) {
            (Some(found), _) => {
                judged.data.push(datum(found.document));
                judged.data.extend(windows.iter().flat_map(Window::data));
                Some(words(found.document))
            }
            (None, Truth::False) => Some(self.why_not(asked, &windows, &search, &mut judged)),
            _ => {
                self.what_is_missing(asked, &windows, &search, seat, &mut judged);
                None
            }
        };
        judged.atoms.push(Atom { at, what: asked.words(), truth, measure: None, said, wanted: Vec::new() });
        judged
    }

    /// The days between which a document has to be dated. None can be dated after the day of the check: it is not
    /// there yet.
    fn window<'p>(&'p self, asked: &'p Dated, seat: &Seat<'_>) -> Window<'p> {
        let (event, name, found) = match asked.event {
            Event::AsOf => (Some(self.as_of), None, None),
            Event::Day(day) => (Some(day), None, None),
            Event::Fact(fact) => {
                let found = self.fact(FactKey::of(fact), seat, None);
                let is_there = found.presence == Presence::Sure;
                let day = found.interval.known().filter(|_| is_there).and_then(day_of);
                (day, Some(self.schema.fact(fact).name.as_str()), Some(found))
            }
        };
        let day = |shift: Option<Shift>, open: Date| match (event, shift) {
            (Some(event), Some(Shift::Back(length))) => length.before(event).unwrap_or(Date::MIN),
            (Some(event), Some(Shift::None)) => event,
            (Some(event), Some(Shift::Ahead(length))) => length.after(event).unwrap_or(Date::MAX),
            (_, None) | (None, _) => open,
        };
        let (first, last) = (day(asked.earliest, Date::MIN), day(asked.latest, Date::MAX));
        Window { asked, event, name, first, last: last.min(self.as_of), found }
    }

    fn search<'m>(&self, asked: &DocumentAsked, windows: &[Window<'_>], seat: &Seat<'m>) -> Search<'m> {
        let mut search = Search::default();
        // Were those of the plan to count for each of its options, no list of an option would ever be all there is. A
        // group has none of its own: it is asked for those of what it is a group of.
        if let Some(thing) = seat.things.iter().rev().copied().find(|thing| thing.group.is_none()) {
            let Some(documents) = &thing.documents else {
                search.unlisted.push(thing);
                return search;
            };
            search.lists.push(documents.at);
            if documents.lost.is_some() {
                search.unlisted.push(thing);
            }
            for document in &documents.listed {
                search.candidates.push(Candidate {
                    document,
                    thing,
                    of_kind: same(&document.kind, &asked.kind),
                    by: names_all(document.by.as_deref(), &asked.by),
                    attests: names_all(document.attests.as_deref(), &asked.attesting),
                    dated: windows
                        .iter()
                        .map(|window| self.is_within(window, document))
                        .fold(Truth::True, Truth::and),
                });
            }
        }
        search
    }

    fn is_within(&self, window: &Window<'_>, document: &Document) -> Truth {
        match document.dated {
            None => Truth::Unknown,
            Some(day) if day > self.as_of => Truth::False,
            Some(_) if window.event.is_none() => Truth::Unknown,
            Some(day) => Truth::known(window.first <= day && day <= window.last),
        }
    }

    /// What would settle it: lists that are not given, and what is not said of documents that may fit.
    fn what_is_missing(
        &self,
        asked: &DocumentAsked,
        windows: &[Window<'_>],
        search: &Search<'_>,
        seat: &Seat<'_>,
        judged: &mut Judged,
    ) {
        let open: Vec<&Candidate<'_>> =
            search.candidates.iter().filter(|one| one.truth() == Truth::Unknown).collect();
        for found in
            windows.iter().filter(|window| window.is_open()).filter_map(|window| window.found.as_ref())
        {
            judged.missing.extend(found.missing.iter().cloned());
            judged.because.extend(found.because.iter().cloned());
        }
        if open.iter().any(|one| one.dated == Truth::Unknown) {
            judged.data.extend(windows.iter().flat_map(Window::data));
        }
        let mut missing = |thing: &Thing, fact: String, must_be: Option<String>| {
            let subject = self.subject(thing, &self.prefix_of(seat, thing));
            judged.missing.push(Missing {
                list: None,
                kind: MissingKind::Document,
                fact,
                subject,
                must_be,
                period: None,
                more: 0,
            });
        };
        for candidate in &open {
            let parts = [
                ("signer", candidate.by, candidate.document.by.is_none()),
                ("attestations", candidate.attests, candidate.document.attests.is_none()),
                ("date", candidate.dated, candidate.document.dated.is_none()),
            ];
            for (part, truth, absent) in parts {
                if truth == Truth::Unknown && absent {
                    let fact = format!("{part} of document \"{}\"", candidate.document.kind);
                    missing(candidate.thing, fact, None);
                }
            }
        }
        let narrowed = Some(asked.narrowed()).filter(|narrowed| !narrowed.is_empty());
        let narrowed = narrowed.map(|narrowed| format!("one {narrowed}"));
        for thing in &search.unlisted {
            missing(thing, format!("document \"{}\"", asked.kind), narrowed.clone());
        }
        judged.data.splice(0..0, open.iter().map(|one| datum(one.document)));
        if open.is_empty() && search.candidates.iter().any(|one| one.of_kind) {
            let why = self.why_not(asked, windows, search, judged);
            judged.because.push(why);
        }
    }

    /// Why none of the listed documents will do: of the one that comes nearest, what it lacks.
    fn why_not(
        &self,
        asked: &DocumentAsked,
        windows: &[Window<'_>],
        search: &Search<'_>,
        judged: &mut Judged,
    ) -> String {
        let of_kind: Vec<&Candidate<'_>> = search.candidates.iter().filter(|one| one.of_kind).collect();
        let nearest = of_kind.iter().min_by_key(|one| (one.lacks(), std::cmp::Reverse(one.document.dated)));
        let Some(nearest) = nearest else {
            judged.data.extend(search.lists.iter().map(|at| Datum {
                at: *at,
                label: "listed here".into(),
                period: None,
            }));
            return match search.candidates.len() {
                0 => "the menu lists no documents".into(),
                1 => "the one document that is listed is another".into(),
                many => format!("none of the {many} documents that are listed is one"),
            };
        };
        judged.data.push(datum(nearest.document));
        let newest = of_kind.iter().map(|one| one.document.dated).max().flatten();
        let which = match of_kind.len() {
            1 => "the",
            _ if nearest.document.dated == newest => "the newest",
            _ => "one",
        };
        let it = format!("{which} \"{}\"", nearest.document.kind);
        let one = |texts: &Option<Vec<String>>, and: &str| {
            texts.as_ref().map_or(String::new(), |all| all.join(and))
        };
        if nearest.by == Truth::False {
            let (by, wanted) = (one(&nearest.document.by, " and "), asked.by.join(" and "));
            return match by.is_empty() {
                true => format!("{it} is by nobody, not by {wanted}"),
                false => format!("{it} is by {by}, not by {wanted}"),
            };
        }
        if nearest.attests == Truth::False {
            let attested = nearest.document.attests.as_deref().unwrap_or_default();
            let lacks = asked.attesting.iter().filter(|what| !attested.iter().any(|said| same(said, what)));
            let lacks = lacks.map(|what| format!("\"{what}\"")).collect::<Vec<_>>().join(" and ");
            return format!("{it} does not attest {lacks}");
        }
        let failed = windows.iter().find(|window| self.is_within(window, nearest.document) == Truth::False);
        match (nearest.document.dated, failed) {
            (Some(day), _) if day > self.as_of => {
                format!("{it} is dated {day}, after the day of the check, {}", self.as_of)
            }
            (Some(day), Some(window)) => {
                judged.data.extend(window.data());
                format!("{it} is dated {day}, {}", window.missed_by(day))
            }
            _ => format!("{it} does not fit"),
        }
    }
}

impl Window<'_> {
    /// Where the menu says that there is no such event.
    fn without_event(&self) -> Option<&Found> {
        self.found.as_ref().filter(|found| found.presence == Presence::Nothing)
    }

    /// Whether there may be no such event.
    fn may_be_without_event(&self) -> bool {
        self.found.as_ref().is_some_and(|found| found.presence == Presence::Maybe)
    }

    /// Whether the day of the event is not known.
    fn is_open(&self) -> bool {
        self.event.is_none()
    }

    /// Where the menu gives the event.
    fn data(&self) -> Vec<Datum> {
        self.found.iter().flat_map(|found| found.data.iter().cloned()).collect()
    }

    /// `22 months before 2026-09-30; it may be at most 12 months old`
    fn missed_by(&self, day: Date) -> String {
        let Some(event) = self.event else { return "at another time".into() };
        let named = self.name.map_or(event.to_string(), |name| format!("{name}, {event}"));
        let position = match day.cmp(&event) {
            std::cmp::Ordering::Equal => format!("the day of {named}"),
            std::cmp::Ordering::Less => format!("{} before {named}", length(day, event)),
            std::cmp::Ordering::Greater => format!("{} after {named}", length(event, day)),
        };
        match (self.asked.event, self.asked.earliest) {
            (Event::AsOf, Some(Shift::Back(most))) => format!("{position}; it may be at most {most} old"),
            _ => format!("{position}; it has to be dated {}", self.asked.words),
        }
    }
}

impl Candidate<'_> {
    fn truth(&self) -> Truth {
        Truth::known(self.of_kind).and(self.by).and(self.attests).and(self.dated)
    }

    /// How many of the things that are asked for it surely lacks.
    fn lacks(&self) -> usize {
        [self.by, self.attests, self.dated].into_iter().filter(|truth| *truth == Truth::False).count()
    }
}

impl Atom {
    /// Whether it is about a document. No fact, class or definition has a quotation mark in its name.
    pub fn asks_for_document(&self) -> bool {
        self.what.starts_with("document \"")
    }
}

/// Whether all that are asked for are among those that are given.
fn names_all(given: Option<&[String]>, asked: &[String]) -> Truth {
    match given {
        _ if asked.is_empty() => Truth::True,
        None => Truth::Unknown,
        Some(given) => Truth::known(asked.iter().all(|one| given.iter().any(|other| same(one, other)))),
    }
}

/// Whether two texts say the same: capitals and the width of blanks do not matter, and `_` stands for a blank.
fn same(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        let words = text.to_lowercase().replace('_', " ");
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    plain(one) == plain(other)
}

fn datum(document: &Document) -> Datum {
    let hash = document.sha256.as_ref().map(|hash| hash.chars().take(HASH_SHOWN).collect::<String>());
    let hash = hash.map_or(String::new(), |hash| format!(", sha256 {hash}…"));
    Datum {
        at: document.at,
        label: format!("\"{}\", {}{hash}", document.kind, words(document)),
        period: None,
    }
}

/// `dated 2026-02-11, by manager`
fn words(document: &Document) -> String {
    let dated = document.dated.map_or("listed without a date".to_string(), |day| format!("dated {day}"));
    let by = document.by.as_ref().filter(|by| !by.is_empty());
    by.map_or(dated.clone(), |by| format!("{dated}, by {}", by.join(" and ")))
}

/// `22 months`, `1 month and 4 days`, `40 days`
fn length(from: Date, to: Date) -> String {
    let days = i64::from((to - from).get_days());
    let counted = |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match from.until((Unit::Month, to)) {
        Ok(span) if days > 59 => {
            let (months, rest) = (i64::from(span.get_months()), i64::from(span.get_days()));
            match rest {
                0 => counted(months, "month"),
                rest => format!("{} and {}", counted(months, "month"), counted(rest, "day")),
            }
        }
        _ => counted(days, "day"),
    }
}
