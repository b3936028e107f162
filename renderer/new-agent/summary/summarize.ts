import type { SecretDelivery } from '../../../electron/contract/agent-spec.ts';
import type { UsableAgentType } from '../../../electron/contract/agent-type.ts';
import { type EngineFacts, LIMIT_KINDS, type LimitKind } from '../../../electron/contract/engine.ts';
import type { Finding } from '../../../electron/contract/isolation.ts';
import { assertNever } from '../../../electron/lib/assert-never.ts';
import { listed } from '../../../electron/lib/listed.ts';
import { wordsOf } from '../../../electron/lib/words-of.ts';
import { actingOf } from '../../agent-form/acting-form.ts';
import type { AgentForm } from '../../agent-form/form.ts';
import { masksOf } from '../../agent-form/workspace-form.ts';

export interface SummaryLine {
  topic: 'Sees' | 'Writes' | 'Reaches' | 'Uses' | 'Runs';
  /** As in the posture of an agent that exists. */
  severity: Finding['severity'];
  text: string;
}

export interface SummaryContext {
  facts: Pick<EngineFacts, 'runtimes' | 'defaultRuntime' | 'unenforcedLimits'> | undefined;
  /** Variables that the type sets itself are not mentioned. */
  type?: Pick<UsableAgentType, 'environment'> | undefined;
  /** The person's secrets, for their names. */
  secrets: readonly { id: string; name: string }[];
  /** The person's home on this machine; absent while it is not known. */
  home?: string | undefined;
}

const ORDER: readonly Finding['severity'][] = ['critical', 'weak', 'note', 'good'];
/** More names than these are counted. */
const NAMED_DOMAINS = 3;

/** The tier of the runtime that the form chose, as the engine reports it. */
function tierOf(form: AgentForm, facts: SummaryContext['facts']): 'container' | 'gvisor' | 'microvm' {
  const name = form.isolation.runtime || facts?.defaultRuntime;
  return facts?.runtimes.find((runtime) => runtime.name === name)?.tier ?? 'container';
}

/**
 * What the agent may see, write, reach and use, from the fields and not from the preset's name; the sharpest risk is
 * first.
 */
