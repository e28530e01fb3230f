//! Hashes: SHA-256 for what must be proven unaltered, a short stable one for identifiers.

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A short identifier, the same in every run: 16 hexadecimal digits of the SHA-256 of the parts. The parts are length-prefixed, so that
/// `["ab", "c"]` and `["a", "bc"]` differ.
pub fn stable_id(parts: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes that hexadecimal digits stand for; `None` where there is anything else among them.
pub fn bytes_from_hex(digits: &str) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    (0..digits.len() / 2).map(|at| u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()).collect()
}

/// The digest that 64 hexadecimal digits stand for; `None` for anything else.
pub fn digest_from_hex(digits: &str) -> Option<[u8; 32]> {
    bytes_from_hex(digits)?.try_into().ok()
}

/// Digests in serialized records, as hexadecimal digits; for `#[serde(with = …)]`.
pub mod hex_digest {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(digest: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::hex(digest))
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let digits = String::deserialize(deserializer)?;
        super::digest_from_hex(&digits).ok_or_else(|| D::Error::custom("a SHA-256 is 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_told_apart() {
        assert_ne!(stable_id(&["ab", "c"]), stable_id(&["a", "bc"]));
        assert_eq!(stable_id(&["a"]).len(), 16);
    }

    #[test]
    fn sha256_is_the_standard_one() {
        assert!(hex(&sha256(b"")).starts_with("e3b0c44298fc1c14"));
    }

    #[test]
    fn digests_are_read_back_from_their_digits() {
        let digest = sha256(b"text");
        assert_eq!(digest_from_hex(&hex(&digest)), Some(digest));
        assert_eq!(digest_from_hex(&hex(&digest)[1..]), None);
        assert_eq!(digest_from_hex(&"+".repeat(64)), None);
    }
}
