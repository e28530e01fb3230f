// eslint, loaded once and asked again and again. Started by node with two arguments: the folder of the eslint package, and the
// configuration's file. A question is {"file", "text"}, and the output what `eslint --format json --stdin` prints.
const fs = require('node:fs');
const path = require('node:path');
const [eslintFolder, configuration] = process.argv.slice(1);

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
  if (state(watched) !== loaded) process.exit(0);
  const { linter, always } = await making;
  const options = always ? { filePath: file, warnIgnored: true } : { filePath: file };
  return JSON.stringify(await linter.lintText(text, options));
}

serve(lint);
