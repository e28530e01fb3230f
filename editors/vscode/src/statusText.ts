// What the status item says. Knows nothing of VS Code itself.

import { counted } from './words';

/** A circuit breaker as the server's statistics show it. */
export interface Breaker {
  origin: string;
  category: string;
  state: 'closed' | 'open' | 'half-open';
  /** Until when nothing is tried, in milliseconds since the Unix epoch. */
  until: number | null;
}

export interface StatusFacts {
  /** Whether the server runs. */
  runs: boolean;
  /** Why it does not, where that is known. */
  problem: string | undefined;
  /** The tokens of the checkers whose progress is told. */
  checking: Set<string>;
  /** The number of heals under way. */
  healing: number;
  /** The number of errors that were mended in this window. */
  mended: number;
  breakers: Breaker[];
}

/** The text of the item, what stands beside it, whether it shows that something is going on, and whether it warns; `now` as in `until`. */
export function statusOf(facts: StatusFacts, now: number): { text: string; detail: string; busy: boolean; warns: boolean } {
  const open = facts.breakers.filter((breaker) => breaker.state === 'open' && (breaker.until ?? now) > now);
  const mended = facts.mended === 0 ? '' : `${counted(facts.mended, 'error')} mended`;
  if (!facts.runs) {
    return { text: 'healer: not running', detail: facts.problem ?? '', busy: false, warns: facts.problem !== undefined };
  }
  if (facts.healing > 0) {
    return { text: 'healer: healing', detail: mended, busy: true, warns: false };
  }
  if (facts.checking.size > 0) {
    return { text: 'healer: checking', detail: mended, busy: true, warns: false };
  }
  if (open.length > 0) {
    const kinds = open.map(({ origin, category, until }) => `${origin} fixes of ${category} until ${new Date(until ?? now).toLocaleTimeString()}`).join(', ');
    return { text: 'healer: breaker open', detail: `nearly always failed, so not tried: ${kinds}`, busy: false, warns: true };
  }
  return { text: mended === '' ? 'healer: ready' : `healer: ${mended}`, detail: '', busy: false, warns: false };
}
