import { expect, it } from 'vitest';
import type { Fact, RawEntry } from '../parse-list.ts';
import { pairEqual, renameCandidates } from './pair-renames.ts';

const gone = (path: string, oldObject: string): RawEntry => ({
  path,
  status: 'deleted',
  oldMode: '100644',
  newMode: '000000',
  oldObject,
});
const fact = (object: string): Fact => ({
  sizeBytes: 1,
  kind: 'file',
  executable: false,
  target: '',
  lines: 1,
  magic: Buffer.alloc(0),
  stamp: '',
  object,
  leads: '',
  inRepository: false,
});
const pairs = (deleted: RawEntry[], added: Record<string, string>) => {
  const files = Object.entries(added).map(([path, object]) => ({ path, fact: fact(object) }));
  const { renames } = pairEqual(renameCandidates(deleted, files));
  return Object.fromEntries([...renames].map(([path, { from }]) => [path, from.path]));
};

it('pairs files of equal content, those of the same name first, and each once', () => {
  const deleted = [gone('a/one', '1'), gone('a/two', '1')];
  expect(pairs(deleted, { 'b/new': '1', 'b/two': '1', 'b/three': '1' })).toEqual({
    'b/two': 'a/two',
    'b/new': 'a/one',
  });
});

it('leaves a place that changes between a folder and a file whole', () => {
  expect(pairs([gone('a', '1')], { 'a/b': '1' })).toEqual({});
  expect(pairs([gone('dir/x', '1')], { dir: '2', y: '1' })).toEqual({});
  expect(pairs([gone('dir', '1'), gone('z', '2')], { 'dir/x': '2', y: '1' })).toEqual({});
});
