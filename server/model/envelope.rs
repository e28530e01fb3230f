//! The envelope: the immutable record of one attempt to mend one diagnostic.

use super::{Applicability, Diagnostic, Fix, Origin, Raw, Verification};
use crate::base::{Span, hash};
use crate::syntax::{Language, TextDigest};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use similar::TextDiff;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Longer differences, in bytes, are cut at a line, and the cut is said.
const LONGEST_DIFF: usize = 256 * 1024;

/// How long the smallest difference is looked for; after that a correct but longer one is taken.
pub(super) const DIFF_TIME: Duration = Duration::from_millis(100);

/// What was decided of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The fix is kept.
    Promote,
    /// The next fix is tried.
    Retry,
    /// No fix is left; the best text reached before is restored.
    Rollback,
}

/// A moment. The clock of the machine may jump; the sequence only ever grows, within one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Stamp {
    /// Milliseconds since the Unix epoch, by the machine's clock.
    pub time: u64,
    /// Counts the stamps of this process, from 1.
    pub sequence: u64,
}

impl Stamp {
    pub fn now() -> Stamp {
        static LAST: AtomicU64 = AtomicU64::new(0);
        let time = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX));
        Stamp { time, sequence: LAST.fetch_add(1, Ordering::Relaxed) + 1 }
    }

    /// An identifier that no other stamp has, of this process or another: 16 hexadecimal digits. For envelopes and jobs.
    pub fn id(self) -> String {
        static PROCESS: OnceLock<String> = OnceLock::new();
        let process = PROCESS.get_or_init(|| {
            let started = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
            // The address of a monotonic clock's reading differs between processes where process numbers are used again.
            format!("{} {started} {:?}", std::process::id(), Instant::now())
        });
        hash::stable_id(&[process, &self.time.to_string(), &self.sequence.to_string()])
    }
}

/// What of a fix is kept when it was tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AttemptedFix {
    pub id: String,
    pub title: String,
    pub origin: Origin,
    /// `language/rule-name`, or the checker's name for native fixes.
    pub rule: String,
    pub applicability: Applicability,
}

impl From<&Fix> for AttemptedFix {
    fn from(fix: &Fix) -> AttemptedFix {
        AttemptedFix { id: fix.id.clone(), title: fix.title.clone(), origin: fix.origin, rule: fix.rule.clone(), applicability: fix.applicability }
    }
}

/// What came of an attempt.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub verdict: Verdict,
    /// In the fix, 0 to 1, after the check.
    pub confidence: f64,
    /// What has been proven of the text after the fix.
    pub verified: Option<Verification>,
    /// The fix's place among the candidates, from 1.
    pub place: Option<u64>,
    /// From the moment the fix was applied to the verdict.
    pub milliseconds: u64,
    /// Of the diagnostic's file.
    pub before: TextDigest,
    pub after: TextDigest,
    /// Of all files that the fix touches; see [`unified_diff`].
    pub diff: String,
    /// Why this verdict, in words.
    pub reason: String,
}

/// What became of a fix that a heal tried, as far as it says something of fixes of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixOutcome {
    pub job: String,
    pub origin: Origin,
    pub category: String,
    /// Milliseconds since the Unix epoch.
    pub time: u64,
    /// Whether the fix mended its error and was kept.
    pub has_mended: bool,
}

impl FixOutcome {
    /// What an attempt of this verdict says, with the confidence in the fix after the check. `None` for a fix that mended its error and was not
    /// kept for another reason, such as too little confidence: it neither failed nor succeeded. One that did not mend it has no confidence left.
    pub fn of(job: &str, (origin, category): (Origin, &str), time: u64, verdict: Verdict, confidence: f64) -> Option<FixOutcome> {
        let has_mended = verdict == Verdict::Promote;
        let is_neither = !has_mended && confidence > 0.0;
        (!is_neither).then(|| FixOutcome { job: job.to_owned(), origin, category: category.to_owned(), time, has_mended })
    }
}

