//! Makes what is kept small: learned fixes are much alike, so each is written by what it repeats of itself and of one text that all of them know.
//!
//! The method is LZ4's, by the crate lz4_flex, with the common text for a dictionary. A packed text is a byte for the format, the length of the
//! text in four bytes, the lowest first, and an LZ4 block. Plain text is taken for what it is.

use super::earlier_packing;
use lz4_flex::block;

/// The first byte of what is packed with [`COMMON`]. Text begins with another one.
const FORMAT: u8 = 2;

/// The same for two texts, of which the first can be read alone: the length of what the first is packed in, in four bytes, both of them as above
/// without the byte for the format. The second is packed with the first one behind the common text.
const FORMAT_OF_TWO: u8 = 3;

/// Longer texts are neither packed nor unpacked, in bytes.
const LONGEST: usize = 16 * 1024 * 1024;

/// A byte of a block stands for so many of a text at most.
const MOST_A_BYTE: usize = 255;

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

/// The text made small; the text itself where it is too long.
pub(super) fn pack(text: &[u8]) -> Vec<u8> {
    if text.len() > LONGEST {
        return text.to_vec();
    }
    let mut packed = vec![FORMAT];
    packed.extend(block::compress_prepend_size_with_dict(text, COMMON.as_bytes()));
    packed
}

/// Two texts made small, the second by what it repeats of the first. Nothing that is longer than can be packed.
pub(super) fn pack_two(first: &[u8], second: &[u8]) -> Option<Vec<u8>> {
    if first.len() + second.len() > LONGEST {
        return None;
    }
    let head = block::compress_prepend_size_with_dict(first, COMMON.as_bytes());
    let mut packed = vec![FORMAT_OF_TWO];
    packed.extend(u32::try_from(head.len()).ok()?.to_le_bytes());
    packed.extend(head);
    packed.extend(block::compress_prepend_size_with_dict(second, &[COMMON.as_bytes(), first].concat()));
    Some(packed)
}

/// The first of two texts, with what the second is packed in; where one was packed, or none, that one. `None` for what no packing made.
pub(super) fn unpack_first(packed: &[u8]) -> Option<(Vec<u8>, Option<&[u8]>)> {
    let Some((&FORMAT_OF_TWO, rest)) = packed.split_first() else { return Some((unpack(packed)?, None)) };
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (head, second) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some((unpack_sized(head, COMMON.as_bytes())?, Some(second)))
}

/// The second of two texts. `None` for what no packing made.
pub(super) fn unpack_second(second: &[u8], first: &[u8]) -> Option<Vec<u8>> {
    unpack_sized(second, &[COMMON.as_bytes(), first].concat())
}

/// The text that was packed; text that was not is given back as it is. `None` for what no packing made.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let sized = match packed.split_first() {
        Some((&FORMAT, sized)) => sized,
        Some((&earlier_packing::FORMAT, rest)) => return earlier_packing::unpack(rest, COMMON.as_bytes(), LONGEST),
        _ => return Some(packed.to_vec()),
    };
    unpack_sized(sized, COMMON.as_bytes())
}

fn unpack_sized(sized: &[u8], known: &[u8]) -> Option<Vec<u8>> {
    let (length, packed) = block::uncompressed_size(sized).ok()?;
    // The length is not believed where so few bytes cannot stand for so many.
    if length > LONGEST || length > MOST_A_BYTE * packed.len() {
        return None;
    }
    block::decompress_with_dict(packed, length, known).ok().filter(|text| text.len() == length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_common_or_repeated_takes_little_room() {
        let text = r#"{"node":["call",[{"node":["attribute",[{"leaf":["identifier","session"]},{"leaf":[".","."]},{"leaf":["identifier","load"]}]]}"#;
        assert!(pack(text.as_bytes()).len() < text.len() / 2);
        let long = vec![b'x'; 100_000];
        assert!(pack(&long).len() < 500);
        assert_eq!(unpack(&pack(&long)), Some(long));
    }

    #[test]
    fn what_an_earlier_version_packed_is_read() {
        let packed = b"\x01<\x00\x22y\x0bcall\x22]}}} a\x07\x01\x00";
        let text = br#"{"id":"","repair":{"before":{"node":["call"]}}} aaaaaaaaaaaa"#;
        assert_eq!(unpack(packed), Some(text.to_vec()));
        // Cut off anywhere, or with another length, it is none.
        assert!((1..packed.len()).all(|end| unpack(&packed[..end]).is_none()));
        assert_eq!(unpack(&[b"\x01;", &packed[2..]].concat()), None);
        assert_eq!(unpack(b"\x01\xff\xff\xff\xff\x0f\x00\x01\x01\x00"), None);
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
        assert_eq!(unpack(&pack(b"")), Some(Vec::new()));
        let claims = |length: usize| [vec![FORMAT], (length as u32).to_le_bytes().to_vec(), pack(b"{}").split_off(5)].concat();
        assert_eq!(unpack(&claims(2)), Some(b"{}".to_vec()));
        for length in [0, 1, 3, 10_000, LONGEST, LONGEST + 1] {
            assert_eq!(unpack(&claims(length)), None, "{length}");
        }
        assert_eq!(unpack(&[FORMAT]), None);
    }

    proptest! {
        #[test]
        fn what_was_packed_is_unpacked(text in proptest::collection::vec(prop_oneof![Just(b"\"leaf\":[".to_vec()), proptest::collection::vec(any::<u8>(), 0..9)], 0..80)) {
            let text = [b"{".to_vec(), text.concat()].concat();
            let (first, second) = text.split_at(text.len() / 3);
            let two = pack_two(first, second).unwrap();
            let (unpacked, rest) = unpack_first(&two).unwrap();
            prop_assert_eq!((unpacked, unpack_second(rest.unwrap(), first)), (first.to_vec(), Some(second.to_vec())));
            let one = pack(&text);
            prop_assert_eq!(unpack_first(&one), Some((text.clone(), None)));
            prop_assert_eq!(unpack(&pack(&text)), Some(text));
        }

        #[test]
        fn nothing_that_is_no_packing_harms(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            for format in [FORMAT, earlier_packing::FORMAT] {
                bytes.insert(0, format);
                let _ = unpack(&bytes);
            }
            let head = pack(b"{}").split_off(1);
            for length in [head.len(), bytes.len()] {
                let two = [&[FORMAT_OF_TWO][..], &(length as u32).to_le_bytes(), &head, &bytes].concat();
                for packed in [&two[..], &two[..5 + head.len() / 2], &two[..3]] {
                    if let Some((first, Some(second))) = unpack_first(packed) {
                        let _ = unpack_second(second, &first);
                    }
                }
            }
        }
    }
}
