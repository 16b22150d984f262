//! From a fact that refers to a thing, to the thing.

use std::collections::BTreeMap;

use super::evidence::{Found, Judged};
use super::world::{Seat, World};
use super::{Datum, Missing};
use crate::menu::{Cell, Menu, Reading, Thing};
use crate::policy::{Condition, ConditionKind, Quantity, QuantityKind, possible};
use crate::source::Span;
use crate::vocabulary::{FactId, FactKey, LevelId, Possible, RatingScale, Schema, Type, Value};

/// What facts refer to, by level and name.
pub(super) struct References<'a> {
    /// What the menu lists, by id; and by name, for a name that one thing has.
    listed: BTreeMap<(LevelId, &'a str), &'a Thing>,
    /// What it names and does not list: of these nothing is known.
    unlisted: BTreeMap<(LevelId, &'a str), Thing>,
    /// Of each level, one of which not even the name is known.
    nameless: BTreeMap<LevelId, Thing>,
}

/// The thing that a fact refers to, and what is known of the way there.
struct Followed<'s> {
    seat: Seat<'s>,
    /// Where the menu names it.
    named: Option<Datum>,
    /// What is missing, if the menu does not say which thing it is. It may then be any.
    missing: Option<Missing>,
    /// The list in which the thing would stand, if the menu does not have it.
    list: Option<String>,
}

impl<'a> References<'a> {
    pub(super) fn of(schema: &Schema, menu: &'a Menu) -> Self {
        let mut listed: BTreeMap<(LevelId, &str), &Thing> = BTreeMap::new();
        for thing in menu.named() {
            listed.entry((thing.level, thing.id.as_str())).or_insert(thing);
        }
        let mut by_name: BTreeMap<(LevelId, &str), Vec<&Thing>> = BTreeMap::new();
        for thing in menu.named() {
            by_name.entry((thing.level, thing.name.as_str())).or_default().push(thing);
        }
        for (name, things) in by_name {
            if let [only] = things.as_slice() {
                listed.entry(name).or_insert(only);
            }
        }
        let mut unlisted = BTreeMap::new();
        for thing in std::iter::once(&menu.plan).chain(&menu.funds) {
            name_unlisted(schema, thing, &listed, &mut unlisted);
        }
        let nameless = schema.level_ids().map(|level| {
            let name = schema.level(level).name.as_str();
            (level, Thing::new(level, name, name, menu.plan.at))
        });
        References { listed, unlisted, nameless: nameless.collect() }
    }

    /// The thing of a level with this id or name.
    pub(super) fn find(&self, level: LevelId, name: &str) -> Option<&'a Thing> {
        self.listed.get(&(level, name)).copied()
    }
}

/// What a thing, or anything in it, refers to by a name that the menu does not list.
fn name_unlisted<'a>(
    schema: &Schema,
    thing: &'a Thing,
    listed: &BTreeMap<(LevelId, &'a str), &'a Thing>,
    unlisted: &mut BTreeMap<(LevelId, &'a str), Thing>,
) {
    for (key, cell) in &thing.facts {
        let Type::Reference(level) = schema.fact(key.fact).ty else { continue };
        if let Reading::Described { thing, .. } = &cell.reading {
            name_unlisted(schema, thing, listed, unlisted);
        }
        if let Some(name) = cell.text().filter(|name| !listed.contains_key(&(level, *name))) {
            let stand_in = || Thing::new(level, name, name, cell.at);
            unlisted.entry((level, name)).or_insert_with(stand_in);
        }
    }
    for inner in thing.parts().iter().chain(thing.members.values().flatten()) {
        name_unlisted(schema, inner, listed, unlisted);
    }
}

impl Followed<'_> {
    /// Of what is missing of a thing that the menu does not have, it is told where the thing would stand.
    fn say_list(&self, missing: &mut [Missing]) {
        let (Some(list), Some(thing)) = (&self.list, self.seat.subject()) else { return };
        for missing in missing.iter_mut().filter(|missing| missing.subject.at == thing.at) {
            missing.list = Some(list.clone());
        }
    }
}

