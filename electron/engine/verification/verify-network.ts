import type { ProbeResult } from '../../contract/isolation.ts';
import { METADATA } from '../../contract/verification-host.ts';
import { listed } from '../../lib/listed.ts';
import type { InsideReport } from '../docker/run-inside.ts';
import { groupNetworkName } from '../objects/object-names.ts';
import type { Arrival } from './verify-canary.ts';
import { judgeDoors } from './verify-doors.ts';
import { fail, inconclusive, type Probe, pass } from './verify-evidence.ts';
import { judgeGroup } from './verify-group.ts';
import { judgeMcp } from './verify-mcp.ts';
import { type NetworkSetting, networkTargets, PUBLIC_RESOLVER } from './verify-network-targets.ts';
import { type Attempt, readAttempt } from './verify-targets.ts';

const NO_PROGRAM = 'Nothing in the image could try it: that takes node, or (not under gVisor) bash or nc.';

/** The programs that the image lacks for attempts with these keys. */
function missingFor([key = '']: readonly string[]): string {
  if (key.startsWith('quic ')) return 'Nothing in the image could try it: that takes node.';
  return key.startsWith('udp ')
    ? 'Nothing in the image could try it: that takes node, or (not under gVisor) bash.'
    : NO_PROGRAM;
}

/** The target in a key like "public 1.1.1.1:443"; "it" for a key of one word. */
const placeOf = (key: string) => (key.includes(' ') ? key.slice(key.indexOf(' ') + 1) : 'it');

/** Results of the attempts, by key. */
class Attempts {
  readonly #said: InsideReport;
  readonly #setting: NetworkSetting;

  constructor(report: InsideReport, setting: NetworkSetting) {
    this.#said = report;
    this.#setting = setting;
  }

  /** Whether the connecting program distinguishes a refusal from silence: the agent's own loopback must refuse. */
  get controlled(): boolean {
    return this.one('control')?.kind === 'refused';
  }

  one(key: string): Attempt | undefined {
    const text = this.#said.get(key);
    return text === undefined ? undefined : readAttempt(text);
  }

  /** Passes when no target of these keys answered. A refusal is an answer, because the packet arrived. */
  nothingAnswered(probe: Probe, keys: readonly string[]): ProbeResult {
    const tried = keys.flatMap((key) => {
      const attempt = this.one(key);
      return attempt ? [{ where: placeOf(key), attempt }] : [];
    });
    const reached = tried.filter(({ attempt }) => attempt.kind === 'connected' || attempt.kind === 'refused');
    if (reached.length > 0)
      return fail(
        probe,
        `Reached ${listed(reached.map(({ where, attempt }) => `${where} (${attempt.kind})`))}`,
      );
    if (tried.length < keys.length || !this.controlled) return inconclusive(probe, missingFor(keys));
    const unclear = tried.find(({ attempt }) => attempt.kind === 'unclear');
    if (unclear?.attempt.kind === 'unclear') return inconclusive(probe, unclear.attempt.text);
    const open = this.#setting.networks.filter(({ Internal }) => !Internal).map(({ Name }) => Name);
    if (open.length > 0)
      return inconclusive(
        probe,
        `No answer, although network “${open[0]}” leads outside: nothing was proved.`,
      );
    return pass(probe, keys.length > 1 ? `No answer from any of ${keys.length} addresses` : 'No answer');
  }
}

const topology = ({ networks, inspect, group }: NetworkSetting): ProbeResult => {
  const expected = `Its own${group === null ? '' : ' and its group’s'} only, internal and without IPv6`;
  const probe = { id: 'networks', name: 'Networks', expected };
  const wrong = networks.filter(({ Internal, EnableIPv6 }) => !Internal || EnableIPv6);
  if (wrong.length > 0)
    return fail(probe, `The engine reports a way out or IPv6 on ${listed(wrong.map(({ Name }) => Name))}`);
  const own = [inspect.HostConfig.NetworkMode, ...(group === null ? [] : [groupNetworkName(group)])];
  const foreign = networks.filter(({ Id, Name }) => !own.includes(Name) && !own.includes(Id));
  if (foreign.length > 0)
    return fail(probe, `Connected by hand to ${listed(foreign.map(({ Name }) => Name))}`);
  return pass(probe, networks.length === 0 ? 'On no network' : listed(networks.map(({ Name }) => Name)));
};

