import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { operationsOf, requestsTo, SchemaValues } from '../../../test/harness/control/api-requests.ts';
import { sendRequest } from '../../../test/harness/control/send-request.ts';
import { propertyRuns } from '../../../test/harness/property-setup.ts';
import { sampleAgent } from '../../contract/agent.fixture.ts';
import { calls, streams } from '../../contract/registry.ts';
import type { Handlers } from '../../engine/rpc/handlers.ts';
import { Scope } from '../../lib/scope.ts';
import { openApi } from '../api.fixture.ts';
import { openApiOf } from './openapi.ts';
import { v1Routes } from './routes.ts';

const document = JSON.parse(JSON.stringify(openApiOf(v1Routes, '1')));
/** Calls that read, so that they may come before a refusal. */
const READING =
  /\.(list|state|details|posture|plan|diff|totals|rules|last-report|compose|check|usage|removal)$/;

/** The engine's side: every call and stream answers with something that its schema allows. */
function anyEngine(called: string[]): Handlers {
  const outputOf = (schema: z.ZodType) => {
    const json = z.toJSONSchema(schema, { unrepresentable: 'any' }) as Record<string, unknown>;
    return fc.sample(new SchemaValues(json).valid(withoutDefinitions(json)), { seed: 1, numRuns: 1 })[0];
  };
  const callHandlers = Object.entries(calls).map(([name, { output }]) => {
    const value =
      name === 'agent.list' ? { sequence: 1, agents: [sampleAgent({ id: 'a1', name: 'one' })] } : undefined;
    return [
      name,
      () => {
        called.push(name);
        return value ?? outputOf(output);
      },
    ] as const;
  });
  const streamHandlers = Object.entries(streams).map(
    ([name, { result }]) => [name, async () => outputOf(result)] as const,
  );
  return {
    calls: Object.fromEntries(callHandlers),
    streams: Object.fromEntries(streamHandlers),
  } as unknown as Handlers;
}

const withoutDefinitions = ({ $schema: _schema, ...schema }: Record<string, unknown>) => schema;

let scope: Scope;
let called: string[];
let api: Awaited<ReturnType<typeof openApi>>;
let authorization: Record<string, string>;
beforeEach(async () => {
  scope = new Scope();
  called = [];
  api = await openApi(scope, anyEngine(called));
  const { value } = await api.tokens.create({ name: 'fuzz', scope: 'manage', roots: [], lifetimeMs: null });
  authorization = { authorization: `Bearer ${value}` };
});
afterEach(() => scope.dispose());

it.each(operationsOf(document))(
  '$id answers whatever is sent, and changes nothing that it refuses',
  async (operation) => {
    await fc.assert(
      fc.asyncProperty(requestsTo(document, operation), fc.boolean(), async (request, byToken) => {
        api.clock.advance(1_000);
        called.length = 0;
        const to = { port: byToken ? api.port : api.socketPort };
        const answer = await sendRequest(to, request, byToken ? authorization : {});
        const seen = `${answer.status} ${answer.text.slice(0, 300)}`;
        expect(answer.status, seen).toBeLessThan(500);
        if (answer.status < 400) return;
        expect(
          called.filter((name) => !READING.test(name)),
          seen,
        ).toEqual([]);
        // Node itself refuses what is no HTTP.
        if (answer.text === '') return;
        const { status } = JSON.parse(answer.text);
        expect([answer.contentType, status]).toEqual(['application/problem+json', answer.status]);
      }),
      { numRuns: propertyRuns(6) },
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  },
);
