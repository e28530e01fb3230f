import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST, PERIOD, Restarts } from '../src/restarts';

test('a server that ends now and then is always started again', () => {
  const restarts = new Restarts();
  const apart = PERIOD / (MOST - 1);
  assert.deepEqual(Array.from({ length: 20 }, (_, at) => restarts.ended(at * apart)), Array.from({ length: 20 }, () => true));
});

test('one that ends too often within the period is not, until the user wants it', () => {
  const restarts = new Restarts();
  assert.deepEqual(Array.from({ length: MOST }, (_, at) => restarts.ended(at)), [...Array.from({ length: MOST - 1 }, () => true), false]);
  assert.equal(restarts.ended(PERIOD - 1), false);
  restarts.forget();
  assert.equal(restarts.ended(PERIOD), true);
});
