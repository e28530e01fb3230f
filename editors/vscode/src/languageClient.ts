// The parts of the language client that are used: bundled into a file of their own, as reading them takes longer than all the rest.

export {
  CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  ExecuteCommandRequest,
  LanguageClient,
  State,
  WorkDoneProgress,
} from 'vscode-languageclient/node';
