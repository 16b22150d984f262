//! The lexicon: by which words the headers of spreadsheets name facts.

use super::header::words;

/// What a header is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::menu) struct Guess {
    /// A fact with the way in which it is measured, or `name`, `id`.
    pub(in crate::menu) key: String,
    pub(in crate::menu) sure: Sure,
    pub(in crate::menu) why: String,
}

/// How sure a guess is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::menu) enum Sure {
    /// A person has to decide: it is proposed as a comment only.
    Open,
    Likely,
    Certain,
}

impl Sure {
    pub(in crate::menu) fn word(self) -> &'static str {
        match self {
            Sure::Open => "open",
            Sure::Likely => "likely",
            Sure::Certain => "sure",
        }
    }
}

/// Headers that say just this, in the form in which headers are compared.
const WHOLE: [(&str, &[&str]); 20] = [
    (
        "name",
        &[
            "name",
            "fund name",
            "investment name",
            "investment",
            "investment option",
            "name of option",
            "option",
            "fund",
            "option name",
            "name type of option",
            "security name",
            "plan investment",
            "investment options",
            "identity of issue",
            "b identity of issue borrower lessor or similar party",
            "identity of issue borrower lessor or similar party",
        ],
    ),
    ("id", &["fund id", "investment id", "option id", "fund code", "fund number", "investment code"]),
    ("ticker", &["ticker", "symbol", "ticker symbol", "fund symbol"]),
    ("cusip", &["cusip", "cusip number"]),
    ("isin", &["isin"]),
    ("share_class", &["share class", "class"]),
    (
        "category",
        &[
            "category",
            "morningstar category",
            "fund category",
            "peer group",
            "type of option",
            "investment category",
            "category name",
            "asset class",
            "asset category",
            "c description of investment",
            "description of investment",
        ],
    ),
    (
        "benchmark",
        &["benchmark", "benchmark name", "index", "benchmark index", "primary prospectus benchmark"],
    ),
    (
        "manager",
        &["manager", "fund family", "firm name", "fund company", "investment manager", "branding name"],
    ),
    ("inception", &["inception", "inception date", "fund inception", "inception date of share class"]),
    ("vehicle", &["vehicle", "vehicle type", "investment vehicle", "structure", "product type", "fund type"]),
    (
        "assets",
        &[
            "balance",
            "plan balance",
            "ending balance",
            "plan assets",
            "total balance",
            "current value",
            "e current value",
            "balance in plan",
        ],
    ),
    (
        "weight",
        &[
            "percent of plan",
            "percent of plan assets",
            "percent of total",
            "percent of assets",
            "weight percent",
            "plan weight",
            "percent of total assets",
        ],
    ),
    ("fund_assets", &["fund size", "fund assets", "net assets of the fund", "fund size usd"]),
    (
        "expense_ratio net",
        &[
            "net expense ratio",
            "prospectus net expense ratio",
            "annual report net expense ratio",
            "net expenses",
            "net expense",
            "returns and fees prospectus net expense ratio",
            "net exp ratio",
        ],
    ),
    (
        "expense_ratio gross",
        &[
            "gross expense ratio",
            "prospectus gross expense ratio",
            "gross expenses",
            "gross exp ratio",
            "total annual operating expenses as a percent",
            "total annual operating expenses percent",
            "total annual operating expenses",
        ],
    ),
    ("revenue_sharing", &["revenue sharing", "revenue share", "rev share"]),
    ("fee_12b1", &["12 b 1 fee", "12 b 1", "12 b 1 fees"]),
    ("turnover", &["turnover", "turnover ratio", "turnover ratio percent"]),
    ("nav_frequency", &["nav frequency", "pricing frequency", "valuation frequency of units"]),
];

/// Headers that name a fact and leave open what is needed to read it.
const OPEN: [(&str, &str, &str); 8] = [
    ("expense ratio", "expense_ratio net", "the header does not say net or gross"),
    ("exp ratio", "expense_ratio net", "the header does not say net or gross"),
    ("expense", "expense_ratio net", "the header does not say net or gross, nor of what"),
    ("as a percent", "expense_ratio gross", "the header does not say of what"),
    ("market value", "assets", "the header does not say whether the plan's share or the whole fund is meant"),
    ("assets", "assets", "the header does not say whether the plan's share or the whole fund is meant"),
    ("value", "assets", "the header does not say whose value"),
    ("weight", "weight", "the header does not say of what"),
];

