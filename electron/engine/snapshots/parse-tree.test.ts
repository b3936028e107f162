import { expect, it } from 'vitest';
import { compareTrees, type TreeEntry, TreeReader, withSuspects } from './parse-tree.ts';

const file = (change: Partial<TreeEntry> = {}): TreeEntry => ({
  kind: 'f',
  mode: '644',
  owner: '1000:1000',
  bytes: 5,
  time: '1.5',
  target: '',
  ...change,
});

it('reads names of any bytes from chunks cut anywhere', () => {
  const reader = new TreeReader();
  const listing = Buffer.concat([
    Buffer.from('a\nb\0f\x00644\x001:1\x005\x001.25\0\0', 'latin1'),
    Buffer.from([0xff, 0x31]),
    Buffer.from('\0l\x00777\x001:1\x003\x002\0a\nb\0', 'latin1'),
  ]);
  for (const byte of listing) reader.push(Buffer.from([byte]));
  expect([...reader.entries.keys()]).toEqual(['a\nb', '\udcff1']);
  expect(reader.entries.get('\udcff1')).toMatchObject({ kind: 'l', target: 'a\nb' });
});

it('tells what differs, and leaves files with other times to their content', () => {
  const before = new Map([
    ['same', file()],
    ['touched', file()],
    ['changed', file()],
    ['grown', file()],
    ['run', file()],
    ['link', file({ kind: 'l', target: 'a' })],
    ['gone', file()],
  ]);
  const after = new Map([
    ['same', file()],
    ['touched', file({ time: '9' })],
    ['changed', file({ time: '9' })],
    ['grown', file({ bytes: 9, time: '9' })],
    ['run', file({ mode: '755' })],
    ['link', file({ kind: 'l', target: 'b' })],
    ['new', file()],
  ]);
  const { differences, suspects } = compareTrees(before, after);
  expect(suspects).toEqual(['touched', 'changed']);
  expect(
    withSuspects(differences, ['changed'], before, after).map(({ path, change, what }) => [
      path,
      change,
      ...what,
    ]),
  ).toEqual([
    ['changed', 'modified', 'content'],
    ['gone', 'deleted'],
    ['grown', 'modified', 'content'],
    ['link', 'modified', 'target'],
    ['new', 'added'],
    ['run', 'modified', 'permissions'],
  ]);
});
