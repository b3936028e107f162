import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import { calls } from '../../contract/registry.ts';
import { transcriptPartSchema } from '../../contract/task.ts';
import { SCOPES } from '../scope.ts';
import { checkTokenSpec } from '../token-limits.ts';
import { callRoute } from './call-route.ts';
import type { JsonRoute, Route, TextRoute } from './route.ts';

const create: JsonRoute = {
  kind: 'json',
  method: 'POST',
  path: '/v1/tasks',
  id: 'createTask',
  summary:
    'Hand over a task to agents, each on a private copy; with an Idempotency-Key once, however often it is sent',
  scope: SCOPES['task.create'],
  body: calls['task.create'].input,
  output: calls['task.create'].output,
  status: 200,
  run: async ({ client, caller, body, signal }) => {
    const input = body as z.output<(typeof calls)['task.create']['input']>;
    for (const spec of input.attempts) await checkTokenSpec(spec, caller);
    return { body: await client.call('task.create', input, signal) };
  },
};

const transcriptQuery = z.object({ part: transcriptPartSchema.default('program') });

const transcript: TextRoute = {
  kind: 'text',
  method: 'GET',
  path: '/v1/tasks/{taskId}/attempts/{attemptId}/transcript',
  id: 'getTranscript',
  summary: 'What an attempt printed, from the newest 256 KiB on, and what it prints until it is over',
  scope: SCOPES['task.transcript'],
  readsContents: true,
  query: transcriptQuery,
  contentType: 'text/plain; charset=utf-8',
  status: 200,
  run: async ({ client, params, query, signal }, sink) => {
    const { part } = query as z.output<typeof transcriptQuery>;
    const { taskId = '', attemptId = '' } = params;
    const decoder = new TextDecoder();
    await followStream(client, 'task.transcript', { taskId, attemptId, part }, signal, ({ bytes }) =>
      sink.write(decoder.decode(bytes, { stream: true })),
    );
  },
};

export const taskRoutes: readonly Route[] = [
  callRoute('task.list', {
    method: 'GET',
    path: '/v1/tasks',
    id: 'listTasks',
    summary: 'Tasks with the state of each attempt, the newest first',
  }),
  create,
  callRoute('task.stop', {
    method: 'POST',
    path: '/v1/tasks/{taskId}/attempts/{attemptId}/stop',
    id: 'stopAttempt',
    summary: 'End the programs of an attempt; its agent stays',
  }),
  callRoute('task.discard', {
    method: 'DELETE',
    path: '/v1/tasks/{taskId}',
    id: 'discardTask',
    summary: 'Remove a task, or one attempt, with its agents and their copies',
  }),
  transcript,
];
