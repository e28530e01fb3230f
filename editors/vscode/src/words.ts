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

/** The errors that a heal mended, as far as its edit was applied. */
export function mended(report: HealReport): number {
  return report.applied === true ? Math.max(0, (report.before ?? 0) - (report.after ?? 0)) : 0;
}

/** How a heal ended, and whether that is something to warn of. */
export function outcome(report: HealReport): { text: string; warns: boolean } {
  const before = report.before ?? 0;
  const left = report.remaining?.[0];
  const because = left?.reason === undefined || left.reason === '' ? '' : ` Left: ${left.message} (${left.reason}).`;
  switch (report.status) {
    case 'healed':
    case 'improved':
      if (report.applied !== true) {
        return { text: `Nothing was applied: ${report.reason ?? 'the text has changed'}.`, warns: true };
      }
      return { text: `${mended(report)} of ${counted(before, 'error')} mended.${because}`, warns: false };
    case 'unchanged':
      return before === 0
        ? { text: 'There are no errors to mend.', warns: false }
        : { text: `None of ${counted(before, 'error')} could be mended.${because}`, warns: false };
    case 'cancelled':
      return { text: 'The heal was cancelled; nothing was changed.', warns: false };
    default:
      return { text: `healer did not heal: ${report.reason ?? report.status}.`, warns: true };
  }
}

/** What is asked before an edit that has to be looked at is applied. */
export function question(attempts: readonly Attempt[], files: number): string {
  const kept = attempts.filter((attempt) => attempt.verdict === 'promote');
  const doubtful = kept.filter((attempt) => attempt.fix.applicability !== 'safe').length;
  const which = doubtful === 0 ? 'all safe' : `${doubtful} of them to look at`;
  const where = files > 1 ? ` in ${files} files` : '';
  return kept.length === 0 ? `Apply what was healed${where}?` : `Apply ${counted(kept.length, 'fix', 'fixes')}${where}, ${which}?`;
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
