//! Node's own modules, and the names by which programs know what they export.

/// Node's modules that programs import.
const BUILTINS: &[&str] = &[
    "assert",
    "assert/strict",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "crypto",
    "dgram",
    "diagnostics_channel",
    "dns",
    "dns/promises",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "inspector",
    "module",
    "net",
    "os",
    "path",
    "path/posix",
    "path/win32",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "readline/promises",
    "repl",
    "stream",
    "stream/promises",
    "stream/web",
    "string_decoder",
    "test",
    "timers",
    "timers/promises",
    "tls",
    "tty",
    "url",
    "util",
    "util/types",
    "v8",
    "vm",
    "wasi",
    "worker_threads",
    "zlib",
];

/// Names that mean one export of one of Node's modules, wherever they stand unbound.
const EXPORTS: &[(&str, &str)] = &[
    ("AsyncLocalStorage", "async_hooks"),
    ("AsyncResource", "async_hooks"),
    ("EventEmitter", "events"),
    ("PassThrough", "stream"),
    ("Readable", "stream"),
    ("Transform", "stream"),
    ("Writable", "stream"),
    ("Duplex", "stream"),
    ("Worker", "worker_threads"),
    ("isMainThread", "worker_threads"),
    ("parentPort", "worker_threads"),
    ("workerData", "worker_threads"),
    ("StringDecoder", "string_decoder"),
    ("appendFileSync", "fs"),
    ("copyFileSync", "fs"),
    ("createHash", "crypto"),
    ("createHmac", "crypto"),
    ("createReadStream", "fs"),
    ("createServer", "http"),
    ("createWriteStream", "fs"),
    ("dirname", "path"),
    ("basename", "path"),
    ("extname", "path"),
    ("isAbsolute", "path"),
    ("exec", "child_process"),
    ("execFile", "child_process"),
    ("execFileSync", "child_process"),
    ("execSync", "child_process"),
    ("existsSync", "fs"),
    ("fileURLToPath", "url"),
    ("pathToFileURL", "url"),
    ("fork", "child_process"),
    ("gunzipSync", "zlib"),
    ("gzipSync", "zlib"),
    ("inspect", "util"),
    ("isDeepStrictEqual", "util"),
    ("mkdirSync", "fs"),
    ("mkdtempSync", "fs"),
    ("once", "events"),
    ("pipeline", "stream"),
    ("promisify", "util"),
    ("randomBytes", "crypto"),
    ("randomUUID", "crypto"),
    ("readFileSync", "fs"),
    ("readdirSync", "fs"),
    ("rmSync", "fs"),
    ("spawn", "child_process"),
    ("spawnSync", "child_process"),
    ("statSync", "fs"),
    ("timingSafeEqual", "crypto"),
    ("tmpdir", "os"),
    ("unlinkSync", "fs"),
    ("writeFileSync", "fs"),
    ("performance", "perf_hooks"),
    ("readFile", "fs/promises"),
    ("writeFile", "fs/promises"),
    ("mkdir", "fs/promises"),
    ("readdir", "fs/promises"),
    ("createInterface", "readline"),
];

/// Modules that go by another name than their own.
const NICKNAMES: &[(&str, &str)] =
    &[("childProcess", "child_process"), ("cp", "child_process"), ("fsp", "fs/promises"), ("qs", "querystring"), ("Stream", "stream")];

pub(super) fn is_builtin(module: &str) -> bool {
    BUILTINS.contains(&module)
}

/// The module of Node that a name means as a whole.
pub(super) fn builtin_named(name: &str) -> Option<&'static str> {
    let nickname = NICKNAMES.iter().find(|(nickname, _)| *nickname == name).map(|(_, module)| *module);
    nickname.or_else(|| BUILTINS.iter().find(|module| **module == name || camel(module) == name).copied())
}

/// The module of Node that exports a name.
pub(super) fn builtin_exporting(name: &str) -> Option<&'static str> {
    EXPORTS.iter().find(|(export, _)| *export == name).map(|(_, module)| *module)
}

/// A package or file name as an identifier: `on-finished` is `onFinished`, `@scope/my.pkg` is `myPkg`.
pub(super) fn camel(name: &str) -> String {
    let own = name.rsplit('/').next().unwrap_or(name);
    let mut identifier = String::new();
    let mut upper = false;
    for character in own.chars() {
        match character {
            '-' | '_' | '.' => upper = !identifier.is_empty(),
            _ if upper => {
                identifier.extend(character.to_uppercase());
                upper = false;
            }
            _ => identifier.push(character),
        }
    }
    identifier
}
