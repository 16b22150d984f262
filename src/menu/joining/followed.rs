//! Things through time: which option, holding or account of an earlier menu is which of a later one.
//!
//! An id that both menus give comes first, then numbers, then other names that somebody lists, then a name that only one
//! thing has on either menu. Where that leaves a doubt, two things are not matched, and the reason is kept.

use std::collections::{BTreeMap, BTreeSet};

use super::identity::{Keys, Number, normal};
use super::unmatched::{Doubt, Reason, diagnostic};
use crate::menu::thing::{Content, Followed, Menu, Path, Thing};
use crate::source::Span;
use crate::vocabulary::{LevelId, Schema};

/// Numbers that tell one share class or security from another, the most lasting first. A series or an LEI belongs to a fund
/// or an issuer, which has several.
const OF_ONE: [Number; 4] = [Number::Class, Number::Cusip, Number::Isin, Number::Ticker];

/// Those of them that are never given to another.
const LASTING: [Number; 3] = [Number::Class, Number::Cusip, Number::Isin];

type OtherNames = BTreeMap<String, BTreeSet<String>>;

/// Gives things of older menus, the newest first, the keys of the same things on `menu`, or on one between them.
pub(in crate::menu) fn match_up(menu: &Menu, older: &mut [Menu], schema: &Schema) {
    let also = other_names(menu);
    let mut known = inside_of(&menu.plan, Some(&also), schema);
    let funds = menu.funds.iter().map(|fund| Known::of(fund, fund.key(), Some(&also), schema));
    let mut funds: Vec<Known> = funds.collect();
    for then in older {
        let Some(day) = then.as_of else { continue };
        let also = other_names(then);
        let mut matching = Matching { day: day.to_string(), schema, unmatched: BTreeMap::new() };
        matching.inside(&mut known, &mut then.plan, &mut Path::new(), Some(&also));
        let mut path = Path::new();
        matching.list(&mut funds, &mut then.funds, &then.plan.name, &mut path, Some(&also));
        then.unmatched = matching.unmatched;
    }
}

fn other_names(menu: &Menu) -> OtherNames {
    let mut names = OtherNames::new();
    for (name, id) in &menu.also_known_as {
        names.entry(id.clone()).or_default().insert(name.clone());
    }
    names
}

/// What a thing is known by.
#[derive(Default)]
struct Marks {
    ids: BTreeSet<String>,
    names: BTreeSet<String>,
    also: BTreeSet<String>,
    numbers: BTreeMap<Number, BTreeSet<String>>,
}

/// What numbers say of two things.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Same,
    Different,
    Silent,
}

impl Marks {
    fn of(thing: &Thing, also: Option<&OtherNames>, schema: &Schema) -> Self {
        let mut numbers: BTreeMap<Number, BTreeSet<String>> = BTreeMap::new();
        for (number, (text, _)) in Keys::of_thing(thing, schema).numbers {
            if !is_placeholder(number, &text) {
                numbers.insert(number, BTreeSet::from([text]));
            }
        }
        // An ISIN of the United States or Canada has the CUSIP in it.
        let isin = numbers.get(&Number::Isin).and_then(BTreeSet::first);
        let inner = isin.filter(|isin| isin.starts_with("US") || isin.starts_with("CA"));
        if let Some(cusip) = inner.and_then(|isin| isin.get(2..11)).map(str::to_string) {
            numbers.entry(Number::Cusip).or_insert_with(|| BTreeSet::from([cusip]));
        }
        Marks {
            ids: thing.given_id.iter().cloned().collect(),
            names: BTreeSet::from([thing.name.clone()]),
            also: also.and_then(|also| also.get(&thing.id)).cloned().unwrap_or_default(),
            numbers,
        }
    }

    fn absorb(&mut self, other: Marks) {
        self.ids.extend(other.ids);
        self.names.extend(other.names);
        self.also.extend(other.also);
        for (number, texts) in other.numbers {
            self.numbers.entry(number).or_default().extend(texts);
        }
    }

    /// Names and ids: what is a name on one menu may be an id on the other.
    fn texts(&self) -> impl Iterator<Item = &String> {
        self.names.iter().chain(&self.ids)
    }

    fn all_numbers(&self) -> impl Iterator<Item = (Number, &String)> {
        self.numbers.iter().flat_map(|(number, texts)| texts.iter().map(move |text| (*number, text)))
    }

