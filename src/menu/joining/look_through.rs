//! Holdings that are funds themselves: opened where a text of the run says what that very fund holds.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::Diagnostics;
use crate::source::Span;
use crate::vocabulary::{FactKey, Schema, Value};

use super::identity::{Index, Keys, Number};
use super::join::Joining;
use crate::menu::from_raw::{Identified, Part};
use crate::menu::thing::{Content, Reading, Thing};

/// Where the fund that is looked for stands: (source, option of the source).
type Place = (usize, usize);

/// The funds that the texts of a run open.
struct Shelf {
    index: Index,
    places: Vec<Place>,
}

impl Joining {
    /// Opens holdings that are shares of a fund that a text says more of, and what those hold, to any depth. A fund is known by
    /// the CUSIP, ISIN or ticker of one of its share classes, and by the LEI where the holding is said to be a share of a
    /// registered fund: then it is the fund's own (Form N-PORT, item C.1.b). What is no fund is never opened.
    pub(in crate::menu) fn open_funds(
        &mut self,
        part: &mut Part,
        fitting: &[usize],
        schema: &Schema,
        said: &mut Diagnostics,
    ) {
        let shelf = self.shelf(fitting);
        if shelf.places.is_empty() {
            return;
        }
        let mut ids: BTreeMap<Place, String> = BTreeMap::new();
        let mut taken: BTreeSet<String> =
            part.options.iter().chain(&part.funds).map(|one| one.thing.id.clone()).collect();
        let described: BTreeSet<String> = part
            .options
            .iter()
            .chain(&part.funds)
            .flat_map(|one| [one.thing.id.clone(), one.thing.name.clone()])
            .collect();
        let mut waiting: Vec<Place> = Vec::new();
        let mut link = |thing: &mut Thing, said: &mut Diagnostics| {
            self.link(thing, &shelf, schema, said, &described, &mut |place, joining| {
                if let Some(id) = ids.get(&place) {
                    return Some(id.clone());
                }
                let own = &joining.sources.get(place.0)?.part.options.get(place.1)?.thing.id;
                let mut id = own.clone();
                let mut number = 1_usize;
                while !taken.insert(id.clone()) {
                    number = number.saturating_add(1);
                    id = format!("{own} ({number})");
                }
                ids.insert(place, id.clone());
                waiting.push(place);
                Some(id)
            });
            std::mem::take(&mut waiting)
        };
        let mut funds: Vec<Place> = Vec::new();
        for one in part.options.iter_mut().chain(&mut part.funds) {
            funds.extend(link(&mut one.thing, said));
        }
        let mut opened: Vec<(Place, Identified)> = Vec::new();
        while let Some(place) = funds.pop() {
            let Some(fund) = self.sources.get(place.0).and_then(|source| source.part.options.get(place.1))
            else {
                continue;
            };
            let mut fund = fund.clone();
            funds.extend(link(&mut fund.thing, said));
            opened.push((place, fund));
        }
        // In the order of the texts, whichever was found first.
        opened.sort_by_key(|(place, _)| *place);
        for (place, mut fund) in opened {
            fund.thing.id = ids.remove(&place).unwrap_or(fund.thing.id);
            part.funds.push(fund);
            self.sources.get_mut(place.0).into_iter().for_each(|source| _ = source.used.insert(place.1));
        }
    }

    /// The funds that the texts open: of each the latest, if it is the only one of its day.
    fn shelf(&self, fitting: &[usize]) -> Shelf {
        let mut shelf = Shelf { index: Index::default(), places: Vec::new() };
        for number in fitting {
            let Some(source) = self.sources.get(*number) else { continue };
            for (own, (option, keys)) in source.part.options.iter().zip(&source.keys).enumerate() {
                if !matches!(option.thing.content, Content::Closed) {
                    shelf.index.add(shelf.places.len(), keys);
                    shelf.places.push((*number, own));
                }
            }
        }
        shelf
    }

