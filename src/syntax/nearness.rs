//! Nearness: on which side of the day of the check another day is.

/// On which side of the day of the check another day is near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// `within 120 days`: before it, without saying so.
    Unsaid,
    /// `within the last 120 days`
    Last,
    /// `within the next 120 days`
    Next,
}
