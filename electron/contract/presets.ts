import { MANUAL_LIFE } from './agent-life.ts';
import type { AgentEgress, AgentSpec, Isolation, IsolationPreset } from './agent-spec.ts';
import { bareEgress, MIB } from './agent-spec.ts';
import type { UsableAgentType } from './agent-type.ts';
import { BASIC_TYPES } from './basic-types.ts';
import type { EngineFacts } from './engine.ts';

/** The engine's facts that a preset depends on; absent while no engine is connected. */
export type PresetFacts = Pick<EngineFacts, 'runtimes'>;

/** The sandbox of a preset. Strict uses gVisor where the engine has it, and states it in `runtime`. */
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

const MODES = { strict: 'off', balanced: 'allowlist', open: 'full' } as const;

/** The egress of a preset: Strict allows nothing, Balanced the type's list, Open everything public. */
function presetEgress(preset: IsolationPreset, type: Pick<UsableAgentType, 'egress'>): AgentEgress {
  const egress = bareEgress(MODES[preset]);
  if (preset !== 'balanced') return egress;
  return { ...egress, allowedDomains: [...type.egress.domains], sets: [...type.egress.sets] };
}

/** A complete spec to start from, without a name (and, for a custom image, without an image). */
export function defaultSpec(
  type: UsableAgentType | keyof typeof BASIC_TYPES,
  preset: IsolationPreset,
  facts?: PresetFacts,
): AgentSpec {
  const of = typeof type === 'string' ? BASIC_TYPES[type] : type;
  return {
    version: 1,
    name: '',
    purpose: '',
    type: of.id,
    image: of.image,
    command: [...of.command],
    start: [...of.start],
    actsWithoutAsking: false,
    caches: of.caches.map((cache) => ({ ...cache })),
    env: Object.entries(of.environment).map(([name, value]) => ({ name, value })),
    secrets: [],
    workspace: { kind: 'volume' },
    resources: { ...of.resources },
    isolation: presetIsolation(preset, facts),
    egress: presetEgress(preset, of),
    group: null,
    life: MANUAL_LIFE,
    ports: [],
    restart: 'no',
    tags: [],
  };
}
