//! The catalog: every kind of message, with its gravity, one line and its page.

/// How grave a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something must be put right.
    Error,
    /// Something deserves a look.
    Warning,
    /// Something to know.
    Advice,
}

impl Severity {
    /// The word that opens a message.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice => "advice",
        }
    }
}

/// A kind of message. Its name is stable: people look it up, count it and silence it by name.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name: what is wrong, in words joined by hyphens.
    pub name: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub summary: &'static str,
    /// The page `docs/diagnostics/<name>.md`: what, why, what to do, a failing and a repaired example.
    pub page: &'static str,
}

/// The kind with this name.
pub fn find(name: &str) -> Option<&'static Kind> {
    CATALOG.iter().copied().find(|kind| kind.name == name)
}

macro_rules! catalog {
    ($( $ident:ident = $severity:ident $name:literal $summary:literal; )*) => {
        /// One static for each kind.
        pub(crate) mod kinds {
            use super::{Kind, Severity};
            $(
                pub(crate) static $ident: Kind = Kind {
                    name: $name,
                    severity: Severity::$severity,
                    summary: $summary,
                    page: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/diagnostics/", $name, ".md")),
                };
            )*
        }

        /// Every kind, in the order of the stages that say it.
        pub static CATALOG: &[&Kind] = &[$( &kinds::$ident ),*];
    };
}

