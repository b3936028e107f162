import { expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { checkFolder, type FolderQuestion } from './check-folder.ts';
import type { FolderFacts } from './folder-access.ts';

const question: FolderQuestion = {
  path: '/home/ada/project',
  readOnly: false,
  confirmed: false,
  user: { uid: 1001, gid: 1001 },
  ownUid: 1001,
  home: '/home/ada',
  engineSockets: ['/var/run/docker.sock'],
};
const facts: FolderFacts = {
  kind: 'folder',
  realPath: '/home/ada/project',
  uid: 1001,
  gid: 1001,
  mode: 0o755,
  ownAccess: { read: true, write: true },
};

function problem(changedQuestion: Partial<FolderQuestion>, changedFacts: Partial<FolderFacts> = {}) {
  try {
    checkFolder({ ...question, ...changedQuestion }, { ...facts, ...changedFacts });
    return undefined;
  } catch (error) {
    if (error instanceof AppFailure) return error.error;
    throw error;
  }
}

it('has nothing against a project folder of one’s own', () => {
  expect(problem({})).toBeUndefined();
});

it.each<[string, Partial<FolderQuestion>, Partial<FolderFacts>, string]>([
  ['a relative path', { path: 'project' }, {}, 'invalid-input'],
  ['a missing folder', {}, { kind: 'missing' }, 'invalid-input'],
  ['a file', {}, { kind: 'file' }, 'invalid-input'],
  ['some socket', {}, { kind: 'socket' }, 'workspace-refused'],
  ['the engine’s socket', { path: '/var/run/docker.sock' }, { kind: 'socket' }, 'workspace-refused'],
  ['/etc', { path: '/etc' }, { realPath: '/etc' }, 'workspace-refused'],
  ['a link to /etc', { path: '/home/ada/link' }, { realPath: '/etc' }, 'workspace-refused'],
  ['a folder behind closed ones', {}, { kind: 'unreachable' }, 'workspace-unwritable'],
  ['an unreadable one', {}, { ownAccess: { read: false, write: true } }, 'workspace-unwritable'],
  ['one that is only readable', {}, { ownAccess: { read: true, write: false } }, 'workspace-unwritable'],
  ['one that the agent’s user cannot write', { ownUid: 0 }, { uid: 0, gid: 0 }, 'workspace-unwritable'],
])('refuses %s, naming the field and a way on', (_, changedQuestion, changedFacts, type) => {
  expect(problem(changedQuestion, changedFacts)).toMatchObject({
    type,
    field: 'workspace.path',
    actions: [{ kind: 'choose-folder' }],
  });
});

it('takes a folder that is only readable when it is mounted so', () => {
  expect(problem({ readOnly: true, ownUid: 0 }, { uid: 0, gid: 0 })).toBeUndefined();
});

it('believes the person’s own access where the engine maps uids', () => {
  expect(problem({ user: undefined }, { uid: 7, gid: 7, mode: 0o700 })).toBeUndefined();
});

it('asks before it gives the home away, and then does', () => {
  const home = { path: '/home/ada' };
  expect(problem(home, { realPath: '/home/ada' })).toMatchObject({
    type: 'workspace-refused',
    field: 'workspace.path',
    actions: [{ kind: 'confirm' }, { kind: 'choose-folder' }],
  });
  expect(problem({ ...home, confirmed: true }, { realPath: '/home/ada' })).toBeUndefined();
  expect(problem({ path: '/etc', confirmed: true })).toMatchObject({ type: 'workspace-refused' });
});
