import { expect, it } from 'vitest';
import { BASIC_TYPES } from '../../contract/basic-types.ts';
import { refusalsOf } from './outcome.ts';
import { OutputEvents } from './output-events.ts';
import { programOf } from './run-once.ts';

it('runs the type’s own program for a prompt, and else what follows the options', () => {
  const type = { ...BASIC_TYPES.shell, promptCommand: ['tool', '--print', '{prompt}'] };
  expect(programOf({ command: [], prompt: 'Fix it' }, type)).toEqual(['tool', '--print', 'Fix it']);
  expect(programOf({ command: ['npm', 'test'], prompt: undefined }, type)).toEqual(['npm', 'test']);
  expect(() => programOf({ command: [], prompt: 'x' }, BASIC_TYPES.shell)).toThrow(
    'no program that takes a prompt',
  );
});

it('keeps characters whole that come in two pieces', () => {
  const events = new OutputEvents();
  const bytes = Buffer.from('é');
  expect(events.lines('stdout', bytes.subarray(0, 1))).toBe('');
  expect(JSON.parse(events.lines('stdout', bytes.subarray(1)))).toEqual({
    event: 'output',
    source: 'stdout',
    text: 'é',
  });
});

it('refuses an outcome only where a flag asks for it', () => {
  const summary = {
    changes: [
      { path: 'a', status: 'added', risks: [] },
      { path: '.git/hooks/x', status: 'added', risks: ['git-hook'] },
    ],
    egress: { allowed: 1, blocked: 2, blockedHosts: ['evil.test:443'] },
  };
  expect(refusalsOf({ summary }, { failOnBlocked: false, failOnRisky: false })).toEqual([]);
  expect(refusalsOf({ summary }, { failOnBlocked: true, failOnRisky: true })).toEqual([
    'Requests were blocked: evil.test:443',
    'A change has a risk: .git/hooks/x (git-hook)',
  ]);
});
