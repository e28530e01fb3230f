//! What everybody imports: the standard library's modules, well-known names of them, and usual short names.

/// Whether a module is part of the standard library, in any version from 3.8 to 3.14.
pub(super) fn is_standard(module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    top == "__future__" || MODULES.binary_search(&top).is_ok()
}

/// The standard library's modules.
pub(super) fn modules() -> impl Iterator<Item = &'static str> {
    MODULES.iter().copied()
}

/// The module that a well-known name comes from.
pub(super) fn home_of(name: &str) -> Option<&'static str> {
    let at = NAMES.binary_search_by_key(&name, |(known, _)| known).ok()?;
    NAMES.get(at).map(|(_, module)| *module)
}

/// The module that people import under a short name.
pub(super) fn aliased(alias: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(known, _)| *known == alias).map(|(_, module)| *module)
}

#[rustfmt::skip]
const MODULES: &[&str] = &[
    "abc", "aifc", "annotationlib", "argparse", "array", "ast", "asynchat", "asyncio", "asyncore", "atexit", "audioop", "base64", "bdb", "binascii",
    "bisect", "builtins", "bz2", "cProfile", "calendar", "cgi", "cgitb", "chunk", "cmath", "cmd", "code", "codecs", "codeop", "collections",
    "colorsys", "compileall", "compression", "concurrent", "configparser", "contextlib", "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes",
    "curses", "dataclasses", "datetime", "dbm", "decimal", "difflib", "dis", "distutils", "doctest", "email", "encodings", "ensurepip", "enum",
    "errno", "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "fractions", "ftplib", "functools", "gc", "genericpath", "getopt", "getpass",
    "gettext", "glob", "graphlib", "grp", "gzip", "hashlib", "heapq", "hmac", "html", "http", "imaplib", "imghdr", "imp", "importlib", "inspect",
    "io", "ipaddress", "itertools", "json", "keyword", "linecache", "locale", "logging", "lzma", "mailbox", "mailcap", "marshal", "math", "mimetypes",
    "mmap", "modulefinder", "msvcrt", "multiprocessing", "netrc", "nis", "nntplib", "ntpath", "nturl2path", "numbers", "opcode", "operator",
    "optparse", "os", "ossaudiodev", "pathlib", "pdb", "pickle", "pickletools", "pipes", "pkgutil", "platform", "plistlib", "poplib", "posix",
    "posixpath", "pprint", "profile", "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "pyexpat", "queue", "quopri", "random", "re",
    "readline", "reprlib", "resource", "rlcompleter", "runpy", "sched", "secrets", "select", "selectors", "shelve", "shlex", "shutil", "signal",
    "site", "smtpd", "smtplib", "sndhdr", "socket", "socketserver", "spwd", "sqlite3", "sre_compile", "sre_constants", "sre_parse", "ssl", "stat",
    "statistics", "string", "stringprep", "struct", "subprocess", "sunau", "symtable", "sys", "sysconfig", "syslog", "tabnanny", "tarfile",
    "telnetlib", "tempfile", "termios", "textwrap", "threading", "time", "timeit", "tkinter", "token", "tokenize", "tomllib", "trace", "traceback",
    "tracemalloc", "tty", "turtle", "types", "typing", "unicodedata", "unittest", "urllib", "uu", "uuid", "venv", "warnings", "wave", "weakref",
    "webbrowser", "winreg", "winsound", "wsgiref", "xdrlib", "xml", "xmlrpc", "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
];

