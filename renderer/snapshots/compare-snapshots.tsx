import { useState } from 'react';
import { NOW, type Snapshot, type SnapshotDifference } from '../../electron/contract/snapshots.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { formatBytes } from '../format/quantity.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { closeDialog } from '../store/actions.ts';
import { Button } from '../ui/buttons/button.tsx';
import { Select } from '../ui/fields/select.tsx';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { Dialog } from '../ui/overlays/dialog.tsx';
import { EmptyState } from '../ui/states/empty-state.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';

/** What changed from one snapshot to another, or to now. */
export function CompareSnapshots(props: {
  agentId: string;
  from: Snapshot;
  all: readonly Snapshot[];
  onBack: () => void;
}) {
  const { agentId, from } = props;
  const [to, setTo] = useState<string>(NOW);
  const { data, error, reload } = useEngineCall('snapshot.compare', { agentId, from: from.id, to });
  const options = [
    { value: NOW, label: 'The agent as it is now' },
    ...props.all.filter(({ id }) => id !== from.id).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Dialog
      open
      size="lg"
      title={`Changes since “${from.name}”`}
      onOpenChange={(open) => !open && closeDialog()}
      footer={
        <Button variant="primary" onClick={props.onBack}>
          Back to the snapshots
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <Select label="Compare with" options={options} value={to} onValueChange={setTo} />
        {error && (
          <AppErrorPanel title="They cannot be compared" error={error} context={{ agentId, retry: reload }} />
        )}
        {!data && !error && <Skeleton className="h-40" />}
        {data && !error && (
          <>
            {data.notCompared.length > 0 && (
              <p className="text-muted text-sm">
                Only one of the two holds: {data.notCompared.join(', ')}. That is not compared.
              </p>
            )}
            {data.sameLayer === false && (
              <p className="text-muted text-sm">What was written elsewhere in the container differs too.</p>
            )}
            {data.differences.length === 0 ? (
              <EmptyState title="No file differs" />
            ) : (
              <DifferenceTable differences={data.differences} />
            )}
            {data.leftOut > 0 && <p className="text-muted text-sm">{data.leftOut} more are not listed.</p>}
          </>
        )}
      </div>
    </Dialog>
  );
}

function DifferenceTable({ differences }: { differences: readonly SnapshotDifference[] }) {
  return (
    <Table label="Differences" dense className="max-h-96 rounded-md border">
      <thead>
        <tr>
          <Th>Where</Th>
          <Th>Path</Th>
          <Th>Change</Th>
          <Th align="right">Size</Th>
        </tr>
      </thead>
      <tbody>
        {differences.map((each) => (
          <Tr key={`${each.part}/${each.path}`}>
            <Td className="text-muted text-sm">{each.part}</Td>
            <Td mono className="max-w-80 truncate" title={each.path}>
              {each.path || '.'}
            </Td>
            <Td>
              {each.change}
              {each.what.length > 0 && <span className="text-sm text-subtle"> {each.what.join(', ')}</span>}
            </Td>
            <Td align="right" className="text-sm">
              {sizeWords(each)}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function sizeWords({ before, after }: SnapshotDifference): string {
  if (before === undefined) return after === undefined ? '' : formatBytes(after);
  if (after === undefined || after === before) return formatBytes(before);
  return `${formatBytes(before)} → ${formatBytes(after)}`;
}
