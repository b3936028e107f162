import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import { logsBatchSchema, logsFollowInputSchema } from '../../contract/logs.ts';
import { networkBatchSchema } from '../../contract/network.ts';
import { type EventName, events } from '../../contract/registry.ts';
import { sampleSchema } from '../../contract/stats.ts';
import { aborted } from '../../lib/aborted.ts';
import { agentIdOf } from './agent-ref.ts';
import type { EventRoute, Route, TextRoute } from './route.ts';

const logsQuery = logsFollowInputSchema.pick({ tail: true }).extend({
  /** Keeps the response open for new lines. */
  follow: z.boolean().default(false),
});

export const logsText: TextRoute = {
  kind: 'text',
  method: 'GET',
  path: '/v1/agents/{agent}/logs',
  id: 'getLogs',
  summary: 'The log as text, a line each',
  scope: 'read',
  readsContents: true,
  query: logsQuery,
  contentType: 'text/plain; charset=utf-8',
  status: 200,
  run: async ({ client, params, query, signal }, sink) => {
    const input = query as z.output<typeof logsQuery>;
    const agentId = await agentIdOf(client, params.agent ?? '');
    await followStream(client, 'logs.follow', { ...input, agentId }, signal, async ({ lines }) => {
      const own = lines.filter(({ source }) => source !== 'note');
      await sink.write(own.map(({ text }) => `${text}\n`).join(''));
    });
  },
};

const logsEvents: EventRoute = {
  kind: 'events',
  method: 'GET',
  path: '/v1/agents/{agent}/logs/events',
  id: 'followLogs',
  summary: 'The log as events: first the history, then what is written',
  scope: 'read',
  readsContents: true,
  query: logsFollowInputSchema.pick({ tail: true }),
  output: logsBatchSchema,
  status: 200,
  run: async ({ client, params, query, signal }, sink) => {
    const agentId = await agentIdOf(client, params.agent ?? '');
    await followStream(client, 'logs.follow', { ...query, agentId }, signal, (batch) =>
      sink.send('logs', batch),
    );
  },
};

const stats: EventRoute = {
  kind: 'events',
  method: 'GET',
  path: '/v1/agents/{agent}/stats',
  id: 'followStats',
  summary: 'CPU, memory, network and disk, once a second',
  scope: 'read',
  output: sampleSchema,
  status: 200,
  run: async ({ client, params, signal }, sink) => {
    const agentId = await agentIdOf(client, params.agent ?? '');
    await followStream(client, 'stats.watch', { focused: [agentId], listed: [] }, signal, async (tick) => {
      const sample = tick[agentId];
      if (sample !== undefined) await sink.send('sample', sample);
    });
  },
};

const decisions: EventRoute = {
  kind: 'events',
  method: 'GET',
  path: '/v1/agents/{agent}/egress/decisions',
  id: 'followEgress',
  summary: 'What the gateway allowed and refused: first the history, then live',
  scope: 'read',
  readsContents: true,
  output: networkBatchSchema,
  status: 200,
  run: async ({ client, params, signal }, sink) => {
    const agentId = await agentIdOf(client, params.agent ?? '');
    await followStream(client, 'network.follow', { agentId }, signal, (batch) =>
      sink.send('decisions', batch),
    );
  },
};

const allEvents: EventRoute = {
  kind: 'events',
  method: 'GET',
  path: '/v1/events',
  id: 'followEvents',
  summary: 'Everything that changes, by the names of the contract’s events',
  scope: 'read',
  output: z.union(Object.values(events)),
  status: 200,
  run: async ({ client, signal }, sink) => {
    const stops = (Object.keys(events) as EventName[]).map((name) =>
      client.on(name, (payload) => void sink.send(name, payload)),
    );
    try {
      await aborted(signal);
    } finally {
      for (const stop of stops) stop();
    }
  },
};

export const streamRoutes: readonly Route[] = [logsText, logsEvents, stats, decisions, allEvents];
