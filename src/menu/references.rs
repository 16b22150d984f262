//! From names to funds: who holds whom, and that nobody holds itself.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;

use super::from_raw::{Identified, Reader};
use super::holdings::set_apart;
use super::thing::{Content, Menu, Thing};
use super::words;

/// Options and funds among which a likeness is looked for.
const MOST_LIKELY: usize = 200;

/// A holding that is a share in another option or fund.
struct Edge {
    to: usize,
    at: Span,
}

/// What a name in `fund` can mean.
enum Found {
    One(usize),
    /// Two things at least are called so.
    Several(usize, usize),
    None,
}

/// The options and funds by id and by name.
struct Directory {
    ids: BTreeMap<String, Vec<usize>>,
    names: BTreeMap<String, Vec<usize>>,
}

impl Directory {
    fn of(things: &[Thing]) -> Self {
        let mut directory = Directory { ids: BTreeMap::new(), names: BTreeMap::new() };
        for (thing, index) in things.iter().zip(0..) {
            directory.ids.entry(thing.id.clone()).or_default().push(index);
            directory.names.entry(thing.name.clone()).or_default().push(index);
        }
        directory
    }

    fn find(&self, written: &str) -> Found {
        match self.ids.get(written).or_else(|| self.names.get(written)).map(Vec::as_slice) {
            Some([one]) => Found::One(*one),
            Some([first, second, ..]) => Found::Several(*first, *second),
            _ => Found::None,
        }
    }
}

impl Reader<'_> {
    /// Puts options and funds into the menu: ids unique, totals checked, every fund that is held found, no circles.
    pub(super) fn settle(&mut self, options: Vec<Identified>, funds: Vec<Identified>, menu: &mut Menu) {
        let offered = options.len();
        let all: Vec<Identified> = options.into_iter().chain(funds).collect();
        self.report_repeats(&all);
        menu.also_known_as = all
            .iter()
            .flat_map(|one| one.also.iter().map(|(name, _)| (name.clone(), one.thing.id.clone())))
            .collect();
        let mut things: Vec<Thing> = all.into_iter().map(|identified| identified.thing).collect();
        // Names are looked up as they were written, before repeated ids are set apart.
        let directory = Directory::of(&things);
        set_apart(&mut things);

        let mut links = Vec::new();
        for index in 0..things.len() {
            let mut edges = Vec::new();
            if let Some(thing) = things.get(index) {
                self.links(thing, &things, &directory, &mut edges);
            }
            links.push(edges);
        }
        let circular = self.circles(&things, &links);
        let targets: BTreeMap<Span, String> = links
            .iter()
            .flatten()
            .filter(|edge| !circular.contains(&edge.at))
            .filter_map(|edge| Some((edge.at, things.get(edge.to)?.id.clone())))
            .collect();
        for thing in &mut things {
            point(thing, &targets);
        }
        menu.funds = things.split_off(offered);
        self.options_fit(&mut menu.plan, &mut things);
        menu.plan.content = Content::Parts(things);
    }

    fn report_repeats(&mut self, all: &[Identified]) {
        let mut first_of: BTreeMap<&str, &Identified> = BTreeMap::new();
        for second in all {
            let id = second.thing.id.as_str();
            let Some(first) = first_of.get(id).copied() else {
                first_of.insert(id, second);
                continue;
            };
            let place = |identified: &Identified| identified.id_at.unwrap_or(identified.thing.at);
            let message = if first.id_at.is_none() && second.id_at.is_none() {
                Diagnostic::new(
                    &kinds::SAME_NAME,
                    place(second),
                    format!("two options or funds are called `{id}`"),
                )
                .note("both are counted, as two of the same name")
                .help("give each an `id` of its own if they are two, or remove one if they are the same")
            } else {
                Diagnostic::new(
                    &kinds::DUPLICATE_ID,
                    place(second),
                    format!("two options or funds have the id `{id}`"),
                )
                .note("both are counted, and no holding can refer to either")
                .help("give each an `id` of its own")
            };
            self.say(message.label("the second one").also(place(first), "the first one"));
        }
    }

    /// The funds that a thing holds, directly or in its holdings, as they stand.
    fn links(&mut self, thing: &Thing, things: &[Thing], directory: &Directory, edges: &mut Vec<Edge>) {
        match &thing.content {
            Content::Parts(parts) => {
                for part in parts {
                    self.links(part, things, directory, edges);
                }
            }
            Content::Fund { id, at } => match directory.find(id) {
                Found::One(to) => edges.push(Edge { to, at: *at }),
                Found::Several(first, second) => {
                    let mut message = Diagnostic::new(
                        &kinds::UNKNOWN_FUND,
                        *at,
                        format!("`{}` can mean two options or funds", words::shown(id)),
                    )
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
                    let known = things
                        .iter()
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
                        None => message
                            .help("describe it under `funds`, or leave `fund` out if nobody has opened it"),
                    });
                }
            },
            Content::Class { .. } | Content::Closed => {}
        }
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
fn point(thing: &mut Thing, targets: &BTreeMap<Span, String>) {
    match &mut thing.content {
        Content::Parts(parts) => {
            for part in parts {
                point(part, targets);
            }
        }
        Content::Fund { id, at } => match targets.get(at) {
            Some(target) => id.clone_from(target),
            None => thing.content = Content::Closed,
        },
        Content::Class { .. } | Content::Closed => {}
    }
}
