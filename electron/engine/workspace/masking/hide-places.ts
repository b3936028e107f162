import type { HostFolder } from '../../../contract/agent-spec.ts';
import { findMasks, type MaskedPath } from '../masks.ts';
import type { ShownSettings } from './shown-settings.ts';
import { keepFromGit } from './tracked-masks.ts';

/** What a new container covers of host folders. git there is told to leave it alone. */
export async function hidePlaces(
  shown: Pick<ShownSettings, 'provide'>,
  { agentId, workspace }: { agentId: string; workspace: HostFolder },
  signal: AbortSignal,
): Promise<MaskedPath[]> {
  const { found } = await findMasks(workspace, signal);
  await keepFromGit(workspace, found);
  return await shown.provide(agentId, found);
}
