import type { z } from 'zod';
import type { RpcClient } from '../client/rpc-client.ts';
import type { CallName, StreamName } from '../contract/registry.ts';
import type { Scope } from '../contract/token.ts';
import { permits, SCOPES } from '../control/scope.ts';
import type { SerialQueue } from '../lib/serial-queue.ts';
import type { Grant } from './grant.ts';
import type { ToolResult } from './result.ts';

/** What a tool works with in one call. */
export interface ToolCall {
  readonly client: RpcClient;
  readonly grant: Grant;
  /** Creations of the client, one after the other: each has to see the previous one's agent. */
  readonly creations: SerialQueue;
  /** Aborts when the client cancels the call or goes away. */
  readonly signal: AbortSignal;
  /** Tells the client what happens, so that it waits. */
  progress(message: string): void;
}

export interface Tool<I extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  /** Whether it changes nothing. */
  readonly readOnly: boolean;
  /** Whether it may lose something. */
  readonly destructive: boolean;
  /** The calls of the contract that it makes; they say which scope it needs. */
  readonly calls: readonly (CallName | StreamName)[];
  run(input: z.output<I>, call: ToolCall): Promise<ToolResult>;
}

/** Checks the types of `run` against the input, and returns the tool without these types. */
export function tool<I extends z.ZodObject>(definition: Tool<I>): Tool {
  return definition as unknown as Tool;
}

/** The scope that a tool needs. What is for persons alone needs `manage`, and its tool always asks a person. */
export function scopeOf({ calls }: Pick<Tool, 'calls'>): Scope {
  const scopes = calls.map((call) => (SCOPES[call] === 'person' ? 'manage' : SCOPES[call]));
  return scopes.reduce<Scope>((highest, each) => (permits(each, highest) ? each : highest), 'read');
}