/// One attempt. Serialized, it is the element of the answer of `healer.history`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Unlike that of any other envelope.
    pub id: String,
    /// The heal that the attempt belongs to.
    pub job: String,
    /// When the attempt ended.
    #[serde(flatten)]
    pub stamp: Stamp,
    /// The root of the workspace, absolute.
    #[serde(with = "shown_path")]
    pub workspace: PathBuf,
    /// The diagnostic's file, absolute.
    #[serde(with = "shown_path")]
    pub path: PathBuf,
    pub language: Language,
    /// The checker's name.
    pub source: String,
    pub code: Option<String>,
    pub message: String,
    /// What the checker said, byte for byte, with its SHA-256.
    #[serde(serialize_with = "serialize_raw", deserialize_with = "deserialize_raw")]
    pub raw: Raw,
    /// `""` for a diagnostic that was not classified.
    pub category: String,
    pub cluster: String,
    pub fix: AttemptedFix,
    pub verdict: Verdict,
    /// The confidence in the fix, 0 to 1, after the check.
    pub confidence: f64,
    pub verified: Option<Verification>,
    #[serde(rename = "ms")]
    pub milliseconds: u64,
    /// The SHA-256 of the file's text before the fix.
    #[serde(with = "hash::hex_digest")]
    pub before: TextDigest,
    /// And after it.
    #[serde(with = "hash::hex_digest")]
    pub after: TextDigest,
    /// In the unified format, over all files that the fix touches.
    pub diff: String,
    /// Why this verdict, in words.
    pub reason: String,
    /// The confidence, 0 to 1, with which the fix was chosen, before the check.
    #[serde(default)]
    pub prior: f64,
    /// The fix's place among the candidates, from 1; `None` where that is not known.
    #[serde(default)]
    pub place: Option<u64>,
    /// Where the diagnostic stood, in bytes of the text before the fix; `None` where that is not known.
    #[serde(default)]
    pub range: Option<Span>,
}

impl Envelope {
    /// The record of an attempt that has ended now.
    pub fn new(job: &str, workspace: &Path, diagnostic: &Diagnostic, fix: &Fix, outcome: Outcome) -> Envelope {
        let stamp = Stamp::now();
        Envelope {
            id: stamp.id(),
            job: job.to_owned(),
            stamp,
            workspace: workspace.to_owned(),
            path: diagnostic.path.clone(),
            language: diagnostic.language,
            source: diagnostic.source.clone(),
            code: diagnostic.code.clone(),
            message: diagnostic.message.clone(),
            raw: diagnostic.raw.clone(),
            category: diagnostic.category().to_owned(),
            cluster: diagnostic.classification.as_ref().map(|classification| classification.cluster()).unwrap_or_default(),
            fix: AttemptedFix::from(fix),
            verdict: outcome.verdict,
            confidence: outcome.confidence,
            verified: outcome.verified,
            milliseconds: outcome.milliseconds,
            before: outcome.before,
            after: outcome.after,
            diff: outcome.diff,
            reason: outcome.reason,
            prior: fix.confidence,
            place: outcome.place,
            range: Some(diagnostic.range),
        }
    }
}

/// The difference of one file's texts in the unified format, with three lines of context; `""` where they are the same. `shown` is the
/// path for the head lines, usually relative to the workspace. Cut at a line where it is longer than 256 KiB.
pub fn unified_diff(shown: &Path, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let shown = shown.display().to_string();
    let changes = TextDiff::configure().timeout(DIFF_TIME).diff_lines(before, after);
    let mut diff = changes.unified_diff().context_radius(3).header(&format!("a/{shown}"), &format!("b/{shown}")).to_string();
    if diff.len() > LONGEST_DIFF {
        let end = diff.get(..diff.floor_char_boundary(LONGEST_DIFF)).and_then(|kept| kept.rfind('\n')).map_or(0, |line| line + 1);
        diff.truncate(end);
        diff.push_str("\\ The rest of the difference is left out\n");
    }
    diff
}

/// Raw bytes in serialized envelopes: as text where they are UTF-8, as hexadecimal digits where they are not.
#[derive(Serialize, Deserialize)]
struct WrittenRaw {
    #[serde(with = "hash::hex_digest")]
    sha256: [u8; 32],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
}

fn serialize_raw<S: Serializer>(raw: &Raw, serializer: S) -> Result<S::Ok, S::Error> {
    let text = std::str::from_utf8(raw.bytes()).ok().map(str::to_owned);
    let hex = text.is_none().then(|| hash::hex(raw.bytes()));
    WrittenRaw { sha256: raw.sha256(), text, hex }.serialize(serializer)
}

