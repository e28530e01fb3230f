use super::*;
use crate::check::overlay::Place;

const SAID: &str = include_str!("../../../tests/fixtures/cargo/cargo-1.95.0-very-verbose.txt");

#[test]
fn the_calls_of_the_package_are_read_from_what_cargo_says() {
    let units = units(SAID);
    let shown: Vec<(String, bool, Option<&str>)> = units
        .iter()
        .map(|unit| {
            (unit.product(), unit.is_library(), unit.environment.iter().find(|(name, _)| name == "CARGO_PKG_DESCRIPTION").map(|(_, value)| value.as_str()))
        })
        .collect();
    let description = Some("It's a demo\nof two \"lines\" & `more`!");
    assert_eq!(
        shown,
        [
            ("libdemo-22783cba7cbe2f4d.rmeta".to_owned(), true, description),
            ("libdemo-0d5db2fbfb7ccece.rmeta".to_owned(), false, description),
            ("libother-de3a9d0331f6e6fc.rmeta".to_owned(), false, description),
        ]
    );
    assert!(units[0].arguments.contains(&"feature=\"fast\"".to_owned()));
}

#[test]
fn the_calls_are_made_on_the_shadow_with_products_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let record = Record { key: String::new(), root: "/home/user/demo".into(), built: Vec::new(), units: units(SAID), complete: true };
    let place = Place { original: "/home/user/demo".into(), copy: "/cache/0/tree".into(), products: folder.path().join("products") };
    let calls = record.calls(&place, None, "check").unwrap();
    let needs: Vec<usize> = calls.iter().map(|call| call.needs).collect();
    assert_eq!(needs, [0, 1, 1]);
    for call in &calls {
        let arguments: Vec<String> = call.arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let products = place.products.join("check");
        assert!(arguments.contains(&format!("incremental={}", products.join("incremental").display())), "{arguments:?}");
        assert!(arguments.contains(&products.join("out").display().to_string()) && arguments.contains(&"--emit=metadata".to_owned()));
        assert!(!arguments.iter().any(|argument| argument.starts_with("--json")));
        let environment: Vec<&OsString> =
            call.environment.iter().filter(|(name, _)| name == "CARGO_MANIFEST_DIR").filter_map(|(_, value)| value.as_ref()).collect();
        assert_eq!((environment, call.folder.as_path()), (vec![&OsString::from("/cache/0/tree")], Path::new("/cache/0/tree")));
    }
    let needed = calls[2].arguments.iter().find(|argument| argument.to_string_lossy().starts_with("demo=")).unwrap();
    assert_eq!(needed, &OsString::from(format!("demo={}", place.products.join("check/out/libdemo-22783cba7cbe2f4d.rmeta").display())));
    let kept = calls[0].arguments.iter().find(|argument| argument.to_string_lossy().starts_with("dependency=")).unwrap();
    assert_eq!(kept, &OsString::from("dependency=/home/user/demo/target/debug/deps"));
}

#[test]
fn words_are_read_as_a_shell_reads_them() {
    let read = |command: &str| words(command);
    assert_eq!(read("a 'b c' d\\'e '' f'g'\"h\""), Some(["a", "b c", "d'e", "", "fgh"].map(str::to_owned).to_vec()));
    assert_eq!(read("a 'b"), None);
    assert_eq!(units("     Running `A=1 rustc --crate-name x"), []);
}
