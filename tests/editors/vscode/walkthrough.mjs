// The steps of the test in a window in which nothing has been opened yet: what a new user sees.
import { strict as assert } from 'node:assert';
import { until } from './editor.mjs';

/** Opens the walkthrough and presses the button of one of its steps. */
async function press(editor, step, button) {
  await editor.command('Welcome: Open Walkthrough');
  await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Mend your first error' }).first().click({ timeout: 20_000 });
  await until(`the button ${button}`, async () => {
    await editor.page.locator('.getting-started-step', { hasText: step }).first().click({ timeout: 2_000 });
    await editor.page.locator('.getting-started-step.expanded .monaco-button', { hasText: button }).click({ timeout: 2_000 });
    return true;
  });
}

/** `text` reads a file of the workspace. */
export const walkthrough = ({ text }) => [
  [
    'a command that wakes the extension waits for the server',
    async (editor) => {
      await editor.command('healer: Heal Workspace');
      const told = await until('an answer', async () => (await editor.notifications())[0]);
      assert.match(told, /Open a Rust, Python, JavaScript or Go file of the workspace first/);
      await editor.clear();
    },
  ],
  [
    'a step of the walkthrough asks for a file first',
    async (editor) => {
      await press(editor, 'Take the best fix of an error', 'Show Fixes');
      await until('what is asked for', async () => (await editor.notifications()).find((one) => one.includes('Open a Rust, Python, JavaScript or Go file first')));
      await editor.clear();
    },
  ],
  [
    'its first step lists the checkers',
    async (editor) => {
      await press(editor, 'See which checkers are there', 'Run Doctor');
      await until('the list of checkers', async () => /pyright/.test(await editor.visibleText()), 60);
    },
  ],
  [
    'its second step shows the fixes of the error at the cursor',
    async (editor) => {
      await editor.open('python/report.py');
      await until('the error', () => editor.page.locator('.squiggly-error').count(), 90);
      await editor.goTo(8, 19);
      await press(editor, 'Take the best fix of an error', 'Show Fixes');
      const [first] = await editor.picks();
      assert.match(first, /^Insert `:` after `100`/);
      await editor.press('Enter');
      await editor.saved('the mended line on disk', () => text('python/report.py').includes('    if total > 100:\n'));
    },
  ],
  [
    'its third step heals the file, and all three are done',
    async (editor) => {
      await press(editor, 'Heal the whole file', 'Heal File');
      await until('the question', async () => (await editor.notifications()).find((one) => /Apply \d fix/.test(one)), 60);
      await editor.button('Apply');
      await until('the outcome', async () => (await editor.notifications()).find((one) => one.includes('errors mended.')));
      await editor.saved('the healed text on disk', () => text('python/report.py').includes('json.dumps({"total": total})'));
      await editor.command('Welcome: Open Walkthrough');
      await editor.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Mend your first error' }).first().click({ timeout: 20_000 });
      await until('three steps that are done', async () => (await editor.page.locator('.getting-started-step .codicon-getting-started-step-checked.complete').count()) === 3);
    },
  ],
];
