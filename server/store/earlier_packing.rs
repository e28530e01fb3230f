//! Reads what earlier versions of healer packed, so that nothing of it is lost; it is packed anew when it is written next.

/// The first byte of what is packed in this way.
pub(super) const FORMAT: u8 = 1;

/// Shorter repetitions were not made, in bytes.
const SHORTEST: usize = 4;

/// What stands behind the byte of the format, unpacked with the common text: the length of the text, and then by turns how many bytes stand here as
/// they are, those bytes, how many more than [`SHORTEST`] are taken from before, and how far before. Numbers are seven bits a byte, the lowest first.
/// `None` for what no packing made, and for what is longer than `longest`.
pub(super) fn unpack(mut rest: &[u8], common: &[u8], longest: usize) -> Option<Vec<u8>> {
    let length = read_number(&mut rest)?;
    if length > longest {
        return None;
    }
    let end = common.len() + length;
    // The length is not believed before the bytes are there.
    let mut window = common.to_vec();
    loop {
        let plain = read_number(&mut rest)?;
        let (bytes, behind) = rest.split_at_checked(plain)?;
        window.extend_from_slice(bytes);
        rest = behind;
        if rest.is_empty() {
            break;
        }
        let repeated = read_number(&mut rest)?.checked_add(SHORTEST)?;
        let start = window.len().checked_sub(read_number(&mut rest)?)?;
        if repeated > end.checked_sub(window.len())? {
            return None;
        }
        // A repetition may run into what it makes itself.
        for at in start..start + repeated {
            window.push(*window.get(at)?);
        }
    }
    (window.len() == end).then(|| window.split_off(common.len()))
}

fn read_number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0_usize;
    for shift in (0..35).step_by(7) {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        number |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}
