// The contents of the views as plain data.

import type { Attempt, Envelope, HealEvent, Verdict } from '../protocol';

/** An error of healer's as the view of categories shows it. */
export interface Listed {
  uri: string;
  line: number;
  message: string;
  category: string;
  kind: string;
  hint: string;
}

/** Errors by category, the category with most errors first; within one by file and line. */
export function byCategory<T extends Listed>(errors: readonly T[]): { category: string; kind: string; hint: string; errors: T[] }[] {
  const groups = new Map<string, T[]>();
  for (const error of errors) {
    const group = groups.get(error.category);
    if (group === undefined) {
      groups.set(error.category, [error]);
    } else {
      group.push(error);
    }
  }
  const sorted = [...groups].map(([category, of]) => ({
    category,
    kind: of[0]?.kind ?? '',
    hint: of[0]?.hint ?? '',
    errors: of.sort((one, other) => one.uri.localeCompare(other.uri) || one.line - other.line),
  }));
  return sorted.sort((one, other) => other.errors.length - one.errors.length || one.category.localeCompare(other.category));
}

/** An attempt as the timeline shows it. */
export interface TimelineAttempt {
  path: string;
  message: string;
  title: string;
  rule: string;
  verdict: Verdict;
  confidence: number;
  reason: string;
  /** Not known while the heal runs. */
  diff: string | undefined;
}

/** A heal as the timeline shows it, with its attempts in the order in which they were made. */
export interface TimelineHeal {
  job: string;
  /** Milliseconds since the Unix epoch of its last attempt. */
  time: number;
  attempts: TimelineAttempt[];
}

/** The heals of records that come with the newest first. */
export function healsOf(envelopes: readonly Envelope[]): TimelineHeal[] {
  const heals = new Map<string, TimelineHeal>();
  for (const envelope of envelopes) {
    const attempt: TimelineAttempt = {
      path: envelope.path,
      message: envelope.message,
      title: envelope.fix.title,
      rule: envelope.fix.rule,
      verdict: envelope.verdict,
      confidence: envelope.confidence,
      reason: envelope.reason,
      diff: envelope.diff,
    };
    const heal = heals.get(envelope.job);
    if (heal === undefined) {
      heals.set(envelope.job, { job: envelope.job, time: envelope.time, attempts: [attempt] });
    } else {
      heal.attempts.unshift(attempt);
    }
  }
  return [...heals.values()];
}

/** Adds an attempt of a heal under way; `time` is now. A heal that is not known yet stands first. */
export function withAttempt(heals: readonly TimelineHeal[], event: HealEvent, path: string, time: number): TimelineHeal[] {
  const known = heals.find((heal) => heal.job === event.job);
  const attempts = [...(known?.attempts ?? []), attemptOf(event.attempt, path)];
  return [{ job: event.job, time, attempts }, ...heals.filter((heal) => heal.job !== event.job)];
}

function attemptOf(attempt: Attempt, path: string): TimelineAttempt {
  const { fix, verdict, confidence } = attempt;
  return { path, message: attempt.diagnostic?.message ?? '', title: fix.title, rule: fix.rule, verdict, confidence, reason: attempt.reason ?? '', diff: undefined };
}
