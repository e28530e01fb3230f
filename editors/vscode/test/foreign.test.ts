import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Forwarder, isOwn } from '../src/foreign';

/** An editor with one document, whose clock is turned by hand. */
function editor() {
  const state = { version: 1 as number | undefined, diagnostics: [] as object[] };
  const sent: { uri: string; version: number; diagnostics: object[] }[] = [];
  const met: string[] = [];
  let calls: (() => void)[] = [];
  const forwarder = new Forwarder({
    version: (uri) => (uri === 'file:///a.py' ? state.version : undefined),
    diagnostics: () => state.diagnostics,
    send: (params) => sent.push(params),
    met: (source) => met.push(source),
    later: (_, call) => {
      calls.push(call);
      return () => {
        calls = calls.filter((other) => other !== call);
      };
    },
  });
  const rest = () => calls.splice(0).forEach((call) => call());
  return { state, sent, met, forwarder, rest };
}

const said = (message: string) => ({ message, data: { token: 7 } });

test('diagnostics are forwarded once they rest, with the version that they are about and their data', () => {
  const { state, sent, forwarder, rest } = editor();
  state.diagnostics = [said('first')];
  forwarder.changed('file:///a.py');
  state.diagnostics = [said('second')];
  state.version = 2;
  forwarder.changed('file:///a.py');
  state.version = 3;
  assert.deepEqual(sent, []);
  rest();
  assert.deepEqual(sent, [{ uri: 'file:///a.py', version: 2, diagnostics: [said('second')] }]);
});

test('what waits is forwarded at once where the server is about to be asked something, and not again', () => {
  const { state, sent, forwarder, rest } = editor();
  state.diagnostics = [said('first')];
  forwarder.changed('file:///a.py');
  state.version = 2;
  forwarder.settle();
  assert.deepEqual(sent, [{ uri: 'file:///a.py', version: 1, diagnostics: [said('first')] }]);
  rest();
  forwarder.settle();
  assert.equal(sent.length, 1);
});

test('the same is not said twice, nothing is said where nothing was, and what is gone is said', () => {
  const { state, sent, forwarder, rest } = editor();
  forwarder.changed('file:///a.py');
  rest();
  assert.equal(sent.length, 0);
  state.diagnostics = [said('first')];
  for (let times = 0; times < 2; times += 1) {
    forwarder.changed('file:///a.py');
    rest();
  }
  assert.equal(sent.length, 1);
  state.diagnostics = [];
  forwarder.changed('file:///a.py');
  rest();
  assert.deepEqual(sent.at(-1)?.diagnostics, []);
});

test('documents that healer does not look at are left out, and closed ones forgotten', () => {
  const { state, sent, forwarder, rest } = editor();
  state.diagnostics = [said('first')];
  forwarder.changed('file:///b.txt');
  forwarder.changed('file:///a.py');
  forwarder.closed('file:///a.py');
  rest();
  assert.equal(sent.length, 0);
});

test('a new server is told all again', () => {
  const { state, sent, forwarder, rest } = editor();
  state.diagnostics = [said('first')];
  forwarder.changed('file:///a.py');
  rest();
  forwarder.reset(['file:///a.py', 'file:///b.txt']);
  rest();
  assert.equal(sent.length, 2);
});

test('only what has healer’s part in its data is healer’s own', () => {
  assert.equal(isOwn({ message: 'x', data: { healer: { id: '1' } } }), true);
  for (const foreign of [{ message: 'x' }, { data: null }, { data: 'healer' }, { data: { ruff: 1 } }]) {
    assert.equal(isOwn(foreign), false);
  }
});

test('each other extension is met once, and by a new server again', () => {
  const { state, met, forwarder, rest } = editor();
  state.diagnostics = [{ source: 'one' }, { source: 'two' }, { source: 'one' }];
  forwarder.changed('file:///a.py');
  rest();
  state.diagnostics = [{ source: 'two' }];
  forwarder.changed('file:///a.py');
  rest();
  assert.deepEqual(met, ['one', 'two']);
  forwarder.reset(['file:///a.py']);
  rest();
  assert.deepEqual(met, ['one', 'two', 'two']);
});
