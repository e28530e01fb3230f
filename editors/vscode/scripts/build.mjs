// Bundles the extension into dist, the language client into a file of its own. Fails where both are larger than they may be.
import { build } from 'esbuild';
import { statSync } from 'node:fs';

const LARGEST = 500_000;

await build({
  entryPoints: ['src/extension.ts', 'src/languageClient.ts'],
  outdir: 'dist',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', './languageClient.js'],
  logLevel: 'warning',
});
const size = ['dist/extension.js', 'dist/languageClient.js'].map((file) => statSync(file).size).reduce((one, other) => one + other);
console.log(`dist: ${size} bytes`);
if (size > LARGEST) {
  console.error(`The bundle may have ${LARGEST} bytes.`);
  process.exit(1);
}
