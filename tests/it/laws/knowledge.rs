//! What is forgotten of a menu, and how what is not shown may turn out.

use super::dice::Dice;
use super::documents::Documents;
use super::facts::{CLASSES, FACTS, Fact, Kind, Level, WHOLE, split};
use super::menus::{Cell, Content, List, Menu, Opened, Shown, Thing, facts};

impl Menu {
    /// Shows a little less: a value, a part of a value, a holding, an option, what something consists of.
    pub(super) fn forget(&mut self, dice: &mut Dice<'_>) {
        let places = self.places();
        if places.is_empty() || dice.chance(1, 10) {
            // The total of a plan with more than its options is what tells that there is more: it stays.
            let hides_total = !self.over && dice.chance(1, 3);
            if let (true, Some(assets)) = (hides_total, &mut self.assets) {
                assets.shown = Shown::Hidden;
            }
            match dice.pick(4) {
                2 => self.documents.forget(dice),
                3 => {
                    let list = dice.pick(self.lists.len());
                    self.lists[list].shown = false;
                }
                _ => forget_fact(self.facts.values_mut().collect(), dice),
            }
            return;
        }
        let place = dice.of(&places);
        match dice.pick(7) {
            0 => self.thing(&place).close(dice),
            1 => self.hide(&place),
            // That the sizes fall short of the total is what tells that there is more than the options: they stay.
            2 | 3 if self.over && place.len() == 2 => {}
            2 => {
                let thing = self.thing(&place);
                forget_fact([&mut thing.weight, &mut thing.assets].into_iter().flatten().collect(), dice);
            }
            3 => {
                let thing = self.thing(&place);
                for cell in [&mut thing.weight, &mut thing.assets].into_iter().flatten() {
                    cell.shown = Shown::Hidden;
                }
            }
            4 => self.thing(&place).documents.forget(dice),
            _ => forget_fact(self.thing(&place).facts.values_mut().collect(), dice),
        }
    }

    /// Leaves a thing out of its list. Of a list in dollars nothing can be left out: that it is all is what makes
    /// its dollars shares. Nor can what weighs nothing: a list whose weights make 100% is all there is.
    fn hide(&mut self, place: &[usize]) {
        let weighs = self.thing(place).weight.as_ref().is_some_and(|weight| weight.number != 0);
        let is_only = match &self.thing(&place[..place.len().saturating_sub(1).max(2)]).content {
            Content::Parts(parts) if place.len() > 2 => !parts.iter().any(|part| part.hidden),
            _ => true,
        };
        match place {
            // What sells short says so: nothing else holds less than 0% or more than 100% of a class.
            [0, _] if !self.over && !self.thing(place).shorts => self.says_incomplete = true,
            [_, _] => return,
            // Two that are left out may cancel, where one is sold short.
            _ if !weighs || !is_only => return,
            _ => {}
        }
        self.thing(place).hidden = true;
    }

    /// Shows nothing at all but the names of the options.
    pub(super) fn forget_everything(&mut self) {
        // Sizes that fall short of the total tell that there is more than the options.
        if self.over {
            return;
        }
        self.lists.iter_mut().for_each(|list| list.shown = false);
        for place in self.places() {
            let thing = self.thing(&place);
            thing.opened = Opened::No;
            thing.documents.hide();
            let cells = thing.facts.values_mut().chain(&mut thing.weight).chain(&mut thing.assets);
            cells.for_each(Cell::hide);
        }
        self.documents.hide();
        self.facts.values_mut().chain(&mut self.assets).for_each(Cell::hide);
    }

    /// A plan of which everything is known, and that looks like this one where this one shows anything.
    pub(super) fn completed(&self, dice: &mut Dice<'_>) -> Menu {
        let mut menu = self.clone();
        complete_facts(&mut menu.facts, Level::Plan, dice);
        menu.documents.complete(dice);
        let funds: Vec<String> = menu.funds.iter().map(|fund| fund.id.clone()).collect();
        for (index, fund) in menu.funds.iter_mut().enumerate() {
            // Funds hold only those before them, so that none holds itself.
            fund.complete(Level::Option, &funds[..index], 0, dice);
        }
        menu.complete_sizes(dice);
        for option in &mut menu.options {
            option.complete(Level::Option, &funds, 0, dice);
        }
        for list in &mut menu.lists {
            if !list.shown {
                *list = List::drawn(list.level, &funds, dice);
            }
            for thing in &mut list.things {
                thing.complete(list.level, &funds, 0, dice);
            }
        }
        menu.says_incomplete = false;
        menu
    }

