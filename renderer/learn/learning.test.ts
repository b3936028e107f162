import { expect, it } from 'vitest';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import type { Lesson } from '../../electron/contract/learn.ts';
import { choicesOf, learning, locked, withoutLearning } from './learning.ts';

const host = (name: string) => ({ host: name, port: 443, requests: 2, bytesUp: 1, bytesDown: 3 });
const lesson: Lesson = {
  since: 5,
  short: [
    { entry: 'npm', kind: 'set', name: 'npm', hosts: [host('a.npm'), host('b.npm')] },
    { entry: '*.x.test', kind: 'pattern', name: '*.x.test', hosts: [host('a.x.test')] },
  ],
  exact: [{ entry: 'a.x.test', kind: 'host', name: 'a.x.test', hosts: [host('a.x.test')] }],
  unused: { domains: ['old.test', 'a.x.test'], sets: ['pypi'] },
};

it('learns in Full and goes back to what was', () => {
  const before = bareEgress('allowlist', ['a.test']);
  const started = learning(before, 7);
  expect(started).toEqual({ ...before, mode: 'full', learning: { since: 7, before: 'allowlist' } });
  expect(withoutLearning(started)).toEqual(before);
  expect(withoutLearning({ ...started, mode: 'off' })).toEqual({ ...before, mode: 'off' });
});

it('offers what was used, then what was not', () => {
  const short = choicesOf(lesson, false, (id) => id.toUpperCase());
  expect(short.map(({ name, used }) => [name, used])).toEqual([
    ['npm', true],
    ['*.x.test', true],
    ['old.test', false],
    ['a.x.test', false],
    ['PYPI', false],
  ]);
  const exact = choicesOf(lesson, true, String);
  expect(exact.map(({ entry, used }) => [entry, used])).toEqual([
    ['a.x.test', true],
    ['old.test', false],
  ]);
});

it('locks to what was chosen, and keeps the agent’s rules', () => {
  const rules = [{ effect: 'deny' as const, host: 'bad.test' }];
  const egress = { ...learning(bareEgress('allowlist', ['old.test']), 7), rules, sets: ['pypi'] };
  const chosen = choicesOf(lesson, false, String).filter(({ used }) => used);
  expect(locked(egress, chosen)).toEqual({
    ...bareEgress('allowlist', ['*.x.test']),
    rules,
    sets: ['npm'],
  });
});
