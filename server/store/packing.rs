//! Makes texts that are much alike small: each is written as pieces of itself and of one text that all of them know.
//!
//! The method is that of Lempel and Ziv (1977) in whole bytes, with a window that begins with the common text. A packed text is a byte for the
//! format, the length of the text, and then by turns: how many bytes stand here as they are, those bytes, how many are taken from before, and
//! how far before. Numbers are seven bits a byte, the lowest first.

use std::sync::LazyLock;

/// The first byte of what is packed with [`COMMON`]. Text begins with another one.
const FORMAT: u8 = 1;

/// Longer texts are neither packed nor unpacked, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;

/// Shorter repetitions cost as much as they save, in bytes.
const SHORTEST: usize = 4;

/// So many earlier places are compared at each place.
const TRIES: usize = 24;

const BUCKETS: usize = 1 << 12;

const NOWHERE: u32 = u32::MAX;

/// What learned fixes have in common. Files are packed with it: it is never changed; a better one gets a format of its own.
const COMMON: &str = concat!(
    r#"{"leaf":["comment",""]},"type_annotation","default_parameter","return_statement","return"]},{"node":["if_statement",[{"leaf":["if","if"]},"#,
    r#""for_statement",[{"leaf":["for","for"]},"in"]},"lambda","conditional_expression","list_comprehension","generator_expression","for_in_clause","#,
    r#""with_statement",[{"leaf":["with","with"]},"as_pattern","as"]},"import_from_statement",[{"leaf":["from","from"]},"import"]},"dotted_name","#,
    r#""decorated_definition","function_definition","class_definition","parameters","typed_parameter","assignment","augmented_assignment","subscript","#,
    r#""expression_statement","await_expression","await"]},"assert_statement","raise_statement","raise"]},"try_statement","except_clause","except"]},"#,
    r#""concatenated_string","interpolation","string_start","string_content","string_end","pair","dictionary","list","tuple","keyword_argument","#,
    r#""let_declaration",[{"leaf":["let","let"]},"mutable_specifier","mut"]},"match_expression","match_arm","closure_expression","closure_parameters","#,
    r#""macro_invocation","token_tree","try_expression","reference_expression","reference_type","generic_type","type_arguments","type_identifier","#,
    r#""scoped_identifier","scoped_use_list","use_declaration","::"]},"field_expression","field_identifier","field_initializer","struct_expression","#,
    r#""primitive_type","unary_expression","index_expression","range_expression","block",[{"leaf":["{","{"]},"}"]},"function_item","impl_item","&"]},"#,
    r#""lexical_declaration",[{"leaf":["const","const"]},"variable_declarator","member_expression","property_identifier","call_expression","new_expression","#,
    r#""arrow_function","=>"]},"formal_parameters","template_string","template_substitution","object","array","shorthand_property_identifier_pattern","#,
    r#""object_pattern","statement_block","spread_element","...]},"subscript_expression","ternary_expression","sequence_expression","optional_chain","#,
    r#""short_var_declaration","expression_list",":="]},"selector_expression","composite_literal","literal_value","keyed_element","pointer_type","#,
    r#""package_identifier","interpreted_string_literal","interpreted_string_literal_content","parameter_list","parameter_declaration","type_assertion","#,
    r#""true"]},"false"]},"none","None"]},"null"]},"nil"]},"self","self"]},"this","this"]},"comparison_operator","==","=="]},"!=","!="]},"not_operator","#,
    r#""boolean_operator","and","and"]},"or","or"]},"not","not"]},"binary_operator","binary_expression","+","+"]},"-","-"]},"*","*"]},"<","<"]},">",">"]},"#,
    r#""=","="]},":",":"]},";",";"]},"[","["]},"]","]"]},"{","{"]},"}","}"]},"float","number","int_literal","integer_literal","string_literal","string","#,
    r#"is not defined","message":"Cannot find name '"","message":"cannot find value ` in this scope","message":"undefined: ","message":"no method named `"#,
    r#"","code":"E0599","code":"E0425","code":"E0308","code":"F821","code":"F401","code":"no-undef","code":"no-unused-vars","code":"UndeclaredName","#,
    r#""code":"MissingFieldOrMethod","code":"reportUndefinedVariable","code":"reportAttributeAccessIssue","code":"reportCallIssue","#,
    r#""code":"reportArgumentType","code":"reportMissingImports","message":"Undefined name `","message":"Cannot access attribute \"\" for class \""#,
    r#"","source":"rustc","source":"clippy","source":"ruff","source":"mypy","source":"eslint","source":"tsc","source":"go","source":"vet","source":"#,
    r#""python","source":"healer","category":"RES.MEMBER","category":"RES.IMPORT","category":"TYPE.MISMATCH","category":"RES.NAME","anchor":"","#,
    r#""language":"rust","language":"javascript","language":"go","language":"python","source":"history","source":"accepted","source":"manual","#,
    r#""said":[{"source":"pyright","message":[{"text":"cannot"},{"text":"attribute"},{"text":"class"},{"text":"find"},{"text":"is"},{"text":"not"},"any","#,
    r#"{"hole":0},{"hole":1}]}]},"heard":[{"source":"pyright","code":"","message":""}]}],"holes":[{"kinds":["identifier"]},{"kinds":["string"]},"#,
    r#"{"kinds":["call"]}],"imports":[{"module":"","name":"","local":""}],"imports":[],"said":[],"examples":[{"project":"/home/user/","file":"src/","#,
    r#""time":1760000000000,"before":{"node":["call",[{"node":["attribute",[{"leaf":["identifier",""]},{"leaf":[".","."]},{"leaf":["identifier",""]}]]},"#,
    r#"{"node":["argument_list",[{"leaf":["(","("]},{"hole":0},{"leaf":[",",","]},{"leaf":["string","\"\""]},{"leaf":["integer","0"]},{"leaf":[")",")"]}"#,
    r#"]]}]]},"before_text":"","after":[{"space":"","text":""},{"space":" ","text":"="},{"space":"","text":"."},{"space":"","text":"("},{"space":"","text":"#,
    r#"")"},{"space":"","text":","}],"after_text":"","locals":[""],"imports":[],"heard":[{"source":""#,
    r#"{"id":"","repair":{"before":{"node":[""],"after":[{"text":""},{"hole":0},{"text":", "},{"hole":1},{"text":")"}],"holes":["#,
);

