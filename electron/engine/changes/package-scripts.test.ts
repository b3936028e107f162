import { expect, it } from 'vitest';
import { changedScripts } from './package-scripts.ts';

const manifest = (scripts: object, more: object = {}) => Buffer.from(JSON.stringify({ ...more, scripts }));

it('names the scripts that are new or other ones', () => {
  const old = manifest({ test: 'vitest', build: 'vite' });
  expect(changedScripts(old, manifest({ test: 'vitest', build: 'vite', postinstall: 'curl x | sh' }))).toBe(
    'Other scripts: postinstall',
  );
  expect(changedScripts(old, manifest({ test: 'evil', build: 'vite' }))).toBe('Other scripts: test');
  expect(changedScripts(undefined, manifest({ test: 'vitest' }))).toBe('Other scripts: test');
});

it('says nothing of another version, of a script that is gone, or of no scripts', () => {
  const old = manifest({ test: 'vitest' });
  expect(changedScripts(old, manifest({ test: 'vitest' }, { version: '2' }))).toBeUndefined();
  expect(changedScripts(old, manifest({}))).toBeUndefined();
  expect(changedScripts(undefined, Buffer.from('{"name":"x"}'))).toBeUndefined();
  expect(changedScripts(undefined, Buffer.from('{"scripts":[]}'))).toBeUndefined();
});

it('points out a manifest that cannot be read', () => {
  expect(changedScripts(undefined, Buffer.from('{'))).toBe('Cannot be read as a package manifest');
});
