import fc from 'fast-check';

type Json = Record<string, unknown>;

/** An operation of the API's description. */
export interface ApiOperation {
  id: string;
  method: string;
  path: string;
  parameters: { name: string; in: 'path' | 'query' | 'header'; required: boolean; schema: Json }[];
  body: Json | undefined;
  status: number;
}

/** A request to an operation, well-formed or not. */
export interface ApiRequest {
  operation: ApiOperation;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
}

export function operationsOf(document: Json): ApiOperation[] {
  return Object.entries(document.paths as Record<string, Record<string, Json>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: String(operation.operationId),
      method: method.toUpperCase(),
      path,
      parameters: (operation.parameters ?? []) as ApiOperation['parameters'],
      body: bodyOf(operation),
      status: Number(Object.keys(operation.responses as Json).find((key) => key !== 'default')),
    })),
  );
}

function bodyOf({ requestBody }: Json): Json | undefined {
  const content = (requestBody as { content?: Json } | undefined)?.content;
  return (content?.['application/json'] as { schema?: Json } | undefined)?.schema;
}

/** Values on which handlers stumble, in place of what a schema asks for. */
const HOSTILE: readonly unknown[] = [
  null,
  '',
  0,
  -1,
  1e308,
  true,
  [],
  {},
  [[[[]]]],
  '\0',
  '../../etc/passwd',
  '$(id)',
  '‮',
  '\ud800',
  'x'.repeat(70_000),
  JSON.parse('{"__proto__": {"polluted": 1}}'),
  { constructor: { prototype: { polluted: 1 } } },
];

/** Names of agents, the first of which exists. */
const NAMES = ['one', 'none', '..', '%00', '%', '%2e%2e%2fpeople', 'a'.repeat(5_000), 'ü', '__proto__', '*'];

/** Requests to the operation: bodies and parameters by its schemas, some of them spoilt, with odd headers. */
export function requestsTo(document: Json, operation: ApiOperation): fc.Arbitrary<ApiRequest> {
  const schemas = new SchemaValues(document);
  const path = fc
    .tuple(
      ...operation.parameters.map((parameter) =>
        parameter.in === 'path' ? fc.constantFrom(...NAMES) : schemas.spoilt(parameter.schema),
      ),
    )
    .map((values) => pathWith(operation, values));
  const body = operation.body === undefined ? fc.constant(undefined) : schemas.spoilt(operation.body);
  const text = body.chain((value) =>
    fc.oneof(
      { weight: 8, arbitrary: fc.constant(value === undefined ? undefined : JSON.stringify(value)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('', '{', '[]', 'null', '{"a":1}{', '\ufeff{}', '"'.repeat(100)),
      },
    ),
  );
  const headers = fc.record(
    {
      'if-match': fc.constantFrom('*', '"x"', 'W/"x"', ''),
      'idempotency-key': fc.constantFrom('k', 'x'.repeat(300), ''),
      'content-type': fc.constantFrom('application/json', 'application/json; charset=utf-16', 'text/plain'),
    },
    { requiredKeys: [] },
  );
  return fc.tuple(path, text, headers).map(([requestPath, sent, extra]) => ({
    operation,
    path: requestPath,
    headers: sent === undefined ? { ...extra } : { 'content-type': 'application/json', ...extra },
    body: operation.method === 'GET' ? undefined : sent,
  }));
}

function pathWith({ path, parameters }: ApiOperation, values: readonly unknown[]): string {
  let result = path;
  const search = new URLSearchParams();
  for (const [index, { name, in: place, required }] of parameters.entries()) {
    const value = values[index];
    if (place === 'path') result = result.replace(`{${name}}`, String(value));
    else if (place === 'query' && (required || value !== null))
      search.append(name, textOf(value).slice(0, 2_000));
  }
  const query = search.toString();
  return query === '' ? result : `${result}?${query}`;
}

const textOf = (value: unknown) =>
  typeof value === 'string' ? Buffer.from(value).toString() : JSON.stringify(value);

/** Values of the document's JSON Schemas. */
export class SchemaValues {
  readonly #document: Json;

  constructor(document: Json) {
    this.#document = document;
  }

  /** Values of the schema, one in two with a part replaced by something else. */
  spoilt(schema: Json): fc.Arbitrary<unknown> {
    const valid = this.valid(schema);
    const change = fc.tuple(valid, fc.constantFrom(...HOSTILE), fc.nat()).map(([value, hostile, at]) => {
      const spoiltValue: unknown = value === undefined ? undefined : structuredClone(value);
      return replaceAt(spoiltValue, at, hostile);
    });
    return fc.oneof(valid, change);
  }

  /** Values as the schema asks for them; patterns are not followed. */
  valid(schema: Json, depth = 0): fc.Arbitrary<unknown> {
    if (typeof schema.$ref === 'string') return this.valid(this.#resolve(schema.$ref), depth);
    if ('const' in schema) return fc.constant(schema.const);
    if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
    const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
    if (choices) return fc.oneof(...choices.map((choice) => this.valid(choice, depth + 1)));
    switch (schema.type) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return fc.array(this.valid((schema.items ?? {}) as Json, depth + 1), {
          maxLength: depth > 3 ? 0 : 2,
        });
      case 'integer':
        return numbers(schema, 100_000);
      case 'number':
        return numbers(schema, 100);
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      case 'string':
        return fc.oneof(
          fc.constantFrom('one', 'main', '/tmp/x', 'example.test', 'busybox:stable'),
          fc.string({ minLength: Math.min(20, Number(schema.minLength ?? 0)), maxLength: 20 }),
        );
      default:
        return fc.constant('x');
    }
  }

  #object(
    { properties = {}, required = [], additionalProperties }: Json,
    depth: number,
  ): fc.Arbitrary<unknown> {
    const entries = Object.entries(properties as Record<string, Json>);
    if (entries.length === 0 && typeof additionalProperties === 'object')
      return fc.dictionary(fc.constantFrom('a', 'b'), this.valid(additionalProperties as Json, depth + 1));
    const record = Object.fromEntries(entries.map(([name, value]) => [name, this.valid(value, depth + 1)]));
    return fc.record(record, { requiredKeys: required as never[] });
  }

  #resolve(reference: string): Json {
    return reference
      .slice(2)
      .split('/')
      .reduce<unknown>((value, key) => (value as Json)[key], this.#document) as Json;
  }
}

/** JSON Schema writes the largest integers where there is no bound, so that the range begins at the least value. */
function numbers({ minimum = 0, maximum }: Json, range: number): fc.Arbitrary<number> {
  const min = Math.max(Number(minimum), -(2 ** 31));
  return fc
    .maxSafeInteger()
    .map((n) => Math.min(min + (Math.abs(n) % range), Number(maximum ?? min + range)));
}

/** Replaces the part of a value that the number chooses; may replace the whole. */
function replaceAt(value: unknown, at: number, replacement: unknown): unknown {
  if (typeof value !== 'object' || value === null || at % 4 === 0) return replacement;
  const keys = Object.keys(value);
  const key = keys[at % Math.max(1, keys.length)];
  const target = value as Json;
  if (key === undefined || at % 5 === 0) target.unknownField = replacement;
  else target[key] = replaceAt(target[key], Math.floor(at / 4), replacement);
  return value;
}
