//! The JSON Schema of the native shape: what [`read_menu`](super::read_menu) takes, for editors that know JSON Schema.
//!
//! It refuses nothing that is read without a message. What a schema cannot say, such as the range of a percent or a sum of
//! weights, it lets pass: the reader has the last word.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::vocabulary::{End, Exact, Fact, FactId, Frequency, LevelId, Moment, Rating, Schema, Type};

use super::absence::none_is_no_answer;
use super::unit::Unit;

/// A plain number, without its unit.
const NUMBER: &str = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)";
const EXPONENT: &str = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+";
const UNSIGNED: &str = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+)";
/// A period over which something is measured.
const PERIOD: &str = r"(?:over +)?[0-9]*[1-9][0-9]* +(?:months?|quarters?|years?)";
/// A day or period of a series.
const STAMP: &str = r"^[0-9]{4}(?:-Q[1-4]|-[0-9]{2}|-[0-9]{2}-[0-9]{2})?$";

/// The JSON Schema (draft 2020-12) of menus that use a vocabulary, as text.
pub fn json_schema(schema: &Schema) -> String {
    let mut text =
        serde_json::to_string_pretty(&Writer { schema, defs: BTreeMap::new() }.menu()).unwrap_or_default();
    text.push('\n');
    text
}

struct Writer<'a> {
    schema: &'a Schema,
    /// By name: what is referred to from several places.
    defs: BTreeMap<String, Value>,
}

