import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusOf, type StatusFacts } from '../src/statusText';

const NOW = 1_000_000;
const facts = (more: Partial<StatusFacts> = {}): StatusFacts => ({ runs: true, problem: undefined, checking: new Set(), healing: 0, mended: 0, breakers: [], ...more });

test('what goes on is said before what was done', () => {
  assert.equal(statusOf(facts(), NOW).text, 'healer: ready');
  assert.equal(statusOf(facts({ mended: 1 }), NOW).text, 'healer: 1 error mended');
  const checking = statusOf(facts({ mended: 3, checking: new Set(['check-1']) }), NOW);
  assert.deepEqual([checking.text, checking.detail, checking.busy], ['healer: checking', '3 errors mended', true]);
  assert.equal(statusOf(facts({ healing: 1, checking: new Set(['check-1']) }), NOW).text, 'healer: healing');
});

test('an open breaker and a server that does not run are warned of', () => {
  const open = statusOf(facts({ breakers: [{ origin: 'rule', category: 'RES.NAME', state: 'open', until: NOW + 1 }] }), NOW);
  assert.deepEqual([open.text, open.warns], ['healer: breaker open', true]);
  assert.match(open.detail, /rule fixes of RES\.NAME until \d/);
  assert.equal(statusOf(facts({ breakers: [{ origin: 'rule', category: 'RES.NAME', state: 'open', until: NOW }] }), NOW).warns, false);
  assert.equal(statusOf(facts({ breakers: [{ origin: 'rule', category: 'RES.NAME', state: 'half-open', until: null }] }), NOW).warns, false);
  assert.deepEqual([statusOf(facts({ runs: false }), NOW).warns, statusOf(facts({ runs: false, problem: 'not found' }), NOW).warns], [false, true]);
});
