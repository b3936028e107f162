import { expect, it } from 'vitest';
import { agentNetwork, engineFacts, hardenedInspect } from './inspect.fixture.ts';
import { posture } from './posture.ts';

it('calls no limit a protection that the engine cannot enforce', () => {
  const facts = engineFacts({ unenforcedLimits: ['memory', 'cpus', 'pids'] });
  const { level, findings } = posture(hardenedInspect(), [agentNetwork()], facts);
  expect(level).toBe('Moderate');
  const limits = findings.filter(({ id }) => id.startsWith('limit.'));
  expect(limits.map(({ severity, id }) => `${severity} ${id}`)).toEqual([
    'weak limit.memory-unenforced',
    'weak limit.pids-unenforced',
    'weak limit.cpus-unenforced',
  ]);
});