#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("ABC", "abc"), ("ABCMeta", "abc"), ("AF_INET", "socket"), ("AbstractContextManager", "contextlib"), ("Annotated", "typing"), ("Any", "typing"),
    ("AnyStr", "typing"), ("ArgumentParser", "argparse"), ("AsyncExitStack", "contextlib"), ("AsyncGenerator", "typing"),
    ("AsyncIterable", "collections.abc"), ("AsyncIterator", "typing"), ("AsyncMock", "unittest.mock"), ("Awaitable", "typing"),
    ("BOM_UTF8", "codecs"), ("Barrier", "threading"), ("BaseHTTPRequestHandler", "http.server"), ("BinaryIO", "typing"),
    ("Buffer", "collections.abc"), ("BytesIO", "io"), ("Callable", "typing"), ("CalledProcessError", "subprocess"), ("ChainMap", "collections"),
    ("ClassVar", "typing"), ("CodeType", "types"), ("Collection", "collections.abc"), ("Concatenate", "typing"), ("Condition", "threading"),
    ("ConfigParser", "configparser"), ("Coroutine", "typing"), ("Counter", "collections"), ("Decimal", "decimal"), ("DefaultDict", "typing"),
    ("Dict", "typing"), ("DictReader", "csv"), ("DictWriter", "csv"), ("ElementTree", "xml.etree"), ("EmailMessage", "email.message"),
    ("Empty", "queue"), ("Enum", "enum"), ("Event", "threading"), ("ExitStack", "contextlib"), ("Final", "typing"), ("Flag", "enum"),
    ("Fraction", "fractions"), ("FrameType", "types"), ("FrozenInstanceError", "dataclasses"), ("FrozenSet", "typing"), ("Full", "queue"),
    ("FunctionType", "types"), ("Future", "concurrent.futures"), ("Generator", "collections.abc"), ("Generic", "typing"), ("GenericAlias", "types"),
    ("HTTPError", "urllib.error"), ("HTTPServer", "http.server"), ("HTTPStatus", "http"), ("Hashable", "collections.abc"), ("IO", "typing"),
    ("InitVar", "dataclasses"), ("IntEnum", "enum"), ("IntFlag", "enum"), ("InvalidOperation", "decimal"), ("Iterable", "collections.abc"),
    ("Iterator", "collections.abc"), ("JSONDecodeError", "json"), ("JSONDecoder", "json"), ("JSONEncoder", "json"), ("LifoQueue", "queue"),
    ("List", "typing"), ("Literal", "typing"), ("LiteralString", "typing"), ("Lock", "threading"), ("Logger", "logging"),
    ("MIMEText", "email.mime.text"), ("MagicMock", "unittest.mock"), ("Manager", "multiprocessing"), ("Mapping", "collections.abc"),
    ("MappingProxyType", "types"), ("Match", "re"), ("MethodType", "types"), ("Mock", "unittest.mock"), ("ModuleType", "types"),
    ("MutableMapping", "collections.abc"), ("MutableSequence", "collections.abc"), ("NamedTemporaryFile", "tempfile"), ("NamedTuple", "typing"),
    ("Namespace", "argparse"), ("Never", "typing"), ("NewType", "typing"), ("NoReturn", "typing"), ("NotRequired", "typing"), ("Optional", "typing"),
    ("OrderedDict", "collections"), ("PIPE", "subprocess"), ("ParamSpec", "typing"), ("Parameter", "inspect"), ("Path", "pathlib"),
    ("PathLike", "os"), ("Pattern", "re"), ("Pool", "multiprocessing"), ("Popen", "subprocess"), ("PosixPath", "pathlib"), ("PriorityQueue", "queue"),
    ("Process", "multiprocessing"), ("ProcessPoolExecutor", "concurrent.futures"), ("Protocol", "typing"), ("PurePath", "pathlib"),
    ("PurePosixPath", "pathlib"), ("Queue", "queue"), ("RLock", "threading"), ("ROUND_HALF_UP", "decimal"), ("Request", "urllib.request"),
    ("Required", "typing"), ("SOCK_STREAM", "socket"), ("Self", "typing"), ("Semaphore", "threading"), ("Sequence", "collections.abc"),
    ("Set", "typing"), ("SimpleHTTPRequestHandler", "http.server"), ("SimpleNamespace", "types"), ("Sized", "collections.abc"), ("StrEnum", "enum"),
    ("StringIO", "io"), ("SupportsInt", "typing"), ("TYPE_CHECKING", "typing"), ("Template", "string"), ("TemporaryDirectory", "tempfile"),
    ("TestCase", "unittest"), ("Text", "typing"), ("TextIO", "typing"), ("TextIOWrapper", "io"), ("Thread", "threading"),
    ("ThreadPoolExecutor", "concurrent.futures"), ("Timer", "threading"), ("TracebackType", "types"), ("Tuple", "typing"), ("Type", "typing"),
    ("TypeAlias", "typing"), ("TypeGuard", "typing"), ("TypeVar", "typing"), ("TypedDict", "typing"), ("URLError", "urllib.error"), ("UUID", "uuid"),
    ("Union", "typing"), ("Unpack", "typing"), ("UserDict", "collections"), ("UserList", "collections"), ("UserString", "collections"),
    ("WeakKeyDictionary", "weakref"), ("WeakValueDictionary", "weakref"), ("WindowsPath", "pathlib"), ("ZoneInfo", "zoneinfo"),
    ("abspath", "os.path"), ("abstractmethod", "abc"), ("abstractproperty", "abc"), ("accumulate", "itertools"),
    ("as_completed", "concurrent.futures"), ("ascii_letters", "string"), ("ascii_lowercase", "string"), ("ascii_uppercase", "string"),
    ("asdict", "dataclasses"), ("assert_never", "typing"), ("astuple", "dataclasses"), ("asynccontextmanager", "contextlib"),
    ("attrgetter", "operator"), ("auto", "enum"), ("b64decode", "base64"), ("b64encode", "base64"), ("basename", "os.path"),
    ("bisect_left", "bisect"), ("bisect_right", "bisect"), ("c_char_p", "ctypes"), ("c_int", "ctypes"), ("cache", "functools"),
    ("cached_property", "functools"), ("cast", "typing"), ("ceil", "math"), ("chain", "itertools"), ("check_output", "subprocess"),
    ("choice", "random"), ("choices", "random"), ("closing", "contextlib"), ("cmp_to_key", "functools"), ("combinations", "itertools"),
    ("contextmanager", "contextlib"), ("copyfile", "shutil"), ("copytree", "shutil"), ("cos", "math"), ("count", "itertools"),
    ("cpu_count", "multiprocessing"), ("create_task", "asyncio"), ("cycle", "itertools"), ("dataclass", "dataclasses"), ("date", "datetime"),
    ("datetime", "datetime"), ("dedent", "textwrap"), ("deepcopy", "copy"), ("default_timer", "timeit"), ("defaultdict", "collections"),
    ("degrees", "math"), ("deque", "collections"), ("digits", "string"), ("dirname", "os.path"), ("dropwhile", "itertools"), ("environ", "os"),
    ("exists", "os.path"), ("exp", "math"), ("expanduser", "os.path"), ("factorial", "math"), ("field", "dataclasses"), ("floor", "math"),
    ("format_exc", "traceback"), ("gather", "asyncio"), ("gcd", "math"), ("getLogger", "logging"), ("get_args", "typing"), ("get_origin", "typing"),
    ("get_type_hints", "typing"), ("getcwd", "os"), ("getenv", "os"), ("getmembers", "inspect"), ("getuser", "getpass"), ("groupby", "itertools"),
    ("heapify", "heapq"), ("heappop", "heapq"), ("heappush", "heapq"), ("hypot", "math"), ("iglob", "glob"), ("import_module", "importlib"),
    ("indent", "textwrap"), ("inf", "math"), ("insort", "bisect"), ("ip_address", "ipaddress"), ("ip_network", "ipaddress"),
    ("is_dataclass", "dataclasses"), ("isclass", "inspect"), ("isclose", "math"), ("isdir", "os.path"), ("isfile", "os.path"),
    ("islice", "itertools"), ("itemgetter", "operator"), ("join", "os.path"), ("listdir", "os"), ("log", "math"), ("log10", "math"), ("log2", "math"),
    ("lru_cache", "functools"), ("makedirs", "os"), ("md5", "hashlib"), ("mean", "statistics"), ("median", "statistics"),
    ("methodcaller", "operator"), ("mkdtemp", "tempfile"), ("mkstemp", "tempfile"), ("mock", "unittest"), ("monotonic", "time"),
    ("namedtuple", "collections"), ("nan", "math"), ("nlargest", "heapq"), ("nsmallest", "heapq"), ("nullcontext", "contextlib"),
    ("overload", "typing"), ("pairwise", "itertools"), ("parse_qs", "urllib.parse"), ("parse_qsl", "urllib.parse"), ("partial", "functools"),
    ("partialmethod", "functools"), ("patch", "unittest.mock"), ("perf_counter", "time"), ("permutations", "itertools"), ("pformat", "pprint"),
    ("pi", "math"), ("pprint", "pprint"), ("print_exc", "traceback"), ("product", "itertools"), ("punctuation", "string"), ("quote", "urllib.parse"),
    ("quote_plus", "urllib.parse"), ("radians", "math"), ("randint", "random"), ("randrange", "random"), ("redirect_stderr", "contextlib"),
    ("redirect_stdout", "contextlib"), ("reduce", "functools"), ("reload", "importlib"), ("remove", "os"), ("repeat", "itertools"),
    ("replace", "dataclasses"), ("rmtree", "shutil"), ("run", "subprocess"), ("runtime_checkable", "typing"), ("sample", "random"),
    ("sha1", "hashlib"), ("sha256", "hashlib"), ("shuffle", "random"), ("signature", "inspect"), ("sin", "math"), ("singledispatch", "functools"),
    ("sleep", "time"), ("splitext", "os.path"), ("sqrt", "math"), ("starmap", "itertools"), ("stdev", "statistics"), ("strftime", "time"),
    ("suppress", "contextlib"), ("takewhile", "itertools"), ("tan", "math"), ("tee", "itertools"), ("timedelta", "datetime"),
    ("timezone", "datetime"), ("token_hex", "secrets"), ("token_urlsafe", "secrets"), ("total_ordering", "functools"), ("tzinfo", "datetime"),
    ("unescape", "html"), ("uniform", "random"), ("unique", "enum"), ("unquote", "urllib.parse"), ("unquote_plus", "urllib.parse"),
    ("update_wrapper", "functools"), ("urlencode", "urllib.parse"), ("urljoin", "urllib.parse"), ("urlopen", "urllib.request"),
    ("urlparse", "urllib.parse"), ("urlretrieve", "urllib.request"), ("urlsplit", "urllib.parse"), ("urlunparse", "urllib.parse"), ("uuid1", "uuid"),
    ("uuid4", "uuid"), ("uuid5", "uuid"), ("wait_for", "asyncio"), ("warn", "warnings"), ("wraps", "functools"), ("zip_longest", "itertools"),
];

#[rustfmt::skip]
const ALIASES: &[(&str, &str)] = &[
    ("ET", "xml.etree.ElementTree"), ("dt", "datetime"), ("np", "numpy"), ("pd", "pandas"), ("plt", "matplotlib.pyplot"), ("sns", "seaborn"),
    ("sp", "scipy"), ("t", "typing"), ("tf", "tensorflow"), ("mp", "multiprocessing"), ("nx", "networkx"), ("sa", "sqlalchemy"), ("tk", "tkinter"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(MODULES.is_sorted() && NAMES.is_sorted_by_key(|(name, _)| name));
        assert!(is_standard("os.path") && !is_standard("numpy"));
        assert_eq!(home_of("Path"), Some("pathlib"));
    }
}
