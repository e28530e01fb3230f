// The test of the packaged extension in the real workbench.
// Usage: node run.mjs TOOLS HEALER.vsix FOREIGN.vsix SCRATCH PICTURES
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { strict as assert } from 'node:assert';
import { Editor, until } from './editor.mjs';
import { start } from './workbench.mjs';

const [tools, healer, foreign, scratch, pictures] = process.argv.slice(2);
const workspace = path.join(scratch, 'work');
mkdirSync(workspace, { recursive: true });
for (const language of ['python', 'rust', 'go', 'javascript']) {
  cpSync(path.join(import.meta.dirname, '../../examples', language), path.join(workspace, language), { recursive: true });
}
const text = (file) => readFileSync(path.join(workspace, file), 'utf8');


const steps = [
  [
    'a file of each language has categorized errors',
    async (editor) => {
      for (const file of ['rust/src/main.rs', 'go/main.go', 'javascript/cart.js', 'python/report.py']) {
        await editor.open(file);
        await until(`an error in ${file}`, () => editor.page.locator('.squiggly-error').count(), 90);
      }
      await editor.command('healer: Focus on Errors by Category View');
      const rows = await until('categories', async () => {
        const rows = await editor.rows('Errors by Category');
        return rows.some((row) => row.startsWith('RES.NAME')) && rows.some((row) => row.startsWith('SYNTAX.')) && rows;
      });
      // A view has only those rows that can be seen.
      for (const file of ['main.rs', 'main.go']) {
        assert.ok(rows.some((row) => row.includes(`${file}:`)), `${file} in\n${rows.join('\n')}`);
      }
    },
  ],
  [
    'the first fix of the light bulb mends the first error',
    async (editor) => {
      await editor.open('python/report.py');
      await editor.goTo(8, 19);
      const entries = await editor.lightBulb();
      assert.match(entries[0], /^Insert `:` after `100`/, entries.join('\n'));
      await editor.choose(entries[0]);
      await editor.press('Control+s');
      await until('the mended line on disk', () => text('python/report.py').includes('    if total > 100:\n'));
      await until('the next errors', async () => (await editor.status()).includes('2 errors') || (await editor.page.locator('.squiggly-error').count()) >= 2, 60);
    },
  ],
  [
    'a heal of a file ends in one edit after a look at it, and one undo restores the bytes',
    async (editor) => {
      const before = text('python/report.py');
      await editor.command('healer: Heal File');
      await until('the question', async () => (await editor.notifications()).find((one) => /Apply \d fix/.test(one)), 60);
      await editor.picture('heal-preview');
      await editor.button('Apply');
      await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('2 of 2 errors mended')), 30);
      await editor.press('Control+s');
      await until('the healed text on disk', () => text('python/report.py').includes('json.dumps({"total": total})'));
      const healed = text('python/report.py');
      await editor.focus();
      await editor.press('Control+z', 'Control+s');
      await until('the text before on disk', () => text('python/report.py') === before);
      await editor.press('Control+Shift+z', 'Control+s');
      await until('the healed text again', () => text('python/report.py') === healed);
      await editor.command('healer: Undo Last Heal');
      await until('the text before the heal', async () => {
        await editor.press('Control+s');
        return text('python/report.py') === before;
      });
    },
  ],
];

const { page, stop } = await start({ scratch, tools, workspace, packages: [healer, foreign], settings: {} });
const editor = new Editor(page, pictures);
let failed = false;
try {
  await editor.ready();
  for (const [name, step] of steps) {
    const begun = Date.now();
    try {
      await step(editor);
      console.log(`ok      ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed = true;
      await editor.picture(`failed-${steps.findIndex(([other]) => other === name) + 1}`);
      console.log(`FAILED  ${name}: ${error.stack}`);
      break;
    }
  }
} finally {
  await stop();
}
process.exit(failed ? 1 : 0);
