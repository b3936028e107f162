import { z } from 'zod';
import { consoleRoute } from './console-route.ts';
import { mcpRoute } from './mcp-route.ts';
import { metricsRoute } from './metrics-route.ts';
import { openApiOf } from './openapi.ts';
import type { JsonRoute, Route } from './route.ts';
import { spawnRoutes } from './spawn-routes.ts';
import { spawnDefaults } from './spawn-spec.ts';
import { agentPartRoutes } from './v1-agent-parts.ts';
import { agentRoutes } from './v1-agents.ts';
import { engineRoutes } from './v1-engine.ts';
import { execRoute } from './v1-exec.ts';
import { streamRoutes } from './v1-streams.ts';
import { taskRoundRoutes } from './v1-task-rounds.ts';
import { taskRoutes } from './v1-tasks.ts';
import { type WebControl, webRoutes } from './web-routes.ts';

/** Every route of the API. The OpenAPI document describes these. */
export const v1Routes: readonly Route[] = [
  ...agentRoutes,
  ...agentPartRoutes,
  execRoute,
  consoleRoute,
  ...streamRoutes,
  ...engineRoutes,
  ...taskRoundRoutes,
  ...taskRoutes,
];

const openApi: JsonRoute = {
  kind: 'json',
  method: 'GET',
  path: '/openapi.json',
  id: 'getOpenApi',
  summary: 'The description of the API',
  scope: 'read',
  output: z.record(z.string(), z.unknown()),
  status: 200,
  run: async () => ({ body: openApiOf(v1Routes, '1') }),
};

/**
 * Returns all routes of the server. `web` returns the access of browsers, once there is one. Throws `invalid-input` if
 * defaults in `env` are no limits.
 */
export function allRoutes(
  env: NodeJS.ProcessEnv,
  web: () => WebControl | undefined = () => undefined,
): readonly Route[] {
  return [
    ...v1Routes,
    ...spawnRoutes(spawnDefaults(env)),
    ...webRoutes(web),
    metricsRoute,
    mcpRoute(),
    openApi,
  ];
}
