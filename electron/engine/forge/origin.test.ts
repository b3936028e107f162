import { expect, it } from 'vitest';
import { originIn } from './origin.ts';

it.each([
  ['[remote "origin"]\n\turl = git@h:o/p.git\n', 'git@h:o/p.git'],
  [
    '[remote "other"]\n\turl = x\n[Remote "origin"]\r\n\tfetch = +refs\r\n\tURL = "https://h/o/p"\r\n',
    'https://h/o/p',
  ],
  ['[remote "origin"] url = https://h/o/p ; mine\n', 'https://h/o/p'],
  ['[remote "origin"]\n\tpushurl = x\n[branch "main"]\n\turl = y\n', undefined],
  ['', undefined],
])('finds the remote in %j', (config, address) => {
  expect(originIn(config)).toBe(address);
});
