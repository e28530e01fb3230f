// Heals: asked for, shown while they run, cancelled, looked at, applied and taken back.

import * as vscode from 'vscode';
import type { ApplyWorkspaceEditParams, ApplyWorkspaceEditResult, LanguageClient, WorkspaceEdit } from 'vscode-languageclient/node';
import { failure, runCommand } from './client';
import { languageClient } from './lazy';
import { changedTexts, type Previews } from './preview';
import type { Attempt, HealEvent, HealReport } from './protocol';
import { outcome, question } from './words';

/** The label of the edits that heals, and only they, send to the client. */
const LABEL = 'Heal';

/** Applies an edit as the client does without us: by its versions. */
type Next = (params: ApplyWorkspaceEditParams) => Promise<ApplyWorkspaceEditResult>;

/** What became of a heal whose attempts do not stand in the text. */
export interface Fate {
  job: string;
  fate: 'cancelled' | 'discarded' | 'not applied' | 'taken back';
}

/** A heal that was asked for and has not been reported. */
interface Run {
  uri: string;
  workspace: boolean;
  job: string | undefined;
  /** Resolves once the server has answered, so that the job is known; its edit may be here before. */
  answered: Promise<unknown>;
  attempts: Attempt[];
  cancelled: boolean;
  discarded: boolean;
  /** Nothing more happens on the server: the edit is here, or the report. */
  worked: () => void;
  ended: (report: HealReport) => void;
}

export class Heals implements vscode.Disposable {
  private readonly runs = new Set<Run>();
  /** Reports of jobs whose names are not known yet. */
  private readonly early = new Map<string, HealReport>();
  private readonly waiting = new Map<string, (report: HealReport) => void>();
  /** The jobs whose edits stand in the text, the newest last. */
  private readonly applied: string[] = [];
  private undoing = false;
  private asked = 0;
  private readonly healed = new vscode.EventEmitter<HealReport>();
  private readonly stepped = new vscode.EventEmitter<HealEvent>();
  private readonly changed = new vscode.EventEmitter<number>();
  private readonly fates = new vscode.EventEmitter<Fate>();
  /** Fires with the report of each heal and each taking back that has ended. */
  readonly onHealed = this.healed.event;
  /** Fires with each attempt. */
  readonly onAttempt = this.stepped.event;
  /** Fires for a heal whose attempts do not stand in the text. */
  readonly onFate = this.fates.event;
  /** Fires with the number of heals under way. */
  readonly onRunning = this.changed.event;

  constructor(private readonly previews: Previews) {}

  /** Listens to a client that is about to start. */
  listen(client: LanguageClient): void {
    client.onNotification('healer/healed', (report: HealReport) => this.ended(report));
    client.onNotification('healer/event', async (event: HealEvent) => {
      await this.answered();
      this.find(event.job)?.attempts.push(event.attempt);
      this.stepped.fire(event);
    });
  }

  /** The server has gone: nothing will be reported any more, and what it did before can not be taken back by it. */
  stopped(): void {
    const failed = (job: string): HealReport => ({ job, status: 'failed', reason: 'the server has stopped' });
    this.runs.forEach((run) => run.ended(failed(run.job ?? '')));
    this.waiting.forEach((answer, job) => answer(failed(job)));
    this.early.clear();
    this.applied.length = 0;
    this.previews.withdraw();
  }

