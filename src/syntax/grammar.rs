//! The grammar as pest compiles it, and the name of each of its rules in a sentence.

use pest_derive::Parser;

#[derive(Parser)]
#[grammar = "grammar/lexical.pest"]
#[grammar = "grammar/expressions.pest"]
#[grammar = "grammar/items.pest"]
pub(super) struct Grammar;

impl Rule {
    /// What a reader would call it after "expected"; `None` for what is never worth naming. A new rule of the
    /// grammar does not compile until it has an answer here.
    pub(super) fn words(self) -> Option<&'static str> {
        Some(match self {
            Rule::name | Rule::basis | Rule::measured => "a name",
            Rule::choice | Rule::is_value => "a value",
            Rule::and_word | Rule::and_op => "`and`",
            Rule::or_word | Rule::or_op => "`or`",
            Rule::not_word => "`not`",
            Rule::is_word | Rule::is_tail => "`is`",
            Rule::in_word | Rule::in_tail => "`in`",
            Rule::of_word => "`of`",
            Rule::where_word | Rule::where_clause => "`where`",
            Rule::when_word | Rule::when_clause => "`when`",
            Rule::unless_word | Rule::unless_clause => "`unless`",
            Rule::except_word | Rule::except_clause => "`except`",
            Rule::from_word | Rule::from_clause => "`from` with a date",
            Rule::until_word | Rule::until_clause => "`until` with a date",
            Rule::cites_word | Rule::cites_clause => "`cites` with a quotation",
            Rule::because_word | Rule::because_clause => "`because` with a quotation",
            Rule::requires_word => "`requires`",
            Rule::prohibited_word => "`prohibited`",
            Rule::between_word | Rule::between_tail => "`between`",
            Rule::within_word | Rule::within_tail => "`within`",
            Rule::else_word => "`else`",
            Rule::known_word => "`known`",
            Rule::offered_word => "`offered`",
            Rule::one_of_words | Rule::one_of => "`one of`",
            Rule::to_word => "`to`",
            Rule::hold_word => "`hold`",
            Rule::or_more => "`or more`",
            Rule::digits | Rule::number => "a number",
            Rule::percent | Rule::percent_of => "a percent",
            Rule::points => "percentage points",
            Rule::money => "an amount of money",
            Rule::date => "a date such as 2026-10-01",
            Rule::duration => "a length of time",
            Rule::string | Rule::label => "a text in quotation marks",
            Rule::compare_op
            | Rule::compare_tail
            | Rule::at_most_op
            | Rule::at_least_op
            | Rule::below_op
            | Rule::above_op => "a comparison such as `<=`",
            Rule::rank_part => "a part of a ranking such as `top half`",
            Rule::block | Rule::items => "a block in braces",
            Rule::type_name | Rule::choice_type => "a type",
            Rule::expression
            | Rule::arithmetic
            | Rule::aggregated
            | Rule::relation
            | Rule::conjunction
            | Rule::negation => "something to measure",
            Rule::statement | Rule::assertion => "a statement",
            Rule::set | Rule::subject => "`options`, or a name",
            Rule::denominator => "`plan` or `option`",
            Rule::approved_word | Rule::approved_clause => "`approved` with a quotation",
            Rule::rule_id => "the name of a rule",
            Rule::outcome => "an outcome: pass, breach, watch, unknown, waived or not_applicable",
            Rule::given_value => "a value",
            Rule::as_of | Rule::given | Rule::expect => "`given` or `expect`",
            Rule::EOI => "the end of the line",
            Rule::WHITESPACE
            | Rule::COMMENT
            | Rule::margin
            | Rule::going_on
            | Rule::continuation
            | Rule::name_char
            | Rule::reserved
            | Rule::each_word
            | Rule::if_word
            | Rule::since_words
            | Rule::every_one_words
            | Rule::must_word
            | Rule::should_word
            | Rule::watch_word
            | Rule::obligation
            | Rule::blank
            | Rule::comma
            | Rule::percentile
            | Rule::frequency
            | Rule::flag
            | Rule::rating
            | Rule::string_text
            | Rule::wrong_spacing
            | Rule::wrong_quotes
            | Rule::text
            | Rule::literal
            | Rule::wrong_or
            | Rule::wrong_and
            | Rule::wrong_not
            | Rule::tail
            | Rule::later_tail
            | Rule::wrong_op
            | Rule::at_most_words
            | Rule::at_least_words
            | Rule::minus_sign
            | Rule::plus_op
            | Rule::minus_op
            | Rule::times_op
            | Rule::over_op
            | Rule::primary
            | Rule::assets_word
            | Rule::time_since
            | Rule::aggregate
            | Rule::count_of
            | Rule::share_of
            | Rule::aggregate_of
            | Rule::count_word
            | Rule::share_word
            | Rule::aggregate_word
            | Rule::count_claim
            | Rule::exactly_word
            | Rule::no_word
            | Rule::every_one
            | Rule::extreme
            | Rule::extreme_words
            | Rule::file
            | Rule::line
            | Rule::line_end
            | Rule::junk
            | Rule::braces
            | Rule::item
            | Rule::lone_item
            | Rule::lone_statement
            | Rule::language
            | Rule::header
            | Rule::section
            | Rule::section_word
            | Rule::rule_item
            | Rule::rule_word
            | Rule::block_line
            | Rule::if_statement
            | Rule::each_statement
            | Rule::each_head
            | Rule::group_of
            | Rule::requirement
            | Rule::prohibition
            | Rule::later_document
            | Rule::qualifier
            | Rule::later_clause
            | Rule::let_item
            | Rule::defined_set
            | Rule::let_word
            | Rule::param
            | Rule::param_word
            | Rule::level
            | Rule::class
            | Rule::fact
            | Rule::fact_part
            | Rule::better
            | Rule::better_words
            | Rule::looked_through
            | Rule::fact_range
            | Rule::bases
            | Rule::assume
            | Rule::unclassified
            | Rule::later_item
            | Rule::score
            | Rule::criterion
            | Rule::some_of
            | Rule::points_word
            | Rule::waiver
            | Rule::waived_for
            | Rule::waive_word
            | Rule::lone_test_line
            | Rule::test
            | Rule::test_line
            | Rule::facts
            | Rule::fact_line
            | Rule::fact_end
            | Rule::holds
            | Rule::holding
            | Rule::without
            | Rule::stated
            | Rule::expected_of
            | Rule::expected_measure
            | Rule::test_word
            | Rule::as_of_words
            | Rule::given_word
            | Rule::fund_word
            | Rule::expect_word
            | Rule::for_word
            | Rule::measured_word
            | Rule::over_word
            | Rule::ago_word
            | Rule::referred
            | Rule::wants_more
            | Rule::peer_median
            | Rule::peer_median_word
            | Rule::closed
            | Rule::aggregated_one
            | Rule::inner_measured
            | Rule::inner_since
            | Rule::inner_extreme
            | Rule::inner_referred
            | Rule::many
            | Rule::none_of
            | Rule::blend
            | Rule::blend_word
            | Rule::described
            | Rule::no_basis
            | Rule::language_word
            | Rule::policy_word
            | Rule::adopted_word
            | Rule::level_word
            | Rule::class_word
            | Rule::fact_word
            | Rule::assume_word
            | Rule::later_part => return None,
        })
    }
}
