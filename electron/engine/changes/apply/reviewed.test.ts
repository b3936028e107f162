import { expect, it } from 'vitest';
import { writersOf } from './folder-writers.ts';
import { assertReviewed, isWanted } from './reviewed.ts';

const ci = { kind: 'ci' as const, detail: '' };
const file = { path: 'a', version: '100644 1', hostVersion: '100644 0', risks: [] };
const entry = { path: 'a', version: '100644 1', hostVersion: '100644 0', risks: [] };

it('takes what is as it was shown', () => {
  expect(() => assertReviewed(entry, file)).not.toThrow();
  expect(() => assertReviewed({ ...entry, risks: [ci] }, { ...file, risks: ['ci'] })).not.toThrow();
});

it.each([
  ['another content', { version: '100644 2' }],
  ['other permissions', { version: '100755 1' }],
  ['a symlink with the same bytes', { version: '120000 1' }],
  ['a deletion', { version: 'absent' }],
  ['a risk that was not shown', { risks: [ci] }],
])('refuses %s: it changed since somebody looked', (_what, change) => {
  expect(() => assertReviewed({ ...entry, ...change }, file)).toThrow('changed since you looked');
});

it('refuses to write over a host’s file that is not the one that was shown', () => {
  expect(() => assertReviewed({ ...entry, hostVersion: '100644 9' }, file)).toThrow('host folder meanwhile');
});

it('takes files in conflict only as they were resolved', () => {
  const conflict = { state: 'conflict' as const };
  expect(isWanted({ state: 'ready' }, {})).toBe(true);
  expect(isWanted(conflict, {})).toBe(false);
  expect(isWanted(conflict, { resolution: 'overwrite' })).toBe(true);
  expect(isWanted(conflict, { resolution: 'merge' })).toBe(false);
  expect(isWanted({ ...conflict, mergeable: true }, { resolution: 'merge' })).toBe(true);
  expect(isWanted({ state: 'refused' }, { resolution: 'overwrite' })).toBe(false);
});

it('knows which agents can write to a folder', () => {
  const agent = (name: string, path: string, change: object = {}, status = 'running') =>
    ({
      name,
      status,
      spec: { workspace: { kind: 'host-folder', path, readOnly: false, folders: [], ...change } },
    }) as never;
  const agents = [
    agent('same', '/p/a'),
    agent('above', '/p'),
    agent('below', '/p/a/sub'),
    agent('further', '/q', { folders: [{ path: '/p/a', readOnly: false }] }),
    agent('reader', '/p/a', { readOnly: true }),
    agent('beside', '/p/ab'),
    agent('paused', '/p/a', {}, 'paused'),
    agent('unseen', '/p/a', {}, 'unreachable'),
  ];
  expect(writersOf(agents, '/p/a')).toEqual(['same', 'above', 'below', 'further', 'unseen']);
});
