//! From names to what they name: who holds whom, and that nobody holds itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::vocabulary::{ClassId, LevelId};

use super::from_raw::{Identified, Reader};
use super::holdings::set_apart;
use super::referred::Listed;
use super::thing::{Content, LeftOut, Menu, Reading, Thing};
use super::words;

/// Options and funds among which a likeness is looked for.
const MOST_LIKELY: usize = 200;

/// A holding that is a share in another option or fund.
struct Edge {
    to: usize,
    at: Span,
}

/// What a name can mean.
pub(super) enum Found {
    One(usize),
    /// Two things at least are called so.
    Several(usize, usize),
    None,
}

/// The things of a level by id and by name: options together with funds.
#[derive(Default)]
pub(super) struct Directory {
    ids: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<String, Vec<usize>>,
}

/// Where the references of a menu lead.
#[derive(Default)]
struct Targets {
    /// To things, by id.
    things: BTreeMap<Span, String>,
    /// Parts of a blend that are no thing but an asset class.
    classes: BTreeMap<Span, ClassId>,
}

impl Directory {
    fn add(&mut self, thing: &Thing, index: usize) {
        self.ids.entry(thing.id.clone()).or_default().push(index);
        self.names.entry(thing.name.clone()).or_default().push(index);
    }

    pub(super) fn find(&self, written: &str) -> Found {
        match self.ids.get(written).or_else(|| self.names.get(written)).map(Vec::as_slice) {
            Some([one]) => Found::One(*one),
            Some([first, second, ..]) => Found::Several(*first, *second),
            _ => Found::None,
        }
    }
}

