import { expect, it } from 'vitest';
import { cacheRoot } from './cache.mjs';

it('is where BULKHEAD_CACHE says', () => {
  expect(cacheRoot({ BULKHEAD_CACHE: '/data/cache' }, true)).toBe('/data/cache');
});

it("lies outside root's home, so that the test user can read it", () => {
  expect(cacheRoot({}, true)).toBe('/var/cache/bulkhead');
});

it('lies in the home of anybody else', () => {
  expect(cacheRoot({}, false)).toMatch(/\/\.cache\/bulkhead$/);
});
