import { callRoute } from './call-route.ts';
import type { Route } from './route.ts';

export const taskRoundRoutes: readonly Route[] = [
  callRoute('task.followUp', {
    method: 'POST',
    path: '/v1/tasks/{taskId}/attempts/{attemptId}/rounds',
    id: 'followUpAttempt',
    summary: 'Send a message, or the output of the failed check, to an attempt that is over',
  }),
];
