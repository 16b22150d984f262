//! SEC Form N-PORT → native shape: one fund with what it holds.
//!
//! What each item means stands in the form (17 CFR 274.150; sec.gov/files/formn-port.pdf). Weights (item C.2) are percent
//! of net assets; positions sold short and derivatives at a loss are below zero, and the positions of a fund rarely make
//! 100%. What they leave is cash, and what others owe the fund less what it owes: the form says how much.

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceText, Span};
use crate::vocabulary::{Exact, Rounding};

use super::raw::{Form, Key, Raw, RawKind, Scalar};
use super::xml::{self, Element};
use crate::menu::unit::Unit;
use crate::menu::words;

/// Positions beyond which a filing is refused: a bound on memory. The largest funds have about thirty thousand.
const MOST_POSITIONS: usize = 200_000;

/// What is kept of a filing. All else, such as the terms of a derivative, is forgotten as soon as it ends.
const KEPT: [&str; 46] = [
    "edgarSubmission",
    "headerData",
    "submissionType",
    "filerInfo",
    "seriesClassInfo",
    "classId",
    "formData",
    "genInfo",
    "regName",
    "regLei",
    "seriesName",
    "seriesId",
    "seriesLei",
    "repPdDate",
    "fundInfo",
    "netAssets",
    "assetsAttrMiscSec",
    "cshNotRptdInCorD",
    "invstOrSecs",
    "invstOrSec",
    "name",
    "lei",
    "title",
    "cusip",
    "identifiers",
    "isin",
    "ticker",
    "curCd",
    "currencyConditional",
    "valUSD",
    "pctVal",
    "payoffProfile",
    "assetCat",
    "assetConditional",
    "issuerCat",
    "issuerConditional",
    "invCountry",
    "invOthCountry",
    "isRestrictedSec",
    "fairValLevel",
    "debtSec",
    "maturityDt",
    "annualizedRt",
    "isDefault",
    "derivativeInfo",
    "isPaidKind",
];

/// Item C.4.a, the type of asset, in the words of the vocabulary.
const ASSET_CATEGORIES: [(&str, &str); 20] = [
    ("STIV", "short_term_vehicle"),
    ("RA", "repurchase_agreement"),
    ("EC", "common_equity"),
    ("EP", "preferred_equity"),
    ("DBT", "debt"),
    ("DCO", "commodity_derivative"),
    ("DCR", "credit_derivative"),
    ("DE", "equity_derivative"),
    ("DFE", "currency_derivative"),
    ("DIR", "rate_derivative"),
    ("DO", "other_derivative"),
    ("SN", "structured_note"),
    ("LON", "loan"),
    ("ABS-MBS", "mortgage_backed"),
    ("ABS-APCP", "asset_backed_commercial_paper"),
    ("ABS-CBDO", "collateralized_obligation"),
    ("ABS-O", "other_asset_backed"),
    ("COMM", "commodity"),
    ("RE", "real_estate"),
    ("OTHER", "other"),
];

/// Item C.4.b, the type of issuer.
const ISSUER_CATEGORIES: [(&str, &str); 9] = [
    ("CORP", "corporate"),
    ("UST", "us_treasury"),
    ("USGA", "us_government_agency"),
    ("USGSE", "us_government_sponsored"),
    ("MUN", "municipal"),
    ("NUSS", "non_us_sovereign"),
    ("PF", "private_fund"),
    ("RF", "registered_fund"),
    ("OTHER", "other"),
];

/// What cash, and what is owed, does not have.
const NOT_OF_CASH: [&str; 16] = [
    "is_restricted",
    "in_default",
    "paid_in_kind",
    "issuer",
    "lei",
    "cusip",
    "isin",
    "ticker",
    "country",
    "asset_category",
    "issuer_category",
    "position",
    "fair_value_level",
    "maturity",
    "coupon",
    "rating",
];

/// The types of asset that are in one class whoever issues them: shares in money-market funds and the like, and
/// repurchase agreements. All others can be in several: `EC` is any share, listed or not, of a company or of a trust that
/// holds coins; `DBT` and `LON` are traded bonds, money-market paper and private credit alike; there is no type for crypto,
/// private equity or private credit. Those are for the user's own table, and unknown without one.
const CERTAIN: [(&str, &str); 2] = [("STIV", "cash"), ("RA", "cash")];

/// Reads a filing. What cannot be read at all is [`RawKind::Refused`], at the place of the fault.
pub(in crate::menu) fn read(source: &SourceText, diagnostics: &mut Diagnostics) -> Raw {
    let zero = || Some(Exact::zero());
    let mut lines = Lines { lines: Vec::new(), list: None, percent: zero(), dollars: zero(), short: None };
    let raw = xml::read(source, &mut |open, element| lines.keep(open, element)).and_then(|root| {
        let form = form_of(&root, &lines)?;
        Ok(fund(&root, form, lines))
    });
    raw.unwrap_or_else(|fault| {
        let at = fault.primary.as_ref().map_or(source.whole(), |label| label.at);
        diagnostics.push(*fault);
        Raw::refused(at)
    })
}

