// The view of learned fixes, and what can be done with them.

import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { runCommand } from '../client';
import type { Documents } from '../documents';
import type { Pattern } from '../protocol';
import { counted, percent } from '../words';

const EXTENSIONS: Record<string, string> = { rust: 'rs', python: 'py', javascript: 'js', go: 'go' };

export class PatternsView implements vscode.TreeDataProvider<Pattern>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Pattern>;
  private readonly subscriptions: vscode.Disposable[];
  private patterns: Pattern[] = [];
  private isOld = true;

  constructor(
    private readonly client: () => LanguageClient | undefined,
    private readonly documents: Documents,
  ) {
    this.view = vscode.window.createTreeView('healer.patterns', { treeDataProvider: this });
    this.subscriptions = [
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(() => void this.load()),
      vscode.commands.registerCommand('healer.showPattern', (pattern: Pattern) => this.show(pattern)),
      vscode.commands.registerCommand('healer.forgetPattern', (pattern: Pattern) => this.forget([pattern])),
    ];
  }

  async refresh(): Promise<void> {
    this.isOld = true;
    await this.load();
  }

  /** Lists them to choose one, which is shown. */
  async list(client: LanguageClient): Promise<void> {
    const [chosen] = await this.choose(client, false);
    if (chosen !== undefined) {
      await this.show(chosen);
    }
  }

  /** Writes them all to a file that the user names. */
  async export(client: LanguageClient): Promise<void> {
    const { text, patterns } = await runCommand<{ text: string; patterns: number }>(client, 'healer.patterns', { action: 'export' });
    if (patterns === 0) {
      void vscode.window.showInformationMessage('Nothing has been learned yet.');
      return;
    }
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const proposed = folder === undefined ? undefined : vscode.Uri.joinPath(folder, '.healer/patterns/learned.yml');
    const file = await vscode.window.showSaveDialog({ title: 'Export Learned Patterns', filters: { YAML: ['yml', 'yaml'] }, ...(proposed === undefined ? {} : { defaultUri: proposed }) });
    if (file !== undefined) {
      await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(file, '..'));
      await writeFile(file.fsPath, text);
      void vscode.window.showInformationMessage(`${counted(patterns, 'learned fix', 'learned fixes')} written. Look through the file before you share it: it holds pieces of your code.`);
    }
  }

  /** Forgets those that the user chooses. */
  async forgetChosen(client: LanguageClient): Promise<void> {
    await this.forget(await this.choose(client, true));
  }

  getChildren(pattern?: Pattern): Pattern[] {
    return pattern === undefined ? this.patterns : [];
  }

  getTreeItem(pattern: Pattern): vscode.TreeItem {
    const item = new vscode.TreeItem(label(pattern));
    item.id = pattern.id;
    item.description = describe(pattern);
    item.tooltip = new vscode.MarkdownString().appendCodeblock(pattern.before, pattern.language).appendCodeblock(pattern.after, pattern.language);
    item.iconPath = new vscode.ThemeIcon(pattern.standing === 'promoted' ? 'verified' : 'beaker');
    item.contextValue = 'pattern';
    item.command = { title: 'Show', command: 'healer.showPattern', arguments: [pattern] };
    return item;
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  private async show(pattern: Pattern): Promise<void> {
    const name = `pattern.${EXTENSIONS[pattern.language] ?? 'txt'}`;
    const [before, after] = [this.documents.make(name, `${pattern.before}\n`), this.documents.make(name, `${pattern.after}\n`)];
    await vscode.commands.executeCommand('vscode.diff', before, after, `${pattern.category}: learned fix`, { preview: true });
  }

  private async forget(patterns: readonly Pattern[]): Promise<void> {
    const client = this.client();
    if (client === undefined || patterns.length === 0) {
      return;
    }
    const forget = 'Forget';
    const question = `Forget ${counted(patterns.length, 'learned fix', 'learned fixes')} for good?`;
    if ((await vscode.window.showWarningMessage(question, { modal: true }, forget)) === forget) {
      for (const { id } of patterns) {
        await runCommand(client, 'healer.patterns', { action: 'forget', id });
      }
      await this.refresh();
    }
  }

  private async choose(client: LanguageClient, several: boolean): Promise<Pattern[]> {
    const items = (await listed(client)).map((pattern) => ({ label: label(pattern), description: describe(pattern), detail: `becomes ${oneLine(pattern.after)}`, pattern }));
    if (items.length === 0) {
      void vscode.window.showInformationMessage('Nothing has been learned yet.');
      return [];
    }
    if (several) {
      const chosen = await vscode.window.showQuickPick(items, { title: 'Forget learned fixes', canPickMany: true, matchOnDetail: true });
      return (chosen ?? []).map((item) => item.pattern);
    }
    const chosen = await vscode.window.showQuickPick(items, { title: 'Learned fixes', matchOnDetail: true });
    return chosen === undefined ? [] : [chosen.pattern];
  }

  private async load(): Promise<void> {
    const client = this.client();
    if (!this.view.visible || !this.isOld || client === undefined) {
      return;
    }
    this.isOld = false;
    this.patterns = await listed(client);
    this.changed.fire(undefined);
  }
}

async function listed(client: LanguageClient): Promise<Pattern[]> {
  return (await runCommand<{ patterns: Pattern[] }>(client, 'healer.patterns', { action: 'list', limit: 1000 })).patterns;
}

function label(pattern: Pattern): string {
  return oneLine(pattern.before);
}

function describe(pattern: Pattern): string {
  return `${pattern.category}, ${percent(pattern.confidence)}, ${pattern.standing === 'canary' ? 'on trial' : pattern.standing}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