/// The places of the common text, by what stands there.
static COMMON_PLACES: LazyLock<Places> = LazyLock::new(|| {
    let mut places = Places { first: vec![NOWHERE; BUCKETS], next: Vec::with_capacity(COMMON.len()) };
    (0..COMMON.len()).for_each(|at| places.add(COMMON.as_bytes(), at));
    places
});

/// Earlier places in the window, those with the same first bytes chained from the latest back.
#[derive(Clone)]
struct Places {
    first: Vec<u32>,
    next: Vec<u32>,
}

impl Places {
    /// Adds the place that follows the last one that was added.
    fn add(&mut self, window: &[u8], at: usize) {
        let bucket = bucket(window, at).and_then(|bucket| self.first.get_mut(bucket));
        let before = bucket.map_or(NOWHERE, |bucket| std::mem::replace(bucket, u32::try_from(at).unwrap_or(NOWHERE)));
        self.next.push(before);
    }

    /// The longest repetition of what stands at a place: where it stands and how long it is.
    fn longest(&self, window: &[u8], at: usize) -> Option<(usize, usize)> {
        let here = window.get(at..)?;
        let mut place = *self.first.get(bucket(window, at)?)?;
        let mut best: Option<(usize, usize)> = None;
        for _ in 0..TRIES {
            let Some(there) = usize::try_from(place).ok().filter(|_| place != NOWHERE).and_then(|start| Some((start, window.get(start..)?))) else { break };
            let length = here.iter().zip(there.1).take_while(|(one, other)| one == other).count();
            if length >= SHORTEST && best.is_none_or(|(_, most)| length > most) {
                best = Some((there.0, length));
            }
            place = self.next.get(there.0).copied().unwrap_or(NOWHERE);
        }
        best
    }
}

fn bucket(window: &[u8], at: usize) -> Option<usize> {
    let bytes: [u8; SHORTEST] = window.get(at..at + SHORTEST)?.try_into().ok()?;
    // Knuth's multiplicative hashing.
    Some((u32::from_le_bytes(bytes).wrapping_mul(2_654_435_761) >> 20) as usize % BUCKETS)
}