/// The positions, as they come.
struct Lines {
    lines: Vec<Raw>,
    /// Where they stand.
    list: Option<Span>,
    /// What their weights, and their dollars, sum to; none if one of them cannot be read.
    percent: Option<Exact>,
    dollars: Option<Exact>,
    /// The first position that is sold short.
    short: Option<Span>,
}

impl Lines {
    /// What of an element that has ended is kept for later. Positions become holdings at once.
    fn keep(&mut self, open: &[Element], mut element: Element) -> Option<Element> {
        let within = open.last().map_or("", |parent| parent.name.as_str());
        match element.name.as_str() {
            "invstOrSec" if within == "invstOrSecs" => {
                // Further ones are counted by the first that is too many, which refuses the filing.
                if self.lines.len() <= MOST_POSITIONS {
                    self.position(&element);
                }
                None
            }
            "invstOrSecs" => {
                self.list = Some(element.at);
                None
            }
            // Within it stand names and identifiers of others: of the counterparty, of what the derivative is on.
            "derivativeInfo" => {
                element.children.clear();
                Some(element)
            }
            name => KEPT.contains(&name).then_some(element),
        }
    }

    fn position(&mut self, line: &Element) {
        let start = Span::new(line.at.source, line.at.start, line.at.start.saturating_add(1));
        let is_derivative = line.child("derivativeInfo").is_some();
        let mut entries = Vec::new();
        let mut put = |name: &str, value: Option<Raw>| entries.extend(value.map(|value| entry(name, value)));
        let title = known(line, "title").or_else(|| known(line, "name"));
        put("name", title.map(text));
        put("is_position", Some(Raw::scalar("yes", Form::Quoted, start)));
        put("issuer", known(line, "name").map(text));
        put("lei", known(line, "lei").map(text));
        put("cusip", known(line, "cusip").map(text));
        let identifiers = line.child("identifiers");
        for name in ["isin", "ticker"] {
            let value = identifiers.and_then(|all| all.child(name)?.attribute("value"));
            let value = value.filter(|value| says(&value.value));
            put(name, value.map(|value| Raw::scalar(value.value.as_str(), Form::Quoted, value.at)));
        }
        put("weight", known(line, "pctVal").map(|element| number(element, Unit::Percent)));
        put("assets", known(line, "valUSD").map(|element| number(element, Unit::Dollars)));
        put(
            "currency",
            known(line, "curCd").map(text).or_else(|| conditional(line, "currencyConditional", "curCd")),
        );
        // Item C.5: the second is given where the risk lies elsewhere than where the issuer is organized.
        put("country", known(line, "invOthCountry").or_else(|| known(line, "invCountry")).map(text));
        let asset = category(line, "assetCat", "assetConditional", &ASSET_CATEGORIES);
        let class = asset.as_ref().and_then(Raw::text).and_then(certain_class);
        put(
            "class",
            class.zip(asset.as_ref()).map(|(class, asset)| Raw::scalar(class, Form::Quoted, asset.at)),
        );
        put("asset_category", asset);
        put("issuer_category", category(line, "issuerCat", "issuerConditional", &ISSUER_CATEGORIES));
        put("position", known(line, "payoffProfile").map(lower));
        put("is_restricted", known(line, "isRestrictedSec").map(flag));
        // `N/A` says that it has no level: it is valued at a net asset value that somebody else strikes (ASC 820-10-35-54B).
        put("fair_value_level", line.child("fairValLevel").map(text));
        if let Some(debt) = line.child("debtSec") {
            put("maturity", known(debt, "maturityDt").map(text));
            put("coupon", known(debt, "annualizedRt").map(|element| number(element, Unit::Percent)));
            put("in_default", known(debt, "isDefault").map(flag));
            put("paid_in_kind", known(debt, "isPaidKind").map(flag));
        }
        let profile = line.child("payoffProfile");
        if let Some(profile) =
            profile.filter(|profile| profile.text.eq_ignore_ascii_case("short") && !is_derivative)
        {
            self.short.get_or_insert(profile.text_at);
        }
        add(&mut self.percent, line.child("pctVal"));
        add(&mut self.dollars, line.child("valUSD"));
        self.lines.push(Raw::new(RawKind::Map(entries), line.at));
    }
}

