// The steps of the test that are about documents which are no files in an ordinary editor.
import { strict as assert } from 'node:assert';
import { until } from './editor.mjs';

const hasErrors = (editor) => until('an error', () => editor.page.locator('.squiggly-error').count(), 90);

async function heal(editor) {
  await editor.command('healer: Heal File');
  await until('the question', async () => (await editor.notifications()).find((one) => /Apply \d fix/.test(one)), 60);
  await editor.button('Apply');
  await until('the outcome', async () => (await editor.notifications()).find((one) => / mended[.,]/.test(one)));
  await editor.clear();
}

/** The heals that the command palette offers; one of the workspace is always among them. */
async function heals(editor) {
  return until('the heals on offer', async () => {
    await editor.press('Escape', 'F1');
    await editor.page.fill('.quick-input-widget input[type="text"]', '>healer: Heal', { timeout: 2_000 });
    const titles = await editor.page.locator('.quick-input-list .monaco-list-row').allInnerTexts();
    await editor.press('Escape');
    const found = titles.map((title) => title.match(/healer: (Heal \w+)/)?.[1]).filter((title) => title !== undefined);
    return found.includes('Heal Workspace') && found;
  });
}

/** `text` reads a file of the workspace. */
export const documents = ({ text }) => [
  [
    'a document that was never saved has errors and is healed',
    async (editor) => {
      await editor.command('File: New Untitled Text File');
      await editor.page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
      await editor.command('Change Language Mode');
      await editor.page.waitForSelector('.quick-input-widget input[placeholder="Select Language Mode"]');
      await editor.page.keyboard.type('python');
      await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Python' }).first().click();
      await editor.focus();
      await editor.page.keyboard.type('prices = [1, 2]\nprint(sum(prcies))');
      await hasErrors(editor);
      await heal(editor);
      assert.match(await editor.visibleText(), /print\(sum\(prices\)\)/);
    },
  ],
  [
    'a file in a comparison is healed there',
    async (editor) => {
      await editor.open('python/report.py');
      await hasErrors(editor);
      await editor.press('Control+Home');
      await editor.page.keyboard.type('# a line\n');
      await editor.command('File: Compare Active File with Saved');
      await editor.page.locator('.monaco-diff-editor').waitFor();
      await heal(editor);
      assert.equal(await editor.page.locator('.monaco-diff-editor').count(), 1, 'the comparison is still there');
      await editor.saved('the healed text on disk', () => text('python/report.py').includes('json.dumps({"total": total})'));
    },
  ],
  [
    'in a notebook healer says nothing and offers nothing',
    async (editor) => {
      await editor.open('python/report.py');
      await until('the heal of a file', async () => (await heals(editor)).includes('Heal File'));
      await editor.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'notes.ipynb' }).dblclick();
      await editor.page.locator('.notebookOverlay .cell .view-line', { hasText: 'totl' }).first().click();
      await until('no heal of a file', async () => !(await heals(editor)).includes('Heal File'));
      await editor.page.locator('.notebookOverlay .cell .view-line', { hasText: 'totl' }).first().click();
      await editor.press('Control+Alt+.');
      assert.equal(await editor.page.locator('.notebookOverlay .squiggly-error').count(), 0);
      // By the time of the doctor's answer the key's would be there too.
      await editor.command('healer: Doctor');
      await editor.page.locator('.tab', { hasText: 'healer doctor.txt' }).waitFor();
      assert.ok(!(await editor.notifications()).some((one) => one.includes('Open a Rust')), 'the key is not healer\'s there');
    },
  ],
];
