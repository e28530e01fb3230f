import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Applicability, Attempt, HealReport, Verdict } from '../src/protocol';
import { mended, outcome, question, standing } from '../src/words';

const report = (more: Partial<HealReport>): HealReport => ({ job: '1', status: 'healed', applied: true, before: 3, after: 0, ...more });

test('a heal is told by what it mended and what is left', () => {
  assert.deepEqual(outcome(report({})), { text: '3 errors mended.', warns: false });
  const remaining = [{ message: 'no such function', reason: 'no fix is known for it' }];
  assert.equal(outcome(report({ status: 'improved', after: 2, remaining })).text, '1 error mended, 1 left: no such function (no fix is known for it).');
  assert.equal(outcome(report({ status: 'unchanged', after: 3, remaining: [{ message: 'a' }, { message: 'b' }] })).text, 'Nothing could be mended, 2 left: a.');
  const reason = 'mypy has yet to look';
  assert.equal(outcome(report({ status: 'improved', reason })).text, '3 errors mended. Mypy has yet to look.');
  // Those that are there stand in other files.
  assert.equal(outcome(report({ status: 'unchanged', after: 3 })).text, 'There are no errors to mend.');
});

test('what was not applied is no success', () => {
  const stale = report({ applied: false, reason: 'the text has changed' });
  assert.deepEqual(outcome(stale), { text: 'Nothing was applied: the text has changed.', warns: true });
  assert.equal(mended(stale), 0);
  assert.equal(mended(report({})), 3);
  assert.deepEqual(outcome({ job: '1', status: 'refused', reason: 'the workspace is not trusted' }), {
    text: 'healer did not heal: the workspace is not trusted.',
    warns: true,
  });
});

test('an error that is mended counts also where another one comes to light', () => {
  const fix = { id: '1', title: 't', origin: 'rule', rule: 'r', applicability: 'safe' } as const;
  const attempts: Attempt[] = [{ uri: 'file:///a.py', diagnostic: null, fix, verdict: 'promote', confidence: 0.9, ms: 1 }];
  assert.equal(outcome(report({ status: 'improved', before: 1, after: 1, attempts })).text, '1 error mended.');
});

test('the question counts the fixes that were kept and those that are not safe', () => {
  const attempt = (verdict: Verdict, applicability: Applicability): Attempt => ({
    uri: 'file:///a.py',
    diagnostic: null,
    fix: { id: '1', title: 't', origin: 'rule', rule: 'r', applicability },
    verdict,
    confidence: 0.9,
    ms: 1,
  });
  const attempts = [attempt('promote', 'safe'), attempt('retry', 'review'), attempt('promote', 'review')];
  assert.equal(question(attempts, 1), 'Apply 2 fixes, 1 of them to look at?');
  assert.equal(question(attempts.slice(0, 1), 2), 'Apply 1 fix in 2 files, all safe?');
  assert.equal(question([], 3), 'Apply what was healed in 3 files?');
});

test('a fix is described by its confidence, its origin and its record', () => {
  const fix = { fix: '1', confidence: 0.934, origin: 'rule', rule: 'go/missing-import', applicability: 'review', verified: 'checked' } as const;
  assert.equal(standing(fix), '93 % · rule go/missing-import · review · checked');
  assert.equal(standing({ ...fix, verified: null, successes: 47, failures: 1 }), '93 % · rule go/missing-import · review · right 47 of 48 times');
  assert.equal(standing({ fix: '1' }), '');
});
