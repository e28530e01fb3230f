// Drives the real workbench in a browser, as its user does: by keys and by what is on the screen.
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';

const PAUSE = 100;

/** Asks until it is answered with something that is neither false nor nothing nor 0, and fails with `what` after so many seconds. */
export async function until(what, ask, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const answer = await ask();
      if (answer) {
        return answer;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) {
      throw new Error(`waited ${seconds} s for ${what}${last === undefined ? '' : `: ${last}`}`);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

export class Editor {
  /** `set` writes the user's settings. */
  constructor(page, pictures, set) {
    this.page = page;
    this.set = set;
    this.pictures = pictures;
    mkdirSync(pictures, { recursive: true });
  }

  /** Waits for the workbench. */
  async ready() {
    await this.page.waitForSelector('.monaco-workbench .statusbar', { timeout: 120_000 });
  }

  async press(...keys) {
    for (const key of keys) {
      await this.page.keyboard.press(key);
    }
  }

  /** Types into the quick input, once its list shows what is wanted, and takes that. */
  async pick(text, wanted, opener) {
    await until(`the quick input with ${text}`, async () => {
      await this.press('Escape', opener);
      await this.page.waitForSelector('.quick-input-widget input[type="text"]', { state: 'visible', timeout: 2_000 });
      await this.page.fill('.quick-input-widget input[type="text"]', text, { timeout: 2_000 });
      return this.page
        .locator('.quick-input-list .monaco-list-row', { hasText: wanted })
        .first()
        .click({ timeout: 3_000 })
        .then(() => true);
    });
  }

  /** Runs a command by its title, from the command palette. */
  async command(title) {
    await this.pick(`>${title}`, title, 'F1');
  }

  /** Opens a file of the workspace from the explorer, and waits until its text is there. */
  async open(file) {
    const names = file.split('/');
    const name = names.at(-1);
    await this.press('Escape', 'Control+Shift+e');
    for (const [at, part] of names.entries()) {
      const row = this.page
        .locator(`.explorer-folders-view .monaco-list-row[aria-level="${at + 1}"]`)
        .filter({ has: this.page.getByText(part, { exact: true }) })
        .first();
      await row.waitFor({ state: 'visible', timeout: 20_000 });
      if (part === name) {
        await row.dblclick();
      } else if ((await row.getAttribute('aria-expanded')) === 'false') {
        await row.click();
      }
    }
    await until(`${name} in an editor`, () => this.page.locator(`.tab.active[data-resource-name="${name}"]`).count());
    await until(`the text of ${name}`, () => this.page.locator('.editor-instance .view-line').count());
  }

  /** Saves the active file until it is as it should be on disk: what changes it may still be under way. */
  async saved(what, holds) {
    await until(what, async () => {
      await this.press('Control+s');
      return holds();
    });
  }

  /** Puts the cursor at a place, both counted from 1. */
  async goTo(line, column) {
    const input = '.quick-input-widget input[type="text"]';
    await until(`the cursor in line ${line}`, async () => {
      await this.press('Escape', 'Control+g');
      await this.page.waitForSelector(input, { state: 'visible', timeout: 2_000 });
      await this.page.fill(input, `:${line}:${column}`, { timeout: 2_000 });
      await this.press('Enter');
      await this.page.waitForSelector(input, { state: 'hidden', timeout: 2_000 });
      return until(`line ${line} in the status bar`, async () => (await this.status()).includes(`Ln ${line}, `), 2);
    });
  }

  /** The text of the status bar. */
  async status() {
    return plain(await this.page.locator('.statusbar').innerText());
  }

  /** Waits until the language status says this. The mouse goes to it anew each time: what it shows is that of the moment when it came. */
  async statusItem(wanted) {
    let last;
    await until(`${wanted} in the status item`, async () => {
      await this.page.mouse.move(640, 300);
      await this.page.locator('.statusbar-item[id="status.languageStatus"]').hover({ timeout: 2_000 });
      last = plain(await this.page.locator('.hover-language-status').first().innerText({ timeout: 2_000 }));
      return wanted.test(last);
    }).catch((error) => {
      throw new Error(`${error.message}; it says ${last}`);
    });
    // It would lie over what is to be pressed next.
    await this.page.mouse.move(640, 300);
    await this.page.waitForSelector('.hover-language-status', { state: 'hidden' });
  }

  /** The texts of the notifications on the screen. */
  async notifications() {
    return (await this.page.locator('.notification-list-item').allInnerTexts()).map(plain);
  }

  /** Opens the menu of the light bulb with the mouse, and gives its entries, from the top. */
  async lightBulb() {
    await this.page.locator('.lightBulbWidget, .codicon-gutter-lightbulb, .codicon-gutter-lightbulb-auto-fix').first().click({ timeout: 20_000 });
    return this.menu();
  }

  /** The entries of the code action menu that is open. */
  async menu() {
    await this.page.waitForSelector('.action-widget .monaco-list-row.action', { timeout: 20_000 });
    return (await this.page.locator('.action-widget .monaco-list-row.action').allInnerTexts()).map(plain);
  }

  /** Takes an entry of the code action menu, with the keyboard: the menu lies under a pane that takes the first click. */
  async choose(entry) {
    const focused = this.page.locator('.action-widget .monaco-list-row.action.focused');
    await until(`${entry} in the menu`, async () => {
      if (plain(await focused.innerText()).includes(entry)) {
        return true;
      }
      await this.press('ArrowDown');
    });
    await this.press('Enter');
    await this.page.waitForSelector('.action-widget', { state: 'hidden' });
  }

  /** Presses a button of a notification, or of a dialog. */
  async button(name) {
    await this.page.locator('.notification-list-item .monaco-button, .monaco-dialog-box .monaco-button', { hasText: name }).first().click({ timeout: 10_000 });
  }

  /** The entries of the quick input, from the top; those without a fix, which only divide, are left out. */
  async picks() {
    await this.page.waitForSelector('.quick-input-widget .monaco-list-row', { state: 'visible', timeout: 20_000 });
    return (await this.page.locator('.quick-input-widget .monaco-list-row .quick-input-list-entry').allInnerTexts()).map((text) => plain(text).replace(/\s+/g, ' ').trim());
  }

  /** Opens a row of a view in the side bar. */
  async openRow(view, text) {
    await this.view(view).locator('.monaco-list-row', { hasText: text }).first().click({ timeout: 20_000 });
  }

  /** The texts of the editors, as far as they can be seen. */
  async visibleText() {
    const lines = await this.page.locator('.editor-group-container .view-lines').allInnerTexts();
    return plain(lines.join('\n'));
  }

  /** Takes away notifications that lie over what is to be seen. */
  async clear() {
    await this.command('Notifications: Clear All Notifications');
  }

  /** Puts the keyboard into the editor. */
  async focus() {
    await this.press('Control+1');
  }

  /** Trusts the workspace. */
  async trust() {
    await this.command('Workspaces: Manage Workspace Trust');
    await this.page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
  }

  /** A view in the side bar. */
  view(title) {
    return this.page.locator('.pane').filter({ has: this.page.locator(`.pane-header[aria-label="${title} Section"]`) });
  }

  /** The rows of a view in the side bar that can be seen, from the top. */
  async rows(view) {
    return (await this.view(view).locator('.monaco-list-row').allInnerTexts()).map((text) => plain(text).replace(/\s+/g, ' ').trim());
  }

  /** Takes a picture of the window, or of the part of it that is to be seen: a page shows a small one as it is and shrinks a large one. */
  async picture(name, clip) {
    await this.page.screenshot({ path: path.join(this.pictures, `${name}.png`), ...(clip === undefined ? {} : { clip }) });
  }
}

/** VS Code writes spaces that do not break. */
export function plain(text) {
  return text.replaceAll('\u00a0', ' ');
}
