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
    'the first fix of the light bulb mends the first error',
    async (editor) => {
      await editor.open('python/report.py');
      await until('an error', () => editor.page.locator('.squiggly-error').count(), 90);
      await editor.goTo(8, 19);
      const entries = await editor.lightBulb();
      assert.match(entries[0], /^Insert `:` after `100`/, entries.join('\n'));
      await editor.picture('menu');
      await editor.choose(entries[0]);
      await editor.press('Control+s');
      await until('the mended line on disk', () => text('python/report.py').includes('    if total > 100:\n'));
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
