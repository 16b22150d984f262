//! Several quantities of which one is taken: the greatest, the first that is there, the middle.

use super::core::{Quantity, QuantityKind};
use super::resolver::Resolver;
use super::units;
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::Expression;
use crate::vocabulary::{LevelId, Type};

impl<'t> Resolver<'t> {
    /// Quantities that can stand for each other, and their common type.
    pub(super) fn several(&mut self, of: &[Expression], level: LevelId) -> Option<(Vec<Quantity>, Type)> {
        let mut several: Vec<Quantity> = Vec::new();
        for one in of {
            several.push(self.quantity(one, level)?);
        }
        let ty = self.common_type(&several)?;
        Some((several, ty))
    }

    /// The type of quantities that can stand for each other.
    pub(super) fn common_type(&mut self, several: &[Quantity]) -> Option<Type> {
        let says_less = |one: &&Quantity| matches!(one.ty, Type::Percent(None) | Type::Rating(None));
        let is_apart = |one: &&Quantity| match one.ty {
            Type::Percent(Some(of)) => units::is_apart(of, self.schema),
            _ => false,
        };
        // Whatever says what it is a share of, or of which scale, speaks for all; of a benchmark, only if nothing else does.
        let speaker = several
            .iter()
            .find(|one| !says_less(one) && !is_apart(one))
            .or_else(|| several.iter().find(|one| !says_less(one)))
            .or(several.first())?;
        for one in several.iter().filter(|one| !std::ptr::eq(*one, speaker)) {
            self.or_refuse(units::common(speaker, one, self.schema))?;
        }
        Some(speaker.ty.clone())
    }

    /// `middle of rating_sp, rating_moodys and rating_fitch`, as bond indexes combine ratings.
    pub(super) fn middle(&mut self, of: &[Expression], level: LevelId, at: Span) -> Option<Quantity> {
        let (several, ty) = self.several(of, level)?;
        if !matches!(ty, Type::Rating(_)) {
            let message = format!("`middle of` combines ratings, and this is {}", ty.words(self.schema));
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, at, message)
                    .note("of two ratings it takes the lower one; which of two numbers is the worse, it cannot know")
                    .help("for numbers write `greatest of …`, `least of …`, or `median … of options`"),
            );
        }
        Some(Quantity::new(QuantityKind::Middle(several), ty, at))
    }
}
