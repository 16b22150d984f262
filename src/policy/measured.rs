//! What is measured: a name, with the basis and the period that stand behind it.

use super::names::Meaning;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, kinds};
use crate::syntax::{Expression, ExpressionKind, Name};
use crate::vocabulary::FactId;

/// `total_return net over 3 years`
#[derive(Clone, Copy)]
pub(super) struct Named<'e> {
    pub(super) name: &'e Name,
    pub(super) basis: Option<&'e Name>,
    pub(super) period: Option<&'e Expression>,
}

impl<'e> Named<'e> {
    /// A name alone.
    pub(super) fn bare(name: &'e Name) -> Self {
        Named { name, basis: None, period: None }
    }

    /// What an expression names; none if it does anything else.
    pub(super) fn of(expression: &'e Expression) -> Option<Self> {
        match &expression.kind {
            ExpressionKind::Measured(name, basis) => {
                Some(Named { name, basis: basis.as_ref(), period: None })
            }
            ExpressionKind::OverPeriod(of, period) => Some(Named { period: Some(period), ..Named::of(of)? }),
            _ => None,
        }
    }
}

impl Resolver<'_> {
    /// Only facts have a basis and a period: what else a name means is refused with either.
    pub(super) fn only_facts(&mut self, named: Named<'_>, meaning: &Meaning<'_>) -> Option<()> {
        if matches!(meaning, Meaning::Fact(_)) {
            return Some(());
        }
        let word = &named.name.word;
        if let Some(basis) = named.basis {
            let message = format!("`{word}` has no basis `{}`", basis.word);
            return self
                .refuse(Diagnostic::new(&kinds::SYNTAX, basis.at, message).label("does not belong here"));
        }
        let Some(period) = named.period else { return Some(()) };
        let diagnostic = no_period(word, period);
        self.refuse(match meaning {
            Meaning::Let(_) => diagnostic.help("write the period into the definition"),
            Meaning::Class(_) => diagnostic.help("a share in an asset class is that of the day"),
            _ => diagnostic,
        })
    }

    /// The period over which a fact is measured, in months; none for a fact that has no periods. A fact that has them
    /// says which wherever it is named: a rank over one year and one over ten are two facts.
    pub(super) fn horizon(&mut self, named: Named<'_>, fact: FactId) -> Option<Option<u32>> {
        let declared = self.schema.fact(fact);
        let Some(period) = named.period else {
            if !declared.over_period {
                return Some(None);
            }
            let basis = named.basis.map(|basis| &basis.word).or(declared.bases.first());
            let name = basis.map_or(declared.name.clone(), |basis| format!("{} {basis}", declared.name));
            let message =
                format!("`{}` is measured over a period, and this does not say over which", declared.name);
            let at = named.basis.map_or(named.name.at, |basis| named.name.at.to(basis.at));
            return self.refuse(
                Diagnostic::new(&kinds::PERIOD_NEEDED, at, message)
                    .label("over how long?")
                    .help(format!("write the period that the policy means: `{name} over 3 years`")),
            );
        };
        if !declared.over_period {
            return self.refuse(no_period(&declared.name, period));
        }
        self.months(&declared.name, period).map(Some)
    }
}

fn no_period(word: &str, period: &Expression) -> Diagnostic {
    let message = format!("`{word}` is not measured over a period");
    let diagnostic = Diagnostic::new(&kinds::TYPE_MISMATCH, period.at, message)
        .label("does not belong here")
        .help("only a fact that is declared `over a period` has one: `peer_rank over 3 years`");
    match Named::of(period) {
        Some(named) => diagnostic.help(format!("for a limit, write `above {}`", named.name.word)),
        None => diagnostic,
    }
}
