import { followStream } from '../../client/follow-stream.ts';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { NetworkTotals } from '../../contract/network.ts';
import type { Sample } from '../../contract/stats.ts';
import { systemClock } from '../../lib/clock.ts';
import { deadlineWithin } from '../../lib/deadline.ts';
import { renderMetrics } from './metrics.ts';
import type { TextRoute } from './route.ts';

/** A scrape waits at most this long for the first samples. */
const SAMPLES_WITHIN_MS = 3_000;

export const metricsRoute: TextRoute = {
  kind: 'text',
  method: 'GET',
  path: '/metrics',
  id: 'getMetrics',
  summary: 'Metrics for Prometheus',
  scope: 'read',
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  status: 200,
  run: async ({ client, signal }, sink) => {
    const [{ status }, { agents }, egress, operations] = await Promise.all([
      client.call('engine.state', {}, signal),
      client.call('agent.list', {}, signal),
      client.call('egress.list', {}, signal),
      client.call('operation.list', {}, signal),
    ]);
    const running = agents.filter((agent) => agent.status === 'running').map(({ id }) => id);
    const totals: Record<string, NetworkTotals> = {};
    for (const { id } of agents) {
      totals[id] = await client.call('network.totals', { agentId: id }, signal);
    }
    await sink.write(
      renderMetrics({
        isEngineConnected: status === 'connected',
        agents,
        samples: running.length === 0 ? {} : await readSamples(client, running, signal),
        egress,
        totals,
        operations,
      }),
    );
  },
};

async function readSamples(
  client: RpcClient,
  agentIds: readonly string[],
  signal: AbortSignal,
): Promise<Record<string, Sample>> {
  const samples: Record<string, Sample> = {};
  const deadline = deadlineWithin(SAMPLES_WITHIN_MS, signal, systemClock);
  const input = { focused: [], listed: [...agentIds] };
  try {
    await followStream(client, 'stats.watch', input, deadline.signal, (tick, end) => {
      Object.assign(samples, tick);
      if (agentIds.every((id) => samples[id] !== undefined)) end();
    });
  } finally {
    deadline.release();
  }
  return samples;
}
