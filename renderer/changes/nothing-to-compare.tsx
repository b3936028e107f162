import { useState } from 'react';
import { Button } from '../ui/buttons/button.tsx';
import { IconFolder, IconHistory } from '../ui/icons.ts';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { startTracking } from './start-tracking.ts';

/** The view of an agent that somebody made without a workspace, for example with Docker's command line. */
export function NoWorkspace({ onShowRoot }: { onShowRoot: () => void }) {
  return (
    <EmptyState
      icon={IconFolder}
      title="No workspace"
      action={
        <Button size="sm" onClick={onShowRoot}>
          Show the root file system
        </Button>
      }
    >
      This agent was made without a workspace, so there are no project files to compare. An agent gets one
      when it is created. What it wrote elsewhere is in its root file system.
    </EmptyState>
  );
}

/** The view of a folder without git and without a baseline, whose former content is unknown. */
export function NothingToCompareWith({ agentId, onTracking }: { agentId: string; onTracking: () => void }) {
  return (
    <EmptyState
      icon={IconHistory}
      title="Nothing to compare with"
      action={<TrackButton agentId={agentId} label="Start tracking changes" onTracking={onTracking} />}
    >
      This folder is no git repository, so nobody knows what it held before. Start tracking to keep what is in
      it now as a baseline, where the agent cannot reach it; later changes then appear here.
    </EmptyState>
  );
}

export function TrackButton(props: { agentId: string; label: string; onTracking: () => void }) {
  const [busy, setBusy] = useState(false);
  const start = () => {
    setBusy(true);
    void startTracking(props.agentId)
      .then(props.onTracking)
      .finally(() => setBusy(false));
  };
  return (
    <Button size="sm" icon={IconHistory} busy={busy} onClick={start}>
      {props.label}
    </Button>
  );
}
