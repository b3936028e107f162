import type { Decision } from '../../contract/egress.ts';
import type { EgressMode } from '../../contract/egress-mode.ts';
import type { ProbeResult } from '../../contract/isolation.ts';
import { METADATA } from '../../contract/verification-host.ts';
import type { InsideReport } from '../docker/run-inside.ts';
import { fail, inconclusive, type Probe, pass } from './verify-evidence.ts';
import { readAttempt } from './verify-targets.ts';

const AUDIT: Probe = {
  id: 'audit',
  name: 'The requests of this verification in the audit',
  expected: 'On record, refused',
};

/** Whether the gateway answered: without an answer there need not be a decision. */
function hasAnswer(report: InsideReport | null, key: string): boolean {
  const text = report?.get(key);
  const attempt = text === undefined ? undefined : readAttempt(text);
  return attempt?.kind === 'connected' && attempt.answer !== '';
}

/** The audit records an address that is refused unparsed as it was written, with its port. */
export const isAbout = (decision: Decision, host: string) =>
  decision.host === host || decision.host.startsWith(`${host}:`);

/**
 * Compares the gateway's audit with the attempts through it. `decisions` are those since the beginning, `name` the host
 * name that no program has requested before. undefined without an audit. Pure.
 */
export function judgeAudit(
  report: InsideReport | null,
  decisions: readonly Decision[] | undefined,
  { name, mode }: { name: string; mode: EgressMode | undefined },
): ProbeResult {
  if (!decisions) return inconclusive(AUDIT, 'No audit is kept here.');
  const tried = [
    { host: name, key: 'gateway.unlisted' },
    { host: METADATA, key: 'gateway.private' },
  ];
  const reached = tried.filter(({ key }) => hasAnswer(report, key));
  if (reached.length === 0) return inconclusive(AUDIT, 'The gateway answered none of them.');
  const of = (host: string) => decisions.filter((decision) => isAbout(decision, host));
  const missing = reached.filter(({ host }) => of(host).length === 0).map(({ host }) => host);
  if (missing.length > 0) return fail(AUDIT, `Answered, but not on record: ${missing.join(', ')}`);
  // In Full, any public name is allowed; a name that does not exist leads nowhere.
  const mayPass = (host: string) => mode === 'full' && host === name;
  const passed = reached.filter(
    ({ host }) => !mayPass(host) && of(host).some(({ verdict }) => verdict === 'allowed'),
  );
  if (passed.length > 0) return fail(AUDIT, `Let through: ${passed.map(({ host }) => host).join(', ')}`);
  const words = reached.map(({ host }) => `${host}: ${of(host)[0]?.verdict} (${of(host)[0]?.reason})`);
  return pass(AUDIT, words.join('; '));
}

/** `forwards` is the setting of the gateway's kernel; undefined where no gateway serves the agent. */
export function judgeForwarding(forwards: string | undefined): ProbeResult {
  const probe = {
    id: 'gateway.forwarding',
    name: 'Forwarding in the gateway',
    expected: 'Off: nothing passes from network to network but by the gateway’s program',
  };
  if (forwards === undefined) return inconclusive(probe, 'No gateway is on the agent’s network.');
  return forwards === '0' ? pass(probe, 'Off') : fail(probe, 'On: it is a router between agents');
}

const TUNNEL: Probe = {
  id: 'tunnel',
  name: 'An open tunnel when its rule is taken away',
  expected: 'Cut within a second',
};

/** Result of removing a rule while a tunnel through it was open, as the canary saw it. */
export type TunnelTrial =
  | { kind: 'not-tried'; why: string }
  | { kind: 'not-opened' }
  | { kind: 'stayed-open' }
  | { kind: 'cut'; afterMs: number };

export const CUT_WITHIN_MS = 1_000;

export function judgeTunnel(trial: TunnelTrial): ProbeResult {
  switch (trial.kind) {
    case 'not-tried':
      return inconclusive(TUNNEL, trial.why);
    case 'not-opened':
      return inconclusive(
        TUNNEL,
        'No tunnel reached the listener on the engine’s host: a firewall may be in between.',
      );
    case 'stayed-open':
      return fail(TUNNEL, `Still open after ${CUT_WITHIN_MS} ms`);
    case 'cut':
      return pass(TUNNEL, `Cut after ${Math.ceil(trial.afterMs)} ms, as its other end saw it`);
  }
}
