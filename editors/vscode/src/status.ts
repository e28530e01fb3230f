// The language status item: what healer does and has done, beside the language in the status bar.

import * as vscode from 'vscode';
import { SELECTOR } from './client';
import { statusOf, type StatusFacts } from './statusText';

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;
  private readonly facts: StatusFacts = { runs: false, problem: undefined, checking: new Set(), healing: 0, mended: 0, breakers: [] };

  constructor() {
    this.item = vscode.languages.createLanguageStatusItem('healer', SELECTOR);
    this.item.name = 'healer';
    this.show();
  }

  /** Changes what is known. */
  tell(change: (facts: StatusFacts) => void): void {
    change(this.facts);
    this.show();
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(): void {
    const { text, detail, busy, warns } = statusOf(this.facts, Date.now());
    this.item.text = text;
    this.item.detail = detail;
    this.item.busy = busy;
    this.item.command = this.facts.problem === undefined ? { title: 'Show Log', command: 'healer.showLog' } : { title: 'Restart', command: 'healer.restart' };
    this.item.severity = warns ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
  }
}
