//! Layout: lines of words within a width.

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

/// `1 rule`, `2 rules`
pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_within_the_width() {
        assert_eq!(wrap("one two three", 9, "a: "), "a: one\n   two\n   three");
        assert_eq!(wrap("one\ntwo", 20, "- "), "- one\n  two");
        assert_eq!(wrap("unbreakable", 4, ""), "unbreakable");
    }
}
