// The picker of fixes: all of them in healer's order, each with its confidence and origin, and beside it what it would change.

import * as vscode from 'vscode';
import type { CodeAction, LanguageClient } from 'vscode-languageclient/node';
import { protocolDiagnostics } from './client';
import { closeTabs, type Documents } from './documents';
import { languageClient } from './lazy';
import { changedTexts } from './preview';
import type { FixData } from './protocol';
import { standing } from './words';

interface Item extends vscode.QuickPickItem {
  action?: CodeAction;
}

/** Shows the fixes of the errors at the cursor and applies the one that is taken. */
export async function showFixes(client: LanguageClient, documents: Documents, editor: vscode.TextEditor): Promise<void> {
  const document = editor.document;
  const version = document.version;
  const actions = await fixesAt(client, document, editor.selection);
  if (actions.length === 0) {
    void vscode.window.showInformationMessage('healer knows no fix for what is at the cursor.');
    return;
  }
  const shown = documents.make(document.uri.path, document.getText());
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = 'Fixes, best first';
  picker.placeholder = 'The comparison shows what the fix would change';
  picker.matchOnDescription = true;
  picker.ignoreFocusOut = true;
  picker.items = items(actions);
  let compared: Item | undefined;
  const compare = async (item: Item | undefined) => {
    compared = item;
    const edit = item?.action === undefined ? undefined : (await resolved(client, item.action)).edit;
    const changed = edit === undefined ? [] : await changedTexts(client, edit);
    const here = changed.find((one) => one.document.uri.toString() === document.uri.toString());
    // Another one may have been chosen meanwhile, whose answer came sooner.
    if (compared === item) {
      documents.set(shown, here?.text ?? document.getText());
    }
  };
  await compare(picker.items.find((item) => item.action !== undefined));
  const name = document.uri.path.split('/').at(-1) ?? '';
  await vscode.commands.executeCommand('vscode.diff', document.uri, shown, `${name}: fix`, { preview: true, preserveFocus: true });
  const taken = await new Promise<CodeAction | undefined>((resolve) => {
    // Where a fix can not be shown, its place in the list is still there.
    picker.onDidChangeActive(([item]) => void compare(item).catch(() => documents.set(shown, document.getText())));
    picker.onDidAccept(() => {
      resolve(picker.selectedItems[0]?.action);
      picker.hide();
    });
    picker.onDidHide(() => resolve(undefined));
    picker.show();
  });
  picker.dispose();
  await closeTabs([shown]);
  await vscode.window.showTextDocument(document, { viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active, preserveFocus: false });
  if (taken !== undefined) {
    await take(client, document, version, taken);
  }
}

/** The fixes of the errors that touch a range, in healer's order. */
async function fixesAt(client: LanguageClient, document: vscode.TextDocument, range: vscode.Range): Promise<CodeAction[]> {
  const touched = vscode.languages.getDiagnostics(document.uri).filter((diagnostic) => diagnostic.range.intersection(range) !== undefined);
  const answer = await client.sendRequest(languageClient().CodeActionRequest.type, {
    textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
    range: client.code2ProtocolConverter.asRange(range),
    context: { diagnostics: protocolDiagnostics(client, touched), only: ['quickfix'] },
  });
  return (answer ?? []).filter((action): action is CodeAction => languageClient().CodeAction.is(action) && fixOf(action) !== undefined);
}

/** The fixes under the message of the error that they mend; errors come in the order of their best fix. */
function items(actions: readonly CodeAction[]): Item[] {
  const items: Item[] = [];
  const messages = new Set(actions.map((action) => action.diagnostics?.[0]?.message ?? ''));
  for (const message of messages) {
    items.push({ label: String(message), kind: vscode.QuickPickItemKind.Separator });
    for (const action of actions.filter((one) => (one.diagnostics?.[0]?.message ?? '') === message)) {
      const fix = fixOf(action);
      items.push({ label: action.title, description: fix === undefined ? '' : standing(fix), action });
    }
  }
  return items;
}

async function resolved(client: LanguageClient, action: CodeAction): Promise<CodeAction> {
  return action.edit === undefined ? client.sendRequest(languageClient().CodeActionResolveRequest.type, action) : action;
}

async function take(client: LanguageClient, document: vscode.TextDocument, version: number, action: CodeAction): Promise<void> {
  const { edit, command } = await resolved(client, action);
  const converted = await client.protocol2CodeConverter.asWorkspaceEdit(edit);
  if (converted === undefined || document.version !== version) {
    void vscode.window.showWarningMessage('The text has changed since the fixes were shown; nothing was applied.');
    return;
  }
  if ((await vscode.workspace.applyEdit(converted)) && command !== undefined) {
    await client.sendRequest(languageClient().ExecuteCommandRequest.type, { command: command.command, arguments: command.arguments ?? [] });
  }
}

function fixOf(action: CodeAction): FixData | undefined {
  return (action.data as { healer?: FixData } | undefined)?.healer;
}
