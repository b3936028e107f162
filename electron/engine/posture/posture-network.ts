import type { Finding } from '../../contract/isolation.ts';
import { listed } from '../../lib/listed.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import { GATEWAY_CONTAINER } from '../objects/gateway-names.ts';
import { hidesHost } from '../objects/host-address.ts';
import { groupOfNetwork } from '../objects/object-names.ts';
import { groupFindings } from './posture-group.ts';
import { type Check, finding } from './posture-subject.ts';

function judgeNetwork(network: NetworkInspect): Finding[] {
  const { Name } = network;
  const findings: Finding[] = [];
  if (!network.Internal)
    findings.push(
      finding(
        'critical',
        'network.not-internal',
        `Network “${Name}” leads outside`,
        'The agent reaches the internet, the host and your local network past the gateway: its egress mode does not hold.',
      ),
    );
  else if (!hidesHost(network))
    findings.push(
      finding(
        'weak',
        'network.host-reachable',
        `The host answers on network “${Name}”`,
        'Services of the host that listen on every address can be reached at the bridge’s address.',
      ),
    );
  else if (groupOfNetwork(Name) === undefined)
    findings.push(
      finding(
        'good',
        'network.internal',
        'Internal network of its own',
        'No route leads out of it; the gateway is the only way.',
      ),
    );
  if (network.EnableIPv6)
    findings.push(
      finding(
        'weak',
        'network.ipv6',
        `IPv6 is on in network “${Name}”`,
        'The host can be reached over IPv6 even where IPv4 is closed.',
      ),
    );
  return findings;
}

/** Reports other containers on an agent's network, because they can connect to it. Only the gateway belongs there. */
function judgeNeighbours(network: NetworkInspect, own: ContainerInspect): Finding[] {
  const others = Object.entries(network.Containers ?? {})
    .filter(([id, { Name }]) => id !== own.Id && Name !== GATEWAY_CONTAINER)
    .map(([, { Name }]) => Name);
  return others.length === 0
    ? []
    : [
        finding(
          'weak',
          'network.neighbours',
          `Shares a network with ${listed(others)}`,
          'They reach each other directly, without the gateway in between.',
        ),
      ];
}

const networks: Check = ({ inspect, networks: known }) => {
  const mode = inspect.HostConfig.NetworkMode ?? '';
  if (mode === 'host')
    return [
      finding(
        'critical',
        'network.host',
        'Uses the host’s own network',
        'Every service of the host, also those on localhost, and all its networks are within reach.',
      ),
    ];
  if (mode.startsWith('container:'))
    return [
      finding(
        'critical',
        'network.shared',
        'Uses another container’s network',
        'What that container can reach, this one can; nothing of it is controlled here.',
      ),
    ];
  if (mode === 'none')
    return [finding('good', 'network.none', 'No network', 'Nothing is connected but itself.')];
  const judged = Object.keys(inspect.NetworkSettings.Networks).flatMap((name) => {
    const network = known.find(({ Name }) => Name === name);
    return network
      ? [
          ...judgeNetwork(network),
          ...(groupOfNetwork(name) === undefined
            ? judgeNeighbours(network, inspect)
            : groupFindings(groupOfNetwork(name) ?? '', network, inspect)),
        ]
      : [
          finding(
            'weak',
            'network.unknown',
            `Network “${name}” is not known`,
            'The engine does not describe it, so nothing can be said about it.',
          ),
        ];
  });
  return judged.length > 0
    ? judged
    : [finding('note', 'network.detached', 'On no network', 'Nothing is connected.')];
};

const LOOPBACK = /^(127\.|::1$)/;

const ports: Check = ({ inspect }) => {
  const bindings = Object.entries(inspect.HostConfig.PortBindings ?? {}).flatMap(([port, hosts]) =>
    (hosts ?? []).map((host) => ({ port, address: host.HostIp ?? '' })),
  );
  return bindings.map(({ port, address }) =>
    LOOPBACK.test(address)
      ? finding(
          'note',
          'ports.loopback',
          `Port ${port} is published on this machine`,
          'Programs on the engine’s machine can connect to the agent.',
        )
      : finding(
          'weak',
          'ports.public',
          `Port ${port} is open to the network`,
          address && address !== '0.0.0.0' && address !== '::'
            ? `Published on ${address}: others can connect to the agent, past the host’s firewall.`
            : 'Published on all addresses: anybody who reaches this machine reaches the agent, past the host’s firewall.',
        ),
  );
};

export const networkChecks: readonly Check[] = [networks, ports];
