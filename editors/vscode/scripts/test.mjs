// Runs the tests of what needs no editor.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';

rmSync('out', { recursive: true, force: true });
const tests = readdirSync('test').filter((name) => name.endsWith('.test.ts'));
await build({ entryPoints: tests.map((name) => `test/${name}`), outdir: 'out', bundle: true, platform: 'node', target: 'node20', format: 'cjs', logLevel: 'warning' });
const run = spawnSync(process.execPath, ['--test', '--test-reporter=dot', ...tests.map((name) => `out/${name.replace(/\.ts$/, '.js')}`)], { stdio: 'inherit' });
process.exit(run.status ?? 1);
