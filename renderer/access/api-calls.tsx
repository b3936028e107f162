import { useState } from 'react';
import type { ApiCall } from '../../electron/contract/api-call.ts';
import { AppErrorPanel } from '../errors/app-error-panel.tsx';
import { showFailure } from '../errors/error-steps.ts';
import { Ago } from '../format/ago.tsx';
import { formatNumber } from '../format/number.ts';
import { formatDateTime } from '../format/time.ts';
import { callEngine } from '../ipc/engine-host.ts';
import { callShell } from '../ipc/shell.ts';
import { useEngineCall } from '../ipc/use-engine-call.ts';
import { Button } from '../ui/buttons/button.tsx';
import { cx } from '../ui/cx.ts';
import { Table, Td, Th, Tr } from '../ui/layout/table.tsx';
import { showToast } from '../ui/overlays/toasts.tsx';
import { Skeleton } from '../ui/states/skeleton.tsx';

const REFRESH_MS = 1_000;

/** What programs did over the HTTP API, the newest first: each change, each reading of an agent's output, each refusal. */
export function ApiCalls() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center justify-between">
        <h4 className="text-muted text-sm">What programs did over the HTTP API</h4>
        <div className="flex gap-2">
          <Button size="sm" variant="ghost" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? 'Hide calls' : 'Show calls'}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => void exportCalls()}>
            Export calls
          </Button>
        </div>
      </div>
      {isOpen && <CallTable />}
    </div>
  );
}

function CallTable() {
  const { data, error, reload } = useEngineCall('access.calls', {}, '', REFRESH_MS);
  if (error)
    return <AppErrorPanel title="The calls cannot be read" error={error} context={{ retry: reload }} />;
  if (!data) return <Skeleton className="h-24" />;
  if (data.calls.length === 0) return <p className="text-sm text-subtle">No calls yet.</p>;
  return (
    <Table label="API calls" dense className="max-h-64 rounded-md border">
      <thead>
        <tr>
          {['Time', 'Caller', 'Call', 'Agent', 'Answer'].map((title) => (
            <Th key={title}>{title}</Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {data.calls.map((call) => (
          <CallRow key={`${call.at} ${call.caller} ${call.method} ${call.route} ${call.agent}`} call={call} />
        ))}
      </tbody>
    </Table>
  );
}

function CallRow({ call }: { call: ApiCall }) {
  const { at, method, route, agent, status, count } = call;
  return (
    <Tr>
      <Td className="whitespace-nowrap">
        <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
          <Ago atMs={at} />
        </time>
      </Td>
      <Td className="whitespace-nowrap">{callerOf(call)}</Td>
      <Td mono className="break-all">
        {method} {route ?? 'no such path'}
      </Td>
      <Td>{agent ?? ''}</Td>
      <Td className={cx('whitespace-nowrap', status >= 400 && 'text-failed')}>
        {status}
        {count !== undefined && ` × ${formatNumber(count)}`}
      </Td>
    </Tr>
  );
}

function callerOf({ caller }: ApiCall): string {
  if (caller === 'socket') return 'This person';
  if (caller === 'unknown') return 'No valid token';
  return caller.replace(/^token:/, '');
}

/** Asks for a path and writes all recorded calls there. Failures are shown, never thrown. */
async function exportCalls(): Promise<void> {
  try {
    const { place } = await callShell('dialog.save-path', {
      title: 'Export calls',
      suggestedName: `bulkhead-calls-${new Date().toISOString().slice(0, 10)}.jsonl`,
    });
    if (place === null) return;
    const { records } = await callEngine('access.export', { place: place.token });
    showToast({
      tone: 'success',
      title: 'Calls exported',
      description: `${formatNumber(records)} records, as a chain that can be verified, in ${place.path}`,
    });
  } catch (thrown) {
    showFailure('The calls could not be exported', thrown, { retry: () => void exportCalls() });
  }
}
