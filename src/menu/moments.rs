//! What a menu says is being done: `at: purchase`.

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::vocabulary::{Moment, Moments};

use super::forms::raw::{Key, Raw, RawKind};
use super::from_raw::{NotBought, Reader};
use super::words;

impl Reader<'_> {
    /// One moment, or a list of them. What cannot be read is left out: a rule is then not tested, and says so.
    pub(super) fn moments(&mut self, key: &Key, raw: &Raw) -> Moments {
        if let Some(why) = self.not_bought {
            self.no_moments(why, key);
            return Moments::new();
        }
        match &raw.kind {
            _ if raw.is_absent() || raw.is_refused() => Moments::new(),
            RawKind::List(items) => items.iter().flat_map(|item| self.moment(item)).collect(),
            _ => self.moment(raw).into_iter().collect(),
        }
    }

    fn moment(&mut self, raw: &Raw) -> Option<Moment> {
        let moment = raw.text().and_then(Moment::parse);
        match moment {
            Some(moment) if moment.is_of_the_calendar() => {
                let message = format!("whether this is {} is decided by the day of the check", moment.noun());
                self.say(
                    Diagnostic::new(&kinds::UNKNOWN_CHOICE, raw.at, message)
                        .help("leave it out, and check as of the day that is meant: `--as-of 2026-12-31`"),
                );
                None
            }
            Some(moment) => Some(moment),
            None if raw.is_refused() => None,
            None => {
                let written =
                    raw.text().map_or(raw.words().to_string(), |text| format!("`{}`", words::shown(text)));
                self.say(no_moment(raw.at, &written));
                None
            }
        }
    }

    /// No rule is about it, so that what is being done with it tests none.
    fn no_moments(&mut self, why: NotBought, key: &Key) {
        let message = match why {
            NotBought::Fund => "a fund that the plan does not offer is neither selected nor bought here",
            NotBought::Described => "what a fact refers to is neither selected nor bought here",
        };
        self.say(
            Diagnostic::new(&kinds::MENU_SHAPE, key.at, message)
                .help("put `at` on the option or holding that is, or at the top of the menu"),
        );
    }
}

fn no_moment(at: Span, written: &str) -> Diagnostic {
    let stated = Moment::ALL.into_iter().filter(|moment| !moment.is_of_the_calendar());
    Diagnostic::new(&kinds::UNKNOWN_CHOICE, at, format!("{written} is no moment at which rules are tested"))
        .help(format!("write one of {}", listed(stated.map(Moment::name), 6)))
}
