import { useState } from 'react';
import type { Round } from '../../../electron/contract/follow-up.ts';
import type { Snapshot } from '../../../electron/contract/snapshots.ts';
import type { Attempt } from '../../../electron/contract/task.ts';
import { showFailure } from '../../errors/error-steps.ts';
import { callEngine } from '../../ipc/engine-host.ts';
import { SnapshotQuestion } from '../../snapshots/snapshot-question.tsx';
import { useAgent } from '../../store/use-agent.ts';
import { IconButton } from '../../ui/buttons/icon-button.tsx';
import { IconArrowBackUp } from '../../ui/icons.ts';
import { showToast } from '../../ui/overlays/toasts.tsx';
import { isOpen } from '../attempt-labels.ts';

/** Restores the agent to the snapshot that was saved before a round, if there is one. */
export function ReturnButton({ attempt, round }: { attempt: Attempt; round: Round }) {
  const agent = useAgent(attempt.agentId);
  const [snapshot, setSnapshot] = useState<Snapshot>();
  const { snapshotId } = round;
  if (snapshotId === undefined || !agent) return null;
  const ask = async () => {
    try {
      const all = await callEngine('snapshot.list', { agentId: agent.id });
      const found = all.find(({ id }) => id === snapshotId);
      if (found) setSnapshot(found);
      else showToast({ tone: 'warning', title: 'The snapshot of this round was deleted' });
    } catch (thrown) {
      showFailure('The snapshots cannot be listed', thrown, { retry: () => void ask() });
    }
  };
  return (
    <>
      <IconButton
        size="sm"
        label={`Return to before round ${round.number}`}
        icon={IconArrowBackUp}
        disabled={isOpen(attempt)}
        onClick={() => void ask()}
      />
      {snapshot && (
        <SnapshotQuestion
          agentId={agent.id}
          agentName={agent.name}
          question={{ kind: 'restore', snapshot }}
          onStart={() => undefined}
          onClose={() => setSnapshot(undefined)}
        />
      )}
    </>
  );
}