fn deserialize_raw<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Raw, D::Error> {
    use serde::de::Error;
    let written = WrittenRaw::deserialize(deserializer)?;
    let bytes = match (&written.text, &written.hex) {
        (Some(text), None) => text.as_bytes().to_vec(),
        (None, Some(hex)) => hash::bytes_from_hex(hex).ok_or_else(|| D::Error::custom("`hex` holds something else than hexadecimal digits"))?,
        _ => return Err(D::Error::custom("raw bytes are either `text` or `hex`")),
    };
    Ok(Raw::stored(&bytes, written.sha256))
}

/// Paths in serialized records. A path that is no Unicode is shown as well as it can be; the store keeps paths by their bytes.
pub(super) mod shown_path {
    use serde::{Deserialize, Deserializer, Serializer};
    use std::path::{Path, PathBuf};

    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&path.to_string_lossy())
    }

    pub fn deserialize<'d, D: Deserializer<'d>>(deserializer: D) -> Result<PathBuf, D::Error> {
        String::deserialize(deserializer).map(PathBuf::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(raw: &[u8]) -> Envelope {
        let stamp = Stamp::now();
        Envelope {
            id: stamp.id(),
            job: "job".into(),
            stamp,
            workspace: "/w".into(),
            path: "/w/a.py".into(),
            language: Language::Python,
            source: "ruff".into(),
            code: Some("F821".into()),
            message: "Undefined name `jsno`".into(),
            raw: Raw::new(raw),
            category: "RES.NAME".into(),
            cluster: "RES.NAME:jsno".into(),
            fix: AttemptedFix {
                id: "fix".into(),
                title: "Change `jsno` to `json`".into(),
                origin: Origin::Rule,
                rule: "python/correct-name".into(),
                applicability: Applicability::Review,
            },
            verdict: Verdict::Promote,
            confidence: 0.9,
            verified: Some(Verification::Checked),
            milliseconds: 41,
            before: hash::sha256(b"jsno\n"),
            after: hash::sha256(b"json\n"),
            diff: unified_diff(Path::new("a.py"), "jsno\n", "json\n"),
            reason: "ruff reports nothing more".into(),
            prior: 0.8,
            place: Some(1),
            range: Some(Span::new(0, 4)),
        }
    }

    #[test]
    fn an_envelope_is_read_back_as_it_was_written() {
        for raw in [&b"{\"code\": \"F821\"}"[..], b"\xff\x00not text", b""] {
            let envelope = envelope(raw);
            let written = serde_json::to_string(&envelope).unwrap();
            assert_eq!(serde_json::from_str::<Envelope>(&written).unwrap(), envelope, "{written}");
        }
        let written = serde_json::to_value(envelope(b"raw")).unwrap();
        assert_eq!(written["verdict"], "promote");
        assert_eq!(written["ms"], 41);
        assert_eq!(written["raw"]["text"], "raw");
        assert!(written["time"].is_u64());
    }

    #[test]
    fn altered_raw_bytes_are_not_given_a_new_digest_by_reading() {
        let mut written = serde_json::to_value(envelope(b"raw")).unwrap();
        written["raw"]["text"] = "rew".into();
        assert!(!serde_json::from_value::<Envelope>(written).unwrap().raw.is_intact());
    }

    #[test]
    fn stamps_and_their_ids_differ() {
        let (first, second) = (Stamp::now(), Stamp::now());
        assert!(first.sequence < second.sequence);
        assert_ne!(first.id(), second.id());
        assert_eq!(first.id(), first.id());
    }

    #[test]
    fn a_difference_names_the_file_and_is_cut_where_it_is_long() {
        let diff = unified_diff(Path::new("a.py"), "a\nb\n", "a\nc");
        assert_eq!(diff, "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n\\ No newline at end of file\n");
        assert_eq!(unified_diff(Path::new("a.py"), "a\n", "a\n"), "");
        let long = unified_diff(Path::new("a.py"), "", &"é line\n".repeat(50_000));
        assert!(long.len() < LONGEST_DIFF + 100 && long.ends_with("line\n\\ The rest of the difference is left out\n"));
    }
}