impl Reader<'_> {
    /// Puts options, funds and lists into the menu: ids unique, totals checked, everything that is referred to found,
    /// no circles.
    pub(super) fn settle(
        &mut self,
        options: Vec<Identified>,
        funds: Vec<Identified>,
        lists: Vec<(LevelId, Vec<Identified>)>,
        menu: &mut Menu,
    ) {
        if let Some(LeftOut::NotListed(at)) = menu.leaves_out {
            self.say(
                Diagnostic::new(&kinds::OPTIONS_NOT_LISTED, at, "the menu does not list the plan's options")
                    .note("it is unknown how many options the plan has and what they are, so rules about them cannot be decided")
                    .help("list them under `options`, or correct the path to them in the profile; if the plan has none, write `options: []`"),
            );
        }
        let offered = options.len();
        let options: Vec<Identified> = options.into_iter().chain(funds).collect();
        self.report_repeats(&options, "options or funds");
        let also: Vec<Vec<String>> =
            options.iter().map(|one| one.also.iter().map(|(name, _)| name.clone()).collect()).collect();
        for (level, things) in &lists {
            let many = self.schema.level(*level).plural();
            self.report_repeats(things, &many);
        }
        // All in one row, in which an index stands for a thing: those that nobody could refer to are found once.
        let mut sizes: Vec<(LevelId, usize)> = vec![(self.levels.option, options.len())];
        sizes.extend(lists.iter().map(|(level, things)| (*level, things.len())));
        let all = options.into_iter().chain(lists.into_iter().flat_map(|(_, things)| things));
        let mut things: Vec<Thing> = all.map(|identified| identified.thing).collect();
        // Names are looked up as they were written, before repeated ids are set apart.
        let mut directories: BTreeMap<LevelId, Directory> = BTreeMap::new();
        let mut rest = things.as_mut_slice();
        let mut first = 0_usize;
        for (level, size) in &sizes {
            let (own, others) = rest.split_at_mut_checked(*size).unwrap_or_default();
            let directory = directories.entry(*level).or_default();
            for (thing, index) in own.iter().zip(first..) {
                directory.add(thing, index);
            }
            set_apart(own);
            rest = others;
            first = first.saturating_add(*size);
        }

        let mut targets = Targets::default();
        let mut links = Vec::new();
        for thing in &things {
            let mut edges = Vec::new();
            self.links(thing, &things, &directories, &mut edges, &mut targets);
            links.push(edges);
        }
        let circular = self.circles(&things, &links);
        // What is described on the spot holds others, and nothing holds it.
        let mut loose = Vec::new();
        for thing in std::iter::once(&menu.plan).chain(&things) {
            self.loose_links(thing, &things, &directories, &mut loose, &mut targets);
        }
        let edges = links.iter().flatten().filter(|edge| !circular.contains(&edge.at)).chain(&loose);
        let found = edges.filter_map(|edge| Some((edge.at, things.get(edge.to)?.id.clone())));
        targets.things.extend(found);
        let own_name = |(thing, index): (&Thing, usize)| {
            let directory = directories.get(&thing.level).map(|directory| directory.find(&thing.name));
            let is_own = matches!(directory, Some(Found::One(found)) if found == index);
            if is_own { thing.name.clone() } else { thing.id.clone() }
        };
        let called = things.iter().zip(0_usize..).map(own_name).collect();
        let places = things.iter().map(|thing| thing.at).collect();
        let listed = Listed { directories, called, places };
        for thing in std::iter::once(&mut menu.plan).chain(&mut things) {
            point(thing, &targets);
            self.refer(thing, &listed);
        }

        let mut options: Vec<Thing> = Vec::new();
        for (level, size) in sizes {
            let others = things.split_off(size.min(things.len()));
            let own = std::mem::replace(&mut things, others);
            if level == self.levels.option { options = own } else { _ = menu.plan.members.insert(level, own) }
        }
        let known_as = options.iter().zip(also);
        menu.also_known_as = known_as
            .flat_map(|(option, names)| names.into_iter().map(|name| (name, option.id.clone())))
            .collect();
        menu.funds = options.split_off(offered);
        self.options_fit(&mut menu.plan, &mut options);
        options.iter_mut().chain(&mut menu.funds).for_each(|fund| self.holdings_fit(fund));
        menu.plan.content = Content::Parts(options);
    }

    pub(super) fn report_repeats(&mut self, all: &[Identified], many: &str) {
        let mut first_of: BTreeMap<&str, &Identified> = BTreeMap::new();
        for second in all {
            let id = second.thing.id.as_str();
            let Some(first) = first_of.get(id).copied() else {
                first_of.insert(id, second);
                continue;
            };
            let place = |identified: &Identified| identified.id_at.unwrap_or(identified.thing.at);
            let message = if first.id_at.is_none() && second.id_at.is_none() {
                Diagnostic::new(&kinds::SAME_NAME, place(second), format!("two {many} are called `{id}`"))
                    .note("both are counted, as two of the same name")
                    .help("give each an `id` of its own if they are two, or remove one if they are the same")
            } else {
                Diagnostic::new(&kinds::DUPLICATE_ID, place(second), format!("two {many} have the id `{id}`"))
                    .note("both are counted, and no holding can refer to either")
                    .help("give each an `id` of its own")
            };
            self.say(message.label("the second one").also(place(first), "the first one"));
        }
    }

    /// What is described where a fact of a thing, or of anything in it, refers to it; and what stands in its lists.
    fn loose_links(
        &mut self,
        thing: &Thing,
        things: &[Thing],
        directories: &BTreeMap<LevelId, Directory>,
        edges: &mut Vec<Edge>,
        targets: &mut Targets,
    ) {
        let described = thing.facts.values().filter_map(|cell| match &cell.reading {
            Reading::Described { thing, .. } => Some(&**thing),
            _ => None,
        });
        for inner in described.chain(thing.members.values().flatten()) {
            self.links(inner, things, directories, edges, targets);
            self.loose_links(inner, things, directories, edges, targets);
        }
        for part in thing.parts() {
            self.loose_links(part, things, directories, edges, targets);
        }
    }

    /// What a thing holds, directly or in its holdings, as it stands.
    fn links(
        &mut self,
        thing: &Thing,
        things: &[Thing],
        directories: &BTreeMap<LevelId, Directory>,
        edges: &mut Vec<Edge>,
        targets: &mut Targets,
    ) {
        match &thing.content {
            Content::Parts(parts) => {
                for part in parts {
                    self.links(part, things, directories, edges, targets);
                }
            }
            Content::Fund { level, id, at } => {
                match directories.get(level).map_or(Found::None, |of| of.find(id)) {
                    Found::One(to) => edges.push(Edge { to, at: *at }),
                    Found::None if *level != self.levels.option => match self.schema.class_named(id) {
                        Some(class) => _ = targets.classes.insert(*at, class),
                        None => self.no_part_of_blend(id, *at, *level, things),
                    },
                    Found::Several(first, second) => {
                        let (kind, many) = match *level == self.levels.option {
                            true => (&kinds::UNKNOWN_FUND, "options or funds".to_string()),
                            false => (&kinds::UNKNOWN_REFERENCE, self.schema.level(*level).plural()),
                        };
                        let mut message =
                            Diagnostic::new(kind, *at, format!("`{}` can mean two {many}", words::shown(id)))
                                .note("until then nobody knows what is held here")
                                .help("refer to one of them by an `id` of its own");
                        for (index, text) in [(first, "one"), (second, "the other")] {
                            if let Some(thing) = things.get(index) {
                                message = message.also(thing.at, text);
                            }
                        }
                        self.say(message);
                    }
                    Found::None => {
                        // To compare every reference with every name would take long in a file that has thousands of both.
                        let option = self.levels.option;
                        let known = things
                            .iter()
                            .filter(|thing| thing.level == option)
                            .take(MOST_LIKELY)
                            .flat_map(|thing| [thing.id.as_str(), thing.name.as_str()]);
                        let message = Diagnostic::new(
                            &kinds::UNKNOWN_FUND,
                            *at,
                            format!("`{}` is not an option or fund of this menu", words::shown(id)),
                        )
                        .note("until then nobody knows what is held here");
                        let near = self.near(id, known);
                        self.say(match near {
                            Some(near) => message.help(format!("did you mean `{near}`?")),
                            None => message.help(
                                "describe it under `funds`, or leave `fund` out if nobody has opened it",
                            ),
                        });
                    }
                }
            }
            Content::Class { .. } | Content::Closed => {}
        }
    }

    fn no_part_of_blend(&mut self, id: &str, at: Span, level: LevelId, things: &[Thing]) {
        let of = self.schema.level(level);
        let message =
            format!("`{}` is not {} of this menu, and no asset class", words::shown(id), of.with_article());
        let message = Diagnostic::new(&kinds::UNKNOWN_REFERENCE, at, message)
            .note("until then nobody knows what this part of the blend is");
        let listed = things.iter().filter(|thing| thing.level == level).take(MOST_LIKELY);
        let listed = listed.flat_map(|thing| [thing.id.as_str(), thing.name.as_str()]);
        let classes = self.schema.class_ids().map(|class| self.schema.class(class).name.as_str());
        let near = self.near(id, listed.chain(classes));
        let many = of.plural();
        self.say(match near {
            Some(near) => message.help(format!("did you mean `{near}`?")),
            None => message.help(format!("describe it under `{many}`, or name an asset class")),
        });
    }

    /// The references of which circles consist. Without them nothing holds itself. All of them go, not only those that
    /// close a circle: which ones close it depends on where one begins to read, and that must not decide a verdict.
    ///
    /// A walk in depth over a stack of its own, in the order of the file: an edge to a thing that is still on the
    /// stack closes a circle, and the stack from there on is the circle, which is reported.
    fn circles(&mut self, things: &[Thing], links: &[Vec<Edge>]) -> BTreeSet<Span> {
        let mut closed = false;
        let mut finished = vec![false; things.len()];
        let mut order = Vec::with_capacity(things.len());
        for start in 0..things.len() {
            // (thing, its next edge, the reference by which it was reached)
            let mut stack: Vec<(usize, usize, Option<Span>)> = vec![(start, 0, None)];
            let mut on_stack = BTreeSet::from([start]);
            if finished.get(start).copied().unwrap_or(true) {
                continue;
            }
            while let Some((here, next, _)) = stack.last_mut() {
                let edge = links.get(*here).and_then(|edges| edges.get(*next));
                let Some(edge) = edge else {
                    if let Some(done) = finished.get_mut(*here) {
                        *done = true;
                    }
                    on_stack.remove(here);
                    order.push(*here);
                    stack.pop();
                    continue;
                };
                *next = next.saturating_add(1);
                if on_stack.contains(&edge.to) {
                    let circle = stack.iter().skip_while(|(thing, ..)| *thing != edge.to);
                    let circle: Vec<(usize, Option<Span>)> =
                        circle.map(|(thing, _, by)| (*thing, *by)).collect();
                    self.report_circle(things, &circle, edge.at);
                    closed = true;
                } else if !finished.get(edge.to).copied().unwrap_or(true) {
                    on_stack.insert(edge.to);
                    stack.push((edge.to, 0, Some(edge.at)));
                }
            }
        }
        if closed { within_groups(&groups(&order, links), links) } else { BTreeSet::new() }
    }

    fn report_circle(&mut self, things: &[Thing], circle: &[(usize, Option<Span>)], closing: Span) {
        let name = |index: usize| things.get(index).map_or("", |thing| thing.name.as_str());
        let first = circle.first().map_or("", |(index, _)| name(*index));
        let message = if circle.len() == 1 {
            format!("`{first}` holds itself")
        } else {
            let path: Vec<String> = circle.iter().map(|(index, _)| format!("`{}`", name(*index))).collect();
            let shown = if path.len() > 6 {
                let (head, tail) = path.split_at_checked(3).unwrap_or((&path, &[]));
                let left_out = tail.len().saturating_sub(1);
                format!("{} → {left_out} more → {}", head.join(" → "), tail.last().map_or("", String::as_str))
            } else {
                path.join(" → ")
            };
            format!("`{first}` holds itself: {shown} → `{first}`")
        };
        let mut diagnostic =
            Diagnostic::new(&kinds::CIRCULAR_HOLDINGS, closing, message).label("this closes the circle");
        for (index, by) in circle.iter().skip(1).take(5) {
            if let Some(at) = by {
                diagnostic = diagnostic.also(*at, format!("holds `{}`", name(*index)));
            }
        }
        self.say(
            diagnostic
                .note("what is held within a circle counts as not known")
                .help("correct one of the references, or replace it by the classes that it holds"),
        );
    }
}

