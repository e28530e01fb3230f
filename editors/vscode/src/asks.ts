// What the user asks to be told: the explanation of an error, and what the doctor says.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { runCommand } from './client';
import type { Documents } from './documents';

/** How long the doctor may take, in milliseconds. */
const DOCTOR_LIMIT = 60_000;

/** Explains the error at the cursor. */
export async function explain(client: LanguageClient, documents: Documents, editor: vscode.TextEditor): Promise<void> {
  const uri = client.code2ProtocolConverter.asUri(editor.document.uri);
  const position = client.code2ProtocolConverter.asPosition(editor.selection.active);
  const { markdown } = await runCommand<{ markdown: string }>(client, 'healer.explain', { uri, position });
  await vscode.commands.executeCommand('markdown.showPreviewToSide', documents.make('Explanation.md', markdown));
}

/** Shows which checkers there are. The doctor asks programs of the workspace for their versions, which runs them. */
export async function doctor(program: string, documents: Documents): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage('The doctor asks the tools of the workspace for their versions, which runs them. Trust the workspace first.');
    return;
  }
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = (active === undefined ? undefined : vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
  const text = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'healer: looking for checkers' }, async () => {
    const options = { timeout: DOCTOR_LIMIT, ...(folder === undefined ? {} : { cwd: folder.uri.fsPath }) };
    const { stdout, stderr } = await promisify(execFile)(program, ['doctor'], options);
    return stdout + stderr;
  });
  await documents.show('healer doctor.txt', text);
}
