import { expect, it } from 'vitest';
import { parseScp, runsScp } from './scp-request.ts';

it.each(['scp -t /tmp', 'scp -r -p -t .', 'scp -v -rpf *.txt', 'scp -t'])(
  'knows %j as the other end of a copy',
  (line) => {
    expect(runsScp(line)).toBe(true);
  },
);

it.each(['scp a host:b', 'scp -r a b', 'scpx -t a', 'ls; scp -t a', 'scp --frob'])(
  'leaves %j to the shell',
  (line) => {
    expect(runsScp(line)).toBe(false);
  },
);

it('reads options up to the first path', () => {
  expect(parseScp(['-rp', '-t', '--', '-x'])).toEqual({
    receives: true,
    recursive: true,
    preserves: true,
    intoFolder: false,
    paths: ['-x'],
  });
  expect(parseScp(['-f', 'a', '-r'])).toMatchObject({
    receives: false,
    recursive: false,
    paths: ['a', '-r'],
  });
});

it.each([['-t'], ['-t', 'a', 'b'], ['-tf', 'a'], ['-tS', 'a'], ['a']])('refuses %s %s %s', (...words) => {
  expect(parseScp(words)).toBeUndefined();
});
