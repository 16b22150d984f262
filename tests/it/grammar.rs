//! The grammar as a page for people: `docs/reference/grammar.md` is what `grammar/*.pest` says, in EBNF. To write it
//! again: `BLESS=1 cargo test grammar`.
//!
//! What stands in the files for the parser alone is left out: line ends and blanks, looking ahead, the rules that take
//! what cannot be used in order to explain it (`wrong_…`), and what a line that cannot be read is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use pest_meta::ast::Expr;
use pest_meta::parser;

/// The files from the whole to the parts, each with its heading.
const FILES: [(&str, &str); 3] = [
    ("items", "Files, statements, definitions"),
    ("expressions", "Conditions and quantities"),
    ("lexical", "Words and literals"),
];

const INTRODUCTION: &str = "\
# The grammar

Every form of the language, for whoever writes a tool for it or wants to know exactly. To learn the language, read
[the language](language.md) instead. This page is made from the files of `grammar/` from which the parser is made too, and
a test holds it against them.

| notation | means |
|---|---|
| `\"word\"` | these characters |
| `a b` | `a`, then `b`, with blanks between them or without |
| `a \\| b` | one of the two |
| `a?`, `a*`, `a+` | none or one, any number, at least one |
| `a{4}` | four of them |
| `\"1\"..\"3\"` | one character of that range |

Left out are blanks, comments (`#` to the end of the line), the ends of lines, and what is refused with an explanation. A
statement, and whatever else stands one a line, ends with its line or at `;`.
";

const WIDEST: usize = 110;

/// A form, as a reader has to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// Nothing that is seen: blanks, line ends, looking ahead.
    Nothing,
    /// What is left out, with the alternative in which it stands.
    LeftOut,
    Text(String),
    Name(String),
    Range(String, String),
    Row(Vec<Form>),
    Choice(Vec<Form>),
    /// A form with the sign behind it that says how often it comes.
    Times(Box<Form>, String),
}

struct Grammar {
    rules: BTreeMap<String, Expr>,
}

impl Grammar {
    fn of(text: &str) -> Self {
        let pairs = parser::parse(parser::Rule::grammar_rules, text).unwrap();
        let rules = parser::consume_rules(pairs).unwrap();
        Grammar { rules: rules.into_iter().map(|rule| (rule.name, rule.expr)).collect() }
    }

    fn form(&self, expression: &Expr) -> Form {
        match expression {
            Expr::Str(text) | Expr::Insens(text) => Form::Text(text.clone()),
            Expr::Range(first, last) => Form::Range(first.clone(), last.clone()),
            Expr::Ident(name) => self.named(name),
            Expr::PosPred(_) | Expr::NegPred(_) => Form::Nothing,
            Expr::Seq(..) => {
                let mut parts = Vec::new();
                self.row(expression, &mut parts);
                match parts.len() {
                    _ if parts.contains(&Form::LeftOut) => Form::LeftOut,
                    0 => Form::Nothing,
                    1 => parts.remove(0),
                    _ => Form::Row(parts),
                }
            }
            Expr::Choice(..) => {
                let mut several = Vec::new();
                self.choice(expression, &mut several);
                let optional = several.contains(&Form::Nothing);
                several.retain(|form| *form != Form::Nothing && *form != Form::LeftOut);
                let form = match several.len() {
                    0 if optional => return Form::Nothing,
                    0 => return Form::LeftOut,
                    1 => several.remove(0),
                    _ => Form::Choice(several),
                };
                match form {
                    Form::Times(of, sign) if optional && sign == "+" => Form::Times(of, "*".into()),
                    form if optional => Form::Times(Box::new(form), "?".into()),
                    form => form,
                }
            }
            Expr::Opt(of) => self.times(of, "?".into()),
            Expr::Rep(of) => self.times(of, "*".into()),
            Expr::RepOnce(of) => self.times(of, "+".into()),
            Expr::RepExact(of, count) => self.times(of, format!("{{{count}}}")),
            other => panic!("the page cannot show {other:?} yet"),
        }
    }