/** Judges connections to the engine's host by the canary's arrivals, whatever the agent prints. */
function judgeHost(
  probe: Probe,
  keys: string[],
  setting: NetworkSetting,
  attempts: Attempts,
  arrivals: readonly Arrival[] = setting.canary?.arrivals ?? [],
): ProbeResult {
  const { canary, inspect } = setting;
  if (keys.length === 0) return pass(probe, 'There is no such address.');
  const byAgent = attempts.nothingAnswered(probe, keys);
  if (byAgent.verdict === 'fail') return byAgent;
  if (!canary)
    return inconclusive(probe, 'No listener could be started on the engine’s host to prove it with.');
  const own = Object.values(inspect.NetworkSettings.Networks).map(({ IPAddress }) => IPAddress);
  const tried = keys.map(placeOf);
  const arrival = arrivals.find(({ from, to }) => own.includes(from) && tried.includes(to));
  if (arrival) return fail(probe, `The host’s listener at ${arrival.to} was reached from ${arrival.from}`);
  return byAgent.verdict === 'pass' ? pass(probe, 'Nothing arrived at the host’s listener') : byAgent;
}

function judgeHostName(setting: NetworkSetting, attempts: Attempts): ProbeResult {
  const probe = { id: 'host-name', name: 'host.docker.internal', expected: 'No answer' };
  return attempts.one('host-name')?.kind === 'unresolved' && attempts.controlled
    ? pass(probe, 'The name does not resolve')
    : judgeHost(probe, ['host-name'], setting, attempts);
}

function judgeIpv6(attempts: Attempts, inside: InsideReport | null): ProbeResult {
  const probe = { id: 'ipv6', name: 'IPv6', expected: 'No address and no way out' };
  const device = inside?.get('ipv6');
  if (device) return fail(probe, `${device} has an IPv6 address`);
  const reached = attempts.nothingAnswered(probe, ['ipv6']);
  if (reached.verdict !== 'inconclusive') return reached;
  // Without any IPv6 address no attempt is possible: nc then prints "bad address", others EAFNOSUPPORT.
  return inside?.has('done') ? pass(probe, 'No interface has an IPv6 address') : reached;
}

function judgeDirectDns(report: InsideReport, attempts: Attempts): ProbeResult {
  const probe = {
    id: 'direct-dns',
    name: `UDP to a public resolver (${PUBLIC_RESOLVER})`,
    expected: 'No answer',
  };
  const text = report.get('direct-dns');
  if (text === undefined)
    return inconclusive(probe, 'The image has no program that can ask (node or nslookup).');
  return /^(answered|ENOTFOUND|ESERVFAIL)/.test(text)
    ? fail(probe, 'It answered')
    : attempts.nothingAnswered(probe, ['direct-dns']);
}

/** The ways to look up a name; the shell supports only the first. */
const NAME_QUERIES = [
  { key: 'dns', how: 'an address' },
  { key: 'dns-txt', how: 'TXT with long labels' },
  { key: 'dns-tcp', how: 'the same over TCP' },
] as const;

/** Judges name look-ups: no query may reach an outside resolver, because a query alone carries data out. */
function judgeNames(setting: NetworkSetting, report: InsideReport): ProbeResult {
  const probe = {
    id: 'dns',
    name: 'Look up a random name',
    expected: 'Answered by the gateway alone: no such name',
  };
  if (!report.has('dns')) return inconclusive(probe, 'The image has no program that can look names up.');
  const resolved = NAME_QUERIES.filter(({ key }) => report.get(key)?.startsWith('answered'));
  if (resolved.length > 0)
    return fail(probe, `The name resolved (${listed(resolved.map(({ how }) => how))})`);
  const tried = listed(NAME_QUERIES.filter(({ key }) => report.has(key)).map(({ how }) => how));
  const servers = setting.inspect.HostConfig.Dns ?? [];
  const gateway = setting.gateway?.host;
  if (gateway && servers.length > 0 && servers.every((server) => server === gateway))
    return pass(probe, `Not resolved (${tried}); the only name server is the gateway`);
  return inconclusive(
    probe,
    servers.length > 0
      ? `Not resolved, but name servers other than the gateway are set: ${listed(servers)}`
      : 'Not resolved, but the engine’s own name servers are asked, which may be outside.',
  );
}

