import type { AppError } from '../../contract/error.ts';
import type { Operation } from '../../contract/operation.ts';

/**
 * Why there is nothing to clean up. `agent` is in the list with this name; undefined when no agent is. A creation that
 * could not be taken back may leave the whole agent, which only a person may remove: somebody may work with it by now.
 */
export function nothingLeftOver(
  agent: { name: string } | undefined,
  operations: readonly Operation[],
): AppError {
  if (!agent) return { type: 'not-found', message: 'Nothing is left over of this agent.', actions: [] };
  const isUnfinished = operations.some(({ kind, status }) => kind === 'create' && status !== 'done');
  if (!isUnfinished) {
    return {
      type: 'not-found',
      message: `Nothing is left over: ${agent.name} is in the list.`,
      actions: [{ kind: 'show-agent', label: 'Show the agent' }],
    };
  }
  return {
    type: 'conflict',
    message: `What is left of the creation is ${agent.name} itself, which is in the list. It may lack what the creation did not reach: remove it, and create it again.`,
    actions: [{ kind: 'remove-agent', label: 'Remove the agent' }],
  };
}
