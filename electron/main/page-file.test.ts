import { sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageFile } from './page-file.ts';

const root = ['', 'app', 'renderer'].join(sep);

describe('pageFile', () => {
  it('finds the page and what belongs to it', () => {
    expect(pageFile(root, 'app://bulkhead/')).toBe(`${root}${sep}index.html`);
    expect(pageFile(root, 'app://bulkhead/assets/a%20b.js?x=1#y')).toBe(`${root}${sep}assets${sep}a b.js`);
  });

  it.each([
    'app://bulkhead/../main/index.cjs',
    'app://bulkhead/%2e%2e/main/index.cjs',
    'app://bulkhead/..%2fmain%2findex.cjs',
    'app://bulkhead/assets/..%2f..%2f..%2fetc%2fpasswd',
    'app://bulkhead/..%2frenderer-of-another/index.html',
    'app://bulkhead/index.html%00.png',
    'app://bulkhead/%',
    'app://bulkhead.example/index.html',
    'app://person@other/index.html',
    'not an address',
  ])('refuses to leave the folder: %s', (address) => {
    // A URL parser may remove the dots itself. The rest is inside `root`, where no such file exists.
    expect(pageFile(root, address)?.startsWith(root + sep) ?? true).toBe(true);
  });

  it('answers only to its own host, and to nothing that is no path', () => {
    expect(pageFile(root, 'app://other/index.html')).toBeUndefined();
    expect(pageFile(root, 'app://bulkhead/..%2fmain')).toBeUndefined();
    expect(pageFile(root, 'app://bulkhead/%')).toBeUndefined();
    expect(pageFile(root, 'app://bulkhead/a%00')).toBeUndefined();
  });
});
