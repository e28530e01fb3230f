// Starts code-server with the packaged extensions, and a browser on it. Ends what it started, by process.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { until } from './editor.mjs';

const SETTINGS = {
  'workbench.colorTheme': 'Default Light Modern',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'window.commandCenter': false,
  'editor.minimap.enabled': false,
  'editor.fontSize': 14,
  'editor.stickyScroll.enabled': false,
  'editor.scrollBeyondLastLine': false,
  'editor.hover.enabled': false,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'extensions.ignoreRecommendations': true,
  'javascript.validate.enable': false,
};

/** Where healer keeps what it learns and makes, as variables of its environment. */
export function knowledge(scratch) {
  return { HEALER_HOME: path.join(scratch, 'healer'), HEALER_CACHE: path.join(scratch, 'cache') };
}

/**
 * Starts all. `tools` is where code-server and playwright are installed; `scratch` holds what healer knows, and in a folder of this `name`
 * what the editor keeps; `opened` is the folder or workspace as the address names it.
 */
export async function start({ scratch, name, tools, opened, packages, settings, asksForTrust = false }) {
  const require = createRequire(path.join(tools, 'package.json'));
  const { chromium } = require('playwright-core');
  const entry = path.join(tools, 'node_modules/code-server/out/node/entry.js');
  const [data, extensions, home] = ['data', 'extensions', 'home'].map((part) => path.join(scratch, name, part));
  mkdirSync(home, { recursive: true });
  // A setting that names a program is read from the machine's own settings only.
  const set = (more) => {
    const [user, machine] = ['User', 'Machine'].map((folder) => path.join(data, folder));
    [user, machine].forEach((folder) => mkdirSync(folder, { recursive: true }));
    writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...SETTINGS, ...more }, null, 2));
    writeFileSync(path.join(machine, 'settings.json'), JSON.stringify('healer.path' in more ? { 'healer.path': more['healer.path'] } : {}));
  };
  set(settings);
  // What lies in the home folder by default and takes long to make: the toolchain of Rust, what Go has built.
  const kept = { RUSTUP_HOME: '.rustup', CARGO_HOME: '.cargo', GOCACHE: '.cache/go-build', GOPATH: 'go' };
  const own = Object.fromEntries(Object.entries(kept).map(([variable, folder]) => [variable, process.env[variable] ?? path.join(homedir(), folder)]));
  const env = { ...process.env, ...own, HOME: home, ...knowledge(scratch) };
  const folders = ['--extensions-dir', extensions, '--user-data-dir', data];
  for (const file of packages) {
    const installed = spawnSync(process.execPath, [entry, ...folders, '--install-extension', file], { env, encoding: 'utf8' });
    if (installed.status !== 0) {
      throw new Error(`installing ${file}: ${installed.stdout}${installed.stderr}`);
    }
  }
  const port = await freePort();
  const flags = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'];
  if (!asksForTrust) {
    flags.push('--disable-workspace-trust');
  }
  // A process group of its own, so that its children end with it.
  const server = spawn(process.execPath, [entry, ...flags, ...folders], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (text) => (output += text));
  }
  let browser;
  const stop = async () => {
    await browser?.close().catch(() => undefined);
    if (server.exitCode === null) {
      process.kill(-server.pid, 'SIGTERM');
      await until('code-server to end', () => server.exitCode !== null || server.signalCode !== null, 10).catch(() => process.kill(-server.pid, 'SIGKILL'));
    }
  };
  try {
    await until('code-server', () => output.includes('HTTP server listening'), 60).catch((error) => {
      throw new Error(`${error.message}\n${output}`);
    });
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    });
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${port}/?${opened}`);
    return { page, stop, set };
  } catch (error) {
    await stop();
    throw error;
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
