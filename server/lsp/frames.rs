//! The framing of messages: headers, an empty line, a body.

use std::io::{self, BufRead, Read, Write};

/// A body longer than this is taken for a broken header; no editor sends a text of this size.
const MOST_BYTES: usize = 1 << 30;
/// More header bytes than this without an empty line are no header.
const MOST_HEADER_BYTES: usize = 64 << 10;

/// What was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame {
    Body(Vec<u8>),
    /// Bytes that are no frame; reading goes on behind them.
    Broken(&'static str),
    End,
}

/// Reads the next frame. Blocks. Header names are taken in any case; other headers than `Content-Length` are passed over.
pub fn read(input: &mut impl BufRead) -> io::Result<Frame> {
    let mut length = None;
    let (mut seen, mut broken) = (0, None);
    loop {
        let mut line = Vec::new();
        let count = input.by_ref().take(MOST_HEADER_BYTES as u64).read_until(b'\n', &mut line)?;
        if count == 0 {
            return Ok(if seen == 0 { Frame::End } else { Frame::Broken("the input ends inside a header") });
        }
        seen += count;
        let text = line.trim_ascii();
        if text.is_empty() {
            if seen == count {
                // Empty lines between frames harm nobody.
                seen = 0;
                continue;
            }
            break;
        }
        let Some(colon) = text.iter().position(|byte| *byte == b':') else {
            broken = Some("a header has no colon");
            continue;
        };
        let (name, value) = text.split_at(colon);
        if name.trim_ascii().eq_ignore_ascii_case(b"content-length") {
            let value = value.get(1..).unwrap_or_default().trim_ascii();
            length = std::str::from_utf8(value).ok().and_then(|value| value.parse::<usize>().ok()).filter(|length| *length <= MOST_BYTES);
            if length.is_none() {
                broken = Some("the Content-Length is no number that can be right");
            }
        }
    }
    let Some(length) = length else { return Ok(Frame::Broken(broken.unwrap_or("the Content-Length is missing"))) };
    let mut body = Vec::with_capacity(length.min(1 << 20));
    let count = input.by_ref().take(length as u64).read_to_end(&mut body)?;
    Ok(if count < length { Frame::Broken("the input ends inside a message") } else { Frame::Body(body) })
}

/// Writes one message.
pub fn write(output: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(output, "Content-Length: {}\r\n\r\n", body.len())?;
    output.write_all(body)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8]) -> Vec<Frame> {
        let mut frames = Vec::new();
        loop {
            match read(&mut input).unwrap() {
                Frame::End => return frames,
                frame => frames.push(frame),
            }
        }
    }

    #[test]
    fn frames_are_read_and_broken_ones_passed_over() {
        let body = |text: &str| Frame::Body(text.as_bytes().to_vec());
        let input = b"Content-Length: 2\r\n\r\n{}\r\nContent-Type: x\r\ncontent-length: 3\r\n\r\n[1]Content-Length: -4\r\n\r\nContent-Length:1\n\n7";
        assert_eq!(all(input), [body("{}"), body("[1]"), Frame::Broken("the Content-Length is no number that can be right"), body("7")]);
        assert_eq!(all(b"Content-Length: 10\r\n\r\nshort"), [Frame::Broken("the input ends inside a message")]);
        assert_eq!(all(b"hello\r\n\r\nContent-Length: 1\r\n\r\n1"), [Frame::Broken("a header has no colon"), body("1")]);
    }

    #[test]
    fn what_is_written_can_be_read() {
        let mut bytes = Vec::new();
        write(&mut bytes, "\"é\"".as_bytes()).unwrap();
        assert_eq!(all(&bytes), [Frame::Body("\"é\"".as_bytes().to_vec())]);
    }
}
