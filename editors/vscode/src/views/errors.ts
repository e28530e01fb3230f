// The view of errors by category.

import * as vscode from 'vscode';
import { isOwn } from '../foreign';
import type { DiagnosticData } from '../protocol';
import { byCategory, type Listed } from './group';

/** How long diagnostics must rest before the view follows them, in milliseconds. */
const REST = 200;

interface Error extends Listed {
  place: vscode.Location;
  severity: vscode.DiagnosticSeverity;
}

type Node = ReturnType<typeof byCategory<Error>>[number] | Error;

export class ErrorsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    const view = vscode.window.createTreeView('healer.errors', { treeDataProvider: this, showCollapseAll: true });
    const follow = vscode.languages.onDidChangeDiagnostics(() => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        const number = collect().length;
        view.badge = number === 0 ? undefined : { value: number, tooltip: `${number} found by healer` };
        this.changed.fire(undefined);
      }, REST);
    });
    this.subscriptions = [view, follow, this.changed];
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      return byCategory(collect());
    }
    return 'errors' in node ? node.errors : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('errors' in node) {
      const item = new vscode.TreeItem(node.category, vscode.TreeItemCollapsibleState.Expanded);
      item.description = `${node.kind} (${node.errors.length})`;
      item.tooltip = node.hint;
      item.id = node.category;
      return item;
    }
    const item = new vscode.TreeItem(node.message);
    const file = vscode.workspace.asRelativePath(node.place.uri);
    item.description = `${file}:${node.line + 1}`;
    item.tooltip = `${node.message}\n${node.hint}`;
    item.iconPath = icon(node.severity);
    item.command = { title: 'Open', command: 'vscode.open', arguments: [node.place.uri, { selection: node.place.range }] };
    return item;
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }
}

/** All that healer itself has found in the files that are open. */
function collect(): Error[] {
  return vscode.languages.getDiagnostics().flatMap(([uri, diagnostics]) =>
    diagnostics.filter(isOwn).map((diagnostic) => {
      const data = (diagnostic as { data?: { healer?: DiagnosticData } }).data?.healer;
      return {
        uri: uri.toString(),
        line: diagnostic.range.start.line,
        message: diagnostic.message,
        category: data?.category ?? 'not categorized',
        kind: data?.kind ?? '',
        hint: data?.hint ?? '',
        place: new vscode.Location(uri, diagnostic.range),
        severity: diagnostic.severity,
      };
    }),
  );
}

function icon(severity: vscode.DiagnosticSeverity): vscode.ThemeIcon {
  switch (severity) {
    case vscode.DiagnosticSeverity.Error:
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
    case vscode.DiagnosticSeverity.Warning:
      return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    default:
      return new vscode.ThemeIcon('info');
  }
}
