//! The core language: what is left of a policy once its names are resolved and its sugar is gone.

use jiff::civil::Date;

use super::documents::DocumentAsked;
use super::packs::PackUse;
use crate::source::Span;
use crate::vocabulary::{
    Cadence, ClassId, Duration, Exact, FactId, FactKey, Interval, LevelId, Moments, Truth, Type,
};

/// A policy: all rules of one or more files.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// As the policy calls itself.
    pub title: Option<String>,
    /// What it is about, where a library is sorted by it.
    pub about: Option<String>,
    /// The day on which it was adopted.
    pub adopted: Option<Date>,
    /// The month with which the plan's fiscal year ends, 1 to 12.
    pub fiscal_end: Option<u8>,
    /// The rules, in the order in which they stand.
    pub rules: Vec<Rule>,
    /// What the sponsor accepts without data.
    pub assumptions: Vec<Assumption>,
    /// What the committee lets stand for a while.
    pub waivers: Vec<Waiver>,
    /// The packs that it uses, and what it says otherwise than they do.
    pub packs: Vec<PackUse>,
}

/// A rule: one statement, or several under one name.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable id: `section/name`, or for an unnamed statement its scope and measure. It does not depend on limits.
    pub id: String,
    /// The sentence that the committee signed.
    pub text: Option<String>,
    /// Where the paper policy or the law says so, of all of its statements.
    pub cites: Vec<String>,
    /// What a failure of it is.
    pub obligation: Obligation,
    /// When it is in force.
    pub period: Period,
    /// Where it stands.
    pub at: Span,
    /// Its statements.
    pub checks: Vec<Check>,
}

/// What a failure of a rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obligation {
    /// A breach.
    Must,
    /// A breach of lower severity.
    Should,
    /// A reason to watch.
    Watch,
}

/// Days on which something is in force, both included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day; none if it always was.
    pub from: Option<Date>,
    /// The last day; none if it has no end.
    pub until: Option<Date>,
}

/// One statement: of which things, under which conditions, it asserts what.
#[derive(Clone, Debug)]
pub struct Check {
    /// Stable id: its rule's, with its measure if the rule has several statements.
    pub id: String,
    /// Where it stands.
    pub at: Span,
    /// Of which things; empty for the plan.
    pub scope: Vec<Each>,
    /// It asserts nothing of a thing for which one of these does not hold (`when`, `unless`, `if`).
    pub guards: Vec<Guard>,
    /// What it asserts.
    pub assertion: Condition,
    /// Where the paper policy or the law says so: what its section, its rule and the statement itself cite.
    pub cites: Vec<String>,
    /// When it is in force, beside its rule's period.
    pub period: Period,
    /// When it is tested; at none of these, it asserts nothing. Always, if there is none.
    pub moments: Moments,
    /// For how long a breach may be cured.
    pub cure: Option<Cure>,
}

/// How long a breach may last before it is one. Until then it is watched.
#[derive(Clone, Debug)]
pub struct Cure {
    /// For how long.
    pub within: Duration,
    /// The date fact from which it counts; if there is none, it counts from when the failure began.
    pub since: Option<FactKey>,
    /// Where it stands.
    pub at: Span,
}

/// A period of the past, counted back from that of the day: 1 is the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Back {
    /// How many periods.
    pub count: u32,
    /// Of what.
    pub cadence: Cadence,
}

/// `each option where …`: things of a level, within the thing of the step before.
#[derive(Clone, Debug)]
pub struct Each {
    /// The level.
    pub level: LevelId,
    /// For groups, how things of the level are put together.
    pub group: Option<Grouping>,
    /// Which of them, of the groups where there are groups; all, if there is none.
    pub filter: Option<Condition>,
    /// Where it stands.
    pub at: Span,
}

/// How things are put together: those that share a value are judged as one.
#[derive(Clone, Debug, PartialEq)]
pub struct Grouping {
    /// The fact whose values tell the groups apart.
    pub by: FactKey,
    /// Which things are put together; all, if there is none.
    pub members: Option<Box<Condition>>,
}

/// A condition under which a statement asserts anything.
#[derive(Clone, Debug)]
pub struct Guard {
    /// The level of the thing that it is about: the subject's, or one above it.
    pub level: LevelId,
    /// Of how many steps of the scope that thing is the last: a group and its things are of one level.
    pub steps: usize,
    /// The condition.
    pub condition: Condition,
}

/// Something true, false or unknown of a thing.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What it says.
    pub kind: ConditionKind,
    /// Where it stands.
    pub at: Span,
}

