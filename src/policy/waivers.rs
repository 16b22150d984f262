//! Waivers: which rule each is for, and whether it says all that it has to.

use super::core::Waiver;
use super::from_syntax::{Context, Writer};
use super::qualifiers::because;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, closest, kinds};
use crate::syntax::{self, Item, Qualifier};

/// The ids that a word may mean: the one that it is, or else those of which it is the last part.
pub(super) fn called<'i>(word: &str, ids: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let ends =
        |id: &&str| id.strip_suffix(word).is_some_and(|before| before.is_empty() || before.ends_with('/'));
    let found: Vec<&str> = ids.filter(ends).collect();
    match found.iter().find(|id| **id == word) {
        Some(exact) => vec![exact],
        None => found,
    }
}

impl<'t> Writer<'_> {
    /// `around` is what the sections around these items say for all that is in them.
    pub(super) fn waivers(
        &mut self,
        resolver: &mut Resolver<'t>,
        items: &'t [Item],
        around: &[&'t Qualifier],
    ) {
        for item in items {
            match item {
                Item::Section(section) => {
                    let inner: Vec<&Qualifier> = around.iter().copied().chain(&section.qualifiers).collect();
                    self.waivers(resolver, &section.items, &inner);
                }
                Item::Waive(waive) => {
                    if let Some(waiver) = self.waiver(resolver, waive, around) {
                        self.policy.waivers.push(waiver);
                    }
                }
                _ => {}
            }
        }
    }

    fn waiver(
        &mut self,
        resolver: &mut Resolver<'t>,
        waive: &'t syntax::Waive,
        around: &[&'t Qualifier],
    ) -> Option<Waiver> {
        let word = &waive.rule.word;
        let found = called(word, self.names.keys().map(String::as_str));
        let rule = match found.as_slice() {
            [rule] => (*rule).to_string(),
            [first, second, ..] => {
                let message = format!("`{word}` may be the rule `{first}` or `{second}`");
                let diagnostic = Diagnostic::new(&kinds::UNKNOWN_NAME, waive.rule.at, message);
                return resolver.refuse(diagnostic.help("write the section or the pack too"));
            }
            [] => {
                let known = closest(word, self.names.keys().map(String::as_str));
                let diagnostic = super::words::unknown(&waive.rule, "rule with the name", known);
                return resolver.refuse(
                    diagnostic.help("only a rule with a name can be waived: `rule name \"…\" { … }`"),
                );
            }
        };
        let mut context = Context::default();
        self.qualify(resolver, &mut context, &waive.qualifiers)?;
        let is_limit = |qualifier: &&&Qualifier| {
            matches!(qualifier, Qualifier::When(_) | Qualifier::Unless(_))
                || matches!(qualifier, Qualifier::Tested(tested) if !tested.moments.is_empty())
        };
        if around.iter().any(|qualifier| is_limit(&qualifier)) {
            let message = "a waiver holds whatever is being done, and under no condition";
            return resolver.refuse(
                Diagnostic::new(&kinds::SYNTAX, waive.at, message)
                    .label("its section limits what is in it")
                    .help("move this out of the section"),
            );
        }
        let ends_itself = context.period.until;
        for qualifier in around {
            let period = &mut context.period;
            match qualifier {
                Qualifier::From(from, _) => period.from = period.from.max(Some(resolver.day(from)?)),
                Qualifier::Until(until, _) => {
                    let until = resolver.day(until)?;
                    period.until = Some(period.until.map_or(until, |own| own.min(until)));
                }
                _ => {}
            }
        }
        let parts = [
            (waive.approved.is_none(), "who approved it", "approved \"Committee minute 2026-11-18\""),
            (because(&waive.qualifiers).is_none(), "why", "because \"share class conversion is under way\""),
            (ends_itself.is_none(), "when it ends", "until 2027-03-31"),
        ];
        if let Some((_, what, example)) = parts.iter().find(|(lacks, ..)| *lacks) {
            let message = format!("this waiver does not say {what}");
            return resolver.refuse(
                Diagnostic::new(&kinds::WAIVER_INCOMPLETE, waive.at, message)
                    .help(format!("add `{example}`")),
            );
        }
        Some(Waiver {
            rule,
            subjects: waive.subjects.iter().map(|name| name.text.clone()).collect(),
            approved: waive.approved.as_ref().map(|text| text.text.clone())?,
            because: because(&waive.qualifiers)?,
            period: context.period,
            at: waive.at,
        })
    }
}