  /** Heals a document, a range of it, or with `workspace` all of its workspace; `what` is told while it runs. */
  async heal(client: LanguageClient, document: vscode.TextDocument, what: string, options: { range?: vscode.Range; workspace?: boolean } = {}): Promise<void> {
    this.asked += 1;
    const token = `healer-heal-${this.asked}`;
    const uri = client.code2ProtocolConverter.asUri(document.uri);
    const argument = {
      uri,
      apply: 'preview',
      ...(options.range === undefined ? {} : { range: client.code2ProtocolConverter.asRange(options.range) }),
      ...(options.workspace === true ? { scope: 'workspace' } : {}),
    };
    const run: Run = {
      uri,
      workspace: options.workspace === true,
      job: undefined,
      answered: Promise.resolve(),
      attempts: [],
      cancelled: false,
      discarded: false,
      worked: () => undefined,
      ended: () => undefined,
    };
    const worked = new Promise<void>((resolve) => (run.worked = resolve));
    const reported = new Promise<HealReport>((resolve) => (run.ended = resolve));
    this.runs.add(run);
    this.tellRunning();
    try {
      await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Healing ${what}`, cancellable: true }, async (progress, cancellation) => {
        let percentage = 0;
        const listening = client.onProgress(languageClient().WorkDoneProgress.type, token, (value) => {
          if (value.kind === 'report') {
            const increment = Math.max(0, (value.percentage ?? percentage) - percentage);
            percentage += increment;
            progress.report({ increment, ...(value.message === undefined ? {} : { message: value.message }) });
          }
        });
        try {
          const answering = runCommand<HealReport>(client, 'healer.heal', argument, token);
          run.answered = answering.then(
            () => undefined,
            () => undefined,
          );
          const answer = await answering;
          if (answer.status !== 'running') {
            return run.ended(answer);
          }
          run.job = answer.job;
          const early = this.early.get(answer.job);
          if (early !== undefined) {
            this.early.delete(answer.job);
            return run.ended(early);
          }
          cancellation.onCancellationRequested(() => void this.cancel(client, run));
          if (cancellation.isCancellationRequested) {
            await this.cancel(client, run);
          }
          await Promise.race([worked, reported]);
        } finally {
          listening.dispose();
        }
      });
      const report = await reported;
      this.remember(run, report);
      this.healed.fire(report);
      if (!run.discarded) {
        await this.tell(client, run.cancelled ? { ...report, status: 'cancelled', applied: false } : report);
      }
    } finally {
      this.runs.delete(run);
      this.tellRunning();
    }
  }

  /** Cancels all heals that are under way. */
  async cancelAll(client: LanguageClient): Promise<void> {
    await Promise.all([...this.runs].map((run) => this.cancel(client, run)));
  }

  /** Takes back a heal, by default the last one. */
  async undo(client: LanguageClient, job?: string): Promise<void> {
    this.undoing = true;
    try {
      const answer = await runCommand<HealReport>(client, 'healer.undo', job === undefined ? {} : { job });
      const report = answer.status === 'running' ? await this.reportOf(answer.job) : answer;
      this.healed.fire({ ...report, before: 0, after: 0 });
      if (report.applied !== true) {
        void vscode.window.showWarningMessage(`The heal was not taken back: ${report.reason ?? 'the text has changed'}.`);
      } else {
        const undone = job ?? this.applied.at(-1);
        if (undone !== undefined) {
          this.applied.splice(0, this.applied.length, ...this.applied.filter((other) => other !== undone));
          this.fates.fire({ job: undone, fate: 'taken back' });
        }
        void vscode.window.setStatusBarMessage('healer: the heal was taken back', 5_000);
      }
    } catch (error) {
      void vscode.window.showInformationMessage(failure(client, error));
    } finally {
      this.undoing = false;
    }
  }

  /** An edit that the server wants to be applied. What is not safe in every part is shown first. */
  async apply(client: LanguageClient, params: ApplyWorkspaceEditParams, next: Next): Promise<ApplyWorkspaceEditResult> {
    if (params.label !== LABEL) {
      return next(params);
    }
    if (this.undoing) {
      return next({ ...params, edit: unannotated(params.edit) });
    }
    await this.answered();
    const run = this.meant(params.edit);
    run?.worked();
    if (run?.cancelled === true) {
      return { applied: false, failureReason: 'the heal was cancelled' };
    }
    if (params.edit.changeAnnotations !== undefined) {
      const changes = await changedTexts(client, params.edit);
      const first = changes[0]?.document.uri.path.split('/').at(-1) ?? '';
      const title = changes.length === 1 ? `${first} (healed)` : `Healed: ${changes.length} files`;
      if (!(await this.previews.ask(changes, title, question(run?.attempts ?? [], changes.length)))) {
        if (run !== undefined) {
          run.discarded = true;
        }
        return { applied: false, failureReason: 'the user discarded it' };
      }
    }
    return next({ ...params, edit: unannotated(params.edit) });
  }

  dispose(): void {
    this.stopped();
    [this.healed, this.stepped, this.changed, this.fates].forEach((emitter) => emitter.dispose());
  }

  private remember(run: Run, report: HealReport): void {
    if (report.applied === true) {
      this.applied.push(report.job);
    } else if (run.cancelled || report.status === 'healed' || report.status === 'improved') {
      this.fates.fire({ job: report.job, fate: run.cancelled ? 'cancelled' : run.discarded ? 'discarded' : 'not applied' });
    }
  }

  private async cancel(client: LanguageClient, run: Run): Promise<void> {
    run.cancelled = true;
    if (run.job !== undefined) {
      // It may have ended meanwhile, which is as good.
      await runCommand(client, 'healer.cancel', { job: run.job }).catch(() => undefined);
    }
  }

  /** The jobs of all heals are known: what the server does for one may be here before its answer. */
  private async answered(): Promise<void> {
    await Promise.all([...this.runs].map((run) => run.answered));
  }

  private find(job: string): Run | undefined {
    return [...this.runs].find((run) => run.job === job);
  }

  /** The heal that an edit belongs to: the edit itself does not say. */
  private meant(edit: WorkspaceEdit): Run | undefined {
    const touched = (edit.documentChanges ?? []).flatMap((change) => ('textDocument' in change ? [change.textDocument.uri] : []));
    const runs = [...this.runs].filter((run) => run.job !== undefined);
    return runs.find((run) => !run.workspace && touched.includes(run.uri)) ?? runs.find((run) => run.workspace) ?? (runs.length === 1 ? runs[0] : undefined);
  }

  private ended(report: HealReport): void {
    const run = this.find(report.job);
    if (run !== undefined) {
      return run.ended(report);
    }
    this.waiting.get(report.job)?.(report);
    if (this.undoing || [...this.runs].some((other) => other.job === undefined)) {
      this.early.set(report.job, report);
    }
  }

  private async reportOf(job: string): Promise<HealReport> {
    const early = this.early.get(job);
    const report = early ?? (await new Promise<HealReport>((resolve) => this.waiting.set(job, resolve)));
    this.early.delete(job);
    this.waiting.delete(job);
    return report;
  }

  private tellRunning(): void {
    void vscode.commands.executeCommand('setContext', 'healer.healing', this.runs.size > 0);
    this.changed.fire(this.runs.size);
  }

  private async tell(client: LanguageClient, report: HealReport): Promise<void> {
    const { text, warns } = outcome(report);
    const [undo, timeline, trust] = ['Undo', 'Show Timeline', 'Manage Trust'];
    const actions = report.applied === true ? [undo, timeline] : report.status === 'refused' && !vscode.workspace.isTrusted ? [trust] : [];
    const show = warns ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    // The heal is over whether or not the message is answered.
    void show(text, ...actions).then((chosen) => {
      if (chosen === undo) {
        return this.undo(client, report.job);
      }
      if (chosen === timeline) {
        return vscode.commands.executeCommand('healer.timeline.focus');
      }
      return chosen === trust ? vscode.commands.executeCommand('workbench.trust.manage') : undefined;
    });
  }
}

/** The edit without what would make VS Code ask in its own way. */
function unannotated(edit: WorkspaceEdit): WorkspaceEdit {
  const { changeAnnotations: _, ...rest } = edit;
  const changes = rest.documentChanges?.map((change) => {
    if (!('textDocument' in change)) {
      return change;
    }
    const edits = change.edits.map((one) => ('range' in one && 'newText' in one ? { range: one.range, newText: one.newText } : one));
    return { ...change, edits };
  });
  return changes === undefined ? rest : { ...rest, documentChanges: changes };
}
