// Another extension as healer meets it: it says something of Python files, with data of its own.
const vscode = require('vscode');

const SOURCE = 'elsewhere';

function find(document) {
  const found = [];
  for (const match of document.getText().matchAll(/\bmath\.sqroot\b/g)) {
    const range = new vscode.Range(document.positionAt(match.index + 5), document.positionAt(match.index + match[0].length));
    const diagnostic = new vscode.Diagnostic(range, 'Module "math" has no attribute "sqroot"', vscode.DiagnosticSeverity.Error);
    diagnostic.source = SOURCE;
    diagnostic.code = 'reportAttributeAccessIssue';
    diagnostic.data = { elsewhere: { token: 7 } };
    found.push(diagnostic);
  }
  return found;
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
  );
};
