// The order of the light-bulb menu.

interface Ordered {
  isPreferred?: boolean;
  diagnostics?: readonly unknown[];
}

/**
 * Takes the preference from actions that VS Code would otherwise lift above better ones. VS Code shows actions that mend a diagnostic
 * first, of those the preferred ones first, and else keeps the provider's order, which is healer's rank. With errors of several
 * diagnostics at one place, the preferred fix of the second would come before the fixes of the first.
 */
export function keepOrder(actions: readonly Ordered[]): void {
  const hasOrdinary = { mending: false, other: false };
  for (const action of actions) {
    const kind = action.diagnostics !== undefined && action.diagnostics.length > 0 ? 'mending' : 'other';
    if (!action.isPreferred) {
      hasOrdinary[kind] = true;
    } else if (hasOrdinary[kind]) {
      action.isPreferred = false;
    }
  }
}
