//! The words of a header: what is left of `Expense Ratio*` and `Avg. Annual Return as of 12/31/2025 — 1yr`.

/// A header in the form in which headers are compared: its words in lower case, without punctuation, footnote signs and
/// the day that many of them end in. `%` is the word `percent`, and `1yr` is `1 year`.
pub(in crate::menu) fn plain(text: &str) -> String {
    let words = words(text);
    let mut kept: Vec<&str> = Vec::new();
    let mut index = 0_usize;
    while let Some(word) = words.get(index) {
        let next = words.get(index.saturating_add(1)).map(String::as_str);
        if word == "as" && next == Some("of") {
            let first = index.saturating_add(2);
            let dated = words.iter().skip(first).take_while(|word| is_part_of_a_day(word)).count();
            if dated > 0 {
                index = first.saturating_add(dated.min(3));
                continue;
            }
        }
        kept.push(word);
        index = index.saturating_add(1);
    }
    kept.join(" ")
}

fn is_part_of_a_day(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit()) || month(word).is_some()
}

/// The number of a month that is named, in full or by its first three letters.
pub(in crate::menu) fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    let found = MONTHS.iter().position(|month| {
        *month == word
            || word.len() == 3 && month.starts_with(&word)
            || word == "sept" && *month == "september"
    })?;
    i8::try_from(found.saturating_add(1)).ok()
}

/// The words of a text, in lower case: runs of letters and runs of digits, each by itself.
pub(in crate::menu) fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let digit = |character: char| character.is_ascii_digit();
        match character {
            '%' => words.push("percent".into()),
            // The comma of 1,000 and the apostrophe of Moody's join what they stand between.
            ',' if digit(last) && characters.peek().is_some_and(|next| digit(*next)) => continue,
            '\'' | '’' if last.is_alphabetic() => continue,
            '¹' | '²' | '³' | '⁰' | '⁴'..='⁹' => {}
            _ if character.is_alphanumeric() => {
                let goes_on = last.is_alphanumeric() && digit(last) == digit(character);
                let lower = character.to_lowercase();
                match words.last_mut().filter(|_| goes_on) {
                    Some(word) => word.extend(lower),
                    None => words.push(lower.collect()),
                }
            }
            _ => {}
        }
        last = character;
    }
    for word in &mut words {
        if ["yr", "yrs", "years"].contains(&word.as_str()) {
            *word = "year".into();
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_compared_by_their_words() {
        for (text, expected) in [
            ("Expense Ratio*", "expense ratio"),
            ("Average Annual Total Return as of 12/31/2025 1yr.", "average annual total return 1 year"),
            ("Value as of Sept. 30, 2026", "value"),
            ("10-Yr", "10 year"),
            ("Per $1,000", "per 1000"),
            ("As a %", "as a percent"),
            ("Weight (%)", "weight percent"),
            ("Moody’s Rating²", "moodys rating"),
            ("As of", "as of"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }
}
