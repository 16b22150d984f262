//! What a policy's own JSON Schema takes: every menu that is read.

use proptest::prelude::*;

use super::checked::checked;
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;
use crate::menu_schema::{faults, validator, value};

proptest! {
    #![proptest_config(config(4))]

    #[test]
    fn what_is_read_fits_the_schema(tape in tape(9000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let validator = validator(&checked(&policy, &[]).schema);
        for _ in 0..8 {
            let mut menu = Menu::drawn(&mut dice);
            for _ in 0..dice.pick(8) {
                menu.forget(&mut dice);
            }
            let text = menu.text();
            let faults = faults(&validator, &value(&text).unwrap());
            prop_assert!(faults.is_empty(), "{}\n{:#?}", text, faults);
        }
    }
}
