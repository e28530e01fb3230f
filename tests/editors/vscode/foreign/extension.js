// Another extension as healer meets it: it says something of Python files, with data of its own, and offers to suppress it.
const vscode = require('vscode');

const SOURCE = 'elsewhere';

function find(document) {
  return [...document.getText().matchAll(/\bself\.(itms)\b/g)].map((match) => {
    const end = document.positionAt(match.index + match[0].length);
    const range = new vscode.Range(end.translate(0, -match[1].length), end);
    const diagnostic = new vscode.Diagnostic(range, `Cannot access attribute "${match[1]}" for class "Cart*"`, vscode.DiagnosticSeverity.Error);
    diagnostic.source = SOURCE;
    diagnostic.code = 'reportAttributeAccessIssue';
    diagnostic.data = { elsewhere: { token: 7 } };
    return diagnostic;
  });
}

function suppressions(document, range, context) {
  return context.diagnostics
    .filter((diagnostic) => diagnostic.source === SOURCE)
    .map((diagnostic) => {
      const action = new vscode.CodeAction('Suppress this error', vscode.CodeActionKind.QuickFix);
      action.diagnostics = [diagnostic];
      action.edit = new vscode.WorkspaceEdit();
      action.edit.insert(document.uri, document.lineAt(range.start.line).range.end, '  # ignored');
      return action;
    });
}

exports.activate = (context) => {
  const collection = vscode.languages.createDiagnosticCollection(SOURCE);
  const look = (document) => {
    if (document.languageId === 'python') {
      collection.set(document.uri, find(document));
    }
  };
  vscode.workspace.textDocuments.forEach(look);
  context.subscriptions.push(
    collection,
    vscode.workspace.onDidOpenTextDocument(look),
    vscode.workspace.onDidChangeTextDocument((event) => look(event.document)),
    vscode.languages.registerCodeActionsProvider('python', { provideCodeActions: suppressions }),
  );
};
