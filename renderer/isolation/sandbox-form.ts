import type { Agent } from '../../electron/contract/agent.ts';
import type { Isolation, Resources, Seccomp } from '../../electron/contract/agent-spec.ts';
import { parseDomain } from '../../electron/contract/allowed-domain.ts';
import { groupOf, groupProblem } from '../../electron/contract/group.ts';
import { exactSize, parseMemory, parseTmpSize } from '../../electron/contract/sizes.ts';
import { wordsOf } from '../../electron/lib/words-of.ts';
import type { Plan, Problems } from '../agent-update/plan.ts';

/** The fields of the Isolation tab as typed: limits and switches of the sandbox, domains of its egress. */
export interface SandboxForm {
  memory: string;
  cpus: string;
  pids: string;
  /** One domain per line. */
  allowedDomains: string;
  /** Empty: none. */
  group: string;
  runtime: string;
  readOnlyRoot: boolean;
  dropAllCapabilities: boolean;
  noNewPrivileges: boolean;
  nonRoot: boolean;
  /** The size of /tmp. */
  tmp: string;
  seccomp: Seccomp;
  actsWithoutAsking: boolean;
}

/** The person's changes that are not applied yet; missing fields keep the value in force. */
export type Staged = Partial<SandboxForm> & { seccompProfile?: string };

const limitText = (value: number, show: (value: number) => string) => (value > 0 ? show(value) : '');

/** The form with the values in force: limits and runtime from the engine, the rest from the spec. */
export function formInForce(agent: Agent, allowedDomains: readonly string[]): SandboxForm | null {
  const isolation = agent.spec?.isolation;
  if (!isolation) return null;
  const { memoryBytes, cpus, pids } = agent.limits;
  return {
    memory: limitText(memoryBytes, exactSize),
    cpus: limitText(cpus, String),
    pids: limitText(pids, String),
    allowedDomains: allowedDomains.join('\n'),
    group: agent.spec?.group ?? '',
    runtime: agent.runtime,
    readOnlyRoot: isolation.readOnlyRoot,
    dropAllCapabilities: isolation.dropAllCapabilities,
    noNewPrivileges: isolation.noNewPrivileges,
    nonRoot: isolation.nonRoot,
    tmp: exactSize(isolation.tmpBytes),
    seccomp: isolation.seccomp,
    actsWithoutAsking: agent.spec?.actsWithoutAsking ?? false,
  };
}

/** The domains in the text, each once. */
export function domainsOf(text: string): string[] {
  return [...new Set(wordsOf(text))];
}

/** The problem of an allowed domain, which may have a port. */
function domainProblem(text: string): string | undefined {
  const parsed = parseDomain(text);
  return parsed.ok ? undefined : `“${text}”: ${parsed.message}`;
}

const sameList = (a: readonly string[], b: readonly string[]) => a.join('\n') === b.join('\n');
const sameSeccomp = (a: Seccomp, b: Seccomp) => JSON.stringify(a) === JSON.stringify(b);

function readLimits(
  inForce: SandboxForm,
  staged: Staged,
): { resources: Partial<Resources>; problems: Problems } {
  const resources: Partial<Resources> = {};
  const problems: Problems = {};
  if (staged.memory !== undefined && staged.memory !== inForce.memory) {
    const memory = parseMemory(staged.memory);
    if (!memory.ok) problems.memory = memory.message;
    else if (exactSize(memory.bytes) !== inForce.memory) resources.memoryBytes = memory.bytes;
  }
  if (staged.cpus !== undefined && staged.cpus !== inForce.cpus) {
    const cpus = staged.cpus.trim() === '' ? Number.NaN : Number(staged.cpus);
    if (cpus >= 0.01) {
      if (cpus !== Number(inForce.cpus)) resources.cpus = cpus;
    } else problems.cpus = 'A number above 0, for example 0.5 or 2.';
  }
  if (staged.pids !== undefined && staged.pids !== inForce.pids) {
    const pids = staged.pids.trim() === '' ? Number.NaN : Number(staged.pids);
    if (Number.isInteger(pids) && pids >= 1) {
      if (pids !== Number(inForce.pids)) resources.pids = pids;
    } else problems.pids = 'A whole number above 0, for example 256.';
  }
  return { resources, problems };
}

const switches = [
  ['readOnlyRoot', 'the root filesystem'],
  ['dropAllCapabilities', 'capabilities'],
  ['noNewPrivileges', 'new privileges'],
  ['nonRoot', 'the user'],
] as const;

function readIsolation(
  inForce: SandboxForm,
  staged: Staged,
): { isolation: Partial<Isolation>; reasons: string[]; problems: Problems } {
  const isolation: Partial<Isolation> = {};
  const reasons: string[] = [];
  const problems: Problems = {};
  if (staged.runtime !== undefined && staged.runtime !== inForce.runtime) {
    isolation.runtime = staged.runtime;
    reasons.push('the isolation tier');
  }
  for (const [field, words] of switches) {
    const value = staged[field];
    if (value === undefined || value === inForce[field]) continue;
    isolation[field] = value;
    reasons.push(words);
  }
  if (staged.tmp !== undefined && staged.tmp !== inForce.tmp) {
    const tmp = parseTmpSize(staged.tmp);
    if (!tmp.ok) problems.tmp = tmp.message;
    else if (exactSize(tmp.bytes) !== inForce.tmp) {
      isolation.tmpBytes = tmp.bytes;
      reasons.push('the size of /tmp');
    }
  }
  if (
    staged.seccomp &&
    (!sameSeccomp(staged.seccomp, inForce.seccomp) || staged.seccompProfile !== undefined)
  ) {
    isolation.seccomp = staged.seccomp;
    reasons.push('the seccomp profile');
  }
  return { isolation, reasons, problems };
}

/** Splits the staged changes into problems, live changes and changes that need a new container. */
export function planOf(inForce: SandboxForm, staged: Staged): Plan {
  const { resources, problems } = readLimits(inForce, staged);
  const { isolation, reasons, problems: isolationProblems } = readIsolation(inForce, staged);
  Object.assign(problems, isolationProblems);
  const domains = domainsOf(staged.allowedDomains ?? inForce.allowedDomains);
  const wrongDomain = domains.map(domainProblem).find(Boolean);
  if (wrongDomain && staged.allowedDomains !== undefined) problems.allowedDomains = wrongDomain;
  const group = groupOf(staged.group ?? inForce.group);
  const wrongGroup = staged.group === undefined ? undefined : groupProblem(staged.group);
  if (wrongGroup) problems.group = wrongGroup;
  const limitsChange = Object.keys(resources).length > 0;
  const acts = staged.actsWithoutAsking ?? inForce.actsWithoutAsking;
  const changesActing = acts !== inForce.actsWithoutAsking;
  if (changesActing) reasons.push('whether it asks before it acts');
  const recreates = Object.keys(isolation).length > 0 || changesActing;
  return {
    problems,
    domains: sameList(domains, domainsOf(inForce.allowedDomains)) ? null : domains,
    resources: limitsChange && !recreates ? resources : null,
    group: group === groupOf(inForce.group) ? null : { name: group },
    recreate: recreates
      ? {
          isolation,
          ...(changesActing ? { actsWithoutAsking: acts } : {}),
          ...(limitsChange ? { resources } : {}),
          ...(staged.seccompProfile !== undefined ? { seccompProfile: staged.seccompProfile } : {}),
        }
      : null,
    recreateReasons: reasons,
  };
}
