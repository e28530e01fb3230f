// Stands for the command `code` in the test of the README's steps: what is installed and opened with it, is so in code-server, where the error of
// a broken file is mended as the README says it.
// Usage: node code.mjs TOOLS SCRATCH --install-extension FILE.vsix, then node code.mjs TOOLS SCRATCH FOLDER
import { copyFileSync, readFileSync, realpathSync } from 'node:fs';
import * as path from 'node:path';
import { Editor, until } from './editor.mjs';
import { start } from './workbench.mjs';

const [tools, scratch, ...args] = process.argv.slice(2);
const extension = path.join(scratch, 'installed.vsix');

async function mend(folder) {
  const text = () => readFileSync(path.join(folder, 'python/report.py'), 'utf8');
  const { page, stop, set } = await start({ tools, packages: [extension], settings: {}, scratch, name: 'code', opened: `folder=${encodeURIComponent(folder)}`, asksForTrust: true });
  const editor = new Editor(page, scratch, set);
  try {
    await editor.ready();
    await editor.trust();
    await editor.open('python/report.py');
    await until('the error', () => page.locator('.squiggly-error').count(), 90);
    await editor.goTo(8, 19);
    await editor.press('Control+.');
    const [first] = await editor.menu();
    if (!first.startsWith('Insert `:` after `100`')) {
      throw new Error(`the first fix is ${first}`);
    }
    await editor.press('Escape');
    await editor.command('healer: Heal File');
    await until('the question', async () => (await editor.notifications()).find((one) => /Apply \d fix/.test(one)), 60);
    await editor.button('Apply');
    await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('mended')));
    await editor.saved('the healed text on disk', () => text().includes('json.dumps({"total": total})'));
  } finally {
    await stop();
  }
}

if (args[0] === '--install-extension') {
  copyFileSync(args[1], extension);
} else {
  await mend(realpathSync(args[0]));
}
