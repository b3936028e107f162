import { useState } from 'react';
import { isEmpty, type Plan } from '../agent-update/plan.ts';
import type { useApply } from '../agent-update/use-apply.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { callEngine } from '../ipc/engine-host.ts';
import { OperationSteps } from '../operations/operation-steps.tsx';
import { Button } from '../ui/buttons/button.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { IconRefresh } from '../ui/icons.ts';

/** The staged changes, the effects of applying them, and the buttons to apply or discard. */
export function ApplyBar(props: {
  agentId: string;
  plan: Plan;
  blocked: boolean;
  applying: ReturnType<typeof useApply>;
  onApply: (keepWritableLayer: boolean) => void;
  onDiscard: () => void;
}) {
  const { plan, applying } = props;
  const [keep, setKeep] = useState(true);
  const { operation } = applying;
  const nothing = isEmpty(plan);
  return (
    <div className="sticky bottom-0 z-10 mt-auto flex flex-col gap-2 border-t bg-surface px-4 py-3">
      {applying.error && (
        <AppErrorPanel
          title="The changes could not be applied"
          error={applying.error}
          context={{ agentId: props.agentId, retry: () => props.onApply(keep) }}
        />
      )}
      {operation ? (
        <div className="flex items-start justify-between gap-4" aria-live="polite">
          <OperationSteps steps={operation.steps} />
          <Button
            disabled={operation.status === 'cancelling'}
            onClick={() => void callEngine('operation.cancel', { operationId: operation.id })}
          >
            {operation.status === 'cancelling' ? 'Cancelling…' : 'Cancel'}
          </Button>
        </div>
      ) : (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          <div role="status" aria-label="Staged changes" className="min-w-0 flex-1 basis-80 text-muted">
            <Consequence plan={plan} nothing={nothing} />
          </div>
          {plan.recreate && (
            <Checkbox
              label="Keep files written outside volumes"
              description="As a snapshot image that the new container starts from."
              checked={keep}
              onCheckedChange={setKeep}
            />
          )}
          <div className="flex gap-2">
            <Button disabled={nothing || applying.busy} onClick={props.onDiscard}>
              Discard
            </Button>
            <Button
              variant="primary"
              icon={plan.recreate ? IconRefresh : undefined}
              busy={applying.busy}
              disabled={nothing || props.blocked}
              onClick={() => props.onApply(keep)}
            >
              Apply changes
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

function Consequence({ plan, nothing }: { plan: Plan; nothing: boolean }) {
  if (nothing) return <>No changes staged.</>;
  if (!plan.recreate) return <>Takes effect at once; the agent keeps running.</>;
  return (
    <>
      <span className="font-medium text-fg">The agent’s container is recreated</span> to change{' '}
      {plan.recreateReasons.join(', ')}. Its programs are stopped and started again, and open consoles end.
      Kept: workspace, home, network, name and id.
    </>
  );
}
