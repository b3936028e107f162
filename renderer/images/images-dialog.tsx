import { useEffect, useState } from 'react';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { OperationCard } from '../operations/operation-card.tsx';
import { isActive } from '../operations/operation-view.ts';
import { closeDialog } from '../store/actions.ts';
import { selectConnected } from '../store/slices/engine-slice.ts';
import { useStore } from '../store/store.ts';
import { useOperation } from '../store/use-operation.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { ImageTable } from './image-table.tsx';
import { TypeImages } from './type-images.tsx';

/** The images on the engine, with their purpose, users and age. */
export function ImagesDialog() {
  const connected = useStore(selectConnected);
  /** The build or pull that this dialog started. */
  const [operationId, setOperationId] = useState<string>();
  const operation = useOperation(operationId);
  const busy = operation !== undefined && isActive(operation);
  const { data, error, reload } = useEngineCall('image.list', {}, `${connected} ${operation?.status}`);
  useEffect(() => {
    if (operation?.status === 'done') setOperationId(undefined);
  }, [operation?.status]);
  return (
    <Dialog
      open
      size="lg"
      title="Images"
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <>
          <span className="mr-auto text-sm text-subtle">
            {busy ? 'Closing this dialog does not stop it.' : ''}
          </span>
          <Button variant="primary" onClick={closeDialog}>
            Done
            <Kbd keys="Esc" onSolid />
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        {operation && <OperationCard operation={operation} />}
        <TypeImages images={data ?? []} busy={busy || !connected} onStart={setOperationId} />
        {error && !data && (
          <AppErrorPanel title="The images cannot be listed" error={error} context={{ retry: reload }} />
        )}
        {data ? (
          <ImageTable images={data} busy={busy} onStart={setOperationId} onChange={reload} />
        ) : (
          !error && <Skeleton className="h-40" />
        )}
      </div>
    </Dialog>
  );
}
