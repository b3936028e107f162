import { useState } from 'react';
import type { DiskItem, DiskUsage } from '../../electron/contract/disk.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { formatBytes } from '../format/quantity.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { OperationCard } from '../operations/operation-card.tsx';
import { isActive } from '../operations/operation-view.ts';
import { closeDialog } from '../store/actions.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { useOperation } from '../store/use-operation.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { dryRunWords, sumOf } from './disk-labels.ts';
import { DiskTable } from './disk-table.tsx';

/** The disk usage on the engine. A person selects removable items, reviews the effects, and removes the items. */
export function DiskDialog() {
  const connected = useStore(selectConnected);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [asking, setAsking] = useState(false);
  const [operationId, setOperationId] = useState<string>();
  const operation = useOperation(operationId);
  const busy = operation !== undefined && isActive(operation);
  const { data, error, reload } = useEngineCall('disk.usage', {}, `${connected} ${operation?.status}`);
  const selected = (data?.items ?? []).filter(({ id }) => chosen.includes(id));
  const remove = () => {
    callEngine('disk.remove', { ids: selected.map(({ id }) => id) }).then(
      ({ operationId }) => {
        setOperationId(operationId);
        setChosen([]);
      },
      (thrown: unknown) => showFailure('Nothing was removed', thrown, { retry: reload }),
    );
    setAsking(false);
  };
  return (
    <Dialog
      open
      size="lg"
      title="Disk usage"
      description="What Bulkhead keeps on the engine. Nothing that others made is listed by name, or ever removed."
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <>
          <span className="figures mr-auto text-muted text-sm" role="status" aria-label="Chosen">
            {selected.length > 0 ? `${selected.length} chosen, frees ${formatBytes(sumOf(selected))}` : ''}
          </span>
          <Button disabled={selected.length === 0 || busy} onClick={() => setAsking(true)}>
            Free space…
          </Button>
          <Button variant="primary" onClick={closeDialog}>
            Done
            <Kbd keys="Esc" onSolid />
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {operation && operation.status !== 'done' && <OperationCard operation={operation} />}
        {error && (
          <AppErrorPanel
            title={
              data
                ? 'This is what was there before: reading it again failed'
                : 'The disk usage cannot be read'
            }
            error={error}
            context={{ retry: reload }}
          />
        )}
        {data ? (
          <Usage usage={data} chosen={chosen} busy={busy} onChoose={setChosen} />
        ) : (
          !error && <Skeleton className="h-64" />
        )}
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Free disk space"
        description={<DryRun items={selected} />}
        confirmLabel="Delete these"
        danger
        onConfirm={remove}
      />
    </Dialog>
  );
}

function Usage(props: {
  usage: DiskUsage;
  chosen: readonly string[];
  busy: boolean;
  onChoose: (ids: readonly string[]) => void;
}) {
  const { items, others } = props.usage;
  const safe = items.filter(({ removal }) => removal === 'safe').map(({ id }) => id);
  return (
    <>
      <div className="flex items-center justify-between gap-4">
        <p>
          <span className="figures font-medium">{formatBytes(sumOf(items))}</span>
          <span className="text-muted"> kept by Bulkhead</span>
        </p>
        <Button disabled={safe.length === 0 || props.busy} onClick={() => props.onChoose(safe)}>
          Choose what is safe to delete
        </Button>
      </div>
      {items.length === 0 ? (
        <p className="text-muted">
          Agents, their volumes, snapshots and images are listed here once there are any.
        </p>
      ) : (
        <DiskTable items={items} chosen={props.chosen} busy={props.busy} onChoose={props.onChoose} />
      )}
      <p className="figures text-muted text-sm">
        Not Bulkhead’s, and never touched: images {formatBytes(others.images)}, volumes{' '}
        {formatBytes(others.volumes)}, containers {formatBytes(others.containers)}. Build cache of the engine:{' '}
        {formatBytes(others.buildCache)}.
      </p>
    </>
  );
}

function DryRun({ items }: { items: readonly DiskItem[] }) {
  return (
    <>
      <ul aria-label="What is deleted" className="flex list-disc flex-col gap-1 pl-4">
        {items.map((item) => (
          <li key={item.id}>{dryRunWords(item)}</li>
        ))}
      </ul>
      <p className="figures mt-2 font-medium text-fg">Frees {formatBytes(sumOf(items))}.</p>
    </>
  );
}
