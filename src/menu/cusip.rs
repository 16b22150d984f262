//! CUSIP: nine characters, of which the last checks the others (ANSI X9.6).

use crate::diagnostics::{Diagnostic, kinds};

use super::from_raw::Reader;
use super::thing::{Cell, Reading};
use super::words;
use crate::vocabulary::Value;

/// Wrong numbers of one file that are shown; of the others, how many there are.
const SHOWN: usize = 4;

/// What is wrong with a text as a CUSIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Not nine characters of those that a CUSIP has.
    Form,
    /// The last character should be this digit.
    Check(char),
}

/// Whether a text is a CUSIP. Every second character counts double, digits are summed one by one, and the last character
/// makes the sum a multiple of ten. Letters count from 10, `*`, `@` and `#` 36 to 38.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    let value = |character: char| match character {
        '*' => Some(36),
        '@' => Some(37),
        '#' => Some(38),
        other => other.to_digit(36),
    };
    let values: Option<Vec<u32>> = text.chars().map(value).collect();
    let (Some(values), Some(last)) = (values.filter(|values| values.len() == 9), text.chars().last()) else {
        return Err(Fault::Form);
    };
    let sum = values.iter().take(8).zip([1_u32, 2].into_iter().cycle()).fold(0_u32, |sum, (value, times)| {
        let value = value.saturating_mul(times);
        sum.saturating_add(value.div_euclid(10)).saturating_add(value.rem_euclid(10))
    });
    let digit = 10_u32.saturating_sub(sum.rem_euclid(10)).rem_euclid(10);
    let digit = char::from_digit(digit, 10).unwrap_or('0');
    if last == digit { Ok(()) } else { Err(Fault::Check(digit)) }
}

/// Whether a text stands for "no number" where one is asked for, as `000000000` does in filings.
pub(super) fn is_filler(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| character == '0')
}

impl Reader<'_> {
    /// The cell of a CUSIP, if it is one. A filler says nothing; a wrong number is told and left out, since nobody can say
    /// whose it is.
    pub(super) fn checked_cusip(&mut self, cell: Cell) -> Option<Cell> {
        let Reading::Exactly(Value::Text(text)) = &cell.reading else { return Some(cell) };
        if is_filler(text) {
            return None;
        }
        match check(text) {
            Ok(()) => Some(cell),
            Err(fault) => {
                self.wrong_cusips.push((cell.at, text.clone(), fault));
                None
            }
        }
    }

    /// One message for all wrong numbers of the file: filings have them by the dozen.
    pub(super) fn report_cusips(&mut self) {
        let wrong = std::mem::take(&mut self.wrong_cusips);
        let Some((at, text, fault)) = wrong.first() else { return };
        let text = words::shown(text);
        let (message, label) = match fault {
            Fault::Form => {
                (format!("`{text}` is no CUSIP"), "a CUSIP has nine letters and digits".to_string())
            }
            Fault::Check(digit) => (
                format!("`{text}` is no CUSIP: its last digit does not check the others"),
                format!("it would have to end in {digit}"),
            ),
        };
        let mut message = Diagnostic::new(&kinds::WRONG_CUSIP, *at, message).label(label);
        for (at, text, _) in wrong.iter().skip(1).take(SHOWN) {
            message = message.also(*at, format!("nor is `{}`", words::shown(text)));
        }
        let more = wrong.len().saturating_sub(SHOWN.saturating_add(1));
        if more > 0 {
            message = message.note(format!("nor are {more} more of this file"));
        }
        self.say(
            message
                .note("it is not used, since nobody can say whose it is")
                .help("copy it again from where it is published, or leave it out"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_checks_the_others() {
        // Of public filings: Apple, Alphabet, Pure Storage, a fund of cash, a Kentucky bond.
        for sound in ["037833100", "38259P508", "74624M102", "49151FGH7", "3138W7WP5", "837649128"] {
            assert_eq!(check(sound), Ok(()), "{sound}");
        }
        assert_eq!(check("037833101"), Err(Fault::Check('0')));
        // Two characters changed places.
        assert_eq!(check("38259P580"), Err(Fault::Check('1')));
        assert_eq!(check("03783310"), Err(Fault::Form));
        assert_eq!(check("0378331000"), Err(Fault::Form));
        assert_eq!(check("N/A"), Err(Fault::Form));
        assert_eq!(check("03783310é"), Err(Fault::Form));
    }

    #[test]
    fn a_row_of_noughts_says_nothing() {
        assert!(is_filler("000000000"));
        assert!(!is_filler("") && !is_filler("000000001"));
    }
}