    /// By the most lasting number that both have.
    fn numbers(&self, other: &Marks, among: &[Number]) -> Numbers {
        let both = |number: &Number| Some((self.numbers.get(number)?, other.numbers.get(number)?));
        match among.iter().find_map(both) {
            Some((own, others)) if own.is_disjoint(others) => Numbers::Different,
            Some(_) => Numbers::Same,
            None => Numbers::Silent,
        }
    }

    /// Whether anything but a name says that they are two.
    fn contradicts(&self, other: &Marks) -> bool {
        let ids = !self.ids.is_empty() && !other.ids.is_empty() && self.ids.is_disjoint(&other.ids);
        let differs = |(number, texts): (&Number, &BTreeSet<String>)| {
            other.numbers.get(number).is_some_and(|others| texts.is_disjoint(others))
        };
        ids || self.numbers.iter().any(differs)
    }
}

/// `000000000` stands in many files for no number at all.
fn is_placeholder(number: Number, text: &str) -> bool {
    let mut characters = text.chars();
    let first = characters.next();
    LASTING.contains(&number) && characters.all(|character| Some(character) == first)
}

/// A thing as all later menus together know it.
struct Known {
    key: String,
    name: String,
    at: Span,
    level: LevelId,
    /// Whether the menu that is checked has it.
    is_current: bool,
    marks: Marks,
    inside: Inside,
}

type Inside = BTreeMap<LevelId, Vec<Known>>;

impl Known {
    /// Its name and its id on the latest menu that has it.
    fn names(&self) -> BTreeSet<String> {
        BTreeSet::from([self.key.clone(), self.name.clone()])
    }

    fn of(thing: &Thing, key: &str, also: Option<&OtherNames>, schema: &Schema) -> Self {
        Known {
            key: key.to_string(),
            name: thing.name.clone(),
            at: thing.at,
            level: thing.level,
            is_current: thing.followed.is_none(),
            marks: Marks::of(thing, also, schema),
            inside: inside_of(thing, None, schema),
        }
    }
}

fn inside_of(thing: &Thing, also: Option<&OtherNames>, schema: &Schema) -> Inside {
    let mut inside = Inside::new();
    for thing in thing.parts().iter().chain(thing.members.values().flatten()) {
        inside.entry(thing.level).or_default().push(Known::of(thing, thing.key(), also, schema));
    }
    inside
}

/// An older menu as it is matched with later ones.
struct Matching<'s> {
    day: String,
    schema: &'s Schema,
    unmatched: BTreeMap<Path, crate::diagnostics::Diagnostic>,
}

impl Matching<'_> {
    fn inside(&mut self, known: &mut Inside, then: &mut Thing, path: &mut Path, also: Option<&OtherNames>) {
        let parts = match &mut then.content {
            Content::Parts(parts) => parts.as_mut_slice(),
            _ => &mut [],
        };
        for things in std::iter::once(parts).chain(then.members.values_mut().map(Vec::as_mut_slice)) {
            if let Some(level) = things.first().map(|thing| thing.level) {
                self.list(known.entry(level).or_default(), things, &then.name, path, also);
            }
        }
    }

    fn list(
        &mut self,
        known: &mut Vec<Known>,
        then: &mut [Thing],
        whole: &str,
        path: &mut Path,
        also: Option<&OtherNames>,
    ) {
        let marks: Vec<Marks> = then.iter().map(|thing| Marks::of(thing, also, self.schema)).collect();
        let mut pairs = Pairs::of(known.iter().map(|known| &known.marks).collect(), &marks);
        pairs.find();
        let Pairs { of_then, doubts, .. } = pairs;
        let mut may_be_of = Places::<usize>::new();
        for (known, (_, others)) in doubts.iter().filter(|(_, (reason, _))| reason.is_open()) {
            for then in others {
                may_be_of.entry(*then).or_default().insert(*known);
            }
        }
        let mut current = Places::<String>::new();
        for (place, known) in known.iter().enumerate().filter(|(_, known)| known.is_current) {
            for name in known.names() {
                current.entry(name).or_default().insert(place);
            }
        }
        self.report(known, then, whole, path, doubts);
        for (place, ((thing, marks), pair)) in then.iter_mut().zip(marks).zip(of_then).enumerate() {
            let texts: BTreeSet<String> = marks.texts().cloned().collect();
            match pair.and_then(|place| known.get_mut(place)) {
                Some(known) => {
                    let called = if known.is_current { known.names() } else { texts };
                    let perhaps_called = BTreeSet::new();
                    thing.followed = Some(Followed { key: known.key.clone(), called, perhaps_called });
                    known.marks.absorb(marks);
                    path.push((known.level, known.key.clone()));
                    self.inside(&mut known.inside, thing, path, None);
                    path.pop();
                }
                None => {
                    // No thing of a later menu has this key.
                    let key = format!("{}\n{}", self.day, thing.id);
                    let in_doubt = may_be_of.get(&place).into_iter().flatten();
                    let in_doubt = in_doubt.filter_map(|place| known.get(*place));
                    let in_doubt = in_doubt.filter(|known| known.is_current).flat_map(Known::names);
                    let mut perhaps_called: BTreeSet<String> = in_doubt.collect();
                    // A name that another has now is no longer its own.
                    let (taken, called): (BTreeSet<String>, BTreeSet<String>) =
                        texts.into_iter().partition(|text| current.contains_key(text));
                    let open = |place: &usize| {
                        known.get(*place).is_some_and(|known| !known.marks.contradicts(&marks))
                    };
                    let is_open = |name: &String| current.get(name).into_iter().flatten().any(open);
                    perhaps_called.extend(taken.into_iter().filter(is_open));
                    thing.followed = Some(Followed { key, called, perhaps_called });
                    known.push(Known::of(thing, thing.key(), also, self.schema));
                }
            }
        }
    }

    fn report(
        &mut self,
        known: &[Known],
        then: &[Thing],
        whole: &str,
        path: &Path,
        doubts: BTreeMap<usize, (Reason, BTreeSet<usize>)>,
    ) {
        let mut told = Vec::new();
        let mut paths = Vec::new();
        for (place, (reason, others)) in doubts {
            let Some(known) = known.get(place) else { continue };
            let others = others.into_iter().filter_map(|place| then.get(place));
            let others = others.map(|thing| thing.at).collect();
            told.push(Doubt { name: known.name.clone(), at: known.at, level: known.level, reason, others });
            let mut path = path.clone();
            path.push((known.level, known.key.clone()));
            paths.push(path);
        }
        if let Some(diagnostic) = diagnostic(told, whole, &self.day, self.schema) {
            self.unmatched.extend(paths.into_iter().map(|path| (path, diagnostic.clone())));
        }
    }
}

