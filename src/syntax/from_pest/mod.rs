//! The arrow in: pairs of the parser become the tree.
//!
//! in       a text whose brackets match
//! out      its items, and one diagnostic for each statement that cannot be read
//! always   a function that answers `None` has told the fault; only its statement is dropped
//! never    a pair leaves this folder, but for the recovery of a line

mod cases;
mod documents;
mod expressions;
mod history;
mod items;
mod packs;
mod statements;
mod tables;
mod tokens;

pub(super) use tokens::tokens;

use jiff::civil::Date;
use pest::Parser;
use pest::iterators::Pair;

use super::grammar::{Grammar, Rule};
use super::tree::{Class, Item, Level, Literal, Name, Statement, SyntaxTree, Text};
use super::{recover, wrong_turns};
use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::source::{SourceId, SourceText, Span};
use crate::vocabulary::{LiteralFault, Type, Value, parse_literal};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a text whose brackets match: the source's own, but for what was blanked out.
pub(super) fn tree(source: &SourceText, text: &str) -> Outcome<SyntaxTree> {
    let mut builder = Builder {
        source: source.id,
        diagnostics: Diagnostics::new(),
        undefined: Vec::new(),
        names_moodys: ["Aa", "moodys", "Moody"].into_iter().any(|sign| text.contains(sign)),
    };
    let mut tree =
        SyntaxTree { source: source.id, items: Vec::new(), comments: Vec::new(), undefined: Vec::new() };
    match Grammar::parse(Rule::file, text) {
        Ok(mut pairs) => {
            if let Some(file) = pairs.next() {
                tree.items = builder.items(file);
            }
        }
        // The grammar takes any line as junk, so this is a fault of the grammar; it still has a place.
        Err(error) => builder.diagnostics.push(recover::told(source.id, 0, text, &error, Rule::file)),
    }
    tree.undefined = builder.undefined;
    Outcome { value: tree, diagnostics: builder.diagnostics }
}

/// The children of a pair without its comments, taken one by one.
struct Parts<'i> {
    pairs: std::iter::Peekable<std::vec::IntoIter<Pair<'i, Rule>>>,
}

impl<'i> Parts<'i> {
    fn of(pair: Pair<'i, Rule>) -> Self {
        let pairs: Vec<_> = pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).collect();
        Parts { pairs: pairs.into_iter().peekable() }
    }

    fn next(&mut self) -> Option<Pair<'i, Rule>> {
        self.pairs.next()
    }

    fn peek(&mut self) -> Option<Rule> {
        self.pairs.peek().map(Pair::as_rule)
    }

    /// The next child, if it is of this rule.
    fn take(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.pairs.next_if(|pair| pair.as_rule() == rule)
    }

    /// The last child.
    fn last(self) -> Option<Pair<'i, Rule>> {
        self.pairs.last()
    }

    /// The next child that matters: one of these rules, all before it being words and signs.
    fn seek(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.pairs.by_ref().find(|pair| pair.as_rule() == rule)
    }
}

pub(super) struct Builder {
    pub(super) source: SourceId,
    pub(super) diagnostics: Diagnostics,
    /// Names that faulty definitions would have defined.
    undefined: Vec<String>,
    /// Whether the text has a sign of Moody's, so that `A1` can only be meant as theirs.
    names_moodys: bool,
}

