import { z } from 'zod';
import { type CallInput, type CallName, calls } from '../../contract/registry.ts';
import { SCOPES } from '../scope.ts';
import { agentIdOf } from './agent-ref.ts';
import type { Answer, JsonRoute, RouteRequest } from './route.ts';

type Options = Pick<JsonRoute, 'method' | 'path' | 'id' | 'summary' | 'readsContents'>;

/**
 * A route that is one call of the contract. Parameters of the path are fields of the call's input (`{agent}` is an id
 * or a name), the others come from the query of a GET or DELETE and from the body of anything else. An answer with
 * nothing in it has status 204, and one that names an operation has 202.
 */
export function callRoute<N extends CallName>(call: N, options: Options): JsonRoute {
  const { input, output } = calls[call];
  const inPath = [...options.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => fieldOf(name));
  const rest = without(input as z.ZodObject, inPath);
  const place = placeOf(options.method, rest);
  const isEmpty = output instanceof z.ZodObject && Object.keys(output.shape).length === 0;
  const isOperation = output instanceof z.ZodObject && 'operationId' in output.shape;
  return {
    kind: 'json',
    ...options,
    scope: SCOPES[call],
    ...place,
    output: isEmpty ? undefined : output,
    status: isEmpty ? 204 : isOperation ? 202 : 200,
    run: async (request) => {
      const value = await request.client.call(call, (await inputOf(request)) as CallInput<N>, request.signal);
      return isEmpty ? {} : answerOf(value);
    },
  };
}

/** Returns the answer of a call, which may have started an operation. */
export function answerOf(value: unknown): Answer {
  const operationId = (value as { operationId?: unknown } | null)?.operationId;
  if (typeof operationId !== 'string') return { body: value };
  return { body: value, headers: { location: `/v1/operations/${operationId}` } };
}

const fieldOf = (parameter: string) => (parameter === 'agent' ? 'agentId' : parameter);

function placeOf(method: JsonRoute['method'], rest: z.ZodObject): Pick<JsonRoute, 'query' | 'body'> {
  if (Object.keys(rest.shape).length === 0) return {};
  return method === 'GET' || method === 'DELETE' ? { query: rest } : { body: rest };
}

async function inputOf({ client, params, query, body }: RouteRequest): Promise<unknown> {
  const { agent, ...pathParams } = params;
  const input = { ...query, ...(body as object | undefined), ...pathParams };
  return agent === undefined ? input : { ...input, agentId: await agentIdOf(client, agent) };
}

function without(schema: z.ZodObject, names: readonly string[]): z.ZodObject {
  return z.object(Object.fromEntries(Object.entries(schema.shape).filter(([name]) => !names.includes(name))));
}
