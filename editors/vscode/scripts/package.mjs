// Packages the extension for one platform, with the server's program inside.
// Usage: node scripts/package.mjs TARGET HEALER OUT.vsix
//
// TARGET is one of VS Code's platforms: {win32,linux,alpine,darwin}-{x64,arm64}; HEALER is the program built for it.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, rmSync } from 'node:fs';

const TARGETS = ['win32', 'linux', 'alpine', 'darwin'].flatMap((system) => [`${system}-x64`, `${system}-arm64`]);

const [target, healer, out] = process.argv.slice(2);
if (target === undefined || healer === undefined || out === undefined || !TARGETS.includes(target)) {
  console.error(`Usage: node scripts/package.mjs TARGET HEALER OUT.vsix, where TARGET is one of ${TARGETS.join(', ')}`);
  process.exit(2);
}
const run = (program, args) => {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
};
run(process.execPath, ['scripts/build.mjs']);
rmSync('bin', { recursive: true, force: true });
mkdirSync('bin');
const program = `bin/${target.startsWith('win32') ? 'healer.exe' : 'healer'}`;
copyFileSync(healer, program);
chmodSync(program, 0o755);
// The bundle holds all dependencies, and links in the README lead into the package.
const options = ['--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--skip-license'];
run(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', '--target', target, '--out', out, ...options]);
rmSync('bin', { recursive: true, force: true });
