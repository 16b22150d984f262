//! The tree of a policy, as written.

use jiff::civil::Date;

use super::cases::Test;
use super::documents::Document;
use super::history::{OverTime, Periods, WatchList};
use super::nearness::Nearness;
use super::packs::{Drop, Use};
use super::tables::Table;
use crate::source::{SourceId, Span};
use crate::vocabulary::{Moments, Value};

/// One policy file.
#[derive(Clone, Debug)]
pub struct SyntaxTree {
    /// The text.
    pub source: SourceId,
    /// What stands in it, in order, but for what could not be read.
    pub items: Vec<Item>,
    /// Every comment, in order.
    pub comments: Vec<Span>,
    /// Names that faulty definitions would have defined. Their uses are not the fault.
    pub undefined: Vec<String>,
}

/// Something that stands on its own in a file or a section.
#[derive(Clone, Debug)]
pub enum Item {
    /// `language 1`
    Language {
        /// The version.
        version: Literal,
    },
    /// `policy "…" about "…" adopted 2026-10-01`
    Header {
        /// The policy's title.
        title: Text,
        /// What it is about, for a library of many.
        about: Option<Text>,
        /// The day on which it was adopted.
        adopted: Option<Date>,
        /// All of it.
        at: Span,
    },
    /// `fiscal year ends June`
    FiscalYear {
        /// The month, 1 to 12.
        ends: u8,
        /// All of it.
        at: Span,
    },
    /// `watch list name "…" { … }`
    WatchList(Box<WatchList>),
    /// `section "…" { … }`
    Section(Section),
    /// `rule name "…" { … }`
    Rule(Rule),
    /// A statement without a name.
    Statement(Statement),
    /// `let name = …`
    Let(Let),
    /// `param name: type = literal`
    Param(Param),
    /// `table name by key { … }`
    Table(Table),
    /// `level name of level "…"`
    Level(Level),
    /// `class name in class "…"`
    Class(Class),
    /// `fact name of level: type, …`
    Fact(Fact),
    /// `assume … hold no …`
    Assume(Assume),
    /// `waive rule for "…" until date approved "…" because "…"`
    Waive(Waive),
    /// `test "…" { given … expect … }`
    Test(Test),
    /// `use acme.alternatives with { crypto_cap = 3% }`
    Use(Use),
    /// `replace rule name "…" { … }`: the name is that of a pack's rule, or its last parts.
    Replace(Rule),
    /// `drop rule name because "…"`
    Drop(Drop),
}

/// A word that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The word.
    pub word: String,
    /// Where it stands.
    pub at: Span,
}

/// A quoted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Without its quotation marks.
    pub text: String,
    /// With them.
    pub at: Span,
}

/// A part of the policy under a heading.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: Text,
    /// When it is in force.
    pub qualifiers: Vec<Qualifier>,
    /// What stands in it.
    pub items: Vec<Item>,
    /// Its head, up to the brace.
    pub at: Span,
}

/// Statements under a name.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `must`, `should` or `watch`, where it says so.
    pub obligation: Option<Obligation>,
    /// Its name.
    pub name: Name,
    /// What the committee signed.
    pub text: Option<Text>,
    /// Citations, dates and conditions for all of its statements.
    pub qualifiers: Vec<Qualifier>,
    /// Its statements.
    pub body: Vec<Statement>,
    /// Its head, up to the brace.
    pub at: Span,
    /// All of it.
    pub whole: Span,
}

/// The word before a rule or statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obligation {
    /// `must`
    Must,
    /// `should`
    Should,
    /// `watch`
    Watch,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// `must`, `should` or `watch`, where it says so.
    pub obligation: Option<Obligation>,
    /// What it says.
    pub kind: StatementKind,
    /// What limits it.
    pub qualifiers: Vec<Qualifier>,
    /// All of it.
    pub at: Span,
}

/// What a statement says.
#[derive(Clone, Debug)]
pub enum StatementKind {
    /// A condition holds.
    Assert(Expression),
    /// `subject requires a, b and c`
    Requires {
        /// Who.
        subject: Set,
        /// What.
        needs: Vec<Expression>,
    },
    /// `subject prohibited`
    Prohibited {
        /// What is not to be there.
        subject: Set,
    },
    /// `each level where … { … }`, `each issuer of holdings { … }`
    Each {
        /// Of which things.
        head: EachHead,
        /// What is said of each.
        body: Vec<Statement>,
    },
    /// `if … { … } else { … }`
    If {
        /// The condition.
        condition: Expression,
        /// What is said if it holds.
        then: Vec<Statement>,
        /// What is said if it does not.
        otherwise: Vec<Statement>,
    },
}

