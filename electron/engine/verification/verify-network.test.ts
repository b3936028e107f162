import { describe, expect, it } from 'vitest';
import { agentNetwork, hardenedInspect } from '../posture/inspect.fixture.ts';
import { neighboursOf } from './verify-group.ts';
import { judgeNetwork } from './verify-network.ts';
import { type NetworkSetting, networkTargets } from './verify-network-targets.ts';

const failures = (verdicts: Record<string, string>) =>
  Object.keys(verdicts).filter((id) => verdicts[id] === 'fail');

const canary = {
  port: 4000,
  addresses: ['192.0.2.10'],
  arrivals: [],
  datagrams: [],
  held: new Set<string>(),
  closed: new Set<string>(),
};
const setting = (change: Partial<NetworkSetting> = {}): NetworkSetting => ({
  inspect: hardenedInspect({ host: { Dns: ['10.83.0.2'] } }),
  networks: [agentNetwork({ IPAM: { Config: [{ Subnet: '10.83.0.0/29', Gateway: '10.83.0.1' }] } })],
  canary,
  gateway: { host: '10.83.0.2', port: 3128 },
  mode: 'allowlist',
  others: [{ name: 'badger', address: '10.83.0.11', port: 1, isPeer: false }],
  group: null,
  name: 'verify-1.invalid',
  ...change,
});

function network(change: Record<string, string> = {}, at: Partial<NetworkSetting> = {}) {
  const everywhere = Object.fromEntries(networkTargets(setting(at)).map(({ key }) => [key, 'ETIMEDOUT']));
  const refused = 'connected HTTP/1.1 403 Forbidden';
  const report = new Map(
    Object.entries({
      ...everywhere,
      control: 'ECONNREFUSED',
      'gateway.unlisted': refused,
      'gateway.private': refused,
      dns: 'ENOTFOUND',
      'direct-dns': 'ETIMEDOUT',
      ping: 'no',
      ...change,
    }),
  );
  const results = judgeNetwork(setting(at), report, new Map([['done', 'yes']]));
  return Object.fromEntries(results.map(({ id, verdict }) => [id, verdict]));
}

describe('judgeNetwork', () => {
  it('passes a network from which nothing answers', () => {
    expect(new Set(Object.values(network()))).toEqual(new Set(['pass']));
  });

  it.each([
    ['bridge', { 'bridge 10.83.0.1': 'ECONNREFUSED' }],
    ['host', { 'host 192.0.2.10': 'connected' }],
    ['host-name', { 'host-name': 'connected' }],
    ['metadata', { metadata: 'connected' }],
    ['engine-api', { 'engine-api': 'connected' }],
    ['public', { 'public 9.9.9.9:853': 'ECONNREFUSED' }],
    ['direct-dns', { 'direct-dns': 'answered' }],
    ['dns', { dns: 'answered' }],
    ['dns', { 'dns-txt': 'answered x' }],
    ['dns', { 'dns-tcp': 'answered' }],
    ['ipv6', { ipv6: 'connected' }],
    ['ping', { ping: 'yes' }],
    ['others', { 'other badger 10.83.0.11': 'ECONNREFUSED' }],
    ['gateway.unlisted', { 'gateway.unlisted': 'connected HTTP/1.1 200 Connection established' }],
    ['gateway.private', { 'gateway.private': 'connected HTTP/1.0 200 OK' }],
  ])('fails %s alone when %j', (id, change) => expect(failures(network(change))).toEqual([id]));

  it('expects the members of its group to answer, and nobody else', () => {
    const peer = { name: 'bee', address: '10.84.0.3', port: 1, isPeer: true };
    const others = [...setting().others, peer];
    const at = { group: 'web', others };
    const answered = { 'peer bee 10.84.0.3': 'ECONNREFUSED' };
    expect(network(answered, at)).toMatchObject({ group: 'pass', others: 'pass' });
    expect(network({}, at)).toMatchObject({ group: 'inconclusive', others: 'pass' });
    expect(network({}, { group: 'web' })).toMatchObject({ group: 'inconclusive' });
    expect(failures(network({ ...answered, 'other badger 10.83.0.11': 'connected' }, at))).toEqual([
      'others',
    ]);
  });

  it('fails a network that is neither its own nor its group’s', () => {
    const networks = [agentNetwork(), agentNetwork({ Id: 'n2', Name: 'bulkhead-group-web' })];
    expect(failures(network({}, { networks }))).toEqual(['networks']);
    expect(failures(network({}, { networks, group: 'web' }))).toEqual([]);
  });

  it('believes the listener on the host about datagrams too', () => {
    const datagrams = [{ from: '10.83.0.3', to: '192.0.2.10' }];
    expect(failures(network({}, { canary: { ...canary, datagrams } }))).toEqual(['udp']);
  });

  it('believes the listener on the host over the container', () => {
    const arrivals = [{ from: '10.83.0.3', to: '192.0.2.10' }];
    expect(failures(network({}, { canary: { ...canary, arrivals } }))).toEqual(['host']);
    const strangers = [{ from: '203.0.113.9', to: '192.0.2.10' }];
    expect(failures(network({}, { canary: { ...canary, arrivals: strangers } }))).toEqual([]);
  });

  it('proves nothing without a control, a listener or a closed network', () => {
    expect(network({ control: 'ETIMEDOUT' }).public).toBe('inconclusive');
    expect(network({}, { canary: undefined }).bridge).toBe('inconclusive');
    const open = network({}, { networks: [agentNetwork({ Internal: false })] });
    expect(open).toMatchObject({ networks: 'fail', public: 'inconclusive' });
    expect(judgeNetwork(setting(), null, null).filter(({ verdict }) => verdict === 'pass')).toHaveLength(1);
  });

  it('does not ask for a refusal of ordinary hosts in Full', () => {
    expect(network({}, { mode: 'full' })).not.toHaveProperty('gateway.unlisted');
  });

  it('takes a gateway that is down for closed', () => {
    expect(network({ 'gateway.unlisted': 'EHOSTUNREACH' })['gateway.unlisted']).toBe('pass');
  });
});

it('takes an address for a peer’s only on the network of the group that both are to be in', () => {
  const Networks = {
    'bulkhead-0011': { NetworkID: 'n1', IPAddress: '10.83.0.11' },
    'bulkhead-group-web': { NetworkID: 'n2', IPAddress: '10.84.0.3' },
  };
  const bee = { Name: '/bulkhead-bee', NetworkSettings: { Ports: null, Networks } };
  const seen = (sharedGroup?: string) =>
    neighboursOf(bee, { sharedGroup }).map(({ address, isPeer }) => [address, isPeer]);
  expect(seen('web')).toEqual([
    ['10.83.0.11', false],
    ['10.84.0.3', true],
  ]);
  expect(seen().every(([, isPeer]) => isPeer === false)).toBe(true);
  expect(neighboursOf(bee, { leftOut: (id) => id === 'n2' })).toHaveLength(1);
});
