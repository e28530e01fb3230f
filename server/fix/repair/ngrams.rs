//! The token model: how usual a row of symbols is in a language. The tables are made by `cargo run --example train_ngrams`.

use super::grammar::Grammar;
use super::lexer::lex;
use super::reader::Reader;
use crate::syntax::Language;

/// How many symbols, the last one included, the model looks at.
pub const ORDER: usize = 4;

/// The bytes of one slot: a fingerprint of two bytes and the count as eight times its logarithm to the base 2.
const SLOT: usize = 3;
/// How far a key may lie from its own slot.
const REACH: usize = 12;

/// A table of counts. Its file is the number of symbols read (8 bytes, little endian), then the slots, a power of two of them.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    total: f32,
    slots: &'static [u8],
}

/// The key of a row of symbols.
pub fn key(symbols: &[u32]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325 ^ symbols.len() as u64;
    for symbol in symbols {
        hash = (hash ^ u64::from(*symbol)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        hash ^= hash >> 29;
    }
    hash
}

fn fingerprint(key: u64) -> u16 {
    ((key >> 48) as u16).max(1)
}

impl Table {
    /// The table of a language.
    pub fn of(language: Language) -> Table {
        Table::read(match language {
            Language::Rust => include_bytes!("ngrams/rust.bin"),
            Language::Python => include_bytes!("ngrams/python.bin"),
            Language::JavaScript => include_bytes!("ngrams/javascript.bin"),
            Language::Go => include_bytes!("ngrams/go.bin"),
        })
    }

    fn read(bytes: &'static [u8]) -> Table {
        let (total, slots) = bytes.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        Table { total: u64::from_le_bytes(*total) as f32, slots }
    }

    fn count(&self, key: u64) -> f32 {
        let slots = self.slots.len() / SLOT;
        if slots == 0 {
            return 0.0;
        }
        let wanted = fingerprint(key).to_le_bytes();
        for step in 0..REACH {
            let at = ((key as usize).wrapping_add(step) & (slots - 1)) * SLOT;
            match self.slots.get(at..at + SLOT) {
                Some([low, high, count]) if [*low, *high] == wanted => return (f32::from(*count) / 8.0).exp2(),
                Some([0, 0, _]) | None => return 0.0,
                _ => {}
            }
        }
        0.0
    }

    /// The natural logarithm of the probability of the last symbol after the others; Dirichlet smoothing from order to order.
    pub fn log_probability(&self, symbols: &[u32]) -> f32 {
        const STRENGTH: f32 = 3.0;
        let mut probability: f32 = 1.0 / 3000.0;
        for order in 1..=ORDER.min(symbols.len()) {
            let Some(row) = symbols.get(symbols.len() - order..) else { break };
            let before = match row.split_last() {
                Some((_, [])) | None => self.total,
                Some((_, history)) => self.count(key(history)),
            };
            if before <= 0.0 {
                break;
            }
            let joint = self.count(key(row)).min(before);
            probability = (joint + STRENGTH * probability) / (before + STRENGTH);
        }
        probability.ln()
    }
}

/// Sums the logarithms of the probabilities of a row of symbols as it is read.
#[derive(Clone, Debug)]
pub(super) struct Scorer {
    table: Table,
    reader: Reader,
    history: [u32; ORDER],
    pub sum: f32,
}

impl Scorer {
    pub fn new(grammar: &'static Grammar) -> Scorer {
        Scorer { table: Table::of(grammar.language), reader: Reader::new(grammar), history: [0; ORDER], sum: 0.0 }
    }

    pub fn read(&mut self, token: &super::lexer::Token, text: &str) {
        let Scorer { table, reader, history, sum } = self;
        reader.read(token, text, &mut |symbol| {
            history.rotate_left(1);
            if let Some(last) = history.last_mut() {
                *last = symbol;
            }
            *sum += table.log_probability(history);
        });
    }

    /// Reads a token for its brackets and history only.
    pub fn pass(&mut self, token: &super::lexer::Token, text: &str) {
        let Scorer { reader, history, .. } = self;
        reader.read(token, text, &mut |symbol| {
            history.rotate_left(1);
            if let Some(last) = history.last_mut() {
                *last = symbol;
            }
        });
    }
}

/// The rows of symbols, of every length up to [`ORDER`], that a text holds: what training counts.
pub fn rows(language: Language, text: &str, sink: &mut dyn FnMut(&[u32])) {
    let grammar = Grammar::of(language);
    let mut reader = Reader::new(grammar);
    let mut history = [0u32; ORDER];
    for token in lex(grammar, text, 0) {
        reader.read(&token, text, &mut |symbol| {
            history.rotate_left(1);
            if let Some(last) = history.last_mut() {
                *last = symbol;
            }
            for order in 1..=ORDER {
                if let Some(row) = history.get(ORDER - order..) {
                    sink(row);
                }
            }
        });
    }
}

/// The bytes of a table with the given counts by key, at most `slots` (a power of two) of them; the rarest are left out.
pub fn table_bytes(total: u64, counts: &mut Vec<(u64, u32)>, slots: usize) -> Vec<u8> {
    counts.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
    counts.truncate(slots * 7 / 8);
    let mut bytes = total.to_le_bytes().to_vec();
    let mut table = vec![[0u8; SLOT]; slots];
    for (key, count) in counts.iter() {
        let [low, high] = fingerprint(*key).to_le_bytes();
        let quantized = (8.0 * f64::from(*count).log2()).round().clamp(0.0, 255.0) as u8;
        for step in 0..REACH {
            let at = (*key as usize).wrapping_add(step) & (slots - 1);
            if let Some(slot) = table.get_mut(at).filter(|slot| slot.starts_with(&[0, 0])) {
                *slot = [low, high, quantized];
                break;
            }
        }
    }
    bytes.extend(table.into_iter().flatten());
    bytes
}
