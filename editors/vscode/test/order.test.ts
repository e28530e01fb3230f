import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepOrder } from '../src/order';

interface Action {
  title: string;
  isPreferred?: boolean;
  diagnostics?: object[];
}

/** What VS Code makes of a provider's actions: those with diagnostics first, of each kind the preferred ones first, else their order. */
function shown(actions: Action[]): string[] {
  const rank = (action: Action) => (action.diagnostics?.length ? 0 : 2) + (action.isPreferred ? 0 : 1);
  return [...actions].sort((one, other) => rank(one) - rank(other)).map((action) => action.title);
}

const fix = (title: string, isPreferred = false): Action => ({ title, isPreferred, diagnostics: [{}] });

test('a preferred fix of the second error does not come before the fixes of the first', () => {
  const actions = [fix('a1'), fix('b1', true), fix('a2'), { title: 'fix all' }];
  assert.deepEqual(shown(actions), ['b1', 'a1', 'a2', 'fix all']);
  keepOrder(actions);
  assert.deepEqual(shown(actions), ['a1', 'b1', 'a2', 'fix all']);
});

test('preferences that change nothing stay', () => {
  const actions = [fix('a1', true), fix('b1', true), fix('a2'), { title: 'fix all', isPreferred: true }];
  keepOrder(actions);
  assert.deepEqual(actions.map((action) => action.isPreferred ?? false), [true, true, false, true]);
});

test('an empty menu stays empty', () => {
  const actions: Action[] = [];
  keepOrder(actions);
  assert.deepEqual(actions, []);
});
