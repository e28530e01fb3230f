// eslint, loaded once and asked again and again. Started by node with two arguments: the folder of the eslint package, and the
// configuration's file. A question is a line of JSON, {"id", "question": {"file", "text"}}; so is the answer, {"id", "output"}, where the
// output is what `eslint --format json --stdin` prints. An answer without output means that it cannot tell.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const [eslintFolder, configuration] = process.argv.slice(1);

// Plug-ins may print; that must not get between the answers.
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

// It ends when it has not been asked for five minutes, and when healer is gone.
const PATIENCE = 5 * 60 * 1000;
let leaving = setTimeout(() => process.exit(0), PATIENCE);

/** Every file of the workspace's own that the configuration consists of: what it imports by a relative path, and what that imports. */
function filesOf(start) {
  const found = new Set();
  const left = [start];
  while (left.length > 0) {
    const file = left.pop();
    if (found.has(file)) continue;
    found.add(file);
    let text = '';
    try {
      text = fs.readFileSync(file, 'utf8');
    } catch {
      continue;
    }
    for (const [, name] of text.matchAll(/(?:from|import|require|extends)\W{1,6}(\.{1,2}\/[^'"`]+)/g)) {
      const target = path.resolve(path.dirname(file), name);
      left.push(...['', '.js', '.cjs', '.mjs', '.ts', '.mts', '.json', '/index.js', '/index.cjs'].map(ending => target + ending));
    }
  }
  return [...found];
}

/** What tells whether what was loaded is still what the disk has. */
function state(files) {
  return files
    .map(file => {
      try {
        const { mtimeMs, size } = fs.statSync(file);
        return `${mtimeMs} ${size}`;
      } catch {
        return '-';
      }
    })
    .join();
}

const folder = path.dirname(configuration);
const beside = ['package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', '.eslintignore', 'node_modules/.package-lock.json'];
const watched = [...filesOf(configuration), ...beside.map(name => path.join(folder, name)), path.join(eslintFolder, 'package.json')];
const loaded = state(watched);

/** The linter that the command of this version of eslint would use. */
async function makeLinter() {
  const eslint = require(eslintFolder);
  const ESLint = eslint.loadESLint ? await eslint.loadESLint({ cwd: folder }) : eslint.ESLint;
  return { linter: new ESLint({ cwd: folder }), always: ESLint.configType !== 'flat' };
}
const making = makeLinter();
making.catch(() => {});

async function lint({ file, text }) {
  const { linter, always } = await making;
  const options = always ? { filePath: file, warnIgnored: true } : { filePath: file };
  return JSON.stringify(await linter.lintText(text, options));
}

let turn = Promise.resolve();
require('node:readline')
  .createInterface({ input: process.stdin })
  .on('line', line => {
    clearTimeout(leaving);
    turn = turn.then(async () => {
      const { id, question } = JSON.parse(line);
      if (state(watched) !== loaded) process.exit(0);
      const output = await lint(question).catch(() => undefined);
      answer(JSON.stringify({ id, output }) + '\n');
      clearTimeout(leaving);
      leaving = setTimeout(() => process.exit(0), PATIENCE);
    });
  })
  .on('close', () => process.exit(0));
