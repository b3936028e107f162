import { expect, it } from 'vitest';
import { agentSpecSchema } from '../../electron/contract/agent-spec.ts';
import { attentionOf } from './attention.ts';

const spec = agentSpecSchema.parse({
  version: 1,
  name: 'a',
  type: 'shell',
  image: 'debian',
  resources: { memoryBytes: 512 * 1024 * 1024, cpus: 1, pids: 256 },
  isolation: {},
  egress: { mode: 'off' },
});

it('asks for nothing while all is well', () => {
  expect(attentionOf({ status: 'running', spec })).toBeNull();
  expect(
    attentionOf({ status: 'stopped', spec, exit: { code: 0, oomKilled: false, reason: 'Ended' } }),
  ).toBeNull();
});

it('says what happened', () => {
  const exit = { code: 137, oomKilled: true, reason: 'Out of memory: killed by the kernel' };
  expect(attentionOf({ status: 'failed', spec, exit })).toBe(exit.reason);
  expect(attentionOf({ status: 'failed', spec })).toBe('Failed');
  expect(attentionOf({ status: 'running', spec, exit })).toBe('Ran out of memory');
  expect(attentionOf({ status: 'running', spec: null })).toBe('Unreadable spec');
});

it('names what is worse than waiting first', () => {
  expect(attentionOf({ status: 'running', spec }, { waiting: true })).toBe('Waits for you');
  expect(attentionOf({ status: 'failed', spec }, { waiting: true })).toBe('Failed');
});
