// Starts and stops the one server of the window, and keeps it told of what the window knows.

import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient, Middleware, State } from 'vscode-languageclient/node';
import { findProgram, type Found } from './binary';
import { comeFirst, foreignDiagnostics, isHealed, makeClient } from './client';
import { Forwarder } from './foreign';
import { languageClient } from './lazy';
import { MOST, PERIOD, Restarts } from './restarts';

/** This extension, whose page says how to install the program. */
const EXTENSION = 'healer.healer';

/** How long a server may take to answer for the first time, in milliseconds. It takes a few. */
const START_LIMIT = 30_000;

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  /** Ends the start that is under way, without a word to the user. */
  private abandon: (() => void) | undefined;
  private reason: string | undefined;
  private readonly restarts = new Restarts();
  /** The start or stop that is under way: one at a time, so that there are never two servers. */
  private turn: Promise<void> = Promise.resolve();
  private readonly forwarder: Forwarder;
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly stateChanged = new vscode.EventEmitter<LanguageClient | undefined>();
  /** Fires with the client once the server runs, and without one when it has stopped. */
  readonly onState = this.stateChanged.event;

  /** `prepare` is called with each new client before it starts. */
  constructor(
    private readonly extension: vscode.Uri,
    readonly log: vscode.LogOutputChannel,
    private readonly middleware: Middleware,
    private readonly prepare: (client: LanguageClient) => void,
  ) {
    this.forwarder = new Forwarder({
      version: (uri) => openDocument(uri)?.version,
      diagnostics: (uri) => (this.running === undefined ? [] : foreignDiagnostics(this.running, vscode.Uri.parse(uri))),
      send: (params) => void this.running?.sendNotification('healer/diagnostics', params),
      met: () => this.running !== undefined && comeFirst(this.running),
      later: (milliseconds, call) => {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
    });
    this.subscriptions.push(
      this.stateChanged,
      vscode.languages.onDidChangeDiagnostics((event) => event.uris.forEach((uri) => this.forwarder.changed(uri.toString()))),
      vscode.workspace.onDidOpenTextDocument((document) => this.forwarder.changed(document.uri.toString())),
      vscode.workspace.onDidCloseTextDocument((document) => this.forwarder.closed(document.uri.toString())),
      vscode.workspace.onDidGrantWorkspaceTrust(() => void this.running?.sendNotification('healer/trust', { trusted: true })),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('healer.path')) {
          void this.restart();
        }
      }),
    );
  }

  /** The client of a server that runs. */
  get running(): LanguageClient | undefined {
    return this.client !== undefined && this.client.state === languageClient().State.Running ? this.client : undefined;
  }

  /** Tells the server now what other extensions have said, as it is about to be asked something. */
  forward(): void {
    this.forwarder.settle();
  }

  /** Why no server runs, where that is known. */
  get problem(): string | undefined {
    return this.reason;
  }

  /** Waits for the start or stop that is under way. */
  settled(): Promise<void> {
    return this.turn;
  }

  /** The program that is or would be started. */
  find(): Found {
    const setting = vscode.workspace.getConfiguration('healer').get<string>('path', '').trim();
    return findProgram(setting, vscode.Uri.joinPath(this.extension, 'bin').fsPath, {
      windows: process.platform === 'win32',
      home: homedir(),
      searched: process.env['PATH'] ?? '',
      isProgram,
    });
  }

  /** Starts the server; says it where that is not possible. Nobody needs to wait for it: reading the language client takes a moment. */
  start(): Promise<void> {
    return this.queue(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      await this.startNow();
    });
  }

  /** Starts it anew, also where it has ended too often or does not answer. */
  restart(): Promise<void> {
    this.abandon?.();
    this.restarts.forget();
    return this.queue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  stop(): Promise<void> {
    this.abandon?.();
    return this.queue(() => this.stopNow());
  }

  dispose(): void {
    this.forwarder.dispose();
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  private queue(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work, work);
    return this.turn;
  }

  private async startNow(): Promise<void> {
    const found = this.find();
    if ('problem' in found) {
      this.failed(found.problem);
      return;
    }
    this.log.info(`starting ${found.program} (${found.from})`);
    const begun = performance.now();
    // A server that is about to be stopped is told of no settings: the next one reads them when it starts.
    const didChangeConfiguration = async (sections: string[] | undefined, next: (sections: string[] | undefined) => Promise<void>): Promise<void> => {
      await Promise.resolve();
      await this.turn;
      if (this.running === client) {
        await next(sections);
      }
    };
    const workspace = { ...this.middleware.workspace, didChangeConfiguration };
    const client: LanguageClient = makeClient(found.program, this.log, { ...this.middleware, workspace });
    this.client = client;
    this.reason = undefined;
    client.onDidChangeState(({ newState }) => this.changed(client, newState));
    this.prepare(client);
    try {
      if (await this.answers(client)) {
        this.log.info(`ready after ${Math.round(performance.now() - begun)} ms`);
      }
    } catch (error) {
      this.log.error(String(error));
      // One that has failed would go on to report each change of a setting, and fail again.
      await this.stopNow();
      this.failed(`healer could not be started: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Starts a client; fails where that fails or takes too long, and gives false where it was abandoned. */
  private async answers(client: LanguageClient): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const ended = new Promise<boolean>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`it did not answer within ${START_LIMIT / 1000} seconds`)), START_LIMIT);
      this.abandon = () => resolve(false);
    });
    try {
      return await Promise.race([client.start().then(() => true), ended]);
    } finally {
      clearTimeout(timer);
      this.abandon = undefined;
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client === undefined) {
      return;
    }
    if (client.state === languageClient().State.Starting) {
      // It can not be asked to end.
      client.serverProcess?.kill('SIGKILL');
    }
    await client.dispose().catch((error: unknown) => this.log.warn(String(error)));
  }

  private changed(client: LanguageClient, state: State): void {
    const runs = state === languageClient().State.Running;
    if (client !== this.client && runs) {
      return;
    }
    const hasEnded = client === this.client && state === languageClient().State.Stopped;
    void vscode.commands.executeCommand('setContext', 'healer.running', runs);
    this.stateChanged.fire(runs ? client : undefined);
    if (runs) {
      this.forwarder.reset(vscode.workspace.textDocuments.map((document) => document.uri.toString()));
    }
    if (hasEnded) {
      void this.queue(() => this.stopNow());
      if (this.restarts.ended(Date.now())) {
        this.log.warn('the server has ended, and is started again');
        void this.start();
      } else {
        this.failed(`healer's server has ended ${MOST} times within ${PERIOD / 60_000} minutes and is not started again.`);
      }
    }
  }

  /** No server runs, and none will unless the user does something about it. */
  private failed(reason: string): void {
    this.reason = reason;
    this.log.error(reason);
    this.stateChanged.fire(undefined);
    void this.complain(reason);
  }

  private async complain(reason: string): Promise<void> {
    const isThere = !('problem' in this.find());
    const [restart, log, setting, install] = ['Restart', 'Show Log', 'Open Setting', 'How to Install'];
    const chosen = await vscode.window.showErrorMessage(reason, ...(isThere ? [restart, log] : [setting, install]));
    if (chosen === restart) {
      await this.restart();
    } else if (chosen === log) {
      this.log.show();
    } else if (chosen === setting) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'healer.path');
    } else if (chosen === install) {
      await vscode.commands.executeCommand('extension.open', EXTENSION);
    }
  }
}

function openDocument(uri: string): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri && isHealed(document));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, process.platform === 'win32' ? constants.F_OK : constants.X_OK);
    return statSync(path.resolve(file)).isFile();
  } catch {
    return false;
  }
}