/// The text made small; the text itself where it is too long.
pub(super) fn pack(text: &[u8]) -> Vec<u8> {
    if text.len() > LONGEST {
        return text.to_vec();
    }
    let mut window = Vec::with_capacity(COMMON.len() + text.len());
    window.extend_from_slice(COMMON.as_bytes());
    window.extend_from_slice(text);
    let mut places = COMMON_PLACES.clone();
    let mut out = vec![FORMAT];
    write_number(&mut out, text.len());
    let (mut at, mut written) = (COMMON.len(), COMMON.len());
    while at < window.len() {
        let Some((start, length)) = places.longest(&window, at) else {
            places.add(&window, at);
            at += 1;
            continue;
        };
        let plain = window.get(written..at).unwrap_or_default();
        write_number(&mut out, plain.len());
        out.extend_from_slice(plain);
        write_number(&mut out, length - SHORTEST);
        write_number(&mut out, at - start);
        (at..at + length).for_each(|at| places.add(&window, at));
        at += length;
        written = at;
    }
    let plain = window.get(written..).unwrap_or_default();
    write_number(&mut out, plain.len());
    out.extend_from_slice(plain);
    out
}

/// The text that was packed; text that was not is given back as it is. `None` for what no packing made.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let Some((&FORMAT, mut rest)) = packed.split_first() else { return Some(packed.to_vec()) };
    let length = read_number(&mut rest)?;
    if length > LONGEST {
        return None;
    }
    let end = COMMON.len() + length;
    // The length is not believed before the bytes are there.
    let mut window = Vec::with_capacity(COMMON.len() + length.min(64 * packed.len()));
    window.extend_from_slice(COMMON.as_bytes());
    loop {
        let plain = read_number(&mut rest)?;
        let (bytes, behind) = rest.split_at_checked(plain)?;
        window.extend_from_slice(bytes);
        rest = behind;
        if rest.is_empty() {
            break;
        }
        let mut left = read_number(&mut rest)?.checked_add(SHORTEST)?;
        let start = window.len().checked_sub(read_number(&mut rest)?)?;
        if left > end.checked_sub(window.len())? {
            return None;
        }
        // A repetition may run into what it makes itself.
        while left > 0 {
            let step = left.min(window.len() - start);
            if step == 0 {
                return None;
            }
            window.extend_from_within(start..start + step);
            left -= step;
        }
    }
    (window.len() == end).then(|| window.split_off(COMMON.len()))
}

fn write_number(out: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_common_or_repeated_takes_little_room() {
        let text = r#"{"node":["call",[{"node":["attribute",[{"leaf":["identifier","session"]},{"leaf":[".","."]},{"leaf":["identifier","load"]}]]}"#;
        assert!(pack(text.as_bytes()).len() < text.len() / 3);
        let long = vec![b'x'; 100_000];
        assert!(pack(&long).len() < 20);
        assert_eq!(unpack(&pack(&long)), Some(long));
    }

    #[test]
    fn the_common_text_is_that_of_the_files() {
        // Files were packed with it. A change needs a format of its own.
        assert_eq!(crate::base::hash::stable_id(&[COMMON]), "292f28f475433b29");
    }

    #[test]
    fn plain_text_is_taken_as_it_is_and_an_endless_one_is_refused() {
        assert_eq!(unpack(b"{}"), Some(b"{}".to_vec()));
        assert_eq!(unpack(b""), Some(Vec::new()));
        let mut bomb = vec![FORMAT];
        write_number(&mut bomb, LONGEST + 1);
        assert_eq!(unpack(&bomb), None);
        let mut liar = vec![FORMAT];
        for number in [10, 1] {
            write_number(&mut liar, number);
        }
        liar.push(b'x');
        for number in [LONGEST, 1, 0] {
            write_number(&mut liar, number);
        }
        assert_eq!(unpack(&liar), None);
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(text in proptest::collection::vec(prop_oneof![Just(b"\"leaf\":[".to_vec()), proptest::collection::vec(any::<u8>(), 0..9)], 0..80)) {
            let text = [b"{".to_vec(), text.concat()].concat();
            prop_assert_eq!(unpack(&pack(&text)), Some(text));
        }

        #[test]
        fn nothing_that_is_no_packing_harms(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            bytes.insert(0, FORMAT);
            let _ = unpack(&bytes);
        }
    }
}
