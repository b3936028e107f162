import { randomBytes } from 'node:crypto';
import { ENGINE_HOST, type HostService } from '../../contract/egress-rule.ts';
import { verificationHost } from '../../contract/verification-host.ts';
import { type Clock, delay } from '../../lib/clock.ts';
import type { Scope } from '../../lib/scope.ts';
import type { Engine } from '../docker/engine.ts';
import { type InsideReport, runInside } from '../docker/run-inside.ts';
import type { Canary } from './verify-canary.ts';
import { CUT_WITHIN_MS, type TunnelTrial } from './verify-witness.ts';

const OPEN_WITHIN_MS = 4_000;
const LOOK_EVERY_MS = 10;
/** Longer than every wait of the trial, so that the gateway ends the tunnel before it ends by itself. */
const HOLD_SECONDS = 8;

/** Allows the agent one more service through the gateway, until the returned function is called. */
export type Trial = (agentId: string, service: HostService) => Promise<() => Promise<void>>;

export interface TunnelSetting {
  agentId: string;
  containerId: string;
  gateway: { host: string; port: number };
  canary: Canary;
  /** The script's report of the image's programs. */
  inside: InsideReport;
}

/**
 * Opens a tunnel from inside through the gateway to the canary, under a rule for this trial alone. Then removes the
 * rule, and waits for the end that the canary sees. The agent's own rules and tunnels stay.
 */
export async function tryTunnel(
  { engine, trial, clock }: { engine: Engine; trial: Trial; clock: Clock },
  { agentId, containerId, gateway, canary, inside }: TunnelSetting,
  scope: Scope,
  signal: AbortSignal,
): Promise<TunnelTrial> {
  const token = randomBytes(8).toString('hex');
  const host = verificationHost(token);
  const service = { name: 'Verification', host, address: ENGINE_HOST, port: canary.port } as const;
  const command = tunnelProgram(inside, gateway, `${host}:${canary.port}`, token);
  if (!command) return { kind: 'not-tried', why: 'The image has no program that can hold a tunnel.' };
  const takeAway = await trial(agentId, service);
  scope.add(takeAway);
  // The command ends when the gateway cuts the tunnel, or with the verification; its output is ignored.
  const holding = runInside(engine, containerId, command, '', scope.signal);
  scope.add(async () => void (await holding.catch(() => null)));
  const until = async (reached: () => boolean, withinMs: number) => {
    const end = clock.monotonic() + withinMs;
    while (!reached() && clock.monotonic() < end) await delay(clock, LOOK_EVERY_MS, signal);
    return reached();
  };
  if (!(await until(() => canary.held.has(token), OPEN_WITHIN_MS))) return { kind: 'not-opened' };
  const startedAt = clock.monotonic();
  await takeAway();
  const cut = await until(() => canary.closed.has(token), CUT_WITHIN_MS);
  return cut ? { kind: 'cut', afterMs: clock.monotonic() - startedAt } : { kind: 'stayed-open' };
}

function tunnelProgram(
  inside: InsideReport,
  gateway: { host: string; port: number },
  authority: string,
  token: string,
): string[] | undefined {
  const connect = `CONNECT ${authority} HTTP/1.1\\r\\nHost: ${authority}\\r\\n\\r\\n`;
  if (inside.has('tool.node')) {
    const program = `
const socket = require('net').connect(${gateway.port}, ${JSON.stringify(gateway.host)});
socket.on('error', () => process.exit(0)).on('close', () => process.exit(0));
socket.once('data', () => { socket.write('hold ${token}\\n'); console.log('open\\tyes'); });
socket.write('${connect}');
setTimeout(() => process.exit(0), ${HOLD_SECONDS * 1000});`;
    return ['node', '-e', program];
  }
  const send = `printf '${connect}'; sleep 1; printf 'hold ${token}\\n'; sleep ${HOLD_SECONDS}`;
  if (inside.has('tool.bash'))
    return ['bash', '-c', `exec 3<>/dev/tcp/${gateway.host}/${gateway.port} && { ${send}; } >&3`];
  return inside.has('tool.nc')
    ? ['sh', '-c', `{ ${send}; } | nc ${gateway.host} ${gateway.port}`]
    : undefined;
}
