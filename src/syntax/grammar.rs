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
            Rule::or_word | Rule::or_op | Rule::or_value => "`or`",
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
            Rule::available_word => "`available`",
            Rule::by_word => "`by`",
            Rule::table_row => "a row such as `at least 25: 95%`",
            Rule::table_cell | Rule::cell_value => "a value of the key, or `otherwise`",
            Rule::one_of_words | Rule::one_of => "`one of`",
            Rule::to_word => "`to`",
            Rule::hold_word => "`hold`",
            Rule::or_more => "`or more`",
            Rule::digits | Rule::number | Rule::count => "a number",
            Rule::percent | Rule::percent_of => "a percent",
            Rule::points => "percentage points",
            Rule::money => "an amount of money",
            Rule::date | Rule::day => "a date such as 2026-10-01",
            Rule::duration | Rule::length => "a length of time",
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
            Rule::set | Rule::subject | Rule::source => "`options`, or a name",
            Rule::denominator => "`plan` or `option`",
            Rule::document | Rule::document_word => "`document` with its kind in quotation marks",
            Rule::dated_distance | Rule::dated_age | Rule::dated_side => "a time such as `within 12 months`",
            Rule::event => "a date, or the name of one",
            Rule::before_word => "`before`",
            Rule::after_word => "`after`",
            Rule::approved_word | Rule::approved_clause => "`approved` with a quotation",
            Rule::rule_id => "the name of a rule",
            Rule::pack_name => "the name of a pack",
            Rule::pack_version => "a version such as 2 or 1.4",
            Rule::with_word => "`with`",
            Rule::outcome => "an outcome: pass, breach, watch, unknown, waived or not_applicable",
            Rule::given_value => "a value",
            Rule::as_of | Rule::given | Rule::expect => "`given` or `expect`",
            Rule::EOI => "the end of the line",
            Rule::over_period => "`over` a period such as 3 years",
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
            | Rule::until_words
            | Rule::the_next
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
            | Rule::qualifier
            | Rule::tested_clause
            | Rule::moments
            | Rule::moment
            | Rule::always_word
            | Rule::wrong_clause
            | Rule::let_item
            | Rule::defined_set
            | Rule::let_word
            | Rule::param
            | Rule::param_word
            | Rule::level
            | Rule::class
            | Rule::fact
            | Rule::within_of
            | Rule::fact_part
            | Rule::better
            | Rule::better_words
            | Rule::looked_through
            | Rule::in_the_future
            | Rule::over_a_period
            | Rule::fact_range
            | Rule::bases
            | Rule::assume
            | Rule::unclassified
            | Rule::use_item
            | Rule::setting
            | Rule::replace_item
            | Rule::drop_item
            | Rule::use_word
            | Rule::replace_word
            | Rule::drop_word
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
            | Rule::about_word
            | Rule::adopted_word
            | Rule::level_word
            | Rule::class_word
            | Rule::fact_word
            | Rule::assume_word
            | Rule::over_time
            | Rule::consecutive
            | Rule::in_last
            | Rule::cadence
            | Rule::consecutive_word
            | Rule::of_last_words
            | Rule::ago
            | Rule::over_last
            | Rule::over_last_words
            | Rule::fiscal_year
            | Rule::fiscal_year_words
            | Rule::month
            | Rule::tolerate_clause
            | Rule::tolerate_word
            | Rule::cure_clause
            | Rule::cure_words
            | Rule::watch_list
            | Rule::watch_line
            | Rule::enters_line
            | Rule::leaves_line
            | Rule::removal_line
            | Rule::reviewed_line
            | Rule::review_cadence
            | Rule::watch_list_words
            | Rule::enters_words
            | Rule::leaves_words
            | Rule::removal_word
            | Rule::reviewed_word
            | Rule::given_ago
            | Rule::document_clause
            | Rule::by_clause
            | Rule::attesting_word
            | Rule::attesting_clause
            | Rule::dated_word
            | Rule::dated_clause
            | Rule::on_or
            | Rule::given_document
            | Rule::document_line
            | Rule::no_documents
            | Rule::table
            | Rule::table_word
            | Rule::row_end
            | Rule::otherwise_word
            | Rule::absent_word
            | Rule::first_available
            | Rule::first_words
            | Rule::middle
            | Rule::middle_words
            | Rule::time_from
            | Rule::time_from_words
            | Rule::tolerance
            | Rule::begun
            | Rule::begins_line
            | Rule::given_period
            | Rule::ends_fact
            | Rule::comma_or
            | Rule::param_ago
            | Rule::the_last => return None,
        })
    }
}
