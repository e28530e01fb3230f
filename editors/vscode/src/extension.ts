// The entry: makes the parts, registers the commands and lets the server start without waiting for it.

import * as vscode from 'vscode';
import { Server } from './server';

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('healer', { log: true });
  const started = new Server(context.extensionUri, log, {}, () => undefined);
  server = started;
  context.subscriptions.push(log, started);
  context.subscriptions.push(
    vscode.commands.registerCommand('healer.restart', () => started.restart()),
    vscode.commands.registerCommand('healer.showLog', () => log.show()),
  );
  void started.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