impl Writer<'_> {
    fn menu(mut self) -> Value {
        self.common();
        let levels: Vec<LevelId> = self.schema.level_ids().collect();
        let Some(plan) = self.schema.level_named("plan") else { return json!(true) };
        for level in &levels {
            if *level != plan {
                let name = self.schema.level(*level).name.clone();
                let thing = self.thing(*level);
                self.defs.insert(name, thing);
            }
        }
        // Nothing is being done with what the plan does not offer.
        let fund = json!({ "$ref": "#/$defs/option", "properties": { "at": false } });
        self.defs.insert("fund".into(), fund);
        if let Some(holding) = self.schema.level_named("holding") {
            let mut sleeve = self.facts(holding);
            sleeve.0.extend([
                ("documents".into(), reference("documents")),
                ("note".into(), json!({ "description": "Anything; it is not read" })),
                ("at".into(), described(reference("moments"), "What is being done with it now")),
            ]);
            let sleeve = object(sleeve, "Facts of the part that is in this class");
            self.defs.insert("sleeve".into(), sleeve);
        }
        let classes = self.classes();
        self.defs.insert("class".into(), classes);
        let (holds, blend) = (self.holds(), self.blend());
        self.defs.insert("holds".into(), holds);
        self.defs.insert("blend".into(), blend);
        let (units, walk) = (self.units(), self.units_said_within());
        self.defs.insert("units".into(), units);
        self.defs.insert("units_said_within".into(), walk);
        self.defs.insert("unit_said".into(), unit_said());
        self.defs.insert("unit_said_of_parts".into(), unit_said_of_parts());

        let mut of_plan = self.facts(plan);
        of_plan.0.extend([
            ("name".into(), described(reference("word"), "Name of the plan")),
            ("id".into(), described(reference("word"), "By which the plan is known from menu to menu")),
            ("documents".into(), reference("documents")),
            ("note".into(), json!({ "description": "Anything; it is not read" })),
        ]);
        let plan_label = self.schema.level(plan).label.clone();
        self.defs.insert("plan".into(), object(of_plan, &plan_label));

        let list = |of: Value, about: &str| json!({ "description": about, "anyOf": [{ "type": "array", "items": of }, reference("not_given")] });
        let mut keys = Map::new();
        keys.extend([
            ("menu".into(), json!({ "description": "Version of this form", "anyOf": [{ "enum": [1, "1"] }, reference("not_given")] })),
            ("as_of".into(), described(any([reference("date"), reference("not_given")]), "Day that the menu describes")),
            ("at".into(), described(reference("moments"), "What is being done with all of it")),
            ("plan".into(), any([reference("plan"), reference("not_given")])),
            ("options".into(), list(named(reference("option")), "The options of the plan")),
            ("funds".into(), list(named(reference("fund")), "Funds that options hold, but that the plan does not offer")),
            ("complete".into(), described(any([reference("flag"), reference("not_given")]), "`no` if the menu leaves options out")),
            ("units".into(), any([reference("units"), reference("not_given")])),
            ("note".into(), json!({ "description": "Anything; it is not read" })),
        ]);
        for level in self.schema.listed_under(plan) {
            let of = self.schema.level(level);
            keys.insert(of.plural(), list(named(reference(&of.name)), &of.label));
        }
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": "planlint.menu/1",
            "title": "planlint menu, version 1",
            "description": "What a retirement plan offers: its options, what each costs and holds. See docs/reference/menus.md.",
            "type": "object",
            "properties": keys,
            "additionalProperties": false,
            "if": { "not": { "required": ["units"] } },
            "then": reference("units_said_within"),
            "$defs": self.defs,
        })
    }

    /// What does not depend on the vocabulary.
    fn common(&mut self) {
        let moments: Vec<&str> =
            Moment::ALL.into_iter().filter(|moment| !moment.is_of_the_calendar()).map(Moment::name).collect();
        let moment = json!({ "anyOf": [
            { "enum": moments },
            text(&format!("(?:(?:at|on) +)?(?:{})", moments.join("|").replace(' ', " +"))),
        ] });
        let texts = json!({ "anyOf": [
            reference("word"),
            { "type": "array", "items": { "type": ["string", "number", "boolean"] } },
        ] });
        let document = json!({ "anyOf": [
            { "type": ["string", "number"] },
            {
                "type": "object",
                "required": ["document"],
                "properties": {
                    "document": { "type": ["string", "number"], "description": "What kind of document" },
                    "by": described(texts.clone(), "Who made or signed it"),
                    "dated": described(any([reference("date"), reference("not_given")]), "Day that it bears"),
                    "attests": described(texts, "What it says"),
                    "sha256": described(any([text("[0-9a-fA-F]{64}"), reference("not_given")]), "SHA-256 of its file"),
                    "note": { "description": "Anything; it is not read" },
                },
                "additionalProperties": false,
            },
        ] });
        let defs = [
            (
                "not_given",
                json!({ "title": "not given", "anyOf": [
                { "type": "null" },
                text(&format!("(?:-|--|—|~|{}|{})?", folded("n/a"), folded("unknown"))),
            ] }),
            ),
            (
                "not_given_of_fact",
                json!({ "title": "not given", "anyOf": [
                { "type": "null" },
                text(&format!("(?:-|--|—|~|{})?", folded("unknown"))),
            ] }),
            ),
            (
                "none",
                json!({ "title": "there is none", "anyOf": [
                { "enum": ["n/a", "none"] },
                text(&format!("(?:{}|{})", folded("n/a"), folded("none"))),
            ] }),
            ),
            (
                "not_applicable",
                json!({ "title": "there is none", "anyOf": [
                { "enum": ["n/a"] },
                text(&folded("n/a")),
            ] }),
            ),
            ("word", json!({ "type": ["string", "number", "boolean", "null"] })),
            (
                "moments",
                json!({ "anyOf": [moment, { "type": "array", "items": moment }, reference("not_given")] }),
            ),
            (
                "documents",
                json!({
                    "description": "What is on file; a list is all there is",
                    "anyOf": [{ "type": "array", "items": document }, reference("not_given")],
                }),
            ),
            ("date", text("[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")),
            (
                "flag",
                json!({ "anyOf": [
                { "type": "boolean" },
                { "enum": ["yes", "no"] },
                text(&["yes", "no", "true", "false"].map(folded).join("|")),
            ] }),
            ),
        ];
        self.defs.extend(defs.map(|(name, value)| (name.to_string(), value)));
    }

    /// A thing of a level: an option, a fund, a holding, a manager.
    fn thing(&mut self, level: LevelId) -> Value {
        let of = self.schema.level(level).clone();
        let mut keys = self.facts(level);
        keys.0.extend([
            ("id".into(), described(reference("word"), "By which others refer to it")),
            ("name".into(), described(reference("word"), "Its name")),
            ("documents".into(), reference("documents")),
            (
                "class".into(),
                described(reference("class"), "All of it is in this asset class, and nothing in any other"),
            ),
            ("holds".into(), reference("holds")),
            (
                "fund".into(),
                described(reference("word"), "It is a share in this option or fund: its id or exact name"),
            ),
            ("note".into(), json!({ "description": "Anything; it is not read" })),
            ("at".into(), described(reference("moments"), "What is being done with it now")),
        ]);
        if of.name == "option" {
            let names = any([reference("word"), json!({ "type": "array", "items": reference("word") })]);
            keys.0
                .insert("also_known_as".into(), described(names, "Other names that it goes by, or went by"));
        }
        let mut content = vec!["class", "holds", "fund"];
        if self.schema.can_be_referred_to(level) && !of.composes() {
            keys.0.insert("blend".into(), reference("blend"));
            content.push("blend");
        }
        for listed in self.schema.listed_under(level) {
            let listed = self.schema.level(listed);
            let items = json!({ "type": "array", "items": named(reference(&listed.name)) });
            keys.0.insert(listed.plural(), described(any([items, reference("not_given")]), &listed.label));
        }
        let mut thing = object(keys, &of.label);
        // What it consists of is said once.
        let given = json!({ "not": reference("not_given") });
        let mut twice = Vec::new();
        for (index, one) in content.iter().enumerate() {
            for other in content.iter().skip(index.saturating_add(1)) {
                let both = Map::from_iter([
                    ((*one).to_string(), given.clone()),
                    ((*other).to_string(), given.clone()),
                ]);
                twice.push(json!({ "required": [one, other], "properties": both }));
            }
        }
        if let Value::Object(thing) = &mut thing {
            thing.insert("not".into(), json!({ "anyOf": twice }));
        }
        thing
    }

    /// The facts of a level, and those of what its facts refer to, by the forms of their keys.
    fn facts(&mut self, level: LevelId) -> Keys {
        let mut keys = Keys::default();
        let of_level = |level: LevelId, schema: &Schema| -> Vec<FactId> {
            schema.fact_ids().filter(|id| schema.fact(*id).level == level).collect()
        };
        for id in of_level(level, self.schema) {
            self.fact(id, "", &mut keys);
            let Type::Reference(target) = self.schema.fact(id).ty else { continue };
            let suffix = format!(" of {}", self.schema.fact(id).name);
            for id in of_level(target, self.schema) {
                self.fact(id, &suffix, &mut keys);
            }
            let own = format!("^(?:name|id|class|holds|fund|blend|note|documents){suffix}$");
            keys.1.insert(own, json!({ "description": "Of what it refers to" }));
        }
        keys
    }

    /// A fact, in all forms of its key: `total_return`, `total_return net`, `total_return net over 3 years`.
    fn fact(&mut self, id: FactId, suffix: &str, keys: &mut Keys) {
        let fact = self.schema.fact(id);
        let cell = reference(&self.cell(id));
        let name = escaped(&fact.name);
        let bases = (!fact.bases.is_empty()).then(|| {
            format!("(?:{})", fact.bases.iter().map(|basis| escaped(basis)).collect::<Vec<_>>().join("|"))
        });
        let about = |value: Value| described(value, &fact.label);
        // What stands behind the name alone: a group of the ways in which it is measured, or that there is none.
        let absent = any([reference("not_given_of_fact"), self.absence(fact, id)]);
        let group = |ways: Vec<(String, Value)>| {
            let ways = Map::from_iter(ways.into_iter().map(|(way, value)| (format!("^{way}$"), value)));
            json!({ "type": "object", "patternProperties": ways, "additionalProperties": false })
        };
        let mut forms: Vec<(String, Value)> = Vec::new();
        match (bases, fact.over_period) {
            (None, false) => forms.push((String::new(), cell)),
            (Some(basis), false) => {
                forms.push((String::new(), any([group(vec![(basis.clone(), cell.clone())]), absent])));
                forms.push((format!(" +{basis}"), cell));
            }
            (None, true) => {
                forms.push((String::new(), any([group(vec![(PERIOD.into(), cell.clone())]), absent])));
                forms.push((format!(" +{PERIOD}"), cell));
            }
            (Some(basis), true) => {
                let both = format!("(?:{basis} +{PERIOD}|{PERIOD} +{basis})");
                let by_period = any([group(vec![(PERIOD.into(), cell.clone())]), absent.clone()]);
                let by_basis = any([group(vec![(basis.clone(), cell.clone())]), absent.clone()]);
                let all = vec![
                    (basis.clone(), by_period.clone()),
                    (PERIOD.into(), by_basis.clone()),
                    (both.clone(), cell.clone()),
                ];
                forms.push((String::new(), any([group(all), absent])));
                forms.push((format!(" +{basis}"), by_period));
                forms.push((format!(" +{PERIOD}"), by_basis));
                forms.push((format!(" +{both}"), cell));
            }
        }
        for (way, value) in forms {
            match (way.is_empty(), suffix.is_empty()) {
                // A name that is written out is one that editors can complete.
                (true, true) => _ = keys.0.insert(fact.name.clone(), about(value)),
                (true, false) => _ = keys.0.insert(format!("{}{suffix}", fact.name), about(value)),
                (false, _) => _ = keys.1.insert(format!("^{name}{way}{}$", escaped(suffix)), about(value)),
            }
        }
    }

    /// How it is said of a fact that there is none.
    fn absence(&self, fact: &Fact, id: FactId) -> Value {
        match () {
            () if self.schema.is_always_there(id) => json!(false),
            () if none_is_no_answer(fact) => reference("none"),
            () => reference("not_applicable"),
        }
    }

    /// The definition of the values of a fact: one value, or a series of them, or none.
    fn cell(&mut self, id: FactId) -> String {
        let fact = self.schema.fact(id);
        let (mut name, value) = self.value(fact, id);
        let absence = self.absence(fact, id);
        match () {
            () if self.schema.is_always_there(id) => name.push_str(" always"),
            () if none_is_no_answer(fact) => name.push_str(" or none"),
            () => {}
        }
        let name = name.replace(' ', "_");
        if !self.defs.contains_key(&name) {
            let mut one = vec![value, reference("not_given_of_fact")];
            if absence != json!(false) {
                one.push(absence);
            }
            let series = json!({
                "title": "by day or period",
                "type": "object",
                "minProperties": 1,
                "patternProperties": { STAMP: any(one.clone()) },
                "additionalProperties": false,
            });
            one.push(series);
            self.defs.insert(name.clone(), any(one));
        }
        name
    }

    /// The values of a fact, and a name for what facts of the same type share.
    fn value(&self, fact: &Fact, id: FactId) -> (String, Value) {
        let bare = format!("(?:{NUMBER}|{EXPONENT})");
        let number = json!({ "type": "number" });
        match &fact.ty {
            Type::Percent(_) => {
                let form = ranges(&format!("(?:{NUMBER}(?:%|bps|bp)|{bare})"));
                (
                    "percent".into(),
                    json!({ "title": "percent", "description": "As in 0.45% or 45bps; a bare number needs `units`", "anyOf": [text(&form), number] }),
                )
            }
            Type::Money => {
                let form = ranges(&format!(r"(?:-?\${UNSIGNED}[kKMBT]?|{bare})"));
                (
                    "money".into(),
                    json!({ "title": "money", "description": "As in $31.2M or $75,000; a bare number needs `units`", "anyOf": [text(&form), number] }),
                )
            }
            Type::Points => {
                let form = ranges(&format!("{NUMBER} *points?"));
                (
                    "points".into(),
                    json!({ "title": "points", "description": "As in 2 points", "anyOf": [text(&form)] }),
                )
            }
            Type::Number => {
                let (low, high) = (whole(&fact.range.low), whole(&fact.range.high));
                let mut number = Map::from_iter([("type".to_string(), json!("number"))]);
                let mut name = "number".to_string();
                for (word, bound) in [("minimum", low), ("maximum", high)] {
                    if let Some(bound) = bound {
                        number.insert(word.into(), bound.into());
                        name.push_str(&format!(" {word} {bound}"));
                    }
                }
                (name, json!({ "title": "number", "anyOf": [number, text(&ranges(&bare))] }))
            }
            Type::Percentile => {
                let form = ranges(&format!("(?:{NUMBER}(?:st|nd|rd|th)?(?: *percentile)?|{EXPONENT})"));
                let number = json!({ "type": "number", "minimum": 1, "maximum": 100 });
                let number =
                    if whole(&fact.range.low) == Some(1) { number } else { json!({ "type": "number" }) };
                let name =
                    format!("percentile{}", if whole(&fact.range.low) == Some(1) { " 1 to 100" } else { "" });
                (
                    name,
                    json!({ "title": "percentile", "description": "As in 25 or 25th percentile", "anyOf": [number, text(&form)] }),
                )
            }
            Type::Duration => {
                let form = "[0-9]+ +(?:business +days?|days?|weeks?|months?|quarters?|years?)";
                (
                    "duration".into(),
                    json!({ "title": "length of time", "description": "As in 18 months or 10 business days", "anyOf": [text(form)] }),
                )
            }
            Type::Date => ("date of fact".into(), described(reference("date"), "As in 2026-09-30")),
            Type::Rating(scale) => {
                let fits = |symbol: &str| {
                    Rating::parse(symbol).is_some_and(|rating| scale.is_none_or(|scale| rating.is_on(scale)))
                };
                let symbols: BTreeSet<&str> = Rating::symbols().filter(|symbol| fits(symbol)).collect();
                let words = ["NR", "unrated", "not rated"].map(folded).join("|");
                let name = match scale {
                    None => "rating".to_string(),
                    Some(scale) => format!("rating {scale:?}"),
                };
                (name, json!({ "title": "rating", "anyOf": [{ "enum": symbols }, text(&words)] }))
            }
            Type::Frequency => {
                let words: Vec<&str> = Frequency::ALL.into_iter().rev().map(Frequency::word).collect();
                let others = ["annual", "yearly", "semi-annually", "semiannual", "semi-annual"];
                let form: Vec<String> = words.iter().copied().chain(others).map(folded).collect();
                (
                    "frequency".into(),
                    json!({ "title": "frequency", "anyOf": [{ "enum": words }, text(&form.join("|"))] }),
                )
            }
            Type::Choice(words) => {
                let form: Vec<String> = words.iter().map(|word| folded(word)).collect();
                let level = &self.schema.level(self.schema.fact(id).level).name;
                (
                    format!("{} of {level}", fact.name),
                    json!({ "anyOf": [{ "enum": words }, text(&form.join("|"))] }),
                )
            }
            Type::Text => ("text".into(), json!({ "type": ["string", "number"] })),
            Type::Reference(level) => {
                let name = &self.schema.level(*level).name;
                let about =
                    format!("Name or id of {}, or its facts", self.schema.level(*level).with_article());
                (
                    format!("reference to {name}"),
                    json!({ "description": about, "anyOf": [{ "type": ["string", "number"] }, reference(name)] }),
                )
            }
            Type::Flag => ("yes or no".into(), reference("flag")),
        }
    }

    fn classes(&self) -> Value {
        let classes = self.schema.class_ids().map(|id| self.schema.class(id));
        let each: Vec<Value> =
            classes.map(|class| json!({ "const": class.name, "description": class.label })).collect();
        json!({ "title": "asset class", "anyOf": [{ "oneOf": each }, reference("not_given")] })
    }

    /// The parts of a thing: class and weight, or a list of holdings.
    fn holds(&mut self) -> Value {
        let weight = self.weight();
        let sleeve = any([weight, reference("sleeve")]);
        let classes = self.schema.class_ids().map(|id| {
            let class = self.schema.class(id);
            (class.name.clone(), described(sleeve.clone(), &class.label))
        });
        let classes = Map::from_iter(classes);
        json!({
            "description": "Its parts: asset classes with their weights, or a list of holdings",
            "anyOf": [
                { "type": "object", "properties": classes, "additionalProperties": false },
                { "type": "array", "items": reference("holding") },
                reference("not_given"),
            ],
        })
    }

    fn blend(&mut self) -> Value {
        let weight = self.weight();
        json!({
            "description": "What it is defined as: asset classes and things of its kind, with weights of exactly 100%",
            "anyOf": [{ "type": "object", "additionalProperties": weight }, reference("not_given")],
        })
    }

    fn weight(&mut self) -> Value {
        let holding = self.schema.level_named("holding");
        let weight = holding.and_then(|level| self.schema.fact_named(level, "weight"));
        weight.map_or(json!(true), |weight| reference(&self.cell(weight)))
    }

    /// The facts whose bare numbers need a unit, with the units of each.
    fn with_units(&self) -> BTreeMap<&str, Vec<&'static str>> {
        let facts = self.schema.fact_ids().map(|id| self.schema.fact(id));
        let units = facts.map(|fact| (fact.name.as_str(), Unit::words_for(&fact.ty)));
        units.filter(|(_, units)| !units.is_empty()).collect()
    }

    fn units(&self) -> Value {
        let mut keys = Map::new();
        let choice = |units: &[&str]| any([json!({ "enum": units }), reference("not_given")]);
        for (name, units) in self.with_units() {
            keys.insert(name.into(), choice(&units));
        }
        for (name, ty) in [("percent", Type::Percent(None)), ("money", Type::Money)] {
            keys.insert(name.into(), choice(&Unit::words_for(&ty)));
        }
        json!({
            "description": "How bare numbers are meant, by fact; `percent` and `money` for all others",
            "type": "object",
            "properties": keys,
            "additionalProperties": false,
        })
    }

    /// A walk through a menu that declares no units: percents and money say theirs wherever they stand.
    fn units_said_within(&self) -> Value {
        let own: BTreeSet<&str> = self.with_units().into_keys().collect();
        // A name that is a plain number somewhere else cannot be told apart here.
        let plain = self.schema.fact_ids().map(|id| self.schema.fact(id));
        let plain: BTreeSet<&str> = plain
            .filter(|fact| Unit::words_for(&fact.ty).is_empty())
            .map(|fact| fact.name.as_str())
            .collect();
        let names: Vec<String> = own.difference(&plain).map(|name| escaped(name)).collect();
        json!({
            "description": "Percents and money with their units, where the menu has no `units`",
            "properties": { "note": true, "holds": reference("unit_said_of_parts"), "blend": reference("unit_said_of_parts") },
            "patternProperties": { format!("^(?:{})(?: .*)?$", names.join("|")): reference("unit_said") },
            "additionalProperties": reference("units_said_within"),
            "items": reference("units_said_within"),
        })
    }
}

