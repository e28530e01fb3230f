// What the user is told, in words. Knows nothing of VS Code itself.

import type { Attempt, FixData, HealReport } from './protocol';

/** A number with its noun. */
export function counted(number: number, noun: string, several = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : several}`;
}

/** A share between 0 and 1 in per cent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/**
 * The errors that a heal mended, as far as its edit was applied. One fix may mend several; where a fix lets a checker come to errors that it
 * did not reach before, there are as many errors as there were.
 */
export function mended(report: HealReport): number {
  return report.applied === true ? Math.max(kept(report.attempts ?? []).length, (report.before ?? 0) - (report.after ?? 0)) : 0;
}

function kept(attempts: readonly Attempt[]): Attempt[] {
  return attempts.filter((attempt) => attempt.verdict === 'promote');
}

/** How a heal ended, and whether that is something to warn of. */
export function outcome(report: HealReport): { text: string; warns: boolean } {
  // The numbers of the report count errors of the whole folder; what is left of those that were to be mended is listed.
  const remaining = report.remaining ?? [];
  const [first] = remaining;
  const because = first?.reason === undefined || first.reason === '' ? '' : ` (${first.reason})`;
  const left = first === undefined ? '' : `${remaining.length} left: ${first.message}${because}`;
  switch (report.status) {
    case 'healed':
    case 'improved':
      if (report.applied !== true) {
        return { text: `Nothing was applied: ${report.reason ?? 'the text has changed'}.`, warns: true };
      }
      return { text: `${counted(mended(report), 'error')} mended${left === '' ? '' : `, ${left}`}.${left === '' ? sentence(report.reason) : ''}`, warns: false };
    case 'unchanged':
      return { text: left === '' ? 'There are no errors to mend.' : `Nothing could be mended, ${left}.`, warns: false };
    case 'cancelled':
      return { text: 'The heal was cancelled; nothing was changed.', warns: false };
    default:
      return { text: `healer did not heal: ${report.reason ?? report.status}.`, warns: true };
  }
}

/** A reason of the server's as a sentence of its own behind another one. */
function sentence(reason: string | undefined): string {
  return reason ? ` ${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` : '';
}

/** What is asked before an edit that has to be looked at is applied. */
export function question(attempts: readonly Attempt[], files: number): string {
  const fixes = kept(attempts);
  const doubtful = fixes.filter((attempt) => attempt.fix.applicability !== 'safe').length;
  const which = doubtful === 0 ? 'all safe' : `${doubtful} of them to look at`;
  const where = files > 1 ? ` in ${files} files` : '';
  return fixes.length === 0 ? `Apply what was healed${where}?` : `Apply ${counted(fixes.length, 'fix', 'fixes')}${where}, ${which}?`;
}

/** Where a fix comes from and how far it can be trusted, for one line of a list. */
export function standing(fix: FixData): string {
  const parts = [
    fix.confidence === undefined ? undefined : percent(fix.confidence),
    fix.origin === undefined ? undefined : fix.rule === undefined ? fix.origin : `${fix.origin} ${fix.rule}`,
    fix.applicability,
    fix.verified ?? undefined,
    (fix.successes ?? 0) + (fix.failures ?? 0) > 0 ? `right ${fix.successes ?? 0} of ${(fix.successes ?? 0) + (fix.failures ?? 0)} times` : undefined,
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
