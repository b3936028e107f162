import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from '../src/slug.js';

test('a title becomes part of an address', () => {
  assert.equal(slug('The first five minutes'), 'the-first-five-minutes');
});
