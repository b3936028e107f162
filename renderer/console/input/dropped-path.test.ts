import { expect, it } from 'vitest';
import { pathInAgent, quoted, safeName } from './dropped-path.ts';

const workspace = { path: '/home/ada/shop/', masks: [] };

it('finds a file of the workspace where the agent has it', () => {
  expect(pathInAgent('/home/ada/shop/src/a b.ts', workspace)).toBe('/workspace/src/a b.ts');
  expect(pathInAgent('/home/ada/shop', workspace)).toBe('/workspace');
  expect(pathInAgent('/home/ada/shopping/list', workspace)).toBeUndefined();
  expect(pathInAgent('/etc/hosts', workspace)).toBeUndefined();
});

it('quotes what a shell would take apart', () => {
  expect(quoted('/workspace/src/a.ts')).toBe('/workspace/src/a.ts');
  expect(quoted("/workspace/it's $(here)")).toBe("'/workspace/it'\\''s $(here)'");
});

it('takes no name for more than a name', () => {
  expect(safeName('a\n\u001b[2Jb')).toBe('a__[2Jb');
  expect(safeName('..')).toBe('file');
});
