import { afterAll, beforeAll, expect, it } from 'vitest';
import { followStream } from '../../electron/client/follow-stream.ts';
import type { RpcClient } from '../../electron/client/rpc-client.ts';
import { runOperation } from '../../electron/client/run-operation.ts';
import { waitForStart } from '../../electron/client/wait-for-start.ts';
import { bareEgress } from '../../electron/contract/agent-spec.ts';
import { DEFAULT_MCP_GRANT } from '../../electron/contract/mcp-grant.ts';
import { Scope } from '../../electron/lib/scope.ts';
import { busyboxSpec, removeAgentsAndGateway } from '../harness/agents/provisioning.ts';
import { answerConsents } from '../harness/control/answer-consents.ts';
import { runSandboxedClient } from '../harness/control/run-sandboxed-client.ts';
import { connectTo, dataFolder, startServe } from '../harness/control/serve.ts';
import { appEngine } from '../harness/engine/docker-cli.ts';
import { BUSYBOX } from '../harness/engine/docker-endpoint.ts';

const scope = new Scope();
const engine = appEngine(scope);
const { signal } = new AbortController();
let host: RpcClient;
let agentId: string;
beforeAll(async () => {
  const dataPath = dataFolder(scope);
  await startServe(scope, dataPath);
  host = await connectTo(scope, dataPath);
  const spec = busyboxSpec('parent', { image: 'node:24-slim', command: ['sleep', '3600'] });
  await runOperation(host, () => host.call('agent.create', { spec }), signal);
  agentId = (await waitForStart(host, 'parent', signal)).id;
  const intents = [{ type: 'set-mode' as const, mode: 'allowlist' as const }];
  await host.call('egress.change', { agentId, intents });
});
afterAll(async () => {
  await removeAgentsAndGateway(engine);
  await scope.dispose();
});

const setGrant = (grant: typeof DEFAULT_MCP_GRANT | null) =>
  host.call('egress.change', { agentId, intents: [{ type: 'set-mcp', grant }] });
const probeOfMcp = async () =>
  (await followStream(host, 'isolation.verify', { agentId }, signal, () => undefined))?.probes.find(
    ({ id }) => id === 'mcp',
  );
const call = (...calls: [string, Record<string, unknown>][]) => runSandboxedClient('bulkhead-parent', calls);

it('gives a grant to no new agent without a person, and to no copy', async () => {
  const spec = { ...busyboxSpec('born-with'), egress: { ...bareEgress('off'), mcp: DEFAULT_MCP_GRANT } };
  await expect(host.call('agent.create', { spec })).rejects.toMatchObject({ error: { type: 'not-allowed' } });
  const asking = new Scope();
  answerConsents(asking, host, true);
  await runOperation(host, () => host.call('agent.create', { spec }), signal);
  await asking.dispose();
  const { id } = await waitForStart(host, 'born-with', signal);
  const copy = { agentId: id, name: 'copy' };
  await runOperation(host, () => host.call('agent.duplicate', copy), signal);
  const states = await host.call('egress.list', {});
  const copied = (await waitForStart(host, 'copy', signal)).id;
  expect([states[id]?.wanted.mcp, states[copied]?.wanted.mode, states[copied]?.wanted.mcp]).toEqual([
    DEFAULT_MCP_GRANT,
    'off',
    undefined,
  ]);
});

it('lets an agent make sandboxes when a person granted it, and reach nothing else', async () => {
  const list: [string, Record<string, unknown>] = ['list_agents', {}];
  await expect(call(list)).rejects.toThrow();
  await expect(setGrant(DEFAULT_MCP_GRANT)).rejects.toMatchObject({ error: { type: 'not-allowed' } });
  const asked = answerConsents(scope, host, true);
  await setGrant({ ...DEFAULT_MCP_GRANT, maximumAgents: 1 });
  expect(asked).toEqual([
    expect.objectContaining({
      message: expect.stringContaining('“parent”'),
      detail: expect.stringContaining('1 sandbox'),
    }),
  ]);

  // The relay in the gateway's container starts after the grant.
  await expect.poll(() => call(list).then(([answer]) => answer?.facts, String)).toMatchObject({ agents: [] });
  const made = { name: 'made', image: BUSYBOX, memory: '64m' };
  const [online, pulled, created, said, second, foreign, wide] = await call(
    ['create_agent', { ...made, egress: 'allowlist' }],
    ['create_agent', { ...made, image: 'chosen.test/by-the-agent:1' }],
    ['create_agent', made],
    ['exec', { agent: 'made', command: ['echo', 'inside'] }],
    ['create_agent', { ...made, name: 'second' }],
    ['exec', { agent: 'parent', command: ['true'] }],
    ['change_egress', { agent: 'made', mode: 'full' }],
  );
  expect([online?.text, pulled?.text]).toEqual(Array(2).fill(expect.stringMatching(/^not-allowed: /)));
  expect(created?.facts).toMatchObject({ name: 'made', yours: true, egress: 'off' });
  expect(said?.text).toContain('\ninside\n');
  expect(second?.text).toMatch(/^resource-limit: /);
  expect(foreign?.text).toMatch(/^not-allowed: /);
  expect(wide?.text).toMatch(/^not-allowed: /);
  const { calls } = await host.call('access.calls', {});
  expect(calls).toContainEqual(
    expect.objectContaining({ caller: 'agent:parent', route: 'exec', status: 200 }),
  );

  expect(await probeOfMcp()).toMatchObject({
    verdict: 'pass',
    observed: expect.stringContaining('as granted'),
  });
  await setGrant(null);
  await expect(call(list)).rejects.toThrow();
  expect(await probeOfMcp()).toMatchObject({ verdict: 'pass', observed: 'No request arrived' });
});
