//! Which words stand in a text, so that what needs a word that is not there is passed over without a look.

/// So many words of what is looked for are asked for.
const MOST: usize = 4;
const BITS: usize = 1 << 16;

/// The words of a text by a hash of sixteen bits: a word that stands there is always found, one that does not nearly never.
#[derive(Clone, Debug)]
pub struct WordSet(Box<[u64]>);

impl WordSet {
    pub fn of(text: &str) -> WordSet {
        let mut set = vec![0_u64; BITS / 64];
        for hash in words(text).map(hash) {
            if let Some(bits) = set.get_mut(usize::from(hash) / 64) {
                *bits |= 1 << (hash % 64);
            }
        }
        WordSet(set.into())
    }

    /// One that has every word.
    pub fn all() -> WordSet {
        WordSet(vec![u64::MAX; BITS / 64].into())
    }

    /// Whether all words of a [`signature`] may stand in the text.
    pub fn holds(&self, signature: u64) -> bool {
        let hashes = (0..MOST).map(|at| (signature >> (16 * at)) as u16).filter(|hash| *hash != 0);
        hashes.into_iter().all(|hash| self.0.get(usize::from(hash) / 64).is_some_and(|bits| bits & (1 << (hash % 64)) != 0))
    }
}

/// The longest four words of some texts in one number; 0 where there is none.
pub fn signature<'t>(texts: impl Iterator<Item = &'t str>) -> u64 {
    let mut found: Vec<&str> = texts.flat_map(words).collect();
    found.sort_by_key(|word| (std::cmp::Reverse(word.len()), *word));
    found.dedup();
    found.into_iter().take(MOST).enumerate().fold(0, |signature, (at, word)| signature | u64::from(hash(word)) << (16 * at))
}

/// The names, keywords and numbers of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '$')).filter(|piece| !piece.is_empty())
}

/// Never 0. The method is FNV-1a, folded.
fn hash(word: &str) -> u16 {
    let hash = word.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    ((hash >> 16) as u16 ^ hash as u16).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_text_is_found() {
        let set = WordSet::of("def test_a(found):\n    check_same(len(found), 'some words', 2)\n");
        for texts in [&["check_same", "len"][..], &["some words"], &["2"], &[], &["found", "def", "len", "test_a", "check_same"]] {
            assert!(set.holds(signature(texts.iter().copied())), "{texts:?}");
        }
        for texts in [&["check_same", "fetch"][..], &["check"], &["some other words"], &["22"]] {
            assert!(!set.holds(signature(texts.iter().copied())), "{texts:?}");
            assert!(WordSet::all().holds(signature(texts.iter().copied())));
        }
        assert_eq!((signature([].into_iter()), signature(["(", "::"].into_iter())), (0, 0));
    }
}