/// What a condition says.
#[derive(Clone, Debug, PartialEq)]
pub enum ConditionKind {
    /// Two quantities compared.
    Compare(Box<Comparison>),
    /// A choice or text that is one of a list. Unlike a comparison it has no order.
    Is {
        /// The fact.
        fact: FactKey,
        /// The values, any of which will do.
        any_of: Vec<String>,
    },
    /// A yes-or-no fact.
    Flag(FactKey),
    /// The fact is given. Where it is not, that is unknown, never false: somebody may still give it.
    Known(FactKey),
    /// Two words, texts or yes-or-no facts that are the same: one of the subject, and another of it or of what one of
    /// its facts refers to.
    Same(FactKey, Option<FactId>, FactKey),
    /// The fact has a value. Where the menu says that there is none, this is false.
    Available(FactKey),
    /// Its id or name is one of these.
    Named(Vec<String>),
    /// There is such a document, of it or of something that it is part of.
    Document(Box<DocumentAsked>),
    /// All hold. Nothing to hold is true. Where one does not apply and none fails, the whole does not apply: what
    /// selects has to hold in every part.
    All(Vec<Condition>),
    /// One holds at least. None to hold is false. Where one does not apply and none holds, the whole does not apply.
    Any(Vec<Condition>),
    /// In an assertion: all that apply hold. A part that does not apply asks for nothing.
    AllThatApply(Vec<Condition>),
    /// In an assertion: one that applies holds.
    AnyThatApplies(Vec<Condition>),
    /// `between`: two comparisons of one quantity that make one claim. Where either does not apply, neither does the
    /// claim.
    Between(Box<[Condition; 2]>),
    /// It does not hold.
    Not(Box<Condition>),
    /// It held in an earlier period.
    Ago(Box<Condition>, Back),
    /// It does not hold, be it false or about nothing: what `unless`, `except` and `else` ask.
    Fails(Box<Condition>),
    /// `if … else …`: what the block that applies says.
    Either(Box<Branches>),
    /// It holds of one of the things at hand.
    Within(Within, Box<Condition>),
    /// It holds of the thing that this fact of the subject refers to.
    Of(FactId, Box<Condition>),
}

/// The two blocks of an `if`, as far as they are about the same things.
#[derive(Clone, Debug, PartialEq)]
pub struct Branches {
    /// What selects the first.
    pub condition: Condition,
    /// What the first says.
    pub then: Condition,
    /// What the second says, where the condition is false or about nothing; without one, nothing is asserted there.
    pub otherwise: Option<Condition>,
}

/// One of the things at hand: those from the plan down to the subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// The thing of this level.
    Level(LevelId),
    /// The group, the innermost one.
    Group,
}

/// Two quantities compared. Their types allow it.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What is measured.
    pub left: Quantity,
    /// How.
    pub operator: Operator,
    /// The limit.
    pub right: Quantity,
}

/// How two quantities are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operator {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// the same
    Equal,
    /// not the same
    NotEqual,
    /// `>=`
    AtLeast,
    /// `>`
    Above,
}

/// A quantity of a thing: something with an order, so that what is known of it is an interval.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// What it is.
    pub kind: QuantityKind,
    /// Its type and unit.
    pub ty: Type,
    /// Where it stands.
    pub at: Span,
    /// The name that the policy gives it, by which it is told.
    pub called: Option<String>,
}

/// The same, wherever the two are written and whatever the policy calls them.
impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind && self.ty == other.ty
    }
}

impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl PartialEq for Each {
    fn eq(&self, other: &Self) -> bool {
        (self.level, &self.group, &self.filter) == (other.level, &other.group, &other.filter)
    }
}

impl PartialEq for Over {
    fn eq(&self, other: &Self) -> bool {
        (self.level, &self.group, &self.filter) == (other.level, &other.group, &other.filter)
    }
}

impl Quantity {
    /// A quantity without a name.
    pub(super) fn new(kind: QuantityKind, ty: Type, at: Span) -> Self {
        Quantity { kind, ty, at, called: None }
    }
}