catalog! {
    // Files
    NOT_TEXT = Error "not-text" "the file is not UTF-8 text";
    EMPTY_FILE = Error "empty-file" "the file has nothing in it";
    FILE_TOO_LARGE = Error "file-too-large" "the file is larger than any policy or menu";
    SETTINGS = Error "settings" "planlint.toml cannot be read";
    BASELINE = Error "baseline" "a baseline that cannot be read";
    BASELINE_STALE = Warning "baseline-stale" "a finding is accepted that is not there any more";
    BASELINE_AMBIGUOUS = Warning "baseline-ambiguous" "more findings go by one name than were accepted";
    PACK_CONFLICT = Error "pack-conflict" "packs that do not fit together";
    PACK_CHANGED = Error "pack-changed" "a pack that is not as planlint.lock has it";
    PACK_SIGNATURE = Error "pack-signature" "a pack without the signature that the project asks for";
    PACK_UNUSED = Warning "pack-unused" "a pack that is listed and that no policy uses";

    // Policies, as written
    SYNTAX = Error "syntax" "a statement cannot be read";
    NOT_CLOSED = Error "not-closed" "a bracket or a quotation is opened and never closed";
    NESTED_TOO_DEEP = Error "nested-too-deep" "blocks, brackets or definitions stand inside each other too many times";
    OPERATOR_SPELLING = Error "operator-spelling" "an operator is spelled as in another language";
    SMART_QUOTES = Error "smart-quotes" "curly quotation marks from a word processor";
    AMBIGUOUS_RATING = Warning "ambiguous-rating" "a rating that two agencies could mean differently";
    UNIT_SPACING = Error "unit-spacing" "a number and its unit are written apart";

    // Policies, as meant
    LANGUAGE_VERSION = Error "language-version" "a policy or a pack for a later version of the language";
    PARAM_BOUNDS = Error "param-bounds" "a parameter with a value or with bounds that it cannot have";
    UNKNOWN_NAME = Error "unknown-name" "a name that neither the vocabulary nor the policy defines";
    DUPLICATE_NAME = Error "duplicate-name" "two definitions share a name";
    CIRCULAR_DEFINITION = Error "circular-definition" "a definition that leads back to itself";
    FISCAL_YEAR = Error "fiscal-year" "fiscal periods without a fiscal year, or with two";
    PERCENT_NEEDED = Error "percent-needed" "a bare number stands where a percent is meant";
    TYPE_MISMATCH = Error "type-mismatch" "two things that cannot be compared or combined";
    DENOMINATOR_MISMATCH = Error "denominator-mismatch" "shares of two different things are mixed";
    CLASS_NOT_FACT = Error "class-not-fact" "an asset class stands where a yes-or-no fact is needed";
    BASIS_NEEDED = Error "basis-needed" "a fact that is measured two ways, and neither is said";
    PERIOD_NEEDED = Error "period-needed" "a fact that is measured over a period, and none is said";
    OF_WHICH = Error "of-which" "a definition that can mean two things within a group";
    LOOKS_BACK = Warning "looks-back" "a time in the past is asked of a day that is usually in the future";
    WRONG_LEVEL = Error "wrong-level" "a fact of one level is used on another";
    UNKNOWN_CHOICE = Error "unknown-choice" "a value that the fact cannot have";
    REVERSED_BOUNDS = Error "reversed-bounds" "the lower bound is above the upper one";
    IMPOSSIBLE_RANGE = Error "impossible-range" "a limit that always holds, or never can";
    IDLE_LIMIT = Advice "idle-limit" "a limit that almost every menu keeps";
    TABLE_GAP = Error "table-gap" "a table that does not cover every value of its key";
    TABLE_OVERLAP = Error "table-overlap" "a row of a table that can never govern";
    NO_SUCH_DATE = Error "no-such-date" "a date that the calendar does not have";
    NUMBER_TOO_LONG = Error "number-too-long" "a number with more digits than any amount needs";
    PERIOD_REVERSED = Error "period-reversed" "a period that ends before it begins";
    WAIVER_INCOMPLETE = Error "waiver-incomplete" "a waiver that does not say who, why or until when";
    WAIVER_EXPIRED = Warning "waiver-expired" "a waiver whose last day has passed";
    WAIVER_EXPIRING = Warning "waiver-expiring" "a waiver that ends within 60 days";
    WAIVER_UNUSED = Warning "waiver-unused" "a waiver that covers nothing";
    WAIVER_BROAD = Warning "waiver-broad" "a waiver that covers whatever its rule is about";
    ASSUMPTION_EXPIRED = Warning "assumption-expired" "an assumption whose last day has passed";
    ASSUMPTION_CONTRADICTED = Warning "assumption-contradicted" "the menu shows what an assumption denies";

    // Menus
    MENU_SYNTAX = Error "menu-syntax" "the menu is not well-formed YAML, JSON or CSV";
    MENU_SHAPE = Error "menu-shape" "a part of the menu is not of the form that is read";
    DUPLICATE_KEY = Error "duplicate-key" "a key stands twice in one place";
    DUPLICATE_ID = Error "duplicate-id" "two options or funds share an id";
    SAME_NAME = Warning "same-name" "two options or funds have one name, and no ids tell them apart";
    UNKNOWN_FACT = Error "unknown-fact" "a key that the vocabulary does not know";
    UNREADABLE_VALUE = Error "unreadable-value" "a value that does not fit its fact";
    PERCENT_SCALE = Error "percent-scale" "a number that may be a percent or a fraction";
    VALUE_OUT_OF_RANGE = Error "value-out-of-range" "a value that the fact cannot take";
    WEIGHTS_OVER_TOTAL = Error "weights-over-total" "the parts sum to more than the whole";
    WEIGHTS_ROUNDED = Warning "weights-rounded" "the parts sum to a little more than the whole, as rounding would";
    PLAN_TOTAL = Warning "plan-total" "the options sum to more than the plan's assets";
    FUND_TOTAL = Warning "fund-total" "the holdings sum to more than the fund's assets";
    WRONG_CUSIP = Warning "wrong-cusip" "a CUSIP whose last digit does not check the others";
    SOURCES_DIFFER = Error "sources-differ" "two files say different things of one option";
    SOURCE_UNUSED = Warning "source-unused" "a file of which nothing is used, or not all";
    NOT_OPENED = Advice "not-opened" "options of which it is not known what they hold";
    OLD_HOLDINGS = Warning "old-holdings" "holdings that are older than they need to be";
    UNKNOWN_FUND = Error "unknown-fund" "a fund is held that the menu does not describe";
    UNKNOWN_REFERENCE = Error "unknown-reference" "a fact refers to a thing that the menu does not list";
    BLEND_TOTAL = Error "blend-total" "the parts of a blend do not make 100%";
    CLASSIFIED_TWICE = Warning "classified-twice" "a profile puts one option into two asset classes";
    CIRCULAR_HOLDINGS = Error "circular-holdings" "a fund holds itself through the funds that it holds";
    OPTIONS_NOT_LISTED = Warning "options-not-listed" "a menu without a list of the plan's options";
    MENU_AFTER_CHECK = Warning "menu-after-check" "a menu that describes a day after the day of the check";
    HISTORY_TWICE = Error "history-twice" "two values for one period";
    HISTORY_ORDER = Warning "history-order" "a history that is out of order, or runs ahead of its menu";
    HISTORY_UNMATCHED = Warning "history-unmatched" "something that can't be found on an earlier menu without a doubt";
    HISTORY_UNUSED = Warning "history-unused" "an older menu that belongs to no menu of the run";
    YAML_ALIAS = Error "yaml-alias" "a YAML alias, which is not read";

    // Tables
    WORKBOOK = Error "workbook" "a workbook that cannot be opened";
    NO_PROFILE = Error "no-profile" "a table that no profile reads";
    TABLE_HEADER = Error "table-header" "the header that a profile looks for is not there, or there twice";
    HEADERS_DISAGREE = Error "headers-disagree" "a second header with its columns in another order";
    COLUMN_MISSING = Error "column-missing" "a column that a profile reads is not in the table";
    COLUMN_TWICE = Error "column-twice" "two columns have the name that a profile looks for";
    COLUMN_UNIT = Error "column-unit" "a column of bare numbers that may be percents or fractions, dollars or thousands";
    MIXED_UNITS = Error "mixed-units" "a column in which some numbers have a unit and others have none";
    FIGURES_DISAGREE = Error "figures-disagree" "two cells that should say the same and do not";
    CELL_FAULT = Error "cell-fault" "a cell with an error, or with a formula that has no result";
    MERGED_CELLS = Error "merged-cells" "cells that are merged across the rows of several options";
    RAGGED_ROW = Error "ragged-row" "a row with more cells than the header";
    AMBIGUOUS_DATE = Error "ambiguous-date" "a date that may be month first or day first";
    HIDDEN_CELLS = Warning "hidden-cells" "rows or sheets that the workbook does not show";
    LEFT_OUT = Advice "left-out" "parts of a file that are not read";

    // Outcomes
    BREACH = Error "breach" "a limit is broken";
    TEST_FAILED = Error "test-failed" "a test of the policy does not come out as expected";
    WATCH = Warning "watch" "a watch rule has caught something";
    UNKNOWN = Warning "unknown" "the menu does not say enough to decide";
    NOT_APPLICABLE = Advice "not-applicable" "a rule that matched nothing";
    NOTHING_CHECKED = Error "nothing-checked" "there was nothing to check, or nothing to check it with";
}
