//! Watch lists: two rules each, one that watches what is on the list and one that removes it.

use super::core::{Back, Condition, ConditionKind, Obligation, Operator, Quantity, QuantityKind};
use super::from_syntax::{Context, Writer};
use super::history::limited;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, kinds};
use crate::syntax::{Removal, WatchList};
use crate::vocabulary::{Cadence, Type};

impl<'t> Writer<'_> {
    pub(super) fn watch_list(&mut self, resolver: &mut Resolver<'t>, list: &'t WatchList, around: &Context) {
        let mut context = around.clone();
        context.obligation = Some(Obligation::Watch);
        if self.qualify(resolver, &mut context, &list.qualifiers).is_none() {
            return;
        }
        if context.tolerance.is_some() || context.cure.is_some() {
            let message = "a watch list says itself how long something may fail: when it enters, and when it is removed";
            resolver.diagnostics.push(
                Diagnostic::new(&kinds::SYNTAX, list.at, message)
                    .help("take `tolerate` and `cure` out, and write them as `enters when … for 3 consecutive quarters`"),
            );
            return;
        }
        let Some(each) = self.each(resolver, &list.head, &context) else { return };
        let level = each.level;
        context.scope.push(each);
        resolver.stand(&context.scope);
        let (enters, leaves) =
            (resolver.condition(&list.enters, level), resolver.condition(&list.leaves, level));
        let removal = match &list.removal {
            Some(Removal::When(when)) => Some(resolver.condition(when, level)),
            _ => None,
        };
        let (Some(enters), Some(leaves)) = (enters, leaves) else { return };
        let cadence = Cadence { unit: list.reviewed, fiscal_end: None };
        let kind = QuantityKind::Listed { enters: Box::new(enters), leaves: Box::new(leaves), cadence };
        let listed = Quantity::new(kind, Type::Number, list.name.at);

        let id = format!("{}{}", around.prefix, list.name.word);
        let text = list.text.as_ref().map(|text| text.text.clone());
        let asserted = limited(listed.clone(), Operator::AtMost, (0, list.at), list.at);
        self.implied(resolver, id.clone(), text.clone(), context.clone(), asserted);
        let stays = match (&list.removal, removal) {
            (Some(Removal::After(after)), _) => {
                let most = resolver.back(after).map(|back| periods_in(back, cadence));
                most.map(|most| limited(listed.clone(), Operator::Below, (most, after.at), after.at))
            }
            (_, Some(Some(when))) => {
                let at = when.at;
                let off = limited(listed.clone(), Operator::AtMost, (0, at), at);
                Some(Condition { kind: ConditionKind::Any(vec![off, Condition::fails(when)]), at })
            }
            _ => None,
        };
        if let Some(stays) = stays {
            context.obligation = Some(Obligation::Must);
            self.implied(resolver, format!("{id}/removal"), text, context, stays);
        }
    }
}

/// `2 years`, on a list that is reviewed every quarter, are 8 of its periods.
fn periods_in(back: Back, cadence: Cadence) -> u32 {
    let months = back.count.saturating_mul(back.cadence.unit.months());
    months.div_ceil(cadence.unit.months()).max(1)
}
