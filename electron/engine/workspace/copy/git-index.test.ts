import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GitIndexError, trackedPaths } from './git-index.ts';

const PATHS = ['a', 'deep/er/file', 'deep/er/files', 'deep/other', `long/${'n'.repeat(200)}`, 'z é'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulkhead-index-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([2, 3, 4])('version %i of git’s index', (version) => {
  it('is read as git wrote it', () => {
    const git = (...words: string[]) => execFileSync('git', ['-C', join(folder, `v${version}`), ...words]);
    mkdirSync(join(folder, `v${version}/deep/er`), { recursive: true });
    mkdirSync(join(folder, `v${version}/long`));
    for (const path of PATHS) writeFileSync(join(folder, `v${version}`, path), path);
    git('init', '-q');
    git('add', '.');
    // Version 3 is what version 2 becomes when an entry has a flag of the newer kind.
    if (version === 3) writeFileSync(join(folder, 'v3/later'), '');
    if (version === 3) git('add', '--intent-to-add', 'later');
    if (version === 4) git('update-index', '--index-version', '4');
    const index = readFileSync(join(folder, `v${version}/.git/index`));
    expect(index.readUInt32BE(4)).toBe(version);
    expect(trackedPaths(index)).toEqual([...PATHS, ...(version === 3 ? ['later'] : [])].sort());
  });
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['something else', Buffer.from('#!/bin/sh and some more')],
  ['a newer version', Buffer.from('444952430000000900000001', 'hex')],
  ['one that is cut off', Buffer.from('444952430000000200000001ffff', 'hex')],
])('refuses %s', (_, bytes) => {
  expect(() => trackedPaths(bytes)).toThrow(GitIndexError);
});

it('refuses an index that unfolds to more than it is: each entry repeats the long path before it', () => {
  const entry = (name: string) => Buffer.concat([Buffer.alloc(62), Buffer.from(`\0${name}\0`)]);
  const count = 2_000;
  const head = Buffer.from('DIRC\0\0\0\u0004\0\0\0\0', 'latin1');
  head.writeUInt32BE(count + 1, 8);
  const bomb = [head, entry('a'.repeat(200_000)), ...Array<Buffer>(count).fill(entry('b'))];
  expect(() => trackedPaths(Buffer.concat(bomb))).toThrow(GitIndexError);
});
