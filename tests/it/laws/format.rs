//! Law 10: laying out keeps the meaning, every comment once, and is the same the second time.

use std::fs;

use planlint::source::SourceMap;
use planlint::syntax::{Token, TokenKind, tokens};
use proptest::prelude::*;

use super::dice::{Dice, config, tape};
use super::policies::policy;
use crate::format::{laid_out, policies, said};

/// The same policy with other blanks, and with further blank lines and comments if `more`.
fn untidied(text: &str, more: bool, dice: &mut Dice<'_>) -> String {
    let mut sources = SourceMap::new();
    let id = sources.add("policy.ips", text);
    let source = sources.get(id).unwrap();
    let mut out = String::new();
    let mut end = 0;
    let mut before: Option<Token> = None;
    let mut comments = 0;
    let mut break_lines = |out: &mut String, dice: &mut Dice<'_>, breaks: usize| {
        let ending = dice.of(&["\n", "\n", "\r\n"]);
        for line in 0..breaks {
            if more && dice.chance(1, 6) {
                comments += 1;
                out.push_str(&format!("  # more {comments} \"{{("));
            }
            out.push_str(dice.of(&["", "", " ", "\t"]));
            out.push_str(ending);
            if more && line == 0 && dice.chance(1, 8) {
                comments += 1;
                out.push_str(&format!("{}   # alone {comments}){ending}", ending.repeat(dice.pick(4))));
            }
        }
        out.push_str(dice.of(&["", "", "  ", "\t", "          "]));
    };
    for token in tokens(source) {
        let gap = &text[end..token.at.start];
        let breaks = gap.matches('\n').count();
        if breaks > 0 {
            break_lines(&mut out, dice, breaks);
        } else if before.is_some_and(|before| !is_needed(before, token, gap)) {
            out.push_str(dice.of(&["", " ", "\t ", ""]));
        } else if before.is_some() {
            out.push_str(dice.of(&[" ", " ", "   ", "\t"]));
        }
        out.push_str(source.slice(token.at).trim_end());
        end = token.at.end;
        before = Some(token);
    }
    // A comment ends with its line.
    out.push('\n');
    out
}

/// Whether a blank between two tokens of a line is not for looks alone.
fn is_needed(before: Token, token: Token, gap: &str) -> bool {
    let is_bracket = |token: Token| {
        !matches!(token.kind, TokenKind::Word | TokenKind::Sign | TokenKind::Comment | TokenKind::Stop)
    };
    !gap.is_empty() && !is_bracket(before) && !is_bracket(token)
}

/// That a policy and the same with other blanks come to one layout.
fn keeps_to_the_law(text: &str, dice: &mut Dice<'_>) {
    let after = laid_out(text);
    assert_eq!(said(&after), said(text));

    let blanks = untidied(text, false, dice);
    assert_eq!(said(&blanks), said(text), "{blanks}");
    assert_eq!(laid_out(&blanks), after, "{blanks}");

    let more = untidied(text, true, dice);
    assert_eq!(said(&more).0, said(text).0, "{more}");
    assert_eq!(said(&laid_out(&more)), said(&more), "{more}");
}

proptest! {
    #![proptest_config(config(30))]

    #[test]
    fn law_10_formatting_keeps_meaning(tape in tape(6000)) {
        let mut dice = Dice::new(&tape);
        let text = policy(&mut dice, true).concat();
        keeps_to_the_law(&text, &mut dice);
    }

    /// What the generator does not write: tests, tables, waivers, packs.
    #[test]
    fn law_10_formatting_keeps_meaning_of_real_policies(tape in tape(6000)) {
        let mut dice = Dice::new(&tape);
        let shelves = ["examples", "rules", "tests/cases/clauses", "tests/cases/format", "tests/cases/syntax/good"];
        let shelf = policies(dice.of(&shelves));
        let text = fs::read_to_string(dice.of(&shelf)).unwrap();
        keeps_to_the_law(&text, &mut dice);
    }
}
