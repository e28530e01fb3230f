// pyright's language server, asked again and again for the errors of whole files. Started by node with two arguments: the language server's
// program, and the workspace's folder. A question is {"files", "texts"}: the paths to check, and the texts, by path, that the disk does not
// have. The output is what `pyright --outputjson` prints.
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');
const { pathToFileURL } = require('node:url');
const [program, folder] = process.argv.slice(1);

// More files than this are not looked through before each question; a change of one of them is then not seen.
const MOST_FILES = 5000;
// Nor is more of a tree than this, which may hold much that is not Python: it is looked through while somebody waits.
const MOST_ENTRIES = 20000;
const LEFT_OUT = new Set(['node_modules', '__pycache__', 'site-packages', 'target', 'build', 'dist']);
const CONFIGURATION = new Set(['pyrightconfig.json', 'pyproject.toml', 'setup.cfg']);

const server = spawn(program, ['--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
server.on('exit', () => process.exit(0));
server.on('error', () => process.exit(1));

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
}

const waiting = new Map();
let requests = 0;
function request(method, params) {
  requests += 1;
  const id = requests;
  send({ id, method, params });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

/** What the server asks of us: settings and folders; everything else is granted. */
function reply({ id, method, params }) {
  const result = method === 'workspace/configuration' ? params.items.map(settings) : null;
  send({ id, result });
}

/** As on the command line, where nothing but the configuration's files decides. */
const settings = ({ section }) => (section === 'python.analysis' ? { diagnosticMode: 'openFilesOnly', autoSearchPaths: true } : null);

let unread = Buffer.alloc(0);
server.stdout.on('data', chunk => {
  unread = Buffer.concat([unread, chunk]);
  for (;;) {
    const head = unread.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: *(\d+)/i.exec(unread.subarray(0, head).toString())?.[1]);
    if (!Number.isFinite(length)) process.exit(1);
    if (unread.length < head + 4 + length) return;
    const message = JSON.parse(unread.subarray(head + 4, head + 4 + length).toString());
    unread = unread.subarray(head + 4 + length);
    if (message.method !== undefined) {
      if (message.id !== undefined) reply(message);
      continue;
    }
    const asked = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error) asked?.reject(new Error(message.error.message));
    else asked?.resolve(message.result);
  }
});

const capabilities = {
  workspace: { configuration: true, didChangeWatchedFiles: { dynamicRegistration: true }, workspaceFolders: true },
  textDocument: { diagnostic: { dynamicRegistration: false }, synchronization: {} },
};
const uri = pathToFileURL(folder).href;
const workspaceFolders = [{ uri, name: path.basename(folder) }];
const beginning = request('initialize', { processId: process.pid, rootUri: uri, rootPath: folder, workspaceFolders, capabilities })
  .then(() => send({ method: 'initialized', params: {} }));
beginning.catch(() => process.exit(1));

/** The state of every Python file and configuration below a folder; `left` says how many entries may still be looked at. */
function states(of, found = new Map(), left = { entries: MOST_ENTRIES }) {
  let entries = [];
  try {
    entries = fs.readdirSync(of, { withFileTypes: true });
  } catch {
    return found;
  }
  for (const entry of entries) {
    if (found.size >= MOST_FILES || left.entries <= 0) break;
    left.entries -= 1;
    const name = path.join(of, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !LEFT_OUT.has(entry.name) && !fs.existsSync(path.join(name, 'pyvenv.cfg'))) states(name, found, left);
    } else if (/\.pyi?$/.test(entry.name) || CONFIGURATION.has(entry.name)) {
      const { mtimeMs, size } = fs.statSync(name, { throwIfNoEntry: false }) ?? {};
      found.set(name, `${mtimeMs} ${size}`);
    }
  }
  return found;
}

/** Tells the server which files have changed on the disk. With another configuration all begins anew. */
let known = states(folder);
function tellChanges() {
  const now = states(folder);
  const changes = [];
  for (const [name, state] of now) if (known.get(name) !== state) changes.push({ name, type: known.has(name) ? 2 : 1 });
  for (const name of known.keys()) if (!now.has(name)) changes.push({ name, type: 3 });
  known = now;
  if (changes.some(({ name }) => CONFIGURATION.has(path.basename(name)))) process.exit(0);
  if (changes.length === 0) return;
  const params = { changes: changes.map(({ name, type }) => ({ uri: pathToFileURL(name).href, type })) };
  send({ method: 'workspace/didChangeWatchedFiles', params });
}

/** The texts of the documents that are open, by path. */
const open = new Map();
let version = 0;

function show(file, text) {
  const uri = pathToFileURL(file).href;
  version += 1;
  if (!open.has(file)) {
    send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'python', version, text } } });
  } else if (open.get(file) !== text) {
    send({ method: 'textDocument/didChange', params: { textDocument: { uri, version }, contentChanges: [{ text }] } });
  }
  open.set(file, text);
}

const SEVERITIES = ['', 'error', 'warning', 'information'];

/** A diagnostic as the command line prints it. */
const printed = (file, { severity, message, range, code }) => ({ file, severity: SEVERITIES[severity] ?? 'information', message, range, rule: code });

async function check({ files, texts }) {
  await beginning;
  tellChanges();
  const wanted = new Map(files.map(file => [file, texts[file] ?? fs.readFileSync(file, 'utf8')]));
  for (const [file, text] of Object.entries(texts)) wanted.set(file, text);
  for (const file of [...open.keys()].filter(file => !wanted.has(file))) {
    send({ method: 'textDocument/didClose', params: { textDocument: { uri: pathToFileURL(file).href } } });
    open.delete(file);
  }
  for (const [file, text] of wanted) show(file, text);
  // Asking is quicker than waiting until it tells by itself, which it puts off for a quarter of a second.
  const found = files.map(async file => {
    const { items } = await request('textDocument/diagnostic', { textDocument: { uri: pathToFileURL(file).href } });
    // A hint is no finding: it greys out what is not used.
    return items.filter(({ severity }) => severity !== 4).map(one => printed(file, one));
  });
  return JSON.stringify({ generalDiagnostics: (await Promise.all(found)).flat() });
}

serve(check);
