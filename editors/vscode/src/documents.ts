// Texts that are shown and lie in no file: healed versions, differences, explanations.

import * as vscode from 'vscode';

export const SCHEME = 'healer';

export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly subscriptions: vscode.Disposable[];
  private made = 0;
  readonly onDidChange = this.changed.event;

  constructor() {
    this.subscriptions = [
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument((document) => this.texts.delete(document.uri.toString())),
    ];
  }

  /** A new text; the extension of its name or path says its language. Beside a file of the same path it stands as another version of it. */
  make(name: string, text: string): vscode.Uri {
    this.made += 1;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: name.startsWith('/') ? name : `/${name}`, query: String(this.made) });
    this.texts.set(uri.toString(), text);
    return uri;
  }

  /** Changes a text where it is shown. */
  set(uri: vscode.Uri, text: string): void {
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? '';
  }

  /** Shows a text to read. */
  async show(name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.make(name, text));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }
}

/** Closes the tabs in which one of these texts is shown. */
export async function closeTabs(uris: readonly vscode.Uri[]): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter((tab) => shows(tab, uris));
  await vscode.window.tabGroups.close(tabs, true);
}

/** Whether a tab shows one of these texts, alone or in a comparison. */
export function shows(tab: vscode.Tab, uris: readonly vscode.Uri[]): boolean {
  const names = uris.map((uri) => uri.toString());
  return urisOf(tab.input).some((uri) => names.includes(uri.toString()));
}

function urisOf(input: unknown): vscode.Uri[] {
  if (input instanceof vscode.TabInputTextDiff) {
    return [input.original, input.modified];
  }
  return input instanceof vscode.TabInputText ? [input.uri] : [];
}
