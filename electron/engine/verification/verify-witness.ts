import type { Decision } from '../../contract/egress.ts';
import type { EgressMode } from '../../contract/egress-mode.ts';
import type { ProbeResult } from '../../contract/isolation.ts';
import type { Said } from '../docker/run-inside.ts';
import { fail, inconclusive, type Probe, pass } from './verify-evidence.ts';
import { METADATA } from './verify-network-targets.ts';
import { readAttempt } from './verify-targets.ts';

const AUDIT: Probe = {
  id: 'audit',
  name: 'The requests of this verification in the audit',
  expected: 'On record, refused',
};

/** Whether the gateway's answer came: what it did not answer it need not have decided. */
function answered(said: Said | null, key: string): boolean {
  const text = said?.get(key);
  const attempt = text === undefined ? undefined : readAttempt(text);
  return attempt?.kind === 'connected' && attempt.answer !== '';
}

/** An address that is refused unread is on record as it was written, with its port. */
export const isAbout = (decision: Decision, host: string) =>
  decision.host === host || decision.host.startsWith(`${host}:`);

/**
 * The gateway's audit as a witness of what was tried through it: `decisions` are those since the beginning, `name` the
 * host that nobody has asked for before. undefined where no audit is kept. Pure.
 */
export function judgeAudit(
  said: Said | null,
  decisions: readonly Decision[] | undefined,
  { name, mode }: { name: string; mode: EgressMode | undefined },
): ProbeResult {
  if (!decisions) return inconclusive(AUDIT, 'No audit is kept here.');
  const tried = [
    { host: name, key: 'gateway.unlisted' },
    { host: METADATA, key: 'gateway.private' },
  ];
  const asked = tried.filter(({ key }) => answered(said, key));
  if (asked.length === 0) return inconclusive(AUDIT, 'The gateway answered none of them.');
  const of = (host: string) => decisions.filter((decision) => isAbout(decision, host));
  const missing = asked.filter(({ host }) => of(host).length === 0).map(({ host }) => host);
  if (missing.length > 0) return fail(AUDIT, `Answered, but not on record: ${missing.join(', ')}`);
  // In Full any public name may be asked for; one that does not exist leads nowhere.
  const mayPass = (host: string) => mode === 'full' && host === name;
  const passed = asked.filter(
    ({ host }) => !mayPass(host) && of(host).some(({ verdict }) => verdict === 'allowed'),
  );
  if (passed.length > 0) return fail(AUDIT, `Let through: ${passed.map(({ host }) => host).join(', ')}`);
  const words = asked.map(({ host }) => `${host}: ${of(host)[0]?.verdict} (${of(host)[0]?.reason})`);
  return pass(AUDIT, words.join('; '));
}

/** `forwards` as the gateway's kernel says it; undefined where no gateway serves the agent. */
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

/** What came of taking a rule away while a tunnel through it was open, as the listener at its other end saw it. */
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
      return pass(TUNNEL, `Cut after ${trial.afterMs} ms, as its other end saw it`);
  }
}
