use super::platform::link;
use super::*;
use crate::model::{Place as Spot, Severity};
use crate::syntax::{Language, ParseOptions};
use std::fs;
use std::os::unix::fs::PermissionsExt;

fn source(path: PathBuf, text: &str) -> SourceFile {
    SourceFile::new(path, Language::Python, text, ParseOptions::default())
}

/// A folder with files in it, and a workspace there with a cache beside it.
struct World {
    _kept: tempfile::TempDir,
    root: PathBuf,
    workspace: Workspace,
}

fn world(files: &[(&str, &str)]) -> World {
    let kept = tempfile::tempdir().unwrap();
    let above = fs::canonicalize(kept.path()).unwrap();
    let (root, cache) = (above.join("w"), above.join("cache"));
    let workspace = Workspace { root: root.clone(), search_path: Vec::new(), cache, environment: BTreeMap::new(), residents: std::sync::Arc::default() };
    let world = World { _kept: kept, root, workspace };
    files.iter().for_each(|(name, text)| world.write(name, text));
    world
}

impl World {
    fn write(&self, name: &str, text: &str) {
        let path = self.root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn text(&self, name: &str, text: &str) -> SourceFile {
        source(self.root.join(name), text)
    }

    fn try_on(&self, overlay: &Overlay, texts: &[(&str, &str)]) -> io::Result<Place> {
        let texts = texts.iter().map(|(name, text)| self.text(name, text)).collect();
        overlay.trial(texts, CancelToken::new()).shadow_of(&self.workspace, &self.root)
    }

    /// All files of a folder with their texts, and links with where they lead; folders end with a stroke.
    fn listing(&self, folder: &Path) -> Vec<String> {
        let mut lines = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(at) = folders.pop() {
            for entry in fs::read_dir(&at).unwrap().flatten() {
                let (path, kind) = (entry.path(), entry.file_type().unwrap());
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                if kind.is_dir() {
                    folders.push(path);
                } else if kind.is_symlink() {
                    lines.push(format!("{name} -> {}", fs::read_link(&path).unwrap().display()).replace(&*self.root.to_string_lossy(), "W"));
                } else {
                    lines.push(format!("{name} {}", fs::read_to_string(&path).unwrap()));
                }
            }
        }
        lines.sort();
        lines
    }

    fn slots(&self) -> Vec<String> {
        let store = self.workspace.cache.join("overlay");
        let homes = fs::read_dir(store).unwrap().flatten().filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> =
            homes.flat_map(|home| fs::read_dir(home.path()).unwrap().flatten()).map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

#[test]
fn a_shadow_has_the_tried_texts_and_the_workspace_keeps_its_own() {
    let world = world(&[
        ("a.py", "a"),
        ("p/b.py", "b"),
        (".tool.toml", "t"),
        (".git/HEAD", ""),
        (".gitignore", "built/\n*.log\n"),
        ("built/made.py", "m"),
        ("built/deep/more.py", "d"),
        ("x.log", "l"),
        ("node_modules/x/index.js", "x"),
        ("env/pyvenv.cfg", ""),
        ("target/CACHEDIR.TAG", ""),
    ]);
    link(Path::new("p/b.py"), &world.root.join("link.py")).unwrap();
    let before = world.listing(&world.root);
    let overlay = Overlay::default();
    let place = world.try_on(&overlay, &[("a.py", "A"), ("new/c.py", "C")]).unwrap();
    let of_copy = |line: &str| line.replace("COPY", &place.copy.to_string_lossy());
    let common = [
        ".gitignore built/\n*.log\n",
        ".tool.toml t",
        "built/made.py m",
        "built/deep -> W/built/deep",
        "env -> W/env",
        "link.py -> COPY/p/b.py",
        "node_modules -> W/node_modules",
        "x.log l",
    ];
    let expected = |own: &[&str]| {
        let mut lines: Vec<String> = common.iter().chain(own).map(|line| of_copy(line)).collect();
        lines.sort();
        lines
    };
    assert_eq!(world.listing(&place.copy), expected(&["a.py A", "p/b.py b", "new/c.py C"]));
    assert_eq!(world.try_on(&overlay, &[("p/b.py", "B")]).unwrap(), place);
    assert_eq!(world.listing(&place.copy), expected(&["a.py a", "p/b.py B"]));
    assert_eq!(world.listing(&world.root), before);
}

#[test]
fn nothing_is_written_through_a_link() {
    let world = world(&[("a.py", "a"), ("node_modules/x/index.js", "x"), ("node_modules/y/index.js", "y"), ("z/b.py", "b")]);
    link(Path::new("z"), &world.root.join("also")).unwrap();
    let before = world.listing(&world.root);
    let overlay = Overlay::default();
    let place = world.try_on(&overlay, &[("node_modules/x/index.js", "X"), ("also/b.py", "B")]).unwrap();
    let read = |name: &str| fs::read_to_string(place.copy.join(name)).unwrap();
    assert_eq!(["node_modules/x/index.js", "node_modules/y/index.js", "also/b.py", "z/b.py"].map(read), ["X", "y", "B", "b"]);
    world.try_on(&overlay, &[]).unwrap();
    assert_eq!(["node_modules/x/index.js", "also/b.py"].map(read), ["x", "b"]);
    drop(overlay);
    let place = world.try_on(&Overlay::default(), &[]).unwrap();
    assert!(place.copy.join("node_modules").is_symlink() && place.copy.join("also").is_symlink());
    // A list of what was tried whose writing never came to pass.
    fs::write(place.copy.with_file_name("tried.json"), r#"["node_modules/x/index.js","../tree/a.py","/a.py"]"#).unwrap();
    world.try_on(&Overlay::default(), &[]).unwrap();
    assert_eq!(world.listing(&world.root), before);
}

#[test]
fn a_later_shadow_lies_at_the_same_place_and_follows_the_disk() {
    let world = world(&[("a.py", "a"), ("gone.py", "g"), ("old/b.py", "b"), ("file", "f"), ("folder/c.py", "c"), ("same.py", "s")]);
    let first = world.try_on(&Overlay::default(), &[("a.py", "A"), ("extra.py", "E")]).unwrap();
    let written = |name: &str| fs::metadata(first.copy.join(name)).unwrap().created().ok();
    let untouched = written("same.py");
    world.write("a.py", "b");
    fs::remove_file(world.root.join("gone.py")).unwrap();
    fs::rename(world.root.join("old"), world.root.join("new")).unwrap();
    fs::remove_file(world.root.join("file")).unwrap();
    world.write("file/d.py", "d");
    fs::remove_dir_all(world.root.join("folder")).unwrap();
    world.write("folder", "now a file");
    fs::create_dir_all(first.copy.join("__pycache__")).unwrap();
    fs::write(first.copy.join("left_by_a_tool"), "").unwrap();
    let second = world.try_on(&Overlay::default(), &[]).unwrap();
    assert_eq!(first, second);
    assert_eq!(world.listing(&second.copy), world.listing(&world.root));
    assert!(second.copy.join("__pycache__").is_dir() && written("same.py") == untouched);
}

#[test]
fn odd_entries_are_ordinary() {
    let world = world(&[("a.py", "a"), ("locked.py", "l"), ("secret/b.py", "s"), ("p/\u{e9}\u{1f40d}.py", "u")]);
    link(Path::new("loop.py"), &world.root.join("loop.py")).unwrap();
    link(Path::new("nowhere"), &world.root.join("dangling.py")).unwrap();
    link(Path::new(".."), &world.root.join("p/up")).unwrap();
    let allow = |name: &str, mode: u32| fs::set_permissions(world.root.join(name), fs::Permissions::from_mode(mode)).unwrap();
    allow("locked.py", 0o444);
    allow("secret", 0o000);
    let overlay = Overlay::default();
    let place = world.try_on(&overlay, &[("locked.py", "L")]).unwrap();
    let up = format!("p/up -> {}", place.copy.display());
    let seen = world.listing(&place.copy);
    world.try_on(&overlay, &[]).unwrap();
    let restored = fs::read_to_string(place.copy.join("locked.py")).unwrap();
    allow("secret", 0o755);
    // Somebody who may read everything reads this too.
    let seen: Vec<&str> = seen.iter().map(String::as_str).filter(|line| *line != "secret/b.py s").collect();
    assert_eq!((seen, restored.as_str()), (vec!["a.py a", "locked.py L", up.as_str(), "p/\u{e9}\u{1f40d}.py u"], "l"));
}

#[test]
fn what_is_too_large_is_not_copied_and_it_is_said_why() {
    let world = world(&[("a.py", "a"), ("b.py", "b")]);
    let refused = |files, bytes| world.try_on(&Overlay::with_limits(Limits { files, bytes }), &[]).map_err(|error| error.to_string());
    let message = format!("{} is too large to be copied for trying fixes: more than 1 files or 1 MiB", world.root.display());
    assert_eq!(refused(1, 1 << 20), Err(message));
    assert!(refused(2, 1).is_err() && refused(2, 2).is_ok());
    let overlay = Overlay::with_limits(Limits { files: 1, bytes: 1 });
    assert_eq!(world.try_on(&overlay, &[]).unwrap_err().to_string(), world.try_on(&overlay, &[]).unwrap_err().to_string());
}

#[test]
fn a_cancelled_copying_ends_and_the_next_one_is_whole() {
    let world = world(&[("a.py", "a")]);
    let (overlay, cancel) = (Overlay::default(), CancelToken::new());
    cancel.cancel();
    assert!(overlay.trial(Vec::new(), cancel).shadow_of(&world.workspace, &world.root).is_err());
    let place = world.try_on(&overlay, &[]).unwrap();
    assert_eq!(world.listing(&place.copy), ["a.py a"]);
}

#[test]
fn trials_at_the_same_time_have_shadows_of_their_own() {
    let world = world(&[("a.py", "a")]);
    let (one, other) = (Overlay::default(), Overlay::default());
    let trial = |overlay: &Overlay, text: &str| -> Vec<(Place, String)> {
        let first = overlay.trial(vec![world.text("a.py", text)], CancelToken::new());
        let second = overlay.trial(vec![world.text("a.py", &text.to_lowercase())], CancelToken::new());
        let places = [&first, &second].map(|trial| trial.shadow_of(&world.workspace, &world.root).unwrap());
        places.map(|place| (place.clone(), fs::read_to_string(place.copy.join("a.py")).unwrap())).to_vec()
    };
    let mut seen = std::thread::scope(|scope| {
        let running = [scope.spawn(|| trial(&one, "ONE")), scope.spawn(|| trial(&other, "OTHER"))];
        running.map(|thread| thread.join().unwrap()).concat()
    });
    seen.sort_by_key(|(place, _)| place.copy.clone());
    seen.dedup_by_key(|(place, _)| place.copy.clone());
    let mut texts: Vec<&str> = seen.iter().map(|(_, text)| text.as_str()).collect();
    texts.sort_unstable();
    assert_eq!(texts, ["ONE", "OTHER", "one", "other"]);
    drop((one, other));
    // They are there for the next ones, and do not grow in number.
    world.try_on(&Overlay::default(), &[]).unwrap();
    assert_eq!(world.slots(), ["0", "0.lock", "1", "1.lock", "2", "2.lock", "3", "3.lock"]);
}

#[test]
fn shadows_of_the_dead_and_old_ones_are_removed() {
    let world = world(&[("a.py", "a")]);
    let places = {
        let overlay = Overlay::default();
        let trials = ["A", "B", "C"].map(|text| overlay.trial(vec![world.text("a.py", text)], CancelToken::new()));
        trials.each_ref().map(|trial| trial.shadow_of(&world.workspace, &world.root).unwrap())
    };
    let home = places[0].copy.parent().and_then(Path::parent).unwrap().to_owned();
    // As a process leaves them that was killed: nobody has the lock, and nobody has said that it is free.
    fs::write(home.join("0.held"), "1").unwrap();
    fs::write(home.join("1.held"), "1").unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    {
        let next = Overlay::default();
        let trial = next.trial(Vec::new(), CancelToken::new());
        let place = trial.shadow_of(&world.workspace, &world.root).unwrap();
        assert_eq!((place == places[0], world.listing(&place.copy)), (true, vec!["a.py a".to_owned()]));
        assert_eq!(world.slots(), ["0", "0.held", "0.lock", "2", "2.lock"]);
    }
    let month_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(30 * 24 * 3600);
    for number in ["0", "2"] {
        fs::File::options().write(true).open(home.join(format!("{number}.lock"))).unwrap().set_modified(month_ago).unwrap();
    }
    Overlay::default().trial(Vec::new(), CancelToken::new()).shadow_of(&world.workspace, elsewhere.path()).unwrap();
    assert_eq!((home.exists(), world.slots()), (false, vec!["0".to_owned(), "0.lock".to_owned()]));
}

#[test]
fn what_is_said_of_a_copy_is_said_of_the_file() {
    let place = Place { original: "/w".into(), copy: "/tmp/m".into(), products: PathBuf::new() };
    let mut finding = Finding::new("tool", "/tmp/m/a.py", Spot::Line(0), Severity::Error, "see /tmp/m/b.py:1", b"/tmp/m/a.py");
    speak_of_original(&mut finding, &place);
    assert_eq!((finding.path.to_str(), finding.message.as_str(), finding.raw.bytes()), (Some("/w/a.py"), "see /w/b.py:1", &b"/tmp/m/a.py"[..]));
}
