//! Number formats: what unit a spreadsheet shows with a number.

/// What a number format says of the numbers that it shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) shows: Shows,
    /// What stands before the number: `$`.
    pub(super) before: String,
    /// What stands after it: `%`, `bps`.
    pub(super) after: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// The number as it is kept.
    Number,
    /// A hundred times the number, with a percent sign.
    Percent,
    /// A day.
    Date,
}

impl Format {
    pub(super) const PLAIN: Format =
        Format { shows: Shows::Number, before: String::new(), after: String::new() };

    fn of(shows: Shows) -> Format {
        Format { shows, ..Format::PLAIN }
    }

    /// A format that every spreadsheet program knows by its number (ECMA-376 part 1, 18.8.30). Those for money show
    /// the currency of the computer; of the plans that this is for it is the dollar.
    pub(super) fn built_in(id: usize) -> Format {
        match id {
            9 | 10 => Format::of(Shows::Percent),
            5..=8 | 42 | 44 => Format { before: "$".into(), ..Format::PLAIN },
            14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Format::of(Shows::Date),
            _ => Format::PLAIN,
        }
    }

    /// A format that the workbook brings: `0.00%`, `"$"#,##0`, `m/d/yyyy`.
    pub(super) fn of_code(code: &str) -> Format {
        if code.eq_ignore_ascii_case("general") {
            return Format::PLAIN;
        }
        let mut seen = Seen::default();
        let mut characters = code.chars();
        while let Some(character) = characters.next() {
            match character {
                // A second section is for negative numbers; it shows the same unit.
                ';' => break,
                '"' => seen.literal(&characters.by_ref().take_while(|next| *next != '"').collect::<String>()),
                '\\' => seen.literal(&characters.next().map(String::from).unwrap_or_default()),
                // A blank as wide as a character, or a character that fills the cell.
                '_' | '*' => {
                    characters.next();
                }
                '[' => {
                    let inside: String = characters.by_ref().take_while(|next| *next != ']').collect();
                    if let Some(currency) = inside.strip_prefix('$') {
                        seen.literal(currency.split('-').next().unwrap_or(""));
                    } else if ["h", "hh", "m", "mm", "s", "ss"].contains(&inside.to_lowercase().as_str()) {
                        seen.clock = true;
                    }
                }
                '%' => seen.percent = true,
                '0' | '#' | '?' => {
                    seen.digits = true;
                    seen.scaled = false;
                }
                ',' => seen.scaled = seen.digits,
                'y' | 'Y' | 'd' | 'D' => seen.day = true,
                'm' | 'M' => seen.month = true,
                'h' | 'H' | 's' | 'S' => seen.clock = true,
                '$' | '€' | '£' | '¥' => seen.literal(&character.to_string()),
                _ => {}
            }
        }
        seen.format()
    }
}

#[derive(Default)]
struct Seen {
    percent: bool,
    digits: bool,
    /// A comma behind the last digit: thousands are shown as ones. The number is kept in full.
    scaled: bool,
    day: bool,
    month: bool,
    clock: bool,
    before: String,
    after: String,
}

impl Seen {
    fn literal(&mut self, text: &str) {
        if self.digits { self.after.push_str(text) } else { self.before.push_str(text) }
    }

    fn format(self) -> Format {
        if !self.digits {
            let is_date = self.day || self.month && !self.clock;
            return if is_date { Format::of(Shows::Date) } else { Format::PLAIN };
        }
        let shows = if self.percent { Shows::Percent } else { Shows::Number };
        let symbol = |text: &str| text.trim().to_string();
        let is_sign = |text: &str| {
            ["$", "US$", "€", "£", "¥"].contains(&text)
                || text.len() == 3 && text.chars().all(|letter| letter.is_ascii_uppercase())
        };
        let before = Some(symbol(&self.before)).filter(|text| is_sign(text)).unwrap_or_default();
        let after = symbol(&self.after);
        let is_unit = ["%", "bps", "bp"].contains(&after.to_lowercase().as_str());
        let is_scale = ["k", "K", "M", "MM", "B"].contains(&after.as_str()) && !self.scaled;
        let after = if is_unit || is_scale || is_sign(&after) { after } else { String::new() };
        Format { shows, before: if before == "US$" { "$".into() } else { before }, after }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(code: &str) -> String {
        let Format { shows, before, after } = Format::of_code(code);
        format!("{before}{shows:?}{after}")
    }

    #[test]
    fn codes_show_units() {
        for (code, expected) in [
            ("General", "Number"),
            ("0.00%", "Percent"),
            ("0.0\\%", "Number%"),
            ("0.00\"%\"", "Number%"),
            ("\"$\"#,##0.00_);[Red]\\(\"$\"#,##0.00\\)", "$Number"),
            ("[$$-409]#,##0", "$Number"),
            ("[$€-2] #,##0.00", "€Number"),
            ("_(\"$\"* #,##0_)", "$Number"),
            ("$#,##0.0,,\"M\"", "$Number"),
            ("$0.0\"M\"", "$NumberM"),
            ("0\" bps\"", "Numberbps"),
            ("m/d/yyyy", "Date"),
            ("[$-409]d-mmm-yy;@", "Date"),
            ("mmm yyyy", "Date"),
            ("h:mm AM/PM", "Number"),
            ("[h]:mm:ss", "Number"),
            ("#,##0.00 \"shares\"", "Number"),
        ] {
            assert_eq!(told(code), expected, "{code}");
        }
    }
}