impl World<'_> {
    /// A quantity of the thing that a fact refers to.
    pub(super) fn quantity_of(
        &self,
        fact: FactId,
        of: &Quantity,
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        if let Some((owner, cell)) = self.to_nothing(fact, seat) {
            return self.stated_absence(owner, FactKey::of(fact), cell);
        }
        let Some(followed) = self.follow(fact, seat) else { return Found::of(possible(of, self.schema)) };
        let found = self.quantity(of, &followed.seat, scale);
        if let Some(mut missing) = followed.missing {
            // Which thing it is decides: what would be missing of it does not.
            let mut any = Found::of(possible(of, self.schema));
            any.presence = found.presence;
            if let QuantityKind::Fact(key) = &of.kind {
                missing.fact = format!("{} of {}", self.schema.key_name(*key), missing.fact);
            }
            any.missing.push(missing);
            return any;
        }
        let mut found = found;
        found.data.extend(followed.named.clone());
        followed.say_list(&mut found.missing);
        found
    }

    /// A condition on the thing that a fact refers to.
    pub(super) fn condition_of(&self, fact: FactId, of: &Condition, seat: &Seat<'_>) -> Judged {
        let key = match &of.kind {
            ConditionKind::Is { fact, .. } | ConditionKind::Known(fact) | ConditionKind::Flag(fact) => {
                Some(*fact)
            }
            _ => None,
        };
        self.judged_of(fact, key, seat, &|seat| self.condition(of, seat))
    }

    /// What is judged of the thing that a fact refers to, by one of its own facts perhaps.
    pub(super) fn judged_of(
        &self,
        fact: FactId,
        key: Option<FactKey>,
        seat: &Seat<'_>,
        judge: &dyn Fn(&Seat<'_>) -> Judged,
    ) -> Judged {
        if let Some((owner, cell)) = self.to_nothing(fact, seat) {
            let found = self.stated_absence(owner, FactKey::of(fact), cell);
            return Judged {
                data: found.data,
                because: found.because,
                ..Judged::of(Possible::DOES_NOT_APPLY)
            };
        }
        let Some(followed) = self.follow(fact, seat) else { return Judged::of(Possible::ANYTHING) };
        let mut judged = judge(&followed.seat);
        let name = &self.schema.fact(fact).name;
        for atom in &mut judged.atoms {
            atom.what = format!("{} of {name}", atom.what);
        }
        if let Some(mut missing) = followed.missing {
            if let Some(key) = key {
                missing.fact = format!("{} of {}", self.schema.key_name(key), missing.fact);
            }
            judged.truth = Possible::ANYTHING;
            judged.missing = vec![missing];
            judged.relied.clear();
            return judged;
        }
        judged.data.extend(followed.named.clone());
        followed.say_list(&mut judged.missing);
        judged
    }

    /// Where the menu says that a fact refers to nothing: of what has no benchmark nothing is compared.
    fn to_nothing<'s>(&'s self, fact: FactId, seat: &Seat<'s>) -> Option<(&'s Thing, &'s Cell)> {
        let owner = seat.of_level(self.schema.fact(fact).level)?;
        let cell = self.cell(owner, FactKey::of(fact))?;
        (cell.reading == Reading::Nothing).then_some((owner, cell))
    }

    fn follow<'s>(&'s self, fact: FactId, seat: &Seat<'s>) -> Option<Followed<'s>> {
        let key = FactKey::of(fact);
        let fact = self.schema.fact(fact);
        let Type::Reference(level) = fact.ty else { return None };
        let owner = seat.of_level(fact.level)?;
        let below = |thing: &'s Thing| Seat { things: vec![&self.menu.plan, thing] };
        let label =
            |name: &str, at: Span| Datum { at, label: format!("{}: {name}", fact.name), period: None };
        let Some(Cell { reading, at }) = self.cell(owner, key) else {
            let prefix = self.prefix_of(seat, owner);
            let missing = Some(self.missing_fact(owner, &prefix, &fact.name));
            let seat = below(self.references.nameless.get(&level)?);
            return Some(Followed { seat, named: None, missing, list: None });
        };
        let known = |thing: &'s Thing, name: &str| Followed {
            seat: below(thing),
            named: Some(label(name, *at)),
            missing: None,
            list: None,
        };
        match reading {
            Reading::Described { name, thing } => {
                Some(known(thing, name.as_deref().unwrap_or("described here")))
            }
            Reading::Exactly(Value::Text(name)) => match self.references.find(level, name) {
                Some(thing) => Some(known(thing, name)),
                None => {
                    let thing = self.references.unlisted.get(&(level, name.as_str()))?;
                    let list = Some(self.schema.level(level).plural());
                    Some(Followed { list, ..known(thing, name) })
                }
            },
            _ => None,
        }
    }
}
