//! The vocabulary: the words and quantities that policies and menus share.
//!
//! in       written literals, and declarations of levels, facts and asset classes
//! out      [`Value`], [`Type`], [`Interval`], [`Truth`], and the [`Schema`] that names what can be said
//! always   numbers are exact; missing is [`Truth::Unknown`] or an interval, never zero, never false
//! never    floating point; files; the text that a value came from

mod cadence;
mod duration;
mod exact;
mod frequency;
mod interval;
mod literal;
mod moment;
mod ratings;
mod schema;
mod shown;
mod truth;
mod types;
mod value;

pub use cadence::{Cadence, MOST_PERIODS, PeriodNumber, PeriodUnit, period_count};
pub use duration::{Duration, DurationUnit};
pub use exact::{Exact, Rounding};
pub use frequency::Frequency;
pub use interval::{End, Interval};
pub use literal::{LiteralFault, parse_literal};
pub use moment::{Moment, Moments, tested_words};
pub use ratings::{Rating, RatingScale, RungEnd};
pub use schema::{
    Basis, Class, ClassId, Direction, Fact, FactId, FactKey, Level, LevelId, Schema, plural_of,
};
pub(crate) use shown::{digits, dollars, shown, written};
pub use truth::{Parts, Possible, Truth};
pub use types::{Denominator, Type};
pub use value::{Value, day_number, day_of};

/// The built-in vocabulary, in the language itself.
pub const BUILTIN: &str = include_str!("builtin.ips");
