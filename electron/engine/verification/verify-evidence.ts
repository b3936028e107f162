import type { Isolation } from '../../contract/agent-spec.ts';
import type { EngineFacts } from '../../contract/engine.ts';
import type { Posture, ProbeResult } from '../../contract/isolation.ts';
import type { ContainerInspect, NetworkInspect } from '../docker/api.ts';
import type { Said } from '../docker/run-inside.ts';

/** What a verdict on the container is made from: the engine's word, the host kernel's word, and the view from inside. */
export interface ContainerEvidence {
  inspect: ContainerInspect;
  networks: readonly NetworkInspect[];
  facts: EngineFacts;
  tier: Posture['tier'];
  /** What was asked for; null (an unreadable spec) asks for everything. */
  isolation: Isolation | null;
  /** null when the image has no shell to look with. */
  inside: Said | null;
  /** `/proc/PID/status` as the engine's host sees it; undefined where that cannot be seen from here. */
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
/** Never a pass: what could not be tried is not proved. */
export const inconclusive = (probe: Probe, observed: string): ProbeResult => ({
  ...probe,
  observed,
  verdict: 'inconclusive',
});

export const NO_SHELL = 'The image has no shell to look with.';
/** A protection that a person switched off is no proof of anything, and no surprise either. */
export const switchedOff = (probe: Probe, observed: string): ProbeResult => ({
  ...inconclusive(probe, `Switched off in this agent’s settings. ${observed}`),
  waived: true,
});
