import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openApiOf } from './openapi.ts';
import { v1Routes } from './routes.ts';

const FILE = join(import.meta.dirname, '../../../docs/openapi.json');

/** The version of the app is left out, so that a release does not change the document. */
const document = openApiOf(v1Routes, '1');
const text = `${JSON.stringify(document, null, 2)}\n`;

it('is the document in docs (run this test with BULKHEAD_WRITE_DOCS=1 to write it)', () => {
  if (process.env.BULKHEAD_WRITE_DOCS === '1') writeFileSync(FILE, text);
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(text));
});

it('refers to nothing that is not in it', () => {
  for (const [, path = ''] of text.matchAll(/"\$ref": "#\/([^"]+)"/g)) {
    const target = path
      .split('/')
      .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);
    expect(target, path).toBeDefined();
  }
});

it('names each operation once, and gives each a way to fail', () => {
  const ids = v1Routes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

it('cannot express a raw bind, a privileged container or the host’s network', () => {
  expect(text).not.toMatch(/privileged|"binds"|hostconfig|networkmode|cap_?add|"devices"/i);
});