/// Which of the things that are known are which of an older menu, each by its place in its list.
struct Pairs<'m> {
    known: Vec<&'m Marks>,
    then: &'m [Marks],
    of_then: Vec<Option<usize>>,
    /// Of an older menu, those of which something says which they are, though not clearly.
    unclear: BTreeSet<usize>,
    taken: BTreeSet<usize>,
    doubts: BTreeMap<usize, (Reason, BTreeSet<usize>)>,
    by_id: Places<&'m str>,
    by_text: Places<&'m str>,
    by_number: Places<(Number, &'m str)>,
    by_other_name: Places<String>,
}

type Places<K> = BTreeMap<K, BTreeSet<usize>>;

impl<'m> Pairs<'m> {
    fn of(known: Vec<&'m Marks>, then: &'m [Marks]) -> Self {
        let mut pairs = Pairs {
            of_then: vec![None; then.len()],
            then,
            unclear: BTreeSet::new(),
            taken: BTreeSet::new(),
            doubts: BTreeMap::new(),
            by_id: Places::new(),
            by_text: Places::new(),
            by_number: Places::new(),
            by_other_name: Places::new(),
            known,
        };
        for (place, marks) in pairs.known.iter().copied().enumerate() {
            for id in &marks.ids {
                pairs.by_id.entry(id).or_default().insert(place);
            }
            for text in marks.texts() {
                pairs.by_text.entry(text).or_default().insert(place);
            }
            for (number, text) in marks.all_numbers() {
                pairs.by_number.entry((number, text)).or_default().insert(place);
            }
            for name in &marks.also {
                pairs.by_other_name.entry(name.clone()).or_default().insert(place);
                pairs.by_other_name.entry(normal(name)).or_default().insert(place);
            }
        }
        pairs
    }

    fn find(&mut self) {
        let number: Vec<BTreeSet<usize>> = self.then.iter().map(|then| self.by_number(then)).collect();
        let id = self.then.iter().zip(&number).map(|(then, by_number)| {
            let by_id = self.by_id(then);
            // A number that only others have makes the id doubtful.
            let points_elsewhere = !by_id.is_empty() && by_id.is_disjoint(by_number);
            if points_elsewhere { &by_id | by_number } else { by_id }
        });
        let id: Vec<BTreeSet<usize>> = id.collect();
        self.settle(&id, Reason::SeveralById);
        self.settle(&number, Reason::SeveralByNumber);
        let other: Vec<BTreeSet<usize>> = self.then.iter().map(|then| self.by_other_name(then)).collect();
        self.settle(&other, Reason::SeveralByOtherName);
        let name: Vec<BTreeSet<usize>> = self.then.iter().map(|then| self.by_name(then)).collect();
        self.settle(&name, Reason::SeveralByName);
        self.contradictions();
    }

