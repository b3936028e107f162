import { useState } from 'react';
import type { Snapshot } from '../../electron/contract/snapshots.ts';
import { assertNever } from '../../electron/lib/assert-never.ts';
import { showFailure } from '../errors/error-steps.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { Checkbox } from '../ui/fields/checkbox.tsx';
import { TextField } from '../ui/fields/text-field.tsx';
import { ConfirmDialog } from '../ui/overlays/confirm-dialog.tsx';
import { deleteWords, restoreWords } from './snapshot-labels.ts';

export type Question = { kind: 'restore' | 'fork' | 'delete'; snapshot: Snapshot };

/** Asks before an action on a snapshot, and lists the losses. */
export function SnapshotQuestion(props: {
  agentId: string;
  agentName: string;
  question: Question;
  onStart: (operationId: string) => void;
  onClose: () => void;
}) {
  const { agentId, question, onClose } = props;
  const { snapshot } = question;
  const [keepPresent, setKeepPresent] = useState(true);
  const [name, setName] = useState(`${props.agentName}-fork`.slice(0, 63));
  const [busy, setBusy] = useState(false);
  const start = (title: string, starting: Promise<{ operationId: string }>) => {
    setBusy(true);
    starting.then(
      ({ operationId }) => {
        props.onStart(operationId);
        onClose();
      },
      (thrown: unknown) => {
        setBusy(false);
        showFailure(title, thrown, { agentId });
      },
    );
  };
  const common = { open: true, busy, onOpenChange: (open: boolean) => !open && onClose() };
  const of = { agentId, snapshotId: snapshot.id };
  switch (question.kind) {
    case 'restore':
      return (
        <ConfirmDialog
          {...common}
          title="Restore snapshot"
          description={
            <ul className="flex list-disc flex-col gap-1 pl-4">
              {restoreWords(snapshot).map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
          }
          confirmLabel="Restore snapshot"
          danger={!keepPresent}
          onConfirm={() =>
            start(
              'The snapshot could not be restored',
              callEngine('snapshot.restore', { ...of, keepPresent }),
            )
          }
        >
          <Checkbox
            label="Keep the present state as a snapshot first"
            description={
              keepPresent
                ? 'Takes as much space again; then nothing is lost.'
                : 'What the agent did since then is lost for good.'
            }
            checked={keepPresent}
            onCheckedChange={setKeepPresent}
          />
        </ConfirmDialog>
      );
    case 'fork':
      return (
        <ConfirmDialog
          {...common}
          title="Fork snapshot"
          description={`A new agent with the settings of ${props.agentName} and the files of “${snapshot.name}”. ${props.agentName} is not touched.`}
          confirmLabel="Fork snapshot"
          onConfirm={() =>
            start(
              'The snapshot could not be forked',
              callEngine('snapshot.fork', { ...of, name: name.trim() }),
            )
          }
        >
          <TextField label="Name of the new agent" value={name} onValueChange={setName} />
        </ConfirmDialog>
      );
    case 'delete':
      return (
        <ConfirmDialog
          {...common}
          title="Delete snapshot"
          description={deleteWords(snapshot)}
          confirmLabel="Delete snapshot"
          danger
          onConfirm={() =>
            start(
              'The snapshot could not be deleted',
              callEngine('snapshot.remove', { agentId, snapshotIds: [snapshot.id] }),
            )
          }
        />
      );
    default:
      return assertNever(question.kind);
  }
}
