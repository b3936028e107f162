import { useState } from 'react';
import type { OwnEngineRemoval } from '../../electron/contract/own-engine.ts';
import { listed } from '../../electron/lib/listed.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';

/** Asks before the app's own engine goes, with what goes with it. */
export function RemoveOwnEngine({ onClose }: { onClose: () => void }) {
  const { data, error } = useEngineCall('own-engine.removal', {});
  const [busy, setBusy] = useState(false);
  const remove = () => {
    setBusy(true);
    callEngine('own-engine.remove', {})
      .catch((thrown: unknown) => showFailure('The engine could not be removed', thrown))
      .finally(onClose);
  };
  return (
    <ConfirmDialog
      open
      danger
      title="Remove the app’s own engine"
      confirmLabel="Remove engine"
      busy={busy || (data === undefined && error === undefined)}
      onConfirm={remove}
      onOpenChange={(open) => !open && onClose()}
      description={
        <>
          {data && <p>{lossText(data)}</p>}
          {error && <p>Everything on it is deleted: agents, their workspaces and images.</p>}
          <p>Nothing of it is left on this machine. Packages that you installed for it stay.</p>
        </>
      }
    />
  );
}

function lossText({ folder, agents, images }: OwnEngineRemoval): string {
  if (agents === undefined || images === undefined)
    return `It does not run, so nobody can say what is on it. This deletes all its agents, workspaces and images, with the folder ${folder}.`;
  const losses = [
    ...agents.map((name) => `the agent ${name} with its workspace`),
    ...(images === 0 ? [] : [images === 1 ? 'one image' : `${images} images`]),
    `the folder ${folder}`,
  ];
  return `This deletes ${listed(losses)}.`;
}