    fn by_id(&self, then: &Marks) -> BTreeSet<usize> {
        let of_id = then.ids.iter().filter_map(|id| self.by_id.get(id.as_str())).flatten().copied();
        of_id.filter(|place| self.numbers(*place, then, &LASTING) != Numbers::Different).collect()
    }

    fn by_number(&self, then: &Marks) -> BTreeSet<usize> {
        let of_one = then.all_numbers().filter(|(number, _)| OF_ONE.contains(number));
        let places = of_one.filter_map(|(number, text)| self.by_number.get(&(number, text.as_str())));
        let places = places.flatten().copied();
        places.filter(|place| self.numbers(*place, then, &OF_ONE) == Numbers::Same).collect()
    }

    fn by_other_name(&self, then: &Marks) -> BTreeSet<usize> {
        let numbers = then.all_numbers().map(|(_, text)| text);
        let own = then.texts().chain(numbers).filter_map(|text| self.by_other_name.get(text)).flatten();
        let of_known = then.also.iter().flat_map(|name| {
            let text = normal(name);
            let number = move |number| self.by_number.get(&(number, text.as_str())).cloned();
            let numbers: Vec<BTreeSet<usize>> = OF_ONE.into_iter().filter_map(number).collect();
            self.by_text.get(name.as_str()).cloned().into_iter().chain(numbers).flatten()
        });
        own.copied().chain(of_known).collect()
    }

    fn by_name(&self, then: &Marks) -> BTreeSet<usize> {
        let places = then.texts().filter_map(|text| self.by_text.get(text.as_str())).flatten().copied();
        let is_open = |place: &usize| self.known.get(*place).is_some_and(|known| !known.contradicts(then));
        places.filter(is_open).collect()
    }

    fn numbers(&self, place: usize, then: &Marks, among: &[Number]) -> Numbers {
        self.known.get(place).map_or(Numbers::Silent, |known| known.numbers(then, among))
    }

    /// Matches those that only each other can be. Of all others that are still open, it stays open which they are.
    fn settle(&mut self, candidates: &[BTreeSet<usize>], reason: Reason) {
        let mut reverse: Places<usize> = Places::new();
        for (then, places) in candidates.iter().enumerate() {
            for place in places {
                reverse.entry(*place).or_default().insert(then);
            }
        }
        for (then, places) in candidates.iter().enumerate() {
            let is_open =
                self.of_then.get(then).is_some_and(Option::is_none) && !self.unclear.contains(&then);
            if places.is_empty() || !is_open {
                continue;
            }
            let only = places.first().copied().filter(|place| {
                places.len() == 1 && reverse.get(place).is_some_and(|others| others.len() == 1)
            });
            let free = |place: &usize| !self.taken.contains(place) && !self.doubts.contains_key(place);
            match (only.filter(free), self.of_then.get_mut(then)) {
                (Some(place), Some(pair)) => {
                    *pair = Some(place);
                    self.taken.insert(place);
                }
                _ => {
                    self.unclear.insert(then);
                    for place in places.iter().filter(|place| !self.taken.contains(place)) {
                        let others = reverse.get(place).cloned().unwrap_or_default();
                        self.doubts.entry(*place).or_insert((reason, others));
                    }
                }
            }
        }
    }

    /// What has the id, the number or the name of another one then.
    fn contradictions(&mut self) {
        for (then, marks) in self.then.iter().enumerate() {
            let of_id = marks.ids.iter().filter_map(|id| self.by_id.get(id.as_str())).flatten();
            let of_id = of_id.map(|place| (*place, Reason::OtherById));
            let of_number = marks.all_numbers().filter(|(number, _)| OF_ONE.contains(number));
            let of_number =
                of_number.filter_map(|(number, text)| self.by_number.get(&(number, text.as_str())));
            let of_number = of_number.flatten().map(|place| (*place, Reason::OtherByNumber));
            let of_name = marks.texts().filter_map(|text| self.by_text.get(text.as_str()));
            let of_name = of_name.filter(|places| places.len() == 1).flatten();
            let of_name = of_name.map(|place| (*place, Reason::OtherByName));
            for (place, reason) in of_id.chain(of_number).chain(of_name) {
                if !self.taken.contains(&place) {
                    self.doubts.entry(place).or_insert((reason, BTreeSet::from([then])));
                }
            }
        }
    }
}
