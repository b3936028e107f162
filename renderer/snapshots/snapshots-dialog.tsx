import { type FormEvent, useState } from 'react';
import type { Snapshot } from '../../electron/contract/snapshots.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { OperationCard } from '../operations/operation-card.tsx';
import { isActive } from '../operations/operation-view.ts';
import { closeDialog } from '../store/actions.ts';
import { useAgent } from '../store/use-agent.ts';
import { useOperation } from '../store/use-operation.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';
import { CompareSnapshots } from './compare-snapshots.tsx';
import { type Question, SnapshotQuestion } from './snapshot-question.tsx';
import { SnapshotTable } from './snapshot-table.tsx';

/** The snapshots of one agent: save, restore, fork, compare and delete. */
export function SnapshotsDialog({ agentId }: { agentId: string }) {
  const agent = useAgent(agentId);
  const [operationId, setOperationId] = useState<string>();
  const operation = useOperation(operationId);
  const busy = operation !== undefined && isActive(operation);
  const [question, setQuestion] = useState<Question>();
  const [compared, setCompared] = useState<Snapshot>();
  const { data, error, reload } = useEngineCall('snapshot.list', { agentId }, operation?.status);
  const workspace = agent?.spec?.workspace;
  if (compared && data)
    return (
      <CompareSnapshots agentId={agentId} from={compared} all={data} onBack={() => setCompared(undefined)} />
    );
  return (
    <Dialog
      open
      size="lg"
      title={`Snapshots of ${agent?.name ?? 'the agent'}`}
      description="A snapshot holds the workspace and home volumes, and what was written elsewhere in the container."
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <>
          <span className="mr-auto text-sm text-subtle">
            {busy ? 'Closing this dialog does not stop it.' : ''}
          </span>
          <Button onClick={closeDialog}>
            Done
            <Kbd keys="Esc" />
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <SaveForm
          agentId={agentId}
          busy={busy}
          isRunning={agent?.status === 'running'}
          onStart={setOperationId}
        />
        {workspace?.kind === 'host-folder' && (
          <p className="text-muted text-sm">
            The host folder {workspace.path} is not copied: it stays as it is, whatever is saved or restored
            here.
          </p>
        )}
        {operation && operation.status !== 'done' && (
          <OperationCard operation={operation} context={{ agentId }} />
        )}
        {error && !data && (
          <AppErrorPanel title="The snapshots cannot be listed" error={error} context={{ retry: reload }} />
        )}
        {data ? (
          <SnapshotTable snapshots={data} busy={busy} onAsk={setQuestion} onCompare={setCompared} />
        ) : (
          !error && <Skeleton className="h-32" />
        )}
      </div>
      {question && (
        <SnapshotQuestion
          agentId={agentId}
          agentName={agent?.name ?? 'agent'}
          question={question}
          onStart={setOperationId}
          onClose={() => setQuestion(undefined)}
        />
      )}
    </Dialog>
  );
}

function SaveForm(props: {
  agentId: string;
  busy: boolean;
  isRunning: boolean;
  onStart: (operationId: string) => void;
}) {
  const { agentId, isRunning } = props;
  const [name, setName] = useState('');
  const [pause, setPause] = useState(true);
  const [problem, setProblem] = useState<string>();
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return setProblem('Give the snapshot a name.');
    callEngine('snapshot.save', { agentId, name: name.trim(), pause }).then(
      ({ operationId }) => {
        setName('');
        props.onStart(operationId);
      },
      (thrown: unknown) => showFailure('The snapshot could not be saved', thrown, { agentId }),
    );
  };
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-2">
      <TextField
        label="Snapshot name"
        placeholder="Before the big change"
        maxLength={80}
        value={name}
        error={problem}
        onValueChange={(next) => {
          setName(next);
          setProblem(undefined);
        }}
        trailing={
          <Button type="submit" variant="primary" disabled={props.busy}>
            Save snapshot
            <Kbd keys="↵" onSolid />
          </Button>
        }
      />
      {isRunning && (
        <Checkbox
          label="Freeze the agent while its files are copied"
          description="Otherwise files that change meanwhile may not belong together."
          checked={pause}
          onCheckedChange={setPause}
        />
      )}
    </form>
  );
}