    /// The sizes of options: those that are not shown share what is left, or are anything where nothing tells the
    /// whole.
    fn complete_sizes(&mut self, dice: &mut Dice<'_>) {
        let is_shown = |cell: &Option<Cell>| cell.as_ref().is_some_and(|cell| cell.shown != Shown::Hidden);
        let weights = self.options.iter().any(|option| is_shown(&option.weight));
        let free = |option: &Thing| !is_shown(&option.weight) && !is_shown(&option.assets);
        if self.over {
            return;
        }
        if weights || is_shown(&self.assets) {
            let left: i128 = self.options.iter().filter(|option| free(option)).map(size).sum();
            if self.says_incomplete && dice.chance(1, 2) {
                self.options.push(another(dice));
            }
            let count = self.options.iter().filter(|option| free(option)).count();
            let mut sizes = split(left, count, dice).into_iter();
            for option in self.options.iter_mut().filter(|option| free(option)) {
                resize(option, sizes.next().unwrap_or(0));
            }
            return;
        }
        if self.says_incomplete && dice.chance(1, 2) {
            self.options.push(another(dice));
        }
        for option in self.options.iter_mut().filter(|option| free(option)) {
            let size = dice.of(&[0, 1, WHOLE, size(option), WHOLE * 1000]);
            resize(option, size);
        }
        for option in &mut self.options {
            option.weight = None;
        }
        self.assets = None;
    }
}

impl Thing {
    /// Shows less of what it consists of.
    fn close(&mut self, dice: &mut Dice<'_>) {
        self.opened = match self.content {
            Content::Class(class)
                if self.opened == Opened::Fully && dice.chance(1, 2) && !CLASSES[class].1.is_empty() =>
            {
                Opened::As(dice.of(CLASSES[class].1))
            }
            _ => Opened::No,
        };
    }

    fn complete(&mut self, level: Level, funds: &[String], depth: usize, dice: &mut Dice<'_>) {
        let hidden = std::mem::replace(&mut self.hidden, false);
        if hidden {
            self.facts = facts(level, dice);
            self.documents.hide();
        }
        self.documents.complete(dice);
        self.complete_content(hidden, funds, depth, dice);
        // What follows from the holdings is not stated beside them, unless it was.
        let follows = |fact: usize| ["illiquid", "leverage"].contains(&FACTS[fact].name);
        let has_parts = !matches!(self.content, Content::Class(_));
        self.facts.retain(|fact, cell| !(has_parts && follows(*fact) && cell.shown == Shown::Hidden));
        let stated: Vec<usize> = self.facts.keys().copied().collect();
        complete_facts(&mut self.facts, level, dice);
        self.facts.retain(|fact, _| !(has_parts && follows(*fact)) || stated.contains(fact));
        for cell in [&mut self.weight, &mut self.assets].into_iter().flatten() {
            cell.shown = Shown::Exactly;
        }
    }

    fn complete_content(&mut self, hidden: bool, funds: &[String], depth: usize, dice: &mut Dice<'_>) {
        if hidden || self.opened == Opened::No {
            self.content = Content::drawn(funds, depth, dice);
            self.opened = Opened::Fully;
            self.sell_short(dice);
            return;
        }
        if let Opened::As(class) = self.opened {
            let finer: Vec<usize> = (0..CLASSES.len()).filter(|at| CLASSES[*at].1.contains(&class)).collect();
            self.content = Content::Class(dice.of(&finer));
            self.opened = Opened::Fully;
        }
        if let Content::Parts(parts) = &mut self.content {
            complete_parts(parts, self.shorts, dice);
            for part in parts {
                part.complete(Level::Holding, funds, depth + 1, dice);
            }
        }
    }
}

/// Weights that are not shown share what is left; dollars that are not shown are anything.
fn complete_parts(parts: &mut Vec<Thing>, shorts: bool, dice: &mut Dice<'_>) {
    let in_dollars = parts.iter().all(|part| part.weight.is_none());
    if in_dollars {
        for assets in parts.iter_mut().filter_map(|part| part.assets.as_mut()) {
            if assets.shown == Shown::Hidden {
                assets.number = dice.of(&[0, 1, WHOLE, assets.number, WHOLE * 1000]);
            }
        }
        return;
    }
    let free = |part: &Thing| {
        part.hidden || part.weight.as_ref().is_some_and(|weight| weight.shown == Shown::Hidden)
    };
    let weight = |part: &Thing| part.weight.as_ref().map_or(0, |weight| weight.number);
    if parts.iter().filter(|part| !part.hidden).all(|part| !free(part)) {
        let shown: i128 = parts.iter().filter(|part| !part.hidden).map(weight).sum();
        parts.retain(|part| !part.hidden || shown != WHOLE);
    }
    if parts.iter().any(|part| part.hidden) && dice.chance(1, 2) {
        let mut more = another(dice);
        more.weight = Some(Cell::of(Kind::Percent, 0));
        more.assets = None;
        more.facts = facts(Level::Holding, dice);
        more.agree();
        parts.push(more);
    }
    let left: i128 = parts.iter().filter(|part| free(part)).map(weight).sum();
    let count = parts.iter().filter(|part| free(part)).count();
    let mut weights = split(left.max(0), count, dice);
    if let (true, Some(first)) = (shorts, weights.first_mut()) {
        *first += left.min(0);
    }
    if shorts && count > 1 {
        let borrowed = dice.of(&[0, 5, 200]) * WHOLE / 100;
        weights[0] -= borrowed;
        weights[count - 1] += borrowed;
    }
    let mut weights = weights.into_iter();
    for part in parts.iter_mut().filter(|part| free(part)) {
        part.weight = Some(Cell::of(Kind::Signed, weights.next().unwrap_or(0)));
    }
}

