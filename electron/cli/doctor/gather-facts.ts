import { AppFailure } from '../../contract/error.ts';
import { unlessAborted } from '../../lib/unless-aborted.ts';
import type { Context } from '../context.ts';
import { dataPathOf } from '../places.ts';
import { VERSION } from '../version.ts';
import type { DoctorFacts } from './facts.ts';

/** Reads all facts. A failure is a fact too. */
export async function gatherFacts(context: Context): Promise<DoctorFacts> {
  const facts: DoctorFacts = {
    version: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    dataPath: dataPathOf(),
    host: 'none',
    engine: { status: 'unknown' },
    leftovers: [],
    drifted: [],
  };
  try {
    const session = await context.session();
    facts.host = session.isOwn ? 'none' : 'running';
    const { client } = session;
    await session.connected().catch((error: unknown) => {
      if (!(error instanceof AppFailure)) throw error;
    });
    facts.engine = await unlessAborted(client.call('engine.state', {}), context.signal);
    if (facts.engine.status !== 'connected') return facts;
    const [usage, leftovers, drift, agents] = await Promise.all([
      client.call('disk.usage', {}, context.signal),
      client.call('leftovers.list', {}, context.signal),
      client.call('drift.list', {}, context.signal),
      session.agents(),
    ]);
    if (usage.free) facts.freeBytes = usage.free.freeBytes;
    facts.leftovers = leftovers.map(({ name }) => name);
    facts.drifted = agents.filter(({ id }) => (drift[id]?.length ?? 0) > 0).map(({ name }) => name);
  } catch (error) {
    context.signal.throwIfAborted();
    facts.hostProblem = error instanceof Error ? error.message : String(error);
  }
  return facts;
}
