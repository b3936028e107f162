import { expect, it } from 'vitest';
import { Secret } from '../../lib/secret.ts';
import { TraceFinder, tracesOf } from './verify-secrets.ts';

const key = `-----BEGIN PRIVATE KEY-----\n${'QUJD'.repeat(16)}\nrest\n-----END PRIVATE KEY-----`;

it('knows a value as it is, in base64, and a key by its body', () => {
  expect(tracesOf('sk-canary-1')).toEqual(['sk-canary-1', 'c2stY2FuYXJ5LTE=']);
  expect(tracesOf(key)).toEqual(['QUJD'.repeat(16)]);
  expect(tracesOf('short')).toEqual([]);
});

it('finds a trace that is cut into pieces', () => {
  const finder = new TraceFinder([{ name: 'Work key', value: new Secret('sk-canary-1') }]);
  for (const piece of ['KEY=sk-ca', 'nary', '-1\0OTHER=x', '\nhunt done\n']) finder.push(piece);
  expect([...finder.places]).toEqual(['Work key']);
  expect(finder.ends('hunt done')).toBe(true);
});