    fn row(&self, expression: &Expr, parts: &mut Vec<Form>) {
        match expression {
            Expr::Seq(first, rest) => {
                self.row(first, parts);
                self.row(rest, parts);
            }
            other => match self.form(other) {
                Form::Nothing => {}
                Form::Row(inner) => parts.extend(inner),
                form => parts.push(form),
            },
        }
    }

    fn choice(&self, expression: &Expr, several: &mut Vec<Form>) {
        match expression {
            Expr::Choice(first, rest) => {
                self.choice(first, several);
                self.choice(rest, several);
            }
            other => match self.form(other) {
                Form::Choice(inner) => several.extend(inner),
                form => several.push(form),
            },
        }
    }

    fn times(&self, of: &Expr, sign: String) -> Form {
        match self.form(of) {
            // What is left out need not be there.
            Form::LeftOut if sign != "+" => Form::Nothing,
            Form::Times(inner, own) if own == "?" && sign == "*" => Form::Times(inner, sign),
            form @ (Form::Nothing | Form::LeftOut) => form,
            form => Form::Times(Box::new(form), sign),
        }
    }

    fn named(&self, name: &str) -> Form {
        match name {
            _ if is_explained(name) || name == "junk" => Form::LeftOut,
            _ if is_inner(name) => Form::Nothing,
            "ASCII_DIGIT" => Form::Name("digit".into()),
            "ASCII_ALPHA" => Form::Name("letter".into()),
            "ASCII_ALPHANUMERIC" => {
                Form::Choice(vec![Form::Name("letter".into()), Form::Name("digit".into())])
            }
            "ANY" => Form::Name("character".into()),
            _ if is_written_out(name) => self.form(&self.rules[name]),
            _ => Form::Name(name.to_string()),
        }
    }

    /// A rule on as many lines as it takes.
    fn rule(&self, name: &str) -> String {
        let form = self.form(&self.rules[name]);
        let mut page = format!("{name} ::=");
        let mut width = page.len();
        let margin = " ".repeat(width);
        for word in words(&form.shown(false)) {
            if width + 1 + word.len() > WIDEST {
                page.push('\n');
                page.push_str(&margin);
                width = margin.len();
            }
            page.push(' ');
            page.push_str(&word);
            width += 1 + word.len();
        }
        page
    }

    fn names_in(&self, form: &Form, names: &mut BTreeSet<String>) {
        match form {
            Form::Name(name) => _ = names.insert(name.clone()),
            Form::Row(parts) | Form::Choice(parts) => {
                parts.iter().for_each(|part| self.names_in(part, names))
            }
            Form::Times(of, _) => self.names_in(of, names),
            Form::Nothing | Form::LeftOut | Form::Text(_) | Form::Range(..) => {}
        }
    }
}

impl Form {
    fn shown(&self, in_parentheses: bool) -> String {
        let text = match self {
            Form::Nothing | Form::LeftOut => String::new(),
            Form::Text(text) if text.contains('"') => format!("'{text}'"),
            Form::Text(text) => format!("\"{text}\""),
            Form::Name(name) => name.clone(),
            Form::Range(first, last) => format!("\"{first}\"..\"{last}\""),
            Form::Row(parts) => {
                let parts: Vec<String> =
                    parts.iter().map(|part| part.shown(matches!(part, Form::Choice(_)))).collect();
                parts.join(" ")
            }
            Form::Choice(several) => {
                several.iter().map(|form| form.shown(false)).collect::<Vec<_>>().join(" | ")
            }
            Form::Times(of, sign) => {
                let of = of.shown(matches!(**of, Form::Row(_) | Form::Choice(_) | Form::Times(..)));
                return format!("{of}{sign}");
            }
        };
        if in_parentheses { format!("({text})") } else { text }
    }
}

/// Splits at blanks, not within quotation marks.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = None;
    for character in line.chars() {
        match (character, quoted) {
            (' ', None) => words.push(String::new()),
            ('"' | '\'', None) => quoted = Some(character),
            (_, Some(mark)) if mark == character => quoted = None,
            _ => {}
        }
        if character != ' ' || quoted.is_some() {
            words.last_mut().unwrap().push(character);
        }
    }
    words
}

