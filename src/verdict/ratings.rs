//! Ratings as the menu gives them: in the symbol and on the scale of the agency.

use super::world::{Seat, World};
use crate::menu::{Cell, Reading};
use crate::policy::{Quantity, QuantityKind};
use crate::vocabulary::{Exact, Interval, Rating, Type, Value};

impl World<'_> {
    /// The rating that a quantity is as it stands: a fact that the menu gives, or a symbol that the policy writes. None
    /// for one that comes from several, and for what is no rating.
    pub(super) fn rating_given(&self, quantity: &Quantity, seat: &Seat<'_>) -> Option<Rating> {
        if !matches!(quantity.ty, Type::Rating(_)) {
            return None;
        }
        match &quantity.kind {
            QuantityKind::Literal(Value::Rating(rating)) => Some(*rating),
            QuantityKind::Fact(key) => {
                let thing = seat.of_level(self.schema.fact(key.fact).level)?;
                match &self.cell(thing, *key)?.reading {
                    Reading::Exactly(Value::Rating(rating)) => Some(*rating),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// What would tell more than a rating that covers several rungs.
    pub(super) fn finer_rating(&self, cell: &Cell, name: &str) -> Option<String> {
        match &cell.reading {
            Reading::Exactly(Value::Rating(rating)) => Some(format!("a finer {name} than {rating}")),
            _ => None,
        }
    }

    /// Why a rating that is given does not tell.
    pub(super) fn rungs_covered(rating: Rating) -> Option<String> {
        let (scale, (low, high)) = (rating.scale()?, rating.rungs());
        let (least, most) = (scale.rung_words(low), scale.rung_words(high));
        (low != high).then(|| format!("{rating} covers what other agencies divide, from {least} to {most}"))
    }

    /// Two ratings of one symbol that covers several rungs are the same: which rung that would be elsewhere is nothing
    /// that could differ between them.
    pub(super) fn same_symbol(one: Option<Rating>, other: Option<Rating>) -> Option<Interval> {
        let (one, other) = (one?, other?);
        one.is_same_symbol(other).then(|| Interval::point(Exact::from(one.rungs().0)))
    }
}
