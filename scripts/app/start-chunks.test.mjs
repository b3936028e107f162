import { expect, it } from 'vitest';
import { startChunks } from './start-chunks.mjs';

const imports = {
  page: ['react', 'store'],
  store: ['schemas'],
  schemas: ['store'],
  other: ['react'],
  dialogs: ['react'],
};
const context = { getModuleInfo: (id) => ({ importedIds: imports[id] ?? [] }) };

it.each([
  ['schemas', 'start'],
  ['react', 'shared'],
  ['dialogs', null],
  ['page', null],
])('puts %s into the chunk %s', (id, chunk) => {
  const [{ name }] = startChunks({ page: 'page', other: 'other' }).groups;
  expect(name(id, context)).toBe(chunk);
});