/// What a quantity is.
///
/// On intervals every ordered type is a number: shares are fractions, money is dollars, dates count days,
/// durations count days, ratings and frequencies count rungs.
#[derive(Clone, Debug, PartialEq)]
pub enum QuantityKind {
    /// Written in the policy.
    Literal(crate::vocabulary::Value),
    /// A fact of the subject, or of the thing above it that has such facts.
    Fact(FactKey),
    /// The share of the subject's assets in a class, looked through.
    Share(ClassId),
    /// Time from a date fact to the as-of date.
    TimeSince(FactId),
    /// Time from the as-of date to a date fact.
    TimeUntil(FactId),
    /// A quantity of one of the things at hand: `assets of plan`, `sum weight of holdings of option`.
    Within(Within, Box<Quantity>),
    /// A quantity of the thing that this fact of the subject refers to: `us_equity of benchmark`.
    Of(FactId, Box<Quantity>),
    /// Sum.
    Plus(Box<Quantity>, Box<Quantity>),
    /// Difference.
    Minus(Box<Quantity>, Box<Quantity>),
    /// Product.
    Times(Box<Quantity>, Box<Quantity>),
    /// Quotient.
    Over(Box<Quantity>, Box<Quantity>),
    /// Distance without its sign.
    Distance(Box<Quantity>, Box<Quantity>),
    /// The greatest of several.
    Greatest(Vec<Quantity>),
    /// The least of several.
    Least(Vec<Quantity>),
    /// The first that is there.
    First(Vec<Quantity>),
    /// The middle of those that are there; of an even number, the lower of the two in the middle.
    Middle(Vec<Quantity>),
    /// What a table says.
    Table(Box<Table>),
    /// A day so long before or after another, on the calendar.
    Shift {
        /// The day.
        date: Box<Quantity>,
        /// How long.
        by: Box<Quantity>,
        /// Before it.
        back: bool,
    },
    /// The points of the criteria that are met.
    Score(Vec<(Exact, Condition)>),
    /// What it was in an earlier period.
    Ago(Box<Quantity>, Back),
    /// In how many of the last periods, that of the day among them, a condition holds.
    Met {
        /// The condition.
        condition: Box<Condition>,
        /// How many periods are looked at.
        last: Back,
    },
    /// One number from the last periods, that of the day among them.
    Across {
        /// Which number.
        kind: Aggregate,
        /// Of what.
        of: Box<Quantity>,
        /// How many periods are looked at.
        last: Back,
    },
    /// For how many periods, that of the day among them, it has been on a watch list; 0 if it is not on it.
    Listed {
        /// What brings it on the list.
        enters: Box<Condition>,
        /// What takes it off again, unless what brings it on holds too.
        leaves: Box<Condition>,
        /// How often the list is reviewed.
        cadence: Cadence,
    },
    /// One number from many things.
    Aggregate {
        /// Which number.
        kind: Aggregate,
        /// Of which quantity of each; none for counts and shares.
        of: Option<Box<Quantity>>,
        /// Over which things.
        over: Over,
    },
}

/// A lookup table: the first row whose cells all hold governs.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// What is looked up.
    pub keys: Vec<TableKey>,
    /// The rows, from the top.
    pub rows: Vec<TableRow>,
}

/// What is looked up in a table.
#[derive(Clone, Debug, PartialEq)]
pub enum TableKey {
    /// Something with an order.
    Quantity(Quantity),
    /// A word of a list, or a text.
    Word(FactKey),
    /// A yes or no.
    Condition(Condition),
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// What each key has to be; a key that may be anything has no cell. A cell about nothing does not hold.
    pub cells: Vec<Condition>,
    /// What the table is where this row governs.
    pub value: Quantity,
}

/// How one number comes from many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// How many there are.
    Count,
    /// Which part of the things of that level they are, by count.
    Share,
    /// The sum; 0 of nothing.
    Sum,
    /// The mean, each thing alike.
    Average,
    /// The mean, each thing by its assets.
    WeightedAverage,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// The middle one; the mean of the middle two.
    Median,
    /// How many different values there are.
    Distinct(FactKey),
}

/// The things that an aggregate is over: those of a level within the subject, or the groups of such.
#[derive(Clone, Debug)]
pub struct Over {
    /// The level.
    pub level: LevelId,
    /// For groups, how things of the level are put together.
    pub group: Option<Grouping>,
    /// Which of them, of the groups where there are groups; all, if there is none.
    pub filter: Option<Box<Condition>>,
    /// Where it stands.
    pub at: Span,
    /// The name that the policy gives them, by which they are told.
    pub called: Option<String>,
}

/// What the sponsor accepts without data. It settles unknowns only: what the menu shows is never overruled.
#[derive(Clone, Debug)]
pub struct Assumption {
    /// Whose holdings.
    pub whose: Assumed,
    /// The classes of which they hold nothing that the menu does not show.
    pub holds_no: Vec<ClassId>,
    /// Why the sponsor accepts it.
    pub because: String,
    /// When it is in force.
    pub period: Period,
    /// Where it stands.
    pub at: Span,
}

