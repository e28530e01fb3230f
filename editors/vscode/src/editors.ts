// The editor that a command is about.

import * as vscode from 'vscode';
import { isHealed } from './client';

export class Editors implements vscode.Disposable {
  private last = vscode.window.activeTextEditor;
  private readonly subscription = vscode.window.onDidChangeActiveTextEditor((editor) => (this.last = editor ?? this.last));

  /**
   * The active editor, if healer looks at its document. Where something else than an editor is active, such as the page of the walkthrough
   * whose buttons are commands, the editor that was active last comes back.
   */
  async current(): Promise<vscode.TextEditor | undefined> {
    const editor = vscode.window.activeTextEditor ?? this.last;
    if (editor === undefined || editor.document.isClosed || !isHealed(editor.document)) {
      return undefined;
    }
    if (editor === vscode.window.activeTextEditor) {
      return editor;
    }
    return vscode.window.showTextDocument(editor.document, { viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active, selection: editor.selection });
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