/// What limits a statement, rule or section.
#[derive(Clone, Debug)]
pub enum Qualifier {
    /// `when condition`
    When(Expression),
    /// `unless condition`
    Unless(Expression),
    /// `from date`
    From(Expression, Span),
    /// `until date`
    Until(Expression, Span),
    /// `cites "…"`
    Cites(Text),
    /// `because "…"`
    Because(Text),
    /// `tolerate 3 consecutive quarters`, `tolerate 1 of the last 4 quarters`
    Tolerate(OverTime),
    /// `cure within 90 days of notice`
    Cure {
        /// For how long.
        within: Expression,
        /// The date from which it counts; else from when the failure began, by the history.
        since: Option<Name>,
        /// All of it.
        at: Span,
    },
    /// `at purchase`, `always`
    Tested(Tested),
}

/// `at selection and at quarter end`; no moment for `always`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tested {
    /// The moments.
    pub moments: Moments,
    /// Where they stand.
    pub at: Span,
}

/// `each option where …`, `each issuer of holdings`
#[derive(Clone, Debug)]
pub struct EachHead {
    /// The level; of a group, the fact whose values tell the groups apart.
    pub level: Name,
    /// For groups, the things that are put together: `holdings`.
    pub of: Option<Box<Set>>,
    /// Which of them: of the groups, where there are groups.
    pub filter: Option<Expression>,
    /// Which of them not.
    pub except: Option<Except>,
    /// All of it, up to the colon or brace.
    pub at: Span,
}

/// Things of a level, or a definition of such: `options where … except …`. With `of`, the groups of such things.
#[derive(Clone, Debug)]
pub struct Set {
    /// `options`, or the name of a definition or class; of groups, the fact that tells them apart.
    pub name: Name,
    /// For groups, the things that are put together: `holdings`. Without groups, of which of the things at hand they are.
    pub of: Option<Box<Set>>,
    /// Of which of the things at hand groups are: `option`.
    pub within: Option<Name>,
    /// Which of them: of the groups, where there are groups.
    pub filter: Option<Box<Expression>>,
    /// Which of them not.
    pub except: Option<Except>,
    /// All of it.
    pub at: Span,
}

/// What is left out.
#[derive(Clone, Debug)]
pub enum Except {
    /// Things with these names or ids.
    Named(Vec<Text>),
    /// Things for which this holds.
    Where(Box<Expression>),
}

/// A condition or a quantity.
#[derive(Clone, Debug)]
pub struct Expression {
    /// What it says.
    pub kind: ExpressionKind,
    /// All of it.
    pub at: Span,
}

/// What an expression says.
#[derive(Clone, Debug)]
pub enum ExpressionKind {
    /// A value written out.
    Literal(Literal),
    /// `5% of plan`
    PercentOf(Literal, Name),
    /// A fact, class or definition, with its basis: `expense_ratio net`.
    Measured(Name, Option<Name>),
    /// `peer_rank over 3 years`: a measured one, and the period.
    OverPeriod(Box<Expression>, Box<Expression>),
    /// The same of the thing that a fact refers to: `us_equity of benchmark`.
    Of(Box<Expression>, Name),
    /// `a or b`
    Or(Vec<Expression>),
    /// `a and b`
    And(Vec<Expression>),
    /// `not a`
    Not(Box<Expression>),
    /// `a <= b`
    Compare(Box<Expression>, Operator, Box<Expression>),
    /// `a between b and c`
    Between(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `a within t of b`
    Within(Box<Expression>, Box<Expression>, Box<Expression>),
    /// `a in top half`
    InPart(Box<Expression>, RankPart),
    /// `a is b`, `a is one of b, c`
    Is {
        /// What.
        subject: Box<Expression>,
        /// `is not`
        negated: bool,
        /// The values, any of which will do.
        any_of: Vec<IsValue>,
        /// The last of them follows `or`, so that it may be a condition of its own: `is one of a, b or is_core`.
        or_last: bool,
    },
    /// `a is known`
    IsKnown(Box<Expression>, bool),
    /// `a is available`
    IsAvailable(Box<Expression>, bool),
    /// `every one of a, b is offered`; `a is offered`
    Offered(Vec<Name>, bool),
    /// `-a`
    Negate(Box<Expression>),
    /// `a + b`
    Arithmetic(Box<Expression>, ArithmeticOperator, Box<Expression>),
    /// `greater of a, b and c`
    Extreme {
        /// The greatest rather than the least.
        greatest: bool,
        /// Of which.
        of: Vec<Expression>,
    },
    /// `first available of a, b, c`
    FirstAvailable(Vec<Expression>),
    /// `middle of a, b and c`
    Middle(Vec<Expression>),
    /// `time since inception`
    TimeSince(Name),
    /// `time until maturity`
    TimeUntil(Name),
    /// `holdings_as_of within 120 days`: a day, and how near it is to that of the check.
    Near(Name, Nearness, Box<Expression>),
    /// `count of options where …`
    Count(Set),
    /// `share of options where …`
    Share(Set),
    /// `average expense_ratio net of options where …`
    Aggregate(Aggregate, Box<Expression>, Set),
    /// `at least 3 options where …`
    CountClaim(Operator, Box<Expression>, Set),
    /// `points { 2: a; 1: b }`
    Score(Vec<(Expression, Expression)>),
    /// `at least 2 of { a; b; c }`
    SomeOf(Operator, Box<Expression>, Vec<Expression>),
    /// `a 1 quarter ago`
    Ago(Box<Expression>, Periods),
    /// `a for 3 consecutive quarters`
    OverTime(Box<Expression>, OverTime),
    /// `average a over the last 4 quarters`
    Across(Aggregate, Box<Expression>, Periods),
    /// `document "…" by manager dated within 12 months`
    Document(Box<Document>),
}

/// A value after `is`: written out, or a word that the fact's type gives a meaning.
#[derive(Clone, Debug)]
pub enum IsValue {
    /// A literal.
    Literal(Literal),
    /// A word.
    Word(Name),
    /// Something else that is measured: `2 * fee`, `count of options`.
    Computed(Box<Expression>),
}

/// A value written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// Its value.
    pub value: Value,
    /// As it is written, without quotation marks: a list of choices may have `daily` or `AAA` among its words.
    pub text: String,
    /// Where it stands.
    pub at: Span,
}

