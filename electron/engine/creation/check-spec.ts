import { type AgentSpec, MIB } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import { type AppErrorType, AppFailure, type ErrorAction } from '../../contract/error.ts';
import type { LiveChange } from '../../contract/isolation.ts';
import { formatBytes } from '../../contract/sizes.ts';
import { tierOf } from '../docker/facts.ts';
import { parseImageReference } from '../docker/image-reference.ts';
import { checkEgress } from '../egress/policy/policy.ts';
import { checkGroup } from '../networks/groups.ts';
import { containerName } from '../objects/object-names.ts';
import { seccompProfileText } from '../seccomp/seccomp.ts';
import { foreignOwner } from '../workspace/file-owner.ts';

/** The largest `pid_max` of a 64-bit Linux. */
const MAX_PIDS = 4_194_304;

const changeLimit: ErrorAction = { kind: 'raise-limit', label: 'Change the limit' };

function fail(type: AppErrorType, field: string, message: string, actions: ErrorAction[] = []): never {
  throw new AppFailure({ type, field, message, actions });
}

/** Throws the first problem that would make the engine fail. `names`: names of all containers on the engine. Pure. */
export function checkSpec(
  spec: AgentSpec,
  facts: EngineFacts,
  known: { names: readonly string[]; seccompProfile: string | undefined },
): void {
  checkName(spec.name, known.names);
  parseImageReference(spec.image);
  checkResources(spec.resources, facts);
  checkIsolation(spec, facts, known.seccompProfile);
  for (const [index, { name, value }] of spec.env.entries()) {
    if (value.includes('\0')) fail('invalid-input', 'env', `The value of ${name} holds a NUL character.`);
    if (spec.env.findIndex((other) => other.name === name) !== index) {
      fail('invalid-input', 'env', `${name} is there twice.`);
    }
  }
  if (spec.command.some((word) => word.includes('\0')))
    fail('invalid-input', 'command', 'The command holds a NUL character.');
  checkEgress(spec.egress);
}

function checkName(name: string, names: readonly string[]): void {
  if (names.includes(containerName(name))) {
    fail('name-taken', 'name', `There is an agent called “${name}” already. Choose another name.`);
  }
}

/** Throws `resource-limit` for limits above what the engine's machine has. The contract checks the lower bounds. */
export function checkResources(resources: LiveChange['resources'], facts: EngineFacts): void {
  const { memoryBytes = 0, cpus = 0, pids = 0 } = resources;
  if (facts.memoryBytes > 0 && memoryBytes > facts.memoryBytes) {
    const message = `The engine’s machine has ${formatBytes(facts.memoryBytes)} of memory.`;
    fail('resource-limit', 'resources.memoryBytes', message, [changeLimit]);
  }
  if (facts.cpus > 0 && cpus > facts.cpus) {
    const message = `The engine’s machine has ${facts.cpus} ${facts.cpus === 1 ? 'CPU' : 'CPUs'}.`;
    fail('resource-limit', 'resources.cpus', message, [changeLimit]);
  }
  if (pids > MAX_PIDS) {
    fail('resource-limit', 'resources.pids', `Linux knows no more than ${MAX_PIDS} processes.`, [
      changeLimit,
    ]);
  }
}

export function checkIsolation(
  { isolation, group }: Pick<AgentSpec, 'isolation' | 'group'>,
  facts: EngineFacts,
  seccompProfile: string | undefined,
): void {
  const { runtime, seccomp, tmpBytes } = isolation;
  if (runtime && !facts.runtimes.some(({ name }) => name === runtime)) {
    const message = `The engine has no runtime “${runtime}”. Choose another isolation tier, or install it there.`;
    fail('runtime-missing', 'isolation.runtime', message);
  }
  checkGroup(group, runtime, facts);
  if (seccomp.kind !== 'default' && !facts.seccomp) {
    const message = 'This engine has no seccomp: its kernel could not enforce the profile.';
    fail('isolation-unsupported', 'isolation.seccomp', message);
  }
  seccompProfileText(seccomp, seccompProfile);
  if (tmpBytes < MIB) fail('resource-limit', 'isolation.tmpBytes', 'The size of /tmp is at least 1 MiB.');
}

/** Lists settings that work but may not be what the person wants. */
export function warningsFor(
  spec: AgentSpec,
  facts: EngineFacts,
  committedBytes: number,
  personUid?: number | undefined,
): { field: string; message: string }[] {
  const warnings: { field: string; message: string }[] = [];
  const totalBytes = committedBytes + spec.resources.memoryBytes;
  if (facts.memoryBytes > 0 && totalBytes > facts.memoryBytes) {
    const message = `With this one, running agents may use ${formatBytes(totalBytes)} together; the machine has ${formatBytes(facts.memoryBytes)}.`;
    warnings.push({ field: 'resources.memoryBytes', message });
  }
  if (spec.resources.pids < 32) {
    const message = 'Coding agents and package managers hang with fewer than 32 processes.';
    warnings.push({ field: 'resources.pids', message });
  } else if (spec.resources.pids < 128 && tierOf(spec.isolation.runtime, facts) === 'gvisor') {
    // Measured with runsc (ptrace): with 64, starting a second process ends the sandbox.
    const message = 'gVisor’s own threads count against the process limit: give it 128 or more.';
    warnings.push({ field: 'resources.pids', message });
  }
  const owner = foreignOwner(spec, facts, personUid);
  if (owner !== undefined) {
    const mapped = facts.userns ? ' It can write only where everybody may.' : '';
    const message = `Files that the agent makes in the folder belong to ${owner}, not to you.${mapped} A private copy brings its changes back as yours.`;
    warnings.push({ field: 'workspace.path', message });
  }
  if (spec.isolation.preset === 'strict' && !facts.runtimes.some(({ tier }) => tier !== 'container')) {
    const message =
      'The engine has no gVisor or Kata: this agent shares the host’s kernel, as containers do.';
    warnings.push({ field: 'isolation.runtime', message });
  }
  return warnings;
}
