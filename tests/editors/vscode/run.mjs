// The test of the packaged extension in the real workbench.
// Usage: node run.mjs TOOLS BINARY HEALER.vsix FOREIGN.vsix SCRATCH PICTURES [WINDOW [NUMBERS]]
//
// WINDOW is `walkthrough`, `folder`, `documents`, `server` or `trust`, NUMBERS are those of its steps to run, separated by commas; each step finds the files
// as they are in the beginning or as earlier steps left them.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Editor } from './editor.mjs';
import { documents } from './documents.mjs';
import { folder } from './folder.mjs';
import { server } from './server.mjs';
import { trust } from './trust.mjs';
import { walkthrough } from './walkthrough.mjs';
import { knowledge, start } from './workbench.mjs';

const [tools, binary, healer, foreign, scratch, pictures, wantedWindow, wantedSteps] = process.argv.slice(2);
const SETTINGS = { 'healer.checkers.enabled': { pyright: false } };

/** Lets healer learn from a repository in which somebody has mended an error. */
function learn() {
  const repository = path.join(scratch, 'repository');
  mkdirSync(repository, { recursive: true });
  const git = (...args) => execFileSync('git', ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { stdio: 'pipe' });
  git('init', '--quiet');
  for (const keyword of ['retrun', 'return']) {
    writeFileSync(path.join(repository, 'first.py'), `def first(items):\n    for item in items:\n        ${keyword} item\n`);
    git('add', '.');
    git('commit', '--quiet', '--message', keyword);
  }
  execFileSync(binary, ['learn', '--from-git'], { cwd: repository, env: { ...process.env, ...knowledge(scratch) }, stdio: 'pipe' });
}

/** A folder with the broken programs, with what only these tests need if that is wanted. */
function programs(name, languages, more) {
  const workspace = path.join(scratch, name);
  mkdirSync(workspace, { recursive: true });
  for (const language of languages) {
    cpSync(path.join(import.meta.dirname, '../../examples', language), path.join(workspace, language), { recursive: true });
  }
  if (more) {
    cpSync(path.join(import.meta.dirname, 'workspace'), workspace, { recursive: true });
  }
  return { workspace, text: (file) => readFileSync(path.join(workspace, file), 'utf8') };
}

/** Runs steps in a window of their own until one fails. Tells whether none did. */
async function run(name, all, options) {
  const numbers = wantedSteps?.split(',').map(Number);
  const steps = all.filter((_, at) => numbers?.includes(at + 1) ?? true);
  const { page, stop, set } = await start({ tools, packages: [healer, foreign], settings: SETTINGS, scratch, name, ...options });
  const editor = new Editor(page, pictures, (more) => set({ ...SETTINGS, ...more }));
  try {
    await editor.ready();
    for (const [title, step] of steps) {
      const begun = Date.now();
      try {
        await step(editor);
        console.log(`ok      ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
      } catch (error) {
        await editor.picture(`failed-${name}`);
        console.log(`FAILED  ${title}: ${error.stack}`);
        return false;
      }
    }
    return true;
  } finally {
    await stop();
  }
}

async function inFolder() {
  learn();
  const { workspace, text } = programs('work', ['python', 'rust', 'go', 'javascript'], true);
  const log = () => {
    const logs = path.join(scratch, 'folder/data/logs');
    const found = readdirSync(logs, { recursive: true }).filter((file) => file.endsWith('/healer.log'));
    return found.length === 0 ? undefined : readFileSync(path.join(logs, found[0]), 'utf8');
  };
  const [recorder, record] = ['healer-recorder', 'record'].map((file) => path.join(scratch, file));
  writeFileSync(recorder, `#!/bin/sh\ntee -a '${record}' | '${binary}' "$@"\n`, { mode: 0o755 });
  const sent = () => (existsSync(record) ? readFileSync(record, 'utf8').split(/Content-Length: \d+\r\n\r\n/) : []);
  return run('folder', folder({ workspace, text, log, recorder, sent }), { opened: `folder=${encodeURIComponent(workspace)}` });
}

function inNewWindow() {
  const { workspace, text } = programs('new', ['python'], false);
  // One that takes its time to start.
  const slow = path.join(scratch, 'slow-healer');
  writeFileSync(slow, `#!/bin/sh\nsleep 2\nexec '${binary}' "$@"\n`, { mode: 0o755 });
  return run('walkthrough', walkthrough({ text }), { opened: `folder=${encodeURIComponent(workspace)}`, settings: { ...SETTINGS, 'healer.path': slow } });
}

function withOtherDocuments() {
  const { workspace, text } = programs('other', ['python'], false);
  const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source: ['print(totl)'] };
  const notebook = { cells: [cell], metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 };
  writeFileSync(path.join(workspace, 'notes.ipynb'), JSON.stringify(notebook));
  return run('documents', documents({ text }), { opened: `folder=${encodeURIComponent(workspace)}` });
}

function withServer() {
  const { workspace, text } = programs('alone', ['python'], true);
  const steps = server({ text, extensions: path.join(scratch, 'server/extensions'), healer: binary, scratch, env: knowledge(scratch) });
  return run('server', steps, { opened: `folder=${encodeURIComponent(workspace)}` });
}

async function inUntrustedFolders() {
  const { workspace, text } = programs('several', ['python', 'go'], false);
  const file = path.join(workspace, 'several.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: [{ path: 'python' }, { path: 'go' }] }));
  return run('trust', trust({ text }), { opened: `workspace=${encodeURIComponent(file)}`, asksForTrust: true });
}

const windows = { walkthrough: inNewWindow, folder: inFolder, documents: withOtherDocuments, server: withServer, trust: inUntrustedFolders };
for (const [name, run] of Object.entries(windows)) {
  if ((wantedWindow === undefined || wantedWindow === name) && !(await run())) {
    process.exit(1);
  }
}
