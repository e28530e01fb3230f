import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../src/edits';

test('edits speak of the text before, whatever their order', () => {
  const edits = [
    { start: 10, end: 14, text: 'total' },
    { start: 0, end: 0, text: 'import json\n' },
  ];
  assert.equal(applyEdits('json.dump(totl)', edits), 'import json\njson.dump(total)');
});

test('insertions at one place keep their order, and a text may go to its end', () => {
  const edits = [
    { start: 1, end: 1, text: 'b' },
    { start: 1, end: 1, text: 'c' },
    { start: 1, end: 2, text: '' },
  ];
  assert.equal(applyEdits('ax', edits), 'abc');
  assert.equal(applyEdits('same', []), 'same');
});

test('edits that overlap are refused', () => {
  const edits = [
    { start: 0, end: 3, text: '' },
    { start: 2, end: 4, text: '' },
  ];
  assert.throws(() => applyEdits('abcdef', edits), /overlap/);
});
