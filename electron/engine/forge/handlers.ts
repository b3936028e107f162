import type { Operations } from '../operations/operations.ts';
import type { CallHandlers } from '../rpc/handlers.ts';
import type { Issues } from './issues.ts';
import type { PullRequests } from './pull-requests.ts';

type ForgeCalls = Pick<CallHandlers, Extract<keyof CallHandlers, `forge.${string}`>>;

export function forgeHandlers(
  pullRequests: PullRequests,
  issues: Issues,
  operations: Operations,
): ForgeCalls {
  return {
    'forge.project': ({ agentId }) => pullRequests.project(agentId),
    'forge.base': async ({ agentId, kind }, signal) => ({
      base: await pullRequests.base(agentId, kind, signal),
    }),
    'forge.open': (input) => ({ operationId: operations.start(pullRequests.open(input)).id }),
    'forge.status': ({ agentId, branch }, signal) => pullRequests.status(agentId, branch, signal),
    'forge.issue': (input, signal) => issues.prompt(input, signal),
    'forge.issues': async (input, signal) => ({ issues: await issues.list(input, signal) }),
  };
}