/// Which form it is, or what is said of a file that is none of these.
fn form_of<'r>(root: &'r Element, lines: &Lines) -> Result<&'r Element, Box<Diagnostic>> {
    let refused = |at: Span, message: String, help: &str| {
        Box::new(
            Diagnostic::new(&kinds::MENU_SHAPE, at, message).note("nothing of the file is read").help(help),
        )
    };
    let take = "download the fund's NPORT-P filing from EDGAR, the file `primary_doc.xml`";
    if root.name != "edgarSubmission" {
        let at = Span::new(
            root.at.source,
            root.at.start,
            root.at.start.saturating_add(root.name.len().saturating_add(1)).min(root.at.end),
        );
        let message =
            format!("this XML is no filing of Form N-PORT: it begins with `<{}>`", words::shown(&root.name));
        return Err(refused(at, message, take));
    }
    if let Some(form) = root.child("headerData").and_then(|header| header.child("submissionType"))
        && !form.text.starts_with("NPORT")
    {
        let message = format!("this is Form {}, and holdings are in Form N-PORT", words::shown(&form.text));
        return Err(refused(form.text_at, message, take));
    }
    if lines.lines.len() > MOST_POSITIONS {
        let message = format!("the filing has more than {MOST_POSITIONS} positions");
        return Err(refused(
            Span::new(root.at.source, root.at.start, root.at.start),
            message,
            "check that it is the file you meant",
        ));
    }
    root.child("formData").ok_or_else(|| {
        let at = Span::new(root.at.source, root.at.start, root.at.start);
        refused(at, "the filing has no `<formData>`, where the fund and its holdings stand".to_string(), take)
    })
}

/// The fund of a filing, as a menu of one option.
fn fund(root: &Element, form: &Element, mut lines: Lines) -> Raw {
    let general = form.child("genInfo");
    let general = |name: &str| general.and_then(|general| known(general, name));
    let of_fund = form.child("fundInfo");
    let of_fund = |name: &str| of_fund.and_then(|fund| known(fund, name));
    let net = of_fund("netAssets");
    let whole = lines.list.unwrap_or(form.at);
    remainder(&mut lines, net, of_fund("cshNotRptdInCorD"), of_fund("assetsAttrMiscSec"));

    let mut entries = Vec::new();
    let mut put = |name: &str, value: Option<Raw>| entries.extend(value.map(|value| entry(name, value)));
    // A registrant of one fund has no series: its own name and LEI are the fund's.
    put("id", general("seriesId").or_else(|| general("seriesName")).or_else(|| general("regName")).map(text));
    put("name", general("seriesName").or_else(|| general("regName")).map(text));
    put("series_id", general("seriesId").map(text));
    put("lei", general("seriesLei").or_else(|| general("regLei")).map(text));
    let header =
        root.child("headerData").and_then(|header| header.child("filerInfo")?.child("seriesClassInfo"));
    let classes =
        header.iter().flat_map(|header| header.children.iter().filter(|child| child.name == "classId"));
    let classes: Vec<Raw> = classes.map(text).collect();
    if let (Some(first), false) = (header, classes.is_empty()) {
        put("also_known_as", Some(Raw::new(RawKind::List(classes), first.at)));
    }
    put("holdings_as_of", general("repPdDate").map(text));
    put("fund_assets", net.map(|net| number(net, Unit::Dollars)));
    let (shorts, at) = lines.short.map_or(("no", whole), |at| ("yes", at));
    put(
        "short_positions",
        Some(Raw::scalar(
            shorts,
            Form::Quoted,
            Span::new(at.source, at.start, at.start.saturating_add(1).min(at.end)),
        )),
    );
    put("holds", Some(Raw::new(RawKind::List(lines.lines), whole)));
    let option = Raw::new(RawKind::Map(entries), form.at);

    let mut menu = Vec::new();
    menu.extend(general("repPdDate").map(|day| entry("as_of", text(day))));
    menu.push(entry("options", Raw::new(RawKind::List(vec![option]), form.at)));
    Raw::new(RawKind::Map(menu), root.at)
}

