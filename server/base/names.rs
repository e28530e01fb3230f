//! How alike two identifiers are.

/// How likely it is that somebody who wrote `written` meant `meant`: 1 for equal names, 0 for unrelated ones.
/// Slips of one key (a letter dropped, doubled, swapped or changed) score highest, then case and underscore differences, then shared words
/// (`lineCount` for `countLines`). Short names need a closer match, as any two of them are near.
pub fn similarity(written: &str, meant: &str) -> f64 {
    if written == meant {
        return 1.0;
    }
    let (short, long) = (written.chars().count().min(meant.chars().count()), written.chars().count().max(meant.chars().count()));
    if short == 0 {
        return 0.0;
    }
    let fold = |name: &str| name.chars().filter(|c| *c != '_').flat_map(char::to_lowercase).collect::<String>();
    if fold(written) == fold(meant) {
        return 0.97;
    }
    let distance = strsim::damerau_levenshtein(written, meant);
    let by_letters = match distance {
        1 if short >= 2 || long >= 3 => 0.95 - 0.3 / long as f64,
        2 if long >= 5 => 0.85 - 0.6 / long as f64,
        3 if long >= 9 => 0.7 - 0.6 / long as f64,
        _ => 0.0,
    };
    let (ours, theirs) = (words(written), words(meant));
    let shared = ours.iter().filter(|word| theirs.contains(word)).count();
    let by_words = if shared == 0 { 0.0 } else { 0.9 * 2.0 * shared as f64 / (ours.len() + theirs.len()) as f64 };
    f64::max(by_letters, by_words)
}

/// As [`similarity`], where the name may also have been lengthened or shortened by whole words: that is near, as renaming goes, and the nearer
/// the more of it is left. 0 where it is not worth an offer.
pub fn renamed(written: &str, meant: &str) -> f64 {
    let by_letters = similarity(written, meant);
    let (short, long) = if written.len() <= meant.len() { (written, meant) } else { (meant, written) };
    let share = short.len() as f64 / long.len().max(1) as f64;
    let by_renaming = if short.trim_matches('_').len() < 3 || short.len() == long.len() {
        0.0
    } else if is_part(short, long) {
        0.78 + 0.14 * share
    } else {
        let (few, many) = (words(short), words(long));
        let contained = few.len() < many.len() && few.iter().all(|word| many.contains(word)) && few.iter().any(|word| word.len() > 2);
        if contained { 0.7 + 0.1 * share } else { 0.0 }
    };
    let best = by_letters.max(by_renaming);
    if best >= 0.6 { best } else { 0.0 }
}

/// Whether one name begins or ends another at the border of a word.
fn is_part(short: &str, long: &str) -> bool {
    let begins = long.strip_prefix(short).is_some_and(|rest| rest.starts_with(|c: char| c == '_' || c.is_uppercase() || c.is_ascii_digit()));
    begins || long.strip_suffix(short).is_some_and(|rest| rest.ends_with('_') || short.starts_with('_') || short.starts_with(char::is_uppercase))
}

/// The candidates that are like `written`, best first, with their similarity; those under `least` are left out.
pub fn closest<'n>(written: &str, candidates: impl IntoIterator<Item = &'n str>, least: f64) -> Vec<(&'n str, f64)> {
    let mut scored: Vec<(&str, f64)> = Vec::new();
    for candidate in candidates {
        let score = similarity(written, candidate);
        if score >= least && candidate != written && !scored.iter().any(|(known, _)| *known == candidate) {
            scored.push((candidate, score));
        }
    }
    scored.sort_by(|left, right| right.1.total_cmp(&left.1).then_with(|| left.0.cmp(right.0)));
    scored
}

/// The lower-case words of an identifier in snake, camel, kebab or shouting case: `parseHTTPHeader_v2` is `parse`, `http`, `header`, `v2`.
pub fn words(identifier: &str) -> Vec<String> {
    let characters: Vec<char> = identifier.chars().collect();
    let mut words = Vec::new();
    let mut word = String::new();
    for (at, &character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| characters.get(at)).copied();
        let after = characters.get(at + 1).copied();
        let hump = character.is_uppercase()
            && (before.is_some_and(|c| c.is_lowercase() || c.is_numeric())
                || (before.is_some_and(char::is_uppercase) && after.is_some_and(char::is_lowercase)));
        if (!character.is_alphanumeric() || hump) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphanumeric() {
            word.extend(character.to_lowercase());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_split_into_words() {
        assert_eq!(words("parseHTTPHeader_v2"), ["parse", "http", "header", "v2"]);
        assert_eq!(words("MAX_SIZE"), ["max", "size"]);
    }

    #[test]
    fn slips_of_a_key_are_nearest() {
        let found = closest("lenght", ["length", "left", "width", "weight"], 0.5);
        assert_eq!(found.first().map(|(name, _)| *name), Some("length"));
        assert!(similarity("environments", "environment") > 0.9);
        assert!(similarity("pathInternal", "path") > 0.5);
        assert!(similarity("ab", "xy") == 0.0);
    }
}
