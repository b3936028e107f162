import { describe, expect, it } from 'vitest';
import { sampleAgent, sampleSpec } from '../contract/agent.fixture.ts';
import type { Agent } from '../contract/agent.ts';
import { MIB } from '../contract/agent-spec.ts';
import { clientTag, DEFAULT_GRANT, type Grant } from './grant.ts';
import { decide, isBeyondBudget, type McpRequest } from './policy.ts';

const grant = (more: Partial<Grant> = {}): Grant => ({
  ...DEFAULT_GRANT,
  client: 'coder',
  scope: 'person',
  maximumAgents: 2,
  maximumMemoryBytes: 1024 * MIB,
  ...more,
});

const agentOf = (client: string | undefined, name: string, more: Partial<Agent> = {}): Agent =>
  sampleAgent({
    id: `id-${name}`,
    name,
    spec: sampleSpec({ tags: client === undefined ? [] : [clientTag({ client })] }),
    limits: { memoryBytes: 512 * MIB, cpus: 1, pids: 1 },
    ...more,
  });
const own = agentOf('coder', 'own');
const foreign = agentOf('other', 'foreign');

const use = (agent: Agent, more: Partial<McpRequest> = {}): McpRequest =>
  ({ kind: 'use', scope: 'run', agent, reasons: [], ...more }) as McpRequest;
const create = (memoryBytes: number, more: Partial<McpRequest> = {}): McpRequest =>
  ({ kind: 'create', scope: 'manage', count: 1, memoryBytes, reasons: [], ...more }) as McpRequest;

describe('the policy of MCP clients', () => {
  it('lets a client act on its own agents, and asks about those of others', () => {
    expect(decide(use(own), grant(), [own])).toEqual({ kind: 'within' });
    expect(decide(use(foreign), grant(), [foreign])).toEqual({
      kind: 'ask',
      reasons: [{ kind: 'foreign-agent', subject: 'foreign' }],
    });
    expect(decide(use(agentOf(undefined, 'mine')), grant(), [])).toMatchObject({ kind: 'ask' });
    expect(decide(use(sampleAgent({ spec: null })), grant(), [])).toMatchObject({ kind: 'ask' });
  });

  it('lets a client act on what the person granted, by name or id', () => {
    for (const others of [['foreign'], ['id-foreign'], 'all'] as const)
      expect(decide(use(foreign), grant({ others }), [])).toEqual({ kind: 'within' });
    expect(decide(use(foreign), grant({ others: ['foreig'] }), [])).toMatchObject({ kind: 'ask' });
  });

  it('asks about everything that reaches further, also for granted agents', () => {
    const reasons = [{ kind: 'egress' as const, subject: 'example.com' }];
    expect(decide(use(own, { reasons }), grant(), [own])).toEqual({ kind: 'ask', reasons });
    expect(decide(use(foreign, { reasons }), grant(), [])).toMatchObject({
      reasons: [{ kind: 'foreign-agent' }, { kind: 'egress' }],
    });
    expect(decide(create(1, { reasons }), grant(), [])).toEqual({ kind: 'ask', reasons });
  });

  it('refuses what is beyond the budget without asking, and counts only the client’s agents', () => {
    const folder = { reasons: [{ kind: 'folder' as const, subject: '/home' }] };
    expect(decide(create(512 * MIB), grant(), [own, foreign])).toEqual({ kind: 'within' });
    expect(decide(create(513 * MIB, folder), grant(), [own])).toMatchObject({
      kind: 'refused',
      type: 'resource-limit',
      message: expect.stringContaining('1 GiB'),
    });
    const two = [own, agentOf('coder', 'second', { limits: { memoryBytes: MIB, cpus: 1, pids: 1 } })];
    expect(decide(create(1), grant(), two)).toMatchObject({ kind: 'refused', type: 'resource-limit' });
    expect(decide(create(1), grant({ maximumAgents: 3 }), two)).toEqual({ kind: 'within' });
    expect(decide(create(2, { count: 2 }), grant({ maximumAgents: 3 }), two)).toMatchObject({
      kind: 'refused',
    });
  });

  it('counts the agents that attempts in the queue will have', () => {
    const reserved = (client: string) => ({ memoryBytes: 512 * MIB, tags: [clientTag({ client })] });
    expect(decide(create(512 * MIB), grant(), [], [reserved('coder'), reserved('other')])).toEqual({
      kind: 'within',
    });
    const both = [reserved('coder'), reserved('coder')];
    expect(decide(create(1), grant(), [], both)).toMatchObject({ kind: 'refused', type: 'resource-limit' });
  });

  it('holds a token to its scope, whatever a person would say', () => {
    expect(decide(use(own), grant({ scope: 'read' }), [])).toMatchObject({ type: 'not-allowed' });
    expect(decide(use(own), grant({ scope: 'run' }), [])).toEqual({ kind: 'within' });
    expect(decide(create(1), grant({ scope: 'run' }), [])).toMatchObject({ type: 'not-allowed' });
  });
});

it('keeps the oldest agents when two processes of a client create at the same time', () => {
  const agents = ['c', 'a', 'b'].map((name, index) =>
    agentOf('coder', name, { createdAt: index, limits: { memoryBytes: MIB, cpus: 1, pids: 1 } }),
  );
  const beyond = agents.filter(({ id }) => isBeyondBudget(id, grant(), agents)).map(({ name }) => name);
  expect(beyond).toEqual(['b']);
});

it('keeps the tags of clients apart, also of tokens with long names', () => {
  const long = `token:${'x'.repeat(60)}`;
  const tags = ['a', 'token:a', long, `${long}y`].map((client) => clientTag({ client }));
  expect(new Set(tags).size).toBe(4);
  for (const tag of tags) expect(tag.length).toBeLessThanOrEqual(40);
});