impl Builder {
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        // A rule may end in the blanks before what follows it.
        let length = pair.as_str().trim_end().len();
        Span::new(self.source, span.start(), span.start().saturating_add(length))
    }

    /// Tells a fault; its statement is dropped.
    fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    fn items(&mut self, pair: Pair<'_, Rule>) -> Vec<Item> {
        let children = pair.into_inner();
        children
            .filter(|pair| !matches!(pair.as_rule(), Rule::COMMENT | Rule::EOI))
            .filter_map(|pair| {
                let text = pair.as_str();
                let item = self.told(pair, Builder::item);
                if item.is_none() {
                    self.undefined.extend(defined_by(text));
                }
                item
            })
            .collect()
    }

    /// A block with nothing in it would assert nothing and pass in silence. It is told here, because only here can
    /// it be told apart from a block whose statements were all faulty.
    fn block(&mut self, pair: Pair<'_, Rule>) -> Vec<Statement> {
        let at = self.span(&pair);
        let children: Vec<_> = pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).collect();
        if children.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(&kinds::SYNTAX, at, "this block says nothing")
                    .help("write a statement between its braces, or take it out with what stands before it"),
            );
        }
        children.into_iter().filter_map(|pair| self.told(pair, Builder::statement_or_junk)).collect()
    }

    /// What a function makes of a pair; if it makes nothing, a fault has been told, here if nowhere else.
    fn told<'i, T>(
        &mut self,
        pair: Pair<'i, Rule>,
        make: impl FnOnce(&mut Self, Pair<'i, Rule>) -> Option<T>,
    ) -> Option<T> {
        let at = self.span(&pair);
        let before = self.diagnostics.iter().count();
        let made = make(self, pair);
        if made.is_none() && self.diagnostics.iter().count() == before {
            self.diagnostics.push(Diagnostic::new(&kinds::SYNTAX, at, "this statement cannot be read"));
        }
        made
    }

    fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        let at = self.span(&pair);
        match pair.as_rule() {
            Rule::language => {
                let version = Parts::of(pair).seek(Rule::number)?;
                Some(Item::Language { version: self.literal(version)? })
            }
            Rule::header => {
                let mut parts = Parts::of(pair);
                parts.take(Rule::policy_word);
                let title = self.text(parts.next()?)?;
                let about = match parts.take(Rule::about_word) {
                    Some(_) => Some(self.text(parts.next()?)?),
                    None => None,
                };
                parts.take(Rule::adopted_word);
                let adopted = match parts.take(Rule::date) {
                    Some(date) => Some(self.date(date)?),
                    None => None,
                };
                Some(Item::Header { title, about, adopted, at })
            }
            Rule::fiscal_year => {
                let month = Parts::of(pair).seek(Rule::month)?;
                let ends = MONTHS.iter().zip(1_u8..).find(|(name, _)| **name == month.as_str().trim_end())?;
                Some(Item::FiscalYear { ends: ends.1, at })
            }
            Rule::watch_list => self.watch_list(pair).map(Box::new).map(Item::WatchList),
            Rule::section => self.section(pair).map(Item::Section),
            Rule::rule_item => self.rule(pair).map(Item::Rule),
            Rule::let_item => self.definition(pair).map(Item::Let),
            Rule::param => self.param(pair).map(Item::Param),
            Rule::table => self.table(pair).map(Item::Table),
            Rule::level => {
                let mut parts = Parts::of(pair);
                let (name, of, label) = self.named_within(&mut parts)?;
                Some(Item::Level(Level { name, of, label }))
            }
            Rule::class => {
                let mut parts = Parts::of(pair);
                let (name, within, label) = self.named_within(&mut parts)?;
                Some(Item::Class(Class { name, within, label }))
            }
            Rule::fact => self.fact(pair).map(Item::Fact),
            Rule::assume => self.assume(pair).map(Item::Assume),
            Rule::waiver => self.waiver(pair).map(Item::Waive),
            Rule::test => self.test(pair).map(Item::Test),
            Rule::use_item => self.use_pack(pair).map(Item::Use),
            Rule::replace_item => self.replace(pair).map(Item::Replace),
            Rule::drop_item => self.drop_rule(pair).map(Item::Drop),
            Rule::junk => self.refuse(recover::junk(self.source, &pair, Rule::lone_item)),
            _ => self.statement(pair).map(Item::Statement),
        }
    }

    fn statement_or_junk(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        match pair.as_rule() {
            Rule::junk => self.refuse(recover::junk(self.source, &pair, Rule::lone_statement)),
            _ => self.statement(pair),
        }
    }

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name { word: pair.as_str().trim_end().to_string(), at: self.span(pair) }
    }

    fn text(&mut self, pair: Pair<'_, Rule>) -> Option<Text> {
        let at = self.span(&pair);
        if pair.as_rule() == Rule::wrong_quotes {
            return self.refuse(wrong_turns::quotes(at, pair.as_str()));
        }
        let text = pair.into_inner().next().map_or(String::new(), |text| text.as_str().to_string());
        Some(Text { text, at })
    }

    fn date(&mut self, pair: Pair<'_, Rule>) -> Option<Date> {
        match self.literal(pair)?.value {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    fn literal(&mut self, pair: Pair<'_, Rule>) -> Option<Literal> {
        let at = self.span(&pair);
        let written = pair.as_str().trim_end().to_string();
        let ty = match pair.as_rule() {
            Rule::wrong_spacing => return self.refuse(wrong_turns::spacing(at, &written)),
            Rule::string | Rule::wrong_quotes => {
                let text = self.text(pair)?;
                return Some(Literal { value: Value::Text(text.text.clone()), text: text.text, at });
            }
            Rule::percent => Type::Percent(None),
            Rule::points => Type::Points,
            Rule::money => Type::Money,
            Rule::date => Type::Date,
            Rule::duration => Type::Duration,
            Rule::percentile => Type::Percentile,
            Rule::frequency => Type::Frequency,
            Rule::flag => Type::Flag,
            Rule::rating => Type::Rating(None),
            _ => Type::Number,
        };
        match parse_literal(&written, &ty) {
            Ok(value) => {
                if !self.names_moodys && wrong_turns::MOODYS_OR_SHORT.contains(&written.as_str()) {
                    self.diagnostics.push(wrong_turns::rating(at, &written));
                }
                Some(Literal { value, text: written, at })
            }
            Err(LiteralFault::NoSuchDate) => self.refuse(wrong_turns::no_such_date(at, &written)),
            Err(LiteralFault::TooLong) => self.refuse(wrong_turns::too_long(at)),
            Err(_) => self.refuse(Diagnostic::new(&kinds::SYNTAX, at, format!("`{written}` cannot be read"))),
        }
    }
}

impl Parts<'_> {
    /// Passes over a word such as `of`, `in` or `to`, if it is next.
    fn next_if_word(&mut self) -> bool {
        self.pairs
            .next_if(|pair| matches!(pair.as_rule(), Rule::of_word | Rule::in_word | Rule::to_word))
            .is_some()
    }
}

/// The name that a faulty definition would have defined, as far as can be told.
fn defined_by(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let is_keyword = |word: &&str| ["let", "param", "table", "fact", "class", "level"].contains(word);
    words.next().filter(is_keyword)?;
    words.find(|word| !is_keyword(word)).map(str::to_string)
}
