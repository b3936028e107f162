import { expect, it } from 'vitest';
import { noInternet } from './no-internet.ts';

it.each([
  ['dns-failed', ['a.test'], 'to a.test, all'],
  ['timeout', ['a.test', 'b.test', 'c.test'], 'to a.test, b.test and c.test, all'],
  ['proxy-login', ['a.test'], 'user name or password'],
  ['proxy-unreachable', ['a.test'], 'address'],
] as const)('tells %s and what to do', (error, hosts, words) => {
  const { text } = noInternet({ state: 'dead', error, hosts: [...hosts], since: 0 });
  expect(text).toContain(words);
  expect(text).toContain('settings');
});