/// What the committee lets stand for a while. It turns a breach or a watch into waived, and nothing else.
#[derive(Clone, Debug)]
pub struct Waiver {
    /// The rule, by its id. It has a name: what is waived must be possible to point at.
    pub rule: String,
    /// The things for which it is waived, by name or id; all, if there is none.
    pub subjects: Vec<String>,
    /// Who approved it, and where that is written.
    pub approved: String,
    /// Why.
    pub because: String,
    /// When it holds; it always ends.
    pub period: Period,
    /// Where it stands.
    pub at: Span,
}

/// Whose holdings an assumption is about.
#[derive(Clone, Debug)]
pub enum Assumed {
    /// Everything that nobody opened or classified.
    Unclassified,
    /// Options for which a condition holds.
    Options(Box<Condition>),
}

impl Within {
    /// `option`, `group`
    pub fn word(self, schema: &crate::vocabulary::Schema) -> &str {
        match self {
            Within::Level(level) => &schema.level(level).name,
            Within::Group => "group",
        }
    }
}

impl Branches {
    /// The block that applies; none where there is none, or where it is not known whether the first is selected.
    pub fn chosen(&self, selects: Truth) -> Option<&Condition> {
        match selects {
            Truth::True => Some(&self.then),
            Truth::False => self.otherwise.as_ref(),
            Truth::Unknown => None,
        }
    }
}

impl Condition {
    /// The opposite.
    pub(super) fn not(condition: Condition) -> Condition {
        Condition { at: condition.at, kind: ConditionKind::Not(Box::new(condition)) }
    }

    /// Where it does not hold, be it false or about nothing.
    pub(super) fn fails(condition: Condition) -> Condition {
        Condition { at: condition.at, kind: ConditionKind::Fails(Box::new(condition)) }
    }

    /// As an assertion, rather than as something that selects: parts that do not apply ask for nothing.
    pub(super) fn asserted(self) -> Condition {
        let all = |parts: Vec<Condition>| parts.into_iter().map(Condition::asserted).collect();
        let boxed = |inner: Box<Condition>| Box::new(inner.asserted());
        let kind = match self.kind {
            ConditionKind::All(parts) => ConditionKind::AllThatApply(all(parts)),
            ConditionKind::Any(parts) => ConditionKind::AnyThatApplies(all(parts)),
            ConditionKind::Not(inner) => ConditionKind::Not(boxed(inner)),
            ConditionKind::Ago(inner, back) => ConditionKind::Ago(boxed(inner), back),
            ConditionKind::Of(fact, inner) => ConditionKind::Of(fact, boxed(inner)),
            other => other,
        };
        Condition { kind, at: self.at }
    }

    /// All of several; `None` of none.
    pub(super) fn all(mut conditions: Vec<Condition>, at: Span) -> Option<Condition> {
        match conditions.len() {
            0 | 1 => conditions.pop(),
            _ => Some(Condition { kind: ConditionKind::All(conditions), at }),
        }
    }

    /// One of several.
    pub(super) fn any(mut conditions: Vec<Condition>, at: Span) -> Condition {
        match (conditions.len(), conditions.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                conditions.extend(last);
                Condition { kind: ConditionKind::Any(conditions), at }
            }
        }
    }
}

impl Operator {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Operator::Below => "<",
            Operator::AtMost => "<=",
            Operator::Equal => "is",
            Operator::NotEqual => "is not",
            Operator::AtLeast => ">=",
            Operator::Above => ">",
        }
    }

    /// What holds where this one does not.
    #[must_use]
    pub fn opposite(self) -> Operator {
        match self {
            Operator::Below => Operator::AtLeast,
            Operator::AtMost => Operator::Above,
            Operator::Equal => Operator::NotEqual,
            Operator::NotEqual => Operator::Equal,
            Operator::AtLeast => Operator::Below,
            Operator::Above => Operator::AtMost,
        }
    }

    /// Whether `left OP right` holds.
    pub fn compare(self, left: &Interval, right: &Interval) -> crate::vocabulary::Truth {
        match self {
            Operator::Below => left.is_below(right),
            Operator::AtMost => !right.is_below(left),
            Operator::Equal => left.equals(right),
            Operator::NotEqual => !left.equals(right),
            Operator::AtLeast => !left.is_below(right),
            Operator::Above => right.is_below(left),
        }
    }
}

impl Back {
    /// `4 quarters`
    pub fn words(self) -> String {
        format!("{} {}", self.count, self.cadence.words(self.count))
    }
}

impl Obligation {
    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            Obligation::Must => "must",
            Obligation::Should => "should",
            Obligation::Watch => "watch",
        }
    }
}

impl Period {
    /// Whether a day lies within it.
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}
