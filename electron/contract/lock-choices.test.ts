import { expect, it } from 'vitest';
import type { Lesson } from './learn.ts';
import { choicesOf, lockTo } from './lock-choices.ts';

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

it('locks to what was chosen, on the lists that the person looked at', () => {
  const chosen = choicesOf(lesson, false, String).filter(({ used }) => used);
  expect(lockTo(chosen, { allowedDomains: ['old.test'], sets: ['pypi'] })).toEqual({
    type: 'lock',
    domains: ['*.x.test'],
    sets: ['npm'],
    basedOn: { domains: ['old.test'], sets: ['pypi'] },
  });
});
