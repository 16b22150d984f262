//! The shelf: profiles of forms that many files have, which need not be written down.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::profile::Profile;

const SHELF: &str = include_str!("shelf.toml");

/// The profiles that come with planlint, by name. Those of a project go before them.
pub fn shelf() -> &'static [(String, Profile)] {
    static READ: LazyLock<Vec<(String, Profile)>> = LazyLock::new(|| {
        // That the shelf is well formed is for its test to find out.
        let profiles: BTreeMap<String, Profile> = toml::from_str(SHELF).unwrap_or_default();
        profiles.into_iter().collect()
    });
    &READ
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shelf_is_well_formed() {
        let profiles: Result<BTreeMap<String, Profile>, _> = toml::from_str(SHELF);
        assert_eq!(profiles.map_err(|error| error.to_string()).unwrap().len(), shelf().len());
        assert!(shelf().len() >= 5);
    }
}
