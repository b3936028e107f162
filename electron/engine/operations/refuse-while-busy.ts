import { AppFailure } from '../../contract/error.ts';
import type { Operations } from './operations.ts';

/** Throws `conflict` while an operation works on the agent. */
export function refuseWhileBusy(operations: Pick<Operations, 'list'>, agentId: string): void {
  const busy = operations.list().some((each) => each.agentId === agentId && each.finishedAt === undefined);
  if (!busy) return;
  throw new AppFailure({
    type: 'conflict',
    message: 'Something is still being done with this agent. Wait until it is finished, or cancel it.',
  });
}