/// Rules that take what cannot be used, in order to explain it.
fn is_explained(name: &str) -> bool {
    name.starts_with("wrong_")
}

/// Rules that show nothing to a reader: blanks, line ends, what a line is read again as.
fn is_inner(name: &str) -> bool {
    let names = [
        "WHITESPACE",
        "COMMENT",
        "SOI",
        "EOI",
        "NEWLINE",
        "line_end",
        "going_on",
        "margin",
        "blank",
        "braces",
        "no_basis",
    ];
    names.contains(&name) || name.starts_with("lone_")
}

/// Words and signs, which stand where they are used.
fn is_written_out(name: &str) -> bool {
    ["_word", "_words", "_op", "_sign"].iter().any(|ending| name.ends_with(ending)) || name == "comma"
}

fn is_shown(name: &str) -> bool {
    !(is_explained(name) || is_inner(name) || is_written_out(name) || name == "junk")
}

/// The page of one file: its comments as headings and prose, its rules in between.
struct Page<'g> {
    grammar: &'g Grammar,
    text: String,
    /// Rules, and the comments right above them, that wait for the end of their block.
    block: Vec<String>,
    /// A comment of which it is not known yet what it is about.
    comment: Vec<String>,
}

impl Page<'_> {
    fn read(&mut self, file: &str) {
        for line in file.lines() {
            if let Some(heading) = line.strip_prefix("// --- ") {
                self.end_block();
                self.text.push_str(&format!("\n### {}\n", heading.trim_end_matches('-').trim()));
            } else if let Some(comment) = line.strip_prefix("// ") {
                self.comment.push(comment.to_string());
            } else if line.trim().is_empty() {
                // A comment that stands on its own is about all that follows.
                let prose = std::mem::take(&mut self.comment);
                if !prose.is_empty() {
                    self.end_block();
                    self.text.push_str(&format!("\n{}\n", prose.join("\n")));
                }
            } else if let Some((name, _)) =
                line.split_once('=').filter(|_| !line.starts_with([' ', '}', '/']))
            {
                let comment = std::mem::take(&mut self.comment);
                if is_shown(name.trim()) {
                    if !comment.is_empty() {
                        self.block.push(format!("(* {} *)", comment.join("\n   ")));
                    }
                    self.block.push(self.grammar.rule(name.trim()));
                }
            }
        }
        self.end_block();
    }

    fn end_block(&mut self) {
        if !self.block.is_empty() {
            self.text.push_str(&format!("\n```ebnf\n{}\n```\n", self.block.join("\n")));
            self.block.clear();
        }
    }
}

fn source(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("grammar").join(name).with_extension("pest");
    fs::read_to_string(path).unwrap()
}

#[test]
fn the_grammar_is_as_its_page_says() {
    let all: String = FILES.iter().rev().map(|(name, _)| source(name)).collect();
    // The comments on the whole file stand at the top of the first one only.
    let grammar = Grammar::of(&all);
    let mut page =
        Page { grammar: &grammar, text: INTRODUCTION.into(), block: Vec::new(), comment: Vec::new() };
    for (name, heading) in FILES {
        page.text.push_str(&format!("\n## {heading}\n"));
        page.read(&source(name));
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/grammar.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &page.text).unwrap();
    }
    assert_eq!(
        fs::read_to_string(path).unwrap_or_default(),
        page.text,
        "write it again: BLESS=1 cargo test grammar"
    );
}

#[test]
fn every_name_of_the_page_is_explained_on_it() {
    let all: String = FILES.iter().rev().map(|(name, _)| source(name)).collect();
    let grammar = Grammar::of(&all);
    let mut used = BTreeSet::new();
    for (_, expression) in grammar.rules.iter().filter(|(name, _)| is_shown(name)) {
        let form = grammar.form(expression);
        assert!(
            !matches!(form, Form::Nothing | Form::LeftOut),
            "a rule of the page is empty: {expression:?}"
        );
        grammar.names_in(&form, &mut used);
    }
    let known = |name: &String| {
        grammar.rules.contains_key(name) || ["digit", "letter", "character"].contains(&name.as_str())
    };
    let unknown: Vec<&String> = used.iter().filter(|name| !known(name)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
