import { expect, it } from 'vitest';
import { agentSpecSchema } from '../../contract/agent-spec.ts';
import { defaultSpec } from '../../contract/presets.ts';
import { specForLabel, withValues } from './spec-label.ts';

const spec = {
  ...defaultSpec('shell', 'balanced'),
  name: 'otter',
  env: [
    { name: 'TOKEN', value: 'very-secret=yes' },
    { name: 'EMPTY', value: '' },
  ],
};

it('keeps names and drops values of the environment', () => {
  const label = specForLabel(spec);
  expect(label).not.toContain('very-secret');
  expect(agentSpecSchema.parse(JSON.parse(label)).env.map(({ name }) => name)).toEqual(['TOKEN', 'EMPTY']);
});

it('takes the values back from the container’s environment', () => {
  const stored = agentSpecSchema.parse(JSON.parse(specForLabel(spec)));
  expect(withValues(stored, ['PATH=/bin', 'TOKEN=very-secret=yes', 'EMPTY='])).toEqual(spec);
});
