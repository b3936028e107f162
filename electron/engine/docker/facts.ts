import { createHash } from 'node:crypto';
import type { EngineFacts, LimitKind } from '../../contract/engine.ts';

/** The parts of `GET /version` that the app reads. */
export interface EngineVersion {
  Version?: string;
  ApiVersion?: string;
  MinAPIVersion?: string;
  Components?: { Name: string; Version?: string }[] | null;
}

/** The parts of `GET /info` that the app reads. */
export interface EngineInfo {
  Name?: string;
  OperatingSystem?: string;
  Architecture?: string;
  NCPU?: number;
  MemTotal?: number;
  CgroupVersion?: string;
  MemoryLimit?: boolean;
  CpuCfsQuota?: boolean;
  PidsLimit?: boolean;
  Runtimes?: Record<string, { path?: string; runtimeType?: string }> | null;
  DefaultRuntime?: string;
  SecurityOptions?: string[] | null;
  ID?: string;
  DockerRootDir?: string;
  /** Podman's own field; Docker lists it among the security options. */
  Rootless?: boolean;
}

type Tier = EngineFacts['runtimes'][number]['tier'];

/** The isolation tier of a runtime, by the names under which gVisor, Kata and other microVM runtimes register. */
export function runtimeTier(name: string, path = ''): Tier {
  const words = `${name} ${path}`.toLowerCase();
  if (/runsc|gvisor/.test(words)) return 'gvisor';
  if (/kata|firecracker|krun|clh|cloud-hypervisor|urunc/.test(words)) return 'microvm';
  return 'container';
}

/** Reads facts about an engine from its answers. `endpointIsLocal`: whether the engine runs on this machine. Pure. */
export function readFacts(version: EngineVersion, info: EngineInfo, endpointIsLocal: boolean): EngineFacts {
  const security = info.SecurityOptions ?? [];
  const has = (name: string) =>
    security.some((option) => option === name || option.startsWith(`name=${name}`));
  const isDesktop = info.OperatingSystem === 'Docker Desktop';
  const unenforcedLimits = unenforcedBy(info);
  const isPodman = (version.Components ?? []).some(({ Name }) => /podman/i.test(Name));
  return {
    name: info.Name ?? '',
    version: version.Version ?? '',
    apiVersion: version.ApiVersion ?? '',
    operatingSystem: info.OperatingSystem ?? '',
    architecture: info.Architecture ?? '',
    cpus: info.NCPU ?? 0,
    memoryBytes: info.MemTotal ?? 0,
    cgroupVersion: info.CgroupVersion === '2' || info.CgroupVersion === 'v2' ? '2' : '1',
    runtimes: Object.entries(info.Runtimes ?? {}).map(([name, runtime]) => ({
      name,
      tier: runtimeTier(name, runtime.path ?? runtime.runtimeType),
    })),
    defaultRuntime: info.DefaultRuntime ?? '',
    rootless: has('rootless') || info.Rootless === true,
    appArmor: has('apparmor'),
    seccomp: has('seccomp'),
    userns: has('userns'),
    isPodman,
    isDesktop,
    isLocal: endpointIsLocal,
    ...(unenforcedLimits.length === 0 ? {} : { unenforcedLimits }),
    identity: identityOf(info, isPodman),
  };
}

/** An engine that says nothing of a limit enforces it. */
function unenforcedBy({ MemoryLimit, CpuCfsQuota, PidsLimit }: EngineInfo): LimitKind[] {
  const enforced: [LimitKind, boolean | undefined][] = [
    ['memory', MemoryLimit],
    ['cpus', CpuCfsQuota],
    ['pids', PidsLimit],
  ];
  return enforced.flatMap(([kind, isEnforced]) => (isEnforced === false ? [kind] : []));
}

/**
 * A clone of a machine has the engine's id too, but another name or folder. Podman has no id: it makes up a new one for
 * each answer.
 */
function identityOf({ ID = '', Name = '', DockerRootDir = '' }: EngineInfo, isPodman: boolean): string {
  const parts = [isPodman ? '' : ID, Name, DockerRootDir];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The oldest API that the app speaks (Engine 20.10) and the newest that it was tested with (Engine 28.5). */
export const MIN_API_VERSION = '1.41';
const MAX_API_VERSION = '1.51';

/** Negative, zero or positive as `a` is older than, equal to or newer than `b` ("1.9" is older than "1.41"). */
export function compareApiVersions(a: string, b: string): number {
  const [majorA = 0, minorA = 0] = a.split('.').map(Number);
  const [majorB = 0, minorB = 0] = b.split('.').map(Number);
  return majorA - majorB || minorA - minorB;
}

/**
 * Chooses the API version of an engine: the engine's own, but at most the newest that the app knows, if the engine
 * supports that one. Undefined when the engine is older than the app supports.
 */
export function chooseApiVersion(version: EngineVersion): string | undefined {
  const offered = version.ApiVersion ?? '';
  if (!/^\d+\.\d+$/.test(offered) || compareApiVersions(offered, MIN_API_VERSION) < 0) return undefined;
  if (compareApiVersions(offered, MAX_API_VERSION) <= 0) return offered;
  const oldest = version.MinAPIVersion ?? '0.0';
  return compareApiVersions(oldest, MAX_API_VERSION) > 0 ? oldest : MAX_API_VERSION;
}

/** The isolation tier that a runtime gives; the empty name is the engine's default runtime. */
export function tierOf(runtime: string, facts: EngineFacts): 'container' | 'gvisor' | 'microvm' {
  const name = runtime || facts.defaultRuntime;
  return facts.runtimes.find((each) => each.name === name)?.tier ?? 'container';
}
