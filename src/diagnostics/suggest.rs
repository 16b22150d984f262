//! "Did you mean": one edit distance for the whole house.

/// The known name closest to `written`, if it is close enough to be meant.
///
/// Case, hyphens, spaces and a plural `s` do not count; otherwise at most one edit in three characters,
/// where an edit inserts, drops or replaces a character or swaps two neighbours (optimal string alignment).
pub(crate) fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(written);
    let allowed = folded.chars().count().div_ceil(3);
    known
        .into_iter()
        .map(|name| (distance(&folded, &fold(name)), name))
        .filter(|(edits, _)| *edits <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// The names as a sentence lists them: `` `a`, `b` and `c` ``; more than `most` end in "and 4 more".
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let mut quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    let extra = quoted.len().saturating_sub(most);
    if extra > 0 {
        quoted.truncate(most);
        quoted.push(format!("{extra} more"));
    }
    match quoted.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

fn fold(name: &str) -> String {
    let name = name.to_lowercase().replace(['-', ' '], "_");
    match name.strip_suffix('s') {
        Some(stem) if stem.len() > 3 => stem.to_string(),
        _ => name,
    }
}

fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    // Three rows are enough: the one before last is for swapped neighbours.
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i.saturating_add(1)];
        for (j, cb) in b.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let replaced = at(&above, j).saturating_add(usize::from(ca != cb));
            let dropped = at(&above, j.saturating_add(1)).saturating_add(1);
            let inserted = at(&row, j).saturating_add(1);
            let mut best = replaced.min(dropped).min(inserted);
            let neighbours = i.checked_sub(1).zip(j.checked_sub(1));
            if let Some((pi, pj)) = neighbours
                && a.get(pi) == Some(cb)
                && b.get(pj) == Some(ca)
            {
                best = best.min(at(&before, pj).saturating_add(1));
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn close_names_are_found_and_far_ones_are_not() {
        let known = ["expense_ratio", "crypto", "manager_tenure"];
        assert_eq!(closest("expence_ratio", known), Some("expense_ratio"));
        assert_eq!(closest("Expense-Ratio", known), Some("expense_ratio"));
        assert_eq!(closest("cyrpto", known), Some("crypto"));
        assert_eq!(closest("benchmark", known), None);
    }

    #[test]
    fn swapped_neighbours_are_one_edit() {
        assert_eq!(distance("cyrpto", "crypto"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_list_reads_as_a_sentence() {
        assert_eq!(listed(["a", "b", "c"], 5), "`a`, `b` and `c`");
        assert_eq!(listed(["a", "b", "c", "d"], 2), "`a`, `b` and 2 more");
    }
}
