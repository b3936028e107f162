import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ENGINE_LAYERS } from './engine-layers.ts';
import { cyclesOf, importsBelow, violationsOf } from './imports.ts';
import { RENDERER_LAYERS } from './renderer-layers.ts';

const root = join(import.meta.dirname, '../..');

describe.each([
  ['electron/engine', ENGINE_LAYERS],
  ['renderer', RENDERER_LAYERS],
] as const)('the folders of %s', (folder, layers) => {
  const imports = importsBelow(join(root, folder));

  it('import lower layers only', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(violationsOf(imports, layers)).toEqual([]);
  });
});

it.each([
  'electron/contract',
  'electron/control',
  'electron/cli',
  'electron/engine',
  'electron/gateway',
  'electron/main',
  'electron/mcp',
  'electron/secrets',
  'electron/ssh',
  'electron/lib',
  'electron/transcript',
  'renderer',
])('no files of %s import each other in a ring at run time', (folder) => {
  const imports = importsBelow(join(root, folder)).filter(({ typeOnly }) => !typeOnly);
  expect(cyclesOf(imports)).toEqual([]);
});

it('no files of the contract import each other in a ring, types included', () => {
  expect(cyclesOf(importsBelow(join(root, 'electron/contract')))).toEqual([]);
});

describe('the check', () => {
  const imports = [
    { from: 'docker/a.ts', to: 'areas/b.ts', typeOnly: true },
    { from: 'areas/b.ts', to: 'docker/a.ts', typeOnly: false },
  ];

  it('names an import that goes up, and a folder that it does not know', () => {
    expect(violationsOf(imports, [['docker'], ['areas']])).toEqual(['docker/a.ts imports areas/b.ts']);
    expect(violationsOf(imports, [['docker']])).toContain('areas is in no layer');
  });

  it('names a ring of files', () => {
    expect(cyclesOf(imports)).toEqual(['docker/a.ts → areas/b.ts → docker/a.ts']);
  });
});
