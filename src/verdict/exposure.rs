//! Look-through: how much of a thing is in a class, or what a fact comes to, through everything that it holds.

use std::rc::Rc;

use super::Datum;
use super::evidence::{Found, Presence, Sought};
use super::linear::Linear;
use super::world::World;
use crate::menu::{Cell, Content, Reading, Thing};
use crate::vocabulary::{
    ClassId, End, Exact, FactId, FactKey, Interval, LevelId, Rounding, Type, Value, shown,
};

/// A part of a thing, with what is known of its size.
struct Part<'a> {
    thing: &'a Thing,
    found: Found,
    assets: Option<&'a Cell>,
    weight: Option<Exact>,
}

impl World<'_> {
    /// How much of a thing is in a class.
    pub(super) fn share(&self, thing: &Thing, prefix: &str, class: ClassId) -> Found {
        self.sought(thing, prefix, Sought::Class(class))
    }

    /// A sum of shares in several classes, as one number.
    pub(super) fn mixed(&self, thing: &Thing, prefix: &str, linear: &Linear) -> Found {
        let mut found = self.sought(thing, prefix, Sought::Mix(Rc::new(linear.mix.clone())));
        found.interval = found.interval.plus(&Interval::point(linear.constant.clone()));
        found
    }

    /// What a looked-through fact comes to.
    pub(super) fn looked_through(&self, thing: &Thing, prefix: &str, fact: FactId) -> Found {
        self.sought(thing, prefix, Sought::Fact(fact))
    }

    /// Looked up once for each thing: funds may be shared by many, in many layers.
    pub(super) fn sought(&self, thing: &Thing, prefix: &str, sought: Sought) -> Found {
        let key = (std::ptr::from_ref(thing).addr(), sought);
        if let Some(found) = self.seen.borrow().get(&key) {
            return found.clone();
        }
        let found = self.looked_up(thing, prefix, &key.1);
        self.seen.borrow_mut().insert(key, found.clone());
        found
    }

    /// What a fund holds. The funds that it holds are looked up before it, and those that they hold before them, so
    /// that a chain of thousands does not need a stack of thousands. The menu is free of circles.
    fn through_fund(&self, fund: &Thing, sought: &Sought) -> Found {
        let mut waiting = vec![(fund, self.funds_held(fund))];
        while let Some((fund, held)) = waiting.last_mut() {
            let next = held.pop();
            match next {
                Some(inner) => {
                    let key = (std::ptr::from_ref(inner).addr(), sought.clone());
                    let seen = self.seen.borrow().contains_key(&key);
                    if !seen {
                        let held = self.funds_held(inner);
                        waiting.push((inner, held));
                    }
                }
                None => {
                    self.sought(fund, "", sought.clone());
                    waiting.pop();
                }
            }
        }
        self.sought(fund, "", sought.clone())
    }

    /// The funds that a thing or one of its parts is a share of.
    fn funds_held<'t>(&'t self, thing: &'t Thing) -> Vec<&'t Thing> {
        match &thing.content {
            Content::Fund { level, id, .. } => self.references.find(*level, id).into_iter().collect(),
            Content::Parts(parts) => parts.iter().flat_map(|part| self.funds_held(part)).collect(),
            Content::Class { .. } | Content::Closed => Vec::new(),
        }
    }

    fn looked_up(&self, thing: &Thing, prefix: &str, sought: &Sought) -> Found {
        let mut found = self.shown_by_menu(thing, prefix, sought);
        if found.interval.known().is_some() {
            return found;
        }
        match sought {
            // An assumption about an option takes away what is not known, and nothing that is.
            Sought::Class(class) => {
                if let Some(index) = self.assumed_none(thing, *class)
                    && found.interval.low == End::At(Exact::zero())
                {
                    found = Found { missing: Vec::new(), ..found };
                    found.interval = Interval::point(Exact::zero());
                    found.relied.insert((index, format!("{prefix}{}", thing.id)));
                }
            }
            // What is assumed of one class leaves those that are not.
            Sought::Mix(mix) => {
                let assumed = mix.classes().find(|(class, _)| self.assumed_none(thing, *class).is_some());
                if let Some((class, factor)) = assumed {
                    let of_class = self.share(thing, prefix, class);
                    let others = self.sought(thing, prefix, Sought::Mix(Rc::new(mix.without(class))));
                    let sum =
                        of_class.interval.times(&Interval::point(factor.clone())).plus(&others.interval);
                    found.interval = found.interval.meet(&sum).unwrap_or(found.interval);
                    found.relied.extend(of_class.relied);
                    found.relied.extend(others.relied);
                }
            }
            Sought::Fact(_) => {}
        }
        found
    }

    fn shown_by_menu(&self, thing: &Thing, prefix: &str, sought: &Sought) -> Found {
        if let Some(cell) = self.stated_cell(thing, sought) {
            let mut found = Found::of(self.cell_interval(cell));
            found.data.push(Datum {
                at: cell.at,
                label: self.seen_label(&found.interval, sought),
                period: None,
            });
            if let (None, Sought::Fact(fact)) = (found.interval.known(), sought) {
                found.missing.push(self.missing_fact(thing, prefix, &self.schema.fact(*fact).name));
            }
            return found;
        }
        if thing.group.is_some() {
            return self.share_of_group(thing, sought);
        }
        match (&thing.content, sought) {
            (Content::Class { class, at }, Sought::Class(_) | Sought::Mix(_)) => {
                let name = &self.schema.class(*class).name;
                let label = format!("`{}` is {name}", thing.name);
                let mut found = Found::of(self.of_class(*class, sought));
                if found.interval.known().is_none() {
                    found.missing.push(self.missing_holdings(thing, prefix));
                }
                found.data.push(Datum { at: *at, label, period: None });
                found
            }
            (Content::Fund { level, id, .. }, _) => match self.references.find(*level, id) {
                Some(fund) => self.through_fund(fund, sought),
                None => self.unopened(thing, prefix, sought),
            },
            (Content::Parts(parts), _) => self.of_parts(thing, parts, prefix, sought),
            _ => self.unopened(thing, prefix, sought),
        }
    }

    /// What something counts with that is wholly in a class.
    fn of_class(&self, class: ClassId, sought: &Sought) -> Interval {
        match sought {
            Sought::Class(asked) if self.schema.class_is_within(class, *asked) => {
                Interval::point(Exact::one())
            }
            Sought::Class(asked) if self.schema.class_is_within(*asked, class) => Interval::whole(),
            Sought::Class(_) => Interval::point(Exact::zero()),
            Sought::Mix(mix) => mix.range(Some(class), self.schema, |_| false),
            Sought::Fact(fact) => self.schema.fact(*fact).range.clone(),
        }
    }

    /// What the menu states of a thing, so that nothing has to be looked through.
    fn stated_cell<'t>(&'t self, thing: &'t Thing, sought: &Sought) -> Option<&'t Cell> {
        let Sought::Fact(fact) = sought else { return None };
        let of_level = self.schema.fact_named(thing.level, &self.schema.fact(*fact).name)?;
        self.cell(thing, FactKey::of(of_level))
    }

    /// All that may be in what nobody opened. Whatever is not said to sell short does not: else nothing would bound
    /// anything.
    pub(super) fn anything(&self, thing: &Thing, sought: &Sought) -> Interval {
        match sought {
            _ if self.sells_short(thing) => Interval::anything(),
            Sought::Class(_) => Interval::whole(),
            Sought::Mix(mix) => mix.range(None, self.schema, |_| false),
            Sought::Fact(fact) => self.schema.fact(*fact).range.clone(),
        }
    }

    /// A thing, or the rest of a thing, that nobody opened.
    fn unopened(&self, thing: &Thing, prefix: &str, sought: &Sought) -> Found {
        // Options that the menu leaves out may be classified, for all that anybody knows.
        let is_rest_of_plan = self.schema.level(thing.level).parent.is_none()
            || self
                .frame
                .whole_of_rest(thing)
                .is_some_and(|whole| self.schema.level(whole.level).parent.is_none());
        let assumed = |class| if is_rest_of_plan { None } else { self.unclassified_none(class) };
        let relied = |index: usize| (index, format!("{prefix}{}", thing.id));
        if let Sought::Class(class) = sought
            && let Some(index) = assumed(*class)
        {
            let mut found = Found::of(Interval::point(Exact::zero()));
            found.relied.insert(relied(index));
            return found;
        }
        let mut found = Found::of(self.anything(thing, sought));
        if let Sought::Mix(mix) = sought
            && !self.sells_short(thing)
        {
            found.interval = mix.range(None, self.schema, |class| assumed(class).is_some());
            found.relied.extend(mix.classes().filter_map(|(class, _)| assumed(class)).map(relied));
        }
        found.missing.push(match sought {
            Sought::Class(_) | Sought::Mix(_) => self.missing_holdings(thing, prefix),
            Sought::Fact(fact) => self.missing_fact(thing, prefix, &self.schema.fact(*fact).name),
        });
        found
    }

    /// The weighted sum over parts, and over what the list leaves out.
    fn of_parts(&self, thing: &Thing, parts: &[Thing], prefix: &str, sought: &Sought) -> Found {
        let is_plan = self.schema.level(thing.level).parent.is_none();
        let inner = if is_plan { String::new() } else { format!("{prefix}{}/", thing.id) };
        let sizes = self.sizes(thing);
        if parts.is_empty() && !sizes.is_open {
            return Found::nothing("the menu has no options".into());
        }
        let parts: Vec<Part<'_>> = parts
            .iter()
            .enumerate()
            .map(|(index, part)| Part {
                thing: part,
                found: self.sought(part, &inner, sought.clone()),
                assets: self.cell_named(part, "assets"),
                weight: sizes.stated(index).cloned(),
            })
            .collect();
        let rest = self.rest_of(thing, prefix, sought);
        let mut values: Vec<Interval> = parts.iter().map(|part| part.found.interval.clone()).collect();
        if sizes.is_open {
            values.push(rest.interval.clone());
        }
        let mut found = Found::of(sizes.share(&values));
        let option = self.schema.child_of(thing.level);
        let rest_of_options = option.and_then(|option| self.frame.rest(thing, option));
        if parts.is_empty() && rest_of_options.is_some_and(|rest| !self.frame.is_there(rest)) {
            // There may be no options, and nothing is a share of none.
            found.presence = Presence::Maybe;
        }
        found.data = self.contributions(&parts, thing.level, sought);
        let is_decided = found.interval.known().is_some();
        if !is_decided && sizes.are_nothing() {
            let of = &self.schema.level(thing.level).name;
            found.because.push(format!("the {of} has assets of $0, and nothing is a share of them"));
        }
        for part in parts {
            let sized =
                part.weight.is_some() || part.assets.is_some_and(|cell| self.cell_number(cell).is_some());
            found.relied.extend(part.found.relied);
            if is_decided {
                continue;
            }
            if !sized {
                let fact = if is_plan { "assets" } else { "weight" };
                found.missing.push(self.missing_fact(part.thing, &inner, fact));
            }
            found.missing.extend(part.found.missing);
        }
        if sizes.is_open {
            found.relied.extend(rest.relied);
            found.missing.extend(rest.missing.into_iter().filter(|_| !is_decided));
        }
        // A fund that is held in many places is reported once: in layers of funds that each hold the next one twice, the
        // list would double with each.
        found.without_repeats();
        found
    }

    /// What may be of all that a list leaves out.
    fn rest_of(&self, whole: &Thing, prefix: &str, sought: &Sought) -> Found {
        let level = self.schema.child_of(whole.level).unwrap_or(whole.level);
        let mut found = self.unopened(whole, prefix, sought);
        if self.schema.level(whole.level).parent.is_none() {
            found.missing = vec![self.missing_rest(whole, prefix, level)];
        }
        found
    }

    /// Which parts it comes from, the weightiest first, each at the number that the menu gives for it.
    fn contributions(&self, parts: &[Part<'_>], of: LevelId, sought: &Sought) -> Vec<Datum> {
        let what = match sought {
            Sought::Class(class) => format!("in {}", self.schema.class(*class).name),
            Sought::Fact(fact) => self.schema.fact(*fact).name.clone(),
            // What goes into it is shown class by class.
            Sought::Mix(_) => return Vec::new(),
        };
        let whole = Exact::sum(
            parts.iter().filter_map(|part| self.cell_number(part.assets?)).collect::<Vec<_>>().iter(),
        );
        let all_in_dollars = parts.iter().all(|part| part.assets.is_some());
        let of = &self.schema.level(of).name;
        let mut rows: Vec<(Exact, Datum)> = Vec::new();
        for part in parts {
            let Some(low) = part.found.interval.low.number().filter(|low| !low.is_zero()) else { continue };
            let dollars = part.assets.and_then(|cell| self.cell_number(cell));
            let weight = part.weight.clone();
            let by_assets =
                dollars.as_ref().filter(|_| all_in_dollars).and_then(|assets| assets.divided_by(&whole));
            let at =
                part.assets.or(self.cell_named(part.thing, "weight")).map_or(part.thing.at, |cell| cell.at);
            let share = |number: &Exact| shown(&Type::Percent(None), number, None, 2, Rounding::Nearest);
            let (size, label) = match weight.or(by_assets) {
                Some(weight) => {
                    let size = &weight * low;
                    let label = format!("`{}`: {} of the {of} {what}", part.thing.name, share(&size));
                    (size, label)
                }
                None => (low.clone(), format!("`{}`: {} of it {what}", part.thing.name, share(low))),
            };
            rows.push((size, Datum { at, label, period: None }));
        }
        // Nothing of it: what each part is in instead is the evidence.
        if rows.is_empty() {
            return parts.iter().flat_map(|part| part.found.data.iter().cloned()).collect();
        }
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.at.cmp(&b.1.at)));
        rows.into_iter().map(|(_, datum)| datum).collect()
    }

    fn seen_label(&self, interval: &Interval, sought: &Sought) -> String {
        let Sought::Fact(fact) = sought else { return String::new() };
        let fact = self.schema.fact(*fact);
        interval.known().map_or(fact.name.clone(), |known| {
            format!("{} {}", fact.name, shown(&fact.ty, known, None, 2, Rounding::Nearest))
        })
    }

    /// A fact of a thing by its name in the built-in vocabulary; facts with bases have none here.
    pub(super) fn cell_named<'t>(&'t self, thing: &'t Thing, name: &str) -> Option<&'t Cell> {
        let fact = self.schema.fact_named(thing.level, name)?;
        self.cell(thing, FactKey::of(fact))
    }

    /// A cell as all that it may be.
    pub(super) fn cell_interval(&self, cell: &Cell) -> Interval {
        match &cell.reading {
            Reading::Exactly(Value::Duration(length)) => self.days(*length),
            Reading::Exactly(value) => value.interval(self.as_of).unwrap_or_else(Interval::anything),
            Reading::Range(interval) => interval.clone(),
            Reading::Nothing | Reading::Described { .. } => Interval::anything(),
        }
    }

    /// A cell as a number, if it is known.
    pub(super) fn cell_number(&self, cell: &Cell) -> Option<Exact> {
        self.cell_interval(cell).known().cloned()
    }
}
