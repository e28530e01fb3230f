//! Lists of types and parameters as compilers print them and people write them.

/// What `<` and `>` are in a list: brackets, as in Rust, or arrows and operators, as in Go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Angles {
    Brackets,
    Operators,
}

/// The parts of a list between its commas, those inside brackets left alone, and whether a bracket that was open before the list ends it.
/// An empty part at the end is no part.
pub fn split(list: &str, angles: Angles) -> (Vec<String>, bool) {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut end, mut before) = (0_i32, 0, list.len(), ' ');
    for (at, character) in list.char_indices() {
        let is_arrow = character == '>' && matches!(before, '-' | '=');
        before = character;
        match character {
            '<' | '>' if angles == Angles::Operators || is_arrow => {}
            '(' | '[' | '{' | '<' => depth += 1,
            ')' | ']' | '}' | '>' if depth == 0 => {
                end = at;
                break;
            }
            ')' | ']' | '}' | '>' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(list.get(start..at).unwrap_or("").trim().to_owned());
                start = at + 1;
            }
            _ => {}
        }
    }
    let last = list.get(start..end).unwrap_or("").trim();
    if !last.is_empty() {
        parts.push(last.to_owned());
    }
    (parts, end < list.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_brackets_and_arrows_separate_nothing() {
        let table = [
            ("u8, Vec<(A, B)>", Angles::Brackets, &["u8", "Vec<(A, B)>"][..], false),
            ("&S, fn(u8) -> u8, u16) -> R", Angles::Brackets, &["&S", "fn(u8) -> u8", "u16"], true),
            ("<-chan int, map[string]func(a, b int)", Angles::Operators, &["<-chan int", "map[string]func(a, b int)"], false),
            ("", Angles::Brackets, &[], false),
            ("a, ", Angles::Operators, &["a"], false),
        ];
        for (list, angles, parts, closed) in table {
            assert_eq!(split(list, angles), (parts.iter().map(|part| (*part).to_owned()).collect(), closed), "{list}");
        }
    }
}
