//! The policy in plain text, for tests and for `planlint stages`.

use super::Policy;
use crate::vocabulary::Schema;

/// One rule a paragraph.
pub fn dump(policy: &Policy, _schema: &Schema) -> String {
    format!("{policy:#?}\n")
}