/// A part of a ranking: `top half`, `bottom third`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RankPart {
    /// The better end.
    pub top: bool,
    /// Into how many parts the ranking is cut.
    pub parts: i64,
    /// Where it stands.
    pub at: Span,
}

/// How two quantities are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// `<`
    Below,
    /// `<=`, `at most`
    AtMost,
    /// `exactly`
    Exactly,
    /// `>=`, `at least`
    AtLeast,
    /// `>`
    Above,
}

/// How two quantities are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOperator {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    Over,
}

/// How one number comes from many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// `sum`
    Sum,
    /// `average`
    Average,
    /// `weighted average`
    WeightedAverage,
    /// `min`
    Min,
    /// `max`
    Max,
    /// `median`
    Median,
    /// `distinct`
    Distinct,
}

/// `let name = …`
#[derive(Clone, Debug)]
pub struct Let {
    /// The name.
    pub name: Name,
    /// What it stands for.
    pub body: Defined,
    /// All of it.
    pub at: Span,
}

/// What a definition stands for.
#[derive(Clone, Debug)]
pub enum Defined {
    /// Things.
    Set(Set),
    /// A condition or a quantity.
    Expression(Expression),
}

/// `param name: type = literal`
#[derive(Clone, Debug)]
pub struct Param {
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: TypeName,
    /// The value.
    pub value: Expression,
    /// Between which it may be set; without the second, there is no greatest.
    pub range: Option<(Literal, Option<Literal>)>,
    /// One line about it.
    pub label: Option<Text>,
    /// All of it.
    pub at: Span,
}

/// The name of a type.
#[derive(Clone, Debug)]
pub enum TypeName {
    /// `percent`, `percent of plan`, `money`
    Named(Name, Option<Name>),
    /// `one of a, b, c`
    OneOf(Vec<Name>),
}

/// `level name of level "…"`
#[derive(Clone, Debug)]
pub struct Level {
    /// The name.
    pub name: Name,
    /// The level that it is part of.
    pub of: Option<Name>,
    /// One line about it.
    pub label: Option<Text>,
}

/// `class name in class "…"`
#[derive(Clone, Debug)]
pub struct Class {
    /// The name.
    pub name: Name,
    /// The class that it is part of.
    pub within: Option<Name>,
    /// One line about it.
    pub label: Option<Text>,
}

/// `fact name of level: type, …`
#[derive(Clone, Debug)]
pub struct Fact {
    /// The name.
    pub name: Name,
    /// What it is said of; of several levels, it is a fact of each.
    pub levels: Vec<Name>,
    /// Its type.
    pub ty: TypeName,
    /// Ways in which it is measured.
    pub bases: Vec<Name>,
    /// Whether less is better, where it says so.
    pub lower_is_better: Option<bool>,
    /// Whether it is summed over what a thing holds.
    pub looks_through: bool,
    /// Whether it is measured over a period.
    pub over_period: bool,
    /// Whether it is a day that is usually still to come.
    pub in_future: bool,
    /// The least and the greatest value; without the second, there is no greatest.
    pub range: Option<(Literal, Option<Literal>)>,
    /// One line about it.
    pub label: Option<Text>,
}

/// `assume … hold no …`
#[derive(Clone, Debug)]
pub struct Assume {
    /// Whose holdings; everything unclassified, if there is none.
    pub whose: Option<Set>,
    /// Classes.
    pub holds_no: Vec<Name>,
    /// Why, and until when.
    pub qualifiers: Vec<Qualifier>,
    /// All of it.
    pub at: Span,
}

/// `waive rule for "…" until date approved "…" because "…"`
#[derive(Clone, Debug)]
pub struct Waive {
    /// The id of the rule, or its last parts.
    pub rule: Name,
    /// For which things, by name or id; for all, if there is none.
    pub subjects: Vec<Text>,
    /// Who approved it, and where that is written.
    pub approved: Option<Text>,
    /// Dates and the reason.
    pub qualifiers: Vec<Qualifier>,
    /// All of it.
    pub at: Span,
}
