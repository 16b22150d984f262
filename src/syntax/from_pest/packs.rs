//! What a policy takes from packs, and what it says instead.

use pest::iterators::Pair;

use super::expressions::negated;
use super::{Builder, Parts};
use crate::syntax::grammar::Rule;
use crate::syntax::packs::{Drop, Setting, Use};
use crate::syntax::tree;

impl Builder {
    pub(super) fn use_pack(&mut self, pair: Pair<'_, Rule>) -> Option<Use> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let pack = self.name(&parts.seek(Rule::pack_name)?);
        let version = parts.take(Rule::pack_version).map(|pair| self.name(&pair));
        let mut with = Vec::new();
        while let Some(setting) = parts.seek(Rule::setting) {
            with.push(self.setting(setting)?);
        }
        Some(Use { pack, version, with, at })
    }

    fn setting(&mut self, pair: Pair<'_, Rule>) -> Option<Setting> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.seek(Rule::name)?);
        let sign = parts.take(Rule::minus_sign).map(|pair| self.span(&pair));
        let value = negated(sign, self.primary(parts.next()?)?);
        Some(Setting { name, value, at })
    }

    pub(super) fn replace(&mut self, pair: Pair<'_, Rule>) -> Option<tree::Rule> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::replace_word);
        let obligation = self.obligation(&mut parts);
        parts.take(Rule::rule_word);
        let name = self.rule_reference(parts.next()?)?;
        self.rule_called(name, obligation, parts, whole)
    }

    pub(super) fn drop_rule(&mut self, pair: Pair<'_, Rule>) -> Option<Drop> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::drop_word);
        parts.take(Rule::rule_word);
        let rule = self.rule_reference(parts.next()?)?;
        let because = match parts.take(Rule::because_clause) {
            Some(clause) => Some(Parts::of(clause).last().map(|text| self.text(text))??),
            None => None,
        };
        Some(Drop { rule, because, at })
    }
}
