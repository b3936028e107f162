import { expect, it } from 'vitest';
import { choiceFrom, isComplete, proxyFormOf, proxyUrlProblem } from './proxy-form.ts';

const typed = {
  ...proxyFormOf(undefined),
  kind: 'manual' as const,
  url: ' proxy.test:3128 ',
  username: 'me',
};

it('stores what was typed, and a password by its secret alone', () => {
  expect(choiceFrom({ ...typed, password: 'x' }, 'id')).toEqual({
    kind: 'manual',
    url: 'proxy.test:3128',
    noProxy: '',
    username: 'me',
    passwordSecretId: 'id',
  });
  expect(choiceFrom({ ...typed, username: '' }, 'id')).toMatchObject({ passwordSecretId: null });
  expect(choiceFrom(proxyFormOf(undefined), null)).toBeUndefined();
  expect(choiceFrom(proxyFormOf({ kind: 'none' }), null)).toEqual({ kind: 'none' });
});

it.each([
  ['', true, false],
  ['proxy.test:3128', true, true],
  ['socks5://10.0.0.1', true, true],
  ['http://me:secret@proxy.test', false, false],
  ['http://proxy.test/pac.js', false, false],
])('takes %j: %s, %s', (url, sound, complete) => {
  expect(proxyUrlProblem({ ...typed, url }) === undefined).toBe(sound);
  expect(isComplete({ ...typed, url })).toBe(complete);
});
