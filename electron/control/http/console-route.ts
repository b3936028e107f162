import { z } from 'zod';
import { followStream } from '../../client/follow-stream.ts';
import type { StreamHandle } from '../../client/rpc-client.ts';
import { consoleOpenInputSchema } from '../../contract/console.ts';
import { agentIdOf } from './agent-ref.ts';
import { problemOfThrown, problemSchema } from './problem.ts';
import type { WebSocketConnection, WebSocketRoute } from './route.ts';

const size = consoleOpenInputSchema.pick({ columns: true, rows: true }).shape;

/** What a client sends as text; what the person types is binary. */
export const consoleRequestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('resize'), ...size }),
  /** Ends the connection and leaves the program running. */
  z.object({ type: z.literal('detach') }),
]);

/** What the server sends as text before it closes; what the program prints is binary. */
export const consoleMessageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('exit'),
    /** null if the program was left running, or vanished with its container. */
    exitCode: z.number().nullable(),
  }),
  z.object({ type: z.literal('problem'), problem: problemSchema }),
]);

const query = z.object({
  columns: size.columns.default(80),
  rows: size.rows.default(24),
  /** A shell command line; absent: the image's shell. */
  command: z.string().min(1).max(100_000).optional(),
});

/** A terminal in the agent. Closing the connection ends the program. */
export const consoleRoute: WebSocketRoute = {
  kind: 'websocket',
  method: 'GET',
  path: '/v1/agents/{agent}/consoles',
  id: 'openConsole',
  summary: 'A terminal over a WebSocket: bytes in binary frames, everything else as JSON in text frames',
  scope: 'run',
  readsContents: true,
  query,
  input: consoleRequestSchema,
  output: consoleMessageSchema,
  status: 101,
  prepare: async ({ client, params, query: parsed, signal }) => {
    const { command, columns, rows } = parsed as z.output<typeof query>;
    const agentId = await agentIdOf(client, params.agent ?? '');
    const input = { agentId, columns, rows, command: command === undefined ? [] : ['sh', '-c', command] };
    return async (connection) => {
      const result = await followStream(
        client,
        'console.open',
        input,
        signal,
        (bytes) => connection.sendBytes(bytes),
        (stream) => connection.onMessage((message) => forward(message, stream, connection)),
      );
      if (result) connection.sendJson({ type: 'exit', exitCode: result.exitCode });
    };
  },
};

function forward(
  message: Uint8Array<ArrayBuffer> | string,
  stream: StreamHandle<'console.open'>,
  connection: WebSocketConnection,
): Promise<void> | void {
  if (typeof message !== 'string') {
    stream.send({ type: 'data', bytes: message });
    return stream.full ? stream.ready() : undefined;
  }
  const request = consoleRequestSchema.safeParse(jsonOf(message));
  if (request.success) stream.send(request.data);
  else connection.refuse(request.error.issues[0]?.message ?? 'This is no message of a console.');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The message that tells a failure after the connection was accepted. */
export function problemMessage(error: unknown): z.output<typeof consoleMessageSchema> {
  return { type: 'problem', problem: problemOfThrown(error) };
}
