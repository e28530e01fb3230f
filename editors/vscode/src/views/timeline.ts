// The view of heals and their attempts, those under way too, each with what it changed.

import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { runCommand } from '../client';
import type { Documents } from '../documents';
import type { Fate } from '../heal';
import type { Envelope, HealEvent, Verdict } from '../protocol';
import { counted, percent } from '../words';
import { healsOf, type TimelineAttempt, type TimelineHeal, withAttempt } from './group';

/** So many attempts are asked for. */
const LIMIT = 200;

type Node = TimelineHeal | TimelineAttempt;

const ICONS: Record<Verdict, vscode.ThemeIcon> = {
  promote: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  retry: new vscode.ThemeIcon('debug-restart'),
  rollback: new vscode.ThemeIcon('discard'),
};

export class TimelineView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: vscode.Disposable[];
  private heals: TimelineHeal[] = [];
  private isOld = true;
  /** What became of heals of this window that do not stand in the text; the history of attempts does not say it. */
  private readonly fates = new Map<string, string>();

  constructor(
    private readonly client: () => LanguageClient | undefined,
    documents: Documents,
  ) {
    this.view = vscode.window.createTreeView('healer.timeline', { treeDataProvider: this, showCollapseAll: true });
    const show = (attempt: TimelineAttempt) => documents.show(`${vscode.workspace.asRelativePath(attempt.path).replaceAll('/', '-')}.diff`, attempt.diff ?? '');
    this.subscriptions = [
      this.view,
      this.changed,
      this.view.onDidChangeVisibility(() => void this.load()),
      vscode.commands.registerCommand('healer.showAttempt', show),
    ];
  }

  /** What is shown is not what the server knows any more. */
  async refresh(): Promise<void> {
    this.isOld = true;
    await this.load();
  }

  /** An attempt was made. */
  attempted(event: HealEvent): void {
    this.heals = withAttempt(this.heals, event, vscode.Uri.parse(event.attempt.uri).fsPath, Date.now());
    this.changed.fire(undefined);
  }

  /** A heal's attempts do not stand in the text. */
  ended({ job, fate }: Fate): void {
    this.fates.set(job, fate);
    this.changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      return this.heals;
    }
    return 'attempts' in node ? node.attempts : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('attempts' in node) {
      const kept = node.attempts.filter((attempt) => attempt.verdict === 'promote').length;
      const files = new Set(node.attempts.map((attempt) => vscode.workspace.asRelativePath(attempt.path)));
      const [first] = files;
      const isNewest = node === this.heals[0];
      const item = new vscode.TreeItem(
        files.size === 1 ? (first ?? '') : counted(files.size, 'file'),
        isNewest ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
      );
      item.id = node.job;
      const came = this.fates.get(node.job) ?? `${counted(kept, 'fix', 'fixes')} kept of ${node.attempts.length}`;
      item.description = `${came}, ${new Date(node.time).toLocaleTimeString()}`;
      item.contextValue = 'heal';
      return item;
    }
    const item = new vscode.TreeItem(node.title);
    item.description = `${percent(node.confidence)} ${node.rule}`;
    item.tooltip = [node.message, node.reason].filter((line) => line !== '').join('\n');
    item.iconPath = ICONS[node.verdict];
    if (node.diff !== undefined) {
      item.command = { title: 'Show Difference', command: 'healer.showAttempt', arguments: [node] };
    }
    return item;
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  /** Nothing is asked for that nobody sees. */
  private async load(): Promise<void> {
    const client = this.client();
    if (!this.view.visible || !this.isOld || client === undefined) {
      return;
    }
    this.isOld = false;
    const { envelopes } = await runCommand<{ envelopes: Envelope[] }>(client, 'healer.history', { limit: LIMIT });
    // The history is that of the whole machine.
    this.heals = healsOf(envelopes.filter(({ path }) => isHere(vscode.Uri.file(path))));
    this.changed.fire(undefined);
  }
}

/** Whether a file is one of this window: of its folders, or open in it. */
function isHere(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined || vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}