function judgePing(inside: InsideReport): ProbeResult {
  const probe = { id: 'ping', name: `Ping ${PUBLIC_RESOLVER}`, expected: 'No answer' };
  const ping = inside.get('ping');
  if (ping === undefined) return inconclusive(probe, 'The image has no ping.');
  return ping === 'yes' ? fail(probe, 'It answered') : pass(probe, 'No answer');
}

function judgeGateway(probe: Probe, key: string, setting: NetworkSetting, attempts: Attempts): ProbeResult {
  if (!setting.gateway) return inconclusive(probe, 'The agent has no gateway.');
  const attempt = attempts.one(key);
  if (!attempt || !attempts.controlled) return inconclusive(probe, NO_PROGRAM);
  if (attempt.kind === 'unclear') return inconclusive(probe, attempt.text);
  if (attempt.kind !== 'connected') return pass(probe, 'The gateway does not answer: nothing gets out.');
  if (/^HTTP\/1\.[01] 2/.test(attempt.answer)) return fail(probe, `Let through: ${attempt.answer}`);
  return pass(probe, attempt.answer ? `Refused: ${attempt.answer}` : 'Closed without an answer');
}

/** Judges the probes of the network. `said` is the connecting program's output, `inside` the script's. Pure. */
export function judgeNetwork(
  setting: NetworkSetting,
  report: InsideReport | null,
  inside: InsideReport | null,
): ProbeResult[] {
  const answers = report ?? new Map<string, string>();
  const attempts = new Attempts(answers, setting);
  const keys = networkTargets(setting).map(({ key }) => key);
  const under = (prefix: string) => keys.filter((key) => key.startsWith(`${prefix} `));
  const others = under('other');
  const otherProbe = {
    id: 'others',
    name: 'Other agents and the gateway’s other addresses',
    expected: 'No answer',
  };
  const mode = setting.mode;
  return [
    topology(setting),
    judgeHost(
      { id: 'bridge', name: 'The host at the bridge’s address', expected: 'No answer' },
      under('bridge'),
      setting,
      attempts,
    ),
    judgeHost(
      { id: 'host', name: 'The host at its other addresses', expected: 'No answer' },
      under('host'),
      setting,
      attempts,
    ),
    judgeHost(
      { id: 'udp', name: 'The host by UDP', expected: 'No answer' },
      under('udp'),
      setting,
      attempts,
      setting.canary?.datagrams ?? [],
    ),
    judgeHostName(setting, attempts),
    attempts.nothingAnswered(
      { id: 'metadata', name: `Cloud metadata (${METADATA})`, expected: 'No answer' },
      ['metadata'],
    ),
    attempts.nothingAnswered(
      { id: 'engine-api', name: 'The engine’s API over the network', expected: 'No answer' },
      ['engine-api'],
    ),
    attempts.nothingAnswered(
      { id: 'public', name: 'Direct TCP to the internet (443, 853, 22)', expected: 'No answer' },
      under('public'),
    ),
    attempts.nothingAnswered(
      { id: 'quic', name: 'QUIC to the internet (UDP 443)', expected: 'No answer' },
      under('quic'),
    ),
    judgeDirectDns(answers, attempts),
    judgeNames(setting, answers),
    judgeIpv6(attempts, inside),
    judgePing(answers),
    others.length > 0
      ? attempts.nothingAnswered(otherProbe, others)
      : inconclusive(otherProbe, 'There is no other agent to try.'),
    ...judgeGroup(setting, (key) => attempts.one(key)),
    ...(setting.doors ? [judgeDoors(setting.doors, setting.inspect, report)] : []),
    ...(setting.mcp && setting.gateway ? [judgeMcp(setting.mcp, mode, report)] : []),
    ...(mode === 'full'
      ? []
      : [
          judgeGateway(
            {
              id: 'gateway.unlisted',
              name: 'A host that is not allowed, through the gateway',
              expected: 'Refused',
            },
            'gateway.unlisted',
            setting,
            attempts,
          ),
        ]),
    judgeGateway(
      { id: 'gateway.private', name: 'Cloud metadata through the gateway', expected: 'Refused' },
      'gateway.private',
      setting,
      attempts,
    ),
  ];
}