/// Words that make a column one about something else than the option itself.
const NOT_ITS_OWN: [&str; 7] =
    ["benchmark", "index", "category", "peer", "median", "average of", "prior year"];

/// What the words of a header are taken for; none if they name no fact that is known.
pub(in crate::menu) fn guess(header: &str) -> Option<Guess> {
    let whole = WHOLE.iter().find(|(_, names)| names.contains(&header));
    if let Some((key, _)) = whole {
        return Some(Guess {
            key: (*key).into(),
            sure: Sure::Certain,
            why: "the header is one of its names".into(),
        });
    }
    let padded = format!(" {header} ");
    let has = |phrase: &str| padded.contains(&format!(" {phrase} "));
    let foreign = NOT_ITS_OWN.iter().find(|word| has(word));
    if let Some(years) = years(header) {
        let year = if years == "1" { "year" } else { "years" };
        let rank = has("rank") || has("percentile");
        let (key, sure, why) = match foreign {
            _ if rank => (
                "peer_rank".to_string(),
                Sure::Likely,
                "the header has a rank and a number of years".to_string(),
            ),
            Some(word) => (
                "total_return net".into(),
                Sure::Open,
                format!("it has the word `{word}`, so it may not be the option's own"),
            ),
            None if has("return") || has("ret") || has("total return") || has("performance") => (
                "total_return net".into(),
                Sure::Likely,
                "the header has a return and a number of years; returns are usually net".into(),
            ),
            None => (
                "total_return net".into(),
                Sure::Open,
                "the header has a number of years, and does not say of what".into(),
            ),
        };
        return Some(Guess { key: format!("{key} over {years} {year}"), sure, why });
    }
    let within = WHOLE.iter().flat_map(|(key, names)| names.iter().map(move |name| (*key, *name)));
    let mut longest: Option<(&str, &str)> = None;
    // A name is told by its header alone: a row of data may well have the words `plan investment` in it.
    for (key, name) in within.filter(|(key, name)| *key != "name" && name.contains(' ') && has(name)) {
        if longest.is_none_or(|(_, known)| name.len() > known.len()) {
            longest = Some((key, name));
        }
    }
    if let Some((key, name)) = longest {
        let (sure, why) = match foreign {
            Some(word) => {
                (Sure::Open, format!("it has the word `{word}`, so it may not be the option's own"))
            }
            None => (Sure::Likely, format!("the header has the words `{name}`")),
        };
        return Some(Guess { key: key.into(), sure, why });
    }
    let open = OPEN.iter().find(|(phrase, ..)| has(phrase))?;
    let why = match foreign {
        Some(word) => format!("it has the word `{word}`, so it may not be the option's own"),
        None => open.2.to_string(),
    };
    Some(Guess { key: open.1.into(), sure: Sure::Open, why })
}

/// `5` of `average annual total return 5 year`.
fn years(header: &str) -> Option<String> {
    let words = words(header);
    let at = words.iter().position(|word| word == "year")?;
    let number = words.get(at.checked_sub(1)?)?;
    let known = ["1", "2", "3", "5", "7", "10", "15", "20"].contains(&number.as_str());
    known.then(|| number.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::menu::tables::header::plain;

    fn told(header: &str) -> String {
        guess(&plain(header)).map_or("nothing".into(), |guess| format!("{} {}", guess.sure.word(), guess.key))
    }

    #[test]
    fn headers_are_taken_for_facts() {
        for (header, expected) in [
            ("Investment Name", "sure name"),
            ("Prospectus Net Expense Ratio", "sure expense_ratio net"),
            ("Total Annual Operating Expenses — As a %", "sure expense_ratio gross"),
            ("Expense Ratio", "open expense_ratio net"),
            ("Total Ret Annlzd 5 Yr (Mo-End)", "likely total_return net over 5 years"),
            ("Benchmark 1yr", "open total_return net over 1 year"),
            ("% Rank Cat 3 Yr", "likely peer_rank over 3 years"),
            ("Category Median Net Expense Ratio", "open expense_ratio net"),
            ("Market Value", "open assets"),
            ("Fi360 Score", "nothing"),
            ("Manager Tenure (Longest)", "nothing"),
            ("Gold", "nothing"),
        ] {
            assert_eq!(told(header), expected, "{header}");
        }
    }
}
