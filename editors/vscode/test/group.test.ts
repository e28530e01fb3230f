import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Envelope, HealEvent } from '../src/protocol';
import { byCategory, healsOf, withAttempt } from '../src/views/group';

test('errors stand under their category, the largest first, by file and line', () => {
  const error = (category: string, uri: string, line: number) => ({ category, uri, line, message: '', kind: category.toLowerCase(), hint: '' });
  const groups = byCategory([error('SYNTAX', 'b', 1), error('RES', 'b', 9), error('RES', 'a', 5), error('RES', 'b', 2), error('IMPORT', 'a', 1)]);
  assert.deepEqual(groups.map((group) => [group.category, group.kind, group.errors.map(({ uri, line }) => uri + line)]), [
    ['RES', 'res', ['a5', 'b2', 'b9']],
    ['IMPORT', 'import', ['a1']],
    ['SYNTAX', 'syntax', ['b1']],
  ]);
});

const fix = (title: string) => ({ id: title, title, origin: 'rule', rule: 'r', applicability: 'safe' as const });
const envelope = (job: string, time: number, title: string) =>
  ({ id: title, job, time, path: '/a.py', message: 'm', fix: fix(title), verdict: 'promote', confidence: 0.9, diff: 'd', reason: '' }) as Envelope;
const event = (job: string, title: string): HealEvent => ({
  job,
  kind: 'attempt',
  before: 2,
  after: 1,
  attempt: { uri: 'file:///a.py', diagnostic: null, fix: fix(title), verdict: 'retry', confidence: 0, ms: 3 },
});

test('records become heals, the newest first, with their attempts in order', () => {
  const heals = healsOf([envelope('2', 9, 'c'), envelope('1', 5, 'b'), envelope('1', 4, 'a')]);
  assert.deepEqual(heals.map((heal) => [heal.job, heal.time, heal.attempts.map((attempt) => attempt.title)]), [
    ['2', 9, ['c']],
    ['1', 5, ['a', 'b']],
  ]);
});

test('an attempt of a heal under way goes to its heal, which comes first', () => {
  const old = healsOf([envelope('1', 5, 'a')]);
  const running = withAttempt(withAttempt(old, event('2', 'x'), '/a.py', 10), event('2', 'y'), '/a.py', 11);
  assert.deepEqual(running.map((heal) => [heal.job, heal.time, heal.attempts.map((attempt) => attempt.title)]), [
    ['2', 11, ['x', 'y']],
    ['1', 5, ['a']],
  ]);
  assert.equal(running[0]?.attempts[0]?.diff, undefined);
});
