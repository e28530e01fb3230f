//! JSON that tools print with other lines around it, one value after another.

use serde_json::Value;

/// The JSON objects of an output; lines outside them are passed over.
pub(super) fn objects(text: &str) -> Vec<Value> {
    let mut objects = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('{') {
        let at_line_start = start == 0 || rest.as_bytes().get(start - 1) == Some(&b'\n');
        let tail = rest.get(start..).unwrap_or("");
        let mut values = serde_json::Deserializer::from_str(tail).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) if at_line_start => {
                rest = tail.get(values.byte_offset()..).unwrap_or("");
                objects.push(value);
            }
            _ => rest = tail.get(1..).unwrap_or(""),
        }
    }
    objects
}
