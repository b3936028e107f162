import { AppFailure } from '../../contract/error.ts';
import { operationSchema } from '../../contract/operation.ts';
import { callRoute } from './call-route.ts';
import type { JsonRoute } from './route.ts';

const getOperation: JsonRoute = {
  kind: 'json',
  method: 'GET',
  path: '/v1/operations/{operationId}',
  id: 'getOperation',
  summary: 'How far long work has come',
  scope: 'read',
  output: operationSchema,
  status: 200,
  run: async ({ client, params, signal }) => {
    const operation = (await client.call('operation.list', {}, signal)).find(
      ({ id }) => id === params.operationId,
    );
    if (operation) return { body: operation };
    throw new AppFailure({ type: 'not-found', message: 'There is no such operation, or it was dismissed.' });
  },
};

/** Routes that do not belong to a single agent. */
export const engineRoutes: readonly JsonRoute[] = [
  callRoute('engine.state', {
    method: 'GET',
    path: '/v1/engine',
    id: 'getEngine',
    summary: 'The engine, and whether it is connected',
  }),
  callRoute('agent-type.list', { method: 'GET', path: '/v1/types', id: 'listTypes', summary: 'Agent types' }),
  callRoute('image.list', { method: 'GET', path: '/v1/images', id: 'listImages', summary: 'Images' }),
  callRoute('image.pull', { method: 'POST', path: '/v1/images/pull', id: 'pullImage', summary: 'Pull' }),
  callRoute('image.build', {
    method: 'POST',
    path: '/v1/images/build',
    id: 'buildImage',
    summary: 'Build the image of an agent type',
  }),
  callRoute('disk.usage', {
    method: 'GET',
    path: '/v1/disk',
    id: 'getDiskUsage',
    summary: 'What takes space on the engine; takes seconds',
  }),
  callRoute('activity.list', {
    method: 'GET',
    path: '/v1/activity',
    id: 'listActivity',
    summary: 'What happened to agents in this run',
  }),
  callRoute('operation.list', {
    method: 'GET',
    path: '/v1/operations',
    id: 'listOperations',
    summary: 'Long work, running and finished',
  }),
  getOperation,
  callRoute('operation.cancel', {
    method: 'POST',
    path: '/v1/operations/{operationId}/cancel',
    id: 'cancelOperation',
    summary: 'Cancel and undo',
  }),
  callRoute('operation.dismiss', {
    method: 'DELETE',
    path: '/v1/operations/{operationId}',
    id: 'dismissOperation',
    summary: 'Forget a finished operation',
  }),
];
