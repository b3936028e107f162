import { expect, it } from 'vitest';
import { sampleAgent } from '../../../electron/contract/agent.fixture.ts';
import { defaultSpec } from '../../../electron/contract/presets.ts';
import { groupsOf } from './groups-of.ts';

const inGroup = (group: string | null) =>
  sampleAgent({ spec: { ...defaultSpec('shell', 'balanced'), group } });

it('lists every group once, in order', () => {
  expect(groupsOf([inGroup('web'), inGroup(null), inGroup('api'), inGroup('web')])).toEqual(['api', 'web']);
  expect(groupsOf([sampleAgent({ spec: null })])).toEqual([]);
});
