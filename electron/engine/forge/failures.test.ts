import { expect, it } from 'vitest';
import { answerFailure, gitServerFailure } from './failures.ts';
import { assertOurs, nextName } from './push.ts';

const forge = {
  kind: 'github' as const,
  host: 'h.test',
  path: 'o/p',
  client: { rights: 'Rights.' },
  token: 't',
};

it.each([
  [{ status: 401, text: '' }, 'secret-unavailable', 'token'],
  [{ status: 403, text: '' }, 'secret-unavailable', 'token'],
  [{ status: 404, text: '' }, 'secret-unavailable', 'token'],
  [{ status: 403, text: '', headers: { 'x-ratelimit-remaining': '0' } }, 'network-error', undefined],
  [{ status: 429, text: '' }, 'network-error', undefined],
  [{ status: 301, text: '' }, 'conflict', undefined],
  [{ status: 422, text: 'No commits between main and x' }, 'conflict', undefined],
  [{ status: 502, text: '' }, 'network-error', undefined],
])('says what %j means', (answer, type, field) => {
  const { error } = answerFailure(forge, { headers: {}, ...answer });
  expect([error.type, error.field]).toEqual([type, field]);
});

it.each([
  ['fatal: Authentication failed for https://h.test/', 'secret-unavailable', 'token'],
  ['error: The requested URL returned error: 403', 'secret-unavailable', 'token'],
  ['remote: Repository not found.\nfatal: repository not found', 'secret-unavailable', 'token'],
  ["fatal: couldn't find remote ref refs/heads/x", 'not-found', 'base'],
  [' ! [rejected] x -> y (stale info)', 'conflict', 'branch'],
  [' ! [remote rejected] x -> y (protected branch hook declined)', 'conflict', undefined],
  ["fatal: unable to access 'https://h.test/': Could not resolve host: h.test", 'network-error', undefined],
])('says what git means by %j', (complaint, type, field) => {
  const { error } = gitServerFailure(forge, complaint);
  expect([error.type, error.field]).toEqual([type, field]);
});

it('pushes only to a branch that is new, or as it was left', () => {
  expect(() => assertOurs('a', undefined, undefined)).not.toThrow();
  expect(() => assertOurs('a', 'one', { commit: 'one' })).not.toThrow();
  expect(() => assertOurs('a', 'one', undefined)).toThrow('has a branch “a” already');
  expect(() => assertOurs('a', 'one', { commit: 'two' })).toThrow('Somebody else pushed');
  expect([nextName('fix/1'), nextName('fix/1-2')]).toEqual(['fix/1-2', 'fix/1-3']);
});