/// Something that the menu did not list.
fn another(dice: &mut Dice<'_>) -> Thing {
    Thing {
        id: "another".into(),
        shorts: false,
        hidden: true,
        facts: facts(Level::Option, dice),
        documents: Documents::drawn(dice),
        weight: Some(Cell { shown: Shown::Hidden, ..Cell::of(Kind::Percent, 0) }),
        assets: Some(Cell { shown: Shown::Hidden, ..Cell::of(Kind::Money, 0) }),
        content: Content::Class(dice.pick(CLASSES.len())),
        opened: Opened::No,
        at: "",
    }
}

fn size(option: &Thing) -> i128 {
    option.assets.as_ref().map_or(0, |assets| assets.number)
}

fn resize(option: &mut Thing, size: i128) {
    for cell in [&mut option.weight, &mut option.assets].into_iter().flatten() {
        cell.number = size;
    }
}

/// Every fact of a level is given: as it is shown, within the range that is shown, or in any way.
fn complete_facts(known: &mut std::collections::BTreeMap<usize, Cell>, level: Level, dice: &mut Dice<'_>) {
    for (index, fact) in FACTS.iter().enumerate().filter(|(_, fact)| fact.level == level) {
        let Some(cell) = known.get_mut(&index) else {
            known.insert(index, Cell::of_fact(fact, dice));
            continue;
        };
        complete_cell(cell, fact, dice);
        for cell in &mut cell.earlier {
            complete_cell(cell, fact, dice);
        }
    }
}

fn complete_cell(cell: &mut Cell, fact: &Fact, dice: &mut Dice<'_>) {
    match cell.shown {
        Shown::Exactly => {}
        Shown::Hidden => {
            *cell = Cell { earlier: std::mem::take(&mut cell.earlier), ..Cell::of_fact(fact, dice) }
        }
        Shown::Range(low, high) => cell.number = dice.of(&[low, high, cell.number]),
        Shown::AtLeast(end) | Shown::AtMost(end) => cell.number = dice.of(&[end, cell.number]),
    }
    cell.shown = Shown::Exactly;
}

/// Hides one of several values, or says of it only a range.
fn forget_fact(mut cells: Vec<&mut Cell>, dice: &mut Dice<'_>) {
    if cells.is_empty() {
        return;
    }
    let index = dice.pick(cells.len());
    let cell = &mut cells[index];
    if !cell.earlier.is_empty() && dice.chance(1, 2) {
        let earlier = dice.pick(cell.earlier.len());
        cell.earlier[earlier].shown = Shown::Hidden;
        return;
    }
    let has_open_end = matches!(cell.shown, Shown::AtLeast(_) | Shown::AtMost(_));
    if has_open_end
        || cell.shown == Shown::Hidden
        || cell.absent
        || !cell.kind.is_measured()
        || dice.chance(1, 2)
    {
        cell.shown = Shown::Hidden;
        return;
    }
    // A wider range than before, and within what the fact can be.
    let (least, most) = match cell.kind {
        Kind::Percent => (0, WHOLE),
        Kind::UpTo(most) => (1, most),
        Kind::Money => (0, WHOLE * 1000),
        Kind::Signed | Kind::Number | Kind::Words(_) => (-10 * WHOLE, 10 * WHOLE),
    };
    let (low, high) = match cell.shown {
        Shown::Range(low, high) => (low, high),
        _ => (cell.number, cell.number),
    };
    let low = if dice.chance(1, 2) { least } else { low };
    let high = if dice.chance(1, 2) { most } else { high };
    let bounded = !matches!(cell.kind, Kind::Signed | Kind::Number | Kind::Money);
    cell.shown = match dice.pick(3) {
        0 if bounded || high == most => Shown::AtLeast(low),
        1 if bounded => Shown::AtMost(high),
        _ => Shown::Range(low, high),
    };
}
