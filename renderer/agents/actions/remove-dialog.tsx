import { useEffect, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { CallOutput } from '../../../electron/contract/registry.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { formatBytes } from '../../format/quantity.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { closeDialog, selectAgent } from '../../store/actions.ts';
import { useStore } from '../../store/store.ts';
import { Checkbox } from '../../ui/fields/checkbox.tsx';
import { ConfirmDialog } from '../../ui/overlays/confirm-dialog.tsx';
import { clearSelection } from '../sidebar/selection.ts';
import { type Removal, removalLosses, workspaceVolumes } from './removal.ts';

/** Lists the losses of a removal, then removes one agent or several. */
export function RemoveDialog({ agentIds }: { agentIds: readonly string[] }) {
  const agents = useStore(useShallow((state) => agentIds.flatMap((id) => state.agentsById[id] ?? [])));
  const removals = useRemovals(agentIds);
  const [deleteWorkspace, setDeleteWorkspace] = useState(false);
  const volumes = workspaceVolumes(agents, removals);
  const several = agents.length !== 1;
  const onConfirm = () => {
    closeDialog();
    clearSelection();
    for (const agent of agents) void remove(agent.id, agent.name, deleteWorkspace);
  };
  return (
    <ConfirmDialog
      open
      danger
      title={several ? 'Remove agents' : 'Remove agent'}
      confirmLabel={several ? `Remove ${agents.length} agents` : 'Remove agent'}
      onOpenChange={(open) => !open && closeDialog()}
      onConfirm={onConfirm}
      description={
        <>
          <p>
            <strong className="font-medium text-fg">{agents.map(({ name }) => name).join(', ')}</strong> will
            be removed. This cannot be undone. What is lost:
          </p>
          <ul className="mt-1 list-disc pl-5">
            {removalLosses(removals).map((loss) => (
              <li key={loss}>{loss}</li>
            ))}
          </ul>
        </>
      }
    >
      {volumes.length > 0 && (
        <Checkbox
          label={several ? 'Also delete the workspace volumes' : 'Also delete the workspace volume'}
          description={volumes
            .map(({ name, bytes }) => (bytes === undefined ? name : `${name}, ${formatBytes(bytes)}`))
            .join('; ')}
          checked={deleteWorkspace}
          onCheckedChange={setDeleteWorkspace}
        />
      )}
      {agents.some(({ spec }) => spec?.workspace.kind === 'host-folder') && (
        <p className="text-muted">Host folders are not touched.</p>
      )}
    </ConfirmDialog>
  );
}

async function remove(agentId: string, name: string, deleteWorkspace: boolean): Promise<void> {
  try {
    await callEngine('agent.remove', { agentId, deleteWorkspace });
    if (useStore.getState().selectedAgentId === agentId) selectAgent(null);
  } catch (thrown) {
    showFailure(`${name} could not be removed`, thrown, {
      agentId,
      retry: () => void remove(agentId, name, deleteWorkspace),
    });
  }
}

/** The losses that the engine reports, by agent id; absent until it has answered, and when it cannot answer. */
function useRemovals(agentIds: readonly string[]): Readonly<Record<string, Removal>> {
  const [removals, setRemovals] = useState<Readonly<Record<string, Removal>>>({});
  useEffect(() => {
    const abort = new AbortController();
    for (const agentId of agentIds) {
      callEngine('agent.removal', { agentId }, abort.signal).then(
        (removal: CallOutput<'agent.removal'>) => {
          if (!abort.signal.aborted) setRemovals((known) => ({ ...known, [agentId]: removal }));
        },
        // The sizes are optional: the dialog lists the losses without them too.
        () => undefined,
      );
    }
    return () => abort.abort();
  }, [agentIds]);
  return removals;
}