    fn link(
        &self,
        thing: &mut Thing,
        shelf: &Shelf,
        schema: &Schema,
        said: &mut Diagnostics,
        described: &BTreeSet<String>,
        id_of: &mut dyn FnMut(Place, &Joining) -> Option<String>,
    ) {
        let (Some(whole), Content::Parts(parts)) = (schema.level_named("option"), &mut thing.content) else {
            return;
        };
        for part in parts {
            if let Content::Parts(_) = part.content {
                self.link(part, shelf, schema, said, described, id_of);
                continue;
            }
            let found = match &part.content {
                Content::Closed if may_be_fund(part, schema) => self.fund_of(part, shelf, schema, said),
                // The menu names the fund itself, and does not describe it.
                Content::Fund { level, id, at } if *level == whole && !described.contains(id) => {
                    self.called(id, *at, shelf)
                }
                _ => None,
            };
            let Some((place, at)) = found else { continue };
            if let Some(id) = id_of(place, self) {
                part.content = Content::Fund { level: whole, id, at };
            }
        }
    }

    /// The fund of which a holding is a share.
    fn fund_of(
        &self,
        holding: &Thing,
        shelf: &Shelf,
        schema: &Schema,
        said: &mut Diagnostics,
    ) -> Option<(Place, Span)> {
        let mut keys = Keys::of_thing(holding, schema);
        if !is_registered_fund(holding, schema) {
            keys.numbers.remove(&Number::Lei);
        }
        self.identifiers.add_to(&mut keys, &holding.name, said);
        let (place, at) = Number::ALL.into_iter().find_map(|number| {
            let (text, at) = keys.numbers.get(&number)?;
            let found = shelf.index.numbered(number, text, *at)?;
            Some((self.latest(found.things.iter().filter_map(|place| shelf.places.get(*place)))?, found.by))
        })?;
        // A number that the table adds stands elsewhere; what stands in the holding led to it.
        let own = holding.facts.values().map(|cell| cell.at);
        let at = if at.source == holding.at.source { at } else { own.min().unwrap_or(holding.at) };
        Some((place, at))
    }

    /// The fund that goes by an id, a number or an exact name.
    fn called(&self, id: &str, at: Span, shelf: &Shelf) -> Option<(Place, Span)> {
        let keys = Keys { also: BTreeMap::from([(id.to_string(), at)]), ..Keys::default() };
        let found = shelf.index.find(&keys)?;
        Some((self.latest(found.things.iter().filter_map(|place| shelf.places.get(*place)))?, at))
    }

    /// Of several texts about one fund the one of the latest day, if it is the only one.
    fn latest<'p>(&self, places: impl Iterator<Item = &'p Place>) -> Option<Place> {
        let day = |place: &Place| self.sources.get(place.0).and_then(|source| source.part.menu.as_of);
        let places: Vec<&Place> = places.collect();
        let latest = places.iter().map(|place| day(place)).max()?;
        let mut of_latest = places.into_iter().filter(|place| day(place) == latest);
        let one = of_latest.next()?;
        of_latest.next().is_none().then_some(*one)
    }
}

fn choice<'t>(thing: &'t Thing, fact: &str, schema: &Schema) -> Option<&'t str> {
    let fact = schema.fact_named(thing.level, fact)?;
    match &thing.facts.get(&FactKey::of(fact))?.reading {
        Reading::Exactly(Value::Choice(word)) => Some(word.as_str()),
        _ => None,
    }
}

fn is_registered_fund(holding: &Thing, schema: &Schema) -> bool {
    choice(holding, "issuer_category", schema) == Some("registered_fund")
}

/// A holding that is said to be something else than a share is none: a bond of a fund's sponsor, an option on a fund.
fn may_be_fund(holding: &Thing, schema: &Schema) -> bool {
    choice(holding, "asset_category", schema).is_none_or(|asset| {
        matches!(asset, "common_equity" | "preferred_equity" | "short_term_vehicle" | "other")
    })
}