/// Keys that are written out, and forms of keys.
#[derive(Default)]
struct Keys(Map<String, Value>, Map<String, Value>);

fn object(Keys(properties, patterns): Keys, about: &str) -> Value {
    json!({
        "description": about,
        "type": "object",
        "properties": properties,
        "patternProperties": patterns,
        "additionalProperties": false,
    })
}

/// No number of a percent or amount that says no unit, other than 0.
fn unit_said() -> Value {
    let bare = format!(r"(?=[-+0-9.,]*[1-9])(?:{NUMBER}|{EXPONENT})");
    json!({
        "not": { "anyOf": [
            { "type": "number", "not": { "const": 0 } },
            text(&format!("(?:at (?:least|most) +)?{bare}|{bare} +to +.*|.* +to +{bare}")),
        ] },
        "additionalProperties": reference("unit_said"),
    })
}

/// The same for the parts of a thing: weights, or groups of facts.
fn unit_said_of_parts() -> Value {
    json!({
        "additionalProperties": {
            "if": { "type": "object" },
            "then": reference("units_said_within"),
            "else": reference("unit_said"),
        },
        "items": reference("units_said_within"),
    })
}

/// A thing of a list, which has a name.
fn named(thing: Value) -> Value {
    json!({ "allOf": [thing], "anyOf": [{ "required": ["name"] }, { "required": ["id"] }, { "required": ["fund"] }, { "required": ["class"] }] })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn any(of: impl Into<Vec<Value>>) -> Value {
    let of: Vec<Value> = of.into();
    json!({ "anyOf": of.into_iter().filter(|value| *value != json!(false)).collect::<Vec<_>>() })
}

fn described(mut value: Value, about: &str) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.insert("description".into(), about.into());
    }
    value
}

/// A text of this form, with blanks around it or not.
fn text(form: &str) -> Value {
    json!({ "type": "string", "pattern": format!(r"^\s*(?:{form})\s*$") })
}

/// One value, or a range of values.
fn ranges(one: &str) -> String {
    format!("{one}(?: +to +{one})?|at (?:least|most) +{one}")
}

/// A word in capitals or not.
fn folded(word: &str) -> String {
    let fold = |character: char| match (character.to_ascii_lowercase(), character.to_ascii_uppercase()) {
        (lower, upper) if lower != upper => format!("[{upper}{lower}]"),
        _ => escaped(&character.to_string()),
    };
    word.chars().map(fold).collect()
}

/// A word as a pattern that matches it.
fn escaped(word: &str) -> String {
    let special = |character: char| r"\.+*?()|[]{}^$/".contains(character);
    word.chars()
        .map(|character| if special(character) { format!("\\{character}") } else { character.to_string() })
        .collect()
}

/// A bound that is a whole number.
fn whole(end: &End) -> Option<i64> {
    let number = end.number()?;
    let floor = number.floor_i64()?;
    (Exact::from(floor) == *number).then_some(floor)
}
