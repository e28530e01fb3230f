// The entry: makes the parts, registers the commands and lets the server start without waiting for it.

import * as vscode from 'vscode';
import type { ApplyWorkspaceEditResult, LanguageClient, Middleware } from 'vscode-languageclient/node';
import { doctor, explain } from './asks';
import { failure, isHealed, runCommand } from './client';
import { Documents } from './documents';
import { Editors } from './editors';
import { showFixes } from './fixes';
import { Heals } from './heal';
import { Previews } from './preview';
import { Server } from './server';
import { Status } from './status';
import type { Breaker } from './statusText';
import { ErrorsView } from './views/errors';
import { PatternsView } from './views/patterns';
import { TimelineView } from './views/timeline';
import { mended } from './words';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('healer', { log: true });
  const documents = new Documents();
  const previews = new Previews(documents);
  const heals = new Heals(previews);
  const status = new Status();
  const editors = new Editors();

  const middleware: Middleware = {
    handleWorkDoneProgress: (token, params, next) => {
      status.tell(({ checking }) => (params.kind === 'end' ? checking.delete(String(token)) : String(token).startsWith('check-') && checking.add(String(token))));
      next(token, params);
    },
    executeCommand: async (command, args, next) => {
      const answer: unknown = await next(command, args);
      if (command === 'healer.accepted') {
        status.tell((facts) => (facts.mended += 1));
      }
      return answer;
    },
    workspace: {
      handleApplyEdit: async (params, next) => {
        const client = started.running;
        // The client's own handler looks at no token and always answers.
        const apply = async (given: typeof params) => (await next(given, new vscode.CancellationTokenSource().token)) as ApplyWorkspaceEditResult;
        return client === undefined ? { applied: false } : heals.apply(client, params, apply);
      },
    },
  };
  const started = new Server(context.extensionUri, log, middleware, (client) => heals.listen(client));
  server = started;
  const timeline = new TimelineView(() => started.running, documents);
  const patterns = new PatternsView(() => started.running, documents);

  context.subscriptions.push(log, started, heals, previews, documents, status, editors, timeline, patterns, new ErrorsView());
  context.subscriptions.push(
    started.onState((client) => {
      if (client === undefined) {
        heals.stopped();
      }
      status.tell((facts) => {
        facts.runs = client !== undefined;
        facts.problem = started.problem;
        facts.checking.clear();
      });
      void Promise.all([timeline.refresh(), patterns.refresh(), askForBreakers()]).catch(unlessStopped);
    }),
    heals.onRunning((number) => status.tell((facts) => (facts.healing = number))),
    heals.onAttempt((event) => timeline.attempted(event)),
    heals.onFate((fate) => timeline.ended(fate)),
    heals.onHealed((report) => {
      status.tell((facts) => (facts.mended += mended(report)));
      void Promise.all([timeline.refresh(), askForBreakers()]).catch(unlessStopped);
    }),
  );

  async function askForBreakers(): Promise<void> {
    const client = started.running;
    if (client !== undefined) {
      const { breakers } = await runCommand<{ breakers?: Breaker[] }>(client, 'healer.stats', {});
      status.tell((facts) => (facts.breakers = breakers ?? []));
    }
  }
  /** What was asked of a server that stopped meanwhile is asked again when it runs. */
  function unlessStopped(error: unknown): void {
    if (started.running !== undefined) {
      log.error(String(error));
    }
  }

  /** Registers a command that needs the server; says so where it does not run. A failure is told in the server's own words. */
  const withServer = (name: string, run: (client: LanguageClient, ...args: unknown[]) => Promise<void>) =>
    vscode.commands.registerCommand(name, async (...args: unknown[]) => {
      // The command may be what woke the extension.
      await started.settled();
      const client = started.running;
      if (client === undefined) {
        void vscode.window.showWarningMessage('healer is not running.', 'Restart').then((chosen) => (chosen === undefined ? undefined : started.restart()));
        return;
      }
      started.forward();
      await run(client, ...args).catch((error: unknown) => {
        log.error(String(error));
        void vscode.window.showErrorMessage(failure(client, error));
      });
    });
  /** And one that is about the active editor. */
  const withEditor = (name: string, run: (client: LanguageClient, editor: vscode.TextEditor) => Promise<void>) =>
    withServer(name, async (client) => {
      const editor = await editors.current();
      if (editor === undefined) {
        void vscode.window.showInformationMessage('Open a Rust, Python, JavaScript or Go file first.');
        return;
      }
      await run(client, editor);
    });

  context.subscriptions.push(
    withEditor('healer.healFile', (client, { document }) => heals.heal(client, document, nameOf(document))),
    withEditor('healer.healSelection', (client, { document, selection }) => heals.heal(client, document, `the selection in ${nameOf(document)}`, { range: selection })),
    withEditor('healer.healError', async (client, { document, selection }) => {
      const error = errorAt(document, selection.active);
      if (error === undefined) {
        void vscode.window.showInformationMessage('There is no error in this line.');
      } else {
        await heals.heal(client, document, `“${error.message}”`, { range: error.range });
      }
    }),
    withServer('healer.healWorkspace', async (client) => {
      const document = [vscode.window.activeTextEditor?.document, ...vscode.workspace.textDocuments].find((one) => one !== undefined && isHealed(one));
      if (document === undefined) {
        void vscode.window.showInformationMessage('Open a Rust, Python, JavaScript or Go file of the workspace first.');
      } else {
        await heals.heal(client, document, 'the workspace', { workspace: true });
      }
    }),
    withServer('healer.cancelHeal', (client) => heals.cancelAll(client)),
    withServer('healer.undoHeal', (client) => heals.undo(client)),
    withEditor('healer.explainError', (client, editor) => explain(client, documents, editor)),
    withEditor('healer.showFixes', (client, editor) => showFixes(client, documents, editor)),
    withServer('healer.showHistory', async () => {
      await vscode.commands.executeCommand('healer.timeline.focus');
      await timeline.refresh();
    }),
    withServer('healer.listPatterns', (client) => patterns.list(client)),
    withServer('healer.exportPatterns', (client) => patterns.export(client)),
    withServer('healer.forgetPatterns', (client) => patterns.forgetChosen(client)),
    withServer('healer.refreshViews', async () => {
      await Promise.all([timeline.refresh(), patterns.refresh()]);
    }),
    vscode.commands.registerCommand('healer.doctor', async () => {
      const found = started.find();
      if ('problem' in found) {
        void vscode.window.showErrorMessage(found.problem);
      } else {
        await doctor(found.program, documents);
      }
    }),
    vscode.commands.registerCommand('healer.restart', () => started.restart()),
    vscode.commands.registerCommand('healer.showLog', () => log.show()),
  );
  void started.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

function nameOf(document: vscode.TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? '';
}

/** The error at a place, else the first one in its line. */
function errorAt(document: vscode.TextDocument, position: vscode.Position): vscode.Diagnostic | undefined {
  const inLine = vscode.languages.getDiagnostics(document.uri).filter(({ range }) => range.start.line <= position.line && position.line <= range.end.line);
  const sorted = inLine.sort((one, other) => one.severity - other.severity);
  return sorted.find(({ range }) => range.contains(position)) ?? sorted[0];
}
