// The parts of the language client that are used: bundled into a file of their own, as reading them takes longer than all the rest.

import { LanguageClient as Client } from 'vscode-languageclient/node';

export { CloseAction, CodeAction, CodeActionRequest, CodeActionResolveRequest, ErrorAction, ExecuteCommandRequest, State, WorkDoneProgress } from 'vscode-languageclient/node';

/** The client without messages of its own about a server that fails: the extension says once, and in its own words, what that means. */
export class LanguageClient extends Client {
  override error(message: string, data?: unknown, showNotification?: boolean | 'force'): void {
    super.error(message, data, showNotification === 'force' ? false : showNotification);
  }
}
