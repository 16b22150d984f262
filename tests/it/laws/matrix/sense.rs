//! Cells of the matrix that make no sense, each with the reason.

use super::super::dice::Dice;
use super::chance::Chance;
use super::constructs::{Construct, Form};
use super::facts::Asked;
use super::frames::Frame;
use super::gaps::Gap;

/// Why a construct does not stand in a frame.
pub(super) fn senseless_in(construct: &Construct, frame: Frame) -> Option<&'static str> {
    match (construct.form, frame) {
        (_, Frame::Alone) => None,
        (Form::Statement, _) => Some("a statement stands by itself"),
        _ => None,
    }
}

/// Why a way of not knowing leaves nothing open, or nothing decided, for a construct.
pub(super) fn senseless_with(construct: &Construct, gap: Gap) -> Option<&'static str> {
    let asked = asks(construct);
    let facts = asked.facts.iter();
    let measured = facts.clone().any(|fact| fact.kind.is_measured());
    let keys = facts.clone().any(|fact| ["manager", "issuer", "country"].contains(&fact.key));
    let inside = asked.classes || asked.holdings;
    let reason = match gap {
        Gap::Absent | Gap::NotThere if asked.facts.is_empty() && !asked.documents => "it asks for no fact",
        Gap::Range if !measured => "it asks for no number",
        Gap::Key if !keys => "it asks for nothing that makes groups",
        Gap::SomeHoldings | Gap::HoldingSize | Gap::FundTotal | Gap::Shorts | Gap::Closed if !inside => {
            "it does not look into options"
        }
        Gap::LeftOut
        | Gap::Above
        | Gap::NoList
        | Gap::WeightsUnder
        | Gap::OptionSize
        | Gap::WeightRange
        | Gap::TotalRange
            if construct.name == "each account" =>
        {
            "it is about accounts alone"
        }
        Gap::SomeHoldings
        | Gap::HoldingSize
        | Gap::FundTotal
        | Gap::Shorts
        | Gap::HeldTwice
        | Gap::Closed
        | Gap::Coarse
            if construct.name == "guard of the same" =>
        {
            "whatever the option holds, what it asserts follows from its guard"
        }
        Gap::HeldTwice if construct.name == "assumed" => {
            "an assumption about one option says nothing of another"
        }
        Gap::HeldTwice | Gap::Coarse if !asked.classes => "it asks for no class",
        Gap::Quarter if asked.quarters == 0 => "it does not look back",
        Gap::NoAccounts if !asked.accounts => "it is not about accounts",
        _ => return None,
    };
    Some(reason)
}

/// Why a way of not knowing leaves nothing decided for a construct.
pub(super) fn never_decided(construct: &Construct, gap: Gap) -> Option<&'static str> {
    match (gap, construct.level) {
        (Gap::NoList, _) => Some("nothing is known of options that nobody lists"),
        _ => None,
    }
}

/// Why something may stay open though everything is said.
pub(super) fn open_by_nature(construct: &Construct, frame: Frame) -> Option<&'static str> {
    match (construct.name, frame) {
        (_, Frame::Group) | ("each issuer" | "each manager" | "set of groups requires", _) => {
            Some("the things of a group may differ in a fact")
        }
        (_, Frame::WatchList) | ("watch list", _) => {
            Some("before the first quarter that is known, a thing may have been on the list or not")
        }
        ("cure", _) => Some("between two days that are known, nobody says on which it failed"),
        (name, _) if name.contains("weighted average") => Some("what weighs nothing has no weighted average"),
        _ => None,
    }
}

/// What is asked for in any of many texts of a construct.
fn asks(construct: &Construct) -> Asked {
    let mut chance = Chance::new(1);
    let texts: Vec<String> = (0..40)
        .map(|_| {
            let tape = chance.tape(60);
            (construct.write)(&mut Dice::new(&tape))
        })
        .collect();
    Asked::by(&texts.join("\n"))
}
