//! What a value may be.

use super::{LevelId, RatingScale, Schema};

/// What a share is a share of. Shares of different things are never compared or added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Denominator {
    /// The assets of a thing of this level: `5% of plan`.
    Assets(LevelId),
    /// The things of this level, by count: `share of options where …`.
    Count(LevelId),
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// A share or a rate. A literal has no denominator of its own and takes the other side's.
    Percent(Option<Denominator>),
    /// A distance between percents.
    Points,
    /// US dollars.
    Money,
    /// A number or a count.
    Number,
    /// A length of time.
    Duration,
    /// A day.
    Date,
    /// A place among 100.
    Percentile,
    /// A credit rating; a fact whose scale is not said takes the other side's.
    Rating(Option<RatingScale>),
    /// How often.
    Frequency,
    /// One of these values.
    Choice(Vec<String>),
    /// Any text.
    Text,
    /// A thing of this level, by its id or name.
    Reference(LevelId),
    /// Yes or no.
    Flag,
}

impl Type {
    /// Whether values of it have an order, and so can be compared with `<=`.
    pub fn is_ordered(&self) -> bool {
        !matches!(self, Type::Choice(_) | Type::Text | Type::Reference(_) | Type::Flag)
    }

    /// Its name in a sentence: "a percent of plan", "an amount of money".
    pub fn words(&self, schema: &Schema) -> String {
        match self {
            Type::Percent(None) => "a percent".into(),
            Type::Percent(Some(denominator)) => format!("a percent of {}", denominator.words(schema)),
            Type::Points => "percentage points".into(),
            Type::Money => "an amount of money".into(),
            Type::Number => "a number".into(),
            Type::Duration => "a length of time".into(),
            Type::Date => "a date".into(),
            Type::Percentile => "a percentile".into(),
            Type::Rating(None) => "a rating".into(),
            Type::Rating(Some(RatingScale::LongTerm)) => "a long-term rating".into(),
            Type::Rating(Some(RatingScale::ShortTerm)) => "a short-term rating".into(),
            Type::Frequency => "a frequency".into(),
            Type::Choice(_) => "one of a list of words".into(),
            Type::Text => "a text".into(),
            Type::Reference(level) => format!("the name of {}", schema.level(*level).with_article()),
            Type::Flag => "a yes-or-no fact".into(),
        }
    }
}

impl Denominator {
    /// Its name after "percent of".
    pub fn words(&self, schema: &Schema) -> String {
        match self {
            Denominator::Assets(level) => schema.level(*level).name.clone(),
            Denominator::Count(level) => format!("{} by count", schema.level(*level).plural()),
        }
    }
}
