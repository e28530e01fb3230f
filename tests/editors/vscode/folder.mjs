// The steps of the test in a trusted folder with all four languages.
import { strict as assert } from 'node:assert';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { plain, until } from './editor.mjs';

/**
 * `text` reads a file of the workspace, `log` what the extension has logged; `recorder` is a healer that keeps what it is sent, and `sent`
 * gives that message by message.
 */
export const folder = ({ workspace, text, log, recorder, sent }) => [
  [
    'a file of each language has categorized errors',
    async (editor) => {
      assert.equal(log(), undefined, 'nothing is loaded for languages that are not open');
      for (const file of ['rust/src/main.rs', 'go/main.go', 'javascript/cart.js', 'python/report.py']) {
        await editor.open(file);
        await until(`an error in ${file}`, () => editor.page.locator('.squiggly-error').count(), 90);
      }
      await editor.command('healer: Focus on Errors by Category View');
      // A view has only those rows that can be seen.
      await until('errors by category', async () => {
        const rows = await editor.rows('Errors by Category');
        return ['RES.NAME', 'main.rs:', 'main.go:', 'SYNTAX.'].every((part) => rows.some((row) => row.includes(part)));
      });
    },
  ],
  [
    'the first fix of the light bulb mends the first error',
    async (editor) => {
      await editor.open('python/report.py');
      await until('the error', () => editor.page.locator('.squiggly-error').count(), 90);
      await editor.goTo(8, 19);
      const entries = await editor.lightBulb();
      assert.match(entries[0], /^Insert `:` after `100`/, entries.join('\n'));
      await editor.choose(entries[0]);
      await editor.saved('the mended line on disk', () => text('python/report.py').includes('    if total > 100:\n'));
      await until('the next errors', async () => (await editor.status()).includes('2 errors') || (await editor.page.locator('.squiggly-error').count()) >= 2, 60);
    },
  ],
  [
    'a heal of a file ends in one edit after a look at it, and one undo restores the bytes',
    async (editor) => {
      const before = text('python/report.py');
      await editor.command('healer: Heal File');
      await until('the question', async () => (await editor.notifications()).find((one) => /Apply \d fix/.test(one)), 60);
      await editor.button('Apply');
      await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('2 errors mended.')), 30);
      await editor.saved('the healed text on disk', () => text('python/report.py').includes('json.dumps({"total": total})'));
      const healed = text('python/report.py');
      await editor.focus();
      await editor.press('Control+z');
      await editor.saved('the text before on disk', () => text('python/report.py') === before);
      await editor.press('Control+Shift+z');
      await editor.saved('the healed text again', () => text('python/report.py') === healed);
      await editor.command('healer: Undo Last Heal');
      await editor.saved('the text before the heal', () => text('python/report.py') === before);
    },
  ],
  [
    'the error of another extension has healer\'s fixes, in its order and before that extension\'s own',
    async (editor) => {
      editor.set({ 'healer.path': recorder });
      await editor.open('python/cart.py');
      await until('the error', () => editor.page.locator('.squiggly-error').count());
      await editor.goTo(18, 25);
      const entries = await until('healer\'s fix', async () => {
        const entries = await editor.lightBulb();
        if (entries[0]?.startsWith('Change `itms` to `items`')) {
          return entries;
        }
        await editor.press('Escape');
        throw new Error(`the menu is ${entries.join(', ')}`);
      });
      const places = ['Change `itms` to `items`', 'Change `itms` to `times`', 'Suppress'].map((title) => entries.findIndex((entry) => entry.startsWith(title)));
      assert.deepEqual(places, [0, 1, 2], entries.join('\n'));
      // Both what is forwarded and what is asked for the menu have the other extension's data.
      for (const method of ['healer/diagnostics', 'textDocument/codeAction']) {
        await until(`the data of the other extension in ${method}`, () =>
          sent().some((message) => message.includes(`"method":"${method}"`) && message.includes('cart.py') && message.includes('"token":7')),
        );
      }
      editor.set({});
      await editor.picture('menu', { x: 346, y: 30, width: 720, height: 530 });
      await editor.choose(entries[0]);
      await editor.saved('the mended line on disk', () => text('python/cart.py').endsWith('return sum(self.items.values())\n'));
      await until('no error', async () => (await editor.page.locator('.squiggly-error').count()) === 0);
    },
  ],
  [
    'a heal mends it too, and says that the other extension has yet to look',
    async (editor) => {
      await editor.focus();
      await editor.press('Control+z');
      await until('the error', () => editor.page.locator('.squiggly-error').count());
      await editor.command('healer: Heal File');
      await editor.button('Apply');
      await until('the outcome', async () => {
        const told = await editor.notifications();
        if (!told.some((one) => /1 error mended\. Elsewhere has yet to look/.test(one))) {
          throw new Error(`what is told is ${told.join(' | ')}`);
        }
        return true;
      });
      await editor.saved('the mended line on disk', () => text('python/cart.py').endsWith('return sum(self.items.values())\n'));
    },
  ],
  [
    'the picker shows the fixes with their confidence and origin and what each would change',
    async (editor) => {
      await editor.open('go/main.go');
      await editor.goTo(9, 14);
      const menu = (await editor.lightBulb()).map((entry) => entry.trim());
      await editor.press('Escape');
      await editor.command('healer: Show Fixes');
      const entries = await editor.picks();
      assert.ok(entries.length > 1, entries.join('\n'));
      assert.match(entries[0], /^Import "strings".*\d+ % · rule go\/missing-import · /, entries.join('\n'));
      // The menu of the light bulb has other providers' entries too, but healer's are in its order.
      const titles = menu.filter((entry) => entries.some((other) => other.startsWith(entry)));
      assert.deepEqual(titles.map((title) => entries.findIndex((entry) => entry.startsWith(title))), entries.map((_, at) => at), menu.join('\n'));
      await until('the comparison', async () => /import \(.*"strings"/s.test(await editor.visibleText()));
      await editor.picture('picker', { x: 338, y: 30, width: 942, height: 380 });
      await editor.press('ArrowDown');
      await until('the next comparison', async () => !(await editor.visibleText()).includes('"strings"'));
      await editor.press('ArrowUp', 'Enter');
      await until('the picker to close', async () => !(await editor.page.locator('.quick-input-widget').isVisible()));
      await editor.saved('the mended text on disk', () => text('go/main.go').includes('"strings"'));
    },
  ],
  [
    'a heal under way shows its progress, and one that is cancelled changes nothing',
    async (editor) => {
      await editor.clear();
      // What was tried ahead of the question is not tried again, and there would be nothing to see.
      editor.set({ 'healer.verifyAhead': 'never' });
      await editor.open('python/floor.py');
      const before = text('python/floor.py');
      await until('an error', () => editor.page.locator('.squiggly-error').count(), 90);
      await editor.command('healer: Heal File');
      await until('its progress', async () => (await editor.notifications()).find((one) => /Healing floor\.py.*\d+ of \d+ errors mended/s.test(one)), 60);
      await editor.button('Cancel');
      await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('cancelled')), 60);
      await editor.focus();
      await editor.press('Control+s');
      assert.equal(await editor.page.locator('.tab.active.dirty').count(), 0);
      assert.equal(text('python/floor.py'), before);
    },
  ],
  [
    'the timeline shows the attempts and what they changed',
    async (editor) => {
      await editor.clear();
      await editor.command('healer: Show History');
      const rows = await until('attempts', async () => {
        const rows = await editor.rows('Heal Timeline');
        return rows.some((row) => row.includes('Change `totl` to `total`')) ? rows : editor.openRow('Heal Timeline', 'report.py').then(() => false);
      });
      assert.ok(rows.some((row) => /report\.py ?taken back/.test(row)) && rows.some((row) => /floor\.py ?cancelled/.test(row)), rows.join('\n'));
      assert.ok(!rows.some((row) => row.includes('/new/')), `a heal of another window's folder: ${rows.join('\n')}`);
      await editor.openRow('Heal Timeline', 'Change `totl` to `total`');
      await until('the difference', async () => /\+ *return json\.dumps\(\{"total": total\}\)/.test(await editor.visibleText()));
      await editor.picture('timeline', { x: 0, y: 30, width: 960, height: 580 });
    },
  ],
  [
    'the key for the error at the cursor heals it alone',
    async (editor) => {
      await editor.clear();
      await editor.open('javascript/cart.js');
      await until('the error', () => editor.page.locator('.squiggly-error').count(), 90);
      await editor.goTo(12, 46);
      await editor.press('Control+Alt+.');
      await until('the question', async () => (await editor.notifications()).find((one) => one.includes('Apply 1 fix')), 60);
      await editor.button('Apply');
      await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('1 error mended')));
      await editor.saved('the mended line on disk', () => text('javascript/cart.js').includes('readFileSync(path, "utf8"));'));
      assert.ok(text('javascript/cart.js').includes('return summ;'), 'the other error is left alone');
    },
  ],
  [
    'a heal of the workspace shows all files that it changes before it changes them',
    async (editor) => {
      await editor.clear();
      const before = ['rust/src/main.rs', 'python/floor.py'].map(text);
      await editor.command('healer: Show History');
      await editor.command('healer: Heal Workspace');
      await until('its progress', async () => (await editor.notifications()).find((one) => /Healing the workspace: [1-9]\d* of \d+ errors mended/.test(one)), 90);
      await editor.picture('healing');
      await until('the question', async () => (await editor.notifications()).find((one) => /Apply \d+ fixes in \d+ files/.test(one)), 90);
      await until('the comparison of several files', () => editor.page.locator('.multiDiffEntry').count());
      assert.deepEqual(['rust/src/main.rs', 'python/floor.py'].map(text), before);
      await editor.button('Discard');
      await until('the comparison to close', async () => (await editor.page.locator('.multiDiffEntry').count()) === 0);
      assert.equal(await editor.page.locator('.tab.dirty').count(), 0);
      assert.deepEqual(['rust/src/main.rs', 'python/floor.py'].map(text), before);
    },
  ],
  [
    'an error is explained, and the doctor lists the checkers',
    async (editor) => {
      await editor.open('rust/src/main.rs');
      await editor.goTo(14, 33);
      await editor.command('healer: Explain Error');
      await until('the explanation', () => editor.page.locator('.tab.active', { hasText: 'Explanation.md' }).count());
      await editor.command('healer: Doctor');
      await until('the list of checkers', async () => (await editor.visibleText()).includes('rustc'), 60);
    },
  ],
  [
    'learned patterns are listed, written to a file and forgotten',
    async (editor) => {
      await editor.clear();
      await editor.command('healer: Focus on Learned Patterns View');
      await until('the pattern', async () => (await editor.rows('Learned Patterns')).some((row) => row.includes('retrun $A')));
      await editor.command('healer: List Learned Patterns');
      const entry = editor.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'retrun $A' });
      await entry.click();
      await until('what it changes', async () => /retrun \$A/.test(await editor.visibleText()) && /return \$A/.test(await editor.visibleText()));
      await editor.command('healer: Export Learned Patterns');
      await until('the question where to', () => editor.page.locator('.quick-input-widget:visible', { hasText: 'Export Learned Patterns' }).count());
      await until('the file', async () => {
        await editor.press('Enter');
        return existsSync(path.join(workspace, '.healer/patterns/learned.yml'));
      });
      assert.ok(text('.healer/patterns/learned.yml').includes('retrun $A'));
      await editor.command('healer: Forget Learned Patterns');
      await entry.click();
      await editor.press('Enter');
      await editor.button('Forget');
      await until('a view without the pattern', async () => !(await editor.rows('Learned Patterns')).some((row) => row.includes('retrun $A')));
    },
  ],
  [
    'the status item says what was mended',
    async (editor) => {
      await editor.open('go/main.go');
      await editor.page.locator('.statusbar-item[id="status.languageStatus"]').hover();
      await until('its text', async () => /healer: \d+ errors? mended/.test(plain(await editor.page.locator('.hover-language-status').first().innerText())));
    },
  ],
  [
    'activation takes at most 100 ms',
    async (editor) => {
      await editor.command('Developer: Show Running Extensions');
      const row = editor.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'healer' });
      const texts = await until('the extension', async () => {
        const texts = (await row.allInnerTexts()).map((text) => plain(text));
        return texts.some((text) => /Activation.*ms/s.test(text)) && texts;
      });
      const own = texts.find((text) => !text.includes('foreign'));
      const milliseconds = Number(/Activation[^:]*: (\d+)ms/.exec(own)?.[1]);
      console.log(`        activation: ${milliseconds} ms`);
      assert.ok(milliseconds <= 100, own);
    },
  ],
  [
    'a program that is not there is said',
    async (editor) => {
      editor.set({ 'healer.path': '/nowhere/healer' });
      await until('the message', async () => (await editor.notifications()).find((one) => one.includes('The setting healer.path is /nowhere/healer')));
      editor.set({});
      await editor.command('healer: Restart Server');
      await editor.open('go/main.go');
      await until('errors again', () => editor.page.locator('.squiggly-error').count(), 60);
    },
  ],
];
