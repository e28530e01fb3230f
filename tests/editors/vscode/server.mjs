// The steps of the test that are about the server itself: it is looked for, ends and comes back, and the status item tells of it.
import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { until } from './editor.mjs';

/** So often may it end before it is not started again. */
const ENDS = 5;

/** The processes whose program, or the script that it runs, has a path that begins so. */
function processes(beginning) {
  const commands = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [[Number(name), readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0')]];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
  return commands.filter(([, words]) => words.slice(0, 2).some((word) => word.startsWith(beginning))).map(([id]) => id);
}

/** Opens the circuit breaker of the fixes of a workspace's own rules for undefined names: by heals in which such a fix fails. */
function openBreaker(healer, folder, env) {
  mkdirSync(path.join(folder, '.healer/rules'), { recursive: true });
  const rule = { id: 'useless', language: 'python', rule: { pattern: 'misspelt' }, fix: 'misspelled', metadata: { healer: { category: 'RES.NAME', applicability: 'safe' } } };
  writeFileSync(path.join(folder, '.healer/rules/useless.yml'), JSON.stringify(rule));
  writeFileSync(path.join(folder, 'a.py'), 'print(misspelt)\n'.repeat(30));
  const run = (...args) => execFileSync(healer, args, { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  const isOpen = () => JSON.parse(run('stats', '--json')).breakers.some(({ origin, category, state }) => origin === 'template' && category === 'RES.NAME' && state === 'open');
  for (let heals = 0; !isOpen(); heals += 1) {
    assert.ok(heals < 100, 'the breaker stays closed');
    try {
      run('heal', '--yes', '--checker', 'healer');
    } catch (error) {
      assert.equal(error.status, 1, 'errors are left');
    }
  }
}

/** `text` reads a file of the workspace; `extensions` is where the packages are installed, `healer` the program, `env` where it keeps what it knows. */
export const server = ({ text, extensions, healer, scratch, env }) => {
  const running = () => processes(`${extensions}/`);
  /** A program that stands for healer. */
  const program = (name, line) => {
    const file = path.join(scratch, name);
    writeFileSync(file, `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    return file;
  };
  /** The one server, once it is another than before. */
  const another = (before) =>
    until('another server', () => {
      const now = running().filter((id) => id !== before);
      return now.length === 1 && now[0];
    });
  const end = async () => {
    const [id] = running();
    process.kill(id, 'SIGKILL');
    await until('the end of the server', () => !running().includes(id));
    return id;
  };
  const hasErrors = (editor) => until('errors', () => editor.page.locator('.squiggly-error').count(), 90);
  const healed = async (editor) => {
    await editor.command('healer: Heal File');
    await until('the question', async () => (await editor.notifications()).find((one) => /Apply \d fix/.test(one)), 60);
    await editor.button('Apply');
    await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('errors mended.')));
    await editor.saved('the healed text on disk', () => text('python/report.py').includes('json.dumps({"total": total})'));
    await until('no error', async () => (await editor.page.locator('.squiggly-error').count()) === 0);
  };
  /** Takes the heal back in the editor; the errors that come again are those of the server that runs now. */
  const broken = async (editor) => {
    await editor.focus();
    await editor.press('Control+z');
    await hasErrors(editor);
    await editor.clear();
  };

  return [
    [
      'a server that has crashed is started again without a word, says its errors and heals',
      async (editor) => {
        await editor.open('python/report.py');
        await hasErrors(editor);
        await another(await end());
        await healed(editor);
        await broken(editor);
        await another(await end());
        await healed(editor);
        await broken(editor);
        assert.deepEqual((await editor.notifications()).filter((one) => /crash|ended|stopped|not running/.test(one)), []);
      },
    ],
    [
      'one that crashes again and again is not, which is said once and can be answered',
      async (editor) => {
        // It has ended twice in the step before.
        for (let ends = 2; ends < ENDS - 1; ends += 1) {
          await another(await end());
          await hasErrors(editor);
        }
        await end();
        const told = await until('what is said', async () => (await editor.notifications()).find((one) => one.includes('has ended 5 times within 3 minutes')));
        assert.deepEqual(await editor.notifications(), [told]);
        await editor.statusItem(/healer: not running.*healer's server has ended 5 times/s);
        assert.deepEqual(running(), []);
        await editor.button('Restart');
        await another(undefined);
        await editor.statusItem(/healer: \d+ errors mended/);
        await healed(editor);
        await broken(editor);
        await another(await end());
      },
    ],
    [
      'Restart Server ends the server and starts another one',
      async (editor) => {
        await editor.open('python/report.py');
        const [before] = await until('the server', () => running().length === 1 && running());
        await editor.command('healer: Restart Server');
        await another(before);
        await healed(editor);
        await broken(editor);
      },
    ],
    [
      'a program that does not answer holds up nothing once another one is set',
      async (editor) => {
        await editor.open('python/report.py');
        const silent = program('silent', 'cat >/dev/null');
        editor.set({ 'healer.path': silent });
        await until('the program', () => processes(silent).length === 1);
        editor.set({});
        await another(undefined);
        await hasErrors(editor);
        assert.deepEqual(processes(silent), []);
        assert.ok(!(await editor.notifications()).some((one) => one.includes('could not be started')), 'nobody waited for it');
      },
    ],
    [
      'a heal is asked about though the server crashed while it took one back',
      async (editor) => {
        await editor.open('python/report.py');
        const quits = path.join(import.meta.dirname, 'quits-at-undo.mjs');
        const before = processes(process.execPath);
        const own = () => processes(process.execPath).filter((id) => !before.includes(id));
        editor.set({ 'healer.path': program('quits', `exec '${process.execPath}' '${quits}' '${healer}' "$@"`) });
        await until('the program', () => own().length === 1 && running().length === 0);
        await healed(editor);
        const [first] = own();
        await editor.command('healer: Undo Last Heal');
        await until('what became of it', async () => (await editor.notifications()).find((one) => one.includes('was not taken back: the server has stopped')));
        await until('another one', () => own().length === 1 && !own().includes(first));
        await broken(editor);
        await healed(editor);
        await broken(editor);
        editor.set({});
        await another(undefined);
      },
    ],
    [
      'Show Log shows what the extension and the server say',
      async (editor) => {
        await editor.command('healer: Show Log');
        await until('the log', async () => {
          const shown = (await editor.page.locator('.panel .view-lines').innerText()).replaceAll('\u00a0', ' ');
          return shown.includes('ready after');
        });
        await editor.command('View: Toggle Panel Visibility');
      },
    ],
    [
      'the status item says that a file is checked, and that it is healed',
      async (editor) => {
        editor.set({ 'healer.verifyAhead': 'never' });
        await editor.open('python/floor.py');
        await editor.statusItem(/healer: checking/);
        await hasErrors(editor);
        await editor.command('healer: Heal File');
        await editor.statusItem(/healer: healing/);
        await editor.command('healer: Cancel Heal');
        await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('cancelled')), 60);
        editor.set({});
      },
    ],
    [
      'the status item warns of an open circuit breaker, from the start of the server on',
      async (editor) => {
        await editor.open('python/report.py');
        openBreaker(healer, path.join(scratch, 'breaker'), env);
        await editor.command('healer: Restart Server');
        await editor.statusItem(/healer: breaker open.*template fixes of RES\.NAME until \d/s);
// The braces in the status bar have a dot where something warns.
        await until('the warning', () => editor.page.locator('.statusbar-item[id="status.languageStatus"] .codicon-bracket-dot').count());
      },
    ],
  ];
};
