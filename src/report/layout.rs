//! Layout: lines of words within a width.

use crate::vocabulary::plural_of;

/// The words of `text` on lines of at most `width` characters. The first line opens with `first`, the others with as
/// many spaces. A word longer than a line has a line of its own.
pub(crate) fn wrap(text: &str, width: usize, first: &str) -> String {
    let indent = " ".repeat(first.chars().count());
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = if lines.is_empty() { first.to_string() } else { indent.clone() };
        let mut empty = true;
        for word in paragraph.split_whitespace() {
            let longer =
                line.chars().count().saturating_add(word.chars().count()).saturating_add(usize::from(!empty));
            if longer > width && !empty {
                lines.push(std::mem::replace(&mut line, indent.clone()));
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// The text without what would steer a terminal or turn the writing round: names come from files, and a file may be
/// hostile. Such a character is shown as one that is not there.
pub(crate) fn printable(text: &str) -> String {
    text.chars().map(|character| if steers(character) { '\u{FFFD}' } else { character }).collect()
}

/// Whether a character does something instead of being seen. A line break only breaks the line.
pub(crate) fn steers(character: char) -> bool {
    let turns = matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}');
    turns || (character.is_control() && character != '\n')
}

/// `1 rule`, `2 rules`
pub(crate) fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {}", plural_of(noun)) }
}

/// `53,535`
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (digit, left) in digits.chars().zip((0..digits.len()).rev()) {
        grouped.push(digit);
        if left > 0 && left % 3 == 0 {
            grouped.push(',');
        }
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_344_718), "1,344,718");
    }

    #[test]
    fn words_stay_within_the_width() {
        assert_eq!(wrap("one two three", 9, "a: "), "a: one\n   two\n   three");
        assert_eq!(wrap("one\ntwo", 20, "- "), "- one\n  two");
        assert_eq!(wrap("unbreakable", 4, ""), "unbreakable");
    }

    #[test]
    fn a_name_does_not_steer_the_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c"), "a\u{FFFD}[31mb\u{FFFD}c");
    }
}
