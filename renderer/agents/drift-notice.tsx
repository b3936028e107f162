import { useState } from 'react';
import type { Difference } from '../../electron/contract/isolation.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/buttons/button.tsx';
import { IconRefresh } from '../ui/icons.ts';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { Callout } from '../ui/states/callout.tsx';

/** Shows the differences between an agent on the engine and its settings, and the remedy. Empty without differences. */
export function DriftNotice({ agentId }: { agentId: string }) {
  const differences = useStore((state) => state.driftById[agentId]);
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  if (!differences || differences.length === 0) return null;
  const needed = differences.filter(({ remedy }) => remedy === 'recreate');
  const hopeless = differences.every(({ remedy }) => remedy === 'none');
  const restore = (recreate: boolean) => {
    setAsking(false);
    setBusy(true);
    callEngine('drift.restore', { agentId, recreate })
      .catch((thrown: unknown) =>
        showFailure('The agent could not be restored', thrown, { agentId, retry: () => restore(recreate) }),
      )
      .finally(() => setBusy(false));
  };
  return (
    <section aria-label="Drift" className="shrink-0 px-4 pb-2">
      <Callout
        live
        tone="danger"
        title="This agent is not what its settings say"
        action={
          !hopeless && (
            <Button
              size="sm"
              icon={IconRefresh}
              busy={busy}
              onClick={() => (needed.length > 0 ? setAsking(true) : restore(false))}
            >
              Restore
            </Button>
          )
        }
      >
        <ul aria-label="Differences" className="max-h-40 overflow-y-auto">
          {differences.map((difference) => (
            <DifferenceLine key={difference.id} difference={difference} />
          ))}
        </ul>
        {hopeless && <p className="mt-1">Only a new agent mends this: duplicate it, and remove this one.</p>}
      </Callout>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Restore agent"
        description={
          <>
            The agent’s container is recreated, because this cannot be changed in a living one:{' '}
            {needed.map(({ subject }) => subject).join(', ')}. Its programs are stopped and started again, and
            open consoles end. Kept: workspace, home, network, and files written outside volumes.
          </>
        }
        confirmLabel="Restore"
        onConfirm={() => restore(true)}
      />
    </section>
  );
}

function DifferenceLine({ difference: { subject, expected, actual } }: { difference: Difference }) {
  return (
    <li className="break-words">
      <span className="text-fg">{subject}</span>: expected <em className="not-italic">{expected}</em>, is{' '}
      <span className="font-medium text-fg">{actual}</span>
    </li>
  );
}
