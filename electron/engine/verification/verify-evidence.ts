import type { Isolation } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import type { Posture, ProbeResult } from '../../contract/isolation.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import type { InsideReport } from '../docker/run-inside.ts';

/**
 * Evidence for the verdicts on the container: the engine's report, the host kernel's report, and the view from inside.
 */
export interface ContainerEvidence {
  inspect: ContainerInspect;
  networks: readonly NetworkInspect[];
  facts: EngineFacts;
  tier: Posture['tier'];
  /** The requested isolation; null (an unreadable spec) requests everything. */
  isolation: Isolation | null;
  /** null when the image has no shell to run the script. */
  inside: InsideReport | null;
  /** `/proc/PID/status` on the engine's host; undefined when this machine cannot read it. */
  outside: ReadonlyMap<string, string> | undefined;
}

export interface Probe {
  id: string;
  name: string;
  expected: string;
}

export const pass = (probe: Probe, observed: string): ProbeResult => ({
  ...probe,
  observed,
  verdict: 'pass',
});
export const fail = (probe: Probe, observed: string): ProbeResult => ({
  ...probe,
  observed,
  verdict: 'fail',
});
/** Never a pass, because a probe that was not tried proves nothing. */
export const inconclusive = (probe: Probe, observed: string): ProbeResult => ({
  ...probe,
  observed,
  verdict: 'inconclusive',
});

export const NO_SHELL = 'The image has no shell to look with.';
/** Verdict for a protection that a person switched off: it proves nothing, and is no failure. */
export const switchedOff = (probe: Probe, observed: string): ProbeResult => ({
  ...inconclusive(probe, `Switched off in this agent’s settings. ${observed}`),
  waived: true,
});
