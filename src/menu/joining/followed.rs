//! Options through renames: one that goes by another name on an older menu, and is known by a number or an alias.

use std::collections::{BTreeMap, BTreeSet};

use crate::vocabulary::Schema;

use super::identity::{Keys, Number};
use crate::menu::thing::{Content, Menu, Thing};

/// By what an option is known from one menu to the next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Name(String),
    Number(Number, String),
}

/// Older menus of a plan, in which options have the ids that they have on `menu`, wherever they can be followed: by an id,
/// a name that `menu` or one between them says they went by, or a number of the share class. Where two options share a mark,
/// it follows neither.
pub fn followed(menu: &Menu, mut older: Vec<Menu>, schema: &Schema) -> Vec<Menu> {
    older.sort_by_key(|menu| std::cmp::Reverse(menu.as_of));
    let mut known: BTreeMap<Mark, Option<String>> = BTreeMap::new();
    learn(&mut known, menu, schema);
    for then in &mut older {
        let ids: BTreeSet<&str> = menu.plan.parts().iter().map(|option| option.id.as_str()).collect();
        let own: BTreeSet<String> = then.plan.parts().iter().map(|option| option.id.clone()).collect();
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for option in then.plan.parts().iter().filter(|option| !ids.contains(option.id.as_str())) {
            let meant: BTreeSet<&String> =
                marks(option, schema).iter().filter_map(|mark| known.get(mark)?.as_ref()).collect();
            let mut meant = meant.into_iter();
            if let (Some(id), None) = (meant.next(), meant.next())
                && !own.contains(id)
                && !renamed.values().any(|taken| taken == id)
            {
                renamed.insert(option.id.clone(), id.clone());
            }
        }
        rename(&mut then.plan, &renamed);
        then.funds.iter_mut().for_each(|fund| rename(fund, &renamed));
        if let Content::Parts(options) = &mut then.plan.content {
            for option in options {
                if let Some(id) = renamed.get(&option.id) {
                    option.id.clone_from(id);
                }
            }
        }
        learn(&mut known, then, schema);
    }
    older
}

/// Takes in by what the options of a menu are known. Of two that share a mark, neither is.
fn learn(known: &mut BTreeMap<Mark, Option<String>>, menu: &Menu, schema: &Schema) {
    let others = menu.also_known_as.iter().map(|(name, id)| (Mark::Name(name.clone()), id.clone()));
    let own = menu.plan.parts().iter().flat_map(|option| {
        marks(option, schema).into_iter().map(|mark| (mark, option.id.clone())).collect::<Vec<_>>()
    });
    for (mark, id) in own.chain(others) {
        known
            .entry(mark)
            .and_modify(|first| {
                if first.as_ref() != Some(&id) {
                    *first = None;
                }
            })
            .or_insert(Some(id));
    }
}

fn marks(option: &Thing, schema: &Schema) -> Vec<Mark> {
    let numbers = Keys::of_thing(option, schema).numbers;
    let numbers = numbers.into_iter().filter(|(number, _)| number.is_of_class());
    let names = [option.id.clone(), option.name.clone()].map(Mark::Name);
    names.into_iter().chain(numbers.map(|(number, (text, _))| Mark::Number(number, text))).collect()
}

/// Puts new ids in the place of old ones wherever a fund is referred to.
fn rename(thing: &mut Thing, renamed: &BTreeMap<String, String>) {
    match &mut thing.content {
        Content::Parts(parts) => parts.iter_mut().for_each(|part| rename(part, renamed)),
        Content::Fund { id, .. } => {
            if let Some(new) = renamed.get(id) {
                id.clone_from(new);
            }
        }
        Content::Class { .. } | Content::Closed => {}
    }
}
