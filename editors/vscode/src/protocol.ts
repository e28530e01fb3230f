// The server's side of the contract, as far as the extension looks at it. Fields that it does not use are left out.

export type Applicability = 'safe' | 'review' | 'sketch';

/** What healer adds to a diagnostic, under `data.healer`. */
export interface DiagnosticData {
  id: string;
  category?: string;
  cluster?: string;
  kind?: string;
  hint?: string;
}

/** What healer adds to a code action, under `data.healer`. */
export interface FixData {
  fix: string;
  diagnostic?: string;
  origin?: string;
  rule?: string;
  applicability?: Applicability;
  /** 0 to 1. */
  confidence?: number;
  verified?: 'parsed' | 'checked' | 'tested' | null;
  successes?: number;
  failures?: number;
}

export interface AttemptedFix {
  id: string;
  title: string;
  origin: string;
  rule: string;
  applicability: Applicability;
}

export type Verdict = 'promote' | 'retry' | 'rollback';

/** One attempt of a heal that is under way, or of a report. */
export interface Attempt {
  uri: string;
  diagnostic: { message: string; range: Range } | null;
  fix: AttemptedFix;
  verdict: Verdict;
  confidence: number;
  ms: number;
  reason?: string;
}

export interface HealEvent {
  job: string;
  kind: string;
  attempt: Attempt;
  before: number;
  after: number;
}

export interface HealReport {
  job: string;
  status: 'running' | 'healed' | 'improved' | 'unchanged' | 'cancelled' | 'refused' | 'failed';
  applied?: boolean;
  before?: number;
  after?: number;
  attempts?: Attempt[];
  remaining?: { message: string; reason?: string; uri?: string }[];
  ms?: number;
  reason?: string;
}

/** The record of one attempt, as `healer.history` answers it. */
export interface Envelope {
  id: string;
  job: string;
  /** Milliseconds since the Unix epoch. */
  time: number;
  path: string;
  source: string;
  code: string | null;
  message: string;
  category: string;
  fix: AttemptedFix;
  verdict: Verdict;
  confidence: number;
  ms: number;
  diff: string;
  reason: string;
}

/** A learned fix, as `healer.patterns` lists it. */
export interface Pattern {
  id: string;
  language: string;
  category: string;
  before: string;
  after: string;
  standing: string;
  confidence: number;
  tag?: string | null;
  successes: number;
  failures: number;
  local: boolean;
}

export interface Range {
  start: { line: number; character: number };
  end: { line: number; character: number };
}