/// What the positions leave of net assets: cash that is no position (item B.2.f), securities that the fund does not name
/// (item B.2.a), and the rest, which is what others owe it less what it owes. Where the form does not say how much cash
/// there is, nothing is added, and what is left stays unknown.
fn remainder(lines: &mut Lines, net: Option<&Element>, cash: Option<&Element>, unnamed: Option<&Element>) {
    let parsed = |element: &Element| Exact::parse(&element.text);
    let (Some(net_at), Some(cash_at)) = (net, cash) else { return };
    let (Some(net), Some(cash)) = (parsed(net_at), parsed(cash_at)) else { return };
    let (Some(percent), Some(dollars)) = (lines.percent.clone(), lines.dollars.clone()) else { return };
    let unnamed = unnamed.and_then(|element| Some((element, parsed(element)?)));
    let hundred = Exact::from(100_i64);
    // To as many digits as the weights of positions have.
    let part =
        |amount: &Exact| (amount * &hundred).divided_by(&net).map(|part| part.rounded(12, Rounding::Nearest));
    let Some(of_cash) = part(&cash) else { return };
    let mut left = (&(&hundred - &percent) - &of_cash, &(&net - &dollars) - &cash);
    let mut line = |name: &str, class: Option<&str>, percent: &Exact, dollars: &Exact, at: Span| {
        let quoted = |text: &str| Raw::scalar(text, Form::Quoted, at);
        let amount = |number: &Exact, unit| {
            Raw::new(
                RawKind::Scalar(Scalar {
                    text: number.decimal(24, Rounding::Nearest),
                    form: Form::Number,
                    unit: Some(unit),
                }),
                at,
            )
        };
        let mut entries = vec![
            entry("name", quoted(name)),
            entry("weight", amount(percent, Unit::Percent)),
            entry("assets", amount(dollars, Unit::Dollars)),
        ];
        // It is no security: what is asked of securities, there is none of.
        entries.extend(
            NOT_OF_CASH.into_iter().filter(|_| class.is_some()).map(|fact| entry(fact, quoted("n/a"))),
        );
        entries.push(entry("is_position", quoted(if class.is_some() { "no" } else { "yes" })));
        let (what, text) = class.map_or(("asset_category", "other"), |class| ("class", class));
        entries.push(entry(what, quoted(text)));
        lines.lines.push(Raw::new(RawKind::Map(entries), at));
    };
    if !cash.is_zero() {
        line("Cash that is no position", Some("cash"), &of_cash, &cash, cash_at.text_at);
    }
    if let Some((at, amount)) = unnamed.filter(|(_, amount)| !amount.is_zero()) {
        let Some(of_unnamed) = part(&amount) else { return };
        line("Miscellaneous securities", None, &of_unnamed, &amount, at.text_at);
        left = (&left.0 - &of_unnamed, &left.1 - &amount);
    }
    if !left.0.is_zero() {
        line("Other assets, less liabilities", Some("net_other_assets"), &left.0, &left.1, net_at.text_at);
    }
}

fn certain_class(asset: &str) -> Option<&'static str> {
    let code = ASSET_CATEGORIES.iter().find(|(_, word)| *word == asset).map(|(code, _)| *code)?;
    CERTAIN.iter().find(|(of, _)| *of == code).map(|(_, class)| *class)
}

fn entry(name: &str, value: Raw) -> (Key, Raw) {
    (Key { name: name.to_string(), at: value.at }, value)
}

/// Whether a text of a filing says something.
fn says(text: &str) -> bool {
    !text.is_empty() && !["N/A", "NA", "NONE"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn known<'e>(parent: &'e Element, name: &str) -> Option<&'e Element> {
    parent.child(name).filter(|child| says(&child.text))
}

fn text(element: &Element) -> Raw {
    Raw::scalar(element.text.as_str(), Form::Quoted, element.text_at)
}

fn lower(element: &Element) -> Raw {
    Raw::scalar(element.text.to_lowercase(), Form::Quoted, element.text_at)
}

fn number(element: &Element, unit: Unit) -> Raw {
    let scalar = Scalar { text: element.text.clone(), form: Form::Number, unit: Some(unit) };
    Raw::new(RawKind::Scalar(scalar), element.text_at)
}

fn flag(element: &Element) -> Raw {
    let word = match element.text.as_str() {
        "Y" | "y" => "yes",
        "N" | "n" => "no",
        other => other,
    };
    Raw::scalar(word, Form::Quoted, element.text_at)
}

/// A value that the form has in an attribute where it needs more than a word.
fn conditional(line: &Element, element: &str, attribute: &str) -> Option<Raw> {
    let found = line.child(element)?.attribute(attribute).filter(|found| says(&found.value))?;
    Some(Raw::scalar(found.value.as_str(), Form::Quoted, found.at))
}

/// A code of the form in the words of the vocabulary. One that the form does not have is left as it is, for the reader to
/// refuse; one that needs a description is `other`.
fn category(line: &Element, element: &str, described: &str, words: &[(&str, &str)]) -> Option<Raw> {
    if let Some(code) = known(line, element) {
        let word =
            words.iter().find(|(of, _)| *of == code.text).map_or(code.text.as_str(), |(_, word)| *word);
        return Some(Raw::scalar(word, Form::Quoted, code.text_at));
    }
    line.child(described).map(|other| Raw::scalar("other", Form::Quoted, other.at))
}

fn add(sum: &mut Option<Exact>, number: Option<&Element>) {
    *sum = sum
        .take()
        .zip(number.and_then(|number| Exact::parse(&number.text)))
        .map(|(sum, number)| &sum + &number);
}
