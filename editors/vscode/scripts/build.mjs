// Bundles the extension into dist/extension.js. Fails where the bundle is larger than it may be.
import { build } from 'esbuild';
import { statSync } from 'node:fs';

const LARGEST = 500_000;

await build({
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  logLevel: 'warning',
});
const { size } = statSync('dist/extension.js');
console.log(`dist/extension.js: ${size} bytes`);
if (size > LARGEST) {
  console.error(`The bundle may have ${LARGEST} bytes.`);
  process.exit(1);
}
