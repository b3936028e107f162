import type { AgentEgress, AgentSpec, AgentType, Isolation, IsolationPreset } from './agent-spec.ts';
import { bareEgress, MIB } from './agent-spec.ts';
import type { EngineFacts } from './engine.ts';

/** What a preset needs to know of the engine; absent while no engine is connected. */
export type PresetFacts = Pick<EngineFacts, 'runtimes'>;

/** The sandbox of a preset. Strict takes gVisor where the engine has it, and says so through `runtime`. */
export function presetIsolation(preset: IsolationPreset, facts?: PresetFacts): Isolation {
  return {
    preset,
    runtime:
      preset === 'strict' ? (facts?.runtimes.find((runtime) => runtime.tier === 'gvisor')?.name ?? '') : '',
    readOnlyRoot: preset !== 'open',
    dropAllCapabilities: true,
    noNewPrivileges: true,
    nonRoot: true,
    seccomp: preset === 'strict' ? { kind: 'tightened' } : { kind: 'default' },
    tmpBytes: 100 * MIB,
  };
}

/** Where packages come from: what an agent without an API of its own needs for `npm install`, `pip install` and git over HTTPS. */
export const PACKAGE_REGISTRIES = ['registry.npmjs.org', 'pypi.org', 'files.pythonhosted.org', 'github.com'];

/** The egress of a preset: Strict lets nothing out, Balanced what the list names, Open everything public. */
export function presetEgress(preset: IsolationPreset): AgentEgress {
  const modes = { strict: 'off', balanced: 'allowlist', open: 'full' } as const;
  return bareEgress(modes[preset], preset === 'balanced' ? [...PACKAGE_REGISTRIES] : []);
}

/** What runs where the person names nothing. A custom image has no default and runs its own command. */
const TYPE_DEFAULTS: Record<AgentType, Pick<AgentSpec, 'image' | 'command'>> = {
  shell: { image: 'node:24-slim', command: ['sleep', 'infinity'] },
  custom: { image: '', command: [] },
};

/**
 * A complete spec to start from, without a name (and, for a custom image, without an image). 256 processes: enough
 * for `npm install`, and a fork bomb still stops; the CLIs hang below 32.
 */
export function defaultSpec(type: AgentType, preset: IsolationPreset, facts?: PresetFacts): AgentSpec {
  return {
    version: 1,
    name: '',
    purpose: '',
    type,
    ...TYPE_DEFAULTS[type],
    env: [],
    secrets: [],
    workspace: { kind: 'volume' },
    resources: { memoryBytes: 512 * MIB, cpus: 1, pids: 256 },
    isolation: presetIsolation(preset, facts),
    egress: presetEgress(preset),
    restart: 'no',
    tags: [],
  };
}
