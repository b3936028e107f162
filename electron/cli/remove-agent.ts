import type { Context } from './context.ts';
import { runOperation } from './operation.ts';
import type { Session } from './session.ts';

/** Removes an agent with its workspace volume and home. */
export async function removeAgent(session: Session, context: Context, agentId: string): Promise<void> {
  await runOperation(session, context, () =>
    session.client.call('agent.remove', { agentId, deleteWorkspace: true }),
  );
}