/// For each thing, the group of those that it holds and that hold it, by any number of steps; alone, mostly.
///
/// Kosaraju's way: from the thing that a walk finished last, everything that leads to it is in its group, and so on
/// with what is left.
fn groups(order: &[usize], links: &[Vec<Edge>]) -> Vec<usize> {
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); links.len()];
    for (edges, from) in links.iter().zip(0..) {
        for edge in edges {
            if let Some(holders) = holders.get_mut(edge.to) {
                holders.push(from);
            }
        }
    }
    let mut groups: Vec<Option<usize>> = vec![None; links.len()];
    for root in order.iter().rev() {
        let mut waiting = vec![*root];
        while let Some(thing) = waiting.pop() {
            if let Some(group @ None) = groups.get_mut(thing) {
                *group = Some(*root);
                waiting.extend(holders.get(thing).into_iter().flatten());
            }
        }
    }
    groups.into_iter().zip(0..).map(|(group, own)| group.unwrap_or(own)).collect()
}

fn within_groups(groups: &[usize], links: &[Vec<Edge>]) -> BTreeSet<Span> {
    let held =
        links.iter().zip(groups).flat_map(|(edges, group)| edges.iter().map(move |edge| (edge, group)));
    held.filter(|(edge, group)| groups.get(edge.to) == Some(group)).map(|(edge, _)| edge.at).collect()
}

/// Puts the ids of funds in the place of what was written; a reference without a target is not opened.
fn point(thing: &mut Thing, targets: &Targets) {
    let described = thing.facts.values_mut().filter_map(|cell| match &mut cell.reading {
        Reading::Described { thing, .. } => Some(&mut **thing),
        _ => None,
    });
    for inner in described.chain(thing.members.values_mut().flatten()) {
        point(inner, targets);
    }
    match &mut thing.content {
        Content::Parts(parts) => {
            for part in parts {
                point(part, targets);
            }
        }
        Content::Fund { id, at, .. } => match (targets.things.get(at), targets.classes.get(at)) {
            (Some(target), _) => id.clone_from(target),
            (None, Some(class)) => thing.content = Content::Class { class: *class, at: *at },
            (None, None) => thing.content = Content::Closed,
        },
        Content::Class { .. } | Content::Closed => {}
    }
}
