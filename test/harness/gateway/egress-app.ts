import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Decision } from '../../../electron/contract/egress.ts';
import type { Engine } from '../../../electron/engine/docker/engine.ts';
import { programFinder } from '../../../electron/engine/egress/asks/ask-program.ts';
import { Asks } from '../../../electron/engine/egress/asks/asks.ts';
import { Audit } from '../../../electron/engine/egress/audit/audit.ts';
import type { GatewayEgress } from '../../../electron/engine/egress/service.ts';
import { systemClock } from '../../../electron/lib/clock.ts';
import { silentLogger } from '../../../electron/lib/logger.ts';
import type { Scope } from '../../../electron/lib/scope.ts';
import { appEgress, type GatewayAgent } from './gateway-agent.ts';

/** The egress part of an app: its decisions on the engine, its questions to a person, and its records on disk. */
export interface EgressApp {
  readonly audit: Audit;
  readonly asks: Asks;
  readonly service: GatewayEgress;
  /** Ends the app as a person does; the gateway keeps running. */
  close(): Promise<void>;
}

/** A folder for the records of apps, removed with the scope. */
export async function recordFolder(scope: Scope): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bulkhead-egress-'));
  scope.add(() => rm(folder, { recursive: true }));
  return folder;
}

/** Opens an app whose only agent is `agent`; it is closed with the scope. */
export function openEgressApp(
  engine: Engine,
  scope: Scope,
  { agent, dataPath }: { agent: GatewayAgent; dataPath: string },
): EgressApp {
  const open = scope.child();
  const audit = new Audit({ dataPath, clock: systemClock, logger: silentLogger });
  open.add(() => audit.dispose());
  const directory = { get: () => ({ containerId: agent.containerId, status: 'running' }) as never };
  const findProgram = programFinder({ engine: () => engine, directory });
  const asks = new Asks({ findProgram, clock: systemClock, logger: silentLogger });
  open.add(() => asks.dispose());
  audit.recorded.on((decision) => asks.onDecision(decision));
  const service = appEgress(engine, open, { audit, asks });
  return { audit, asks, service, close: () => open.dispose() };
}

/** Resolves to the first recorded decision about the agent that fits. */
export async function decided(
  { audit }: EgressApp,
  agentId: string,
  fits: (decision: Decision) => boolean,
): Promise<Decision> {
  const agent = await audit.agent(agentId);
  for (;;) {
    const decision = agent.read(0, 10_000).decisions.find(fits);
    if (decision) return decision;
    await new Promise<void>((resolve) => {
      const stop = audit.changed.on(() => {
        stop();
        resolve();
      });
    });
  }
}
