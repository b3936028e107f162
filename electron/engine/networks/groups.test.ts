import { beforeEach, expect, it } from 'vitest';
import { AppFailure } from '../../contract/error.ts';
import { silentLogger } from '../../lib/logger.ts';
import type { ContainerInspect, NetworkCreate, NetworkInspect } from '../docker/api.ts';
import type { Engine } from '../docker/engine.ts';
import { engineFacts } from '../posture/inspect.fixture.ts';
import { checkGroup, Groups } from './groups.ts';

/** An engine with networks alone: each name holds the containers that are connected, with their aliases. */
class FakeEngine {
  readonly networks = new Map<string, NetworkInspect>();
  readonly members = new Map<string, Map<string, string[]>>();
  /** Runs before the next connection, as another app would act. */
  beforeConnect: () => void = () => undefined;
  #made = 0;

  add(body: NetworkCreate): string {
    if (this.networks.has(body.Name)) throw new AppFailure({ type: 'name-taken', message: 'taken' });
    const Id = `id-${++this.#made}`;
    const { Options = null, Labels = null, IPAM = { Config: null }, ...rest } = body;
    this.networks.set(body.Name, { ...rest, Id, Options, Labels, IPAM });
    this.members.set(body.Name, new Map());
    return Id;
  }
  of(id: string): NetworkInspect {
    const network = [...this.networks.values()].find(({ Id, Name }) => Id === id || Name === id);
    if (!network) throw new AppFailure({ type: 'not-found', message: 'gone' });
    return network;
  }
  remove(id: string): void {
    const { Name } = this.of(id);
    this.networks.delete(Name);
    this.members.delete(Name);
  }

  readonly engine = {
    listNetworks: async ({ label = [] }) =>
      [...this.networks.values()].filter(({ Labels }) =>
        label.every((each: string) => Labels?.[each.split('=')[0] ?? ''] === each.split('=')[1]),
      ),
    inspectNetwork: async (id: string) => this.of(id),
    createNetwork: async (body: NetworkCreate) => this.add(body),
    removeNetwork: async (id: string) => this.remove(id),
    connectNetwork: async (id: string, container: string, { aliases = [] }: { aliases?: string[] }) => {
      this.beforeConnect();
      this.members.get(this.of(id).Name)?.set(container, aliases);
    },
    disconnectNetwork: async (id: string, container: string) =>
      void this.members.get(this.of(id).Name)?.delete(container),
    listContainers: async ({ network = [''] }) => [...(this.members.get(network[0] ?? '')?.keys() ?? [])],
    inspectContainer: async (id: string) => {
      const connected = [...this.members].filter(([, members]) => members.has(id));
      const Networks = Object.fromEntries(connected.map(([name, all]) => [name, { Aliases: all.get(id) }]));
      return { NetworkSettings: { Networks } } as unknown as ContainerInspect;
    },
  } as unknown as Engine;
}

let fake: FakeEngine;
let groups: Groups;
beforeEach(() => {
  fake = new FakeEngine();
  groups = new Groups({
    engine: () => fake.engine,
    facts: () => engineFacts(),
    machine: { networks: () => ['10.201.0.0/16'] },
    version: '1',
    logger: silentLogger,
  });
});
const member = (containerId: string, agentName = containerId) => ({ containerId, agentName });
const webMembers = () => Object.fromEntries(fake.members.get('bulkhead-group-web') ?? []);

it('makes one internal network for members that join at the same moment', async () => {
  await Promise.all([groups.join('web', member('a')), groups.join('web', member('b'))]);
  expect([...fake.networks.values()]).toMatchObject([
    {
      Name: 'bulkhead-group-web',
      Internal: true,
      EnableIPv6: false,
      Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
      Labels: { 'dev.bulkhead.role': 'group', 'dev.bulkhead.group': 'web' },
      IPAM: { Config: [{ Subnet: expect.stringMatching(/^172\.29\.\d+\.0\/24$/) }] },
    },
  ]);
  expect(webMembers()).toEqual({ a: ['a', 'a.agents.internal'], b: ['b', 'b.agents.internal'] });
});

it('removes a network with its last member, and one that a crash left empty', async () => {
  await groups.join('web', member('a'));
  await groups.join('web', member('b'));
  await groups.leave('a');
  expect(webMembers()).toEqual({ b: ['b', 'b.agents.internal'] });
  await groups.leave('b');
  expect(fake.networks.size).toBe(0);
  await groups.join('web', member('a'));
  fake.members.get('bulkhead-group-web')?.clear();
  await groups.prune();
  expect(fake.networks.size).toBe(0);
});

it('moves a member by joining before leaving, and renames it in place', async () => {
  await groups.join('api', member('a'));
  await groups.join('web', member('a'));
  await groups.leave('a', 'web');
  expect([...fake.networks.keys()]).toEqual(['bulkhead-group-web']);
  await groups.join('web', member('a', 'renamed'));
  expect(webMembers()).toEqual({ a: ['renamed', 'renamed.agents.internal'] });
});

it('makes the network again when another app removes it before the first member', async () => {
  let isFirst = true;
  fake.beforeConnect = () => {
    if (isFirst) fake.remove('bulkhead-group-web');
    isFirst = false;
  };
  await groups.join('web', member('a'));
  expect(webMembers()).toEqual({ a: ['a', 'a.agents.internal'] });
});

it.each<[string, Partial<NetworkCreate>, RegExp]>([
  ['that is not the app’s', { Labels: {} }, /that Bulkhead did not make/],
  ['with a way out', { Internal: false }, /leads outside/],
  ['with IPv6', { EnableIPv6: true }, /has IPv6/],
  ['on which the host answers', { Options: {} }, /lets the host answer/],
])('joins no network %s', async (_, change, message) => {
  fake.add({
    Name: 'bulkhead-group-web',
    Driver: 'bridge',
    Internal: true,
    EnableIPv6: false,
    Options: { 'com.docker.network.bridge.inhibit_ipv4': 'true' },
    Labels: { 'dev.bulkhead.role': 'group', 'dev.bulkhead.group': 'web' },
    ...change,
  });
  await expect(groups.join('web', member('a'))).rejects.toThrow(message);
  expect(webMembers()).toEqual({});
});

it('refuses a group for agents under gVisor or in a microVM', () => {
  const facts = engineFacts();
  expect(() => checkGroup('web', 'runsc', facts)).toThrow('isolation tier “Container”');
  expect(() => checkGroup(null, 'runsc', facts)).not.toThrow();
  expect(() => checkGroup('web', '', facts)).not.toThrow();
});
