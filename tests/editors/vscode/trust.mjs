// The steps of the test in a window with two folders that nobody has trusted yet.
import { strict as assert } from 'node:assert';
import { until } from './editor.mjs';

/** `text` reads a file below the folder of all folders. */
export const trust = ({ text }) => [
  [
    'without trust the built-in checker looks at all folders, and nothing is healed',
    async (editor) => {
      await editor.open('python/report.py');
      await until('an error in the first folder', () => editor.page.locator('.squiggly-error').count(), 90);
      await editor.open('go/main.go');
      await until('an error in the second folder', () => editor.page.locator('.squiggly-error').count(), 90);
      const before = text('go/main.go');
      await editor.command('healer: Heal File');
      await until('the refusal', async () => (await editor.notifications()).find((one) => /healer did not heal: .*not trusted/.test(one)));
      await editor.command('healer: Doctor');
      await until('the refusal', async () => (await editor.notifications()).find((one) => one.includes('Trust the workspace first')));
      assert.equal(text('go/main.go'), before);
    },
  ],
  [
    'once it is trusted, both folders are healed',
    async (editor) => {
      await editor.clear();
      await editor.trust();
      for (const [file, healed] of [
        ['go/main.go', 'strings.ToUpper(joined)'],
        ['python/report.py', 'json.dumps({"total": total})'],
      ]) {
        await editor.open(file);
        await editor.command('healer: Heal File');
        await until(`the question for ${file}`, async () => (await editor.notifications()).find((one) => /Apply \d+ fix/.test(one)), 90);
        await editor.button('Apply');
        await until('the outcome', async () => (await editor.notifications()).find((one) => / mended[.,]/.test(one)));
        await editor.saved(`${file} healed on disk`, () => text(file).includes(healed));
        await editor.clear();
      }
    },
  ],
];
