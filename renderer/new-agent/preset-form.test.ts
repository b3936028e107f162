import { beforeEach, expect, it } from 'vitest';
import { specFrom } from '../agent-form/form.ts';
import { useStore } from '../store/store.ts';
import { startingForm } from './use-new-agent-form.ts';

beforeEach(() => useStore.setState(useStore.getInitialState(), true));

it('copies the folder and runs the program in the first console', () => {
  const preset = { type: 'shell', copyOf: '/home/me/sample', start: ['node', 'fix.mjs'] };
  expect(specFrom({ ...startingForm({ preset }, undefined), name: 'one' })).toMatchObject({
    spec: {
      type: 'shell',
      start: ['node', 'fix.mjs'],
      egress: { mode: 'allowlist' },
      workspace: { kind: 'copy', source: { kind: 'folder', path: '/home/me/sample' } },
    },
  });
});

it('has the type that was chosen, with the folder', () => {
  const form = startingForm({ folder: '/home/me/work', preset: { type: 'custom' } }, undefined);
  expect(form).toMatchObject({ type: 'custom', workspace: { kind: 'host-folder' } });
  expect(form.workspace.folder.path).toBe('/home/me/work');
});

it('is as ever without a choice, or with a type that is not here', () => {
  const plain = startingForm({}, undefined);
  expect(plain).toMatchObject({ type: 'shell', workspace: { kind: 'volume' } });
  expect(startingForm({ preset: { type: 'gone' } }, undefined)).toEqual(plain);
});
