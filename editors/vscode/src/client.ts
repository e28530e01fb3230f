// The language client: how the server is started and what of the traffic is changed on the way.

import * as vscode from 'vscode';
import type { CodeAction, Diagnostic, DocumentSelector, LanguageClient, LanguageClientOptions, Middleware } from 'vscode-languageclient/node';
import { isOwn } from './foreign';
import { languageClient } from './lazy';
import { keepOrder } from './order';
import { SERVER_SETTINGS } from './serverSettings';
import { chosenSettings } from './settings';

/** The languages that healer knows, by VS Code's names. */
export const LANGUAGES: readonly string[] = ['rust', 'python', 'javascript', 'javascriptreact', 'go'];

/** The documents that healer looks at. */
export const SELECTOR: vscode.DocumentFilter[] = LANGUAGES.flatMap((language) => [
  { scheme: 'file', language },
  { scheme: 'untitled', language },
]);

/** Whether healer looks at a document. */
export function isHealed(document: vscode.TextDocument): boolean {
  return (document.uri.scheme === 'file' || document.uri.scheme === 'untitled') && LANGUAGES.includes(document.languageId);
}

/** Makes the client for a program; `middleware` is what else of the traffic is changed. */
export function makeClient(program: string, log: vscode.LogOutputChannel, middleware: Middleware): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR as DocumentSelector,
    outputChannel: log,
    // What becomes of a server that has ended is decided where it is started.
    errorHandler: {
      error: () => ({ action: languageClient().ErrorAction.Continue, handled: true }),
      closed: () => ({ action: languageClient().CloseAction.DoNotRestart, message: 'the connection to the server is closed', handled: true }),
    },
    // Evaluated at each start: trust may have been granted since.
    initializationOptions: serverSettings,
    middleware: {
      ...middleware,
      workspace: { ...middleware.workspace, configuration: () => [serverSettings()] },
      provideCodeActions: (document, range, context, token) => codeActions(client, document, range, context, token),
    },
  };
  const client = new (languageClient().LanguageClient)('healer', 'healer', { command: program, args: ['lsp'] }, options);
  return client;
}

/** The settings that somebody chose, and VS Code's answer to whether the workspace is trusted. */
function serverSettings(): Record<string, unknown> {
  const configuration = vscode.workspace.getConfiguration('healer');
  return { ...chosenSettings(SERVER_SETTINGS, (key) => configuration.inspect(key)), trust: vscode.workspace.isTrusted };
}

/**
 * Registers healer's code actions once more. Of several extensions' fixes VS Code shows those first whose provider was registered last, so
 * that an extension which starts after healer would come before it.
 */
export function comeFirst(client: LanguageClient): void {
  const options = client.initializeResult?.capabilities.codeActionProvider;
  if (options !== undefined && options !== false) {
    const feature = client.getFeature('textDocument/codeAction');
    feature.clear();
    feature.register({ id: 'healer-code-actions', registerOptions: { ...(options === true ? {} : options), documentSelector: SELECTOR as DocumentSelector } });
  }
}

async function codeActions(
  client: LanguageClient,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  token: vscode.CancellationToken,
): Promise<(vscode.Command | vscode.CodeAction)[] | null> {
  const sent = client.code2ProtocolConverter.asCodeActionContextSync(context);
  const params = {
    textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(document),
    range: client.code2ProtocolConverter.asRange(range),
    context: { ...sent, diagnostics: protocolDiagnostics(client, context.diagnostics) },
  };
  const { CodeActionRequest } = languageClient();
  try {
    const actions = await client.sendRequest(CodeActionRequest.type, params, token);
    if (actions === null || token.isCancellationRequested) {
      return null;
    }
    keepOrder(actions as CodeAction[]);
    return await client.protocol2CodeConverter.asCodeActionResult(actions, token);
  } catch (error) {
    return client.handleFailedRequest(CodeActionRequest.type, token, error, null);
  }
}

/** Diagnostics as the protocol has them. The converter keeps `data` only of its own client's; other extensions' fixes need theirs too. */
export function protocolDiagnostics(client: LanguageClient, diagnostics: readonly vscode.Diagnostic[]): Diagnostic[] {
  return diagnostics.map((diagnostic) => {
    const converted = client.code2ProtocolConverter.asDiagnostic(diagnostic);
    const data = (diagnostic as { data?: unknown }).data;
    return data === undefined ? converted : { ...converted, data: data as NonNullable<Diagnostic['data']> };
  });
}

/** What other extensions say of a document, as the protocol has it. */
export function foreignDiagnostics(client: LanguageClient, uri: vscode.Uri): Diagnostic[] {
  return protocolDiagnostics(client, vscode.languages.getDiagnostics(uri).filter((diagnostic) => !isOwn(diagnostic)));
}

/** Has the server run one of its commands. */
export async function runCommand<T>(client: LanguageClient, command: string, argument: object, workDoneToken?: string): Promise<T> {
  const params = { command, arguments: [argument], ...(workDoneToken === undefined ? {} : { workDoneToken }) };
  return (await client.sendRequest(languageClient().ExecuteCommandRequest.type, params)) as T;
}

/** Why a request has failed, in words for the user. */
export function failure(client: LanguageClient, error: unknown): string {
  if (client.state !== languageClient().State.Running) {
    return "healer's server has stopped before it answered.";
  }
  return error instanceof Error ? error.message : String(error);
}
