// Makes the settings in package.json and src/serverSettings.ts from the server's JSON schema.
// Usage: node scripts/settings.mjs HEALER [--check]
//
// With --check nothing is written, and it fails where the files are not what the schema says.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const [healer, mode] = process.argv.slice(2);
if (healer === undefined) {
  console.error('Usage: node scripts/settings.mjs HEALER [--check]');
  process.exit(2);
}
const schema = JSON.parse(execFileSync(healer, ['schema'], { encoding: 'utf8' }));

/** The extension says itself whether the workspace is trusted. */
const ANSWERED_BY_EXTENSION = new Set(['trust']);

/** Where the program is cannot be a setting of the program. */
const PATH = {
  type: 'string',
  default: '',
  scope: 'machine-overridable',
  order: 0,
  markdownDescription:
    'The healer program to use: an absolute path, one that begins with `~/`, or a name on `PATH`. Empty for the one that came with the extension, else the first on `PATH`.',
};

/** A schema without references and formats, which VS Code's settings editor does not know. What contains itself allows anything there. */
function plain(node, within = []) {
  if (Array.isArray(node)) {
    return node.map((one) => plain(one, within));
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const { $ref, format, ...rest } = node;
  if ($ref !== undefined) {
    if (within.includes($ref)) {
      return plain(rest, within);
    }
    const { description, ...shape } = plain(schema.$defs[$ref.replace('#/$defs/', '')], [...within, $ref]);
    return { ...shape, description, ...plain(rest, within) };
  }
  const flat = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, plain(value, within)]));
  return flat.oneOf === undefined ? flat : choices(flat);
}

/** Alternatives that are single texts become one list of texts, with the description of each. */
function choices({ oneOf, ...rest }) {
  const texts = oneOf.flatMap((one) => (one.const !== undefined ? [[one.const, one.description]] : (one.enum ?? []).map((text) => [text, one.description])));
  if (texts.length === 0) {
    return { oneOf, ...rest };
  }
  return { type: 'string', enum: texts.map(([text]) => text), enumDescriptions: texts.map(([, description]) => description ?? ''), ...rest };
}

/** The leaves of the schema by their full names; a table with named keys is no setting of its own. */
function settings(node, prefix) {
  return Object.entries(node.properties ?? {}).flatMap(([key, value]) => {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    return value.properties !== undefined && value.type === 'object' ? settings(value, name) : [[name, value]];
  });
}

const found = settings(plain(schema), '').filter(([name]) => !ANSWERED_BY_EXTENSION.has(name));
const properties = { 'healer.path': PATH };
found.forEach(([name, value], at) => {
  const { description, default: fallback, ...shape } = value;
  properties[`healer.${name}`] = {
    ...shape,
    ...(fallback === undefined || fallback === null ? {} : { default: fallback }),
    // The server reads one set of settings for the window.
    scope: 'window',
    order: at + 1,
    markdownDescription: description,
  };
});

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
manifest.contributes.configuration = { title: 'healer', properties };
const wanted = {
  'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
  'src/serverSettings.ts': `// Made by scripts/settings.mjs from the server's JSON schema.\n\n/** The names of the settings that go to the server, below \`healer\`. */\nexport const SERVER_SETTINGS: readonly string[] = ${JSON.stringify(found.map(([name]) => name), null, 2).replaceAll('"', "'").replace(/'\n\]/, "',\n]")};\n`,
};
for (const [file, text] of Object.entries(wanted)) {
  if (mode !== '--check') {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${file} is not what the server's schema says; run: node scripts/settings.mjs ${healer}`);
    process.exitCode = 1;
  }
}
