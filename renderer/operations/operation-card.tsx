import type { Operation } from '../../electron/contract/operation.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import type { ErrorContext } from '../errors/error-steps.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { Button } from '../ui/buttons/button.tsx';
import { OperationSteps } from './operation-steps.tsx';
import { isActive } from './operation-view.ts';

const cancel = (operationId: string) =>
  void callEngine('operation.cancel', { operationId }).catch((thrown: unknown) =>
    showFailure('It could not be cancelled', thrown),
  );

const dismiss = (operationId: string) =>
  void callEngine('operation.dismiss', { operationId }).catch((thrown: unknown) =>
    showFailure('It could not be dismissed', thrown),
  );

/** One operation: its steps with progress, Cancel while it runs, and its error after a failure. */
export function OperationCard({ operation, context }: { operation: Operation; context?: ErrorContext }) {
  const active = isActive(operation);
  return (
    <section aria-label={operation.title} className="flex flex-col gap-2">
      <div className="flex items-center justify-between gap-3">
        <h2 className="truncate font-medium">{operation.title}</h2>
        {active ? (
          <Button
            size="sm"
            variant="ghost"
            busy={operation.status === 'cancelling'}
            onClick={() => cancel(operation.id)}
          >
            {operation.status === 'cancelling' ? 'Cancelling' : 'Cancel'}
          </Button>
        ) : (
          <Button size="sm" variant="ghost" onClick={() => dismiss(operation.id)}>
            Dismiss
          </Button>
        )}
      </div>
      <OperationSteps steps={operation.steps} />
      {operation.status === 'cancelled' && <p className="text-muted">Cancelled. Nothing was left behind.</p>}
      {operation.error && operation.status === 'failed' && (
        <AppErrorPanel
          title="This did not work"
          error={operation.error}
          context={{ agentId: operation.agentId, ...context }}
        />
      )}
    </section>
  );
}
