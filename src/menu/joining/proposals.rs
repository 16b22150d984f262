//! Proposals: other names of options, for a person to accept as `[menu.aliases]`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::source::{SourceMap, Span};
use crate::vocabulary::Schema;

use super::identity::Keys;
use super::likeness::{Likeness, Name};
use crate::menu::from_raw::{Identified, Part};
use crate::menu::tables::inspect::toml;
use crate::menu::tables::lexicon::Sure;
use crate::menu::thing::Thing;
use crate::menu::words;

/// Names for which a likeness is looked for: above any menu, and a bound on time.
const MOST_COMPARED: usize = 2_000;

/// Options of a question that are shown.
const SHOWN: usize = 4;

/// Names that no option has, as a list tells them.
const LISTED: usize = 50;

/// A name that no option has, and the options that it may mean.
#[derive(Debug)]
pub(in crate::menu) struct Proposal<'a> {
    pub(in crate::menu) name: &'a str,
    pub(in crate::menu) at: Span,
    /// The options that are most like it.
    pub(in crate::menu) options: Vec<(&'a str, Likeness)>,
}

impl<'a> Proposal<'a> {
    /// The one option that is proposed. Of a question a person has to say which one is meant.
    pub(in crate::menu) fn option(&self) -> Option<(&'a str, &Likeness)> {
        match self.options.as_slice() {
            [(option, likeness)] if likeness.sure > Sure::Open => Some((option, likeness)),
            _ => None,
        }
    }
}

/// What names that no option has may mean, among options that have no other name in the same text. Those that are like
/// none of them are left out.
pub(in crate::menu) fn proposals<'a>(
    left: &[&'a Identified],
    options: &[&'a Thing],
    schema: &Schema,
) -> Vec<Proposal<'a>> {
    let options: BTreeMap<&str, (Name<'_>, Keys)> = options
        .iter()
        .map(|option| (option.name.as_str(), (Name::of(&option.name), Keys::of_thing(option, schema))))
        .collect();
    let mut found = Vec::new();
    for one in left.iter().take(MOST_COMPARED) {
        let (name, keys) = (Name::of(&one.thing.name), Keys::of_thing(&one.thing, schema));
        let mut alike: Vec<(&str, Likeness)> = options
            .iter()
            .filter(|(_, (_, known))| !keys.contradicts(known))
            .filter_map(|(option, (known, _))| Some((*option, name.likeness(known)?)))
            .collect();
        let Some(best) = alike.iter().map(|(_, likeness)| likeness.sure).max() else { continue };
        alike.retain(|(_, likeness)| likeness.sure == best);
        found.push(Proposal { name: &one.thing.name, at: one.thing.at, options: alike });
    }
    // Two funds of one text are not one option: which of them is meant is a question as well.
    let mut meant: BTreeMap<&str, Vec<(&str, Sure)>> = BTreeMap::new();
    for proposal in &found {
        for (option, likeness) in proposal.option().iter() {
            meant.entry(option).or_default().push((proposal.name, likeness.sure));
        }
    }
    for proposal in &mut found {
        let name = proposal.name;
        for (option, likeness) in &mut proposal.options {
            let mut others = meant.get(option).into_iter().flatten();
            if let Some((other, _)) = others.find(|(other, sure)| *other != name && *sure >= likeness.sure) {
                let other = words::shown(other);
                *likeness = Likeness {
                    sure: Sure::Open,
                    why: format!("`{other}` of the same file may mean it as well"),
                };
            }
        }
    }
    found
}

/// The names of one text, held against the options of menus.
#[derive(Debug)]
pub(in crate::menu) struct Compared<'a> {
    /// The text that says more of the options.
    pub(in crate::menu) text: &'a str,
    /// How many names it has.
    pub(in crate::menu) names: usize,
    /// Those that no option has by a number or exactly.
    pub(in crate::menu) left: Vec<&'a Identified>,
    pub(in crate::menu) proposals: Vec<Proposal<'a>>,
}

/// The comparison as a text to read, and to paste into `planlint.toml`. What is a question stands in a comment. `known`
/// are the other names that options have there already.
pub(in crate::menu) fn told(
    compared: &[Compared<'_>],
    menus: &[Part],
    known: &BTreeMap<&str, Vec<&str>>,
    sources: &SourceMap,
) -> String {
    let mut out = String::new();
    let file = |at: Span| sources.get(at.source).map_or("", |source| source.name.as_str());
    let offered: BTreeSet<&str> = menus.iter().map(|menu| file(menu.menu.plan.at)).collect();
    let offered: Vec<String> = offered.into_iter().map(words::shown).collect();
    let mut lines: BTreeMap<&str, Vec<(&str, String)>> = BTreeMap::new();
    let mut open = String::new();
    for one in compared {
        let text = words::shown(one.text);
        let of = offered.join(", ");
        let exact = one.names.saturating_sub(one.left.len());
        let _ =
            writeln!(out, "# {text}: {exact} of its {} names are on {of}, exactly or by a number", one.names);
        let like: BTreeSet<Span> = one.proposals.iter().map(|proposal| proposal.at).collect();
        let unlike: Vec<&str> = one
            .left
            .iter()
            .filter(|left| !like.contains(&left.thing.at))
            .map(|left| left.thing.name.as_str())
            .collect();
        if !unlike.is_empty() {
            let _ = writeln!(
                out,
                "# {}",
                match unlike.len() {
                    1 => "No option is like this one:".to_string(),
                    many => format!("No option is like these {many}:"),
                }
            );
            for name in unlike.iter().take(LISTED) {
                let _ = writeln!(out, "#   {}", words::shown(name));
            }
            if unlike.len() > LISTED {
                let _ = writeln!(out, "#   and {} more", unlike.len().saturating_sub(LISTED));
            }
        }
        for proposal in &one.proposals {
            let at = sources.place(proposal.at);
            match proposal.option() {
                Some((option, likeness)) => {
                    let reason = format!("# {} ({at}): {}", likeness.sure.word(), likeness.why);
                    lines.entry(option).or_default().push((proposal.name, reason));
                }
                None => {
                    let _ = writeln!(open, "# Open ({at}): what is `{}`?", words::shown(proposal.name));
                    for (option, likeness) in proposal.options.iter().take(SHOWN) {
                        let _ = writeln!(open, "#   `{}`: {}", words::shown(option), likeness.why);
                    }
                    if proposal.options.len() > SHOWN {
                        let _ =
                            writeln!(open, "#   and {} more", proposal.options.len().saturating_sub(SHOWN));
                    }
                }
            }
        }
    }
    if !lines.is_empty() || !open.is_empty() {
        let _ = writeln!(out, "# Nothing below counts before somebody accepts it.\n\n[menu.aliases]");
    }
    for (option, names) in &lines {
        for (_, reason) in names {
            let _ = writeln!(out, "{reason}");
        }
        let kept = known.get(option).into_iter().flatten().copied();
        let mut all: Vec<&str> = Vec::new();
        for name in kept.chain(names.iter().map(|(name, _)| *name)) {
            if !all.contains(&name) {
                all.push(name);
            }
        }
        if known.contains_key(option) {
            let _ = writeln!(out, "# in place of the line that planlint.toml has for it");
        }
        let all: Vec<String> = all.into_iter().map(toml).collect();
        let written = if let [one] = all.as_slice() { one.clone() } else { format!("[{}]", all.join(", ")) };
        let _ = writeln!(out, "{} = {written}", toml(option));
    }
    out.push_str(&open);
    out
}
