import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenSettings, type Inspected } from '../src/settings';

const inspect = (found: Record<string, Inspected>) => (key: string) => found[key];

test('what nobody set is not sent, whatever VS Code’s default is', () => {
  const found = { menuEntries: { defaultValue: 5 } as Inspected, learning: { globalValue: 'off' } };
  assert.deepEqual(chosenSettings(['menuEntries', 'learning', 'diagnostics'], inspect(found)), { learning: 'off' });
});

test('the nearer setting wins, and tables are laid over each other', () => {
  const found = {
    menuEntries: { globalValue: 3, workspaceValue: 4, workspaceFolderValue: 6 },
    'checkers.enabled': { globalValue: { ruff: false, mypy: false }, workspaceValue: { mypy: true } },
    'checkers.timeoutSeconds': { workspaceValue: 9 },
    checker: { globalValue: [1], workspaceValue: [2] },
  };
  assert.deepEqual(chosenSettings(['menuEntries', 'checkers.enabled', 'checkers.timeoutSeconds', 'checker'], inspect(found)), {
    menuEntries: 6,
    checkers: { enabled: { ruff: false, mypy: true }, timeoutSeconds: 9 },
    checker: [2],
  });
});

test('false and null are settings too', () => {
  const found = { diagnostics: { globalValue: false }, 'checkers.timeoutSeconds': { globalValue: null } };
  assert.deepEqual(chosenSettings(['diagnostics', 'checkers.timeoutSeconds'], inspect(found)), { diagnostics: false, checkers: { timeoutSeconds: null } });
});
