import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { RpcClient } from '../../client/rpc-client.ts';
import type { McpGrant } from '../../contract/mcp-grant.ts';
import type { Scope } from '../../contract/token.ts';
import type { EventSink } from './event-stream.ts';

/** The caller: the person at the socket, a token, or a sandbox. */
export interface Caller {
  /** For the audit. */
  readonly name: string;
  /** `person`: everything. */
  readonly scope: Scope | 'person';
  /** Host folders below which a token may name folders; a person may name any. */
  readonly roots: readonly string[] | 'any';
  /** What a sandbox that calls the MCP server was granted; absent for programs of this machine. */
  readonly sandbox?: { readonly agentId: string; readonly grant: McpGrant };
}

/** A request whose parameters, query and body match the route's schemas. */
export interface RouteRequest {
  readonly client: RpcClient;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

export interface Answer {
  /** Default: the route's own status. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; absent for an answer without a body. */
  readonly body?: unknown;
}

interface RouteBase {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `{name}`. */
  readonly path: string;
  /** Name of the operation in generated clients. */
  readonly id: string;
  readonly summary: string;
  readonly scope: Scope | 'person';
  /** Whether a GET reads what an agent wrote or sent, and is therefore in the audit as a change is. */
  readonly readsContents?: boolean;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly status: number;
}

/** An answer as JSON. */
export interface JsonRoute extends RouteBase {
  readonly kind: 'json';
  readonly output: z.ZodType | undefined;
  run(request: RouteRequest): Promise<Answer>;
}

/** Server-sent events, each with JSON data. */
export interface EventRoute extends RouteBase {
  readonly kind: 'events';
  readonly output: z.ZodType;
  /** Ends when the promise settles. */
  run(request: RouteRequest, sink: EventSink): Promise<void>;
}

/** Plain text. */
export interface TextRoute extends RouteBase {
  readonly kind: 'text';
  readonly contentType: string;
  run(request: RouteRequest, sink: { write(text: string): Promise<void> }): Promise<void>;
}

/** An answer that another protocol forms. */
export interface ResponseRoute extends RouteBase {
  readonly kind: 'response';
  run(request: RouteRequest): Promise<Response>;
}

/** An accepted WebSocket. Output waits until the client reads. */
export interface WebSocketConnection {
  /**
   * Receives binary frames as bytes and text frames as text; earlier frames wait for the listener. While a promise of the
   * listener is pending, the client has to wait.
   */
  onMessage(listener: (message: Uint8Array<ArrayBuffer> | string) => Promise<void> | void): void;
  /** Resolves when the client can receive more, or has disconnected. */
  sendBytes(bytes: Uint8Array): Promise<void>;
  sendJson(message: unknown): void;
  /** Closes the connection because of what the client sent. */
  refuse(reason: string): void;
}

/** A connection in both directions. */
export interface WebSocketRoute extends RouteBase {
  readonly kind: 'websocket';
  /** JSON that a client may send as text. */
  readonly input: z.ZodType;
  /** JSON that the server sends as text. */
  readonly output: z.ZodType;
  /** A rejection is an ordinary answer; the returned function serves the accepted connection until it resolves. */
  prepare(request: RouteRequest): Promise<(connection: WebSocketConnection) => Promise<void>>;
}

export type Route = JsonRoute | EventRoute | TextRoute | ResponseRoute | WebSocketRoute;
