import type { Snapshot } from '../../electron/contract/snapshots.ts';
import { formatBytes } from '../format/quantity.ts';
import { formatAgo, formatDateTime } from '../format/time.ts';
import { useNow } from '../format/use-now.ts';
import { IconButton } from '../ui/buttons/icon-button.tsx';
import { IconArrowBackUp, IconGitBranch, IconGitCompare, IconHistory, IconTrash } from '../ui/icons.ts';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { partWords, totalBytes, triggerWords } from './snapshot-labels.ts';
import type { Question } from './snapshot-question.tsx';

/** The snapshots of an agent, the newest first, with the actions for each. */
export function SnapshotTable(props: {
  snapshots: readonly Snapshot[];
  busy: boolean;
  onAsk: (question: Question) => void;
  onCompare: (snapshot: Snapshot) => void;
}) {
  const now = useNow(30_000);
  if (props.snapshots.length === 0)
    return (
      <EmptyState title="No snapshots yet" icon={IconHistory}>
        Save one before a risky change: you can go back to it, or start another agent from it.
      </EmptyState>
    );
  return (
    <Table label="Snapshots" className="max-h-80 rounded-md border">
      <thead>
        <tr>
          <Th>Name</Th>
          <Th>Holds</Th>
          <Th align="right">Size</Th>
          <Th align="right">Age</Th>
          <Th align="right">
            <span className="sr-only">Actions</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {props.snapshots.map((snapshot) => {
          const { id, name, at, atRest, trigger } = snapshot;
          const act = (icon: typeof IconTrash, label: string, onClick: () => void) => (
            <IconButton icon={icon} label={`${label} “${name}”`} disabled={props.busy} onClick={onClick} />
          );
          return (
            <Tr key={id}>
              <Td className="max-w-60">
                <div className="truncate" title={name}>
                  {name}
                </div>
                <div className="text-sm text-subtle">
                  {triggerWords(trigger)}
                  {atRest ? '' : ' · saved while running'}
                </div>
              </Td>
              <Td className="text-muted text-sm">{partWords(snapshot)}</Td>
              <Td align="right">{formatBytes(totalBytes(snapshot))}</Td>
              <Td align="right" title={formatDateTime(at)}>
                {formatAgo(at, now)}
              </Td>
              <Td align="right" className="whitespace-nowrap">
                {act(IconArrowBackUp, 'Restore', () => props.onAsk({ kind: 'restore', snapshot }))}
                {act(IconGitBranch, 'Fork', () => props.onAsk({ kind: 'fork', snapshot }))}
                {act(IconGitCompare, 'Compare', () => props.onCompare(snapshot))}
                {act(IconTrash, 'Delete', () => props.onAsk({ kind: 'delete', snapshot }))}
              </Td>
            </Tr>
          );
        })}
      </tbody>
    </Table>
  );
}
