import { z } from 'zod';
import { agentSchema } from '../../contract/agent.ts';
import { agentSpecSchema } from '../../contract/agent-spec.ts';
import { listedAgentTypeSchema } from '../../contract/agent-type.ts';
import { operationSchema } from '../../contract/operation.ts';
import { takesIfMatch } from './etag.ts';
import { problemSchema } from './problem.ts';
import type { Route } from './route.ts';

/** Schemas with a name, because several routes use them. */
const NAMED: readonly [string, z.ZodType][] = [
  ['Agent', agentSchema],
  ['AgentSpec', agentSpecSchema],
  ['AgentType', listedAgentTypeSchema],
  ['Operation', operationSchema],
  ['Problem', problemSchema],
];

type Json = Record<string, unknown>;
/** Other protocols describe themselves. */
type DescribedRoute = Exclude<Route, { kind: 'response' }>;

/** Creates the OpenAPI 3.1 document of the routes from the schemas that check requests. */
export function openApiOf(allRoutes: readonly Route[], version: string): Json {
  const routes = allRoutes.filter((route): route is DescribedRoute => route.kind !== 'response');
  const inputs = new Schemas('input', 'Input');
  const outputs = new Schemas('output', '');
  for (const route of routes) {
    if (route.body) inputs.add(`${route.id}Body`, route.body);
    if (route.query) inputs.add(`${route.id}Query`, route.query);
    if (route.kind === 'websocket') inputs.add(`${route.id}Message`, route.input);
    if (route.kind !== 'text' && route.output) outputs.add(`${route.id}Answer`, route.output);
  }
  const input = inputs.build();
  const output = outputs.build();
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operationOf(route, input, output),
    };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Bulkhead',
      version,
      description:
        'Agents in sandboxes. On the socket the person at the machine may do everything; over TCP a bearer token says what.',
    },
    servers: [{ url: 'http://localhost:3200' }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { ...input.named, ...output.named },
      responses: {
        Problem: {
          description: 'Refused or failed (RFC 9457)',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

interface BuiltSchemas {
  /** By name, for the document's components. */
  named: Json;
  plain(id: string): Json;
  ref(id: string): Json;
}

/** Schemas as JSON Schema, either as clients may send them or as they receive them. */
class Schemas {
  readonly #io: 'input' | 'output';
  readonly #suffix: string;
  readonly #own = new Map<string, z.ZodType>();

  constructor(io: 'input' | 'output', suffix: string) {
    this.#io = io;
    this.#suffix = suffix;
  }

  add(id: string, schema: z.ZodType): void {
    this.#own.set(id, schema);
  }

  build(): BuiltSchemas {
    const registry = z.registry<{ id: string }>();
    const names = new Map<z.ZodType, string>();
    const register = (id: string, schema: z.ZodType) => {
      if (names.has(schema)) return;
      names.set(schema, id);
      registry.add(schema, { id });
    };
    for (const [name, schema] of NAMED) register(`${name}${this.#suffix}`, schema);
    for (const [id, schema] of this.#own) register(id, schema);
    const { schemas } = z.toJSONSchema(registry, {
      io: this.#io,
      unrepresentable: 'any',
      uri: (id) => `#/components/schemas/${id}`,
    });
    const plain = (id: string): Json => {
      const { $id: _id, $schema: _schema, ...schema } = (schemas[id] ?? {}) as Json;
      return schema;
    };
    // Queries become parameters. Named inputs that no route uses are omitted.
    const named = Object.keys(schemas).filter(
      (id) => !id.endsWith('Query') && (this.#io === 'output' || this.#own.has(id) || refersTo(schemas, id)),
    );
    return {
      named: Object.fromEntries(named.map((id) => [id, plain(id)])),
      plain,
      ref: (id) => ({ $ref: `#/components/schemas/${nameOf(names, this.#own.get(id))}` }),
    };
  }
}

function refersTo(schemas: unknown, id: string): boolean {
  return JSON.stringify(schemas).includes(`#/components/schemas/${id}"`);
}

function nameOf(names: ReadonlyMap<z.ZodType, string>, schema: z.ZodType | undefined): string {
  const name = schema && names.get(schema);
  if (name === undefined) throw new Error('a schema was not registered');
  return name;
}

function operationOf(route: DescribedRoute, input: BuiltSchemas, output: BuiltSchemas): Json {
  const query = route.query ? input.plain(`${route.id}Query`) : {};
  const required = (query.required ?? []) as string[];
  const parameters = [
    ...[...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...Object.entries((query.properties ?? {}) as Json).map(([name, schema]) => ({
      name,
      in: 'query',
      required: required.includes(name),
      schema,
    })),
    ...headersOf(route).map((name) => ({ name, in: 'header', required: false, schema: { type: 'string' } })),
  ];
  return {
    operationId: route.id,
    summary: route.summary,
    'x-scope': route.scope,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: input.ref(`${route.id}Body`) } },
          },
        }
      : {}),
    responses: {
      [route.status]: answerOf(route, input, output),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function headersOf(route: DescribedRoute): string[] {
  if (route.kind !== 'json') return [];
  return [
    ...(route.method === 'POST' ? ['Idempotency-Key'] : []),
    ...(takesIfMatch(route) ? ['If-Match'] : []),
  ];
}

function answerOf(route: DescribedRoute, input: BuiltSchemas, output: BuiltSchemas): Json {
  switch (route.kind) {
    case 'text':
      return {
        description: 'Text',
        content: { [route.contentType.split(';')[0] ?? '']: { schema: { type: 'string' } } },
      };
    case 'events':
      return {
        description: 'Server-sent events; the data of each is JSON',
        content: {
          'text/event-stream': {
            schema: { type: 'string' },
            'x-event-data': output.ref(`${route.id}Answer`),
          },
        },
      };
    case 'websocket':
      return {
        description:
          'A WebSocket: binary frames carry the bytes of the terminal, text frames one of these messages each',
        'x-message-to-server': input.ref(`${route.id}Message`),
        'x-message-to-client': output.ref(`${route.id}Answer`),
      };
    case 'json':
      if (!route.output) return { description: 'Done' };
      return {
        description: 'The answer',
        content: { 'application/json': { schema: output.ref(`${route.id}Answer`) } },
      };
  }
}
