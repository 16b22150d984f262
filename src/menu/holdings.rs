//! What a thing consists of: one class, parts, or a share in another fund.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::vocabulary::{ClassId, End, Exact, FactKey, LevelId, Moments};

use super::cell::measure;
use super::forms::raw::{Key, Raw, RawKind};
use super::from_raw::Reader;
use super::thing::{Content, Reading, Thing};
use super::words;

impl Reader<'_> {
    /// The content that the keys `class`, `holds`, `fund` and `blend` give. A thing has one of them at most.
    pub(super) fn content(
        &mut self,
        entries: &[(Key, Raw)],
        level: LevelId,
        owner: Option<&str>,
        at: Span,
        shorts: bool,
    ) -> Content {
        let given: Vec<&(Key, Raw)> = entries
            .iter()
            .filter(|(key, value)| {
                let blends = key.name == "blend" && self.can_blend(level);
                (blends || matches!(key.name.as_str(), "class" | "holds" | "fund")) && !value.is_absent()
            })
            .collect();
        match given.as_slice() {
            [] => Content::Closed,
            [(_, value)] if value.is_refused() => Content::Closed,
            [(key, value)] => match key.name.as_str() {
                "class" => self.class(value),
                "fund" => {
                    let level = self.levels.option;
                    let id = self.word("fund", value);
                    id.map_or(Content::Closed, |id| Content::Fund { level, id, at: value.at })
                }
                "blend" => self.blend(value, level, owner, at),
                _ => self.holds(value, owner, at, shorts),
            },
            [(first, _), (second, _), ..] => {
                let message = Diagnostic::new(
                    &kinds::MENU_SHAPE,
                    second.at,
                    format!("`{}` and `{}` contradict each other", first.name, second.name),
                )
                .label("the second one")
                .also(first.at, "the first one")
                .note("a thing is in one class, or consists of parts, or is a share in one fund")
                .help("keep the one that is right");
                self.say(message);
                Content::Closed
            }
        }
    }

    fn class(&mut self, value: &Raw) -> Content {
        let Some(name) = self.word("class", value) else { return Content::Closed };
        match self.class_named(&name, value.at) {
            Some(class) => Content::Class { class, at: value.at },
            None => Content::Closed,
        }
    }

    fn class_named(&mut self, name: &str, at: Span) -> Option<ClassId> {
        let class = self.schema.class_named(name);
        if class.is_none() {
            let known: Vec<&str> =
                self.schema.class_ids().map(|class| self.schema.class(class).name.as_str()).collect();
            let mut message = Diagnostic::new(
                &kinds::UNKNOWN_NAME,
                at,
                format!("`{}` is not an asset class", words::shown(name)),
            );
            match self.near(name, known.iter().copied()) {
                Some(near) => {
                    message = message.help(format!("did you mean `{near}`?"));
                    let form = if self.source.slice(at).starts_with('"') {
                        super::forms::raw::Form::Quoted
                    } else {
                        super::forms::raw::Form::Plain
                    };
                    if let Some(replacement) = self.replacement(at, form, near) {
                        message = message.maybe_fix(at, replacement);
                    }
                }
                None => {
                    message = message
                        .note(format!("known classes are {}", listed(known, 8)))
                        .help("use a class that is known, declare this one in a policy, or hold a fund as `- { fund: …, weight: … }`");
                }
            }
            self.say(message);
        }
        class
    }

    fn holds(&mut self, value: &Raw, owner: Option<&str>, at: Span, shorts: bool) -> Content {
        let parts = match &value.kind {
            RawKind::Map(sleeves) => {
                sleeves.iter().map(|(class, weight)| self.sleeve(class, weight)).collect()
            }
            RawKind::List(items) => {
                let read = items.iter().zip(1_usize..).map(|(item, number)| {
                    Some(self.thing(item, self.levels.holding, "holding", number, shorts)?.thing)
                });
                // Without one of its parts, the rest would be taken for more of the whole than it is.
                let parts: Option<Vec<Thing>> = read.collect::<Vec<_>>().into_iter().collect();
                match parts {
                    Some(parts) => parts,
                    None => return Content::Closed,
                }
            }
            _ => {
                let message = Diagnostic::new(&kinds::MENU_SHAPE, value.at, format!("`holds` lists parts, and this is {}", value.words()))
                    .help("write `holds: { us_equity: 60%, core_bond: 40% }`, or a list of holdings with a `name` and a `weight` each");
                self.say(message);
                return Content::Closed;
            }
        };
        let mut parts: Vec<Thing> = parts;
        if parts.is_empty() {
            return Content::Closed;
        }
        for part in &mut parts {
            self.refuse_negative(part, shorts);
        }
        set_apart(&mut parts);
        if shorts || self.weights_fit(&parts, owner, at) { Content::Parts(parts) } else { Content::Closed }
    }

    /// `us_equity: 54%`, or `us_equity: { weight: 54%, … }`.
    fn sleeve(&mut self, class: &Key, value: &Raw) -> Thing {
        // What it is a part of has a history of its own.
        let outer = std::mem::take(&mut self.history);
        let (mut facts, mut documents, mut moments) = (BTreeMap::new(), None, Moments::new());
        if let RawKind::Map(entries) = &value.kind {
            for (key, value) in entries {
                match key.name.as_str() {
                    "documents" => documents = self.documents(key, value),
                    "at" => moments = self.moments(key, value),
                    "note" => {}
                    _ => self.fact(self.levels.holding, key, value, &mut facts),
                }
            }
        } else if let Some(fact) = self.schema.fact_named(self.levels.holding, "weight") {
            let key = FactKey::of(fact);
            if let Some(cell) = self.cell(key, value) {
                facts.insert(key, cell);
            }
        }
        let content = match self.class_named(&class.name, class.at) {
            Some(id) => Content::Class { class: id, at: class.at },
            None => Content::Closed,
        };
        let name = class.name.as_str();
        let history = std::mem::replace(&mut self.history, outer);
        let thing = Thing::new(self.levels.holding, name, name, class.at);
        Thing { facts, content, documents, history, moments, ..thing }
    }

    /// Whether a holding says what type of asset it is, or that it is none: a line of a filing, in which derivatives at a
    /// loss and what the fund owes stand with their sign.
    fn is_filed(&self, part: &Thing) -> bool {
        let fact = self.schema.fact_named(self.levels.holding, "asset_category");
        fact.is_some_and(|fact| part.facts.contains_key(&FactKey::of(fact)))
    }

    /// A negative weight or amount is a short position, which a fund must say that it takes.
    pub(super) fn refuse_negative(&mut self, part: &mut Thing, shorts: bool) {
        for (name, what) in [("weight", "weight"), ("assets", "market value")] {
            let Some(fact) = self.schema.fact_named(self.levels.holding, name) else { continue };
            let key = FactKey::of(fact);
            let allowed = shorts || self.is_filed(part);
            let Some(cell) = part.facts.get_mut(&key).filter(|_| !allowed) else { continue };
            let negative = match &mut cell.reading {
                Reading::Exactly(value) => measure(value).is_some_and(|number| number.is_negative()),
                Reading::Range(range) => match &range.low {
                    End::At(low) | End::Beyond(low) => low.is_negative(),
                    // `at most 5%`
                    End::Open => {
                        range.low = End::At(Exact::zero());
                        range.high.number().is_some_and(|high| high.is_negative())
                    }
                },
                Reading::Nothing | Reading::Described { .. } => false,
            };
            if !negative {
                continue;
            }
            let message = Diagnostic::new(
                &kinds::VALUE_OUT_OF_RANGE,
                cell.at,
                format!(
                    "the {what} of {} is negative, and nothing says that its fund sells short",
                    part.name
                ),
            )
            .help("check the sign, or write `short_positions: yes` for the option or fund that holds it");
            part.facts.remove(&key);
            self.say(message);
        }
    }
}

/// Gives siblings of one id ids of their own: `Loans`, `Loans (2)`. Two positions in one security are common, and
/// both count.
pub(super) fn set_apart(things: &mut [Thing]) {
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for thing in things.iter() {
        taken.entry(thing.id.clone()).or_insert(0);
    }
    for thing in things {
        let Some(seen) = taken.get_mut(&thing.id) else { continue };
        *seen = seen.saturating_add(1);
        if *seen == 1 {
            continue;
        }
        let base = thing.id.clone();
        let mut number = *seen;
        let mut own = format!("{base} ({number})");
        while taken.contains_key(&own) {
            number = number.saturating_add(1);
            own = format!("{base} ({number})");
        }
        // The next one of this id starts counting where this one stopped: the loop stays linear.
        taken.insert(base, number);
        taken.insert(own.clone(), 1);
        thing.id = own;
    }
}
