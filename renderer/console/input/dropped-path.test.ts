import { expect, it } from 'vitest';
import { quoteWord } from '../../../electron/contract/command-line.ts';
import { imageName, pathInAgent, safeName } from './dropped-path.ts';

const workspace = { path: '/home/ada/shop/', masks: [] };

it('finds a file of the workspace where the agent has it', () => {
  expect(pathInAgent('/home/ada/shop/src/a b.ts', workspace)).toBe('/workspace/src/a b.ts');
  expect(pathInAgent('/home/ada/shop', workspace)).toBe('/workspace');
  expect(pathInAgent('/home/ada/shopping/list', workspace)).toBeUndefined();
  expect(pathInAgent('/etc/hosts', workspace)).toBeUndefined();
});

it('quotes what a shell would take apart', () => {
  expect(quoteWord('/workspace/src/a.ts')).toBe('/workspace/src/a.ts');
  expect(quoteWord("/workspace/it's $(here)")).toBe("'/workspace/it'\\''s $(here)'");
});

it('types no path that a terminal would obey, or that looks like another', () => {
  for (const name of ['a\u001b[2Jb', 'a\nb', 'a\u202eb', 'a\u2028b'])
    expect(pathInAgent(`/home/ada/shop/${name}`, workspace)).toBeUndefined();
});

it('takes no name for more than a name', () => {
  const named = (name: string) => Object.values(safeName(name)).join('|');
  expect(named('a\n\u001b[2Jb.png')).toBe('a__[2Jb|.png');
  expect(named('gpj.\u202eexe')).toBe('gpj|._exe');
  expect(named('../../etc/passwd')).toBe('.._.|._etc_passwd');
  expect(named('..')).toBe('file|');
  expect(named('')).toBe('file|');
  expect(named('.env')).toBe('.env|');
  expect(named(`${'ä'.repeat(200)}.png`)).toBe(`${'ä'.repeat(90)}|.png`);
});

it('names an image by the time of its paste', () => {
  expect(imageName(new Date(2026, 10, 7, 9, 5, 3))).toBe('image-20261107-090503.png');
});
