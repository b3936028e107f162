import type { HostService, WrittenRule } from '../../../electron/contract/egress-rule.ts';
import type { AgentFile } from '../../../electron/contract/files/agent-file.ts';
import { egressLabel } from '../../ui/egress-icon.tsx';
import { type Allowance, type Lines, linesOf, plain, risk } from './allowance.ts';

type Egress = NonNullable<AgentFile['egress']>;

/** Each host is a risk, because the file's author chose it and the agent can send data to it. */
export const egressLines: Lines<Egress> = {
  mode: (mode) => [
    mode === 'full'
      ? risk('Internet: everything public.')
      : plain(`Internet: ${egressLabel[mode]}${mode === 'allowlist' ? ', nothing but what follows' : ''}.`),
  ],
  allowedDomains: (domains) => domains.map((domain) => risk(`Reaches ${domain}.`)),
  rules: (rules) => rules.flatMap((rule) => linesOf(ruleLines, rule)),
  sets: (sets) => sets.map((id) => plain(`Reaches the hosts of the set “${id}”.`)),
  services: (services) => services.flatMap((service) => linesOf(serviceLines, service)),
};

const ruleLines: Lines<WrittenRule> = {
  effect: (effect, { host, ports, methods, paths }) => {
    const parts = [ports?.join(', '), methods?.join(', '), paths?.join(', ')].filter(Boolean).join('; ');
    const where = `${host}${parts ? ` (${parts})` : ''}`;
    return [effect === 'deny' ? plain(`Never reaches ${where}.`) : risk(`Reaches ${where}.`)];
  },
  host: () => [],
  ports: () => [],
  methods: () => [],
  paths: () => [],
  anyProtocol: (any, { host, effect }) =>
    any && effect === 'allow' ? [risk(`Speaks any protocol with ${host}, which nobody can look into.`)] : [],
  opaque: (opaque, { host, effect }) =>
    opaque && effect === 'allow'
      ? [risk(`Speaks with ${host} unread: no credential, no rule about its paths.`)]
      : [],
  note: (note, { host }) => (note === '' ? [] : [plain(`Says of ${host}: ${note}`)]),
};

const serviceLines: Lines<HostService> = {
  name: (name, { host, port, address }): Allowance[] => [
    risk(`Reaches “${name}” in your own network: ${host}:${port} is ${address}.`),
  ],
  host: () => [],
  port: () => [],
  address: () => [],
};
