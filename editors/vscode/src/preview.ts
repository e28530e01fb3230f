// What an edit would change, shown as a comparison, and the user's answer to it.

import * as vscode from 'vscode';
import type { LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node';
import { applyEdits } from './edits';
import { closeTabs, type Documents, shows } from './documents';

/** A file and its text after an edit. */
export interface Changed {
  document: vscode.TextDocument;
  text: string;
}

/** What an edit makes of the files that it touches. */
export async function changedTexts(client: LanguageClient, edit: WorkspaceEdit): Promise<Changed[]> {
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  return Promise.all(
    converted.entries().map(async ([uri, edits]) => {
      const document = await vscode.workspace.openTextDocument(uri);
      const byOffset = edits.map(({ range, newText }) => ({ start: document.offsetAt(range.start), end: document.offsetAt(range.end), text: newText }));
      return { document, text: applyEdits(document.getText(), byOffset) };
    }),
  );
}

export class Previews implements vscode.Disposable {
  private answer: ((accepted: boolean) => void) | undefined;
  private readonly subscriptions: vscode.Disposable[];

  constructor(private readonly documents: Documents) {
    this.subscriptions = [
      vscode.commands.registerCommand('healer.applyPreview', () => this.answer?.(true)),
      vscode.commands.registerCommand('healer.discardPreview', () => this.answer?.(false)),
    ];
  }

  /** Shows what would change and asks. Closing the comparison is a no. One question at a time: a new one takes the place of the old one. */
  async ask(changes: readonly Changed[], title: string, question: string): Promise<boolean> {
    this.answer?.(false);
    const pairs = changes.map(({ document, text }) => ({ document, healed: this.documents.make(document.uri.path, text) }));
    const first = pairs[0];
    if (first === undefined) {
      return true;
    }
    const healed = pairs.map((pair) => pair.healed);
    const active = vscode.window.activeTextEditor;
    if (pairs.length === 1) {
      await vscode.commands.executeCommand('vscode.diff', first.document.uri, first.healed, title, { preview: false });
    } else {
      await vscode.commands.executeCommand('vscode.changes', title, pairs.map((pair) => [pair.document.uri, pair.document.uri, pair.healed]));
    }
    const accepted = await this.answered(healed, title, question);
    await closeTabs(healed);
    await closeComparison(title);
    // The tab that was there before comes back by itself, and may be another view of the document: a comparison of it.
    if (active !== undefined && vscode.window.activeTextEditor?.document !== active.document) {
      await vscode.window.showTextDocument(active.document, { viewColumn: active.viewColumn ?? vscode.ViewColumn.Active });
    }
    return accepted;
  }

  /** Nobody waits for an answer any more. */
  withdraw(): void {
    this.answer?.(false);
  }

  dispose(): void {
    this.withdraw();
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  private async answered(healed: readonly vscode.Uri[], title: string, question: string): Promise<boolean> {
    await vscode.commands.executeCommand('setContext', 'healer.previewing', true);
    let closing: vscode.Disposable | undefined;
    try {
      return await new Promise<boolean>((resolve) => {
        this.answer = resolve;
        closing = vscode.window.tabGroups.onDidChangeTabs((event) => {
          if (event.closed.some((tab) => shows(tab, healed) || tab.label === title)) {
            resolve(false);
          }
        });
        const [apply, discard] = ['Apply', 'Discard'];
        void vscode.window.showInformationMessage(question, apply, discard).then((chosen) => {
          // A notification that went away is no answer: the buttons above the comparison are still there.
          if (chosen !== undefined) {
            resolve(chosen === apply);
          }
        });
      });
    } finally {
      closing?.dispose();
      this.answer = undefined;
      await vscode.commands.executeCommand('setContext', 'healer.previewing', false);
    }
  }
}

/** A comparison of several files has no type of its own in the interface of extensions; it is known by its title. */
async function closeComparison(title: string): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => tab.label === title);
  await vscode.window.tabGroups.close(tabs, true);
}