export function summarize(form: AgentForm, context: SummaryContext): SummaryLine[] {
  const lines = [
    ...sight(form, context.home),
    ...writing(form),
    ...reach(form),
    ...uses(form, context),
    ...acting(form),
    ...rights(form, tierOf(form, context.facts)),
  ];
  return lines.sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

type Lines = readonly SummaryLine[];

function line(topic: SummaryLine['topic'], severity: Finding['severity'], text: string): SummaryLine {
  return { topic, severity, text };
}

function sight({ workspace: { kind, folder, copy } }: AgentForm, home: string | undefined): Lines {
  switch (kind) {
    case 'volume':
      return [line('Sees', 'good', 'None of your files: its workspace starts empty.')];
    case 'copy': {
      const origin = (copy.from === 'folder' ? copy.path : copy.url).trim();
      return [
        line('Sees', 'good', `A copy of ${origin || 'what you choose'}; yours stays as it is.`),
        ...(copy.from === 'folder' ? unhidden(copy.masks) : []),
      ];
    }
    case 'host-folder': {
      const path = folder.path.trim();
      const isWide = path === '/' || (home !== undefined && trimmed(path) === trimmed(home));
      const further = folder.further.map((each) => each.path.trim()).filter((each) => each !== '');
      return [
        isWide
          ? line('Sees', 'critical', `All of ${path}, with keys and logins wherever they lie in it.`)
          : line(
              'Sees',
              'note',
              `${path || 'The folder that you choose'}, as it is on your disk${masksOf(folder.masks).length > 0 ? ', but for what you hide' : ''}.`,
            ),
        ...(further.length > 0 ? [line('Sees', 'note', `${listed(further)} as well.`)] : []),
        ...unhidden(folder.masks),
      ];
    }
    default:
      return assertNever(kind);
  }
}

function unhidden(masks: string): Lines {
  if (masksOf(masks).length > 0) return [];
  return [line('Sees', 'weak', 'Keys that lie in the folder: nothing is hidden.')];
}

const trimmed = (path: string) => path.replace(/\/+$/, '');

function writing({ workspace: { kind, folder }, isolation, life }: AgentForm): Lines {
  const writable = [folder, ...folder.further].filter(
    ({ readOnly, path }) => !readOnly && path.trim() !== '',
  );
  const isShared = kind === 'host-folder' && (!folder.readOnly || writable.length > 0);
  const names = writable.length === 0 ? 'Your folder' : listed(writable.map(({ path }) => path.trim()));
  const inside =
    kind === 'host-folder' && folder.readOnly ? 'its home and /tmp' : 'its home, /tmp and its workspace';
  return [
    ...(isShared ? [line('Writes', 'weak', `${names} directly: what it changes or deletes is yours.`)] : []),
    isolation.readOnlyRoot
      ? line('Writes', 'good', `Only ${inside}; programs of the image stay as they are.`)
      : line('Writes', 'weak', 'Anywhere inside its container: programs of the image can be replaced.'),
    ...(life.removeWhenStopped
      ? [line('Writes', 'note', 'Its home and workspace volume are thrown away when it stops.')]
      : []),
  ];
}

function reach(form: AgentForm): Lines {
  const group = form.group.trim();
  const ports = form.ports.trim();
  return [
    internet(form),
    ...form.services.map(({ name }) => line('Reaches', 'note', `The service ${name} on your network.`)),
    ...(group === ''
      ? []
      : [line('Reaches', 'weak', `The agents of the group “${group}” directly, and what they may reach.`)]),
    ...(ports === ''
      ? []
      : [line('Reaches', 'note', `You reach its ports ${ports} on this machine’s localhost.`)]),
  ];
}

function internet({ egress, allowedDomains, sets, secrets }: AgentForm): SummaryLine {
  switch (egress) {
    case 'off':
      return line('Reaches', 'good', 'No internet: nothing leaves its network.');
    case 'full':
      return line('Reaches', 'weak', 'Any public address on the internet, never your own network.');
    case 'allowlist': {
      const domains = wordsOf(allowedDomains);
      const named =
        domains.length > NAMED_DOMAINS
          ? [...domains.slice(0, NAMED_DOMAINS - 1), `${domains.length - NAMED_DOMAINS + 1} more domains`]
          : domains;
      const places = [
        ...named,
        ...(sets.length === 0
          ? []
          : [sets.length === 1 ? 'what one rule set allows' : `what ${sets.length} rule sets allow`]),
        ...(secrets.some(({ delivery }) => delivery === 'gateway') ? ['the hosts of its credentials'] : []),
      ];
      return line(
        'Reaches',
        'good',
        places.length === 0
          ? 'Nothing on the internet yet: the allowlist is empty.'
          : `On the internet, only ${listed(places)}.`,
      );
    }
    default:
      return assertNever(egress);
  }
}

const deliveries: Record<SecretDelivery, (name: string) => SummaryLine> = {
  gateway: (name) => line('Uses', 'good', `${name} through the gateway, without seeing its value.`),
  file: (name) =>
    line('Uses', 'weak', `The value of ${name}, from a file: it can send it wherever it reaches.`),
  environment: (name) =>
    line('Uses', 'weak', `The value of ${name}, as a variable: it can send it wherever it reaches.`),
};

function uses(form: AgentForm, { secrets, type, facts }: SummaryContext): Lines {
  const nameOf = (id: string) => `“${secrets.find((secret) => secret.id === id)?.name ?? 'a credential'}”`;
  const variables = form.env.filter(
    ({ name, value }) => name !== '' && type?.environment[name] !== value,
  ).length;
  return [
    ...form.secrets.map(({ secretId, delivery }) => deliveries[delivery](nameOf(secretId))),
    ...(form.secrets.length > 0 && form.egress === 'off'
      ? [line('Uses', 'note', 'With egress Off it reaches no provider.')]
      : []),
    ...(form.secrets.length === 0 ? [line('Uses', 'good', 'No credential of yours.')] : []),
    ...(variables > 0
      ? [
          line(
            'Uses',
            'note',
            `${variables === 1 ? 'One variable' : `${variables} variables`} that all users of the engine can read.`,
          ),
        ]
      : []),
    ...limits(form, facts?.unenforcedLimits ?? []),
  ];
}

function limits({ memory, cpus, pids }: AgentForm, unenforced: readonly LimitKind[]): Lines {
  const quantities: Record<LimitKind, { most: string; all: string }> = {
    memory: { most: `${memory || '?'} of memory`, all: 'the memory' },
    cpus: { most: `${cpus || '?'} CPU${cpus === '1' ? '' : 's'}`, all: 'the CPUs' },
    pids: { most: `${pids || '?'} processes`, all: 'the processes' },
  };
  const held = LIMIT_KINDS.filter((kind) => !unenforced.includes(kind)).map((kind) => quantities[kind].most);
  const free = LIMIT_KINDS.filter((kind) => unenforced.includes(kind)).map((kind) => quantities[kind].all);
  return [
    ...(free.length === 0
      ? []
      : [line('Uses', 'weak', `All of ${listed(free)} of this machine: the engine cannot limit them.`)]),
    ...(held.length === 0 ? [] : [line('Uses', 'good', `At most ${listed(held)}.`)]),
  ];
}

function acting(form: AgentForm): Lines {
  if (form.startWithoutAsking.length === 0) return [];
  const { acts, byDefault } = actingOf(form);
  if (!acts) return [line('Runs', 'good', 'What its program asks you about, once you agree.')];
  return [line('Runs', byDefault ? 'note' : 'weak', 'What its program decides, without asking you.')];
}

function rights({ isolation }: AgentForm, tier: ReturnType<typeof tierOf>): Lines {
  const { nonRoot, dropAllCapabilities, noNewPrivileges } = isolation;
  const user = nonRoot ? 'As you, not as root' : 'As the image’s own user, often root';
  const right = dropAllCapabilities
    ? noNewPrivileges
      ? 'with no capabilities and no way to gain privileges.'
      : 'and may gain privileges through setuid programs.'
    : 'with the engine’s default capabilities.';
  const isPlain = nonRoot && dropAllCapabilities && noNewPrivileges;
  const isRoot = !nonRoot && !dropAllCapabilities;
  return [line('Runs', isPlain ? 'good' : isRoot ? 'critical' : 'weak', `${user}, ${right}`), kernel(tier)];
}

function kernel(tier: ReturnType<typeof tierOf>): SummaryLine {
  switch (tier) {
    case 'container':
      return line('Runs', 'note', 'On the host’s kernel: a kernel exploit could break out.');
    case 'gvisor':
      return line('Runs', 'good', 'On gVisor’s own kernel, which keeps the host’s kernel at a distance.');
    case 'microvm':
      return line('Runs', 'good', 'In a microVM with a kernel of its own.');
    default:
      return assertNever(tier);
  }
}
