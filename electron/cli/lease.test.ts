import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import type { Agent } from '../contract/agent.ts';
import type { AgentSpec } from '../contract/agent-spec.ts';
import { agentSpecSchema } from '../contract/agent-spec.ts';
import { isAbandoned, leaseTags } from './lease.ts';

const agent = (tags: string[]) => ({ spec: { tags } as AgentSpec });
const NOW = 1_800_000_000_000;
const HOUR = 3_600_000;

it('holds until its time is over or its process has ended', () => {
  const leased = agent(leaseTags(NOW + HOUR, 4711));
  expect(isAbandoned(leased, NOW, () => true)).toBe(false);
  expect(isAbandoned(leased, NOW, (pid) => pid !== 4711)).toBe(true);
  expect(isAbandoned(leased, NOW + 2 * HOUR, () => true)).toBe(true);
});

it('says nothing about processes of another machine', () => {
  const [tag = ''] = leaseTags(NOW + HOUR);
  expect(isAbandoned(agent([tag, 'lease-of:0000000000000000/1']), NOW, () => false)).toBe(false);
});

it('never touches an agent without a lease', () => {
  expect(isAbandoned(agent([]), NOW, () => false)).toBe(false);
  expect(isAbandoned(agent(['lease-until:soon']), NOW, () => false)).toBe(false);
  expect(isAbandoned({ spec: null }, NOW, () => false)).toBe(false);
});

it('makes tags that fit a spec', () => {
  expect(agentSpecSchema.shape.tags.safeParse(leaseTags(NOW, 4_194_304)).success).toBe(true);
});

it.runIf(process.platform === 'linux')('is over when its process is a zombie', async () => {
  const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60']);
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const agent = { spec: { tags: leaseTags(Date.now(), Number(line)) } } as unknown as Agent;
    await expect.poll(() => isAbandoned(agent, Date.now())).toBe(true);
    const own = { spec: { tags: leaseTags(Date.now(), parent.pid) } } as unknown as Agent;
    expect(isAbandoned(own, Date.now())).toBe(false);
  } finally {
    parent.kill('SIGKILL');
  }
});
